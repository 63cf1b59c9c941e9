"""A rep's own pages: what is owed this week, the own figures, what went into them, and contests; nobody else's, ever."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from readiness.actions import measurement
from readiness.adapters.db import contests
from readiness.adapters.db.account_tables import audit_log
from readiness.adapters.db.kept_inputs import inputs_of
from readiness.adapters.db.store import reading
from readiness.settings import Settings
from tests.portal.staffed import OTHER_REP, REP, STAFF
from tests.portal.taking import Browser, Clock, link_of, signed_in

BEFORE_SESSION = datetime(2023, 11, 23, 9, 0, tzinfo=UTC)
NASTY = "<script>alert('x')</script>\"'&{{7*7}}"


def report_row(here: Settings, launch_id: str, name: str, **equal: str) -> dict[str, str]:
    """Return the row of a published table whose columns are equal to these."""
    return next(row for row in published(here, launch_id, name) if all(row[k] == v for k, v in equal.items()))


def published(here: Settings, launch_id: str, name: str) -> list[dict[str, str]]:
    """Return the rows of a published table."""
    text = (here.out_dir(launch_id) / f"{name}.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def words(page: httpx.Response) -> str:
    """Return what a page says, without its tags."""
    text = re.sub(r"<[^>]+>", " ", page.text)
    return " ".join(html.unescape(text).replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_next_session_by_the_reps_own_clock_and_its_file_is_the_invite(
    here: Settings, staffed: str, clock: Clock, browser: Browser
) -> None:
    clock.now = BEFORE_SESSION
    page = signed_in(browser, STAFF["rep"])
    page.get("/")
    plan = report_row(here, staffed, "training/plan", rep_id=REP)
    starts = datetime.fromisoformat(plan["starts_at_local"])
    ends = starts + timedelta(minutes=int(plan["minutes"]))
    assert plan["time_zone"] == "Europe/Berlin"
    assert f"{starts:%A} {starts.day} {starts:%B %Y, %H:%M} to {ends:%H:%M}" in words(page.page)
    assert "Time in Europe/Berlin" in words(page.page)
    address = re.findall(r'href="([^"]+\.ics)"', page.page.text)[0]
    sent = page.get(address)
    assert sent.headers["content-type"].startswith("text/calendar")
    (invite,) = (here.out_dir(staffed) / "training/invites").glob(f"*-{REP}.ics")
    assert sent.content == invite.read_bytes()
    uid = re.findall(rb"UID:(\S+)", sent.content)
    invite.unlink()
    again = page.get(address)
    assert re.findall(rb"UID:(\S+)", again.content) == uid  # made anew, and still the same event to a calendar
    assert f"DTSTART;TZID=Europe/Berlin:{starts:%Y%m%dT%H%M%S}".encode() in again.content
    assert page.get("/launches/" + staffed + "/sessions/nonsense.ics").status_code == 404
    clock.now = ends.astimezone(UTC) + timedelta(minutes=1)
    assert ".ics" not in page.get("/").text  # it is over


def test_this_weeks_contacts_are_the_plans_from_monday_to_sunday(
    here: Settings, staffed: str, clock: Clock, browser: Browser
) -> None:
    mine = [row for row in published(here, staffed, "plan/contact_plan") if row["rep_id"] == REP]
    some = date.fromisoformat(mine[0]["due_on"])
    clock.now = datetime(some.year, some.month, some.day, 8, 0, tzinfo=UTC)
    week = [row for row in mine if date.fromisoformat(row["due_on"]).isocalendar()[:2] == some.isocalendar()[:2]]
    page = signed_in(browser, STAFF["rep"]).get("/")
    assert f"{len(week)} customers to contact" in words(page) or (len(week) == 1 and "1 customer to contact" in words(page))
    for row in week:
        assert html.escape(row["account_name"]) in page.text
    others = {row["account_name"] for row in mine} - {row["account_name"] for row in week}
    assert not any(f"<strong>{html.escape(name)}</strong>" in page.text for name in others)


def test_a_quiz_link_opens_the_quiz_and_the_session_alone(here: Settings, staffed: str, clock: Clock, browser: Browser) -> None:
    clock.now = BEFORE_SESSION
    path = link_of(here, OTHER_REP, staffed)
    page = browser.get(path)
    assert page.status_code == 200
    starts = datetime.fromisoformat(report_row(here, staffed, "training/plan", rep_id=OTHER_REP)["starts_at_local"])
    assert f"{starts.day} {starts:%B %Y, %H:%M}" in words(page)
    assert "customers to contact" not in words(page)
    assert "Next step" not in words(page)
    for path in ("/my-numbers", "/my-numbers/inputs", "/my-numbers/contests", "/my-decks"):
        assert browser.get(path).status_code == 403


def test_own_figures_are_those_of_the_report_with_their_band_in_words(here: Settings, staffed: str, browser: Browser) -> None:
    page = signed_in(browser, STAFF["rep"]).get("/my-numbers")
    said, row = words(page), report_row(here, staffed, "report/reps", rep_id=REP)
    assert f"EUR {round(float(row['sales_out_money'])):,}" in said
    assert f"EUR {round(float(row['expected_money'])):,}" in said
    assert f"{int(float(row['readiness']))} of 100" in said
    assert f"Between {int(float(row['readiness_low']))} and {int(float(row['readiness_high']))}" in said
    assert float(row["contribution_low"]) < 0 < float(row["contribution_high"])
    assert "It cannot be told from 0" in said
    low, high = re.findall(r"between (\S+ [\d,]+) and (\S+ [\d,]+)", said.replace("\N{MINUS SIGN}EUR", "-EUR"))[0]
    assert low.startswith("-EUR")
    assert high.startswith("+EUR")
    share = report_row(here, staffed, "report/readiness_parts", rep_id=REP, part="knowledge")["share"]
    assert f"Knowledge (quiz) {round(float(share) * 100)}%" in said
    assert "As of 5 January 2025" in said
    assert "/notice" in page.text
    assert "rank" not in said.lower()
    names = [r["name"] for r in published(here, staffed, "report/reps")]
    assert [name for name in names if name in said] == []  # nobody else, and no comparison with one


def test_the_picture_is_the_reps_own(staffed: str, browser: Browser) -> None:
    page = signed_in(browser, STAFF["rep"])
    wide = page.get(f"/my-numbers/{staffed}/pictures/sales.svg")
    assert wide.headers["content-type"].startswith("image/svg+xml")
    assert "Stock on hand" in wide.text
    assert "Lagerbestand" in page.get(f"/my-numbers/{staffed}/pictures/sales-narrow.svg?lang=de").text
    assert page.get(f"/my-numbers/{staffed}/pictures/other.svg").status_code == 404
    assert page.get("/my-numbers/nonsense/pictures/sales.svg").status_code == 404


def test_every_input_is_there_and_the_sales_that_count_add_up(here: Settings, staffed: str, browser: Browser) -> None:
    with reading(here.database) as connection:
        kept = inputs_of(connection, staffed, REP)
    assert kept is not None
    total = sum((i.money for i in kept.inputs if i.counts_as == "sales_out" and i.money is not None), Decimal(0))
    assert total == Decimal(report_row(here, staffed, "report/reps", rep_id=REP)["sales_out_money"])
    # The same as the command writes, apart from what is asked anew.
    made = measurement.write_inputs(here, staffed, REP, here.out_dir(staffed), date(2025, 1, 5))
    assert list(kept.inputs) == list(made.inputs)
    page = signed_in(browser, STAFF["rep"])
    first = page.get("/my-numbers/inputs")
    assert f"1 to 50 of {len(kept.inputs)}" in words(first)
    answers = page.get("/my-numbers/inputs?kind=answer")
    assert f"Quiz answer ({sum(i.kind == 'answer' for i in kept.inputs)})" in words(answers)
    account = next(i.account for i in kept.inputs if i.kind == "sale")
    found = page.get("/my-numbers/inputs", params={"q": account, "kind": "sale"})
    n = sum(i.account == account and i.kind == "sale" for i in kept.inputs)
    assert found.text.count("Say what is wrong with this row") == min(n, 50)


def one_sale(here: Settings, launch_id: str, rep_id: str = REP) -> str:
    """Return the id of a sale of a rep that counts."""
    with reading(here.database) as connection:
        kept = inputs_of(connection, launch_id, rep_id)
    assert kept is not None
    return next(i.input_id for i in kept.inputs if i.counts_as == "sales_out")


def test_a_row_is_contested_marked_and_taken_back(here: Settings, staffed: str, browser: Browser) -> None:
    input_id, page = one_sale(here, staffed), signed_in(browser, STAFF["rep"])
    page.get(f"/my-numbers/{staffed}/inputs/{input_id}")
    empty = page.post(f"/my-numbers/{staffed}/inputs/{input_id}", says="  ", should_be=NASTY)
    assert empty.status_code == 400
    assert "Say what is wrong" in words(empty)
    assert "<script>alert" not in empty.text
    sent = page.post(f"/my-numbers/{staffed}/inputs/{input_id}", says=NASTY, should_be="12, not 2")
    assert sent.status_code == 200
    assert "It is sent" in words(sent)
    assert "<script>alert" not in sent.text
    assert html.escape(NASTY, quote=True).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in sent.text
    with reading(here.database) as connection:
        (kept,) = contests.contests_of(connection, staffed)
        noted = connection.execute(select(audit_log.c.act, audit_log.c.rep_id)).all()
    assert (kept.rep_id, kept.input_id, kept.says, kept.should_be, kept.status) == (REP, input_id, NASTY, "12, not 2", "open")
    assert ("contests.open", REP) in [tuple(row) for row in noted]
    assert "contested" in words(page.get("/my-numbers"))
    assert input_id in page.get("/my-numbers/inputs").text.split("<main")[1].split("</li>")[0]  # what is contested comes first
    again = page.get(f"/my-numbers/{staffed}/inputs/{input_id}")
    assert "textarea" not in again.text
    twice = page.post(f"/my-numbers/{staffed}/inputs/{input_id}", csrf=page.csrf, says="once more")
    assert "You have contested this row" in words(twice)
    page.get("/my-numbers/contests")
    dropped = page.post(f"/my-numbers/contests/{kept.contest_id}/drop")
    assert "Taken back" in words(dropped)
    page.get(f"/my-numbers/{staffed}/inputs/{input_id}")
    assert page.post(f"/my-numbers/{staffed}/inputs/{input_id}", says="after all").status_code == 200
    page.get("/my-numbers/contests")
    assert page.post(f"/my-numbers/contests/{kept.contest_id}/drop").status_code == 409
    assert measurement.contests_of(here, staffed)[0].status == "dropped"


def test_what_is_anothers_looks_like_what_is_not_there(here: Settings, staffed: str, clock: Clock, browser: Browser) -> None:
    theirs, page = one_sale(here, staffed, OTHER_REP), signed_in(browser, STAFF["rep"])
    page.get("/my-numbers")
    nothing = page.get(f"/my-numbers/{staffed}/inputs/sale-0000000000000000")
    anothers = page.get(f"/my-numbers/{staffed}/inputs/{theirs}")
    assert (nothing.status_code, anothers.status_code) == (404, 404)
    assert words(nothing) == words(anothers)
    page.get("/my-numbers/contests")
    assert page.post(f"/my-numbers/{staffed}/inputs/{theirs}", csrf=page.csrf, says="x").status_code in (403, 404)
    made = contests_by(here, staffed, OTHER_REP, theirs, clock)
    page.get("/account")
    assert page.post(f"/my-numbers/contests/{made}/drop").status_code == 404
    with reading(here.database) as connection:
        assert contests.contest_of(connection, made).status == "open"


def contests_by(here: Settings, launch_id: str, rep_id: str, input_id: str, clock: Clock) -> int:
    """Contest an input of another rep, as the command does, and return the contest's number."""
    made = measurement.open_contest(here, launch_id, rep_id, input_id, says="not mine", by="Somebody", at=clock.now)
    return made.contest_id


