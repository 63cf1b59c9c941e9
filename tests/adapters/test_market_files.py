"""Market files: promotions read like the other figures of a market, every fault named."""

from __future__ import annotations

from datetime import date

from readiness.adapters.input_tables import Problems
from readiness.adapters.market_files import read_market

HEAD = "product_id,territory_id,week,promoted_share\n"


def read(text: str) -> tuple[dict[tuple[str, str, date], float], list[tuple[str, int, str]]]:
    problems = Problems()
    market = read_market({"market/promotion.csv": (HEAD + text).encode()}, ["T1"], ["K1", "K2"], problems)
    return dict(market.promoted_share), [(p.file, p.row, p.column) for p in problems.found]


def test_a_promotion_is_read_with_its_share() -> None:
    found, problems = read("K1,T1,2024-03-04,1\nK2,T1,2024-03-11,0.25\n")
    assert found == {("K1", "T1", date(2024, 3, 4)): 1.0, ("K2", "T1", date(2024, 3, 11)): 0.25}
    assert problems == []


def test_what_is_wrong_is_named() -> None:
    _, problems = read("K1,T1,2024-03-04,1.5\nK9,T1,2024-03-04,1\nK1,T1,2024-03-05,1\nK2,T1,2024-03-11,1\nK2,T1,2024-03-11,1\n")
    assert {(row, column) for _, row, column in problems} == {
        (2, "promoted_share"), (3, "product_id"), (4, "week"), (6, "week"),
    }  # fmt: skip
    assert {file for file, _, _ in problems} == {"market/promotion.csv"}


def test_without_the_file_no_promotion_is_known() -> None:
    assert read_market({}, ["T1"], ["K1"], Problems()).promoted_share == {}
