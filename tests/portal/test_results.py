"""Results: totals for marketing and channels, people for ops alone; every look noted; nothing to rank by."""

from __future__ import annotations

import csv
import html
import re
from collections import Counter

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from sqlalchemy import insert, select, update

from readiness.actions import accounts
from readiness.adapters.db.account_tables import audit_log
from readiness.adapters.db.page_tables import shown_charts, shown_rows
from readiness.adapters.db.store import reading, transaction
from readiness.settings import Settings
from tests.portal.desks import desk, violations
from tests.portal.staffed import CHANNEL, REP, STAFF
from tests.portal.taking import NOW, PASSWORD, Browser, signed_in

PAGES = ("", "/reps", f"/reps/{REP}", "/groups?by=territory", "/training", "/messages", "/partners", "/trust", "/files")
NASTY = "<img src=x onerror=alert(1)>\"'"


def table(here: Settings, launch_id: str, name: str) -> list[dict[str, str]]:
    """Return a published table as its file says."""
    with (here.out_dir(launch_id) / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def noted(here: Settings) -> list[tuple[str, str, str]]:
    """Return act, rep and what else of every look and download that was noted."""
    a = audit_log.c
    with reading(here.database) as connection:
        rows = connection.execute(select(a.act, a.rep_id, a.about).where(a.act.in_(("people.see", "results.download"))))
        return [(row.act, row.rep_id, row.about) for row in rows]


def words(page: object) -> str:
    """Return the text of a page, blanks as one."""
    text = re.sub(r"<[^>]+>", " ", page.text)  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", html.unescape(text))


@pytest.mark.parametrize("language", ["en", "de"])
def test_ops_walks_from_the_launch_to_one_rep_and_axe_finds_nothing(
    chromium: Chromium, axe: str, address: str, staffed: str, language: str
) -> None:
    with desk(chromium, address, STAFF["ops"], language) as page:
        page.goto(f"{address}/results")
        expect(page).to_have_url(f"{address}/launches/{staffed}/results")
        page.locator("dl.figures a").first.click()
        expect(page.locator("h1")).to_be_visible()
        page.locator("#rows tbody a").first.click()
        expect(page.locator("figure.chart img")).to_be_visible()
        for path in PAGES:
            page.goto(f"{address}/launches/{staffed}/results{path}")
            assert violations(page, axe) == [], path
            broken = "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
            assert page.evaluate(broken) == [], path


def test_the_chart_comes_alive_without_a_breach_of_the_policy(chromium: Chromium, address: str, staffed: str) -> None:
    with desk(chromium, address, STAFF["ops"]) as page:
        page.goto(f"{address}/launches/{staffed}/results")
        page.locator("button.explore").first.click()
        expect(page.locator("figure.chart .live svg").first).to_be_visible()
        page.goto(f"{address}/launches/{staffed}/results/reps/{REP}")
        page.locator("button.explore").first.click()
        expect(page.locator("figure.chart .live svg").first).to_be_visible()


def test_what_it_means_is_what_the_report_says(here: Settings, staffed: str, browser: Browser) -> None:
    rows = table(here, staffed, "report/reps")
    ready = sum(r["status"] == "ready" for r in rows)
    above = sum(float(r["contribution_low"]) > 0 for r in rows if r["contribution_low"])
    said = words(signed_in(browser, STAFF["ops"]).get(f"/launches/{staffed}/results"))
    assert f"{ready} of {len(rows)} reps are shown to be ready" in said
    assert f"{above} sold more than an average rep" in said
    sold = sum(float(r["sales_out_money"]) for r in rows if r["sales_out_money"])
    assert f"they sold EUR {sold:,.0f}" in said.replace("\xa0", " ")
    for quadrant, n in Counter(r["quadrant"] for r in rows).items():
        assert re.search(rf'quadrant={quadrant}">[^<]+</a></dt><dd>{n}</dd>', browser.page.text)
    assert "As of 5 January 2025" in said
    verdict = table(here, staffed, "report/link")[0]["verdict"].split(":")[0]
    assert {"not enough data": "Not enough data to say", "no evidence": "No sign of it"}[verdict] in said


def names_in(page: object) -> list[str]:
    """Return the reps of a list in its order."""
    return [html.unescape(n) for n in re.findall(r'<th scope="row"><a [^>]+>([^<]+)</a>', page.text)]  # type: ignore[attr-defined]


def test_reps_are_found_and_never_in_the_order_of_what_they_added(here: Settings, staffed: str, browser: Browser) -> None:
    rows = sorted(table(here, staffed, "report/reps"), key=lambda r: r["name"])
    page, base = signed_in(browser, STAFF["ops"]), f"/launches/{staffed}/results/reps"
    assert names_in(page.get(base)) == [r["name"] for r in rows]
    for column in ("contribution_money", "sales_out_money", "rank_low", "nonsense"):
        assert names_in(page.get(f"{base}?by={column}")) == [r["name"] for r in rows]
    readiness = {r["name"]: float(r["readiness"]) for r in rows}
    by_readiness = [readiness[name] for name in names_in(page.get(f"{base}?by=readiness&down=1"))]
    assert by_readiness == sorted(by_readiness, reverse=True)
    ready = [r["name"] for r in rows if r["status"] == "ready" and r["territory_id"] == "T001"]
    assert names_in(page.get(f"{base}?status=ready&territory_id=T001")) == ready
    assert ready
    assert names_in(page.get(base, params={"q": rows[3]["name"]})) == [rows[3]["name"]]


def test_one_rep_is_looked_at_under_ones_name(here: Settings, staffed: str, browser: Browser) -> None:
    row = next(r for r in table(here, staffed, "report/reps") if r["rep_id"] == REP)
    said = words(signed_in(browser, STAFF["ops"]).get(f"/launches/{staffed}/results/reps/{REP}"))
    assert row["name"] in said
    assert f"EUR {float(row['sales_out_money']):,.0f}" in said.replace("\xa0", " ")
    assert ("people.see", REP, "results") in noted(here)
    picture = browser.get(f"/launches/{staffed}/charts/reps/{REP}.svg")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")


@pytest.mark.parametrize("role", ["admin", "manager", "rep"])
def test_who_has_no_business_with_results_is_refused(staffed: str, browser: Browser, role: str) -> None:
    signed_in(browser, STAFF[role])
    for path in ("/results", f"/launches/{staffed}/results", f"/launches/{staffed}/charts/decomposition.svg"):
        assert browser.get(path).status_code == 403


@pytest.mark.parametrize("role", ["marketing", "channel_manager"])
def test_totals_alone_for_those_who_must_not_see_people(here: Settings, staffed: str, browser: Browser, role: str) -> None:
    people = {r["name"] for r in table(here, staffed, "report/reps")}
    signed_in(browser, STAFF[role])
    for path in ("/reps", f"/reps/{REP}", "/trust", "/files", "/files/reps.csv"):
        assert browser.get(f"/launches/{staffed}/results{path}").status_code == 403, path
    for name in ("readiness_vs_results", "added_by_rep"):
        for form in ("svg", "json"):
            assert browser.get(f"/launches/{staffed}/charts/{name}.{form}").status_code == 404
    assert browser.get(f"/launches/{staffed}/charts/reps/{REP}.svg").status_code == 403
    for path in ("", "/groups?by=territory", "/messages"):
        found = browser.get(f"/launches/{staffed}/results{path}")
        assert found.status_code == 200
        assert [name for name in people if name in words(found)] == [], path
    assert noted(here) == []


def test_a_channel_manager_sees_the_own_channel_alone(here: Settings, staffed: str, browser: Browser) -> None:
    """Totals and a chart of both channels are put in: of the other one nothing is to be seen."""
    with transaction(here.database) as connection:
        where = shown_rows.c.name == "desk.totals", shown_rows.c.launch_id == staffed
        whole = connection.execute(select(shown_rows).where(*where).order_by(shown_rows.c.place)).mappings().first()
        assert whole is not None
        for n, channel in enumerate((CHANNEL, "chains"), start=900):
            row = {**whole["content"], "channel": channel, "by": "all", "n_reps": str(n), "n_ready": str(n - 800)}
            connection.execute(insert(shown_rows), [{**whole, "place": n, "channel": channel, "content": row}])
        chart = connection.execute(select(shown_charts).where(shown_charts.c.name == "decomposition")).mappings().one()
        for channel in (CHANNEL, "chains"):
            own = {"name": f"decomposition_{channel}", "channel": channel, "title": f"Sales of {channel}"}
            connection.execute(insert(shown_charts), [{**chart, **own}])
    said = words(signed_in(browser, STAFF["channel_manager"]).get(f"/launches/{staffed}/results"))
    assert "100 of 900 reps" in said
    assert f"Sales of {CHANNEL}" in said
    assert "101 of 901" not in said
    assert "Sales of chains" not in said
    assert browser.get(f"/launches/{staffed}/charts/decomposition_{CHANNEL}.svg").status_code == 200
    for name in ("decomposition_chains", "decomposition", "partner_scorecard"):
        assert browser.get(f"/launches/{staffed}/charts/{name}.svg").status_code == 404
    assert browser.get(f"/launches/{staffed}/results/groups?channel=chains").status_code == 404
    assert browser.get(f"/launches/{staffed}/results/partners").status_code == 403


def test_files_are_the_reports_own_and_taking_one_is_noted(here: Settings, staffed: str, browser: Browser) -> None:
    signed_in(browser, STAFF["ops"]).get(f"/launches/{staffed}/results/files")
    assert "readiness.xlsx" in browser.page.text
    found = browser.get(f"/launches/{staffed}/results/files/reps.csv")
    assert found.content == (here.out_dir(staffed) / "report" / "reps.csv").read_bytes()
    assert found.headers["content-disposition"] == 'attachment; filename="reps.csv"'
    assert [n for n in noted(here) if n[0] == "results.download"] == [("results.download", "", "reps.csv")]
    (here.out_dir(staffed) / "report" / "own.txt").write_text("put there by somebody", encoding="utf-8")
    for name in ("own.txt", "..%2fmanifest.json", "..%2f..%2f..%2fr.db", "%2fetc%2fpasswd", "manifest.json"):
        assert browser.get(f"/launches/{staffed}/results/files/{name}").status_code in (403, 404), name


@pytest.mark.parametrize(
    "query",
    ["page=999999", "page=-1", "page=1e9", "by=nonsense", "down=x", f"q={'x' * 10_000}", "q=%F0%9F%98%80",
     "status=%27%20or%201=1", "channel=nowhere", "by=name&by=readiness"],
)  # fmt: skip
def test_odd_questions_get_a_page(staffed: str, browser: Browser, query: str) -> None:
    signed_in(browser, STAFF["ops"])
    for path in ("reps", "groups", "", "messages"):
        assert browser.get(f"/launches/{staffed}/results/{path}?{query}".replace("/?", "?")).status_code == 200, path


@pytest.mark.parametrize("launch_id", ["nobody", "%2e%2e", "%F0%9F%98%80", "' or 1=1"])
def test_what_is_not_there_is_not_there(staffed: str, browser: Browser, launch_id: str) -> None:
    signed_in(browser, STAFF["ops"])
    for path in ("results", "results/reps", "results/nonsense", "charts/x.svg", "results/files/x"):
        assert browser.get(f"/launches/{launch_id}/{path}").status_code == 404
    for path in ("results/nonsense", "results/reps/nobody", "charts/nonsense.svg", "charts/decomposition.exe"):
        assert browser.get(f"/launches/{staffed}/{path}").status_code == 404


def test_what_people_wrote_stays_text(here: Settings, staffed: str, browser: Browser) -> None:
    with transaction(here.database) as connection:
        for name in (
            "report.reps",
            "report.claims",
            "report.partners",
            "report.acts",
            "report.fairness",
            "desk.told",
            "desk.totals",
        ):
            rows = connection.execute(select(shown_rows).where(shown_rows.c.name == name)).mappings().all()
            for row in rows[:40]:
                texts = {
                    k: NASTY
                    for k in ("name", "text", "words", "holds_back", "persona", "group", "next_action")
                    if k in row["content"]
                }
                where = (shown_rows.c.name == name, shown_rows.c.place == row["place"])
                connection.execute(update(shown_rows).where(*where).values(content={**row["content"], **texts}))
    signed_in(browser, STAFF["ops"])
    for path in PAGES:
        text = browser.get(f"/launches/{staffed}/results{path}").text
        assert "<img src=x" not in text, path


def test_without_a_measurement_there_is_a_sentence(here: Settings, browser: Browser) -> None:
    path = accounts.add_user(here, STAFF["ops"], "ops", NOW).rsplit("/", 1)[1]
    accounts.set_password(here, path, PASSWORD, NOW)
    assert "No launch has been measured yet" in words(signed_in(browser, STAFF["ops"]).get("/results"))
    assert "No launch has been measured yet" in words(browser.get("/weekly"))
    assert "Nothing waits." in words(browser.get("/collected"))