@pytest.mark.parametrize("role", ["admin", "marketing", "ops", "channel_manager", "manager"])
def test_nobody_but_a_rep_has_a_reps_pages(staffed: str, browser: Browser, role: str) -> None:
    page = signed_in(browser, STAFF[role])
    for path in ("/my-numbers", "/my-numbers/inputs", "/my-numbers/contests", "/my-decks", f"/my-numbers/{staffed}/inputs/x"):
        assert page.get(path).status_code == 403, path
    assert page.get(f"/launches/{staffed}/sessions/x.ics").status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "page=999999",
        "page=-1&by=nonsense",
        "q=" + "x" * 10_000,
        "q=%00",
        "q=%F0%9F%98%80&kind=%00",
        "launch=nonsense",
        "kind=nonsense",
    ],
)
def test_odd_addresses_are_no_fault(staffed: str, browser: Browser, query: str) -> None:
    page = signed_in(browser, STAFF["rep"])
    for path in ("/", "/my-numbers", "/my-numbers/inputs", "/my-numbers/contests", "/my-decks"):
        assert page.get(f"{path}?{query}").status_code in (200, 400, 404), path


def test_a_measurement_before_inputs_were_kept_says_so(here: Settings, staffed: str, browser: Browser) -> None:
    from sqlalchemy import delete

    from readiness.adapters.db.rep_tables import kept_inputs
    from readiness.adapters.db.store import transaction

    with transaction(here.database) as connection:
        connection.execute(delete(kept_inputs))
    page = signed_in(browser, STAFF["rep"])
    assert "from the next measurement on" in words(page.get("/my-numbers/inputs"))
    assert page.get("/my-numbers").status_code == 200


def test_my_decks_are_sent_as_they_are(here: Settings, staffed: str, browser: Browser, tmp_path: Path) -> None:
    page = signed_in(browser, STAFF["rep"])
    shown = page.get("/my-decks")
    address = re.findall(r'href="([^"]+/file)"', shown.text)[0]
    assert page.get(address).content[:2] == b"PK"
