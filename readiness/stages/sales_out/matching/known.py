"""Known: what codes are matched with, what was decided about them before, and what becomes of each.

In: products and accounts of the launches; earlier decisions.
Out: Masters, Decision, Candidate, CodeMatch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

_DECIMAL = re.compile(r"([0-9]+)\.0+")
FIELDS = ("product", "account")
"""What a partner's code can stand for."""
PRODUCT_SCHEMA = dict.fromkeys(("product_id", "mpn", "gtin", "name"), pl.String)
PLACE = ("street", "city", "region", "postal_code", "country")
ACCOUNT_SCHEMA = dict.fromkeys(("account_id", "name", "partner_id", *PLACE, "territory_id"), pl.String)
HOWS = ("alias", "mpn", "gtin", "folded_mpn", "exact", "similar", "other", "review")
"""How a code was matched: `other` is a product that is none of ours, counted under its own code; `review` waits for a person."""
MOST_CANDIDATES = 5


def whole_number(text: str) -> str:
    """Return a number that a table of decimals wrote with zeros behind the point without them: 17850.0 is 17850."""
    found = _DECIMAL.fullmatch(text)
    return found[1] if found else text


@dataclass(frozen=True, slots=True)
class Masters:
    """What one partner's codes are matched with; text is never null, "" meaning not known."""

    partner_id: str
    """Whose report it is: a name alone finds only accounts of this partner or of none."""
    products: pl.DataFrame
    """PRODUCT_SCHEMA, each product_id once."""
    accounts: pl.DataFrame
    """ACCOUNT_SCHEMA, each account_id once."""
    is_whole_catalogue: bool = False
    """Whether `products` are all there are, so that a code of none of them waits; else it is another product."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Which of ours a partner's code is."""

    known_id: str
    how: str = "alias"
    score_ppm: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of ours a code may mean."""

    known_id: str
    score_ppm: int
    """How sure it is, in parts per million; 0 where text alone speaks for it."""
    why: str
    """For a person: our name of it, and what is alike."""


@dataclass(frozen=True, slots=True)
class CodeMatch:
    """What became of one code that nobody had decided about."""

    field: str
    """One of FIELDS."""
    code: str
    name: str
    """The account's name or the product's description, as reported."""
    place: str
    """Of an account, as reported."""
    gtin: str
    known_id: str
    """"" where it waits for a person."""
    how: str
    """One of HOWS."""
    score_ppm: int
    candidates: tuple[Candidate, ...] = ()
    """At most MOST_CANDIDATES, best first; none where the match is sure."""
