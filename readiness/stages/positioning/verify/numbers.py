"""Numbers: each with its unit and its bound, none added, none lost, none loosened.

In: the message and the rewrite.
Out: violations of V1, V2 and V6 (bounds).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from readiness.stages.positioning.verify.lexicon import BOUND, BOUND_AFTER, NO_UNIT, NUMBER_WORDS
from readiness.stages.positioning.verify.reading import plain, tokens
from readiness.stages.positioning.verify.rows import Facts, Violation

BOUNDS_BEFORE = sorted((tuple(b.split()) for b in BOUND.split("|")), key=len, reverse=True)
BOUNDS_AFTER = sorted((tuple(b.split()) for b in BOUND_AFTER.split("|")), key=len, reverse=True)
SIGNS = frozenset("$€£¥-−+±~≈<>≤≥=#")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as said: what bounds it, its value, what it counts."""

    bound: str
    value: str
    unit: str

    def __str__(self) -> str:
        """Return it as one would read it."""
        return " ".join(part for part in (self.bound, self.value, self.unit) if part)


def quantities(text: str) -> list[Quantity]:
    """Return every number of a text, in words or digits, in order; a code such as `LT-117` is one with no unit."""
    said = tokens(text)
    low = [t.lower() for t in said]
    found = []
    for i, token in enumerate(low):
        value, unit = _value(token)
        if not value:
            continue
        signs: list[str] = []
        while i - len(signs) > 0 and low[i - len(signs) - 1] in SIGNS:
            signs.append(low[i - len(signs) - 1])
        after, unit = (i + 1, "") if token == value and token[0].isalpha() else _unit(low, i + 1, unit)
        before = _bound_before(low, i - len(signs))
        found.append(Quantity(f"{before} {_bound_after(low, after)}".strip(), "".join(reversed(signs)) + value, unit))
    return found


def _value(token: str) -> tuple[str, str]:
    """Return a token's number and the unit written on to it; blank where it is no number."""
    first, _, rest = token.partition("-")
    if first in NUMBER_WORDS:
        return NUMBER_WORDS[first], rest
    if not any(c.isdigit() for c in token):
        return "", ""
    parts = re.fullmatch(r"(\d[\d.,:/]*)(.*)", token)
    if parts is None:
        return token, ""
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", parts[1]), parts[2].lstrip("-")


def _unit(low: list[str], after: int, written_on: str) -> tuple[int, str]:
    """Return where the quantity ends, and its unit: a mark such as % or the next word, unless that word only joins."""
    if written_on or after >= len(low):
        return after, written_on
    following = low[after]
    if following in "%‰°$€£¥×\"'":
        more = low[after + 1] if following == "°" and after + 1 < len(low) else ""
        return after + 1 + bool(more), following + more
    if following[0].isalpha() and following not in NO_UNIT:
        return after + 1, following
    return after, ""


def _bound_before(low: list[str], end: int) -> str:
    for bound in BOUNDS_BEFORE:
        if tuple(low[max(0, end - len(bound)) : end]) == bound:
            return " ".join(bound)
    return ""


def _bound_after(low: list[str], start: int) -> str:
    for bound in BOUNDS_AFTER:
        if tuple(low[start : start + len(bound)]) == bound:
            return " ".join(bound)
    return ""


def _nameless(text: str, facts: Facts) -> str:
    """Return the text with its names as one word each: `P7` in `Aquila P7` is not a figure."""
    for name in sorted(facts.names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(plain(name))}(?!\w)", "it", plain(text)) if name else text
    return text


def number_violations(text: str, facts: Facts, rewrite: str) -> list[Violation]:
    """Return numbers added (V1) or lost (V2), and those whose bound is another one (V6)."""
    before, after = quantities(_nameless(text, facts)), quantities(_nameless(rewrite, facts))
    bare_before = Counter((q.value, q.unit) for q in before)
    bare_after = Counter((q.value, q.unit) for q in after)
    found = [Violation("V1 number added", " ".join(q).strip()) for q in (bare_after - bare_before).elements()]
    found += [Violation("V2 number lost", " ".join(q).strip()) for q in (bare_before - bare_after).elements()]
    if not found:
        lost = Counter(before) - Counter(after)
        found += [Violation("V6 bound changed", str(q)) for q in lost.elements()]
    return found
