"""Where an object of cooperation stands, as a code and a word for `{% state %}`."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from shanhai.cooperation.models import ActionItem
from shanhai.cooperation.queries import in_force, words
from shanhai.cooperation.rules import overdue
from shanhai.registry.models import Agreement

# What is done still waits for the other side; what is verified is agreed.
_ITEM_TONES = {"done": "waiting", "verified": "agrees"}


def item_state(item: ActionItem) -> tuple[str, Any]:
    """Where an action item stands; being late is said first."""
    if overdue(item.due, item.state, date.today()):
        return "overdue", _("逾期")
    return _ITEM_TONES.get(item.state, item.state), item.get_state_display()


def visit_outcome(visit: Any) -> tuple[str, Any]:
    """What a visit left behind; `visit.raised` says whether an action item came of it."""
    if visit.outcome or visit.raised:
        return "agrees", _("有成果")
    return ("overdue", _("没有成果")) if visit.end < date.today() else ("open", _("未结束"))


def agreement_term(agreement: Agreement) -> tuple[str, Any]:
    """Whether an agreement holds, and whether it runs out soon."""
    today = date.today()
    if agreement.end and agreement.end < today:
        return "closed", _("已到期")
    if not in_force(agreement, today):
        return "pending", _("未生效")
    soon = today + timedelta(days=words()["expires_within"])
    if agreement.end and agreement.end <= soon:
        return "waiting", _("%s天后到期") % (agreement.end - today).days
    return "agrees", _("生效中")
