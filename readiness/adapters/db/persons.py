"""Stored persons: every row that is about a person, in whatever table; what of it goes, and what stays under a mark.

In: a connection; who it is.
Out: rows to hand over; rows deleted, marked or rewritten.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Table,
    and_,
    delete,
    false,
    func,
    or_,
    select,
    update,
)

from readiness.adapters.db import account_tables, certificate_tables, desk_tables, portal_tables, rep_tables, tables
from readiness.adapters.db.page_tables import shown_charts, shown_rows, shown_tables

metadata = tables.metadata
SECRET = frozenset(
    {"password_hash", "totp_secret", "totp_pending", "token_sha256", "code_sha256", "csrf", "sso_subject", "secret"}
)
"""Columns that nobody is ever shown."""


@dataclass(frozen=True, slots=True)
class Held:
    """A table with rows about persons: in words, and by which columns."""

    title: str
    by_rep: tuple[str, ...] = ()
    by_account: tuple[str, ...] = ()
    stays: bool = False
    """Its rows stay, under a mark: sums, or the measuring of others, need them."""


HELD: Mapping[str, Held] = {
    "people": Held("The account in the portal", ("rep_id",), ("person_id",)),
    "sign_ins": Held("Devices signed in", ("rep_id",), ("person_id",)),
    "entry_links": Held("Links that let in", ("rep_id",), ("person_id",)),
    "recovery_codes": Held("Recovery codes of the second factor (hashes, not shown)", (), ("person_id",)),
    "api_tokens": Held("Tokens of programs", (), ("person_id",)),
    "idempotency_keys": Held("Answers kept for programs that ask twice", (), ("person_id",)),
    "launch_drafts": Held("Launch folders being put together", (), ("person_id",)),
    "training_seats": Held("Training planned, had, missed or excused from", ("rep_id",)),
    "training_draws": Held("The wave of training drawn", ("rep_id",)),
    "training_sessions": Held("Training sessions taught; they stay under a mark", ("trainer_id",), stays=True),
    "training_changes": Held("Illness and leave that training was planned anew for", ("who",)),
    "invites": Held("Invites to training that were sent", ("rep_id",)),
    "invite_replies": Held("What was answered to them", ("rep_id",)),
    "invite_reminders": Held("Reminders of training", ("rep_id",)),
    "session_presence": Held("Time spent in training sessions", ("rep_id",)),
    "attendance": Held("Training sessions attended", ("rep_id",)),
    "sittings": Held("Quizzes taken in the portal", ("rep_id",)),
    "responses": Held("Quiz answers; they stay under a mark, for questions are calibrated on them", ("rep_id",), stays=True),
    "practice_answers": Held("Questions answered while practising", ("rep_id",)),
    "practice_cards": Held("What is likely to be remembered of what was practised", ("rep_id",)),
    "rep_results": Held("Figures of the last measurement", ("rep_id",)),
    "kept_inputs": Held("What went into the figures", ("rep_id",)),
    "certificates": Held("Certificates", ("subject_id",)),
    "pitch_scores": Held("Grades of pitches", ("rep_id",)),
    "pitch_comments": Held("Comments on pitches", ("rep_id",)),
    "coaching_notes": Held("Coaching notes", ("rep_id",)),
    "contests": Held("What was contested, and how it was settled", ("rep_id",)),
    "open_acts": Held("What is owed", ("owner",)),
    "contact_tasks": Held("Contacts planned for the person", ("rep_id",)),
    "survey_answers": Held("What buyers said of the person", ("rep_id",)),
    "promises": Held("What was owed, kept and broken", ("owner",)),
    "shown_rows": Held("Rows of published tables", ("rep_id",)),
    "decks": Held("Decks of accounts the person looks after; those that name the person go", ("rep_id",), stays=True),
    "sales_current": Held("Sales that stand; they stay under a mark, for sums need them", ("rep_id",), stays=True),
    "sales_ledger": Held("Sales as reported and restated; they stay under a mark", ("rep_id",), stays=True),
    "sales_pending": Held("Sales not yet booked; they stay under a mark", ("rep_id",), stays=True),
    "sales_cells": Held("Sums of sales; they stay under a mark", ("rep_id",), stays=True),
    "audit_log": Held("Who saw or changed what; it stays under a mark", ("rep_id",), ("person_id",), stays=True),
}
"""Every table with rows about persons; whatever else mentions one by name is found by the name."""
PARTS_OF: Mapping[str, tuple[Table, str, str]] = {
    "sittings": (portal_tables.sitting_items, "sitting_id", "The questions of those quizzes")
}


Rows = tuple[str, str, Sequence[Mapping[str, Any]]]
"""A table's name, what it holds in words, its rows."""


