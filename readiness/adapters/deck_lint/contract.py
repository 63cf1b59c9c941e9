"""Contract: what the press fills on each sample slide, so what a template has to hold.

In: nothing.
Out: SampleSlide by template and slide key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

EVERYWHERE = frozenset({"footer", "notes"})
OBJECTS = ("list", "table", "chart", "img")
"""What a name in the Selection Pane may start with, besides `slide:` and `opt:`."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class SampleSlide:
    """The tokens and objects of one sample slide."""

    tokens: frozenset[str] = frozenset()
    """Each has to stand on it."""
    may: frozenset[str] = frozenset()
    """These may stand on it, in an `opt:` shape: they are often empty."""
    objects: frozenset[str] = frozenset()
    """Each has to be on it by this name."""
    may_objects: frozenset[str] = field(default=frozenset())

    @property
    def all_tokens(self) -> frozenset[str]:
        """Return every token the press has a text for."""
        return self.tokens | self.may | EVERYWHERE


def _slide(tokens: str, may: str = "", objects: str = "", may_objects: str = "") -> SampleSlide:
    return SampleSlide(_words(tokens), _words(may), _words(objects), _words(may_objects))


def _voices(n: int) -> SampleSlide:
    return _slide("title subtitle " + " ".join(f"voice{i}.words voice{i}.source" for i in range(1, n + 1)))


def _plan(n: int) -> SampleSlide:
    steps = range(1, n + 1)
    tokens = " ".join(f"step{i}.when step{i}.name step{i}.task" for i in steps)
    return _slide(f"title subtitle {tokens}", " ".join(f"step{i}.done" for i in steps))


_CARDS = "proof.label proof.text fact.label fact.text fact.source"
_LINES = _slide("title subtitle", "", "list:lines")
_TABLE = _slide("title subtitle", "note", "table:rows")
_LIBRARY = {
    "cover": _slide("title subtitle for_whom", "gain", "img:hero", "img:logo"),
    **{f"voices-{n}": _voices(n) for n in (1, 2, 3)},
    "demand": _slide("title subtitle figure measure", "words", "chart:demand"),
    "today": _LINES,
    "criteria": _LINES,
    "answer": _slide("title subtitle claim quote.words quote.source", _CARDS),
    "answer-plain": _slide("title subtitle claim", _CARDS),
    **dict.fromkeys(("scorecard", "worries", "range", "competitors"), _TABLE),
    **{f"plan-{n}": _plan(n) for n in (1, 2, 3, 4)},
    "call-to-action": _slide("title subtitle who by", "then1.by then1.act then1.who then2.by then2.act then2.who"),
    "legal": _slide("title", "", "list:lines"),
}
_ONE_PAGER = _slide(
    "title subtitle gain act who by", "quote.words quote.source claims.label proofs.label", "list:claims list:proofs"
)
_BATTLECARD = _slide(
    "title subtitle sources", "win.label lose.label say_back.label ask.label", "list:win list:lose list:say_back list:ask"
)
_PANEL = "title subtitle figure measure"
_BRIEF = {
    "brief-cover": _slide("title subtitle for_whom", "gain", "img:hero"),
    "brief-table": _slide(_PANEL, "words", "table:rows"),
    "brief-chart": _slide(f"{_PANEL} picture", "words", "img:chart"),
    "brief-wide": _TABLE,
    "brief-words": _LINES,
}

TEMPLATES: Mapping[str, Mapping[str, SampleSlide]] = MappingProxyType(
    {"library": _LIBRARY, "one_pager": {"one-pager": _ONE_PAGER}, "battlecard": {"battlecard": _BATTLECARD}, "brief": _BRIEF}
)
"""Template -> slide key -> what its sample slide holds."""
DECKS = ("library", "brief")
"""Templates of several slides: each slide has a number and notes."""
SPARE = frozenset({"brief"})
"""Templates a brand may do without: another brand's is taken."""
