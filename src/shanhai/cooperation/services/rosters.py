"""Verbs of the roster of a course: who took it, each once, the person kept apart."""

from shanhai.accounts.models import User
from shanhai.cooperation.models import Course, Trainee
from shanhai.cooperation.rules import CooperationError, lines
from shanhai.cooperation.rules.labour import roster_line
from shanhai.cooperation.services.guard import require
from shanhai.cooperation.services.workers import Who, person
from shanhai.records.services import change
from shanhai.registry.queries import resolve


def enrol(actor: User | None, course: Course, roster: str) -> list[Trainee]:
    """Put persons on the roster: lines “姓名，证件号，户籍村，取证”. All or none; a refusal names
    the line and repeats no number."""
    require(actor, "register", [course.partnership])
    told = lines(roster)
    if not told:
        raise CooperationError("名册是空的，请一行写一人。")
    known = set(course.trainees.values_list("worker", flat=True))
    made: list[Trainee] = []
    with change(actor, "enrol", f"{len(told)}人") as action:
        action.save(course)
        for place, line in enumerate(told, 1):
            try:
                trainee = _trainee(course, line)
                if trainee.worker_id in known:
                    raise CooperationError("这个人已经在名册里，同一个人只计一次。")
            except CooperationError as error:
                raise CooperationError(f"第{place}行：{error}") from error
            known.add(trainee.worker_id)
            made.append(trainee)
        Trainee.objects.bulk_create(made)
        action.keep(course)
    return made


def _trainee(course: Course, line: str) -> Trainee:
    told = roster_line(line)
    home = resolve(told.home, course.partnership) if told.home else None
    if told.home and home is None:
        raise CooperationError(f"“{told.home}”没有登记，或有几个同名的，请写全称。")
    worker = person(course.partnership, Who(told.name, home), told.number)
    return Trainee(course=course, worker=worker, certified=told.certified)


def strike_off(actor: User | None, trainee: Trainee, why: str) -> None:
    """Take a person off the roster; who is on no other list is not kept at all."""
    course, worker = trainee.course, trainee.worker
    require(actor, "register", [course.partnership])
    if not why.strip():
        raise CooperationError("请写明为什么从名册删去。")
    with change(actor, "strike_off", why.strip()) as action:
        action.save(course)
        trainee.delete()
        if not worker.placements.exists() and not worker.courses.exists():
            worker.delete()
        action.keep(course)
