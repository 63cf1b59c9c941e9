"""Best customers: what those need who bought most, and who else has the same needs.

In: deals, accounts, the needs heard from each account.
Out: BestCustomer, WhoElse.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from readiness.stages.deals import Deal
from readiness.stages.positioning.heard_needs import Heard
from readiness.stages.requirements import folded
from readiness.stats.gower import gower_likeness
from readiness.vocabulary import Account

HALF = Decimal("0.5")
LEAST, MOST = 3, 20
NEAREST = 5
"""An account is as like our best customers as it is to so many of the nearest of them, on average."""
KINDS = ("segment", "industry", "channel", "territory_id")
KIND_WORDS = {"segment": "segment", "industry": "industry", "channel": "channel", "territory_id": "territory"}


@dataclass(frozen=True, slots=True)
class BestCustomer:
    """One of the accounts that bought most."""

    account: str
    """An account_id of accounts.csv, else the name in the CRM."""
    name: str
    won_money: Decimal
    """Launch currency; deals in another one are not in it."""
    n_deals: int
    """Won ones, in any currency."""
    needs: tuple[Heard, ...]


@dataclass(frozen=True, slots=True)
class WhoElse:
    """Another account, by how many of our best customers' needs it has spoken of and how like them it is."""

    account_id: str
    """Blank where accounts.csv does not have it."""
    name: str
    needs: tuple[Heard, ...]
    """Those it shares with a best customer."""
    n_asked: int
    """How many needs the best customers have in all."""
    likeness: float | None
    """0..1; None where accounts.csv has not both of them, or nothing is known of both."""
    most_like: str
    why: str

    @property
    def share(self) -> float:
        """Return the share of the best customers' needs that it has spoken of, 0 where those have none."""
        return len(self.needs) / self.n_asked if self.n_asked else 0.0


def best_customers(
    deals: Sequence[Deal], accounts: Mapping[str, Account], needs: Mapping[str, Sequence[Heard]], currency: str
) -> list[BestCustomer]:
    """Return the accounts that bought most, most money first.

    These are the fewest accounts that together bring half of all money won, but at least 3 and at most 20 of those that brought
    any. Margin, retention and whether an account would speak for us would make a better rule; a CRM's deals do not hold them.

    Args:
        deals: of the CRM; only won ones with an account count, as money only those in the launch's currency.
        accounts: by account_id.
        needs: from `needs_by_account`.
        currency: the launch's.
    """
    money: dict[str, Decimal] = {}
    counts: dict[str, int] = {}
    called: dict[str, str] = {}
    for deal in (d for d in deals if d.won and d.account):
        key = folded(deal.account)
        called.setdefault(key, deal.account)
        counts[key] = counts.get(key, 0) + 1
        if deal.amount_money is not None and deal.currency in ("", currency):
            money[key] = money.get(key, Decimal(0)) + deal.amount_money
    ranked = sorted((key for key, m in money.items() if m > 0), key=lambda key: (-money[key], key))
    total, so_far, best = sum(money[key] for key in ranked), Decimal(0), 0
    while best < len(ranked) and best < MOST and (best < LEAST or so_far < HALF * total):
        so_far += money[ranked[best]]
        best += 1
    return [
        BestCustomer(called[key], _name(called[key], accounts), money[key], counts[key], tuple(needs.get(key, ())))
        for key in ranked[:best]
    ]


def who_else(
    best: Sequence[BestCustomer],
    deals: Sequence[Deal],
    accounts: Mapping[str, Account],
    needs: Mapping[str, Sequence[Heard]],
) -> list[WhoElse]:
    """Return every other account that shares a need with the best customers or can be compared with them, the likeliest first.

    Others are those of accounts.csv, of the deals, and those the evidence names. First comes who spoke of the greatest share of
    the needs, then who is most like, then by name. Like is Gower's coefficient over segment, industry, channel, territory and
    the logarithm of the yearly potential, the mean over the five nearest best customers.
    """
    if not best:
        return []
    ours = {folded(b.account) for b in best}
    asked = {h.requirement_id for b in best for h in b.needs}
    called = {folded(a): a for a in sorted(accounts)}
    open_deals = {folded(d.account) for d in deals if d.won is None}
    for said in sorted({d.account for d in deals} | {heard[0].account for heard in needs.values() if heard}):
        called.setdefault(folded(said), said)
    alike = _alike([b.account for b in best], accounts)
    rows = []
    for key in sorted(k for k in called if k and k not in ours):
        shared = tuple(h for h in needs.get(key, ()) if h.requirement_id in asked)
        likeness, nearest = alike.get(called[key], (None, ""))
        if shared or likeness is not None:
            account_id = called[key] if called[key] in accounts else ""
            why = _why(shared, len(asked), accounts.get(called[key]), accounts.get(nearest), is_open=key in open_deals)
            name = _name(called[key], accounts)
            rows.append(WhoElse(account_id, name, shared, len(asked), likeness, _name(nearest, accounts), why))
    return sorted(rows, key=lambda r: (-r.share, -(r.likeness if r.likeness is not None else -1.0), r.name, r.account_id))


