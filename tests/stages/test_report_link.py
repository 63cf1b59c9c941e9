"""The report's link: who counts as trained from when, the rows it is told from, and words no stronger than the design."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pandas as pd
import pytest

from readiness.stages.contribution import ContributionFit, RepContribution, RepPeriod
from readiness.stages.link import Design, causal_words, link
from readiness.stages.report import Assignment, LinkSection, added_by_rep, assignment, link_panel, link_section, reliably_added
from readiness.stages.report.link import headline
from readiness.stages.training import Attendance, Enrolment, Session, TrainingPlan, TrainingPolicy
from readiness.stages.training.records import Drawn
from readiness.stages.training.waves import drawn_waves
from readiness.vocabulary import Launch, LaunchDates, Motion, Rep
from tests.link_worlds import panel_frame, waves_world

LAUNCH = Launch("k-1", "K", 2, "", ("P",), "EUR", LaunchDates(*(date(2026, 1, 5),) * 4), (), 7)
POLICY = TrainingPolicy("T", 60, 9, date(2026, 1, 5), time(9), time(17), 2, 70.0)
FIRST, SECOND = date(2026, 1, 5), date(2026, 3, 2)


def rep(rep_id: str, territory_id: str = "t") -> Rep:
    return Rep(rep_id, "", "", "shops", "p", territory_id, "m", Motion.CONSULTATIVE, "UTC", "en", None)


def sold(rep_id: str, n_accounts: int = 9, n_cells: int = 90, reliability: float = 0.7) -> RepContribution:
    return RepContribution(rep_id, n_accounts, n_cells, *(0.0,) * 10, 0, 0, 0.0, 0.0, reliability, "like the average")


def fit_of(periods: list[RepPeriod], *reps: RepContribution) -> ContributionFit:
    own = reps or tuple(sold(r) for r in dict.fromkeys(p.rep_id for p in periods))
    return ContributionFit(own, (), (), 1, 0.0, converged=True, notes=(), periods=tuple(periods))


def section(frame: pd.DataFrame, assigned: str = "") -> LinkSection:
    """Return the report's link of a table of rows, through reps, periods, readiness and days of training."""
    periods = [RepPeriod(r.rep_id, str(r.week), float(r.contribution), 1.0) for r in frame.itertuples()]
    first = frame.drop_duplicates("rep_id")
    readiness = {r.rep_id: (float(r.readiness), float(r.readiness_se)) for r in first.itertuples()}
    days = {r.rep_id: date.fromisoformat(r.trained_on) for r in first[first["trained_on"].notna()].itertuples()}
    reps = [rep(r.rep_id, r.territory_id) for r in first.itertuples()]
    return link_section(link_panel(reps, fit_of(periods), readiness, Assignment(days, {}, assigned)))


def test_figures_are_those_of_the_link_on_the_same_rows() -> None:
    frame = waves_world(1, n=100)
    direct = link(frame, seed=1, assigned="random")
    found = section(frame, "random")
    assert found.result is not None
    for a, b in zip(found.result.estimates, direct.estimates, strict=True):
        assert (a.estimate, a.low, a.high) == pytest.approx((b.estimate, b.low, b.high), rel=1e-3)
        assert (a.n, a.verdict.split(":")[0]) == (b.n, b.verdict.split(":")[0])
    assert [p.weeks_since_training for p in found.event_study] == [p.weeks_since_training for p in direct.event_study]


def test_ten_points_by_hand() -> None:
    """Log sales rise by exactly .01 a point: ten points go with e^.1 - 1 = 10.5% more, shown as 11%."""
    rng = np.random.default_rng(1)
    index = rng.uniform(40, 90, 40).round(4)
    y = np.repeat(0.01 * index[:, None], 4, axis=1) + 1e-9 * rng.normal(size=(40, 4))
    found = section(panel_frame(y, np.full(40, 4), index, np.zeros(40), np.repeat(np.arange(4), 10)))
    assert "10 points more readiness go with 11% more sales (90% interval 11% to 11%, 40 reps)" in found.together[0]
    assert found.together[0].startswith("Readier reps sell more: ")
    assert headline(found.slope) == ("Go together", "40 reps compared")
    assert found.training[0] == "Not enough data on training and sales: nobody was trained in the weeks seen."


@pytest.mark.parametrize(("kind", "assigned"), [("random", ""), ("bad_spell", ""), ("random", "not"), ("bad_spell", "not")])
@pytest.mark.parametrize("effect", [0.0, 0.2])
def test_no_word_of_cause_without_lots(kind: str, assigned: str, effect: float) -> None:
    found = section(waves_world(3, kind=kind, effect=effect, n=200), assigned)
    text = "\n".join((*found.together, *found.training, *found.notes))
    assert causal_words(text, None) == []
    if kind == "bad_spell" or assigned == "not":
        assert headline(found.trained)[0] == "Association only"
        assert found.training[0].startswith("An association only: ")


