"""People files: accounts, reps, trainers, their calendar, and quotas.

In: the bytes of accounts.csv, reps.csv, trainers.csv, calendar/*.csv, quotas.csv.
Out: the stages' dataclasses, and Problems.
"""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal

from readiness.adapters.input_tables import Column, Problems, read_table
from readiness.adapters.input_values import (
    choice_column,
    currency_value,
    date_column,
    email_value,
    id_column,
    integer_value,
    language_column,
    list_value,
    moment_value,
    money_column,
    text_column,
    zone_value,
)
from readiness.stages.training import Attendance, Blackout, Busy, Trainer
from readiness.vocabulary import Account, Motion, Rep

ZONE = Column("time_zone", zone_value, "an IANA time zone such as Europe/Paris")
EMAIL = Column("email", email_value, "a mail address")
MOMENT = "an ISO time with offset such as 2019-05-14T09:00:00+02:00"


def read_accounts(file: str, data: bytes, problems: Problems) -> list[tuple[int, Account]]:
    """Return accounts with their row numbers."""
    columns = [
        id_column("account_id"),
        text_column("name"),
        id_column("channel"),
        id_column("partner_id"),
        id_column("territory_id"),
        id_column("segment", blank=True),
        text_column("industry", blank=True),
        date_column("first_seen_on", blank=True, default=None),
        money_column("potential_money", blank=True, default=None),
    ]
    return [(r.row, Account(**r.values)) for r in read_table(file, data, columns, problems, key="account_id")]


def read_reps(file: str, data: bytes, problems: Problems) -> list[tuple[int, Rep]]:
    """Return reps with their row numbers."""
    columns = [
        id_column("rep_id"),
        text_column("name"),
        EMAIL,
        id_column("channel", blank=True),
        id_column("partner_id"),
        id_column("territory_id"),
        id_column("manager_id", blank=True),
        choice_column("motion", [m.value for m in Motion]),
        ZONE,
        language_column("language"),
        date_column("hired_on", blank=True, default=None),
    ]
    rows = read_table(file, data, columns, problems, key="rep_id")
    by_email: dict[str, int] = {}
    for r in rows:
        email = str(r["email"]).lower()
        if email in by_email:
            problems.add(file, r.row, "email", f"{email!r} is already used in row {by_email[email]}", "one address a rep")
        by_email.setdefault(email, r.row)
    return [(r.row, Rep(**{**r.values, "motion": Motion(r["motion"])})) for r in rows]


def read_trainers(file: str, data: bytes, problems: Problems) -> list[Trainer]:
    """Return trainers."""
    columns = [
        id_column("trainer_id"),
        text_column("name"),
        EMAIL,
        Column("languages", list_value, "language codes separated by ;"),
        ZONE,
        Column("max_sessions_per_day", integer_value(1, 12), "a whole number from 1 to 12"),
    ]
    return [Trainer(**r.values) for r in read_table(file, data, columns, problems, key="trainer_id")]


def read_blackouts(file: str, data: bytes, problems: Problems) -> list[Blackout]:
    """Return the days nobody is trained on."""
    columns = [date_column("starts_on"), date_column("ends_on"), text_column("reason", blank=True)]
    rows = read_table(file, data, columns, problems)
    for r in rows:
        if r["ends_on"] < r["starts_on"]:
            problems.add(file, r.row, "ends_on", f"{r['ends_on']} is before starts_on", f"{r['starts_on']} or later")
    return [Blackout(**r.values) for r in rows]


def read_busy(file: str, data: bytes, people: set[str], problems: Problems) -> list[Busy]:
    """Return when people are not free, in UTC."""
    columns = [id_column("person_id"), Column("starts_at", moment_value, MOMENT), Column("ends_at", moment_value, MOMENT)]
    rows = read_table(file, data, columns, problems)
    for r in rows:
        if r["person_id"] not in people:
            problems.add(file, r.row, "person_id", f"{r['person_id']!r} is unknown", "a rep_id or trainer_id")
        if r["ends_at"] <= r["starts_at"]:
            problems.add(file, r.row, "ends_at", f"{r['ends_at'].isoformat()} is not after starts_at", "a later time")
    return [Busy(r["person_id"], r["starts_at"].astimezone(UTC), r["ends_at"].astimezone(UTC)) for r in rows]


def read_quotas(file: str, data: bytes, reps: set[str], problems: Problems) -> list[tuple[str, date, Decimal]]:
    """Return quotas: rep, first day of the month, target."""
    columns = [
        id_column("rep_id"),
        date_column("month"),
        money_column("target_money"),
        Column("currency", currency_value, "an ISO 4217 code such as EUR"),
    ]
    rows = read_table(file, data, columns, problems)
    for r in rows:
        if r["rep_id"] not in reps:
            problems.add(file, r.row, "rep_id", f"{r['rep_id']!r} is unknown", "a rep_id of reps.csv")
    return [(r["rep_id"], r["month"], r["target_money"]) for r in rows]


def read_attendance(file: str, data: bytes, problems: Problems) -> list[tuple[int, Attendance]]:
    """Return who was in a session, with row numbers."""
    columns = [id_column("rep_id"), date_column("attended_on"), Column("minutes", integer_value(0, 1440), "0 to 1440")]
    return [(r.row, Attendance(**r.values)) for r in read_table(file, data, columns, problems)]
