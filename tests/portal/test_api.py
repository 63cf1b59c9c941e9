"""The API as programs use it: the same rows as the pages and files, each to whom they belong, a page at a time."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import httpx
import pytest

from readiness.actions.published_tables import NO_ORDER
from readiness.adapters.db.account_tables import audit_log
from readiness.adapters.db.store import reading
from readiness.settings import Settings
from tests.portal.asking import program
from tests.portal.staffed import CHANNEL, MANAGER, OTHER_CHANNEL, OTHER_REP, REP, STAFF
from tests.small_launch import write_small_launch


def published(here: Settings, launch_id: str, path: str) -> list[dict[str, str]]:
    """Return the rows of a published file, read by another program's reader."""
    text = (here.out_dir(launch_id) / path).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def every(client: httpx.Client, path: str, limit: int = 7) -> list[dict[str, str]]:
    """Return all items of a list by following its links."""
    found: list[dict[str, str]] = []
    answer = client.get(path, params={"limit": limit})
    while True:
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if "next" not in answer.links:
            assert len(found) == answer.json()["total"] == int(answer.headers["x-total-count"])
            return found
        answer = client.get(answer.links["next"]["url"].removeprefix("/api/v1"))


def test_a_table_is_its_file_by_pages_and_as_csv(here: Settings, staffed: str, address: str) -> None:
    asks, base = program(here, address, "ops"), f"/launches/{staffed}/tables"
    assert every(asks, f"{base}/report.reps") == published(here, staffed, "report/reps.csv")
    whole = asks.get(f"{base}/report.reps", headers={"Accept": "text/csv"})
    assert whole.content == (here.out_dir(staffed) / "report" / "reps.csv").read_bytes()
    names = {t["name"] for t in every(asks, base)}
    assert {"report.reps", "inputs.accounts", "positioning.messages", "plan.contact_plan", "report.partners"} <= names


def test_filters_order_and_search_are_as_done_by_hand(here: Settings, staffed: str, address: str) -> None:
    asks, path = program(here, address, "ops"), f"/launches/{staffed}/tables/report.reps"
    rows = published(here, staffed, "report/reps.csv")
    ready = asks.get(path, params={"where": "status:ready", "limit": 500}).json()["items"]
    assert ready == [r for r in rows if r["status"] == "ready"]
    named = asks.get(path, params={"q": rows[3]["name"], "limit": 500}).json()["items"]
    assert rows[3] in named
    assert all(set(rows[3]["name"].lower().split()) <= set(" ".join(r.values()).lower().split()) for r in named)
    by = asks.get(path, params={"by": "readiness", "is_number": True, "down": True, "limit": 500}).json()["items"]
    values = [float(r["readiness"]) for r in by if r["readiness"]]
    assert values == sorted(values, reverse=True)
    assert {r["rep_id"] for r in by} == {r["rep_id"] for r in rows}


@pytest.mark.parametrize("column", ["contribution_money", "sales_out_money", "rank_low", "quadrant"])
def test_persons_are_not_put_in_the_order_of_what_they_sold(here: Settings, staffed: str, address: str, column: str) -> None:
    assert column.startswith(NO_ORDER)
    answer = program(here, address, "ops").get(f"/launches/{staffed}/tables/report.reps", params={"by": column})
    assert (answer.status_code, "league table" in answer.json()["detail"]) == (400, True)


def test_each_sees_the_rows_that_are_theirs(here: Settings, staffed: str, address: str) -> None:
    rows, accounts = published(here, staffed, "report/reps.csv"), f"/launches/{staffed}/tables/inputs.accounts"
    team = every(program(here, address, "manager"), f"/launches/{staffed}/results")
    assert {r["rep_id"] for r in team} == {r["rep_id"] for r in rows if r["manager_id"] == MANAGER} != set()
    assert [r["rep_id"] for r in every(program(here, address, "rep"), f"/launches/{staffed}/results")] == [REP]
    mine = every(program(here, address, "channel_manager"), accounts, limit=100)
    assert {r["channel"] for r in mine} == {CHANNEL}
    assert {r["channel"] for r in every(program(here, address, "ops"), accounts, limit=100)} == {CHANNEL, OTHER_CHANNEL}


