"""Sample deck: four sound slides drawn with python-pptx alone, to be broken one fault at a time."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from struct import pack
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.util import Inches

Parts = dict[str, bytes]
P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_TITLE, _TITLE_ONLY = 0, 5


def png(width: int = 4, height: int = 4) -> bytes:
    """Return a grey picture (PNG, ISO/IEC 15948)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x80" * width for _ in range(height))
    header = pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def sample_deck() -> bytes:
    """Return a deck with a cover, a chart, a table, a picture with a link; notes, sections."""
    deck: Any = Presentation()
    deck.core_properties.author = "Readiness"
    cover = deck.slides.add_slide(deck.slide_layouts[_TITLE])
    cover.shapes.title.text, cover.placeholders[1].text = "Kettle K1", "Kitchen shops"
    _chart(deck)
    _table(deck)
    _picture(deck)
    for slide in deck.slides:
        slide.notes_slide.notes_text_frame.text = "Say what the cook said."
    listed = "".join(f'<p14:sldId id="{s.slide_id}"/>' for s in deck.slides)
    _add_sections(deck, listed)
    out = io.BytesIO()
    deck.save(out)
    return changed(out.getvalue(), _spoken)


def _add_sections(deck: Any, listed: str) -> None:
    old = deck.part._element.find("{http://schemas.openxmlformats.org/presentationml/2006/main}extLst")
    if old is not None:
        deck.part._element.remove(old)
    deck.part._element.append(
        parse_xml(
            f'<p:extLst {P}><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}"><p14:sectionLst xmlns:p14="{P14}">'
            f'<p14:section name="Try it" id="{{32FBD0D1-898F-5240-8E05-B8D70BFFAF17}}"><p14:sldIdLst>{listed}</p14:sldIdLst>'
            "</p14:section></p14:sectionLst></p:ext></p:extLst>"
        )
    )


def _chart(deck: Any) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    slide.shapes.title.text = "Quick comes first"
    data: Any = CategoryChartData()
    data.categories = ["Quick", "Safe & sound", "Quiet"]
    data.add_series("Times said", (5, 3, 1))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(1), Inches(2), Inches(8), Inches(4), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", "Quick was said five times")


def _table(deck: Any) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    slide.shapes.title.text = "What they asked"
    frame = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(8), Inches(2))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", "Two questions and their answers")
    for i, text in enumerate(("Ask", "Answer", "Quick?", "3 minutes")):
        frame.table.cell(i // 2, i % 2).text = text


def _picture(deck: Any) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    slide.shapes.title.text = "See it boil"
    picture = slide.shapes.add_picture(io.BytesIO(png()), Inches(1), Inches(2), Inches(3), Inches(3))
    picture._element.nvPicPr.cNvPr.set("descr", "The kettle on a table")
    box = slide.shapes.add_textbox(Inches(5), Inches(2), Inches(4), Inches(1))
    run = box.text_frame.paragraphs[0].add_run()
    run.text, run.hyperlink.address = "Test sheet of the kettle", "https://example.com/kettle"


def _spoken(parts: Parts) -> None:
    """Add what python-pptx leaves out: languages, positive axis ids, the notes master's entry, the count of slides."""
    for name, data in parts.items():
        if name.startswith(("ppt/slides/", "ppt/notesSlides/")):
            data = re.sub(rb"<a:rPr(?! lang)", rb'<a:rPr lang="en-GB"', data.replace(b"<a:r><a:t>", b"<a:r><a:rPr/><a:t>"))
        if name.startswith("ppt/charts/"):
            data = re.sub(rb'(<c:(?:axId|crossAx) val=")-', rb"\1", data)
        parts[name] = data
    notes_master = re.search(rb'Id="(rId\d+)"[^>]*/notesMaster"', parts["ppt/_rels/presentation.xml.rels"])
    assert notes_master
    listed = f'<p:notesMasterIdLst><p:notesMasterId r:id="{notes_master[1].decode()}"/></p:notesMasterIdLst><p:sldIdLst>'
    swap("ppt/presentation.xml", "<p:sldIdLst>", listed)(parts)
    swap("docProps/app.xml", "<Slides>0", "<Slides>4")(parts)


def parts_of(data: bytes) -> Parts:
    """Return the members of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Parts) -> bytes:
    """Return a zip of these members in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def changed(data: bytes, change: Callable[[Parts], None]) -> bytes:
    """Return a file after a change of its members."""
    parts = parts_of(data)
    change(parts)
    return zipped(parts)


def swap(part: str, old: str, new: str) -> Callable[[Parts], None]:
    """Return a change of one place of one member, which has to be there."""

    def change(parts: Parts) -> None:
        assert old.encode() in parts[part], f"{old} is not in {part}: {parts[part].decode()}"
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    return change
