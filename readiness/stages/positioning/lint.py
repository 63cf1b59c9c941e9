"""Lint: what no message may do, and what it had better not.

In: messages, spec, evidence, requirements.
Out: Findings; an error blocks approval, a warning shows. Words in quotation marks are somebody else's and are let be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from readiness.stages.positioning.rows import Finding, Link, Message
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import ProductSpec

ABSOLUTES = ("always", "never", "guarantee", "guaranteed", "guarantees", "perfect", "flawless", "seamless", "zero", "100%")
SUPERLATIVES = (
    "best",
    "fastest",
    "lightest",
    "strongest",
    "leading",
    "unique",
    "ultimate",
    "revolutionary",
    "world-class",
    "excellent",
)
COMPARATIVES = ("better", "faster", "lighter", "stronger", "easier", "cheaper", "smoother")
MAX_WORDS = 90
MAX_SENTENCE_WORDS = 32


def lint(
    product: str,
    messages: Sequence[Message],
    spec: ProductSpec,
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    links: Sequence[Link],
) -> list[Finding]:
    """Return every finding, in the order of the messages."""
    by_id = {r.requirement_id: r for r in requirements}
    findings: list[Finding] = []
    for m in messages:
        requirement = by_id[m.requirement_id]
        said = m.text if m.headline.rstrip("?!") in requirement.statement else f"{m.headline}. {m.text}"
        own = " ".join(re.split(r"“[^”]*”", said))
        findings += _numbers(m, own, _known_numbers(product, m, spec, requirement, evidence, links))
        if m.step == "recognise" and product.lower() in own.lower():
            advice = "at this step the buyer only sees the problem: leave the product out"
            findings.append(Finding(m.message_id, "product too early", "error", product, advice))
        if not m.evidence_ids:
            advice = "nobody was heard saying this: add evidence, or drop the requirement"
            findings.append(Finding(m.message_id, "no evidence", "warn", m.requirement_id, advice))
        findings += _words(m, own)
        findings += _length(m)
    return findings


def _numbers(m: Message, own: str, known: set[str]) -> list[Finding]:
    advice = "every number comes from the spec, the customer or the call to action: correct it, or add its source"
    found = [n for n in _numbers_in(own) if n not in known]
    return [Finding(m.message_id, "number without a source", "error", n, advice) for n in dict.fromkeys(found)]


def _numbers_in(text: str) -> list[str]:
    return [n.rstrip(".,").replace(",", "") for n in re.findall(r"(?<![\w-])\d[\d.,]*", text)]


def _known_numbers(
    product: str,
    m: Message,
    spec: ProductSpec,
    requirement: Requirement,
    evidence: Mapping[str, Evidence],
    links: Sequence[Link],
) -> set[str]:
    c = spec.characteristic(m.characteristic_id)
    heard = " ".join(evidence[i].text for i in m.evidence_ids if i in evidence)
    promises = " ".join(f"{x.limit} {x.proof} {x.reassurance}" for x in links if x.requirement_id == m.requirement_id)
    need = (requirement.statement, requirement.trigger, requirement.pain, requirement.ask, requirement.measure)
    fragments = " ".join((*need, m.objection))
    sources = (product, c.quote, c.value, c.condition, spec.summary, heard, promises, fragments, m.call_to_action, m.proof)
    variants = " ".join(value for v in spec.variants for _, value in v.properties)
    return set(_numbers_in(" ".join((*sources, variants))))


def _words(m: Message, own: str) -> list[Finding]:
    findings: list[Finding] = []
    lists = (
        ("absolute", ABSOLUTES, "say what holds and when; nobody can promise this"),
        ("superlative", SUPERLATIVES, "say the number or the test instead"),
    )
    for rule, words, advice in lists:
        hits = [w for w in words if re.search(rf"(?<![\w-]){re.escape(w)}(?![\w-])", own, re.IGNORECASE)]
        findings += [Finding(m.message_id, rule, "warn", w, advice) for w in hits]
    for word in COMPARATIVES:
        for sentence in re.split(r"(?<=[.!?])\s", own):
            if re.search(rf"\b{word}\b", sentence, re.IGNORECASE) and " than " not in sentence:
                advice = f"{word} than what? Name it, or leave it out"
                findings.append(Finding(m.message_id, "open comparison", "warn", word, advice))
    return findings


def _length(m: Message) -> list[Finding]:
    findings: list[Finding] = []
    n = len(m.text.split())
    if n > MAX_WORDS:
        findings.append(Finding(m.message_id, "long message", "warn", f"{n} words", f"at most {MAX_WORDS}"))
    longest = max((len(s.split()) for s in re.split(r"(?<=[.!?])\s", m.text)), default=0)
    if longest > MAX_SENTENCE_WORDS:
        findings.append(Finding(m.message_id, "long sentence", "warn", f"{longest} words", f"at most {MAX_SENTENCE_WORDS}"))
    return findings
