"""People files: accounts, reps, trainers, their calendar, and quotas.

In: the bytes of accounts.csv, reps.csv, trainers.csv, calendar/*.csv, quotas.csv.
Out: the stages' dataclasses, and Problems.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date
from decimal import Decimal
from typing import Any

from readiness.adapters.country_days import check_country
from readiness.adapters.input_columns import (
    Column,
    choice_column,
    date_column,
    id_column,
    language_column,
    money_column,
    text_column,
    words_column,
)
from readiness.adapters.input_ids import ANY_ID
from readiness.adapters.input_tables import Problems, Row, read_table
from readiness.adapters.input_values import (
    clock_value,
    country_value,
    currency_value,
    decimal_value,
    email_value,
    integer_value,
    languages_value,
    list_value,
    moment_value,
    month_value,
    shown,
    text_value,
    webinar_value,
    zone_value,
)
from readiness.stages.training import Attendance, Blackout, Busy, Trainer
from readiness.vocabulary import Account, Motion, Rep

ZONE = Column("time_zone", zone_value, "an IANA time zone such as Europe/Paris")
EMAIL = Column("email", email_value, "a mail address such as ana@example.com", is_id=True)
MOMENT = "a date and time with its offset, such as 2019-05-14T09:00:00+02:00"
CHANNEL, PARTNER = "a channel of channels.yaml", "a partner of channels.yaml"
REP = "a rep_id of reps.csv"
SKILLS = "module_ids of training.yaml separated by semicolons, or blank for all"
OPTIONAL_NONE: Mapping[str, Any] = {"optional": True, "blank": True, "default": None}
OPTIONAL_LIST: Mapping[str, Any] = {"optional": True, "blank": True, "default": ()}


def read_accounts(
    file: str,
    data: bytes,
    problems: Problems,
    *,
    channels: Collection[str] = ANY_ID,
    partners: Collection[str] = ANY_ID,
    segments: Collection[str] = ANY_ID,
) -> list[tuple[int, Account]]:
    """Return accounts with their row numbers."""
    columns = [
        id_column("account_id"),
        text_column("name"),
        id_column("channel", CHANNEL, known=channels),
        id_column("partner_id", PARTNER, known=partners),
        id_column("territory_id"),
        id_column("segment", "a segment of buyers.yaml, or blank", blank=True, known=segments),
        text_column("industry", blank=True),
        date_column("first_seen_on", blank=True, default=None),
        money_column("potential_money", blank=True, default=None),
        *(text_column(name, optional=True, blank=True) for name in ("street", "city", "region", "postal_code", "country")),
    ]
    return [(r.row, Account(**r.values)) for r in read_table(file, data, columns, problems, key="account_id")]


def read_reps(
    file: str, data: bytes, problems: Problems, *, channels: Collection[str] = ANY_ID, partners: Collection[str] = ANY_ID
) -> list[tuple[int, Rep]]:
    """Return reps with their row numbers."""
    columns = [
        id_column("rep_id"),
        words_column("name", "a person's name", at_most=200),
        EMAIL,
        id_column("channel", CHANNEL + ", or blank for all", blank=True, known=channels),
        id_column("partner_id", PARTNER, known=partners),
        id_column("territory_id"),
        id_column("manager_id", blank=True),
        choice_column("motion", [m.value for m in Motion]),
        ZONE,
        language_column("language"),
        date_column("hired_on", blank=True, default=None),
    ]
    rows = read_table(file, data, columns, problems, key="rep_id")
    _once(file, rows, "email", problems)
    return [(r.row, Rep(**{**r.values, "motion": Motion(r["motion"])})) for r in rows]


def _once(file: str, rows: list[Row], column: str, problems: Problems) -> None:
    first: dict[str, int] = {}
    for r in rows:
        text = str(r[column]).lower()
        if first.setdefault(text, r.row) != r.row:
            problems.add(file, r.row, column, f"{shown(r[column])} is already used in row {first[text]}", "one address a person")


def read_trainers(
    file: str, data: bytes, problems: Problems, *, modules: Collection[str] = ANY_ID, places: Collection[str] = ANY_ID
) -> list[Trainer]:
    """Return trainers."""
    columns = [
        id_column("trainer_id"),
        words_column("name", "a person's name", at_most=200),
        EMAIL,
        Column("languages", languages_value, "language codes separated by semicolons, such as en;fr"),
        ZONE,
        Column("max_sessions_per_day", integer_value(1, 12), "a whole number from 1 to 12"),
        Column("skills", list_value, SKILLS, **OPTIONAL_LIST, known=modules),
        *working_columns(places),
        Column("max_hours_per_day", decimal_value("0.5", "24"), "hours from 0.5 to 24", **OPTIONAL_NONE),
        Column("cost_per_hour", decimal_value("0", "10000"), "selling hours, 0 or more", **OPTIONAL_NONE),
        Column("webinar", webinar_value, "an address such as https://meet.example.com/abc", optional=True, blank=True),
    ]
    rows = read_table(file, data, columns, problems, key="trainer_id")
    check_hours(file, rows, problems)
    for r in rows:
        check_country(file, r.row, r["country"], r["subdivision"], problems)
    numbers = ("max_hours_per_day", "cost_per_hour")
    return [Trainer(**{**r.values, **{n: None if r[n] is None else float(r[n]) for n in numbers}}) for r in rows]


def working_columns(places: Collection[str]) -> list[Column]:
    """Return the columns, all optional, that say where and when a person works."""
    return [
        Column("country", country_value, "an ISO 3166 country code such as DE", optional=True, blank=True),
        Column("subdivision", text_value(10), "an ISO 3166-2 subdivision such as BY", optional=True, blank=True),
        text_column("place", "a place of calendar/rooms.csv", optional=True, blank=True, known=places),
        Column("starts", clock_value, 'a time of day such as "09:00"', **OPTIONAL_NONE),
        Column("ends", clock_value, 'a time of day such as "17:00"', **OPTIONAL_NONE),
    ]


def check_hours(file: str, rows: list[Row], problems: Problems) -> None:
    """Record each day that ends before it starts, or has one end only."""
    for r in rows:
        if (r["starts"] is None) != (r["ends"] is None):
            missing = "starts" if r["starts"] is None else "ends"
            problems.add(file, r.row, missing, "blank", "both starts and ends, or neither")
        elif r["starts"] is not None and r["ends"] <= r["starts"]:
            problems.add(file, r.row, "ends", f"{r['ends']:%H:%M} is not after starts", "a later time")


def read_blackouts(file: str, data: bytes, problems: Problems) -> list[Blackout]:
    """Return the days nobody is trained on."""
    columns = [date_column("starts_on"), date_column("ends_on"), text_column("reason", blank=True)]
    rows = read_table(file, data, columns, problems)
    for r in rows:
        if r["ends_on"] < r["starts_on"]:
            problems.add(file, r.row, "ends_on", f"{r['ends_on']} is before starts_on", f"{r['starts_on']} or later")
    return [Blackout(**r.values) for r in rows]


def read_busy(file: str, data: bytes, people: Collection[str], problems: Problems) -> list[Busy]:
    """Return when people are not free, in UTC."""
    columns = [
        id_column("person_id", "a rep_id or trainer_id", known=people),
        Column("starts_at", moment_value, MOMENT),
        Column("ends_at", moment_value, MOMENT),
    ]
    rows = read_table(file, data, columns, problems)
    for r in rows:
        if r["ends_at"] <= r["starts_at"]:
            problems.add(file, r.row, "ends_at", f"{r['ends_at'].isoformat()} is not after starts_at", "a later time")
    return [Busy(r["person_id"], r["starts_at"].astimezone(UTC), r["ends_at"].astimezone(UTC)) for r in rows]


def read_quotas(
    file: str, data: bytes, reps: Collection[str], problems: Problems, *, currency: str = ""
) -> list[tuple[str, date, Decimal]]:
    """Return quotas: rep, first day of the month, target in the launch's currency (any currency where none is given)."""
    columns = [
        id_column("rep_id", REP, known=reps),
        Column("month", month_value, "the first day of a month, such as 2019-07-01"),
        money_column("target_money"),
        Column("currency", currency_value, "an ISO 4217 code such as EUR"),
    ]
    rows = read_table(file, data, columns, problems)
    first: dict[tuple[str, date], int] = {}
    for r in rows:
        key = (r["rep_id"], r["month"])
        if first.setdefault(key, r.row) != r.row:
            problems.add(file, r.row, "month", f"this rep and month already stand in row {first[key]}", "each month once")
        if currency and r["currency"] != currency:
            problems.add(file, r.row, "currency", f"{shown(r['currency'])} is not the launch's", currency)
    return [(r["rep_id"], r["month"], r["target_money"]) for r in rows]


def read_attendance(
    file: str, data: bytes, problems: Problems, *, reps: Collection[str] = ANY_ID
) -> list[tuple[int, Attendance]]:
    """Return who was in a session, with row numbers."""
    minutes = Column("minutes", integer_value(0, 1440), "a whole number from 0 to 1440")
    columns = [id_column("rep_id", REP, known=reps), date_column("attended_on"), minutes]
    return [(r.row, Attendance(**r.values)) for r in read_table(file, data, columns, problems)]
