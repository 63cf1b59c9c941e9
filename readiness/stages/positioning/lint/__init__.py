"""Lint: what no message may do, and what it had better not.

In: messages, spec, evidence, requirements, rules of one language; or any text.
Out: Findings; an error blocks approval, a warning shows. Words in quotation marks are somebody else's and are let be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from readiness.stages.positioning.lint.call_to_action import call_to_action_hits
from readiness.stages.positioning.lint.claims import Answer, Facts, claim_hits, facts_of, heard_by, missing
from readiness.stages.positioning.lint.fragments import fragment_findings
from readiness.stages.positioning.lint.lexis import Lexis, lexis_of
from readiness.stages.positioning.lint.plain_text import LineFinding, lint_text
from readiness.stages.positioning.lint.quotations import masked, without_quotations
from readiness.stages.positioning.lint.rules import LEVELS, RULES, LintRules, Rule, advice_of
from readiness.stages.positioning.lint.wording import Reader, read, reader_of, share_hits, word_hits
from readiness.stages.positioning.rows import Finding, Link, Message
from readiness.stages.positioning.verify.reading import plain, sentences
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import ProductSpec

__all__ = ["LEVELS", "RULES", "LineFinding", "LintRules", "Rule", "fragment_findings", "lint", "lint_text"]


def lint(
    product: str,
    messages: Sequence[Message],
    spec: ProductSpec,
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    links: Sequence[Link],
    rules: LintRules = RULES,
    written: Sequence[Link] = (),
) -> list[Finding]:
    """Return every finding, in the order of the messages.

    Messages, requirements, links and rules are of one language. The links have their figures filled in; `written` are the same
    links as a person wrote them, with placeholders, so that a figure that was filled in is known to have a source.
    """
    lexis = lexis_of(rules)
    by_id = {r.requirement_id: r for r in requirements}
    facts_by_ids = {c.characteristic_id: c for c in spec.characteristics}
    as_written = {(x.requirement_id, x.characteristic_id): x for x in written}
    answers = {k: Answer(x, as_written.get(k)) for x in links for k in [(x.requirement_id, x.characteristic_id)]}
    names = (product, spec.name, spec.vendor)
    known: dict[tuple[str, str, tuple[str, ...]], tuple[Facts, Reader]] = {}
    findings: list[Finding] = []
    for m in messages:
        hits = missing(m, spec, by_id)
        if not hits:
            key = (m.requirement_id, m.characteristic_id, m.evidence_ids)
            if key not in known:
                c, r = facts_by_ids[m.characteristic_id], by_id[m.requirement_id]
                facts = facts_of(product, spec, c, r, heard_by(m, evidence), answers.get(key[:2], Answer()), lexis)
                known[key] = facts, reader_of(names, facts.case, facts.known)
            hits = [*_hits(m, *known[key], lexis)]
        for rule, found in dict.fromkeys(hits):
            if rules.is_on(rule):
                findings.append(Finding(m.message_id, rule, rules[rule].level, found, advice_of(rules[rule], found)))
    return findings


def _hits(m: Message, facts: Facts, reader: Reader, lexis: Lexis) -> Iterator[tuple[str, str]]:
    headline = "" if m.headline.rstrip("?!") in facts.statement else f"{m.headline}."  # the customer's own words need no rule
    yield from claim_hits(m, without_quotations(f"{headline} {m.text}"), facts, lexis)
    text = read(sentences(masked(m.text)))
    yield from call_to_action_hits(m, len(text), facts.need, lexis)
    titled = [*read([plain(masked(headline))]), *text] if headline else text
    for hit in word_hits(titled, lexis, reader):
        yield hit.rule, hit.found
    for hit in share_hits(text, lexis, reader):  # a headline repeats it, and is too short for shares
        yield hit.rule, hit.found
    yield from _length(m, lexis.rules)


def _length(m: Message, rules: LintRules) -> Iterator[tuple[str, str]]:
    n = len(m.text.split())
    if n > (rules["long message"].limit or 0):
        yield "long message", f"{n} words"
    limit = rules["long sentence"].limit or 0
    longest = max((len(s.split()) for s in re.split(r"(?<=[.!?])[”“\"]?\s", m.text)), default=0) if n > limit else 0
    if longest > limit:
        yield "long sentence", f"{longest} words"
