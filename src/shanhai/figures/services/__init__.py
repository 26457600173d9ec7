"""Verbs that keep figures ready: in step with every change set, and counted anew on demand."""

from shanhai.figures.services.following import keep_up
from shanhai.figures.services.recounting import recount, recount_soon

__all__ = ["keep_up", "recount", "recount_soon"]
