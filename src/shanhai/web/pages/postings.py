"""People sent: their list with what is ending, and the page of one stay."""

from datetime import date
from typing import ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation.models import Posting
from shanhai.cooperation.queries import (
    count_people,
    in_standing,
    person_of,
    posting_page,
    postings,
    there_on,
)
from shanhai.cooperation.rules.postings import STAY_WORDS, Stay, masked, standing
from shanhai.cooperation.services import (
    PostingFacts,
    come_back,
    edit_posting,
    extend,
    forget_person,
    register_posting,
    report_in,
)
from shanhai.cooperation.services.projects import work_words
from shanhai.web.lists import (
    DATE,
    PAIRING,
    STATE,
    TEXT,
    Button,
    Choice,
    Column,
    Days,
    Listing,
    pairing_filter,
)
from shanhai.web.work_forms import (
    NodeField,
    ObjectForm,
    PairingField,
    PartForm,
    choice,
    columns_of,
    day,
    named,
    text,
    today_field,
    words,
)
from shanhai.web.works import Kind, Part, Shown, Step, addresses, table

TONES = {Stay.PLANNED: "draft", Stay.IN_POST: "confirmed", Stay.ENDING: "waiting",
         Stay.OVERDUE: "overdue", Stay.RETURNED: "closed"}  # fmt: skip


class PostingForm(ObjectForm):
    """Everything known of a stay."""

    facts: ClassVar[type] = PostingFacts

    partnership = PairingField()
    direction = forms.ChoiceField(label=_lazy("方向"), choices=Posting.Direction.choices)
    category = choice("posting_categories", _lazy("人员类别"))
    mode = choice("posting_modes", _lazy("选派方式"))
    from_unit = NodeField(label=_lazy("派出单位"))
    to_unit = NodeField(label=_lazy("派往单位"))
    post = forms.CharField(label=_lazy("职务或岗位"), max_length=120, required=False)
    name = forms.CharField(
        label=_lazy("姓名"), max_length=40, required=False,
        help_text=_lazy("只给维护登记的人看，列表、导出和别人看到的都打星号；不要填证件号"),
    )  # fmt: skip
    start = day(_lazy("报到"), required=False, help_text=_lazy("不填即拟派"))
    end = day(_lazy("期满"), required=False)
    batch = forms.CharField(label=_lazy("批次"), max_length=60, required=False)
    document = forms.CharField(label=_lazy("选派文件"), max_length=80, required=False)
    count = forms.IntegerField(
        label=_lazy("拟派人数"), min_value=1, initial=1, help_text=_lazy("已经派出的一人一条")
    )
    note = text(_lazy("备注"), rows=2)


class ReportForm(PartForm):
    """A planned person came."""

    start = today_field(_lazy("报到"))
    end = day(_lazy("期满"))
    name = forms.CharField(label=_lazy("姓名"), max_length=40, required=False)

    @property
    def available(self) -> bool:
        return _stay(self.record) == Stay.PLANNED


class ExtendForm(PartForm):
    """A further term."""

    since = day(_lazy("续派从"))
    until = day(_lazy("续派到"))
    document = forms.CharField(label=_lazy("续派文件"), max_length=80, required=False)

    @property
    def available(self) -> bool:
        return bool(self.record.end) and _stay(self.record) not in (Stay.PLANNED, Stay.RETURNED)


class ReturnForm(PartForm):
    """A return."""

    on = today_field(_lazy("返回日期"))
    note = forms.CharField(label=_lazy("工作小结"), max_length=300, required=False)

    @property
    def available(self) -> bool:
        return _stay(self.record) not in (Stay.PLANNED, Stay.RETURNED)


class ForgetForm(PartForm):
    """A person's data taken away."""

    why = forms.CharField(label=_lazy("理由"), max_length=200)

    @property
    def available(self) -> bool:
        return bool(person_of(self.user, self.record))


def _within() -> int:
    return int(work_words()["posting_ends_within"])


def _stay(posting: Posting) -> Stay:
    return standing(posting.start, posting.end, posting.returned_on, date.today(), _within())


def _state(posting: Posting) -> tuple[str, str]:
    stay = _stay(posting)
    return TONES[stay], _(STAY_WORDS[stay])


def _standing(rows: QuerySet[Posting], chosen: str) -> QuerySet[Posting]:
    return in_standing(rows, chosen, date.today(), _within())


def _asked_day(request: HttpRequest) -> list[tuple[str, str]]:
    """The day asked for, so that the filter can name it and be taken off."""
    try:
        day = date.fromisoformat(request.GET.get("there", ""))
    except ValueError:
        return []
    return [(str(day), str(day))]


def _there(rows: QuerySet[Posting], day: str) -> QuerySet[Posting]:
    return there_on(rows, date.fromisoformat(day))


def masked_person(posting: Posting) -> str:
    """Who was sent, as lists show it."""
    person = getattr(posting, "person", None)
    return masked(person.name) if person else ""


def _sums(rows: QuerySet[Posting]) -> list[tuple[str, int]]:
    """Persons, each once however often a stay was extended; the three are never added."""
    count = count_people(rows, date.today())
    return [(_("在派"), count.in_post), (_("拟派"), count.planned), (_("今年派出"), count.begun)]


