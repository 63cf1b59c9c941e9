"""Differences: what two decks say differently, slide by slide and field by field, and which layer is why.

In: two Recipes.
Out: Differences, in the order of the slides.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.stages.decks.assembly import story_key
from readiness.stages.decks.recipe import Recipe, SlideFill

WHOLE = "slide"
"""The field of a slide that only one deck has; its title stands for it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs; an empty text where one deck has nothing there."""

    slide: str
    """The slide's key and, of several, which one: `answer 2`."""
    field: str
    before: str
    after: str
    layer: str
    """The layer of the second deck that set it, else of the first; empty where the facts themselves differ."""


def differences(a: Recipe, b: Recipe) -> list[Difference]:
    """Return what must be changed in the first deck to have the second; two equal decks have none."""
    layers = _layers(a) | _layers(b)
    found = [Difference("", name, *pair, "") for name, pair in _properties(a, b) if pair[0] != pair[1]]
    names_a, names_b = _named(a), _named(b)
    keys_a, keys_b = [story_key(s.key) for _, s in names_a], [story_key(s.key) for _, s in names_b]
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, keys_a, keys_b, autojunk=False).get_opcodes():
        if tag == "equal":
            for (name, old), (_, new) in zip(names_a[i1:i2], names_b[j1:j2], strict=True):
                found += [Difference(name, f, x, y, _layer(layers, new, f)) for f, x, y in _fields(old, new)]
        else:
            found += [Difference(name, WHOLE, s.text.get("title", ""), "", "") for name, s in names_a[i1:i2]]
            found += [Difference(name, WHOLE, "", s.text.get("title", ""), "") for name, s in names_b[j1:j2]]
    return found


def _properties(a: Recipe, b: Recipe) -> list[tuple[str, tuple[str, str]]]:
    names = ("title", "template", "brand", "language", "made_on", "edition", "spec_revision")
    return [(name, (getattr(a, name), getattr(b, name))) for name in names]


def _layers(recipe: Recipe) -> dict[str, str]:
    """Return `cover.subtitle` -> the layer that set it, the most particular one."""
    pairs = (line.rpartition(": ") for line in recipe.layers)
    return {field: layer for layer, _, field in pairs}


def _layer(layers: dict[str, str], slide: SlideFill, field: str) -> str:
    return layers.get(f"{story_key(slide.key)}.{field}", "")


def _named(recipe: Recipe) -> list[tuple[str, SlideFill]]:
    """Return each slide with its key, numbered from the second of a kind on."""
    seen: dict[str, int] = {}
    named = []
    for slide in recipe.slides:
        seen[slide.key] = seen.get(slide.key, 0) + 1
        named.append((slide.key if seen[slide.key] == 1 else f"{slide.key} {seen[slide.key]}", slide))
    return named


def _fields(a: SlideFill, b: SlideFill) -> Iterator[tuple[str, str, str]]:
    """Yield field, before, after for all that differs between two slides of one kind."""
    before, after = _flat(a), _flat(b)
    for field in dict.fromkeys([*before, *after]):
        if before.get(field, "") != after.get(field, ""):
            yield field, before.get(field, ""), after.get(field, "")


def _flat(s: SlideFill) -> dict[str, str]:
    """Return everything a slide holds as text by field."""
    tables = {name: "\n".join(" | ".join(row) for row in (t.header, *t.rows)) for name, t in s.tables.items()}
    charts = {name: c.alt_text for name, c in s.charts.items()}
    lists = {name: "\n".join(lines) for name, lines in s.lists.items()}
    return {"section": s.section, **dict(s.text), **lists, **tables, **charts, **dict(s.images), "notes": s.notes}
