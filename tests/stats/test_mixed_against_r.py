"""Mixed models against lme4 in R, where both are installed (Debian: r-base-core, r-cran-lme4)."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from readiness.stats.mixed_design import design_of
from readiness.stats.mixed_fit import fit_design
from readiness.stats.mixed_formula import read_formula

SCRIPT = """suppressMessages(library(lme4)); d <- read.csv("data.csv", stringsAsFactors=TRUE)
for (g in c("rep", "account", "week")) d[[g]] <- factor(d[[g]])
m <- lmer({formula}, d, control=lmerControl(optimizer="bobyqa", optCtrl=list(rhoend=1e-8), calc.derivs=FALSE))
show <- function(v) cat(format(unname(v), digits=12), "\\n")
show(REMLcrit(m)); show(fixef(m)); show(sqrt(diag(as.matrix(vcov(m)))))
v <- as.data.frame(VarCorr(m)); show(v$vcov[is.na(v$var2)])
cat(v$grp[is.na(v$var2)], "\\n"); cat(ifelse(is.na(v$var1[is.na(v$var2)]), "-", v$var1[is.na(v$var2)]), "\\n")
r <- as.data.frame(ranef(m)); show(r$condval); show(r$condsd)
cat(as.character(r$grpvar), "\\n"); cat(as.character(r$term), "\\n"); cat(as.character(r$grp), "\\n")
"""


def sales(seed: int, n: int = 900) -> dict[str, np.ndarray]:
    """Return reps crossed with accounts and weeks, slopes that differ by rep, and two kinds of channel."""
    rng = np.random.default_rng(seed)
    rep, account, week = rng.integers(0, 25, n), rng.integers(0, 60, n), rng.integers(0, 12, n)
    price, promo = rng.normal(20, 3, n), (rng.random(n) < 0.3) * 1.0
    kind = np.array(["direct", "partner", "web"], dtype=object)[rng.integers(0, 3, n)]
    y = 30 - 0.8 * price + 2 * promo + (kind == "web") * 1.5 + rng.normal(0, 1.5, 25)[rep] + rng.normal(0, 2, 60)[account]
    y += rng.normal(0, 0.3, 25)[rep] * (price - 20) + rng.normal(0, 0.8, 12)[week] + rng.normal(0, 1, n)
    named = {"rep": "r", "account": "a", "week": "w"}
    groups = {
        name: np.array([f"{named[name]}{k:02d}" for k in v], dtype=object)
        for name, v in zip(named, (rep, account, week), strict=True)
    }
    return {"y": y.round(6), "price": price.round(6), "promo": promo, "kind": kind, **groups}


def in_lme4(formula: str, columns: dict[str, np.ndarray], folder: Path) -> list[list[str]]:
    """Return what lme4 prints, one list of words a line."""
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    if subprocess.run(["Rscript", "-e", "library(lme4)"], capture_output=True, check=False).returncode:
        pytest.skip("R has no package lme4")
    with (folder / "data.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*(v.tolist() for v in columns.values()), strict=True))
    (folder / "run.R").write_text(SCRIPT.format(formula=formula), encoding="utf-8")
    done = subprocess.run(["Rscript", "run.R"], cwd=folder, capture_output=True, text=True, check=True)
    return [line.split() for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    "formula",
    [
        "y ~ price + promo + (1 | rep) + (1 | account) + (1 | week)",
        "y ~ price * kind + (price | rep) + (1 | account)",
        "y ~ 0 + kind + price + (0 + price | rep) + (1 | account) + (1 | week)",
        "y ~ price + promo:kind + (price || rep) + (1 | account)",
        "y ~ I(price^2) + log(price) + (1 | kind/rep) + (1 | account)",
        "y ~ price + (kind | rep) + (promo | account) + (1 | week)",
    ],
)
def test_crossed_nested_and_slope_models_equal_lme4(formula: str, tmp_path: Path) -> None:
    columns = sales(3)
    [criterion], fixed, errors, variances, groups, terms, effects, sds, of_group, of_term, of_level = in_lme4(
        formula, columns, tmp_path
    )
    fit = fit_design(design_of(read_formula(formula), columns))
    # lme4's own search may end a little above the least; ours must never be above it.
    assert fit.fit.reml_criterion == pytest.approx(float(criterion), abs=1e-3)
    assert fit.fit.reml_criterion < float(criterion) + 1e-6
    assert [b for _, b, _ in fit.fixed] == pytest.approx([float(b) for b in fixed], rel=1e-4, abs=1e-4)
    assert [se for *_, se in fit.fixed] == pytest.approx([float(se) for se in errors], rel=1e-3)
    ours = {(group, term): value for group, inner in fit.variances.items() for term, value in inner.items()}
    ours["Residual", "-"] = fit.fit.residual_variance
    keys = [("rep:kind" if g == "rep:kind" else g.removesuffix(".1"), t) for g, t in zip(groups, terms, strict=True)]
    theirs = dict(zip([("kind:rep" if g == "rep:kind" else g, t) for g, t in keys], map(float, variances), strict=True))
    assert ours == pytest.approx(theirs, rel=2e-3, abs=1e-5)
    levels = {(group, level, term): (effect, sd) for group, level, term, effect, sd in fit.random}
    for group, term, level, effect, sd in zip(of_group, of_term, of_level, effects, sds, strict=True):
        turned = group == "rep:kind"
        key = (
            "kind:rep" if turned else group.removesuffix(".1"),
            ":".join(reversed(level.split(":"))) if turned else level,
            term,
        )
        assert levels[key][0] == pytest.approx(float(effect), abs=2e-3)
        if "kind | rep" not in formula or group != "rep":
            # lme4 holds fixed effects at their estimates here, so its figure cannot be above ours.
            assert levels[key][1] > float(sd) * 0.999
