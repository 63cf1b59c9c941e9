"""Reads like: whether a text sounds like the factory, a vendor or a customer, and what makes it so.

In: a text, the names of product and vendor, words everybody knows (as `bare_words` has them).
Out: ReadsLike: verdict, score of each side, three reasons; and the signals the lint shares.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from readiness.stages.positioning import word_classes
from readiness.stages.positioning.verify.reading import plain, sentences, words

SPEC_VERBS = (
    "shall", "supports", "support", "supported", "provides", "provide", "includes", "include", "included", "features", "offers",
    "delivers", "enables", "ensures", "utilizes", "utilizing", "utilises", "incorporates", "comprises", "complies", "conforms",
    "compliant", "integrated", "built-in", "capable of", "equipped with", "designed for", "designed to", "suitable for",
    "available in", "available through",
)  # fmt: skip
PROMOTION = tuple(
    "best fastest lightest strongest leading unique ultimate revolutionary world-class excellent innovative premium superior "
    "cutting-edge state-of-the-art next-generation best-in-class award-winning powerful seamless seamlessly effortless robust "
    "unmatched unrivaled perfect optimal maximum ideal solution solutions proven trusted".split()
)
CONNECTIVES = ("when", "because", "so", "but", "if", "until", "before", "although", "though", "after", "why", "worry", "instead")
WE, YOU = ("we", "us", "our", "ours", "we're", "we've"), ("you", "your", "yours", "yourself", "you're", "you'll", "you've")
SELF = ("i", "my", "me", "mine", "i'm", "i've", "i'd")
_RUN = re.compile(r"\w+")
ACRONYM = re.compile(r"(?<![\w&.])[A-Z]{2,6}s?(?![\w&]|[-/.]\d)")
NUMBER = re.compile(r"(?<![\w-])\d+(?:[.,]\d+)*\s?[%°\"a-zA-Zµ]*")
_SPEAKERS = frozenset((*YOU, *SELF, *WE))
SIDES = ("factory", "vendor", "customer")
_FUNCTION_WORDS = (
    word_classes.DETERMINERS | word_classes.PREPOSITIONS | word_classes.PRONOUNS | word_classes.BE | word_classes.HAVE
    | word_classes.BEFORE_VERB | word_classes.INTENSIFIERS | word_classes.OTHERS | word_classes.ADJECTIVES | word_classes.VERBS
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadsLike:
    """Whom a text sounds like."""

    verdict: str
    """factory, vendor or customer; unclear where nothing tells."""
    scores: tuple[tuple[str, float], ...]
    """Each side with its score; they do not add up to anything."""
    reasons: tuple[str, ...]
    """At most three, the heaviest first."""


@dataclass(frozen=True, slots=True)
class _Sign:
    side: str
    weight: float
    reason: str


def reads_like(
    text: str, names: Collection[str] = (), known: Collection[str] = (), verbs: Sequence[str] = SPEC_VERBS
) -> ReadsLike:
    """Return whom a text sounds like, with its three heaviest reasons.

    The signs are those that part requirement documents, vendor bullets and reviews from each other; the weights are ours,
    set by hand and not fitted to anything. Held against data afterwards, factory minus customer tells the quotes of three
    specs from whole reviews of two products (area under the curve .99 and .95). No sample of vendors' texts was at hand, so
    that side is uncalibrated. A hint, not a measure; a single sentence is often too short to tell.
    """
    said = words(text)
    if not said:
        return ReadsLike("unclear", tuple((side, 0.0) for side in SIDES), ())
    signs = [*_factory(text, said, known, verbs), *_vendor(text, said, names), *_customer(said)]
    scores = {side: round(sum(s.weight for s in signs if s.side == side), 3) for side in SIDES}
    top = max(reversed(SIDES), key=lambda side: scores[side])
    if scores[top] == 0:
        return ReadsLike("unclear", tuple(scores.items()), ())
    heaviest = sorted((s for s in signs if s.side == top and s.weight), key=lambda s: -s.weight)
    reasons = [*(s.reason for s in heaviest), *_absent(top, signs)]
    return ReadsLike(top, tuple(scores.items()), tuple(dict.fromkeys(reasons))[:3])


def _factory(text: str, said: Sequence[str], known: Collection[str], verbs: Sequence[str]) -> Iterator[_Sign]:
    found, short = phrases_in(text, verbs), acronyms_in(text, known)
    numbers = NUMBER.findall(plain(text))
    yield _Sign("factory", _part(found, said, 4.6), f"words of a specification: {_some(found)}")
    yield _Sign("factory", _part(short, said, 5), f"abbreviations nobody explains: {_some(short)}")
    yield _Sign("factory", 0.5 * _part(numbers, said, 12), f"figures close together: {_some(numbers)}")
    parts = [words(s) for s in sentences(text)]
    bare = [s for s in parts if _SPEAKERS.isdisjoint(s) and not _has_verb(s)]
    yield _Sign("factory", len(bare) / len(parts), "no verb: somebody lists, nobody speaks")
    if _SPEAKERS.isdisjoint(said):
        yield _Sign("factory", 0.5, "nobody is spoken to: no you")


def _vendor(text: str, said: Sequence[str], names: Collection[str]) -> Iterator[_Sign]:
    we, praise, named = [w for w in said if w in WE], phrases_in(text, PROMOTION), phrases_in(text, [n for n in names if n])
    yield _Sign("vendor", _part(we, said, 4), f"the seller speaks of itself: {_some(we)}")
    yield _Sign("vendor", _part(praise, said, 5), f"words of praise: {_some(praise)}")
    yield _Sign("vendor", 0.5 * _part(named, said, 8), f"the name again and again: {_some(named)}")


def _customer(said: Sequence[str]) -> Iterator[_Sign]:
    you, self_, joins = ([w for w in said if w in group] for group in (YOU, SELF, CONNECTIVES))
    yield _Sign("customer", _part(you, said, 4), f"the reader is spoken to: {_some(you)}")
    yield _Sign("customer", _part(self_, said, 4), f"somebody speaks of their own case: {_some(self_)}")
    yield _Sign("customer", _part(joins, said, 4), f"says when and why: {_some(joins)}")


def _absent(top: str, signs: Sequence[_Sign]) -> list[str]:
    """Return what the text does without, as reasons of the second rank."""
    silent = {s.reason.split(":")[0] for s in signs if not s.weight}
    lacks = {
        "factory": (("the reader is spoken to", "nobody is spoken to: no you"), ("says when and why", "no when, because or so")),
        "vendor": (("the reader is spoken to", "nobody is spoken to: no you"), ("says when and why", "no when, because or so")),
        "customer": (
            ("words of a specification", "no words of a specification"),
            ("abbreviations nobody explains", "no abbreviation left unexplained"),
            ("words of praise", "no words of praise"),
        ),
    }
    return [reason for sign, reason in lacks[top] if sign in silent]


def _part(found: Sequence[str], said: Sequence[str], full: float) -> float:
    """Return 0 to 1: the rate in 100 words, where `full` or more is 1."""
    return min(1.0, 100 * len(found) / len(said) / full)


def _some(found: Sequence[str]) -> str:
    return ", ".join(list({f.casefold(): f.strip(" .,") for f in reversed(found)}.values())[::-1][:3])


def phrases_in(text: str, phrases: Collection[str]) -> list[str]:
    """Return each word or phrase of a list as often as it stands in a text, as said."""
    return phrase_pattern(tuple(phrases)).findall(plain(text)) if phrases else []


@lru_cache(maxsize=64)
def phrase_pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds each word or phrase of a list in a text; a star in one stands for any letters."""
    longest = sorted((plain(p) for p in phrases if p.strip()), key=lambda p: (-len(p), p))
    any_of = "|".join(re.escape(p).replace(r"\*", r"\w*") for p in longest) or "(?!)"  # what never matches
    return re.compile(rf"(?<![\w-])(?:{any_of})(?![\w-])", re.IGNORECASE)


