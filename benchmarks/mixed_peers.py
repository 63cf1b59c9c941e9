"""Benchmark: the mixed model engine beside others on the same rows: criterion or standard deviations, and CPU time.

In: nothing; data are those of `mixed_model.py`. Run: `python benchmarks/mixed_peers.py [--rows 2000 10000] [--peer-python PATH]`.
Out: a line a size and engine on the terminal; an engine that is not installed, or does not finish, says so.

mixedlm, gpboost and statsmodels may live in an environment of their own: `--peer-python`, or PEER_PYTHON, is its
Python. lme4 runs where Rscript finds it. Each engine runs in a process of its own with one thread and reads the rows from a file;
reading is not timed. gpboost maximises the likelihood and not REML, so its standard deviations are a little smaller.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("RAYON_NUM_THREADS", "1")

import numpy as np
import pandas as pd

FACTORS = ("rep", "account", "local_week", "product_week")
MOST_ROWS = {"statsmodels": 2000}
"""Beyond this nobody has seen it finish."""
LME4 = """suppressMessages(library(lme4)); d <- read.csv("rows.csv")
for (g in c({groups})) d[[g]] <- factor(d[[g]])
t <- system.time(m <- lmer({formula}, d, control=lmerControl(calc.derivs=FALSE)))
v <- as.data.frame(VarCorr(m)); s <- paste(v$grp, sprintf("%.4f", v$sdcor), collapse=" ")
cat(sprintf("%8.2f  REML %.4f  sds %s\\n", t[["user.self"]] + t[["sys.self"]], REMLcrit(m), s))
"""


def timed(job: Callable[[], object]) -> tuple[float, object]:
    """Return the CPU time of a job, and what it found."""
    start = time.process_time()
    found = job()
    return time.process_time() - start, found


def formula(frame: pd.DataFrame, part: str) -> str:
    """Return the formula with a random part for each factor."""
    fixed = [name for name in frame if name.startswith("x")]
    return f"y ~ {' + '.join(fixed)}" + "".join(f" + {part.format(k)}" for k in FACTORS if part)


def line(seconds: float, criterion: float | None, sds: dict[str, float]) -> str:
    """Return what is printed of a fit."""
    said = "" if criterion is None else f"  REML {criterion:.4f}"
    return f"{seconds:8.2f}{said}  sds {' '.join(f'{name} {sds[name]:.4f}' for name in sorted(sds))}"


def readiness(frame: pd.DataFrame) -> str:
    """Return our fit."""
    from readiness.stats.mixed_model import MixedFit, fit_mixed

    x = np.column_stack([np.ones(len(frame)), *(frame[c] for c in frame if c.startswith("x"))])
    codes = {name: frame[name].to_numpy() for name in FACTORS}
    seconds, fit = timed(lambda: fit_mixed(frame["y"].to_numpy(), x, codes))
    assert isinstance(fit, MixedFit)
    sds = {name: variance**0.5 for name, variance in fit.variances.items()}
    return line(seconds, fit.reml_criterion, sds | {"Residual": fit.residual_variance**0.5})


def mixedlm(frame: pd.DataFrame) -> str:
    """Return the fit of mixedlm."""
    import mixedlm

    texts = frame.assign(**{name: frame[name].astype(str) for name in FACTORS})
    seconds, fit = timed(lambda: mixedlm.lmer(formula(frame, "(1 | {})"), texts))
    return f"{seconds:8.2f}  REML {float(getattr(fit, 'deviance', float('nan'))):.4f}"


def gpboost(frame: pd.DataFrame) -> str:
    """Return the fit of gpboost, by maximum likelihood."""
    import gpboost

    x = np.column_stack([np.ones(len(frame)), *(frame[c] for c in frame if c.startswith("x"))])
    groups = frame[list(FACTORS)].to_numpy()
    model = gpboost.GPModel(group_data=groups, likelihood="gaussian", num_parallel_threads=1)
    seconds, _ = timed(lambda: model.fit(y=frame["y"].to_numpy(), X=x))
    variances = np.asarray(model.get_cov_pars()).ravel()[: len(FACTORS) + 1]
    return line(seconds, None, dict(zip(("Residual", *FACTORS), np.sqrt(variances), strict=True)))


def statsmodels(frame: pd.DataFrame) -> str:
    """Return the fit of statsmodels' MixedLM; crossed factors are components of one single group there."""
    import statsmodels.formula.api as smf

    parts = {k: f"0 + C({k})" for k in FACTORS}
    model = smf.mixedlm(formula(frame, ""), frame.assign(one=1), groups="one", re_formula="0", vc_formula=parts, use_sparse=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seconds, fit = timed(model.fit)
    sds = dict(zip(model.exog_vc.names, np.sqrt(fit.vcomp), strict=True)) | {"Residual": float(np.sqrt(fit.scale))}
    return line(seconds, None, sds)


ENGINES: dict[str, Callable[[pd.DataFrame], str]] = {
    "readiness": readiness,
    "mixedlm": mixedlm,
    "gpboost": gpboost,
    "statsmodels": statsmodels,
}


def one(engine: str, folder: Path) -> None:
    """Fit in this process, and print what came of it."""
    try:
        print(ENGINES[engine](pd.read_csv(folder / "rows.csv")))
    except ModuleNotFoundError as error:
        print(f"is not installed ({error.name})")


def said(command: list[str], folder: Path, seconds: float) -> str:
    """Return the last line a process prints, or why there is none."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return f"no result in {seconds:g} s"
    lines = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    return (lines or ["nothing"])[-1].rstrip() if done.returncode == 0 else f"failed: {(lines or ['nothing'])[-1]}"


def lme4(frame: pd.DataFrame, folder: Path, seconds: float) -> str:
    """Return the fit of lme4."""
    if shutil.which("Rscript") is None:
        return "is not installed (R)"
    groups = ", ".join(f'"{k}"' for k in FACTORS)
    (folder / "run.R").write_text(LME4.format(groups=groups, formula=formula(frame, "(1 | {})")), encoding="utf-8")
    found = said(["Rscript", "run.R"], folder, seconds)
    return "is not installed (lme4)" if "there is no package" in found else found


def rows(n_rows: int) -> pd.DataFrame:
    """Return the rows of one size as a table."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from benchmarks.mixed_model import territories

    y, x, codes = territories(n_rows)
    columns = {f"x{k:02d}": x[:, k] for k in range(1, x.shape[1])}
    return pd.DataFrame({"y": y, **columns, **{name.replace(" ", "_"): v for name, v in codes.items()}})


def main() -> None:
    """Print a line a size and engine."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[2000, 10_000])
    parser.add_argument("--peer-python", default=os.environ.get("PEER_PYTHON", sys.executable))
    parser.add_argument("--seconds", type=float, default=300.0, help="of wall time for one fit at most")
    parser.add_argument("--one", nargs=2, help="fit with this engine, in this process, the rows in this folder")
    asked = parser.parse_args()
    if asked.one:
        one(asked.one[0], Path(asked.one[1]))
        return
    print("4 crossed factors, 25 fixed columns, all variances from all rows; CPU seconds of one thread")
    for n_rows in asked.rows:
        frame = rows(n_rows)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            frame.to_csv(folder / "rows.csv", index=False)
            for engine in ENGINES:
                python = sys.executable if engine == "readiness" else asked.peer_python
                command = [python, str(Path(__file__).resolve()), "--one", engine, name]
                is_hopeless = n_rows > MOST_ROWS.get(engine, n_rows)
                found = "too many rows for it" if is_hopeless else said(command, folder, asked.seconds)
                print(f"  {n_rows:8d}  {engine:12} {found}", flush=True)
            print(f"  {n_rows:8d}  {'lme4':12} {lme4(frame, folder, asked.seconds)}", flush=True)


if __name__ == "__main__":
    main()
