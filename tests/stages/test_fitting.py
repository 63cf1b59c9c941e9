"""Fitting: what fits stays, what nearly fits is shrunk with its siblings, what does not is refused by name and place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.errors import InputError
from readiness.stages.decks.boxes import Box, Paragraph
from readiness.stages.decks.fitting import SCALES, TooLongError, fitted
from readiness.stages.decks.measures import LINE, TOLERANCE, height_needed
from readiness.stages.decks.recipe import Recipe, SlideFill, TableFill
from readiness.stages.decks.tables import (
    EASILY_READ,
    STILL_READ,
    column_shares,
    pages_of,
    row_heights,
    rows_that_fit,
    table_that_fits,
)

SIZE = 20.0


def box(*patterns: str, lines: float = 1, width: float = 200, **more) -> Box:
    """Return a box for so many lines of 20 points; Arial's m is .833 em, so 12 m of 20 points need 200 points."""
    return Box(width + 1.2, lines * SIZE * LINE, tuple(Paragraph(p, "Arial", SIZE) for p in patterns), **more)


def slide(key: str = "answer", **fields) -> SlideFill:
    return SlideFill(key, "step", **{"text": {}} | fields)


def recipe(*slides: SlideFill) -> Recipe:
    return Recipe("d-1", "library", "standard", "t", "s", "en-US", "2026-11-02", "presenter", "r1", slides)


def test_what_fits_is_left_as_it_is() -> None:
    deck = recipe(slide(text={"claim": "m" * 12}), slide("legal", text={"claim": "m" * 99}))
    assert fitted(deck, {("answer", "Claim"): box("{{claim}}")}) is not deck
    assert fitted(deck, {("answer", "Claim"): box("{{claim}}")}) == deck


def test_what_nearly_fits_gets_the_largest_scale_that_does() -> None:
    boxes = {("answer", "Claim"): box("{{claim}}"), ("answer", "Other"): box("{{other}}")}
    # 13 m are 13/12 of the line: 92% of the size is the first step below 12/13 = 92.3%; 15 m need 80%.
    assert fitted(recipe(slide(text={"claim": "m" * 13})), boxes).slides[0].scales == {"Claim": 92}
    assert fitted(recipe(slide(text={"claim": "m" * 15, "other": "m"})), boxes).slides[0].scales == {"Claim": 80}


def test_siblings_share_the_smallest_scale() -> None:
    boxes = {("plan-2", f"Task {n}"): box(f"{{{{step{n}.task}}}}") for n in (1, 2)} | {("plan-2", "When"): box("{{step1.when}}")}
    text = {"step1.task": "m" * 13, "step2.task": "m", "step1.when": "m"}
    assert fitted(recipe(slide("plan-2", text=text)), boxes).slides[0].scales == {"Task 1": 92, "Task 2": 92}


def test_lists_are_measured_item_by_item_with_what_stands_around_them() -> None:
    boxes = {("today", "list:lines"): box("{{heading}}", "• {{item}}", lines=3)}

    def scales(n: int) -> dict[str, int]:
        return fitted(recipe(slide("today", text={"heading": "m"}, lists={"lines": ("m",) * n})), boxes).slides[0].scales

    assert scales(0) == scales(2) == {}
    boxes["today", "list:lines"] = box("{{heading}}", "• {{item}}", lines=3.6)
    assert scales(3) == {"list:lines": 88}  # Four lines where 3.6 fit: 90%, with half a point of tolerance.
    with pytest.raises(
        TooLongError, match=r"today / list:lines: the list has 9 lines and 3 fit, even at 80%.*fewer or shorter lines"
    ):
        scales(9)


def test_an_error_says_where_what_by_how_much_and_who_can_mend_it() -> None:
    boxes = {("answer", "Claim"): box("{{claim}}")}
    long = recipe(slide("cover"), slide(text={"claim": "m" * 40}))
    with pytest.raises(TooLongError) as caught:
        fitted(long, boxes)
    assert str(caught.value) == (
        "deck d-1:2:answer / Claim: the text of {{claim}} has 40 characters and about 15 fit, even at 80% of its designed "
        "size; expected a shorter text, or a larger box on slide answer of library.pptx"
    )
    with pytest.raises(
        TooLongError, match=r"expected a larger box on slide answer of library.pptx: tokens.yaml promises room for 60 characters"
    ):
        fitted(long, boxes, {"claim": 60})


