"""What a question about numbers answers with."""

from dataclasses import dataclass

from shanhai.common.amounts import Amount
from shanhai.common.keys import Key


@dataclass(frozen=True, slots=True)
class PairingCount:
    """Pairings are links: helpers, recipients and links are three counts."""

    helpers: int
    recipients: int
    links: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its key. `entries` is how many rows it rests on; a stock counted from the
    register carries `pairings`, or `counted`, and rests on register members. Of the counts of
    links `which` names the one that is meant (see `link_figure`)."""

    key: Key
    amount: Amount
    entries: int
    pairings: PairingCount | None = None
    counted: bool = False
    which: str = ""
