"""Projects: their list, and the page of one from the reserve to the care of its assets."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation.models import Project
from shanhai.cooperation.queries import project_page, projects, wanting, with_plan
from shanhai.cooperation.rules.projects import Standing, counted_once, doubts, share
from shanhai.cooperation.services import (
    check_asset,
    disclose,
    edit_project,
    find_problem,
    fix_problem,
    hand_over_asset,
    reach_milestone,
    register_project,
    set_milestone,
    step_project,
)
from shanhai.cooperation.services.projects import facts_of, work_words
from shanhai.ledger.funds.queries import allotments, project_balances
from shanhai.ledger.funds.rules import Balance
from shanhai.ledger.funds.services import AllotmentFacts, allot, pay, take_back
from shanhai.web.lists import (
    DATE,
    FIGURE,
    NUMBER,
    PAIRING,
    STATE,
    Button,
    Choice,
    Column,
    Listing,
    pairing_filter,
)
from shanhai.web.pages.project_tables import (
    assets_table,
    disclosures_table,
    milestones_table,
    money_table,
    payments_table,
    problems_table,
    sites_table,
    sources_table,
)
from shanhai.web.presentation import yuan
from shanhai.web.project_forms import (
    AllotForm,
    AssetCheckForm,
    AssetForm,
    DiscloseForm,
    FixForm,
    MilestoneForm,
    PayForm,
    ProblemForm,
    ProjectForm,
    ReachForm,
    StepForm,
    TakeBackForm,
)
from shanhai.web.work_forms import named, words
from shanhai.web.works import Kind, Number, Part, Shown, Step, addresses, count

TONES = {"cancelled": "void", "suspended": "overdue", "adjusted": "returned", "filed": "closed",
         "reserve": "draft", "designed": "draft"}  # fmt: skip
ASIDE = ("adjusted", "suspended", "cancelled")


def state_of(project: Project) -> tuple[str, str]:
    """The tone and the word of where a project stands."""
    done = work_words()["project_done"]
    tone = TONES.get(project.state, "approved" if project.state in done else "open")
    return tone, named("project_states", project.state)


def _complete(found: list[Project]) -> None:
    """What a page of projects needs beside them: plan, money and people, in fixed queries."""
    with_plan(found)
    known = project_balances(found)
    for project in found:
        project.money = known.get(project.pk, Balance(0, 0, 0))


def _spent(project: Project) -> int | None:
    return share(project.money.paid, project.money.allotted)


def _wanting(rows: QuerySet[Project], chosen: str) -> QuerySet[Project]:
    return wanting(rows) if chosen == "late" else rows


LISTING = Listing(
    name="projects",
    title=_lazy("项目"),
    rows=lambda request: projects(request.user),
    columns=(
        Column("title", _lazy("项目名称"), lambda row: row.title, sort="title"),
        Column("state", _lazy("进度"), state_of, STATE, sort="state"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("kind", _lazy("类别"), lambda row: named("project_kinds", row.kind), sort="kind"),
        Column("planned", _lazy("计划投资"), lambda row: yuan(row.planned or None), FIGURE),
        Column("allotted", _lazy("已下达"), lambda row: yuan(row.money.allotted or None), FIGURE),
        Column("paid", _lazy("已拨付"), lambda row: yuan(row.money.paid or None), FIGURE),
        Column("spent", _lazy("支付率 %"), _spent, NUMBER),
        Column("people", _lazy("受益人数"), lambda row: row.people or None, NUMBER),
        Column("owner", _lazy("实施单位"), lambda row: row.owner and row.owner.name, shown=False),
        Column("start", _lazy("计划开工"), lambda row: row.start, DATE, sort="start", shown=False),
        Column("end", _lazy("计划完工"), lambda row: row.end, DATE, sort="end"),
    ),
    filters=(
        pairing_filter(),
        Choice("state", _lazy("进度"), lambda request: words("project_states"), "state"),
        Choice("kind", _lazy("类别"), lambda request: words("project_kinds"), "kind"),
        Choice("wanting", _lazy("要办的"), [("late", _lazy("有逾期的"))], _wanting),
    ),
    search=("title__icontains", "content__icontains", "sites__node__name__icontains"),
    search_hint=_lazy("项目、内容、村"),
    url=lambda row: reverse("project", args=[row.pk]),
    complete=_complete,
    buttons=(Button(_lazy("登记项目"), "project-new", "register"),),
    note=_lazy("从储备入库到资产管护；钱在台账里，项目只说用在哪里。"),
    empty=(_lazy("还没有项目"), _lazy("用协作资金或捐赠资金办的事，从储备起登记在这里。")),
    icon="flag",
)


def _allot(user: Any, project: Project, form: AllotForm) -> object:
    data = form.cleaned_data
    facts = AllotmentFacts(data["on"], data["money"], project, document=data["document"])
    return allot(user, form.chosen, facts)


def _pay(user: Any, project: Project, form: PayForm) -> object:
    data = form.cleaned_data
    return pay(
        user, form.chosen, data["money"], data["on"], data["voucher"], data["payee"]
    )  # fmt: skip


PARTS = (
    Part("step", _lazy("登记进度"), StepForm, lambda user, project, form: step_project(
        user, project, form.chosen, *form.said("on", "note")), _lazy("已登记进度。")),
    Part("allot", _lazy("分配资金"), AllotForm, _allot, _lazy("已分配。"), "enter"),
    Part("pay", _lazy("登记拨付"), PayForm, _pay,
         _lazy("已记为台账草稿，提交后计入支付进度的统计。"), "enter"),
    Part("take_back", _lazy("收回分配"), TakeBackForm, lambda user, project, form: take_back(
        user, form.chosen, *form.said("why")), _lazy("已收回。"), "enter"),
    Part("milestone", _lazy("添加节点"), MilestoneForm, lambda user, project, form: set_milestone(
        user, project, *form.said("title", "due")), _lazy("已添加节点。")),
    Part("reach", _lazy("登记到达"), ReachForm, lambda user, project, form: reach_milestone(
        user, form.chosen, *form.said("on", "note", "photo")), _lazy("已登记。")),
    Part("problem", _lazy("登记问题"), ProblemForm, lambda user, project, form: find_problem(
        user, project, *form.said("origin", "text", "owner", "found_on", "due")),
        _lazy("已登记问题。")),
    Part("fix", _lazy("登记整改"), FixForm, lambda user, project, form: fix_problem(
        user, form.chosen, *form.said("on", "fix")), _lazy("已登记整改。")),
    Part("disclose", _lazy("登记公示"), DiscloseForm, lambda user, project, form: disclose(
        user, form.chosen, *form.said("posted_on", "place", "taken_down_on")),
        _lazy("已登记公示。")),
    Part("asset", _lazy("移交资产"), AssetForm, lambda user, project, form: hand_over_asset(
        user, project, form.given()), _lazy("已登记资产。")),
    Part("check", _lazy("查看资产"), AssetCheckForm, lambda user, project, form: check_asset(
        user, form.chosen, *form.said("on", "is_open", "rent", "jobs", "note")),
        _lazy("已登记查看情况。")),
)  # fmt: skip


def _shown(request: HttpRequest, project: Project) -> Shown:
    given = list(allotments(request.user).filter(project=project))
    balance = project_balances([project]).get(project.pk, Balance(0, 0, 0))
    planned = sum(row.units for row in project.sources.all())
    spent = share(balance.paid, balance.allotted)
    people = counted_once((row.node_id, row.people) for row in project.sites.all())
    return Shown(
        facts=_facts(project),
        state=state_of(project),
        numbers=(
            Number(_("计划投资"), yuan(planned or None), "planned", to="#sources"),
            Number(_("已下达"), yuan(balance.allotted or None), "arrived", to="#money"),
            Number(_("已拨付"), yuan(balance.paid or None), "used",
                   note="" if spent is None else _("支付率 %s%%") % spent, to="#payments"),
            Number(_("受益人数"), count(people.least or None, "人"), note=_("每村只计一次"),
                   to="#sites"),
        ),
        doubts=doubts(_standing(project, planned, balance), date.today(),
                      work_words()["asset_check_within"]),
        way=_way(project),
        first=("step",),
        tables=(
            money_table(given), *payments_table(request.user, given),
            sources_table(project), sites_table(project),
            milestones_table(project), problems_table(project), disclosures_table(project),
            assets_table(project),
        ),
    )  # fmt: skip


def _facts(project: Project) -> list[tuple[Any, Any]]:
    return [
        (_("类别"), named("project_kinds", project.kind)),
        (_("建设性质"), project.get_nature_display()),
        (_("建设内容"), project.content),
        (_("实施单位"), project.owner),
        (_("施工单位"), project.builder),
        (_("采购招标"), project.procurement),
        (_("计划工期"), " — ".join(str(one) for one in (project.start, project.end) if one)),
        (_("预期目标"), project.goal),
        (_("实施结果"), project.result),
        (_("备注"), project.note),
    ]


def _standing(project: Project, planned: int, balance: Balance) -> Standing:
    vocabulary = work_words()
    return Standing(
        project.state, project.end, project.state in vocabulary["project_begun"],
        project.state in vocabulary["project_done"], planned, balance.allotted, balance.paid,
        any(row.people or row.households for row in project.sites.all()),
        bool(project.procurement),
        [(row.title, row.due, row.reached_on) for row in project.milestones.all()],
        [(row.text, row.due, row.fixed_on) for row in project.problems.all()],
        [(named("disclosures", row.what), row.due, row.posted_on)
         for row in project.disclosures.all()],
        [(row.title, *_looked(row)) for row in project.assets.all()],
        [(row.node.name, row.households, row.people) for row in project.sites.all()],
    )  # fmt: skip


def _looked(asset: Any) -> tuple[date, bool]:
    newest = next(iter(asset.checks.all()), None)
    return (newest.on, newest.open) if newest else (asset.handed_on, True)


def _way(project: Project) -> list[Step]:
    """The steps in order: passed with their day, where it stands, and those to come."""
    passed = {row.state: row for row in project.steps.all()}
    order = [code for code, _name in words("project_states") if code not in ASIDE]
    reached = max((order.index(code) for code in [*passed, project.state] if code in order),
                  default=0)  # fmt: skip
    steps = []
    for place, code in enumerate(order):
        row = passed.get(code)
        if code == project.state:
            standing = "here"
        else:
            standing = "passed" if row else "skipped" if place < reached else "to-come"
        steps.append(Step(named("project_states", code), row and row.on, standing))
    if project.state in ASIDE:
        row = passed.get(project.state)
        steps.append(Step(named("project_states", project.state), row and row.on, "here aside",
                          row.note if row else ""))  # fmt: skip
    return steps


PROJECTS = Kind(
    name="project",
    path="projects",
    word=_lazy("项目"),
    listing=LISTING,
    rows=lambda: project_page(
        Project.objects.select_related("partnership__helper", "partnership__recipient", "owner",
                                       "ref")
    ),
    form=ProjectForm,
    facts_of=facts_of,
    register=register_project,
    edit=edit_project,
    show=_shown,
    parts=PARTS,
)  # fmt: skip

urlpatterns = addresses(PROJECTS)
