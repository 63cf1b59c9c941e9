"""Contacts and what became of them, over a plan made twice, on SQLite and PostgreSQL; what buyers answered."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from readiness.actions import buyer_side, launch, measurement, review, sales_out
from readiness.adapters.folder_files import read_folder
from readiness.errors import ConflictError, InvalidInputsError
from readiness.settings import Settings

NOW = datetime(2025, 1, 6, 8, 0, tzinfo=UTC)
AS_OF = date(2024, 1, 10)


def table(out: Path, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((out / path).read_text(encoding="utf-8"))))


@pytest.fixture
def planned(settings: Settings, small_launch: Path, tmp_path: Path) -> tuple[Settings, str, Path]:
    launch_id, _ = launch.take_in(settings, small_launch)
    launch.approve(settings, launch_id, "Ada Owner", date(2024, 1, 8))
    buyer_side.write_plan(settings, launch_id, tmp_path / "out", AS_OF)
    return settings, launch_id, tmp_path / "out"


def report(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "made.csv"
    file.write_text("contact_id,done_on,done_by,reaction,note\n" + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return file


def test_planned_twice_nothing_changes(planned: tuple[Settings, str, Path]) -> None:
    settings, launch_id, out = planned
    before = read_folder(out)
    again = buyer_side.write_plan(settings, launch_id, out, AS_OF)
    assert again.n_changes == 0
    assert read_folder(out) == before
    assert {r["check"]: r["n"] for r in table(out, "plan/checks.csv")} == {
        "account_without_next_act": "0", "account_without_owner": "0", "asset_without_step": "0", "message_without_step": "0",
        "contact_with_asset_and_no_step": "0", "person_named_without_consent": "0",
    }  # fmt: skip


def test_what_was_done_stands_in_the_plan_and_is_said_once(planned: tuple[Settings, str, Path], tmp_path: Path) -> None:
    settings, launch_id, out = planned
    first = table(out, "plan/contact_plan.csv")[0]
    line = f"{first['contact_id']},{first['due_on']},{first['rep_name'] or 'Ada'},interested,Wants a sample"
    (taken,) = buyer_side.collect_contacts(settings, launch_id, [report(tmp_path, line)])
    assert (taken.n_rows, taken.n_new) == (1, 1)
    assert buyer_side.collect_contacts(settings, launch_id, [report(tmp_path, line)])[0].n_new == 0
    with pytest.raises(ConflictError, match="reported already: interested"):
        buyer_side.collect_contacts(settings, launch_id, [report(tmp_path, line.replace("interested", "refused"))])
    buyer_side.write_plan(settings, launch_id, out, AS_OF)
    row = next(r for r in table(out, "plan/contact_plan.csv") if r["contact_id"] == first["contact_id"])
    assert (row["status"], row["done_on"], row["reaction"], row["due_on"]) == (
        "done",
        first["due_on"],
        "interested",
        first["due_on"],
    )


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("nobody-decide,2024-02-01,Ada,interested,", "contact_id"),
        ("{},2024-02-01,Ada,delighted,", "reaction"),
        ("{},soon,Ada,interested,", "done_on"),
    ],
)
def test_a_fault_names_row_and_column_and_nothing_is_taken_in(
    planned: tuple[Settings, str, Path], tmp_path: Path, line: str, column: str
) -> None:
    settings, launch_id, out = planned
    good, bad, *_ = table(out, "plan/contact_plan.csv")
    file = report(tmp_path, f"{good['contact_id']},2024-02-01,Ada,interested,", line.format(bad["contact_id"]))
    with pytest.raises(InvalidInputsError) as caught:
        buyer_side.collect_contacts(settings, launch_id, [file])
    assert [(p.file, p.row, p.column) for p in caught.value.problems] == [("made.csv", 3, column)]
    assert buyer_side.collect_contacts(
        settings, launch_id, [report(tmp_path, f"{good['contact_id']},2024-02-01,Ada,interested,")]
    )[0].n_new


def test_a_week_of_contacts_is_a_promise_that_is_kept_or_broken(planned: tuple[Settings, str, Path], tmp_path: Path) -> None:
    settings, launch_id, out = planned
    mine = [r for r in table(out, "plan/contact_plan.csv") if r["rep_id"]]
    rep, week = mine[0]["rep_id"], date.fromisoformat(mine[0]["due_on"]).isocalendar()[:2]
    due = [r for r in mine if r["rep_id"] == rep and date.fromisoformat(r["due_on"]).isocalendar()[:2] == week]
    after = date.fromisocalendar(*week, 7)
    made = [f"{r['contact_id']},{r['due_on']},Rita,moved_on," for r in due]
    buyer_side.collect_contacts(settings, launch_id, [report(tmp_path, *made)])
    review.hold_review(settings, launch_id, out, after, NOW)
    monday = date.fromisocalendar(*week, 1)
    states = {r["act_id"]: r["state"] for r in table(out, "plan/follow_ups.csv")}
    assert states[f"contact:{rep}:{monday}"] == "kept"
    others = [i for i in states if i.startswith("contact:") and i.endswith(str(monday)) and i != f"contact:{rep}:{monday}"]
    review.hold_review(settings, launch_id, out, date.fromisocalendar(week[0], week[1] + 1, 1), NOW)
    states = {r["act_id"]: r["state"] for r in table(out, "plan/follow_ups.csv")}
    assert all(states[i] == "broken" for i in others)
    assert states[f"contact:{rep}:{monday}"] == "kept"


def test_what_buyers_say_stands_beside_the_figures_and_changes_none(planned: tuple[Settings, str, Path], tmp_path: Path) -> None:
    settings, launch_id, out = planned
    measurement.collect_inbox(settings, launch_id)
    sales_out.collect_reports(settings, launch_id, NOW)
    measurement.write_report(settings, launch_id, out, date(2024, 7, 26))
    before = (out / "report/reps.csv").read_bytes()
    relationships = table(out, "report/relationships.csv")
    assert {r["account_id"] for r in relationships} == {r["account_id"] for r in table(out, "plan/prospects.csv")}
    rep = next(r["rep_id"] for r in table(out, "plan/contact_plan.csv") if r["rep_id"])
    lines = [f"s{n},{r['account_id']},{rep},2024-07-01,{4 + n % 2},5,," for n, r in enumerate(relationships[:6])]
    file = tmp_path / "survey.csv"
    header = "response_id,account_id,rep_id,answered_on,prepared,understood_us,would_buy_again,said\n"
    file.write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    assert buyer_side.collect_survey(settings, launch_id, [file])[0].n_new == len(lines)
    measurement.write_report(settings, launch_id, out, date(2024, 7, 26))
    (said,) = table(out, "report/survey.csv")
    assert (said["rep_id"], said["n"]) == (rep, str(len(lines)))
    assert said["verdict"] == ("prepared" if len(lines) >= 5 else "not_enough_data")
    assert (out / "report/reps.csv").read_bytes() == before
