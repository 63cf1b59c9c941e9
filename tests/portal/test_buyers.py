"""The buyer's side in the portal: the map, prospects, deals, contacts and promises, from tables made by hand."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from sqlalchemy import delete, select

from readiness.adapters.db import visions
from readiness.adapters.db.account_tables import audit_log
from readiness.adapters.db.contact_tables import contact_reports, contact_tasks
from readiness.adapters.db.contacts import load_tasks
from readiness.adapters.db.promise_tables import reviews
from readiness.adapters.db.promises import keep_review, save_promises
from readiness.adapters.db.shown import Owners, all_rows, drop_tables, keep_table
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.table_files import csv_bytes
from readiness.permissions import Scope
from readiness.settings import Settings
from readiness.stages.owed import Promise
from tests.portal.desks import desk, violations
from tests.portal.staffed import AFTER, CHANNEL, MANAGER, OTHER_CHANNEL, OTHER_REP, REP, STAFF
from tests.portal.taking import Browser, Clock, signed_in

NASTY = "<script>alert('x')</script>\"'&{{7*7}}"
COVERAGE = (
    "segment", "segment_name", "step", "step_name", "persona", "persona_name", "channel", "state", "message_id", "asset",
    "module_id", "n_questions", "why",
)  # fmt: skip
STEPS = (
    "segment", "segment_name", "step", "step_name", "task", "anxiety", "constraint", "exit_criterion", "usual_days",
    "buyer_people", "our_people", "channels", "re_enters", "starts_on", "act",
)  # fmt: skip
PROSPECTS = (
    "rank", "territory_rank", "territory_id", "account_id", "account_name", "channel", "segment", "score", "market",
    "competition", "fit", "likeness", "readiness_share", "weakest", "aim", "motion", "why",
)  # fmt: skip
VISION = (
    "account_id", "account_name", "channel", "territory_id", "rep_id", "decision", "whose", "formed", "developed", "owner_met",
    "dated_cost", "reshape_by", "releases", "noted_on", "noted_by", "why", "next_act", "owner", "due_on",
)  # fmt: skip
SPEND = ("account_id", "account_name", "channel", "decision", "hours", "money", "currency", "what")
FITS = ("segment", "must_falls_short", "only_we", "only_we_must")


def words(page: httpx.Response) -> str:
    """Return what a page says, without its tags."""
    text = re.sub(r"<[^>]+>", " ", page.text)
    return " ".join(html.unescape(text).replace("\N{NO-BREAK SPACE}", " ").split())


def publish(here: Settings, launch_id: str, name: str, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Publish a table made by hand; a row that names a rep or an account belongs where the launch has them."""
    with transaction(here.database) as c:
        reps = {r["rep_id"]: (r["channel"], r["manager_id"]) for r in all_rows(c, launch_id, "inputs.reps", Scope())}
        accounts = {a["account_id"]: a["channel"] for a in all_rows(c, launch_id, "inputs.accounts", Scope())}
        keep_table(c, launch_id, name, csv_bytes(header, rows), owners=Owners(reps, accounts), now=AFTER)


def contacts_of(here: Settings, launch_id: str, rep_id: str) -> list[str]:
    """Return the ids of a rep's contacts, as the plan has them."""
    with reading(here.database) as c:
        return sorted(i for i, task in load_tasks(c, launch_id).items() if task.rep_id == rep_id)


def due(here: Settings, launch_id: str, days: dict[str, date]) -> None:
    """Move the days on which contacts are due."""
    with transaction(here.database) as c:
        for contact_id, day in days.items():
            mine = (contact_tasks.c.launch_id == launch_id, contact_tasks.c.contact_id == contact_id)
            c.execute(contact_tasks.update().where(*mine).values(due_on=day))


def noted(here: Settings, act: str) -> list[str]:
    """Return what the log says of an act."""
    with reading(here.database) as c:
        return list(c.execute(select(audit_log.c.about).where(audit_log.c.act == act)).scalars())


def cell(step: str, persona: str, channel: str, state: str, why: str = "") -> tuple[object, ...]:
    names = {"buyer": "Shop buyer", "seller": "Floor seller", "recognise": "See the cost", "decide": "Place the order"}
    said = ("M1", "d.pptx", "basics", 3) if state == "covered" else ("", "", "", 0)
    return ("home", "Home kitchens", step, names[step], persona, names[persona], channel, state, *said, why)


