"""Charts: what a chart shows is what its own workbook holds.

In: Package.
Out: faults of caches, workbooks, axes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from readiness.adapters.deck_check.package import Fault, Node, Package, R, number, open_package

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RANGE = re.compile(r"(?P<sheet>'(?:[^']|'')+'|[^'!]+)!\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_REFERENCES = ("tx", "cat", "val", "xVal", "yVal", "bubbleSize")
_WORDS = {"tx": "series name", "cat": "categories", "xVal": "categories"}
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_MAX_POINTS, _MAX_AXIS = 100_000, 2**32
_BOOK = "xl/workbook.xml"

Cells = Mapping[tuple[int, int], str]
"""(row, column) from 1 -> the cell's text."""


def chart_faults(package: Package) -> Iterator[Fault]:
    """Yield each fault of the charts."""
    for part, root in package.xml.items():
        if root.tag == f"{_C}chartSpace":
            yield from _axes(part, root)
            yield from _data(part, root, package)


def _axes(part: str, root: Node) -> Iterator[Fault]:
    kinds = (f"{_C}{k}Ax" for k in ("cat", "val", "date", "ser"))
    axes = {i.get("val") for a in root.iter(*kinds) for i in a.iterfind(f"{_C}axId")}
    used = {n.get("val", "") for n in root.iter(f"{_C}axId", f"{_C}crossAx")}
    for one in sorted(used):
        if not one.isdigit() or int(one) >= _MAX_AXIS:
            yield Fault(part, f"the axis id {one} is not allowed", "use a positive whole number: strict readers refuse others")
        elif one not in axes:
            yield Fault(part, f"it uses the axis {one}, which is not there", "draw the chart anew")


def _data(part: str, root: Node, package: Package) -> Iterator[Fault]:
    holder = root.find(f"{_C}externalData")
    relation = None if holder is None else package.relations.get(part, {}).get(holder.get(f"{R}id", ""))
    if relation is None:
        yield Fault(part, "the chart has no workbook, so nobody can edit its data", "insert a native chart with its own data")
        return
    if relation.is_external:
        return  # said once, among what comes from outside
    data = package.parts.get(relation.target, b"")
    book, faults = open_package(data)
    if faults or _BOOK not in book.xml:
        yield Fault(relation.target, "the chart's workbook cannot be opened", "insert the chart anew")
        return
    sheets: dict[str, Cells] = {}
    for n, series in enumerate(root.iter(f"{_C}ser"), 1):
        for kind in _REFERENCES:
            reference = series.find(f"{_C}{kind}/*")
            formula = None if reference is None else reference.findtext(f"{_C}f")
            if formula:
                yield from _compared(part, f"{_WORDS.get(kind, 'values')} of series {n}", formula, reference, (book, sheets))


def _compared(part: str, what: str, formula: str, reference: Node, source: tuple[Package, dict[str, Cells]]) -> Iterator[Fault]:
    match = _RANGE.fullmatch(formula.strip())
    cache = next((c for c in reference if c.tag in (f"{_C}strCache", f"{_C}numCache")), None)
    if match is None or cache is None:
        return
    book, sheets = source
    name = match["sheet"].removeprefix("'").removesuffix("'").replace("''", "'")
    if name not in sheets:
        sheets[name] = _cells(book, name)
    first, last = (int(match[3]), _column(match[2])), (int(match[5] or match[3]), _column(match[4] or match[2]))
    places = [(r, c) for r in range(first[0], last[0] + 1) for c in range(first[1], last[1] + 1)][:_MAX_POINTS]
    held = [sheets[name].get(place, "") for place in places]
    shown = {int(number(p.get("idx"))): p.findtext(f"{_C}v") or "" for p in cache.iterfind(f"{_C}pt")}
    count = cache.find(f"{_C}ptCount")
    if count is not None and count.get("val") != str(len(places)):
        yield Fault(part, f"the {what} show {count.get('val')} points and the workbook has {len(places)}", "write both alike")
    for i, there in enumerate(held):
        here = shown.get(i, "")
        if not _alike(here, there, is_number=cache.tag == f"{_C}numCache"):
            yield Fault(part, f"the {what} show {here!r} and the workbook holds {there!r} in {formula}", "write both alike")
            return


def _alike(one: str, other: str, *, is_number: bool) -> bool:
    """Return whether a chart's text or number is that of a cell; programs write a chart's text with and without escapes."""
    if one == other or not is_number:
        return other in (one, _read(one))
    try:
        return math.isclose(float(one or "nan"), float(other or "nan"), rel_tol=1e-9)
    except ValueError:
        return False


def _column(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place


def _text(node: Node) -> str:
    return _read("".join(t.text or "" for t in node.iter(f"{_S}t")))


def _read(text: str) -> str:
    """Return a workbook's text as it is shown: `_x0041_` stands for the character U+0041 (ISO/IEC 29500-1, ST_Xstring)."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)


def _cells(book: Package, name: str) -> Cells:
    """Return the cells of a sheet, none where the workbook has no such sheet."""
    sheet = next((s for s in book.xml[_BOOK].iter(f"{_S}sheet") if s.get("name") == name), None)
    root = None if sheet is None else book.xml.get(book.target(_BOOK, sheet.get(f"{R}id")))
    shared = next((book.xml[t] for t in book.related(_BOOK, "sharedStrings") if t in book.xml), None)
    texts = [] if shared is None else [_text(si) for si in shared.iterfind(f"{_S}si")]
    cells = {}
    for cell in () if root is None else root.iter(f"{_S}c"):
        letters = cell.get("r", "").rstrip("0123456789")
        row = cell.get("r", "")[len(letters) :]
        value = cell.findtext(f"{_S}v") or ""
        if cell.get("t") == "s":
            value = texts[int(value)] if value.isdigit() and int(value) < len(texts) else ""
        elif cell.get("t") == "inlineStr":
            value = _text(cell)
        if row:
            cells[int(row), _column(letters)] = value
    return cells
