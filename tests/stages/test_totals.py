"""Totals by hand: what is added up, and that no sum tells of a few."""

from __future__ import annotations

from dataclasses import replace

from readiness.stages.report import RepRow
from readiness.stages.report.totals import LEAST_GROUP, SMALL, Total, totals
from tests.adapters.test_report_files import made

PATTERN = made(1)[1][0]


def rep(
    n: int, territory: str, status: str = "ready", sold: float | None = 100.0, added: float = 10.0, channel: str = ""
) -> RepRow:
    """Return a rep whose band is five to each side of what was added."""
    money = {"sales_out_money": sold, "expected_money": None if sold is None else sold - added, "legacy_money": 50.0}
    band = {"contribution_money": added, "contribution_low": added - 5, "contribution_high": added + 5}
    return replace(PATTERN, rep_id=f"r{n}", territory_id=territory, channel=channel, status=status, **money, **band)  # type: ignore[arg-type]


def one(found: list[Total], by: str, group: str = "", channel: str = "") -> Total:
    (total,) = [t for t in found if (t.by, t.group, t.channel) == (by, group, channel)]
    return total


def test_a_group_is_the_sum_of_its_reps() -> None:
    """Six reps: three sold 100 with 10 added, two 200 with -20, one whose sales are not known."""
    rows = (
        [rep(n, "T1") for n in range(3)] + [rep(n, "T1", "not_ready", 200.0, -20.0) for n in (3, 4)] + [rep(5, "T1", sold=None)]
    )
    total = one(totals(rows, {r.rep_id for r in rows}), "territory", "T1")
    assert (total.n_reps, total.n_money, total.n_above, total.n_below, total.n_judged) == (6, 5, 4, 2, 6)
    assert total.statuses == {"ready": 4, "developing": 0, "not_ready": 2, "not_enough_data": 0}
    assert total.money["sales_out_money"] == 700
    assert total.money["contribution_money"] == -10
    assert total.money["expected_money"] == 3 * 90 + 2 * 220


def test_who_is_not_judged_is_neither_above_nor_below() -> None:
    total = one(totals([rep(n, "T1") for n in range(6)], {"r0", "r1"}), "all")
    assert (total.n_above, total.n_judged) == (2, 2)


def test_small_groups_are_put_together_and_with_a_larger_one_where_they_are_too_few() -> None:
    """2 in T1 and 2 in T2 are four people: T3, the smallest that could be shown, joins them; else T1+T2 = all less T3 less T4."""
    rows = [rep(n, t) for n, t in enumerate(["T1"] * 2 + ["T2"] * 2 + ["T3"] * 5 + ["T4"] * 7)]
    found = [t for t in totals(rows, set()) if t.by == "territory"]
    assert [(t.group, t.n_groups, t.n_reps) for t in found] == [("T4", 1, 7), (SMALL, 3, 9)]
    rows += [rep(99, "T1")]
    found = [t for t in totals(rows, set()) if t.by == "territory"]
    assert [(t.group, t.n_groups, t.n_reps) for t in found] == [("T3", 1, 5), ("T4", 1, 7), (SMALL, 2, 5)]


def test_of_fewer_than_five_nothing_is_said_but_how_many() -> None:
    total = one(totals([rep(n, "T1") for n in range(LEAST_GROUP - 1)], {"r0"}), "all", SMALL)
    assert (total.n_reps, total.statuses, total.money, total.n_above) == (4, {}, {}, None)


def test_money_of_fewer_than_five_is_not_said_where_more_are_counted() -> None:
    rows = [rep(n, "T1") for n in range(3)] + [rep(n, "T1", sold=None) for n in range(3, 7)]
    total = one(totals(rows, set()), "all")
    assert (total.n_reps, total.money) == (7, {})
    assert total.statuses["ready"] == 7


def test_each_channel_has_its_own() -> None:
    rows = [rep(n, "T1", channel="shops") for n in range(6)] + [rep(n, "T2", channel="chains") for n in range(6, 13)]
    found = totals(rows, set())
    assert one(found, "all", channel="shops").n_reps == 6
    assert one(found, "all").n_reps == 13
    assert {t.group for t in found if t.channel == "shops" and t.by == "territory"} == {"T1"}


def test_nobody_is_no_group() -> None:
    assert totals([], set()) == []
