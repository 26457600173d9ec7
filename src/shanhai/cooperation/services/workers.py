"""Who a worker is: found again by the number of the identity card, told, kept apart."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q

from shanhai.cooperation.models import Trainee, Worker
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.rules.labour import fingerprint
from shanhai.registry.models import Node, Partnership


@dataclass(frozen=True, slots=True)
class Who:
    """What is known of a person, besides the number."""

    name: str
    home: Node | None = None
    status: str = ""


def person(partnership: Partnership, who: Who, number: str, own: Worker | None = None) -> Worker:
    """The person meant: who has the number; without one, who has the name in the same home and
    was registered for this partnership. `own` is the person so far, whose number was not known."""
    name = who.name.strip()
    if not number:
        known = Worker.objects.filter(mark=None, name=name, home=who.home)
        here = Q(placements__partnership=partnership) | Q(courses__course__partnership=partnership)
        return tell(known.filter(here).first() or Worker(), who)
    mark = fingerprint(number, settings.PERSON_KEY)
    worker = Worker.objects.filter(mark=mark).first()
    if worker is not None and worker.name and worker.name != name:
        raise CooperationError("这个证件号已经登记，姓名不同，请对照证件核对姓名和证件号。")
    if worker is None and own is not None and own.mark:
        raise CooperationError("证件号与已登记的不同；如果不是同一个人，请另登记一条。")
    worker = worker or own or Worker()
    worker.mark, worker.head, worker.tail = mark, number[:6], number[-4:]
    return tell(worker, who)


def tell(worker: Worker, who: Who) -> Worker:
    """Write what is known of a person; what is not told stays as it was."""
    worker.name = who.name.strip()
    worker.home = who.home or worker.home
    worker.status = who.status or worker.status
    worker.save()
    return worker


def elsewhere(worker: Worker, partnership: Partnership) -> bool:
    """Whether another partnership has this person on its books too."""
    placed = worker.placements.exclude(partnership=partnership)
    trained = Trainee.objects.filter(worker=worker).exclude(course__partnership=partnership)
    return placed.exists() or trained.exists()
