"""Benchmark: contacts planned and written, and planned again after a week of leave, beside the same rows merged in pandas.

In: how many contacts at most; drawn from a fixed seed, with motions, and leave of each rep.
Out: CPU seconds on one core at 1, 4 and 16 times the contacts: planning, the tables with their workbook, calendars and CRM tasks;
PASS or MISS of the sum beside what is asked of 200,000; planning again, which is not in the sum; the peer's seconds in the same
run, and how many of its days differ. The peer merges accounts, steps, messages and reps, gives each rep's accounts their days by
NumPy's business days, and writes a CSV, as an analyst would. Its workbook is written by openpyxl, cell by cell.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd

from readiness.adapters.contact_files import calendars, contact_outputs, crm_outputs
from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.contact_plan import Change, Contact, Field, plan_contacts, replanned
from readiness.stages.positioning import Message
from readiness.stages.prospects import Prospect
from readiness.vocabulary import BUYER_STEPS, Account, LaunchDates, Motion, Rep

ASKED_SECONDS, ASKED_OF = 20.0, 200_000
STEPS = BUYER_STEPS[:5]
ACCOUNTS_A_REP = 100
DATES = LaunchDates(date(2026, 3, 2), date(2026, 6, 1), date(2026, 7, 1), date(2027, 12, 31))
TODAY = date(2026, 4, 1)
CHANNELS, SEGMENTS = [f"c{i}" for i in range(4)], [f"s{i}" for i in range(6)]
A_WEEK = {"transactional": 20, "consultative": 8, "enterprise": 3}


@dataclass(frozen=True)
class Drawn:
    """A drawn launch."""

    accounts: list[Account]
    reps: list[Rep]
    serving: dict[str, str]
    prospects: list[Prospect]
    buyers: BuyerMap
    messages: dict[str, list[Message]]
    decks: dict[str, str]
    carried: dict[str, set[str]]
    known: Field


def drawn(n_contacts: int, seed: int = 7) -> Drawn:
    """Return a launch with so many contacts, five an account; a rep has 100 accounts and three weeks of leave."""
    g = np.random.default_rng(seed)
    n = n_contacts // len(STEPS)
    n_reps = max(1, n // ACCOUNTS_A_REP)
    reps = [
        Rep(
            f"r{i:05}",
            f"Rep {i}",
            f"r{i}@example.com",
            CHANNELS[i % 4],
            "p",
            f"t{i // 4}",
            "",
            Motion.CONSULTATIVE,
            "UTC",
            "en",
            None,
        )
        for i in range(n_reps)
    ]
    whose = g.permutation(np.arange(n) % n_reps)
    segment = g.choice(SEGMENTS, n)
    accounts = [
        Account(f"a{i:06}", f"Firm {i}", reps[r].channel, "p", reps[r].territory_id, str(segment[i]), "", None, None)
        for i, r in enumerate(whose.tolist())
    ]
    steps = tuple(
        BuyerStep(s, f"The {s}", "Find out", "", "", "", 14 * k, CallToAction(f"Agree on {s}", "you", 3))
        for k, s in enumerate(STEPS)
    )
    buyers = BuyerMap(tuple(Segment(s, s) for s in SEGMENTS), (Persona("owner", "Owner"),), steps, ())
    blank = ("",) * 5
    messages = {
        c: [Message(f"{c}-{s}-{at}", s, "owner", at, *blank, (), "", "", "", "", "", "") for s in SEGMENTS for at in STEPS]
        for c in CHANNELS
    }
    away = {r.rep_id: _weeks(g) for r in reps}
    motions = {a.account_id: m for a, m in zip(accounts, g.choice(list(A_WEEK), n).tolist(), strict=True)}
    ranked = [Prospect(accounts[i].account_id, 50.0, None, None, None, "", "") for i in g.permutation(n).tolist()]
    return Drawn(
        accounts, reps, {a.account_id: reps[r].rep_id for a, r in zip(accounts, whose.tolist(), strict=True)}, ranked, buyers,
        messages, {c: f"decks/{c}.pptx" for c in CHANNELS}, {c: {m.message_id for m in own} for c, own in messages.items()},
        Field(TODAY, motions=motions, blocked=away, launch_owner="Dana"),
    )  # fmt: skip


def _weeks(g: np.random.Generator) -> frozenset[date]:
    starts = [DATES.ready_by + timedelta(weeks=int(w)) for w in g.integers(0, 50, 3)]
    return frozenset(day + timedelta(days=n) for day in starts for n in range(7))


def planned(d: Drawn, known: Field) -> list[Contact]:
    """Return the plan."""
    return plan_contacts(
        d.accounts, d.reps, d.serving, d.prospects, d.buyers, d.messages, d.decks, DATES, d.carried, known
    )  # fmt: skip


def ill(d: Drawn) -> tuple[Field, set[str], set[date]]:
    """Return the field with a week of leave of every tenth rep, whose they are, and the week."""
    week = {DATES.ready_by + timedelta(days=21 + n) for n in range(7)}
    whose = {r.rep_id for r in d.reps[::10]}
    away = {i: {*days, *week} if i in whose else days for i, days in d.known.blocked.items()}
    return Field(TODAY, motions=d.known.motions, blocked=away, launch_owner="Dana"), whose, week


def planned_again(d: Drawn, standing: dict[str, Contact], known: Field) -> tuple[list[Contact], list[Change]]:
    """Return the plan with that leave, and what it changes."""
    accounts = {a.account_id: a for a in d.accounts}
    return replanned(planned(d, known), standing, {}, accounts, d.reps, d.buyers, DATES, known)


def n_needless(rows: list[Contact], changes: list[Change], standing: dict[str, Contact], whose: set[str], week: set[date]) -> int:
    """Return how many contacts were moved that had not become impossible."""
    now = {(c.account_id, c.buyer_step): c.due_on for c in rows}
    found = 0
    for change in changes:
        was = standing[change.contact_id]
        n = STEPS.index(was.buyer_step)
        before_it = now[was.account_id, STEPS[n - 1]] if n else date.min
        found += not (was.rep_id in whose and was.due_on in week) and was.due_on >= before_it
    return found


def merged(d: Drawn) -> pd.DataFrame:
    """Return the same rows by merges."""
    accounts = pd.DataFrame([(a.account_id, a.name, a.channel, a.territory_id, a.segment) for a in d.accounts])
    accounts.columns = pd.Index(["account_id", "account_name", "channel", "territory_id", "segment"])
    accounts["rep_id"] = accounts["account_id"].map(d.serving)
    accounts["motion"] = accounts["account_id"].map(dict(d.known.motions))
    accounts["rank"] = accounts["account_id"].map({p.account_id: i for i, p in enumerate(d.prospects)})
    accounts = accounts.sort_values("rank")
    share = 600 // accounts["motion"].map(A_WEEK)
    accounts["delay"] = (share.groupby(accounts["rep_id"]).cumsum() - share) // 120
    reps = pd.DataFrame([(r.rep_id, r.name) for r in d.reps], columns=["rep_id", "rep_name"])
    steps = pd.DataFrame([(s.step, s.call_to_action.act, s.starts_after_days + 3, k) for k, s in enumerate(d.buyers.steps)])
    steps.columns = pd.Index(["buyer_step", "act", "after", "n"])
    said = pd.DataFrame([(c, m.segment, m.step, m.message_id) for c, own in d.messages.items() for m in own])
    said.columns = pd.Index(["channel", "segment", "buyer_step", "message_id"])
    frame = accounts.merge(steps, how="cross").merge(said, how="left").merge(reps, how="left")
    frame["asset"] = frame["channel"].map(d.decks)
    begins = np.datetime64(DATES.ready_by) + frame["after"].to_numpy().astype("timedelta64[D]")
    due = np.empty(len(frame), "datetime64[D]")
    for rep_id, places in frame.groupby("rep_id").indices.items():
        away = [np.datetime64(day) for day in d.known.blocked[str(rep_id)]]
        due[places] = np.busday_offset(begins[places], frame["delay"].to_numpy()[places], roll="forward", holidays=away)
    frame["due_on"] = due
    frame["contact_id"] = frame["account_id"] + "-" + frame["buyer_step"]
    return frame.sort_values(["rep_id", "due_on", "rank", "n"])


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what work gives, and the CPU seconds it took."""
    start = time.process_time()
    made = work()
    return made, time.process_time() - start