def test_all_that_is_too_long_is_found_at_once() -> None:
    boxes = {("answer", "Claim"): box("{{claim}}"), ("answer", "Proof"): box("{{proof}}", min_scale=100)}
    with pytest.raises(TooLongError, match=r"; 2 more texts are too long$") as caught:
        fitted(recipe(slide(text={"claim": "m" * 40, "proof": "m" * 13}), slide(text={"claim": "m" * 40})), boxes)
    assert [(p.row, p.column) for p in caught.value.problems] == [
        (1, "answer / Claim"),
        (1, "answer / Proof"),
        (2, "answer / Claim"),
    ]
    assert "about 12 fit" in caught.value.problems[1].what
    assert "designed size" not in caught.value.problems[1].what


def test_an_unknown_font_is_refused_with_its_place() -> None:
    boxes = {("answer", "Claim"): Box(200, 50, (Paragraph("{{claim}}", "Papyrus", 20),))}
    with pytest.raises(InputError, match=r"deck d-1:1:answer / Claim: the font 'Papyrus' is not measured"):
        fitted(recipe(slide(text={"claim": "m"})), boxes)


def test_a_box_that_does_not_wrap_holds_one_line() -> None:
    tall = box("{{claim}}", lines=9, wraps=False)
    assert fitted(recipe(slide(text={"claim": "m m " * 3})), {("answer", "Claim"): tall}).slides[0].scales == {}
    with pytest.raises(TooLongError):
        fitted(recipe(slide(text={"claim": "m m " * 6})), {("answer", "Claim"): tall})


def test_line_ends_in_values_are_blanks_as_the_press_writes_them() -> None:
    boxes = {("answer", "Claim"): box("{{claim}}", min_scale=100)}
    assert fitted(recipe(slide(text={"claim": "m\nm\tm"})), boxes).slides[0].scales == {}


words = st.lists(st.text(alphabet="abm -/äß咖🙂", min_size=1, max_size=9), min_size=0, max_size=25).map(" ".join)


@given(words, words, st.floats(60, 500), st.floats(1, 6))
def test_what_comes_back_fits_and_comes_back_the_same_again(claim: str, label: str, width: float, lines: float) -> None:
    boxes = {("answer", "Claim"): box("{{label}}", "{{claim}}", lines=lines, width=width)}
    deck = recipe(slide(text={"claim": claim, "label": label}))
    try:
        done = fitted(deck, boxes)
    except TooLongError as error:
        assert len(error.problems) == 1
        return
    scale = done.slides[0].scales.get("Claim", 100)
    look = boxes["answer", "Claim"].paragraphs[0]
    if claim or label:
        needed = height_needed([(look, label), (look, claim)], width + 1.2, scale / 100)
        assert needed <= lines * SIZE * LINE + TOLERANCE
    assert scale in SCALES
    assert fitted(done, boxes) == done


# Tables: cells of 20 point Arial, 10 points of white left and right together, 5 above and below.

TABLE = box("Head", "{{cell}}", lines=10, width=400, cell_margins=(10.0, 5.0))


def table(*rows: tuple[str, ...]) -> TableFill:
    return TableFill(tuple("h" for _ in rows[0]), rows)


def test_a_table_gets_columns_by_what_they_hold() -> None:
    shares = column_shares(table(("m", "mmmm"), ("m", "m")), TABLE)
    assert sum(shares) == pytest.approx(1)
    # One m is 16.7 points wide, four are 66.6, each with 11 points around them.
    assert shares[1] / shares[0] == pytest.approx((66.6 + 11) / (16.7 + 11), rel=0.01)
    long = column_shares(table(("m", "m m m m m m m m m m m m m m m m m m m m m m m m m"), ("mmmmmmmm", "m")), TABLE)
    assert long[0] * TABLE.width >= 8 * 16.66 + 10
    assert long[1] > long[0]


def test_a_table_is_set_smaller_down_to_four_fifths_then_refused() -> None:
    row = SIZE * LINE + 5
    rows = tuple(("m", "m") for _ in range(5))
    assert row_heights(table(*rows), TABLE) == pytest.approx([row] * 6)
    assert table_that_fits(table(*rows), replace(TABLE, height=6 * row + 0.1)).size == 0
    assert table_that_fits(table(*rows), replace(TABLE, height=6 * row - 1)).size == 19.5
    assert table_that_fits(table(*rows), replace(TABLE, height=6 * (16 * LINE + 5) + 0.1)).size == 16
    assert table_that_fits(table(*rows), replace(TABLE, height=6 * (16 * LINE + 5) - 0.1)) is None
    assert rows_that_fit(table(*rows), replace(TABLE, height=6 * (16 * LINE + 5) - 0.1)) == 4
    assert table_that_fits(table(*rows), replace(TABLE, height=200, row_heights=(40, 40))) is None


