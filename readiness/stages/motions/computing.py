"""Motion computing: how a sale is to be made at each account, and by each rep, from what the accounts ask of the seller.

In: accounts, AccountFacts, channels, reps, what people chose.
Out: MotionRows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from readiness.stages.account_facts import TOP_LEVEL, AccountFacts
from readiness.stages.motions.rows import (
    ACCOUNT,
    CONSULTATIVE_FROM,
    DEAL_SIZES,
    ENTERPRISE_FROM,
    INPUTS,
    LEAST_KNOWN,
    NAMES,
    REP,
    SAID,
    MotionChoice,
    MotionRow,
)
from readiness.vocabulary import Account, ChannelRow, Motion, Rep, counted

MOTIONS = tuple(Motion)
"""The least demanding first."""


def levels_of(facts: AccountFacts | None, deal_sizes: Sequence[Decimal] = DEAL_SIZES) -> dict[str, int]:
    """Return input -> level 0..3 as SAID words it, for the inputs that are known."""
    if facts is None:
        return {}
    size = facts.deal_size_money
    found = {
        "deal_size": None if size is None else sum(size >= limit for limit in deal_sizes),
        "complexity": facts.complexity,
        "buyer_information": facts.buyer_information,
        "customisation": facts.customisation,
        "relationship": facts.relationship,
    }
    return {name: level for name, level in found.items() if level is not None}


def demand(levels: Mapping[str, int]) -> float | None:
    """Return what a sale asks of the seller, 0..1: the mean level over the highest, a buyer's knowledge counted backwards.

    None where fewer than LEAST_KNOWN inputs are known.
    """
    if len(levels) < LEAST_KNOWN:
        return None
    return sum(_asks(levels).values()) / (TOP_LEVEL * len(levels))


def motion_of(levels: Mapping[str, int]) -> Motion | None:
    """Return the motion that the levels ask for, None where too few are known.

    A small order never pays for an enterprise sale, whatever the buyer would like: it is consultative at most.
    """
    score = demand(levels)
    if score is None:
        return None
    if score < CONSULTATIVE_FROM:
        return Motion.TRANSACTIONAL
    if score < ENTERPRISE_FROM or levels.get("deal_size") == 0:
        return Motion.CONSULTATIVE
    return Motion.ENTERPRISE


def account_motions(
    accounts: Iterable[Account],
    facts: Mapping[str, AccountFacts],
    channels: Sequence[ChannelRow],
    choices: Sequence[MotionChoice] = (),
    *,
    as_of: date,
    deal_sizes: Sequence[Decimal] = DEAL_SIZES,
) -> list[MotionRow]:
    """Return a row an account, by account_id.

    Args:
        accounts: of the channels.
        facts: by account_id.
        channels: whose motion stands where too little is known of an account; consultative where the channel is not among them.
        choices: of people; one made after `as_of` does not count.
        as_of: the day the rows speak of.
        deal_sizes: where a deal becomes mid-sized, large, very large, in the launch's currency.
    """
    route = {c.channel: c.motion for c in channels}
    chosen = last_choices(choices, ACCOUNT, as_of)
    rows = []
    for a in sorted(accounts, key=lambda a: a.account_id):
        levels = levels_of(facts.get(a.account_id), deal_sizes)
        computed = motion_of(levels) or route.get(a.channel, Motion.CONSULTATIVE)
        row = MotionRow(ACCOUNT, a.account_id, a.name, a.channel, computed, computed, demand(levels), _why(levels, computed))
        rows.append(_chosen(row, chosen.get(a.account_id)))
    return rows


def rep_motions(
    reps: Iterable[Rep],
    rep_by_account: Mapping[str, str],
    accounts: Mapping[str, Account],
    by_account: Sequence[MotionRow],
    choices: Sequence[MotionChoice] = (),
    *,
    as_of: date,
) -> list[MotionRow]:
    """Return a row a rep, by rep_id: the motion with the largest share of the yearly potential of his accounts.

    An account whose potential is not known counts as the mean of his others. Of two motions with the same share the more
    demanding one counts: who can make that sale can make the other. A rep without accounts has the motion of reps.csv.

    Args:
        reps: of the launch.
        rep_by_account: who calls on an account.
        accounts: by account_id.
        by_account: from `account_motions`; what people chose there counts.
        choices: as for `account_motions`.
        as_of: as for `account_motions`.
    """
    chosen = last_choices(choices, REP, as_of)
    mine: dict[str, list[MotionRow]] = {}
    for row in by_account:
        mine.setdefault(rep_by_account.get(row.id, ""), []).append(row)
    rows = []
    for rep in sorted(reps, key=lambda r: r.rep_id):
        own = mine.get(rep.rep_id, [])
        shares = _shares(own, accounts)
        computed = min(shares, key=lambda m: _first(shares, m)) if shares else rep.motion
        why = _why_rep(rep, len(own), shares, computed)
        row = MotionRow(REP, rep.rep_id, rep.name, rep.channel, computed, computed, shares.get(computed), why)
        rows.append(_chosen(row, chosen.get(rep.rep_id)))
    return rows


def last_choices(choices: Iterable[MotionChoice], kind: str, as_of: date) -> dict[str, MotionChoice]:
    """Return id -> the last choice made up to a day; of several on one day the one that stands last."""
    made = sorted((c for c in choices if c.kind == kind and c.on <= as_of), key=lambda c: c.on)
    return {c.id: c for c in made}


def _asks(levels: Mapping[str, int]) -> dict[str, int]:
    """Return what each input asks of the seller: who knows what is needed asks for less."""
    return {name: TOP_LEVEL - level if name == "buyer_information" else level for name, level in levels.items()}


def _chosen(row: MotionRow, choice: MotionChoice | None) -> MotionRow:
    if choice is None:
        return row
    why = f"{choice.by} chose {choice.motion} on {choice.on}: {choice.why.rstrip('.')}. Computed: {row.computed}. {row.why}"
    return replace(row, motion=choice.motion, why=why, chosen_by=choice.by, chosen_on=choice.on)


def _why(levels: Mapping[str, int], motion: Motion) -> str:
    """Return what is known in words, what asks most of the seller first; and what stands where too little is known."""
    asks = _asks(levels)
    said = "; ".join(SAID[n][levels[n]] for n in sorted(asks, key=lambda n: (-asks[n], INPUTS.index(n))))
    missing = ", ".join(NAMES[n] for n in INPUTS if n not in levels)
    score = demand(levels)
    if score is None:
        known = f" Known: {said}." if said else ""
        return f"Too little is known of the account, so the channel's motion ({motion}) stands; not known: {missing}.{known}"
    is_capped = score >= ENTERPRISE_FROM and motion != Motion.ENTERPRISE
    small = " A small order does not pay for an enterprise sale." if is_capped else ""
    return f"{said[0].upper()}{said[1:]}.{small}" + (f" Not known: {missing}." if missing else "")


def _shares(rows: Sequence[MotionRow], accounts: Mapping[str, Account]) -> dict[Motion, float]:
    """Return motion -> its share of the accounts' yearly potential, for those it has any of; empty without accounts."""
    potentials = [accounts[r.id].potential_money if r.id in accounts else None for r in rows]
    known = [float(p) for p in potentials if p is not None]
    mean = math.fsum(known) / len(known) if known else 1.0
    weights = [mean if p is None else float(p) for p in potentials]
    if rows and math.fsum(weights) <= 0:
        weights = [1.0] * len(rows)
    total = math.fsum(weights)
    sums = {m: math.fsum(w for w, r in zip(weights, rows, strict=True) if r.motion == m) for m in MOTIONS}
    return {m: s / total for m, s in sums.items() if s > 0}


def _first(shares: Mapping[Motion, float], motion: Motion) -> tuple[float, int]:
    """Return what puts the largest share first, of the same the most demanding."""
    return -round(shares[motion], 12), -MOTIONS.index(motion)


def _why_rep(rep: Rep, n_accounts: int, shares: Mapping[Motion, float], computed: Motion) -> str:
    if not shares:
        return f"No account is known to belong to the rep, so the motion of reps.csv ({rep.motion}) stands."
    said = ", ".join(f"{shares[m]:.0%} {m}" for m in sorted(shares, key=lambda m: _first(shares, m)))
    other = "" if computed == rep.motion else f" reps.csv says {rep.motion}."
    return f"Of the yearly potential of {counted(n_accounts, 'account')}: {said}.{other}"
