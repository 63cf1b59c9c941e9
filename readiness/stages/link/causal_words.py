"""Causal words: words that say one thing brought about another, where nothing carries them.

In: a text, the design its figures come from.
Out: LineFinding per word.
"""

from __future__ import annotations

import re

from readiness.stages.link.outcome import Design
from readiness.stages.positioning.lint.plain_text import LineFinding

RULE = "causal_word"
ADVICE = "Say what goes with what: nothing here shows that the one brought about the other."
_WORDS = (
    r"caus(?:e|es|ed|ing|al|ally)",
    r"because(?: of)?",
    r"due to",
    r"thanks to",
    r"owing to",
    r"as a result(?: of)?",
    r"result(?:ed|ing) (?:in|from)",
    r"results in (?=more|less|higher|lower|an?\b)",
    r"(?:leads?|led|leading) to",
    r"(?:brings?|brought|bringing) about",
    r"(?:drives|drove|driven)(?! to\b)",
    r"(?:boost|lift|uplift|rais|increas|improv|generat|produc)(?:s|e|es|ed|ing)",
    r"(?:boost|lift|uplift|impact)",
    r"(?:impacts|impacted)",
    r"effects? of",
    r"pa(?:ys|id) off",
    r"(?:earns|earned) back",
    r"attributable to",
    r"make reps sell",
)
_PATTERN = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


def causal_words(text: str, design: Design | None) -> list[LineFinding]:
    """Return every word of cause in a text whose figures come from this design; None where they compare reps as they are.

    A design by lot with nothing against it carries such words, and nothing is found.
    """
    if design is not None and design.carries_cause:
        return []
    lines = enumerate(text.splitlines(), start=1)
    return [LineFinding(at, RULE, "error", match[0], ADVICE) for at, line in lines for match in _PATTERN.finditer(line)]
