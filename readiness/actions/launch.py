"""Launch: check a folder, take it in, word and approve its positioning.

In: a launch folder; then a launch id.
Out: files under the launch's output folder, rows in the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from readiness.adapters.db import launches
from readiness.adapters.db.store import only_one, transaction
from readiness.adapters.folder_files import read_folder
from readiness.adapters.launch_files import is_input, read_launch_files
from readiness.adapters.launch_intake import intake_of, keep, problems_in
from readiness.adapters.manifest import publish_manifest
from readiness.adapters.message_approvals import keep_approvals
from readiness.adapters.output_files import OutFolder, write_plain
from readiness.adapters.output_files import Published as Published
from readiness.adapters.positioning_files import positioning_files
from readiness.adapters.quiz_items_page import items_page
from readiness.adapters.shown_files import show_files
from readiness.adapters.starting_kit import examples_left, kit_files
from readiness.adapters.stored_positioning import UNSAID, approved_positioning, present_positioning
from readiness.adapters.stored_quizzes import approve_items, quiz_desk
from readiness.errors import InputError, InvalidInputsError, NotAllowedError, Problem
from readiness.settings import Settings
from readiness.stages.positioning import Approval, Approvals, Finding
from readiness.vocabulary import Launch, counted


@dataclass(frozen=True, slots=True)
class PositioningReport:
    """What became of a positioning."""

    launch_id: str
    n_messages: int
    n_gaps: int
    errors: tuple[str, ...]
    n_warnings: int
    approval: Approval | None
    """The last one, once every message has one."""
    n_approved: int
    published: Published


def check_folder(folder: Path, templates: Path | None = None) -> list[Problem]:
    """Read every input of a launch folder, its inbox too, and return every problem; nothing is written.

    With the folder of templates, what decks have no room for is a problem too, and so is an example of the starting kit.
    """
    files = read_folder(folder)
    return sorted({*problems_in(files, templates), *(examples_left(files, templates) if templates else ())})


def begin_folder(folder: Path, templates: Path) -> int:
    """Write the starting kit into a folder: a launch with every file and one example row each; return how many files.

    Raises:
        InputError: something stands there already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(Problem(str(folder), 0, "", "it already holds something", "a new or an empty folder"))
    files = kit_files(templates)
    for path in sorted(files):
        write_plain(folder / path, files[path])
    return len(files)


def launch_of(folder: Path, templates: Path | None = None) -> Launch:
    """Return the launch of a folder after checking what it is made from.

    The inbox is left aside: its bad rows go to quarantine when it is collected, and stop nothing. With the folder of templates,
    examples of the starting kit that are left in it are refused.

    Raises:
        InvalidInputsError: with every problem.
    """
    files = {path: data for path, data in read_folder(folder).items() if is_input(path)}
    if templates and (left := examples_left(files, templates)):
        raise InvalidInputsError(left)
    return read_launch_files(files).launch


def require_launch(settings: Settings, launch_id: str) -> None:
    """Refuse early what an unknown launch cannot have.

    Raises:
        NotFoundError: no launch has this id.
    """
    with transaction(settings.database) as connection:
        launches.folder_of(connection, launch_id)


def require_approval(settings: Settings, launch_id: str) -> None:
    """Refuse early what an unapproved launch cannot have.

    Raises:
        NotAllowedError: nobody approved the positioning as it stands.
        NotFoundError: no launch has this id.
    """
    with transaction(settings.database) as connection:
        approved_positioning(settings.templates, connection, launch_id, UNSAID)


def take_in(settings: Settings, folder: Path) -> tuple[str, bool]:
    """Keep a launch folder as it stands; return the launch's id and whether anything changed.

    Raises:
        InvalidInputsError: with every problem; nothing is kept then.
    """
    intake = intake_of(read_folder(folder), settings.templates)
    with transaction(settings.database) as connection:
        only_one(connection, f"launch {intake.inputs.launch.launch_id}")
        changed = keep(connection, intake, str(folder.resolve()), datetime.now(UTC))
    return intake.inputs.launch.launch_id, changed


def write_positioning(settings: Settings, launch_id: str, out: Path) -> PositioningReport:
    """Word the positioning and publish it, with who approved it if anybody did."""
    with transaction(settings.database) as connection:
        inputs, positioning, approvals = present_positioning(settings.templates, connection, launch_id, UNSAID)
        desk = quiz_desk(settings.templates, connection, inputs, positioning)
        launches.save_messages(connection, launch_id, positioning)
        files = positioning_files(inputs, positioning, approvals)
        show_files(connection, inputs, files, datetime.now(UTC))
    folder = OutFolder(settings.database, launch_id, out)
    published = folder.publish_all("positioning", files)
    published = published + folder.publish_all("quiz_items", {"quizzes/items.md": items_page(desk).encode()})
    errors = tuple(f"{f.message_id}: {f.rule}: {f.found}; {f.advice}" for f in positioning.findings if f.level == "error")
    n_warnings = sum(f.level == "warn" for f in positioning.findings)
    return PositioningReport(
        launch_id,
        len(positioning.messages),
        len(positioning.gaps),
        errors,
        n_warnings,
        approvals.whole,
        len(approvals.by_message),
        published,
    )


def approve(settings: Settings, launch_id: str, by: str, on: date, message_ids: Sequence[str] = ()) -> Approvals:
    """Approve messages exactly as they stand: those named, else all that wait; return what is approved now.

    Without a name of a message the quiz items made from them are approved as well: both were there to be read.

    Raises:
        NotAllowedError: one of them has a lint error, there is none, or nobody's name is given.
        NotFoundError: there is no message of that id.
    """
    if not by.strip():
        raise NotAllowedError("an approval needs the name of the person who gives it")
    with transaction(settings.database) as connection:
        only_one(connection, f"launch {launch_id}")
        inputs, positioning, _ = present_positioning(settings.templates, connection, launch_id, UNSAID)
        if not positioning.messages:
            raise NotAllowedError("no message to approve: nothing in the spec answers a requirement (positioning/gaps.csv)")
        _refuse_errors(
            [f for f in positioning.findings if f.level == "error" and (f.message_id in message_ids or not message_ids)]
        )
        approvals = keep_approvals(connection, inputs, positioning, by.strip(), on, message_ids)
        if not message_ids:
            approve_items(connection, quiz_desk(settings.templates, connection, inputs, positioning), by.strip(), on)
        return approvals


def _refuse_errors(errors: Sequence[Finding]) -> None:
    if errors:
        first = errors[0]
        raise NotAllowedError(
            f"{counted(len(errors), 'error')} of the lint must go first; the first: {first.message_id}: {first.rule}:"
            f" {first.found} ({first.advice}). All are in positioning/lint.csv"
        )


def write_manifest(settings: Settings, launch_id: str, out: Path) -> Published:
    """Publish manifest.json for everything made so far."""
    return publish_manifest(settings.templates, OutFolder(settings.database, launch_id, out))
