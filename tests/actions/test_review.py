"""Weekly reviews of a small launch, one after the other, on SQLite and PostgreSQL; the page read in a real mailbox."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from readiness.actions import launch, measurement, review, sales_out
from readiness.adapters.folder_files import read_folder
from readiness.errors import ConflictError, NotFoundError
from readiness.settings import Settings
from tests.portal.mailbox import Mailbox, mail_server

NOW = datetime(2025, 1, 6, 8, 0, tzinfo=UTC)
MEASURED = date(2024, 7, 26)


@pytest.fixture
def measured(settings: Settings, small_launch: Path, tmp_path: Path) -> tuple[Settings, str, Path]:
    out = tmp_path / "out"
    launch_id, _ = launch.take_in(settings, small_launch)
    launch.approve(settings, launch_id, "Ada Owner", date(2024, 1, 8))
    measurement.collect_inbox(settings, launch_id)
    sales_out.collect_reports(settings, launch_id, NOW)
    measurement.write_report(settings, launch_id, out, MEASURED)
    return settings, launch_id, out


@pytest.fixture
def posted(measured: tuple[Settings, str, Path]) -> Iterator[tuple[Mailbox, Settings]]:
    with mail_server(measured[0]) as (mailbox, here):
        yield mailbox, here


def table(out: Path, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((out / path).read_text(encoding="utf-8"))))


def test_every_act_with_a_day_is_promised_and_what_is_overdue_is_told_one_level_up(measured: tuple[Settings, str, Path]) -> None:
    settings, launch_id, out = measured
    first = review.hold_review(settings, launch_id, out, MEASURED, NOW)
    acts = {r["act_id"]: r for name in ("acts", "partner_acts") for r in table(out, f"report/{name}.csv")}
    owed = {i for i, r in acts.items() if r["act"] != "keep_going"}
    rows = {r["act_id"]: r for r in table(out, "plan/follow_ups.csv")}
    assert owed
    assert owed <= set(rows)
    assert {rows[i]["state"] for i in owed} == {"open"}
    assert (first.n_overdue, first.n_escalated) == (0, 0)
    late = review.hold_review(settings, launch_id, out, MEASURED + timedelta(days=30), NOW)
    rows = {r["act_id"]: r for r in table(out, "plan/follow_ups.csv")}
    assert {rows[i]["state"] for i in owed} == {"broken"}
    assert late.n_overdue >= len(owed)
    bosses = {"rep": {"Max Manager", "m1", "m2", "Ada Owner"}, "manager": {late.review.owner}}
    for i in owed:
        row = rows[i]
        assert row["escalated_to"]
        assert row["escalated_to"] != row["owner"]
        assert row["owner_role"] == "rep" or row["escalated_to"] in bosses[row["owner_role"]]
    assert any("to be done, handed over or dropped" in line for line in late.review.decide)


def test_the_same_review_twice_changes_nothing(measured: tuple[Settings, str, Path]) -> None:
    settings, launch_id, out = measured
    review.hold_review(settings, launch_id, out, MEASURED, NOW)
    before = read_folder(out)
    again = review.hold_review(settings, launch_id, out, MEASURED, NOW)
    assert read_folder(out) == before
    assert again.published.written == ()
    assert again.review.since is None  # a review is not compared with itself


def test_the_page_says_since_when_it_compares(measured: tuple[Settings, str, Path]) -> None:
    settings, launch_id, out = measured
    review.hold_review(settings, launch_id, out, MEASURED, NOW)
    second = review.hold_review(settings, launch_id, out, MEASURED + timedelta(days=7), NOW)
    assert second.review.since == MEASURED
    assert "since 26 July 2024" in (out / "review/week.html").read_text(encoding="utf-8")


def test_the_page_arrives_as_text_and_as_a_page(measured: tuple[Settings, str, Path], posted: tuple[Mailbox, Settings]) -> None:
    settings, launch_id, out = measured
    mailbox, here = posted
    mailbox.refuses["gone@example.com"] = "550 nobody of that name"
    held = review.hold_review(settings, launch_id, out, MEASURED, NOW)
    mailed = review.mail_review(here, held.review, ["owner@example.com", "gone@example.com"])
    (letter,) = mailbox.wait(1)
    assert mailed.sent == ("owner@example.com",)
    assert mailed.refused == (("gone@example.com", "550 nobody of that name"),)
    assert letter["Subject"].endswith("the week of 26 July 2024")
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    for heading in ("What changed", "Who owes what", "What do we decide"):
        assert heading.upper() in plain.get_content()
        assert heading in html.get_content()
    assert "<script" not in html.get_content()


def test_without_a_mail_server_or_anybody_to_mail_to_it_says_so(
    measured: tuple[Settings, str, Path], posted: tuple[Mailbox, Settings]
) -> None:
    settings, launch_id, out = measured
    held = review.hold_review(settings, launch_id, out, MEASURED, NOW)
    with pytest.raises(ConflictError, match="READINESS_SMTP_HOST"):
        review.mail_review(settings, held.review, ["owner@example.com"])
    with pytest.raises(ConflictError, match="--to"):
        review.mail_review(posted[1], held.review)


def test_an_unknown_launch_is_said_to_be_one(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        review.hold_review(settings, "nope", tmp_path / "out", MEASURED, NOW)
