"""Lint rules: each rule's level, limit, words and advice, as data.

In: nothing.
Out: Rule, LintRules and the built-in RULES; content_templates/messages/lint.yaml says the same for people to edit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from readiness.stages.positioning.reads_like import SPEC_VERBS

LEVELS = ("error", "warn", "off")


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule looks for and says. In the advice `{found}` and `{limit}` are filled in."""

    level: str
    """error (blocks approval), warn (shows) or off."""
    advice: str
    limit: float | None = None
    words: tuple[str, ...] = ()


LintRules = Mapping[str, Rule]

ABSOLUTES = ("always", "never", "guarantee", "guaranteed", "guarantees", "perfect", "flawless", "seamless", "zero", "100%")
SUPERLATIVES = (
    "best", "fastest", "lightest", "strongest", "leading", "unique", "ultimate", "revolutionary", "world-class", "excellent",
)  # fmt: skip
COMPARATIVES = ("better", "faster", "lighter", "stronger", "easier", "cheaper", "smoother")
KNOWN = (
    "OK", "TV", "PC", "CD", "DVD", "USB", "PIN", "VAT", "FAQ", "PDF", "ID", "EU", "UK", "USA", "US", "GPS", "WiFi", "AM", "PM",
    "USD", "EUR", "GBP", "CHF", "CEO", "CFO", "HR",
)  # fmt: skip

RULES: LintRules = MappingProxyType(
    {
        "number without a source": Rule(
            "error", "every number comes from the spec, the customer or the call to action: correct it, or add its source"
        ),
        "bound direction": Rule("error", "the factory gives this bound the other way round: say it as the spec does"),
        "product too early": Rule("error", "at this step the buyer only sees the problem: leave the product out"),
        "missing call to action": Rule("error", "end with the one next step you ask for, for whom and by when"),
        "call to action": Rule("warn", "ask for one thing, in one sentence", limit=1),
        "no evidence": Rule("warn", "nobody was heard saying this: add evidence, or drop the requirement"),
        "subject focus": Rule(
            "warn", "open at least {limit} of the sentences with the reader or the reader's case, not with the seller", limit=0.6
        ),
        "customer focus": Rule("warn", "speak of the reader more often than of the seller: at least {limit}", limit=0.3),
        "spec verbs": Rule(
            "warn", "words of a specification: say what the reader can do now; at most {limit} in 100 words", 1.3, SPEC_VERBS
        ),
        "acronym not expanded": Rule("warn", "write it out once, or use the reader's own word", words=KNOWN),
        "repetition": Rule("warn", "the same {limit} words stand in two sentences: say it once", limit=5),
        "absolute": Rule("warn", "say what holds and when; nobody can promise this", words=ABSOLUTES),
        "superlative": Rule("warn", "say the number or the test instead", words=SUPERLATIVES),
        "open comparison": Rule("warn", "{found} than what? Name it, or leave it out", words=COMPARATIVES),
        "long message": Rule("warn", "at most {limit}", limit=90),
        "long sentence": Rule("warn", "at most {limit}", limit=32),
        "reads like": Rule("warn", "a customer would say it otherwise", limit=20),
    }
)
"""Every rule there is. The words of `acronym not expanded` are those everybody knows; the limit of `reads like` is the number
of words below which a text is too short to tell."""


def advice_of(rule: Rule, found: str) -> str:
    """Return a rule's advice with what was found and the limit filled in."""
    limit = "" if rule.limit is None else f"{rule.limit:g}"
    return rule.advice.replace("{limit}", limit).replace("{found}", found)
