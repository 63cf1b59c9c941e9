"""Deck press: what python-pptx and openpyxl read from a pressed deck is what they read from one that python-pptx made."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.adapters.deck_check import check_deck
from readiness.adapters.deck_press import Deflate, compile_press, open_template
from readiness.adapters.deck_press.deflating import installed
from readiness.adapters.deck_press.properties import recipe_json
from readiness.adapters.deck_press.slow import slow_press
from readiness.adapters.deck_press.texts import plain
from readiness.errors import InputError
from readiness.stages.decks.recipe import ChartFill, Recipe, SlideFill, TableFill
from tests.deck_facts import NASTY, chart_facts, facts, members, opened
from tests.deck_library import (
    COVER,
    DEMAND,
    IMAGES,
    PLAN,
    SCORECARD,
    TABLE,
    TODAY,
    fill,
    light_images,
    light_library,
    light_recipe,
    recipe,
    small_library,
)

TEMPLATE = open_template("small/library.pptx", small_library(), IMAGES)
PRESS = compile_press(TEMPLATE)


def assert_same(one: Recipe) -> None:
    expected = facts(slow_press(TEMPLATE, one))
    for way in installed():
        assert facts(PRESS.bytes(one, deflate=way)) == expected


def test_the_press_says_what_the_recipe_says() -> None:
    cover, demand, today, scorecard, plan = opened(PRESS.bytes(recipe())).slides
    texts = {s.name: s.text_frame.text for s in cover.shapes if s.has_text_frame}
    assert texts == {
        "slide:cover": "Title of cover",
        "Subtitle": "For cooks",
        "Footer": "Kettle · Shops",
        "opt:gain": "Gain: An hour a day",
        "For whom": "For cooks, from us",
        "Link": "Read more",
    }
    runs = next(s for s in cover.shapes if s.name == "For whom").text_frame.paragraphs[0].runs
    assert [(r.text, r.font.bold) for r in runs] == [("For cooks", True), (", from us", False)]
    link = next(s for s in cover.shapes if s.name == "Link").text_frame.paragraphs[0].runs[0]
    assert link.hyperlink.address == "https://example.org/kettle?a=1&b=2"
    assert {s.name for s in cover.shapes if s.shape_type == 13} == {"img:hero"}
    assert next(s for s in cover.shapes if s.shape_type == 13).image.blob == IMAGES["shop"]
    chart = chart_facts(next(s for s in demand.shapes if s.has_chart).chart)
    assert chart["bars"] == [("Quick", 5.0), ("Safe & sound", 5.0), ("Quiet", 1.5)]
    assert chart["cells"] == [[None, "Times said"], ["Quick", 5], ["Safe & sound", 5], ["Quiet", 1.5]]
    assert chart["accents"] == ["0", "1"]
    assert chart["cell format"] == "0.0"
    body = next(s for s in today.shapes if s.name == "list:lines").text_frame
    assert [(p.text, p.level) for p in body.paragraphs] == [("What counts", 0), ("First line", 1), ("Second line", 1)]
    frame = next(s for s in scorecard.shapes if s.has_table)
    assert [[c.text for c in r.cells] for r in frame.table.rows] == [list(TABLE.header), *map(list, TABLE.rows)]
    total = sum(c.width for c in frame.table.columns)
    assert [round(c.width / total, 6) for c in frame.table.columns] == [0.5, 0.3, 0.2]
    assert frame.height == sum(r.height for r in frame.table.rows)
    assert [s.name for s in plan.shapes][3:] == ["opt:step1", "opt:step1", "opt:both"]
    assert cover.notes_slide.notes_text_frame.text == "SAY\nWhat cover says"


def test_the_same_as_python_pptx() -> None:
    assert_same(recipe())
    assert_same(recipe(COVER, COVER, DEMAND, PLAN, DEMAND, COVER))
    assert_same(recipe().leave_behind())


def test_both_editions_and_what_they_carry() -> None:
    for one, author in ((recipe(), "Readiness"), (recipe().leave_behind(), "")):
        data = PRESS.bytes(one)
        custom = facts(data)["custom"]
        assert opened(data).core_properties.author == author
        assert custom["recipe_sha256"] == hashlib.sha256(recipe_json(one)).hexdigest()
        assert custom["template_sha256"] == hashlib.sha256(TEMPLATE.data).hexdigest()
        assert (custom["deck_id"], custom["spec_revision"], custom["edition"]) == ("k1-shops", "C", one.edition)
        assert any("notesSlides" in n for n in members(data)) == bool(author)
        assert not any(b"What cover says" in m for m in members(data).values()) or author


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    def text(required: bool = True) -> str:
        words = draw(st.sampled_from(NASTY) | st.text(max_size=30))
        return words if plain(words) or not required else "x"

    def one(key: str) -> SlideFill:
        given_texts = {t: text() for t in ("title", "subtitle", "footer")}
        more: dict[str, Any] = {"notes": text(required=False), "text": given_texts}
        if key == "cover":
            given_texts |= {"gain": text(required=False), "for_whom": text(), "link": text(required=False)}
            images = {"hero": draw(st.sampled_from(["shop", "farm", ""])), "logo": draw(st.sampled_from(["partner", ""]))}
            more["images"] = dict(draw(st.lists(st.sampled_from(list(images.items())), unique=True)))
        elif key == "demand":
            given_texts["words"] = text(required=False)
            thousandths = draw(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=5))
            numbers = [n / 1000 for n in thousandths]  # XlsxWriter, of python-pptx, keeps 16 digits
            names = tuple(text() for _ in numbers)
            more["charts"] = {"demand": ChartFill(text(), names, tuple(numbers), '0.0"k"', text())}
        elif key == "today":
            more["lists"] = {"lines": tuple(text(required=False) for _ in range(draw(st.integers(0, 4))))}
            more["scales"] = draw(st.sampled_from([{}, {"list:lines": 90}, {"slide:today": 85, "Subtitle": 80}]))
        elif key == "scorecard":
            n = draw(st.integers(1, 4))
            rows = tuple(tuple(text(required=False) for _ in range(n)) for _ in range(draw(st.integers(0, 3))))
            size = draw(st.sampled_from([0.0, 10.5, 12.0]))
            widths = draw(st.sampled_from([(), tuple(1 / n for _ in range(n))]))
            more["tables"] = {"rows": TableFill(tuple(text(required=False) for _ in range(n)), rows, widths, size)}
            given_texts["note"] = text(required=False)
        else:
            given_texts |= {t: text(required=False) for t in ("step1.name", "step2.when", "extra1")}
        return SlideFill(key, draw(st.sampled_from(["See", "Try & <buy>", ""])), **more)

    keys = draw(st.lists(st.sampled_from(["cover", "demand", "today", "scorecard", "plan"]), min_size=1, max_size=4))
    edition = draw(st.sampled_from(["presenter", "leave-behind"]))
    language = draw(st.sampled_from(["en-GB", "de-DE", "ar-SA"]))
    title = draw(st.sampled_from(NASTY)).replace("x" * 3000, "long")
    return recipe(*map(one, keys), edition=edition, language=language, title=title)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(recipes())
def test_whatever_it_says_python_pptx_says_the_same(one: Recipe) -> None:
    assert_same(one)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(recipes())
def test_whatever_it_says_the_package_is_sound(one: Recipe) -> None:
    words = ("alt text", "link text", "title", "contrast", "text size", "{%", "header", "says", "_x005F_", "still holds")
    for way in (Deflate.ZLIB, Deflate.SPLICE):
        faults = [f for f in check_deck(PRESS.bytes(one, deflate=way)) if not any(w in f.what for w in words)]
        assert not faults


def test_the_same_bytes_twice_and_from_another_press() -> None:
    for way in installed():
        first = PRESS.bytes(recipe(), deflate=way)
        PRESS.bytes(recipe(COVER), deflate=way)
        assert PRESS.bytes(recipe(), deflate=way) == first
        again = compile_press(open_template("small/library.pptx", TEMPLATE.data, IMAGES))
        turned = replace(COVER, text=dict(reversed(list(COVER.text.items()))))
        assert again.bytes(recipe(turned, DEMAND, TODAY, SCORECARD, PLAN), deflate=way) == first
    assert slow_press(TEMPLATE, recipe()) == slow_press(TEMPLATE, recipe())


def test_every_way_to_deflate_holds_the_same_parts() -> None:
    def unpacked(way: Deflate) -> dict[str, Any]:
        found: dict[str, Any] = dict(members(PRESS.bytes(recipe(), deflate=way)))
        return {n: members(m) if n.endswith(".xlsx") else m for n, m in found.items()}

    expected = unpacked(Deflate.ZLIB)
    assert all(unpacked(way) == expected for way in installed())


def test_the_package_is_written_as_office_wants_it() -> None:
    data = PRESS.bytes(recipe(COVER, COVER, DEMAND, DEMAND))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
    assert infos[0].filename == "[Content_Types].xml"
    assert {i.date_time for i in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert not any(i.flag_bits for i in infos)
    stored = {i.filename.rsplit(".", 1)[-1] for i in infos if i.compress_type == zipfile.ZIP_STORED}
    assert stored == {"jpg", "xlsx"}
    names = {i.filename for i in infos}
    assert {n for n in names if re.match(r"ppt/(charts|notesSlides|slides)/[a-zA-Z]+\d", n)} == {
        *(f"ppt/slides/slide{n}.xml" for n in range(1, 5)),
        *(f"ppt/notesSlides/notesSlide{n}.xml" for n in range(1, 5)),
        "ppt/charts/chart3.xml",
        "ppt/charts/chart4.xml",
    }


def test_unused_slides_leave_nothing_behind() -> None:
    parts = members(PRESS.bytes(recipe(TODAY)))
    assert not any("chart" in n or "embeddings" in n or "media" in n for n in parts)
    listed = parts["[Content_Types].xml"].decode()
    assert set(re.findall('PartName="/([^"]*)"', listed)) <= set(parts)
    assert b"{{" not in b"".join(parts.values())


def facts_of_refusal(one: Recipe) -> str:
    said = []
    for press in (PRESS.bytes, lambda r: slow_press(TEMPLATE, r)):
        with pytest.raises(InputError) as caught:
            press(one)
        said.append(str(caught.value))
    assert said[0] == said[1]
    return said[0]


@pytest.mark.parametrize(
    ("slide", "words"),
    [
        (fill("nowhere"), "small/library.pptx:1:nowhere: the template has no slide nowhere"),
        (replace(COVER, text={**COVER.text, "for_whom": ""}), "1:cover / For whom: no text for {{for_whom}}"),
        (replace(COVER, text={**COVER.text, "title": "\x07\ud800"}), "no text for {{title}}"),
        (replace(TODAY, lists={}), "nothing for list:lines"),
        (replace(TODAY, lists={**TODAY.lists, "more": ("x",)}), "the slide has no list:more"),
        (replace(TODAY, tables={"rows": TABLE}), "the slide has no table:rows"),
        (replace(COVER, charts=DEMAND.charts), "the slide has no chart:demand"),
        (replace(TODAY, images={"hero": "shop"}), "the slide has no img:hero"),
        (replace(COVER, images={"hero": "moon"}), "there is no image moon"),
        (replace(SCORECARD, tables={"rows": TableFill(("a",), (("b", "c"),))}), "header and rows differ in length"),
        (replace(SCORECARD, tables={"rows": TableFill(("a",), (), (0.5, 0.5))}), "2 widths for 1 columns"),
        (replace(DEMAND, charts={"demand": ChartFill("s", ("a",), (float("nan"),), "0", "")}), "a value is no number"),
        (replace(DEMAND, charts={"demand": ChartFill("s", ("a",), (), "0", "")}), "0 values for 1 bars"),
    ],
)
def test_what_does_not_go_with_the_template_is_refused(slide: SlideFill, words: str) -> None:
    assert words in facts_of_refusal(recipe(slide))


def test_a_link_that_goes_nowhere_is_left_out() -> None:
    without = replace(COVER, text={t: x for t, x in COVER.text.items() if t != "link"})
    assert b"hlinkClick" not in members(PRESS.bytes(recipe(without)))["ppt/slides/slide1.xml"]
    assert_same(recipe(without))


def test_a_deck_of_twelve_slides_has_183_places() -> None:
    one = light_recipe(1)
    counts = [
        sum(len(s.text) for s in one.slides),
        sum(1 for s in one.slides if s.notes),
        sum(len(t.header) * (1 + len(t.rows)) for s in one.slides for t in s.tables.values()),
        sum(2 * len(c.values) + 2 for s in one.slides for c in s.charts.values()),
    ]
    assert sum(counts) == 183
    press = compile_press(open_template("library.pptx", light_library(), light_images()))
    assert len(opened(press.bytes(one)).slides) == 12


def test_libreoffice_draws_both_alike(tmp_path: Path) -> None:
    if not (shutil.which("soffice") and shutil.which("pdftoppm")):
        pytest.skip("soffice and pdftoppm are not installed")
    pictures: list[Mapping[str, bytes]] = []
    for name, data in (("press", PRESS.bytes(recipe())), ("slow", slow_press(TEMPLATE, recipe()))):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "deck.pptx").write_bytes(data)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        office = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "deck.pptx")]
        subprocess.run(office, check=True, capture_output=True, timeout=120)
        subprocess.run(["pdftoppm", "-r", "50", str(folder / "deck.pdf"), str(folder / "p")], check=True, timeout=60)
        pictures.append({p.name: p.read_bytes() for p in sorted(folder.glob("p*.ppm"))})
    assert len(pictures[0]) == 5
    assert pictures[0] == pictures[1]
