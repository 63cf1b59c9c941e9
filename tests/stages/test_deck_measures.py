"""Measures: widths as published, lines as counted by hand, and never fewer lines than LibreOffice sets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.errors import NotFoundError
from readiness.stages.decks import font_widths
from readiness.stages.decks.boxes import Paragraph
from readiness.stages.decks.measures import TOLERANCE, UNITS, face_of, height_needed, lines_needed, width_needed
from tests.conftest import need_service
from tests.font_widths import FILES, advances
from tests.office_layout import laid_out, samples, what_is_missing

ARIAL = Paragraph("", "Arial", 10.0)
TEN_EMS = 100.6
"""Points that hold ten ems of a 10 point text, and what a line keeps free."""


@pytest.mark.parametrize(
    ("font", "bold", "published"),
    [  # Adobe's font metrics (AFM) of Helvetica and Times, which Arial and Times New Roman share, in 1/1000 em.
        ("Arial", False, {" ": 278, "A": 667, "W": 944, "a": 556, "i": 222, "m": 833, "0": 556, "&": 667, "ä": 556}),
        ("Helvetica", True, {" ": 278, "A": 722, "W": 944, "a": 556, "i": 278, "m": 889, "0": 556, "&": 722, "ß": 611}),
        ("Times New Roman", False, {" ": 250, "A": 722, "W": 944, "a": 444, "i": 278, "m": 778, "0": 500, "&": 778}),
        ("Liberation Serif", True, {" ": 250, "A": 722, "W": 1000, "a": 500, "i": 278, "m": 833, "0": 500, "&": 833}),
    ],
)
def test_widths_are_those_published(font: str, bold: bool, published: dict[str, int]) -> None:
    face = face_of(font, bold)
    assert {char: round(face[char] * 1000 / UNITS) for char in published} == published


def test_the_widths_kept_are_those_of_the_fonts() -> None:
    if missing := what_is_missing():
        need_service("Fonts", f"not installed: {missing}")
    for (family, bold), file in FILES.items():
        real = advances(file)
        chars = [c for c in font_widths.LETTERS + "äöüÄÖÜéèçñåõřžşğ" if c in real] if family else []
        assert {c: face_of(family or "Arial", bold)[c] for c in chars} == {c: real[c] for c in chars}
        assert bool(chars) == bool(family)


def test_lines_are_those_counted_by_hand() -> None:
    # Arial: m 833, blank 278 and hyphen 333 of 1000; ten ems hold 12 m, or 5 + 1 + 5 and not 6 + 1 + 6 of them.
    def lines(text: str) -> int:
        return lines_needed(text, TEN_EMS, ARIAL)

    assert lines("") == lines("mmmmm mmmmm") == lines("mmmmm " + "mmmmm" + " " * 30) == lines("m" * 12) == 1
    assert lines("mmmmmm mmmmmm") == lines("mmmmmm-mmmmmm") == lines("mmmmm mmmmm\nm") == lines("m" * 13) == 2
    assert lines("m " + "m" * 13) == 3  # A word longer than a line begins on a line of its own.
    assert lines("mmm-mmm-mmm-mmm") == 2
    assert lines("m\n\nm") == 3


def test_indents_capitals_and_letter_spacing_take_room() -> None:
    assert lines_needed("m" * 12, TEN_EMS, replace(ARIAL, indent=10)) == 2
    assert lines_needed("m" * 12, TEN_EMS, replace(ARIAL, first=10)) == 2
    assert lines_needed("mmmmmm mmmmmm", TEN_EMS, replace(ARIAL, first=10)) == 2
    assert lines_needed("i" * 30, TEN_EMS, ARIAL) == 1
    assert lines_needed("i" * 30, TEN_EMS, replace(ARIAL, spread=2.0)) == 2
    assert lines_needed("i" * 35, TEN_EMS, replace(ARIAL, capitals=True)) == 1
    assert lines_needed("e" * 16, TEN_EMS, ARIAL) == 1
    assert lines_needed("e" * 16, TEN_EMS, replace(ARIAL, capitals=True)) == 2
    assert lines_needed("m" * 12, TEN_EMS * 0.8, ARIAL, 0.8) == 1


def test_other_scripts_are_wide_enough() -> None:
    def lines(text: str) -> int:
        return lines_needed(text, TEN_EMS, ARIAL)

    assert lines("咖" * 10) == 1
    assert lines("咖" * 11) == lines("咖" * 9 + "啡、") == 2
    assert lines("咖" * 9 + "（啡") == 2
    assert lines("\N{GRINNING FACE}" * 7) == 1
    assert lines("\N{GRINNING FACE}" * 8) == 2
    assert lines("a\u0301\u200d\ufe0f") == lines("á") == 1
    assert width_needed("שלום עולם", ARIAL) > width_needed("ill ill", ARIAL)
    assert lines("\U00012000" * 9) == 2  # Cuneiform, which no font of ours has.


def test_heights_are_lines_spacing_and_gaps() -> None:
    line = 10 * 1.2156  # PowerPoint's box of one line of 18 points: (369332 / 12700 - 7.2) / 18 ems.
    assert height_needed([(ARIAL, "m")], 100) == pytest.approx(line)
    assert height_needed([(ARIAL, "m")], 100, 0.8) == pytest.approx(0.8 * line)
    spaced = replace(ARIAL, before=6, after=2)
    assert height_needed([(spaced, "m"), (spaced, "m"), (spaced, "m")], 100) == pytest.approx(3 * line + 2 * 8)
    assert height_needed([(replace(ARIAL, line=1.5), "m\nm")], 100) == pytest.approx(3 * line)
    assert height_needed([(replace(ARIAL, line=0.9), "m\nm")], 100) == pytest.approx(1.9 * line)
    assert height_needed([(replace(ARIAL, exactly=20), "m\nm")], 100) == pytest.approx(40)


def test_a_font_nobody_measured_is_not_guessed() -> None:
    with pytest.raises(NotFoundError, match=r"the font 'Comic Sans MS' is not measured; measured are Arial, Arimo, Caladea"):
        lines_needed("m", 100, Paragraph("", "Comic Sans MS", 10))


@given(st.text(max_size=120), st.floats(40, 400), st.floats(8, 40))
def test_more_room_never_needs_more_lines_when_words_fit(text: str, width: float, size: float) -> None:
    look = Paragraph("", "Calibri", size)
    wide = width_needed(" ".join(text.split()), look) + size
    assert lines_needed(" ".join(text.split()), wide, look) == 1
    longest = max((width_needed(w, look) for w in text.split()), default=0.0)
    narrow = max(width, longest + size)
    assert lines_needed(text, narrow * 1.5, look) <= lines_needed(text, narrow, look)


def test_no_overflow_is_missed_that_libreoffice_shows(tmp_path) -> None:
    if missing := what_is_missing():
        need_service("LibreOffice", f"not installed: {missing}")
    boxes = samples(480, seed=1)
    exact = too_few = false_alarms = overflows = 0
    for box, seen in zip(boxes, laid_out(boxes, tmp_path), strict=True):
        lines = sum(lines_needed(text, box.width, look) for look, text in box.paragraphs)
        needed = height_needed(box.paragraphs, box.width)
        really, said = (height > box.height + TOLERANCE for height in (seen.height, needed))
        assert said or not really, (box, seen, needed)
        exact, too_few = exact + (lines == seen.lines), too_few + (lines < seen.lines)
        overflows += really
        false_alarms += said and not really
    assert overflows > 100
    assert exact >= 0.8 * len(boxes)
    assert too_few <= 0.005 * len(boxes)
    assert false_alarms <= 0.02 * len(boxes)
