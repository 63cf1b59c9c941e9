"""Account facts, motions and rivals: read by hand, and each way a file can be wrong named with its place."""

from datetime import date
from decimal import Decimal

import pytest

from readiness.adapters.account_fact_files import read_account_facts
from readiness.adapters.input_tables import Problems
from readiness.adapters.motion_files import motion_outputs, motion_table, read_motion_choices, specialist_table
from readiness.adapters.rival_files import read_rivals
from readiness.stages.account_facts import AccountFacts
from readiness.stages.motions import MotionChoice, MotionRow, specialist_load
from readiness.stages.prospects import Presence
from readiness.vocabulary import Motion

FACTS = (
    "account_id,deal_size_money,complexity,buyer_information,customisation,relationship,margin_share,retained_share,"
    "is_reference\n"
)
MOTIONS = "kind,id,motion,by,on,why\n"
RIVALS = "alternative,segment,account_id,presence\n"


def facts_of(text):
    problems = Problems()
    return read_account_facts("account_facts.csv", (FACTS + text).encode(), problems, accounts={"a", "b"}), told(problems)


def choices_of(text, as_of=None):
    problems = Problems()
    found = read_motion_choices("motions.csv", (MOTIONS + text).encode(), problems, accounts={"a"}, reps={"r"}, as_of=as_of)
    return found, told(problems)


def rivals_of(text):
    problems = Problems()
    data = (RIVALS + text).encode()
    known = {"alternatives": ["Shop brand"], "segments": {"s"}, "accounts": {"a"}}
    return read_rivals("rivals.csv", data, problems, **known), told(problems)


def told(problems):
    return [(p.row, p.column, p.what) for p in problems.found]


def test_facts_by_hand():
    found, problems = facts_of("a,12500.50,0,3,1,2,0.35,0.9,yes\nb,,,,,,,,\n")
    assert problems == []
    assert found == [AccountFacts("a", Decimal("12500.50"), 0, 3, 1, 2, 0.35, 0.9, is_reference=True), AccountFacts("b")]


def test_a_comment_may_stand_above_the_header():
    problems = Problems()
    (found,) = read_account_facts("account_facts.csv", f"# from the field\n{FACTS}a,,,,,,,,no\n".encode(), problems)
    assert (problems.found, found.is_reference) == ([], False)


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("c,,,,,,,,", "account_id", "'c' is unknown"),
        ("a,-1,,,,,,,", "deal_size_money", "'-1' is below 0"),
        ("a,,4,,,,,,", "complexity", "4 is not between 0 and 3"),
        ("a,,,1.5,,,,,", "buyer_information", "'1.5' is not a whole number"),
        ("a,,,,,,35%,,", "margin_share", "'35%' is not a number that can be read"),
        ("a,,,,,,,1.2,", "retained_share", "'1.2' is above 1"),
        ("a,,,,,,,,maybe", "is_reference", "'maybe' is neither true nor false"),
    ],
)
def test_wrong_facts_are_named(row, column, what):
    assert facts_of(row + "\n")[1] == [(2, column, what)]


def test_an_account_stands_once():
    assert facts_of("a,,,,,,,,\na,,1,,,,,,\n")[1] == [(3, "account_id", "'a' is already used in row 2")]


def test_choices_by_hand():
    found, problems = choices_of("account,a,enterprise,Ana,2026-08-20,Board asked\nrep,r,transactional,Bo,2026-08-21,New patch\n")
    assert problems == []
    assert found == [
        MotionChoice("account", "a", Motion.ENTERPRISE, "Ana", date(2026, 8, 20), "Board asked"),
        MotionChoice("rep", "r", Motion.TRANSACTIONAL, "Bo", date(2026, 8, 21), "New patch"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "what"),
    [
        ("account,r,enterprise,Ana,2026-08-20,Why", "id", "'r' is unknown"),
        ("rep,a,enterprise,Ana,2026-08-20,Why", "id", "'a' is unknown"),
        ("firm,a,enterprise,Ana,2026-08-20,Why", "kind", "'firm' is unknown"),
        ("account,a,field,Ana,2026-08-20,Why", "motion", "'field' is unknown"),
        ("account,a,enterprise,,2026-08-20,Why", "by", "blank"),
        ("account,a,enterprise,Ana,20.8.2026,Why", "on", "'20.8.2026' is not a date written as year-month-day"),
        ("account,a,enterprise,Ana,2026-08-20,", "why", "blank"),
        ("account,a,enterprise,Ana,2026-09-02,Why", "on", "2026-09-02 lies in the future"),
    ],
)
def test_wrong_choices_are_named(row, column, what):
    assert choices_of(row + "\n", date(2026, 9, 1))[1] == [(2, column, what)]


def test_two_choices_on_one_day_contradict_each_other():
    text = "account,a,enterprise,Ana,2026-08-20,Why\naccount,a,consultative,Bo,2026-08-20,Why\n"
    assert choices_of(text)[1] == [(3, "on", "row 2 already has a choice for 'a' on this day")]


def test_rivals_by_hand():
    found, problems = rivals_of("Shop brand,,,0.4\nShop brand,s,,0.5\nShop brand,,a,1\n")
    assert problems == []
    assert found == [
        Presence("Shop brand", "", "", 0.4), Presence("Shop brand", "s", "", 0.5), Presence("Shop brand", "", "a", 1.0)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("Shop brands,,,0.4", (2, "alternative", "'Shop brands' is unknown")),
        ("Shop brand,t,,0.4", (2, "segment", "'t' is unknown")),
        ("Shop brand,,b,0.4", (2, "account_id", "'b' is unknown")),
        ("Shop brand,s,a,0.4", (2, "segment", "'s' beside an account_id")),
        ("Shop brand,,,40", (2, "presence", "'40' is above 1")),
        ("Shop brand,,,", (2, "presence", "blank")),
        ("Shop brand,s,,0.1\nShop brand,s,,0.2", (3, "alternative", "it already stands in row 2 for the same")),
    ],
)
def test_wrong_rivals_are_named(rows, problem):
    assert rivals_of(rows + "\n")[1] == [problem]


def test_tables_of_motions_and_specialists():
    chosen = MotionRow("rep", "r", "Rep", "c", Motion.ENTERPRISE, Motion.CONSULTATIVE, None, "why", "Ana", date(2026, 8, 20))
    plain = MotionRow("account", "b", "Firm", "c", Motion.CONSULTATIVE, Motion.CONSULTATIVE, 0.46666, "why")
    header, rows = motion_table([chosen, plain])
    assert header == ("kind", "id", "name", "channel", "motion", "computed", "score", "why", "chosen_by", "chosen_on")
    assert rows == [
        ["account", "b", "Firm", "c", "consultative", "consultative", 0.467, "why", "", None],
        ["rep", "r", "Rep", "c", "enterprise", "consultative", None, "why", "Ana", date(2026, 8, 20)],
    ]
    files = motion_outputs([chosen, plain], specialist_load([plain]))
    assert list(files) == ["plan/motions.csv", "plan/specialists.csv"]
    assert files["plan/motions.csv"].decode().splitlines()[2] == "rep,r,Rep,c,enterprise,consultative,,why,Ana,2026-08-20"
    header, rows = specialist_table(specialist_load([plain]))
    assert header == ("motion", "n_accounts", "hours_a_year", "specialists", "why")
    assert [(r[0], r[1], r[2], r[3]) for r in rows] == [
        ("transactional", 0, 0.0, 0.0), ("consultative", 1, 16.0, 0.1), ("enterprise", 0, 0.0, 0.0), ("all", 1, 16.0, 1.0)
    ]  # fmt: skip
