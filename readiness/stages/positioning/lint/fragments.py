"""Fragments: a person's clauses held against what a template makes of them, before any message is worded.

In: requirements, links, rules.
Out: Findings by requirement id.

Whether a clause has a finite verb is not looked at: a tagger of word classes found one such fault and five that were none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from readiness.stages.positioning.lint.figures import NUMBER, PLACEHOLDER
from readiness.stages.positioning.lint.lexis import Lexis, lexis_of
from readiness.stages.positioning.lint.quotations import without_quotations
from readiness.stages.positioning.lint.rules import RULES, LintRules, advice_of
from readiness.stages.positioning.rows import Finding, Link
from readiness.stages.requirements import Requirement

FRAGMENTS = ("trigger", "pain", "outcome", "ask", "anxiety", "measure", "job", "why")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def fragment_findings(requirements: Sequence[Requirement], links: Sequence[Link], rules: LintRules = RULES) -> list[Finding]:
    """Return what is wrong with fragments of needs and with `does` of answers, in the order of the needs."""
    lexis = lexis_of(rules)
    findings: list[Finding] = []
    for r in requirements:
        hits = [
            *_need_hits(r, lexis),
            *(h for x in links if x.requirement_id == r.requirement_id for h in _answer_hits(x, lexis)),
        ]
        findings += [
            Finding(r.requirement_id, rule, rules[rule].level, found, advice_of(rules[rule], found))
            for rule, found in dict.fromkeys(hits)
            if rules.is_on(rule)
        ]
    return findings


def _need_hits(r: Requirement, lexis: Lexis) -> Iterator[tuple[str, str]]:
    for name in FRAGMENTS:
        said = _WORD.findall(without_quotations(getattr(r, name)))
        mine = [w for w in said if w.replace("’", "'") in lexis.sets["first person"] and not (len(w) > 1 and w.isupper())]
        if mine:
            yield "first person in a fragment", f"{name}: {', '.join(dict.fromkeys(mine))}"
    asked = _WORD.findall(r.ask)
    if asked and not any(w in lexis.sets["questions"] for w in asked[:2]):  # `for how many years` asks too
        yield "ask without a question", f"ask: {asked[0]}"


def _answer_hits(x: Link, lexis: Lexis) -> Iterator[tuple[str, str]]:
    said = without_quotations(PLACEHOLDER.sub(" ", x.does))
    for figure in NUMBER.findall(said):
        yield "figure in does", f"does: {figure.rstrip('.,')}"
    first = next(iter(x.does.split()), "").strip(".,;:")
    if first and not _goes_on(first, lexis):
        yield "does without a verb", f"does: {first}"


def _goes_on(first: str, lexis: Lexis) -> bool:
    """Return whether a word can follow the product's name as its verb: in lower case, and with a verb's ending."""
    return first[0].islower() and first in lexis.sets["third person"] and first not in lexis.sets["not third person"]
