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
        validate_password(password, user)
    except ValidationError as error:
        raise AccountError("；".join(error.messages)) from error
    user.set_password(password)
    user.save()
    return user
