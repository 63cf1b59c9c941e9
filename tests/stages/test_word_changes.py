"""A text beside what it was before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.positioning.word_changes import word_changes

WORDS = st.lists(st.sampled_from(["a", "b", "c", "90 s", "100"]), max_size=12).map(" ".join)


def test_what_went_and_what_came() -> None:
    assert word_changes("boils within 90 seconds", "boils half a litre within 80 seconds") == [
        ("same", "boils"), ("new", "half a litre"), ("same", "within"), ("gone", "90"), ("new", "80"), ("same", "seconds"),
    ]  # fmt: skip


@given(before=WORDS, after=WORDS)
def test_both_texts_can_be_read_from_the_pieces(before: str, after: str) -> None:
    pieces = word_changes(before, after)
    assert " ".join(words for kind, words in pieces if kind != "gone") == after
    assert " ".join(words for kind, words in pieces if kind != "new") == before
