"""Checked drafts: what is wrong with a draft's files, and what taking it in would do; kept in memory until a file changes.

In: the workspace, the templates folder, a draft's id.
Out: every problem; the intake with the positioning it gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from readiness.adapters.draft_folders import files_in, stamp_of
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.launch_intake import Intake, intake_of, problems_in
from readiness.adapters.phrase_files import phrase_books
from readiness.adapters.starting_kit import examples_left
from readiness.errors import InputError, Problem
from readiness.stages.positioning import Positioning, positioning_of

TAKEN = ("new", "drafts", "kit")
"""Addresses under /launches that are no launch's."""
MOST_KEPT = 40


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft as it stands."""

    stamp: str
    files: Mapping[str, bytes]
    problems: tuple[Problem, ...]
    intake: Intake | None
    """None while there is a problem."""
    positioning: Positioning | None

    @property
    def inputs(self) -> LaunchInputs | None:
        """Return what the files say, None while there is a problem."""
        return self.intake.inputs if self.intake else None


_lock = Lock()
_checked: dict[str, CheckedDraft] = {}


def checked_draft(home: Path, templates: Path, draft_id: str) -> CheckedDraft:
    """Return a draft with everything that is wrong with it.

    Raises:
        NotFoundError: it is gone.
    """
    stamp = stamp_of(home, draft_id)
    with _lock:
        known = _checked.get(draft_id)
    if known and known.stamp == stamp:
        return known
    found = _check(stamp, files_in(home, draft_id), templates)
    with _lock:
        _checked.pop(draft_id, None)
        _checked[draft_id] = found
        while len(_checked) > MOST_KEPT:
            del _checked[next(iter(_checked))]
    return found


def _check(stamp: str, files: Mapping[str, bytes], templates: Path) -> CheckedDraft:
    problems = sorted({*problems_in(files, templates), *examples_left(files, templates)})
    if problems:
        return CheckedDraft(stamp, files, tuple(problems), None, None)
    intake = intake_of(files, templates)
    launch_id = intake.inputs.launch.launch_id
    if launch_id in TAKEN:
        problem = Problem("launch.yaml", 1, "launch_id", f"{launch_id!r} is an address of the portal's own", "another id")
        return CheckedDraft(stamp, files, (problem,), None, None)
    try:
        positioning = positioning_of(intake.inputs.brief, phrase_books(templates))
    except InputError as error:
        return CheckedDraft(stamp, files, (error.problem,), None, None)
    return CheckedDraft(stamp, files, (), intake, positioning)
