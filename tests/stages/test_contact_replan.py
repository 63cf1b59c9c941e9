"""Plans made again: three cases by hand, and what must hold of any."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.contact_plan import (
    BuyerPerson,
    Contact,
    ContactDone,
    Deal,
    Field,
    Kept,
    checks,
    plan_contacts,
    replanned,
)
from readiness.vocabulary import Account, LaunchDates, Motion, Rep

# Friday 21 June 2019.
DATES = LaunchDates(date(2019, 5, 6), date(2019, 6, 21), date(2019, 7, 1), date(2020, 5, 31))
TODAY = date(2019, 6, 1)
ACT = CallToAction("Count them", "you", 3)
STEPS = (
    BuyerStep("recognise", "See", "Find out", "", "", "A number", 0, ACT, buyer_people=("owner",)),
    BuyerStep("decide", "Order", "Choose", "", "", "An order", 14, ACT, buyer_people=("cook",)),
)
BUYERS = BuyerMap((Segment("s1", "One"),), (Persona("owner", "Owner"), Persona("cook", "Cook")), STEPS, ())


def account(n: int, territory: str = "T") -> Account:
    return Account(f"A{n}", f"Name {n}", "shop", "P", territory, "s1", "", None, None)


def rep(name: str, territory: str = "T") -> Rep:
    return Rep(name, f"Rep {name}", "", "shop", "P", territory, "", Motion.CONSULTATIVE, "UTC", "en", None)


ACCOUNTS = [account(n) for n in range(30)]
REPS = [rep("R1"), rep("R2"), rep("R3")]
HERE = Field(TODAY)
SERVING = {f"A{n}": f"R{n % 3 + 1}" for n in range(30)}


def plan(reps: list[Rep] = REPS, dates: LaunchDates = DATES, known: Field = HERE) -> list[Contact]:
    return plan_contacts(ACCOUNTS, reps, SERVING, (), BUYERS, {}, {}, dates, None, known)


def kept(contacts: list[Contact]) -> dict[str, Kept]:
    return {c.contact_id: Kept(c.contact_id, c.account_id, c.rep_id, c.due_on) for c in contacts}


def again(
    before: list[Contact],
    *,
    reps: list[Rep] = REPS,
    dates: LaunchDates = DATES,
    known: Field = HERE,
    done=(),
):
    fresh = plan(reps, dates, known)
    by_id = {a.account_id: a for a in ACCOUNTS}
    return replanned(fresh, kept(before), {d.contact_id: d for d in done}, by_id, reps, BUYERS, dates, known)


def test_a_rep_drops_out_and_no_contact_of_another_moves() -> None:
    before = plan()
    rows, changes = again(before, reps=[REPS[0], REPS[2]])
    was, now = {c.contact_id: c for c in before}, {c.contact_id: c for c in rows}
    assert was.keys() == now.keys()
    others = [i for i, c in was.items() if c.rep_id != "R2"]
    assert len(others) == 40
    assert all((now[i].rep_id, now[i].due_on) == (was[i].rep_id, was[i].due_on) for i in others)
    mine = [i for i, c in was.items() if c.rep_id == "R2"]
    assert {c.contact_id for c in changes} == set(mine)
    assert {c.what for c in changes} == {"handed_over"}
    assert all(now[i].due_on == was[i].due_on and now[i].rep_id in ("R1", "R3") for i in mine)
    assert {c.why for c in changes} <= {f"R2 does not call there any more; Rep R{n} takes over" for n in (1, 3)}


def test_the_launch_moves_by_two_weeks_and_what_is_late_enough_stays() -> None:
    before = plan()
    later = LaunchDates(
        *(day + timedelta(days=14) for day in (DATES.positioning_by, DATES.ready_by, DATES.launch_on)), DATES.measure_until
    )
    rows, changes = again(before, dates=later)
    was, now = {c.contact_id: c for c in before}, {c.contact_id: c for c in rows}
    # By hand: recognise begins on Monday 8 July now, decide on Monday 22 July; whatever lay before moves there, the rest stays.
    first = {"recognise": date(2019, 7, 8), "decide": date(2019, 7, 22)}
    for i, c in was.items():
        assert now[i].due_on == max(c.due_on, first[c.buyer_step])
        assert now[i].rep_id == c.rep_id
    assert {c.contact_id for c in changes} == {i for i, c in was.items() if c.due_on < first[c.buyer_step]}
    assert {c.why for c in changes} == {"the step cannot begin earlier"}


def test_a_rep_on_leave_for_a_week_moves_his_contacts_of_that_week_alone() -> None:
    before = plan()
    week = {date(2019, 6, 24) + timedelta(days=n) for n in range(5)}
    rows, changes = again(before, known=Field(TODAY, blocked={"R1": week}))
    was, now = {c.contact_id: c for c in before}, {c.contact_id: c for c in rows}
    hit = {i for i, c in was.items() if c.rep_id == "R1" and c.due_on in week}
    assert len(hit) == 8  # first contacts of his first week
    assert {c.contact_id for c in changes} == hit
    assert all(now[i].due_on == date(2019, 7, 1) for i in hit)
    assert all(now[i].due_on == was[i].due_on for i in was.keys() - hit)


def test_what_is_done_stays_as_it_was() -> None:
    before = plan()
    mine = next(c for c in before if c.rep_id == "R2")
    done = ContactDone(mine.contact_id, date(2019, 6, 25), "Rep R2", "interested")
    rows, changes = again(before, reps=[REPS[0], REPS[2]], done=[done])
    row = next(c for c in rows if c.contact_id == mine.contact_id)
    assert (row.status, row.done_on, row.done_by, row.reaction, row.due_on) == (
        "done", done.done_on, "Rep R2", "interested", mine.due_on,
    )  # fmt: skip
    assert mine.contact_id not in {c.contact_id for c in changes}


@settings(max_examples=60)
@given(
    st.sets(st.sampled_from(["R1", "R2", "R3"])),
    st.dictionaries(st.sampled_from(["R1", "R2", "R3"]), st.sets(st.integers(0, 40), max_size=12)),
    st.integers(-10, 20),
)
def test_only_what_had_become_impossible_moves(gone: set[str], leave: dict[str, set[int]], later: int) -> None:
    before = plan()
    reps = [r for r in REPS if r.rep_id not in gone]
    blocked = {i: {date(2019, 6, 21) + timedelta(days=n) for n in days} for i, days in leave.items()}
    shift = timedelta(days=later)
    dates = replace(DATES, ready_by=DATES.ready_by + shift, launch_on=DATES.launch_on + shift)
    rows, changes = again(before, reps=reps, dates=dates, known=Field(TODAY, blocked=blocked))
    was, now = {c.contact_id: c for c in before}, {c.contact_id: c for c in rows}
    moved = {i for i in was if (was[i].rep_id, was[i].due_on) != (now[i].rep_id, now[i].due_on)}
    assert {c.contact_id for c in changes} == moved
    for i in was:
        begins = {"recognise": 3, "decide": 17}[was[i].buyer_step]
        first = dates.ready_by + timedelta(days=begins)
        impossible = was[i].rep_id in gone or was[i].due_on in blocked.get(was[i].rep_id, ()) or was[i].due_on < first
        assert (i in moved) <= impossible
        assert now[i].rep_id not in gone
        assert now[i].due_on not in blocked.get(now[i].rep_id, ())
        assert now[i].due_on >= first
    here = Field(TODAY, blocked=blocked)
    by_id = {a.account_id: a for a in ACCOUNTS}
    twice, none = replanned(plan(reps, dates, here), kept(rows), {}, by_id, reps, BUYERS, dates, here)
    assert none == []
    assert [(c.contact_id, c.rep_id, c.due_on) for c in twice] == [(c.contact_id, c.rep_id, c.due_on) for c in rows]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("go", {"A0-recognise": "Count them", "A0-decide": "Count them"}),
        ("find_out", {"A0-ask": "Ask", "A0-recognise": "Count them"}),
        ("reshape", {"A0-ask": "Ask", "A0-recognise": "Count them"}),
        ("stop", {"A0-stop": "Ask"}),
    ],
)
def test_what_was_decided_of_a_deal_says_what_is_planned(decision: str, expected: dict[str, str]) -> None:
    known = Field(TODAY, deals={"A0": Deal(decision, "Ask", date(2019, 6, 7))}, launch_owner="Dana")
    rows = [c for c in plan(known=known) if c.account_id == "A0"]
    assert {c.contact_id: c.act for c in rows} == expected
    assert all(c.owner == "Rep R1" for c in rows)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 29), st.sampled_from(["owner", "cook"]), st.booleans(), st.none() | st.integers(-5, 5)),
        max_size=30,
    )
)
def test_nobody_is_named_without_consent(drawn: list[tuple[int, str, bool, int | None]]) -> None:
    people = [
        BuyerPerson(f"p{n}", f"A{a}", f"Person {n}", persona, "", says, None if on is None else TODAY + timedelta(days=on))
        for n, (a, persona, says, on) in enumerate(drawn)
    ]
    by_account = {f"A{a}": tuple(p for p in people if p.account_id == f"A{a}") for a in range(30)}
    rows = plan(known=Field(TODAY, people=by_account))
    agreed = {p.person_id: p for p in people if p.consents and p.consent_on is not None and p.consent_on <= TODAY}
    for c in rows:
        assert not c.person_id or (agreed[c.person_id].persona == c.persona and agreed[c.person_id].account_id == c.account_id)
        assert bool(c.person_id) == any(p.account_id == c.account_id and p.persona == c.persona for p in agreed.values())
    assert {c.check: c.n for c in checks([a.account_id for a in ACCOUNTS], rows, [], [], agreed)} == {
        "account_without_next_act": 0, "account_without_owner": 0, "asset_without_step": 0, "contact_with_asset_and_no_step": 0,
        "person_named_without_consent": 0,
    }  # fmt: skip


def test_an_account_that_no_rep_may_call_on_is_owed_by_its_manager() -> None:
    rows = plan(reps=[], known=Field(TODAY, managers={"shop": "Mia"}, launch_owner="Dana"))
    assert {c.owner for c in rows} == {"Mia"}
    assert {c.status for c in rows} == {"no_owner"}
    assert {c.owner for c in plan(reps=[], known=Field(TODAY, launch_owner="Dana"))} == {"Dana"}


def test_a_planted_fault_is_found_by_each_check() -> None:
    rows = plan(known=Field(TODAY, launch_owner="Dana"))
    bad = [replace(rows[0], act=" "), replace(rows[1], owner=""), replace(rows[2], person_id="p9")]
    alone = [c for c in (*bad, *rows[3:]) if c.account_id not in {b.account_id for b in bad} or c in bad]
    found = {c.check: c.n for c in checks([*(a.account_id for a in ACCOUNTS), "A99"], alone, ["x.pptx"], [], ["p1"])}
    assert found == {
        "account_without_next_act": 2, "account_without_owner": 1, "asset_without_step": 1, "contact_with_asset_and_no_step": 0,
        "person_named_without_consent": 1,
    }  # fmt: skip
