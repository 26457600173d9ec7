"""The components of the face. `docs/look.md` shows each; `/components` draws each."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, ChoiceField
from django.forms.widgets import CheckboxInput, RadioSelect, Select, Textarea
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from shanhai.common.amounts import SCALE, Amount
from shanhai.cooperation.models import ActionItem
from shanhai.web import navigation, occasion_words
from shanhai.web import presentation as shown
from shanhai.web.keys import on_day, words_url

register = template.Library()


def money_unit(context: Context) -> str:
    """The unit of money this reader chose: yuan, wan or yi."""
    request = context.get("request")
    return request.COOKIES.get("unit", shown.DEFAULT_UNIT) if request else shown.DEFAULT_UNIT


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """`{% icon "inbox" %}`: a line icon from components/icons.html, for the eye only."""
    classes = f"icon {extra}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', classes, name
    )


@register.simple_tag(takes_context=True)
def rail(context: Context) -> list[navigation.Link]:
    """The words of the rail for this page."""
    request = context.get("request")
    return navigation.rail(request.path if request else "/")


@register.simple_tag
def cooperation_lists(section: str) -> tuple[list[navigation.Link], list[navigation.Link]]:
    """The groups of lists under 协作, and the lists beside the one shown."""
    return navigation.cooperation(section)


@register.simple_tag
def address(url_name: str) -> str:
    """Where a page lives, or nothing while there is none."""
    return navigation.address(url_name)


@register.simple_tag(takes_context=True)
def chosen_unit(context: Context) -> str:
    """`{% chosen_unit as unit %}`: the unit of money this reader chose."""
    return money_unit(context)


@register.inclusion_tag("components/figure.html", takes_context=True)
def figure(
    context: Context,
    amount: Amount | int | None,
    trail: str = "",
    stage: str = "",
    size: str = "",
    to: str = "",
) -> dict[str, Any]:
    """`{% figure amount trail=url stage="promised" size="lg" %}`; None shows a dash, a bare int is
    a count without a unit. A number without a trail of its own leads `to` where it is told again
    with what it is made of."""
    if isinstance(amount, int):
        amount = Amount.exactly(amount * SCALE, "")
    text = shown.figure_text(amount, money_unit(context)) if amount else None
    return {
        "text": text,
        "trail": trail,
        "to": on_day(to),
        "stage": stage,
        "stage_word": shown.STAGE_WORDS.get(stage, stage),
        "size": size,
    }


register.filter("period", shown.period_words)
register.filter("words", words_url)


@register.inclusion_tag("components/stage.html")
def stage(code: str) -> dict[str, Any]:
    """`{% stage "promised" %}`: the mark of a stage alone."""
    return {"stage": code, "stage_word": shown.STAGE_WORDS.get(code, code)}


@register.inclusion_tag("components/state.html")
def state(code: str, word: str) -> dict[str, Any]:
    """`{% state entry.state entry.get_state_display %}`: a word with its mark."""
    return {"tone": shown.STATE_TONES.get(code, "plain"), "word": label(word)}


@register.inclusion_tag("components/state.html")
def item_state(item: ActionItem) -> dict[str, Any]:
    """`{% item_state item %}`: where an action item stands, being late first."""
    return state(*occasion_words.item_state(item))


@register.inclusion_tag("components/sides.html")
def sides(
    helper: str,
    recipient: str,
    line: str = "",
    helper_note: str = "",
    recipient_note: str = "",
    size: str = "",
) -> dict[str, Any]:
    """`{% sides "常平组团" "玉屏县" line="2021 年起" size="lg" %}`."""
    return {
        "helper": helper,
        "recipient": recipient,
        "line": label(line),
        "helper_note": helper_note,
        "recipient_note": recipient_note,
        "size": size,
    }


@register.inclusion_tag("components/ladder.html", takes_context=True)
def ladder(context: Context, rungs: Sequence[shown.Rung]) -> dict[str, Any]:
    """`{% ladder rungs %}`: rungs side by side; the bar is drawn against the longest."""
    longest = max((rung.amount.units for rung in rungs if rung.amount), default=0)
    bars = [
        {
            "rung": rung,
            "word": shown.STAGE_WORDS.get(rung.stage, rung.stage),
            "width": f"{100 * rung.amount.units / longest:.2f}" if rung.amount and longest else "0",
        }
        for rung in rungs
    ]
    return {"bars": bars, "request": context.get("request")}


@register.inclusion_tag("components/damaged_text.html")
def damaged_text(
    paragraphs: Sequence[Sequence[shown.Segment]], selected: int | None = None
) -> dict[str, Any]:
    """`{% damaged_text paragraphs selected=claim.pk %}`; see presentation.paragraphs."""
    return {"paragraphs": paragraphs, "selected": selected}


@register.inclusion_tag("components/legend.html")
def legend() -> dict[str, Any]:
    """`{% legend %}`: what the marks of a damaged text mean."""
    return {"kinds": shown.KIND_WORDS.items()}


@register.inclusion_tag("components/claim_card.html", takes_context=True)
def claim_card(context: Context, card: shown.ClaimCard, selected: bool = False) -> dict[str, Any]:
    """`{% claim_card card selected=True %}`."""
    return {
        "card": card,
        "selected": selected,
        "kind_word": shown.KIND_WORDS.get(card.kind, card.kind),
        "confidence": shown.confidence_words(card.confidence),
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/reconciliation_row.html", takes_context=True)
def reconciliation_row(context: Context, row: shown.ReconciliationRow) -> dict[str, Any]:
    """`{% reconciliation_row row %}`."""
    return {
        "row": row,
        "tone": {"agrees": "good", "differs": "bad"}.get(row.verdict, "wait"),
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/timeline.html", takes_context=True)
def timeline(context: Context, events: Sequence[shown.Event]) -> dict[str, Any]:
    """`{% timeline events %}`."""
    return {"events": events, "request": context.get("request")}


@register.inclusion_tag("components/tree.html")
def tree(pairings: Sequence[shown.Pairing]) -> dict[str, Any]:
    """`{% tree pairings %}`: nested pairings."""
    return {"pairings": pairings}


@register.inclusion_tag("components/waits.html")
def waits(items: Sequence[shown.Wait]) -> dict[str, Any]:
    """`{% waits items %}`: what waits for me."""
    return {"items": items}


@register.inclusion_tag("components/trail.html", takes_context=True)
def trail(context: Context, content: shown.Trail) -> dict[str, Any]:
    """`{% trail content %}`: what stands under a figure; for the drawer and for a page."""
    return {"trail": content, "request": context.get("request")}


@register.inclusion_tag("components/empty.html")
def empty(
    title: str, text: str = "", action: str = "", url: str = "", icon: str = "leaf"
) -> dict[str, Any]:
    """`{% empty "还没有来文" "…" action="收一篇" url=… %}`: what belongs here, the next step."""
    return {"title": title, "text": text, "action": action, "url": url, "icon": icon}


@register.inclusion_tag("components/notice.html")
def notice(kind: str, title: str, text: str = "") -> dict[str, Any]:
    """`{% notice "bad" "…" "…" %}`; kinds: plain, good, wait, bad."""
    icons = {"good": "check", "bad": "alert", "wait": "clock"}
    return {"kind": kind, "title": title, "text": text, "icon": icons.get(kind, "info")}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """`{% error_summary form %}`: every problem of a form, above it, each a link to its field."""
    return {"form": form}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", full: bool = False) -> dict[str, Any]:
    """`{% field form.title hint="…" %}`: label, hint, error, control."""
    widget = bound.field.widget
    attrs: dict[str, str] = {}
    if isinstance(widget, CheckboxInput):
        attrs["class"] = "form-check-input"
    elif isinstance(widget, Select) and not isinstance(widget, RadioSelect):
        attrs["class"] = "form-select"
    elif not isinstance(widget, RadioSelect):
        attrs["class"] = "form-control"
    if isinstance(widget, Textarea):
        attrs["rows"] = "4"
    described = [f"{bound.id_for_label}_{name}" for name in _descriptions(bound, hint)]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "hint": hint or bound.help_text,
        "full": full,
        "checkbox": isinstance(widget, CheckboxInput),
    }


@register.simple_tag
def grid_cell(bound: BoundField, told: bool = False) -> SafeString:
    """`{% grid_cell cell True %}`: a control of a grid with its label for those who do not see the
    heading, and, when it is to be told, what is wrong beside it."""
    control = "form-select" if isinstance(bound.field.widget, Select) else "form-control"
    attrs = {"class": control, "aria-label": str(bound.label)}
    if isinstance(bound.field, ChoiceField):  # what a row that is added begins with
        first, named = bound.field.choices[0]
        among = named[0][0] if isinstance(named, list) else first  # the first of a group
        attrs["data-first"] = bound.field.initial or among
    wrong = bound.errors if told else []
    if wrong:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{bound.id_for_label}_error"}
    errors = format_html_join(
        "",
        '<p class="grid-error" id="{}_error">{}</p>',
        ((bound.id_for_label, one) for one in wrong),
    )
    return format_html("{}{}", bound.as_widget(attrs=attrs), errors)


def _descriptions(bound: BoundField, hint: str) -> list[str]:
    found = ["hint"] if hint or bound.help_text else []
    return found + (["error"] if bound.errors else [])


@register.inclusion_tag("components/chart.html")
def chart(
    name: str,
    title: str,
    option: dict[str, Any],
    table: shown.ChartTable,
    source: str = "",
) -> dict[str, Any]:
    """`{% chart "funds" "到位资金" option table source="…" %}`; options in docs/look.md."""
    return {"name": name, "title": title, "option": option, "table": table, "source": source}


@register.inclusion_tag("components/linked.html")
def linked(link: shown.Linked) -> dict[str, Any]:
    """`{% linked link %}`: words that lead somewhere, told apart when out to another host."""
    return {"link": link}


@register.filter
def label(word: object) -> str:
    """`{{ indicator.name|label }}`: a word of a vocabulary or a choice, in the reader's tongue."""
    text = str(word or "")
    return gettext(text) if text else ""


@register.filter
def listed(words: Sequence[str]) -> str:
    """`{{ book.evidence|listed }}`: words of a vocabulary in a row, in the reader's tongue."""
    return gettext("、").join(map(label, words))
