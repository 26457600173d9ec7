"""Verbs of people sent: plan or register a stay, report, extend, return; name and forget."""

from dataclasses import dataclass
from datetime import date

from shanhai.accounts.models import User
from shanhai.cooperation.models import PostedPerson, Posting, PostingTerm
from shanhai.cooperation.queries.sides import side_of
from shanhai.cooperation.rules import CooperationError, check_order, require_text
from shanhai.cooperation.rules.postings import check_extension, check_return, masked
from shanhai.cooperation.services.guard import filled, require, today
from shanhai.cooperation.services.projects import work_words
from shanhai.records.services import change
from shanhai.registry.models import Node, Partnership
from shanhai.registry.queries import overlapping

MOST_AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class PostingFacts:
    """Everything known of a stay. `name` is kept apart from the rest; `count` plans so many places
    at once, none of them named."""

    partnership: Partnership
    direction: str
    category: str
    mode: str
    from_unit: Node
    to_unit: Node
    post: str = ""
    batch: str = ""
    document: str = ""
    start: date | None = None
    end: date | None = None
    name: str = ""
    count: int = 1
    note: str = ""


_APART = {"name", "count"}


def register_posting(actor: User | None, facts: PostingFacts) -> Posting:
    """Register a stay, or plan one or several; the first of them is returned."""
    require(actor, "register", [facts.partnership])
    _check(facts)
    if facts.count > 1 and (facts.name.strip() or facts.start):
        raise CooperationError(
            "一次登记几人只用于拟派；已经派出的请一人一条，同一个人才不会重复计。"
        )
    if not 1 <= facts.count <= MOST_AT_ONCE:
        raise CooperationError(f"一次可登记1到{MOST_AT_ONCE}人。")
    _refuse_twin(facts, None)
    with change(actor, "register_posting", facts.batch) as action:
        made = [filled(Posting(), facts, _APART) for _ in range(facts.count)]
        action.save_all(made)
        _name(made[0], facts.name)
    return made[0]


def edit_posting(
    actor: User | None, posting: Posting, facts: PostingFacts, expected: int | None = None,
    why: str = "",
) -> Posting:  # fmt: skip
    """Change what is known of a stay."""
    require(actor, "register", [posting.partnership, facts.partnership])
    _check(facts)
    _refuse_twin(facts, posting)
    with change(actor, "edit_posting", why) as action:
        action.save(filled(posting, facts, _APART), expected)
        _name(posting, facts.name)
    return posting


def _check(facts: PostingFacts) -> None:
    words = work_words()
    if facts.category not in words["posting_categories"]:
        raise CooperationError("请选择人员类别。")
    if facts.mode not in words["posting_modes"]:
        raise CooperationError("请选择选派方式。")
    if facts.direction not in Posting.Direction.values:
        raise CooperationError("请选择方向：派往受援方，还是派往帮扶方。")
    check_order(facts.start, facts.end, "期满日期")
    if facts.end and not facts.start:
        raise CooperationError("填了期满日期，还要填报到日期。")
    sender, host = ("helper", "recipient")
    if facts.direction == Posting.Direction.TO_HELPER:
        sender, host = host, sender
    for node, side, what in (
        (facts.from_unit, sender, "派出单位"),
        (facts.to_unit, host, "派往单位"),
    ):
        if side_of(node, [facts.partnership]) != side:
            word = {"helper": "帮扶方", "recipient": "受援方"}[side]
            raise CooperationError(f"{what}“{node.name}”不在{word}，请核对方向和单位。")


def _refuse_twin(facts: PostingFacts, own: Posting | None) -> None:
    """One person is not in two places at once."""
    name = facts.name.strip()
    if not name or not facts.start:
        return
    same = Posting.objects.filter(
        person__name=name, from_unit=facts.from_unit, returned_on=None, ref__archived_at=None
    )
    same = same.exclude(pk=own.pk) if own else same
    other = overlapping(same.exclude(start=None), facts.start, facts.end).first()
    if other is not None:
        raise CooperationError(
            f"“{masked(name)}”这段时间已派往“{other.to_unit.name}”，同一个人只计一次，请核对。"
        )


def _name(posting: Posting, name: str) -> None:
    if name.strip():
        PostedPerson.objects.update_or_create(
            posting=posting, defaults={"name": require_text(name, "姓名", 40)}
        )


def report_in(
    actor: User | None, posting: Posting, start: date, end: date, name: str = ""
) -> Posting:
    """Say that a planned person came, and until when."""
    require(actor, "register", [posting.partnership])
    if posting.start and posting.start <= today():
        raise CooperationError(f"{posting.start}已经报到。")
    check_order(start, end, "期满日期")
    if start > today():
        raise CooperationError(f"{start}还没有到，请在报到之后登记。")
    with change(actor, "report_in", str(start)) as action:
        posting.start, posting.end = start, end
        action.save(posting)
        _name(posting, name)
    return posting


def extend(
    actor: User | None, posting: Posting, since: date, until: date, document: str = ""
) -> Posting:
    """Extend a stay by a further term; it stays one person's one stay."""
    require(actor, "register", [posting.partnership])
    check_extension(posting.start, posting.end, posting.returned_on, since, until)
    with change(actor, "extend", document.strip()) as action:
        if not posting.terms.exists():
            PostingTerm.objects.create(
                posting=posting, start=posting.start, end=posting.end, document=posting.document
            )
        posting.end = until
        action.save(posting)
        PostingTerm.objects.create(
            posting=posting, start=since, end=until, document=document.strip()[:80]
        )
        action.keep(posting)
    return posting


def come_back(actor: User | None, posting: Posting, on: date, note: str = "") -> Posting:
    """Say that a person returned."""
    require(actor, "register", [posting.partnership])
    if posting.returned_on:
        raise CooperationError(f"{posting.returned_on}已经返回。")
    check_return(posting.start, on, today())
    with change(actor, "come_back", note.strip()) as action:
        posting.returned_on = on
        return action.save(posting)


def forget_person(actor: User | None, posting: Posting, why: str) -> None:
    """Take a person's data away for good; that there was one stays counted."""
    require(actor, "register", [posting.partnership])
    if not why.strip():
        raise CooperationError("请写明为什么删去个人信息。")
    if not PostedPerson.objects.filter(posting=posting).exists():
        raise CooperationError("这里没有个人信息。")
    with change(actor, "forget_person", why.strip()) as action:
        PostedPerson.objects.filter(posting=posting).delete()
        action.save(posting)
