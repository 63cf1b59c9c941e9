"""Training plans: sessions, people left out and CPU seconds, beside a planner that takes one rep at a time.

In: nothing; instances are drawn from a seed.
Out: a table on stdout. Run: `python benchmarks/training.py`.
"""

from __future__ import annotations

import random
import statistics
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock

import numpy as np

from readiness.stages.training import Blackout, Busy, Trainer, TrainingPolicy, plan_training
from readiness.stages.training.board import Board, Opened, board_of
from readiness.vocabulary import LaunchDates, Motion, Rep

MARKETS = [  # zone, language, share of reps
    ("America/New_York", "en", 28), ("America/Los_Angeles", "en", 18), ("America/Sao_Paulo", "pt", 6), ("Europe/London", "en", 8),
    ("Europe/Paris", "fr", 8), ("Europe/Berlin", "de", 10), ("Asia/Kolkata", "en", 10), ("Asia/Tokyo", "ja", 7),
    ("Australia/Adelaide", "en", 5),
]  # fmt: skip
POLICY = TrainingPolicy("Selling it", 90, 12, date(2027, 3, 8), clock(9), clock(17), 2, 70)
DATES = LaunchDates(date(2027, 2, 26), date(2027, 4, 2), date(2027, 4, 6), date(2028, 2, 29))
BLACKOUTS = [Blackout(date(2027, 3, 29), date(2027, 3, 31), "quarter end")]


def instance(n_reps: int, seed: int) -> tuple[list[Rep], list[Trainer], list[Busy]]:
    rng = random.Random(seed)
    reps = []
    for i in range(n_reps):
        zone, language, share = rng.choices(MARKETS, [m[2] for m in MARKETS])[0]
        manager = f"{zone}-{rng.randrange(max(1, n_reps * share // 1000))}"
        reps.append(Rep(f"r{i:05d}", f"Rep {i}", "", "", "P", zone, manager, Motion.CONSULTATIVE, zone, language, None))
    trainers = []
    for j in range(max(9, n_reps // 60)):
        zone, language, _ = MARKETS[j % len(MARKETS)]
        trainers.append(Trainer(f"t{j:03d}", f"Trainer {j}", "", tuple(sorted({language, "en"})), zone, 1))
    busy = []
    for person, zone in [(r.rep_id, r.time_zone) for r in reps] + [(t.trainer_id, t.time_zone) for t in trainers]:
        for day in range(26):
            for _ in range(rng.randrange(4)):  # meetings of one or two hours at any hour of the working day
                start = datetime(2027, 3, 8, 9, tzinfo=UTC) + timedelta(days=day, minutes=30 * rng.randrange(16)) - OFFSET[zone]
                busy.append(Busy(person, start, start + timedelta(hours=rng.choice([1, 2]))))
    return reps, trainers, busy


OFFSET = {
    "America/New_York": timedelta(hours=-5), "America/Los_Angeles": timedelta(hours=-8), "America/Sao_Paulo": timedelta(hours=-3),
    "Europe/London": timedelta(0), "Europe/Paris": timedelta(hours=1), "Europe/Berlin": timedelta(hours=1),
    "Asia/Kolkata": timedelta(hours=5.5), "Asia/Tokyo": timedelta(hours=9), "Australia/Adelaide": timedelta(hours=10.5),
}  # fmt: skip


def first_fit(reps: list[Rep], trainers: list[Trainer], busy: list[Busy]) -> tuple[int, int, int]:
    """Return sessions, unserved and sessions for one: each rep in turn takes the first seat, or the first free trainer."""
    board = board_of(reps, trainers, POLICY, BLACKOUTS, busy, DATES)
    unserved = 0
    for rep in range(len(board.reps)):
        session = next((o for o in board.opened if board.can_sit(rep, o)), None) or first_session(board, rep)
        if session is None:
            unserved += 1
        else:
            board.seat(rep, session)
    return len(board.opened), unserved, sum(len(o.reps) == 1 for o in board.opened)


def first_session(board: Board, rep: int) -> Opened | None:
    language = board.rep_language[rep]
    rows = board.speakers.get(language, [])
    room = board.team_out[board.team[rep]] < board.team_cap[board.team[rep]]
    free = board.trainer_free[rows] & board.rep_free[rep] & room
    if not free.any():
        return None
    slot = int(np.argmax(free.any(axis=0)))
    session = Opened(rows[int(np.argmax(free[:, slot]))], slot, language, 1)
    board.teach(session)
    return session


def ours(reps: list[Rep], trainers: list[Trainer], busy: list[Busy]) -> tuple[int, int, int]:
    plan = plan_training(reps, trainers, POLICY, BLACKOUTS, busy, DATES, launch_id="bench", seed=1)
    seats = [e.session_id for e in plan.enrolments]
    return len(plan.sessions), len(plan.unserved), sum(seats.count(s.session_id) == 1 for s in plan.sessions)


def main() -> None:
    print(
        f"{'reps':>5} {'trainers':>8}  {'planner':<12} {'sessions':>8} {'for one':>8} {'unserved':>8} {'CPU s, median of 5':>18}"
    )
    for n_reps in (100, 400, 1600):
        data = instance(n_reps, seed=1)
        for name, planner in (("waves", ours), ("first fit", first_fit)):
            seconds = []
            for _ in range(5):
                start = time.process_time()
                sessions, unserved, alone = planner(*data)
                seconds.append(time.process_time() - start)
            median = statistics.median(seconds)
            print(f"{n_reps:>5} {len(data[1]):>8}  {name:<12} {sessions:>8} {alone:>8} {unserved:>8} {median:>18.2f}")


if __name__ == "__main__":
    main()
