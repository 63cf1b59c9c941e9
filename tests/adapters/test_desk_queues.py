"""Charts, go decisions and queues as the database keeps them, on both databases: by scope, in their order, a page at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from readiness.adapters.db import going, ledger_tables, waiting
from readiness.adapters.db.shown_charts import DrawnChart, KeptChart, charts_of, drawing_of, keep_charts
from readiness.adapters.db.store import transaction
from readiness.adapters.db.tables import launches
from readiness.permissions import Scope

NOW = datetime(2025, 1, 8, 9, 0, tzinfo=UTC)
LAUNCH = {"launch_id": "k", "name": "Kettle", "owner": "Ada", "folder": "/nowhere"}


def chart(name: str, channel: str = "", *, names_people: bool = False) -> DrawnChart:
    told = KeptChart(name, name, "", "", ["a"], [["x"]], ["text"], "2025-01-05", channel, names_people)
    return DrawnChart(told, {"spec": name}, {"vega": name}, f"<svg>{name}</svg>")


def test_charts_are_seen_by_those_they_are_for(database_url: str) -> None:
    kept = [chart("whole"), chart("people", names_people=True), chart("shops", "shops"), chart("chains", "chains")]
    with transaction(database_url) as connection:
        connection.execute(insert(launches), [LAUNCH])
        keep_charts(connection, "k", kept[:1])
        keep_charts(connection, "k", kept)

        def seen(scope: Scope, *, with_people: bool) -> list[str]:
            return [c.name for c in charts_of(connection, "k", scope, with_people=with_people)]

        assert seen(Scope(), with_people=True) == ["whole", "people", "shops", "chains"]
        assert seen(Scope(), with_people=False) == ["whole", "shops", "chains"]
        assert seen(Scope(channel="shops"), with_people=False) == ["shops"]
        assert seen(Scope(manager_id="m"), with_people=True) == seen(Scope(rep_id="r"), with_people=True) == []
        assert seen(Scope(nothing=True), with_people=True) == []
        assert drawing_of(connection, "k", "shops", "picture", Scope(channel="shops"), with_people=False) == "<svg>shops</svg>"
        assert drawing_of(connection, "k", "shops", "vega", Scope(), with_people=False) == {"vega": "shops"}
        assert drawing_of(connection, "k", "chains", "picture", Scope(channel="shops"), with_people=False) is None
        assert drawing_of(connection, "k", "people", "spec", Scope(), with_people=False) is None


def test_decisions_are_counted_up_and_the_last_holds(database_url: str) -> None:
    with transaction(database_url) as connection:
        connection.execute(insert(launches), [LAUNCH])
        for n, decision in enumerate(("wait", "go")):
            at = NOW + timedelta(hours=n)
            assert going.add_decision(connection, "k", decision, "Ada", at, "because", [{"name": "ready"}]) == n + 1
        found = going.decisions_about(connection, "k")
    assert [(d.number, d.decision, d.at) for d in found] == [(2, "go", NOW + timedelta(hours=1)), (1, "wait", NOW)]


def test_rows_are_told_apart_by_what_is_wrong_with_them(database_url: str) -> None:
    """Three days, two quantities, one that could not be parted; a held file's rows wait as a whole."""
    file = {
        "partner_id": "p", "received_at": NOW.replace(tzinfo=None), "locations": "[]", "mode": "delta", "mapping_version": "",
        "n_ok": 0, "n_unchanged": 0, "n_duplicates": 0, "n_pending": 0, "why": "", "decided_by": "",
    }  # fmt: skip
    faults = [("sold_on", "Day 'x' is not a day written like 2019-11-23")] * 3
    faults += [("quantity", "Qty 'three' is not a number with the decimal mark '.'")] * 2 + [("", "cannot be parted")]
    rows = [
        {"column_name": column, "reason": reason, "raw": "{}", "state": "open", "decided_by": ""} for column, reason in faults
    ]
    with transaction(database_url) as connection:
        for number, status in ((1, "applied"), (2, "held")):
            own = {"submission_id": number, "sha256": str(number), "file": f"{number}.csv", "status": status}
            connection.execute(insert(ledger_tables.sales_submissions), [file | own | {"rows_in": 6, "n_quarantined": 6}])
            numbered = [{**row, "submission_id": number, "row_number": n} for n, row in enumerate(rows, start=2)]
            connection.execute(insert(ledger_tables.sales_quarantine), numbered)
        kinds = waiting.kinds_of_fault(connection)
        page, n = waiting.quarantine_page(connection, "p", "sold_on", limit=2, offset=2)
        queue = waiting.partner_queues(connection)
        assert waiting.codes_page(connection, "", "", limit=5, offset=0) == ([], 0)
        assert waiting.rows_of_kind(connection, "p", "quantity", 9) == {1: [5, 6]}
        assert [f.file for f in waiting.files_page(connection, "", "", limit=1, offset=0)[0]] == ["2.csv"]
    assert [(k.kind, k.n) for k in kinds] == [("sold_on", 3), ("quantity", 2), (waiting.OTHER_FAULT, 1)]
    assert ([q.row for q in page], n) == ([4], 3)
    assert [(q.n_files, q.n_held, q.n_quarantined, q.n_codes) for q in queue] == [(2, 1, 6, 0)]
