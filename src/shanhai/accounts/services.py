"""Verbs that create users and change how they sign in."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from shanhai.accounts.models import User


class AccountError(ValueError):
    """A user that cannot be created so; the message is a Chinese sentence for the user."""


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
