"""Verbs that keep figures ready: in step with every change set, and counted anew on demand."""

from shanhai.figures.services.following import KeepUp
from shanhai.figures.services.recounting import recount, recount_soon

__all__ = ["KeepUp", "recount", "recount_soon"]
