"""Text records: where each record of a CSV text begins and ends, which line that is, and what its bytes must add up to.

In: UTF-8 bytes, the mark that divides cells.
Out: Records, or None for a text whose quotation marks or line ends are not regular.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from readiness.adapters.sales_reports.unfit import UnfitReportError

MAX_LINES = 5_000_000
MAX_LINE_BYTES = 100_000
"""Longer ones come from programs that lost a line end, or from nobody who sells."""
MAX_RECORD_LINES = 50
"""A cell may hold line breaks, but a record over fifty lines began with a quotation mark that was never closed."""
MAX_QUOTES = 50_000_000
"""With more of them their positions would take more memory than the text."""
_PIECE = 1 << 20
_QUOTE, _CR, _LF = b'"'[0], b"\r"[0], b"\n"[0]
Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Records:
    """Byte positions of each record without its line end, the line it begins in (from 1), and its quotation marks."""

    starts: Positions
    ends: Positions
    lines: Positions
    n_quotes: Positions
    has_doubled: bool
    """Two quotation marks stand together somewhere: a doubled one, or a quoted blank."""

    def after(self, line: int) -> Records:
        """Return the records that begin after a line."""
        first = int(np.searchsorted(self.lines, line, side="right"))
        return Records(self.starts[first:], self.ends[first:], self.lines[first:], self.n_quotes[first:], self.has_doubled)

    def unbalanced(self, text: bytes, weights: Positions, width: int) -> Iterator[tuple[int, str]]:
        """Yield the records, blank lines apart, that are not their cells without quotes, their quotes and `width` - 1 marks."""
        sizes = self.ends - self.starts
        odd = np.flatnonzero((sizes != weights + self.n_quotes + width - 1) & (sizes > 0))
        for i, start, end in zip(odd.tolist(), self.starts[odd].tolist(), self.ends[odd].tolist(), strict=True):
            yield i, text[start:end].decode()


def eol_of(text: bytes) -> str:
    """Return the byte that ends a line; a line feed may have a carriage return before it."""
    return "\r" if b"\n" not in text and b"\r" in text else "\n"


def _places(text: bytes, byte: int, most: int) -> Positions | None:
    """Return where a byte stands, or None if in more places than `most`; piece by piece, which the processor's cache holds."""
    bytes_ = np.frombuffer(text, np.uint8)
    found, n_found = [np.empty(0, np.int64)], 0
    for start in range(0, len(text), _PIECE):
        places = np.flatnonzero(bytes_[start : start + _PIECE] == byte)
        n_found += len(places)
        if n_found > most:
            return None
        found.append(places + start)
    return np.concatenate(found)


def line_ends(text: bytes) -> Positions:
    """Return the position of each line's end.

    Raises:
        UnfitReportError: more lines than a report may have, or a line longer than any of a report.
    """
    eol = eol_of(text)
    returns = text.count(b"\r") - text.count(b"\r\n") if eol == "\n" and b"\r" in text else 0
    ends = _places(text, ord(eol), MAX_LINES - returns)
    if ends is None:
        raise UnfitReportError("too_large", f"the file has more than {MAX_LINES:,} lines; send it in parts")
    if not len(ends) or ends[-1] != len(text) - 1:
        ends = np.append(ends, len(text))
    _refuse_long(np.arange(1, len(ends) + 1), np.diff(ends, prepend=-1) - 1)
    return ends


def records_of(text: bytes, mark: str, line_ends: Positions) -> Records | None:
    """Return the records of a text, or None where a quotation mark stands inside a cell, or line ends are mixed.

    Raises:
        UnfitReportError: a quotation mark is not closed for too many lines.
    """
    eol = ord(eol_of(text))
    has_cr = eol == _LF and b"\r" in text
    bytes_ = np.frombuffer(text, np.uint8)
    quotes = _places(text, _QUOTE, MAX_QUOTES)
    if quotes is None or not mark.isascii() or (has_cr and text.count(b"\r") != text.count(b"\r\n")):
        return None
    if not _are_regular(bytes_, quotes, ord(mark), eol):
        return None
    n_before = np.searchsorted(quotes, line_ends)
    whole = np.flatnonzero(n_before % 2 == 0)  # a line that ends inside a quoted cell ends no record
    ends, lines = line_ends[whole], np.append(1, whole[:-1] + 2)
    starts = np.append(0, ends[:-1] + 1)
    spans = whole + 2 - lines
    longest = int(spans.argmax())
    refuse_open_quote(int(lines[longest]), int(spans[longest]))
    _refuse_long(lines, ends - starts)
    if has_cr:
        ends = ends - ((ends > starts) & (bytes_[ends - 1] == _CR))
    return Records(starts, ends, lines, np.diff(n_before[whole], prepend=0), bool((np.diff(quotes) == 1).any()))


def refuse_open_quote(line: int, n_lines: int) -> None:
    """Refuse a record over so many lines that its quotation mark must have been left open."""
    if n_lines > MAX_RECORD_LINES:
        what = f"a quotation mark opened in line {line} is not closed in the {MAX_RECORD_LINES} lines after it"
        raise UnfitReportError("quotes", what)


def _refuse_long(lines: Positions, sizes: Positions) -> None:
    longest = int(sizes.argmax())
    if sizes[longest] > MAX_LINE_BYTES:
        what = f"line {lines[longest]} is {sizes[longest]:,} bytes long; a line of a report has {MAX_LINE_BYTES:,} at most"
        raise UnfitReportError("too_long", what)


def _are_regular(bytes_: NDArray[Any], quotes: Positions, mark: int, eol: int) -> bool:
    """Return whether every odd quotation mark opens a cell and every even one closes it, but for two that stand together."""
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    doubled = opening[1:] == closing[:-1] + 1
    before = bytes_[opening - 1]  # of the first byte of all this is the last, which is looked at below
    opens = (before == mark) | (before == eol) | (opening == 0)
    following = closing + 1
    after = bytes_[np.minimum(following, len(bytes_) - 1)]
    closes = (after == mark) | (after == eol) | (following == len(bytes_))
    if eol == _LF:
        closes |= after == _CR
    return bool((opens[1:] | doubled).all() and opens[:1].all() and (closes[:-1] | doubled).all() and closes[-1:].all())
