"""EDI totals: the count of lines and the sum of quantities a message states (CTT, CNT), beside what it holds.

In: counts of segments, quantities.
Out: UnfitReportError where they disagree: a line was lost on the way.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from readiness.adapters.sales_reports.unfit import UnfitReportError

_HASH_DIGITS = 10


@dataclass(slots=True)
class Totals:
    """What a set holds and what it states."""

    counts: Counter[str] = field(default_factory=Counter)
    """Segments that a partner may count as lines, by their tags."""
    quantities: list[str] = field(default_factory=list)
    n_lines: str = ""
    hash: str = ""

    def add_quantity(self, tag: str, quantity: str) -> None:
        """Count a segment with a quantity."""
        self.counts[tag] += 1
        self.quantities.append(quantity)

    def state(self, elements: list[str]) -> None:
        """Read CTT."""
        self.n_lines = elements[1].strip() if len(elements) > 1 else ""
        self.hash = elements[2].strip() if len(elements) > 2 else ""

    def check(self, message: str) -> None:
        """Raise where a set states another number of lines, or another sum, than it holds; guides differ in what a line is."""
        if self.n_lines and not re.fullmatch("[0-9]{1,10}", self.n_lines):
            raise UnfitReportError("line_count", f"message {message} states {self.n_lines!r} as its number of lines")
        if self.n_lines and int(self.n_lines) not in (self.counts.values() or (0,)):
            held = ", ".join(f"{n} {tag}" for tag, n in sorted(self.counts.items())) or "none"
            what = f"message {message} states {self.n_lines} lines and holds {held}; part of it is missing, ask for it again"
            raise UnfitReportError("line_count", what)
        if self.hash and not self._is_hash():
            what = f"the quantities of message {message} do not add up to {self.hash}, as it states; ask for it again"
            raise UnfitReportError("line_count", what)

    def _is_hash(self) -> bool:
        """Return whether the hash is the sum of quantities, or of their digits without the decimal point, as the standard has it.

        The standard cuts digits beyond the tenth from the left.
        """
        numbers = [q for q in self.quantities if q]
        try:
            stated, plain = Decimal(self.hash), sum(map(Decimal, numbers), Decimal())
            digits = sum((Decimal(q.replace(".", "")) for q in numbers), Decimal())
            size = 10**_HASH_DIGITS
            return stated in (plain, digits, plain % size, digits % size, abs(plain), abs(digits))
        except ArithmeticError:  # not a number, also where Decimal takes the word for one
            return False
