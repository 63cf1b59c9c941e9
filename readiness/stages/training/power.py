"""Power: how surely measurement will see what training does to sales-out, before anybody is trained, and what would help.

In: how many reps lots put into each wave, the days the waves begin, the days sales are measured, how much reps' sales vary.
Out: Power; the same in sentences.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from readiness.stages.honesty import FEWEST_REPS
from readiness.stages.training.experiment import KEPT, lots_of
from readiness.stages.training.records import Drawn
from readiness.stats.power import DETECTABLE, units_needed
from readiness.stats.staggered import Codes
from readiness.stats.stepped_wedge import FEWEST, Spread, best_variance, power_at, staggered_weights, weighted_variance
from readiness.vocabulary import LaunchDates, counted, week_of

EFFECT = 0.05
"""Of sales-out: what training is looked for to change."""
ENOUGH, WORTH_TELLING = 0.8, 0.01
"""Power that will do; and by how much a change has to raise it to be told."""
TOO_FEW = "too few reps are seated in the wave drawn for them"
WEEKS = 4
"""Of a period that sales are measured by."""
LARGE_SHARE = 0.8
"""Share of the reps compared that must be in waves of FEWEST_REPS or more, as measurement has it."""
BETWEEN, WITHIN_ACCOUNT = 0.14, 0.42
"""Standard deviations of log sales as measured in simulated launches of 5 and of 25 accounts a rep: between reps; and from one
four weeks to the next, of a rep with one account: with more it is less by the root of their number."""


@dataclass(frozen=True, slots=True)
class Design:
    """Who is trained when, and when sales are measured."""

    n_reps: Mapping[int, int]
    """Wave -> reps drawn for it."""
    starts: Mapping[int, date]
    """Wave -> the first day of its sessions."""
    launch_on: date
    measure_until: date
    kept: float = 1.0
    """Share of the reps drawn who are seated in their wave."""

    @property
    def n_periods(self) -> int:
        """Return how many periods of four weeks are measured, the last one perhaps shorter."""
        return max(0, self._period(self.measure_until) + 1)

    def groups(self) -> tuple[list[int], list[int]]:
        """Return the first trained periods there are, 0 for before sales began, and the reps of each."""
        n: Counter[int] = Counter()
        for wave, start in self.starts.items():
            n[min(max(self._period(start), 0), self.n_periods)] += self.n_reps.get(wave, 0)
        found = sorted(g for g, k in n.items() if k)
        return found, [n[g] for g in found]

    def _period(self, day: date) -> int:
        return (week_of(day) - week_of(self.launch_on)).days // (7 * WEEKS)


@dataclass(frozen=True, slots=True)
class Change:
    """What else could be done, and what it would give."""

    what: str
    power: float
    detectable: float | None


@dataclass(frozen=True, slots=True)
class Power:
    """What measurement will be able to see."""

    effect: float
    """Share of sales-out that is looked for."""
    n_reps: int
    n_waves: int
    n_periods: int
    power: float
    """How often an effect so large shows, 0 to 1; 0 where nothing will be concluded."""
    detectable: float | None
    """The smallest share of sales-out that shows four times in five; None where nothing does."""
    best: float
    """How often it would show to the best estimate there can be, with an effect that is the same from the first period on."""
    spread: Spread
    why_none: str = ""
    """Why nothing will be concluded; blank where something will."""
    changes: tuple[Change, ...] = ()
    more_reps: int | None = None
    """How many reps more, in waves alike, see the effect four times in five; None where no number of them does."""


def design_of(draw: Sequence[Drawn], days: Mapping[date, int], dates: LaunchDates, kept: float = 1.0) -> Design:
    """Return the design that a draw makes, of waves that begin on the first of their days."""
    starts: dict[int, date] = {}
    for day, wave in days.items():
        starts[wave] = min(day, starts.get(wave, day))
    return Design(Counter(lots_of(draw).values()), starts, dates.launch_on, dates.measure_until, kept)


def usual_spread(accounts_per_rep: float) -> Spread:
    """Return how much reps' measured sales vary where nothing is known yet: as in simulated launches."""
    return Spread(BETWEEN, WITHIN_ACCOUNT / math.sqrt(max(accounts_per_rep, 1.0)))


def power_of(design: Design, spread: Spread, effect: float = EFFECT) -> Power:
    """Return what measurement will see of an effect on sales-out, with what would let it see more.

    It is reckoned for the average by group and time that measurement works out, exactly for this many reps, waves and periods;
    an effect that is there from the period of the training on.
    """
    found = _alone(design, spread, effect)
    if found.power >= ENOUGH:
        return found
    tried = []
    for kind in _others(design):
        changes = [Change(what, p.power, p.detectable) for what, d in kind for p in [_alone(d, spread, effect)]]
        enough = [c for c in changes if c.power >= ENOUGH]
        tried += enough[:1] or sorted(changes, key=lambda c: -c.power)[:1]
    better = [c for c in tried if c.power > found.power + WORTH_TELLING]
    return replace(found, changes=tuple(sorted(better, key=lambda c: -c.power)))


