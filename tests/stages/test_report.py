from __future__ import annotations

import math
from dataclasses import fields, replace
from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.contribution import ContributionFit, RepContribution
from readiness.stages.follow_ups import FollowUp
from readiness.stages.quizzes import Ability
from readiness.stages.rep_readiness import RepReadiness
from readiness.stages.report import (
    ChannelQuality,
    DataQuality,
    RepFacts,
    Report,
    RepReported,
    RepRow,
    data_quality,
    rep_rows,
    report,
    rounded,
)
from readiness.stages.report.words import MINUS, banded, listed, money, percent, points, rounding_step
from readiness.stages.sales_out.schedule import MissingReport
from readiness.stages.training import Attendance, Enrolment, TrainingPlan
from readiness.vocabulary import Launch, LaunchDates, Motion, Partner, Rep

DAY = date(2020, 6, 5)
CONTRACT = (
    "rep_id, name, channel, partner_id, territory_id, manager_id, motion, wave, trained_on, n_responses, ability, ability_se,"
    " readiness, readiness_low, readiness_high, coverage, status, sales_out_money, expected_money, market_money,"
    " availability_money, demand_money, legacy_money, contribution_money, contribution_low, contribution_high, rank_low,"
    " rank_high, currency, quadrant, holds_back, next_action, action_owner, action_due_on"
).split(", ")


def rep(rep_id: str, channel: str = "shops", territory_id: str = "1") -> Rep:
    return Rep(rep_id, rep_id.upper(), "", channel, "p", territory_id, "m", Motion.CONSULTATIVE, "UTC", "en", None)


def sold(
    rep_id: str, added: float = 20, half: float = 10, verdict: str = "above", rank: int = 1, expected: float = 100
) -> RepContribution:
    return RepContribution(
        rep_id,
        9,
        90,
        expected + added + 5,
        expected,
        expected - 6,
        1,
        2,
        3,
        added,
        added - half,
        added + half,
        5,
        rank,
        rank,
        0,
        0,
        0.8,
        verdict,
    )


def fit(*reps: RepContribution, notes: tuple[str, ...] = ()) -> ContributionFit:
    return ContributionFit(reps, (), (), 90, 0.5, converged=True, notes=notes)


def launch() -> Launch:
    dates = LaunchDates(date(2019, 5, 6), date(2019, 6, 21), date(2019, 7, 1), date(2020, 5, 31))
    return Launch("t", "T & Co", 1, "Dana", ("561",), "USD", dates, ("shops",), 1)


def facts_of(*reps: RepContribution, status: str = "ready") -> RepFacts:
    judged = [RepReadiness(r.rep_id, 80, 75, 85, 0.7, status, "claim: x", "knowledge") for r in reps]
    abilities = [Ability(r.rep_id, 20, 0.5, 0.4, 0.8, 0.7, 0.9) for r in reps]
    return RepFacts(None, [], abilities, judged, fit(*reps) if reps else None, [])


def made(*reps: RepContribution, names: tuple[str, ...] = (), quality: DataQuality | None = None) -> Report:
    ids = names or tuple(r.rep_id for r in reps)
    rows = rep_rows([rep(i) for i in ids], facts_of(*reps), currency="USD")
    return report(launch(), rows, fit(*reps) if reps else None, quality, as_of=DAY, readiness_bar=70)


def test_the_columns_are_the_contracts() -> None:
    assert [f.name for f in fields(RepRow)] == CONTRACT


def test_a_row_joins_what_the_stages_found() -> None:
    plan = TrainingPlan((), (Enrolment("a", "s", 2),), ())
    seats = [Attendance("a", date(2019, 6, 2), 90), Attendance("a", date(2019, 6, 1), 10), Attendance("a", date(2019, 5, 1), 0)]
    first = FollowUp("rep", "a", "learn_from", "Share", "a", DAY, DAY, "", ())
    owed = [first, replace(first, act="keep_going", words="Keep on")]
    given_facts = replace(facts_of(sold("a")), plan=plan, attendance=seats, follow_ups=owed)
    (row,) = rep_rows([rep("a")], given_facts, currency="USD")
    assert (row.wave, row.trained_on, row.n_responses, row.ability) == (2, date(2019, 6, 1), 20, 0.5)
    assert (row.readiness, row.status, row.sales_out_money, row.contribution_low) == (80, "ready", 125, 10)
    assert (row.quadrant, row.next_action, row.action_owner, row.action_due_on) == ("ready_and_adding", "Share", "a", DAY)


