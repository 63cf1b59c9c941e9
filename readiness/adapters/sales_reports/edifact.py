"""EDIFACT: an interchange taken apart and its envelopes checked, so that a file cut short or put together wrongly is held whole.

In: bytes, what a mapping says of their encoding.
Out: RawReport with the READ_FIELDS, from SLSRPT and INVRPT.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.adapters.sales_reports.edi_envelopes import Envelope, Kind, envelopes, split_segments
from readiness.adapters.sales_reports.edi_lines import EdiLines, iso_day
from readiness.adapters.sales_reports.edifact_codes import QUANTITIES
from readiness.adapters.sales_reports.edifact_message import Message
from readiness.adapters.sales_reports.edifact_sales import read_sales_message
from readiness.adapters.sales_reports.raw_report import Layout, RawReport
from readiness.adapters.sales_reports.text_encodings import as_utf8
from readiness.adapters.sales_reports.unfit import UnfitReportError

_START = re.compile(rb"UNA[^\w\r\n]{5}[^\w]|UNB[^\w\s]UNO")
_SYNTAX = re.compile(rb"UNB.(UNO[A-Z])")
_HEAD = 200
_SERVICE = 9
"""Characters of UNA."""
CHARSETS = {
    "UNOC": "latin-1", "UNOD": "iso8859-2", "UNOE": "iso8859-5", "UNOF": "iso8859-7", "UNOG": "iso8859-3", "UNOH": "iso8859-4",
    "UNOI": "iso8859-6", "UNOJ": "iso8859-8", "UNOK": "iso8859-9",
}  # fmt: skip
"""Syntax identifier -> encoding, of a file that is not UTF-8."""
_KINDS = (
    Kind("UNB", "UNZ", 5, ("",), "the interchange", "messages or groups"),
    Kind("UNG", "UNE", 5, ("UNB",), "the group", "messages"),
    Kind("UNH", "UNT", 1, ("UNB", "UNG"), "the message", "segments", is_message=True),
)
_STAND_IN = 0xE000
"""The first of the characters that stand for marks meant as text; Unicode gives them to nobody."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """Marks of the service string (UNA), or those of the standard."""

    inner: str = ":"
    element: str = "+"
    release: str = "?"
    end: str = "'"


def is_edifact(data: bytes) -> bool:
    """Return whether bytes begin as an EDIFACT interchange does."""
    return bool(_START.match(data[:_HEAD].removeprefix(BOM_UTF8).lstrip()))


def read_edifact(data: bytes, layout: Layout | None = None) -> RawReport:
    """Return the lines of an interchange.

    Raises:
        UnfitReportError: cut short, put together wrongly, a test, with no sales report in it, or one that takes another back.
    """
    body, encoding = as_utf8(data, (layout.encoding if layout else "") or _charset(data))
    marks, text = _marked(body.decode().lstrip())
    text, escaped = _escaped(text, marks)
    segments = split_segments(text, marks.end)
    found = envelopes(segments, marks.element, _KINDS)
    facts = _facts([e for e in found if e.kind.head == "UNB"], marks)
    messages = [
        Message(_type_of(m, marks), m.number, m.start + 1, segments[m.start : m.end - 1], marks.element, marks.inner, escaped)
        for m in found
        if m.kind.is_message
    ]
    wanted = [m for m in messages if m.kind in QUANTITIES]
    if not wanted:
        kinds = ", ".join(dict.fromkeys(m.kind for m in messages)) or "no message"
        raise UnfitReportError("message", f"the file holds {kinds}, and no sales report we read: {', '.join(QUANTITIES)}")
    lines = EdiLines()
    stated = [read_sales_message(m, lines) for m in wanted]
    if others := Counter(m.kind for m in messages if m.kind not in QUANTITIES):
        facts["other_messages"] = ", ".join(f"{kind}: {n}" for kind, n in others.items())
    return lines.report("edifact", stated, {"encoding": encoding, **facts})


def _charset(data: bytes) -> str:
    """Return the encoding of the syntax a file names, "" where it is UTF-8, whatever it names."""
    try:
        data.decode()
    except UnicodeDecodeError:
        found = _SYNTAX.search(data[:_HEAD])
        return CHARSETS.get(found[1].decode(), "") if found else ""
    return ""


def _marked(text: str) -> tuple[_Marks, str]:
    """Return a file's marks and what follows the service string; without a mark at the ends of segments, lines are segments."""
    if text.startswith("UNA"):
        if len(text) < _SERVICE:
            raise UnfitReportError("truncated", "the file ends inside its first segment (UNA); ask for it again")
        return _Marks(text[3], text[4], text[6], text[8]), text[_SERVICE:].lstrip()
    return (_Marks() if "'" in text else _Marks(end="\n")), text


def _escaped(text: str, marks: _Marks) -> tuple[str, dict[int, str]]:
    """Return a text in which marks meant as text have stand-ins, and what those stand for."""
    if marks.release == " " or marks.release not in text:
        return text, {}
    own = (marks.inner, marks.element, marks.release, marks.end)
    places = {mark: chr(_STAND_IN + i) for i, mark in enumerate(own)}
    if any(place in text for place in places.values()):
        raise UnfitReportError("encoding", "the file holds characters that no alphabet has; ask for it again")
    text = re.sub(re.escape(marks.release) + r"(.)", lambda m: places.get(m[1], m[1]), text, flags=re.DOTALL)
    return text, {ord(place): mark for mark, place in places.items()}


def _type_of(message: Envelope, marks: _Marks) -> str:
    return message.elements[2].split(marks.inner)[0] if len(message.elements) > 2 else ""


def _facts(heads: Sequence[Envelope], marks: _Marks) -> dict[str, str]:
    """Return who sent the interchanges to whom and when; a test is no report."""
    found: dict[str, list[str]] = {"sender": [], "receiver": [], "interchange": []}
    prepared = ""
    for head in heads:
        e = [*head.elements, *[""] * 12]
        if e[11] == "1":
            raise UnfitReportError("test", "the file says that it is a test (UNB 0035 is 1); ask for the real one")
        for name, part in zip(found, (e[2].split(marks.inner)[0], e[3].split(marks.inner)[0], head.number), strict=True):
            found[name].append(part)
        prepared = iso_day(e[4].split(marks.inner)[0])
    return {name: ", ".join(dict.fromkeys(parts)) for name, parts in found.items()} | {"prepared_on": prepared}
