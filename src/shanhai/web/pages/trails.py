"""The trail of a number: formula, then row by row down to vouchers and highlighted words."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from shanhai.common.amounts import Amount
from shanhai.common.keys import Key
from shanhai.ledger.models import Entry
from shanhai.records.past.queries import TooMany
from shanhai.registry.models import Node
from shanhai.reporting import queries as reporting
from shanhai.reporting.services import evidence_note
from shanhai.sources.models import Span
from shanhai.web import presentation as shown
from shanhai.web.access import needs
from shanhai.web.keys import asked_day, key_of, trail_url
from shanhai.web.pages.records import page_of

# Words shown on either side of a quotation, so that it reads as a sentence.
AROUND = 40


@needs("view", then=None)
def trail_page(request: HttpRequest) -> HttpResponse:
    """The drawer (htmx) or the page of one number, now or as it stood on a day. The words to cite
    it by and, for what entries make, its address name the day: they lead to that number ever
    after."""
    key, day = key_of(request.GET), asked_day(request.GET)
    if not reporting.may_ask(request.user, key):
        raise Http404
    unit, which = request.GET.get("unit") or None, request.GET.get("count", "")
    try:
        found = reporting.trail(request.user, key, unit, day, which)
    except TooMany as error:
        where = {"problem": str(error), "now": trail_url(key, unit or "", which=which)}
        return render(request, template_of(request), where)
    unit = found.figure.amount.unit if found.figure else unit or ""
    permalink = request.build_absolute_uri(trail_url(key, unit, day or date.today(), which))
    when = shown.period_words(key.period) or _("全部时间")
    content = shown.Trail(
        title=_(found.indicator.name),
        amount=found.figure.amount if found.figure else None,
        rule=_rule(found),
        lines=[*_entry_lines(found, day), *_link_lines(found), *_member_lines(found, day)],
        stage=key.stage.value if key.stage else "",
        as_of=f"{when} · {_('%s 结束时') % day}" if day else when,
    )
    context = {
        "trail": content, "day": day, "permalink": permalink,
        "now": trail_url(key, unit, which=which),
        "cited": _cited(key, found, when, day or date.today(), permalink),
    }  # fmt: skip
    return render(request, template_of(request), context)


def template_of(request: HttpRequest) -> str:
    """A trail is drawn in the drawer, or as a page of its own."""
    return "cooperation/trail_drawer.html" if request.htmx else "cooperation/trail.html"


def _cited(key: Key, found: reporting.Trail, when: str, day: date, address: str) -> str:
    """The words to cite a number by: whose, when, of what, how much, as known on which day."""
    if found.figure is None:
        return ""
    ends = Node.objects.in_bulk([pk for pk in (key.helper, key.recipient) if pk])
    words = {
        "who": "—".join(str(ends[pk]) for pk in (key.helper, key.recipient) if pk),
        "when": when,
        "what": _(found.indicator.name),
        "stage": shown.STAGE_WORDS.get(key.stage.value, "") if key.stage else "",
        "figure": str(shown.figure_text(found.figure.amount)),
        "day": day,
        "address": address,
    }
    return (
        _(
            "%(who)s，%(when)s，%(what)s（%(stage)s）：%(figure)s。据山海系统%(day)s的记录，%(address)s"
        )
        if words["stage"]
        else _("%(who)s，%(when)s，%(what)s：%(figure)s。据山海系统%(day)s的记录，%(address)s")
    ) % words


def _rule(found: reporting.Trail) -> str:
    if not found.hidden:
        return found.formula
    return _("%(formula)s；其中%(hidden)s笔不在您的查看范围，已计入合计但不展开") % {
        "formula": found.formula,
        "hidden": found.hidden,
    }


def _entry_lines(found: reporting.Trail, day: date | None) -> list[shown.TrailLine]:
    return [entry_line(line.entry, line.amount, day) for line in found.lines]


def entry_line(entry: Entry, amount: Amount, day: date | None = None) -> shown.TrailLine:
    """An entry under a number, with its vouchers and the words it rests on."""
    evidence = list(entry.evidence.all())
    words = next((one.span for one in evidence if one.span), None)
    return shown.TrailLine(
        what=f"{shown.period_words(entry.period)} {entry.title}",
        amount=amount,
        source=_("；").join(evidence_note(one) for one in evidence) or _("还没有凭证"),
        url=reverse("entry", args=[entry.pk]) + (f"?asof={day}" if day else ""),
        **quotation(words),
    )


def quotation(span: Span | None) -> dict[str, str]:
    """The words of a span between those that stand around them."""
    if span is None:
        return {}
    text = span.document.text
    return {
        "before": text[max(0, span.start - AROUND) : span.start],
        "quote": span.quote,
        "after": text[span.end : span.end + AROUND],
    }


def _link_lines(found: reporting.Trail) -> list[shown.TrailLine]:
    return [
        shown.TrailLine(
            what=str(link), source=_("结对登记"), url=reverse("partnership", args=[link.pk])
        )
        for link in found.links
    ]


def _member_lines(found: reporting.Trail, day: date | None) -> list[shown.TrailLine]:
    return [
        shown.TrailLine(
            what=str(one), amount=part, source=_(str(one._meta.verbose_name)),
            url=page_of(str(one._meta.model_name), one.pk) + (f"?asof={day}" if day else ""),
        )
        for one, part in found.members
    ]  # fmt: skip


urlpatterns = [path("trail/", trail_page, name="trail")]
