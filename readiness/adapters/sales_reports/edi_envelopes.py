"""EDI envelopes: interchange, group and message, each with its trailer, its count and its number, in X12 and EDIFACT alike.

In: segments, which tags open and close what.
Out: the envelopes of a file that is whole; UnfitReportError for one that was cut short or put together wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.adapters.sales_reports.unfit import UnfitReportError

MAX_SEGMENTS = 5_000_000
_AGAIN = "ask for the file again"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of envelope."""

    head: str
    tail: str
    number_at: int
    """The element of its head with its control number; the tail has the count as its first and the number as its second."""
    inside: tuple[str, ...]
    """Heads it may stand in; "" for none."""
    name: str
    holds: str
    """What its tail counts."""
    is_message: bool = False


@dataclass(slots=True)
class Envelope:
    """An envelope: its head's elements, and the numbers of its first and last segment, from 1."""

    kind: Kind
    elements: list[str]
    start: int
    end: int = 0
    n_inside: int = 0

    @property
    def number(self) -> str:
        """Return its control number."""
        place = self.kind.number_at
        return self.elements[place].strip() if place < len(self.elements) else ""

    @property
    def label(self) -> str:
        """Return how a sentence names it."""
        return f"{self.kind.name} {self.number}".strip()


def split_segments(text: str, end: str) -> list[str]:
    """Return the segments of a text without line ends, which may stand after each, or anywhere.

    Raises:
        UnfitReportError: the text ends inside one; there are too many.
    """
    if end not in "\r\n":
        text = text.rstrip("\x1a \t\r\n").replace("\r", "").replace("\n", "")
        if not text.endswith(end):
            raise UnfitReportError("truncated", f"the file ends inside a segment: it was cut short; {_AGAIN}")
    else:
        text = text.rstrip("\x1a").replace("\r" if end == "\n" else "\n", "")
    if text.count(end) > MAX_SEGMENTS:
        raise UnfitReportError("too_large", f"the file has over {MAX_SEGMENTS:,} segments; send it in parts")
    return [s for s in map(str.strip, text.split(end)) if s]


def envelopes(segments: Sequence[str], mark: str, kinds: Sequence[Kind], spare: tuple[str, ...] = ()) -> list[Envelope]:
    """Return the envelopes of a file in the order they close.

    Args:
        segments: all of the file.
        mark: between elements.
        kinds: of envelopes.
        spare: tags of segments that may stand outside of messages.

    Raises:
        UnfitReportError: one is not closed, not opened, in the wrong place, or says another count or number than it has.
    """
    heads, tails = {k.head: k for k in kinds}, {k.tail: k for k in kinds}
    tags = tuple(tag + mark for tag in (*heads, *tails))
    opened: list[Envelope] = []
    closed: list[Envelope] = []
    last = 0
    for n, text in ((n, text) for n, text in enumerate(segments, 1) if text.startswith(tags)):
        if not (opened and opened[-1].kind.is_message):
            _refuse_stray(segments, last, n - 1, mark, spare)
        e = text.split(mark)
        if kind := heads.get(e[0]):
            _open(opened, Envelope(kind, e, n))
        else:
            closed.append(_closed(opened, tails[e[0]], e, n))
        last = n
    if opened:
        kind = opened[-1].kind
        what = f"the file ends inside {opened[-1].label}: its trailer ({kind.tail}) is missing; {_AGAIN}"
        raise UnfitReportError("truncated", what)
    _refuse_stray(segments, last, len(segments), mark, ())
    return closed


def _refuse_stray(segments: Sequence[str], first: int, last: int, mark: str, spare: tuple[str, ...]) -> None:
    for n in range(first, last):
        if segments[n].split(mark, 1)[0] not in spare:
            tag = segments[n].split(mark, 1)[0][:10]
            raise UnfitReportError("envelope", f"segment {n + 1} ({tag}) stands outside of any message; {_AGAIN}")


def _open(opened: list[Envelope], envelope: Envelope) -> None:
    kind = envelope.kind
    around = opened[-1] if opened else None
    if (around.kind.head if around else "") not in kind.inside:
        where = f"inside {around.label}" if around else "outside of any interchange"
        what = f"segment {envelope.start} ({kind.head}) begins {kind.name} {where}; a trailer is missing before it; {_AGAIN}"
        raise UnfitReportError("envelope", what)
    if around:
        around.n_inside += 1
    opened.append(envelope)


def _closed(opened: list[Envelope], kind: Kind, e: list[str], n: int) -> Envelope:
    if not opened or opened[-1].kind is not kind:
        raise UnfitReportError("envelope", f"segment {n} ({kind.tail}) closes {kind.name}, which is not open there; {_AGAIN}")
    envelope = opened.pop()
    envelope.end = n
    held = n - envelope.start + 1 if kind.is_message else envelope.n_inside
    stated, number = (part.strip() for part in (*e[1:3], "", "")[:2])
    if not re.fullmatch("[0-9]{1,10}", stated) or int(stated) != held:
        what = f"{envelope.label} states {stated or 'no number of'} {kind.holds} ({kind.tail}) and holds {held:,}; {_AGAIN}"
        raise UnfitReportError("segment_count", what)
    if number != envelope.number:
        what = f"{envelope.label} ends with the number {number or 'none'} ({kind.tail}); {_AGAIN}"
        raise UnfitReportError("control_number", what)
    return envelope
