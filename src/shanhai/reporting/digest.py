"""The weekly digest (每周简报): what others did, what is late, what falls due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from shanhai.accounts.models import User
from shanhai.common import vocabulary
from shanhai.reporting.queries import Dated, Happening, dated, deadlines, news

WEEK = timedelta(days=7)
# A letter names so many of each; the page has them all.
NAMED = 20


@dataclass(frozen=True, slots=True)
class Digest:
    """A user's week: what others did, what is late, what falls due, what takes place next."""

    happened: list[Happening]
    late: list[Dated]
    due: list[Dated]
    ahead: list[Dated]

    def __bool__(self) -> bool:
        return any((self.happened, self.late, self.due, self.ahead))


def digest(user: User, now: datetime | None = None) -> Digest:
    """What the week up to `now` and the days after it hold for a user."""
    moment = timezone.localtime(now)
    today = moment.date()
    owed = deadlines(user, today)
    ahead = [row for row in dated(user, today, today + 2 * WEEK) if not row.owed]
    return Digest(
        news(user, moment - WEEK),
        [row for row in owed if row.last < today],
        [row for row in owed if row.last >= today],
        ahead,
    )


def letter(user: User, told: Digest) -> str:
    """The digest as the text of an e-mail."""
    kinds = vocabulary.load("calendar", settings.VOCABULARY_DIR)
    verbs = vocabulary.load("verbs", settings.VOCABULARY_DIR)
    parts = [f"{user}，您好！"]
    for word, rows in (("已逾期", told.late), ("快到期", told.due), ("近期安排", told.ahead)):
        lines = [f"{row.last}  {kinds[row.kind]['name']}：{row.title}" for row in rows]
        parts += _paragraph(word, lines)
    lines = [
        f"{timezone.localtime(one.change.at):%m-%d}  {one.change.actor or '系统'}"
        f"{verbs[one.change.verb]['name']}“{one.ref}”" + (f"等{one.count}项" * (one.count > 1))
        for one in told.happened
    ]
    return "\n\n".join([*parts, *_paragraph("一周动态", lines)])


def _paragraph(word: str, lines: list[str]) -> list[str]:
    if not lines:
        return []
    rest = [f"……另有{len(lines) - NAMED}项，请到系统里看"] * (len(lines) > NAMED)
    return ["\n".join([f"【{word}】{len(lines)}项", *lines[:NAMED], *rest])]


def send_digests(now: datetime | None = None) -> int:
    """Mail the digest to everyone who wants it, has an address and something to be told; how many
    letters went out. Nobody is written to while no mail server is set."""
    if "smtp" not in settings.EMAIL_BACKEND and "locmem" not in settings.EMAIL_BACKEND:
        return 0
    sent = 0
    for user in User.objects.filter(is_active=True, wants_digest=True).exclude(email=""):
        told = digest(user, now)
        if told:
            sent += send_mail("山海每周简报", letter(user, told), None, [user.email])
    return sent
