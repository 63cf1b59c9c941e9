"""Experiment files: which wave lots drew for whom, who is seated in it or why not, and how even the waves are.

In: TrainingPlan.
Out: header and rows by sheet name.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from readiness.adapters.training_files import Table
from readiness.stages.training import TrainingPlan
from readiness.stages.training.experiment import HIRED_ON, Balance, held_of
from readiness.stages.training.power import Power

WAVE_COLUMNS = ("rep_id", "stratum", "drawn_wave", "kept", "why")
EVEN_COLUMNS = ("what", "wave", "mean", "difference")
POWER, EVEN = "power", "balance"
"""The facts of a plan that hold them."""


def experiment_facts(power: Power | None, even: tuple[Balance, ...]) -> dict[str, Any]:
    """Return what is kept of the experiment with a plan; no person is named in it."""
    facts: dict[str, Any] = {EVEN: [[b.what, round(b.difference, 4), [list(m) for m in b.by_wave]] for b in even]}
    if power is not None:
        facts[POWER] = {
            "effect": power.effect, "power": round(power.power, 4), "detectable": power.detectable, "best": round(power.best, 4),
            "n_reps": power.n_reps, "n_waves": power.n_waves, "n_periods": power.n_periods, "why_none": power.why_none,
            "between": power.spread.between, "within": power.spread.within,
            "changes": [[c.what, round(c.power, 4), c.detectable] for c in power.changes], "more_reps": power.more_reps,
        }  # fmt: skip
    return facts


def experiment_tables(plan: TrainingPlan) -> dict[str, Table]:
    """Return the sheets `waves` (which is also experiment.csv) and `how even`: in standard deviations of a rep."""
    waves: list[list[object]] = [[h.rep_id, h.stratum, h.wave, "yes" if h.kept else "no", h.why] for h in held_of(plan)]
    kept: Any = plan.facts.get(EVEN, [])
    even = [[what, wave, _mean(what, mean), difference] for what, difference, means in kept for wave, mean in means]
    return {"waves": (WAVE_COLUMNS, waves), "how even": (EVEN_COLUMNS, even)}


def _mean(what: str, mean: float) -> float | date:
    """Return a wave's mean; of days it is a day."""
    return date.fromordinal(round(mean)) if what == HIRED_ON else round(mean, 4)
