"""Acts over several measurements of a small launch, on SQLite and PostgreSQL."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

from readiness.actions import launch, measurement, sales_out
from readiness.adapters.folder_files import read_folder
from readiness.settings import Settings
from readiness.stages.follow_ups import REP_ACTS

NOW = datetime(2025, 1, 6, 8, 0, tzinfo=UTC)
FIRST, SECOND = date(2024, 7, 26), date(2024, 8, 30)


def taken_in(settings: Settings, folder: Path) -> str:
    launch_id, _ = launch.take_in(settings, folder)
    launch.approve(settings, launch_id, "Ada Owner", date(2024, 1, 8))
    measurement.collect_inbox(settings, launch_id)
    sales_out.collect_reports(settings, launch_id, NOW)
    return launch_id


def acts(out: Path, name: str = "acts.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((out / "report" / name).read_text(encoding="utf-8"))))


def test_measured_again_an_act_keeps_its_days_and_none_is_opened_twice(
    settings: Settings, small_launch: Path, tmp_path: Path
) -> None:
    out, launch_id = tmp_path / "out", taken_in(settings, small_launch)
    measurement.write_report(settings, launch_id, out, FIRST)
    first = {row["act_id"]: row for row in acts(out)}
    before = read_folder(out)
    measurement.write_report(settings, launch_id, out, FIRST)
    assert read_folder(out) == before
    measurement.write_report(settings, launch_id, out, SECOND)
    second = {row["act_id"]: row for row in acts(out)}
    both = first.keys() & second.keys()
    assert both
    assert {k: (second[k]["opened_on"], second[k]["due_on"]) for k in both} == {
        k: (str(FIRST), first[k]["due_on"]) for k in both
    }  # fmt: skip
    assert all(second[k]["opened_on"] == str(SECOND) for k in second.keys() - both)
    assert len(acts(out)) == len(second)
    page = (out / "report/readiness.html").read_text(encoding="utf-8")
    assert "since 26 July 2024" in page


def test_every_rep_in_scope_has_an_act_and_the_first_is_that_of_the_row(
    settings: Settings, small_launch: Path, tmp_path: Path
) -> None:
    out, launch_id = tmp_path / "out", taken_in(settings, small_launch)
    measurement.write_report(settings, launch_id, out, SECOND)
    owed: dict[str, list[dict[str, str]]] = {}
    for row in acts(out):
        owed.setdefault(row["rep_id"], []).append(row)
        assert row["act"] in REP_ACTS
        assert row["owner"]
        assert date.fromisoformat(row["due_on"]).weekday() < 5
    rows = acts(out, "reps.csv")
    assert {row["rep_id"] for row in rows} == set(owed)
    for row in rows:
        first = owed[row["rep_id"]][0]
        assert (row["next_action"], row["action_owner"], row["action_due_on"]) == (
            first["words"],
            first["owner"],
            first["due_on"],
        )
    assert {row["partner_id"] for row in acts(out, "partner_acts.csv")} == {"steam"}
    assert all(row["owner"] for name in ("partner_acts.csv", "claim_acts.csv") for row in acts(out, name))
