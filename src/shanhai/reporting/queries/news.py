"""What others did with what a user may see."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.records.models import ChangeSet, Ref, Version
from shanhai.registry.queries import visible_to


@dataclass(frozen=True, slots=True)
class Happening:
    """One change set of somebody else: its verb, the first object it wrote, and how many."""

    change: ChangeSet
    ref: Ref
    count: int


def telling_verbs() -> list[str]:
    """Verbs that others are told of (`news` in vocabulary/verbs.yaml)."""
    words = vocabulary.load("verbs", settings.VOCABULARY_DIR)
    return [verb for verb, row in words.items() if row.get("news")]


def news(user: User, since: datetime, most: int = 50) -> list[Happening]:
    """What others did since a moment with objects the user may see, the newest first."""
    told = Version.objects.filter(
        change_set__at__gt=since, change_set__verb__in=telling_verbs()
    ).exclude(change_set__actor=user)
    found: dict[int, tuple[int, int]] = {}
    for kind in told.order_by().values_list("ref__kind", flat=True).distinct():
        model = Ref._meta.get_field(kind).related_model
        if not model.scope:
            continue
        seen = visible_to(user, model._default_manager.order_by()).values("pk")
        rows = told.filter(ref__kind=kind, ref__in=seen).order_by("-change_set_id")
        for change, first, count in rows.values_list("change_set_id").annotate(
            Min("ref_id"), Count("ref_id", distinct=True)
        )[:most]:
            before = found.get(change)
            found[change] = (before[0] if before else first, count + (before[1] if before else 0))
    newest = sorted(found, reverse=True)[:most]
    changes = ChangeSet.objects.select_related("actor").in_bulk(newest)
    refs = Ref.objects.in_bulk({found[pk][0] for pk in newest})
    return [Happening(changes[pk], refs[found[pk][0]], found[pk][1]) for pk in newest]