@pytest.fixture
def mapped(here: Settings, staffed: str) -> str:
    """Return the launch with a map of two steps and two people: two holes in shops, two in chains."""
    cells = [
        cell("recognise", "buyer", "shops", "covered"),
        cell("recognise", "seller", "shops", "no_deck", "the channel has no deck yet"),
        cell("decide", "buyer", "shops", "no_question", "no question of the quiz asks about it"),
        cell("decide", "seller", "shops", "not_needed", "this person takes no part in the step"),
        cell("recognise", "buyer", "chains", "covered"),
        cell("recognise", "seller", "chains", "covered"),
        cell("decide", "buyer", "chains", "no_message", "none of this person's needs is answered"),
        cell("decide", "seller", "chains", "no_message", "none of this person's needs is answered"),
    ]
    first = ("home", "Home kitchens", "recognise", "See the cost", "Count what came back", "Nobody has counted", "Two systems",
             "One number", 14, "buyer;seller", "rep;specialist", "", "", "2023-12-15", "Count the kettles")  # fmt: skip
    last = ("home", "Home kitchens", "decide", "Place the order", "Choose sizes", "It may stand there", "Six fit", "An order",
            "", "buyer", "rep", "", "recognise", "2024-01-12", NASTY)  # fmt: skip
    publish(here, staffed, "plan.coverage", COVERAGE, cells)
    publish(here, staffed, "plan.buyer_steps", STEPS, [first, last])
    return staffed


def test_the_map_shows_what_buyers_do_and_names_each_hole_with_who_makes_it(mapped: str, browser: Browser, address: str) -> None:
    page = signed_in(browser, STAFF["marketing"])
    shown = page.get(f"/launches/{mapped}/map", params={"segment": "home", "channel": "shops"})
    said = words(shown)
    assert "Holes in the map 4 in all segments and channels" in said
    assert "Here 2 Home kitchens, shops" in said
    assert said.index("1. See the cost") < said.index("2. Place the order")
    for fact in ("Count what came back", "Nobody has counted", "Two systems", "One number", "14 days", "rep, specialist"):
        assert fact in said
    assert "Shop buyer, Floor seller" in said
    assert "Leads back to – See the cost" in said
    assert "<script>alert" not in shown.text
    assert "See the cost: Floor seller Hole: no deck The channel has no deck yet. Product marketing:" in said
    assert "Place the order: Shop buyer Hole: no question No question of the quiz asks about it. Product marketing:" in said
    assert said.count("Not needed") == 1
    assert shown.text.count('class="hole"') == 2
    alike = words(page.get(f"/launches/{mapped}/map?channel=chains"))
    assert "Here 2 Home kitchens, chains" in alike
    assert "Place the order: Shop buyer, Floor seller Hole: no message" in alike  # told once, for it is one thing to mend
    assert page.get(f"/launches/{mapped}/map?segment=nonsense&channel=%27").status_code == 200
    own = words(signed_in(Browser(address), STAFF["channel_manager"]).get(f"/launches/{mapped}/map?channel=chains"))
    assert "Here 2 Home kitchens, shops" in own  # another channel is not asked for twice
    assert "Holes in the map 2" in own
    assert "chains" not in own


def test_a_page_whose_table_is_missing_says_what_makes_it(here: Settings, staffed: str, browser: Browser) -> None:
    with transaction(here.database) as c:
        drop_tables(c, staffed, ["plan.coverage", "plan.prospects", "plan.contact_plan", "plan.vision"])
        c.execute(delete(reviews).where(reviews.c.launch_id == staffed))
        save_promises(c, staffed, [])
    page = signed_in(browser, STAFF["ops"])
    for end, said in (
        ("map", "There is no map yet"), ("prospects", "Nothing is ranked yet"), ("contacts", "There is no contact plan yet"),
        ("vision", "Nobody has noted yet"), ("follow-ups", "The first weekly review".lower()),
    ):  # fmt: skip
        assert said.lower() in words(page.get(f"/launches/{staffed}/{end}")).lower(), end


