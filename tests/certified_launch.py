"""A launch to certify: the small launch with forty reps, judges' ratings, and answers drawn by a rule from known abilities."""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from readiness.actions import launch, measurement
from readiness.adapters.db.store import transaction
from readiness.adapters.stored_positioning import approved_positioning
from readiness.adapters.stored_quizzes import quiz_desk
from readiness.settings import Settings
from tests.small_launch import write_small_launch

LAUNCH = "kettle-2"
DAY = date(2024, 2, 20)
ANSWERED = date(2024, 2, 12)
N_REPS = 40
HEADER = "rep_id,name,email,channel,partner_id,territory_id,manager_id,motion,time_zone,language,hired_on"
JUDGES = ("Ida", "Jo", "Kim")


def write_certified_launch(folder: Path, n_reps: int = N_REPS, *, quiz: str = "") -> Path:
    """Write the launch folder with so many reps, r01 the least able and the last one the most."""
    write_small_launch(folder)
    rows = [
        f"r{k:02},Rep {k},r{k:02}@example.com,,steam,T{1 + k % 2},,consultative,Europe/Paris,en,2020-01-01" for k in range(n_reps)
    ]
    (folder / "reps.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    if quiz:
        (folder / "quiz.yaml").write_text(quiz, encoding="utf-8")
    return folder


def take_in(settings: Settings, folder: Path) -> list[str]:
    """Take in and approve the launch; return its items' ids."""
    launch.take_in(settings, folder)
    launch.approve(settings, LAUNCH, "Ada Owner", date(2024, 1, 8))
    return item_ids(settings)


def item_ids(settings: Settings) -> list[str]:
    """Return the ids of the launch's items."""
    with transaction(settings.database) as connection:
        inputs, positioning, _ = approved_positioning(settings.templates, connection, LAUNCH)
        return sorted(i.item_id for i in quiz_desk(settings.templates, connection, inputs, positioning).items)


def write_ratings(folder: Path, items: Sequence[str], share: float = 0.6) -> None:
    """Write angoff.csv: three judges around a share, one of them stricter by a tenth, one milder."""
    rows = [
        [judge, item, f"{share + beside + 0.1 * ((j % 3) - 1):.2f}"]
        for j, item in enumerate(items)
        for judge, beside in zip(JUDGES, (-0.1, 0.0, 0.1), strict=True)
    ]
    with (folder / "angoff.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["judge", "item_id", "share"], *rows])


def answers(items: Sequence[str], n_reps: int = N_REPS, *, seed: int = 5, on: date = ANSWERED) -> str:
    """Return every rep's answers to the items as a CSV: abilities from -2 to 2 evenly, difficulties from -1.2 to 1.2."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    lines = ["rep_id,item_id,answered_on,correct"]
    for k in range(n_reps):
        ability = -2 + 4 * k / (n_reps - 1)
        for j, item in enumerate(items):
            chance = 1 / (1 + math.exp(-1.5 * (ability - (-1.2 + 2.4 * j / (len(items) - 1)))))
            lines.append(f"r{k:02},{item},{on},{int(draw.random() < chance)}")
    return "\n".join(lines) + "\n"


def collect(settings: Settings, path: Path, text: str) -> None:
    """Take in answers from a file of that name."""
    path.write_text(text, encoding="utf-8")
    for report in measurement.collect_quizzes(settings, LAUNCH, [path]):
        assert not report.held, report.held
