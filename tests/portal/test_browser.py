"""A real browser on a bad line: a line that breaks, a server that dies, two devices, time that is up, an adaptive quiz."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from readiness.actions import accounts
from readiness.settings import ROOT, Settings
from tests.portal.phones import answers, choose, chosen, phone, start
from tests.portal.taking import NOW, PASSWORD, QUIZ, Clock, approve_quiz, link_of, settings_in


def test_answers_given_with_no_line_arrive_once(chromium: Chromium, here: Settings, kettle: str, address: str) -> None:
    with phone(chromium) as (context, page):
        sitting = start(page, address, here)
        given = {}
        for option in (0, 1):
            given[choose(page, option)] = option
            expect(page.locator("#line")).to_have_text("All answers are sent.")
            page.click("#next")
        context.set_offline(True)
        for n, option in enumerate((2, 1, 0, 2), start=1):
            given[choose(page, option)] = option
            expect(page.locator("#line")).to_have_text(f"No connection. Kept on this phone, {n} not sent yet.")
            page.click("#next" if n < 4 else "#to-review")
        assert len(answers(here)) == 2
        page.click("#hand-in")
        expect(page.locator("#line")).to_contain_text("Will be handed in as soon as there is a connection.")
        context.set_offline(False)
        expect(page.locator(".verdict")).to_be_visible()
        assert page.evaluate("Object.keys(localStorage)") == []
    assert chosen(here, sitting) == given
    placed = answers(here)
    assert sorted(p.item_id for p in placed) == sorted(given)
    assert {(p.sitting, p.is_unfinished) for p in placed} == {(sitting, False)}


def test_a_reload_with_no_line_still_shows_the_quiz_with_its_answers(
    chromium: Chromium, here: Settings, kettle: str, address: str
) -> None:
    with phone(chromium) as (context, page):
        sitting = start(page, address, here)
        page.wait_for_function(
            "async () => (await (await caches.open('quizzes')).keys()).length === 1"
            " && (await (await caches.open('files')).keys()).length >= 3"
        )
        first = choose(page, 1)
        expect(page.locator("#line")).to_have_text("All answers are sent.")
        page.click("#next")
        context.set_offline(True)
        second = choose(page, 2)
        expect(page.locator("#line")).to_contain_text("1 not sent yet")
        page.reload()
        expect(page.locator("fieldset.question:visible")).to_have_count(1)
        checked = page.eval_on_selector_all("input:checked", "all => all.map((i) => [i.name, i.value])")
        assert sorted(checked) == sorted([[f"q-{first}", "1"], [f"q-{second}", "2"]])
        context.set_offline(False)
        expect(page.locator("#line")).to_have_text("All answers are sent.")
        expect(page.locator("#line")).not_to_contain_text("another device")
    assert chosen(here, sitting) == {first: 1, second: 2}


@contextmanager
def running(settings: Settings, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run `readiness portal` as its user does, and wait until it answers."""
    variables = {"READINESS_HOME": str(settings.home), "READINESS_DATABASE_URL": settings.database}
    command = [sys.executable, "-c", "from readiness.cli import main; main()", "portal", "--port", str(port)]
    program = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables}, stdout=subprocess.DEVNULL)
    try:
        for _ in range(400):
            try:
                if httpx.get(f"http://127.0.0.1:{port}/health").json() == {"status": "ok"}:
                    break
            except httpx.TransportError:
                time.sleep(0.05)
        yield program
    finally:
        program.kill()
        program.wait()


