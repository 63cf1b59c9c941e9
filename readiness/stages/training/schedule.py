"""Schedule: a greedy, deterministic plan that fills sessions, keeps the drawn waves and serves everybody it can.

In: reps, trainers, the training policy, busy and blackout times, launch dates, a seed.
Out: TrainingPlan.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.board import Board, Opened, board_of
from readiness.stages.training.records import (
    Blackout,
    Busy,
    Enrolment,
    Session,
    Trainer,
    TrainingPlan,
    TrainingPolicy,
    Unserved,
)
from readiness.stages.training.unserved import why_unserved
from readiness.stages.training.waves import draw_order, drawn_waves
from readiness.vocabulary import LaunchDates, Rep

ANY_WAVE = 0


def plan_training(
    reps: Sequence[Rep],
    trainers: Sequence[Trainer],
    policy: TrainingPolicy,
    blackouts: Sequence[Blackout],
    busy: Sequence[Busy],
    dates: LaunchDates,
    *,
    launch_id: str,
    seed: int,
) -> TrainingPlan:
    """Return a plan in which every rep has one seat, or a reason why not.

    Each rep keeps the wave drawn for him where a session of at least two can be held there; then a spare seat in any
    wave is better than a session for one; a session for one is better than none. Adding any rep left over to any session, or
    opening one for him, would break a rule.
    """
    board = _planned(board_of(reps, trainers, policy, blackouts, busy, dates), launch_id, seed)
    if left := _not_seated(board, list(range(len(reps)))):
        packed = board_of(reps, trainers, policy, blackouts, busy, dates)
        packed.cost[:] = np.arange(len(packed.grid.starts))  # earliest first: back to back, a trainer's day holds more sessions
        packed = _planned(packed, launch_id, seed)
        if len(_not_seated(packed, list(range(len(reps))))) < len(left):
            board = packed
    return _plan_of(board, launch_id)


def _planned(board: Board, launch_id: str, seed: int) -> Board:
    """Return the same board, filled: the drawn waves first, scarce languages first, then whoever is left."""
    n_waves = int(board.wave.max(initial=1))
    drawn = drawn_waves(board.reps, n_waves, launch_id, seed)
    keys = draw_order([r.rep_id for r in board.reps], launch_id, seed)
    left = _hardest_first(board, [keys[r.rep_id] for r in board.reps])
    wave = [drawn[r.rep_id] for r in board.reps]
    for w in range(1, n_waves + 1):
        for language in _scarcest_first(board):
            pool = [r for r in left if wave[r] == w and board.rep_language[r] == language]
            _open_sessions(board, pool, w, at_least=2)
        left = _not_seated(board, left)
    for language in _scarcest_first(board):
        _serve_left_over(board, [r for r in left if board.rep_language[r] == language], wave)
    return board


def _serve_left_over(board: Board, pool: list[int], wave: list[int]) -> None:
    _fill(board, pool, wave)
    pool = _not_seated(board, pool)
    _open_sessions(board, pool, ANY_WAVE, at_least=2)
    pool = _not_seated(board, pool)
    _fill(board, pool, wave)
    for w in sorted({wave[r] for r in pool}):
        _open_sessions(board, [r for r in _not_seated(board, pool) if wave[r] == w], w, at_least=1)
    _open_sessions(board, _not_seated(board, pool), ANY_WAVE, at_least=1)


def _hardest_first(board: Board, keys: list[str]) -> list[int]:
    """Return all reps, those with the fewest possible starts first, then as drawn."""
    taught = {lang: board.trainer_can[rows].any(axis=0) for lang, rows in board.speakers.items()}
    none = np.zeros(len(board.grid.starts), dtype=np.bool_)
    options = [int((board.rep_free[r] & taught.get(lang, none)).sum()) for r, lang in enumerate(board.rep_language)]
    return sorted(range(len(board.reps)), key=lambda r: (options[r], keys[r]))


def _scarcest_first(board: Board) -> list[str]:
    """Return the languages, fewest trainers first: they must not find their trainers taken by a common language."""
    return sorted(board.speakers, key=lambda lang: (len(board.speakers[lang]), lang))


def _not_seated(board: Board, reps: list[int]) -> list[int]:
    seated = {r for o in board.opened for r in o.reps}
    return [r for r in reps if r not in seated]


def _open_sessions(board: Board, pool: list[int], wave: int, *, at_least: int) -> None:
    """Open the session that seats most of the pool, again and again, while it seats at least so many."""
    barred = np.zeros_like(board.trainer_free)  # a trainer's own seat is counted by `gains` but cannot be taken
    while pool:
        rows = np.array(board.speakers[board.rep_language[pool[0]]], dtype=np.intp)
        usable = board.trainer_free[rows] & ~barred[rows]
        if wave != ANY_WAVE:
            usable &= board.wave[rows] == wave
        gains = np.where(usable.any(axis=0), _gains(board, pool), 0)
        best = int(gains.max(initial=0))
        if best < at_least:
            return
        slot = _kindest(board, pool, np.flatnonzero(gains == best))
        trainer = _trainer_for(board, [int(t) for t in rows[usable[:, slot]]])
        session = Opened(trainer, slot, board.rep_language[pool[0]], int(board.wave[trainer, slot]))
        takers = _takers(board, pool, session)
        if len(takers) < at_least:
            barred[trainer, slot] = True
            continue
        board.teach(session)
        for rep in takers:
            board.seat(rep, session)
        pool = [r for r in pool if r not in set(takers)]


def _gains(board: Board, pool: list[int]) -> NDArray[np.int64]:
    """Return how many of the pool a session at each start would seat, teams kept half at work."""
    by_team = np.array(sorted(pool, key=lambda r: int(board.team[r])), dtype=np.intp)
    teams, firsts = np.unique(board.team[by_team], return_index=True)
    free = np.add.reduceat(board.rep_free[by_team].view(np.int8), firsts, axis=0, dtype=np.int64)
    room = np.maximum(board.team_cap[teams][:, None] - board.team_out[teams], 0)
    seated: NDArray[np.int64] = np.minimum(np.minimum(free, room).sum(axis=0), board.policy.seats)
    return seated


def _kindest(board: Board, pool: list[int], slots: NDArray[np.intp]) -> int:
    """Return the start nearest the middle of the day for those of the pool who are free then; the earliest of equals."""
    zones = board.rep_zone[pool]
    total = np.zeros(len(slots))
    n = np.zeros(len(slots))
    for zone in np.unique(zones):
        here = board.rep_free[np.ix_(np.array(pool, dtype=np.intp)[zones == zone], slots)].sum(axis=0)
        total += here * board.cost[zone, slots]
        n += here
    return int(slots[int(np.argmin(np.round(total / n, 6)))])


def _trainer_for(board: Board, trainers: list[int]) -> int:
    """Return the trainer to ask: one whose other languages are least needed elsewhere, then the least used."""
    used = [o.trainer for o in board.opened]
    return min(trainers, key=lambda t: (len(board.trainers[t].languages), used.count(t), t))


def _takers(board: Board, pool: list[int], session: Opened) -> list[int]:
    """Return who of the pool gets a seat, hardest to serve first."""
    out: list[int] = []
    by_team: dict[int, int] = {}
    for rep in pool:
        team = int(board.team[rep])
        room = int(board.team_cap[team] - board.team_out[team, session.slot])
        if board.can_sit(rep, session) and by_team.get(team, 0) < room and len(out) < board.policy.seats:
            out.append(rep)
            by_team[team] = by_team.get(team, 0) + 1
    return out


def _fill(board: Board, pool: list[int], wave: list[int]) -> None:
    """Give spare seats to the pool, in a rep's own wave if there is one, at the kindest hour."""
    for rep in pool:
        cost = board.cost[board.rep_zone[rep]]
        options = [
            (o.wave != wave[rep], float(cost[o.slot]), o.slot, i) for i, o in enumerate(board.opened) if board.can_sit(rep, o)
        ]
        if options:
            board.seat(rep, board.opened[min(options)[3]])


