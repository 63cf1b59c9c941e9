"""Charts: a bar chart's data as its part shows them and as its workbook holds them.

In: ChartTexts.
Out: stretches of the chart's part; the workbook's sheet, and the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from readiness.adapters.deck_press.deflating import Codec
from readiness.adapters.deck_press.records import Beginning, Ending, Name, beginning_of, constant_member
from readiness.adapters.deck_press.sampled_charts import SHEET
from readiness.adapters.deck_press.slide_texts import ChartTexts
from readiness.adapters.deck_press.texts import escape, plain

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_SHEET_NAME = Name.of("xl/worksheets/sheet1.xml")
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


def number(value: float) -> bytes:
    """Return a number as XML has it, not rounded."""
    return repr(float(value)).removesuffix(".0").encode()


def longest(values: Sequence[float]) -> list[int]:
    """Return which bars are the longest."""
    most = max(values)
    return [i for i, value in enumerate(values) if value == most]


def last_row(chart: ChartTexts, codec: Codec) -> bytes:
    """Return the number of the sheet's last row."""
    return codec.text(b"%d" % (len(chart.categories) + 1))


def category_cache(chart: ChartTexts, codec: Codec) -> bytes:
    """Return the categories as the chart's part keeps them."""
    return _cache(chart.categories, codec)


def value_cache(chart: ChartTexts, codec: Codec) -> bytes:
    """Return the values as the chart's part keeps them."""
    return _cache(codec.texts([number(v) for v in chart.fill.values]), codec)


def _cache(points: Sequence[bytes], codec: Codec) -> bytes:
    close = codec.const(b"</c:v></c:pt>")
    pieces = chain.from_iterable((codec.const(b'<c:pt idx="%d"><c:v>' % i), p, close) for i, p in enumerate(points))
    return codec.const(b'<c:ptCount val="%d"/>' % len(points)) + b"".join(pieces)


def sheet(chart: ChartTexts, codec: Codec) -> bytes:
    """Return the workbook's only sheet: B1 the series, from A2 and B2 on what it shows."""
    head = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData><row r="1"><c r="B1" t="inlineStr"><is><t xml:space="preserve">'
    pieces = [codec.const(head.encode()), _literal(chart.series, chart.fill.series, codec), codec.const(b"</t></is></c></row>")]
    close = codec.const(b"</v></c></row>")
    values = codec.texts([number(v) for v in chart.fill.values])
    for row, (category, raw, value) in enumerate(zip(chart.categories, chart.fill.categories, values, strict=True), start=2):
        opening = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t xml:space="preserve">' % (row, row)
        between = b'</t></is></c><c r="B%d" s="1"><v>' % row
        pieces += (codec.const(opening), _literal(category, raw, codec), codec.const(between), value, close)
    pieces.append(codec.const(b"</sheetData></worksheet>"))
    return b"".join(pieces)


def _literal(text: bytes, raw: str, codec: Codec) -> bytes:
    """Return a text that a spreadsheet shows as it is."""
    if "_x" not in raw:
        return text
    return codec.text(_ESCAPED.sub(b"_x005F_", escape(plain(raw).encode())))


def workbook(number_format: bytes, raw: bytes, packed: bytes) -> bytes:
    """Return a workbook around a sheet, `packed` being `raw` deflated; `number_format` is escaped."""
    beginning = _shell(number_format)
    ending = Ending(beginning)
    ending.add(_SHEET_NAME, raw, packed)
    return ending.whole(beginning)


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
