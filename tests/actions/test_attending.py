"""Attendance collected: every product's file of one session makes the same of its seats; the unsure wait; twice is once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.actions import measurement
from readiness.adapters.db import collected
from readiness.adapters.db.store import reading
from readiness.cli import app
from readiness.errors import ConflictError, NotFoundError
from readiness.settings import Settings
from readiness.stages.training.records import Enrolment
from tests.planned_launch import LAUNCH, ONE, PLAN, TWO, keep, seats, take_in

SAMPLES = Path(__file__).parents[1] / "samples" / "attendance"
KNOWN = {
    "López": "Ruiz",
    "Ek": "Li",
    "Cem": "Cy",
    "Demir": "O'Neil",
    "cem": "cy",
    "Tim": "Tess",
    "Teacher": "Trainer",
    "tim": "tess",
}
OPEN = {("r1", "01"): "attended", ("r2", "01"): "enrolled", ("r3", "01"): "enrolled", ("r4", "02"): "enrolled"}


@pytest.fixture
def planned(settings: Settings, tmp_path: Path) -> Settings:
    take_in(settings, tmp_path / "launch")
    return settings


def of_launch(name: str, folder: Path) -> Path:
    """Write a sample with the names of the small launch."""
    data = (SAMPLES / name).read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig" if data[:3] == b"\xef\xbb\xbf" else "utf-8"
    text = data.decode(encoding)
    text = re.sub(r"\b(" + "|".join(KNOWN) + r")\b", lambda found: KNOWN[found[0]], text)
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def collect(here: Settings, path: Path, session_id: str = ONE.session_id) -> measurement.CollectReport:
    (report,) = measurement.collect_attendance(here, LAUNCH, [path], session_id)
    s = report.submission
    assert s.n_rows == s.n_taken + s.n_duplicates + s.n_quarantined + s.n_review
    return report


def minutes(here: Settings) -> dict[str, int]:
    with reading(here.database) as connection:
        found = collected.load_attendance(connection, LAUNCH)
    assert {a.attended_on for a in found} <= {date(2024, 1, 16)}
    return {a.rep_id: a.minutes for a in found}


@pytest.mark.parametrize(
    "name",
    ["zoom.csv", "zoom_total.csv", "teams.csv", "teams_german.csv", "teams_2021.csv", "teams_2020.csv", "webex.csv", "meet.csv"],
)
def test_every_shape_makes_the_same_of_the_seats(name: str, planned: Settings, tmp_path: Path) -> None:
    path = of_launch(name, tmp_path)
    report = collect(planned, path)
    assert (report.submission.n_taken, report.submission.n_review, report.held) == (3, 1, ())
    assert seats(planned) == OPEN  # somebody has no name yet, so nobody is called absent
    assert minutes(planned) == {"r1": 49, "r2": 40, "r3": 10}
    assert collect(planned, path).is_new is False
    (entry,) = measurement.review_queue(planned, LAUNCH)
    assert (entry.kind, entry.what) == ("person", f"iPhone, {ONE.session_id}")
    assert measurement.assign(planned, LAUNCH, entry.queue_id, rep_id="r3") == 1
    assert minutes(planned) == {"r1": 49, "r2": 40, "r3": 60}
    settled = {("r1", "01"): "attended", ("r2", "01"): "no_show", ("r3", "01"): "attended", ("r4", "02"): "enrolled"}
    assert seats(planned) == settled
    assert measurement.review_queue(planned, LAUNCH) == []
    again = collect(planned, path)
    assert (again.submission.n_taken, again.submission.n_review, again.is_new) == (4, 0, False)
    assert (seats(planned), minutes(planned)) == (settled, {"r1": 49, "r2": 40, "r3": 60})


def test_somebody_who_is_none_of_ours(planned: Settings, tmp_path: Path) -> None:
    collect(planned, of_launch("zoom.csv", tmp_path))
    (entry,) = measurement.review_queue(planned, LAUNCH)
    with pytest.raises(NotFoundError, match="no rep has the id 'r9'"):
        measurement.assign(planned, LAUNCH, entry.queue_id, rep_id="r9")
    with pytest.raises(ConflictError):
        measurement.assign(planned, LAUNCH, entry.queue_id, item_id="N1-value")
    measurement.assign(planned, LAUNCH, entry.queue_id, rep_id="-")
    assert seats(planned)["r3", "01"] == "no_show"
    with pytest.raises(NotFoundError):
        measurement.assign(planned, LAUNCH, entry.queue_id, rep_id="r3")


def test_a_later_list_corrects_and_an_earlier_one_read_again_does_not(planned: Settings, tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("Name (Original Name),User Email,Duration (Minutes)\nAna,ana@example.com,60\nBo,bo@example.com,20\n")
    second.write_text("Name (Original Name),User Email,Duration (Minutes)\nBo,bo@example.com,50\n")
    collect(planned, first)
    assert seats(planned)["r2", "01"] == "no_show"
    collect(planned, second)
    after = seats(planned)
    assert (after["r1", "01"], after["r2", "01"], after["r3", "01"]) == ("attended", "attended", "no_show")
    collect(planned, first)
    assert seats(planned) == after
    assert minutes(planned) == {"r1": 60, "r2": 50}


def test_who_came_without_a_seat_has_had_it(planned: Settings, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name (Original Name),User Email,Duration (Minutes)\nDee,dee@example.com,60\n")
    report = collect(planned, path)
    assert report.notes[0] == "Dee Müller (r4) came without a seat in this session: it counts"
    after = seats(planned)
    assert after["r4", "01"] == "attended"
    assert ("r4", "02") not in after


def test_which_session_it_was_is_told_or_asked_for(planned: Settings, tmp_path: Path) -> None:
    by_title = of_launch("teams.csv", tmp_path)
    assert collect(planned, by_title, "").submission.n_taken == 3
    twin = replace(TWO, session_id="kettle-2-en-03", starts_at=ONE.starts_at, ends_at=ONE.ends_at)
    keep(planned, replace(PLAN, sessions=(*PLAN.sessions, twin), enrolments=PLAN.enrolments))
    other = of_launch("teams_2021.csv", tmp_path)
    (held,) = collect(planned, other, "").held
    assert "2 sessions fit (kettle-2-en-01, kettle-2-en-03)" in held.reason
    assert "--session SESSION_ID" in held.reason
    named = tmp_path / "kettle-2-en-03.csv"
    named.write_bytes(other.read_bytes() + b"\n\x00")
    found = collect(planned, named, "")
    assert found.submission.n_review == 2  # Bo has no address here and no seat there; and who is "iPhone"?
    assert found.notes == ()  # Ana had it before
    told_once = of_launch("meet.csv", tmp_path)
    assert collect(planned, told_once).submission.n_taken == 3
    assert collect(planned, told_once, "").submission.n_taken == 3  # as the inbox is read again: what was said holds
    with pytest.raises(NotFoundError, match="no session 'x'"):
        collect(planned, by_title, "x")
    (held,) = collect(planned, of_launch("webex.csv", tmp_path), TWO.session_id).held
    assert held.reason == "this list is of 2024-01-16, but kettle-2-en-02 is on 2024-01-18"


def test_no_list_is_taken_of_a_session_to_come(planned: Settings, tmp_path: Path) -> None:
    path = of_launch("meet.csv", tmp_path)
    (report,) = measurement.collect_attendance(planned, LAUNCH, [path], TWO.session_id, ONE.ends_at)
    assert report.held[0].reason == "kettle-2-en-02 begins on 2024-01-18 10:00 UTC: no list of it can be there yet"
    (report,) = measurement.collect_attendance(planned, LAUNCH, [path], ONE.session_id, ONE.ends_at)
    assert report.submission.n_taken == 3


def test_a_table_of_days_marks_seats_and_calls_nobody_absent(planned: Settings, tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text("rep_id,attended_on,minutes\nr1,2024-01-16,60\nr2,2024-01-16,20\n")
    collect(planned, path, "")
    assert seats(planned) == OPEN


def test_a_sheet_from_the_trainer(planned: Settings, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    from readiness.actions import invitations

    invitations.write_sheets(planned, LAUNCH, tmp_path / "out")
    path = tmp_path / "out" / "training" / "attendance" / f"{ONE.session_id}.xlsx"
    book = load_workbook(path)
    for row in book["attendance"].iter_rows(min_row=2):
        row[4].value = "x" if row[2].value in ("r1", "r3") else None
    book.save(path)
    report = collect(planned, path, "")
    assert report.submission.n_taken == 3
    assert {k: v for k, v in seats(planned).items() if k[1] == "01"} == {
        ("r1", "01"): "attended", ("r2", "01"): "no_show", ("r3", "01"): "attended",
    }  # fmt: skip
    assert minutes(planned) == {"r1": 60, "r2": 0, "r3": 60}


def test_two_modules_on_one_day_add_up(settings: Settings, tmp_path: Path) -> None:
    second = replace(TWO, starts_at=ONE.ends_at, ends_at=ONE.ends_at + (ONE.ends_at - ONE.starts_at), module_id="second")
    plan = replace(PLAN, sessions=(ONE, second), enrolments=(*PLAN.enrolments[:3], Enrolment("r1", TWO.session_id, 1, "second")))
    take_in(settings, tmp_path / "launch", plan)
    path = tmp_path / "a.csv"
    path.write_text("Name (Original Name),User Email,Duration (Minutes)\nAna,ana@example.com,55\n")
    collect(settings, path)
    path.write_text("Name (Original Name),User Email,Duration (Minutes)\nAna,ana@example.com,58\n")
    collect(settings, path, TWO.session_id)
    assert minutes(settings) == {"r1": 113}
    assert (seats(settings)["r1", "01"], seats(settings)["r1", "02"]) == ("attended", "attended")


def test_in_the_inbox_and_at_the_command_line(planned: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = tmp_path / "launch" / "inbox" / "attendance"
    inbox.mkdir()
    of_launch("teams.csv", inbox)
    (report,) = [r for r in measurement.collect_inbox(planned, LAUNCH) if r.submission.kind == "attendance"]
    assert report.submission.n_taken == 3
    monkeypatch.setenv("READINESS_HOME", str(planned.home))
    monkeypatch.setenv("READINESS_DATABASE_URL", planned.database)
    result = CliRunner().invoke(app, ["collect", "attendance", str(inbox / "teams.csv"), "--launch", LAUNCH])
    assert result.exit_code == 0
    assert "5 rows: 3 taken, 1 known already, 0 in quarantine, 1 waiting for review" in result.stdout
    shown = CliRunner().invoke(app, ["collect", "review", "--launch", LAUNCH]).stdout
    assert "person: iPhone, kettle-2-en-01" in shown