@dataclass(frozen=True, slots=True)
class Known:
    """Who a person is in the database."""

    person_ids: tuple[str, ...]
    rep_ids: tuple[str, ...]


def accounts_like(connection: Connection, emails: Sequence[str], ids: Sequence[str]) -> list[Mapping[str, Any]]:
    """Return the accounts with one of these addresses, or for one of these reps or managers."""
    if not all((*emails, *ids)):
        raise ValueError("a blank would mean everybody who has none")
    p = portal_tables.people.c
    where = or_(p.email.in_(emails), p.rep_id.in_(ids), p.manager_id.in_(ids)) if emails or ids else false()
    return [dict(row._mapping) for row in connection.execute(select(portal_tables.people).where(where))]


def rows_about(connection: Connection, known: Known) -> Iterator[Rows]:
    """Yield name, title and rows of every table with rows about a person, without secrets."""
    for name, held in HELD.items():
        table = metadata.tables[name]
        rows = _rows(connection, table, _is_about(table, held, known))
        if rows:
            yield name, held.title, rows
        if name in PARTS_OF and rows:
            part, key, title = PARTS_OF[name]
            yield part.name, title, _rows(connection, part, part.c[key].in_([row[key] for row in rows]))


def packed_about(connection: Connection, known: Known) -> list[Rows]:
    """Return the inputs of a person's figures, unpacked: a row an input."""
    k = rep_tables.kept_inputs.c
    told: list[Mapping[str, Any]] = []
    for row in connection.execute(select(k.launch_id, k.rep_id, k.content).where(k.rep_id.in_(known.rep_ids))):
        fields = json.loads(zlib.decompress(bytes(row.content)))
        whose = {"launch_id": row.launch_id, "rep_id": row.rep_id}
        told += [{**whose, **dict(zip(fields, values, strict=True))} for values in zip(*fields.values(), strict=True)]
    return [("inputs_of_figures", "Every input of the figures of the last measurement", told)] if told else []


def is_rep_known(connection: Connection, rep_id: str) -> bool:
    """Say whether any table has rows of this rep."""
    known = Known((), (rep_id,))
    return any(
        connection.execute(select(table.c[held.by_rep[0]]).where(_is_about(table, held, known)).limit(1)).first()
        for table, held in ((metadata.tables[name], held) for name, held in HELD.items() if held.by_rep)
    )


def mark_accounts(connection: Connection, person_ids: Sequence[str], mark: str) -> dict[str, int]:
    """Put a mark in the place of accounts in the log."""
    a = account_tables.audit_log
    n = connection.execute(update(a).where(a.c.person_id.in_(person_ids)).values(person_id=mark)).rowcount
    return {"audit_log": n} if n else {}


def drafts_of(connection: Connection, person_ids: Sequence[str]) -> list[str]:
    """Return the launch folders these accounts are putting together."""
    d = desk_tables.launch_drafts.c
    return list(connection.execute(select(d.draft_id).where(d.person_id.in_(person_ids))).scalars())


