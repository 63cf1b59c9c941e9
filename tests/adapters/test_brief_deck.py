"""The management brief as a file: read back with python-pptx, held to the deck check and a schema, drawn with LibreOffice."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import struct
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.util import Pt

from readiness.actions.measurement import write_report
from readiness.adapters.brief_deck import FALLBACK, brand_for, brief_deck, drawn
from readiness.adapters.deck_check import check_deck
from readiness.adapters.report_about import about_json
from readiness.settings import Settings
from readiness.stages.report import Report, Versions
from readiness.stages.report.charts import launch_waterfall
from tests.adapters.test_report_files import NASTY, made, with_quiz
from tests.stages.test_report_brief import measured
from tests.stream.test_stream import AS_OF, run_all

DECKS = Path(__file__).parents[2] / "content_templates/decks"
BRANDS = ("standard", "field")
CASES = ("measured", "nothing", "quiz", "nasty")


def report_of(case: str) -> Report:
    found = {
        "measured": measured, "nothing": lambda: made(4, quiz=False, sales=False)[0], "quiz": with_quiz,
        "nasty": lambda: made(9, NASTY)[0],
    }[case]()  # fmt: skip
    return replace(found, versions=Versions("9.8.7", "rev-4", 42))


def shapes_of(slide: Any) -> dict[str, Any]:
    return {shape.name: shape for shape in slide.shapes}


def alt_text(shape: Any) -> str:
    return str(shape._element.xpath(".//p:cNvPr/@descr")[0])


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("brand", BRANDS)
def test_a_brief_is_sound_and_the_same_each_time(brand: str, case: str, tmp_path: Path) -> None:
    data = brief_deck(report_of(case), DECKS, [brand])
    assert check_deck(data) == []
    file = tmp_path / "brief.pptx"
    file.write_bytes(data)
    assert [str(e) for e in OpenXmlValidator().validate(str(file)).errors] == []
    assert data == brief_deck(report_of(case), DECKS, [brand])


def test_six_native_slides_with_notes_footer_and_number() -> None:
    deck = Presentation(io.BytesIO(brief_deck(report_of("measured"), DECKS, ["standard"])))
    slides = list(deck.slides)
    assert len(slides) == 6
    assert slides[0].shapes.title.text_frame.text == "3 of 9 reps are shown to be ready"
    for slide in slides:
        text = " ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        assert "As of 5 June 2020 · Specification revision rev-4 · Readiness 9.8.7 · Seed 42" in text
        assert "Every figure stands in readiness.xlsx" in slide.notes_slide.notes_text_frame.text
    table = shapes_of(slides[1])["table:rows"].table
    assert [[c.text_frame.text for c in row.cells] for row in table.rows] == [
        ["Channel", "Shown to be ready", "Developing", "Not ready yet", "Not enough data"],
        ["Bike shops", "3 of 9 (33%)", "5", "0", "1"],
    ]
    assert deck.core_properties.title == "T & <b>Co</b>: management brief"
    assert deck.core_properties.modified.date().isoformat() == "2020-06-05"


@pytest.mark.parametrize("brand", BRANDS)
def test_the_waterfall_is_a_picture_seen_whole_within_its_frame_that_says_what_it_shows(brand: str) -> None:
    report = report_of("measured")
    chart = launch_waterfall(report)
    assert chart is not None
    slide = list(Presentation(io.BytesIO(brief_deck(report, DECKS, [brand]))).slides)[2]
    picture = shapes_of(slide)["img:chart"]
    assert alt_text(picture) == chart.says
    assert min(picture.crop_left, picture.crop_right, picture.crop_top, picture.crop_bottom) <= 0
    assert max(picture.crop_left, picture.crop_right, picture.crop_top, picture.crop_bottom) <= 0  # padded, never cut
    assert min(picture.crop_left, picture.crop_top) > -0.1
    width, height = struct.unpack(">II", picture.image.blob[16:24])
    assert width * 72 / picture.width.pt >= 150, "dots to the inch"
    assert picture.image.blob == drawn(chart)
    panel = shapes_of(slide)["Figure"]
    assert picture.left >= panel.left + panel.width or picture.left + picture.width <= panel.left
    assert (slide.part.package.presentation_part.presentation.slide_width, height > 0) == (Pt(960), True)


@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice is not installed")
@pytest.mark.parametrize("brand", BRANDS)
def test_libreoffice_draws_six_pages_with_every_title(brand: str, tmp_path: Path) -> None:
    report = report_of("quiz")
    data = brief_deck(report, DECKS, [brand])
    (tmp_path / "brief.pptx").write_bytes(data)
    home = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "brief.pptx")]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    text = subprocess.run(["pdftotext", str(tmp_path / "brief.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    pages = [" ".join(page.split()) for page in text.split("\f")[:-1]]
    titles = [" ".join(s.shapes.title.text_frame.text.split()) for s in Presentation(io.BytesIO(data)).slides]
    assert len(pages) == 6
    assert [title in page for title, page in zip(titles, pages, strict=True)] == [True] * 6


def test_the_brand_of_most_channels_speaks_and_one_without_a_brief_gives_way(tmp_path: Path) -> None:
    assert brand_for(DECKS, ["field", "standard", "field"]) == "field"
    assert brand_for(DECKS, ["standard", "field"]) == "standard"
    assert brand_for(DECKS, []) == FALLBACK
    decks = shutil.copytree(DECKS, tmp_path / "decks")
    (decks / "field/brief.pptx").unlink()
    assert brand_for(decks, ["field"]) == FALLBACK
    shutil.copy(DECKS / "field/library.pptx", decks / "field/brief.pptx")  # none of the slides a brief needs
    report = report_of("measured")
    assert brief_deck(report, decks, ["field"]) == brief_deck(report, DECKS, [FALLBACK])


def test_about_names_each_file_with_its_hash_and_the_rows_of_tables() -> None:
    report = report_of("measured")
    table = b'rep_id,name\r\nr1,"two\r\nlines"\r\nr2,x\r\n'
    told = json.loads(about_json(report, {"report/reps.csv": table, "report/brief.pptx": b"deck"}))
    assert [told[k] for k in ("launch_id", "as_of", "program_version", "spec_revision", "seed", "currency")] == [
        "t", "2020-06-05", "9.8.7", "rev-4", 42, "USD",
    ]  # fmt: skip
    assert told["files"] == [
        {"file": "brief.pptx", "sha256": hashlib.sha256(b"deck").hexdigest()},
        {"file": "reps.csv", "sha256": hashlib.sha256(table).hexdigest(), "rows": 2},
    ]
    assert told["model_choices"]["readiness"]["bar"] == 70
    assert sum(told["model_choices"]["readiness"]["weights"].values()) == pytest.approx(1)


def test_a_measurement_publishes_the_brief_and_what_its_files_are_of(
    settings: Settings, small_launch: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    published = run_all(settings, small_launch, out)
    assert {"report/brief.pptx", "report/about.json"} <= set(published.files)
    assert check_deck((out / "report/brief.pptx").read_bytes()) == []
    told = json.loads((out / "report/about.json").read_text())
    assert (told["launch_id"], told["as_of"], told["spec_revision"], told["seed"]) == ("kettle-2", AS_OF.isoformat(), "B", 7)
    there = {p.name: p.read_bytes() for p in (out / "report").iterdir() if p.name != "about.json"}
    assert {f["file"]: f["sha256"] for f in told["files"]} == {n: hashlib.sha256(d).hexdigest() for n, d in there.items()}
    for file in told["files"]:
        if file["file"].endswith(".csv"):
            assert file["rows"] == len(list(csv.DictReader(io.StringIO(there[file["file"]].decode())))), file["file"]
    assert write_report(settings, "kettle-2", out, AS_OF).published.written == ()
