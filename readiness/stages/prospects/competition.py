"""Competition: which share of an account's yearly potential is to be won: not bought from us yet, not held by an alternative.

In: accounts, a year's purchases, how much alternatives cover of the needs, how present they are.
Out: Contest: arrays over the accounts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stages.buyers import Alternative
from readiness.stages.prospects.rows import Presence
from readiness.vocabulary import Account

STATUS_QUO = "status_quo"
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contest:
    """What stands against us at each account, in the order of the accounts; NaN where it is not known."""

    open_share: Floats
    """0..1: share of the yearly potential that is not bought from us yet."""
    held_share: Floats
    """0..1: the largest coverage x presence of an alternative."""
    strongest: NDArray[np.int64]
    """The place in `names` of the alternative that holds it; -1 where none is known."""
    names: tuple[str, ...]

    @property
    def competition(self) -> Floats:
        """Return open x (1 - held); where one of the two is not known, the other alone."""
        contestable = 1.0 - self.held_share
        both = self.open_share * contestable
        one = np.where(np.isnan(self.open_share), contestable, self.open_share)
        return np.where(np.isnan(both), one, both)


def contest_of(
    accounts: Sequence[Account],
    potentials: Floats,
    bought: Floats,
    coverage: Mapping[str, Mapping[str, float]],
    alternatives: Sequence[Alternative],
    presence: Sequence[Presence],
) -> Contest:
    """Return what stands against us.

    Args:
        accounts: of the launch.
        potentials: of each in a year, launch currency; NaN where not known.
        bought: from us in a year, the same.
        coverage: segment -> alternative -> share of the needs it meets.
        alternatives: of buyers.yaml; to do nothing is open to everybody, so its presence is 1 where no row says otherwise.
        presence: of alternatives; one without a row that applies is not known there and left out.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.clip(1.0 - bought / potentials, 0.0, 1.0)
    # Where there is no potential there is nothing to win, whatever was bought.
    open_share = np.where((potentials <= 0) & ~np.isnan(bought), 0.0, left)
    names = tuple(sorted({name for own in coverage.values() for name in own}))
    if not names:
        nobody = np.full(len(accounts), -1, dtype=np.int64)
        return Contest(open_share, np.full(len(accounts), np.nan), nobody, names)
    always = {a.name for a in alternatives if a.kind == STATUS_QUO}
    segments = sorted({a.segment for a in accounts})
    at = {s: i for i, s in enumerate(segments)}
    segment_of = np.array([at[a.segment] for a in accounts], dtype=np.int64)
    covered = np.array([[coverage.get(s, {}).get(name, np.nan) for name in names] for s in segments])
    there = presence_of(accounts, names, always, presence)
    held = covered[segment_of] * there
    known = ~np.isnan(held)
    filled = np.where(known, held, -1.0)
    strongest = np.where(known.any(axis=1), filled.argmax(axis=1), -1)
    largest = np.where(known.any(axis=1), filled.max(axis=1), np.nan)
    return Contest(open_share, largest, strongest, names)


def presence_of(accounts: Sequence[Account], names: Sequence[str], always: set[str], presence: Sequence[Presence]) -> Floats:
    """Return (accounts, names): how present each alternative is; NaN where nobody said.

    The row of the account counts before the row of its segment, that before the row for all; of two alike the larger one.
    """
    columns = {name: j for j, name in enumerate(names)}
    found = np.full((len(accounts), len(names)), np.nan)
    for name in always & set(names):
        found[:, columns[name]] = 1.0
    rows_of: dict[str, list[int]] = {}
    place = {a.account_id: i for i, a in enumerate(accounts)}
    for i, a in enumerate(accounts):
        rows_of.setdefault(a.segment, []).append(i)
    # The most general first, so that what is more particular overwrites it; of two alike the larger stands last.
    for p in sorted(presence, key=lambda p: (bool(p.account_id), bool(p.segment), p.presence)):
        if p.alternative not in columns:
            continue
        if p.account_id:
            where: int | list[int] | slice | None = place.get(p.account_id)
        else:
            where = rows_of.get(p.segment) if p.segment else slice(None)
        if where is not None:
            found[where, columns[p.alternative]] = p.presence
    return found
