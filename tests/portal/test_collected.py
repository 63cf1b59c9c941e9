"""Collected: what waits is worked off: rows mended or left out, codes told, files settled, answers named, contests settled."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from sqlalchemy import func, select

from readiness.actions import measurement
from readiness.adapters.db.account_tables import audit_log
from readiness.adapters.db.alias_tables import sales_matches
from readiness.adapters.db.ledger_tables import sales_current, sales_quarantine, sales_submissions
from readiness.adapters.db.store import reading, transaction
from readiness.settings import Settings
from tests.portal.desks import desk, violations
from tests.portal.staffed import AFTER, REP, STAFF
from tests.portal.taking import Browser, Clock, signed_in
from tests.portal.waiting_files import HEAD, MAPPING, N_DAYS, N_QUANTITIES, fill, line

NASTY = "<img src=x onerror=alert(1)>\"'"
PAGES = (
    "", "/quarantine", "/quarantine?kind=quantity", "/codes", "/files", "/files?status=held", "/answers", "/contests",
)  # fmt: skip


@pytest.fixture
def partner(here: Settings, staffed: str, tmp_path: Path) -> str:
    """Return a partner of whose files all sorts of things wait."""
    return fill(here, staffed, tmp_path / "in")


def count(here: Settings, column: object, *where: object) -> int:
    """Return how many rows of a table there are."""
    with reading(here.database) as connection:
        return connection.execute(select(func.count(column)).where(*where)).scalar_one()  # type: ignore[arg-type]


def open_rows(here: Settings, column: str) -> int:
    """Return how many rows wait with this column wrong, of files that were taken in."""
    q, s = sales_quarantine.c, sales_submissions.c
    return count(
        here, q.row_number, q.state == "open", q.column_name == column, q.submission_id == s.submission_id, s.status == "applied"
    )


def booked(here: Settings, number: int) -> int:
    """Return how many lines of one of our documents stand."""
    return count(here, sales_current.c.line_id, sales_current.c.document == f"MX{number:06d}")


def acts(here: Settings) -> list[str]:
    """Return every act on what came in that was noted, in its order."""
    kinds = ("quarantine.", "files.", "codes.", "mappings.", "collected.", "answers.", "contests.")
    with reading(here.database) as connection:
        found = connection.execute(select(audit_log.c.act).order_by(audit_log.c.at, audit_log.c.entry_id)).scalars()
        return [act for act in found if act.startswith(kinds)]


def row_of(page: Browser, words: str) -> str:
    """Return the address of the first form that mends a row whose section holds these words."""
    section = next(s for s in page.page.text.split("<section")[1:] if words in html.unescape(s))
    return re.findall(r'action="(/collected/quarantine/\d+/\d+)"', section)[0]


@pytest.mark.parametrize("language", ["en", "de"])
def test_ops_works_the_queues_off_and_axe_finds_nothing(
    chromium: Chromium, axe: str, address: str, here: Settings, partner: str, language: str
) -> None:
    with desk(chromium, address, STAFF["ops"], language) as page:
        for path in PAGES:
            page.goto(f"{address}/collected{path}")
            assert violations(page, axe) == [], path
        page.goto(f"{address}/collected")
        page.locator("section.card a[href='/collected/quarantine']").click()
        page.locator(
            "#kinds a", has_text="Mengen" if language == "de" else "Quantity"
        ).click() if language == "en" else page.goto(f"{address}/collected/quarantine?partner={partner}&kind=quantity")
        cell = page.locator(".held-row input[type=text]").first
        cell.fill("4")
        page.locator(".held-row button.main").first.click()
        expect(page.locator("[role=status]")).to_be_visible()
        page.goto(f"{address}/collected/codes")
        before = page.locator(".code").count()
        expect(page.locator(".code").first).to_be_focused()
        page.keyboard.press("1")
        expect(page.locator("[role=status]")).to_be_visible()
        expect(page.locator(".code")).to_have_count(before - 1)
        page.keyboard.press("u")
        expect(page.locator(".code")).to_have_count(before)
        page.keyboard.press("0")
        expect(page.locator(".code")).to_have_count(before - 1)
    assert open_rows(here, "quantity") == N_QUANTITIES - 1


def test_a_mended_row_is_booked_once_and_a_wrong_one_says_why_it_waits(here: Settings, partner: str, browser: Browser) -> None:
    signed_in(browser, STAFF["ops"]).get(f"/collected/quarantine?partner={partner}&kind=sold_on")
    form = row_of(browser, "soon")
    assert booked(here, 100) == 0
    browser.post(form, **{"cell:Invoice Date": "later"})
    assert "still cannot be taken" in browser.page.text
    assert "later" in html.unescape(browser.get(f"/collected/quarantine?partner={partner}&kind=sold_on").text)
    browser.post(form, **{"cell:Invoice Date": "2024-12-31"})
    assert "The row is taken in." in browser.page.text
    assert (booked(here, 100), open_rows(here, "sold_on")) == (1, N_DAYS - 1)
    assert browser.post(form, **{"cell:Invoice Date": "2024-12-31"}).status_code == 409
    assert booked(here, 100) == 1
    assert acts(here) == ["quarantine.mend"] * 2


def test_the_same_text_is_mended_in_all_rows_at_once(here: Settings, partner: str, browser: Browser) -> None:
    signed_in(browser, STAFF["ops"]).get(f"/collected/quarantine?partner={partner}&kind=quantity")
    asked = {"partner": partner, "kind": "quantity", "column": "Qty"}
    browser.post("/collected/quarantine/replace", **asked, old="three", new="3")
    assert f"{N_QUANTITIES} rows are taken in." in browser.page.text
    assert open_rows(here, "quantity") == 0
    assert sum(booked(here, 200 + n) for n in range(N_QUANTITIES)) == N_QUANTITIES
    browser.get("/collected/quarantine")
    assert browser.post("/collected/quarantine/replace", **asked, old="three", new="3").status_code == 404


def test_rows_are_left_out_with_a_reason_and_not_without(here: Settings, partner: str, browser: Browser) -> None:
    signed_in(browser, STAFF["ops"]).get("/collected/quarantine")
    asked = {"partner": partner, "kind": "sold_on"}
    assert browser.post("/collected/quarantine/waive", **asked, why=" ").status_code == 409
    browser.get("/collected/quarantine")
    browser.post("/collected/quarantine/waive", **asked, why="the partner sends them again")
    assert f"{N_DAYS} rows are left out for good." in browser.page.text
    assert (open_rows(here, "sold_on"), open_rows(here, "quantity")) == (0, N_QUANTITIES)
    with reading(here.database) as connection:
        about = connection.execute(select(audit_log.c.about).where(audit_log.c.act == "quarantine.waive")).scalar_one()
    assert about.endswith("the partner sends them again")


def test_codes_are_told_undone_and_accepted_together(here: Settings, partner: str, browser: Browser) -> None:
    """C-2 is nearly Example Larder Works 45 by its name; every code has two lines."""
    c = sales_matches.c
    signed_in(browser, STAFF["ops"]).get("/collected/codes")
    code = {"partner_id": partner, "code_field": "account", "code": "C-1"}
    first = re.findall(r'name="choice" value="([^"-]+)"', browser.page.text.split('value="C-1"')[1])[0]
    browser.post("/collected/codes", **code, choice=first)
    assert "Its lines are booked." in browser.page.text
    assert count(here, c.code, c.code == "C-1", c.known_id == first, c.decided_by == STAFF["ops"]) == 1
    assert booked(here, 301) + booked(here, 305) == 2
    browser.post("/collected/codes", **code, do="undo")
    assert booked(here, 301) + booked(here, 305) == 0
    assert browser.post("/collected/codes", **code, other="no-such-account").status_code == 404
    browser.get("/collected/codes")
    assert browser.post("/collected/codes", **code).status_code == 404
    browser.get("/collected/codes")
    assert browser.post("/collected/codes/likely", least="10").status_code == 409
    browser.get("/collected/codes")
    n_open = count(here, c.code, c.known_id == "")
    browser.post("/collected/codes/likely", least="50")
    n = int(re.findall(r"(\d+) codes? (?:is|are) decided", browser.page.text)[0])
    assert 1 <= n < n_open
    assert count(here, c.code, c.known_id == "") == n_open - n
    assert count(here, c.code, c.code == "C-1", c.known_id == "") == 1  # who took a decision back wants to look again


def held(here: Settings, name: str) -> int:
    """Return the number of a held file."""
    s = sales_submissions.c
    with reading(here.database) as connection:
        return connection.execute(select(s.submission_id).where(s.file == name, s.status == "held")).scalar_one()


def test_held_files_are_accepted_or_rejected_with_a_reason(here: Settings, partner: str, browser: Browser) -> None:
    signed_in(browser, STAFF["ops"]).get("/collected/files?status=held")
    assert "Most rows cannot be taken" in browser.page.text
    number = held(here, "faulty.csv")
    browser.post(f"/collected/files/{number}", do="accept", why="asked the partner: the rest follows")
    assert "The file is taken in." in browser.page.text
    assert sum(booked(here, 560 + n) for n in range(9)) == 9
    assert browser.post(f"/collected/files/{number}", do="accept", why="once more").status_code in (404, 409)
    browser.get("/collected/files?status=held")
    browser.post(f"/collected/files/{held(here, 'strange.csv')}", do="reject", why="not a report")
    assert "Nothing of it counts." in browser.page.text
    assert acts(here) == ["files.accept", "files.reject"]


def test_a_mapping_is_tried_on_the_file_before_it_is_approved(here: Settings, partner: str, browser: Browser) -> None:
    number = held(here, "strange.csv")
    signed_in(browser, STAFF["ops"]).get(f"/collected/files/{number}/mapping")
    assert "Only a person can decide this" in browser.page.text
    columns = "{sold_on: Dt, product_code: Art, quantity: Anz, amount: Betr, account_name: Wer}"
    yaml = f'columns: {columns}\ndate_format: "%d/%m/%Y"\ndecimal_mark: ","\ncurrency: EUR\n'
    browser.post(f"/collected/files/{number}/mapping", yaml=yaml, do="preview")
    assert "12 lines can be read, 0 cannot" in browser.page.text
    assert "<td>2024-02-02</td>" in browser.page.text
    assert browser.post(f"/collected/files/{number}/mapping", yaml="columns: 7", do="approve").status_code == 400
    assert 'aria-invalid="true"' in browser.page.text
    browser.post(f"/collected/files/{number}/mapping", yaml=yaml, do="approve")
    assert "Approved." in browser.page.text
    s = sales_submissions.c
    assert count(here, s.file, s.file == "strange.csv", s.status == "applied", s.n_quarantined == 0) == 1


def test_files_are_taken_in_by_upload(here: Settings, staffed: str, partner: str, browser: Browser) -> None:
    own = f"a{partner.rsplit('-', 1)[1]}000005"
    new = "\n".join([HEAD, *[line(900 + n, who=own, day=f"2024-12-{17 + n}") for n in range(5)]]) + "\n"
    signed_in(browser, STAFF["ops"]).get("/collected")

    def send(whose: str, name: str, data: str) -> str:
        sent = {"csrf": browser.csrf, "whose": whose}
        browser.page = browser.client.post("/collected/upload", data=sent, files={"file": (name, data.encode())})
        return html.unescape(browser.page.text)

    assert "The file was taken in." in send(f"sales_out:{partner}", "../../new.csv", new)
    browser.get("/collected")
    assert "This file came before." in send(f"sales_out:{partner}", "new.csv", new)
    assert count(here, sales_submissions.c.file, sales_submissions.c.file == "new.csv") == 1
    browser.get("/collected")
    attended = f"rep_id,attended_on,minutes\n{REP},2024-12-01,60\n"
    assert "The file was taken in." in send(f"attendance:{staffed}", f"{NASTY}.csv", attended)
    assert NASTY not in browser.page.text
    browser.get("/collected")
    assert "Choose a file, and what it is." in send("", "x.csv", "a")
    for whose in ("sales_out:nobody", "quizzes:nobody", "nonsense:x"):
        browser.get("/collected")
        send(whose, "x.csv", "a,b\n1,2\n")
        assert browser.page.status_code == 404, whose


def test_whose_answers_they_are_is_said_once(here: Settings, staffed: str, partner: str, browser: Browser) -> None:
    signed_in(browser, STAFF["ops"]).get(f"/collected/answers?launch={staffed}&q=Birchfield")
    assert "nobody@else.example" in browser.page.text
    assert REP in browser.page.text
    queue = re.findall(r'name="queue" value="(p-[^"]+)"', browser.page.text)[0]
    asked = {"launch": staffed, "queue": queue}
    assert browser.post("/collected/answers", **asked, choice="no-such-rep").status_code == 404
    browser.get(f"/collected/answers?launch={staffed}")
    browser.post("/collected/answers", **asked, do="none")
    assert "1 answer is settled." in browser.page.text
    assert "Every answer has its rep and its question." in browser.page.text


def test_contests_are_settled_with_a_reason_the_rep_can_read(
    here: Settings, staffed: str, clock: Clock, browser: Browser, tmp_path: Path
) -> None:
    found = measurement.write_inputs(here, staffed, REP, tmp_path / "inputs", AFTER.date()).inputs[0]
    made = measurement.open_contest(
        here, staffed, REP, found.input_id, says=NASTY, should_be="2", by="Bela Birchfield", at=clock.now - timedelta(hours=1)
    )
    signed_in(browser, STAFF["ops"]).get("/collected/contests")
    assert NASTY not in browser.page.text
    assert NASTY in html.unescape(browser.page.text)
    assert browser.post(f"/collected/contests/{made.contest_id}", do="uphold", because=" ").status_code == 409
    browser.get("/collected/contests")
    browser.post(f"/collected/contests/{made.contest_id}", do="uphold", because="the partner confirms it")
    assert "figures change at the next measurement" in browser.page.text
    (after,) = measurement.contests_of(here, staffed)
    assert (after.status, after.settled_by, after.because) == ("upheld", STAFF["ops"], "the partner confirms it")
    assert browser.post(f"/collected/contests/{made.contest_id}", do="reject", because="no").status_code == 409
    assert acts(here) == ["contests.settle"]


@pytest.mark.parametrize("role", ["admin", "marketing", "channel_manager", "manager", "rep"])
def test_what_came_in_is_for_ops(here: Settings, partner: str, browser: Browser, role: str) -> None:
    signed_in(browser, STAFF[role]).get("/account")
    secret = browser.csrf
    for path in PAGES:
        assert browser.get(f"/collected{path}").status_code == 403, path
    number = held(here, "faulty.csv")
    posts = {
        f"/collected/files/{number}": {"do": "accept", "why": "x"},
        "/collected/codes": {"partner_id": partner, "code_field": "account", "code": "C-1", "choice": "-"},
        "/collected/codes/likely": {"least": "50"},
        "/collected/quarantine/waive": {"partner": partner, "kind": "sold_on", "why": "x"},
        "/collected/quarantine/replace": {"partner": partner, "kind": "sold_on", "column": "a", "old": "b", "new": "c"},
        f"/collected/quarantine/{number}/2": {"do": "mend"},
        f"/collected/files/{number}/mapping": {"yaml": MAPPING, "do": "approve"},
        "/collected/answers": {"launch": "x", "queue": "p-1", "choice": "r1"},
        "/collected/contests/1": {"because": "x"},
    }
    for path, fields in posts.items():
        assert browser.post(path, csrf=secret, **fields).status_code == 403, path
    assert acts(here) == []


@pytest.mark.parametrize(
    "query",
    ["page=999999", "kind=%27%22", f"partner={'x' * 10_000}", "field=%F0%9F%98%80", "status=nonsense",
     "said=x&n=x", "said=waived&n=999999999999", "launch="],
)  # fmt: skip
def test_odd_questions_get_a_page(partner: str, browser: Browser, query: str) -> None:
    signed_in(browser, STAFF["ops"])
    for path in ("", "/quarantine", "/codes", "/files", "/answers", "/contests"):
        assert browser.get(f"/collected{path}?{query}").status_code == 200, path
    for path in ("/files/99999999999999999999/mapping", "/files/0/mapping", "/files/x/mapping", "/answers?launch=nobody"):
        assert browser.get(f"/collected{path}").status_code in (400, 404), path


def test_what_partners_wrote_stays_text(here: Settings, partner: str, browser: Browser) -> None:
    with transaction(here.database) as connection:
        connection.execute(sales_quarantine.update().values(reason=NASTY, raw='{"<b>": "<img src=x>"}'))
        connection.execute(
            sales_submissions.update().where(sales_submissions.c.status == "held").values(why=NASTY, decided_by=NASTY)
        )
        connection.execute(sales_submissions.update().values(file=NASTY))
    signed_in(browser, STAFF["ops"])
    for path in PAGES:
        text = browser.get(f"/collected{path}").text
        assert "<img src=x" not in text, path
        assert "<script>alert" not in text, path
