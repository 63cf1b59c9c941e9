"""Totals: reps added up by channel, territory, motion and wave, so that nobody's own figures can be told from a sum.

In: RepRow, each rep's channel.
Out: Total, for the launch and for each channel.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from readiness.stages.honesty import LEAST_GROUP
from readiness.stages.report.rows import RepRow

SMALL = "*small*"
"""The group of those who are too few to be shown apart."""
MONEY = (
    "sales_out_money", "expected_money", "legacy_money", "market_money", "availability_money", "demand_money",
    "contribution_money",
)  # fmt: skip
WHOLE = ("sales_out_money", "expected_money", "contribution_money")
"""What has to be known of a rep to be in a sum."""
STATUSES = ("ready", "developing", "not_ready", "not_enough_data")
BY: Mapping[str, Callable[[RepRow], str]] = MappingProxyType(
    {
        "all": lambda _: "",
        "channel": lambda row: row.channel,
        "territory": lambda row: row.territory_id,
        "motion": lambda row: row.motion,
        "wave": lambda row: "" if row.wave is None else str(row.wave),
    }
)


@dataclass(frozen=True, slots=True)
class Total:
    """A group of reps, added up; of fewer than LEAST_GROUP nothing but how many they are."""

    channel: str
    """Within which it is added up; blank: within the launch."""
    by: str
    group: str
    n_groups: int
    """More than one where small groups are put together."""
    n_reps: int
    statuses: Mapping[str, int]
    """Status -> reps; empty for too few."""
    n_above: int | None
    """Whose sales are above the average rep's with 90% certainty; None for too few."""
    n_below: int | None
    n_judged: int | None
    money: Mapping[str, float | None]
    """Of MONEY, over the reps of whom all parts are known."""
    n_money: int | None
    """How many reps those are."""


def totals(rows: Sequence[RepRow], judged: Collection[str]) -> list[Total]:
    """Return the totals of a launch and of each of its channels; rows have their channel filled in.

    Groups with too few reps are put together, with the next larger one where they are still too few: else a sum less the others
    would tell of them.
    """
    found = [t for by in BY for t in _grouped(rows, judged, "", by)]
    channels = sorted({row.channel for row in rows if row.channel})
    for channel in channels:
        mine = [row for row in rows if row.channel == channel]
        found += [t for by in BY if by != "channel" for t in _grouped(mine, judged, channel, by)]
    return found


def _grouped(rows: Sequence[RepRow], judged: Collection[str], channel: str, by: str) -> list[Total]:
    members: dict[str, list[RepRow]] = {}
    for row in rows:
        members.setdefault(BY[by](row), []).append(row)
    order = sorted(members, key=lambda k: (len(members[k]), k))
    small = [k for k in order if len(members[k]) < LEAST_GROUP]
    if small and sum(len(members[k]) for k in small) < LEAST_GROUP:
        small = order[: len(small) + 1]
    together = [row for k in small for row in members[k]]
    shown = sorted((k for k in members if k not in small), key=lambda k: (not k.isdecimal(), int(k) if k.isdecimal() else 0, k))
    found = [_total(members[k], judged, (channel, by, k, 1)) for k in shown]
    return found + ([_total(together, judged, (channel, by, SMALL, len(small)))] if together else [])


def _total(rows: Sequence[RepRow], judged: Collection[str], key: tuple[str, str, str, int]) -> Total:
    if len(rows) < LEAST_GROUP:
        return Total(*key, len(rows), {}, None, None, None, {}, None)
    known = [
        r
        for r in rows
        if all(_is_known(getattr(r, name)) for name in ("sales_out_money", "expected_money", "contribution_money"))
    ]
    banded = [r for r in rows if r.rep_id in judged and _is_known(r.contribution_low) and _is_known(r.contribution_high)]
    enough = len(known) >= LEAST_GROUP
    return Total(
        *key,
        len(rows),
        {status: sum(r.status == status for r in rows) for status in STATUSES},
        sum((r.contribution_low or 0.0) > 0 for r in banded),
        sum((r.contribution_high or 0.0) < 0 for r in banded),
        len(banded),
        {name: _sum([getattr(r, name) for r in known]) for name in MONEY} if enough else {},
        len(known),
    )


def _is_known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _sum(values: Sequence[float | None]) -> float | None:
    """Return the sum, or None where a part is known of nobody."""
    known = [v for v in values if v is not None]
    return math.fsum(known) if known else None
