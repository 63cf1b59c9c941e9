"""Experiment: which wave lots draw for whom, who could not be drawn, how even it came out, who kept to it and what it cost.

In: reps, what they sold before, the waves each could be trained in; later the plan.
Out: Drawn a rep, balance, Held, cost in words.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.objective import Objective
from readiness.stages.training.problem import NO_WAVE, ONLINE, Problem, Timetable
from readiness.stages.training.records import Drawn, TrainingPlan
from readiness.stages.training.waves import NO_SALES, drawn_waves, strata_of
from readiness.vocabulary import Rep, counted

ROWS_AT_ONCE = 4096
KEPT = 0.8
"""Share of reps who must be seated, and come, in the wave drawn for them, for waves to be compared as a lottery; a judgement."""
HIRED_ON = "hired on"
"""What is compared by days, each as its number in the calendar."""


ONE_WAVE = "Everybody is trained in one wave, so what training changes cannot be told from what the season changes."
NOT_DRAWN = (
    "Waves were not drawn by lot: who is trained when was left to the calendar. Whether sales change with training can then be"
    " told as an association only, for those trained early may differ from the others anyway."
)


@dataclass(frozen=True, slots=True)
class Balance:
    """How far apart the waves are in one thing that was known before the draw."""

    what: str
    difference: float
    """Of the two waves furthest apart, in standard deviations of a rep."""
    by_wave: tuple[tuple[int, float], ...]
    """The mean of each wave, or its share."""


@dataclass(frozen=True, slots=True)
class Held:
    """Whether a rep is seated as drawn."""

    rep_id: str
    stratum: str
    wave: int | None
    """None where it was not drawn."""
    kept: bool
    why: str
    """Why not; blank where it was kept."""


def open_waves(problem: Problem, n_waves: int) -> NDArray[np.bool_]:
    """Return (learners, waves) whether each module needed has a session in the wave that this learner could come to.

    One learner alone is looked at: whether there is a seat for everybody is the solver's question.
    """
    found = np.ones((len(problem.group), n_waves), dtype=np.bool_)
    wave = problem.start_wave[problem.starts]
    for m, module in enumerate(problem.modules):
        held = _can_be_held(problem, m)
        by_group = np.array([held[takes].any(axis=0) for takes in problem.takes], dtype=np.bool_).reshape(-1, wave.size)
        for at in range(0, len(problem.group), ROWS_AT_ONCE):
            rows = slice(at, at + ROWS_AT_ONCE)
            comes = _is_free(problem.free[rows], problem.starts, module.n_bins) & by_group[problem.group[rows]]
            for w in range(n_waves):
                found[rows, w] &= comes[:, wave == w + 1].any(axis=1) | ~problem.needs[rows, m]
    return found


def _can_be_held(problem: Problem, m: int) -> NDArray[np.bool_]:
    """Return (offerings, starts) whether some trainer, and a room, is there for a session of the module."""
    n_bins = problem.modules[m].n_bins
    free = _is_free(problem.trainer_free, problem.starts, n_bins) & (problem.trainer_most >= n_bins)[:, None]
    held = np.zeros((len(problem.offerings), problem.starts.size), dtype=np.bool_)
    for o, offering in enumerate(problem.offerings):
        if offering.module == m:
            held[o] = free[problem.can[:, o]].any(axis=0)
            if offering.place != ONLINE:
                held[o] &= _is_free(problem.rooms[[offering.place]] > 0, problem.starts, n_bins)[0]
    return held


def _is_free(free: NDArray[np.bool_], starts: NDArray[np.intp], n_bins: int) -> NDArray[np.bool_]:
    """Return (rows, starts) whether all half hours of a session are free."""
    inside = starts + n_bins <= free.shape[1]
    summed = np.concatenate([np.zeros((len(free), 1), dtype=np.int64), np.cumsum(free, axis=1)], axis=1)
    ends = np.where(inside, starts + n_bins, 0)
    found: NDArray[np.bool_] = inside & (summed[:, ends] - summed[:, starts] == n_bins)
    return found


def experiment_of(
    reps: Sequence[Rep],
    days: Mapping[date, int],
    launch_id: str,
    seed: int,
    *,
    past_sales: Mapping[str, float] = NO_SALES,
    open_to: Mapping[str, Sequence[int]] | None = None,
    before: Sequence[Drawn] = (),
) -> tuple[Drawn, ...]:
    """Return the wave of each rep, in their order: drawn by lot, or given where the rep cannot be trained in every wave.

    Args:
        reps: who needs training; others are no part of it.
        days: the wave of each day of training.
        launch_id: with the seed what the lots are made of.
        seed: of the launch.
        past_sales: what each rep sold before, in any one unit; who is not named counts as 0.
        open_to: the waves each rep can be trained in at all; None for all of them.
        before: what was drawn and given earlier; it stays.
    """
    n_waves = max(days.values(), default=1)
    if n_waves < 2:
        return ()
    ends = {w: max(d for d, wave in days.items() if wave == w) for w in range(1, n_waves + 1)}
    stays = {d.rep_id: d for d in before if d.wave <= n_waves}
    known = dict(stays)
    for r in reps:
        if r.rep_id not in known and (why := _why_given(r, ends, open_to)):
            known[r.rep_id] = Drawn(r.rep_id, min(_possible(r, ends, open_to), default=NO_WAVE), why=why)
    to_draw = [r for r in reps if r.rep_id not in known or not known[r.rep_id].why]
    strata = strata_of(to_draw, past_sales, n_waves)
    earlier = {rep_id: d.wave for rep_id, d in stays.items()}
    waves = drawn_waves(to_draw, n_waves, launch_id, seed, strata, earlier)
    return tuple(known.get(r.rep_id) or Drawn(r.rep_id, waves[r.rep_id], strata[r.rep_id]) for r in reps)


def _possible(rep: Rep, ends: Mapping[int, date], open_to: Mapping[str, Sequence[int]] | None) -> list[int]:
    """Return the waves a rep can be trained in."""
    hired = [w for w, end in ends.items() if rep.hired_on is None or rep.hired_on <= end]
    return hired if open_to is None else [w for w in hired if w in open_to.get(rep.rep_id, ends)]


def _why_given(rep: Rep, ends: Mapping[int, date], open_to: Mapping[str, Sequence[int]] | None) -> str:
    """Return why no lot can be drawn for a rep; blank where it can."""
    missing = sorted(set(ends) - set(_possible(rep, ends, open_to)))
    if not missing:
        return ""
    if rep.hired_on is not None and rep.hired_on > ends[missing[0]]:
        return f"hired on {rep.hired_on}, after wave {missing[0]} has ended"
    if len(missing) == len(ends):
        return "in no wave is there a session this rep could come to for everything needed"
    which = " and ".join(map(str, missing))
    return f"in wave {which} there is no session this rep could come to for everything needed"


def lots_of(draw: Sequence[Drawn]) -> dict[str, int]:
    """Return the wave of each rep for whom lots drew one: what reps are compared by, whatever became of it."""
    return {d.rep_id: d.wave for d in draw if not d.why}


def balance(draw: Sequence[Drawn], reps: Sequence[Rep], past_sales: Mapping[str, float] = NO_SALES) -> tuple[Balance, ...]:
    """Return how far apart the waves drawn are in past sales, time in the job, motions and territories; the furthest last.

    Source: Austin (2009), Statistics in Medicine 28, 3083-3107: standardised differences.
    """
    lots = lots_of(draw)
    people = [r for r in reps if r.rep_id in lots]
    if len(people) < 2:
        return ()
    wave = np.array([lots[r.rep_id] for r in people])
    seen: dict[str, list[float]] = {}
    if past_sales:
        seen["past sales"] = [past_sales.get(r.rep_id, 0.0) for r in people]
    if all(r.hired_on for r in people):
        seen[HIRED_ON] = [float(r.hired_on.toordinal()) for r in people if r.hired_on]
    for name in sorted({str(r.motion) for r in people}):
        seen[name] = [float(r.motion == name) for r in people]
    for name in sorted({r.territory_id for r in people}):
        seen[f"territory {name}"] = [float(r.territory_id == name) for r in people]
    rows = [_apart(what, np.array(values), wave) for what, values in seen.items() if len(set(values)) > 1]
    return tuple(sorted(rows, key=lambda b: b.difference))


def _apart(what: str, values: NDArray[np.float64], wave: NDArray[np.int64]) -> Balance:
    means = [(int(w), float(values[wave == w].mean())) for w in np.unique(wave)]
    spread = max(m for _, m in means) - min(m for _, m in means)
    return Balance(what, spread / float(values.std(ddof=1)), tuple(means))


def wave_held(problem: Problem, timetable: Timetable) -> NDArray[np.int64]:
    """Return (learners,) the wave that all of a learner's seats are in; NO_WAVE where there is none, or they are in several."""
    n = len(problem.group)
    wave = problem.start_wave[timetable.start[timetable.seat_session]]
    least, most = np.full(n, np.iinfo(np.int64).max), np.zeros(n, dtype=np.int64)
    np.minimum.at(least, timetable.seat_learner, wave)
    np.maximum.at(most, timetable.seat_learner, wave)
    return np.where(least == most, most, NO_WAVE)