def test_what_is_anothers_looks_like_what_is_not_there(here: Settings, staffed: str, address: str) -> None:
    rep, manager, channel = (program(here, address, role) for role in ("rep", "manager", "channel_manager"))
    decks = every(program(here, address, "marketing"), f"/launches/{staffed}/decks")
    other = next(d["deck_id"] for d in decks if d["channel"] == OTHER_CHANNEL)
    for client, path in (
        (rep, f"/launches/{staffed}/results/{OTHER_REP}"),
        (manager, f"/launches/{staffed}/results/{OTHER_REP}"),
        (channel, f"/launches/{staffed}/decks/{other}"),
        (channel, f"/launches/{staffed}/decks/{other}/file"),
    ):
        there, nowhere = client.get(path), client.get(path.replace(OTHER_REP, "nobody").replace(other, "nothing"))
        assert (there.status_code, there.content) == (404, nowhere.content), path


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("admin", "results", 403),
        ("marketing", "results", 403),
        ("channel_manager", "results", 403),
        ("ops", "results", 200),
        ("admin", "tables/report.acts", 403),
        ("channel_manager", "tables/report.partners", 403),
        ("ops", "tables/report.partners", 200),
        ("rep", "tables/report.fairness", 403),
        ("manager", "tables/report.sensitivity", 403),
        ("channel_manager", "messages", 403),
        ("marketing", "messages", 200),
        ("rep", "", 403),
        ("manager", "runs", 403),
        ("ops", "runs", 200),
        ("marketing", "charts", 200),
        ("rep", "certificates", 200),
        ("marketing", "certificates", 403),
        ("marketing", "report", 403),
        ("ops", "report", 200),
    ],
)
def test_who_may_ask_for_what(here: Settings, staffed: str, address: str, role: str, path: str, status: int) -> None:
    assert program(here, address, role).get(f"/launches/{staffed}/{path}".rstrip("/")).status_code == status


def test_a_look_at_persons_figures_is_noted(here: Settings, staffed: str, address: str) -> None:
    asks = program(here, address, "ops")
    assert asks.get(f"/launches/{staffed}/results/{REP}").json()["rep"]["rep_id"] == REP
    asks.get(f"/launches/{staffed}/results")
    program(here, address, "rep").get(f"/launches/{staffed}/results/{REP}")
    with reading(here.database) as connection:
        rows = connection.execute(audit_log.select().order_by(audit_log.c.entry_id)).mappings().all()
    noted = [(r["who"], r["act"], r["rep_id"], r["about"]) for r in rows if r["act"] != "tokens.add"]
    assert noted[-2:] == [(STAFF["ops"], "looked at a rep's results", REP, ""), (STAFF["ops"], "table.read", "", "report.reps")]


def test_decks_are_listed_fetched_and_made(here: Settings, staffed: str, address: str) -> None:
    asks = program(here, address, "channel_manager")
    listed = every(asks, f"/launches/{staffed}/decks")
    assert {d["channel"] for d in listed} == {CHANNEL}
    file = asks.get(listed[0]["file"].removeprefix("/api/v1"))
    assert "ppt/presentation.xml" in zipfile.ZipFile(io.BytesIO(file.content)).namelist()
    accounts = asks.get(f"/launches/{staffed}/tables/inputs.accounts", params={"limit": 1}).json()["items"]
    made = asks.post(
        f"/launches/{staffed}/decks", json={"account_id": accounts[0]["account_id"]}, headers={"Idempotency-Key": "one"}
    )
    assert (made.status_code, made.json()["account_id"]) == (201, accounts[0]["account_id"])
    again = asks.post(
        f"/launches/{staffed}/decks", json={"account_id": accounts[0]["account_id"]}, headers={"Idempotency-Key": "one"}
    )
    assert (again.json(), again.headers["location"], again.headers["idempotency-replayed"]) == (
        made.json(),
        made.headers["location"],
        "true",
    )
    archive = asks.get(f"/launches/{staffed}/decks.zip").content
    assert sum(n.endswith(".pptx") for n in zipfile.ZipFile(io.BytesIO(archive)).namelist()) == len(listed) + 2


