"""Seating: a timetable while it grows and shrinks; every change keeps every hard rule.

In: Frame.
Out: Seating.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.problem import ONLINE, Timetable
from readiness.stages.training.solving.frame import Frame

Ints = NDArray[np.intp]
NOWHERE = -1
FAR = np.iinfo(np.int64).max


class Seating:
    """Sessions by number, closed ones too, and the seat of each learner and module."""

    __slots__ = (
        "_open_of", "frame", "learners", "load", "offering", "open", "room_used", "seat", "seat_end", "seat_start", "start",
        "team_in", "trainer", "trainer_busy",
    )  # fmt: skip

    def __init__(self, frame: Frame) -> None:
        p = frame.problem
        self.frame = frame
        self._open_of: list[set[int]] = [set() for _ in p.offerings]
        self.offering: list[int] = []
        self.start: list[int] = []
        """Position among the frame's starts."""
        self.trainer: list[int] = []
        self.open: list[bool] = []
        self.learners: list[set[int]] = []
        self.seat = np.full(p.needs.shape, NOWHERE, dtype=np.int64)
        self.seat_start = np.full(p.needs.shape, FAR, dtype=np.int64)
        self.seat_end = np.full(p.needs.shape, NOWHERE, dtype=np.int64)
        self.trainer_busy = ~p.trainer_free
        self.load = np.zeros((len(p.trainer_free), int(frame.day.max(initial=0)) + 1), dtype=np.int64)
        self.room_used = np.zeros(p.rooms.shape, dtype=np.int64)
        self.team_in = np.zeros((len(p.team_most), p.free.shape[1]), dtype=np.int64)

    def window(self, session: int) -> slice:
        """Return the half hours of a session."""
        return self.window_at(self.offering[session], self.start[session])

    def window_at(self, offering: int, start: int) -> slice:
        """Return the half hours of a session of the offering."""
        first = int(self.frame.starts[start])
        return slice(first, first + int(self.frame.n_bins[self.frame.module[offering]]))

    def open_of(self, offering: int) -> list[int]:
        """Return the open sessions of an offering."""
        return sorted(self._open_of[offering])

    def spare(self, session: int) -> int:
        """Return the seats still free."""
        return int(self.frame.seats[self.frame.module[self.offering[session]]]) - len(self.learners[session])

    def trainers_for(self, offering: int, start: int) -> NDArray[np.intp]:
        """Return who could teach it then, beside what they teach already."""
        f, w = self.frame, self.window_at(offering, start)
        n_bins = w.stop - w.start
        able = np.flatnonzero(f.problem.can[:, offering] & f.teachable[n_bins][:, start])
        able = able[~self.trainer_busy[able, w].any(axis=1)]
        days = f.day[able, w]
        one_day = (days == days[:, :1]).all(axis=1)
        fine = self.load[able, days[:, 0]] + n_bins <= f.problem.trainer_most[able]
        for i in np.flatnonzero(~one_day):
            k, (d, n) = able[i], np.unique(days[i], return_counts=True)
            fine[i] = bool((self.load[k, d] + n <= f.problem.trainer_most[k]).all())
        return np.asarray(able[fine], dtype=np.intp)

    def room_at(self, offering: int, start: int) -> bool:
        """Return whether a room is free for it."""
        place, w = int(self.frame.place[offering]), self.window_at(offering, start)
        return place == ONLINE or bool((self.room_used[place, w] < self.frame.problem.rooms[place, w]).all())

    def can_sit(self, learners: NDArray[np.intp], offering: int, start: int) -> NDArray[np.bool_]:
        """Return which of the learners, who need its module and have no seat, could sit in it beside their other seats."""
        f, w = self.frame, self.window_at(offering, start)
        p, module = f.problem, int(f.module[offering])
        fine = f.fits[w.stop - w.start][learners, start] & p.takes[p.group[learners], offering]
        fine &= ~((self.seat_start[learners] < w.stop) & (self.seat_end[learners] > w.start)).any(axis=1)
        for a in p.modules[module].after:
            ended = self.seat_end[learners, a]
            fine &= ~p.needs[learners, a] | ((ended != NOWHERE) & (ended <= w.start))
        for b, later in enumerate(p.modules):
            if module in later.after:
                fine &= self.seat_start[learners, b] >= w.stop
        team = p.team[learners]
        return np.asarray(fine & (self.team_in[team, w].max(axis=1) < p.team_most[team]), dtype=np.bool_)

    def apart(self, learners: Ints, offering: int, undecided: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """Return (L, N) starts at which other seats leave the learners free, what comes before ended or (L, M) undecided."""
        f, p = self.frame, self.frame.problem
        module = int(f.module[offering])
        first, last = f.starts[None, :], f.starts[None, :] + f.n_bins[module]
        fine = np.ones((len(learners), len(f.starts)), dtype=np.bool_)
        for m, other in enumerate(p.modules):
            begins, ends = self.seat_start[learners, m][:, None], self.seat_end[learners, m][:, None]
            seated = ends != NOWHERE
            fine &= (begins >= last) if module in other.after else (begins >= last) | (ends <= first)
            if m in p.modules[module].after:
                unasked = ~p.needs[learners, m] | (np.zeros(1, dtype=np.bool_) if undecided is None else undecided[:, m])
                fine &= (seated & (ends <= first)) | (~seated & unasked[:, None])
        return fine

    def within_teams(self, learners: NDArray[np.intp], offering: int, start: int) -> NDArray[np.intp]:
        """Return the learners, in their order, whom their teams can spare together."""
        p, w = self.frame.problem, self.window_at(offering, start)
        team = p.team[learners]
        order = np.argsort(team, kind="stable")
        runs = np.flatnonzero(np.diff(team[order], prepend=-1))
        before = np.empty(len(team), dtype=np.int64)
        before[order] = np.arange(len(team)) - np.repeat(runs, np.diff(np.append(runs, len(team))))
        return np.asarray(learners[self.team_in[team, w].max(axis=1) + before < p.team_most[team]], dtype=np.intp)

    def open_session(self, offering: int, start: int, trainer: int) -> int:
        """Open a session and return its number."""
        self.offering.append(offering)
        self.start.append(start)
        self.trainer.append(trainer)
        self.open.append(True)
        self._open_of[offering].add(len(self.open) - 1)
        self.learners.append(set())
        self._book(len(self.open) - 1, 1)
        return len(self.open) - 1

    def close_session(self, session: int) -> list[int]:
        """Close a session and return who sat in it."""
        gone = sorted(self.learners[session])
        self.unseat(np.array(gone, dtype=np.intp), session)
        self._book(session, -1)
        self.open[session] = False
        self._open_of[self.offering[session]].discard(session)
        return gone

    def swap_trainer(self, session: int, trainer: int) -> None:
        """Let another teach it."""
        self._book(session, -1)
        self.trainer[session] = trainer
        self._book(session, 1)

    def sit(self, learners: NDArray[np.intp], session: int) -> None:
        """Seat the learners."""
        w, module = self.window(session), int(self.frame.module[self.offering[session]])
        self.seat[learners, module] = session
        self.seat_start[learners, module] = w.start
        self.seat_end[learners, module] = w.stop
        self.learners[session].update(int(r) for r in learners)
        self._count(learners, w, 1)

    def unseat(self, learners: NDArray[np.intp], session: int) -> None:
        """Take the learners' seats."""
        w, module = self.window(session), int(self.frame.module[self.offering[session]])
        self.seat[learners, module] = NOWHERE
        self.seat_start[learners, module] = FAR
        self.seat_end[learners, module] = NOWHERE
        self.learners[session].difference_update(int(r) for r in learners)
        self._count(learners, w, -1)

    def timetable(self) -> Timetable:
        """Return the sessions that seat somebody, in the order of start, offering and trainer."""
        kept = [i for i in range(len(self.open)) if self.open[i] and self.learners[i]]
        kept.sort(key=lambda i: (self.start[i], self.offering[i], self.trainer[i]))
        seats = [(r, n) for n, i in enumerate(kept) for r in sorted(self.learners[i])]
        return Timetable(
            offering=np.array([self.offering[i] for i in kept], dtype=np.intp),
            start=self.frame.starts[np.array([self.start[i] for i in kept], dtype=np.intp)],
            trainer=np.array([self.trainer[i] for i in kept], dtype=np.intp),
            seat_learner=np.array([r for r, _ in seats], dtype=np.intp),
            seat_session=np.array([n for _, n in seats], dtype=np.intp),
        )

    def _book(self, session: int, sign: int) -> None:
        w, k, place = self.window(session), self.trainer[session], int(self.frame.place[self.offering[session]])
        self.trainer_busy[k, w] = sign > 0
        np.add.at(self.load[k], self.frame.day[k, w], sign)
        if place != ONLINE:
            self.room_used[place, w] += sign

    def _count(self, learners: NDArray[np.intp], w: slice, sign: int) -> None:
        team, n = np.unique(self.frame.problem.team[learners], return_counts=True)
        self.team_in[team, w] += sign * n[:, None]
