"""Schedule analysis: training of one's own planned, with no database.

In: a folder with reps.csv, trainers.csv, sessions.csv and what else is known; the days between which.
Out: plan.csv, plan.xlsx and fit.json.
"""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

from threadpoolctl import threadpool_limits

from readiness.adapters.folder_files import list_folder, read_file
from readiness.adapters.output_files import write_plain
from readiness.adapters.schedule_folder import is_schedule_input, read_schedule
from readiness.adapters.table_files import csv_bytes, xlsx_bytes
from readiness.adapters.training_files import plan_tables, told
from readiness.adapters.training_workbooks import fit_facts, plan_paragraph
from readiness.stages.training.planning import drawn_training, plan_training


def analyse_schedule(
    folder: Path,
    out: Path,
    *,
    first_day: date | None,
    ready_by: date | None,
    launch_on: date | None,
    seed: int,
    work: int | None = None,
) -> tuple[list[Path], list[str]]:
    """Plan training, and write plan.csv, plan.xlsx and fit.json; return them and what to say.

    Raises:
        InvalidInputsError: a file cannot be read, or a day is missing.
        NotFoundError: there is no such folder.
    """
    started = time.process_time()
    files = {path: read_file(folder / path) for path in list_folder(folder) if is_schedule_input(path)}
    training, excused = read_schedule(files, first_day, ready_by, launch_on)
    with threadpool_limits(limits=1):  # sums come out the same everywhere
        plan = plan_training(drawn_training(training, seed=seed), seed=seed, excused=excused, work=work)
    sheets = plan_tables(told(plan, training.reps, training.trainers, training.policy, training.rooms))
    fit = {**fit_facts(plan), "seconds": round(time.process_time() - started, 3)}
    written = {
        "plan.csv": csv_bytes(*sheets["by rep"]),
        "plan.xlsx": xlsx_bytes(sheets),
        "fit.json": (json.dumps(fit, indent=2, ensure_ascii=False) + "\n").encode(),
    }
    for name, data in written.items():
        write_plain(out / name, data)
    return [out / name for name in written], plan_paragraph(plan)
