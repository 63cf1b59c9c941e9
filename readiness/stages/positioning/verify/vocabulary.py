"""Vocabulary: the rewrite uses the message's own words, names and marks, in the message's own company.

In: the message, its facts and the rewrite.
Out: violations of V7 to V10.
"""

from __future__ import annotations

from itertools import pairwise

from readiness.stages.positioning.verify.arrangement import Words, units_of
from readiness.stages.positioning.verify.lexicon import CONNECTIVES, STOPS
from readiness.stages.positioning.verify.reading import holds, sentences, tokens, words
from readiness.stages.positioning.verify.rows import Facts, Violation

MAX_NOVELTY = 0.40
"""Share of a sentence's word pairs that may be new: joins and moved clauses make some."""


def limit_violations(text: str, facts: Facts, rewrite: str) -> list[Violation]:
    """Return V7 for each sentence of the limit that stood in the message and no longer stands in one piece."""
    before, after = words(text), words(rewrite)
    limits = [unit for unit in units_of(facts.limit, facts) if holds(before, _words(unit.said))]
    lost = [unit for unit in limits if not any(holds(after, _words(form)) for form in unit.forms)]
    return [Violation("V7 limit lost", " ".join(unit.said)[:120]) for unit in lost]


def _words(said: Words) -> list[str]:
    return words(" ".join(said))


def name_violations(text: str, facts: Facts, rewrite: str) -> list[Violation]:
    """Return V8 for names and codes nobody knows, and for a product's name that is gone."""
    known = {*tokens(text), *(t for name in facts.names for t in tokens(name))}
    folded = {t.lower() for t in known}
    said = [t for s in sentences(rewrite) for t in tokens(s)[1:]]
    strange = [t for t in said if t not in known and _like_a_name(t) and t.lower() not in folded]
    found = [Violation("V8 unknown name", t) for t in dict.fromkeys(strange)]
    gone = [n for n in facts.names if holds(words(text), words(n)) and not holds(words(rewrite), words(n))]
    return found + [Violation("V8 name lost", name) for name in gone]


def _like_a_name(token: str) -> bool:
    return token[0].isupper() or (any(c.isdigit() for c in token) and any(c.isalpha() for c in token))


def novelty_violations(text: str, rewrite: str) -> list[Violation]:
    """Return V9 for each sentence in which more than MAX_NOVELTY of the word pairs are new."""
    known = set(pairwise(words(text)))
    found = []
    for sentence in sentences(rewrite):
        pairs = list(pairwise(words(sentence)))
        new = sum(pair not in known for pair in pairs)
        if pairs and new / len(pairs) > MAX_NOVELTY:
            found.append(Violation("V9 new sentence", sentence[:120]))
    return found


def vocabulary_violations(text: str, facts: Facts, rewrite: str) -> list[Violation]:
    """Return V10 for words that are neither the message's nor connectives, and for marks it does not use."""
    joins = {w for phrase in CONNECTIVES.get(facts.language, ()) for w in phrase}
    allowed = {*words(text), *joins, *STOPS} | {t for t in tokens(text) if not t[0].isalnum()}
    if facts.names:
        allowed.add("it")
    strange = [t for t in tokens(rewrite) if t.lower() not in allowed]
    return [Violation("V10 word or mark not in the message", t) for t in dict.fromkeys(strange)]
