"""Unserved: the exact reason why no session was found for a rep.

In: the board at the end of a plan, a rep's position on it.
Out: one plain sentence part, without a full stop.
"""

from __future__ import annotations

import numpy as np

from readiness.stages.training.board import Board
from readiness.stages.training.calendars import zone_of


def why_unserved(board: Board, rep: int) -> str:
    """Return why a rep has no seat: the first of the rules, from the widest to the narrowest, that leaves him no start."""
    person, language = board.reps[rep], board.rep_language[rep]
    speakers = board.speakers.get(language, [])
    if not language:
        return "no language is given for this rep"
    if zone_of(person.time_zone) is None:
        return f'time zone "{person.time_zone}" is not known' if person.time_zone else "no time zone is given for this rep"
    if not board.trainers:
        return "no trainer is named"
    if not speakers:
        return f"no trainer speaks {language}"
    return (
        _why_no_time(board)
        or _why_not_yet(board, rep)
        or _why_no_common_hour(board, rep, speakers)
        or _why_none_left(board, rep, speakers)
    )


def _why_no_time(board: Board) -> str:
    policy = board.policy
    if policy.seats < 1:
        return "a session has no seats"
    if not board.days:
        return "no working day is left between the first day of training and ready_by"
    starts, ends = policy.day_starts, policy.day_ends
    room = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    if not 0 < policy.minutes <= room:
        return f"a session of {policy.minutes} minutes does not fit working hours {starts:%H:%M} to {ends:%H:%M}"
    return ""


def _why_not_yet(board: Board, rep: int) -> str:
    hired_on, last = board.reps[rep].hired_on, board.days[-1]
    return f"hired on {hired_on}, after the last day of training, {last}" if hired_on and hired_on > last else ""


def _why_no_common_hour(board: Board, rep: int, speakers: list[int]) -> str:
    zone, language = board.reps[rep].time_zone, board.rep_language[rep]
    rows = np.array(speakers, dtype=np.intp)
    trainers_open = board.trainer_open[rows].any(axis=0)
    if not (board.rep_open[rep] & trainers_open).any():
        zones = ", ".join(sorted({board.trainers[t].time_zone for t in speakers}))
        return f"no common working hours: {zone} for the rep, {zones} for trainers who speak {language}"
    if not (board.rep_free[rep] & trainers_open).any():
        return f"all slots busy: the rep is busy whenever a trainer who speaks {language} is at work"
    if not (board.rep_free[rep] & board.trainer_can[rows].any(axis=0)).any():
        return f"all slots busy: every trainer who speaks {language} is busy whenever the rep is free"
    return ""


def _why_none_left(board: Board, rep: int, speakers: list[int]) -> str:
    free = board.rep_free[rep] & board.trainer_free[np.array(speakers, dtype=np.intp)].any(axis=0)
    spare = any(
        len(o.reps) < board.policy.seats and board.rep_free[rep, o.slot] and o.language == board.rep_language[rep]
        for o in board.opened
    )
    if (free.any() or spare) and board.team[rep]:
        return f"any session left would take more than half of the team of {board.reps[rep].manager_id} out at once"
    return f"all slots taken: every trainer who speaks {board.rep_language[rep]} already teaches, or has reached the daily most"
