"""The link: verdicts in worlds whose truth is known, and words that claim no more than the design carries."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from readiness.errors import NotEnoughDataError
from readiness.stages.link import Design, Estimate, LinkResult, causal_words, link
from readiness.stages.link.verdicts import slope_verdict, training_verdict
from tests.link_worlds import launch_link, launch_world, panel_frame, true_average, waves_world

LOTTERY = Design("random", 0.5, 0.01, ())
UNSAID = Design("", 0.5, None, ())
CHOSEN = Design("not", 0.5, None, ("Training was not given by lot, so trained reps may have differed anyway.",))


def effect(result: LinkResult, estimand: str = "training_simple") -> Estimate:
    return next(e for e in result.estimates if e.estimand == estimand)


def test_a_launch_of_known_effect_is_found_within_its_interval() -> None:
    """Eight worlds of 200 reps, an error near .013 each: the mean is within three of its own; plain regression stays below."""
    found = [launch_link(launch_world(seed, n_territories=10)) for seed in range(8)]
    slopes = np.array([r.estimates[0].estimate for r in found], dtype=float)
    plain = np.array([r.plain_slope for r in found], dtype=float)
    assert abs(slopes.mean() - 0.06) < 3 * 0.013 / np.sqrt(8)
    assert plain.mean() < slopes.mean() - 0.008
    assert {r.estimates[0].verdict for r in found} == {"supports"}


def test_waves_by_lot_support_what_is_true_and_find_no_more() -> None:
    """Twenty panels: the mean within three of its own errors of the truth, 90% intervals that hold it 14 times or more."""
    found = [effect(link(waves_world(seed), seed=1)) for seed in range(20)]
    truth = true_average(0.05)
    estimates = np.array([e.estimate for e in found], dtype=float)
    assert abs(estimates.mean() - truth) < 3 * estimates.std(ddof=1) / np.sqrt(20) < 0.01
    assert sum(e.low is not None and e.high is not None and e.low < truth < e.high for e in found) >= 14
    result = link(waves_world(1), seed=1, assigned="random")
    assert effect(result).verdict == "supports"
    assert result.design.carries_cause
    assert [c.n for c in result.cohorts] == [80, 80, 80, 80]
    assert result.never_share == pytest.approx(0.2)
    assert sum(c.share for c in result.cohorts) == pytest.approx(0.8)


def test_training_after_a_bad_spell_is_an_association_only() -> None:
    for seed in range(10):
        result = link(waves_world(seed, kind="bad_spell", effect=0.0), seed=seed)
        assert {e.verdict for e in result.estimates[1:]} == {"association only"}
        assert "chosen by results" in " ".join(result.sentences)


def test_the_event_study_is_flat_before_a_lottery_and_rises_after() -> None:
    points = link(waves_world(2, effect=0.2), seed=1, assigned="random").event_study
    assert [p.weeks_since_training for p in points] == list(range(-21, 18))
    base = next(p for p in points if p.weeks_since_training == -1)
    assert (base.estimate, base.low, base.high) == (0.0, None, None)
    before = [p for p in points if p.weeks_since_training < -1]
    assert all(p.low is not None and p.high is not None and p.low < 0 < p.high for p in before)
    after = [p for p in points if 3 <= p.weeks_since_training <= 10]
    assert all(p.low is not None and p.low > 0 for p in after)


def test_readiness_changes_no_verdict_on_training_and_training_none_on_readiness() -> None:
    rows = waves_world(3)
    shuffled = rows.assign(readiness=rows["readiness"].to_numpy()[::-1])
    assert effect(link(rows, seed=1)) == effect(link(shuffled, seed=1))
    untrained = link(rows.assign(trained_on=None), seed=1)
    assert untrained.estimates[0] == link(rows, seed=1).estimates[0]
    assert effect(untrained).verdict == "not enough data: nobody was trained in the weeks seen"


def test_order_of_rows_and_way_of_writing_weeks_change_nothing() -> None:
    rows = waves_world(4)
    usual = link(rows, seed=1, assigned="random")
    assert link(rows.sample(frac=1.0, random_state=1), seed=1, assigned="random") == usual
    first = pd.Timestamp("2026-01-05")
    numbered = rows.assign(**{n: (pd.to_datetime(rows[n]) - first).dt.days / 7 for n in ("week", "trained_on")})
    again = link(numbered, seed=1, assigned="random")
    assert [e.estimate for e in again.estimates] == [e.estimate for e in usual.estimates]
    assert again.event_study == usual.event_study


def test_a_day_inside_a_week_counts_from_that_week() -> None:
    rows = waves_world(5)
    thursday = (pd.to_datetime(rows["trained_on"]) + pd.Timedelta(days=3)).dt.strftime("%Y-%m-%d")
    assert link(rows.assign(trained_on=thursday.where(rows["trained_on"].notna(), None)), seed=1) == link(rows, seed=1)


def test_scale_of_contribution_and_readiness_goes_through() -> None:
    rows = waves_world(6)
    one = link(rows, seed=1)
    other = link(
        rows.assign(
            contribution=1000 * rows["contribution"],
            readiness=50 + 10 * rows["readiness"],
            readiness_se=10 * rows["readiness_se"],
        ),
        seed=1,
    )
    for a, b, factor in zip(one.estimates, other.estimates, [100.0] + [1000.0] * (len(one.estimates) - 1), strict=True):
        assert (b.estimate, b.low, b.high) == pytest.approx([factor * v for v in (a.estimate, a.low, a.high) if v is not None])
        assert b.verdict == a.verdict


def test_rich_territories_do_not_pass_for_readiness() -> None:
    """Contribution differs by territory only, readiness with it: nothing is left inside a territory."""
    rng = np.random.default_rng(1)
    territory = np.repeat(np.arange(10), 20)
    theta = territory / 3 + rng.normal(size=200)
    y = 5.0 * territory[:, None] + rng.normal(0, 0.1, (200, 8))
    rows = panel_frame(y, np.full(200, 8), theta, np.full(200, 0.3), territory)
    inside = link(rows, seed=1).estimates[0]
    assert inside.low is not None and inside.high is not None
    assert inside.low < 0 < inside.high
    across = link(rows.drop(columns="territory_id"), seed=1)
    assert across.estimates[0].verdict == "supports"
    assert any("No territory is known" in note for note in across.notes)


def test_a_territory_trained_as_one_counts_as_one() -> None:
    """Twelve territories, each with one day of training: the error is that of twelve, not of 240."""
    rng = np.random.default_rng(2)
    territory = np.repeat(np.arange(12), 20)
    start = np.where(territory < 6, 6, 12)
    y = rng.normal(0, 0.1, (240, 12)) + rng.normal(0, 0.3, (12, 12))[territory]
    rows = panel_frame(y, start, rng.normal(size=240), np.full(240, 0.3), territory)
    together = effect(link(rows, seed=1)).standard_error
    alone = effect(link(rows.drop(columns="territory_id"), seed=1)).standard_error
    assert together is not None and alone is not None
    assert together > 2 * alone


def test_a_wave_counts_from_its_first_day_with_all_who_were_invited() -> None:
    rows = waves_world(7)
    wave = rows["trained_on"].fillna("never")
    late = (rows["rep_id"].str[-1] == "3") & rows["trained_on"].notna()
    as_came = rows.assign(trained_on=rows["trained_on"].where(~late, None), wave=wave.where(wave != "never", None))
    invited = link(as_came, seed=1)
    assert effect(invited) == effect(link(rows, seed=1))
    assert any("count with it, as invited" in note for note in invited.notes)


def early_and_late(seed: int, added: float, n: int = 240) -> pd.DataFrame:
    """Return a panel of reps trained before sales began, and as many trained after eight of thirteen periods, by lot."""
    rng = np.random.default_rng(seed)
    start = rng.permutation(np.repeat([0, 8], n // 2))
    y = rng.normal(0, 0.14, (n, 1)) + rng.normal(0, 0.19, (n, 13)) + added * (np.arange(13) >= start[:, None])
    return panel_frame(y, start, rng.normal(size=n), np.full(n, 0.3), np.repeat(np.arange(n // 20), 20), 4)


def test_early_against_late_is_the_difference_of_their_means_while_one_is_untrained() -> None:
    rows = early_and_late(1, 0.08)
    found = effect(link(rows, seed=1, assigned="random"))
    before = rows[rows["week"] < rows["trained_on"].max()]
    by_rep = before.groupby("rep_id")["contribution"].mean()
    is_early = before.groupby("rep_id")["trained_on"].first() == rows["trained_on"].min()
    assert found.estimate == pytest.approx(by_rep[is_early].mean() - by_rep[~is_early].mean())
    error = np.sqrt(by_rep[is_early].var() / 120 + by_rep[~is_early].var() / 120)
    assert found.standard_error == pytest.approx(error, rel=0.01)
    assert found.n == 120


def test_early_against_late_finds_what_is_there_and_nothing_where_nothing_is() -> None:
    """Twenty panels each; error .02, so .08 shows in 99 of 100, and 0 is taken for something in about 5 of 100."""
    there = [effect(link(early_and_late(seed, 0.08), seed=1, assigned="random")) for seed in range(20)]
    nothing = [effect(link(early_and_late(seed, 0.0), seed=1, assigned="random")) for seed in range(20)]
    assert sum(e.verdict == "supports" for e in there) >= 17
    assert sum(e.verdict == "supports" for e in nothing) <= 4
    assert np.mean([e.estimate for e in there]) == pytest.approx(0.08, abs=3 * 0.02 / np.sqrt(20))
    assert np.mean([e.estimate for e in nothing]) == pytest.approx(0.0, abs=3 * 0.02 / np.sqrt(20))


def test_early_against_late_says_nothing_without_lots() -> None:
    """Nothing is known from before training, so only lots make the two alike."""
    for assigned in ("", "not"):
        found = effect(link(early_and_late(1, 0.2), seed=1, assigned=assigned))
        assert (found.estimate, found.verdict) == (None, "not enough data: there is nobody untrained to compare with")


def test_who_is_left_out_changes_nothing_in_the_comparison() -> None:
    rows = early_and_late(2, 0.05)
    given = early_and_late(3, 0.0, 40).assign(contribution=lambda t: t["contribution"] + 9.0, rep_id=lambda t: "g" + t["rep_id"])
    both = pd.concat([rows.assign(left_out=None), given.assign(left_out="yes")], ignore_index=True)
    alone, found = link(rows, seed=1, assigned="random"), link(both, seed=1, assigned="random")
    first, second = effect(alone), effect(found)
    assert (first.estimate, first.standard_error, first.n) == (second.estimate, second.standard_error, second.n)
    assert found.design == alone.design
    assert any(note.startswith("40 reps had a wave given, not drawn by lot") for note in found.notes)
    assert found.estimates[0].n == 280


def without(rows: pd.DataFrame, **changes: Any) -> LinkResult:
    return link(rows.assign(**changes), seed=1)


def test_what_is_missing_is_named() -> None:
    rows = waves_world(8, n=40)
    assert "taken as exact" in " ".join(without(rows, readiness_se=np.nan).notes)
    assert without(rows, readiness=np.nan).estimates[0].verdict.startswith("not enough data: 0 of the 20 reps")
    assert without(rows, readiness=1.0).estimates[0].verdict.startswith("not enough data: readiness is the same")
    assert without(rows, readiness_se=3.0).estimates[0].verdict.startswith("not enough data: readiness differs")
    same_day = without(rows, trained_on="2026-03-02")
    assert effect(same_day).verdict == "not enough data: there is nobody untrained to compare with"
    small = link(rows, seed=1, assigned="random")
    assert effect(small).verdict == "association only"
    assert "Most cohorts have fewer than 20 reps." in small.design.problems
    with pytest.raises(NotEnoughDataError, match="no row has a contribution"):
        without(rows, contribution=np.nan)
    with pytest.raises(NotEnoughDataError, match="the same in every row"):
        without(rows, contribution=3.0)


def test_one_rep_alone_and_one_week_alone_give_no_figure() -> None:
    rows = waves_world(9, n=40)
    one = link(rows[rows["rep_id"] == "r00000"], seed=1)
    week = link(rows[rows["week"] == rows["week"].min()], seed=1)
    assert one.estimates[0].estimate is None
    assert all(e.estimate is None for e in week.estimates[1:])


def test_verdicts_by_hand() -> None:
    """An error of 0.05 sees 2.8 x 0.05 = 0.14; to see 0.1 takes (0.14 / 0.1)^2 as many reps."""
    assert slope_verdict(0.01, 0.2, 0.1, None, 50, 0.05) == "supports"
    assert slope_verdict(-0.01, 0.09, 0.1, 3, 50, 0.03) == "no evidence"
    assert slope_verdict(-0.01, 0.14, 0.1, 1, 50, 0.05) == "not enough data: would need 1 more week"
    assert slope_verdict(-0.01, 0.14, 0.1, 12, 50, 0.05) == "not enough data: would need 12 more weeks"
    assert "about 48 more reps" in slope_verdict(-0.01, 0.14, 0.1, None, 50, 0.05)
    assert "about 48 more reps" in slope_verdict(-0.01, 0.14, 0.1, 900, 50, 0.05)
    assert training_verdict(0.01, 0.2, 0.1, None, 50, 0.05, CHOSEN) == "association only"
    assert training_verdict(0.01, 0.2, 0.1, None, 50, 0.05, UNSAID) == "supports"
    assert training_verdict(0.01, 0.09, 0.1, None, 50, 0.03, replace(LOTTERY, lottery_p=0.3)) == "no evidence"


def test_more_weeks_asked_for_are_enough_where_weeks_are_what_is_missing() -> None:
    """A panel with noise of its own each week: with the weeks that the verdict asks for, the doubt is as small as asked."""

    def world(n_periods: int) -> LinkResult:
        rng = np.random.default_rng(3)
        u, theta = rng.normal(0, 0.1, 400), rng.normal(size=400)
        y = u[:, None] + rng.normal(0, 1.0, (400, n_periods))
        return link(panel_frame(y, np.full(400, n_periods), theta, np.zeros(400), np.repeat(np.arange(20), 20)), seed=1)

    short = world(20).estimates[0]
    assert short.verdict.startswith("not enough data: would need ")
    more = int(short.verdict.split()[5])
    longer = world(20 + more).estimates[0]
    assert longer.detectable is not None and short.detectable is not None
    # at a standard deviation of 0.1 between reps, what matters is 0.02 a point; chance in both halves moves it by a quarter
    assert longer.detectable == pytest.approx(0.02, rel=0.25)
    assert longer.detectable < 0.75 * short.detectable


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Training raised sales because reps knew more.", ["raised", "because"]),
        ("The quiz led to more sales.\nThanks to training sales increased.", ["led to", "Thanks to", "increased"]),
        ("The impact of training, and what drives sales", ["impact", "drives"]),
        ("Readier reps contribute more. An hour's drive; results in the table; the two go together.", []),
    ],
)
def test_words_of_cause_are_found_unless_lots_were_drawn(text: str, found: list[str]) -> None:
    assert [f.found for f in causal_words(text, UNSAID)] == found
    assert [f.found for f in causal_words(text, None)] == found
    assert causal_words(text, LOTTERY) == []


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", ["random", "bad_spell"])
@pytest.mark.parametrize("effect_size", [0.0, 0.05, -0.2])
@pytest.mark.parametrize("assigned", ["", "not"])
def test_own_sentences_use_no_word_of_cause(seed: int, kind: str, effect_size: float, assigned: str) -> None:
    result = link(waves_world(seed, kind=kind, effect=effect_size, n=100), seed=seed, assigned=assigned)
    assert not result.design.carries_cause
    assert causal_words("\n".join((*result.sentences, *result.notes)), result.design) == []


def test_the_same_seed_gives_the_same_result() -> None:
    rows = waves_world(10)
    assert link(rows, seed=4, assigned="random") == link(rows, seed=4, assigned="random")
