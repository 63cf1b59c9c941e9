"""Charts: a bar chart's data as its part shows them and as its workbook holds them.

In: ChartTexts.
Out: stretches of the chart's part; the workbook's sheet, and the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from readiness.adapters.deck_press.deflating import Packed, crc32
from readiness.adapters.deck_press.records import Beginning, Names, beginning_of, constant_member, zip_after
from readiness.adapters.deck_press.sampled_charts import SHEET
from readiness.adapters.deck_press.slide_texts import ChartTexts
from readiness.adapters.deck_press.texts import escape, plain

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_SHEET_NAME = Names.of(["xl/worksheets/sheet1.xml"])
_ESCAPED = re.compile(b"_(?=x[0-9A-Fa-f]{4}_)")
"""What a spreadsheet would read as the code of a character (ISO/IEC 29500-1, ST_Xstring)."""
_STYLES = """<styleSheet xmlns="{main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/></numFmts>\
<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


def longest(values: Sequence[float]) -> list[int]:
    """Return which bars are the longest."""
    most = max(values)
    return [i for i, value in enumerate(values) if value == most]


def last_row(chart: ChartTexts) -> bytes:
    """Return the number of the sheet's last row."""
    return b"%d" % (len(chart.categories) + 1)


def category_cache(chart: ChartTexts) -> bytes:
    """Return the categories as the chart's part keeps them."""
    return _between(_cache_stretches(len(chart.categories)), chart.categories)


def value_cache(chart: ChartTexts) -> bytes:
    """Return the values as the chart's part keeps them."""
    return _between(_cache_stretches(len(chart.values)), chart.values)


def _between(stretches: Sequence[bytes], texts: Sequence[bytes]) -> bytes:
    """Return stretches with a text after each but the last."""
    out = [b""] * (2 * len(texts) + 1)
    out[::2], out[1::2] = stretches, texts
    return b"".join(out)


@lru_cache(maxsize=256)
def _cache_stretches(n: int) -> tuple[bytes, ...]:
    first = b'<c:ptCount val="%d"/>' % n
    opens = [b'<c:pt idx="%d"><c:v>' % i for i in range(n)]
    close = b"</c:v></c:pt>"
    return (first + opens[0], *(close + o for o in opens[1:]), close)


def sheet(chart: ChartTexts) -> bytes:
    """Return the workbook's only sheet: B1 the series, from A2 and B2 on what it shows."""
    fill = chart.fill
    names = list(map(_literal, chart.categories, fill.categories))
    cells = [_literal(chart.series, fill.series), *chain.from_iterable(zip(names, chart.values, strict=True))]
    return _between(_sheet_stretches(len(names)), cells)


@lru_cache(maxsize=256)
def _sheet_stretches(n: int) -> tuple[bytes, ...]:
    words, end = b't="inlineStr"><is><t xml:space="preserve">', b"</t></is></c>"
    head = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData><row r="1"><c r="B1" '.encode()
    out, close = [head + words], end
    for row in range(2, n + 2):
        out += (close + b'</row><row r="%d"><c r="A%d" ' % (row, row) + words, end + b'<c r="B%d" s="1"><v>' % row)
        close = b"</v></c>"
    return (*out, close + b"</row></sheetData></worksheet>")


def _literal(text: bytes, raw: str) -> bytes:
    """Return a text that a spreadsheet shows as it is."""
    if "_x" not in raw:
        return text
    return _ESCAPED.sub(b"_x005F_", escape(plain(raw).encode()))


def workbook(number_format: bytes, packed: Packed) -> Packed:
    """Return a workbook around a sheet, to be stored as it is; `number_format` is escaped."""
    book = zip_after(_shell(number_format), _SHEET_NAME, [packed])
    return book, crc32(book), len(book)


@lru_cache(maxsize=64)
def _shell(number_format: bytes) -> Beginning:
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "".join(
        f'<Override PartName="/{part}" ContentType="{_TYPE}{kind}+xml"/>'
        for part, kind in (
            ("xl/workbook.xml", "sheet.main"),
            ("xl/worksheets/sheet1.xml", "worksheet"),
            ("xl/styles.xml", "styles"),
        )
    )
    members = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": _relations(package, ("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(package, ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")),
        "xl/styles.xml": _STYLES.format(main=_MAIN, code=number_format.decode()),
    }
    return beginning_of(constant_member(name, (_HEAD + xml).encode()) for name, xml in members.items())


def _relations(package: str, *targets: tuple[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for i, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{package}/relationships">{inside}</Relationships>'
