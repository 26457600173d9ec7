"""Taking objects of cooperation out of the lists and back; their history stays."""

from shanhai.accounts.models import User
from shanhai.cooperation.models import (
    ActionItem,
    Activity,
    Amendment,
    Article,
    Commitment,
    Course,
    JobFair,
    Joint,
    Order,
    Outlet,
    Placement,
    Plan,
    PlanTask,
    Posting,
    Product,
    Project,
    Promotion,
    Ride,
    SalesEvent,
    ShowVillage,
    Site,
    SpecialClass,
    Station,
    Team,
    Vacancy,
    Venture,
)
from shanhai.cooperation.rules import CooperationError
from shanhai.cooperation.services.guard import require
from shanhai.records.models import Record
from shanhai.records.services import change
from shanhai.registry.models import Agreement, Partnership


def partnerships_of(record: Record) -> list[Partnership]:
    """Whose an object of cooperation is."""
    match record:
        case (
            Joint()
            | ActionItem()
            | Activity()
            | Agreement()
            | Order()
            | Outlet()
            | Product()
            | SalesEvent()
            | Course()
            | JobFair()
            | Placement()
            | Ride()
            | Station()
            | Vacancy()
            | Article()
            | Plan()
            | Posting()
            | Project()
            | Promotion()
            | ShowVillage()
            | Site()
            | SpecialClass()
            | Team()
            | Venture()
        ):
            return [record.partnership]
        case Commitment() | Amendment():
            return [record.agreement.partnership]
        case PlanTask():
            return [record.plan.partnership]
    raise TypeError(f"{type(record).__name__} is no object of cooperation")


def archive(actor: User | None, record: Record, why: str) -> None:
    """Take an object out of the lists; its history stays and it can come back."""
    require(actor, "register", partnerships_of(record))
    if record.ref.archived_at:
        raise CooperationError(f"“{record}”已经移出列表。")
    if not why.strip():
        raise CooperationError("请写明为什么移出列表，别人才好核对。")
    _refuse_depended_on(record)
    with change(actor, "archive", why.strip()) as action:
        action.archive(record)


def _refuse_depended_on(record: Record) -> None:
    """What others still stand on stays."""
    waiting = ActionItem.objects.filter(
        source=record.ref, ref__archived_at=None
    ).exclude(state=ActionItem.State.VERIFIED).count()  # fmt: skip
    if waiting:
        raise CooperationError(
            f"这里提出的议定事项还有{waiting}项没有核实，请先办结或移出那些事项。"
        )
    if (
        isinstance(record, Agreement)
        and record.commitments.filter(deliveries__isnull=False).exists()
    ):
        raise CooperationError("这份协议的承诺已有兑现的台账记录，不能移出；请先取消关联。")
    if isinstance(record, Commitment) and record.deliveries.exists():
        raise CooperationError("这条承诺已有兑现的台账记录，不能移出；请先取消关联。")


def restore(actor: User | None, record: Record, why: str = "") -> None:
    """Bring an object back into the lists."""
    require(actor, "register", partnerships_of(record))
    if not record.ref.archived_at:
        raise CooperationError(f"“{record}”就在列表里。")
    with change(actor, "restore", why.strip()) as action:
        action.restore(record)
