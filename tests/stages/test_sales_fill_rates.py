"""Fill rates by hand: what was asked for and not there, by product, territory and week."""

from __future__ import annotations

from datetime import date

from readiness.stages.sales_out.cells import Market
from readiness.stages.sales_out.fill_rates import MovedUnits, with_fill_rates

MONDAY, NEXT = date(2024, 3, 4), date(2024, 3, 11)
TERRITORY = {"a1": "T1", "a2": "T1", "a3": "T2"}


def test_a_share_is_what_was_sold_of_what_was_asked_for() -> None:
    moved = [
        MovedUnits("K2", "a1", MONDAY, "sale", 7), MovedUnits("K2", "a2", MONDAY, "return", -1),
        MovedUnits("K2", "a2", MONDAY, "lost_sale", 2), MovedUnits("K2", "a1", NEXT, "sale", 3),
        MovedUnits("K2", "a3", NEXT, "lost_sale", 4), MovedUnits("K2", "stranger", NEXT, "lost_sale", 9),
        MovedUnits("K1", "a1", MONDAY, "return", -5),
    ]  # fmt: skip
    found = with_fill_rates(Market({}, {}, {}, {}), moved, TERRITORY)
    assert found.in_stock_share == {("K2", "T1", MONDAY): 0.75, ("K2", "T1", NEXT): 1.0, ("K2", "T2", NEXT): 0.0}
    assert found.lost_units == {("K2", "T1", MONDAY): 2, ("K2", "T1", NEXT): 0, ("K2", "T2", NEXT): 4}


def test_the_launch_folder_has_the_word() -> None:
    given = Market({}, {("K2", "T1", MONDAY): 0.5}, {}, {})
    found = with_fill_rates(given, [MovedUnits("K2", "a1", MONDAY, "sale", 7)], TERRITORY)
    assert found.in_stock_share == {("K2", "T1", MONDAY): 0.5}
