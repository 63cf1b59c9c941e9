"""Numbers: the numbers of quiz formats, read as they are written.

In: texts such as 50, 1822:5, 1..5 or *.
Out: Decimals and NumberAnswers, or what is wrong with the text.
"""

from __future__ import annotations

import re
from decimal import Decimal

from readiness.adapters.input_values import shown
from readiness.stages.quizzes.question import FULL, NumberAnswer, Text

_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][+-]?[0-9]{1,2})?")
LARGEST, DECIMALS = Decimal(10**12), 14


class Unreadable(ValueError):  # noqa: N818 (it is caught where the line is known, and never seen by that name)
    """A text that is not what its place asks for."""

    def __init__(self, what: str, expected: str) -> None:
        super().__init__(what)
        self.what, self.expected = what, expected


def number(text: str) -> Decimal:
    """Return the number of a text.

    Raises:
        Unreadable: it is none, or has more digits than any quiz asks for.
    """
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        raise Unreadable(f"{shown(text)} is not a number", "a number such as 3.1415")
    found = Decimal(text)
    if abs(found) >= LARGEST or _decimals(found) > DECIMALS:
        raise Unreadable(f"{shown(text)} has too many digits", f"at most 12 digits before the point and {DECIMALS} behind it")
    return found


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else DECIMALS + 1


def percent(text: str) -> Decimal:
    """Return a weight.

    Raises:
        Unreadable: it is no number from -100 to 100.
    """
    found = number(text)
    if abs(found) > FULL:
        raise Unreadable(f"the weight {shown(text.strip())}", "a number from -100 to 100")
    return found


def number_answer(text: str, weight: Decimal, feedback: Text) -> NumberAnswer:
    """Return the answer of `5`, `5:2` (give or take 2), `3..7` or `*` (any other).

    Raises:
        Unreadable: it is none of them.
    """
    text = text.strip()
    if text in ("", "*"):
        return NumberAnswer(None, weight=weight, feedback=feedback)
    low, dots, high = text.partition("..")
    if dots:
        least, most = number(low), number(high)
        if max(_decimals(least), _decimals(most)) == DECIMALS:  # the middle of a range has one decimal more
            raise Unreadable(f"{shown(text)} has too many digits", f"at most {DECIMALS - 1} digits behind the point")
        if most < least:
            raise Unreadable(f"the range {shown(text)} ends below its start", "the smaller number first")
        return NumberAnswer((least + most) / 2, (most - least) / 2, weight, feedback)
    value, _, tolerance = text.partition(":")
    give = number(tolerance or "0")
    if give < 0:
        raise Unreadable(f"the tolerance {shown(tolerance.strip())}", "a number of 0 or more")
    return NumberAnswer(number(value), give, weight, feedback)
