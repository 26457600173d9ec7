"""Pure decisions about history: canonical form, digests, differences, state changes."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, repeat
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import Any


class StaleVersion(Exception):
    """Someone else changed the object since it was opened."""

    def __init__(self, label: str, number: int) -> None:
        super().__init__(
            f"“{label}”刚刚被别人改过（现为第{number}版）。您填写的内容仍在页面上，"
            "请先查看对方的改动，再决定是否覆盖。"
        )
        self.number = number


class StateError(Exception):
    """A step the states do not allow; the message is for the user."""


def plain(value: Any) -> Any:
    """`value` as JSON can hold it, the same for the same value on every database."""
    if value is None or type(value) in (str, int, bool, float):
        return value
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Any) -> str:
    """The one way to write what `plain` has made as JSON: what is kept, and what digests cover."""
    return _CANONICAL.encode(value)


def canonical_block(
    same: Mapping[str, Any],
    each: Mapping[str, Sequence[Any]],
    beside: Mapping[str, Sequence[Any]] = MappingProxyType({}),
) -> str:
    """Many rows by their columns as canonical JSON; what is told `beside` is plain already."""
    columns = {name: _plain_column(values) for name, values in each.items()}
    return canonical({"each": columns | dict(beside), "same": plain(dict(same))})


def _plain_column(values: Sequence[Any]) -> list[Any]:
    if set(map(type, values)) <= _PLAIN:
        return list(values)
    keys = list(map(id, values))
    known = {key: plain(value) for key, value in dict(zip(keys, values, strict=True)).items()}
    return list(map(known.__getitem__, keys))


def canonical_rows(
    columns: Mapping[str, Sequence[Any]], count: int, same: Mapping[str, Any] = MappingProxyType({})
) -> Iterable[str]:
    """What `canonical` makes of each of so many rows, told by their columns and by what is the
    same in all; what many rows say alike is written once for all of them."""
    told: dict[str, str | list[str]] = {key: canonical(plain(one)) for key, one in same.items()}
    told |= {name: _written(values) for name, values in columns.items()}
    template, varying = [], []
    for name, written in sorted(told.items()):
        head = _CANONICAL.encode(name).replace("%", "%%")
        if isinstance(written, str):
            template.append(f"{head}:{written.replace('%', '%%')}")
        else:
            template.append(f"{head}:%s")
            varying.append(written)
    whole = "{" + ",".join(template) + "}"
    return map(whole.__mod__, zip(*varying, strict=True)) if varying else repeat(whole % (), count)


def _written(values: Sequence[Any]) -> str | list[str]:
    """A column as JSON, value by value; one text when all rows say the same."""
    kinds = set(map(type, values))
    if kinds == {dict}:
        return "{}" if not any(values) else [canonical(plain(value)) for value in values]
    if kinds == {list}:
        return _listed(values)
    if not kinds <= _ALIKE or {bool, int} <= kinds:
        return [canonical(plain(value)) for value in values]
    write = _WRITERS.get(next(iter(kinds)), _canonically) if len(kinds) == 1 else _canonically
    distinct = set(values)
    if len(distinct) == 1:
        return write(values[0])
    if len(distinct) * 2 > len(values):
        return list(map(write, values))
    known = {value: write(value) for value in distinct}
    return list(map(known.__getitem__, values))


def _listed(values: Sequence[list[Any]]) -> list[str]:
    """A column of lists as JSON: a list that many rows share is written once, and so is what
    many lists hold."""
    known: dict[str, str] = {}

    def of(item: Any) -> str:
        told = repr(item)
        if told not in known:
            known[told] = _canonically(item)
        return known[told]

    lists = {id(value): value for value in values}
    written = {key: f"[{','.join(map(of, value))}]" for key, value in lists.items()}
    return [written[id(value)] for value in values]


def _canonically(value: Any) -> str:
    return canonical(plain(value))


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: int.__repr__,
    date: '"{}"'.format,
}
_AT_ONCE = 5000  # versions whose digests are written out together
_PLAIN = {type(None), str, int, bool, float}
# Kinds whose values are the same to JSON when they are equal.
_ALIKE = {type(None), str, int, bool, date}


def digest_of(text: str) -> str:
    """The digest of canonical JSON."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def block_mark(digest: str) -> str:
    """What a block of this digest goes by."""
    return digest[:24]


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON of `value`."""
    return digest_of(canonical(plain(value)))


def change_digest(
    previous: str,
    number: int,
    who: int | None,
    verb: str,
    why: str,
    at: datetime,
    versions: Iterable[tuple[int, int, str]],
) -> str:
    """The digest of a change set; `versions` are (ref, number, digest), in any order."""
    moment = int(at.timestamp() * 1_000_000)
    told = canonical(plain([previous, number, who, verb, why, moment]))
    found = hashlib.sha256(f"{told[:-1]},[".encode("utf-8", "surrogatepass"))
    every, comma = iter(sorted(versions)), ""
    while part := list(islice(every, _AT_ONCE)):
        each = ",".join([f'[{ref},{count},"{mark}"]' for ref, count, mark in part])
        found.update(f"{comma}{each}".encode())
        comma = ","
    found.update(b"]]")
    return found.hexdigest()


@dataclass(frozen=True, slots=True)
class Difference:
    """One column before and after."""

    column: str
    before: Any
    after: Any


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """What changed between two versions' columns, the version number itself left out."""
    names = [name for name in after if name != "version"]
    names += [name for name in before if name not in after and name != "version"]
    return [
        Difference(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    ]


def next_state(states: dict[str, Any], state: str, verb: str) -> str:
    """The state `verb` leads to by a vocabulary of states (`{state: {verb: next}}`).

    Raises StateError when the verb is not possible in this state.
    """
    steps = states.get(state, {}).get("steps", {})
    if verb not in steps:
        name = states.get(state, {}).get("name", state)
        raise StateError(f"现在是“{name}”，这时不能做这一步；页面上写的不是这样，就请刷新后再看。")
    return str(steps[verb])
