"""Questions about demonstration villages, promotion of tourism and what media said of it all."""

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from shanhai.accounts.models import User
from shanhai.cooperation.models import (
    Article,
    Facility,
    Mention,
    Promotion,
    PromotionResult,
    RouteStop,
    ShowVillage,
)
from shanhai.cooperation.queries.sides import ENDS
from shanhai.records.models import Ref
from shanhai.registry.queries import visible_to


def show_villages(user: User) -> QuerySet[ShowVillage]:
    """Demonstration villages and belts the user may see, with how many facilities stand there
    (`built`) of how many planned (`facilities_planned`)."""
    rows = visible_to(user, ShowVillage.objects.filter(ref__archived_at=None))
    return rows.select_related(*ENDS).prefetch_related("villages").annotate(
        facilities_planned=Count("facilities", distinct=True),
        built=Count("facilities", Q(facilities__finished_on__isnull=False), distinct=True),
    )  # fmt: skip


def show_village_page(rows: QuerySet[ShowVillage]) -> QuerySet[ShowVillage]:
    """One demonstration village with everything its page shows."""
    return rows.select_related(*ENDS).prefetch_related(
        "villages", Prefetch("facilities", Facility.objects.select_related("project"))
    )


def promotions(user: User) -> QuerySet[Promotion]:
    """Promotions the user may see, with the day that counts for each (`day`)."""
    rows = visible_to(user, Promotion.objects.filter(ref__archived_at=None))
    return rows.select_related(*ENDS).annotate(day=Coalesce("held_on", "planned_on"))


def promotion_page(rows: QuerySet[Promotion]) -> QuerySet[Promotion]:
    """One promotion with everything its page shows."""
    stops = RouteStop.objects.select_related("node__parent")
    return rows.select_related(*ENDS).prefetch_related("results", Prefetch("stops", stops))


def results_of(found: list[Promotion]) -> dict[int, list[PromotionResult]]:
    """What was counted of several promotions, in one question."""
    told: dict[int, list[PromotionResult]] = {row.pk: [] for row in found}
    for row in PromotionResult.objects.filter(of__in=list(told)):
        told[row.of_id].append(row)
    return told


def articles(user: User) -> QuerySet[Article]:
    """Articles, cases and honours the user may see."""
    rows = visible_to(user, Article.objects.filter(ref__archived_at=None))
    return rows.select_related(*ENDS)


def article_page(rows: QuerySet[Article]) -> QuerySet[Article]:
    """One article with everything its page shows."""
    mentions = Mention.objects.select_related("of")
    return rows.select_related(*ENDS).prefetch_related(Prefetch("mentions", mentions))


def articles_about(user: User, ref: Ref) -> QuerySet[Article]:
    """What was published about an object."""
    return articles(user).filter(mentions__of=ref).order_by("-on", "-pk")
