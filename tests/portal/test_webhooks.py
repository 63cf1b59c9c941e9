"""Receivers: told in order, again and again until it arrives or is given up, by whom and of what; their page and commands."""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import re
import threading
import time
from datetime import date, timedelta

import pytest
from typer.testing import CliRunner

from readiness.actions import launch, webhooks
from readiness.adapters.db import webhooks as stored
from readiness.adapters.db.store import transaction
from readiness.cli import app
from readiness.errors import InputError, NotAllowedError, NotFoundError
from readiness.permissions import AT_THE_MACHINE, Viewer
from readiness.portal.server import sending
from readiness.settings import Settings
from tests.portal.staffed import AFTER, STAFF
from tests.portal.taking import Browser, Clock, signed_in
from tests.receivers import Receiver, receiving
from tests.small_launch import write_small_launch


@pytest.fixture
def inside(settings: Settings) -> Settings:
    """Return settings under which messages may go to loopback, once on each database."""
    return settings.model_copy(update={"webhook_private": "yes"})


def add(settings: Settings, receiver: Receiver, *events: str) -> webhooks.NewWebhook:
    return webhooks.add_webhook(settings, AT_THE_MACHINE, receiver.url, events or webhooks.EVENTS, AFTER)


def happens(settings: Settings, event: str, at: float = 0) -> None:
    with transaction(settings.database) as connection:
        stored.tell(connection, event, "kettle-2", AFTER + timedelta(seconds=at))


def said(receiver: Receiver) -> list[str]:
    return [json.loads(body)["event"] for _, body in receiver.came]


