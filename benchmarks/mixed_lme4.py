"""Benchmark: the mixed model engine beside lme4 in R on lme4's own data: criterion, standard deviations, CPU time.

In: nothing; R with lme4 (Debian: r-base-core, r-cran-lme4), whose data sets are used; else it says so and ends.
Run: `python benchmarks/mixed_lme4.py`.
Out: two lines a model, ours and lme4's, PASS or MISS: the criterion within .001 (.01 for InstEval, in less than 30 s).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd

from readiness.stats.mixed_design import design_of
from readiness.stats.mixed_fit import fit_design
from readiness.stats.mixed_formula import read_formula

MODELS = (
    ("Dyestuff", "Yield ~ 1 + (1 | Batch)", 0.001),
    ("Penicillin", "diameter ~ 1 + (1 | plate) + (1 | sample)", 0.001),
    ("Pastes", "strength ~ 1 + (1 | batch) + (1 | sample)", 0.001),
    ("sleepstudy", "Reaction ~ Days + (1 | Subject)", 0.001),
    ("sleepstudy", "Reaction ~ Days + (Days | Subject)", 0.001),
    ("InstEval", "y ~ service + (1 | s) + (1 | d) + (1 | dept:service)", 0.01),
)
LONGEST = 30.0
"""CPU seconds of any of them."""
SCRIPT = """suppressMessages(library(lme4)); write.csv({data}, "data.csv", row.names=FALSE)
t <- system.time(m <- lmer({formula}, {data}, control=lmerControl(calc.derivs=FALSE)))
v <- as.data.frame(VarCorr(m)); v <- v[is.na(v$var2), ]
cat(t[["user.self"]] + t[["sys.self"]], format(REMLcrit(m), digits=14), format(v$sdcor, digits=8), "\\n")
"""


def in_lme4(data: str, formula: str, folder: Path) -> list[float]:
    """Return seconds, criterion and standard deviations, and leave the data in the folder."""
    (folder / "run.R").write_text(SCRIPT.format(data=data, formula=formula), encoding="utf-8")
    done = subprocess.run(["Rscript", "run.R"], cwd=folder, capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def here(formula: str, table: pd.DataFrame) -> list[float]:
    """Return the same of our fit; columns that stand behind a bar are groups."""
    columns = {str(name): table[name].to_numpy() for name in table}
    read = read_formula(formula)
    for group in {atom for part in read.random for atom in part.group} | {"service"} & columns.keys():
        columns[group] = columns[group].astype(str).astype(object)
    start = time.process_time()
    fit = fit_design(design_of(read, columns))
    seconds = time.process_time() - start
    sds = [np.sqrt(value) for inner in fit.variances.values() for value in inner.values()]
    return [seconds, fit.fit.reml_criterion, *sds, np.sqrt(fit.fit.residual_variance)]


def main() -> None:
    """Print two lines a model."""
    has_r = shutil.which("Rscript") is not None
    if not has_r or subprocess.run(["Rscript", "-e", "library(lme4)"], capture_output=True, check=False).returncode:
        print("R with lme4 is not installed, so there is nothing to compare with")
        return
    for data, formula, tolerance in MODELS:
        with tempfile.TemporaryDirectory() as name:
            theirs = in_lme4(data, formula, Path(name))
            ours = here(formula, pd.read_csv(Path(name) / "data.csv"))
        good = abs(ours[1] - theirs[1]) <= tolerance and ours[0] <= LONGEST
        print(f"{data}: {formula}")
        for engine, (seconds, criterion, *sds) in (("readiness", ours), ("lme4", theirs)):
            said = " ".join(f"{sd:.5f}" for sd in sorted(sds))
            print(f"  {engine:10} {seconds:7.2f} s  REML {criterion:.6f}  sds {said}")
        print(f"  {'PASS' if good else 'MISS'}: criterion {ours[1] - theirs[1]:+.1e} (<= {tolerance:g})", flush=True)


if __name__ == "__main__":
    main()
