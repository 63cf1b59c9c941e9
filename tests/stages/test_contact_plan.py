from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction
from readiness.stages.contact_plan import Field, Workdays, owner_by_account, plan_contacts, working_day
from readiness.stages.positioning import Message
from readiness.stages.prospects import Prospect
from readiness.vocabulary import Account, LaunchDates, Motion, Rep

# Friday 21 June 2019.
DATES = LaunchDates(date(2019, 5, 6), date(2019, 6, 21), date(2019, 7, 1), date(2020, 5, 31))


def account(account_id, territory="T", channel="shop", partner="P", segment="s1"):
    return Account(account_id, f"Name {account_id}", channel, partner, territory, segment, "", None, None)


def rep(rep_id, territory="T", channel="shop", partner="P"):
    return Rep(rep_id, f"Rep {rep_id}", "", channel, partner, territory, "", Motion.CONSULTATIVE, "UTC", "en", None)


def step(name, after, within, act="Do it"):
    return BuyerStep(name, f"The {name}", "task", "", "", "", after, CallToAction(act, "you", within))


def buyers(*steps):
    return BuyerMap((), (), steps, ())


def message(message_id, segment, at):
    return Message(message_id, segment, "", at, "", "", "", "", "", (), "", "", "", "", "", "")


def prospect(account_id, score=50.0):
    return Prospect(account_id, score, None, None, None, "", "")


FIRST_STEP = (step("recognise", 0, 3),)


def plan(accounts, reps, owners=None, prospects=(), steps=FIRST_STEP, messages=(), decks=None):
    return plan_contacts(
        accounts, reps, owners or {}, prospects, buyers(*steps), {a.channel: messages for a in accounts}, decks or {}, DATES
    )


def test_one_row_a_step_with_act_asset_message_and_day():
    steps = [step("evaluate", 14, 7, "Ride the demo bike"), step("recognise", 0, 3)]
    messages = [
        message("r2-evaluate", "s2", "evaluate"),
        message("r1-evaluate", "s1", "evaluate"),
        message("r9-evaluate", "s1", "evaluate"),
    ]
    rows = plan([account("A")], [rep("R")], {"A": "R"}, [prospect("A")], steps, messages, {"shop": "decks/shop/A.pptx"})
    assert [(c.contact_id, c.buyer_step, c.due_on, c.status) for c in rows] == [
        ("A-recognise", "recognise", date(2019, 6, 24), "planned"),  # 21 June + 3 days
        ("A-evaluate", "evaluate", date(2019, 7, 12), "planned"),  # 21 June + 21 days
    ]
    second = rows[1]
    assert (second.act, second.asset, second.message_id, second.rep_name) == (
        "Ride the demo bike", "decks/shop/A.pptx", "r1-evaluate", "Rep R",
    )  # fmt: skip
    assert (second.account_name, second.channel, second.territory_id) == ("Name A", "shop", "T")


def test_a_segment_without_a_message_gets_any_of_the_step():
    rows = plan(
        [account("A", segment="other")], [rep("R")], messages=[message("m1", "s2", "define"), message("m2", "s2", "recognise")]
    )
    assert rows[0].message_id == "m2"


def test_weekends_move_to_monday():
    # 21 June 2019 + 1 day is a Saturday, + 2 a Sunday.
    for within in (1, 2):
        assert plan([account("A")], [rep("R")], steps=[step("define", 0, within)])[0].due_on == date(2019, 6, 24)


def test_best_prospects_first_and_at_most_eight_a_week():
    accounts = [account(f"A{i:02d}") for i in range(20)]
    best = [prospect(a.account_id, 90 - i) for i, a in enumerate(reversed(accounts))]
    rows = plan(accounts, [rep("R")], prospects=best)
    assert [c.account_id for c in rows] == [p.account_id for p in best]
    assert rows[0].due_on == date(2019, 6, 24)
    weeks = Counter(c.due_on.isocalendar()[:2] for c in rows)
    assert [weeks[k] for k in sorted(weeks)] == [8, 8, 4]


def test_later_steps_follow_by_the_same_delay():
    accounts = [account(f"A{i:02d}") for i in range(9)]
    rows = plan(accounts, [rep("R")], steps=[step("recognise", 0, 3), step("define", 7, 3)])
    due = {c.contact_id: c.due_on for c in rows}
    assert due["A08-recognise"] - due["A00-recognise"] == timedelta(days=7)
    assert due["A08-define"] - due["A08-recognise"] == timedelta(days=7)


def test_nobody_calls_before_the_first_day_of_work():
    late = replace(rep("R"), hired_on=date(2019, 7, 1))  # a Monday
    assert plan([account("A")], [late])[0].due_on == date(2019, 7, 4)


def test_an_account_without_a_known_rep_goes_to_the_least_burdened_of_its_territory_and_channel():
    reps = [
        rep("busy"),
        rep("idle", channel=""),
        rep("far", territory="U"),
        rep("phone", channel="phone"),
        rep("rival", partner="Q"),
    ]
    owners = owner_by_account([account("A"), account("B"), account("C")], reps, {"A": "busy", "B": "left the firm"})
    assert {a: r.rep_id for a, r in owners.items()} == {"A": "busy", "B": "idle", "C": "busy"}


