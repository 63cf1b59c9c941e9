"""The week and go or no-go: facts counted now, a decision under a name, what changed, who owes what."""

from __future__ import annotations

import csv
import html
import re
from datetime import date

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from sqlalchemy import select

from readiness.actions import measurement
from readiness.adapters.db.account_tables import audit_log
from readiness.adapters.db.desk_tables import go_decisions
from readiness.adapters.db.store import reading
from readiness.settings import Settings
from tests.portal.desks import desk, violations
from tests.portal.staffed import STAFF
from tests.portal.taking import Browser, signed_in
from tests.portal.test_results import table, words

NASTY = "<img src=x onerror=alert(1)>\"'"


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_is_decided_with_a_reason_and_axe_finds_nothing(
    chromium: Chromium, axe: str, address: str, here: Settings, staffed: str, language: str
) -> None:
    with desk(chromium, address, STAFF["ops"], language) as page:
        page.goto(f"{address}/weekly")
        assert violations(page, axe) == []
        page.locator(f"a[href='/launches/{staffed}/go']").click()
        assert violations(page, axe) == []
        page.locator("label.option").nth(1).click()
        page.fill("#why", "two partners still owe reports")
        page.locator("form button.main").click()
        expect(page.locator("section.card").first).to_contain_text("two partners still owe reports")
        assert violations(page, axe) == []
        page.goto(f"{address}/weekly")
        expect(page.locator("section.card").first).to_contain_text(STAFF["ops"])
    with reading(here.database) as connection:
        row = connection.execute(select(go_decisions)).one()
        noted = connection.execute(select(audit_log.c.act, audit_log.c.launch_id)).all()
    assert (row.decision, row.by, row.number) == ("wait", STAFF["ops"], 1)
    assert {f["name"] for f in row.facts} == {"messages", "questions", "decks", "answers", "ready", "stock", "partners"}
    assert ("launches.decide", staffed) in [tuple(n) for n in noted]


def test_the_facts_are_what_the_files_say(here: Settings, staffed: str, browser: Browser) -> None:
    reps, partners = table(here, staffed, "report/reps"), table(here, staffed, "report/partners")
    with (here.home.parent / "launch" / "market" / "availability.csv").open(encoding="utf-8") as file:
        stock = list(csv.DictReader(line for line in file if not line.startswith("#")))
    last = max(row["week"] for row in stock)
    week = [float(row["in_stock_share"]) for row in stock if row["week"] == last]
    said = words(signed_in(browser, STAFF["marketing"]).get(f"/launches/{staffed}/go"))
    ready = sum(r["status"] == "ready" for r in reps)
    assert re.search(rf"Reps shown to be ready [^0-9]*{ready} of {len(reps)}", said)
    assert f"{sum(s >= 0.5 for s in week)} of {len(week)}" in said
    assert f"{sum(p['n_missing'] == '0' for p in partners)} of {len(partners)}" in said
    assert "Messages approved as they stand as it should be" in said
    n = len(re.findall(r">not yet<|>not known<", browser.page.text))
    assert f"{n} facts are not yet as they should be" in said
    assert n > 0


def test_a_decision_needs_a_choice_and_a_reason_and_the_last_one_holds(here: Settings, staffed: str, browser: Browser) -> None:
    page, path = signed_in(browser, STAFF["marketing"]), f"/launches/{staffed}/go"
    page.get(path)
    for fields in ({"decision": "go", "why": " "}, {"decision": "maybe", "why": "x"}, {"why": "x"}):
        assert page.post(path, **fields).status_code == 400
        assert "Choose go, wait or stop, and say why." in page.page.text
    page.post(path, decision="stop", why=NASTY)
    page.post(path, decision="go", why="all is well")
    assert NASTY not in page.page.text
    first = html.unescape(page.page.text).split("Earlier decisions")[0]
    assert "all is well" in first
    assert NASTY not in first
    assert NASTY in html.unescape(page.page.text)
    with reading(here.database) as connection:
        assert list(connection.execute(select(go_decisions.c.number)).scalars()) == [1, 2]


@pytest.mark.parametrize("role", ["admin", "channel_manager", "manager", "rep"])
def test_others_do_not_decide(here: Settings, staffed: str, browser: Browser, role: str) -> None:
    signed_in(browser, STAFF[role]).get("/account")
    secret = browser.csrf
    assert browser.get("/weekly").status_code == 403
    assert browser.get(f"/launches/{staffed}/go").status_code == 403
    assert browser.post(f"/launches/{staffed}/go", csrf=secret, decision="go", why="x").status_code == 403
    with reading(here.database) as connection:
        assert connection.execute(select(go_decisions)).first() is None


def test_the_week_says_what_changed_since_an_earlier_day(here: Settings, staffed: str, browser: Browser) -> None:
    """Measured as of 2 June, then of 5 January: the statuses of both reports' files, held against each other."""
    signed_in(browser, STAFF["ops"])
    assert "This is the first measurement" in words(browser.get("/weekly"))
    out = here.out_dir(staffed)
    after = {r["rep_id"]: r["status"] for r in table(here, staffed, "report/reps")}
    measurement.write_report(here, staffed, out, date(2024, 6, 2), sensitive=False)
    before = {r["rep_id"]: r["status"] for r in table(here, staffed, "report/reps")}
    assert "This is the first measurement" in words(browser.get("/weekly"))
    for _ in range(2):  # measured twice of the same day, the earlier day stays what it is compared with
        measurement.write_report(here, staffed, out, date(2025, 1, 5), sensitive=False)
        said = words(browser.get("/weekly"))
        assert "Since the measurement of 2 June 2024." in said
        changed = [rep_id for rep_id in after if before[rep_id] != after[rep_id]]
        listed = set(re.findall(r"/results/reps/(r\d+)", browser.page.text))
        assert listed <= set(changed)
        assert len(listed) == min(len(changed), 8)
    assert changed
    said = words(signed_in(Browser(str(browser.client.base_url)), STAFF["marketing"]).get("/weekly"))
    assert f"{len(changed)} rep" in said


def test_who_owes_what_is_what_the_acts_say_and_marketing_reads_no_names(here: Settings, staffed: str, browser: Browser) -> None:
    acts = [a for name in ("acts", "claim_acts", "partner_acts") for a in table(here, staffed, f"report/{name}")]
    owed = [a for a in acts if a["due_on"] and not (a.get("partner_id") and a["act"] == "keep_going")]
    said = words(signed_in(browser, STAFF["ops"]).get("/weekly"))
    assert f"{len(owed)} acts are owed." in said
    late = sum(a["due_on"] < "2025-01-08" for a in owed)
    assert (f"{late} are overdue" in said) == (late > 1)
    days = re.findall(r"<td>(?:<span[^>]*>)?(\d+ \w+ 2025)", browser.page.text)
    assert days == sorted(days, key=lambda d: date(2025, 1, int(d.split()[0])))
    people = {r["name"] for r in table(here, staffed, "report/reps")}
    managers = {a["owner"] for a in owed}
    said = words(signed_in(Browser(str(browser.client.base_url)), STAFF["marketing"]).get("/weekly"))
    assert "missed" not in said
    named = [name for name in people if name in said]
    assert len(named) <= len(managers)


@pytest.mark.parametrize("launch_id", ["nobody", "' or 1=1"])
def test_no_such_launch(staffed: str, browser: Browser, launch_id: str) -> None:
    signed_in(browser, STAFF["ops"])
    assert browser.get(f"/launches/{launch_id}/go").status_code == 404
    assert browser.get(f"/weekly?launch={launch_id}").status_code == 404
