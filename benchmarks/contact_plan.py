"""Benchmark: contacts planned and written as a table, and planned again after a rep drops out, beside a join of the same tables.

In: how many contacts at most; drawn from a fixed seed: accounts, reps, six steps, messages, people who consent, days away.
Out: CPU seconds on one core at 1, 4 and 16 times the contacts, PASS or MISS beside what is asked of 200,000. The peer is a pandas
merge of accounts and steps with a day by the step alone, written by `to_csv`: no queue, message, person, free day or check.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd

from readiness.adapters.contact_files import CONTACT_COLUMNS
from readiness.adapters.table_files import csv_bytes
from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.contact_plan import BuyerPerson, Contact, Field, Kept, plan_contacts, replanned
from readiness.stages.positioning import Message
from readiness.vocabulary import BUYER_STEPS, Account, LaunchDates, Motion, Rep

ASKED_SECONDS, ASKED_OF = 20.0, 200_000
SEGMENTS, PERSONAS, CHANNELS = ("s0", "s1", "s2"), ("owner", "cook"), ("shops", "online")
DATES = LaunchDates(date(2026, 1, 5), date(2026, 3, 2), date(2026, 3, 9), date(2027, 3, 1))
TODAY = date(2026, 2, 1)
ACCOUNTS_A_REP = 60


def drawn(n_contacts: int, seed: int = 7):
    """Return a launch with so many contacts."""
    g = np.random.default_rng(seed)
    n = n_contacts // len(BUYER_STEPS)
    n_reps = max(4, n // ACCOUNTS_A_REP)
    reps = [
        Rep(f"r{i:05}", f"Rep {i}", "", "", "p", f"t{i % 50}", f"m{i % 99}", Motion.CONSULTATIVE, "UTC", "en", None)
        for i in range(n_reps)
    ]
    picks = {"segment": g.integers(0, 3, n), "channel": g.integers(0, 2, n), "territory": g.integers(0, 50, n)}
    accounts = [
        Account(
            f"a{i:06}",
            f"Firm {i}",
            CHANNELS[picks["channel"][i]],
            "p",
            f"t{picks['territory'][i]}",
            SEGMENTS[picks["segment"][i]],
            "retail",
            None,
            None,
        )
        for i in range(n)
    ]
    serving = {a.account_id: reps[int(r)].rep_id for a, r in zip(accounts, g.integers(0, n_reps, n), strict=True) if r % 3}
    steps = tuple(
        BuyerStep(s, s.title(), "Do it", "", "", "Done", 10 * i, CallToAction(f"Ask about {s}", "you", 7))
        for i, s in enumerate(BUYER_STEPS)
    )
    buyers = BuyerMap(tuple(Segment(s, s) for s in SEGMENTS), tuple(Persona(p, p) for p in PERSONAS), steps, ())
    messages = [
        Message(f"R{i}-{s}-{seg}", seg, p, s, f"R{i}", "C", "A headline", "It does.", "Text.", (), "", "", "", "", "", "Act.")
        for i, p in enumerate(PERSONAS) for s in BUYER_STEPS for seg in SEGMENTS
    ]  # fmt: skip
    people = {
        a.account_id: (BuyerPerson(f"b{a.account_id}", a.account_id, "Ana", "owner", "", yes > 0, TODAY),)
        for a, yes in zip(accounts, g.integers(0, 2, n), strict=True)
    }
    away = {r.rep_id: frozenset(DATES.ready_by + timedelta(days=int(d)) for d in g.integers(0, 200, 10)) for r in reps}
    motions = {a.account_id: str(m) for a, m in zip(accounts, g.choice(list(Motion), n), strict=True)}
    return accounts, reps, serving, buyers, messages, Field(TODAY, motions, {}, people, away, {}, "Dana")


def planned(launch, reps) -> list[Contact]:
    """Return the plan made anew."""
    accounts, _, serving, buyers, messages, known = launch
    said, decks = dict.fromkeys(CHANNELS, messages), {c: f"decks/{c}.pptx" for c in CHANNELS}
    carried = {c: {m.message_id for m in messages} for c in CHANNELS}
    return plan_contacts(accounts, reps, serving, (), buyers, said, decks, DATES, carried, known)


def table(contacts: list[Contact]) -> bytes:
    """Return plan/contact_plan.csv."""
    return csv_bytes(CONTACT_COLUMNS, ([getattr(c, name) for name in CONTACT_COLUMNS] for c in contacts))


def merged(launch) -> bytes:
    """Return what a join gives: accounts x steps with a day."""
    accounts, _, serving, buyers, _, _ = launch
    left = pd.DataFrame([(a.account_id, a.name, a.channel, a.territory_id, serving.get(a.account_id, "")) for a in accounts])
    left.columns = ["account_id", "account_name", "channel", "territory_id", "rep_id"]
    right = pd.DataFrame([(s.step, s.call_to_action.act, s.starts_after_days + 7) for s in buyers.steps])
    right.columns = ["buyer_step", "act", "after"]
    both = left.merge(right, how="cross")
    both["due_on"] = pd.Timestamp(DATES.ready_by) + pd.to_timedelta(both["after"], unit="D")
    return both.sort_values(["rep_id", "due_on"]).to_csv(index=False).encode()


def cpu(work) -> tuple[float, object]:
    """Return the CPU seconds of a call, and what it gave."""
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("most", nargs="?", type=int, default=ASKED_OF)
    most = parser.parse_args().most
    print(f"{'contacts':>9}  {'plan':>7}  {'table':>7}  {'again':>7}  {'in all':>7}  {'merge':>7}   CPU seconds")
    for part in (16, 4, 1):
        launch = drawn(most // part)
        accounts, reps, _, buyers, _, known = launch
        plan_s, contacts = cpu(lambda: planned(launch, reps))  # noqa: B023 - called at once
        table_s, _ = cpu(lambda: table(contacts))  # noqa: B023
        before = {c.contact_id: Kept(c.contact_id, c.account_id, c.rep_id, c.due_on) for c in contacts}
        fewer, by_id = reps[1:], {a.account_id: a for a in accounts}
        again_s, (rows, changes) = cpu(
            lambda: replanned(planned(launch, fewer), before, {}, by_id, fewer, buyers, DATES, known)  # noqa: B023
        )
        gone = {i for i, k in before.items() if k.rep_id == reps[0].rep_id}
        others = sum(c.contact_id not in gone for c in changes)
        peer_s, _ = cpu(lambda: merged(launch))  # noqa: B023
        whole = plan_s + table_s
        says = ""
        if len(contacts) >= ASKED_OF * 0.99:
            says = f"   {'PASS' if whole < ASKED_SECONDS else 'MISS'}: {ASKED_SECONDS:g} s asked of {ASKED_OF:,}"
        print(f"{len(contacts):9,}  {plan_s:7.2f}  {table_s:7.2f}  {again_s:7.2f}  {whole:7.2f}  {peer_s:7.2f}{says}")
        print(f"           a rep with {len(gone)} contacts drops out: {len(changes)} change, {others} of them another's")
        assert len(rows) == len(contacts)


if __name__ == "__main__":
    main()
