"""Contacts and promises as pages ask for them: against the same rows filtered in plain Python; on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from readiness.adapters.db import contact_views, promise_views
from readiness.adapters.db.contact_tables import contact_reports, contact_tasks
from readiness.adapters.db.contact_views import LATE, LATER, MADE, WEEK, ContactCounts
from readiness.adapters.db.promises import keep_review, save_promises
from readiness.adapters.db.shown import Owners, keep_table, row_about
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.db.tables import launches
from readiness.adapters.table_files import csv_bytes
from readiness.permissions import Scope
from readiness.stages.owed import Promise, PromiseCount

NOW = datetime(2025, 1, 8, 9, tzinfo=UTC)
MONDAY, TODAY = date(2025, 1, 6), date(2025, 1, 8)
REPS = {"r1": ("shops", "m1"), "r2": ("", "m1"), "r3": ("chains", "m2")}
ACCOUNTS = {"a1": "shops", "a2": "chains", "a3": "shops"}
# id, account, rep, step, due, made on
CONTACTS = [
    ("a1-recognise", "a1", "r1", "recognise", date(2025, 1, 5), None),
    ("a1-decide", "a1", "r1", "decide", date(2025, 1, 6), None),
    ("a2-recognise", "a2", "r2", "recognise", date(2025, 1, 12), date(2025, 1, 7)),
    ("a2-decide", "a2", "r2", "decide", date(2025, 1, 13), None),
    ("a3-recognise", "a3", "", "recognise", date(2025, 1, 12), None),
    ("a3-decide", "a3", "r3", "decide", date(2024, 12, 1), date(2025, 1, 6)),
]
SCOPES = [Scope(), Scope(channel="shops"), Scope(manager_id="m1"), Scope(rep_id="r1"), Scope(nothing=True)]


def table(header: str, rows: list[tuple[object, ...]]) -> bytes:
    return csv_bytes(header.split(), rows)


def promise(act: str, owner: str, role: str, kind: str, subject: str, state: str, due: date, told: str = "") -> Promise:
    closed = TODAY if state in ("kept", "withdrawn") else None
    told_on = TODAY if told else None
    return Promise(act, kind, subject, owner, role, "do", date(2025, 1, 1), due, "because", state, closed, told, told_on)


LEDGER = [
    promise("p1", "r1", "rep", "contact", "r1", "open", TODAY),
    promise("p2", "r1", "rep", "contact", "r1", "broken", date(2025, 1, 7), "m1"),
    promise("p3", "m1", "manager", "rep", "r1", "kept", date(2025, 1, 7)),
    promise("p4", "m2", "manager", "rep", "r3", "broken", date(2025, 1, 2)),
    promise("p5", "Owner", "factory", "claim", "N1", "withdrawn", date(2025, 1, 3)),
    promise("p6", "Cem", "manager", "deal", "a1", "open", date(2025, 1, 9)),
]


@pytest.fixture
def url(database_url: str) -> str:
    with transaction(database_url) as c:
        c.execute(insert(launches), [{"launch_id": i, "name": "n", "owner": "o", "folder": "f"} for i in ("L", "M")])
        owners = Owners(REPS, ACCOUNTS)
        reps = [(i, f"Rep {i}") for i in REPS]
        accounts = [(i, f"Shop {i}", channel) for i, channel in ACCOUNTS.items()]
        keep_table(c, "L", "inputs.reps", table("rep_id name", reps), owners=owners, now=NOW)
        keep_table(c, "L", "inputs.accounts", table("account_id name channel", accounts), owners=owners, now=NOW)
        plan = [(i, a, r, s) for i, a, r, s, *_ in CONTACTS]
        keep_table(c, "L", "plan.contact_plan", table("contact_id account_id rep_id buyer_step", plan), owners=owners, now=NOW)
        blank = dict.fromkeys(("account_name", "channel", "territory_id", "rep_name", "act", "asset", "message_id", "status"), "")
        blank |= {"owner": "", "persona": "", "motion": ""}
        tasks = [
            {
                **blank,
                "revision": 0,
                "buyer_step": s,
                "launch_id": launch,
                "contact_id": i,
                "account_id": a,
                "rep_id": r,
                "due_on": due,
            }
            for launch in ("L", "M")
            for i, a, r, s, due, _ in CONTACTS
        ]
        c.execute(insert(contact_tasks), tasks)
        made = {"done_by": "x", "reaction": "refused", "note": "n", "noted_at": NOW.replace(tzinfo=None)}
        done = [{"launch_id": "L", "contact_id": i, "done_on": on, **made} for i, *_, on in CONTACTS if on]
        c.execute(insert(contact_reports), done)
        save_promises(c, "L", LEDGER)
        keep_review(c, "L", date(2025, 1, 7), {}, NOW)
        keep_review(c, "L", date(2024, 12, 31), {}, NOW)
    return database_url


def is_seen(account: str, rep: str, scope: Scope) -> bool:
    manager = REPS.get(rep, ("", ""))[1]
    return scope.covers(channel=ACCOUNTS[account], manager_id=manager, rep_id=rep)


def kind_of(due: date, made: date | None) -> str:
    if made:
        return MADE
    return LATE if due < MONDAY else WEEK if due <= MONDAY + timedelta(days=6) else LATER


@pytest.mark.parametrize("scope", SCOPES)
def test_contacts_of_whom_one_may_see_by_when_they_are_due(url: str, scope: Scope) -> None:
    with reading(url) as c:
        counts = contact_views.counts_in(c, "L", scope, MONDAY)
        for when in contact_views.WHEN:
            found = contact_views.contacts_in(c, "L", scope, contact_views.Looked(when=when), MONDAY)
            own = [row for row in CONTACTS if kind_of(row[4], row[5]) == when and is_seen(row[1], row[2], scope)]
            assert {v.row["contact_id"] for v in found} == {row[0] for row in own}, when
            assert counts.n(when) == len(own)
            assert [v.due_on for v in found] == sorted(v.due_on for v in found) or when == MADE
            assert all((v.done is not None) == (when == MADE) for v in found)
        for i, account, rep, *_ in CONTACTS:
            assert (contact_views.contact_named(c, "L", scope, i) is not None) == is_seen(account, rep, scope)
        assert contact_views.contact_named(c, "L", scope, "nobody") is None
        for account in ACCOUNTS:
            has = any(a == account and is_seen(a, r, scope) for _, a, r, *_ in CONTACTS)
            assert contact_views.has_contact(c, "L", scope, account) == has


def test_of_this_weeks_contacts_how_many_are_made(url: str) -> None:
    with reading(url) as c:
        assert contact_views.counts_in(c, "L", Scope(), MONDAY) == ContactCounts(2, 1, 1, 2, 1)
        assert contact_views.counts_in(c, "M", Scope(), MONDAY).n_made == 0  # another launch's reports are not its own


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    when=st.sampled_from(contact_views.WHEN),
    rep=st.sampled_from(["", *REPS]),
    step=st.sampled_from(["", "recognise", "decide", "%", "_ecide"]),
    text=st.sampled_from(["", "shop a1", "REP r2", "%", "shop"]),
    scope=st.sampled_from(SCOPES),
)
def test_contacts_narrowed_down(url: str, when: str, rep: str, step: str, text: str, scope: Scope) -> None:
    def holds(row: tuple[str, str, str, str, date, date | None]) -> bool:
        words = text.lower().split()
        of_account = all(w in f"{row[1]} shop {row[1]}" for w in words)
        of_rep = bool(row[2]) and all(w in f"{row[2]} rep {row[2]}" for w in words)
        fits = rep in ("", row[2]) and step in ("", row[3]) and (of_account or of_rep)
        return fits and kind_of(row[4], row[5]) == when and is_seen(row[1], row[2], scope)

    looked = contact_views.Looked(when=when, rep_id=rep, step=step, words=text)
    with reading(url) as c:
        found = {v.row["contact_id"] for v in contact_views.contacts_in(c, "L", scope, looked, MONDAY)}
        assert contact_views.n_contacts_in(c, "L", scope, looked, MONDAY) == len(found)
    assert found == {row[0] for row in CONTACTS if holds(row)}


def test_a_page_at_a_time(url: str) -> None:
    with reading(url) as c:
        pages = [
            contact_views.contacts_in(c, "L", Scope(), contact_views.Looked(when=WEEK, limit=1, offset=n), MONDAY)
            for n in range(3)
        ]
    assert [[v.row["contact_id"] for v in page] for page in pages] == [["a1-decide"], ["a3-recognise"], []]


@pytest.mark.parametrize(
    ("scope", "acts"),
    [
        (Scope(), ["p4", "p5", "p2", "p3", "p1", "p6"]),
        (Scope(manager_id="m1"), ["p2", "p3", "p1"]),
        (Scope(manager_id="m2"), ["p4"]),
        (Scope(channel="shops"), ["p2", "p3", "p1", "p6"]),  # of r1, about r1, about an account of the channel
        (Scope(channel="chains"), ["p4"]),
        (Scope(nothing=True), []),
    ],
)
def test_promises_of_whom_one_may_see(url: str, scope: Scope, acts: list[str]) -> None:
    with reading(url) as c:
        found = [
            p.act_id
            for state in ("open", "kept", "broken", "withdrawn")
            for p in promise_views.promises_in(c, "L", scope, promise_views.Looked(state=state), TODAY)[0]
        ]
        assert sorted(found) == sorted(acts)
        by_role = promise_views.counts_by_role(c, "L", scope)
        assert sum(n.n_open + n.n_kept + n.n_broken for n in by_role) == len(set(acts) - {"p5"})


def test_promises_by_state(url: str) -> None:
    expected = {"owed": ["p4", "p2", "p1", "p6"], "late": ["p4", "p2"], "told": ["p2"], "kept": ["p3"], "broken": ["p4", "p2"]}
    with reading(url) as c:
        counts = promise_views.counts_by_state(c, "L", Scope(), TODAY)
        assert counts == {"owed": 4, "late": 2, "told": 1, "open": 2, "kept": 1, "broken": 2, "withdrawn": 1}
        for state, acts in expected.items():
            found, n = promise_views.promises_in(c, "L", Scope(), promise_views.Looked(state=state), TODAY)
            assert (sorted(p.act_id for p in found), n) == (sorted(acts), len(acts)), state
            if state != "broken":
                assert [p.act_id for p in found] == acts
        assert found[0] in LEDGER
        assert promise_views.last_review_on(c, "L") == date(2025, 1, 7)
        assert promise_views.last_review_on(c, "M") is None


def test_how_promises_are_kept_by_role_and_by_owner(url: str) -> None:
    with reading(url) as c:
        assert promise_views.counts_by_role(c, "L", Scope()) == [
            PromiseCount("", "factory", 0, 0, 0),
            PromiseCount("", "manager", 1, 1, 1),
            PromiseCount("", "rep", 1, 0, 1),
        ]
        found, n = promise_views.counts_by_owner(c, "L", Scope(), "manager", limit=2)
        assert (found, n) == ([PromiseCount("Cem", "manager", 1, 0, 0), PromiseCount("m1", "manager", 0, 1, 0)], 3)


def test_the_row_about_an_account_is_found_within_the_scope(url: str) -> None:
    with reading(url) as c:
        assert row_about(c, "L", "inputs.accounts", "a2", Scope()) == {"account_id": "a2", "name": "Shop a2", "channel": "chains"}
        assert row_about(c, "L", "inputs.accounts", "a2", Scope(channel="shops")) is None
        assert row_about(c, "L", "inputs.accounts", "a9", Scope()) is None
