"""Inputs of a rep, by hand: which line counts as what, which row names whom, which answer still speaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.errors import ConflictError
from readiness.stages.quizzes.attempts import Placed
from readiness.stages.report.cell_inputs import account_inputs, cell_inputs
from readiness.stages.report.contests import Contest, contested_figures, contests_note, settled
from readiness.stages.report.evidence_inputs import RepRecords, evidence_inputs
from readiness.stages.report.inputs import input_id
from readiness.stages.report.line_inputs import REP_LINE, LineScope, RowHeld, codes_named, line_inputs, quarantine_inputs
from readiness.stages.sales_out import Market, contribution_cells, launch_lines
from readiness.stages.sales_out.rates import ExchangeRates
from readiness.stages.training import Attendance, TrainingPolicy
from readiness.vocabulary import Account, Launch, LaunchDates, Motion, Rep

LAUNCH = Launch(
    "l", "L", 1, "Ada", ("K2",), "EUR",
    LaunchDates(date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 4), date(2024, 8, 30)), ("shops",), 1,
)  # fmt: skip
ACCOUNT = Account("a1", "Shop 1", "shops", "p", "T1", "", "", None, None)
SCOPE = LineScope(LAUNCH, {"a1": ACCOUNT}, {"a1": "Shop 1", "p2": "Partner 2"})
REP = Rep("r1", "Ana", "", "", "p", "T1", "", Motion.CONSULTATIVE, "UTC", "en", None)
POLICY = TrainingPolicy("", 60, 3, date(2024, 1, 1), time(9), time(17), 2, 60.0)
LINE: dict[str, Any] = {
    "line_key": "k", "rep_id": "r1", "how": "reported", "share_ppm": 1_000_000, "is_off_roster": False, "partner_id": "p",
    "file": "f.csv", "row_number": 2, "account_id": "a1", "product_id": "K2", "rep_code": "r1", "sold_on": date(2024, 3, 4),
    "units": 2, "amount_minor": 1234, "currency": "EUR", "flow": "sales_out", "overlap_key": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "counts_as", "why"),
    [
        ({}, "sales_out", "the report names the rep"),
        ({"rep_code": "AR"}, "sales_out", "the report names the rep as AR"),
        ({"is_off_roster": True}, "sales_out", "the report names the rep; the roster does not have the rep in its territory"),
        ({"how": "territory", "share_ppm": 250_000}, "sales_out", "for sales in this territory gives the rep 0.25 of it"),
        ({"sold_on": date(2024, 3, 3)}, "history", "before the launch on 2024-03-04"),
        ({"product_id": "K1"}, "service", "only tells who serves the account"),
        ({"flow": "sell_through", "account_id": "p2"}, "nothing", "it went to another partner, not to an end customer"),
        ({"overlap_key": "other"}, "nothing", f"reports the same sale, {input_id('sale', 'other')}, and it counts there"),
        ({"account_id": "a9"}, "nothing", "the account is none of this launch"),
        ({"amount_minor": None, "currency": "CHF"}, "nothing", "rates.csv has no rate from CHF for that day"),
        ({"rep_id": "", "how": "unassigned", "rep_code": "ZZ"}, "nothing", "names no rep but ZZ, which is nobody known here"),
    ],
)
def test_a_line_says_what_it_counts_as(changes: dict[str, Any], counts_as: str, why: str) -> None:
    (found,) = line_inputs(pl.DataFrame([LINE | changes], REP_LINE), SCOPE)
    assert found.counts_as == counts_as
    assert why in found.why
    assert found.input_id == input_id("sale", "k")
    assert found.mends


def test_money_is_exact() -> None:
    yen = replace(LAUNCH, currency="JPY")
    (euro,) = line_inputs(pl.DataFrame([LINE], REP_LINE), SCOPE)
    (whole,) = line_inputs(pl.DataFrame([LINE], REP_LINE), replace(SCOPE, launch=yen))
    assert (euro.money, whole.money) == (Decimal("12.34"), Decimal("1234"))


ROW = '{"invoice no":"X6","rep id":"281","quantity":"7","raw":""}'


@pytest.mark.parametrize(
    ("raw", "column", "code", "is_named"),
    [
        (ROW, "rep id", "281", True),
        (ROW, "rep id", "7", False),  # the column that names reps is known: a quantity is nobody
        (ROW, "", "281", True),
        (ROW, "", "28", False),
        ('{"rep id":"","raw":"X6;281;7"}', "rep id", "281", True),
        ("X6;r-281;7", "", "281", False),
        ("X6;281;7", "", "281", True),
        ("", "", "281", False),
    ],
)
def test_a_row_in_quarantine_names_a_rep_by_the_whole_code(raw: str, column: str, code: str, is_named: bool) -> None:
    assert codes_named(raw, column, [code]) == ({code} if is_named else set())
    assert not codes_named(raw, column, [])


def test_a_row_in_quarantine_is_told_in_its_own_words() -> None:
    (found,) = quarantine_inputs([RowHeld("p", 3, "s" * 64, "f.csv", 9, "no day", ROW, "waived")])
    assert (found.what, found.why) == ("invoice no X6, rep id 281, quantity 7", "no day; left out for good")


def answer(item_id: str, sitting: str, on: date, *, correct: bool | None) -> Placed:
    return Placed("r1", item_id, sitting, 0, on.isoformat(), on, correct, is_unfinished=False, file_number=1, row=5)


def test_answers_say_whether_they_still_speak() -> None:
    days = [date(2024, 1, d) for d in (1, 10, 20)]
    known = RepRecords(
        placed=[
            answer("q1", "s1", days[0], correct=False), answer("q1", "s2", days[1], correct=True),
            answer("q1", "s3", days[2], correct=True), answer("gone", "s1", days[0], correct=True),
            answer("q2", "s1", days[0], correct=None), answer("q2", "s2", days[1], correct=True),
        ],
        words={("s2", "q1"): ("As it was shown?", "the option chosen")},
        stems={"q1": "Question one?", "q2": "Question two?"},
        changed_on={"q1": days[1]},
        files={1: "q.csv"},
    )  # fmt: skip
    found = [i for i in evidence_inputs(REP, known, POLICY, "l") if i.kind == "answer"]
    told = [(i.on, i.what.split("?")[0], i.given, i.counts_as, i.why.split(",")[0]) for i in found]
    first, later = "the first answer to the question tells what the rep knows", "a later answer counts as reinforcement"
    assert told == [
        (days[0], "gone (attempt 1)", "", "nothing", "the question is asked no more"),
        (days[0], "Question one", "", "nothing", "the question changed on 2024-01-10"),
        (days[0], "Question two", "", "nothing", "it was skipped"),
        (days[1], "As it was shown", "the option chosen", "readiness", first),
        (days[1], "Question two", "", "readiness", later),  # a question skipped was seen
        (days[2], "Question one", "", "readiness", later),
    ]
    assert [(i.file, i.row) for i in found][2:4] == [("q.csv", 5), ("", None)]


def test_who_is_on_no_list_is_an_input_that_can_be_contested() -> None:
    for listed, value, counts_as in ((("p",), 0.0, "readiness"), ((), None, "nothing")):
        found = evidence_inputs(REP, RepRecords(listed_partners=listed), POLICY, "l")
        assert [(i.value, i.counts_as) for i in found if i.kind == "attendance"] == [(value, counts_as)]
    there = evidence_inputs(REP, RepRecords(attendance=[Attendance("r1", date(2024, 1, 9), 30)]), POLICY, "l")
    assert [(i.on, i.value) for i in there if i.kind == "attendance"] == [(date(2024, 1, 9), 30.0)]


def test_cells_and_accounts_of_a_rep() -> None:
    cells = pd.DataFrame(
        {
            "rep_id": "r1", "account_id": "a1", "territory_id": "T1", "period": ["2024-03-04", "2024-04-01"],
            "sales": [10.005, 0.0], "weeks": 4.0, "history": 2.5, "market_index": [1.1, float("nan")],
            "in_stock_share": float("nan"), "demand_index": 1.0, "promotion": [0.25, float("nan")],
        }
    )  # fmt: skip
    first, second = cell_inputs(REP, cells, {"a1": "Shop 1"}, LAUNCH)
    assert (first.market_index, first.in_stock_share, first.what) == (1.1, None, "account and period, promotion 0.25")
    assert (second.money, second.market_index, second.what) == (Decimal("0.00"), None, "account and period")
    (served,) = account_inputs(REP, cells, {"a1": date(2023, 5, 1)}, {"a1": ACCOUNT}, LAUNCH)
    assert (served.on, served.history_money, served.partner_id) == (date(2023, 5, 1), 2.5, "p")
    assert "--partner p" in served.mends


AT = datetime(2025, 1, 2, 12, tzinfo=UTC)


def contest(number: int, rep_id: str, figures: str, status: str = "open") -> Contest:
    return Contest(number, "l", rep_id, f"x-{number}", "sale", figures, "what", "mend", "says", "", AT, "Ana", status)


def test_figures_are_contested_until_every_contest_of_them_is_settled() -> None:
    found = [
        contest(1, "r1", "sales"),
        contest(2, "r1", "readiness", "rejected"),
        contest(3, "r2", "added"),
        contest(4, "r2", "added"),
    ]
    assert contested_figures(found) == {"r1": ("sales", "added"), "r2": ("added",)}
    assert contests_note(found).startswith("3 inputs of 2 reps are contested and not settled; ")
    assert contests_note(found[:1]).startswith("1 input of 1 rep is contested and not settled; ")
    assert contests_note([replace(c, status="upheld") for c in found]) == ""


def test_a_contest_is_settled_once() -> None:
    done = settled(contest(1, "r1", "sales"), is_upheld=False, because="no", by="Ada", at=AT)
    assert (done.status, done.settled_by, done.because) == ("rejected", "Ada", "no")
    with pytest.raises(ConflictError, match="contest 1 was rejected on 2025-01-02 by Ada"):
        settled(done, is_upheld=True, because="yes", by="Bo", at=AT)


@given(st.lists(st.text(max_size=4), min_size=1, max_size=4), st.lists(st.text(max_size=4), min_size=1, max_size=4))
def test_ids_differ_wherever_keys_do(one: list[str], other: list[str]) -> None:
    assert (input_id("sale", *one) == input_id("sale", *other)) is (one == other)


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "rep_id": st.sampled_from(["r1", "r2", ""]),
            "account_id": st.sampled_from(["a1", "a2", "a9"]),
            "product_id": st.sampled_from(["K1", "K2"]),
            "sold_on": st.dates(date(2024, 1, 1), date(2024, 8, 30)),
            "amount_minor": st.integers(-100_000, 10_000_000),
            "currency": st.sampled_from(["EUR", "CHF"]),
        }
    ),
    min_size=1,
    max_size=30,
)


@given(LINES)
def test_what_counts_of_a_rep_adds_up_to_what_the_cells_of_the_model_hold(told: list[dict[str, Any]]) -> None:
    """The cells are added up from other columns by other code: it is what the report's sales-out is made of."""
    accounts = {name: replace(ACCOUNT, account_id=name) for name in ("a1", "a2")}
    lines = pd.DataFrame([LINE | line | {"territory_id": "T1"} for line in told])
    frame, _, _ = launch_lines(lines, [*accounts, "a9"], ["r1", "r2"], "EUR", ExchangeRates())
    cells = contribution_cells(frame, accounts, LAUNCH, Market({}, {}, {}, {}), LAUNCH.dates.measure_until).frame
    rows = [LINE | line | ({"amount_minor": None} if line["currency"] == "CHF" else {}) for line in told]
    for rep_id in ("r1", "r2"):
        mine = pl.DataFrame([row for row in rows if row["rep_id"] == rep_id], REP_LINE)
        counted = [i.money for i in line_inputs(mine, replace(SCOPE, accounts=accounts)) if i.counts_as == "sales_out"]
        held = cells.loc[cells["rep_id"] == rep_id, "sales"].tolist()
        assert sum(m for m in counted if m is not None) == sum(Decimal(f"{sales:.2f}") for sales in held)
