"""Stored contacts: the contact plan that stands, what became of its contacts, what buyers said of us.

In: a connection in a transaction.
Out: Contact, ContactDone, SurveyAnswer; rows written so that doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from readiness.adapters.db.contact_tables import contact_reports, contact_tasks, survey_answers
from readiness.errors import ConflictError, NotFoundError
from readiness.stages.after_sale import SurveyAnswer
from readiness.stages.contact_plan import Contact, ContactDone

_PLANNED = tuple(c.name for c in contact_tasks.c if c.name != "launch_id")
_DONE = tuple(f.name for f in fields(ContactDone))
_SAID = tuple(f.name for f in fields(SurveyAnswer))


def load_tasks(connection: Connection, launch_id: str, contact_id: str = "") -> dict[str, Contact]:
    """Return contact_id -> the contact as the standing plan has it, without the buyer's person and without what became of it.

    Of one contact alone where it is named.
    """
    t = contact_tasks.c
    query = select(*(t[name] for name in _PLANNED)).where(t.launch_id == launch_id)
    rows = connection.execute(query.where(t.contact_id == contact_id) if contact_id else query)
    return {row[0]: Contact(**dict(zip(_PLANNED, row, strict=True))) for row in rows}


def save_tasks(connection: Connection, launch_id: str, contacts: Sequence[Contact]) -> None:
    """Make this the plan that stands."""
    connection.execute(delete(contact_tasks).where(contact_tasks.c.launch_id == launch_id))
    _add(connection, contact_tasks, [{"launch_id": launch_id, **{name: getattr(c, name) for name in _PLANNED}} for c in contacts])


def load_done(connection: Connection, launch_id: str, contact_id: str = "") -> dict[str, ContactDone]:
    """Return contact_id -> what became of it; of one contact alone where it is named."""
    c = contact_reports.c
    query = select(*(c[name] for name in _DONE)).where(c.launch_id == launch_id).order_by(c.contact_id)
    rows = connection.execute(query.where(c.contact_id == contact_id) if contact_id else query)
    return {row.contact_id: ContactDone(*row) for row in rows}


def add_done(connection: Connection, launch_id: str, reports: Sequence[ContactDone], now: datetime) -> int:
    """Keep what became of contacts; return how many were new. The same said again changes nothing.

    Raises:
        NotFoundError: the plan has no such contact.
        ConflictError: something else was said of a contact before.
    """
    one = reports[0].contact_id if len(reports) == 1 else ""
    planned, known = load_tasks(connection, launch_id, one), load_done(connection, launch_id, one)
    new: dict[str, ContactDone] = {}
    for report in reports:
        before = known.get(report.contact_id) or new.get(report.contact_id)
        if before is None and report.contact_id not in planned:
            raise NotFoundError(f"the plan of {launch_id} has no contact {report.contact_id!r}")
        if before is None:
            new[report.contact_id] = report
        elif before != report:
            said = f"{before.reaction} on {before.done_on} by {before.done_by}"
            raise ConflictError(f"contact {report.contact_id} was reported already: {said}")
    moment = now.astimezone(UTC).replace(tzinfo=None)
    _add(connection, contact_reports, [{"launch_id": launch_id, **asdict(r), "noted_at": moment} for r in new.values()])
    return len(new)


def load_survey(connection: Connection, launch_id: str) -> list[SurveyAnswer]:
    """Return what buyers answered, by response."""
    c = survey_answers.c
    rows = connection.execute(select(*(c[name] for name in _SAID)).where(c.launch_id == launch_id).order_by(c.response_id))
    return [SurveyAnswer(*row) for row in rows]


def add_survey(connection: Connection, launch_id: str, answers: Sequence[SurveyAnswer]) -> int:
    """Keep what buyers answered; return how many were new. The same answered again changes nothing.

    Raises:
        ConflictError: a response of that id said something else before.
    """
    known = {a.response_id: a for a in load_survey(connection, launch_id)}
    new: dict[str, SurveyAnswer] = {}
    for answer in answers:
        before = known.get(answer.response_id) or new.get(answer.response_id)
        if before is None:
            new[answer.response_id] = answer
        elif before != answer:
            raise ConflictError(f"response {answer.response_id} was taken in before and says something else")
    _add(connection, survey_answers, [{"launch_id": launch_id, **asdict(a)} for a in new.values()])
    return len(new)


def _add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), list(rows))