def test_no_cell_is_set_smaller_than_ten_points() -> None:
    small = replace(TABLE, paragraphs=tuple(replace(p, size=11.0) for p in TABLE.paragraphs))
    three = table(("m",), ("m",))
    assert table_that_fits(three, replace(small, height=3 * (10 * LINE + 5))).size == 10
    assert table_that_fits(three, replace(small, height=3 * (10 * LINE + 5) - 1)) is None


def test_pages_are_few_and_even_and_alike() -> None:
    rows = (*((f"m{n}", "m") for n in range(6)), ("m" * 9, "m"))
    for rows_a_slide, expected in ((7, [7]), (6, [4, 3]), (4, [4, 3]), (3, [3, 2, 2]), (1, [1] * 7)):
        pages = pages_of(table(*rows), replace(TABLE, height=(1 + rows_a_slide) * (SIZE * LINE + 5) + 0.1, min_scale=100), 9)
        assert pages is not None
        assert [len(p.rows) for p in pages] == expected
        assert [row for p in pages for row in p.rows] == list(rows)
        assert {(p.widths, p.size) for p in pages} == {(pages[0].widths, pages[0].size)}


def test_rows_go_to_a_further_slide_before_they_are_hard_to_read_and_are_left_out_before_that() -> None:
    rows = tuple((f"m{n}",) for n in range(6))
    for size, n_rows, least in ((13, 6, 13), (11, 5, STILL_READ)):
        for_six = replace(TABLE, height=7 * (size * LINE + 5), min_scale=50)
        spread = pages_of(table(*rows), for_six, 2) or ()
        assert ([len(p.rows) for p in spread], {p.size >= EASILY_READ or not p.size for p in spread}) == ([3, 3], {True})
        (only,) = pages_of(table(*rows), for_six, 1) or ()
        assert (len(only.rows), only.size >= least) == (n_rows, True)


def test_a_row_that_needs_a_slide_of_its_own_is_set_smaller_and_one_no_slide_holds_is_told() -> None:
    tight = replace(TABLE, height=2 * (11 * LINE + 5) + 0.1, min_scale=50)
    assert [p.rows for p in pages_of(table(("m",), ("mm",)), tight, 3) or ()] == [(("m",),)]
    assert pages_of(table(("m",), ("m",)), replace(TABLE, height=20), 3) is None


def test_a_deck_with_too_many_rows_is_refused_with_how_many_fit() -> None:
    short = replace(TABLE, height=3 * (16 * LINE + 5) + 0.1)
    deck = recipe(slide("worries", tables={"rows": table(*(("m", "m") for _ in range(9)))}))
    with pytest.raises(TooLongError, match=r"worries / table:rows: the table has 9 rows and 2 fit, even with the smallest text"):
        fitted(deck, {("worries", "table:rows"): short})
    high = table(("m", "m"), ("m" * 900, "m"))
    with pytest.raises(
        TooLongError,
        match=r"1:worries / table:rows: row 2 of the table is too high .* with 900 characters in one {{cell}}; expected",
    ):
        fitted(recipe(slide("worries", tables={"rows": high})), {("worries", "table:rows"): short})
    filled = fitted(recipe(slide("worries", tables={"rows": table(("m", "m"))})), {("worries", "table:rows"): short})
    assert filled.slides[0].tables["rows"].widths == pytest.approx((0.5, 0.5))


@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=6), st.floats(120, 900))
def test_columns_fill_the_table(rows: list[tuple[str, str, str]], width: float) -> None:
    shares = column_shares(table(*rows), replace(TABLE, width=width))
    assert sum(shares) == pytest.approx(1)
    assert min(shares) > 0


def test_a_table_with_uneven_rows_is_refused() -> None:
    deck = recipe(slide("worries", tables={"rows": TableFill(("a", "b"), (("m", "m"), ("m",)))}))
    with pytest.raises(TooLongError, match=r"row 2 of the table has not as many cells as its header"):
        fitted(deck, {("worries", "table:rows"): TABLE})
