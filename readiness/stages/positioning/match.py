"""Matching: which characteristic could meet which requirement, by how alike their words are.

In: ProductSpec, requirements, evidence.
Out: proposed Links. They are proposals: no score reaches the precision at which a person could be left out.

Source: Salton & Buckley (1988), Information Processing & Management 24(5), 513-523: tf-idf weights and cosine.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from readiness.stages.positioning.rows import Link
from readiness.stages.requirements import Evidence, Requirement, evidence_of
from readiness.stages.spec import Characteristic, ProductSpec

MIN_SCORE = 0.08
"""Below it two texts share no more than chance words."""
MESSAGE_SCORE = 0.13
"""From here a best link is proposed as strong enough for a message. Read off three bicycle launches with 20 needs: from here on
11 of 13 best links were right, below it 1 of 3; a person still looks at each."""
STRONG_SHARE = 0.75
"""A link that scores at least this share of the requirement's best is proposed as strong as the best one."""
NAME_WEIGHT = 3
"""A characteristic's name counts as often as this, its factory text once."""
CHAR_WEIGHT = 0.5
STOPWORDS = frozenset(
    "a about after all also an and any are as at be because been but by can do does each for from get had has have "
    "he her his how i if in into is it its just like made make me more my no nor not of on one only or our out over "
    "she so some such than that the their them then there they this to too up us very was we were what when where "
    "which who will with without would you your need needs needed want wants product customer customers".split()
)


def propose_links(spec: ProductSpec, requirements: Sequence[Requirement], evidence: Mapping[str, Evidence]) -> list[Link]:
    """Return links with strength 9, 3 or 1, best first within each requirement; a requirement nothing resembles has none."""
    cards = {c.characteristic_id: _card(c) for c in spec.characteristics}
    needs = {r.requirement_id: _need(r, evidence) for r in requirements}
    words = _vectors({**_prefixed("c", cards), **_prefixed("r", needs)}, _words)
    chars = _vectors({**_prefixed("c", cards), **_prefixed("r", needs)}, _char_grams)
    links: list[Link] = []
    for requirement in requirements:
        need = ("r", requirement.requirement_id)
        scored = [
            (
                (_cosine(words["c", c], words[need]) + CHAR_WEIGHT * _cosine(chars["c", c], chars[need])) / (1 + CHAR_WEIGHT),
                c,
            )
            for c in cards
        ]
        links += _graded(requirement.requirement_id, [s for s in scored if s[0] >= MIN_SCORE], words, need)
    return links


def _graded(
    requirement_id: str, scored: list[tuple[float, str]], words: Mapping[tuple[str, str], dict[str, float]], need: tuple[str, str]
) -> list[Link]:
    scored.sort(key=lambda s: (-s[0], s[1]))
    links: list[Link] = []
    for i, (score, characteristic_id) in enumerate(scored):
        share = score / scored[0][0]
        strength = (9 if score >= MESSAGE_SCORE else 3) if i == 0 else 3 if share >= STRONG_SHARE else 1
        shared = sorted(set(words["c", characteristic_id]) & set(words[need]), key=lambda w: (-words[need][w], w))[:3]
        why = "proposed: both say " + ", ".join(shared) if shared else "proposed: words with the same parts"
        links.append(Link(characteristic_id, requirement_id, strength, round(score, 4), why))
    return links


def _prefixed(prefix: str, texts: Mapping[str, str]) -> dict[tuple[str, str], str]:
    return {(prefix, name): text for name, text in texts.items()}


def _card(c: Characteristic) -> str:
    return " ".join([c.name] * NAME_WEIGHT + [c.quote, c.condition])


def _need(requirement: Requirement, evidence: Mapping[str, Evidence]) -> str:
    own = (requirement.statement, requirement.trigger, requirement.pain, requirement.outcome, requirement.ask)
    return " ".join([*own, *(e.text for e in evidence_of(requirement, evidence))])


def _words(text: str) -> list[str]:
    found = re.findall(r"[^\W\d_]{2,}|\d+", text.lower())
    return [_stem(w) for w in found if w not in STOPWORDS]


def _stem(word: str) -> str:
    """Return a word without its commonest English endings, so that `wheels` meets `wheel` and `riding` meets `ride`."""
    for ending in ("ingly", "edly", "ing", "able", "ers", "ies", "es", "ed", "er", "ly", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _char_grams(text: str) -> list[str]:
    joined = " " + " ".join(w for w in re.findall(r"[^\W_]+", text.lower()) if w not in STOPWORDS) + " "
    return [joined[i : i + n] for n in (3, 4, 5) for i in range(len(joined) - n + 1)]


def _vectors(texts: Mapping[tuple[str, str], str], split: Callable[[str], list[str]]) -> dict[tuple[str, str], dict[str, float]]:
    """Return tf-idf vectors of unit length; a term in every text weighs nothing."""
    counts = {key: Counter(split(text)) for key, text in texts.items()}
    document_frequency = Counter(term for c in counts.values() for term in c)
    n = len(texts)
    vectors: dict[tuple[str, str], dict[str, float]] = {}
    for key, count in counts.items():
        raw = {t: (1 + math.log(f)) * math.log((1 + n) / (document_frequency[t] + 0.5)) for t, f in count.items()}
        length = math.sqrt(sum(v * v for v in raw.values())) or 1.0
        vectors[key] = {t: v / length for t, v in sorted(raw.items())}
    return vectors


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    return sum(v * large[t] for t, v in small.items() if t in large)
