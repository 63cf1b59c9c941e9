"""X12: an interchange taken apart and its envelopes checked, so that a file cut short or put together wrongly is held whole.

In: bytes, what a mapping says of their encoding.
Out: RawReport with the READ_FIELDS, read by the walker of each set: 867, 852, 844 and 849.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from readiness.adapters.sales_reports.edi_envelopes import Kind, envelopes, split_segments
from readiness.adapters.sales_reports.edi_lines import EdiLines, Stated, iso_day
from readiness.adapters.sales_reports.raw_report import Layout, RawReport
from readiness.adapters.sales_reports.text_encodings import as_utf8
from readiness.adapters.sales_reports.unfit import UnfitReportError
from readiness.adapters.sales_reports.x12_844 import read_844
from readiness.adapters.sales_reports.x12_852 import read_852
from readiness.adapters.sales_reports.x12_867 import read_867
from readiness.adapters.sales_reports.x12_segments import TransactionSet

READERS: dict[str, Callable[[TransactionSet, EdiLines], Stated]] = {
    "867": read_867, "852": read_852, "844": read_844, "849": read_844,
}  # fmt: skip
_START = re.compile(rb"ISA([^\w\s])\d\d\1")
_MAX_START = 200
"""ISA has 106 characters; senders who do not pad its elements send fewer."""
_ELEMENTS = 16
_KINDS = (
    Kind("ISA", "IEA", 13, ("",), "the interchange", "groups"),
    Kind("GS", "GE", 6, ("ISA",), "the group", "sets"),
    Kind("ST", "SE", 2, ("GS",), "the set", "segments", is_message=True),
)
_SPARE = ("TA1",)
_PLACES = {"sender": 6, "receiver": 8, "interchange": 13}


def is_x12(data: bytes) -> bool:
    """Return whether bytes begin as an X12 interchange does."""
    return bool(_START.match(data[:_MAX_START].removeprefix(b"\xef\xbb\xbf").lstrip()))


def read_x12(data: bytes, layout: Layout | None = None) -> RawReport:
    """Return the lines of an interchange.

    Raises:
        UnfitReportError: cut short, put together wrongly, a test, with no sales report in it, or one that takes another back.
    """
    body, encoding = as_utf8(data, layout.encoding if layout else "")
    text = body.decode().lstrip()
    marks = _marks(text)
    segments = split_segments(text, marks.end)
    spaced = (f" {marks.element}", f"{marks.element} ")
    segments = [s if spaced[0] not in s and spaced[1] not in s else _trimmed(s, marks.element) for s in segments]
    found = envelopes(segments, marks.element, _KINDS, _SPARE)
    facts = _facts([e.elements for e in found if e.kind.head == "ISA"])
    sets = [
        TransactionSet(_at(m.elements, 1), m.number, m.start + 1, segments[m.start : m.end - 1], marks.element, marks.inner)
        for m in found
        if m.kind.is_message
    ]
    wanted = [s for s in sets if s.code in READERS]
    if not wanted:
        kinds = ", ".join(f"X12 {code}" for code in dict.fromkeys(s.code for s in sets)) or "no message"
        what = f"the file holds {kinds}, and no sales report we read: {', '.join(f'X12 {code}' for code in READERS)}"
        raise UnfitReportError("message", what)
    lines = EdiLines()
    stated = [READERS[s.code](s, lines) for s in wanted]
    if others := Counter(s.code for s in sets if s.code not in READERS):
        facts["other_messages"] = ", ".join(f"{code}: {n}" for code, n in others.items())
    return lines.report("x12", stated, {"encoding": encoding, **facts})


@dataclass(frozen=True, slots=True)
class _Marks:
    """The marks ISA names by using them."""

    element: str
    inner: str
    end: str


def _marks(text: str) -> _Marks:
    """Return the mark between elements, between components, and at the end of a segment."""
    mark = text[3:4]
    places = [m.start() for m in re.finditer(re.escape(mark), text[: _MAX_START * 2])][:_ELEMENTS]
    if len(places) < _ELEMENTS or len(text) < places[-1] + 3:
        raise UnfitReportError("truncated", "the file ends inside its first segment (ISA); ask for it again")
    inner, end = text[places[-1] + 1], text[places[-1] + 2]
    if end == "\r" and text[places[-1] + 3 : places[-1] + 4] == "\n":
        end = "\n"
    if end.isalnum() or len({mark, inner, end}) < 3:
        raise UnfitReportError("envelope", "the first segment (ISA) has not 16 elements, so the marks of the file cannot be told")
    return _Marks(mark, inner, end)


def _at(elements: Sequence[str], place: int) -> str:
    """Return an element, "" where the segment ends before it."""
    return elements[place].strip() if place < len(elements) else ""


def _trimmed(segment: str, mark: str) -> str:
    """Return a segment without blanks around its elements: a code in a field of fixed width is that code."""
    return mark.join(part.strip() for part in segment.split(mark))


def _facts(heads: Sequence[list[str]]) -> dict[str, str]:
    """Return who sent the interchanges to whom and when; a test is no report."""
    if any(_at(e, 15) == "T" for e in heads):
        raise UnfitReportError("test", "the file says that it is a test (ISA15 is T); ask for the real one")
    found = {name: ", ".join(dict.fromkeys(_at(e, n) for e in heads)) for name, n in _PLACES.items()}
    return found | {"prepared_on": iso_day(_at(heads[-1], 9)) if heads else ""}