def _alone(design: Design, spread: Spread, effect: float) -> Power:
    """Return the power of one design."""
    starts, sizes = design.groups()
    start, n = np.array(starts, dtype=np.intp), np.array(sizes, dtype=np.intp)
    total, n_periods = int(n.sum()), design.n_periods
    bare = Power(effect, total, len(design.starts), n_periods, 0.0, None, 0.0, spread)
    why = _why_none(start, n, n_periods) or (TOO_FEW if design.kept < KEPT else "")
    if why:
        return replace(bare, why_none=why)
    covariance, size = spread.covariance(n_periods), math.log1p(effect)
    _, levels = _compared(start, n, n_periods)
    variance = weighted_variance(staggered_weights(start, n, n_periods, levels=levels), n, covariance)
    error = math.sqrt(variance)
    return replace(
        bare,
        power=power_at(size, variance),
        detectable=math.expm1(DETECTABLE * error),
        best=power_at(size, best_variance(start, n, covariance)),
        more_reps=units_needed(total, error, size),
    )


def _compared(start: Codes, n: Codes, n_periods: int) -> tuple[Codes, bool]:
    """Return the trained groups that have somebody to compare with, and whether by levels for want of a time before."""
    later = np.array([n[start > g].sum() for g in start], dtype=np.intp)
    known = (n >= FEWEST) & (later >= FEWEST) & (start < n_periods)
    changes = np.flatnonzero(known & (start >= 1))
    return (changes, False) if changes.size else (np.flatnonzero(known), True)


def _why_none(start: Codes, n: Codes, n_periods: int) -> str:
    """Return why nothing will be concluded; blank where something will."""
    compared, _ = _compared(start, n, n_periods)
    if n_periods < 1:
        return "no sales are measured"
    if not compared.size and start.max(initial=0) < 1:
        return "every wave is trained before sales begin, so nobody is left untrained to compare with"
    if not compared.size:
        return "never is one wave trained and another one not while sales are measured"
    sizes = n[compared]
    controls = max(int(n[start > g].sum()) for g in start[compared])
    if sizes[sizes >= FEWEST_REPS].sum() < LARGE_SHARE * sizes.sum() or controls < FEWEST_REPS:
        return f"a wave to compare has fewer than {FEWEST_REPS} reps"
    return ""


def _others(design: Design) -> list[list[tuple[str, Design]]]:
    """Return what else could be done, in words, and the design that makes; of one kind in a list, the smallest change first."""
    waves = sorted(design.starts)
    if len(waves) < 2:
        return []
    last, held, longer = waves[-1], [], []
    for weeks in (8, 12, 16, 24):
        start = design.launch_on + timedelta(weeks=weeks)
        if design.starts[last] < start <= design.measure_until - timedelta(weeks=WEEKS):
            moved = {**design.starts, last: start}
            held.append((f"train the last wave {weeks} weeks after the launch", replace(design, starts=moved)))
    for weeks in (4, 8, 12):
        later = {w: design.starts[w] + timedelta(weeks=weeks * i) for i, w in enumerate(waves)}
        longer.append((f"wait {weeks} weeks longer between waves", replace(design, starts=later)))
    more = "train one wave more, as long after the last as that was after the one before"
    return [held, longer, [(more, _one_more(design, waves))]]


def _one_more(design: Design, waves: Sequence[int]) -> Design:
    """Return the design with a wave more and the reps spread over all."""
    new, total = waves[-1] + 1, sum(design.n_reps.values())
    gap = design.starts[waves[-1]] - design.starts[waves[-2]]
    order = [*waves, new]
    sizes = {w: total // len(order) + (i < total % len(order)) for i, w in enumerate(order)}
    return replace(design, n_reps=sizes, starts={**design.starts, new: design.starts[waves[-1]] + gap})


def power_sentences(power: Power) -> tuple[str, ...]:
    """Return the power in words for whoever plans the training."""
    told = f"a change of {power.effect:.0%} in sales-out"
    if power.why_none:
        said = [f"As planned, sales will not show what training does: {power.why_none}."]
    else:
        often = "nearly always" if power.power > 0.985 else f"in about {100 * power.power:.0f} of 100 launches like this"
        said = [
            f"If training brings {told}, measurement will show it {often}."
            f" The smallest change it would show four times in five is {power.detectable or 0.0:.1%}.",
            f"That holds for {counted(power.n_reps, 'rep')} in {counted(power.n_waves, 'wave')} and {power.n_periods} periods of"
            f" four weeks, if a rep's sales move by {power.spread.within:.0%} from one to the next for no known reason.",
        ]
    if power.changes:
        said.append("To see more: " + "; or ".join(f"{c.what} ({100 * c.power:.0f} in 100)" for c in power.changes) + ".")
    elif power.why_none:
        said.append(f"Waves of {FEWEST_REPS} reps or more, one of them trained some weeks after the launch, would show it.")
    if not power.why_none and power.power < ENOUGH and power.more_reps:
        said.append(f"About {power.more_reps:,} more reps in such waves would show it four times in five.")
    return tuple(said)
