"""What is typed of a project and of what belongs to it."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation.models import Project
from shanhai.cooperation.services import AssetFacts, ProjectFacts
from shanhai.cooperation.services.projects import work_words
from shanhai.ledger.funds.queries import allotments, balances, money_for
from shanhai.ledger.funds.rules import told
from shanhai.web.presentation import period_words
from shanhai.web.work_forms import (
    MoneyField,
    NodeField,
    ObjectForm,
    PairingField,
    PartForm,
    PhotoField,
    choice,
    day,
    named,
    text,
    today_field,
    which,
)


class ProjectForm(ObjectForm):
    """Everything known of a project."""

    facts: ClassVar[type] = ProjectFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("项目名称"), max_length=200)
    kind = choice("project_kinds", _lazy("类别"))
    nature = forms.ChoiceField(label=_lazy("建设性质"), choices=Project.Nature.choices)
    start = day(_lazy("计划开工"), required=False)
    end = day(_lazy("计划完工"), required=False)
    owner = NodeField(label=_lazy("实施单位"), required=False)
    builder = forms.CharField(label=_lazy("施工单位"), max_length=120, required=False)
    funding = text(
        _lazy("资金构成"),
        help_text=_lazy(
            "计划花多少、谁出。一行一项：来源，级次，金额。如“协作资金，市统筹，100万元”。"
        ),
    )
    sites = text(
        _lazy("地点和受益"),
        help_text=_lazy("一行一处：村，户数，人数，常住人口。不知道的不写，同一个人只计一次。"),
    )
    procurement = forms.CharField(
        label=_lazy("采购招标"),
        max_length=200,
        required=False,
        help_text=_lazy("方式、日期、中标单位"),
    )
    content = text(_lazy("建设内容"))
    goal = text(_lazy("预期目标"))
    result = text(_lazy("实施结果"))
    note = text(_lazy("备注"), rows=2)


class StepForm(PartForm):
    """The next step of a project."""

    which = which(_lazy("到了哪一步"))
    on = today_field(_lazy("日期"))
    note = forms.CharField(label=_lazy("说明"), max_length=300, required=False)

    def prepare(self) -> None:
        states = work_words()["project_states"]
        following = states[self.record.state]["steps"]
        self.offer((code, code, _(states[code]["name"])) for code in following)


class MilestoneForm(PartForm):
    """Something to reach."""

    title = forms.CharField(label=_lazy("节点"), max_length=120)
    due = day(_lazy("应到"))


class ReachForm(PartForm):
    """A milestone that was reached, with a photo."""

    which = which(_lazy("哪个节点"))
    on = today_field(_lazy("实到"))
    photo = PhotoField(label=_lazy("照片"))
    note = forms.CharField(label=_lazy("说明"), max_length=300, required=False)

    def prepare(self) -> None:
        rows = [row for row in self.record.milestones.all() if not row.reached_on]
        self.offer((row.pk, row, f"{row.title}（{row.due}）") for row in rows)


class ProblemForm(PartForm):
    """Something found wrong."""

    origin = choice("problem_origins", _lazy("来源"))
    owner = forms.CharField(label=_lazy("责任单位"), max_length=120)
    found_on = today_field(_lazy("发现日期"))
    due = day(_lazy("整改时限"))
    text = forms.CharField(label=_lazy("问题"), max_length=300, widget=forms.Textarea)


class FixForm(PartForm):
    """How a problem was put right."""

    which = which(_lazy("哪个问题"))
    on = today_field(_lazy("整改日期"))
    fix = forms.CharField(label=_lazy("整改情况"), max_length=300, widget=forms.Textarea)

    def prepare(self) -> None:
        rows = [row for row in self.record.problems.all() if not row.fixed_on]
        self.offer((row.pk, row, row.text[:60]) for row in rows)


class DiscloseForm(PartForm):
    """Where and when something was made public."""

    which = which(_lazy("公示什么"))
    place = forms.CharField(
        label=_lazy("公示地点"), max_length=200, help_text=_lazy("网址、公示栏或项目现场")
    )
    posted_on = today_field(_lazy("公示日期"))
    taken_down_on = day(_lazy("撤下日期"), required=False)

    def prepare(self) -> None:
        rows = [
            row for row in self.record.disclosures.all()
            if not row.posted_on or not row.taken_down_on
        ]  # fmt: skip
        self.offer((row.pk, row, named("disclosures", row.what)) for row in rows)


class AssetForm(PartForm):
    """What the project left behind."""

    title = forms.CharField(label=_lazy("资产"), max_length=120)
    kind = choice("asset_kinds", _lazy("类别"))
    owner = NodeField(label=_lazy("产权归属"))
    handed_on = today_field(_lazy("移交日期"))
    document = forms.CharField(label=_lazy("确权文书"), max_length=120, required=False)
    operation = forms.CharField(label=_lazy("运营模式"), max_length=120, required=False)
    income_use = forms.CharField(label=_lazy("收益用途"), max_length=200, required=False)

    @property
    def available(self) -> bool:
        return self.record.state in work_words()["project_done"]

    def given(self) -> AssetFacts:
        return AssetFacts(**self.cleaned_data)


class AssetCheckForm(PartForm):
    """A look at an asset."""

    which = which(_lazy("哪项资产"))
    on = today_field(_lazy("查看日期"))
    is_open = forms.BooleanField(label=_lazy("还在用"), required=False, initial=True)
    rent = MoneyField(label=_lazy("年租金收益"), required=False)
    jobs = forms.IntegerField(label=_lazy("在岗人数"), min_value=0, required=False)
    note = forms.CharField(label=_lazy("说明"), max_length=300, required=False)

    def prepare(self) -> None:
        self.offer((row.pk, row, row.title) for row in self.record.assets.all())


class AllotForm(PartForm):
    """Money for a project, out of what is recorded."""

    which = which(_lazy("从哪笔资金"))
    money = MoneyField(label=_lazy("金额"), required=False)
    on = today_field(_lazy("下达日期"))
    document = forms.CharField(label=_lazy("下达文号"), max_length=80, required=False)

    def prepare(self) -> None:
        rows = list(money_for(self.user, self.record)[:100])
        left = balances(rows)
        self.offer(
            (row.pk, row, _money_line(row, left[row.pk].free))
            for row in rows
            if left[row.pk].free > 0
        )


def _money_line(entry: Any, free: int) -> str:
    words = {"title": entry.title, "when": period_words(entry.period), "free": told(free, "元")}
    return _("%(title)s · %(when)s · 还剩%(free)s") % words


class PayForm(PartForm):
    """Money paid out for a project."""

    which = which(_lazy("拨付哪一项"))
    money = MoneyField(label=_lazy("金额"))
    on = today_field(_lazy("拨付日期"))
    voucher = forms.CharField(label=_lazy("支付凭证号"), max_length=80)
    payee = forms.CharField(label=_lazy("收款单位"), max_length=120, required=False)

    def prepare(self) -> None:
        rows = allotments(self.user).filter(project=self.record, entry__stage="arrived")
        self.offer((row.pk, row, _left_line(row)) for row in rows if row.units)


def _left_line(allotment: Any) -> str:
    paid = sum(one.entry.units for one in allotment.paid_rows)
    words = {"what": allotment.entry.title, "left": told((allotment.units or 0) - paid, "元")}
    return _("%(what)s · 还可拨%(left)s") % words


class TakeBackForm(PartForm):
    """An allotment taken back."""

    which = which(_lazy("收回哪一项"))
    why = forms.CharField(label=_lazy("理由"), max_length=200)

    def prepare(self) -> None:
        rows = allotments(self.user).filter(project=self.record)
        self.offer((row.pk, row, row.entry.title) for row in rows if not row.paid_rows)
