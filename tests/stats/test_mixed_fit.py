"""What a formula's fit says and refuses, on small tables whose answer is plain by hand."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.errors import NotEnoughDataError
from readiness.stats import mixed_fit, mixed_layout
from readiness.stats.mixed_design import design_of
from readiness.stats.mixed_fit import fit_design
from readiness.stats.mixed_formula import read_formula

N_GROUPS, N_EACH = 8, 6
GROUP = np.repeat(np.arange(float(N_GROUPS)), N_EACH)


def table(**more):
    rng = np.random.default_rng(7)
    x = rng.normal(10, 2, GROUP.size)
    y = 5 + 2 * x + rng.normal(0, 3, N_GROUPS)[GROUP.astype(int)] + rng.normal(size=GROUP.size)
    kind = np.where(rng.random(GROUP.size) < 0.5, "a", "b").astype(object)
    return {"y": y, "x": x, "g": GROUP, "kind": kind, **more}


def fitted(formula, columns):
    return fit_design(design_of(read_formula(formula), columns))


def test_a_balanced_table_gives_the_figures_of_the_analysis_of_variance():
    columns = table()
    fit = fitted("y ~ 1 + (1 | g)", columns)
    cells = columns["y"].reshape(N_GROUPS, N_EACH)
    within = cells.var(axis=1, ddof=1).mean()
    between = N_EACH * cells.mean(axis=1).var(ddof=1)
    assert fit.variances == {"g": {"(Intercept)": pytest.approx((between - within) / N_EACH)}}
    [(term, estimate, error)] = fit.fixed
    assert (term, estimate, error) == ("(Intercept)", pytest.approx(cells.mean()), pytest.approx(np.sqrt(between / GROUP.size)))
    shrink = 1 - within / between
    group, level, term, effect, _ = fit.random[0]
    assert (group, level, term) == ("g", "0", "(Intercept)")
    assert effect == pytest.approx(shrink * (cells[0].mean() - cells.mean()))
    assert len(fit.random) == N_GROUPS


def test_terms_that_others_tell_are_named_and_left_out_as_r_does():
    columns = table()
    columns["twice"] = 2 * columns["x"] - 7
    fit = fitted("y ~ x + twice + kind + (1 | g)", columns)
    assert [term for term, *_ in fit.fixed] == ["(Intercept)", "x", "kindb"]
    assert fit.notes == ("twice left out: the terms before it tell it already.",)


def test_a_group_without_differences_is_said_to_be_singular():
    columns = table()
    columns["y"] = np.tile([1.0, 2.0, 3.0, 4.0, 5.0, 7.0], N_GROUPS)
    fit = fitted("y ~ 1 + (1 | g)", columns)
    assert fit.variances == {"g": {"(Intercept)": 0.0}}
    assert fit.notes == ("g: no differences between levels can be seen in (Intercept) (variance 0).",)
    assert {effect for *_, effect, _ in fit.random} == {0.0}


def test_correlations_are_there_only_where_both_effects_vary():
    fit = fitted("y ~ x + (x | g)", table())
    either = fit.correlations.get("g", {})
    variances = fit.variances["g"]
    assert set(variances) == {"(Intercept)", "x"}
    assert all(-1.0 <= value <= 1.0 for value in either.values())
    assert (min(variances.values()) > 0.0) == (list(either) == ["(Intercept), x"])
    assert fitted("y ~ x + (x || g)", table()).correlations == {}


@pytest.mark.parametrize(
    ("formula", "more", "what"),
    [
        ("y ~ x + (1 | g)", {"y": np.full(GROUP.size, 3.5)}, "the outcome is the same in every row"),
        ("y ~ x + (1 | g)", {"g": np.ones(GROUP.size)}, "g has one level only \\(1\\)"),
        ("y ~ x + (1 | row)", {"row": np.arange(48.0)}, "row has 48 levels in 48 rows"),
        ("y ~ x + (x | pair)", {"pair": np.repeat(np.arange(24.0), 2)}, "48 random effects \\(24 levels x 2\\) in 48 rows"),
        ("y ~ x + (1 | g) + (1 | h)", {"h": 10 - GROUP}, "same groups of rows"),
        ("y ~ x + (1 | g) + (x | g)", {}, "cannot be told apart"),
        ("y ~ x + (same | g)", {"same": np.full(GROUP.size, 2.0)}, "the terms before it tell same already"),
        ("y ~ x + (1 | g)", {"y": 3 + GROUP * 0 + np.arange(48.0), "x": np.arange(48.0)}, "tell the outcome exactly"),
        ("y ~ 1 + (1 | g)", {"y": np.sqrt(GROUP)}, "the groups tell the outcome exactly"),
        ("y ~ factor(row)", {"row": np.arange(48.0)}, "48 rows are too few for 48 fixed terms"),
    ],
)
def test_what_rows_cannot_answer_is_refused_with_the_reason(formula, more, what):
    with pytest.raises(NotEnoughDataError, match=what):
        fitted(formula, table(**more))


def test_groups_that_differ_hundreds_of_times_more_than_rows_are_no_difficulty():
    columns = table()
    columns["y"] = 1000 * np.sin(GROUP) + np.random.default_rng(1).normal(size=GROUP.size)
    fit = fitted("y ~ 1 + (1 | g)", columns)
    cells = columns["y"].reshape(N_GROUPS, N_EACH)
    within = cells.var(axis=1, ddof=1).mean()
    assert fit.fit.residual_variance == pytest.approx(within, rel=1e-6)
    assert fit.variances["g"]["(Intercept)"] == pytest.approx(cells.mean(axis=1).var(ddof=1) - within / N_EACH, rel=1e-6)


def test_without_a_random_part_it_is_least_squares():
    columns = table()
    fit = fitted("y ~ x", columns)
    x = np.column_stack([np.ones(GROUP.size), columns["x"]])
    assert [b for _, b, _ in fit.fixed] == pytest.approx(np.linalg.lstsq(x, columns["y"], rcond=None)[0])
    assert fit.random == ()


def test_errors_that_would_take_too_long_are_blank_and_a_note_says_so(monkeypatch):
    rng = np.random.default_rng(3)
    n = 2000
    one, other = rng.integers(0, 500, n).astype(float), rng.integers(0, 450, n).astype(float)
    y = rng.normal(size=500)[one.astype(int)] + rng.normal(size=450)[other.astype(int)] + rng.normal(size=n)
    columns = {"y": y, "one": one, "other": other}
    whole = fitted("y ~ 1 + (1 | one) + (1 | other)", columns)
    assert whole.notes == ()
    assert all(error is not None and error > 0 for *_, error in whole.random)
    monkeypatch.setattr(mixed_layout, "MOST_WORK", 0.0)
    monkeypatch.setattr(mixed_layout, "MOST_PER_UNKNOWN", 0.0)
    monkeypatch.setattr(mixed_fit, "MOST_SLOW", 100)
    blank = fitted("y ~ 1 + (1 | one) + (1 | other)", columns)
    n_levels = np.unique(one).size + np.unique(other).size
    assert blank.notes == (
        f"standard_error in random.csv is blank: {n_levels} levels are tied together without independent parts, "
        "and beyond 100 of them these errors would take hours.",
    )
    assert {error for *_, error in blank.random} == {None}
    assert [e for *_, e, _ in blank.random] == pytest.approx([e for *_, e, _ in whole.random], abs=2e-3)
