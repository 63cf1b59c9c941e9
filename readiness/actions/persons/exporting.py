"""Exporting: everything kept about a person as one zip to hand over.

In: a mail address or a rep_id, where to write.
Out: Exported; the zip, readable by its owner alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from readiness.actions.persons.finding import Subject, find_person
from readiness.adapters.db import audit, person_mentions, persons
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.person_files import Told, files_naming, person_zip
from readiness.adapters.private_files import write_private
from readiness.permissions import AT_THE_MACHINE
from readiness.settings import Settings

NO_MARK = "-"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was handed over."""

    out: Path
    subject: Subject
    n_rows: Mapping[str, int]
    n_files: int


def export_person(settings: Settings, who: str, out: Path, now: datetime) -> Exported:
    """Write a zip of every row and file about a person.

    Raises:
        NotFoundError: nobody is known by this address or rep_id.
    """
    with reading(settings.database) as connection:
        subject = find_person(connection, who)
        scrub = subject.scrub(NO_MARK)
        told: list[Told] = list(persons.rows_about(connection, subject.known))
        told += persons.packed_about(connection, subject.known)
        told += person_mentions.named_elsewhere(connection, scrub)
    files: dict[str, bytes] = {}
    for path in files_naming(settings.home / "out", scrub, [], ids=False):
        if scrub.is_in_path(path.name):
            files[path.relative_to(settings.home).as_posix()] = path.read_bytes()
    write_private(out, person_zip(", ".join((*subject.names, *subject.emails, *subject.rep_ids)), told, files))
    with transaction(settings.database) as connection:
        rep_id = subject.rep_ids[0] if subject.rep_ids else ""
        audit.note(connection, AT_THE_MACHINE, "person.exported", now, rep_id=rep_id, about=", ".join(subject.emails))
    return Exported(out, subject, {name: len(rows) for name, _, rows in told}, len(files))