def prospect(n: int, territory: str, channel: str, aim: str, name: str = "") -> tuple[object, ...]:
    parts = ("0.25", "0.8", "1", "", "0.28")
    return (
        n,
        1,
        territory,
        f"p{n}",
        name or f"Prospect {n}",
        channel,
        "home",
        90 - n,
        *parts,
        "market",
        aim,
        "consultative",
        "W",
    )


def test_prospects_by_rank_narrowed_and_taken_away(here: Settings, staffed: str, browser: Browser, address: str) -> None:
    with reading(here.database) as c:
        own = {r["territory_id"] for r in all_rows(c, staffed, "inputs.reps", Scope(manager_id=MANAGER))}
    mine = min(own)
    rows = [
        prospect(1, "T9", OTHER_CHANNEL, "yes", NASTY),
        prospect(2, mine, CHANNEL, "not_ready"),
        prospect(3, mine, OTHER_CHANNEL, "no"),
        prospect(4, "T9", CHANNEL, "unknown"),
    ]
    publish(here, staffed, "plan.prospects", PROSPECTS, rows)
    base = f"/launches/{staffed}/prospects"

    def ranks(page: httpx.Response) -> list[str]:
        return re.findall(r"<tr><td class=\"n\">(\d+)", page.text)

    page = signed_in(browser, STAFF["ops"])
    shown = page.get(base)
    assert ranks(shown) == ["1", "2", "3", "4"]
    assert "<script>alert" not in shown.text
    assert "Market 0.25" not in words(shown)
    assert re.search(r"Aim 89 0\.25 0\.80 1\.00 not known Market 28%", words(shown))
    assert shown.text.count('width="25.0"') == 4
    assert ranks(page.get(base, params={"channel": CHANNEL})) == ["2", "4"]
    assert ranks(page.get(base, params={"territory_id": mine, "aim": "no"})) == ["3"]
    assert ranks(page.get(base, params={"q": "prospect 4"})) == ["4"]
    file = page.get(f"{base}/files/prospects.csv", params={"channel": CHANNEL})
    assert [row["account_id"] for row in csv.DictReader(io.StringIO(file.text))] == ["p2", "p4"]
    whole = page.get(f"{base}/files/prospects.xlsx")
    assert whole.content == (here.out_dir(staffed) / "plan/prospects.xlsx").read_bytes()
    assert noted(here, "plan.download") == ["prospects.csv", "prospects.xlsx"]
    for name in ("contact_plan.csv", "../launch.yaml", "prospects.html"):
        assert page.get(f"{base}/files/{name}").status_code == 404, name
    theirs = signed_in(Browser(address), STAFF["channel_manager"])
    assert ranks(theirs.get(base, params={"channel": OTHER_CHANNEL})) == ["2", "4"]
    assert theirs.get(f"{base}/files/prospects.xlsx").status_code == 404
    file = theirs.get(f"{base}/files/prospects.csv", params={"channel": OTHER_CHANNEL})
    assert [row["account_id"] for row in csv.DictReader(io.StringIO(file.text))] == ["p2", "p4"]
    team = signed_in(Browser(address), STAFF["manager"])
    assert ranks(team.get(base)) == ["2", "3"]
    assert ranks(team.get(base, params={"territory_id": "T9"})) == ["2", "3"]
    file = team.get(f"{base}/files/prospects.csv", params={"territory_id": "T9"})
    assert [row["account_id"] for row in csv.DictReader(io.StringIO(file.text))] == ["p2", "p3"]


def decided(account: str, channel: str, rep: str, decision: str, why: str = "because") -> tuple[object, ...]:
    levels = (1, 2, 0, "no", "no", "2025-01-20" if decision == "reshape" else "")
    known = ("no", "2025-01-03", "Max")
    return (account, f"Account {account}", channel, "T1", rep, decision, *levels, *known, why, "Ask why.", rep, "2025-01-10")


