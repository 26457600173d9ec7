"""Pure decisions of the registry: codes, credit codes, rights."""

from collections.abc import Collection
from typing import Any

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


class RegistryError(ValueError):
    """Something the registry refuses; the message is a Chinese sentence for the user."""


def checked_credit_code(code: str) -> str:
    """`code` in capitals when it is a valid 统一社会信用代码 (GB 32100-2015), "" for none.

    Raises RegistryError naming what is wrong.
    """
    text = code.strip().upper()
    if not text:
        return ""
    if len(text) != 18:
        raise RegistryError(f"统一社会信用代码应为18位，这里是{len(text)}位：{text}。")
    wrong = [letter for letter in text if letter not in _ALPHABET]
    if wrong:
        raise RegistryError(f"统一社会信用代码里不会有“{wrong[0]}”：{text}。")
    total = sum(
        _ALPHABET.index(letter) * weight for letter, weight in zip(text[:17], _WEIGHTS, strict=True)
    )
    expected = _ALPHABET[(31 - total % 31) % 31]
    if text[17] != expected:
        raise RegistryError(f"统一社会信用代码的末位校验不符，请核对是否抄错：{text}。")
    return text


def parent_code(code: str, known: Collection[str]) -> str:
    """The code of the place right above: a town's county, or its city where the city has no
    counties (东莞); a county's city, or its province; "" for a province."""
    above = (code[:6], f"{code[:4]}00", f"{code[:2]}0000")
    return next((other for other in above if other != code and other in known), "")


def allowed(rights: dict[str, Any], role: str, verb: str) -> bool:
    """Whether `role` may do `verb` by vocabulary/rights.yaml."""
    return verb in rights["roles"].get(role, {}).get("verbs", [])
