"""Plans made again: three cases by hand, and what must hold of any."""

from __future__ import annotations

from collections import Counter
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


def kept(contacts: list[Contact]) -> dict[str, Contact]:
    return {c.contact_id: c for c in contacts}


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


def days_by_rank(before: list[Contact], now: dict[str, Contact], rep_id: str, step: str) -> list[tuple[int, int]]:
    """Month and day of a rep's contacts at a step, his best prospect first."""
    mine = [c for c in before if (c.rep_id, c.buyer_step) == (rep_id, step)]
    return [(now[c.contact_id].due_on.month, now[c.contact_id].due_on.day) for c in mine]


def test_the_launch_moves_by_two_weeks_and_nobody_gets_more_than_eight_a_week() -> None:
    before = plan()
    later = LaunchDates(
        *(day + timedelta(days=14) for day in (DATES.positioning_by, DATES.ready_by, DATES.launch_on)), DATES.measure_until
    )
    rows, changes = again(before, dates=later)
    now = {c.contact_id: c for c in rows}
    # By hand: nothing that stood is late enough. Recognise begins on Monday 8 July now: eight in that week, each on the emptiest
    # day, the ninth and tenth in the week after. Decide begins on Monday 22 July.
    for rep_id in ("R1", "R2", "R3"):
        july = [8, 9, 10, 11, 12, 8, 9, 10, 15, 16]
        assert days_by_rank(before, now, rep_id, "recognise") == [(7, day) for day in july]
        assert days_by_rank(before, now, rep_id, "decide") == [(7, day + 14) for day in july]
    assert all(now[c.contact_id].rep_id == c.rep_id for c in before)
    assert len(changes) == len(before) == 60
    assert {c.why for c in changes} == {"the step cannot begin earlier"}
    assert {c.revision for c in rows} == {1}


def test_a_launch_moved_by_a_week_leaves_what_is_late_enough() -> None:
    before = plan()
    later = replace(DATES, ready_by=DATES.ready_by + timedelta(days=7))
    rows, _ = again(before, dates=later)
    now = {c.contact_id: c for c in rows}
    # By hand: from Monday 1 July on, where the ninth and tenth stand already; six more fill that week, two go to the next.
    assert days_by_rank(before, now, "R1", "recognise") == [
        (7, 2), (7, 3), (7, 4), (7, 5), (7, 2), (7, 3), (7, 8), (7, 9), (7, 1), (7, 1),
    ]  # fmt: skip


def test_a_rep_on_leave_for_a_week_moves_his_contacts_of_that_week_alone() -> None:
    before = plan()
    week = {date(2019, 6, 24) + timedelta(days=n) for n in range(5)}
    rows, changes = again(before, known=Field(TODAY, blocked={"R1": week}))
    was, now = {c.contact_id: c for c in before}, {c.contact_id: c for c in rows}
    hit = {i for i, c in was.items() if c.rep_id == "R1" and c.due_on in week}
    assert len(hit) == 8  # first contacts of his first week
    assert {c.contact_id for c in changes} == hit
    assert {c.why for c in changes} == {"the rep cannot call on that day"}
    assert days_by_rank(before, now, "R1", "recognise") == [
        (7, 2), (7, 3), (7, 4), (7, 5), (7, 2), (7, 3), (7, 8), (7, 9), (7, 1), (7, 1),
    ]  # fmt: skip
    assert all((now[i].due_on, now[i].revision) == (was[i].due_on, 0) for i in was.keys() - hit)


def test_who_takes_over_and_cannot_on_that_day_gets_the_next_with_room() -> None:
    before = plan()
    away = date(2019, 6, 24)
    rows, changes = again(before, reps=[REPS[0], REPS[2]], known=Field(TODAY, blocked={"R1": {away}, "R3": {away}}))
    was, now = {c.contact_id: c for c in before}, {c.contact_id: c for c in rows}
    late = [i for i, c in was.items() if c.rep_id == "R2" and c.due_on == away]
    assert len(late) == 2
    assert all(now[i].due_on > away and now[i].rep_id in ("R1", "R3") for i in late)
    why = {c.contact_id: c.why for c in changes}
    for i in late:
        whose = f"R2 does not call there any more; Rep {now[i].rep_id} takes over"
        assert why[i] == f"{whose}, on {now[i].due_on} instead of 2019-06-24: the rep cannot call on that day"


