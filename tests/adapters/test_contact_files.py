"""The contact plan's files: tables, calendars read by a second parser, tasks of a CRM that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta

from icalendar import Calendar
from openpyxl import load_workbook

from readiness.adapters.contact_files import CONTACT_COLUMNS, calendars, contact_outputs, contact_tables, crm_outputs
from readiness.stages.contact_plan import Change, Check, Contact
from readiness.vocabulary import Motion, Rep

DUE = date(2019, 7, 1)
ROWS = [
    Contact("A-define", "A", "Shop A", "shop", "T", "R", "Rep R", "define", "Ask", "a.pptx", "m1", DUE, "planned", "Rep R"),
    Contact("A-decide", "A", "Shop A", "shop", "T", "R", "Rep R", "decide", "Buy", "a.pptx", "m2", DUE + timedelta(9), "planned"),
    Contact("B-define", "B", "Shop B", "shop", "U", "", "", "define", "Ask", "", "", DUE, "no_owner", "Mia"),
]


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"))))


def test_sheets() -> None:
    tables = contact_tables(ROWS)
    assert tables["contact plan"][0] == CONTACT_COLUMNS
    assert tables["contact plan"][1][0][:14] == [
        "A-define", "A", "Shop A", "shop", "T", "R", "Rep R", "define", "Ask", "a.pptx", "m1", DUE, "planned", "Rep R",
    ]  # fmt: skip
    assert tables["by rep"][1] == [["R", "Rep R", 1, 2, 0, DUE, DUE + timedelta(days=9)]]
    assert tables["no owner"][1] == [["B", "Shop B", "shop", "U", "Mia"]]
    assert list(contact_tables(ROWS[:2])) == ["contact plan", "by rep"]


def test_changes_and_checks_are_tables() -> None:
    change = Change("A-define", "A", "moved", "2019-06-24", "2019-07-01", "on leave")
    files = contact_outputs(ROWS, [change], [Check("x", 1, ("A",), "y")])
    assert table(files["plan/contact_changes.csv"])[0]["why"] == "on leave"
    assert table(files["plan/checks.csv"]) == [{"check": "x", "n": "1", "found": "A", "meaning": "y"}]


def test_a_calendar_reads_as_it_was_meant_and_no_line_is_too_long() -> None:
    words = "Ask Zoë; then, slowly: not \\ today, " + "Größe " * 30 + "end"
    odd = Contact("A-review", "A", "Shop, A; B", "shop", "T", "R", "Rep R", "review", words, "", "m3", DUE, "planned")
    files = calendars([*ROWS, odd], "kettle", date(2019, 5, 6))
    assert list(files) == ["plan/contacts/R.ics"]
    data = files["plan/contacts/R.ics"]
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    events = {str(e["UID"]): e for e in Calendar.from_ical(data).walk("VEVENT")}
    assert set(events) == {f"A-{s}@kettle.contacts" for s in ("define", "decide", "review")}
    event = events["A-review@kettle.contacts"]
    assert str(event["SUMMARY"]) == f"Shop, A; B: {words}"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (DUE, DUE + timedelta(days=1))
    assert str(event["DESCRIPTION"]).splitlines() == ["Step: review", "Message: m3"]


def test_what_is_done_is_in_no_calendar_and_is_completed_in_the_crm() -> None:
    done = Contact("A-review", "A", "Shop A", "shop", "T", "R", "Rep R", "review", "=1+1", "", "", DUE, "done", done_on=DUE)
    assert calendars([done], "kettle", DUE) == {}
    rep = Rep("R", "Rep R", "r@example.com", "", "", "", "", Motion.CONSULTATIVE, "UTC", "en", None)
    files = crm_outputs([done, ROWS[2]], {"R": rep})
    first, second = table(files["plan/tasks_salesforce.csv"])
    assert first["Account:What.Readiness_Account_Id__c"] == "A"
    assert (first["Status"], first["User:Owner.Email"], first["ActivityDate"]) == ("Completed", "r@example.com", "2019-07-01")
    assert (second["Status"], second["User:Owner.Email"]) == ("Not Started", "")
    assert all(not row["Subject"].startswith(("=", "+", "-", "@")) for row in (first, second))
    (open_one,) = table(files["plan/tasks_hubspot.csv"])
    assert (open_one["hs_task_subject"], open_one["hs_task_status"], open_one["readiness_account_id"]) == (
        "Shop B: Ask", "NOT_STARTED", "B",
    )  # fmt: skip


def test_a_task_finds_its_account_by_the_id_of_the_crm_itself() -> None:
    sold = [replace(ROWS[0], account_id="001A000001abcdE"), replace(ROWS[1], account_id="001A000001abcdF")]
    assert "WhatId" in table(crm_outputs(sold, {})["plan/tasks_salesforce.csv"])[0]
    sold = [replace(c, account_id=str(10**9 + n)) for n, c in enumerate(ROWS)]
    assert "Record ID" in table(crm_outputs(sold, {})["plan/tasks_hubspot.csv"])[0]


def test_no_cell_of_any_file_runs_as_a_formula_and_no_line_of_a_calendar_is_made_by_a_name() -> None:
    evil = "=cmd|' /C calc'!A0"
    bad = replace(
        ROWS[0], account_name=f"{evil}\r\nEND:VEVENT", act=evil, rep_name=evil, persona=evil, person_name=evil, why=evil
    )  # fmt: skip
    files = contact_outputs([bad], [Change("A-define", "A", "moved", evil, evil, evil)], []) | crm_outputs([bad], {})
    for path, data in files.items():
        if path.endswith(".csv"):
            assert not any(cell.startswith("=") for row in csv.reader(io.StringIO(data.decode())) for cell in row), path
    book = load_workbook(io.BytesIO(files["plan/contact_plan.xlsx"]))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    lines = calendars([bad], "k", DUE)["plan/contacts/R.ics"].split(b"\r\n")
    assert lines.count(b"END:VEVENT") == 1


def test_a_calendar_says_how_often_a_contact_moved() -> None:
    (event,) = Calendar.from_ical(calendars([replace(ROWS[0], revision=3)], "k", DUE)["plan/contacts/R.ics"]).walk("VEVENT")
    assert event["SEQUENCE"] == 3
