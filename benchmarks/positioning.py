"""Positioning: CPU seconds of wording and linting messages and of matching needs, how they grow, how often a match is right.

In: the bundled launch; its answers.csv, which a person wrote, is the truth of matching. Run: `python benchmarks/positioning.py`.
Out: tables of CPU medians. The peer of the wording is Jinja2 filling in the same templates with words that are ready: no facts
looked up, no lint, so it does less. The peer of the matching is the Jaccard index of the two sets of words.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is loaded: one thread, so that CPU time is comparable

import re
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from jinja2 import Environment

from readiness.adapters.folder_files import read_folder
from readiness.adapters.launch_files import LaunchInputs, is_input, read_launch_files
from readiness.adapters.phrase_files import phrase_books
from readiness.settings import ROOT
from readiness.stages.positioning import Brief, Link, Message, PhraseBook, Voice, best_links, positioning_of, propose_links
from readiness.stages.positioning.asked import asked_of
from readiness.stages.positioning.brief import voice_suffix
from readiness.stages.positioning.lint import lint
from readiness.stages.positioning.message_words import message_words
from readiness.stages.positioning.phrases import Phrasing
from readiness.stages.positioning.wording import links_said, messages_from
from readiness.stages.requirements import Evidence, Requirement, evidence_of
from readiness.stages.spec import ProductSpec

REPEATS = (6, 24, 96)
"""How often the bundled needs stand each, with ids and a word of their own: 1, 4 and 16 times 648 messages."""
WORDING_ROUNDS = 3
TARGET_SECONDS = 20
"""For the whole positioning of 10,000 messages."""
COPIES = (1, 2, 4)
"""How often needs and characteristics stand each: 1, 4 and 16 times the pairs."""
MATCHING_ROUNDS = 7
Match = Callable[[ProductSpec, Sequence[Requirement], Mapping[str, Evidence]], Sequence[Link]]


def cpu_seconds(work: Callable[[], object], rounds: int) -> float:
    """Return the median CPU seconds of some work."""
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


# Wording and lint


def repeated(brief: Brief, copies: int) -> Brief:
    """Return the launch with its needs, answers and acts several times, each copy with ids and a word of its own.

    The word keeps a text from being looked up where an earlier copy left its result.
    """
    needs = [
        replace(r, requirement_id=f"{r.requirement_id}~{n}", trigger=f"{r.trigger} in week{n}", pain=f"{r.pain} in week{n}")
        for n in range(copies)
        for r in brief.requirements
    ]
    answers = [
        replace(x, requirement_id=f"{x.requirement_id}~{n}", does=x.does and f"{x.does} in week{n}")
        for n in range(copies)
        for x in brief.answers
    ]
    acts = {(f"{r}~{n}", step): act for n in range(copies) for (r, step), act in brief.acts.items()}
    return replace(brief, requirements=needs, answers=answers, acts=acts)


def worded(brief: Brief, voices: Sequence[Voice], book: PhraseBook) -> list[Message]:
    """Return the messages of a launch in one language, not linted."""
    phrasing, said = Phrasing(book), links_said(brief, brief.answers)
    asked = {r.requirement_id: number for r in brief.requirements if (number := asked_of(r))}
    return [m for v in voices for m in messages_from(brief, said, asked, v, phrasing, voice_suffix(v, book.language))]


def ready_words(brief: Brief, voices: Sequence[Voice], book: PhraseBook) -> list[tuple[str, dict[str, str]]]:
    """Return the template and the words of every message."""
    phrasing, said = Phrasing(book), links_said(brief, brief.answers)
    rows = [(r, said[r.requirement_id], s) for r in brief.requirements if r.requirement_id in said for s in brief.buyers.steps]
    return [
        (phrasing.template_name(s.step, v.motion, link.relation), message_words(brief, r, s, link, asked_of(r), phrasing))
        for v in voices
        for r, link, s in rows
    ]


def filled_by_jinja(rows: Sequence[tuple[str, Mapping[str, str]]], book: PhraseBook) -> list[str]:
    """Return what Jinja2 alone makes of templates and words."""
    environment = Environment(autoescape=False, trim_blocks=True, lstrip_blocks=True)
    templates = {name: environment.from_string(text) for name, text in book.templates.items()}
    return [templates[name].render(words) for name, words in rows]


def wording_and_lint(inputs: LaunchInputs) -> None:
    """Print one row a size and piece of work."""
    books = phrase_books(ROOT / "content_templates")
    book = books[inputs.launch.language]
    print(f"{inputs.launch.name}, its needs repeated; medians of {WORDING_ROUNDS} runs, one thread")
    print(f"{'messages':>8} {'work':<31} {'CPU s':>7} {'a CPU s':>8} {'grows':>6}")
    base: dict[str, float] = {}
    for copies in REPEATS:
        brief = repeated(inputs.brief, copies)
        made = positioning_of(brief, books)
        n, written = len(made.messages), brief.answers
        told = replace(brief, answers=made.links)  # the figures filled in
        rows = ready_words(told, made.voices, book)
        assert len(rows) == n == len(worded(told, made.voices, book))
        work: dict[str, Callable[[], object]] = {
            "wording": partial(worded, told, made.voices, book),
            "lint": partial(
                lint,
                told.product,
                made.messages,
                told.spec,
                told.requirements,
                told.evidence,
                told.answers,
                book.rules,
                written,
            ),
            "whole positioning": partial(positioning_of, brief, books),
            "peer: jinja2, no facts, no lint": partial(filled_by_jinja, rows, book),
        }
        for name, run in work.items():
            seconds = cpu_seconds(run, WORDING_ROUNDS)
            grows = seconds / base.setdefault(name, seconds)
            print(f"{n:>8} {name:<31} {seconds:7.2f} {n / seconds:8,.0f} {grows:5.1f}x")
            if name == "whole positioning" and copies == REPEATS[-1]:
                total = seconds / n * 10_000
    verdict = "met" if total < TARGET_SECONDS else "missed"
    print(f"10,000 messages, whole: {total:.1f} s; wanted: under {TARGET_SECONDS} s: {verdict}")


# Matching


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


def first_choices(match: Match, inputs: LaunchInputs) -> tuple[int, int]:
    """Return how many needs have their first choice right, and how many a person answered."""
    truth = {x.requirement_id: x.characteristic_id for x in inputs.answers if x.strength == 9}
    needs = [replace(r, outcome="", ask="", anxiety="", measure="") for r in inputs.requirements]  # a customer's words alone
    best = best_links(match(inputs.spec, needs, inputs.evidence))
    return sum(r in best and best[r].characteristic_id == c for r, c in truth.items()), len(truth)


def matching(inputs: LaunchInputs) -> None:
    """Print one row a size and program, and the share of right first choices of each."""
    n_needs, n_facts = len(inputs.requirements), len(inputs.spec.characteristics)
    programs: dict[str, Match] = {"readiness": propose_links, "jaccard": jaccard}
    print(f"{inputs.launch.name}: {n_needs} needs, {n_facts} characteristics; medians of {MATCHING_ROUNDS} runs, one thread")
    print(f"{'pairs':>7} {'program':<10} {'CPU ms':>8} {'grows':>6}")
    for name, match in programs.items():
        base = 0.0
        for copies in COPIES:
            spec, needs = enlarged(inputs, copies)
            seconds = cpu_seconds(partial(match, spec, needs, inputs.evidence), MATCHING_ROUNDS)
            base = base or seconds
            print(f"{n_needs * n_facts * copies**2:>7} {name:<10} {seconds * 1000:8.2f} {seconds / base:5.1f}x")
    print("first choice as in answers.csv (precision@1):")
    for name, match in programs.items():
        right, answered = first_choices(match, inputs)
        print(f"{'':>7} {name:<10} {right} of {answered} ({right / answered:.0%})")


def main() -> None:
    """Print both tables."""
    files = read_folder(ROOT / "data" / "launches" / "touring-1000")
    inputs = read_launch_files({path: data for path, data in files.items() if is_input(path)})
    wording_and_lint(inputs)
    print()
    matching(inputs)


if __name__ == "__main__":
    main()