def _rows(connection: Connection, table: Table, where: ColumnElement[bool]) -> list[Mapping[str, Any]]:
    columns = [c for c in table.c if c.name not in SECRET and not isinstance(c.type, LargeBinary)]
    order = list(table.primary_key.columns)
    return [dict(row._mapping) for row in connection.execute(select(*columns).where(where).order_by(*order))]


def _is_about(table: Table, held: Held, known: Known) -> ColumnElement[bool]:
    tests = [table.c[name].in_(known.rep_ids) for name in held.by_rep if known.rep_ids]
    tests += [table.c[name].in_(known.person_ids) for name in held.by_account if known.person_ids]
    return or_(false(), *tests)


def delete_rows(connection: Connection, known: Known) -> dict[str, int]:
    """Delete the rows about a person that nothing needs, and return how many of each table."""
    gone: dict[str, int] = {}
    _forget_sittings(connection, known)
    children_first = [t for t in reversed(metadata.sorted_tables) if t.name in HELD and not HELD[t.name].stays]
    for table in children_first:
        is_about = _is_about(table, HELD[table.name], known)
        if table is certificate_tables.certificates:
            is_about = and_(is_about, table.c.kind == "rep")
        n = connection.execute(delete(table).where(is_about)).rowcount
        if n:
            gone[table.name] = n
    return gone


def delete_calendars(connection: Connection, rep_ids: Sequence[str], emails: Sequence[str]) -> dict[str, int]:
    """Delete the calendars of a person from launch folders, as they were taken in; a file is a person's by its name."""
    f = tables.input_files
    named = [f"calendar/{name.lower()}.ics" for name in (*rep_ids, *emails)]
    n = connection.execute(delete(f).where(func.lower(f.c.path).in_(named))).rowcount
    return {"input_files": n} if n else {}


def _forget_sittings(connection: Connection, known: Known) -> None:
    s, items = portal_tables.sittings, portal_tables.sitting_items
    mine = select(s.c.sitting_id).where(s.c.rep_id.in_(known.rep_ids))
    connection.execute(delete(items).where(items.c.sitting_id.in_(mine)))


def delete_pages(connection: Connection, charts: Sequence[Mapping[str, Any]]) -> None:
    """Forget charts that name a person, and see that published tables that lost rows are written anew next time."""
    for key in charts:
        connection.execute(delete(shown_charts).where(and_(*(shown_charts.c[k] == v for k, v in key.items()))))
    r, t = shown_rows.c, shown_tables.c
    n = select(func.count()).where(r.launch_id == t.launch_id, r.name == t.name).scalar_subquery()
    connection.execute(update(shown_tables).where(n != t.n_rows).values(n_rows=n, sha256=""))


def output_versions(connection: Connection) -> list[tuple[str, str, str, str]]:
    """Return launch, folder, path and hash of every version of every file that was written."""
    o = tables.output_files.c
    return [tuple(row) for row in connection.execute(select(o.launch_id, o.out_dir, o.path, o.sha256))]


def forget_outputs(connection: Connection, gone: Sequence[tuple[str, str]]) -> None:
    """Forget every version of files (launch, path) that were taken away, so that they are written anew."""
    o = tables.output_files
    for launch_id, path in gone:
        connection.execute(delete(o).where(o.c.launch_id == launch_id, o.c.path == path))


def delete_decks(connection: Connection, keys: Sequence[Mapping[str, Any]]) -> None:
    """Forget decks whose recipes name a person."""
    d = tables.decks
    for key in keys:
        connection.execute(delete(d).where(and_(*(d.c[k] == v for k, v in key.items()))))


def folders_of(connection: Connection) -> dict[str, str]:
    """Return launch -> the folder it was taken in from, which stays as it is."""
    rows = connection.execute(select(tables.launches.c.launch_id, tables.launches.c.folder).order_by(tables.launches.c.launch_id))
    return {row.launch_id: row.folder for row in rows}
