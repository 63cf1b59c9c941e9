"""Positioning: CPU seconds of matching needs to characteristics, how it grows, and how often its first choice is right.

In: the bundled launch; its answers.csv, which a person wrote, is the truth. Run: `python benchmarks/positioning.py`.
Out: a table of CPU medians. The peer is the plain matcher one would write first: the Jaccard index of the two sets of words.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded: one thread, so that CPU time is comparable

import re
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from readiness.adapters.folder_files import read_folder
from readiness.adapters.launch_files import LaunchInputs, is_input, read_launch_files
from readiness.settings import ROOT
from readiness.stages.positioning import Link, best_links, propose_links
from readiness.stages.requirements import Evidence, Requirement, evidence_of
from readiness.stages.spec import ProductSpec

COPIES = (1, 2, 4)
"""How often needs and characteristics stand each: 1, 4 and 16 times the pairs."""
ROUNDS = 7
Match = Callable[[ProductSpec, Sequence[Requirement], Mapping[str, Evidence]], Sequence[Link]]


def jaccard(spec: ProductSpec, requirements: Sequence[Requirement], evidence: Mapping[str, Evidence]) -> list[Link]:
    """Return each need's link to the characteristic whose words overlap most, words as they stand."""
    cards = {c.characteristic_id: _words(f"{c.name} {c.quote} {c.condition}") for c in spec.characteristics}
    links: list[Link] = []
    for r in requirements:
        need = _words(" ".join((r.statement, r.trigger, r.pain, r.outcome, r.ask, *(e.text for e in evidence_of(r, evidence)))))
        scores = {name: len(card & need) / (len(card | need) or 1) for name, card in cards.items()}
        best = max(sorted(scores), key=lambda name: scores[name])
        if scores[best] > 0:
            links.append(Link(best, r.requirement_id, 9, scores[best], "words in common"))
    return links


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{2,}|\d+", text.lower()))


def enlarged(inputs: LaunchInputs, copies: int) -> tuple[ProductSpec, list[Requirement]]:
    """Return the launch with its needs and characteristics standing several times, each copy with a word of its own."""
    facts = tuple(
        replace(c, characteristic_id=f"{c.characteristic_id}~{n}", quote=f"{c.quote} variety{n}")
        for n in range(copies)
        for c in inputs.spec.characteristics
    )
    needs = [
        replace(r, requirement_id=f"{r.requirement_id}~{n}", statement=f"{r.statement} variety{n}")
        for n in range(copies)
        for r in inputs.requirements
    ]
    return replace(inputs.spec, characteristics=facts), needs


def cpu_seconds(match: Match, inputs: LaunchInputs, copies: int) -> float:
    """Return the median CPU seconds of matching."""
    spec, needs = enlarged(inputs, copies)
    seconds = []
    for _ in range(ROUNDS):
        start = time.process_time()
        match(spec, needs, inputs.evidence)
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def first_choices(match: Match, inputs: LaunchInputs) -> tuple[int, int]:
    """Return how many needs have their first choice right, and how many a person answered."""
    truth = {x.requirement_id: x.characteristic_id for x in inputs.answers if x.strength == 9}
    needs = [replace(r, outcome="", ask="", anxiety="", measure="") for r in inputs.requirements]  # a customer's words alone
    best = best_links(match(inputs.spec, needs, inputs.evidence))
    return sum(r in best and best[r].characteristic_id == c for r, c in truth.items()), len(truth)


def main() -> None:
    """Print one row a size and program, and the share of right first choices of each."""
    files = read_folder(ROOT / "data" / "launches" / "touring-1000")
    inputs = read_launch_files({path: data for path, data in files.items() if is_input(path)})
    n_needs, n_facts = len(inputs.requirements), len(inputs.spec.characteristics)
    programs: dict[str, Match] = {"readiness": propose_links, "jaccard": jaccard}
    print(f"{inputs.launch.name}: {n_needs} needs, {n_facts} characteristics; medians of {ROUNDS} runs, one thread")
    print(f"{'pairs':>7} {'program':<10} {'CPU ms':>8} {'grows':>6}")
    for name, match in programs.items():
        base = cpu_seconds(match, inputs, 1)
        for copies in COPIES:
            seconds = base if copies == 1 else cpu_seconds(match, inputs, copies)
            print(f"{n_needs * n_facts * copies**2:>7} {name:<10} {seconds * 1000:8.2f} {seconds / base:5.1f}x")
    print("first choice as in answers.csv (precision@1):")
    for name, match in programs.items():
        right, answered = first_choices(match, inputs)
        print(f"{'':>7} {name:<10} {right} of {answered} ({right / answered:.0%})")


if __name__ == "__main__":
    main()
