"""No models: the module Django loads last, when every floor stands. Here floors are joined that
must not know each other."""

from shanhai.figures.services import KeepUp
from shanhai.records.services import follow

follow(KeepUp)
