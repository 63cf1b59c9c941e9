"""Watching: what is due is done once, whoever has to know is told once; on both databases, with real mail and receivers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import select

from readiness.actions import launch, runs, webhooks
from readiness.adapters.db import store
from readiness.adapters.db.watch_tables import notices
from readiness.adapters.message_shapes import CARD, shaped
from readiness.cli.watching import one_look
from readiness.permissions import AT_THE_MACHINE
from readiness.settings import ROOT, Settings
from readiness.stages.due_work import Look, Reader, Standing, collection_is_due, launch_is_due, looked, told_of_late_report
from tests.portal.mailbox import mail_server
from tests.receivers import receiving
from tests.small_launch import write_small_launch

NOON = datetime(2024, 3, 20, 12, tzinfo=UTC)


def test_a_launch_goes_on_when_it_waited_and_is_approved() -> None:
    everyhow = product((True, False), ("waiting", "done", "failed", ""), (True, False))
    due = [s for s in (Standing(*how) for how in everyhow) if launch_is_due(s)]
    assert due == [Standing(is_approved=True, last_launch_run="waiting", is_under_way=False)]


def test_an_inbox_is_collected_when_it_stands_still_and_once() -> None:
    idle, seen, done = Standing(is_approved=True, last_launch_run="done", is_under_way=False), Look(), []
    for stamp in ("", "a", "b", "b", "b", "c", "c", "", ""):
        if collection_is_due(seen, stamp, idle):
            done.append(stamp)
            seen = replace(seen, taken=stamp)
        seen = looked(seen, stamp)
    assert done == ["b", "c"]
    assert not collection_is_due(Look("b"), "b", replace(idle, is_under_way=True))


def test_a_late_report_is_told_to_its_channel_or_else_to_ops() -> None:
    people = [Reader("c@x", "channel_manager", "shops"), Reader("d@x", "channel_manager", "chains"), Reader("o@x", "ops", "")]
    assert told_of_late_report({"shops"}, people, ["ops@x"]) == ["c@x"]
    assert told_of_late_report({"online"}, people, ["ops@x"]) == ["o@x", "ops@x"]


@pytest.fixture
def here(database_url: str, tmp_path: Path) -> Iterator[Settings]:
    settings = Settings(home=tmp_path / "home", database_url=database_url, templates=ROOT / "content_templates")
    launch.take_in(settings, write_small_launch(tmp_path / "launch"))
    yield settings
    store.engine(database_url).dispose()


def run_ended(here: Settings, kind: str, now: datetime, *, waits: bool = False, error: Exception | None = None) -> None:
    with runs.begin(here, kind, "kettle-2", ("take in",), now) as record:
        if error:
            runs.fail(here, record.run_id, error, now)
        record.waits = waits
        runs.end(record, now)


def lines(here: Settings, now: datetime) -> list[str]:
    return list(one_look(here, now))


def test_a_file_is_collected_when_nobody_writes_it_any_more(here: Settings, tmp_path: Path) -> None:
    assert lines(here, NOON) == []
    (told,) = lines(here, NOON)
    assert told.startswith("kettle-2: 2 new files collected, ")
    assert lines(here, NOON) == []
    inbox = tmp_path / "launch" / "inbox" / "sales_out" / "steam"
    (inbox / "new.csv").write_text("a,b\n", encoding="utf-8")
    assert lines(here, NOON) == []
    (inbox / "new.csv").write_text("a,b\n1,2\n", encoding="utf-8")  # still being written
    assert lines(here, NOON) == []
    (told,) = lines(here, NOON)
    assert "1 new file collected" in told
    assert [lines(here, NOON) for _ in range(3)] == [[], [], []]  # its rows wait; nobody is told of them every minute
    with store.reading(here.database) as connection:
        said = connection.execute(select(notices.c.said).order_by(notices.c.told_at)).scalars().all()
    assert len(said) == 2


def test_a_failed_run_and_a_late_report_are_told_once_by_mail_and_to_programs(here: Settings, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "launch" / "inbox")  # nothing came
    channels = tmp_path / "launch" / "channels.yaml"
    channels.write_text(
        channels.read_text(encoding="utf-8").replace("currency: EUR}", "currency: EUR, cadence: weekly}"), encoding="utf-8"
    )
    launch.take_in(here, tmp_path / "launch")
    with mail_server(here) as (box, mailing), receiving(200) as slack, receiving(200) as teams:
        here = mailing.model_copy(update={"ops_mail": "ops@example.com, b@example.com", "webhook_private": "yes"})
        webhooks.add_webhook(here, AT_THE_MACHINE, slack.url, ["run.failed"], NOON, "slack")
        webhooks.add_webhook(here, AT_THE_MACHINE, teams.url, ["report.late"], NOON, "teams")
        run_ended(here, "measurement", NOON, error=OSError(28, "No space left on device", "disk"))
        failed, *late = lines(here, NOON + timedelta(minutes=1))
        assert lines(here, NOON + timedelta(minutes=2)) == []
    assert failed.startswith("kettle-2: measurement, started by ")
    assert failed.endswith("failed. disk: No space left on device")
    # On sale since Monday 4 March; a week's report is due on the Wednesday after it, told of from the day after on.
    assert late == [
        "Kettle 2: the sales report of Steam & Co for 2024-03-04 to 2024-03-10 was due on 2024-03-13 and has not come.",
    ]
    mailed = {(letter["To"], letter.get_content().splitlines()[0]) for letter in box.letters}
    assert mailed == set(product(("ops@example.com", "b@example.com"), (failed, *late)))
    assert len(box.letters) == len(mailed)
    assert [json.loads(body)["text"] for _, body in slack.came] == [failed]
    assert [json.loads(body)["attachments"][0]["content"]["body"][0]["text"] for _, body in teams.came] == late


def test_a_lost_run_is_told_too(here: Settings) -> None:
    with runs.begin(here, "launch", "kettle-2", ("take in",), NOON):
        pass  # its process is gone without a word
    (said,) = lines(here, NOON + timedelta(minutes=5))
    assert "was lost" in said


def test_what_slack_and_teams_can_read() -> None:
    said = {"id": "1", "event": "run.failed", "at": "", "launch_id": "k"}
    pages = {"page": "https://r.example.com/launches/k/runs"}
    slack = json.loads(shaped("slack", said, "a < b & c", pages))
    assert slack["text"] == "a &lt; b &amp; c"
    assert [b["type"] for b in slack["blocks"]] == ["section", "actions"]
    assert slack["blocks"][1]["elements"][0]["url"] == pages["page"]
    (attached,) = json.loads(shaped("teams", said, "a < b & c", pages))["attachments"]
    assert attached["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (attached["content"]["$schema"], attached["content"]["type"]) == (CARD, "AdaptiveCard")
    assert attached["content"]["body"] == [{"type": "TextBlock", "text": "a < b & c", "wrap": True}]
    assert json.loads(shaped("generic", said, "", pages)) == {**said, "links": pages}


def test_a_day_of_looks_does_each_thing_once(here: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every minute of 24 hours: files come, an approval comes, a run fails, reports are late; the clock is handed in."""
    started: list[str] = []

    def start(settings: Settings, _viewer: object, launch_id: str, kind: str, now: datetime) -> str:
        started.append(f"{kind} {launch_id}")
        run_ended(settings, kind, now)
        return "r"

    monkeypatch.setattr(runs, "start_run", start)
    inbox, said = tmp_path / "launch" / "inbox" / "sales_out" / "steam", []
    sales = (inbox / "2024.csv").read_text(encoding="utf-8").splitlines()
    begin = datetime(2024, 3, 19, 12, tzinfo=UTC)
    run_ended(here, "launch", begin, waits=True)
    for minute in range(0, 24 * 60, 4 if here.database.startswith("postgresql") else 2):
        now = begin + timedelta(minutes=minute)
        if minute % 240 == 0:
            (inbox / f"more-{minute}.csv").write_text("\n".join([sales[0], sales[1 + minute // 240]]) + "\n", encoding="utf-8")
        if minute == 600:
            launch.write_positioning(here, "kettle-2", tmp_path / "out")
            launch.approve(here, "kettle-2", "Ada Owner", date(2024, 3, 19))
        if minute == 900:
            run_ended(here, "enablement", now, error=ValueError("x"))
        said += lines(here, now)
    assert started == ["launch kettle-2"]
    assert sum("collected" in line for line in said) == 6
    assert sum("was due on" in line for line in said) == len({line for line in said if "was due on" in line})
    assert sum("enablement" in line and "failed" in line for line in said) == 1