def test_a_message_is_signed_with_the_secret_shown_once_and_says_where_to_look(inside: Settings) -> None:
    with receiving() as receiver:
        made = add(inside, receiver)
        happens(inside, stored.REPORT_READY)
        assert webhooks.send_due(inside, Clock(AFTER)) == webhooks.Sent(1, 0)
        assert webhooks.send_due(inside, Clock(AFTER)) == webhooks.Sent(0, 0)
    headers, body = receiver.came[0]
    stamp, mac = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers["Readiness-Signature"]).groups()  # type: ignore[union-attr]
    assert mac == hmac.new(made.secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert told == {
        "id": told["id"], "event": "report.ready", "at": "2025-01-08T09:00:00+00:00", "launch_id": "kettle-2",
        "links": {"page": "http://127.0.0.1:8000/results?launch=kettle-2", "api": "http://127.0.0.1:8000/api/v1/launches/kettle-2/tables"},
    }  # fmt: skip
    hooks, _ = webhooks.list_webhooks(inside, AT_THE_MACHINE)
    assert [h.secret for h in hooks] == [""]


def test_each_is_told_only_of_what_it_asked_for(inside: Settings) -> None:
    with receiving() as one, receiving() as two:
        add(inside, one, stored.DECKS_READY)
        add(inside, two, stored.REPORT_READY, stored.LAUNCH_APPROVED)
        for n, event in enumerate(webhooks.EVENTS):
            happens(inside, event, n)
        webhooks.send_due(inside, Clock(AFTER + timedelta(minutes=1)))
        assert (said(one), said(two)) == ([stored.DECKS_READY], [stored.LAUNCH_APPROVED, stored.REPORT_READY])


def test_what_does_not_arrive_is_sent_again_later_and_later_with_the_same_id_and_in_order(inside: Settings) -> None:
    clock = Clock(AFTER)
    with receiving(500, 503, 200) as receiver:
        add(inside, receiver)
        happens(inside, stored.LAUNCH_APPROVED)
        happens(inside, stored.DECKS_READY, 1)
        clock.move(seconds=2)
        assert webhooks.send_due(inside, clock) == webhooks.Sent(0, 1)
        clock.move(seconds=59)
        assert webhooks.send_due(inside, clock) == webhooks.Sent(0, 0)  # not yet, and the second waits behind the first
        clock.move(seconds=1)
        assert webhooks.send_due(inside, clock) == webhooks.Sent(0, 1)
        clock.move(minutes=5)
        assert webhooks.send_due(inside, clock) == webhooks.Sent(2, 0)
        ids = [json.loads(body)["id"] for _, body in receiver.came]
        assert said(receiver) == [stored.LAUNCH_APPROVED] * 3 + [stored.DECKS_READY]
        assert ids[0] == ids[1] == ids[2] != ids[3]


def test_one_that_never_answers_is_given_up_after_a_day_and_the_next_goes_on(inside: Settings) -> None:
    clock = Clock(AFTER)
    with receiving(*[500] * 8, 200) as receiver:
        add(inside, receiver)
        happens(inside, stored.LAUNCH_APPROVED)
        for _ in range(48 * 60):
            webhooks.send_due(inside, clock)
            clock.move(minutes=1)
        assert len(receiver.came) == 8
        _, last = webhooks.list_webhooks(inside, AT_THE_MACHINE)
        assert [(d.n_tries, d.next_try_at, d.answer) for d in last] == [(8, None, "HTTP 500")]
        happens(inside, stored.DECKS_READY, 60 * 60 * 48)
        assert webhooks.send_due(inside, clock) == webhooks.Sent(1, 0)


def test_one_that_hangs_keeps_the_database_from_nobody(inside: Settings) -> None:
    with receiving("hang") as slow, receiving() as quick:
        add(inside, slow)
        add(inside, quick)
        happens(inside, stored.DECKS_READY)
        done = threading.Thread(target=webhooks.send_due, args=(inside, Clock(AFTER)), daemon=True)
        done.start()
        while not (slow.came and quick.came):
            assert done.is_alive()
            time.sleep(0.02)
        began = time.monotonic()
        happens(inside, stored.REPORT_READY, 1)  # a transaction of its own, while the message is on its way
        assert webhooks.send_due(inside, Clock(AFTER)).n_failed == 0  # what is on its way is nobody else's to send
        assert time.monotonic() - began < 5
        assert said(slow) == [stored.DECKS_READY]
        slow.over.set()
        done.join(20)
        assert not done.is_alive()


def test_two_senders_send_each_message_once(inside: Settings) -> None:
    with receiving() as receiver:
        add(inside, receiver)
        for n in range(10):
            happens(inside, stored.DECKS_READY, n)
        clock = Clock(AFTER + timedelta(minutes=1))
        senders = [threading.Thread(target=webhooks.send_due, args=(inside, clock)) for _ in range(4)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join(60)
        webhooks.send_due(inside, clock)
        ids = [json.loads(body)["id"] for _, body in receiver.came]
    assert len(ids) == len(set(ids)) == 10


def test_nothing_goes_inside_unless_it_may(settings: Settings) -> None:
    with receiving() as receiver:
        add(settings, receiver)
        happens(settings, stored.DECKS_READY)
        assert webhooks.send_due(settings, Clock(AFTER)) == webhooks.Sent(0, 1)
    assert receiver.came == []


def test_an_ended_receiver_is_told_nothing_more(inside: Settings) -> None:
    with receiving() as receiver:
        made = add(inside, receiver)
        happens(inside, stored.DECKS_READY)
        webhooks.end_webhook(inside, AT_THE_MACHINE, made.webhook_id, AFTER)
        happens(inside, stored.DECKS_READY, 1)
        assert webhooks.send_due(inside, Clock(AFTER + timedelta(minutes=1))) == webhooks.Sent(0, 0)
        with pytest.raises(NotFoundError):
            webhooks.end_webhook(inside, AT_THE_MACHINE, made.webhook_id, AFTER)
    assert receiver.came == []


@pytest.mark.parametrize("role", [r for r in STAFF if r != "admin"])
def test_only_admins_change_the_list(settings: Settings, role: str) -> None:
    viewer = Viewer("p", "p", role, "", "", "", "")
    for asked in (
        lambda: webhooks.add_webhook(settings, viewer, "https://example.com", webhooks.EVENTS, AFTER),
        lambda: webhooks.list_webhooks(settings, viewer),
        lambda: webhooks.end_webhook(settings, viewer, "x", AFTER),
        lambda: webhooks.ping_webhook(settings, viewer, "x", AFTER),
    ):
        with pytest.raises(NotAllowedError):
            asked()


def test_an_event_that_is_none_is_refused(settings: Settings) -> None:
    for events in ([], ["nonsense"]):
        with pytest.raises(InputError):
            webhooks.add_webhook(settings, AT_THE_MACHINE, "https://example.com", events, AFTER)


def test_approving_the_last_message_tells_and_approving_again_does_not(inside: Settings, tmp_path: object) -> None:
    folder = write_small_launch(inside.home.parent / "launch")
    launch_id, _ = launch.take_in(inside, folder)
    with receiving() as receiver:
        add(inside, receiver, stored.LAUNCH_APPROVED)
        messages = launch.write_positioning(inside, launch_id, inside.out_dir(launch_id))
        ids = sorted(launch.approve(inside, launch_id, "Ada", date(2024, 1, 8), [_first(inside, launch_id)]).by_message)
        assert len(ids) < messages.n_messages
        webhooks.send_due(inside, Clock(AFTER + timedelta(days=999)))
        assert receiver.came == []
        for _ in range(2):
            launch.approve(inside, launch_id, "Ada", date(2024, 1, 8))
        webhooks.send_due(inside, Clock(AFTER + timedelta(days=999)))
        assert said(receiver) == [stored.LAUNCH_APPROVED]


def _first(settings: Settings, launch_id: str) -> str:
    rows = (settings.out_dir(launch_id) / "positioning" / "messages.csv").read_text(encoding="utf-8-sig").splitlines()
    return rows[1].split(",")[0]


def test_receivers_are_added_tried_and_ended_on_the_page(here: Settings, staffed: str, browser: Browser) -> None:
    signed_in(browser, STAFF["admin"])
    browser.get("/admin/webhooks")
    answer = browser.post("/admin/webhooks", url="nonsense", **{"event-report.ready": "1"})
    assert (answer.status_code, 'value="nonsense"' in answer.text, 'href="#url"' in answer.text) == (400, True, True)
    url = "https://example.com/?q=<script>alert(1)</script>"
    browser.get("/admin/webhooks")
    browser.post("/admin/webhooks", url=url, **{"event-report.ready": "1"})
    secret = html.unescape(re.findall(r'<code class="secret">([^<]+)</code>', browser.page.text)[0])
    assert browser.get("/admin/webhooks").text.count("&lt;script&gt;alert(1)") >= 1
    assert "<script>alert" not in browser.page.text
    assert secret not in browser.page.text
    ping, end = (re.findall(rf'action="(/admin/webhooks/\w+/{what})"', browser.page.text)[0] for what in ("ping", "end"))
    browser.post(ping)
    assert "is being sent" in browser.page.text
    assert browser.post(end, csrf="forged").status_code == 403
    browser.get("/admin/webhooks")
    browser.post(end)
    assert "Nobody is told yet" in browser.page.text
    assert browser.get("/admin/webhooks/" + "0" * 32 + "/ping").status_code in (404, 405)


def test_the_portal_sends_by_itself(here: Settings) -> None:
    inside = here.model_copy(update={"webhook_private": "yes"})
    with receiving() as receiver, sending(inside, every=0.05):
        add(inside, receiver)
        happens(inside, stored.REPORT_READY)
        until = time.monotonic() + 20
        while not receiver.came:
            assert time.monotonic() < until
            time.sleep(0.02)
    assert said(receiver) == [stored.REPORT_READY]


def test_the_commands(here: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("HOME", here.home), ("DATABASE_URL", here.database), ("WEBHOOK_PRIVATE", "yes")):
        monkeypatch.setenv(f"READINESS_{name}", str(value))

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, ["webhook", *words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    with receiving() as receiver:
        made = json.loads(run("add", receiver.url, "--event", "decks.ready", "--json"))
        assert made["secret"].startswith("whsec_")
        assert made["secret"] not in run("list", "--json")
        assert "HTTP 200" in run("ping", made["webhook_id"])
        happens(here, stored.DECKS_READY)
        assert run("send") == "1 arrived, 0 did not\n"
        assert said(receiver) == ["ping", "decks.ready"]
        run("end", made["webhook_id"])
        assert "0 receivers" in run("list")
