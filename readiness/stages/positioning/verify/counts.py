"""Counts: words that make a claim larger, or a doubt smaller, stand as often as before.

In: the message and the rewrite.
Out: violations of V3, V4, V5, V6 (hedges), V11, V12 (modals) and V14.
"""

from __future__ import annotations

import re
from collections import Counter

from readiness.stages.positioning.verify import lexicon
from readiness.stages.positioning.verify.reading import plain, words
from readiness.stages.positioning.verify.rows import Violation

NOT_MORE = (
    ("V3 risky word", lexicon.RISK),
    ("V4 superlative or rank", lexicon.SUPERLATIVE),
    ("V4 absolute", lexicon.ABSOLUTE),
    ("V4 comparison", lexicon.COMPARISON),
    ("V4 quantifier", lexicon.QUANTIFIER),
)
EQUAL = (
    ("V5 negation", lexicon.NEGATION),
    ("V12 modal", lexicon.MODAL),
    ("V14 scope word", lexicon.SCOPE),
)
NOT_FEWER = (("V6 hedge lost", lexicon.HEDGE),)


def count_violations(text: str, rewrite: str) -> list[Violation]:
    """Return each word of a rule's list that stands more or less often than it may."""
    found: list[Violation] = []
    for rules, more, fewer in ((NOT_MORE, True, False), (EQUAL, True, True), (NOT_FEWER, False, True)):
        for rule, pattern in rules:
            before, after = _counted(pattern, text), _counted(pattern, rewrite)
            changed = (after - before if more else Counter[str]()) + (before - after if fewer else Counter[str]())
            found += [Violation(rule, word) for word in sorted(changed)]
    return found + _balance(text, rewrite)


def _counted(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(m[0].lower() for m in pattern.finditer(plain(text)))


def _balance(text: str, rewrite: str) -> list[Violation]:
    """Return V11 where the rewrite speaks more of us, or less of the reader."""
    before, after = words(text), words(rewrite)
    more_we = sum(w in lexicon.WE for w in after) > sum(w in lexicon.WE for w in before)
    less_you = sum(w in lexicon.YOU for w in after) < sum(w in lexicon.YOU for w in before)
    found = [Violation("V11 more of us", ", ".join(sorted({w for w in after if w in lexicon.WE})))] if more_we else []
    return found + ([Violation("V11 less of the reader", "you")] if less_you else [])
