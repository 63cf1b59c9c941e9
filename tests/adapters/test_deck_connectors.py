"""Deck connectors: a line glued to a shape that is left out is drawn where it was, and glued to nothing."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_CONNECTOR

from readiness.adapters.deck_press import compile_press, open_template
from tests.deck_library import IMAGES, box, fill, recipe, saved, slide_of

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def library() -> bytes:
    """Return a library of one slide: two boxes, one of them left out where it is empty, and a line from one to the other."""
    presentation = Presentation()
    slide = slide_of(presentation, "cover")
    first, second = box(slide, "opt:gain", "{{gain}}", 2), box(slide, "For whom", "{{for_whom}}", 4)
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, 0, 0, 1, 1)
    line.begin_connect(first, 2)
    line.end_connect(second, 0)
    return saved(presentation)


@pytest.mark.parametrize("gain", ["An hour a day", ""])
def test_a_line_is_glued_only_to_what_is_there(gain: str) -> None:
    press = compile_press(open_template("small/library.pptx", library(), IMAGES))
    deck = press.bytes(recipe(fill("cover", text={"gain": gain, "for_whom": "cooks"})))
    slide = Presentation(io.BytesIO(deck)).slides[0]
    ids = {str(s.shape_id) for s in slide.shapes}
    glued = [e.get("id") for e in slide._element.iter(f"{A}stCxn", f"{A}endCxn")]
    assert glued
    assert set(glued) <= ids
