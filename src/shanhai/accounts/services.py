"""Verbs that create users, change how they sign in, and keep the views of lists they save."""

from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from shanhai.accounts.models import SavedView, User

FEED = "calendar feed"


class AccountError(ValueError):
    """Something of an account that cannot be so; the message is a Chinese sentence for the user."""


@transaction.atomic
def register_user(
    username: str, name: str, password: str, *, email: str = "", superuser: bool = False
) -> User:
    """Create a user. What they may see and do comes from registry.services.appoint."""
    if User.objects.filter(username=username).exists():
        raise AccountError(f"已有登录名“{username}”，请换一个。")
    user = User(
        username=username, name=name, email=email, is_superuser=superuser, is_staff=superuser
    )
    try:
        user.username_validator(username)
    except ValidationError as error:
        raise AccountError("；".join(error.messages)) from error
    reset_password(user, password)
    return user


def reset_password(user: User, password: str) -> None:
    """Give a user a new password; whoever was signed in with the old one is signed out."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise AccountError("；".join(error.messages)) from error
    user.set_password(password)
    user.save()


def let_in(user: User, active: bool) -> None:
    """Let a user sign in, or no longer; what they did keeps their name."""
    user.is_active = active
    user.save(update_fields=["is_active"])


def feed_token(user: User) -> str:
    """The secret part of the address of a user's calendar feed."""
    return signing.dumps([user.pk, user.feed_serial], salt=FEED)


def feed_user(token: str) -> User | None:
    """Whose calendar a token opens; None when it is forged, was renewed, or the user left."""
    try:
        pk, serial = signing.loads(token, salt=FEED)
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk, feed_serial=serial, is_active=True).first()


def renew_feed(user: User) -> None:
    """Give the calendar feed a new address; the old one answers no more."""
    user.feed_serial += 1
    user.save(update_fields=["feed_serial"])


def see_news(user: User) -> None:
    """Everything told up to now has been seen."""
    user.news_seen_at = timezone.now()
    user.save(update_fields=["news_seen_at"])


def want_digest(user: User, wanted: bool) -> None:
    """Whether the weekly digest goes to the user's mailbox."""
    user.wants_digest = wanted
    user.save(update_fields=["wants_digest"])


def save_view(user: User, listing: str, title: str, query: str) -> SavedView:
    """Keep a list's filters, order and columns; a title used before is overwritten."""
    title = _checked_title(title)
    if len(query) > 1000:
        raise AccountError("条件太长，存不下。请减少筛选或列后再存。")
    return SavedView.objects.update_or_create(
        user=user, listing=listing, title=title, defaults={"query": query}
    )[0]


def rename_view(view: SavedView, title: str) -> None:
    """Give a saved view another title."""
    view.title = _checked_title(title)
    others = SavedView.objects.filter(user=view.user, listing=view.listing, title=view.title)
    if others.exclude(pk=view.pk).exists():
        raise AccountError(f"已有叫“{view.title}”的视图，请换一个名称。")
    view.save(update_fields=["title"])


def drop_view(view: SavedView) -> None:
    """Forget a saved view; the list itself is untouched."""
    view.delete()


def _checked_title(title: str) -> str:
    title = title.replace("\0", "").strip()
    if not title:
        raise AccountError("请给视图起个名称。")
    if len(title) > 40:
        raise AccountError(f"视图名称最多 40 个字，这里有 {len(title)} 个字。")
    return title
