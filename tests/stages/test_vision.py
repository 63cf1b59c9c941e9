"""The vision of a deal: every rule by hand, and every combination against the rules written down a second time, another way."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from readiness.stages.vision import (
    DECISIONS,
    Fit,
    Spend,
    VisionNote,
    decide,
    latest,
    reshape_by,
    unqualified,
)

MONDAY = date(2026, 3, 2)
GOOD = VisionNote(
    "A",
    MONDAY,
    3,
    3,
    3,
    owner_met=True,
    n_contacts=2,
    waiting_costs_money=Decimal(40_000),
    waiting_costs_from=date(2026, 7, 1),
    rival="",
    reshaped=False,
    evidence="Minutes of the visit",
    by="r1",
)
NOTHING, ALONE = Fit(), Fit("", "It has to be quiet", "It has to be quiet")
LIKED = Fit("", "It is quiet")


def note(**changes: object) -> VisionNote:
    return replace(GOOD, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "fit", "decision", "why"),
    [
        (GOOD, NOTHING, "go", "waiting has its price"),
        (note(whose=2, formed=2, developed=2), NOTHING, "go", "the head of a function's"),
        (GOOD, Fit("It has to run on rails"), "stop", "falls short of what they must have: It has to run on rails"),
        (note(whose=0), NOTHING, "stop", "after 2 contacts nobody knows whose idea it is"),
        (note(formed=0, developed=0), NOTHING, "stop", "where it was formed or how far it is thought through"),
        (note(whose=0, n_contacts=1), NOTHING, "find_out", "not yet that of somebody who decides"),
        (note(owner_met=False), NOTHING, "stop", "we have not met who owns the outcome"),
        (note(owner_met=False, n_contacts=1), NOTHING, "go", ""),
        (note(formed=1), NOTHING, "stop", "we alone meet nothing they need"),
        (note(formed=1), LIKED, "find_out", "it is a rival's"),
        (note(formed=1), ALONE, "reshape", "a must of theirs is met by us alone"),
        (note(formed=1, whose=1), ALONE, "find_out", "not yet that of somebody who decides"),
        (note(formed=1, reshaped=True), ALONE, "stop", "still a rival's after we tried once"),
        (note(developed=1), NOTHING, "find_out", "no numbers yet"),
        (note(waiting_costs_money=None), NOTHING, "find_out", "what waiting costs"),
        (note(waiting_costs_from=None), NOTHING, "find_out", "from which day"),
        (note(waiting_costs_money=Decimal(0)), NOTHING, "find_out", "what waiting costs"),
        (None, NOTHING, "find_out", "nobody has asked yet"),
        (None, Fit("It has to run on rails"), "stop", "falls short"),
    ],
)
def test_each_rule(given: VisionNote | None, fit: Fit, decision: str, why: str) -> None:
    found = decide("A", given, fit, MONDAY)
    assert found.decision == decision
    assert why in "; ".join(found.reasons)
    assert found.next_act
    assert found.due_on > MONDAY
    assert found.releases == (decision == "go")


def test_reshaping_ends_after_ten_working_days() -> None:
    given = note(formed=1)
    assert reshape_by(given) == date(2026, 3, 16)  # two weeks, by the calendar
    assert decide("A", given, ALONE, date(2026, 3, 16)).decision == "reshape"
    assert decide("A", given, ALONE, date(2026, 3, 17)).decision == "stop"


def again(n: VisionNote, fit: Fit, today: date) -> str:
    """The rules once more, as somebody would say them: first what stops, then what goes, then what may be changed."""
    rivals = n.formed == 1
    asked_enough = n.n_contacts >= 2
    knows_nothing = min(n.whose, n.formed, n.developed) == 0
    could_change = rivals and n.whose in (2, 3) and fit.only_we_must != "" and not n.reshaped
    if fit.must_falls_short or (asked_enough and (knows_nothing or not n.owner_met)):
        return "stop"
    if rivals and (fit.only_we == "" or n.reshaped or (could_change and (today - n.on).days > 14)):
        return "stop"
    if n.whose > 1 and n.developed > 1 and n.formed > 1 and n.waiting_costs_money and n.waiting_costs_from:
        return "go"
    return "reshape" if could_change else "find_out"


def test_every_combination_is_decided_as_the_rules_say() -> None:
    seen = set()
    fits = (NOTHING, LIKED, ALONE, Fit("must"), Fit("must", "x", "x"))
    levels = range(4)
    for whose, formed, developed, met, n, cost, reshaped, fit, later in itertools.product(
        levels, levels, levels, (True, False), (0, 1, 2, 5), (True, False), (True, False), fits, (0, 14, 15)
    ):
        money, since = (Decimal(9), MONDAY) if cost else (None, None)
        given = VisionNote("A", MONDAY, whose, formed, developed, met, n, money, since, "", reshaped, "e", "r")
        today = MONDAY + timedelta(days=later)
        found = decide("A", given, fit, today)
        assert found.decision == again(given, fit, today), (given, fit, today)
        assert found.reasons
        assert (found.reshape_by is not None) == (found.decision == "reshape")
        seen.add(found.decision)
    assert seen == set(DECISIONS)


def test_the_last_note_up_to_the_day_counts() -> None:
    first, second, third = note(whose=1), note(on=MONDAY + timedelta(days=1), whose=2), note(on=MONDAY + timedelta(days=9))
    assert latest([third, first, second], MONDAY + timedelta(days=5)) == {"A": second}
    assert latest([first, note(whose=0)], MONDAY)["A"].whose == 0
    assert latest([third], MONDAY) == {}


def test_what_is_spent_on_accounts_that_are_no_go_is_summed() -> None:
    decisions = {"A": decide("A", GOOD, NOTHING, MONDAY), "B": decide("B", note(account_id="B", whose=0), NOTHING, MONDAY)}
    day = MONDAY
    spend = [
        Spend("A", day, "r1", "demo", Decimal(8), Decimal(500)),
        Spend("B", day, "r1", "demo", Decimal("1.5"), Decimal(100)),
        Spend("B", day, "r2", "deck", Decimal(2), Decimal(0)),
        Spend("C", day, "r2", "visit", Decimal(1), Decimal(30)),
        Spend("C", day + timedelta(days=1), "r2", "visit", Decimal(99), Decimal(99)),
    ]
    found = unqualified(spend, decisions, day)
    assert [(u.account_id, u.decision, u.hours, u.money, u.what) for u in found] == [
        ("B", "stop", Decimal("3.5"), Decimal(100), ("demo", "deck")),
        ("C", "find_out", Decimal(1), Decimal(30), ("visit",)),
    ]
