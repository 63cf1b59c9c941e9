"""Lint: what no message may do, and what it had better not.

In: messages, spec, evidence, requirements, rules; or any text.
Out: Findings; an error blocks approval, a warning shows. Words in quotation marks are somebody else's and are let be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from readiness.stages.positioning.lint.claims import claim_hits, facts_of
from readiness.stages.positioning.lint.plain_text import LineFinding, lint_text
from readiness.stages.positioning.lint.rules import LEVELS, RULES, LintRules, Rule, advice_of
from readiness.stages.positioning.lint.wording import masked, share_hits, word_hits
from readiness.stages.positioning.rows import Finding, Link, Message
from readiness.stages.positioning.verify.reading import sentences
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import ProductSpec

__all__ = ["LEVELS", "RULES", "LineFinding", "LintRules", "Rule", "lint", "lint_text"]


def lint(
    product: str,
    messages: Sequence[Message],
    spec: ProductSpec,
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    links: Sequence[Link],
    rules: LintRules = RULES,
) -> list[Finding]:
    """Return every finding, in the order of the messages."""
    by_id = {r.requirement_id: r for r in requirements}
    names = (product, spec.name, spec.vendor)
    findings: list[Finding] = []
    for m in messages:
        facts = facts_of(product, m, spec, by_id[m.requirement_id], evidence, links)
        said = m.text if m.headline.rstrip("?!") in facts.requirement.statement else f"{m.headline}. {m.text}"
        claims = list(claim_hits(m, " ".join(re.split(r"“[^”]*”", said)), facts))
        known = (*facts.case, *facts.heard)
        in_words = word_hits(sentences(masked(said)), rules, names, known)
        in_text = share_hits(sentences(masked(m.text)), rules, names, known)  # a headline repeats it, and is too short for shares
        worded = dict.fromkeys((h.rule, h.found) for h in (*in_words, *in_text))
        for rule, found in (*claims, *worded, *_length(m, rules)):
            if rules[rule].level != "off":
                findings.append(Finding(m.message_id, rule, rules[rule].level, found, advice_of(rules[rule], found)))
    return findings


def _length(m: Message, rules: LintRules) -> Iterator[tuple[str, str]]:
    n = len(m.text.split())
    if n > (rules["long message"].limit or 0):
        yield "long message", f"{n} words"
    longest = max((len(s.split()) for s in re.split(r"(?<=[.!?])\s", m.text)), default=0)
    if longest > (rules["long sentence"].limit or 0):
        yield "long sentence", f"{longest} words"
