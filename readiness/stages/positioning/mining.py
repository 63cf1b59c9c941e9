"""Mining: what a pile of reviews or notes speaks of, so that a card can be written that nobody has yet.

In: texts by account; the names of our own brand and product.
Out: Aspects, those that most accounts speak of first.

Source: Hu & Liu (2004), Mining and summarizing customer reviews, KDD-04, 168-177: frequent nouns and noun phrases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from readiness.stages.positioning.cards import Card
from readiness.stages.positioning.statements import sentences
from readiness.stages.positioning.terms import stem, tokens
from readiness.stages.positioning.word_classes import noun_runs, singular

NOT_ASPECTS = frozenset(
    "thing lot bit way time day week month year hour minute second today night morning weekend moment while people person "
    "guy man woman friend wife husband son daughter kid brother sister father mother family someone anyone everyone one "
    "kind sort type reason fact case problem issue trouble complaint review reviewer opinion star amazon ebay store shop "
    "purchase buy deal money dollar buck half couple number amount part place point end start rest side example idea "
    "question answer mistake hand home house job word need want lack plenty ton bunch pair piece stuff item something "
    "nothing anything pro con advice experience customer consumer user owner buyer christmas birthday gift present july "
    "january february march april june august september october november december monday tuesday wednesday thursday friday "
    "saturday sunday world chance matter course anybody difference total average level try luck sense choice decision "
    "expectation research comment hope doubt http www com net org mb gb kb tb mhz ghz mm cm km kg lb oz inch foot "
    "meter metre mile kilo".split()
)
"""Nouns that any pile of notes is full of and that name no property of a product."""
PAIR_SHARE = 0.6
"""A noun that so many of its accounts say only within one pair is not listed beside the pair."""
LONGEST = 40
"""Characters; a longer word is a web address or a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """Something that several accounts speak of."""

    term: str
    """A noun or a pair of nouns, in lower case and singular."""
    n_accounts: int
    n_statements: int
    example: str
    """The shortest statement that speaks of it."""


def aspects(texts: Iterable[tuple[str, str]], own_names: Sequence[str] = (), k: int = 20) -> list[Aspect]:
    """Return the k aspects that most accounts speak of, from (account, text) pairs.

    A text whose account is not known may give its own id. Our own names never count: everybody says them.
    """
    own = {form for name in own_names for word in (*tokens(name), _bare(name)) for form in (word, singular(word))}
    accounts: dict[str, set[str]] = {}
    said: dict[str, dict[str, None]] = {}
    for account, text in texts:
        for sentence in sentences(text):
            for term in sorted({t for run in noun_runs(sentence) for t in _terms(run, own)}):
                accounts.setdefault(term, set()).add(account)
                said.setdefault(term, {})[sentence] = None
    order = sorted(accounts, key=lambda t: (-len(accounts[t]), -len(said[t]), t))
    pairs: dict[str, list[str]] = {}
    for pair in (t for t in order if " " in t):
        for word in pair.split():
            pairs.setdefault(word, []).append(pair)
    kept = [t for t in order if not _only_in_pair(t, accounts, pairs)]
    return [Aspect(t, len(accounts[t]), len(said[t]), min(said[t], key=lambda s: (len(s), s))) for t in kept[: max(k, 0)]]


def uncovered(found: Sequence[Aspect], cards: Sequence[Card]) -> list[Aspect]:
    """Return the aspects that no card has a word for: proposals for cards that nobody has yet."""
    known = {stem(w) for c in cards for text in (c.name, c.definition, *c.words) for w in tokens(text)}
    return [a for a in found if not any(stem(w) in known for w in tokens(a.term))]


def _terms(run: Sequence[str], own: set[str]) -> Iterable[str]:
    """Return each noun of a run and each pair of neighbours; a pair names an aspect whatever its first word is."""
    names = [w for w in run if _bare(w) not in own and w not in own and 1 < len(w) <= LONGEST and not w[0].isdigit()]
    yield from (w for w in names if w not in NOT_ASPECTS)
    yield from (f"{a} {b}" for a, b in pairwise(names) if a != b and not {a, b} & NOT_ASPECTS)


def _bare(name: str) -> str:
    """Return a name as one word, so that `AD-2600` is `AD2600`."""
    return "".join(c for c in name.lower() if c.isalnum())


def _only_in_pair(term: str, accounts: Mapping[str, set[str]], pairs: Mapping[str, list[str]]) -> bool:
    """Return True for a noun that nearly all of its accounts say within one pair, as `life` in `battery life`."""
    return any(len(accounts[p]) > PAIR_SHARE * len(accounts[term]) for p in pairs.get(term, ()))
