"""Arrangement: the rewrite read as the message's own sentences in some order, joined by a few words.

In: the message's sentences, its facts and the rewrite's tokens.
Out: which sentence stands where and what joins it; or how far the reading got. This is what "only reorder and join" means: who
does what to whom, how much of it and under which condition stay as they were, because each sentence stays in one piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from readiness.stages.positioning.verify.lexicon import (
    CLINGING,
    CONNECTIVES,
    DATED_TAILS,
    EMBEDDING,
    MOVABLE_TAILS,
    NEVER_LOWER,
    PRONOUNS,
    STOPS,
    SUBORDINATORS,
    TAIL_HOLDERS,
)
from readiness.stages.positioning.verify.numbers import quantities
from readiness.stages.positioning.verify.reading import sentences, tokens
from readiness.stages.positioning.verify.rows import Facts

Words = tuple[str, ...]
MAX_PHRASE = 3
"""A front of so few words (`Before any load`) is no clause with a noun that `it` could mean."""
MAX_STEPS = 20_000
"""A message takes one step a sentence; only one that repeats itself in many ways takes more, and is refused in the end."""
END_MARKS = frozenset('?!…”"»)')


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence of the message, and the ways it may be said."""

    index: int
    said: Words
    """Without the final full stop."""
    opener: Words
    """The product's name in front, which may be left out when the sentence before opens with it as well."""
    forms: tuple[Words, ...]
    """First as it was; then with its when-clause moved to the other end."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit where the rewrite has it."""

    unit: Unit
    form: Words
    joint: Words
    """Marks and connectives in front."""
    shortened: bool = False
    """Its subject is left out, or `it`."""
    shown: str = ""
    """Its first word as the rewrite writes it."""


def units_of(text: str, facts: Facts) -> list[Unit]:
    """Return the message's sentences as units, in order."""
    found = []
    for index, sentence in enumerate(sentences(text)):
        said = tuple(tokens(sentence))
        said = said[:-1] if said[-1] == "." and len(said) > 1 else said
        opener = _opener(said, facts)
        keeps_capital = opener[:1] not in ((), ("the",)) or said[0] in NEVER_LOWER
        found.append(Unit(index, said, opener, (said, *moved(said, keeps_capital=keeps_capital))))
    return found


def _opener(said: Words, facts: Facts) -> Words:
    low = tuple(w.lower() for w in said)
    names = [tuple(t.lower() for t in tokens(name)) for name in facts.names]
    for opener in [*(("the", *n) for n in names), *names]:
        if opener and low[: len(opener)] == opener:
            return opener
    return ()


def moved(said: Words, *, keeps_capital: bool) -> list[Words]:
    """Return the sentence with its when-clause at the other end, where that cannot change what it says."""
    if not said or any(t in '“”"„«»:' for t in said):
        return []
    low = [t.lower() for t in said]
    if low[0] in SUBORDINATORS and said.count(",") == 1:
        comma = said.index(",")
        main = low[comma + 1 :]
        leans = bool(main) and (main[0] in PRONOUNS or not MOVABLE_TAILS.isdisjoint(main))
        return [] if leans and comma > MAX_PHRASE else [(*said[comma + 1 :], low[0], *said[1:comma])]
    places = [i for i, w in enumerate(low) if w in MOVABLE_TAILS and 1 < i < len(low) - 1]
    if len(places) != 1 or "," in said or (at := places[0]) == 0:
        return []
    main = low[:at]
    dated = low[at] in DATED_TAILS and bool(quantities(" ".join(main[-2:])))  # `2 days before` is one thing
    tied = dated or main[-1] in TAIL_HOLDERS or not {*EMBEDDING, *CLINGING}.isdisjoint(main)
    return [] if tied else [(*said[at:], ",", said[0] if keeps_capital else low[0], *said[1:at])]


def arranged(units: Sequence[Unit], facts: Facts, said: Sequence[str]) -> tuple[list[Placed], int]:
    """Return the units as the rewrite has them, and how many of its tokens were read; no units if it cannot be read so."""
    furthest = steps = 0

    def read(at: int, used: int, placed: list[Placed]) -> list[Placed] | None:
        nonlocal furthest, steps
        furthest, steps = max(furthest, at), steps + 1
        if used == (1 << len(units)) - 1:
            return placed if _closed(placed, said[at:]) else None
        if steps > MAX_STEPS:
            return None
        for joint in _joints(said, at, placed, facts.language):
            begin = at + len(joint)
            for piece in _pieces(units, used, joint, placed):
                end = begin + len(piece.form)
                if _same(piece.form, said[begin:end]):
                    whole = read(end, used | 1 << piece.unit.index, [*placed, replace(piece, shown=said[begin])])
                    if whole is not None:
                        return whole
        return None

    return read(0, 0, []) or [], furthest


def _closed(placed: Sequence[Placed], rest: Sequence[str]) -> bool:
    """Return whether the text ends as a text does: in a full stop, or in the last sentence's own mark."""
    return list(rest) == ["."] or (not rest and bool(placed) and placed[-1].form[-1] in END_MARKS)


def _joints(said: Sequence[str], at: int, placed: Sequence[Placed], language: str) -> Iterator[Words]:
    if not placed:
        yield ()
        return
    marked = placed[-1].form[-1] in END_MARKS
    stop = (said[at],) if at < len(said) and said[at] in STOPS else ()
    if stop not in {(), (",",)} or (marked and not stop):
        yield stop
    for phrase in CONNECTIVES.get(language, ()):
        begin = at + len(stop)
        if tuple(w.lower() for w in said[begin : begin + len(phrase)]) == phrase:
            yield (*stop, *said[begin : begin + len(phrase)])
            if said[begin + len(phrase) : begin + len(phrase) + 1] == [","]:
                yield (*stop, *said[begin : begin + len(phrase)], ",")


def _pieces(units: Sequence[Unit], used: int, joint: Words, placed: Sequence[Placed]) -> Iterator[Placed]:
    tried: set[Words] = set()
    for unit in units:
        if used >> unit.index & 1 or unit.said in tried:
            continue
        tried.add(unit.said)
        yield from (Placed(unit, form, joint) for form in unit.forms)
        if unit.opener and placed and _may_shorten(placed[-1], unit):
            rest = unit.said[len(unit.opener) :]
            if joint[-1:] and joint[-1][0].isalpha():
                yield Placed(unit, rest, joint, shortened=True)
            yield Placed(unit, ("it", *rest), joint, shortened=True)


def _may_shorten(before: Placed, unit: Unit) -> bool:
    """Return whether the sentence before has the same subject, with no clause in it that could take the second verb."""
    plain = before.form == before.unit.said and not {t.lower() for t in before.form} & EMBEDDING
    return plain and before.unit.opener == unit.opener


def _same(form: Words, said: Sequence[str]) -> bool:
    """Return whether the words are these; only the first letter may change its case."""
    if len(form) != len(said):
        return False
    return (form[0] == said[0] or form[0][0].swapcase() + form[0][1:] == said[0]) and list(form[1:]) == list(said[1:])
