"""Opening a library: what is not safe or cannot be filled is refused in one sentence; the room for texts is read as drawn."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.util import Inches, Pt

from readiness.adapters.deck_press import boxes_of, compile_press, open_template, package
from readiness.errors import InputError
from readiness.stages.decks.boxes import Paragraph
from tests.deck_library import IMAGES, SCORECARD, TODAY, add_table, box, noise, recipe, saved, slide_of, small_library

LIBRARY = small_library()
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"


def rewritten(change: Callable[[dict[str, bytes]], object]) -> bytes:
    """Return the library with some of its members changed."""
    with zipfile.ZipFile(io.BytesIO(LIBRARY)) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    change(members)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def replaced(part: str, old: str, new: str) -> bytes:
    def change(members: dict[str, bytes]) -> None:
        assert old.encode() in members[part]
        members[part] = members[part].replace(old.encode(), new.encode())

    return rewritten(change)


def lying_zip() -> bytes:
    """Return a zip that says of a member that it is smaller than it is."""
    data = bytearray(replaced("ppt/presentation.xml", "<p:sldSz", " " * 5000 + "<p:sldSz"))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo("ppt/presentation.xml").file_size
    true, false = size.to_bytes(4, "little"), (size - 4000).to_bytes(4, "little")
    return bytes(data.replace(true, false))


def edited(change: Callable[[Any], object]) -> bytes:
    """Return the library changed by python-pptx."""
    presentation = Presentation(io.BytesIO(LIBRARY))
    change(list(presentation.slides))
    return saved(presentation)


def renamed(slides: list[Any], slide: int, old: str, new: str) -> None:
    next(s for s in slides[slide].shapes if s.name == old).name = new


def animated(slides: list[Any]) -> None:
    """Let a shape that may be left out appear on a click, as PowerPoint writes it."""
    shape = next(s for s in slides[0].shapes if s.name == "opt:gain")
    names = f'xmlns:p="{SPACE}"'
    target = f'<p:bldLst {names}><p:bldP spid="{shape.shape_id}" grpId="0"/></p:bldLst>'
    slides[0]._element.append(parse_xml(f"<p:timing {names}>{target}</p:timing>"))


SPACE = "http://schemas.openxmlformats.org/presentationml/2006/main"
SLIDE, TYPES = "ppt/slides/slide1.xml", "[Content_Types].xml"
MACRO = "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "cannot be opened"),
        (b"no zip at all", "cannot be opened; expected a PowerPoint file saved as .pptx"),
        (LIBRARY[:5000], "cannot be opened"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "is locked with a password or saved as an old .ppt"),
        (rewritten(lambda m: m.pop("[Content_Types].xml")), "is no PowerPoint file"),
        (replaced(TYPES, MAIN, MACRO), "holds macros"),
        (replaced(TYPES, MAIN, "application/xml"), "is no PowerPoint presentation"),
        (
            rewritten(lambda m: m.pop("ppt/slideLayouts/slideLayout3.xml")),
            "the part ppt/slideLayouts/slideLayout3.xml is missing",
        ),
        (lying_zip(), "unpacks to more than it says"),
        (replaced(SLIDE, "<p:cSld>", "<p:cSld"), "is not well-formed XML"),
        (replaced(SLIDE, "<p:sld ", '<!DOCTYPE x [<!ENTITY e "e">]><p:sld '), "declares a document type"),
        (replaced("ppt/slides/slide2.xml", CHART, DIAGRAM), "chart:demand: is SmartArt or an object of another program"),
        (edited(lambda s: renamed(s, 0, "slide:cover", "Title 1")), "1::the slide has 0 shapes named slide:..."),
        (edited(lambda s: renamed(s, 1, "slide:demand", "slide:cover")), "2:slide:cover: the key cover is on slide 1 too"),
        (edited(lambda s: renamed(s, 2, "Subtitle", "list:lines")), "3:list:lines"),
        (edited(lambda s: renamed(s, 0, "Subtitle", "table:x")), "1:table:x: has no pattern row"),
        (edited(lambda s: renamed(s, 0, "Subtitle", "chart:x")), "1:chart:x: is no chart"),
        (edited(lambda s: renamed(s, 0, "Subtitle", "img:x")), "1:img:x: is no picture of its own"),
        (edited(animated), "animates a shape that a deck may change"),
        (edited(lambda s: box(s[0], "More", "Dear {{title}, hello", 1)), "has {{ without its }}"),
        (edited(lambda s: box(s[0], "J", "x", 1).click_action.__setattr__("target_slide", s[1])), "links to another slide"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(InputError) as caught:
        open_template("small/library.pptx", data, IMAGES)
    said = str(caught.value)
    assert re.sub(r"(?<=:)\s", "", words) in re.sub(r"(?<=:)\s", "", said)
    assert said.startswith("small/library.pptx:")
    assert "\n" not in said


def test_what_unpacks_to_more_than_a_presentation_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED", 5_000_000)
    open_template("small/library.pptx", LIBRARY, {})
    bomb = rewritten(lambda m: m.update({"ppt/bomb.xml": bytes(6_000_000)}))
    with pytest.raises(InputError, match="unpacks to more than it says, or than a presentation holds"):
        open_template("small/library.pptx", bomb, {})


def test_an_image_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match=r"logo\.gif:::? ?is no picture that can be read"):
        open_template("small/library.pptx", LIBRARY, {"logo.gif": b"GIF89a"})


def test_a_slides_own_parts_are_never_shared_and_pictures_always() -> None:
    def decorated(slides: list[Any]) -> None:
        slides[2].shapes.add_picture(io.BytesIO(noise(10, 10, 9)), Inches(1), Inches(1))

    press = compile_press(open_template("small/library.pptx", edited(decorated), IMAGES))
    with zipfile.ZipFile(io.BytesIO(press.bytes(recipe(TODAY, SCORECARD, TODAY)))) as archive:
        names = archive.namelist()
        rels = [archive.read(f"ppt/slides/_rels/slide{n}.xml.rels").decode() for n in (1, 3)]
    assert len([n for n in names if n.startswith("ppt/media/")]) == 1
    targets = [set(re.findall('Target="([^"]*)"', r)) for r in rels]
    assert {t for t in targets[0] & targets[1] if "notesSlide" in t or "chart" in t} == set()
    assert any("media" in t for t in targets[0] & targets[1])


def test_boxes_are_as_drawn() -> None:
    """The figures are python-pptx's default design and what is drawn here, in points."""
    presentation = Presentation(io.BytesIO(LIBRARY))
    slide = slide_of(presentation, "drawn", layout=1)
    shape = box(slide, "Note", "{{a}}", 2, width=4)
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = Pt(10)
    frame.margin_top = frame.margin_bottom = Pt(3)
    frame.word_wrap = True
    first, second = frame.paragraphs[0], frame.add_paragraph()
    first.space_before, first.space_after, first.line_spacing = Pt(6), Pt(2), 0.9
    first.runs[0].font.size, first.runs[0].font.bold, first.runs[0].font.name = Pt(20), True, "Georgia"
    second.text, second.line_spacing = "more", Pt(15)
    slide.placeholders[1].text_frame.text = "{{b}}"
    add_table(slide, "rows", 2)
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Inches(1), Inches(1), Inches(2), Inches(1)).text_frame.text = "{{c}}"
    group.width, group.height = Inches(4), Inches(1)
    twin = box(slide, "Note", "{{d}}", 6.5)
    boxes = boxes_of(open_template("x.pptx", saved(presentation), {}), {"Calibri": "Carlito"})
    note = boxes["drawn", "Note"]
    assert (note.width, note.height, note.wraps, note.min_scale) == (4 * 72 - 20, 36 - 6, True, 100)
    assert note.paragraphs == (
        Paragraph("{{a}}", "Georgia", 20, bold=True, before=6, after=2, line=0.9),
        Paragraph("more", "Carlito", 18, exactly=15),
    )
    title, body = boxes["drawn", "slide:drawn"], boxes["drawn", "Content Placeholder 2"]
    assert (title.paragraphs[0].font, title.paragraphs[0].size, title.min_scale) == ("Carlito", 44, 80)
    assert title.width == pytest.approx(8229600 / 12700 - 14.4)
    look = body.paragraphs[0]
    assert (look.size, look.indent, look.first) == (32, 27, 0)
    assert look.before == pytest.approx(0.2 * 32 * 1.2)
    table = boxes["drawn", "table:rows"]
    assert (table.width, table.row_heights, table.cell_margins) == (864, (36, 36), (14.4, 7.2))
    assert table.height == pytest.approx(72 * (6.5 - 2))
    assert [(p.size, p.bold) for p in table.paragraphs] == [(14, True), (14, True)]
    inner = next(b for (key, _), b in boxes.items() if key == "drawn" and b.paragraphs[0].text == "{{c}}")
    assert inner.width == pytest.approx(4 * 72 - 14.4)
    assert boxes["drawn", "Note#2"].paragraphs[0].text == twin.text_frame.text
