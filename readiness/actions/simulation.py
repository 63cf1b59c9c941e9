"""Simulation: a whole launch with known truth, written as a launch folder.

In: options of the world, a seed, a folder.
Out: the launch folder, its inbox and truth/.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from readiness.adapters.launch_files import LaunchInputs, read_launch_files
from readiness.adapters.output_files import write_plain
from readiness.adapters.phrase_files import phrase_books
from readiness.adapters.simulated_folder import input_files, launch_id_of
from readiness.adapters.simulated_inbox import inbox_files
from readiness.adapters.simulated_reports import report_files
from readiness.adapters.simulated_texts import read_texts
from readiness.adapters.simulated_truth import truth_files
from readiness.adapters.stored_positioning import quiz_items
from readiness.errors import InputError, Problem
from readiness.settings import Settings
from readiness.stages.positioning import positioning_of
from readiness.stages.quizzes import Item
from readiness.stages.rep_readiness import WEIGHTS
from readiness.stats.launch_world import NOT_ASKED, SCENES, LaunchWorld, WorldOptions, draw_answers, simulate_launch
from readiness.stats.launch_world.places import Floats

ASKED = 40
"""Items each rep is asked, where there are as many."""
LEAST_TERRITORIES, MOST_REPS, MOST_ACCOUNTS = 3, 20_000, 500
WEEKS = range(12, 105, 4)


@dataclass(frozen=True, slots=True)
class SimulationReport:
    """What was written."""

    launch_id: str
    folder: Path
    n_files: int
    n_reps: int
    n_accounts: int
    n_lines: int
    """Order lines of the measured window, in the reports that came."""
    n_answers: int
    zero_share: float
    """Of account x period cells."""


def simulate(
    settings: Settings, folder: Path, options: WorldOptions, *, scene: str, seed: int, guessing: float = 0.1
) -> SimulationReport:
    """Write a launch folder of a simulated world, with truth/ beside its inputs; the same arguments give the same bytes.

    Args:
        settings: where the texts of the launch stand.
        folder: a new or empty one.
        options: of the world; see `world_options`.
        scene: its name, for the launch's id.
        seed: of everything drawn.
        guessing: chance of a right answer by luck.

    Raises:
        InputError: something stands there already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(Problem("DIR", 0, "", f"{folder} already holds something", "a new or an empty folder"))
    files, reports, world, n_answers = _files(settings, options, scene, seed, guessing)
    n_reports = 0
    for n_reports, (path, data) in enumerate(reports, start=1):  # noqa: B007 - how many there were is told
        write_plain(folder / path, data)
    for path in sorted(files, key=lambda p: (p == "launch.yaml", p)):  # a folder left unfinished is none
        write_plain(folder / path, files[path])
    return SimulationReport(
        launch_id=launch_id_of(world, scene, seed),
        folder=folder,
        n_files=len(files) + n_reports,
        n_reps=options.n_reps,
        n_accounts=world.accounts.first_rep.size,
        n_lines=int(world.is_reported.sum()),
        n_answers=n_answers,
        zero_share=world.zero_share,
    )


def _files(
    settings: Settings, options: WorldOptions, scene: str, seed: int, guessing: float
) -> tuple[dict[str, bytes], Iterator[tuple[str, bytes]], LaunchWorld, int]:
    """Return the folder's files, the sales reports one at a time, the world behind them, and how many answers were given."""
    tag = hashlib.sha256(repr((scene, seed, guessing, options)).encode()).hexdigest()[:6]
    options = replace(options, tag=tag)
    rng = np.random.default_rng(seed)
    texts, goods = read_texts(settings.templates)
    world = simulate_launch(options, rng)
    files = input_files(world, goods, texts, scene, seed)
    inputs = read_launch_files({path: data for path, data in files.items() if not path.startswith("market/")})
    items = _items(settings, inputs)
    n_options = np.array([len(i.options) for i in items], dtype=np.intp)
    key = np.array([i.correct for i in items], dtype=np.intp)
    chosen, chance = draw_answers(world.reps.ability, n_options, key, min(ASKED, len(items)), guessing, rng)
    files |= inbox_files(world, items, chosen, inputs.policy.minutes)
    files |= truth_files(world, _readiness(world, chance), inputs.policy.readiness_bar, scene, seed)
    return files, report_files(world, goods), world, int((chosen != NOT_ASKED).sum())


def _items(settings: Settings, inputs: LaunchInputs) -> tuple[Item, ...]:
    """Return the items the launch will make, before anybody has approved them."""
    return quiz_items(settings.templates, inputs, positioning_of(inputs.brief, phrase_books(settings.templates), {}))


def _readiness(world: LaunchWorld, chance: Floats) -> Floats:
    """Return each rep's index from the true chances and from having been trained in the end; the published weights."""
    is_trained = world.trained_from < world.options.n_periods
    points = WEIGHTS["knowledge"] * chance.mean(axis=1) + WEIGHTS["attendance"] * is_trained
    return np.asarray(100 * points / (WEIGHTS["knowledge"] + WEIGHTS["attendance"]), dtype=np.float64)


def world_options(scene: str, reps: int, weeks: int, territories: int | None, **changed: float | str | None) -> WorldOptions:
    """Return a scene's options with what is changed in them; None changes nothing.

    Raises:
        InputError: a number that makes no launch.
    """
    places = territories if territories is not None else max(LEAST_TERRITORIES, round(reps / 20))
    accounts = changed.get("accounts_per_rep")
    faults = (
        ("--scene", scene not in SCENES, f"{scene!r} is no scene", ", ".join(SCENES)),
        ("--reps", not 2 * LEAST_TERRITORIES <= reps <= MOST_REPS, f"{reps} reps", f"{2 * LEAST_TERRITORIES} to {MOST_REPS:,}"),
        ("--weeks", weeks not in WEEKS, f"{weeks} weeks", f"a multiple of 4 from {WEEKS[0]} to {WEEKS[-1]}"),
        ("--territories", not LEAST_TERRITORIES <= places <= reps // 2, f"{places} territories",
         f"{LEAST_TERRITORIES} or more (one a partner), with two reps or more in each"),
        ("--accounts-per-rep", accounts is not None and not 1 <= float(accounts) <= MOST_ACCOUNTS, f"{accounts} accounts a rep",
         f"1 to {MOST_ACCOUNTS}"),
    )  # fmt: skip
    for option, is_wrong, what, expected in faults:
        if is_wrong:
            raise InputError(Problem(option, 0, "", f"{what} cannot be simulated", expected))
    named = {**SCENES[scene], **{name: value for name, value in changed.items() if value is not None}}
    return WorldOptions(**{"n_reps": reps, "n_territories": places, "n_periods": weeks // 4, **named})  # type: ignore[arg-type]