def test_nobody_to_call_is_said_and_listed_last():
    rows = plan([account("A", territory="Atlantis"), account("B")], [rep("R")])
    assert [(c.account_id, c.rep_id, c.rep_name, c.status) for c in rows] == [
        ("B", "R", "Rep R", "planned"),
        ("A", "", "", "no_owner"),
    ]


def test_few_facts_give_fewer_rows_and_no_blank_act():
    assert plan([], [], steps=[]) == []
    assert plan([account("A")], [rep("R")], steps=[]) == []
    (row,) = plan([account("A")], [], steps=[step("define", 0, 0, act="")])
    assert (row.act, row.asset, row.message_id) == ("task", "", "")


@given(st.dates(date(2019, 1, 1), date(2030, 1, 1)), st.integers(0, 60))
def test_working_days_by_counting(day, later):
    expected = day
    while expected.isoweekday() > 5:
        expected += timedelta(days=1)
    for _ in range(later):
        expected += timedelta(days=1)
        while expected.isoweekday() > 5:
            expected += timedelta(days=1)
    assert working_day(day, later) == expected


@given(st.lists(st.tuples(st.sampled_from("TU"), st.sampled_from("RSX")), max_size=30), st.randoms())
def test_any_plan_is_whole_within_the_weekly_number_and_the_same_in_any_order(rows, shuffle):
    accounts = [account(f"A{i:02d}", territory=t) for i, (t, _) in enumerate(rows)]
    owners = {f"A{i:02d}": r for i, (_, r) in enumerate(rows)}
    reps = [rep("R"), rep("S", territory="U")]
    best = [prospect(a.account_id) for a in accounts[::3]]
    steps = [step("recognise", 0, 3), step("decide", 30, 10)]
    contacts = plan(accounts, reps, owners, best, steps)
    assert Counter(c.contact_id for c in contacts) == Counter(f"{a.account_id}-{s.step}" for a in accounts for s in steps)
    firsts = Counter((c.rep_id, c.due_on.isocalendar()[:2]) for c in contacts if c.buyer_step == "recognise" and c.rep_id)
    assert all(n <= 8 for n in firsts.values())
    assert all(c.due_on.isoweekday() <= 5 for c in contacts)
    shuffle.shuffle(accounts)
    assert plan(accounts, reps[::-1], owners, best, steps) == contacts


@given(st.dates(date(2019, 1, 1), date(2019, 3, 1)), st.integers(0, 40), st.sets(st.integers(0, 60), max_size=40))
def test_workdays_by_counting(day, later, away):
    blocked = {date(2019, 1, 1) + timedelta(days=n) for n in away}

    def is_free(d):
        return d.isoweekday() <= 5 and d not in blocked

    expected = day
    while not is_free(expected):
        expected += timedelta(days=1)
    for _ in range(later):
        expected += timedelta(days=1)
        while not is_free(expected):
            expected += timedelta(days=1)
    assert Workdays(blocked).day(day, later) == expected


def test_the_rest_of_a_week_is_its_days_that_are_free():
    friday = date(2019, 6, 28)
    assert Workdays({date(2019, 6, 26)}).rest_of_week(date(2019, 6, 25)) == [date(2019, 6, 25), date(2019, 6, 27), friday]
    assert Workdays().rest_of_week(friday) == [friday]
    assert Workdays().rest_of_week(date(2019, 6, 29)) == []


def test_a_week_of_leave_is_no_week_of_double_work():
    accounts = [account(f"A{i:02d}") for i in range(20)]
    week = [date(2019, 6, 24) + timedelta(days=n) for n in range(5)]
    rows = plan_contacts(
        accounts, [rep("R")], {}, (), buyers(*FIRST_STEP), {}, {}, DATES, None, Field(blocked={"R": week})
    )  # fmt: skip
    assert rows[0].due_on == date(2019, 7, 1)
    weeks = Counter(c.due_on.isocalendar().week for c in rows)
    assert [weeks[k] for k in sorted(weeks)] == [8, 8, 4]


@given(
    st.lists(st.sampled_from(["transactional", "consultative", "enterprise", ""]), max_size=40),
    st.sets(st.integers(0, 60), max_size=30),
)
def test_no_week_has_more_first_contacts_than_their_motions_allow(motions, away):
    accounts = [account(f"A{i:02d}") for i in range(len(motions))]
    of = {a.account_id: m for a, m in zip(accounts, motions, strict=True)}
    blocked = {date(2019, 6, 20) + timedelta(days=n) for n in away}
    known = Field(motions=of, blocked={"R": blocked})
    rows = plan_contacts(accounts, [rep("R")], {}, (), buyers(*FIRST_STEP), {}, {}, DATES, None, known)
    assert len(rows) == len(accounts)
    share = {"transactional": 1 / 20, "consultative": 1 / 8, "enterprise": 1 / 3, "": 1 / 8}
    by_week = {}
    for c in rows:
        assert c.due_on not in blocked
        by_week.setdefault(c.due_on.isocalendar()[:2], []).append(share[of[c.account_id]])
    # The last of a week may reach into the next by less than itself.
    assert all(sum(shares) - max(shares) < 1 + 1e-9 for shares in by_week.values())
