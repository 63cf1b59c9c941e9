"""Likeness: how like our best customers each account is; best by margin, retention and reference, not by size.

In: accounts, AccountFacts, deals.
Out: who is best; likeness of every account.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from readiness.stages.account_facts import LEVELS, AccountFacts
from readiness.stages.deals import Deal
from readiness.stages.positioning.best_customers import LEAST, MOST, NEAREST, best_customers, kind_codes, log_potentials
from readiness.stats.gower import gower_likeness
from readiness.vocabulary import Account

BEST_SHARE = 0.2
"""The best fifth of the accounts that are known well enough: a judgement."""


def best_accounts(
    accounts: Mapping[str, Account], facts: Mapping[str, AccountFacts], deals: Sequence[Deal], currency: str
) -> list[str]:
    """Return the ids of our best customers, by id.

    They are the fifth with the highest worth, at least 3 and at most 20, of the accounts with a known margin and retention and a
    worth above 0; where fewer than 3 have one, the accounts that brought most money won, at least 3 too; else nobody is known.
    """
    worth = {i: w for i in accounts if i in facts and (w := facts[i].worth) is not None and w > 0}
    if len(worth) >= LEAST:
        n = min(MOST, max(LEAST, math.ceil(BEST_SHARE * len(worth))))
        return sorted(sorted(worth, key=lambda i: (-worth[i], i))[:n])
    won = [b.account for b in best_customers(deals, accounts, {}, currency) if b.account in accounts]
    return sorted(won) if len(won) >= LEAST else []


def likeness_to_best(accounts: Sequence[Account], facts: Mapping[str, AccountFacts], best: Sequence[str]) -> NDArray[np.float64]:
    """Return (accounts,): mean likeness 0..1 to the 5 nearest best customers, a best customer not to itself; NaN if not known.

    Compared are segment, industry, channel, territory, the logarithm of the yearly potential, and the levels of complexity, buyer
    information, customisation and relationship, as far as both are known.

    Source: Gower (1971), A general coefficient of similarity and some of its properties, Biometrics 27(4), 857-871.
    """
    place = {a.account_id: i for i, a in enumerate(accounts)}
    to = [place[b] for b in best if b in place]
    if not to:
        return np.full(len(accounts), np.nan)
    quantities = np.hstack([log_potentials(accounts), _levels(accounts, facts)])
    likeness = gower_likeness(kind_codes(accounts), quantities, to)
    likeness[to, np.arange(len(to))] = np.nan
    # Sorted with the unknown last, so that the first columns are the nearest.
    nearest = -np.sort(-likeness, axis=1)[:, :NEAREST]
    known = ~np.isnan(nearest)
    n = known.sum(axis=1)
    total = np.where(known, nearest, 0.0).sum(axis=1)
    found: NDArray[np.float64] = np.divide(total, n, out=np.full(len(accounts), np.nan), where=n > 0)
    return found


def _levels(accounts: Sequence[Account], facts: Mapping[str, AccountFacts]) -> NDArray[np.float64]:
    """Return (accounts, LEVELS); NaN where not known."""
    found = np.full((len(accounts), len(LEVELS)), np.nan)
    if facts:
        for i, a in enumerate(accounts):
            if a.account_id in facts:
                known = (getattr(facts[a.account_id], name) for name in LEVELS)
                found[i] = [math.nan if v is None else v for v in known]
    return found
