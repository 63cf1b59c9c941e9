"""Honest outputs: a report's files read as a reader would, and every place named where one breaks a rule of honesty.

In: files by name: CSV, XLSX, HTML.
Out: sentences; none where every rule is kept.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from itertools import pairwise

import openpyxl

BANDS = {
    "contribution_money": ("contribution_low", "contribution_high"), "readiness": ("readiness_low", "readiness_high"),
    "effect": ("effect_low", "effect_high"), "difference": ("difference_low", "difference_high"),
    "Added": ("Added, low", "Added, high"), "What the reps added": ("Added, low", "Added, high"),
    "Readiness": ("Readiness, low", "Readiness, high"), "Added, share": ("Added, low", "Added, high"),
    "Beside the others": ("Beside, low", "Beside, high"),
}  # fmt: skip
"""A column of estimates and the two columns of its band, which may not be missing beside it."""
RANKS = (("rank_low", "rank_high"), ("Rank, best", "Rank, worst"))
LEAGUE = ("contribution_money", "rank_low", "Added", "What the reps added", "Rank, best")
"""What no table of reps may be in the order of."""
ENOUGH_ROWS = 6
"""In fewer rows an order comes about by chance."""

Table = list[dict[str, str]]


def violations(files: Mapping[str, bytes]) -> list[str]:
    """Return what is wrong in files, by name and row."""
    found: list[str] = []
    for name, data in sorted(files.items()):
        if name.endswith(".csv"):
            found += _in_table(name, list(csv.DictReader(io.StringIO(data.decode("utf-8")))))
        elif name.endswith(".xlsx"):
            for title, table in _sheets(data):
                found += _in_table(f"{name} {title}", table)
        elif name.endswith(".html"):
            found += _in_page(name, data)
    return found


def _in_table(name: str, table: Table) -> list[str]:
    if not table:
        return []
    header = set(table[0])
    found = [fault for column in BANDS if column in header for fault in _band(name, table, header, column)]
    found += [fault for ends in RANKS if header.intersection(ends) for fault in _rank(name, table, header, *ends)]
    if "rank" in {key.lower() for key in header}:
        found.append(f"{name}: a rank without its band")
    return found + [f"{name}: is in the order of {c}" for c in LEAGUE if c in header and _is_league([r[c] for r in table])]


def _band(name: str, table: Table, header: set[str], column: str) -> list[str]:
    ends = BANDS[column]
    if not header.issuperset(ends):
        others = ({f"{column}, band below", f"{column}, band above"}, {f"{column}_se"})  # a reach, or a standard error
        return [] if any(header >= other for other in others) else [f"{name}: {column} has no band"]
    found = []
    for at, row in enumerate(table, start=2):
        point, low, high = (_number(row[key]) for key in (column, *ends))
        if (point is None) != (low is None or high is None):
            found.append(f"{name}:{at}: {column} and its band do not stand together")
        elif point is not None and low is not None and high is not None and not low <= point <= high:
            found.append(f"{name}:{at}: {column} lies outside its band")
    return found


def _rank(name: str, table: Table, header: set[str], best: str, worst: str) -> list[str]:
    if not header.issuperset((best, worst)):
        return [f"{name}: a rank without its band"]
    found = []
    for at, row in enumerate(table, start=2):
        low, high = _number(row[best]), _number(row[worst])
        if (low is None) != (high is None) or (low is not None and high is not None and not 0 < low <= high):
            found.append(f"{name}:{at}: a rank without its band")
        if low is not None and row.get("verdict", "").startswith("not_enough_data"):
            found.append(f"{name}:{at}: a rank for whom there is not enough data")
    return found


def _is_league(cells: Sequence[str]) -> bool:
    values = [v for v in map(_number, cells) if v is not None]
    if len(set(values)) < ENOUGH_ROWS:
        return False
    return all(a <= b for a, b in pairwise(values)) or all(a >= b for a, b in pairwise(values))


def _number(text: str) -> float | None:
    clean = re.sub(r"[,\s]|[A-Z]{3}$", "", text.replace("\N{MINUS SIGN}", "-"))
    return float(clean) if re.fullmatch(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", clean) else None


def _sheets(data: bytes) -> list[tuple[str, Table]]:
    """Return every table of every sheet: below a header, up to a blank row; a blank cell of a header parts two tables."""
    found = []
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        rows = [["" if v is None else str(v) for v in values] for values in sheet.iter_rows(values_only=True)]
        starts = [at for at, row in enumerate(rows) if any(row) and (at == 0 or not any(rows[at - 1]))]
        for start in starts:
            end = next((at for at in range(start, len(rows)) if not any(rows[at])), len(rows))
            header = rows[start]
            edges = [-1, *(at for at, title in enumerate(header) if not title), len(header)]
            for left, right in pairwise(edges):
                columns = range(left + 1, right)
                found.append((sheet.title, [{header[c]: row[c] for c in columns} for row in rows[start + 1 : end]]))
    return [(title, table) for title, table in found if table and table[0]]


class _Tables(HTMLParser):
    """The tables of a page: rows of cells as texts."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.is_in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser calls it so
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.is_in_cell = True
        elif self.is_in_cell:
            self.tables[-1][-1][-1] += " "

    def handle_endtag(self, tag: str) -> None:
        self.is_in_cell = self.is_in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.is_in_cell:
            self.tables[-1][-1][-1] += data


def _in_page(name: str, data: bytes) -> list[str]:
    reader = _Tables()
    reader.feed(data.decode("utf-8"))
    found = []
    for table in reader.tables:
        for at, title in enumerate(table[0] if table else []):
            cells = [" ".join(row[at].split()) for row in table[1:] if at < len(row)]
            if title.strip() == "Rank":
                found += [f"{name}: rank {c} without its band" for c in cells if c and not re.fullmatch(r"\d+\N{EN DASH}\d+", c)]
            if title.strip().startswith(("Added", "Index", "Beside the others")):
                found += [
                    f"{name}: {title.split()[0]} {c} without its band" for c in cells if c and not re.search(r"\d%? to ", c)
                ]
            first = [c.split(" ")[0] for c in cells]
            if title.strip().startswith(("Added", "Rank")) and _is_league([c.split("\N{EN DASH}")[0] for c in first]):
                found.append(f"{name}: a table is in the order of {title.split()[0]}")
    return found
