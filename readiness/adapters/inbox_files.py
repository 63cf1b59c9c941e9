"""Inbox files: what is wrong with the inbox of a launch that could be read, before anything is taken in.

In: the folder's files as path -> bytes, and the launch's inputs.
Out: Problems for rows that would go to quarantine; the files to collect are those of `inbox_rows` and `inbox_reports`.
"""

from __future__ import annotations

from collections.abc import Mapping

from readiness.adapters.inbox_reports import report_paths
from readiness.adapters.inbox_rows import InboxFile, inbox_files, inspect_rows, people_of
from readiness.adapters.input_tables import Problems
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.pitch_files import read_pitches
from readiness.errors import Problem

__all__ = ["InboxFile", "inbox_files", "inspect_inbox", "report_paths"]


def inspect_inbox(files: Mapping[str, bytes], inputs: LaunchInputs) -> list[Problem]:
    """Return every row of the inbox that would go to quarantine, and every file that could not be read."""
    problems = Problems()
    reps = [(r.rep_id, r.email) for r in inputs.reps]
    known = people_of(reps, inputs.accounts, {p.partner_id: p.currency for p in inputs.partners})
    inspect_rows(files, known, problems)
    for item in inbox_files(files, ""):
        if item.kind == "pitches":
            read_pitches(item.path, item.data, inputs.policy.index.rubric, problems, reps=known.reps)
    return sorted(set(problems.found))
