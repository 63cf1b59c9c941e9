"""Sales-out keys: two different lines never meet in one key, and the same line told again is the same."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.stages.sales_out.judging import Judged, judged
from readiness.stages.sales_out.keys import digests
from readiness.stages.sales_out.mapping import ReportMapping

FIELDS = ("document", "document_line", "sold_on", "product_code", "account_code", "serial", "quantity", "amount", "city")
MAPPING = ReportMapping(columns={name: name for name in FIELDS}, currency="EUR")
Row = tuple[str, ...]
SALE = ("D1", "", "2025-01-01", "P", "A", "", "1", "5", "Rome")
_TEXT = st.one_of(st.none(), st.text(alphabet="a:-0123\x1f", max_size=3))


def judge(*rows: Row, mapping: ReportMapping = MAPPING) -> Judged:
    raw = pl.DataFrame(list(rows), dict.fromkeys(FIELDS, pl.String), orient="row").with_row_index("row", 2)
    return judged(raw.with_columns(pl.col("row").cast(pl.Int64)), (), mapping, "firm", date(2025, 2, 1))


def told(found: Judged) -> Counter[tuple[str, str]]:
    """Return what a report says: keys with their content."""
    return Counter(found.lines.select("line_key", "content_hash").iter_rows())


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_TEXT, _TEXT, _TEXT), min_size=2, max_size=6, unique=True))
def test_different_rows_never_share_a_digest(rows: list[tuple[str | None, ...]]) -> None:
    frame = pl.DataFrame(rows, {"a": pl.String, "b": pl.String, "c": pl.String}, orient="row")
    assert digests(frame).n_unique() == digests(frame, short=True).n_unique() == len(rows)


def test_a_digest_is_sha256_of_parts_with_their_lengths_whatever_else_is_in_the_file() -> None:
    frame = pl.DataFrame({"a": ["x", "é"], "b": ["", None], "c": ["yz", "yz"]})
    plain = [hashlib.sha256(text.encode()).hexdigest() for text in ("1:x0:2:yz", "2:é-2:yz")]
    assert digests(frame).to_list() == plain
    assert digests(frame.head(1)).to_list() == plain[:1]
    assert digests(frame.head(0)).to_list() == []


def test_a_blank_is_told_from_its_neighbour() -> None:
    rows = pl.DataFrame({"a": ["a", "a", "a"], "b": ["", "b", None], "c": ["b", "", "b"]})
    assert digests(rows).n_unique() == 3


def test_two_like_lines_without_line_numbers_are_two_sales_and_a_resend_does_not_double_them() -> None:
    once, again = judge(SALE, SALE), judge(SALE, SALE)
    assert once.lines["line_key"].n_unique() == 2
    assert once.cautions == {"like_line": 2}
    assert told(once) == told(again)


def test_a_document_line_told_twice_is_a_duplicate_and_told_differently_is_in_doubt() -> None:
    line = ("D1", "7", *SALE[2:])
    found = judge(line, line, ("D1", "8", *SALE[2:]))
    assert (found.lines["row"].to_list(), found.duplicates["row"].to_list()) == ([2, 4], [3])
    found = judge(line, (*line[:7], "6", "Rome"), SALE)
    assert found.quarantine["rules"].to_list() == ["key_twice", "key_twice"]
    assert found.lines["row"].to_list() == [4]


def test_one_serial_number_is_sold_once() -> None:
    sold = (*SALE[:5], "S-1", *SALE[6:])
    assert judge(sold, sold).duplicates.height == 1
    assert judge(sold, (*SALE[:5], "S-2", *SALE[6:])).duplicates.height == 0


def test_a_return_is_never_a_duplicate_of_its_sale() -> None:
    for line_number in ("", "1"):
        sale = ("D1", line_number, *SALE[2:])
        found = judge(sale, (*sale[:6], "-1", "-5", "Rome"))
        assert found.lines["movement"].to_list() == ["sale", "return"]
        assert found.lines["line_key"].n_unique() == 2


def test_a_changed_amount_keeps_its_key_and_another_partner_does_not() -> None:
    first, changed = judge(SALE).lines, judge((*SALE[:7], "6", "Rome")).lines
    assert first["line_key"].to_list() == changed["line_key"].to_list()
    assert first["content_hash"].to_list() != changed["content_hash"].to_list()
    raw = pl.DataFrame([SALE], dict.fromkeys(FIELDS, pl.String), orient="row").insert_column(0, pl.Series("row", [2]))
    other = judged(raw, (), MAPPING, "other", date(2025, 2, 1)).lines
    assert other["line_key"].to_list() != first["line_key"].to_list()


def test_another_way_to_write_a_quantity_says_nothing_new() -> None:
    assert told(judge(SALE)) == told(judge((*SALE[:6], "1.0", "5.00", " Rome ")))


def test_without_a_document_the_account_tells_lines_apart() -> None:
    rome, oslo = (("", "", "2025-01-01", "P", account, "", "1", "5", "") for account in ("rome", "oslo"))
    found = judge(rome, oslo)
    assert found.cautions == {}
    assert told(found) == told(judge(oslo, rome))


def test_the_mappings_own_keys_decide() -> None:
    mapping = replace(MAPPING, keys=("account_code", "product_code", "sold_on"))
    first = judge(SALE, mapping=mapping)
    assert told(first) != told(judge((*SALE[:7], "6", "Rome"), mapping=mapping))
    assert set(first.lines["line_key"]) == set(judge(("D9", *SALE[1:7], "6", "Rome"), mapping=mapping).lines["line_key"])
    assert judge(SALE, SALE, mapping=mapping).duplicates.height == 1


_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["D1", "D2", ""]), st.sampled_from(["", "1", "2"]), st.sampled_from(["2025-01-01", "2025-01-02"]),
        st.sampled_from(["P", "Q"]), st.sampled_from(["A", "B"]), st.just(""), st.sampled_from(["1", "2", "-1"]),
        st.sampled_from(["0", "5"]), st.sampled_from(["Rome", ""]),
    ),
    max_size=14,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(_ROWS, st.integers(0, 99))
def test_a_resend_in_any_order_says_the_same(rows: list[Row], seed: int) -> None:
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - an order
    once, again = judge(*rows), judge(*shuffled)
    assert told(once) == told(again)
    assert once.duplicates.height == again.duplicates.height
    assert sorted(once.quarantine["reason"]) == sorted(again.quarantine["reason"])
    assert all(n == 1 for n in Counter(once.lines["line_key"]).values())


def test_keys_are_alike_whole_and_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("D1", "", "2025-01-01", f"P{n % 3}", "A", "", str(n % 2 + 1), "5", "") for n in range(20)]
    whole = judge(*rows).lines
    monkeypatch.setattr("readiness.stages.sales_out.keys._SLICE", 3)
    assert judge(*rows).lines.equals(whole)
    assert whole["occurrence"].max() == 7
