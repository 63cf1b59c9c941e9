"""Press: a Deck poured into a PowerPoint template, by its own layouts and placeholders.

In: Deck, the bytes of the template.
Out: the bytes of a .pptx, the same on every run.
"""

from __future__ import annotations

import copy
import io
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pptx import Presentation
from pptx.exc import PackageNotFoundError
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from readiness.adapters.canonical_zip import canonical
from readiness.adapters.deck_files.graphics import place_chart, place_table
from readiness.adapters.deck_files.text_boxes import (
    FittedText,
    LayoutBox,
    Place,
    fill_boxes,
    font_factor,
    legal,
    legal_lines,
    paragraph,
)
from readiness.errors import InputError, Problem
from readiness.stages.decks import Deck, Slide

AUTHOR = "Readiness"
_IDS = uuid.UUID("6a0d1a4e-5b0f-4c7e-9d7a-0e6f6b1f7c21")
"""Namespace of the ids PowerPoint wants for sections, so that they depend on the deck alone."""
_P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_SECTIONS_URI = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
_FOOTERS = {"ftr", "sldNum"}


def press(deck: Deck, template: bytes, *, with_notes: bool = True) -> bytes:
    """Return the deck as a .pptx made from a template's layouts.

    Args:
        deck: what each slide says.
        template: the bytes of `content_templates/decks/<template>/master.pptx`.
        with_notes: False leaves the presenter's notes out, for the edition a customer keeps.

    Raises:
        InputError: the template is no .pptx, lacks a layout or placeholder, or has a box too small for its text.
    """
    file = f"{deck.template}/master.pptx"
    presentation = _open(file, template)
    layouts = {layout.name: layout for layout in presentation.slide_layouts}
    factor, style_id = font_factor(presentation), _table_style(presentation)
    boxes: dict[str, dict[int, LayoutBox]] = {}
    slide_ids: list[tuple[str, int]] = []
    for slide in deck.slides:
        if slide.layout not in layouts:
            expected = "a layout of that name; the template has " + ", ".join(sorted(layouts))
            raise InputError(Problem(file, 0, slide.layout, f"no layout {slide.layout!r} for slide {slide.key!r}", expected))
        native = presentation.slides.add_slide(layouts[slide.layout])
        if slide.layout not in boxes:
            boxes[slide.layout] = {s.placeholder_format.idx: LayoutBox.of(s) for s in layouts[slide.layout].placeholders}
        _fill_slide(native, slide, deck, boxes[slide.layout], file=file, factor=factor, style_id=style_id)
        _add_footers(native, deck, list(boxes[slide.layout].values()))
        if with_notes and slide.notes.strip():
            _add_notes(native, slide.notes, deck.language)
        slide_ids.append((slide.section, native.slide_id))
    _add_sections(presentation, deck, slide_ids)
    _set_properties(presentation, deck)
    out = io.BytesIO()
    presentation.save(out)
    return canonical(out.getvalue(), stamp=f"{deck.made_on}T00:00:00Z")


def _open(file: str, template: bytes) -> Any:
    try:
        presentation = Presentation(io.BytesIO(template))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, SyntaxError) as error:
        raise InputError(Problem(file, 0, "", "cannot be opened", "a PowerPoint file (.pptx)")) from error
    if len(presentation.slides):
        what = f"the template holds {len(presentation.slides)} slides of its own"
        raise InputError(Problem(file, 0, "", what, "layouts only: delete the slides and save"))
    return presentation


def _table_style(presentation: Any) -> str:
    """Return the id of the table style the template names as its default; PowerPoint's own medium style where it names none."""
    for relation in presentation.part.rels.values():
        if relation.reltype.endswith("/tableStyles"):
            return str(parse_xml(relation.target_part.blob).get("def"))
    return "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"


