"""No models: the module Django loads last, when every floor stands. Here floors are joined that
must not know each other."""

from shanhai.figures.services import keep_up
from shanhai.records.services import follow

follow(keep_up)
