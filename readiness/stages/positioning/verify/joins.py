"""Joins: sentences that lean on a neighbour keep it, and a joining word says nothing new.

In: the arrangement of the message's sentences in the rewrite, and the facts.
Out: violations of V12 (worry), V15 and V16.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from readiness.stages.positioning.verify.arrangement import END_MARKS, Placed, Unit, Words
from readiness.stages.positioning.verify.lexicon import (
    COMPLEMENT,
    CONTRASTS,
    EMBEDDING,
    LEANS,
    NEVER_LOWER,
    NO_UNIT,
    POINTS_AHEAD,
    POINTS_BACK,
    SUBORDINATORS,
    WORRY,
)
from readiness.stages.positioning.verify.reading import holds, sentences, tokens, words
from readiness.stages.positioning.verify.rows import Facts, Violation

OPENING_MARKS = frozenset('“„«"')
MAX_JOINED = 3
MAX_BARE = 16
"""Words of two sentences that `and` may join without a comma."""
LOOK_AHEAD = 6
"""A sentence that points back does so within its first words."""


def order_violations(placed: Sequence[Placed], facts: Facts) -> list[Violation]:
    """Return V12 and V15: a worry before its answer, pointers beside what they point at, the call to action at the end."""
    units = sorted((p.unit for p in placed), key=lambda u: u.index)
    place = {p.unit.index: i for i, p in enumerate(placed)}
    found = []
    for before, unit in pairwise(units):
        beside = place[unit.index] == place[before.index] + 1
        kept = placed[place[before.index]].form == before.said or placed[place[before.index]].shortened
        if points_back(unit.said) and not (beside and kept):
            found.append(Violation("V15 points at another sentence", _text(unit.said)))
        if points_ahead(before.said) and not beside:
            found.append(Violation("V15 points at another sentence", _text(before.said)))
        if unit.said[0] in OPENING_MARKS and not beside and place[before.index] != place[unit.index] + 1:
            found.append(Violation("V15 quotation under another sentence", _text(unit.said)))
        if is_worry(before) and place[unit.index] < place[before.index]:
            found.append(Violation("V12 worry after its answer", _text(before.said)))
    return found + _limits_early(units, place, facts) + _ending(placed, facts)


def _limits_early(units: Sequence[Unit], place: Mapping[int, int], facts: Facts) -> list[Violation]:
    """Return V15 for a limit that is told before what it limits, which is the sentence it followed."""
    limits = [tuple(words(s)) for s in sentences(facts.limit)]
    early = [u for before, u in pairwise(units) if place[u.index] < place[before.index]]
    return [Violation("V15 limit before its claim", _text(u.said)) for u in early if tuple(words(" ".join(u.said))) in limits]


def points_back(said: Words) -> bool:
    """Return whether a sentence leans on the one before it: `it`, `this`, `exactly that:`, `the same`."""
    head: list[str] = []
    for word in said:
        if word in OPENING_MARKS:  # what a customer meant is not ours to move
            break
        head.append(word if word == "Sie" and head else word.lower())  # the polite form is nobody else
        if len(head) == LOOK_AHEAD:
            break
    that = any(w == "that" and not said[i + 1 : i + 2][0][0].isalnum() for i, w in enumerate(head) if i + 1 < len(said))
    both = any(
        w == "both" and said[i + 1 : i + 2][0].lower() in {*NO_UNIT, ":", ","} for i, w in enumerate(head) if i + 1 < len(said)
    )
    return head[:1] != [] and (head[0] in LEANS or bool(POINTS_BACK & set(head)) or that or both or holds(head, ["the", "same"]))


def points_ahead(said: Words) -> bool:
    """Return whether a sentence only announces the next: `One thing to plan for`."""
    return len(said) <= LOOK_AHEAD and bool(POINTS_AHEAD.search(" ".join(said)))


def is_worry(unit: Unit) -> bool:
    """Return whether a sentence acknowledges what the buyer may worry about."""
    own = " ".join(unit.said).split("“")[0]
    return bool(WORRY.search(own)) and not own.lower().startswith(("ask ", "count "))


def _ending(placed: Sequence[Placed], facts: Facts) -> list[Violation]:
    last = [tuple(words(s)) for s in sentences(facts.call_to_action)]
    have = [tuple(words(" ".join(p.unit.said))) for p in placed]
    in_text = [s for s in last if s in have]
    if in_text and have[-len(in_text) :] != in_text:
        return [Violation("V15 does not end in the call to action", facts.call_to_action[:120])]
    return []


def joint_violations(placed: Sequence[Placed], facts: Facts) -> list[Violation]:
    """Return V16: contrasts nobody stated, clauses that swallow their neighbour, letters in the wrong case."""
    limits = [tuple(words(s)) for s in sentences(facts.limit)]
    acts = [tuple(words(s)) for s in sentences(facts.call_to_action)]
    proper = _proper(placed, facts)
    found = []
    for i, right in enumerate(placed):
        left = placed[i - 1] if i else None
        if left is not None:
            own = tuple(words(" ".join(right.unit.said)))
            found += [Violation("V16 joint", why) for why in _faults(left, right, own in limits, own in acts)]
        if _wrong_case(right, left, proper, facts.language):
            found.append(Violation("V16 capital or small letter", right.shown))
    return found + _run_ons(placed)


def _faults(left: Placed, right: Placed, is_limit: bool, is_act: bool) -> list[str]:
    joint = tuple(w.lower() for w in right.joint)
    low = {w.lower() for w in left.form}
    follows = right.unit.index == left.unit.index + 1
    stop = joint == (".",) or (not joint and left.form[-1] in END_MARKS)
    apart = joint[:1] in ((".",), (";",)) or left.form[-1] in END_MARKS
    clash = not CONTRASTS.isdisjoint(joint)
    bare = bool(joint) and joint[0][0].isalpha()
    long = len(left.form) + len(right.form) > MAX_BARE and not right.shortened
    told = points_ahead(left.unit.said) or points_ahead(right.unit.said)
    faults = {
        "says that these clash": clash and not (follows and (is_limit or is_worry(left.unit))),
        "needs a mark, or it belongs to the clause before": bare and (long or not low.isdisjoint(EMBEDDING | SUBORDINATORS)),
        "makes it a part of what was only said or feared": not apart
        and not clash
        and (is_worry(left.unit) or not low.isdisjoint(COMPLEMENT)),
        "is a sentence of its own": not stop and (told or right.form[0] in OPENING_MARKS),
        "parts the call to action from what leads to it": is_act and not stop and (not follows or ":" in right.form),
    }
    said = " ".join((*left.form[-3:], *right.joint, *right.form[:3]))
    return [f"{fault}: {said}" for fault, is_so in faults.items() if is_so]


def _run_ons(placed: Sequence[Placed]) -> list[Violation]:
    """Return V16 for each sentence joined out of more than a listener can follow."""
    found, chain = [], 0
    for i, piece in enumerate(placed):
        joined = i > 0 and piece.joint[:1] != (".",) and placed[i - 1].form[-1] not in END_MARKS
        chain = chain + 1 if joined else 1
        if chain == MAX_JOINED + 1:
            found.append(Violation("V16 too many joined", _text(piece.form)))
    return found


def _proper(placed: Sequence[Placed], facts: Facts) -> set[str]:
    """Return the words that keep their capital anywhere: names, and what has one in mid-sentence."""
    inside = {t for p in placed for t in p.unit.said[1:] if t[0].isupper()}
    return inside | {t for name in facts.names for t in tokens(name)} | NEVER_LOWER


def _wrong_case(right: Placed, left: Placed | None, proper: set[str], language: str) -> bool:
    shown = right.shown
    if not shown[0].isalpha():
        return False
    starts = left is None or right.joint[:1] == (".",) or (not right.joint and left.form[-1] in END_MARKS)
    starts = starts and not any(w[0].isalpha() for w in right.joint)
    if starts:
        return shown[0].islower() and shown != right.unit.said[0]
    keeps = shown in proper or any(c.isupper() or c.isdigit() for c in shown[1:])
    return language == "en" and shown[0].isupper() and not keeps


def _text(said: Words) -> str:
    return " ".join(said)[:120]
