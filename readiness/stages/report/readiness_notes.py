"""Readiness notes: which evidence nobody has, what changed since reps answered, and bars that were moved afterwards.

In: RepReadiness of everybody, bars as they are and as they first were.
Out: sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from readiness.stages.rep_readiness import PARTS, RepReadiness
from readiness.stages.report.words import day, listed, percent
from readiness.vocabulary import counted

PART_NAMES: Mapping[str, str] = {
    "knowledge": "knowledge",
    "attendance": "attendance",
    "reinforcement": "reinforcement",
    "pitch": "graded pitches",
    "certificate": "certificates",
}


def readiness_notes(judged: Sequence[RepReadiness]) -> list[str]:
    """Return what of the formula nobody has, and whose answers no longer count because the product changed."""
    notes = []
    weights = {p.part: p.weight for r in judged for p in r.parts}
    known = {p.part for r in judged for p in r.parts if p.share is not None}
    absent = [part for part in PARTS if weights.get(part, 0) > 0 and part not in known]
    if absent and known:
        share = percent(sum(weights[part] for part in absent))
        names = listed([PART_NAMES[part] for part in absent])
        notes.append(
            f"Nothing is known of {names} ({share} of the formula). That counts neither for nor against anybody, and coverage can"
            f" reach {percent(1 - sum(weights[part] for part in absent))} at most."
        )
    stale = [r for r in judged if any(p.stale for p in r.parts)]
    if stale:
        claims = {claim for r in stale for p in r.parts for claim in p.stale}
        verb = "was" if len(stale) == 1 else "were"
        notes.append(
            f"{counted(len(claims), 'claim')} changed after {counted(len(stale), 'rep')} {verb} quizzed on"
            f" {'it' if len(claims) == 1 else 'them'}: those answers count no more until the new questions are answered."
        )
    return notes


def changed_bars(bars: Mapping[str, float], first: Mapping[str, tuple[float, date]]) -> list[str]:
    """Return which bars are not what they were when answers were first measured."""
    return [
        f"The bar of {motion} reps was {first[motion][0]:g} when answers were first measured ({day(first[motion][1])}) and is"
        f" {bar:g} now. A bar is fair when it is set before the answers are known."
        for motion, bar in sorted(bars.items())
        if motion in first and first[motion][0] != bar
    ]
