"""Wording: the rules that need nothing but the text itself.

In: sentences in which quotations are masked, the rules.
Out: hits: which sentence, which rule, what was found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from readiness.stages.positioning import word_classes
from readiness.stages.positioning.lint.rules import LintRules
from readiness.stages.positioning.reads_like import WE, YOU, acronyms_in, phrases_in, reads_like
from readiness.stages.positioning.verify.reading import holds, words

QUOTATION = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|(?<!\S)\"[^\s\"][^\"]*\"(?!\w)")
SKIPPED = (
    word_classes.DETERMINERS | word_classes.ADJECTIVES | word_classes.INTENSIFIERS | word_classes.OTHERS
    | (word_classes.PREPOSITIONS - {"like"}) | {"please", "next", "step"}
)  # fmt: skip
"""Words before the one a sentence opens with."""
ACTS = frozenset("note ask add bring count name turn put lend weigh fit pick sign stand read".split())


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule broken in one sentence."""

    sentence: int
    rule: str
    found: str


def masked(text: str) -> str:
    """Return the text with each word in quotation marks as `~`: somebody else's words, kept only as places."""

    def mask(match: re.Match[str]) -> str:
        hidden = re.sub(r"\S+", "~", match[0])
        return hidden + match[0][-2] if match[0][-2] in ".!?" else hidden

    return QUOTATION.sub(mask, text)


def word_hits(sentences: Sequence[str], rules: LintRules, names: Collection[str] = (), known: Collection[str] = ()) -> list[Hit]:
    """Return every hit of the rules on single words; `names` are the product's and the vendor's, `known` the reader's words."""
    return [*_listed(sentences, rules), *_acronyms(sentences, rules, (*names, *known))]


def share_hits(sentences: Sequence[str], rules: LintRules, names: Collection[str] = (), known: Collection[str] = ()) -> list[Hit]:
    """Return every hit of the rules on a text as a whole: what it repeats, whom it speaks of and whom it sounds like."""
    return [
        *_spec_verbs(sentences, rules),
        *_repetition(sentences, rules),
        *_customer_focus(sentences, rules, names),
        *_subject_focus(sentences, rules, names, known),
        *_reads_like(sentences, rules, names, known),
    ]


def _listed(sentences: Sequence[str], rules: LintRules) -> Iterator[Hit]:
    for i, sentence in enumerate(sentences):
        for rule in ("absolute", "superlative", "open comparison"):
            said = {word.lower() for word in phrases_in(sentence, rules[rule].words)}
            if rule != "open comparison" or " than " not in sentence:
                yield from (Hit(i, rule, word) for word in rules[rule].words if word.lower() in said)


def _acronyms(sentences: Sequence[str], rules: LintRules, known: Collection[str]) -> Iterator[Hit]:
    everybody = (*known, *rules["acronym not expanded"].words)
    for short in dict.fromkeys(acronyms_in(" ".join(sentences), everybody)):
        first = next((i for i, s in enumerate(sentences) if re.search(rf"(?<!\w){re.escape(short)}(?!\w)", s)), 0)
        yield Hit(first, "acronym not expanded", short)


def _spec_verbs(sentences: Sequence[str], rules: LintRules) -> Iterator[Hit]:
    rule = rules["spec verbs"]
    found = [(i, verb) for i, s in enumerate(sentences) for verb in phrases_in(s, rule.words)]
    n_words = sum(len(words(s)) for s in sentences)
    if found and 100 * len(found) / max(1, n_words) > (rule.limit or 0):
        yield Hit(found[0][0], "spec verbs", ", ".join(dict.fromkeys(verb.lower() for _, verb in found)))


def _repetition(sentences: Sequence[str], rules: LintRules) -> Iterator[Hit]:
    size = int(rules["repetition"].limit or 5)
    seen: dict[tuple[str, ...], int] = {}
    for i, sentence in enumerate(sentences):
        said = words(sentence)
        runs = [tuple(said[k : k + size]) for k in range(len(said) - size + 1)]
        again = next((run for run in runs if seen.get(run, i) != i), None)
        if again:  # one is enough: longer repetitions hold many
            yield Hit(i, "repetition", " ".join(again))
        for run in runs:
            seen.setdefault(run, i)


def _customer_focus(sentences: Sequence[str], rules: LintRules, names: Collection[str]) -> Iterator[Hit]:
    """Yield where you-words are too few beside we-words and names; a text with neither is let be."""
    reader = sum(w in YOU for s in sentences for w in words(s))
    seller = [(i, w) for i, s in enumerate(sentences) for w in _seller_words(s, names)]
    if seller and reader / (reader + len(seller)) < (rules["customer focus"].limit or 0):
        yield Hit(seller[0][0], "customer focus", f"{reader} of {reader + len(seller)}")


def _seller_words(sentence: str, names: Collection[str]) -> list[str]:
    return [*(w for w in words(sentence) if w in WE), *phrases_in(sentence, [n for n in names if n])]


def _subject_focus(sentences: Sequence[str], rules: LintRules, names: Collection[str], known: Collection[str]) -> Iterator[Hit]:
    """Yield where too many sentences open with the seller; one that opens with neither side is not counted."""
    case = {w for k in known for w in words(k)} - word_classes.VERBS
    openings = [(i, opens_with(s, names, case)) for i, s in enumerate(sentences)]
    vendor = [i for i, who in openings if who == "vendor"]
    reader = sum(who == "reader" for _, who in openings)
    if vendor and reader / (reader + len(vendor)) < (rules["subject focus"].limit or 0):
        yield Hit(vendor[0], "subject focus", f"{reader} of {reader + len(vendor)}")


def opens_with(sentence: str, names: Collection[str], case: Collection[str]) -> str:
    """Return whether a sentence opens with the reader (imperative, you, a noun of the reader's case), the vendor, or neither."""
    said = words(sentence)
    bare = said[1:] if said[:1] in (["the"], ["a"], ["an"]) else said
    if any(holds(bare[: len(n)], n) for n in (words(name) for name in names) if n) or set(said[:1]) & set(WE):
        return "vendor"
    if said and (said[0] in word_classes.VERBS or said[0] in ACTS):
        return "reader"
    opening = next((w for w in said if w not in SKIPPED or w in YOU or w in WE), "")
    if opening in WE:
        return "vendor"
    return "reader" if opening in YOU or opening in case else ""


def _reads_like(sentences: Sequence[str], rules: LintRules, names: Collection[str], known: Collection[str]) -> Iterator[Hit]:
    text = " ".join(sentences)
    if len(words(text)) < (rules["reads like"].limit or 0):
        return
    everybody = (*names, *known, *rules["acronym not expanded"].words)
    whose = reads_like(text, names, everybody, rules["spec verbs"].words)
    if whose.verdict in ("factory", "vendor"):
        yield Hit(0, "reads like", f"{whose.verdict} ({'; '.join(whose.reasons)})")