def test_lots_carry_a_word_of_cause_and_say_so() -> None:
    found = section(waves_world(1, effect=0.2), "random")
    assert found.training[0].startswith("Training raised sales: ")
    assert "Who was trained when was drawn by lot." in found.training
    assert headline(found.trained)[0] == "Yes"
    assert not any("To find out" in line for line in found.training)
    assert any("did not differ from the others by more than chance" in line for line in found.training)


def test_early_against_late_is_told_as_such() -> None:
    rng = np.random.default_rng(1)
    start = rng.permutation(np.repeat([0, 4], 60))
    y = rng.normal(0, 0.1, (120, 6)) + 0.2 * (np.arange(6) >= start[:, None])
    frame = panel_frame(y, start, rng.normal(size=120), np.full(120, 0.3), np.repeat(np.arange(6), 20), 4)
    found = section(frame, "random")
    assert found.training[0].startswith("Training raised sales: ")
    assert any("the early are held against the late" in line for line in found.training)
    assert not any("the early are held against" in line for line in section(waves_world(1, effect=0.2), "random").training)


def test_what_could_have_been_seen_is_said_in_percent() -> None:
    found = section(waves_world(5, effect=0.0), "random")
    shown = found.trained.detectable
    assert shown is not None and 0.01 < shown < 0.2
    words = f"a true difference of {100 * (np.exp(shown) - 1):.1f}% would show four times in five"
    verdict = found.trained.verdict
    assert any(words in line for line in found.training) == (verdict != "no evidence")


def test_few_reps_are_told_how_many_more() -> None:
    found = section(waves_world(2, n=20).query("rep_id < 'r00017'"))
    assert found.together[0].startswith("Not enough data on readiness and sales: 17 of the 20 reps needed")
    assert found.together[1].startswith("At least 3 more reps are needed")
    nobody = link_section(())
    assert (nobody.together, nobody.training) == (("Not enough data: no rep's sales could be judged.",),) * 2
    same = section(waves_world(2, n=20).assign(contribution=1.0))
    assert "the same in every row" in same.together[0]


def test_the_rows_leave_out_who_says_too_little() -> None:
    periods = [
        RepPeriod("b", "2026-02-02", 0.12345678, 2.0),
        RepPeriod("b", "2026-01-05", -0.0, 1.0),
        RepPeriod("b", "2026-03-02", 9.0, 0.0),
        *(RepPeriod(rep_id, "2026-01-05", 0.5, 1.0) for rep_id in ("a", "few", "thin", "gone")),
    ]
    fit = fit_of(periods, sold("a"), sold("b"), sold("few", n_accounts=2), sold("thin", n_cells=29), sold("gone"))
    training = Assignment({"b": FIRST}, {"b": 2}, "random")
    rows = link_panel([rep(i) for i in ("b", "a", "few", "thin")], fit, {"b": (61.234567, 4.0)}, training)
    assert [(r.rep_id, r.week.isoformat(), r.contribution) for r in rows] == [
        ("a", "2026-01-05", 0.5), ("b", "2026-01-05", 0.0), ("b", "2026-02-02", 0.123457),
    ]  # fmt: skip
    assert (rows[0].readiness, rows[0].trained_on, rows[0].wave) == (None, None, None)
    assert (rows[1].readiness, rows[1].readiness_se, rows[1].trained_on, rows[1].wave, rows[1].assigned) == (
        61.2346, 4.0, FIRST, 2, "random",
    )  # fmt: skip
    assert link_panel([rep("a")], None, {}, training) == ()


def test_what_was_added_over_all_periods_is_their_weighted_mean() -> None:
    periods = [
        RepPeriod("a", "2026-01-05", 0.4, 1.0),
        RepPeriod("a", "2026-02-02", 0.1, 3.0),
        RepPeriod("b", "2026-01-05", 9.0, 0.0),
    ]
    fit = fit_of(periods, sold("a", reliability=0.6), sold("b"))
    assert added_by_rep(fit) == {"a": (pytest.approx((0.4 + 0.3) / 4), 4.0)}
    assert reliably_added(fit) == {"a": (pytest.approx(0.175), 0.6)}
    assert reliably_added(fit_of(periods, sold("a", reliability=0.05))) == {}
    assert reliably_added(None) == {}