def _fill_slide(
    native: Any, slide: Slide, deck: Deck, layout: Mapping[int, LayoutBox], *, file: str, factor: float, style_id: str
) -> None:
    boxes = {}
    for shape in list(native.placeholders):
        like = layout[shape.placeholder_format.idx]
        shape.name = like.name
        boxes[like.name] = (shape, like)
    texts = {"Title": ((slide.title,), False), "Subtitle": ((slide.subtitle,), False), "Body": (slide.body, False)}
    texts |= {t.placeholder: (t.paragraphs, True) for t in slide.texts}
    used = {name for name, (paragraphs, _) in texts.items() if any(map(legal, paragraphs))}
    fitted = [
        FittedText.of(*_box(boxes, name, slide, file), *texts[name], factor=factor, place=Place(file, f"{slide.layout} / {name}"))
        for name in texts
        if name in used
    ]
    fill_boxes(fitted, language=deck.language)
    if slide.table is not None:
        shape, _ = _box(boxes, "Table", slide, file)
        place, alt_text = Place(file, f"{slide.layout} / Table"), f"{slide.title}: {', '.join(slide.table.header)}"
        frame = place_table(
            shape, slide.table, language=deck.language, factor=factor, style_id=style_id, place=place, alt_text=alt_text
        )
        frame.name = "Table"
        used.add("Table")
    if slide.chart is not None:
        place_chart(_box(boxes, "Chart", slide, file)[0], slide.chart, language=deck.language).name = "Chart"
        used.add("Chart")
    for name, (shape, _) in boxes.items():
        if name not in used:
            shape._element.getparent().remove(shape._element)


def _box(boxes: dict[str, tuple[Any, LayoutBox]], name: str, slide: Slide, file: str) -> tuple[Any, LayoutBox]:
    if name not in boxes:
        what = f"layout {slide.layout!r} has no placeholder {name!r}"
        raise InputError(Problem(file, 0, slide.layout, what, "a placeholder of that name; it has " + ", ".join(sorted(boxes))))
    return boxes[name]


def _add_footers(native: Any, deck: Deck, layout: Sequence[LayoutBox]) -> None:
    """Copy the layout's footer and slide number to the slide, as PowerPoint does when they are switched on."""
    tree = native.shapes._spTree
    for like in layout:
        if like.kind not in _FOOTERS:
            continue
        element = copy.deepcopy(like.element)
        element.nvSpPr.cNvPr.set("id", str(max(int(i) for i in tree.xpath("//p:cNvPr/@id")) + 1))
        body = element.txBody
        if like.kind == "ftr":
            for old in body.findall(qn("a:p")):
                body.remove(old)
            if not legal(deck.footer):
                continue
            body.append(paragraph(body, legal(deck.footer), language=deck.language))
        for font in (*element.iter(qn("a:rPr")), *element.iter(qn("a:endParaRPr"))):
            font.set("lang", deck.language)
        tree.append(element)


def _add_notes(native: Any, notes: str, language: str) -> None:
    page = native.notes_slide
    body = page.notes_placeholder._element.txBody
    for old in body.findall(qn("a:p")):
        body.remove(old)
    for line in legal_lines(notes).splitlines():
        body.append(paragraph(body, line, language=language))


def _add_sections(presentation: Any, deck: Deck, slide_ids: list[tuple[str, int]]) -> None:
    """Group the slides into PowerPoint sections, one for each run of slides of the same buyer step."""
    runs: list[tuple[str, list[int]]] = []
    for name, slide_id in slide_ids:
        if not runs or runs[-1][0] != name:
            runs.append((name, []))
        runs[-1][1].append(slide_id)
    ext = parse_xml(f'<p:ext {_P} uri="{_SECTIONS_URI}"><p14:sectionLst xmlns:p14="{_P14}"/></p:ext>')
    root = ext[0]
    for number, (name, members) in enumerate(runs):
        guid = str(uuid.uuid5(_IDS, f"{legal(deck.deck_id)}\n{number}\n{legal(name)}")).upper()
        section = root.makeelement(f"{{{_P14}}}section", {"name": legal(name) or "-", "id": f"{{{guid}}}"})
        listed = section.makeelement(f"{{{_P14}}}sldIdLst", {})
        listed.extend(listed.makeelement(f"{{{_P14}}}sldId", {"id": str(slide_id)}) for slide_id in members)
        section.append(listed)
        root.append(section)
    element = presentation.part._element
    extensions = element.find(qn("p:extLst"))
    if extensions is None:
        extensions = parse_xml(f"<p:extLst {_P}/>")
        element.append(extensions)
    for old in extensions.findall(qn("p:ext")):
        if old.get("uri") == _SECTIONS_URI:
            extensions.remove(old)
    extensions.insert(0, ext)


def _set_properties(presentation: Any, deck: Deck) -> None:
    properties = presentation.core_properties
    made = datetime.fromisoformat(deck.made_on)
    properties.title = legal(deck.title)[:255]
    properties.subject = legal(deck.footer)[:255]
    properties.author = properties.last_modified_by = AUTHOR
    properties.keywords = legal(deck.deck_id)[:255]
    properties.language = legal(deck.language)[:255]
    properties.comments = ""
    properties.category = ""
    properties.revision = 1
    properties.created = properties.modified = made
