"""Benchmark: the REML solver beside statsmodels' MixedLM on the same crossed data, and how its time grows.

In: nothing; data are made from a fixed seed.
Out: CPU seconds (medians) and the agreement of both programs on the terminal.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
import warnings
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf

from readiness.stats.log_link import fit_log_link
from readiness.stats.mixed_model import fit_mixed

Table = tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]


def sales(n_rows: int, *, rows_per_account: int = 10, rows_per_rep: int = 100) -> Table:
    """Return response, fixed columns and crossed codes: accounts change rep now and then, so the factors are not nested."""
    rng = np.random.default_rng(1)
    n_reps, n_accounts = max(n_rows // rows_per_rep, 2), max(n_rows // rows_per_account, 2)
    account = np.repeat(np.arange(n_accounts), rows_per_account)[:n_rows]
    home = rng.integers(0, n_reps, n_accounts)[account]
    rep = np.where(rng.random(account.size) < 0.15, rng.integers(0, n_reps, account.size), home)
    x = np.column_stack([np.ones(account.size), rng.normal(size=account.size)])
    y = (
        1
        + 0.5 * x[:, 1]
        + rng.normal(0, 0.4, n_reps)[rep]
        + rng.normal(0, 0.7, n_accounts)[account]
        + rng.normal(size=account.size)
    )
    return y, x, {"rep": rep, "account": account}


def cpu_seconds(job: Callable[[], object], repeats: int) -> float:
    """Return the median CPU time of a job."""
    taken = []
    for _ in range(repeats):
        start = time.process_time()
        job()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def peer(table: Table) -> dict[str, float]:
    """Return the variances statsmodels finds; crossed factors are components of one single group there."""
    y, x, codes = table
    frame = pd.DataFrame({"y": y, "x": x[:, 1], "one": 1, **codes})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = smf.mixedlm(
            "y ~ x", frame, groups="one", re_formula="0", vc_formula={k: f"0 + C({k})" for k in codes}, use_sparse=True
        ).fit()
    return dict(zip(sorted(codes), map(float, fit.vcomp), strict=True)) | {"residual": float(fit.scale)}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--peer-rows", type=int, default=1500)
    asked = parser.parse_args()

    table = sales(asked.peer_rows)
    ours = fit_mixed(*table)
    theirs: dict[str, float] = {}
    ours_seconds = cpu_seconds(lambda: fit_mixed(*table), asked.repeats)
    peer_seconds = cpu_seconds(lambda: theirs.update(peer(table)), 1)
    print(f"two crossed factors, {asked.peer_rows} rows, CPU seconds, one thread")
    print(f"  readiness            {ours_seconds:8.3f}")
    print(f"  statsmodels MixedLM  {peer_seconds:8.3f}   {peer_seconds / ours_seconds:.0f} times as long")
    for name in sorted(theirs):
        mine = ours.residual_variance if name == "residual" else ours.variances[name]
        print(f"  variance {name:10s}  {mine:.5f} beside {theirs[name]:.5f}")

    print("growth, median CPU seconds, rows / reps / accounts")
    for factor in (1, 4, 16):
        y, x, codes = sales(2500 * factor)
        seconds = cpu_seconds(lambda y=y, x=x, codes=codes: fit_mixed(y, x, codes), asked.repeats)
        print(f"  linear   {y.size:6d} / {codes['rep'].max() + 1:4d} / {codes['account'].max() + 1:5d}  {seconds:8.3f}")
    for factor in (1, 4, 16):
        y, x, codes = sales(2500 * factor)
        money = np.where(np.random.default_rng(2).random(y.size) < 0.7, 0.0, np.exp(y))
        seconds = cpu_seconds(lambda money=money, x=x, codes=codes: fit_log_link(money, x, codes), 1)
        print(f"  log link {y.size:6d} / {codes['rep'].max() + 1:4d} / {codes['account'].max() + 1:5d}  {seconds:8.3f}")


if __name__ == "__main__":
    main()
