"""Training greedy: the peer of the plan: seats for those who have none, in open sessions or in new ones, cheapest first.

In: Seating, learners without a seat.
Out: the same seating, fuller.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.solving.frame import Frame
from readiness.stages.training.solving.seating import NOWHERE, Seating


def modules_in_order(frame: Frame) -> list[int]:
    """Return the modules, each after those that have to be ended before it."""
    return sorted(range(len(frame.before)), key=lambda m: (len(frame.before[m]), m))


def fill(seating: Seating, learners: NDArray[np.intp]) -> None:
    """Seat the learners in what they need: each module in turn, in spare seats while those are cheaper than a new session."""
    frame = seating.frame
    for module in modules_in_order(frame):
        fill_module(seating, module, learners)


def fill_module(seating: Seating, module: int, learners: NDArray[np.intp]) -> None:
    """Seat those of the learners who need the module and have no seat for it."""
    left = learners[seating.frame.problem.needs[learners, module] & (seating.seat[learners, module] == NOWHERE)]
    while len(left):
        dearest = seating.frame.problem.prices.unserved
        spare = _best_spare(seating, module, left)
        fresh = _best_new(seating, module, left)
        best = min((x for x in (spare, fresh) if x and x[0] < dearest), key=lambda x: x[0], default=None)
        if best is None:
            return
        _, session, offering, start, chosen = best
        if session == NOWHERE:
            session = seating.open_session(offering, start, _cheapest_trainer(seating, offering, start))
        seating.sit(chosen, session)
        left = left[~np.isin(left, chosen)]


_Option: TypeAlias = tuple[float, int, int, int, NDArray[np.intp]]


def _best_spare(seating: Seating, module: int, left: NDArray[np.intp]) -> _Option | None:
    """Return the cheapest seats in one open session: mean cost, session, offering, start, learners."""
    best: _Option | None = None
    for session, offering in [(s, int(o)) for o in seating.frame.offerings_of(module) for s in seating.open_of(int(o))]:
        if seating.spare(session) < 1:
            continue
        start = seating.start[session]
        found = _cheapest(seating, left, offering, start, seating.spare(session), 0.0)
        if found and (best is None or found[0] < best[0]):
            best = (found[0], session, offering, start, found[1])
    return best


def _best_new(seating: Seating, module: int, left: NDArray[np.intp]) -> _Option | None:
    """Return the new session that is cheapest a seat."""
    best: _Option | None = None
    frame = seating.frame
    for offering in frame.offerings_of(module):
        o = int(offering)
        for start in _promising(seating, left, o):
            if not seating.room_at(o, start) or not len(able := seating.trainers_for(o, start)):
                continue
            price = float(frame.price(o, able).min())
            found = _cheapest(seating, left, o, start, int(frame.seats[module]), price)
            if found and (best is None or found[0] < best[0]):
                best = (found[0], NOWHERE, o, start, found[1])
    return best


def _promising(seating: Seating, left: NDArray[np.intp], offering: int, most: int = 24) -> list[int]:
    """Return the starts that look cheapest a seat, were all those left without other seats."""
    frame, p = seating.frame, seating.frame.problem
    n_bins = int(frame.n_bins[frame.module[offering]])
    members = left[p.takes[p.group[left], offering]]
    if not len(members):
        return []
    fits = frame.fits[n_bins][members] & seating.apart(members, offering)
    n = np.minimum(fits.sum(axis=0), frame.seats[frame.module[offering]])
    cost = np.where(fits, frame.seat_cost(members, offering), 0.0).sum(axis=0) / np.maximum(fits.sum(axis=0), 1)
    able = frame.teachable[n_bins][p.can[:, offering]].any(axis=0) & (n > 0)
    mean = np.where(able, cost + frame.problem.prices.session / np.maximum(n, 1), np.inf)
    order = np.argsort(mean, kind="stable")[:most]
    return [int(s) for s in order if np.isfinite(mean[s])]


def _cheapest(
    seating: Seating, left: NDArray[np.intp], offering: int, start: int, seats: int, price: float
) -> tuple[float, NDArray[np.intp]] | None:
    """Return the least mean cost a seat with the session's price, and who sits then."""
    frame, p = seating.frame, seating.frame.problem
    members = left[seating.can_sit(left, offering, start)]
    if not len(members):
        return None
    n_bins = int(frame.n_bins[frame.module[offering]])
    cost = frame.time[n_bins][p.group[members], start] + p.travel[p.group[members], offering]
    order = np.argsort(cost, kind="stable")
    members = seating.within_teams(members[order], offering, start)[:seats]
    cost = frame.time[n_bins][p.group[members], start] + p.travel[p.group[members], offering]
    mean = (price + np.cumsum(cost)) / np.arange(1, len(cost) + 1)
    n = int(np.argmin(mean)) + 1
    return float(mean[n - 1]), members[:n]


def _cheapest_trainer(seating: Seating, offering: int, start: int) -> int:
    """Return who teaches it for least; among those, who can teach fewest offerings."""
    able = seating.trainers_for(offering, start)
    price = seating.frame.price(offering, able)
    many = seating.frame.problem.can[able].sum(axis=1)
    return int(able[np.lexsort((able, many, price))[0]])