def test_a_launch_is_taken_in_approved_and_refused_with_every_problem(
    here: Settings, staffed: str, address: str, tmp_path: Path
) -> None:
    asks, folder = program(here, address, "marketing"), write_small_launch(tmp_path / "small")

    def zipped() -> bytes:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                archive.write(path, path.relative_to(folder).as_posix())
        return data.getvalue()

    made = asks.post("/launches", content=zipped(), headers={"Content-Type": "application/zip"})
    assert (made.status_code, made.json()["launch_id"], made.headers["location"]) == (
        201,
        "kettle-2",
        "/api/v1/launches/kettle-2",
    )
    waiting = every(asks, "/launches/kettle-2/messages")
    assert {m["state"] for m in waiting} == {"waiting"}
    seen = {m["message_id"]: m["seen"] for m in waiting}
    stale = asks.post("/launches/kettle-2/approvals", json={"messages": {**seen, waiting[0]["message_id"]: "0" * 64}})
    assert stale.status_code == 409
    assert asks.post("/launches/kettle-2/approvals", json={"messages": seen}).json() == {"n_approved": len(seen)}
    assert {m["approved_by"] for m in every(asks, "/launches/kettle-2/messages")} == {STAFF["marketing"]}
    assert asks.get("/launches/kettle-2").json()["n_waiting"] == 0
    (folder / "reps.csv").write_text("rep_id,name\nr1,\n", encoding="utf-8")
    refused = asks.post("/launches", content=zipped(), headers={"Content-Type": "application/zip"})
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert {p["file"] for p in refused.json()["problems"]} == {"reps.csv"}
    assert all(p["what"] and p["expected"] for p in refused.json()["problems"])
    nonsense = asks.post("/launches", content=b"no zip", headers={"Content-Type": "application/zip"})
    assert nonsense.status_code in (400, 422)
    assert program(here, address, "ops").post("/launches", content=zipped()).status_code == 403


def test_a_rep_contests_a_row_and_ops_settles_it(here: Settings, staffed: str, address: str) -> None:
    rep, ops = program(here, address, "rep"), program(here, address, "ops")
    mine = every(rep, f"/launches/{staffed}/inputs", limit=100)
    said = {"input_id": mine[0]["input_id"], "says": "<b>not mine</b>"}
    opened = rep.post(f"/launches/{staffed}/contests", json=said)
    assert (opened.status_code, opened.json()["rep_id"], opened.json()["status"]) == (201, REP, "open")
    assert rep.post(f"/launches/{staffed}/contests", json=said).status_code == 409
    number = opened.json()["contest_id"]
    assert [c["contest_id"] for c in every(ops, "/collected/contests")] == [number]
    ruling = {"is_upheld": False, "because": "it was yours"}
    assert rep.post(f"/collected/contests/{number}", json=ruling).status_code == 403
    settled = ops.post(f"/collected/contests/{number}", json=ruling).json()
    assert settled["settled_by"] == STAFF["ops"]
    assert every(rep, "/me/contests")[0]["because"] == "it was yours"


def test_charts_come_as_spec_picture_and_table(here: Settings, staffed: str, address: str) -> None:
    asks = program(here, address, "ops")
    charts = every(asks, f"/launches/{staffed}/charts")
    assert charts
    one = charts[0]["href"].removeprefix("/api/v1")
    assert "vega-lite" in asks.get(f"{one}/spec").json()["$schema"]
    assert asks.get(f"{one}/picture.svg").text.startswith("<svg")
    assert asks.get(f"{one}/picture.png", params={"width": 300}).content[:8] == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    "path",
    [
        "/launches/%00",
        "/launches/..%2f..%2fetc",
        "/launches/x/tables/%F0%9F%92%A5",
        "/nothing",
        "/launches//tables",
        "/launches/x?limit=0",
        "/runs/" + "x" * 65,
        "/launches?q=" + "x" * 10_000,
    ],
)
def test_odd_addresses_are_answered_in_words(here: Settings, staffed: str, address: str, path: str) -> None:
    answer = program(here, address, "ops").get(path)
    assert answer.status_code in (400, 404, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    assert answer.json()["detail"].endswith(".")


def test_too_much_is_refused_before_it_is_read(here: Settings, staffed: str, address: str) -> None:
    asks = program(here, address, "marketing")
    answer = asks.post("/launches", content=iter([b"x"] * 3))  # chunked: its length is not said
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")
