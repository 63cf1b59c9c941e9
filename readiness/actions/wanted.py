"""Wanted: which rows of a published table are asked for, and the page of rows that comes back.

In: nothing.
Out: the types that pages and programs share with the actions.
"""

from readiness.adapters.db.shown import Row, Slice, Wanted

__all__ = ["Row", "Slice", "Wanted"]
