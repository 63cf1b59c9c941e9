"""Standard setting: an Angoff table worked by hand, rounds, items nobody made."""

from __future__ import annotations

import math

import pytest

from readiness.stages.quizzes.standard_setting import Rating, standard_of

TABLE = {
    "A": {"Ida": 0.5, "Jo": 0.6, "Kim": 0.7},
    "B": {"Ida": 0.8, "Jo": 0.9, "Kim": 0.7},
    "C": {"Ida": 0.2, "Jo": 0.6, "Kim": 1.0},
}
RATINGS = [Rating(judge, item, share) for item, row in TABLE.items() for judge, share in row.items()]


def test_a_table_by_hand() -> None:
    standard = standard_of(RATINGS, ["A", "B", "C", "D"], own_share=0.9)
    # Items 0.6, 0.8, 0.6; judges 0.5, 0.7, 0.8 with standard deviation sqrt(0.07 / 3).
    assert standard.cut_share == pytest.approx(2 / 3)
    assert standard.cut_share_se == pytest.approx(
        math.sqrt((0.5 - 2 / 3) ** 2 / 2 + (0.7 - 2 / 3) ** 2 / 2 + (0.8 - 2 / 3) ** 2 / 2) / math.sqrt(3)
    )
    a, b, c = standard.items
    assert [i.item_id for i in standard.items] == ["A", "B", "C"]
    assert (a.mean_share, a.spread, a.low, a.high, a.n_judges) == pytest.approx((0.6, 0.1, 0.5, 0.7, 3))
    assert c.spread == pytest.approx(0.4)
    assert [i.is_disputed for i in (a, b, c)] == [False, False, True]
    assert {j.judge: round(j.severity, 6) for j in standard.judges} == {"Ida": -0.166667, "Jo": 0.033333, "Kim": 0.133333}
    assert [j.mean_share for j in standard.judges] == pytest.approx([0.5, 0.7, 0.8])


def test_the_order_of_rows_changes_nothing() -> None:
    assert standard_of(RATINGS[::-1], ["A", "B", "C"], 0.9) == standard_of(RATINGS, ["C", "B", "A"], 0.9)


def test_each_judge_counts_by_the_last_round() -> None:
    later = [Rating("Ida", "C", 0.6, round=2), Rating("Kim", "C", 0.6, round=2)]
    standard = standard_of([*later, *RATINGS], ["A", "B", "C"], 0.9)
    assert standard.items[2].spread == 0
    assert standard.items[2].n_judges == 3
    assert dict(standard.by_round) == pytest.approx({1: 2 / 3, 2: 2 / 3})


def test_ratings_of_items_nobody_made_do_not_count_and_are_kept() -> None:
    standard = standard_of([*RATINGS, Rating("Ida", "Z", 0.1, row=11)], ["A", "B"], 0.9)
    assert standard.cut_share == pytest.approx(0.7)
    assert {r.item_id for r in standard.unknown} == {"C", "Z"}


def test_without_ratings_the_launch_says_where_the_bar_is() -> None:
    standard = standard_of([], ["A"], 0.9)
    assert (standard.cut_share, standard.cut_share_se, standard.items) == (0.9, 0.0, ())