def held_of(plan: TrainingPlan) -> tuple[Held, ...]:
    """Return, for each rep with a wave, whether every seat is in it."""
    seats: dict[str, list[int]] = defaultdict(list)
    missing: Counter[str] = Counter()
    for e in plan.enrolments:
        seats[e.rep_id].append(e.wave)
    for u in plan.unserved:
        missing[u.rep_id] += 1
    return tuple(_held(d, sorted(seats[d.rep_id]), missing[d.rep_id]) for d in plan.draw)


def _held(d: Drawn, seats: list[int], missing: int) -> Held:
    wave = None if d.why else d.wave
    off = [w for w in seats if w != d.wave]
    if d.why:
        why = f"given, not drawn: {d.why}"
    elif not seats:
        why = "no seat"
    elif off:
        where = " and ".join(f"wave {w}" for w in sorted(set(off)))
        why = f"{len(off)} of {counted(len(seats), 'seat')} in {where}"
    else:
        why = f"no seat for {counted(missing, 'module')}" if missing else ""
    return Held(d.rep_id, d.stratum, wave, not why, why)


@dataclass(frozen=True, slots=True)
class DrawCost:
    """What keeping the waves as drawn costs, beside the best plan found for nobody's wave in particular."""

    hours: float
    """Selling hours; below 0 where the search happened on a better plan with the draw than without."""
    n_reps: int
    share: float
    """Of the cost of the plan without the draw."""
    n_more_unserved: int

    def __str__(self) -> str:
        """Return it in words."""
        lost = f" and {counted(self.n_more_unserved, 'module')} more without a seat" if self.n_more_unserved > 0 else ""
        if self.hours <= 0.0 and not lost:
            return "Keeping the waves as drawn costs nothing that the search could see."
        hours, minutes = max(self.hours, 0.0), 60.0 * max(self.hours, 0.0) / max(self.n_reps, 1)
        return (
            f"Keeping the waves as drawn costs about {hours:,.1f} selling hours{lost}: {minutes:.0f} minutes a rep,"
            f" {self.share:.0%} more than the plan without lots. With randomise: no in training.yaml nothing is drawn."
        )