def planned(reps: list[Rep], moved: int = 0) -> tuple[TrainingPlan, dict[str, int]]:
    """Return a plan that seats everybody in the wave drawn, but for the first `moved`."""
    drawn = drawn_waves(reps, 2, LAUNCH.launch_id, LAUNCH.seed)

    def session(wave: int, day: date) -> Session:
        start = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        return Session(f"s{wave}", "T", "t", "en", start, start + timedelta(hours=1), 9, wave)

    seats = [Enrolment(r, f"s{w}", w if i >= moved else 3 - w) for i, (r, w) in enumerate(sorted(drawn.items()))]
    draw = tuple(Drawn(r, w, "t, consultative") for r, w in sorted(drawn.items()))
    return TrainingPlan((session(2, SECOND), session(1, FIRST)), tuple(seats), (), draw=draw), drawn


def test_waves_that_were_drawn_and_held_are_a_lottery_of_all_who_were_drawn() -> None:
    reps = [rep(f"r{i:02}", f"t{i % 3}") for i in range(20)]
    plan, drawn = planned(reps)
    start = {1: FIRST, 2: SECOND}
    came = [Attendance(r, start[w] + timedelta(days=k % 9), 60) for k, (r, w) in enumerate(sorted(drawn.items()))]
    found = assignment(POLICY, plan, came[2:])  # two never came
    assert found.assigned == "random"
    assert found.wave == drawn
    assert found.trained_on == {r: start[w] for r, w in drawn.items()}
    assert assignment(replace(POLICY, assigned="not"), plan, came).assigned == "not"


def test_the_draw_is_the_plan_s_own_and_not_drawn_anew() -> None:
    """A rep who joined after the draw would change it, were it drawn anew; the plan's rows say who was drawn for what."""
    reps = [rep(f"r{i:02}") for i in range(20)]
    plan, drawn = planned(reps)
    other = tuple(Drawn(d.rep_id, 3 - d.wave, d.stratum) for d in plan.draw)
    seats = tuple(Enrolment(e.rep_id, f"s{3 - e.wave}", 3 - e.wave) for e in plan.enrolments)
    start = {1: FIRST, 2: SECOND}
    came = [Attendance(r, start[3 - w], 60) for r, w in drawn.items()]
    found = assignment(POLICY, replace(plan, draw=other, enrolments=seats), came)
    assert found.wave == {r: 3 - w for r, w in drawn.items()}


def test_who_was_given_a_wave_is_left_out_where_it_was_drawn_for_the_others() -> None:
    reps = [rep(f"r{i:02}") for i in range(20)]
    plan, drawn = planned(reps)
    late = Drawn("new", 2, why="hired on 2026-02-02, after wave 1 has ended")
    seats = (*plan.enrolments, Enrolment("new", "s2", 2))
    start = {1: FIRST, 2: SECOND}
    came = [Attendance(r, start[w], 60) for r, w in drawn.items()] + [Attendance("new", SECOND, 60)]
    found = assignment(POLICY, replace(plan, draw=(*plan.draw, late), enrolments=seats), came)
    assert (found.assigned, found.left_out) == ("random", {"new"})
    assert found.wave == drawn
    assert found.trained_on["new"] == SECOND
    rows = link_panel([rep("new"), rep("r00")], fit_of([RepPeriod(i, "2026-01-05", 0.5, 1.0) for i in ("new", "r00")]), {}, found)
    assert [(r.rep_id, r.wave, r.left_out) for r in rows] == [("new", None, "yes"), ("r00", drawn["r00"], None)]


def test_waves_that_were_not_kept_are_none() -> None:
    reps = [rep(f"r{i:02}") for i in range(20)]
    plan, drawn = planned(reps)
    at_once = [Attendance(r, FIRST, 60) for r in drawn]
    late = [Attendance(r, SECOND, 60) for r in drawn]
    for came in (at_once, late, []):
        found = assignment(POLICY, plan, came)
        assert (found.assigned, found.wave) == ("", {})
        assert found.trained_on == {a.rep_id: a.attended_on for a in came}
    other, _ = planned(reps, moved=5)
    start = {1: FIRST, 2: SECOND}
    as_drawn = [Attendance(r, start[w], 60) for r, w in drawn.items()]
    assert assignment(POLICY, other, as_drawn).assigned == ""
    assert assignment(POLICY, planned(reps, moved=4)[0], as_drawn).assigned == "random"
    as_came = {a.rep_id: a.attended_on for a in as_drawn}
    assert assignment(POLICY, None, as_drawn) == Assignment(as_came, {}, "")
    said = assignment(replace(POLICY, assigned="random"), None, [Attendance("r01", SECOND, 0), *as_drawn])
    assert said.assigned == "random"
    undrawn = replace(plan, draw=())
    assert assignment(POLICY, undrawn, as_drawn) == Assignment(as_came, {}, "")
    assert assignment(replace(POLICY, randomise=False), undrawn, as_drawn) == Assignment(as_came, {}, "not")


def test_a_design_with_problems_carries_no_cause() -> None:
    assert not Design("random", 0.01, 0.01, ("Trained reps already differed.",)).carries_cause
