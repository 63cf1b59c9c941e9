"""Slide keys: what each sample slide of a template holds, which of it must be filled, and what a layer may say.

In: nothing.
Out: SLIDES, FIELDS of layers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.stages.decks.recipe import SlideFill
from readiness.stages.decks.storyline import CLOSING, SLIDE_KEYS


@dataclass(frozen=True, slots=True)
class SlideKey:
    """One sample slide: the names it has slots for."""

    required: tuple[str, ...]
    """Tokens that are never empty."""
    optional: tuple[str, ...] = ()
    """Tokens of shapes that go when they are empty."""
    lists: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    images: tuple[str, ...] = ()

    @property
    def tokens(self) -> tuple[str, ...]:
        """Return every token it has."""
        return (*self.required, *self.optional)


def _numbered(name: str, n: int, *parts: str) -> tuple[str, ...]:
    return tuple(f"{name}{i}.{part}" for i in range(1, n + 1) for part in parts)


_HEAD = ("title", "subtitle", "footer")
_PANEL = ("figure", "measure")
_CLAIM = ("proof.label", "proof.text", "fact.label", "fact.text", "fact.source")
SLIDES: Mapping[str, SlideKey] = {
    "cover": SlideKey(("title", "subtitle", "for_whom", "footer"), ("gain",), images=("hero", "logo")),
    **{f"voices-{n}": SlideKey((*_HEAD, *_numbered("voice", n, "words", "source"))) for n in (1, 2, 3)},
    "demand": SlideKey((*_HEAD, "figure", "measure"), ("words",), charts=("demand",)),
    "today": SlideKey(_HEAD, lists=("lines",)),
    "criteria": SlideKey(_HEAD, lists=("lines",)),
    "answer": SlideKey((*_HEAD, "claim", "quote.words", "quote.source"), _CLAIM),
    "answer-plain": SlideKey((*_HEAD, "claim"), _CLAIM),
    **{key: SlideKey(_HEAD, ("note",), tables=("rows",)) for key in ("scorecard", "worries", "range", "competitors")},
    **{
        f"plan-{n}": SlideKey((*_HEAD, *_numbered("step", n, "when", "name", "task")), _numbered("step", n, "done"))
        for n in (1, 2, 3, 4)
    },
    CLOSING: SlideKey((*_HEAD, "who", "by"), _numbered("then", 2, "by", "act", "who")),
    "legal": SlideKey(("title", "footer"), lists=("lines",)),
    "one-pager": SlideKey(
        (*_HEAD, "gain", "act", "who", "by"),
        ("claims.label", "proofs.label", "quote.words", "quote.source"),
        ("claims", "proofs"),
    ),
    "battlecard": SlideKey(
        (*_HEAD, "sources"), ("win.label", "lose.label", "say_back.label", "ask.label"), ("win", "lose", "say_back", "ask")
    ),
    "brief-cover": SlideKey(("title", "subtitle", "for_whom", "footer"), ("gain",), images=("hero",)),
    "brief-table": SlideKey((*_HEAD, *_PANEL), ("words",), tables=("rows",)),
    "brief-chart": SlideKey((*_HEAD, *_PANEL, "picture"), ("words",), images=("chart",)),
    "brief-wide": SlideKey(_HEAD, ("note",), tables=("rows",)),
    "brief-words": SlideKey(_HEAD, lists=("lines",)),
}
"""By the key of the sample slide."""
LEGAL_LINES = "legal.lines"
OPEN_FIELDS = frozenset(
    {f"{key}.{token}" for key in SLIDE_KEYS for token in ("title", "subtitle")} - {"answers.title", "legal.subtitle"}
    | {"cover.for_whom", f"{CLOSING}.who", LEGAL_LINES}
)
"""What a layer may say, by `<key of the storyline>.<token>`. All else is locked: approved messages, quotes, proofs, figures,
days."""


def empty_of(slide: SlideFill) -> list[str]:
    """Return what a slide must have and has not."""
    known = SLIDES[slide.key]
    tokens = [t for t in known.required if not slide.text.get(t, "").strip()]
    lists = [f"list:{n}" for n in known.lists if not slide.lists.get(n)]
    tables = [f"table:{n}" for n in known.tables if n not in slide.tables or not slide.tables[n].rows]
    charts = [f"chart:{n}" for n in known.charts if n not in slide.charts]
    return [*tokens, *lists, *tables, *charts]
