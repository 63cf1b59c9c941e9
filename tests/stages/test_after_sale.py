"""After the sale: relationships by hand, the survey's band against published values of Student's t."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.after_sale import (
    Bought,
    SurveyAnswer,
    bought_by_account,
    mean_band,
    relationships,
    survey_results,
)
from readiness.vocabulary import Account, Launch, LaunchDates

ON = date(2024, 7, 1)
LAUNCH = Launch("k", "Kettle", 1, "Ada", ("p",), "EUR", LaunchDates(ON, ON, ON, date(2025, 6, 30)), ("shop",), 1)


def account(name: str, potential: str = "5200") -> Account:
    return Account(name, f"Shop {name}", "shop", "P", "T", "s", "", None, Decimal(potential) if potential else None)


def test_what_each_account_bought_before_and_since() -> None:
    rows = [
        ("A", ON - timedelta(days=10), 10_000),
        ("A", ON - timedelta(weeks=53), 99_999),  # longer ago than the reference time
        ("A", ON, 2_500),
        ("A", ON, 2_500),  # the same day: one order
        ("A", ON + timedelta(days=7), 5_000),
        ("A", ON + timedelta(days=8), -1_000),  # a return is no order
        ("B", ON + timedelta(days=40), 700),  # after the day that is asked about
        ("C", ON - timedelta(days=1), 300),
    ]
    lines = pd.DataFrame(rows, columns=["account_id", "sold_on", "amount_minor"])
    found = bought_by_account(lines, LAUNCH, ON + timedelta(days=27))
    assert found == {"A": Bought(100.0, 90.0, 2), "C": Bought(3.0, 0.0, 0)}


def test_relationships_by_hand() -> None:
    bought = {"A": Bought(100.0, 200.0, 2), "C": Bought(3.0, 0.0, 0), "N": Bought(0.0, 50.0, 1), "M": Bought(0.0, 900.0, 3)}
    rows = relationships([account("A"), account("C"), account("N", ""), account("M"), account("Z")], bought, 4.0)
    said = {r.account_id: (r.is_repeat, r.retained, r.share_of_wallet) for r in rows}
    # 5,200 a year is 400 in four weeks.
    assert said == {
        "A": (True, True, 0.5), "C": (False, False, 0.0), "N": (False, None, None), "M": (True, None, 1.0),
        "Z": (False, None, 0.0),
    }  # fmt: skip
    why = {r.account_id: r.why for r in rows}
    assert why["C"] == "bought before and has not come back"
    assert "which is too low then" in why["M"]
    assert why["N"] == "a new customer; its potential is not known"


def answer(n: int, prepared: int | None, *, account_id: str = "", on: int = 0) -> SurveyAnswer:
    return SurveyAnswer(f"s{n}", account_id or f"A{n}", "r1", ON + timedelta(days=on), prepared, prepared, None, "")


def test_the_band_is_students() -> None:
    # t(.95, 4) = 2.132 (tables); marks 1..5: mean 3, s = 1.5811, so 3 +- 2.132 * 1.5811 / sqrt(5) = 3 +- 1.5075.
    mean, low, high = mean_band([1, 2, 3, 4, 5])
    assert mean == 3
    assert (low, high) == pytest.approx((1.4925, 4.5075), abs=5e-4)


def test_of_few_answers_nothing_is_said() -> None:
    (found,) = survey_results([answer(n, 5) for n in range(4)], ON)
    assert (found.n, found.prepared, found.verdict) == (4, None, "not_enough_data")


def test_five_who_all_say_the_same_do_not_make_it_certain() -> None:
    (found,) = survey_results([answer(n, 5) for n in range(5)], ON)
    assert found.prepared == 5
    assert found.prepared_low is not None
    assert 4 < found.prepared_low < 5
    assert found.verdict == "prepared"
    assert found.would_buy_again is None


def test_an_account_counts_once_by_its_last_answer_and_later_ones_wait() -> None:
    answers = [answer(n, 1) for n in range(5)] + [answer(9, 5, account_id="A0", on=1), answer(10, 5, account_id="A1", on=30)]
    (found,) = survey_results(answers, ON + timedelta(days=2))
    assert (found.n, found.prepared) == (5, pytest.approx((5 + 1 * 4) / 5))


@given(st.lists(st.integers(1, 5), min_size=5, max_size=40))
def test_a_band_holds_its_mean_and_stays_on_the_scale(marks: list[int]) -> None:
    mean, low, high = mean_band(marks)
    assert 1 <= low <= mean <= high <= 5
    assert low < high