def test_deals_by_decision_with_reasons_and_what_was_spent(here: Settings, staffed: str, browser: Browser, address: str) -> None:
    rows = [
        decided("v1", CHANNEL, REP, "find_out", NASTY),
        decided("v2", OTHER_CHANNEL, OTHER_REP, "stop"),
        decided("v3", CHANNEL, OTHER_REP, "reshape"),
        decided("v4", CHANNEL, REP, "stop"),
    ]
    publish(here, staffed, "plan.vision", VISION, rows)
    spent = [("v2", "Account v2", OTHER_CHANNEL, "stop", "12.5", "300", "EUR", "demo;visit"),
             ("v4", "Account v4", CHANNEL, "stop", "3", "0", "EUR", "deck")]  # fmt: skip
    publish(here, staffed, "plan.unqualified_spend", SPEND, spent)
    base = f"/launches/{staffed}/vision"

    def accounts(page: httpx.Response) -> list[str]:
        return re.findall(r'<th scope="row"><a href="[^"]+/vision/(v\d)">[^<]*</a><span', page.text)

    page = signed_in(browser, STAFF["marketing"])
    shown = page.get(base)
    assert accounts(shown) == ["v1", "v2", "v3", "v4"]
    assert "Go (0) Find out (1) Reshape (1) Stop (2)" in words(shown)
    assert "Idea: A user's Formed: Inside the house Developed: A copied list of features" in words(shown)
    assert "Reshape until 20 January 2025" in words(shown)
    assert "Account v2 Stop 12.5 EUR 300 demo, visit" in words(shown)
    assert "<script>alert" not in shown.text
    assert accounts(page.get(base, params={"decision": "stop"})) == ["v2", "v4"]
    assert accounts(page.get(base, params={"q": "account v3"})) == ["v3"]
    theirs = signed_in(Browser(address), STAFF["channel_manager"]).get(base)
    assert accounts(theirs) == ["v1", "v3", "v4"]
    assert "12.5" not in words(theirs)
    assert accounts(signed_in(Browser(address), STAFF["manager"]).get(base)) == ["v1", "v4"]


def test_what_was_heard_is_noted_and_decides_at_once(here: Settings, staffed: str, browser: Browser, address: str) -> None:
    contact = contacts_of(here, staffed, REP)[0]
    with reading(here.database) as c:
        account = load_tasks(c, staffed)[contact].account_id
    theirs = contacts_of(here, staffed, OTHER_REP)[0]
    with reading(here.database) as c:
        other = load_tasks(c, staffed)[theirs].account_id
    path = f"/launches/{staffed}/vision/{account}"
    publish(here, staffed, "plan.vision_fit", FITS, [("home", "", "", "")])
    page = signed_in(browser, STAFF["rep"])
    assert "Nothing is decided yet" in words(page.get(path))
    whole = {
        "whose": "3", "formed": "2", "developed": "3", "owner_met": "1", "n_contacts": "2", "costs_money": "12000.50",
        "costs_from": "2025-03-01", "evidence": NASTY,
    }  # fmt: skip
    for wrong, said in (
        ({"whose": ""}, "Say whose idea it is."), ({"formed": "4"}, "Say where it was formed."),
        ({"developed": "x"}, "Say how far it is thought through."), ({"n_contacts": "-1"}, "How often is a whole number"),
        ({"costs_from": ""}, "or neither"), ({"costs_money": "NaN"}, "or neither"), ({"costs_from": "0001-01-01"}, "or neither"),
        ({"evidence": " "}, "Write what was heard"), ({"evidence": "x" * 2001}, "Write what was heard"),
    ):  # fmt: skip
        page.get(path)
        refused = page.post(path, **{**whole, **wrong})
        assert refused.status_code == 400, wrong
        assert said in words(refused), wrong
    with reading(here.database) as c:
        assert visions.load_notes(c, staffed) == []
    page.get(path)
    kept = page.post(path, **whole)
    assert "Go Deck of its own, demo and specialist are released." in words(kept)
    assert "<script>alert" not in kept.text
    with reading(here.database) as c:
        (taken,) = visions.load_notes(c, staffed)
        name = next(r["name"] for r in all_rows(c, staffed, "inputs.reps", Scope(rep_id=REP)))
    assert (taken.account_id, taken.on, taken.whose, taken.owner_met) == (account, AFTER.date(), 3, True)
    assert (str(taken.waiting_costs_money), taken.waiting_costs_from) == ("12000.5000", date(2025, 3, 1))
    assert (taken.by, taken.evidence) == (name, NASTY)
    assert noted(here, "vision.note") == [f"{account}: note 1"]
    page.get(path)
    again = page.post(path, whose="0", formed="1", developed="0", n_contacts="2", evidence="still a rival's")
    assert "Stop No deck of its own" in words(again)  # after two contacts nobody knows whose idea it is
    for role in ("ops", "manager", "channel_manager"):
        seen = signed_in(Browser(address), STAFF[role]).get(f"/launches/{staffed}/vision")
        is_theirs = role != "channel_manager" or channel_of(here, staffed, account) == CHANNEL
        assert ("Noted since the plan was made" in words(seen)) == is_theirs, role
    page.get(path)
    assert page.get(f"/launches/{staffed}/vision/{other}").status_code == 404
    page.get(path)
    assert page.post(f"/launches/{staffed}/vision/{other}", **whole).status_code == 404
    page.get(path)
    assert page.post(f"/launches/{staffed}/vision/nonsense", **whole).status_code == 404