def test_a_step_does_not_come_before_the_one_before_it() -> None:
    before = plan()
    away = {date(2019, 6, 21) + timedelta(days=n) for n in range(20)}  # to Wednesday 10 July: decide begins on the 8th
    known = Field(TODAY, blocked={"R1": away})
    rows, changes = again(before, known=known)
    now = {c.contact_id: c for c in rows}
    # By hand, from Thursday 11 July: eight in five days are three in two, and the other seven find room in the week after.
    assert days_by_rank(before, now, "R1", "recognise") == [
        (7, 11), (7, 12), (7, 11), (7, 15), (7, 16), (7, 17), (7, 18), (7, 19), (7, 15), (7, 16),
    ]  # fmt: skip
    for c in before:
        assert now[f"{c.account_id}-recognise"].due_on <= now[f"{c.account_id}-decide"].due_on
    why = {c.contact_id: c.why for c in changes}
    rank7 = [c for c in before if (c.rep_id, c.buyer_step) == ("R1", "decide")][7]
    assert rank7.due_on == date(2019, 7, 12)
    assert why[rank7.contact_id] == "the step before it is later"


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


def test_what_a_rep_did_who_left_stays_his_and_the_rest_goes_to_one_other() -> None:
    before = plan()
    first, second = [c for c in before if c.account_id == "A1"]
    assert first.rep_id == "R2"
    done = [ContactDone(first.contact_id, date(2019, 6, 25), "Rep R2", "interested")]
    rows, _ = again(before, reps=[REPS[0], REPS[2]], done=done)
    now = {c.contact_id: c for c in rows}
    assert (now[first.contact_id].rep_id, now[first.contact_id].owner) == ("R2", "Rep R2")
    heir = now[second.contact_id].rep_id
    assert heir != "R2"
    # Planned once more, with the loads of the reps otherwise than they were: nothing moves.
    again_rows, changes = again(rows, reps=[REPS[0], REPS[2], rep("R4")], done=done)
    assert changes == []
    assert {c.contact_id: c.rep_id for c in again_rows} == {c.contact_id: c.rep_id for c in rows}


def test_what_is_done_stays_also_when_the_account_or_its_step_is_no_more_planned() -> None:
    before = plan()
    done = [ContactDone(f"{a}-decide", date(2019, 6, 25), "Rep", "refused") for a in ("A0", "A1")]
    known = Field(TODAY, deals={"A0": Deal("stop", "End it", date(2019, 6, 28), date(2019, 6, 21))})
    fresh = [c for c in plan(known=known) if c.account_id != "A1"]
    by_id = {a.account_id: a for a in ACCOUNTS if a.account_id != "A1"}
    rows, changes = replanned(fresh, kept(before), {d.contact_id: d for d in done}, by_id, REPS, BUYERS, DATES, known)
    now = {c.contact_id: c for c in rows}
    for i in ("A0-decide", "A1-decide"):
        was = kept(before)[i]
        assert (now[i].status, now[i].reaction, now[i].due_on, now[i].account_name) == (
            "done",
            "refused",
            was.due_on,
            was.account_name,
        )
    assert {(c.contact_id, c.what, c.why) for c in changes} == {
        ("A0-recognise", "withdrawn", "the deal is no go now: stop"),
        ("A1-recognise", "withdrawn", "the account is not in the launch any more"),
        ("A0-stop-20190621", "added", "the contact is new in the plan"),
    }  # fmt: skip
    assert now["A0-stop-20190621"].rep_id == kept(before)["A0-recognise"].rep_id


