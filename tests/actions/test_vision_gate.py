"""What a launch notes of its deals decides which accounts get a deck of their own, on SQLite and PostgreSQL."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from readiness.actions import account_decks, buyer_side, decks, launch
from readiness.errors import InvalidInputsError, NotAllowedError
from readiness.settings import Settings

HEADER = (
    "account_id,on,whose,formed,developed,owner_met,n_contacts,waiting_costs_money,waiting_costs_from,rival,reshaped,"
    "evidence,by\n"
)
GO = "{},2024-01-10,3,2,2,yes,2,40000,2024-07-01,,no,Minutes of the visit,Rita Rep\n"
STOP = "{},2024-01-10,0,2,2,yes,3,,,,no,Call of 9 January,Rita Rep\n"
AS_OF = date(2024, 1, 15)


def accounts_of(folder: Path) -> list[str]:
    lines = (folder / "accounts.csv").read_text(encoding="utf-8").splitlines()
    return [row["account_id"] for row in csv.DictReader(line for line in lines if not line.startswith("#"))]


def taken_in(settings: Settings, folder: Path, out: Path, notes: str) -> str:
    if notes:
        (folder / "vision.csv").write_text(HEADER + notes, encoding="utf-8")
    launch_id, _ = launch.take_in(settings, folder)
    launch.approve(settings, launch_id, "Ada Owner", date(2024, 1, 8))
    return launch_id


def table(out: Path, path: str) -> dict[str, dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO((out / path).read_text(encoding="utf-8"))))
    return {row["account_id"]: row for row in rows}


def test_only_a_go_releases_a_deck(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    first, second, *_ = accounts_of(small_launch)
    out = tmp_path / "out"
    launch_id = taken_in(settings, small_launch, out, GO.format(first) + STOP.format(second))
    made, _ = decks.press_account_decks(settings, launch_id, out, [first])
    assert {d.account_id for d in made} == {first}
    with pytest.raises(NotAllowedError, match=rf"account {second} yet: stop: after 3 contacts nobody knows whose idea it is"):
        decks.press_account_decks(settings, launch_id, out, [first, second])
    channels = account_decks.channels_to_press(settings, launch_id)
    pressed = [a.account_id for c in channels for b in account_decks.batches(settings, launch_id, c) for a, _ in b.decks]
    assert pressed == [first]


def test_a_launch_that_notes_no_vision_makes_every_deck(settings: Settings, small_launch: Path, tmp_path: Path) -> None:
    ids = accounts_of(small_launch)
    launch_id = taken_in(settings, small_launch, tmp_path / "out", "")
    made, _ = decks.press_account_decks(settings, launch_id, tmp_path / "out", ids[:2])
    assert {d.account_id for d in made} == set(ids[:2])
    report = buyer_side.write_plan(settings, launch_id, tmp_path / "out", AS_OF)
    assert report.n_go is None
    assert not (tmp_path / "out/plan/vision.csv").exists()


def test_every_account_has_a_decision_a_next_act_an_owner_and_a_day(
    settings: Settings, small_launch: Path, tmp_path: Path
) -> None:
    first, second, *others = accounts_of(small_launch)
    (small_launch / "spend.csv").write_text(
        "account_id,on,by,what,hours,money\n"
        f"{first},2024-01-11,Rita Rep,demo,8,500\n{second},2024-01-11,Rita Rep,demo,3,250\n"
        f"{second},2024-01-12,Rita Rep,deck,2,0\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    launch_id = taken_in(settings, small_launch, out, GO.format(first) + STOP.format(second))
    assert buyer_side.write_plan(settings, launch_id, out, AS_OF).n_go == 1
    rows = table(out, "plan/vision.csv")
    assert set(rows) == set(accounts_of(small_launch))
    assert (rows[first]["decision"], rows[second]["decision"]) == ("go", "stop")
    assert {rows[i]["decision"] for i in others} == {"find_out"}
    assert all(r["next_act"] and r["owner"] and r["due_on"] > "2024-01-15" for r in rows.values())
    spent = table(out, "plan/unqualified_spend.csv")
    assert {i: (r["hours"], r["money"], r["what"]) for i, r in spent.items()} == {second: ("5", "250", "demo;deck")}


@pytest.mark.parametrize(
    ("line", "column", "says"),
    [
        (GO.format("nobody"), "account_id", "nobody"),
        ("{},2024-01-10,4,2,2,yes,2,,,,no,Words,Rita\n", "whose", "4"),
        ("{},2024-01-10,1,0,0,yes,2,,,,no,,Rita\n", "evidence", "blank, but whose is 1"),
        ("{},2024-01-10,0,0,0,yes,2,500,,,no,,Rita\n", "waiting_costs_from", "blank"),
        ("{},2024-01-10,0,1,0,yes,2,,,No such rival,no,Words,Rita\n", "rival", "No such rival"),
        ("{},2024-01-10,0,0,0,perhaps,2,,,,no,,Rita\n", "owner_met", "perhaps"),
    ],
)
def test_a_fault_names_row_and_column(settings: Settings, small_launch: Path, line: str, column: str, says: str) -> None:
    (small_launch / "vision.csv").write_text(HEADER + line.format(accounts_of(small_launch)[0]), encoding="utf-8")
    with pytest.raises(InvalidInputsError) as caught:
        launch.take_in(settings, small_launch)
    (fault,) = caught.value.problems
    assert (fault.file, fault.row, fault.column) == ("vision.csv", 2, column)
    assert says in fault.what