def channel_of(here: Settings, launch_id: str, account_id: str) -> str:
    with reading(here.database) as c:
        return next(a["channel"] for a in all_rows(c, launch_id, "inputs.accounts", Scope()) if a["account_id"] == account_id)


def test_a_rep_says_in_two_taps_what_became_of_a_contact(
    here: Settings, staffed: str, clock: Clock, browser: Browser, address: str
) -> None:
    clock.now = datetime(2025, 1, 8, 23, 30, tzinfo=UTC)  # in Berlin it is Thursday 9 January already
    late, week, *_ = mine = contacts_of(here, staffed, REP)
    due(here, staffed, dict.fromkeys(mine, date(2025, 2, 3)) | {late: date(2025, 1, 5), week: date(2025, 1, 12)})
    page = signed_in(browser, STAFF["rep"])
    said = words(page.get("/my-contacts"))
    assert "Due this week (1)" in said
    assert "Late (1)" in said
    assert f"Comes next ({len(mine) - 2})" in said
    assert "Was due by 5 January 2025" in said
    assert "My contacts, and what became of them".lower() in words(page.get("/")).lower()
    path = f"/launches/{staffed}/contacts/{week}"
    page.get("/my-contacts")
    assert page.post(path, reaction="nonsense").status_code == 400
    page.get("/my-contacts")
    done = page.post(path, reaction="moved_on", said=NASTY)
    assert "Made (1)" in words(done)
    assert "Nothing more is due this week." in words(done)
    assert "<script>alert" not in done.text
    with reading(here.database) as c:
        row = c.execute(select(contact_reports)).one()
        name = next(r["name"] for r in all_rows(c, staffed, "inputs.reps", Scope(rep_id=REP)))
    assert (row.contact_id, row.done_on, row.done_by) == (week, date(2025, 1, 9), name)
    assert (row.reaction, row.note) == ("moved_on", NASTY)
    assert noted(here, "contacts.report") == [f"{week}: moved_on"]
    assert page.post(path, reaction="moved_on").status_code == 200  # tapped twice
    assert len(noted(here, "contacts.report")) == 1
    assert page.post(path, reaction="refused").status_code == 409
    page.get("/my-contacts")
    assert (
        page.post(f"/launches/{staffed}/contacts/{contacts_of(here, staffed, OTHER_REP)[0]}", reaction="refused").status_code
        == 404
    )
    assert "contacts are due this week" not in words(page.get("/"))
    shown = words(signed_in(Browser(address), STAFF["manager"]).get(f"/launches/{staffed}/contacts?when=made"))
    assert f"Took the step 9 January 2025, {name} {NASTY}" in shown


