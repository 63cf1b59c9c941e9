"""Deck brands: no deck is made from a template that would make it worse than the designer meant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from readiness.adapters.deck_brands import DeckBrand
from readiness.errors import InputError
from tests.planted_faults import hidden
from tests.sample_deck import changed
from tests.template_changes import slide

DECKS = Path(__file__).parents[2] / "content_templates/decks"


def test_a_template_with_an_error_of_the_lint_is_refused_with_it(tmp_path: Path) -> None:
    decks = shutil.copytree(DECKS, tmp_path / "decks")
    library = decks / "field/library.pptx"
    library.write_bytes(changed(library.read_bytes(), slide("answer", hidden)))
    with pytest.raises(InputError, match=r"^field/library.pptx:\d+:.*the slide is hidden.*`readiness check-template` lists all"):
        _ = DeckBrand(decks, "field", {}).rooms
