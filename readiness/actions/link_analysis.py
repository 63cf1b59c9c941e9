"""Link analysis: readiness, training and contribution of one's own reps, with no database.

In: a CSV of rep x week rows.
Out: effect.csv, event_study.csv, group_times.csv, fit.json.
"""

from __future__ import annotations

import json
from pathlib import Path

from readiness.adapters.folder_files import read_file
from readiness.adapters.input_tables import Problems
from readiness.adapters.link_files import effect_csv, event_study_csv, group_times_csv, link_summary, read_link_rows
from readiness.adapters.output_files import write_plain
from readiness.errors import InvalidInputsError, NotEnoughDataError
from readiness.stages.link import LinkResult, link
from readiness.stats.staggered import Controls


def analyse_link(
    reps_file: Path, out: Path, *, worth: float | None = None, controls: Controls = "not_yet", seed: int = 1
) -> tuple[list[Path], LinkResult]:
    """Work out the link and write effect.csv, event_study.csv, group_times.csv and fit.json.

    Args:
        reps_file: one row a rep and week: rep_id, week, trained_on, readiness, readiness_se, contribution; territory_id, wave and
            assigned (random or not) where they are known.
        out: the folder the results are written to.
        worth: smallest effect of training that matters, in units of contribution.
        controls: compare the trained with reps not trained yet or never, or only with those never trained.
        seed: of bands and lotteries.

    Raises:
        InvalidInputsError: the file cannot be read.
        NotEnoughDataError: neither the one question nor the other can be answered.
    """
    problems = Problems()
    rows, assigned = read_link_rows(str(reps_file), read_file(reps_file), problems)
    if problems.found:
        raise InvalidInputsError(problems.found)
    if rows.empty:
        raise NotEnoughDataError(f"{reps_file} has a header and no rows")
    result = link(rows, seed=seed, assigned=assigned, worth=worth, controls=controls)
    if all(e.estimate is None for e in result.estimates):
        raise NotEnoughDataError(" ".join(result.sentences))
    summary = json.dumps(link_summary(result), indent=2, ensure_ascii=False) + "\n"
    files = {
        "effect.csv": effect_csv(result),
        "event_study.csv": event_study_csv(result),
        "group_times.csv": group_times_csv(result),
        "fit.json": summary.encode(),
    }
    for name, data in files.items():
        write_plain(out / name, data)
    return [out / name for name in files], result
