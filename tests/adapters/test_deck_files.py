"""Deck files: what a Deck says is what python-pptx and openpyxl read back, and the package is sound."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pptx import Presentation
from pptx.util import Pt

from readiness.adapters.deck_files import press
from readiness.adapters.storyline_files import read_storyline
from readiness.errors import InputError
from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction
from readiness.stages.decks import Deck, Slide, SlideChart, SlideTable, SlideText, deck_for
from readiness.stages.positioning import Approval, Message, Voice
from readiness.stages.positioning.figures import UnitWords
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import Characteristic, ProductSpec, Source, Variant
from readiness.vocabulary import BUYER_STEPS, ChannelRow, Launch, LaunchDates, Motion

DECKS = Path(__file__).parents[2] / "content_templates/decks"
TEMPLATE = (DECKS / "standard/master.pptx").read_bytes()
NASTY = [
    "a & b < c > \"d\" 'e'",
    "]]> <![CDATA[x",
    "bell \x07 and \x0b and \ufffe end",
    "tea ☕ and 👩🏽‍🔧",
    "שלום לקוח",
    "{product} {{x}}",
    "= 1+1",
    "\ud800x",
]
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def slide(key: str, layout: str, **changes: Any) -> Slide:
    return replace(Slide(key, layout, f"Title of {key}", "For cooks", (), None, None, f"SAY\n{key}", (), "Try it"), **changes)


def deck_of(*slides: Slide) -> Deck:
    return Deck(
        "k1-shops", "shops", "", "", "", "", "Kettle K1", "standard", "en-GB", "C", "2024-03-04", "Kettle K1 · Kitchen shops",
        slides,
    )  # fmt: skip


TABLE = SlideTable(("Ask", "Answer"), (("Quick?", "3 minutes"), ("Safe?", "")))
CHART = SlideChart("Times said", ("Quick", "Safe & sound", "Quiet"), (5.0, 3.0, 1.0), "0", "Times said. Quick: 5.")
DECK = deck_of(
    slide("cover", "Cover", body=("It boils in time.",), texts=(SlideText("Note", ("4 March 2024",)),)),
    slide("demand", "Chart", chart=CHART, texts=(SlideText("Body", ("5 of 9", "times said", "Quick")),), section="See it"),
    slide("answers", "Message", body=("It boils a litre in 3 minutes.",), texts=(SlideText("Quote", ("“Quick.”", "a cook")),)),
    slide("scorecard", "Table", table=TABLE),
    slide("call-to-action", "Call to action", texts=(SlideText("Body", ("You", "By Friday")),)),
)


def opened(data: bytes) -> Any:
    return Presentation(io.BytesIO(data))


def texts_of(native: Any) -> dict[str, str]:
    return {s.name: s.text_frame.text for s in native.shapes if s.has_text_frame}


def test_every_text_is_in_its_named_placeholder_and_no_box_is_left_empty() -> None:
    slides = list(opened(press(DECK, TEMPLATE)).slides)
    assert [s.slide_layout.name for s in slides] == [s.layout for s in DECK.slides]
    assert texts_of(slides[0]) == {
        "Title": "Title of cover",
        "Subtitle": "For cooks",
        "Body": "It boils in time.",
        "Note": "4 March 2024",
    }
    answer = texts_of(slides[2])
    assert answer["Quote"] == "“Quick.”\na cook"
    assert (answer["Footer"], answer["Slide number"]) == ("Kettle K1 · Kitchen shops", "‹#›")
    assert "Proof" not in answer
    quote = next(s for s in slides[2].placeholders if s.name == "Quote")
    assert [p.level for p in quote.text_frame.paragraphs] == [0, 1]
    for native in slides:
        assert native.shapes.title.text_frame.text
        assert all(s.is_placeholder for s in native.shapes)
        assert all(text.strip() for text in texts_of(native).values())


def test_table_and_notes_read_back() -> None:
    native = opened(press(DECK, TEMPLATE)).slides[3]
    frame = next(s for s in native.shapes if s.has_table)
    rows = [[c.text_frame.text for c in row.cells] for row in frame.table.rows]
    assert rows == [["Ask", "Answer"], ["Quick?", "3 minutes"], ["Safe?", ""]]
    assert frame.table.first_row
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == "Title of scorecard: Ask, Answer"
    assert native.notes_slide.notes_text_frame.text == "SAY\nscorecard"
    bare = opened(press(DECK, TEMPLATE, with_notes=False))
    assert not any(s.has_notes_slide for s in bare.slides)


def test_chart_shows_what_its_workbook_holds_with_positive_axis_ids() -> None:
    frame = next(s for s in opened(press(DECK, TEMPLATE)).slides[1].shapes if s.has_chart)
    chart = frame.chart
    shown = list(zip(chart.plots[0].categories, chart.plots[0].series[0].values, strict=True))
    sheet = load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).worksheets[0]
    cells = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    assert cells == [(None, "Times said"), ("Quick", 5), ("Safe & sound", 3), ("Quiet", 1)]
    assert shown == cells[1:]
    ids = re.findall(rb'<c:(?:axId|crossAx) val="([^"]*)"', chart.part.blob)
    assert len(ids) == 6
    assert all(i.isdigit() for i in ids)
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == CHART.alt_text


def test_sections_follow_the_buyers_steps() -> None:
    with zipfile.ZipFile(io.BytesIO(press(DECK, TEMPLATE))) as z:
        root = ElementTree.fromstring(z.read("ppt/presentation.xml"))
    p14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
    sections = [(s.get("name"), len(s.findall(f".//{p14}sldId"))) for s in root.iter(f"{p14}section")]
    assert sections == [("Try it", 1), ("See it", 1), ("Try it", 3)]
    listed = [s.get("id") for s in root.iter(f"{p14}sldId")]
    assert listed == [s.get("id") for s in root.iter("{http://schemas.openxmlformats.org/presentationml/2006/main}sldId")]


def test_properties_and_language() -> None:
    native = opened(press(DECK, TEMPLATE))
    properties = native.core_properties
    assert (properties.title, properties.author, properties.keywords) == ("Kettle K1", "Readiness", "k1-shops")
    assert properties.created is not None
    assert properties.created.date() == date(2024, 3, 4)
    for part in (s.part.blob for s in native.slides):
        assert set(re.findall(rb'<a:rPr lang="([^"]*)"', part)) == {b"en-GB"}


def test_the_same_deck_gives_the_same_bytes() -> None:
    assert press(DECK, TEMPLATE) == press(DECK, TEMPLATE)
    assert press(replace(DECK, deck_id="other"), TEMPLATE) != press(DECK, TEMPLATE)


def check_package(data: bytes) -> None:
    """Every part has a content type and every relationship a target; shape ids are unique on each slide."""
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        assert z.testzip() is None
        parts = {name: z.read(name) for name in z.namelist()}
        assert len(parts) == len(z.namelist())
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    defaults = {t.get("Extension", "").lower() for t in types if t.tag.endswith("Default")}
    overrides = {t.get("PartName", "").lstrip("/") for t in types if t.tag.endswith("Override")}
    assert overrides <= set(parts)
    for name in set(parts) - {"[Content_Types].xml"}:
        assert name in overrides or name.rsplit(".", 1)[-1].lower() in defaults, name
    notes = []
    for name, blob in parts.items():
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for relation in ElementTree.fromstring(blob):
                target = relation.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                assert relation.get("TargetMode") == "External" or path in parts, (name, target)
                notes += [path] if "slides/_rels" in name and "notesSlide" in path else []
        elif re.fullmatch(r"ppt/(slides|slideLayouts|slideMasters|notesSlides)/[^/]*\.xml", name):
            root = ElementTree.fromstring(blob)
            ids = [e.get("id") for e in root.iter() if e.tag.endswith("}cNvPr")]
            assert len(ids) == len(set(ids)), name
            used = {v for e in root.iter() for k, v in e.attrib.items() if k.startswith(R)}
            known = {
                r.get("Id")
                for r in ElementTree.fromstring(parts[f"{posixpath.dirname(name)}/_rels/{posixpath.basename(name)}.rels"])
            }
            assert used <= known, name
    assert len(notes) == len(set(notes))


def test_package_is_sound() -> None:
    check_package(TEMPLATE)
    check_package(press(DECK, TEMPLATE))


def test_a_template_has_a_notes_page_that_the_presentation_lists() -> None:
    with zipfile.ZipFile(io.BytesIO(TEMPLATE)) as z:
        assert b"<p:notesMasterId " in z.read("ppt/presentation.xml")


@pytest.mark.parametrize("text", NASTY)
def test_nasty_texts_survive_without_what_xml_refuses(text: str) -> None:
    made = deck_of(
        slide(
            "answers", "Message", title=text, body=(text,), notes=text, section=text, texts=(SlideText("Proof", (text, text)),)
        ),
        slide("scorecard", "Table", table=SlideTable((text, "B"), ((text, ""),))),
        slide("demand", "Chart", chart=SlideChart(text, (text, "other"), (2.0, 1.0), "0", text)),
    )
    made = replace(made, title=text, footer=text, deck_id=text)
    data = press(made, TEMPLATE)
    check_package(data)
    expected = " ".join("".join(c for c in text if c not in "\x07\x0b\ufffe\ud800").split())
    native = opened(data)
    assert native.slides[0].shapes.title.text_frame.text == expected
    assert next(s for s in native.slides[1].shapes if s.has_table).table.cell(1, 0).text_frame.text == expected
    assert " ".join(native.slides[0].notes_slide.notes_text_frame.text.split()) == expected


def test_right_to_left_text_is_marked_so() -> None:
    data = press(deck_of(slide("answers", "Message", title="שלום", body=("Hello",))), TEMPLATE)
    xml = opened(data).slides[0].part.blob.decode()
    assert xml.count('rtl="1"') == 1


def test_long_text_is_set_smaller_and_text_that_cannot_fit_is_refused_by_name() -> None:
    long = " ".join(["word"] * 90)
    native = opened(press(deck_of(slide("answers", "Message", body=(long,))), TEMPLATE)).slides[0]
    body = next(s for s in native.placeholders if s.name == "Body")
    assert Pt(9) <= body.text_frame.paragraphs[0].runs[0].font.size < Pt(26)
    with pytest.raises(
        InputError, match=r"standard/master.pptx::Message / Body: the box is too small for a text of \d+ characters"
    ):
        press(deck_of(slide("answers", "Message", body=(long * 9,))), TEMPLATE)
    with pytest.raises(InputError, match="too small for a table of 40 rows"):
        press(deck_of(slide("range", "Table", table=SlideTable(("A",), (("x",),) * 40))), TEMPLATE)


def test_numbered_boxes_share_one_size() -> None:
    cards = (SlideText("Voice 1", ("short",)), SlideText("Voice 2", (" ".join(["word"] * 60),)))
    native = opened(press(deck_of(slide("voices", "Two voices", texts=cards)), TEMPLATE)).slides[0]
    sizes = {s.text_frame.paragraphs[0].runs[0].font.size for s in native.placeholders if s.name.startswith("Voice")}
    assert len(sizes) == 1
    assert None not in sizes


def test_faults_of_a_template_are_named() -> None:
    with pytest.raises(InputError, match=r"standard/master\.pptx.*no layout 'Hologram' for slide 'cover'.*Call to action"):
        press(deck_of(slide("cover", "Hologram")), TEMPLATE)
    with pytest.raises(InputError, match=r"layout 'Cover' has no placeholder 'Voice 9'"):
        press(deck_of(slide("cover", "Cover", texts=(SlideText("Voice 9", ("x",)),))), TEMPLATE)
    for wrong in (b"", b"not a deck", TEMPLATE[:2000]):
        with pytest.raises(InputError, match="cannot be opened"):
            press(DECK, wrong)
    with pytest.raises(InputError, match="5 slides of its own"):
        press(DECK, press(DECK, TEMPLATE))


WORDS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(["word.", "longerword", "W" * 30, "中文字符", "ünïcode"]), max_size=150).map(" ".join),
)


def any_deck(word: list[str], n: int, motion: str, language: str) -> Deck:
    w = [word[i % len(word)] for i in range(64)]
    here = Source("s.csv", "row 2")
    fact = Characteristic("c", w[5], w[6], None, "", "=", w[7], w[0], here)
    variants = tuple(Variant(w[i], w[i + 1], "", Decimal(i), "EUR", ((w[2], w[i + 3]), ("b", w[i])), here) for i in range(n))
    day, voice = date(2024, 1, 1), Voice(Motion(motion), language)
    launch = Launch("l", w[1], 1, w[2], (), "EUR", LaunchDates(day, day, day, day), ("c",), 1)
    steps = tuple(BuyerStep(s, *w[k : k + 5], k, CallToAction(w[k + 5], w[k + 6], k)) for k, s in enumerate(BUYER_STEPS))
    return deck_for(
        ChannelRow("c", w[3], 1, Motion(motion), "en", "standard", w[4]),
        launch,
        ProductSpec("m", *w[0:5], (fact,), variants),
        [Requirement(f"R{i}", "s", w[i], w[i + 1], i % 9 + 1, "", (f"E{i}",), *w[i + 2 : i + 8]) for i in range(n)],
        {f"E{i}": Evidence(f"E{i}", "survey", w[i], day, w[i + 1]) for i in range(0, n, 2)},
        BuyerMap((), (), steps, ()),
        [
            Message(f"R{i}-{s}", "s", w[i], s, f"R{i}", "c", *w[i + 1 : i + 4], (f"E{i}",), *w[i + 4 : i + 10], voice)
            for i in range(n)
            for s in BUYER_STEPS
        ],
        Approval("h", w[5], "2024-01-02"),
        read_storyline("b.yaml", (DECKS / f"storylines/{language}/{motion}.yaml").read_bytes()),
        UnitWords(),
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    word=st.lists(WORDS, min_size=8, max_size=8),
    n=st.integers(0, 12),
    motion=st.sampled_from(list(Motion)),
    language=st.sampled_from(["de", "en"]),
)
def test_any_launch_makes_a_deck_that_fits(word: list[str], n: int, motion: str, language: str) -> None:
    check_package(press(any_deck(word, n, motion, language), TEMPLATE))