def test_what_is_not_known_stays_empty() -> None:
    (row,) = rep_rows([rep("a")], RepFacts(None, [], [], [], None, []), currency="USD")
    for name in (
        "wave",
        "trained_on",
        "ability",
        "readiness",
        "sales_out_money",
        "contribution_low",
        "rank_low",
        "action_due_on",
    ):
        assert getattr(row, name) is None, name
    assert (row.status, row.quadrant, row.coverage) == ("not_enough_data", "not_enough_data", 0)


def test_no_rank_and_no_quadrant_from_too_few_sales_and_no_number_from_nan() -> None:
    thin = replace(sold("a", verdict="not_enough_data: 2 accounts", rank=0), contribution_low=math.nan)
    (row,) = rep_rows([rep("a")], facts_of(thin), currency="USD")
    assert (row.rank_low, row.rank_high, row.quadrant, row.contribution_low) == (None, None, "not_enough_data", None)


def test_a_part_that_could_not_be_separated_is_empty_not_zero() -> None:
    blind = [replace(sold(i), availability_money=0.0, legacy_money=96.0) for i in ("a", "b")]
    found = made(*blind)
    assert [row.availability_money for row in found.rows] == [None, None]
    assert [row.demand_money for row in found.rows] == [3, 3]
    assert "availability" not in dict(found.split)
    assert math.fsum(amount for _, amount in found.split) == 250


def test_groups_and_the_split_add_up() -> None:
    found = made(sold("a", 20), sold("b", -30), names=("a", "b", "c"))
    for by in ("Channel", "Territory", "Sales motion"):
        groups = [g for g in found.groups if g.by == by]
        assert sum(g.n_reps for g in groups) == 3
        assert sum(g.n_ready + g.n_developing + g.n_not_ready + g.n_not_enough_data for g in groups) == 3
        assert sum(g.sales_out_money or 0 for g in groups) == 125 + 75
    assert dict(found.split) == {
        "legacy": 188,
        "market": 2,
        "availability": 4,
        "demand": 6,
        "contribution": -10,
        "unexplained": 10,
    }
    assert math.fsum(amount for _, amount in found.split) == 125 + 75


def test_a_group_without_sales_has_none_rather_than_zero() -> None:
    assert {g.sales_out_money for g in made(names=("a", "b")).groups} == {None}


def test_headlines_count_what_bands_tell_apart() -> None:
    thin = sold("d", verdict="not_enough_data: too few", rank=0)
    found = made(sold("a", 20, 10), sold("b", -30, 10), sold("c", 1, 10), thin)
    told = next(f for f in found.facts if f.name.startswith("Sold more"))
    assert told.figure == "1 of 4"
    assert "1 sold less, 1 cannot be told apart" in told.note
    assert "1 with not enough data" in told.note
    assert found.doubts == (("D", "too few"),)


def test_nothing_at_all_is_said_to_be_missing() -> None:
    found = made(names=("a", "b"))
    text = " ".join(found.missing)
    for words in ("No quiz answers", "No attendance", "No sales-out"):
        assert words in text
    assert found.split == ()
    assert found.link.slope.verdict == "not enough data"
    assert found.link.together == ("Not enough data: no rep's sales could be judged.",)
    assert "nobody to report on" in " ".join(made().missing)


def test_sellers_without_a_row_are_named_and_the_model_speaks() -> None:
    rows = rep_rows([rep("a")], facts_of(sold("a")), currency="USD")
    found = report(launch(), rows, fit(sold("a"), sold("zz"), notes=("No stock figures.",)), None, as_of=DAY, readiness_bar=70)
    assert any("1 seller not listed" in line for line in found.missing)
    assert found.notes == ("No stock figures.",)


