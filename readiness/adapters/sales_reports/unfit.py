"""Unfit: why a partner's file is held as a whole.

In: a rule's name and a sentence.
Out: UnfitReportError. Imports nothing: the process that reads a workbook starts with it.
"""

from __future__ import annotations


class UnfitReportError(Exception):
    """A file that is held as a whole: `rule` names what is wrong in one word, `what` in one sentence."""

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(rule, what)
        self.rule = rule
        self.what = what

    def __str__(self) -> str:
        return self.what