def _name(account: str, accounts: Mapping[str, Account]) -> str:
    return accounts[account].name or account if account in accounts else account


def _alike(best: Sequence[str], accounts: Mapping[str, Account]) -> dict[str, tuple[float | None, str]]:
    """Return how like the best customers each account of accounts.csv is, and which of them it is most like."""
    ids = sorted(accounts)
    to = [ids.index(b) for b in best if b in accounts]
    if not to:
        return {}
    likeness = gower_likeness(kind_codes([accounts[i] for i in ids]), log_potentials([accounts[i] for i in ids]), to)
    found: dict[str, tuple[float | None, str]] = {}
    for account_id, row in zip(ids, likeness.round(9), strict=True):
        known = sorted((-float(v), at) for at, v in enumerate(row) if not math.isnan(v))[:NEAREST]
        if known:
            found[account_id] = (-sum(v for v, _ in known) / len(known), ids[to[known[0][1]]])
    return found


def kind_codes(accounts: Sequence[Account]) -> NDArray[np.int64]:
    """Return (accounts, KINDS): a number for each segment, industry, channel and territory; -1 where it is not known."""
    columns = []
    for kind in KINDS:
        texts = [folded(getattr(a, kind)) for a in accounts]
        numbers = {text: i for i, text in enumerate(sorted({t for t in texts if t}))}
        columns.append([numbers.get(t, -1) for t in texts])
    return np.array(columns, dtype=np.int64).T


def log_potentials(accounts: Sequence[Account]) -> NDArray[np.float64]:
    """Return (accounts, 1): the logarithm to base 10 of the yearly potential; NaN where there is none."""
    potentials = [a.potential_money for a in accounts]
    return np.array([[math.log10(p) if p is not None and p > 0 else math.nan] for p in potentials])


def _why(shared: Sequence[Heard], n_asked: int, account: Account | None, nearest: Account | None, *, is_open: bool) -> str:
    """Return why an account stands where it does, in words."""
    said = [_said(shared, n_asked)]
    if is_open:
        said.append("It has an open deal.")
    if account and nearest:
        same = [
            KIND_WORDS[k] for k in KINDS if getattr(account, k) and folded(getattr(account, k)) == folded(getattr(nearest, k))
        ]
        both = f"the same {', '.join(same[:-1])}{' and ' if same[1:] else ''}{same[-1]}" if same else "nothing else in common"
        sizes = ""
        if account.potential_money and nearest.potential_money:
            sizes = f"; yearly potential {account.potential_money:,.0f} against {nearest.potential_money:,.0f}"
        said.append(f"Most like {nearest.name or nearest.account_id}: {both}{sizes}.")
    return " ".join(said)


def _said(shared: Sequence[Heard], n_asked: int) -> str:
    if not n_asked:
        return "What our best customers need is not known: no evidence names their account and speaks of a need."
    if not shared:
        none = "The one need" if n_asked == 1 else f"None of the {n_asked} needs"
        return f"{none} of our best customers was {'not ' if n_asked == 1 else ''}heard from it yet."
    which = ", ".join(h.requirement_id for h in shared)
    sure = "" if any(h.is_sure for h in shared) else " Nobody has confirmed that yet."
    how_many = "the one need" if n_asked == 1 else f"{len(shared)} of the {n_asked} needs"
    return f"It spoke of {how_many} of our best customers: {which}.{sure}"
