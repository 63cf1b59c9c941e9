"""Bundled brands: every sample slide, with the nastiest texts, presses into a deck that python-pptx would make alike."""

from __future__ import annotations

import io
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator
from pptx import Presentation

from readiness.adapters.deck_check import check_deck
from readiness.adapters.deck_lint.contract import TEMPLATES
from readiness.adapters.deck_press import Deflate, boxes_of, compile_press, open_template
from readiness.adapters.deck_press.slow import slow_press
from tests.deck_library import recipe_for

DECKS = Path(__file__).parents[2] / "content_templates/decks"
FILES = sorted(p for p in DECKS.glob("*/*.pptx") if p.stem in TEMPLATES)
NASTY = [
    "Plain words",
    "a & b < c > \"d\" 'e'",
    "]]> x",
    "bell \x07 end",
    "tea ☕ 👩🏽‍🔧",
    "שלום לקוח",
    "日本語の文章",
    "\ud800y",
]
CONTENT = ("alt text", "link text", "contrast", "title", "reading order", "scale", "lang")


def words(data: bytes) -> list[list[str]]:
    """Return the texts of each slide, notes included, as python-pptx reads them."""

    def of(shape: Any) -> list[str]:
        if hasattr(shape, "shapes"):
            return [w for s in shape.shapes for w in of(s)]
        if getattr(shape, "has_table", False):
            return [c.text_frame.text for r in shape.table.rows for c in r.cells]
        return [shape.text_frame.text] if shape.has_text_frame else []

    found = []
    for slide in Presentation(io.BytesIO(data)).slides:
        said = [w for s in slide.shapes for w in of(s)]
        found.append(said + ([slide.notes_slide.notes_text_frame.text] if slide.has_notes_slide else []))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_sample_slide_of_every_brand(path: Path, tmp_path: Path) -> None:
    images = {p.stem: p.read_bytes() for p in sorted((path.parent / "images").glob("*.*"))}
    template = open_template(f"{path.parent.name}/{path.name}", path.read_bytes(), images)
    press, texts = compile_press(template), cycle(NASTY)
    one = recipe_for(template, sorted(template.samples), lambda _: next(texts))
    for edition in (one, one.leave_behind()):
        data = press.bytes(edition, deflate=Deflate.ZLIB)
        assert words(data) == words(slow_press(template, edition))
        assert [f for f in check_deck(data) if not any(w in f"{f.what} {f.fix}" for w in CONTENT)] == []
        file = tmp_path / "deck.pptx"
        file.write_bytes(data)
        assert [str(e) for e in OpenXmlValidator().validate(str(file)).errors] == []
    for (key, name), box in boxes_of(template).items():
        assert key in template.samples
        assert min(box.width, box.height) > 10, f"{key} / {name}"
        assert all(5 <= p.size <= 120 for p in box.paragraphs)
