"""Runs in the portal: started, watched, refused while another runs, told of when they are gone."""

from __future__ import annotations

import os
import re
import shutil
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.actions import runs
from readiness.adapters.db.audit import note
from readiness.adapters.db.runs import FAILED, Run, add_run
from readiness.adapters.db.store import transaction
from readiness.permissions import ROLES, Viewer
from readiness.portal.app import portal
from readiness.settings import Settings
from tests.portal.staffed import STAFF
from tests.portal.taking import Browser, Clock, served, signed_in

EVIL = "<img src=x onerror=alert(1)>"


def state_on(page: str) -> str:
    return re.search(r'role="status"><span[^>]*>([^<]+)<', page)[1]  # type: ignore[index]


def until(test: Callable[[], bool], seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not test():
        assert time.monotonic() < deadline
        time.sleep(0.3)


def process_of(run_id: str) -> int:
    """Return the process that runs a run."""
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and f"READINESS_RUN_ID={run_id}".encode() in (folder / "environ").read_bytes():
                stat = (folder / "stat").read_text()
                if b"readiness.cli" in (folder / "cmdline").read_bytes() and " Z " not in stat:
                    return int(folder.name)
        except OSError:
            continue
    raise AssertionError(run_id)


def ended(run_id: str) -> None:
    """Wait until this process has taken notice of a run's end."""
    for thread in threading.enumerate():
        if thread.name == f"run-{run_id[:8]}":
            thread.join(timeout=60)


@pytest.mark.slow
def test_a_run_is_watched_to_its_end_and_outlives_the_portal(
    here: Settings, staffed: str, clock: Clock, prefect_once: Path
) -> None:
    shutil.copytree(prefect_once, here.home / "prefect")
    now = lambda: datetime.now(UTC)  # noqa: E731 - the run's own process has the real time
    with served(portal(here, clock)) as address:
        clock.now = datetime.now(UTC)
        browser = signed_in(Browser(address), STAFF["marketing"])
        browser.get(f"/launches/{staffed}/runs")
        asked = browser.post(f"/launches/{staffed}/runs", kind="enablement")
        run_id = asked.url.path.rsplit("/", 1)[1]
        assert (asked.url.path, state_on(asked.text)) == (f"/runs/{run_id}", "Starting")
        browser.get("/account")
        refused = browser.post(f"/launches/{staffed}/runs", kind="measurement")
        assert refused.status_code == 409
        assert "Under way: Training and quiz" in refused.text
        assert f"Started by {STAFF['marketing']} on" in refused.text
        assert 'name="kind"' not in refused.text
    with served(portal(here, now)) as address:
        browser = signed_in(Browser(address), STAFF["ops"])
        until(lambda: state_on(browser.get(f"/runs/{run_id}").text) == "Done")
        page = browser.page.text
        assert re.findall(r'<th scope="row">([^<]+)</th>\s*<td><span[^>]*>([^<]+)<', page) == [
            ("Plan the training", "Done"), ("Make the quiz", "Done"), ("List all files", "Done"),
        ]  # fmt: skip
        assert "hx-trigger" not in page
        assert f'href="/launches/{staffed}/runs#files"' in page
        listed = browser.get(f"/launches/{staffed}/runs").text
        assert f'href="/launches/{staffed}/files/training/plan.xlsx"' in listed
        answer = browser.get(f"/launches/{staffed}/files/training/plan.xlsx")
        assert answer.content == (here.out_dir(staffed) / "training/plan.xlsx").read_bytes()
        for path in ("report/reps.csv", "training/..%2fmanifest.json", "decks/index.csv", "../manifest.json", "training/x"):
            assert browser.get(f"/launches/{staffed}/files/{path}").status_code == 404
    ended(run_id)


@pytest.mark.slow
def test_a_killed_run_is_told_and_can_be_started_again(here: Settings, staffed: str, clock: Clock, prefect_once: Path) -> None:
    shutil.copytree(prefect_once, here.home / "prefect")
    with served(portal(here, lambda: datetime.now(UTC))) as address:
        browser = signed_in(Browser(address), STAFF["ops"])
        browser.get(f"/launches/{staffed}/runs")
        run_id = browser.post(f"/launches/{staffed}/runs", kind="enablement").url.path.rsplit("/", 1)[1]
        until(lambda: state_on(browser.get(f"/runs/{run_id}").text) == "Running")
        os.kill(process_of(run_id), signal.SIGKILL)
        ended(run_id)
        page = browser.get(f"/runs/{run_id}").text
        assert state_on(page) == "Lost"
        assert "its process was killed (signal 9)" in page
        again = browser.post(f"/launches/{staffed}/runs", kind="enablement")
        second = again.url.path.rsplit("/", 1)[1]
        assert (again.status_code, second != run_id, state_on(again.text)) == (200, True, "Starting")
        until(
            lambda: (
                runs.watch_run(here, Viewer("o", "O", "ops", "", "", "", ""), second, datetime.now(UTC)).run.state == "running"
            )
        )
        os.kill(process_of(second), signal.SIGKILL)
        ended(second)


def test_each_role_sees_what_it_may(here: Settings, staffed: str, clock: Clock, address: str) -> None:
    run = Run("e" * 32, staffed, "launch", FAILED, f"Mia {EVIL}", clock(), ended_at=clock(), said=f"{EVIL} was not found")
    with transaction(here.database) as connection:
        add_run(connection, run)
        note(connection, Viewer("", "", "ops", "", "", "", ""), "runs.start", clock())
    for role in ROLES:
        browser = signed_in(Browser(address), STAFF[role])
        status = 200 if role in ("admin", "marketing", "ops") else 403
        for path in (f"/runs/{run.run_id}", f"/launches/{staffed}/runs"):
            answer = browser.get(path)
            assert (role, path, answer.status_code) == (role, path, status)
            assert "<img src=x" not in answer.text
            assert (EVIL.replace("<", "&lt;").replace(">", "&gt;") in answer.text) == (status == 200)
        if status == 403:
            browser.get("/account")
            assert browser.post(f"/launches/{staffed}/runs", kind="launch").status_code == 403


@pytest.mark.parametrize(
    "path", ["/runs/none", "/runs/%00", "/runs/" + "x" * 3000, "/runs/%F0%9F%AB%96", "/launches/none/runs", "/launches/%00/runs"]
)
def test_odd_addresses_are_no_fault(staffed: str, browser: Browser, path: str) -> None:
    assert signed_in(browser, STAFF["ops"]).get(path).status_code in (400, 404)


def test_odd_forms_are_no_fault(staffed: str, browser: Browser) -> None:
    signed_in(browser, STAFF["ops"])
    path = f"/launches/{staffed}/runs"
    for fields in ({"kind": "measurement", "as_of": "2024-02-31"}, {"kind": "x"}, {}):
        browser.get(path)
        assert browser.post(path, **fields).status_code == 400
    assert browser.get(f"{path}?page=999999&by=nonsense&q={'x' * 10_000}").status_code == 200
