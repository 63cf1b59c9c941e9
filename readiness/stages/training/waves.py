"""Waves: who is drawn to be trained early and who later, so that training can be measured as a staggered experiment.

In: reps, what they sold before, the working days of the plan, the number of waves, a seed.
Out: the stratum and the wave of each rep, the wave of each day, counted from 1.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from readiness.vocabulary import Rep

SALES_GROUPS = 4
"""Into which reps of one territory and motion are put by what they sold before, where there are enough of them."""
OTHERS = "small territories"
NO_SALES: Mapping[str, float] = MappingProxyType({})
NOBODY: Mapping[str, int] = MappingProxyType({})


def wave_by_day(days: Sequence[date], n_waves: int) -> dict[date, int]:
    """Return the wave of each working day: as many blocks of consecutive days as waves, as even as can be."""
    n = max(1, min(n_waves, len(days)))
    return {day: i * n // len(days) + 1 for i, day in enumerate(days)}


def draw_order(names: Sequence[str], launch_id: str, seed: int) -> dict[str, str]:
    """Return a sort key per name that depends on the name, the launch and the seed alone.

    A digest and not a generator's stream: a rep who joins late does not change what was drawn for the others, and a
    library's next version cannot change the draw.
    """
    return {n: hashlib.sha256(f"{seed}|{launch_id}|{n}".encode()).hexdigest() for n in names}


def strata_of(reps: Sequence[Rep], past_sales: Mapping[str, float], n_waves: int) -> dict[str, str]:
    """Return the stratum of each rep: territory, motion, and where he stands there by what he sold before.

    A stratum holds at least one rep for each wave, where there are so many: smaller motions of a territory are put together,
    then smaller territories, and what is left over joins the smallest stratum there is.
    """
    names = {r.rep_id: f"{r.territory_id}, {r.motion}" for r in reps}
    for territory in (True, False):
        size = Counter(names.values())
        few = [r for r in reps if size[names[r.rep_id]] < n_waves]
        names |= {r.rep_id: f"{r.territory_id}, other motions" if territory else OTHERS for r in few}
    size = Counter(names.values())
    if 0 < size[OTHERS] < n_waves and len(size) > 1:
        least = min((s for s in size if s != OTHERS), key=lambda s: (size[s], s))
        names = {rep_id: least if s == OTHERS else s for rep_id, s in names.items()}
    people: dict[str, list[str]] = defaultdict(list)
    for rep_id in sorted(names, key=lambda i: (past_sales.get(i, 0.0), i)):
        people[names[rep_id]].append(rep_id)
    return {rep_id: s for name, those in people.items() for rep_id, s in _by_sales(name, those, past_sales, n_waves).items()}


def _by_sales(name: str, rep_ids: Sequence[str], past_sales: Mapping[str, float], n_waves: int) -> dict[str, str]:
    """Return the reps of a stratum, least sold first, in as many groups as hold a rep for each wave."""
    differ = len({past_sales.get(i, 0.0) for i in rep_ids}) > 1
    k = max(1, min(SALES_GROUPS, len(rep_ids) // n_waves)) if differ else 1
    if k == 1:
        return dict.fromkeys(rep_ids, name)
    return {rep_id: f"{name}, past sales {i * k // len(rep_ids) + 1} of {k}" for i, rep_id in enumerate(rep_ids)}


def drawn_waves(
    reps: Sequence[Rep],
    n_waves: int,
    launch_id: str,
    seed: int,
    stratum: Mapping[str, str] | None = None,
    before: Mapping[str, int] = NOBODY,
) -> dict[str, int]:
    """Return the wave drawn for each rep.

    In each stratum waves differ by at most one rep. Within that, they are kept even in each territory, then each team, then
    over all; where that leaves a choice, a digest makes it, so that every wave is as likely for every rep.

    Args:
        reps: those to draw for; the order does not matter.
        n_waves: one or more.
        launch_id: with the seed what the digest is made of.
        seed: of the launch.
        stratum: of each rep; None for territory and motion alone.
        before: waves drawn earlier, which stay.

    Source: Pocock & Simon (1975), Biometrics 31, 103-115: minimisation, here by strata first.
    """
    stratum = strata_of(reps, NO_SALES, n_waves) if stratum is None else stratum
    taken: Counter[tuple[int, str, int]] = Counter()
    found = {r.rep_id: before[r.rep_id] for r in reps if r.rep_id in before}

    def groups(r: Rep) -> tuple[str, str, str, str]:
        return stratum[r.rep_id], r.territory_id, r.manager_id or r.rep_id, ""

    def seat(r: Rep, wave: int) -> None:
        found[r.rep_id] = wave
        taken.update((i, name, wave) for i, name in enumerate(groups(r)))

    for r in reps:
        if r.rep_id in before:
            seat(r, before[r.rep_id])
    order = {name: draw_order([name], launch_id, seed)[name] for r in reps for name in (*groups(r), f"rep {r.rep_id}")}
    for r in sorted(reps, key=lambda r: (*(order[name] for name in groups(r)), order[f"rep {r.rep_id}"])):
        if r.rep_id not in before:
            chance = draw_order([f"{r.rep_id} in wave {w}" for w in range(1, n_waves + 1)], launch_id, seed)
            seat(r, min(range(1, n_waves + 1), key=lambda w: (*_taken(taken, groups(r), w), chance[f"{r.rep_id} in wave {w}"])))
    return found


def _taken(taken: Counter[tuple[int, str, int]], groups: Sequence[str], wave: int) -> tuple[int, ...]:
    """Return how many of each of a rep's groups are in a wave already."""
    return tuple(taken[i, name, wave] for i, name in enumerate(groups))
