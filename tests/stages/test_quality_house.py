from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.buyers import Alternative
from readiness.stages.positioning import Link
from readiness.stages.positioning.quality_house import (
    AlternativeVerdict,
    bands,
    column_table,
    matrix_table,
    only_we,
    quality_house,
    sourced,
    stability,
    verdict_table,
)
from readiness.stages.requirements import Requirement
from readiness.stages.spec import Characteristic, ProductSpec, Source

DAY = date(2025, 3, 1)


def product(*ids, name=str.upper):
    cs = tuple(Characteristic(i, name(i), "words", None, "", "=", "", "words", Source("spec.csv", "row 2")) for i in ids)
    return ProductSpec("m", "Product", "Vendor", "Things", "1", "", cs, ())


def need(requirement_id, importance):
    return Requirement(requirement_id, "s", "p", f"need {requirement_id}", importance, "", ())


def links(text):
    """Return links from `need.characteristic.strength` words."""
    parts = [word.split(".") for word in text.split()]
    return [Link(c, r, int(s), 1.0, "", does="does it" if s == "9" else "") for r, c, s in parts]


def seen(alternative, requirement_id, verdict, source="their data sheet", on=DAY):
    return AlternativeVerdict(alternative, requirement_id, verdict, source, on)


def test_weights_by_hand():
    # frame: 9 x 9 + 5 x 3 = 96; saddle: 5 x 9 = 45; bell: 9 x 1 = 9; rack: nothing. 96 + 45 + 9 = 150.
    house = quality_house(
        product("bell", "frame", "rack", "saddle"), [need("b", 5), need("a", 9)], links("a.frame.9 a.bell.1 b.frame.3 b.saddle.9")
    )
    assert [(c.characteristic_id, c.weight, c.weight_share, c.band) for c in house.columns] == [
        ("bell", 9, 0.06, "bottom third"),
        ("frame", 96, 0.64, "top third"),
        ("rack", 0, 0.0, "not asked for"),
        ("saddle", 45, 0.3, "middle third"),
    ]
    assert [(row.requirement.requirement_id, row.strengths) for row in house.rows] == [("a", (1, 9, 0, 0)), ("b", (0, 3, 0, 9))]
    header, rows = matrix_table(house)
    assert header == ["requirement_id", "requirement", "importance", "BELL", "FRAME", "RACK", "SADDLE", "ours", "only_we"]
    assert rows[0] == ["a", "need a", 9, 1, 9, None, None, "meets", False]
    assert rows[-2][3:7] == [9, 96, 0, 45]
    assert column_table(house)[1][0] == ["frame", "FRAME", 96, 0.64, "top third"]


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([5], "t"),
        ([5, 4], "tm"),
        ([3, 2, 1], "tmb"),
        ([7, 6, 5, 4], "ttmb"),
        ([4, 4, 4], "ttt"),
        ([9, 4, 4, 4, 1, 1], "ttttbb"),
        ([0, 2], "nt"),
        ([], ""),
    ],
)
def test_bands_are_thirds_and_equals_stay_together(weights, expected):
    assert "".join(bands(weights)[w][0] for w in weights) == expected


@given(st.lists(st.integers(0, 30), max_size=30))
def test_a_heavier_column_is_never_in_a_lower_band(weights):
    order = ["top third", "middle third", "bottom third", "not asked for"]
    found = bands(weights)
    places = [order.index(found[w]) for w in sorted(weights, reverse=True)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("meets", ["falls_short"], True),
        ("exceeds", ["falls_short", "no_characteristic"], True),
        ("meets", [], False),
        ("meets", [None, None], False),
        ("meets", ["falls_short", None], True),
        ("meets", ["falls_short", "meets"], False),
        ("exceeds", ["meets"], False),
        ("meets", ["unproven"], False),
        ("unproven", ["falls_short"], False),
        ("falls_short", ["falls_short"], False),
    ],
)
def test_only_we(ours, theirs, expected):
    assert only_we(ours, [v and seen("x", "r", v) for v in theirs]) is expected


def test_the_latest_verdict_with_a_source_counts():
    old, new = seen("Rival", "a", "meets"), seen("Rival", "a", "falls_short", on=date(2025, 6, 1))
    hearsay = seen("Rival", "a", "no_characteristic", source="  ", on=date(2025, 9, 1))
    assert sourced([new, hearsay, old]) == sourced([old, new]) == {("Rival", "a"): new}
    harsh, kind = seen("Rival", "a", "falls_short"), seen("Rival", "a", "meets")
    assert sourced([harsh, kind]) == sourced([kind, harsh]) == {("Rival", "a"): kind}


def test_competitor_columns():
    verdicts = [
        seen("Do nothing", "a", "falls_short"),
        seen("New “& Co”", "a", "no_characteristic"),
        seen("Rival", "b", "falls_short", source=""),
    ]
    house = quality_house(
        product("frame"), [need("a", 9), need("b", 5)], links("a.frame.9"), [Alternative("Do nothing", "status_quo")], verdicts
    )
    assert house.alternatives == ("Do nothing", "New “& Co”")
    assert [row.only_we for row in house.rows] == [True, False]
    assert matrix_table(house)[1][0][4:] == ["meets", "falls short", "no characteristic", True]
    assert [row[:4] for row in verdict_table(house)[1]] == [
        ["a", "Do nothing", "falls_short", "meets"],
        ["a", "New “& Co”", "no_characteristic", "meets"],
    ]


def test_names_that_are_alike_are_told_apart():
    header, _ = matrix_table(quality_house(product("x", "y", "ours", name=lambda i: "ours" if i == "ours" else "Size"), [], []))
    assert header[3:6] == ["Size (x)", "Size (y)", "ours (ours)"]
    assert len(set(header)) == len(header)


def test_stability_where_the_answer_is_known():
    one = quality_house(product("a", "b"), [need("r", 5)], links("r.a.9"))
    assert stability(one, 1).holds_share == 1.0  # nothing else carries anything
    far = quality_house(product("a", "b"), [need("r", 9), need("s", 9)], links("r.a.9 s.a.9 r.b.1"))
    assert stability(far, 1).holds_share == 1.0  # at worst 8 x 3 x 2 = 48 against 9 x 3 = 27
    assert stability(quality_house(product("a"), [need("r", 9)], []), 1) is None
    assert stability(quality_house(product(), [], []), 1) is None


def test_stability_of_two_equals_by_hand():
    # One need, two relations of 3: a loses only if b ends up above it. A notch moves up or down with chance .1 each, else stays:
    # b above a = b up and a not up (.1 x .9) + b same and a down (.8 x .1) = .17.
    house = quality_house(product("a", "b"), [need("r", 5)], links("r.a.3 r.b.3"))
    assert stability(house, 3, 40_000).holds_share == pytest.approx(0.83, abs=0.01)


def test_stability_is_the_same_on_every_run_and_in_any_order_of_links():
    given_links = links("r.a.9 s.a.3 r.b.9 s.b.1 t.c.9")
    needs = [need("r", 5), need("s", 4), need("t", 9)]
    shares = {
        stability(quality_house(product("a", "b", "c"), n, x), 7).holds_share
        for n, x in ((needs, given_links), (needs[::-1], given_links[::-1]))
    }
    assert len(shares) == 1
    assert 0 < shares.pop() < 1
