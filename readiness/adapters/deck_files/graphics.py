"""Graphics: native tables and charts in their placeholders, readable aloud, in the template's own styles.

In: a slide, its layout's placeholder, a SlideTable or SlideChart.
Out: the graphic frame, filled.
"""

from __future__ import annotations

import re
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import ColorFormat
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from readiness.adapters.deck_files.text_boxes import EMU_PER_POINT, Place, legal, paragraph
from readiness.stages.decks import SlideChart, SlideTable, fit

TABLE_SIZES = (18.0, 17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0)
"""Points, the largest that fits is taken."""
MAX_SPARE = 10.0
"""Points a row may grow by where a table leaves room."""
_AXIS = re.compile(r"-(\d+)")


def place_table(
    placeholder: Any, table: SlideTable, *, language: str, factor: float, style_id: str, place: Place, alt_text: str
) -> Any:
    """Return the graphic frame of a native table with a header row, in the template's own table style.

    Raises:
        InputError: the rows do not fit the box even at the smallest size.
    """
    width, height = placeholder.width / EMU_PER_POINT, placeholder.height / EMU_PER_POINT
    header = [legal(t) for t in table.header]
    rows = [[legal(t) for t in row] for row in table.rows]
    for size in TABLE_SIZES:
        widths, heights = fit.table_layout(header, rows, width, size, factor=factor)
        if sum(heights) <= height:
            break
    else:
        raise place.too_small(f"a table of {len(rows)} rows")
    spare = min(MAX_SPARE, (height - sum(heights)) / len(heights))
    heights = [h + spare for h in heights]
    frame = placeholder.insert_table(rows=len(rows) + 1, cols=len(header))
    native = frame.table
    for column, points in zip(native.columns, widths, strict=True):
        column.width = Emu(int(points * EMU_PER_POINT))
    for row, points in zip(native.rows, heights, strict=True):
        row.height = Emu(int(points * EMU_PER_POINT))
    for r, texts in enumerate([header, *rows]):
        for c, text in enumerate(texts):
            _fill_cell(native.cell(r, c), text, language=language, size=size)
    native.first_row, native.first_col, native.horz_banding = True, True, False
    native._tbl.tblPr.find(qn("a:tableStyleId")).text = style_id
    frame._element.xfrm.ext.cy = Emu(int(sum(heights) * EMU_PER_POINT))
    _describe(frame, alt_text)
    return frame


def _fill_cell(cell: Any, text: str, *, language: str, size: float) -> None:
    cell.margin_left, cell.margin_right = Pt(0), Pt(fit.CELL_WIDTH_MARGIN)
    cell.margin_top = cell.margin_bottom = Pt(fit.CELL_HEIGHT_MARGIN / 2)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    body = cell._tc.txBody
    for old in body.findall(qn("a:p")):
        body.remove(old)
    body.append(paragraph(body, text, language=language, size=size))


def place_chart(placeholder: Any, chart: SlideChart, *, language: str) -> Any:
    """Return the graphic frame of a native bar chart, the longest bars in the accent colour."""
    make_data: Any = CategoryChartData  # python-pptx leaves it untyped
    data = make_data(number_format=chart.number_format)
    data.categories = [legal(c) for c in chart.categories]
    data.add_series(legal(chart.series), chart.values)
    frame = placeholder.insert_chart(XL_CHART_TYPE.BAR_CLUSTERED, data)
    native = frame.chart
    native.has_legend, native.has_title = False, False
    native.font.size = Pt(13)
    _theme(native.font.color, MSO_THEME_COLOR.TEXT_1)
    _style_axes(native)
    _style_bars(native)
    _positive_axis_ids(native._chartSpace)
    for font in native._chartSpace.iter(qn("a:defRPr"), qn("a:endParaRPr")):
        font.set("lang", language)
    _describe(frame, chart.alt_text)
    return frame


def _style_axes(native: Any) -> None:
    categories, values = native.category_axis, native.value_axis
    categories.reverse_order = True
    categories.major_tick_mark = values.major_tick_mark = XL_TICK_MARK.NONE
    categories.format.line.fill.background()
    categories.has_major_gridlines = values.has_major_gridlines = False
    values.minimum_scale = 0
    values.visible = False
    values.tick_label_position = XL_TICK_LABEL_POSITION.NONE


def _style_bars(native: Any) -> None:
    plot = native.plots[0]
    plot.gap_width, plot.vary_by_categories = 45, False
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.show_value, labels.position = True, XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size, labels.font.bold = Pt(14), True
    _theme(labels.font.color, MSO_THEME_COLOR.TEXT_1)
    series = plot.series[0]
    series.invert_if_negative = False
    series.format.fill.solid()
    _theme(series.format.fill.fore_color, MSO_THEME_COLOR.ACCENT_4)
    for i, value in enumerate(series.values):
        if value == max(series.values):
            bar = series.points[i].format.fill
            bar.solid()
            _theme(bar.fore_color, MSO_THEME_COLOR.ACCENT_1)


def _theme(color: ColorFormat, name: MSO_THEME_COLOR) -> None:
    color.theme_color = name


def _positive_axis_ids(space: Any) -> None:
    """Make axis ids positive: their type is unsigned (ISO/IEC 29500-1, CT_UnsignedInt), and strict readers refuse others."""
    for tag in ("c:axId", "c:crossAx"):
        for element in space.iter(qn(tag)):
            element.set("val", _AXIS.sub(r"\1", element.get("val")))


def _describe(frame: Any, alt_text: str) -> None:
    frame._element.nvGraphicFramePr.cNvPr.set("descr", legal(alt_text))
