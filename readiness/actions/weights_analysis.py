"""Weights analysis: the weights of the readiness index held against what reps added, with no database; nothing is put in force.

In: a readiness_parts.csv.
Out: weights.csv, fit.json.
"""

from __future__ import annotations

import json
from pathlib import Path

from threadpoolctl import threadpool_limits

from readiness.adapters.folder_files import read_file
from readiness.adapters.input_tables import Problems
from readiness.adapters.output_files import write_plain
from readiness.adapters.report_parts_files import read_parts, refit_summary, weights_csv
from readiness.errors import InvalidInputsError, NotEnoughDataError
from readiness.stages.rep_readiness import WeightsRefit, refit_weights


def analyse_weights(parts_file: Path, out: Path, *, seed: int = 1) -> tuple[list[Path], WeightsRefit]:
    """Refit the weights and write weights.csv and fit.json; a person decides what becomes of them.

    Raises:
        InvalidInputsError: the file cannot be read.
        NotEnoughDataError: too few reps, territories or parts to compare.
    """
    problems = Problems()
    read = read_parts(str(parts_file), read_file(parts_file), problems)
    if problems.found:
        raise InvalidInputsError(problems.found)
    if not read.published:
        raise NotEnoughDataError(f"{parts_file} has a header and no rows")
    with threadpool_limits(limits=1):  # the same sums on every machine
        refit = refit_weights(read.shares, read.added, read.territory, read.published, seed=seed)
    files = {
        "weights.csv": weights_csv(refit),
        "fit.json": (json.dumps(refit_summary(refit), indent=2, ensure_ascii=False) + "\n").encode(),
    }
    for name, data in files.items():
        write_plain(out / name, data)
    return [out / name for name in files], refit
