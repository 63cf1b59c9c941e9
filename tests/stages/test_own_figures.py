"""Own figures: what a part costs and could bring, by hand; where sales came from adds up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.stages.report import RepRow
from readiness.stages.report.own_figures import Band, PartRow, costliest, part_views, split_of


def part(name: str, share: float | None, weight: float, counted: float) -> PartRow:
    return PartRow(name, share, weight, counted, None, is_stale=False)


def test_the_example_of_the_methods() -> None:
    """Knowledge 0.80 (0.5), attendance 0.5 (0.15), a pitch of 0.64 (0.2): 70.9; docs/methods/readiness.md."""
    rows = [part("knowledge", 0.8, 0.5, 0.5), part("attendance", 0.5, 0.15, 0.15), part("pitch", 0.64, 0.2, 0.2)]
    views = part_views([*rows, part("certificate", None, 0.05, 0.0), part("reinforcement", None, 0.0, 0.0)])
    assert [v.row.part for v in views] == ["knowledge", "attendance", "pitch", "certificate"]
    assert 100 - sum(v.lost for v in views) == pytest.approx(70.941, abs=0.001)
    assert [round(v.lost, 2) for v in views] == [11.76, 8.82, 8.47, 0]  # 10/.85, 7.5/.85, 7.2/.85
    # (0.5 + 0.075 + 0.128)/0.85, (0.4 + 0.15 + 0.128)/0.85, (0.4 + 0.075 + 0.2)/0.85, (0.603 + 0.05)/0.9
    assert [round(v.could, 2) for v in views] == [82.71, 79.76, 79.41, 72.56]
    worst = costliest(views)
    assert worst is not None
    assert worst.row.part == "knowledge"


def test_aged_evidence_shown_anew_counts_in_full_again() -> None:
    (view,) = part_views([part("knowledge", 0.5, 0.5, 0.25)])
    assert view.aged == 0.5
    assert view.could == pytest.approx(100)
    assert view.lost == pytest.approx(50)


def test_without_evidence_nothing_is_lost() -> None:
    views = part_views([part("knowledge", None, 0.5, 0.0), part("pitch", None, 0.2, 0.0)])
    assert [v.lost for v in views] == [0, 0]
    assert [v.could for v in views] == [100, 100]
    assert costliest(views) is None


ROW = RepRow(
    "r1", "Ana", "shops", "p1", "T1", "m1", "consultative", 1, None, 12, None, None, None, None, None, 0.0, "not_enough_data",
    1000.4, 950.0, 40.0, -20.0, 30.0, 900.0, 40.2, -60.0, 140.0, None, None, "EUR", "", "", "", "", None,
)  # fmt: skip


def test_the_steps_add_up_to_what_was_sold() -> None:
    split = split_of(ROW)
    assert split is not None
    assert split.keys == ("legacy", "market", "availability", "demand", "average", "contribution", "unexplained", "sold")
    shown = dict(zip(split.keys, (step.shown for step in split.steps), strict=True))
    assert (shown["legacy"], shown["market"], shown["availability"], shown["demand"]) == (900, 40, -20, 30)
    assert shown["average"] == 950
    assert shown["average"] + shown["contribution"] + shown["unexplained"] == shown["sold"] == 1000
    assert split.added == Band(40, -60, 140)  # a band of 200 supports tens
    assert split.added.side == "unclear"


@pytest.mark.parametrize(("low", "high", "side"), [(5.0, 90.0, "above"), (-90.0, -5.0, "below"), (-1.0, 1.0, "unclear")])
def test_which_side_of_nothing_a_band_lies_on(low: float, high: float, side: str) -> None:
    split = split_of(replace(ROW, contribution_money=(low + high) / 2, contribution_low=low, contribution_high=high))
    assert split is not None
    assert split.added is not None
    assert split.added.side == side


def test_what_is_not_known_is_not_said() -> None:
    assert split_of(replace(ROW, expected_money=None)) is None
    split = split_of(replace(ROW, contribution_low=None, contribution_high=None))
    assert split is not None
    assert split.added is None
