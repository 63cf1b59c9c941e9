"""Charts say what the report's rows say, stand where Vega draws them, and leave out what nobody knows."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pandas as pd
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from readiness.adapters.chart_drawing import VEGA_LITE, svg
from readiness.stages.link import EventPoint
from readiness.stages.report import ChannelQuality, ClaimRow, data_quality
from readiness.stages.report.charts import (
    Chart,
    added_by_rep,
    buyer_map,
    channel_waterfalls,
    claims_missed,
    group_charts,
    launch_charts,
    launch_waterfall,
    partner_scorecard,
    readiness_vs_results,
    rep_waterfall,
    standing,
    training_event_study,
)
from readiness.stages.report.charts import chart as look
from readiness.stages.report.charts.scatter import MARKS, MOST_POINTS
from readiness.stages.report.charts.side_points import SIDES
from readiness.stages.report.charts.waterfalls import steps_of
from readiness.stages.report.summary import MapPlace
from readiness.stages.sales_out.schedule import Submission
from readiness.stages.sales_out.scorecard import PartnerEvidence, partner_score
from readiness.vocabulary import Partner
from tests.adapters.test_report_act_files import made as placed
from tests.adapters.test_report_files import made, with_quiz
from tests.chart_worlds import EXPECTED, NASTY, WORLDS, grouped, told, world
from tests.drawn_charts import marks_of, texts_of, values_of

MINUS = "\N{MINUS SIGN}"


def chart(found: Chart | None) -> Chart:
    assert found is not None
    return found


# ---------------------------------------------------------------- readiness against results


def test_each_rep_is_a_point_with_both_bands_in_its_own_area() -> None:
    """By turns ready and not, adding 20% and 20% short, with bands of 10 points and of 10%; the first has too few accounts."""
    found = placed(8, thin=1)
    drawn = chart(readiness_vs_results(found))
    (points,) = marks_of(drawn, "symbol")
    zero, bar, *whiskers = marks_of(drawn, "rule")
    across, up = whiskers
    assert [row[1] for row in drawn.rows] == [f"Rep {i:03}" for i in range(1, 8)]
    for i, (point, x_band, y_band) in enumerate(zip(points, across, up, strict=True), start=1):
        left, right = sorted((x_band["x"], x_band["x2"]))
        high, low = sorted((y_band["y"], y_band["y2"]))  # pixels run downwards
        assert left < point["x"] < right and high < point["y"] < low
        assert (left > bar[0]["x"]) == (i % 2 == 0)
        assert (low < zero[0]["y"]) == (i % 4 < 2)
    assert drawn.rows[1][1:9] == ("Rep 002", 80, 75, 85, -20, -30, -10, "Ready, not adding yet (99%)")
    assert "Not drawn, for want of data on one count or both: Rep 000." in drawn.note
    assert drawn.says == (
        "7 reps by readiness across and by what each added up, with 90% bands: 3 shown to be ready, and 1 of them sells more than"
        " an average rep would."
    )
    where = standing(found)
    assert where is not None
    assert {name: sure for name, sure, _ in where.counts} == {
        "Ready and adding": 1, "Ready, not adding yet": 2, "Adding, not ready yet": 2, "Neither yet": 2, "Between the areas": 0,
    }  # fmt: skip


def test_bars_of_their_own_are_drawn_as_the_distance_from_each() -> None:
    """Readiness 80 is 10 above a bar of 70, and 50 is 10 below one of 60."""
    drawn = chart(readiness_vs_results(placed(4, bars=(70, 60))))
    assert [row[2] for row in drawn.rows] == [10, -10, 10, -10]
    assert "Readiness, points above or below the rep's own bar" in texts_of(drawn)


def test_a_band_far_beyond_the_picture_is_cut_at_its_edge_and_told_in_the_table() -> None:
    found = placed(2)
    wide = replace(found.rows[0], contribution_low=-50_000.0, contribution_high=90_000.0)
    drawn = chart(readiness_vs_results(replace(found, rows=(wide, found.rows[1]))))
    up = marks_of(drawn, "rule")[3][0]
    (frame,) = {(p["y"], p["y2"]) for p in marks_of(drawn, "rule")[1]}
    assert sorted((up["y"], up["y2"])) == sorted(frame)
    assert drawn.rows[0][5:8] == (20, -5000, 9000)
    assert drawn.table.rows[0][3] == f"+20% ({MINUS}5000% to +9000%)"


def test_many_reps_are_counted_in_cells_that_hold_everybody_once() -> None:
    found = placed(MOST_POINTS + 1)
    drawn = chart(readiness_vs_results(found))
    assert sum(int(row[4] or 0) for row in drawn.rows) == MOST_POINTS + 1
    assert len(marks_of(drawn, "rect")[0]) == len(drawn.rows) == 4
    assert {row[4] for row in drawn.rows} == {100, 101}
    assert all(row[0] <= 80 < row[1] or row[0] <= 50 < row[1] for row in drawn.rows)  # type: ignore[operator]
    assert "too many for points" in drawn.note and "bands:" not in drawn.says
    assert readiness_vs_results(placed(MOST_POINTS)).header[0] == "No."  # type: ignore[union-attr]


@pytest.mark.parametrize("n", [MOST_POINTS, 10_000])
def test_the_picture_stays_small(n: int) -> None:
    drawn = chart(readiness_vs_results(placed(n)))
    assert len(svg(drawn.spec)) < 400_000
    assert len(json.dumps(drawn.spec)) < 600_000


# ---------------------------------------------------------------- waterfalls


@given(st.lists(st.floats(-1e7, 1e7), min_size=6, max_size=6))
def test_shown_parts_of_the_waterfall_add_up_to_the_shown_total(parts: list[float]) -> None:
    names = ("legacy", "market", "availability", "demand", "contribution", "unexplained")
    *steps, total = steps_of(list(zip(names, parts, strict=True)))
    assert sum(s.shown for s in steps if s.part) == total.shown
    assert total.shown == round(sum(parts)) or abs(sum(parts) % 1 - 0.5) < 1e-6
    for before, after in pairwise(steps):
        assert after.start == (0.0 if not after.part else before.end)


def test_the_waterfall_of_the_launch_by_hand() -> None:
    """Two reps: 880 + 5 - 15 + 30 each as expected, 50 and 30 added, so that nothing is left unexplained."""
    drawn = chart(launch_waterfall(made(2)[0]))
    assert [(row[0], row[1]) for row in drawn.rows] == [
        ("Accounts as they were", 1760), ("Market", 10), ("Stock on hand", -30), ("Demand", 60),
        ("Average reps would have sold", 1800), ("What the reps added", 80), ("Not explained", 0), ("Sales-out", 1880),
    ]  # fmt: skip
    (bars,) = marks_of(drawn, "rect")
    by_y = sorted(bars, key=lambda b: b["y"])
    dollar = by_y[-1]["width"] / 1880
    assert [round(b["width"] / dollar) for b in by_y] == [1760, 10, 30, 60, 1800, 80, 0, 1880]
    assert [text for text in texts_of(drawn) if text.endswith(" USD")] == [
        "1,760 USD", "+10 USD", f"{MINUS}30 USD", "+60 USD", "1,800 USD", "+80 USD", "0 USD", "1,880 USD",
    ]  # fmt: skip
    assert "no band" in drawn.note and "1,880 USD" in drawn.says


def test_the_waterfall_of_one_rep_has_its_band_and_names_nobody_else() -> None:
    _, rows = made(2)
    drawn = chart(rep_waterfall(rows[0]))
    assert "what the rep added is +50 USD (90% band +20 to +80)" in drawn.says
    (row,) = values_of(drawn, "rule")[-1]
    assert (row["high"] - row["low"], row["low"] - row["start"]) == (60, 20)
    assert drawn.names_persons and "Number001" not in json.dumps(drawn.spec)
    assert rep_waterfall(replace(rows[0], contribution_low=None)) is None
    assert rep_waterfall(replace(rows[0], sales_out_money=math.nan)) is None


def test_the_waterfall_of_a_channel_is_the_sum_of_its_reps_and_stands_beside_its_interval() -> None:
    found = grouped()
    drawn = {c.name: c for c in channel_waterfalls(found)}
    assert set(drawn) == {"decomposition_shops", "decomposition_online"}
    shops = drawn["decomposition_shops"]
    assert shops.rows[-1][:2] == ("Sales-out", 1000 * (1 + 2 + 11 + 12 + 13 + 14))  # r0, r1, r10, ... by id
    assert shops.title.endswith("Bike shops") and not shops.names_persons
    assert f"{MINUS}10% (90% interval {MINUS}20% to {MINUS}5%)" in shops.note
    assert found.fairness is not None
    unsure = replace(found, fairness=replace(found.fairness, groups=found.fairness.groups[:1]))
    assert [c.name for c in channel_waterfalls(unsure)] == ["decomposition_online"]
    assert channel_waterfalls(made(12)[0]) == ()


# ---------------------------------------------------------------- groups, reps


def test_who_is_ready_by_channel_by_hand() -> None:
    drawn = {c.name: c for c in group_charts(grouped())}
    assert set(drawn) == {"ready_by_channel", "added_by_channel", "ready_by_wave", "added_by_wave"}
    ready = drawn["ready_by_channel"]
    assert ready.rows == (("Online", 6, 3, 0, 2, 1, 0.5), ("Bike shops", 6, 6, 0, 0, 0, 1.0))
    assert ready.says == "Reps shown to be ready by channel: 9 of 12 in all, from 50% (Online) to 100% (Bike shops)."
    assert ready.note == "1 group is not shown, of fewer than 5 reps each."
    (bars,) = marks_of(ready, "rect")
    whole = max(b["width"] for b in bars)
    assert sorted(round(6 * b["width"] / whole) for b in bars) == [1, 2, 3, 6]
    assert {"3 of 6 ready", "6 of 6 ready"} <= set(texts_of(ready))


def test_what_groups_added_is_what_fairness_says_of_them() -> None:
    drawn = {c.name: c for c in group_charts(grouped())}
    added = drawn["added_by_channel"]
    assert [row[:2] for row in added.rows] == [("Online", 6), ("Bike shops", 6)]
    assert [row[2:] for row in added.rows] == [pytest.approx((10, 0, 21)), pytest.approx((-10, -20, -5))]
    assert "of 2 groups 0 added more, 1 less, 1 cannot be told apart" in added.says
    assert {d["group"]: d["side"] for d in values_of(added, "point")[0]} == {
        "Online": "cannot be told apart",
        "Bike shops": "less",
    }
    assert [row[0] for row in drawn["added_by_wave"].rows] == ["Wave 1", "Wave 2"]
    assert not any(c.names_persons for c in drawn.values())


def test_reps_stand_by_name_and_the_undrawn_are_said() -> None:
    found, _ = made(70)
    judged = frozenset(row.rep_id for row in found.rows[:65])
    drawn = chart(added_by_rep(replace(found, judged=judged)))
    names = [row[0] for row in drawn.rows]
    assert len(names) == 60 and names == sorted(names)
    assert (
        drawn.note == "5 more reps of whom less was expected are in reps.csv. 5 reps with not enough data on sales are not drawn."
    )
    assert "rank" not in json.dumps([drawn.header, drawn.spec, drawn.says]).lower()


def test_a_rep_is_more_less_or_neither_by_the_whole_band() -> None:
    """Rep i added 50 - 20 i, between 30 less and 30 more of that: the bands of all but the first and the last hold zero."""
    drawn = chart(added_by_rep(replace(made(6)[0])))
    (points,) = values_of(drawn, "point")
    assert [p["side"] for p in points] == ["more", *["cannot be told apart"] * 4, "less"]
    assert "1 added more, 1 less, 4 cannot be told apart" in drawn.says


# ---------------------------------------------------------------- event study


def test_marks_of_the_event_study_stand_where_their_numbers_say() -> None:
    """Differences of 0 and 10% a fixed number of pixels apart: the zero line, the marks and the ends of bands agree."""
    ten = math.log(1.1)
    points = (
        EventPoint(-8, 0.0, -ten, ten, 9), EventPoint(-4, 0.0, None, None, 9), EventPoint(0, ten, 0.0, 2 * ten, 9),
        EventPoint(4, -ten, -9.0, 9.0, 9),
    )  # fmt: skip
    report = told(points)
    drawn = chart(training_event_study(report))
    zero, training, bands = marks_of(drawn, "rule")
    ((far, base, now, last),) = marks_of(drawn, "symbol")
    assert far["y"] == base["y"] == zero[0]["y"]
    assert now["y"] < zero[0]["y"] < last["y"]
    a_percent = (zero[0]["y"] - now["y"]) / 10
    ends = [sorted((b["y"], b["y2"])) for b in bands]
    assert len(ends) == 3
    assert zero[0]["y"] - ends[1][0] == pytest.approx(21 * a_percent, abs=0.2)  # 1.1^2
    assert last["y"] - zero[0]["y"] == pytest.approx((100 - 100 / 1.1) * a_percent, abs=0.2)
    assert ends[2] == [pytest.approx(zero[0]["y"] + side * 100 * a_percent, abs=0.2) for side in (-1, 1)]
    assert base["x"] < training[0]["x"] < now["x"]
    assert [m["fill"] for m in (far, base, now, last)] == ["#ffffff", "#ffffff", look.INK, look.INK]
    assert [row[0] for row in drawn.rows] == ["8 weeks before", "4 weeks before", "With the training", "4 weeks after"]
    assert drawn.rows[1] == ("4 weeks before", 0.0, None, None, 9)
    assert [row[1] for row in drawn.table.rows] == [
        f"0% ({MINUS}9.1% to +10%)",
        "0%",
        "+10% (0% to +21%)",
        drawn.table.rows[3][1],
    ]
    (ground,) = marks_of(drawn, "rect")[0]
    assert ground["x"] + ground["width"] == pytest.approx(training[0]["x"], abs=0.6)
    assert training_event_study(told(points[:2])) is None
    assert training_event_study(told(())) is None


# ---------------------------------------------------------------- claims, partners


def test_claims_are_shaded_by_their_wrong_answers_the_most_missed_first() -> None:
    found = with_quiz()
    assert found.quiz is not None
    drawn = chart(claims_missed(found))
    rows = {(row.requirement_id, row.channel): row for row in found.quiz.claims}
    assert len(drawn.rows) == len(rows) == 18
    whole = [row for row in drawn.rows if row[1] == "All"]
    assert [row[3] for row in whole] == sorted((row[3] for row in whole), reverse=True)
    for row in drawn.rows:
        claim = next(k for k, text in (("N" + str(n), f"Headline N{n}") for n in range(6)) if text == row[0])
        of = rows[claim, {"All": "", "Bike shops": "shops", "Online": "online"}[str(row[1])]]
        assert row[2:] == (of.n, *(pytest.approx(1 - v, abs=1e-4) for v in (of.share_right, of.share_high, of.share_low)))
    assert len(marks_of(drawn, "rect")[0]) == 18
    assert whole[0][0] in drawn.says


def test_a_claim_with_too_few_answers_is_a_blank_cell() -> None:
    found = with_quiz()
    assert found.quiz is not None
    thin = [
        replace(c, verdict="not_enough_data") if c.channel == "shops" and c.requirement_id == "N1" else c
        for c in found.quiz.claims
    ]
    drawn = chart(claims_missed(replace(found, quiz=replace(found.quiz, claims=tuple(thin)))))
    assert len(marks_of(drawn, "rect")[0]) == len(drawn.rows) == 17
    assert drawn.note == "A blank cell has too few answers."
    none = tuple(replace(c, verdict="not_enough_data") for c in found.quiz.claims)
    assert claims_missed(replace(found, quiz=replace(found.quiz, claims=none))) is None


def test_many_claims_and_channels_are_cut_and_said() -> None:
    found = with_quiz()
    assert found.quiz is not None
    claims = tuple(
        ClaimRow(f"M{k}", f"R{k:02}", "", c, 20, 40, 0.9 - 0.01 * k, 0.8, 0.95, "understood", "", "")
        for k in range(33)
        for c in ("", *(f"c{i}" for i in range(8)))
    )
    drawn = chart(claims_missed(replace(found, quiz=replace(found.quiz, claims=claims))))
    assert drawn.note == "3 claims missed less often are in claims.csv. 2 more channels in the table only."
    assert drawn.rows[0][:2] == ("R32", "All") and len(drawn.rows) == 30 * 9
    assert len(marks_of(drawn, "rect")[0]) == 30 * 7


def test_the_scorecard_holds_the_measures_that_are_known() -> None:
    partners = [Partner(f"p{n}", name, (), "USD") for n, name in enumerate(("Zed & Sons", *NASTY))]
    sent = Submission("p0", datetime(2020, 4, 3, tzinfo=UTC), date(2020, 3, 1), date(2020, 3, 31), 40, 37, 2, 1, 0, "applied")
    scores = tuple(partner_score(p, PartnerEvidence(submissions=[sent]), date(2020, 6, 5)) for p in partners[:-3])
    lines = pd.DataFrame({"partner_id": [], "sold_on": []})
    quality = data_quality(lines, [], partners, channel=ChannelQuality(scores=scores))
    found = replace(made(1)[0], quality=quality)
    drawn = chart(partner_scorecard(found))
    row = dict(zip(drawn.header, next(r for r in drawn.rows if r[0] == "Zed & Sons"), strict=True))
    assert (row["Accepted"], row["Sent twice (the less the better)"], row["On time"]) == (0.975, 0.05, None)
    assert [r[0] for r in drawn.rows] == sorted(s.name for s in scores)
    assert "Accepted" in texts_of(drawn) and "On time" not in texts_of(drawn)
    assert partner_scorecard(made(1)[0]) is None


# ---------------------------------------------------------------- every chart


@pytest.mark.parametrize("name", WORLDS)
def test_every_chart_compiles_draws_and_says_only_what_is_known(name: str) -> None:
    charts = launch_charts(world(name))
    assert len({c.name for c in charts}) == len(charts)
    assert {c.name for c in charts} == EXPECTED.get(name, {c.name for c in charts})
    for c in charts:
        spec = json.loads(json.dumps(c.spec, allow_nan=False))
        assert json.loads(json.dumps(c.rows, allow_nan=False)) == [list(row) for row in c.rows]
        assert vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE)["marks"]
        texts = [c.title, c.says, c.note, *texts_of(c), *(cell for row in c.table.rows for cell in row)]
        assert not [t for t in texts if re.search(r"\b(nan|NaN|None|undefined|inf|null)\b", t)], c.name
        assert {len(row) for row in c.rows} == {len(c.header)} == {len(c.kinds)}
        assert re.fullmatch(r"[a-z0-9_]+", c.name) and c.says.endswith(".") and "\n" not in c.title
    assert launch_charts(world(name)) == charts


def test_two_of_one_name_are_two_marks() -> None:
    drawn = chart(added_by_rep(world("twins")))
    assert len({p["y"] for p in marks_of(drawn, "symbol")[0]}) == 50


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_colours_can_be_read_and_never_stand_alone() -> None:
    for colour in (look.BLUE, look.VERMILION, look.GREEN, look.PURPLE, look.GREY):
        assert contrast(colour, look.WHITE) >= 3
    for colour in (look.INK, look.SOFT):
        assert min(contrast(colour, ground) for ground in (look.WHITE, look.PALE)) >= 4.5
    assert all(contrast(fill, ink) >= 4.5 for fill, ink in look.SHADES)
    assert len({(shape, is_filled) for _, _, shape, is_filled in MARKS.values()}) == len(MARKS)
    assert len({shape for _, _, shape in SIDES}) == len({colour for _, colour, _ in SIDES}) == len(SIDES)


@given(st.text(), st.integers(5, 40), st.integers(1, 3))
def test_a_wrapped_text_fits_and_loses_nothing_that_has_room(text: str, width: int, lines: int) -> None:
    found = look.wrapped(text, width=width, lines=lines).split("\n")
    assert len(found) <= lines and all(len(line) <= width for line in found)
    whole = look.one_line(text)
    if not found[-1].endswith("…"):
        assert "".join("".join(found).split()) == "".join(whole.split())


def test_the_buyers_map_has_a_row_a_person_and_a_column_a_step() -> None:
    places = (
        MapPlace("Road", "Owner", "See", 3, 3, ""),
        MapPlace("Road", "Cook", "See", 3, 1, "something to show"),
        MapPlace("Road", "Owner", "Order", 2, 0, "something to say"),
        MapPlace("Road", "Cook", "Order", 0, 0, ""),
    )
    drawn = chart(buyer_map(replace(made(1)[0], places=places)))
    assert drawn.header == ("Segment", "Person", "See", "Order")
    assert drawn.rows == (("Road", "Owner", "3 of 3", "0 of 2"), ("Road", "Cook", "1 of 3", ""))
    assert {"3/3", "1/3", "0/2"} <= set(texts_of(drawn))
    assert "of 8 places where somebody is to be met, 4 have" in drawn.says
    assert buyer_map(made(1)[0]) is None