def undrawn(problem: Problem) -> Problem:
    """Return the same problem with nobody's wave drawn."""
    return replace(problem, wave=np.full_like(problem.wave, NO_WAVE), prices=replace(problem.prices, off_wave=0.0))


def cost_of_draw(with_draw: Objective, without: Objective, units_per_hour: float, n_reps: int) -> DrawCost:
    """Return what the draw costs: two plans of one problem, the prices of seats off the draw and of missing seats left out."""
    kept, free = (o.total - o.off_wave - o.unserved for o in (with_draw, without))
    share = (kept - free) / free if free > 0.0 else math.nan
    return DrawCost((kept - free) / units_per_hour, n_reps, share, with_draw.n_unserved - without.n_unserved)


def share_kept(plan: TrainingPlan) -> float:
    """Return the share of reps drawn who are seated as drawn; 1 where nobody was drawn."""
    drawn = [h for h in held_of(plan) if h.wave is not None]
    return sum(h.kept for h in drawn) / len(drawn) if drawn else 1.0


def draw_sentences(draw: Sequence[Drawn], n_waves: int, kept: float = 1.0) -> tuple[str, ...]:
    """Return what was drawn and what was not, and what share of the reps drawn is seated so, in words."""
    lots = lots_of(draw)
    if not lots:
        return (ONE_WAVE if n_waves < 2 else NOT_DRAWN,)
    n_strata, n_waves = len({d.stratum for d in draw if not d.why}), len(set(lots.values()))
    said = [
        f"Lots drew {counted(n_waves, 'wave')} for {counted(len(lots), 'rep')},"
        f" evenly within {counted(n_strata, 'group')} of like territory, motion and past sales."
    ]
    if kept < 1.0:
        more = (
            ""
            if kept >= KEPT
            else ": too few to compare waves as a lottery. A larger randomise_tolerance in training.yaml keeps more"
        )
        said.append(f"{kept:.0%} of them are seated in the wave drawn{more}.")
    if len(lots) < len(draw):
        n = len(draw) - len(lots)
        said.append(
            f"{counted(n, 'rep')} could not be drawn and {'was' if n == 1 else 'were'} given a wave;"
            " they are left out when waves are compared. training/experiment.csv says why."
        )
    return tuple(said)
