"""EDIFACT message: its segments, their components and numbers.

In: the segments of one message, the marks of its file.
Out: Message.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its segments without UNH and UNT, the first of them numbered `start` in the file."""

    kind: str
    number: str
    start: int
    segments: Sequence[str]
    mark: str
    """Divides elements."""
    inner: str
    """Divides the components of one."""
    escaped: Mapping[int, str]
    """Marks that were meant as text: their stand-ins -> themselves."""

    @property
    def name(self) -> str:
        """Return how a person would name it."""
        return f"{self.kind} {self.number}"

    def elements(self) -> Iterator[tuple[int, list[str]]]:
        """Yield number and elements of each segment."""
        for n, text in enumerate(self.segments, self.start):
            yield n, text.split(self.mark)

    def part(self, elements: list[str], place: int, component: int = 0) -> str:
        """Return a component, "" where there is none."""
        if place >= len(elements):
            return ""
        parts = elements[place].split(self.inner)
        return parts[component].translate(self.escaped).strip() if component < len(parts) else ""


def number_of(text: str) -> str:
    """Return a number with a point: EDIFACT writes comma or point as decimal mark and divides no thousands."""
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def shifted(price: str, zeros: int) -> str:
    """Return a price per ten, hundred or thousand as the price of one."""
    digits = price.replace(".", "", 1)
    if not zeros or not (digits.isascii() and digits.isdigit()):
        return price
    whole, _, part = price.partition(".")
    whole = whole.rjust(zeros + 1, "0")
    return f"{whole[:-zeros]}.{whole[-zeros:]}{part}"
