"""Item response theory against R, where R and its packages are installed (Debian: r-base-core, r-cran-erm; ltm from CRAN)."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from readiness.stats.irt import fit_irt
from readiness.stats.rasch import fit_rasch
from tests.reference_answers import drawn, reference, sample


def in_r(package: str, script: str, rows: np.ndarray, folder: Path) -> list[np.ndarray]:
    """What an R script prints of `x`, one line a vector."""
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    if subprocess.run(["Rscript", "-e", f"library({package})"], capture_output=True, check=False).returncode:
        pytest.skip(f"R has no package {package}")
    np.savetxt(folder / "x.csv", rows, delimiter=",", fmt="%g")
    text = f'suppressMessages(library({package})); x <- read.csv("x.csv", header=FALSE, na.strings="nan")\n'
    (folder / "run.R").write_text(text + script, encoding="utf-8")
    done = subprocess.run(["Rscript", "run.R"], cwd=folder, capture_output=True, text=True, check=True)
    return [np.array(line.split(), dtype=float) for line in done.stdout.splitlines()]


def test_rasch_equals_erm(tmp_path: Path) -> None:
    rows = drawn(5, 120, 10)[0]
    rows[:30, :3] = np.nan
    script = 'm <- RM(x); for (v in list(m$loglik, m$betapar, m$se.beta)) cat(format(v, digits=10), "\\n")'
    [loglik], easiness, se = in_r("eRm", script, rows, tmp_path)
    fit = fit_rasch(rows)
    assert fit.loglik == pytest.approx(loglik, abs=1e-4)
    assert fit.easiness == pytest.approx(easiness, abs=1e-3)
    assert fit.easiness_se == pytest.approx(se, rel=1e-3)


def test_two_parameters_equal_ltm(tmp_path: Path) -> None:
    rows = drawn(6, 500, 8, missing=0.1)[0]
    script = """m <- ltm(x ~ z1, IRT.param=FALSE, control=list(GHk=61)); s <- sqrt(diag(vcov(m)))
for (v in list(as.numeric(logLik(m)), coef(m)[, 2], coef(m)[, 1], s[9:16], s[1:8])) cat(format(v, digits=10), "\\n")"""
    [loglik], a, d, a_se, d_se = in_r("ltm", script, rows, tmp_path)
    fit = fit_irt(rows, priors=False)
    assert fit.loglik == pytest.approx(loglik, abs=1e-3)
    assert fit.discrimination == pytest.approx(a, abs=0.01)
    assert fit.intercept == pytest.approx(d, abs=0.01)
    assert fit.discrimination_se == pytest.approx(a_se, rel=0.05)
    assert fit.intercept_se == pytest.approx(d_se, rel=0.05)


CURVATURE = """x <- as.matrix(x); z <- seq(-6, 6, length.out=241); w <- dnorm(z); w <- w / sum(w); J <- ncol(x)
start <- scan("start.csv", quiet=TRUE)
parts <- function(t) { eta <- outer(t[1:J], z) + t[J + 1:J]; lp <- plogis(eta, log.p=TRUE); lq <- plogis(-eta, log.p=TRUE)
  joint <- x %*% lp + (1 - x) %*% lq; joint <- sweep(joint, 2, log(w), "+"); top <- apply(joint, 1, max)
  e <- exp(joint - top); list(loglik=sum(top + log(rowSums(e))), post=e / rowSums(e), p=plogis(eta)) }
cost <- function(t) -parts(t)$loglik
slope <- function(t) { f <- parts(t); n <- colSums(f$post); r <- t(x) %*% f$post; miss <- r - f$p * rep(n, each=J)
  -c(miss %*% z, rowSums(miss)) }
s <- sqrt(diag(solve(optimHess(start, cost, slope, control=list(ndeps=rep(1e-4, 2 * J))))))
for (v in list(-cost(start), max(abs(slope(start))), s[1:J], s[J + 1:J])) cat(format(v, digits=10), "\\n")"""


@pytest.mark.parametrize("name", ["sat12_scored.csv", "verbagg.csv", "lsat6.csv", "lsat7.csv"])
def test_standard_errors_equal_the_curvature_r_finds(name: str, tmp_path: Path) -> None:
    """R's own likelihood, on 241 nodes, and `optimHess` of it at our estimates; its slope there is nought."""
    rows = sample(name) if name.startswith("lsat") else reference(name)
    fit = fit_irt(rows, priors=False)
    np.savetxt(tmp_path / "start.csv", np.concatenate([fit.discrimination, fit.intercept]))
    [loglik], [steepest], a_se, d_se = in_r("stats", CURVATURE, rows, tmp_path)
    assert fit.loglik == pytest.approx(loglik, abs=1e-3)
    assert steepest < 0.01
    assert fit.discrimination_se == pytest.approx(a_se, rel=5e-3)
    assert fit.intercept_se == pytest.approx(d_se, rel=5e-3)
