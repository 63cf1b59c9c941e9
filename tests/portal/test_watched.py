"""What a monitoring system asks: readiness of every part, metrics that Prometheus' own parser reads, for who may ask alone."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from readiness.actions import portal_health, runs
from readiness.adapters.log_lines import JsonLines, about
from readiness.portal.app import portal
from readiness.settings import Settings
from tests.portal.staffed import STAFF
from tests.portal.taking import Browser, Clock, served, signed_in

BEGUN = datetime(2024, 2, 1, 9, tzinfo=UTC)


def sampled(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (s.name, tuple(sorted(s.labels.items()))): s.value
        for family in text_string_to_metric_families(text)
        for s in family.samples
    }


def a_run(here: Settings, launch_id: str, kind: str = "account_decks", **made: int) -> None:
    with runs.begin(here, kind, launch_id, ("press",), BEGUN) as record:
        record.made |= made
        runs.note_stage(record, "press", "", BEGUN + timedelta(seconds=5))
        runs.end(record, BEGUN + timedelta(seconds=10))
        runs.keep_cost(record)
        runs.keep_cost(record)  # said once, however often


def test_metrics_count_requests_by_pattern_and_runs_by_how_they_ended(here: Settings, kettle: str, browser: Browser) -> None:
    a_run(here, kettle, n_decks=7, n_files=2)
    a_run(here, kettle, n_decks=4)
    for path in ("/health", "/health", "/static/portal.css", "/quizzes/of-nobody/secret-in-an-address"):
        browser.get(path)
    answer = browser.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = sampled(answer.text)
    get = (("method", "GET"), ("route", "/health"), ("status", "200"))
    assert found["readiness_http_requests_total", get] == 2
    assert found["readiness_http_request_seconds_count", (("route", "/health"),)] == 2
    assert found["readiness_http_request_seconds_count", (("route", "/static"),)] == 1
    assert found["readiness_http_request_seconds_count", (("route", "(none)"),)] == 1
    assert "secret" not in answer.text
    ours = (("kind", "account_decks"),)
    assert found["readiness_runs_total", (*ours, ("state", "done"))] == 2
    assert found["readiness_run_decks_total", ours] == 11
    assert 0 < found["readiness_run_seconds_total", ours] < 60
    assert (
        found["readiness_last_run_done_timestamp_seconds", (*ours, ("launch_id", kettle))]
        == (BEGUN + timedelta(seconds=10)).timestamp()
    )
    assert found["readiness_database_up", ()] == 1


def test_metrics_are_for_this_machine_or_for_who_has_the_token(here: Settings, clock: Clock) -> None:
    with served(portal(here, clock)) as address:
        assert Browser(address).get("/metrics").status_code == 200
        for header in ("X-Forwarded-For", "Forwarded"):
            assert Browser(address).get("/metrics", headers={header: "127.0.0.1"}).status_code == 403
    with served(portal(here.model_copy(update={"metrics_token": SecretStr("s3cret")}), clock)) as address:
        assert Browser(address).get("/metrics").status_code == 403
        assert Browser(address).get("/metrics", headers={"Authorization": "Bearer other"}).status_code == 403
        asked = {"Authorization": "Bearer s3cret", "X-Forwarded-For": "10.0.0.1"}
        assert Browser(address).get("/metrics", headers=asked).status_code == 200


def test_ready_names_what_is_not(here: Settings, kettle: str, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    fine = browser.get("/ready")
    assert (fine.status_code, fine.json()) == (200, {"database": "ok", "home": "ok", "disk": "ok"})
    monkeypatch.setattr(portal_health, "LEAST_FREE_BYTES", 10**18)
    assert (browser.get("/ready").status_code, browser.get("/ready").json()["disk"]) == (503, "full")
    monkeypatch.setattr(portal_health.os, "access", lambda *_: False)  # root may write everywhere
    there = browser.get("/ready")
    assert there.json() == {"database": "ok", "home": "read-only", "disk": "full"}
    assert str(here.home) not in there.text


def test_metrics_tell_that_the_database_is_away(tmp_path: Path, clock: Clock) -> None:
    gone = Settings(home=tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none")
    with served(portal(gone, clock)) as address:
        found = sampled(Browser(address).get("/metrics").text)
        assert found["readiness_database_up", ()] == 0
        assert not any(name.startswith("readiness_runs") for name, _ in found)
        assert Browser(address).get("/ready").json()["database"] == "away"


def test_the_page_of_runs_shows_what_they_took_over_time(here: Settings, staffed: str, browser: Browser) -> None:
    page = signed_in(browser, STAFF["ops"])
    for n in (7, 1_234):
        a_run(here, staffed, n_decks=n, n_files=3)
    text = page.get(f"/launches/{staffed}/runs").text
    assert "1,234 decks, 3 files" in text
    assert "2 runs: usually" in text
    assert text.count("<rect") == 2
    assert "MB</td>" in text


def test_a_line_of_the_log_says_what_it_is_about() -> None:
    record = logging.LogRecord("readiness.flows", logging.INFO, "f.py", 1, "%d decks", (3,), None)
    record.stage = "decks"
    with about(run_id="r1", launch_id="k"), about(flow="launch"):
        line = json.loads(JsonLines().format(record))
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info", "logger": "readiness.flows", "message": "3 decks", "run_id": "r1", "launch_id": "k", "flow": "launch",
        "stage": "decks",
    }  # fmt: skip
    assert "run_id" not in json.loads(JsonLines().format(record))
