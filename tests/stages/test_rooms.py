"""Rooms: a text is chosen by the boxes it stands in, beside what else stands in them."""

from __future__ import annotations

import pytest

from readiness.errors import InputError
from readiness.stages.decks import fit
from readiness.stages.decks.boxes import Box, Paragraph
from readiness.stages.decks.measures import LINE
from readiness.stages.decks.rooms import Rooms

SIZE = 20.0


def box(*patterns: str, lines: float = 1, width: float = 200, **more) -> Box:
    """Return a box for so many lines of 20 points; Arial's m is .833 em, so 12 m of 20 points need 200 points."""
    return Box(width + 1.2, lines * SIZE * LINE, tuple(Paragraph(p, "Arial", SIZE) for p in patterns), **more)


def test_the_first_text_that_fits_as_designed_is_taken_else_the_first_at_the_smallest_size() -> None:
    rooms = Rooms({("answer", "Card"): box("{{label}}", "{{claim}}: {{claim.more}}", lines=3)})
    claim = rooms.text("answer", "claim")
    assert claim.fits("m" * 24) is False  # With its colon: two lines, one being for the label, hold 12 m each less the colon.
    assert fit.within(["m" * 24 + " m", "m" * 11 + " " + "m" * 11, "m"], claim) == "m" * 11 + " " + "m" * 11
    assert fit.within(["m" * 28], claim) == "m" * 28  # At 80%.
    assert fit.within(["m" * 60, "m" * 61], claim) == ""
    assert fit.within([], claim) == ""


def test_what_shares_the_box_takes_its_room() -> None:
    rooms = Rooms({("answer", "Card"): box("{{label}}", "{{claim}}", lines=3, min_scale=100)})
    assert rooms.text("answer", "claim").fits("m" * 12 + " " + "m" * 12)
    assert not rooms.text("answer", "claim", {"label": "m" * 13}).fits("m" * 12 + " " + "m" * 12)
    assert rooms.text("answer", "claim", {"label": "m" * 13}).fits("m" * 12)


def test_a_token_in_two_boxes_must_fit_both() -> None:
    rooms = Rooms({("answer", "Wide"): box("{{claim}}"), ("answer", "Wide#2"): box("{{claim}}", width=100)})
    assert rooms.text("answer", "claim").fits("m" * 6)
    assert not rooms.text("answer", "claim").fits("m" * 7)


def test_an_item_leaves_room_for_the_others() -> None:
    rooms = Rooms({("today", "list:lines"): box("{{heading}}", "{{item}}", lines=5, min_scale=100)})
    two_lines = "m" * 12 + " " + "m" * 12
    assert rooms.item("today", "lines", 2).fits(two_lines)  # A line for the heading, two for each item.
    assert not rooms.item("today", "lines", 3).fits(two_lines)
    assert rooms.item("today", "lines", 4).fits("m" * 12)


def test_a_cell_has_a_third_of_the_height_and_its_share_of_the_width() -> None:
    table = box("Head", "{{cell}}", lines=7, width=421, cell_margins=(10.0, 5.0), row_heights=(SIZE * LINE, 0.0))
    cell = Rooms({("worries", "table:rows"): table}).cell("worries", 2)
    # Two columns of 210 points less 10: 12 m a line. 6 lines for three rows: two lines less 5 points each, so one.
    assert cell.fits("m" * 12)
    assert not cell.fits("m" * 12 + " m")
    assert cell.fits("m" * 12 + " m", smallest=True)


def test_where_the_template_has_no_box_everything_fits() -> None:
    rooms = Rooms({})
    assert rooms.text("answer", "claim").fits("m" * 9999)
    assert rooms.item("today", "lines", 3).fits("m" * 9999)
    assert rooms.cell("worries", 3).fits("m" * 9999)
    assert rooms.table("worries") is None


def test_an_unknown_font_is_refused_with_its_place() -> None:
    with pytest.raises(
        InputError, match=r"^deck template::answer / Claim: the font 'Papyrus' is not measured.*named in brand.yaml$"
    ):
        Rooms({("answer", "Claim"): Box(200, 50, (Paragraph("{{claim}}", "Papyrus", 20),))})


def test_a_name_is_cut_after_a_word_and_only_where_it_must_be() -> None:
    line = Rooms({("cover", "Title"): box("{{title}}", min_scale=100)}).text("cover", "title")
    assert fit.name_within("mmmm mmmm", line) == "mmmm mmmm"
    assert fit.name_within("mmmm mmm mmmmmmm", line) == "mmmm mmm…"
    assert fit.name_within("m" * 20, line) == "m" * 10 + "…"  # An ellipsis is an em wide: 200 points less 20 hold 10 m.
    whole = fit.Phrase(line, lambda t: f"{t} mmmm")
    assert fit.name_within("mmmm mmmm", whole) == "mmmm…"
