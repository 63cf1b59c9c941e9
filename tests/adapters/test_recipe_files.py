"""Recipe files: what is kept is what was pressed, whatever its texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from readiness.adapters.deck_press.properties import recipe_sha256
from readiness.adapters.recipe_files import read_recipe, recipe_bytes
from readiness.stages.decks import ChartFill, Recipe, SlideFill, TableFill

TEXT = st.text(max_size=12)
NAME = st.text("abc.:1", min_size=1, max_size=6)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
LINES = st.lists(TEXT, max_size=3).map(tuple)
TABLES = st.builds(
    TableFill, LINES, st.lists(LINES, max_size=2).map(tuple), widths=st.lists(NUMBER, max_size=2).map(tuple), size=NUMBER
)
CHARTS = st.builds(ChartFill, TEXT, LINES, st.lists(NUMBER, max_size=3).map(tuple), TEXT, TEXT)
SLIDES = st.builds(
    SlideFill,
    key=NAME,
    section=TEXT,
    text=st.dictionaries(NAME, TEXT, max_size=3),
    lists=st.dictionaries(NAME, LINES, max_size=2),
    tables=st.dictionaries(NAME, TABLES, max_size=1),
    charts=st.dictionaries(NAME, CHARTS, max_size=1),
    images=st.dictionaries(NAME, TEXT, max_size=1),
    notes=TEXT,
    message_ids=LINES,
    scales=st.dictionaries(NAME, st.integers(80, 100), max_size=2),
)
RECIPES = st.builds(
    Recipe, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, st.lists(SLIDES, max_size=2).map(tuple), layers=LINES
)


@given(RECIPES)
def test_a_recipe_comes_back_as_it_was(recipe: Recipe) -> None:
    again = read_recipe(recipe_bytes(recipe))
    assert again == recipe
    assert recipe_bytes(again) == recipe_bytes(recipe)
    assert recipe_sha256(again) == recipe_sha256(recipe)


def test_half_a_character_is_kept_too() -> None:
    recipe = Recipe("a\ud800", "library", "standard", "", "", "en", "2024-01-08", "presenter", "A", ())
    assert read_recipe(recipe_bytes(recipe)) == recipe
