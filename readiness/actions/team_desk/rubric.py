"""Rubric: how pitches of a launch are graded: criteria whose weights add up to 100%, kept in its training.yaml.

In: who is signed in, a launch, criteria as they were typed.
Out: RubricDesk; the launch's training.yaml as it is kept, and in its folder where that is ours.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from readiness.adapters.db import audit, launches, pitch_desk
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.rubric_files import rubric_lines, with_rubric, write_beside
from readiness.errors import ConflictError, InputError, Problem
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.training import Criterion, Rubric

MOST_CRITERIA = 8
TOP = 4.0
"""Of a rubric that says nothing else: 0 to 4."""


@dataclass(frozen=True, slots=True)
class RubricDesk:
    """A launch's rubric, and what was graded by it."""

    launch_id: str
    name: str
    rubric: Rubric | None
    graded: Mapping[str, int]
    """Criterion -> scores given."""
    lines: str
    """What training.yaml says of it."""
    folder: str
    """Where the launch was taken in from; empty where the file there is changed too."""


@dataclass(frozen=True, slots=True)
class Written:
    """One criterion as it was typed."""

    name: str
    weight: str
    criterion: str = ""
    """Its id, where it had one before."""


def rubric_desk(settings: Settings, viewer: Viewer, launch_id: str) -> RubricDesk:
    """Return how pitches of a launch are graded.

    Raises:
        NotFoundError: there is no such launch.
    """
    allowed(viewer, "rubric.change")
    with reading(settings.database) as connection:
        name = launches.name_of(connection, launch_id)
        if name is None:
            raise hidden("launch")
        rubric = pitch_desk.rubric_of(connection, launch_id)
        graded = pitch_desk.criteria_graded(connection, launch_id)
        folder = launches.folder_of(connection, launch_id)
    lines = rubric_lines(rubric) if rubric else ""
    return RubricDesk(launch_id, name, rubric, graded, lines, "" if _is_ours(settings, folder) else folder)


def rubric_file(settings: Settings, viewer: Viewer, launch_id: str) -> bytes:
    """Return a launch's training.yaml as it is kept, to be put into a folder that stands elsewhere.

    Raises:
        NotFoundError: there is none.
    """
    allowed(viewer, "rubric.change")
    with reading(settings.database) as connection:
        data = pitch_desk.policy_file(connection, launch_id)
    if not data:
        raise hidden("file")
    return data


def set_rubric(
    settings: Settings, viewer: Viewer, launch_id: str, *, top: str, written: Sequence[Written], now: datetime
) -> None:
    """Define how pitches of a launch are graded.

    Raises:
        ConflictError: a criterion that has scores already would be gone.
        InputError: the weights do not add up to 100, or something is no number or has no name.
        NotFoundError: there is no such launch.
    """
    allowed(viewer, "rubric.change")
    rubric = _rubric(top, [w for w in written if w.name.strip() or w.weight.strip()])
    with transaction(settings.database) as connection:
        if launches.name_of(connection, launch_id) is None:
            raise hidden("launch")
        gone = sorted(set(pitch_desk.criteria_graded(connection, launch_id)) - {c.criterion for c in rubric.criteria})
        if gone:
            raise ConflictError(f"pitches were graded on {', '.join(gone)} already, so it has to stay; its weight may change")
        before = pitch_desk.policy_file(connection, launch_id)
        after = with_rubric(before, rubric)
        launches.replace_file(connection, launch_id, pitch_desk.POLICY, after)
        folder = launches.folder_of(connection, launch_id)
        audit.note(connection, viewer, "rubric.change", now, launch_id=launch_id, about=_about(rubric))
    if _is_ours(settings, folder):
        write_beside(Path(folder) / pitch_desk.POLICY, before, after)


def _rubric(top: str, written: Sequence[Written]) -> Rubric:
    best = _number(top, "top", 1, 1000)
    if not written or len(written) > MOST_CRITERIA:
        raise InputError(Problem("", 0, "criteria", f"there are {len(written)} criteria", f"1 to {MOST_CRITERIA}"))
    for w in written:
        if not any(c.isalpha() for c in w.name) or len(w.name) > 200:
            raise InputError(Problem("", 0, "name", f"{w.name[:40]!r} is no name", "a few words, such as Opening question"))
    weights = [_number(w.weight, w.name, 0.1, 100) for w in written]
    total = math.fsum(weights)
    if abs(total - 100) > 1e-6:
        raise InputError(Problem("", 0, "weights", f"the weights add up to {total:g}%", "weights that add up to 100%"))
    ids = criterion_ids(written)
    names = [" ".join(w.name.split()) for w in written]
    return Rubric(best, tuple(Criterion(i, name, weight) for i, name, weight in zip(ids, names, weights, strict=True)))


def criterion_ids(written: Sequence[Written]) -> list[str]:
    """Return the id of each criterion: the one it had, else one made from its name that no other has."""
    taken = {w.criterion for w in written if w.criterion}
    found = []
    for w in written:
        if w.criterion and re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", w.criterion) and w.criterion not in found:
            found.append(w.criterion)
            continue
        stem = re.sub(r"[^a-z0-9]+", "-", w.name.lower()).strip("-")[:48] or "criterion"
        name, n = stem, 2
        while name in taken:
            name, n = f"{stem}-{n}", n + 1
        taken.add(name)
        found.append(name)
    return found


def _number(text: str, column: str, least: float, most: float) -> float:
    try:
        value = float(text.strip().rstrip("%").strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        expected = f"a number from {least:g} to {most:g}"
        raise InputError(Problem("", 0, column[:60], f"{text[:20]!r} is no number for it", expected))
    return value


def _about(rubric: Rubric) -> str:
    return f"0 to {rubric.top:g}: " + ", ".join(f"{c.name} {c.weight:g}%" for c in rubric.criteria)


def _is_ours(settings: Settings, folder: str) -> bool:
    """Say whether a launch's folder stands in the workspace, where nobody edits files by hand."""
    return Path(folder).resolve().is_relative_to(settings.home.resolve())