LISTING = Listing(
    name="postings",
    title=_lazy("人才选派"),
    rows=lambda request: postings(request.user),
    columns=(
        Column("stay", _lazy("派出和派往"), str, sort="from_unit__name"),
        Column("state", _lazy("状态"), _state, STATE),
        Column("person", _lazy("姓名"), masked_person),
        Column("category", _lazy("人员类别"),
               lambda row: named("posting_categories", row.category), sort="category"),
        Column("mode", _lazy("选派方式"), lambda row: named("posting_modes", row.mode)),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("post", _lazy("职务或岗位"), lambda row: row.post),
        Column("batch", _lazy("批次"), lambda row: row.batch, sort="batch"),
        Column("start", _lazy("报到"), lambda row: row.start, DATE, sort="start"),
        Column("end", _lazy("期满"), lambda row: row.end, DATE, sort="end"),
        Column("returned_on", _lazy("返回"), lambda row: row.returned_on, DATE, shown=False),
    ),
    filters=(
        pairing_filter(),
        Choice("standing", _lazy("状态"),
               lambda request: [(stay.value, _(word)) for stay, word in STAY_WORDS.items()],
               _standing),
        Choice("there", _lazy("在岗"), _asked_day, _there),
        Choice("category", _lazy("人员类别"), lambda request: words("posting_categories"),
               "category"),
        Choice("direction", _lazy("方向"), Posting.Direction.choices, "direction"),
        Days("start", _lazy("报到"), "start"),
    ),
    search=("from_unit__name__icontains", "to_unit__name__icontains", "post__icontains",
            "batch__icontains"),
    search_hint=_lazy("单位、岗位、批次"),
    url=lambda row: reverse("posting", args=[row.pk]),
    order="-start",
    sums=_sums,
    buttons=(Button(_lazy("登记选派"), "posting-new", "register"),),
    note=_lazy("两个方向的挂职、支教、支医、支农、社工都在这里，拟派的也在；续派的还是一个人。"),
    empty=(_lazy("还没有选派"), _lazy("派出的、接收的和计划要派的人，登记在这里。")),
)  # fmt: skip


STAY_NAMES = (_lazy("拟派"), _lazy("在派"), _lazy("即将期满"), _lazy("期满未返"), _lazy("已返回"))


def _shown(request: HttpRequest, posting: Posting) -> Shown:
    stay = _stay(posting)
    doubts = []
    if stay == Stay.ENDING:
        doubts.append(_("%s期满，请准备续派或返回。") % posting.end)
    if stay == Stay.OVERDUE:
        doubts.append(_("%s已经期满，还没有登记返回或续派。") % posting.end)
    terms = table(
        _("任期"),
        [(_("起"), TEXT), (_("止"), DATE), (_("文件"), TEXT)],
        [[str(row.start), row.end, row.document] for row in posting.terms.all()],
        parts=("extend",), empty=_("没有续派。"),
    )  # fmt: skip
    way = [
        Step(_("报到"), posting.start, "to-come" if stay == Stay.PLANNED else "passed"),
        Step(_("期满"), posting.end,
             "passed" if stay in (Stay.OVERDUE, Stay.RETURNED) else "to-come"),
        Step(_("返回"), posting.returned_on, "passed" if posting.returned_on else "to-come"),
    ]  # fmt: skip
    return Shown(
        facts=[
            (_("姓名"), person_of(request.user, posting)),
            (_("方向"), posting.get_direction_display()),
            (_("人员类别"), named("posting_categories", posting.category)),
            (_("选派方式"), named("posting_modes", posting.mode)),
            (_("派出单位"), posting.from_unit),
            (_("派往单位"), posting.to_unit),
            (_("职务或岗位"), posting.post), (_("批次"), posting.batch),
            (_("选派文件"), posting.document), (_("备注"), posting.note),
        ],
        state=_state(posting), doubts=doubts, way=way, first=("report", "return", "forget"),
        tables=(terms,),
    )  # fmt: skip


def _facts_of(posting: Posting) -> PostingFacts:
    person = getattr(posting, "person", None)
    return columns_of(PostingFacts, posting, name=person.name if person else "", count=1)


POSTINGS = Kind(
    name="posting", path="postings", word=_lazy("人才选派"), listing=LISTING,
    rows=lambda: posting_page(Posting.objects.all()), form=PostingForm, facts_of=_facts_of,
    register=register_posting, edit=edit_posting, show=_shown,
    parts=(
        Part("report", _lazy("登记报到"), ReportForm, lambda user, posting, form: report_in(
            user, posting, *form.said("start", "end", "name")), _lazy("已登记报到。")),
        Part("extend", _lazy("登记续派"), ExtendForm, lambda user, posting, form: extend(
            user, posting, *form.said("since", "until", "document")), _lazy("已登记续派。")),
        Part("return", _lazy("登记返回"), ReturnForm, lambda user, posting, form: come_back(
            user, posting, *form.said("on", "note")), _lazy("已登记返回。")),
        Part("forget", _lazy("删去个人信息"), ForgetForm, lambda user, posting, form:
             forget_person(user, posting, *form.said("why")), _lazy("已删去个人信息。")),
    ),
)  # fmt: skip

urlpatterns = addresses(POSTINGS)
