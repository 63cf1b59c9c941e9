"""Inbox rows: which files an inbox holds, and which of their rows could not be taken in.

In: the folder's files as path -> bytes, and the ids a launch knows.
Out: InboxFile per file to collect; Problems, one for each fault however many rows it stands in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from readiness.adapters.attendance_lists import is_list, read_list
from readiness.adapters.inbox_reports import inspect_reports
from readiness.adapters.input_ids import ANY_ID, KnownIds, unknown_id_problems, unknown_ids
from readiness.adapters.input_tables import Problems
from readiness.adapters.people_files import read_attendance
from readiness.adapters.quiz_exports import read_export
from readiness.adapters.yaml_files import listed_ids

KINDS = ("quizzes", "attendance", "pitches")


@dataclass(frozen=True, slots=True)
class InboxFile:
    """One file to collect."""

    kind: str
    """quizzes, attendance or pitches."""
    scope: str
    """The launch."""
    path: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Return the hash of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """The ids that rows of an inbox may use."""

    reps: KnownIds
    emails: KnownIds
    """In lower case."""
    accounts: KnownIds
    partners: KnownIds
    currencies: Mapping[str, str]
    """The currency of each partner that could be read."""


def known_people(problems: Problems) -> KnownPeople:
    """Return the ids that a launch's files name, as far as they could be read."""
    written = problems.contents.get("channels.yaml", {}).get("partners")
    entries = [p for p in written if isinstance(p, dict)] if isinstance(written, list) else []
    emails = problems.in_column("reps.csv", "email")
    return KnownPeople(
        problems.in_column("reps.csv", "rep_id"),
        emails if emails is ANY_ID else KnownIds((e.lower() for e in emails), emails.lost),
        problems.in_column("accounts.csv", "account_id"),
        listed_ids("channels.yaml", "partners", "id", problems),
        {str(p.get("id")): str(p.get("currency")) for p in entries},
    )


def inbox_files(files: Mapping[str, bytes], launch_id: str) -> list[InboxFile]:
    """Return the answers, the attendance and the graded pitches an inbox holds, by path."""
    parts = {path: path.split("/") for path in sorted(files)}
    return [
        InboxFile(at[1], launch_id, path, files[path])
        for path, at in parts.items()
        if at[0] == "inbox" and len(at) == 3 and at[1] in KINDS
    ]


def inspect_rows(files: Mapping[str, bytes], known: KnownPeople, problems: Problems) -> None:
    """Record every row of the inbox that would go to quarantine, and every file that could not be read."""
    held = inbox_files(files, "")
    scopes = sorted({path.split("/")[2] for path in files if path.startswith("inbox/sales_out/") and path.count("/") == 3})
    for scope in unknown_ids(scopes, known.partners):
        what, expected = f"the folder is named after no partner: {scope!r}", "a folder named as a partner of channels.yaml"
        problems.add(f"inbox/sales_out/{scope}", 0, "", what, expected)
    for item in held:
        if item.kind == "attendance":
            _inspect_attendance(item, known, problems)
        elif item.kind == "quizzes":
            _inspect_responses(item, known, problems)
    inspect_reports(files, known.currencies, problems)


def _inspect_attendance(item: InboxFile, known: KnownPeople, problems: Problems) -> None:
    if is_list(item.data):
        problems.found += read_list(item.path, item.data).problems
    else:
        read_attendance(item.path, item.data, problems, reps=known.reps)


def _inspect_responses(item: InboxFile, known: KnownPeople, problems: Problems) -> None:
    export = read_export(item.path, item.data)
    problems.found += export.problems
    reps = {rep_id.casefold() for rep_id in known.reps}
    who = [(a.row, a.person.rep_id or a.person.email) for a in export.answers if not (a.person.name or a.person.nickname)]
    by_mail = [(row, text.lower()) for row, text in who if "@" in text]
    by_id = [(row, text) for row, text in who if text and "@" not in text and text.casefold() not in reps]
    problems.found += unknown_id_problems(item.path, "email", by_mail, known.emails, "an email of reps.csv")
    problems.found += unknown_id_problems(item.path, "rep_id", by_id, known.reps, "a rep_id of reps.csv")


def people_of(reps: Collection[tuple[str, str]], accounts: Collection[str], partners: Mapping[str, str]) -> KnownPeople:
    """Return the ids of a launch that could be read as a whole: reps with their mail, accounts, partners with their currency."""
    return KnownPeople(
        KnownIds(rep_id for rep_id, _ in reps),
        KnownIds(email.lower() for _, email in reps),
        KnownIds(accounts),
        KnownIds(partners),
        partners,
    )
