"""Reporting: what became of contacts, and what buyers answered, taken in from files: whole or not at all.

In: settings, a launch id, files.
Out: rows in the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from readiness.adapters.contact_report_files import read_contact_reports, read_survey
from readiness.adapters.db.contacts import add_done, add_survey, load_tasks
from readiness.adapters.db.launches import load_inputs
from readiness.adapters.db.store import transaction
from readiness.adapters.folder_files import read_file
from readiness.adapters.input_tables import Problems
from readiness.adapters.stored_positioning import UNSAID
from readiness.errors import InvalidInputsError
from readiness.settings import Settings


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of one file."""

    file: str
    n_rows: int
    n_new: int


def collect_contacts(settings: Settings, launch_id: str, files: Sequence[Path]) -> list[TakenIn]:
    """Take in what became of contacts; a file with a fault, or that contradicts what was said before, changes nothing.

    Raises:
        InvalidInputsError: with every problem of a file.
        ConflictError: something else was said of a contact before.
    """
    taken = []
    for path in files:
        problems = Problems()
        with transaction(settings.database) as connection:
            planned = load_tasks(connection, launch_id)
            reports = read_contact_reports(path.name, read_file(path), problems, contacts=planned.keys())
            if problems.found:
                raise InvalidInputsError(problems.found)
            taken.append(TakenIn(path.name, len(reports), add_done(connection, launch_id, reports, datetime.now(UTC))))
    return taken


def collect_survey(settings: Settings, launch_id: str, files: Sequence[Path]) -> list[TakenIn]:
    """Take in what buyers answered; a file with a fault, or that contradicts an answer taken in before, changes nothing.

    Raises:
        InvalidInputsError: with every problem of a file.
        ConflictError: a response of that id said something else before.
    """
    taken = []
    for path in files:
        problems = Problems()
        with transaction(settings.database) as connection:
            inputs = load_inputs(connection, launch_id, UNSAID)
            reps = [r.rep_id for r in inputs.reps]
            answers = read_survey(path.name, read_file(path), problems, accounts=inputs.accounts.keys(), reps=reps)
            if problems.found:
                raise InvalidInputsError(problems.found)
            taken.append(TakenIn(path.name, len(answers), add_survey(connection, launch_id, answers)))
    return taken
