"""Fit: texts are measured on the safe side and end where a sentence ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.decks import fit
from readiness.stages.decks.page import quoted


def test_quotes_end_where_a_sentence_ends() -> None:
    assert quoted('"It leaks."', fit.Ems(50), "“{text}”") == "“It leaks.”"
    assert quoted("It leaks. Every morning I mop the floor again.", fit.Ems(8), "“{text}”") == "“It leaks. […]”"
    assert quoted("“Es tropft. Jeden Morgen wische ich alles auf.”", fit.Ems(9.5), "„{text}“") == "„Es tropft. […]“"
    assert quoted("One endless sentence that goes on and on without a stop", fit.Ems(8), "“{text}”") == ""


def test_sentences_do_not_end_after_abbreviations_with_small_letters_or_figures() -> None:
    assert fit.sentences("Holds approx. 2 L. Fits e.g. most hobs. “Good.” Really?") == [
        "Holds approx. 2 L.",
        "Fits e.g. most hobs.",
        "“Good.”",
        "Really?",
    ]
    assert fit.sentences("Passt z. B. Ihrem Herd. „Gut.“ Ab dem 2. Mai lieferbar, ca. Ende Mai überall. Bis 2024. Wirklich?") == [
        "Passt z. B. Ihrem Herd.",
        "„Gut.“",
        "Ab dem 2. Mai lieferbar, ca. Ende Mai überall.",
        "Bis 2024.",
        "Wirklich?",
    ]
    assert fit.sentences("In 2024. Then 90. Nine") == ["In 2024.", "Then 90. Nine"]


@given(st.text(max_size=200), st.floats(3, 60).map(fit.Ems))
def test_names_are_never_wider_than_their_room_and_openings_are_whole_sentences(text: str, room: fit.Ems) -> None:
    assert room.fits(fit.name_within(text, room))
    start = fit.opening(text, room)
    assert room.fits(start)
    assert " ".join(text.split()).startswith(" ".join(start.split()))


def test_widths_are_at_least_those_published_for_the_fonts() -> None:
    # Advance widths in units of 1/2048 em by the fonts' hmtx tables: Arial's space 569, a 1139, W 1933; Calibri's M 1751.
    for char, units in ((" ", 569), ("a", 1139), ("M", 1751), ("W", 1933)):
        assert units / 2048 <= fit.text_ems(char) <= units / 2048 + 0.06
    assert fit.text_ems("é") == fit.text_ems("e")
    assert fit.text_ems("\N{CJK UNIFIED IDEOGRAPH-4E2D}") == 1
