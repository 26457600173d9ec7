"""Publicity: articles, model cases and honours, each with the objects it tells of."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from shanhai.cooperation.models import (
    Activity,
    Article,
    Course,
    JobFair,
    Meeting,
    Order,
    Outlet,
    Park,
    Product,
    Project,
    Promotion,
    Ride,
    SalesEvent,
    ShowVillage,
    SpecialClass,
    Station,
    Team,
    Venture,
    Visit,
    Workshop,
)
from shanhai.cooperation.queries.villages import article_page, articles
from shanhai.cooperation.services import (
    ArticleFacts,
    edit_article,
    mention,
    register_article,
    unmention,
)
from shanhai.ledger.models import Donation
from shanhai.records.models import Record, Ref
from shanhai.registry.models import Agreement
from shanhai.registry.queries import found
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
from shanhai.web.pages.records import ref_url
from shanhai.web.presentation import Linked
from shanhai.web.work_forms import (
    ObjectForm,
    PairingField,
    PartForm,
    choice,
    day,
    named,
    text,
    which,
    words,
)
from shanhai.web.works import Kind, Part, Shown, addresses, table

# What an article may tell of, in the order it is looked for.
TOLD: tuple[type[Record], ...] = (
    Project, Donation, Park, Workshop, Venture, Product, Outlet, SalesEvent, Order, JobFair, Ride,
    Course, Station, Activity, Team, SpecialClass, ShowVillage, Promotion, Meeting, Visit,
    Agreement,
)  # fmt: skip
FEW = 5


class ArticleForm(ObjectForm):
    """Everything known of an article, a case or an honour."""

    facts: ClassVar[type] = ArticleFacts

    partnership = PairingField()
    title = forms.CharField(label=_lazy("标题"), max_length=200)
    kind = choice("article_kinds", _lazy("类型"))
    medium = forms.CharField(label=_lazy("媒体或授予单位"), max_length=120)
    level = choice("levels", _lazy("级别"))
    on = day(_lazy("日期"))
    url = forms.CharField(
        label=_lazy("链接"), max_length=500, required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )  # fmt: skip
    note = text(_lazy("摘要"), rows=2)


class MentionForm(PartForm):
    """An object the article tells of, by its name."""

    name = forms.CharField(
        label=_lazy("说到的对象"), max_length=120,
        help_text=_lazy("写项目、园区、协作班等的名称，同一结对里的"),
    )  # fmt: skip

    def clean_name(self) -> Ref:
        """The one object of the partnership of that name."""
        typed = self.cleaned_data["name"].split()
        scopes = [self.record.partnership_id]
        keys = [key for model in TOLD for key in found(self.user, model, typed, scopes, FEW)]
        hits = [ref for ref in Ref.objects.filter(pk__in=keys) if ref.pk != self.record.pk]
        very = [ref for ref in hits if ref.label == "".join(typed)]
        hits = very if len(very) == 1 else hits
        if len(hits) == 1:
            return hits[0]
        if not hits:
            raise ValidationError(_("这个结对里没有找到“%s”，请核对名称。") % " ".join(typed))
        names = "、".join(str(ref) for ref in hits[:FEW])
        raise ValidationError(_("不止一个：%s。请写全名称。") % names)


class UnmentionForm(PartForm):
    """A link to take back."""

    which = which(_lazy("取消哪一个"))

    def prepare(self) -> None:
        self.offer((row.pk, row, str(row.of)) for row in self.record.mentions.all())


def _level(article: Article) -> tuple[str, str]:
    tone = "confirmed" if article.level in ("national", "province") else "plain"
    return tone, named("levels", article.level)


LISTING = Listing(
    name="articles",
    title=_lazy("宣传报道"),
    rows=lambda request: articles(request.user),
    columns=(
        Column("title", _lazy("标题"), lambda row: row.title, sort="title"),
        Column("level", _lazy("级别"), _level, STATE, sort="level"),
        Column("kind", _lazy("类型"), lambda row: named("article_kinds", row.kind), sort="kind"),
        Column("medium", _lazy("媒体或授予单位"), lambda row: row.medium, sort="medium"),
        Column("pairing", _lazy("结对"), lambda row: row.partnership, PAIRING),
        Column("on", _lazy("日期"), lambda row: row.on, DATE, sort="on"),
        Column("url", _lazy("链接"), lambda row: row.url, shown=False),
    ),
    filters=(
        pairing_filter(),
        Choice("kind", _lazy("类型"), lambda request: words("article_kinds"), "kind"),
        Choice("level", _lazy("级别"), lambda request: words("levels"), "level"),
        Days("on", _lazy("日期"), "on"),
    ),
    search=("title__icontains", "medium__icontains"),
    search_hint=_lazy("标题、媒体"),
    url=lambda row: reverse("article", args=[row.pk]),
    order="-on",
    buttons=(Button(_lazy("登记报道"), "article-new", "register"),),
    note=_lazy("报道、典型案例和表彰荣誉；每一条关联它说到的项目、园区、会议等。"),
    empty=(_lazy("还没有宣传报道"), _lazy("媒体的报道、推广的案例、得到的荣誉登记在这里。")),
)


def _kind(ref: Ref) -> str:
    words = {model._meta.model_name: str(model._meta.verbose_name) for model in TOLD}
    return _(words[ref.kind]) if ref.kind in words else ""


def _shown(request: HttpRequest, article: Article) -> Shown:
    told = table(
        _("说到的对象"),
        [(_("对象"), TEXT), (_("类型"), TEXT)],
        [[(str(row.of), ref_url(row.of)), _kind(row.of)] for row in article.mentions.all()],
        parts=("mention", "unmention"), empty=_("还没有关联。关联之后，从对象也找得到这篇报道。"),
    )  # fmt: skip
    return Shown(
        facts=[
            (_("类型"), named("article_kinds", article.kind)),
            (_("媒体或授予单位"), article.medium), (_("日期"), article.on),
            (_("链接"), article.url and Linked(article.url, article.url)),
            (_("摘要"), article.note),
        ],
        state=_level(article), tables=(told,),
    )  # fmt: skip


def _link(user: Any, article: Article, form: PartForm) -> object:
    return mention(user, article, form.cleaned_data["name"])


ARTICLES = Kind(
    name="article", path="articles", word=_lazy("宣传报道"), listing=LISTING,
    rows=lambda: article_page(Article.objects.all()), form=ArticleForm, register=register_article,
    edit=edit_article, show=_shown,
    parts=(
        Part("mention", _lazy("关联对象"), MentionForm, _link, _lazy("已关联。")),
        Part("unmention", _lazy("取消关联"), UnmentionForm, lambda user, article, form:
             unmention(user, article, form.chosen), _lazy("已取消关联。")),
    ),
)  # fmt: skip

urlpatterns = addresses(ARTICLES)