def line(n: int, *, asked: bool) -> str:
    """Return one size's figures."""
    d = drawn(n)
    rows, plan = timed(lambda: planned(d, d.known))
    standing, (leave, whose, week) = {c.contact_id: c for c in rows}, ill(d)
    (later, changes), again = timed(lambda: planned_again(d, standing, leave))
    moved, needless = len(changes), n_needless(later, changes, standing, whose, week)
    _, tables = timed(lambda: contact_outputs(rows, [], []))
    _, others = timed(lambda: (calendars(rows, "k", TODAY), crm_outputs(rows, {r.rep_id: r for r in d.reps})))
    frame, merging = timed(lambda: merged(d))
    _, csv = timed(lambda: frame.to_csv(index=False))
    book = timed(lambda: frame.to_excel(io.BytesIO(), index=False))[1] if not asked else None
    days = dict(zip(frame["contact_id"], frame["due_on"].dt.date, strict=True))
    apart = sum(days[c.contact_id] != c.due_on for c in rows)
    total = plan + tables + others
    said = f"   asked < {ASKED_SECONDS:.0f} s {'PASS' if total < ASKED_SECONDS else 'MISS'}" if asked else ""
    ours = f"{len(rows):9,} {plan:6.2f} {tables:7.2f} {others:7.2f} {total:7.2f} {again:6.2f}"
    return f"{ours} {merging:8.2f} {csv:6.2f} {'-' if book is None else f'{book:.2f}':>9} {apart:6} {moved:7,} {needless:8}{said}"


def main() -> None:
    """Print a line a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=ASKED_OF, help="at most; a quarter and a sixteenth are run before")
    most = parser.parse_args().contacts
    print("CPU seconds; apart: days of the peer that differ; moved: by a week's leave of a tenth; needless: that need not have")
    ours = f"{'contacts':>9} {'plan':>6} {'tables':>7} {'others':>7} {'sum':>7} {'again':>6}"
    print(f"{ours} {'| merge':>8} {'csv':>6} {'workbook':>9} {'apart':>6} {'moved':>7} {'needless':>8}")
    for n in (most // 16, most // 4, most):
        print(line(n, asked=n >= ASKED_OF), flush=True)


if __name__ == "__main__":
    main()
