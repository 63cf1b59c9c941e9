"""Terms: the words, word pairs and parts of words that texts are compared by.

In: texts.
Out: tokens, and sparse matrices of weighted terms with one row a text.

Source: Salton & Buckley (1988), Information Processing & Management 24(5), 513-523: tf-idf weights and cosine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from scipy import sparse

STOPWORDS = frozenset(
    "a about after again all also am an and any are as at be because been before being both but by can could did do does doing "
    "each even few for from further had has have having he her here hers him his how i if in into is it its itself just let like "
    "made make me more most much my no nor not now of once one only or other our ours own really same shall she should so some "
    "still such than that the their theirs them then there these they this those through to too until us very was we were what "
    "when where which while who whom why will with would you your yours may must might im ive dont doesnt didnt cant wont it's "
    "i'm i've i'd i'll don't doesn't didn't can't won't isn't wasn't aren't couldn't that's you're we're they're there's".split()
)
"""Words too common to tell one English text from another; `up`, `out`, `off` and their like stay: `set up` is not `set`."""
SMALLEST_GRAM, LARGEST_GRAM = 3, 5
CHAR_WEIGHT = 0.5
"""Parts of words count half as much as words: they forgive spelling, and say less."""
EVERY_TERM = 3.0
"""What a term weighs however common it is. With the usual 1, words said once rule; 3 was chosen on reviews of a music player
(benchmarks/research.py) and then held on those of a router."""
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z]{2}|[A-Z][a-z]{2})|(?<=[A-Z]{2})(?=[A-Z][a-z]{4})")
_VOWEL = re.compile(r"[aeiouy]")
_ENDINGS = tuple("ations ation ments ment ness ings ing edly ities ity ed ies ers er es ly s e y".split())
Matrix = Any
"""A scipy.sparse CSR matrix; scipy ships no types."""


def tokens(text: str) -> list[str]:
    """Return the words of a text in lower case without stop words; `camelCase` names are taken apart."""
    found = _TOKEN.findall(_CAMEL.sub(" ", text).replace("’", "'").lower())
    return [w for w in (t.removesuffix("'s") for t in found) if w not in STOPWORDS and (len(w) > 1 or w.isdigit())]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return a word without its commonest English endings: `setups` is `setup`, `installing` is `install`."""
    if not word.isascii() or not word.isalpha():
        return word
    for ending in _ENDINGS:
        short = word.removesuffix(ending)
        if (
            short == word
            or len(short) < 3
            or not _VOWEL.search(short)
            or (word.endswith("ss") and ending == "s")
            or word.endswith("eed")
        ):
            continue
        doubled = len(short) > 3 and short[-1] == short[-2] and short[-1] not in "ls"
        return short[:-1] if doubled or short.endswith("i") else short
    return word


def word_terms(text: str) -> list[str]:
    """Return stems and pairs of neighbouring stems."""
    stems = [stem(w) for w in tokens(text)]
    return stems + [f"{a} {b}" for a, b in pairwise(stems)]


def vectors(texts: Sequence[str]) -> Matrix:
    """Return (texts, terms), rows of length 1 or 0: words and pairs, and parts of words at half their weight.

    A term weighs 1 + ln(how often the text says it), times EVERY_TERM + ln((1 + n) / (1 + texts with it)) over the n texts.
    """
    words = _weighted(term_counts(texts, word_terms))
    grams = _weighted(_gram_counts(texts))
    return (sparse.hstack([words, grams * np.sqrt(CHAR_WEIGHT)], format="csr") / np.sqrt(1 + CHAR_WEIGHT)).tocsr()


def term_counts(texts: Sequence[str], split: Callable[[str], Sequence[str]]) -> Matrix:
    """Return (texts, terms), how often each term stands in each text; the terms in the order of the alphabet."""
    terms = [split(text) for text in texts]
    columns = {t: i for i, t in enumerate(sorted(set().union(*terms)))}
    starts = np.cumsum([0, *map(len, terms)])
    indices = np.fromiter((columns[t] for found in terms for t in found), dtype=np.int64, count=int(starts[-1]))
    matrix = sparse.csr_array((np.ones(len(indices)), indices, starts), (len(texts), len(columns)))
    matrix.sum_duplicates()
    return matrix


def unit_rows(matrix: Matrix) -> Matrix:
    """Return the matrix with rows of length 1; a row of zeros stays one."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (sparse.diags_array(1 / np.where(lengths > 0, lengths, 1.0)) @ matrix).tocsr()


def _gram_counts(texts: Sequence[str]) -> Matrix:
    """Return the counts of the parts of each text's words; a word is taken apart once, however often it is said."""
    vocabulary = sorted({w for text in texts for w in tokens(text)})
    return (term_counts(texts, tokens) @ term_counts(vocabulary, _grams)).tocsr()


def _grams(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    lengths = range(SMALLEST_GRAM, LARGEST_GRAM + 1)
    return tuple(padded[i : i + n] for n in lengths for i in range(len(padded) - n + 1))


def _weighted(counts: Matrix) -> Matrix:
    n, width = counts.shape
    documents = np.bincount(counts.indices, minlength=width)
    counts.data = (1 + np.log(counts.data)) * (EVERY_TERM + np.log((1 + n) / (1 + documents)))[counts.indices]
    return unit_rows(counts)
