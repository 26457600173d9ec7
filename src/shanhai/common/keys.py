"""The key of every figure: whose, towards whom, of what, when, at which stage."""

from dataclasses import dataclass
from enum import StrEnum

from shanhai.common.periods import Period


class Stage(StrEnum):
    """Rungs of the ladder. They are shown side by side and never added."""

    PLANNED = "planned"
    PROMISED = "promised"
    ARRIVED = "arrived"
    USED = "used"


STAGE_NAMES: dict[Stage, str] = {
    Stage.PLANNED: "计划",
    Stage.PROMISED: "承诺",
    Stage.ARRIVED: "到位",
    Stage.USED: "使用",
}


NODES = ("helper", "recipient", "partnership", "programme")


@dataclass(frozen=True, slots=True)
class Key:
    """`helper` and `recipient` are ids of registry nodes (None: any); both ends matter.

    `partnership` and `programme` narrow further when given; `period` None means of all time.
    """

    indicator: str
    helper: int | None = None
    recipient: int | None = None
    partnership: int | None = None
    programme: int | None = None
    period: Period | None = None
    stage: Stage | None = Stage.ARRIVED

    def query(self, unit: str = "") -> dict[str, str]:
        """The key as the parameters of an address; `unit` tells units of one indicator apart."""
        query = {"indicator": self.indicator}
        for name in NODES:
            if getattr(self, name) is not None:
                query[name] = str(getattr(self, name))
        if self.period:
            query["from"], query["to"] = self.period.prefixes
        if self.stage:
            query["stage"] = self.stage.value
        return query | ({"unit": unit} if unit else {})
