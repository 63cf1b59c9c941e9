"""Full recipes: every sample slide of a bundled template, filled with given words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from readiness.adapters.deck_lint import Tokens, read_tokens
from readiness.adapters.deck_lint.contract import TEMPLATES, SampleSlide
from readiness.adapters.deck_press import Press, compile_press, open_template
from readiness.stages.decks.recipe import PRESENTER, ChartFill, Recipe, SlideFill, TableFill

DECKS = Path(__file__).parents[1] / "content_templates/decks"
BRANDS = ("standard", "field")
FILES = tuple(TEMPLATES)
TOKENS: Tokens = read_tokens("tokens.yaml", (DECKS / "tokens.yaml").read_bytes())
Words = Callable[[str, str, int], str]
"""Slide key, token, the slide's number -> text."""


def press_of(brand: str, file: str) -> Press:
    folder = DECKS / brand
    images = {p.stem: p.read_bytes() for p in sorted((folder / "images").iterdir())}
    return compile_press(open_template(f"{brand}/{file}.pptx", (folder / f"{file}.pptx").read_bytes(), images))


def full_recipe(brand: str, file: str, words: Words, *, rows: int = 2, with_options: bool = True) -> Recipe:
    """Return a recipe with every slide of a template once; `rows` items in each list, rows in each table, bars in each chart."""
    slides = [_slide(key, n, contract, words, rows) for n, (key, contract) in enumerate(TEMPLATES[file].items(), 1)]
    if not with_options:
        wanted = {key: contract.tokens | {"footer"} for key, contract in TEMPLATES[file].items()}
        slides = [replace(s, text={t: x for t, x in s.text.items() if t in wanted[s.key]}) for s in slides]
    return Recipe(
        deck_id="k1", template=file, brand=brand, title=words("", "title", 0), subject="Kettles", language="en-GB",
        made_on="2024-03-04", edition=PRESENTER, spec_revision="C", slides=tuple(slides),
    )  # fmt: skip


def _slide(key: str, number: int, contract: SampleSlide, words: Words, rows: int) -> SlideFill:
    def named(kind: str) -> list[str]:
        return [o.partition(":")[2] for o in sorted(contract.objects) if o.startswith(kind)]

    items = tuple(words(key, "item", i) for i in range(rows))
    cells = tuple((words(key, "cell", i), words(key, "cell", i + rows)) for i in range(rows))
    bars = ChartFill(words(key, "series", 1), items, tuple(map(float, range(rows, 0, -1))), "0", "What was said most")
    return SlideFill(
        key=key,
        section="Try it" if number % 2 else "See it",
        text={t: words(key, t, number) for t in sorted(contract.tokens | contract.may | {"footer"})},
        lists=dict.fromkeys(named("list"), items),
        tables=dict.fromkeys(named("table"), TableFill((words(key, "cell", 90), words(key, "cell", 91)), cells)),
        charts=dict.fromkeys(named("chart"), bars),
        images={name: name for name in named("img")},
        notes="Say hello.\nAsk for one.",
    )


def sample_words(key: str, name: str, number: int) -> str:
    """Return a token's sample, titles numbered: no two slides of a deck have the same."""
    known = TOKENS.token_of(key, name)
    text = known.sample if known is not None else f"{name} {number}"
    return f"{text} {number}" if name == "title" else text