def test_a_server_that_is_killed_and_comes_back_has_every_answer_once(
    chromium: Chromium, tmp_path: Path, small_launch: Path
) -> None:
    settings = settings_in(tmp_path)
    approve_quiz(settings, small_launch)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    path = httpx.URL(accounts.add_user(settings, "ana@example.com", "rep", datetime.now(UTC), rep_id="r1")).path
    with phone(chromium) as (_, page):
        with running(settings, port) as program:
            page.goto(f"http://127.0.0.1:{port}{path}")
            page.fill("#password", PASSWORD)
            page.click("button.main")
            page.click("button.main")
            given = {choose(page, 0): 0}
            expect(page.locator("#line")).to_have_text("All answers are sent.")
            page.click("#next")
            os.kill(program.pid, signal.SIGKILL)
            program.wait()
        for option in (1, 2, 0, 1):
            given[choose(page, option)] = option
            page.click("#next")
        expect(page.locator("#line")).to_contain_text("4 not sent yet")
        sitting = page.url.rsplit("/", 1)[1]
        with running(settings, port):
            given[choose(page, 2)] = 2
            expect(page.locator("#line")).to_have_text("All answers are sent.", timeout=30_000)
            page.click("#to-review")
            page.click("#hand-in")
            expect(page.locator(".verdict")).to_be_visible()
    assert chosen(settings, sitting) == given
    assert sorted(p.item_id for p in answers(settings)) == sorted(given)


def test_of_two_devices_the_one_opened_last_counts(chromium: Chromium, here: Settings, kettle: str, address: str) -> None:
    with phone(chromium) as (_, first), phone(chromium) as (_, second):
        sitting = start(first, address, here)
        item = choose(first, 0)
        expect(first.locator("#line")).to_have_text("All answers are sent.")
        second.goto(address + link_of(here, "r1", "kettle-2"))
        second.click("text=Go on")
        second.click("#back")
        assert choose(second, 1) == item
        expect(second.locator("#line")).to_have_text("All answers are sent.")
        choose(first, 2)
        expect(first.locator("#line")).to_contain_text("open on another device too")
        assert chosen(here, sitting) == {item: 1}
        second.click("#next")
        second.evaluate("document.getElementById('hand-in').click()")
        expect(second.locator(".verdict")).to_be_visible()
        first.click("#next")
        choose(first, 0)
        expect(first.locator(".verdict")).to_be_visible()
    assert chosen(here, sitting) == {item: 1}
    assert len(answers(here)) == 6


def test_time_that_is_up_hands_in_by_itself(
    chromium: Chromium, here: Settings, small_launch: Path, clock: Clock, address: str
) -> None:
    approve_quiz(here, small_launch, QUIZ + "minutes: 10\n")
    with phone(chromium) as (_, page):
        page.clock.install(time=NOW)
        sitting = start(page, address, here)
        expect(page.locator("#clock")).to_have_text("10:00 left")
        item = choose(page, 1)
        expect(page.locator("#line")).to_have_text("All answers are sent.")
        clock.move(minutes=9, seconds=30)
        page.clock.fast_forward("09:30")
        expect(page.locator("#clock")).to_have_text("0:30 left")
        clock.move(seconds=31)
        page.clock.fast_forward("00:31")
        expect(page.locator(".verdict")).to_be_visible()
    assert chosen(here, sitting) == {item: 1}
    assert [p.correct is None for p in answers(here)].count(True) == 5
    assert not any(p.is_unfinished for p in answers(here))


def test_an_adaptive_quiz_goes_on_with_no_line(chromium: Chromium, here: Settings, small_launch: Path, address: str) -> None:
    approve_quiz(here, small_launch, QUIZ + "adaptive: true\n")
    with phone(chromium) as (context, page):
        sitting = start(page, address, here)
        asked = []
        for k in range(6):
            if k == 2:
                context.set_offline(True)
            if k == 4:
                context.set_offline(False)
            expect(page.locator("legend .step")).to_contain_text(f"Question {k + 1} of at most 6")
            asked.append(choose(page, 0))
            page.click("#next")
        expect(page.locator("#hand-in")).to_be_visible()
        page.click("#hand-in")
        expect(page.locator(".verdict")).to_be_visible()
    assert len(set(asked)) == 6
    assert sorted(chosen(here, sitting)) == sorted(asked)
    assert set(asked) <= {p.item_id for p in answers(here)}
