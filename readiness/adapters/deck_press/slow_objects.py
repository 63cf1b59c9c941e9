"""Slow objects: one slide's texts, lists, tables, charts and pictures by python-pptx.

In: a slide copied from its sample, its fill.
Out: the slide, filled.
"""

from __future__ import annotations

import copy
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.oxml.ns import qn
from pptx.text.text import _Paragraph

from readiness.adapters.deck_press.opening import Template
from readiness.adapters.deck_press.pictures import WHOLE, crop
from readiness.adapters.deck_press.tables import column_widths
from readiness.adapters.deck_press.texts import is_right_to_left, lines_of, plain
from readiness.stages.decks.recipe import ChartFill, SlideFill, TableFill

_TOKEN = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
_FITS = ("a:noAutofit", "a:normAutofit", "a:spAutoFit")
_FULL = 100


class SlowSlide:
    """A slide or notes page while it is filled."""

    def __init__(self, slide: Any, fill: SlideFill, template: Template, language: str) -> None:
        """Take a copy of a sample."""
        self.slide, self.data, self.template, self.language = slide, fill, template, language
        self.values = {name: plain(text) for name, text in fill.text.items()}

    def fill(self) -> None:
        """Fill the slide."""
        boxes = dict(self._boxes())
        self._leave_out()
        for shape in list(self._shapes(self.slide.shapes)):
            kind, _, name = shape.name.partition(":")
            if kind == "list":
                self._repeat(shape._element, "item", self.data.lists[name])
            elif kind == "table":
                self._fill_table(shape, self.data.tables[name])
            elif kind == "chart":
                self._fill_chart(shape, self.data.charts[name])
            elif kind == "img":
                self._fill_picture(shape, name)
        self._fill_texts()
        for name, shape in boxes.items():
            self._scale(shape, self.data.scales.get(name, _FULL))

    def fill_notes(self) -> None:
        """Fill a notes page."""
        self._repeat(self.slide._element, "notes", lines_of(self.data.notes))
        self._fill_texts()

    def _shapes(self, shapes: Any) -> Iterator[Any]:
        for shape in shapes:
            yield shape
            if hasattr(shape, "shapes"):
                yield from self._shapes(shape.shapes)

    def _boxes(self) -> Iterator[tuple[str, Any]]:
        """Yield the boxes with tokens, the second of a name as `name#2`."""
        count: dict[str, int] = {}
        for shape in self._shapes(self.slide.shapes):
            if shape.has_text_frame and _TOKEN.search(shape.text_frame.text):
                count[shape.name] = count.get(shape.name, 0) + 1
                yield shape.name if count[shape.name] == 1 else f"{shape.name}#{count[shape.name]}", shape

    def _leave_out(self) -> None:
        groups: dict[str, list[Any]] = {}
        for shape in self._shapes(self.slide.shapes):
            if shape.name.startswith("opt:"):
                groups.setdefault(shape.name, []).append(shape)
        for shapes in groups.values():
            held = [self._held(s) for s in shapes]
            if any(n for n, _ in held) and not any(full for _, full in held):
                for shape in shapes:
                    shape._element.getparent().remove(shape._element)

    def _held(self, shape: Any) -> tuple[int, bool]:
        """Return how many tokens, lists and pictures a shape holds, and whether any has something."""
        words = "".join(shape._element.itertext(qn("a:t")))
        words += "".join(p.get("descr", "") + p.get("title", "") for p in shape._element.iter(qn("p:cNvPr")))
        found = [bool(self.values.get(t)) for t in _TOKEN.findall(words) if t not in ("item", "cell")]
        for properties in shape._element.iter(qn("p:cNvPr")):
            kind, _, name = properties.get("name").partition(":")
            if kind == "list":
                found.append(bool(self.data.lists.get(name)))
            elif kind == "img":
                found.append(bool(self.data.images.get(name)))
        return len(found), any(found)

    def _repeat(self, element: Any, token: str, texts: Any) -> None:
        for pattern in list(element.iter(qn("a:p"))):
            if _TOKEN.findall("".join(pattern.itertext(qn("a:t")))) != [token]:
                continue
            for text in texts:
                one = copy.deepcopy(pattern)
                pattern.addprevious(one)
                self._fill_paragraph(one, {token: plain(text)})
            if not texts:
                empty = pattern.makeelement(qn("a:p"), {})
                empty.append(empty.makeelement(qn("a:endParaRPr"), {}))
                pattern.addprevious(empty)
            pattern.getparent().remove(pattern)

    def _fill_texts(self) -> None:
        root = self.slide._element
        for paragraph in root.iter(qn("a:p")):
            self._fill_paragraph(paragraph, self.values)
        for properties in root.iter(qn("p:cNvPr")):
            for name in ("descr", "title"):
                if name in properties.attrib:
                    properties.set(name, _TOKEN.sub(lambda m: self.values.get(m[1], ""), properties.get(name)))
        self._speak(root)

    def _speak(self, root: Any) -> None:
        for run in root.iter(qn("a:r"), qn("a:fld"), qn("a:br")):
            if run.find(qn("a:rPr")) is None:
                run.insert(0, run.makeelement(qn("a:rPr"), {}))
        for font in root.iter(qn("a:rPr"), qn("a:endParaRPr")):
            font.set("lang", self.language)

    def _fill_paragraph(self, element: Any, values: Mapping[str, str]) -> None:
        paragraph = _Paragraph(element, self.slide)
        runs = list(paragraph.runs)
        whole = "".join(r.text for r in runs)
        found = list(_TOKEN.finditer(whole))
        for token in reversed(found):
            self._put(runs, token.start(), token.end(), values.get(token[1], ""))
        if found and is_right_to_left("".join(element.itertext(qn("a:t")))):
            properties = element.get_or_add_pPr()
            properties.set("rtl", "1")
            if properties.get("algn", "l") == "l":
                properties.set("algn", "r")

    def _put(self, runs: list[Any], start: int, end: int, value: str) -> None:
        """Put a value in the run a token begins in, and take what is left of the token from the runs after it."""
        at = 0
        for run in runs:
            text = run.text
            first, last = max(start - at, 0), min(end - at, len(text))
            if first < last:
                run.text = text[:first] + (value if start >= at else "") + text[last:]
                if not run.text and start < at:
                    run._r.getparent().remove(run._r)
            at += len(text)

    def _fill_table(self, shape: Any, table: TableFill) -> None:
        native = shape.table._tbl
        rows = native.findall(qn("a:tr"))
        height = int(rows[0].get("h")) + int(rows[1].get("h")) * len(table.rows)
        for cells, texts in [(rows[0], table.header), *((copy.deepcopy(rows[1]), row) for row in table.rows)]:
            if cells is not rows[0]:
                native.append(cells)
            patterns = cells.findall(qn("a:tc"))
            made = [copy.deepcopy(patterns[min(c, len(patterns) - 1)]) for c in range(len(texts))]
            for old in patterns:
                cells.remove(old)
            for place, (cell, text) in enumerate(zip(made, texts, strict=True)):
                cells.insert(place, cell)
                self._fill_cell(cell, plain(text), table.size)
        for old in rows[1:]:
            native.remove(old)
        grid = native.tblGrid
        width = sum(int(c.get("w")) for c in grid)
        for column in list(grid):
            grid.remove(column)
        for part in column_widths(len(table.header), table.widths, width):
            grid.append(grid.makeelement(qn("a:gridCol"), {"w": str(part)}))
        shape._element.xfrm.ext.cy = height

    def _fill_cell(self, cell: Any, text: str, size: float) -> None:
        body = cell.txBody
        for extra in body.findall(qn("a:p"))[1:]:
            body.remove(extra)
        paragraph = _Paragraph(body.find(qn("a:p")), self.slide)
        runs = list(paragraph.runs) or [paragraph.add_run()]
        for extra in runs[1:]:
            extra._r.getparent().remove(extra._r)
        runs[0].text = "{{cell}}"
        self._fill_paragraph(paragraph._p, {"cell": text})
        if size:
            for font in (runs[0]._r.get_or_add_rPr(), *paragraph._p.findall(qn("a:endParaRPr"))):
                font.set("sz", str(round(size * 100)))

    def _fill_chart(self, shape: Any, chart: ChartFill) -> None:
        make: Any = CategoryChartData
        data = make(number_format=plain(chart.number_format))
        data.categories = [plain(c) for c in chart.categories]
        data.add_series(plain(chart.series), chart.values)
        shape.chart.replace_data(data)
        space = shape.chart._chartSpace
        series = next(space.iter(qn("c:ser")))
        points = series.findall(qn("c:dPt"))
        for i, value in enumerate(chart.values):
            if points and value == max(chart.values):
                one = copy.deepcopy(points[0])
                one.find(qn("c:idx")).set("val", str(i))
                points[0].addprevious(one)
        for old in points:
            series.remove(old)
        for axis in space.iter(qn("c:axId"), qn("c:crossAx")):
            axis.set("val", axis.get("val").lstrip("-"))
        self._speak(space)
        shape._element.nvGraphicFramePr.cNvPr.set("descr", plain(chart.alt_text))

    def _fill_picture(self, shape: Any, name: str) -> None:
        sample = self.template.samples[self.data.key]
        key = self.data.images.get(name, "" if name in sample.optional_pictures else None)
        if key == "":
            shape._element.getparent().remove(shape._element)
            self.slide.part.drop_rel(shape._element.blipFill.blip.rEmbed)
        if key:
            image = self.template.images[key]
            old = shape._element.blipFill.blip.rEmbed
            _, rid = self.slide.part.get_or_add_image_part(io.BytesIO(image.data))
            shape._element.blipFill.blip.rEmbed = rid
            self.slide.part.drop_rel(old)
            for old_crop in shape._element.blipFill.findall(qn("a:srcRect")):
                shape._element.blipFill.remove(old_crop)
            for side, cut in crop(image.aspect, shape.width / shape.height, whole=name in WHOLE).items():
                setattr(shape, {"l": "crop_left", "r": "crop_right", "t": "crop_top", "b": "crop_bottom"}[side], cut / 100_000)

    def _scale(self, shape: Any, percent: int) -> None:
        if percent == _FULL or shape._element.getparent() is None:
            return
        box = shape._element.txBody.bodyPr
        for tag in _FITS:
            for old in box.findall(qn(tag)):
                box.remove(old)
        fit = box.makeelement(qn("a:normAutofit"), {"fontScale": str(percent * 1000)})
        box.insert(len(box.findall(qn("a:prstTxWarp"))), fit)
