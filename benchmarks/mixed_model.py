"""Benchmark: the mixed model engine on sales of many territories, and how it grows; `mixed_peers.py` sets others beside it.

In: nothing; data are made from a fixed seed. Run: `python benchmarks/mixed_model.py [--rows 10000 100000 1000000 4000000]`.
Out: CPU seconds of one thread and peak memory (data included) on the terminal, PASS or MISS beside each limit.

Each size runs in a process of its own, so that memory is its own too. The fit takes the variances from all rows (REML), or from a
sample of territories; each with 200 joint posterior draws of every effect.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from readiness.stats.log_link import fit_log_link
from readiness.stats.mixed_model import MixedFit, fit_mixed

N_WEEKS, N_PRODUCTS, REPS_PER_TERRITORY, ACCOUNTS_PER_REP, ROWS_PER_ACCOUNT = 13, 20, 20, 5, 20
SD = {"rep": 0.12, "account": 0.25, "local week": 0.05, "product week": 0.15}
N_DRAWS = 200
LIMITS = {1_000_000: {"all rows": 40.0, "a sample": 15.0}, 4_000_000: {"all rows": 160.0, "a sample": 60.0}}
"""Rows -> CPU seconds of fit and draws."""
LARGEST_GIGABYTES = {1_000_000: 1.5, 4_000_000: 6.0}

Table = tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]


def territories(n_rows: int) -> Table:
    """Return log sales, 25 fixed columns and crossed codes; some accounts change rep once, inside their territory."""
    rng = np.random.default_rng(1)
    n_accounts = max(n_rows // ROWS_PER_ACCOUNT, 2 * REPS_PER_TERRITORY)
    home = np.arange(n_accounts) // ACCOUNTS_PER_REP
    territory = home // REPS_PER_TERRITORY
    heir = np.minimum(territory * REPS_PER_TERRITORY + rng.integers(0, REPS_PER_TERRITORY, n_accounts), home[-1])
    leaves_in = np.where(rng.random(n_accounts) < 0.15, rng.integers(3, N_WEEKS - 2, n_accounts), N_WEEKS)
    account = np.repeat(np.arange(n_accounts), ROWS_PER_ACCOUNT)
    week, product = rng.integers(0, N_WEEKS, account.size), rng.integers(0, N_PRODUCTS, account.size)
    rep = np.where(week < leaves_in[account], home[account], heir[account])
    local, global_ = territory[account] * N_WEEKS + week, product * N_WEEKS + week
    covariates = [np.ones(account.size), *rng.normal(size=(5, account.size))]
    x = np.column_stack([*covariates, *(product == k for k in range(1, N_PRODUCTS))]).astype(np.float64)
    codes = {"rep": rep, "account": account, "local week": local, "product week": global_}
    codes = {name: np.unique(values, return_inverse=True)[1] for name, values in codes.items()}
    y = x[:, :6] @ [8.0, 0.5, 1.0, 0.9, 0.15, 0.8] + rng.normal(0, 0.45, account.size)
    for name, values in codes.items():
        y += rng.normal(0, SD[name], values.max() + 1)[values]
    return y, x, codes


def cpu(job: Callable[[], object]) -> float:
    """Return the CPU time of a job."""
    start = time.process_time()
    job()
    return time.process_time() - start


def one_size(n_rows: int) -> None:
    """Print the line of one size."""
    y, x, codes = territories(n_rows)
    for way, sample_only in (("a sample", True), ("all rows", False)):
        found: list[MixedFit] = []
        seconds = cpu(lambda: found.append(fit_mixed(y, x, codes, sample_only=sample_only)))  # noqa: B023
        drawn = cpu(lambda: found[0].draws(N_DRAWS, np.random.default_rng(0)))  # noqa: B023
        gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        limit = LIMITS.get(n_rows, {}).get(way)
        most = LARGEST_GIGABYTES.get(n_rows)
        good = (limit is None or seconds + drawn <= limit) and (most is None or gigabytes <= most)
        verdict = "" if limit is None else f"  {'PASS' if good else 'MISS'} (<= {limit:g} s, {most:g} GB)"
        sds = " ".join(f"{np.sqrt(found[0].variances[name]):.4f}" for name in SD)
        print(
            f"  {y.size:8d} {codes['rep'].max() + 1:6d} {codes['account'].max() + 1:7d}  variances from {way}: "
            f"fit {seconds:7.2f}  {N_DRAWS} draws {drawn:6.2f}  {gigabytes:.2f} GB  sds {sds}{verdict}",
            flush=True,
        )


def log_link() -> None:
    """Print how the log-link model for money with many zeros grows."""
    print("log link, 70% zeros, CPU seconds, rows")
    for n_rows in (2000, 8000, 32_000):
        y, x, codes = territories(n_rows)
        money = np.where(np.random.default_rng(2).random(y.size) < 0.7, 0.0, np.exp(y))
        two = {name: codes[name] for name in ("rep", "account")}
        print(f"  {y.size:8d}  {cpu(lambda: fit_log_link(money, x[:, :6], two)):8.2f}")  # noqa: B023


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000, 4_000_000])
    parser.add_argument("--one", type=int, help="measure this size in this process, and nothing else")
    asked = parser.parse_args()
    if asked.one:
        one_size(asked.one)
        return
    print("4 crossed factors, 25 fixed columns, CPU seconds of one thread: rows, reps, accounts")
    for n_rows in asked.rows:
        sys.stdout.flush()
        subprocess.run([sys.executable, __file__, "--one", str(n_rows)], check=True)
    log_link()


if __name__ == "__main__":
    main()
