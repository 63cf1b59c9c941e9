"""Benchmark: accounts scored and ranked, with their reasons in words, beside the same score worked out a row at a time.

In: how many accounts at most; drawn from a fixed seed, with facts, rivals and a year's purchases.
Out: CPU seconds on one core at 1, 4 and 16 times the accounts, PASS or MISS beside what is asked of 50,000; the peer's seconds in
the same run, and by how much its scores differ. The peer is plain Python over pandas rows, as an analyst would write the formula.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd

from readiness.stages.account_facts import AccountFacts
from readiness.stages.buyers import Alternative
from readiness.stages.positioning import Link
from readiness.stages.positioning.quality_house import AlternativeVerdict
from readiness.stages.prospects import AimSources, ChannelReadiness, Presence, Prospect, rank_prospects
from readiness.stages.prospects.likeness import best_accounts
from readiness.stages.requirements import Requirement
from readiness.vocabulary import Account, Motion

ASKED_SECONDS, ASKED_OF = 5.0, 50_000
SEGMENTS, CHANNELS = [f"s{i}" for i in range(6)], [f"c{i}" for i in range(4)]
RIVALS = ("Rival A", "Rival B", "Rival C", "As it is")
LEVELS = ("complexity", "buyer_information", "customisation", "relationship")
DAY = date(2026, 9, 1)


@dataclass(frozen=True)
class Field:
    """A drawn launch."""

    accounts: list[Account]
    needs: list[Requirement]
    links: list[Link]
    history: dict[str, float]
    sources: AimSources


def drawn(n: int, seed: int = 7) -> Field:
    """Return a launch of n accounts: 60% with facts, 90% with a potential, half with purchases, a tenth with a row in rivals."""
    g = np.random.default_rng(seed)
    potential = np.round(g.lognormal(10, 1.2, n), 2)
    picks = {"segment": g.choice(SEGMENTS, n), "channel": g.choice(CHANNELS, n), "industry": g.integers(0, 20, n)}
    accounts = [
        Account(
            f"a{i:06}", f"Firm {i}", str(picks["channel"][i]), "p", f"t{i % 50}", str(picks["segment"][i]),
            f"industry {picks['industry'][i]}", None, Decimal(str(potential[i])) if i % 10 else None,
        )
        for i in range(n)
    ]  # fmt: skip
    needs = [Requirement(f"{s}-r{k}", s, "p", "a need", 1 + (k * 3) % 9, "", ()) for s in SEGMENTS for k in range(8)]
    links = [Link("c", r.requirement_id, 9 if k % 3 else 3, 1.0, "", does="does it") for k, r in enumerate(needs)]
    said = g.choice(["meets", "falls_short", "unproven"], (len(RIVALS), len(needs)))
    seen = [
        AlternativeVerdict(name, r.requirement_id, str(said[j, k]), "seen", DAY)
        for j, name in enumerate(RIVALS)
        for k, r in enumerate(needs)
    ]
    levels, shares = g.integers(0, 4, (n, len(LEVELS))).tolist(), g.random((n, 2)).tolist()
    known = [(i, a.account_id) for i, a in enumerate(accounts) if i % 5 < 3]
    facts = {a: AccountFacts(a, None, *levels[i], *shares[i], is_reference=bool(i % 3)) for i, a in known}
    presence = [Presence(name, "", "", 0.3) for name in RIVALS[:2]] + [Presence("Rival C", "s1", "", 0.6)]
    presence += [Presence("Rival A", "", a.account_id, 0.9) for a in accounts[::10]]
    sources = AimSources(
        alternatives=[Alternative(name, "rival") for name in RIVALS[:3]] + [Alternative(RIVALS[3], "status_quo")],
        seen=seen,
        presence=presence,
        facts=facts,
        ready={c: ChannelReadiness(c, 10, 10, 8) for c in CHANNELS},
        motions={a.account_id: Motion.CONSULTATIVE for a in accounts},
    )
    history = {a.account_id: float(potential[i] * g.random()) for i, a in enumerate(accounts) if i % 2}
    return Field(accounts, needs, links, history, sources)


def row_by_row(field: Field) -> pd.Series:
    """Return the score of each account, worked out one after the other from the formulas of docs/methods/prospects.md."""
    frame = pd.DataFrame([(a.account_id, a.segment, a.industry, a.channel, a.territory_id) for a in field.accounts])
    frame.columns = pd.Index(["id", "segment", "industry", "channel", "territory"])
    frame["potential"] = [math.nan if a.potential_money is None else float(a.potential_money) for a in field.accounts]
    for name in LEVELS:
        frame[name] = [getattr(field.sources.facts.get(i), name, math.nan) for i in frame["id"]]
    frame["log"] = np.log10(frame["potential"])
    low, high = frame["log"].quantile([0.05, 0.95])
    best_ids = best_accounts({a.account_id: a for a in field.accounts}, field.sources.facts, [], "")
    best = [row for row in frame.itertuples() if row.id in set(best_ids)]
    spread = {name: frame[name].max() - frame[name].min() for name in ("log", *LEVELS)}
    return pd.Series({row.id: _score(row, field, (low, high), best, spread) for row in frame.itertuples()})


def _score(row, field: Field, ends: tuple[float, float], best: list, spread: dict[str, float]) -> float:  # type: ignore[no-untyped-def, type-arg]
    asked = [r for r in field.needs if r.segment == row.segment]
    strength = {link.requirement_id: link.strength for link in field.links}
    total = sum(r.importance for r in asked)
    fit = sum(r.importance * (1.0 if strength[r.requirement_id] == 9 else 0.5) for r in asked) / total
    counts = {"meets": 1.0, "unproven": 0.5, "falls_short": 0.0}
    of = {(v.alternative, v.requirement_id): counts[v.verdict] for v in field.sources.seen}
    present = {"Rival A": 0.3, "Rival B": 0.3, "As it is": 1.0}
    if row.segment == "s1":
        present["Rival C"] = 0.6
    if int(row.id[1:]) % 10 == 0:
        present["Rival A"] = 0.9
    held = max(share * sum(r.importance * of[name, r.requirement_id] for r in asked) / total for name, share in present.items())
    parts = {"competition": 1 - held, "fit": fit}
    if not math.isnan(row.potential):
        parts["market"] = max(0.05, min(1.0, max(0.0, (row.log - ends[0]) / (ends[1] - ends[0]))))
        parts["competition"] *= min(1.0, max(0.0, 1 - field.history.get(row.id, 0.0) / row.potential))
    alike = sorted((_gower(row, other, spread) for other in best if other.id != row.id), reverse=True)[:5]
    parts["likeness"] = max(0.05, sum(alike) / len(alike))
    weights = {"market": 0.25, "competition": 0.25, "fit": 0.35, "likeness": 0.15}
    if min(parts.values()) <= 0:
        return 0.0
    return 100 * math.exp(sum(weights[n] * math.log(v) for n, v in parts.items()) / sum(weights[n] for n in parts))


def _gower(row, other, spread: dict[str, float]) -> float:  # type: ignore[no-untyped-def]
    same = [float(getattr(row, k) == getattr(other, k)) for k in ("segment", "industry", "channel", "territory")]
    for name, width in spread.items():
        a, b = getattr(row, name), getattr(other, name)
        if not (math.isnan(a) or math.isnan(b)):
            same.append(1 - abs(a - b) / width)
    return sum(same) / len(same)


def ranked(field: Field) -> tuple[list[Prospect], float]:
    """Return the prospects and the CPU seconds it took."""
    start = time.process_time()
    rows = rank_prospects(field.accounts, field.needs, field.links, field.history, field.sources)
    return rows, time.process_time() - start


def main() -> None:
    """Print a line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=ASKED_OF, help="at most; a quarter and a sixteenth are run before")
    most = parser.parse_args().accounts
    print(f"{'accounts':>9} {'CPU s':>7} {'us each':>8} {'row by row':>11} {'times':>6} {'largest difference':>19}")
    for n in (most // 16, most // 4, most):
        field = drawn(n)
        rows, seconds = ranked(field)
        start = time.process_time()
        peer = row_by_row(field)
        peer_seconds = time.process_time() - start
        apart = max(abs((p.score or 0.0) - peer[p.account_id]) for p in rows)
        line = f"{n:9,} {seconds:7.2f} {seconds / n * 1e6:8.1f} {peer_seconds:11.2f} {peer_seconds / seconds:6.1f} {apart:19.1e}"
        asked = f"   asked < {ASKED_SECONDS:.0f} s {'PASS' if seconds < ASKED_SECONDS else 'MISS'}" if n >= ASKED_OF else ""
        print(line + asked, flush=True)


if __name__ == "__main__":
    main()