def test_contacts_by_when_they_are_due_narrowed_by_rep_step_and_words(
    here: Settings, staffed: str, clock: Clock, browser: Browser, address: str
) -> None:
    with reading(here.database) as c:
        tasks = load_tasks(c, staffed)
        team = {r["rep_id"] for r in all_rows(c, staffed, "inputs.reps", Scope(manager_id=MANAGER))}
        named = {a["account_id"]: a["name"] for a in all_rows(c, staffed, "inputs.accounts", Scope())}
        shops = {a["account_id"] for a in all_rows(c, staffed, "inputs.accounts", Scope(channel=CHANNEL))}
        plan = {r["contact_id"]: r for r in all_rows(c, staffed, "plan.contact_plan", Scope())}
    first, second = contacts_of(here, staffed, REP)[0], contacts_of(here, staffed, OTHER_REP)[0]
    due(here, staffed, dict.fromkeys(tasks, date(2025, 6, 2)))
    due(here, staffed, {first: date(2025, 1, 6), second: date(2025, 1, 12)})
    base = f"/launches/{staffed}/contacts"

    def n_of(page: httpx.Response) -> list[int]:
        return [int(n.replace(",", "")) for n in re.findall(r"(?:This week|Late|Later|Made) \(([\d,]+)\)", words(page))]

    page = signed_in(browser, STAFF["ops"])
    shown = page.get(base)
    assert n_of(shown) == [2, 0, len(tasks) - 2, 0]
    assert words(shown).index(named[tasks[first].account_id]) < words(shown).index(named[tasks[second].account_id])
    account = tasks[second].account_id
    assert shown.text.count("<tr><td") == 2
    assert page.get(base, params={"q": named[account]}).text.count("<tr><td") == 1
    step = plan[first]["buyer_step"]
    n_step = sum(plan[i]["buyer_step"] == step for i in (first, second))
    assert page.get(base, params={"step": step}).text.count("<tr><td") == n_step
    assert page.get(base, params={"step": "nonsense"}).text.count("<tr><td") == 0
    mine = signed_in(Browser(address), STAFF["manager"])
    assert n_of(mine.get(base)) == [1, 0, sum(t.rep_id in team for t in tasks.values()) - 1, 0]
    assert mine.get(base, params={"rep": OTHER_REP}).text.count("<tr><td") == 0
    assert mine.get(base, params={"rep": REP}).text.count("<tr><td") == 1
    channel = signed_in(Browser(address), STAFF["channel_manager"]).get(base)
    assert sum(n_of(channel)) == sum(t.account_id in shops for t in tasks.values())


def promise(n: int, owner: str, role: str, state: str, kind: str = "claim", **more: object) -> Promise:
    given = {"due_on": date(2025, 1, 6), "because": f"reason {n}"} | more
    due_on, because = given.pop("due_on"), given.pop("because")
    subject = given.pop("subject_id", "s")
    made = Promise(f"act{n}", kind, str(subject), owner, role, f"words {n}", date(2025, 1, 1), due_on, str(because), state)  # type: ignore[arg-type]
    return replace(made, **given)  # type: ignore[arg-type]


LEDGER = [
    promise(1, REP, "rep", "kept", "contact", closed_on=date(2025, 1, 6)),
    promise(2, REP, "rep", "broken", "rep", escalated_to=MANAGER, escalated_on=date(2025, 1, 7), subject_id=REP),
    promise(3, OTHER_REP, "rep", "open", "session", due_on=date(2025, 1, 20)),
    promise(4, MANAGER, "manager", "kept", closed_on=date(2025, 1, 5)),
    promise(5, "Alex Example", "factory", "open", due_on=date(2025, 1, 21), because=NASTY),
    promise(6, "Alex Example", "factory", "withdrawn", closed_on=date(2025, 1, 3)),
]


@pytest.fixture
def promised(here: Settings, staffed: str) -> str:
    """Return the launch with a ledger made by hand: one act is overdue and went up."""
    with transaction(here.database) as c:
        save_promises(c, staffed, LEDGER)
        keep_review(c, staffed, date(2025, 1, 7), {}, AFTER)
    return staffed


def test_promises_by_owner_and_state_with_whom_they_went_up_to(promised: str, browser: Browser, address: str) -> None:
    base = f"/launches/{promised}/follow-ups"

    def acts(page: httpx.Response) -> list[str]:
        return re.findall(r"words (\d)", page.text)

    page = signed_in(browser, STAFF["ops"])
    shown = page.get(base)
    said = words(shown)
    assert "As of the review of 7 January 2025." in said
    assert "Owed (3) Overdue (1) Told one level up (1) Kept (2) Broken (1) Fell away (1)" in said
    assert "The factory – nothing came due yet, 1 open Managers 100% 1 of 1 kept, 0 open Reps 50% 1 of 2 kept, 1 open" in said
    assert acts(shown) == ["2", "3", "5"]
    assert "Told: Ada Ashbrook, 7 January 2025" in said
    assert "<script>alert" not in shown.text
    for state, expected in (("late", ["2"]), ("told", ["2"]), ("kept", ["1", "4"]), ("withdrawn", ["6"]), ("x", ["2", "3", "5"])):
        assert acts(page.get(base, params={"state": state})) == expected, state
    assert acts(page.get(base, params={"role": "factory"})) == ["5"]
    assert acts(page.get(base, params={"kind": "session"})) == ["3"]
    assert acts(page.get(base, params={"owner": OTHER_REP})) == ["3"]
    team = signed_in(Browser(address), STAFF["manager"])
    assert acts(team.get(base)) == ["2"]
    assert acts(team.get(base, params={"state": "kept"})) == ["1", "4"]
    assert acts(team.get(base, params={"owner": OTHER_REP})) == []


