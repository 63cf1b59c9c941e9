"""Formulas against what R's model.matrix and lme4 make of the same ones, written out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from readiness.stats.mixed_design import design_of, names_in
from readiness.stats.mixed_formula import FormulaError, read_formula

TABLE = {
    "y": np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0]),
    "x": np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
    "kind": np.array(["b", "a", "c", "a", "b", "c"], dtype=object),
    "side": np.array(["l", "r", "l", "r", "r", "l"], dtype=object),
    "g": np.array([10.0, 9.0, 10.0, 9.0, 2.0, 2.0]),
    "days worked": np.array([1.0, 4.0, 9.0, 16.0, 25.0, 36.0]),
    "log.size": np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0]),
}


def written(terms):
    return [":".join(term) or "1" for term in terms]


@pytest.mark.parametrize(
    ("formula", "fixed"),
    [
        ("y ~ x", "1 x"),
        ("y~x+kind", "1 x kind"),
        ("y ~ x * kind", "1 x kind x:kind"),
        ("y ~ x:kind + x", "1 x x:kind"),
        ("y ~ (x + kind + side)^2", "1 x kind side x:kind x:side kind:side"),
        ("y ~ (x + kind + side)**2 - x:side", "1 x kind side x:kind kind:side"),
        ("y ~ 0 + x", "x"),
        ("y ~ x - 1", "x"),
        ("y ~ -1 + x", "x"),
        ("y ~ x + x", "1 x"),
        ("y ~ kind/x", "1 kind kind:x"),
        ("y ~ x:kind + kind:x", "1 x:kind"),
        ("y ~ 1", "1"),
        ("y ~ `days worked` + I(x^2)", "1 days worked I(x^2)"),
    ],
)
def test_the_fixed_part_is_read_as_r_reads_it(formula, fixed):
    assert " ".join(written(read_formula(formula).fixed)) == fixed


@pytest.mark.parametrize(
    ("formula", "random"),
    [
        ("y ~ x + (1 | g)", ["1 | g"]),
        ("y ~ x + (x | g)", ["1 x | g"]),
        ("y ~ x + (1 + x | g) + (1|kind)", ["1 x | g", "1 | kind"]),
        ("y ~ x + (x || g)", ["1 | g", "x | g"]),
        ("y ~ x + (0 + x | g)", ["x | g"]),
        ("y ~ x + (x - 1 | g)", ["x | g"]),
        ("y ~ x + (1 | kind/side)", ["1 | kind", "1 | kind:side"]),
        ("y ~ (x | kind:side)", ["1 x | kind:side"]),
        ("y ~ (1 | g) + x", ["1 | g"]),
    ],
)
def test_random_parts_are_read_as_lme4_reads_them(formula, random):
    parts = read_formula(formula).random
    assert [f"{' '.join(written(p.terms))} | {':'.join(p.group)}" for p in parts] == random


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        ("", "a column was expected"),
        ("y x", "'~' is missing"),
        ("y ~", "a column was expected"),
        ("y ~ x +", "a column was expected"),
        ("y ~ x + (1 | g", "is not closed"),
        ("y ~ x + (1 | g) | h", "was not expected"),
        ("y ~ x + (1 | a + b)", "several groups are several parts"),
        ("y ~ x + (0 | g)", "has no term"),
        ("y ~ x + ((1 | g) | h)", "holds another"),
        ("y ~ poly(x, 2)", "poly(...) is not supported"),
        ("y ~ x^z", "no power"),
        ("y ~ x & z", "'&' means nothing"),
        ("y ~ y + x", "both sides"),
        ("y ~ x - (1 | g)", "cannot be taken away"),
        ("y ~ x:0", "0 stands by itself"),
        ("y ~ x %in% z", "not supported"),
        ("y ~ log(x", "is not closed"),
    ],
)
def test_what_cannot_be_read_is_said(formula, what):
    with pytest.raises(FormulaError) as found:
        read_formula(formula)
    assert what in str(found.value)


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        ("y ~ kind", "(Intercept) kindb kindc"),
        ("y ~ 0 + kind", "kinda kindb kindc"),
        ("y ~ kind + side", "(Intercept) kindb kindc sider"),
        ("y ~ 0 + kind + side", "kinda kindb kindc sidel sider"),
        ("y ~ kind * x", "(Intercept) kindb kindc x kindb:x kindc:x"),
        ("y ~ kind:x", "(Intercept) kinda:x kindb:x kindc:x"),
        ("y ~ x + x:kind", "(Intercept) x x:kindb x:kindc"),
        ("y ~ kind / x", "(Intercept) kindb kindc kinda:x kindb:x kindc:x"),
        ("y ~ factor(g)", "(Intercept) factor(g)9 factor(g)10"),
    ],
)
def test_factors_are_coded_against_the_first_level_or_whole_where_nothing_stands_for_it(formula, names):
    assert " ".join(design_of(read_formula(formula), TABLE).names) == names


def test_columns_hold_what_their_names_say():
    design = design_of(
        read_formula("log(y) ~ kind*x + I(x^2 - `days worked`) + sqrt(`days worked`) + I(2*log.size) + (x | g:side)"), TABLE
    )
    columns = dict(zip(design.names, design.x.T, strict=True))
    assert design.y == pytest.approx(np.arange(6) * np.log(2.0))
    assert columns["kindb:x"] == pytest.approx([1, 0, 0, 0, 5, 0])
    assert columns["I(x^2-`days worked`)"] == pytest.approx(np.zeros(6))
    assert columns["sqrt(`days worked`)"] == pytest.approx(TABLE["x"])
    assert columns["I(2*log.size)"] == pytest.approx([0, 2, 0, 2, 0, 2])
    [part] = design.random
    assert part.group == "g:side"
    assert part.levels == ("2:l", "2:r", "9:r", "10:l")
    assert part.codes.tolist() == [3, 2, 3, 2, 1, 0]
    assert part.terms == ("(Intercept)", "x")
    assert part.columns[:, 1] == pytest.approx(TABLE["x"])


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        ("kind ~ x", "kind is not a number"),
        ("y ~ log(x - 1)", "log(x-1) is not a finite number in 1 rows"),
        ("y ~ I(kind + 1)", "one of its columns holds texts"),
    ],
)
def test_columns_that_do_not_fit_are_said(formula, what):
    with pytest.raises(FormulaError) as found:
        design_of(read_formula(formula), TABLE)
    assert what in str(found.value)


def test_code_in_a_formula_is_not_run():
    for text in ("I(x.__class__)", "I((x)(1))", "I(x if x else x)", "log(exp)"):
        with pytest.raises((FormulaError, KeyError)):
            design_of(read_formula(f"y ~ {text}"), TABLE)


def test_the_columns_a_function_names_are_found():
    assert names_in("I(x^2 + log(`days worked`) * 1e3)") == ["x", "days worked"]
    assert names_in("log.size") == ["log.size"]
