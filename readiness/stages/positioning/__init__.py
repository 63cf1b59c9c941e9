"""Positioning: characteristic x requirement -> Message, with gaps both ways and a lint.

In: ProductSpec, requirements, evidence, buyer map, a person's answers, phrase templates.
Out: Positioning: links, messages, gaps, findings, and the hash a person approves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from readiness.stages.buyers import BuyerMap
from readiness.stages.positioning.gaps import gaps_of
from readiness.stages.positioning.lint import RULES, LintRules, lint
from readiness.stages.positioning.match import propose_links
from readiness.stages.positioning.rows import Approval, Finding, Gap, Link, Message, Positioning
from readiness.stages.positioning.wording import best_links, messages_from
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import ProductSpec
from readiness.vocabulary import ChannelRow

__all__ = ["Approval", "Finding", "Gap", "Link", "Message", "Positioning", "best_links", "positioning_of", "propose_links"]


def positioning_of(
    product: str,
    spec: ProductSpec,
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    buyers: BuyerMap,
    answers: Sequence[Link],
    channels: Sequence[ChannelRow],
    templates: Mapping[str, str],
    polished: Mapping[str, str] = MappingProxyType({}),
    rules: LintRules = RULES,
) -> Positioning:
    """Return the whole positioning: a person's answers where there are any, else proposed links.

    `polished` holds verified rewrites by `source_hash` of the text they were made from.
    """
    links = list(answers) or propose_links(spec, requirements, evidence)
    worded = messages_from(product, spec, requirements, evidence, buyers, links, templates)
    messages = [replace(m, text=polished.get(source_hash(m.text), m.text)) for m in worded]
    findings = lint(product, messages, spec, requirements, evidence, links, rules)
    gaps = gaps_of(spec, requirements, links, channels)
    return Positioning(tuple(links), tuple(messages), tuple(gaps), tuple(findings), text_hash(messages, spec.revision))


def source_hash(text: str) -> str:
    """Return what a rewrite of a message's own text is kept under."""
    return hashlib.sha256(text.encode()).hexdigest()


def text_hash(messages: Sequence[Message], revision: str) -> str:
    """Return the hash of exactly what a person approves: every message's text and the spec's revision."""
    whole = repr((revision, [(m.message_id, m.headline, m.claim, m.text, m.quote, m.proof, m.answer) for m in messages]))
    return hashlib.sha256(whole.encode()).hexdigest()
