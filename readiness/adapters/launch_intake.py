"""Launch intake: a launch's files checked as a whole, and kept as they stand.

In: the files of a launch folder as path -> bytes; a connection in a transaction.
Out: every problem; rows in the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from readiness.adapters.db import launches
from readiness.adapters.db.judgements import drop_overruled
from readiness.adapters.db.store import Connection
from readiness.adapters.deck_layer_files import FILE as LAYERS
from readiness.adapters.deck_layer_files import too_long
from readiness.adapters.deck_lint import tokens_of
from readiness.adapters.inbox_files import inspect_inbox
from readiness.adapters.input_ids import ANY_ID
from readiness.adapters.input_tables import Problems
from readiness.adapters.launch_files import LaunchInputs, inspect_launch_files, is_input, read_launch_files
from readiness.adapters.requirement_files import read_confirmations
from readiness.adapters.shown_files import show_inputs
from readiness.errors import InvalidInputsError, Problem

CONFIRMATIONS = "confirmations.csv"


@dataclass(frozen=True, slots=True)
class Intake:
    """A launch's files, found to be without a problem."""

    inputs: LaunchInputs
    files: Mapping[str, bytes]
    """Those that are read at launch; the inbox is collected later."""


def problems_in(files: Mapping[str, bytes], templates: Path | None = None) -> list[Problem]:
    """Return every problem of a launch folder's files, its inbox too; with the templates, what decks have no room for as well."""
    inputs, problems = inspect_launch_files(files)
    long = _too_long(files, templates) if templates else []
    return sorted([*problems, *long, *(inspect_inbox(files, inputs) if inputs else [])])


def intake_of(files: Mapping[str, bytes], templates: Path) -> Intake:
    """Return what is to be kept of a launch folder's files.

    Raises:
        InvalidInputsError: with every problem.
    """
    read = {path: data for path, data in files.items() if is_input(path)}
    inputs = read_launch_files(read)
    if long := _too_long(read, templates):
        raise InvalidInputsError(long)
    return Intake(inputs, read)


def keep(connection: Connection, intake: Intake, folder: str, now: datetime) -> bool:
    """Keep a launch's files in place of the last ones; return whether anything changed.

    What somebody judged in the portal stays, but where confirmations.csv says something new of the same statement.
    """
    launch_id = intake.inputs.launch.launch_id
    before = confirmed_in(launches.stored_files(connection, launch_id, CONFIRMATIONS))
    hashed = {path: (hashlib.sha256(data).hexdigest(), data) for path, data in intake.files.items()}
    changed = launches.save_launch(connection, intake.inputs.launch, folder, hashed)
    drop_overruled(connection, launch_id, before, intake.inputs.confirmations)
    show_inputs(connection, intake.inputs, now)
    return changed


def confirmed_in(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return what the files' confirmations.csv says, as far as it can be read."""
    data = files.get(CONFIRMATIONS)
    return read_confirmations(CONFIRMATIONS, data, ANY_ID, Problems()) if data is not None else {}


def _too_long(files: Mapping[str, bytes], templates: Path) -> list[Problem]:
    return too_long(files[LAYERS], tokens_of(templates / "decks")) if LAYERS in files else []