def bare_words(text: str) -> list[str]:
    """Return the words of a text as they are told apart here: in lower case, without an s at their end."""
    return [w.rstrip("s").casefold() for w in _RUN.findall(text)]


def acronyms_in(text: str, *known: Collection[str]) -> list[str]:
    """Return abbreviations in capitals that are neither spelled out, nor known (`bare_words`), nor the number of a document."""
    whole = plain(text)
    found: list[str] = []
    if not ACRONYM.search(whole):
        return found
    runs = (list(run) for capital, run in groupby(_RUN.findall(whole), key=_in_capitals) if capital)
    shouted = {w for run in runs if len(run) > 3 for w in run}
    for match in ACRONYM.finditer(whole):
        short = match[0].rstrip("s")
        if any(short.casefold() in heard for heard in known) or short.lower() in _FUNCTION_WORDS or short in shouted:
            continue
        if re.match(r"\s(?:v\.?\s?|no\.?\s?|clause |§\s?)?\d", whole[match.end() :]):
            continue
        found.append(match[0])
    explained = {short for short in {f.rstrip("s") for f in found} if _expanded(short, whole)}
    return [f for f in found if f.rstrip("s") not in explained]


def _in_capitals(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word.isupper()


def _expanded(short: str, whole: str) -> bool:
    """Return whether a long form stands beside it: `service level (SL)`, `SL (service level)`, `bisphenol A (BPA)`."""
    before = re.search(rf"((?:[\w'&-]+\s){{1,8}})\({re.escape(short)}s?\)", whole)
    after = re.search(rf"\b{re.escape(short)}s?\s\(([^()]+)\)", whole)
    return any(_holds_letters(m[1].lower(), short.lower()) for m in (before, after) if m)


def _holds_letters(long: str, letters: str) -> bool:
    """Return whether the letters stand in this order, the first of them at the start of a word."""
    starts = [m.start() for m in re.finditer(rf"\b{re.escape(letters[0])}", long)]
    return any(all(c in rest for c in letters) for start in starts for rest in [iter(long[start:])])


def has_verb(sentence: str) -> bool:
    """Return whether a sentence seems to hold a finite verb; short lists and endings tell, so it errs now and then."""
    return _has_verb(words(sentence))


def _has_verb(said: Sequence[str]) -> bool:
    verbs = word_classes.VERBS
    for i, word in enumerate(said):
        if word in _SURE_VERBS or ("'" in word and word in word_classes.PRONOUNS):
            return True
        before = said[i - 1] if i else ""
        if word in verbs and (i == 0 or before in word_classes.PRONOUNS):
            return True
        third = word[-1] == "s" and (word[:-1] in verbs or word[:-2] in verbs)
        past = word.endswith("ed") and (word[:-2] in verbs or word[:-1] in verbs)
        if (third or past) and i > 0 and before not in _BEFORE_NOUNS:
            return True
    return False


_PASTS = frozenset(
    "became began bought brought came chose cost drew drove fell felt found gave got grew heard held kept knew left lost made "
    "meant met paid ran said sat saw sent sold spent stood threw told took tried understood went woke wrote".split()
)
"""Past tenses that no ending tells."""
_SURE_VERBS = word_classes.BE | word_classes.HAVE | _PASTS | (word_classes.BEFORE_VERB - {"to", "not", "please", "never"})
_BEFORE_NOUNS = word_classes.DETERMINERS | word_classes.ADJECTIVES | word_classes.PREPOSITIONS