def _plan_of(board: Board, launch_id: str) -> TrainingPlan:
    """Return the board as a plan, in order of time and of rep."""
    opened = sorted(board.opened, key=lambda o: (o.slot, o.trainer))
    ids = {(o.slot, o.trainer): _session_id(board, o, launch_id) for o in opened}
    sessions = [
        Session(
            session_id=ids[o.slot, o.trainer],
            title=board.policy.title,
            trainer_id=board.trainers[o.trainer].trainer_id,
            language=o.language,
            starts_at=board.grid.starts[o.slot],
            ends_at=board.grid.starts[o.slot] + timedelta(minutes=board.policy.minutes),
            seats=board.policy.seats,
            wave=o.wave,
        )
        for o in opened
    ]
    seats = sorted((r, ids[o.slot, o.trainer], o.wave) for o in opened for r in o.reps)
    left = _not_seated(board, list(range(len(board.reps))))
    return TrainingPlan(
        sessions=tuple(sessions),
        enrolments=tuple(Enrolment(board.reps[r].rep_id, session_id, wave) for r, session_id, wave in seats),
        unserved=tuple(Unserved(board.reps[r].rep_id, why_unserved(board, r)) for r in left),
    )


def _session_id(board: Board, session: Opened, launch_id: str) -> str:
    """Return an id made of launch, start and trainer: a changed time is another session, and another invite."""
    start = board.grid.starts[session.slot]
    return f"{launch_id}-{start:%Y%m%d-%H%M}-{board.trainers[session.trainer].trainer_id}"
