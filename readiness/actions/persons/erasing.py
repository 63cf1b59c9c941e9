"""Erasing: a person taken out of everything that is kept; what sums need stays under a random mark.

In: a mail address or a rep_id, who orders it; the time now, in UTC, and a mark nobody can trace back.
Out: Plan, Erased; rows and files deleted or marked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from readiness.actions.persons.finding import Subject, find_person
from readiness.adapters.db import audit, person_mentions, persons, store
from readiness.adapters.db.person_mentions import Changes
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.draft_folders import FOLDER as DRAFTS
from readiness.adapters.draft_folders import draft_folder, throw_away
from readiness.adapters.person_files import database_files, files_naming, rewritten, taken_away
from readiness.adapters.scrubbing import Scrub
from readiness.errors import InputError, Problem
from readiness.permissions import AT_THE_MACHINE
from readiness.settings import Settings

MOST_ROUNDS = 3
_AS_WHOLE = ("shown_charts", "decks")
"""What names the person in these is not rewritten: it is forgotten, and made anew."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What erasing a person would do."""

    subject: Subject
    n_rows: Mapping[str, int]
    """In words -> how many rows are about the person."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done, and what is left for a person to do."""

    subject: Subject
    mark: str
    deleted: Mapping[str, int]
    marked: Mapping[str, int]
    files_gone: tuple[str, ...]
    """They are made anew by the next launch, enable and measure."""
    files_changed: tuple[str, ...]
    files_left: tuple[str, ...]
    """Files that still name the person and that somebody has to look at: changed by hand, of another program, or elsewhere."""
    folders: tuple[str, ...]
    """Launch folders that list the person, outside of the workspace: they are the user's."""


def plan_erasing(settings: Settings, who: str) -> Plan:
    """Return what erasing a person would touch; nothing is changed.

    Raises:
        NotFoundError: nobody is known by this address or rep_id.
    """
    with reading(settings.database) as connection:
        subject = find_person(connection, who)
        return Plan(subject, {title: len(rows) for _, title, rows in persons.rows_about(connection, subject.known)})


def erase_person(settings: Settings, who: str, by: str, now: datetime, mark: str) -> Erased:
    """Take a person out of the database and the workspace.

    Raises:
        NotFoundError: nobody is known by this address or rep_id.
        InputError: nobody is named who orders it.
        DatabaseDownError: the database is in use by somebody else.
    """
    if not by.strip():
        raise InputError(Problem("readiness person erase", 0, "--by", "nobody is named", "who orders it"))
    with reading(settings.database) as connection:
        subject = find_person(connection, who)
        folders = persons.folders_of(connection)
        drafts = persons.drafts_of(connection, subject.person_ids)
        out_dirs = {out_dir for _, out_dir, _, _ in persons.output_versions(connection)}
    for draft_id in drafts:
        if str(draft_folder(settings.home, draft_id)) not in folders.values():
            throw_away(settings.home, draft_id)
    scrub = subject.scrub(mark)
    gone = _files(settings, scrub)
    deleted, marked = _rows(settings, subject, scrub, gone, by, now)
    store.tidy(settings.database)
    left = [str(p) for p in files_naming(settings.home, scrub, database_files(settings.database), ids=False)]
    # A folder outside may be another installation's by now: it is told of, and left alone.
    elsewhere = {Path(out_dir) for out_dir in out_dirs if Path(out_dir).is_dir() and not _is_ours(settings, out_dir)}
    left += [str(p) for folder in sorted(elsewhere) for p in files_naming(folder, scrub, [], ids=False)]
    named = tuple(f for i, f in sorted(folders.items()) if i in subject.launch_ids and not _is_ours(settings, f))
    return Erased(
        subject, mark, deleted, marked, tuple(str(path) for path, _, _ in gone.removed), gone.changed, tuple(left), named
    )  # fmt: skip


def _is_ours(settings: Settings, folder: str) -> bool:
    return Path(folder).resolve().is_relative_to(settings.home.resolve())


@dataclass(frozen=True, slots=True)
class _Gone:
    removed: tuple[tuple[Path, str, str], ...]
    """Outputs: where they were, whose launch's, and their path among its outputs."""
    changed: tuple[str, ...]


def _files(settings: Settings, scrub: Scrub) -> _Gone:
    """Take away the outputs that name the person, with the pictures of those decks; rewrite drafts and logs."""
    with reading(settings.database) as connection:
        versions = persons.output_versions(connection)
    launch_of = {sha256: launch_id for launch_id, _, _, sha256 in versions}
    removed = []
    for path in files_naming(settings.home / "out", scrub, [], ids=True):
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        if sha256 in launch_of:  # else somebody changed it: theirs to decide
            taken_away(path, settings.home / "thumbnails" / f"{sha256}.png")
            below_launch = path.relative_to(settings.home / "out").parts[1:]
            removed.append((path, launch_of[sha256], "/".join(below_launch)))
    held = database_files(settings.database)
    plain = (p for p in files_naming(settings.home, scrub, held, ids=False) if DRAFTS in p.parts or p.suffix in (".log", ".txt"))
    return _Gone(tuple(removed), tuple(str(p) for p in plain if rewritten(p, scrub)))


def _rows(
    settings: Settings, subject: Subject, scrub: Scrub, gone: _Gone, by: str, now: datetime
) -> tuple[dict[str, int], dict[str, int]]:
    deleted: dict[str, int] = {}
    marked: dict[str, int] = {}
    for _ in range(MOST_ROUNDS):
        # Looked for while nobody waits; what was written meanwhile is found in the next round.
        with reading(settings.database) as connection:
            changes = list(person_mentions.mentions(connection, scrub))
        if not changes and (deleted or marked):
            break
        with transaction(settings.database) as connection:
            _add(deleted, persons.delete_rows(connection, subject.known))
            _add(deleted, persons.delete_calendars(connection, subject.known.rep_ids, subject.emails))
            whole = {name: _keys(changes, name) for name in _AS_WHOLE}
            persons.delete_pages(connection, whole["shown_charts"])
            persons.delete_decks(connection, whole["decks"])
            persons.forget_outputs(connection, [(launch_id, path) for _, launch_id, path in gone.removed])
            _add(deleted, {name: len(keys) for name, keys in whole.items() if keys})
            _add(marked, person_mentions.apply(connection, [c for c in changes if c.table.name not in _AS_WHOLE or not c.rows]))
            _add(marked, persons.mark_accounts(connection, subject.person_ids, scrub.mark))
    with transaction(settings.database) as connection:
        orders = replace(AT_THE_MACHINE, name=by.strip())
        audit.note(connection, orders, "person.erased", now, about=scrub.mark)
    return deleted, marked


def _keys(changes: Sequence[Changes], table: str) -> list[Mapping[str, object]]:
    return [key for change in changes if change.table.name == table for key, _ in change.rows]


def _add(sums: dict[str, int], more: Mapping[str, int]) -> None:
    for name, n in more.items():
        if n:
            sums[name] = sums.get(name, 0) + n