def test_quality_counts_reasons_without_their_values_and_says_who_is_late_since_when_and_whom_it_touches() -> None:
    until = date(2020, 5, 31)
    lines = pd.DataFrame({"partner_id": ["p", "q", "x"], "sold_on": [date(2020, 4, 26), date(2020, 4, 25), until]})
    bad = [
        ("p", "account 'B-7' is unknown"),
        ("p", "account 'C' is unknown"),
        ("p", "says 3 units and 1,200 where 4 and 7 were taken"),
    ]
    partners = [Partner("p", "P & Q", (), "USD"), Partner("q", "", (), "USD"), Partner("silent", "Silent", (), "USD")]
    missing = (
        MissingReport("q", "q", date(2020, 3, 1), date(2020, 3, 31), date(2020, 4, 8), is_held=False),
        MissingReport("q", "q", date(2020, 4, 1), date(2020, 4, 30), date(2020, 5, 6), is_held=False),
        MissingReport("silent", "Silent", date(2020, 5, 4), date(2020, 5, 10), date(2020, 5, 13), is_held=True),
    )
    channel = ChannelQuality(missing, (RepReported("a", ("p", "q"), 5, 13),), names={"a": "Anna"})
    found = data_quality(
        lines, bad, partners, channel=channel, n_answers=9, answer_reasons=["unknown item 'i1'", "unknown item 'i2'"]
    )
    assert found.reasons == (("Account … is unknown", 2), ("Says … units and … where … and … were taken", 1))
    assert found.answer_reasons == (("Unknown item …", 2),)
    assert {p.partner_id: p.late for p in found.partners} == {"p": False, "q": True, "silent": True, "x": False}
    assert {p.partner_id: p.n_quarantined for p in found.partners} == {"p": 3, "q": 0, "silent": 0, "x": 0}
    late = next(p for p in found.partners if p.partner_id == "q")
    assert (late.n_missing, late.missing_since, late.touches) == (2, date(2020, 3, 1), ("Anna",))
    report_made = made(sold("a"), quality=found)
    text = " ".join(report_made.missing)
    assert "q is late with 2 reports in a row, for 1 March 2020 to 30 April 2020, due since 8 April 2020." in text
    assert "It touches the sales of Anna." in text
    assert "Silent sent its report for the week from 4 May 2020, and a person has to accept it first" in text
    assert "3 sales lines of 6 (50%) wait in quarantine" in text
    assert "; 3 reports of partners not in it" in next(f.note for f in report_made.facts if f.name == "Sales-out of these reps")


def test_numbers_as_words() -> None:
    assert money(-1234.5, "USD") == f"{MINUS}1,234 USD"
    assert banded(123456, -20134, 260119) == ("+120,000", f"{MINUS}20,000 to +260,000")
    assert banded(0, 0, 0) == ("0", "0 to 0")
    assert [percent(v) for v in (0, 0.05, 0.123, 0.0126, -0.34)] == ["0%", "5%", "12%", "1.3%", f"{MINUS}34%"]
    assert points(69.99) == "69"
    assert [listed(list("abcdefgh"[:n])) for n in (1, 2, 3, 8)] == ["a", "a and b", "a, b and c", "a, b, c, d, e, f and 2 more"]


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_a_rounded_band_tells_the_same_side_of_zero(low: float, width: float) -> None:
    step = rounding_step(low, low + width)
    for end in (low, low + width):
        if abs(end) >= 1:
            assert (round(end / step) * step > 0) == (end > 0)
    assert step == 1 or width * (1 + 1e-9) >= 10 * step


def test_rows_are_rounded_to_cents_and_four_places() -> None:
    row = replace(_blank_row(), currency="USD", ability=0.123456, contribution_low=-0.004, sales_out_money=1.005001)
    found = rounded(row)
    assert (found.ability, found.contribution_low, found.sales_out_money) == (0.1235, 0.0, 1.01)
    assert str(found.contribution_low) == "0.0"
    yen = rounded(replace(row, currency="JPY", sales_out_money=12.5))
    assert yen.sales_out_money == 12.0


def _blank_row() -> RepRow:
    rep = Rep("r", "R", "r@example.com", "", "p", "t", "", Motion.CONSULTATIVE, "UTC", "en", None)
    return rep_rows([rep], RepFacts(None, [], [], [], None, []), currency="USD")[0]
