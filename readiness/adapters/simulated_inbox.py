"""Simulated inbox: who came to the training, and what reps answered in the quiz.

In: LaunchWorld, quiz items, the options each rep chose.
Out: inbox/attendance and inbox/quizzes as path -> bytes; the day each rep was trained on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from readiness.adapters.simulated_folder import hired_on, made_up
from readiness.adapters.simulated_names import FIRST_TRAINING, READY_BY, period_start, rep_id
from readiness.stages.quizzes import Item
from readiness.stats.launch_world import NOT_ASKED, LaunchWorld
from readiness.stats.launch_world.people import Codes

QUIZ_AFTER = timedelta(days=3)
"""After the training; who gets none takes the quiz all the same."""


def trained_on(world: LaunchWorld) -> Mapping[int, date]:
    """Return rep -> the day of the training: before the launch, or in the week before the wave's first period."""
    n_weeks = (READY_BY - FIRST_TRAINING).days // 7
    days = {}
    for rep, period in enumerate(world.trained_from.tolist()):
        if period == 0:
            days[rep] = FIRST_TRAINING + timedelta(weeks=rep % n_weeks, days=rep // n_weeks % 5)
        elif period < world.options.n_periods:
            days[rep] = period_start(period) - timedelta(days=7 - rep % 5)
    return days


def inbox_files(world: LaunchWorld, items: Sequence[Item], chosen: Codes, minutes: int) -> dict[str, bytes]:
    """Return the attendance list and the quiz's answers."""
    trained = trained_on(world)
    came = [(rep_id(rep), day, minutes) for rep, day in sorted(trained.items(), key=lambda x: (x[1], x[0]))]
    answers = []
    for rep, options in enumerate(chosen.tolist()):
        day = max(trained.get(rep, READY_BY), hired_on(world, rep)) + QUIZ_AFTER
        asked = zip(items, options, strict=True)
        answers += [(rep_id(rep), i.item_id, 1, day, i.options[at]) for i, at in asked if at != NOT_ASKED]
    return {
        "inbox/attendance/attendance.csv": made_up("rep_id attended_on minutes", came),
        "inbox/quizzes/responses.csv": made_up("rep_id item_id attempt answered_on answer", answers),
    }
