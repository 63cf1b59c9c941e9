"""Report about: what the files of a report are of, made with and rest on, so that a table that was passed on can be traced.

In: Report, the files by path.
Out: about.json as bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from readiness.stages.report import Report
from readiness.stages.report.link import SEED as LINK_SEED


def about_json(report: Report, files: Mapping[str, bytes]) -> bytes:
    """Return about.json: launch, day, versions, the choices behind the models, and each file with its hash and rows."""
    made = report.versions
    content = {
        "launch_id": report.launch_id,
        "launch": report.launch_name,
        "owner": report.owner,
        "as_of": report.as_of.isoformat(),
        "currency": report.currency,
        "program_version": made.program,
        "spec_revision": made.spec_revision,
        "seed": made.seed,
        "model_choices": _choices(report),
        "files": [_file(path, data) for path, data in sorted(files.items())],
    }
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _choices(report: Report) -> dict[str, object]:
    """Return what was chosen for each model, as far as the report knows it."""
    trained, index = report.link.result, report.index
    return {
        "readiness": {
            "bar": report.readiness_bar,
            "bars": _plain(index.bars),
            "weights": _plain(index.weights),
            "half_life_days": _plain(index.half_life_days),
            "again_days": index.again_days,
            "competencies": _plain(index.competencies),
        },
        "quiz": report.quiz.model if report.quiz else None,
        "sales": {"parts": [part for part, _ in report.split], "reps_judged": len(report.judged), "notes": list(report.notes)},
        "link": {
            "seed": LINK_SEED,
            "readiness": report.link.slope.verdict,
            "training": report.link.trained.verdict,
            "assigned": trained.design.assigned if trained else None,
        },
    }


def _plain(values: Mapping[Any, object]) -> dict[str, object]:
    """Return values as JSON has them, their names in order."""
    return {str(name): values[name] for name in sorted(values, key=str)}


def _file(path: str, data: bytes) -> dict[str, object]:
    found: dict[str, object] = {"file": PurePosixPath(path).name, "sha256": hashlib.sha256(data).hexdigest()}
    if path.endswith(".csv"):
        found["rows"] = sum(1 for _ in csv.reader(io.StringIO(data.decode(), newline=""))) - 1
    return found