def test_what_is_said_of_people_is_not_for_marketing(promised: str, browser: Browser, address: str) -> None:
    base = f"/launches/{promised}/follow-ups"
    page = signed_in(browser, STAFF["marketing"])
    for path in (base, f"{base}?owner={REP}", "/weekly"):
        said = words(page.get(path))
        assert "words 2" not in said, path
        assert "reason 2" not in said, path
        assert "words 3" not in said, path
    said = words(page.get(base))
    assert "What it says of a person is for ops and the own manager." in said
    assert "Reps 50%" in said  # all of them as one
    owners = said[said.index("By owner") :]
    assert "Ada Ashbrook" in owners
    assert "Bela Birchfield" not in owners


def test_the_week_tells_of_the_buyers_side(here: Settings, promised: str, mapped: str, clock: Clock, browser: Browser) -> None:
    mine = contacts_of(here, promised, REP)
    with transaction(here.database) as c:
        everything = list(load_tasks(c, promised))
        report = {"done_by": "x", "reaction": "unmoved", "note": "", "noted_at": AFTER.replace(tzinfo=None)}
        c.execute(delete(contact_reports))
        c.execute(contact_reports.insert(), [{"launch_id": promised, "contact_id": mine[0], "done_on": AFTER.date(), **report}])
    due(here, promised, dict.fromkeys(everything, date(2025, 6, 2)))
    due(here, promised, dict.fromkeys(mine[:3], AFTER.date()))
    old, new = decided("v1", CHANNEL, REP, "stop"), decided("v2", CHANNEL, REP, "stop")
    long_ago = (*old[:13], (AFTER.date() - timedelta(days=7)).isoformat(), *old[14:])
    publish(here, promised, "plan.vision", VISION, [long_ago, new, decided("v3", CHANNEL, REP, "go")])
    said = words(signed_in(browser, STAFF["ops"]).get("/weekly"))
    assert "Promises overdue 1 1 went one level up" in said
    assert "Contacts made this week 1 of 3" in said
    assert "Deals stopped in seven days 1 Account v2" in said
    assert "Holes in the map 4" in said
    assert "Bela Birchfield : words 2 due 6 January 2025, told: Ada Ashbrook" in said


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("de", 390)])
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(
    chromium: Chromium, axe: str, here: Settings, promised: str, mapped: str, address: str, language: str, width: int
) -> None:
    account = channelled(here, promised)
    rows = [decided(account, CHANNEL, REP, "reshape"), decided("v2", CHANNEL, REP, "stop")]
    publish(here, promised, "plan.vision", VISION, rows)
    due(here, promised, dict.fromkeys(contacts_of(here, promised, REP)[:2], AFTER.date()))
    with desk(chromium, address, STAFF["ops"], language, width) as page:
        for end in ("map", "prospects", "vision", f"vision/{account}", "contacts", "follow-ups"):
            page.goto(f"{address}/launches/{promised}/{end}")
            assert (end, violations(page, axe)) == (end, [])
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), end
    with desk(chromium, address, STAFF["rep"], language, width, scripts=True) as page:
        page.goto(f"{address}/my-contacts")
        assert violations(page, axe) == []
        page.locator("details summary").first.click()
        assert violations(page, axe) == []
        heights = page.locator("details[open] button").evaluate_all("all => all.map(b => b.getBoundingClientRect().height)")
        assert len(heights) == 5
        assert min(heights) >= 44
        page.locator("details[open] button").nth(1).click()
        expect(page.locator("#h-made")).to_be_visible()


def channelled(here: Settings, launch_id: str) -> str:
    with reading(here.database) as c:
        return load_tasks(c, launch_id)[contacts_of(here, launch_id, REP)[0]].account_id
