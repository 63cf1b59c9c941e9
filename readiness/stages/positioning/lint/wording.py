"""Wording: the rules that need nothing but the text itself.

In: sentences in which quotations are masked, a Lexis, what the reader knows.
Out: hits: which sentence, which rule, what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readiness.stages.positioning.lint.lexis import Lexis, WordSet
from readiness.stages.positioning.reads_like import acronyms_in, phrase_pattern, reads_like
from readiness.stages.positioning.verify.reading import tokens, words

MIN_COUNTED = 20
"""Words of three letters or more below which a share of rare ones says nothing."""
SHORTEST = 3
"""Letters of a word that is counted as rare or common."""
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule broken in one sentence."""

    sentence: int
    rule: str
    found: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose product a text speaks of, and what its reader knows."""

    names: tuple[str, ...] = ()
    """The product's and the vendor's."""
    case: frozenset[str] = frozenset()
    """Words of the reader's own case, in lower case."""
    known: frozenset[str] = frozenset()
    """Words that need no explanation, as `bare_words` has them."""
    split_names: tuple[tuple[str, ...], ...] = ()
    """The names as words."""


def reader_of(names: Sequence[str] = (), case: frozenset[str] = frozenset(), known: frozenset[str] = frozenset()) -> Reader:
    """Return a reader; names that are empty are left out."""
    given = tuple(n for n in names if n.strip())
    return Reader(given, case, known, tuple(tuple(words(n)) for n in given))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its words and numbers, as written and in lower case."""

    text: str
    said: tuple[str, ...]
    low: tuple[str, ...]

    def count(self, words: WordSet) -> int:
        """Return how many of its words are in a list."""
        return sum(map(words.has, self.said, self.low))


def read(sentences: Sequence[str]) -> list[Sentence]:
    """Return sentences with their words."""
    found = []
    for text in sentences:
        said = tuple(t for t in tokens(text) if t[0].isalnum())
        found.append(Sentence(text, said, tuple(map(str.lower, said))))
    return found


def word_hits(text: Sequence[Sentence], lexis: Lexis, reader: Reader) -> list[Hit]:
    """Return every hit of the rules on single words."""
    return [*_listed(text, lexis), *_acronyms(text, lexis, reader)]


def share_hits(text: Sequence[Sentence], lexis: Lexis, reader: Reader) -> list[Hit]:
    """Return every hit of the rules on a text as a whole: what it repeats, whom it speaks of and whom it sounds like."""
    is_on = lexis.rules.is_on
    return [
        *(_spec_verbs(text, lexis) if is_on("spec verbs") else ()),
        *(_repetition(text, lexis) if is_on("repetition") else ()),
        *(_customer_focus(text, lexis, reader) if is_on("customer focus") else ()),
        *(_subject_focus(text, lexis, reader) if is_on("subject focus") else ()),
        *(_rare_words(text, lexis, reader) if is_on("rare words") and lexis.rules.common else ()),
        *(_reads_like(text, lexis, reader) if is_on("reads like") else ()),
    ]


def _listed(text: Sequence[Sentence], lexis: Lexis) -> Iterator[Hit]:
    whole = " ".join(s.text for s in text)
    rules = [r for r in ("absolute", "superlative", "open comparison") if lexis.rules.is_on(r) and lexis.phrases[r].search(whole)]
    for i, sentence in enumerate(text if rules else ()):
        for rule in rules:
            said = dict.fromkeys(word.lower() for word in lexis.phrases[rule].findall(sentence.text))
            if said and (rule != "open comparison" or not any(w in lexis.sets["than"] for w in sentence.said)):
                yield from (Hit(i, rule, word) for word in said)


def _acronyms(text: Sequence[Sentence], lexis: Lexis, reader: Reader) -> Iterator[Hit]:
    if not lexis.rules.is_on("acronym not expanded"):
        return
    for short in dict.fromkeys(acronyms_in(" ".join(s.text for s in text), reader.known, lexis.acronyms)):
        first = next((i for i, s in enumerate(text) if re.search(rf"(?<!\w){re.escape(short)}(?!\w)", s.text)), 0)
        yield Hit(first, "acronym not expanded", short)


def _spec_verbs(text: Sequence[Sentence], lexis: Lexis) -> Iterator[Hit]:
    pattern = lexis.phrases["spec verbs"]
    if not pattern.search(" ".join(s.text for s in text)):
        return
    found = [(i, verb) for i, s in enumerate(text) for verb in pattern.findall(s.text)]
    n_words = sum(len(s.said) for s in text)
    if found and 100 * len(found) / max(1, n_words) > (lexis.rules["spec verbs"].limit or 0):
        yield Hit(found[0][0], "spec verbs", ", ".join(dict.fromkeys(verb.lower() for _, verb in found)))


def _repetition(text: Sequence[Sentence], lexis: Lexis) -> Iterator[Hit]:
    size = int(lexis.rules["repetition"].limit or 5)
    seen: dict[tuple[str, ...], int] = {}
    for i, sentence in enumerate(text):
        runs = [sentence.low[k : k + size] for k in range(len(sentence.low) - size + 1)]
        again = next((run for run in runs if seen.get(run, i) != i), None)
        if again:  # one is enough: longer repetitions hold many
            yield Hit(i, "repetition", " ".join(again))
        for run in runs:
            seen.setdefault(run, i)


def _customer_focus(text: Sequence[Sentence], lexis: Lexis, reader: Reader) -> Iterator[Hit]:
    """Yield where you-words are too few beside we-words and names; a text with neither is let be."""
    we, you = lexis.sets["we"], lexis.sets["you"]
    names = phrase_pattern(reader.names)
    counts = ((i, s.count(we) + len(names.findall(s.text))) for i, s in enumerate(text))
    seller = [(i, n) for i, n in counts if n]
    n_seller = sum(n for _, n in seller)
    n_reader = sum(s.count(you) for s in text) if seller else 0
    if seller and n_reader / (n_reader + n_seller) < (lexis.rules["customer focus"].limit or 0):
        yield Hit(seller[0][0], "customer focus", f"{n_reader} of {n_reader + n_seller}")


def _subject_focus(text: Sequence[Sentence], lexis: Lexis, reader: Reader) -> Iterator[Hit]:
    """Yield where too many sentences open with the seller; one that opens with neither side is not counted.

    One sentence on the product beside one on the reader is let be: a line for a quick sale has no third.
    """
    openings = [opens_with(s, lexis, reader) for s in text]
    n_reader, n_vendor = openings.count("reader"), openings.count("vendor")
    if (
        n_vendor
        and (n_vendor, n_reader) != (1, 1)
        and n_reader / (n_reader + n_vendor) < (lexis.rules["subject focus"].limit or 0)
    ):
        yield Hit(openings.index("vendor"), "subject focus", f"{n_reader} of {n_reader + n_vendor}")


def opens_with(sentence: Sentence, lexis: Lexis, reader: Reader) -> str:
    """Return whether a sentence opens with the reader (imperative, you, a noun of the reader's case), the vendor, or neither."""
    sets, said = lexis.sets, sentence.said
    if not said:
        return ""
    bare = sentence.low[1:] if said[0] in sets["articles"] else sentence.low
    if said[0] in sets["we"] or any(n and bare[: len(n)] == n for n in reader.split_names):
        return "vendor"
    if said[0] in sets["acts"] or (len(said) > 1 and said[1] in sets["after acts"]):
        return "reader"
    for word, low in zip(said, sentence.low, strict=True):
        if sets["we"].has(word, low):
            return "vendor"
        if sets["you"].has(word, low):
            return "reader"
        if not sets["small words"].has(word, low):
            return "reader" if low in reader.case else ""
    return ""


def _rare_words(text: Sequence[Sentence], lexis: Lexis, reader: Reader) -> Iterator[Hit]:
    """Yield where too many words are ones people seldom use; the reader's own are not counted as such."""
    counted = [(i, w) for i, s in enumerate(text) for w in _LETTERS.findall(s.text.lower()) if len(w) >= SHORTEST]
    strange = [(i, w) for i, w in counted if w not in lexis.rules.common and w.rstrip("s") not in reader.known]
    if len(counted) >= MIN_COUNTED and len(strange) / len(counted) > (lexis.rules["rare words"].limit or 0):
        yield Hit(strange[0][0], "rare words", ", ".join(dict.fromkeys(w for _, w in strange)))


def _reads_like(text: Sequence[Sentence], lexis: Lexis, reader: Reader) -> Iterator[Hit]:
    if sum(len(s.said) for s in text) < (lexis.rules["reads like"].limit or 0):
        return
    whole = " ".join(s.text for s in text)
    whose = reads_like(whole, reader.names, reader.known | lexis.acronyms, lexis.rules["spec verbs"].words)
    if whose.verdict in ("factory", "vendor"):
        yield Hit(0, "reads like", f"{whose.verdict} ({'; '.join(whose.reasons)})")
