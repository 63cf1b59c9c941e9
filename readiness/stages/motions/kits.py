"""Motion kits: what each sales motion asks for, and how many specialists the accounts ask for together.

In: a motion, the launch's bars and quiz blueprint; MotionRows.
Out: Kit, Loads.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from readiness.stages.motions.rows import ACCOUNT, ALL, HOURS_A_YEAR, WORKING_HOURS, Kit, Load, MotionRow
from readiness.vocabulary import Motion, counted


def kit_of(motion: Motion, bars: Mapping[Motion, float], bar: float, blueprint: Mapping[Motion, Mapping[str, float]]) -> Kit:
    """Return what a motion asks for.

    Args:
        motion: the one.
        bars: motion -> the readiness index its reps need, for those that have one of their own.
        bar: of the others.
        blueprint: motion -> level -> share of a quiz form.
    """
    shares = blueprint.get(motion, MappingProxyType({}))
    return Kit(motion, f"{motion}.yaml", shares, bars.get(motion, bar), HOURS_A_YEAR[motion])


def specialist_load(rows: Sequence[MotionRow], aimed: Collection[str] | None = None) -> list[Load]:
    """Return what the accounts ask of specialists, a row a motion, then the sum.

    Args:
        rows: from `account_motions`.
        aimed: the accounts that are aimed at; None for all.
    """
    counting = [r for r in rows if r.kind == ACCOUNT and (aimed is None or r.id in aimed)]
    loads = [_load(m, sum(r.motion == m for r in counting)) for m in Motion]
    hours = math.fsum(load.hours_a_year for load in loads)
    people = hours / WORKING_HOURS
    why = f"{hours:,.0f} hours at {WORKING_HOURS:,.0f} a specialist: {counted(math.ceil(round(people, 9)), 'specialist')}."
    return [*loads, Load(ALL, len(counting), hours, people, why)]


def _load(motion: Motion, n: int) -> Load:
    each = HOURS_A_YEAR[motion]
    why = f"{counted(n, 'account')} x {each:g} hours a year." if each else "Sold without a specialist."
    return Load(motion, n, n * each, n * each / WORKING_HOURS, why)
