"""Needs: who must learn what and why, and who does not have to, and why not.

In: reps, the training policy, the launch's day, what quizzes showed, what was attended.
Out: Needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from readiness.stages.training.records import Curriculum, Excused, TrainingModule, TrainingPolicy
from readiness.vocabulary import Rep, counted

OVERALL = ""
"""The competency that is all a quiz asked."""
NO_MODULE = ""
EVERYBODY = "everybody needs it"
Figures = Mapping[str, Mapping[str, float]]
"""rep_id -> competency -> percent of its questions right; OVERALL for all of them."""


@dataclass(frozen=True, slots=True)
class Need:
    """A rep has to sit in a module."""

    rep_id: str
    module_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Needs:
    """What every rep has to learn, by rep and in the order of the modules."""

    needs: tuple[Need, ...]
    excused: tuple[Excused, ...]


def needs_of(
    reps: Sequence[Rep],
    policy: TrainingPolicy,
    launch_on: date,
    figures: Figures | None = None,
    attended: Mapping[tuple[str, str], date] | None = None,
) -> Needs:
    """Return who must learn what.

    Args:
        reps: whom the launch is for.
        policy: its modules, curricula and the percent from which nobody has to come.
        launch_on: what "newly hired" is counted from.
        figures: what quizzes showed so far; who is not in it has answered nothing.
        attended: (rep_id, module_id) -> the day it was had.
    """
    managers = {r.manager_id for r in reps if r.manager_id}
    needs: list[Need] = []
    excused: list[Excused] = []
    for rep in sorted(reps, key=lambda r: r.rep_id):
        known = (figures or {}).get(rep.rep_id, {})
        wanted = _wanted(rep, policy, launch_on, rep.rep_id in managers, known)
        if not wanted:
            excused.append(Excused(rep.rep_id, NO_MODULE, "no curriculum of training.yaml applies"))
        for module in policy.taught:
            if module.module_id in wanted:
                had = (attended or {}).get((rep.rep_id, module.module_id))
                excuse = f"attended on {had}" if had else _tested_out(module, known)
                if excuse:
                    excused.append(Excused(rep.rep_id, module.module_id, excuse))
                else:
                    needs.append(Need(rep.rep_id, module.module_id, wanted[module.module_id]))
    return Needs(tuple(needs), tuple(excused))


def _wanted(rep: Rep, policy: TrainingPolicy, launch_on: date, is_manager: bool, known: Mapping[str, float]) -> dict[str, str]:
    """Return module -> why, of the curricula that apply and of what has to come before them."""
    if not policy.curricula:
        return {m.module_id: EVERYBODY for m in policy.taught}
    wanted: dict[str, str] = {}
    for curriculum in policy.curricula:
        if _applies(curriculum, rep, launch_on, is_manager, known):
            for module_id in curriculum.modules:
                wanted.setdefault(module_id, why_of(curriculum))
    titles = {m.module_id: m.title for m in policy.taught}
    before = {m.module_id: m.after for m in policy.taught}
    left = list(wanted)
    while left:
        later = left.pop(0)
        for module_id in before.get(later, ()):
            if module_id not in wanted:
                wanted[module_id] = f"comes before {titles[later]}"
                left.append(module_id)
    return wanted


def _applies(c: Curriculum, rep: Rep, launch_on: date, is_manager: bool, known: Mapping[str, float]) -> bool:
    if c.channels and rep.channel and rep.channel not in c.channels:  # a rep without a channel serves all of them
        return False
    if c.motions and rep.motion not in c.motions:
        return False
    if c.hired_within_days is not None and not _is_new(rep.hired_on, launch_on, c.hired_within_days):
        return False
    if c.managers is not None and c.managers != is_manager:
        return False
    return c.ability_below is None or known.get(OVERALL, 0.0) < c.ability_below


def _is_new(hired_on: date | None, launch_on: date, within_days: int) -> bool:
    return hired_on is not None and (launch_on - hired_on).days <= within_days


def why_of(c: Curriculum) -> str:
    """Return for whom a curriculum is, in words."""
    parts = []
    if c.channels:
        parts.append(f"channel {' or '.join(c.channels)}")
    if c.motions:
        parts.append(f"motion {' or '.join(c.motions)}")
    if c.hired_within_days is not None:
        parts.append(f"hired within {counted(c.hired_within_days, 'day')} of the launch")
    if c.managers is not None:
        parts.append("manager" if c.managers else "not a manager")
    if c.ability_below is not None:
        parts.append(f"below {c.ability_below:g}% of the quiz")
    return ", ".join(parts) or EVERYBODY


def _tested_out(module: TrainingModule, known: Mapping[str, float]) -> str:
    """Return what a rep has shown, where it is enough; of several competencies each has to be."""
    asked = module.competencies or (OVERALL,)
    if module.test_out is None or any(known.get(c, -1.0) < module.test_out for c in asked):
        return ""
    least = min(known[c] for c in asked)
    about = f" on {' and '.join(module.competencies)}" if module.competencies else ""
    return f"tested out: {least:.0f}% of the quiz right{about}, {module.test_out:g}% is asked"