def test_what_is_asked_after_another_note_is_another_contact() -> None:
    asked = Field(TODAY, deals={"A0": Deal("find_out", "Ask whose idea", date(2019, 6, 28), date(2019, 6, 21))})
    before = plan(known=asked)
    done = [ContactDone("A0-find_out-20190621", date(2019, 6, 26), "Rep R1", "interested")]
    noted = Field(TODAY, deals={"A0": Deal("find_out", "Ask what it costs", date(2019, 7, 3), date(2019, 6, 26))})
    rows, changes = again(before, known=noted, done=done)
    now = {c.contact_id: c for c in rows}
    assert (now["A0-find_out-20190621"].status, now["A0-find_out-20190621"].act) == ("done", "Ask whose idea")
    assert (now["A0-find_out-20190626"].status, now["A0-find_out-20190626"].act) == ("planned", "Ask what it costs")
    assert [(c.contact_id, c.what) for c in changes] == [("A0-find_out-20190626", "added")]


def test_what_is_overdue_stays_so_but_for_who_takes_it_over() -> None:
    before = plan()
    known = Field(date(2019, 6, 26), blocked={"R1": {date(2019, 6, 24)}})
    rows, changes = again(before, reps=[REPS[0], REPS[2]], known=known)
    now = {c.contact_id: c for c in rows}
    for c in before:
        if c.rep_id == "R2" and c.due_on <= known.as_of:
            assert now[c.contact_id].due_on > known.as_of
        else:
            assert now[c.contact_id].due_on == c.due_on
    assert {c.contact_id for c in changes} == {c.contact_id for c in before if c.rep_id == "R2"}


def test_an_account_that_moves_to_another_territory_gets_a_rep_of_it() -> None:
    before = plan_contacts(ACCOUNTS, REPS, {}, (), BUYERS, {}, {}, DATES)
    there = [account(0, "U"), *ACCOUNTS[1:]]
    reps = [*REPS, rep("R9", "U")]
    fresh = plan_contacts(there, reps, {}, (), BUYERS, {}, {}, DATES)
    rows, changes = replanned(fresh, kept(before), {}, {a.account_id: a for a in there}, reps, BUYERS, DATES, HERE)
    assert {c.contact_id for c in changes} == {"A0-recognise", "A0-decide"}
    assert {c.rep_id for c in rows if c.account_id == "A0"} == {"R9"}
    was = kept(before)
    assert all(c.due_on == was[c.contact_id].due_on for c in rows)


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
        before_it = now[f"{was[i].account_id}-recognise"].due_on
        impossible = was[i].rep_id in gone or was[i].due_on in blocked.get(was[i].rep_id, ()) or was[i].due_on < first
        assert (i in moved) == (impossible or was[i].due_on < before_it)
        assert now[i].due_on >= before_it or was[i].buyer_step == "recognise"
        assert now[i].rep_id not in gone
        assert now[i].due_on not in blocked.get(now[i].rep_id, ())
        assert now[i].due_on >= first
    if not gone:
        a_week = Counter((c.rep_id, c.buyer_step, c.due_on.isocalendar()[:2]) for c in rows)
        assert max(a_week.values()) <= 16
    here = Field(TODAY, blocked=blocked)
    by_id = {a.account_id: a for a in ACCOUNTS}
    twice, none = replanned(plan(reps, dates, here), kept(rows), {}, by_id, reps, BUYERS, dates, here)
    assert none == []
    assert [(c.contact_id, c.rep_id, c.due_on) for c in twice] == [(c.contact_id, c.rep_id, c.due_on) for c in rows]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("go", {"A0-recognise": "Count them", "A0-decide": "Count them"}),
        ("find_out", {"A0-find_out": "Ask", "A0-recognise": "Count them"}),
        ("reshape", {"A0-reshape": "Ask", "A0-recognise": "Count them"}),
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
        "account_without_next_act": 0, "account_without_owner": 0, "asset_without_step": 0, "message_without_step": 0,
        "contact_with_asset_and_no_step": 0,
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
    said, steps = {"m1": ("s1", "decide"), "m2": ("s1", "review")}, {("s1", "decide")}
    found = {c.check: c.n for c in checks([*(a.account_id for a in ACCOUNTS), "A99"], alone, ["x.pptx"], [], ["p1"], said, steps)}
    assert found == {
        "account_without_next_act": 2, "account_without_owner": 1, "asset_without_step": 1, "message_without_step": 1,
        "contact_with_asset_and_no_step": 0,
        "person_named_without_consent": 1,
    }  # fmt: skip
