"""Waves that were drawn when a plan was made, through a simulated launch's sales: what is there is found, nothing is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from readiness.adapters.simulated_names import period_start, rep_id
from readiness.stages.contribution import fit_contributions
from readiness.stages.link import SUPPORTS
from readiness.stages.report import LinkSection, assignment, link_panel, link_section
from readiness.stages.training import Attendance, Drawn, Enrolment, Session, TrainingPlan, TrainingPolicy
from readiness.stats.launch_world import LaunchWorld, WorldOptions, simulate_launch
from tests.simulated_cells import inputs_of, short_cells

POLICY = TrainingPolicy("T", 60, 99, date(2023, 11, 6), time(9), time(17), 4, 70.0)
OPTIONS = WorldOptions(n_reps=160, n_territories=8, hire_share=0.05)


def planned(world: LaunchWorld) -> tuple[TrainingPlan, list[Attendance]]:
    """Return the plan whose waves the world's reps were trained in; who was hired later was given one, two in nine stay away."""
    starts = sorted(set(world.trained_from.tolist()))
    sessions, seats, draw, came = [], [], [], []
    for wave, start in enumerate(starts, start=1):
        begins = datetime.combine(period_start(start) - timedelta(days=7 * (start == 0)), time(9), tzinfo=UTC)
        sessions.append(Session(f"s{wave}", "T", "t1", "en", begins, begins + timedelta(hours=1), 99, wave))
    for rep, start in enumerate(world.trained_from.tolist()):
        wave = starts.index(start) + 1
        late = int(world.reps.hired[rep]) > 0
        draw.append(Drawn(rep_id(rep), wave, "" if late else "all", "hired while waves were under way" if late else ""))
        seats.append(Enrolment(rep_id(rep), f"s{wave}", wave))
        if start < world.options.n_periods and rep % 9 > 1:
            came.append(Attendance(rep_id(rep), sessions[wave - 1].starts_at.date(), 60))
    return TrainingPlan(tuple(sessions), tuple(seats), (), draw=tuple(draw)), came


def measured(effect: float, seed: int) -> tuple[LinkSection, LaunchWorld]:
    world = simulate_launch(replace(OPTIONS, training_effect=effect), np.random.default_rng(seed))
    fit = fit_contributions(short_cells(world).frame, seed=1)
    plan, came = planned(world)
    training = assignment(POLICY, plan, came)
    assert training.assigned == "random"
    assert training.left_out == {rep_id(r) for r in np.flatnonzero(world.reps.hired > 0).tolist()}
    return link_section(link_panel(inputs_of(world).reps, fit, {}, training)), world


@pytest.mark.parametrize(("effect", "verdict"), [(0.2, True), (0.0, False)])
def test_what_was_planted_is_found_and_nothing_where_nothing_is(effect: float, verdict: bool) -> None:
    """Of 160 reps a third drawn by lot for later waves: an error near .04."""
    found, world = measured(effect, 5)
    row = found.trained
    assert row.estimate is not None and row.standard_error is not None
    assert abs(row.estimate - effect) < 2.5 * row.standard_error
    assert (row.verdict == SUPPORTS) is verdict
    assert found.training[0].startswith("Training raised sales: ") is verdict
    assert "Who was trained when was drawn by lot." in found.training
    n_late = int((world.reps.hired > 0).sum())
    assert n_late > 0 and any(note.startswith(f"{n_late} reps had a wave given") for note in found.notes)
