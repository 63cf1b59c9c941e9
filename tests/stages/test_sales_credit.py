"""Credit: shares add up to the line, rules count on their days, and no line is lost."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.sales_out.matching.credit import CreditRule, credited, rule_faults, split

LINE = {
    "line_key": "k", "partner_id": "firm", "rep_id": "", "account_id": "a1", "territory_id": "T1", "sold_on": date(2026, 3, 2),
    "units": 3, "amount_minor": 1001,
}  # fmt: skip
ROSTER = {"r1": frozenset({"T1"}), "r2": frozenset({"T2"}), "r3": frozenset({"T1", "T2"})}
JANUARY = date(2026, 1, 1)


def rule(row: int, rep: str, share: float, account: str = "a1", first: date = JANUARY, last: date = date.max) -> CreditRule:
    return CreditRule(row, rep, account, "" if account else "T1", round(share * 1_000_000), first, last)


def shares(rules: list[CreditRule], **line: object) -> list[tuple[str, str, int, int]]:
    found = credited(pl.DataFrame([LINE | line]), rules, {("firm", "Ana"): "r1"}, ROSTER)
    return list(found.lines.select("rep_id", "how", "units", "amount_minor").iter_rows())


def test_a_sale_counts_for_the_rep_the_partner_names_then_for_those_of_the_rules() -> None:
    rules = [rule(2, "r1", 0.5), rule(3, "r3", 0.5), rule(4, "r2", 1, account="")]
    assert shares(rules, rep_id="r2") == [("r2", "reported", 3, 1001)]
    assert shares(rules, rep_id="Ana") == [("r1", "reported", 3, 1001)]
    assert shares(rules, rep_id="nobody we know") == [("r1", "account", 2, 501), ("r3", "account", 1, 500)]
    assert shares(rules, account_id="a2") == [("r2", "territory", 3, 1001)]
    assert shares(rules, account_id="a2", territory_id="T9") == [("", "unassigned", 3, 1001)]


def test_a_rule_counts_from_its_first_day_to_its_last() -> None:
    march = date(2026, 3, 1)
    rules = [rule(2, "r1", 1, last=march - timedelta(days=1)), rule(3, "r2", 1, first=march, last=march)]
    assert rule_faults(rules) == []
    days = {day: shares(rules, sold_on=march + timedelta(days=day))[0][0] for day in (-1, 0, 1)}
    assert days == {-1: "r1", 0: "r2", 1: ""}


def test_shares_that_are_not_one_and_rules_that_overlap_are_named_with_their_row() -> None:
    short = rule_faults([rule(2, "r1", 0.5), rule(3, "r2", 0.4)])
    assert [(r.row, column, what) for r, column, what, _ in short] == [
        (3, "share", "the shares of account a1 from 2026-01-01 are 0.9 in all")
    ]
    twice = rule_faults([rule(2, "r1", 0.5), rule(3, "r1", 0.5, first=date(2026, 2, 1))])
    assert [(r.row, column) for r, column, _, _ in twice] == [(3, "valid_from")]
    ends = rule_faults([rule(2, "r1", 0.5), rule(3, "r2", 0.5, last=date(2026, 1, 31))])
    assert [what for _, _, what, _ in ends] == ["the shares of account a1 from 2026-02-01 are 0.5 in all"]


def test_a_rep_named_in_a_territory_that_is_not_the_reps_is_counted() -> None:
    lines = pl.DataFrame([LINE | {"line_key": f"{i}", "rep_id": "r1", "territory_id": t} for i, t in enumerate(("T1", "T2", ""))])
    found = credited(lines, [], {}, ROSTER)
    assert (found.n_off_roster, found.n_unassigned) == (1, 0)
    assert found.lines["amount_minor"].sum() == 3003


@given(
    st.integers(-(10**15), 10**15),
    st.lists(st.integers(1, 10**6), min_size=1, max_size=6),
)
def test_parts_add_up_and_none_is_a_whole_unit_off(amount: int, weights: list[int]) -> None:
    ppm = [1_000_000 * w // sum(weights) for w in weights]
    ppm[0] += 1_000_000 - sum(ppm)
    rows = pl.DataFrame({"line_key": ["k"] * len(ppm), "share_ppm": ppm, "amount": [amount] * len(ppm)})
    parts = split(rows, "amount")["amount"].to_list()
    assert sum(parts) == amount
    assert all(abs(Fraction(amount * share, 1_000_000) - part) < 1 for share, part in zip(ppm, parts, strict=True))


@given(
    st.lists(st.tuples(st.sampled_from(["", "r1", "r2", "x"]), st.sampled_from(["a1", "a2"]), st.integers(-99, 99)), max_size=20)
)
def test_no_line_is_lost(rows: list[tuple[str, str, int]]) -> None:
    made = [LINE | {"line_key": f"{i:03}", "rep_id": r, "account_id": a, "amount_minor": m} for i, (r, a, m) in enumerate(rows)]
    lines = pl.DataFrame(made, schema=pl.DataFrame([LINE]).schema)
    found = credited(lines, [rule(2, "r1", 0.7), rule(3, "r2", 0.3)], {}, ROSTER).lines
    sums = found.group_by("line_key").agg(pl.col("amount_minor").sum(), pl.col("share_ppm").sum()).sort("line_key")
    assert sums["amount_minor"].to_list() == lines["amount_minor"].to_list()
    assert set(sums["share_ppm"]) <= {1_000_000}
