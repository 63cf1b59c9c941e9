"""Mend: the steps of a replan, the gentlest first.

In: a Problem as it is now, the timetable as it was, what is past and what is inside the notice period.
Out: Replanned.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from readiness.stages.training.objective import objective_of
from readiness.stages.training.problem import NO_TEAM, Problem, Timetable
from readiness.stages.training.replanning.chains import Helpers, who_could_help
from readiness.stages.training.replanning.cover import NONE, Cover, cover_of
from readiness.stages.training.replanning.draft import Cell, Draft, Held, Sat, Want, empty_draft
from readiness.stages.training.replanning.least import least_moves
from readiness.stages.training.replanning.prices import Dearness, dearness_of
from readiness.stages.training.replanning.records import NOBODY, Move, Replanned, Why
from readiness.stages.training.replanning.reseat import Effort, reseat
from readiness.stages.training.replanning.seats import seated
from readiness.stages.training.replanning.standing import Standing, standing_of

AT_ONCE = 24
"""Modules of learners that are seated by one program."""

FEW = 200
"""Up to so many, twice as many new sessions are thought of."""

GAVE_WAY = (Why.MAKES_ROOM, Why.ORDER, Why.SESSION_FULL, Why.TEAM_OUT)
"""Why those move who could have stayed."""


@dataclass(slots=True)
class _Mending:
    """What is known while a timetable is mended."""

    draft: Draft
    was: Timetable
    standing: Standing
    dear: Dearness
    nodes: int | None
    seed: int
    why: dict[Want, tuple[Why, int]] = field(default_factory=dict)
    """Why a learner's module may be elsewhere, and for whom."""
    had: dict[Want, Cell] = field(default_factory=dict)
    """Where everybody sat."""
    sat_in: dict[Want, int] = field(default_factory=dict)
    """In which session of the timetable before."""

    def effort(self, n_wants: int) -> Effort:
        """Return how hard to look where so many want a seat."""
        an_offering, a_person = (60, 10) if n_wants <= FEW else (30, 5)
        return Effort(an_offering, a_person, self.nodes)

    def sat(self, want: Want) -> Sat | None:
        """Return where somebody sat who cannot stay there."""
        return Sat(self.had[want], may_stay=False) if want in self.had else None


def replan(
    problem: Problem, timetable: Timetable, kept_until: int, notice_until: int, *, seed: int = 0, work: int | None = None
) -> Replanned:
    """Return the timetable with what cannot stand any more mended.

    What moves nobody first (another trainer at the same time and place); then seats to spare and new sessions for those
    who have none; then others who make room, those who were told long before; each step exact for the options it looks
    at. Fewest lost seats, then fewest moved, those inside the notice period last, then the objective of an ordinary plan.

    Args:
        problem: as it is now; learners, offerings, trainers and half hours have the timetable's rows.
        timetable: as it was. A trainer who left is a row that is never free, a learner who left one without needs.
        kept_until: what begins before this half hour stays as it is.
        notice_until: people want to be told of a change before what begins until this half hour.
        seed: of the lot that says who of a group is seated first.
        work: nodes of branch and bound for each step.
    """
    dear = dearness_of(problem, notice_until)
    draft = _past_alone(problem, timetable, kept_until)
    standing = standing_of(draft, timetable)
    cover = cover_of(draft, timetable, standing, (dear.weight(c[1]) for c in standing.cells), work)
    mending = _Mending(draft, timetable, standing, dear, work, seed)
    _keep(mending, cover)
    _reseat_displaced(mending)
    _make_room(mending)
    _move_back(mending)
    _drop_stranded(mending)
    made, session_was = seated(draft, timetable, standing)
    moves = _moves(mending, made)
    n_lost = sum(m.is_of_the_plan and m.now is None for m in moves)
    least = least_moves(_past_alone(problem, timetable, kept_until), timetable, standing, cover, n_lost)
    return Replanned(made, session_was, moves, objective_of(problem, made), least)


def _past_alone(problem: Problem, timetable: Timetable, kept_until: int) -> Draft:
    """Return a draft that holds what began before `kept_until`, without its people."""
    draft = empty_draft(problem, kept_until)
    for row in np.flatnonzero(timetable.start < kept_until).tolist():
        draft.hold(Held((int(timetable.offering[row]), int(timetable.start[row])), int(timetable.trainer[row]), row))
    return draft


def _keep(mending: _Mending, cover: Cover) -> None:
    """Hold the sessions that can be held and seat all who can stay; what is too full is settled with the displaced."""
    draft, was, standing = mending.draft, mending.was, mending.standing
    for row in np.flatnonzero(~standing.is_past & (cover.trainer != NONE)).tolist():
        draft.hold(Held(standing.cells[row], int(cover.trainer[row]), row))
    for q, (learner, session) in enumerate(zip(was.seat_learner.tolist(), was.seat_session.tolist(), strict=True)):
        want, cell, why = (learner, int(standing.module[q])), standing.cells[session], standing.why[q]
        mending.had[want], mending.sat_in[want] = cell, session
        if why is None and (standing.is_past[session] or draft.seats[cell]):
            draft.sit(want, cell)
        else:
            mending.why.setdefault(want, (why or _why_not_held(mending, session), NOBODY))
    full = {c for c, n in draft.taken.items() if n > draft.seats[c] and not draft.is_past(c)}
    over = draft.team_out > draft.problem.team_most[:, None]
    for (learner, module), cell in draft.seat.items():
        if cell in full:
            mending.why[learner, module] = (Why.SESSION_FULL, NOBODY)
        elif not draft.is_past(cell) and over[draft.problem.team[learner], draft.bins(cell)].any():
            mending.why[learner, module] = (Why.TEAM_OUT, NOBODY)


def _why_not_held(mending: _Mending, session: int) -> Why:
    """Return why a session cannot be held."""
    draft, cell, trainer = mending.draft, mending.standing.cells[session], int(mending.was.trainer[session])
    bins, place = draft.bins(cell), draft.problem.offerings[cell[0]].place
    if trainer < 0 or not (draft.problem.trainer_free[trainer, bins].all() and draft.problem.can[trainer, cell[0]]):
        return Why.TRAINER_AWAY
    if place >= 0 and (draft.room_left[place, bins] <= 0).any():
        return Why.ROOM_GONE
    return Why.TRAINER_LENT


def _reseat_displaced(mending: _Mending) -> None:
    """Seat all who have no seat: those who had one first, people of one group together, by lot within it."""
    draft, problem = mending.draft, mending.draft.problem
    missing = _left_over(draft)
    for want in missing:
        mending.why.setdefault(want, (Why.NO_SEAT_BEFORE, NOBODY))
    loose = {w: draft.seat[w] for w in mending.why if w in draft.seat and not draft.is_past(draft.seat[w])}
    for want in loose:
        draft.leave(want)
    lot = np.random.default_rng(mending.seed).permutation(len(problem.group)).tolist()

    def turn(want: Want) -> tuple[bool, bytes, int, int, Want]:
        group = int(problem.group[want[0]])
        return mending.why[want][0] is Why.NO_SEAT_BEFORE, problem.takes[group].tobytes(), group, lot[want[0]], want

    order = sorted([*missing, *loose], key=turn)
    for wants in _together(order):
        sat = {w: Sat(loose[w], may_stay=True) if w in loose else mending.sat(w) for w in wants}
        reseat(draft, sat, [], mending.dear, mending.effort(len(order)))


def _together(order: list[Want]) -> list[list[Want]]:
    """Return wants in portions, all of a learner's in one."""
    out: list[list[Want]] = []
    for want in order:
        if not out or (len(out[-1]) >= AT_ONCE and out[-1][-1][0] != want[0]):
            out.append([])
        out[-1].append(want)
    return out


def _left_over(draft: Draft) -> list[Want]:
    wants = [(r, m) for r, m in np.argwhere(draft.problem.needs).tolist()]
    return [w for w in wants if w not in draft.seat]


def _make_room(mending: _Mending) -> None:
    """Let others make room for those who are left: trainers first, then people told in time, then whoever it takes."""
    draft = mending.draft
    for movable_from in sorted({mending.dear.notice_until, draft.first}, reverse=True):
        first = max(movable_from, draft.first)
        for helpers in (Helpers.TRAINERS, Helpers.PEOPLE, Helpers.SESSIONS):
            all_left = _left_over(draft)
            for left in _together(all_left):
                _make_room_by(mending, left, first, helpers, mending.effort(len(all_left)))


def _make_room_by(mending: _Mending, left: list[Want], movable_from: int, helpers: Helpers, effort: Effort) -> None:
    """Seat those who are left together with all who could make room for them."""
    draft = mending.draft
    sessions, asked = who_could_help(draft, left, movable_from, helpers)
    before, held = dict(draft.seat), list(draft.held)
    for want in asked:
        draft.leave(want)
    for session in sessions:
        draft.release(session)
    wants = {**{w: mending.sat(w) for w in left}, **{w: Sat(before[w], may_stay=True) for w in asked}}
    reseat(draft, wants, sessions, mending.dear, effort)
    learners = {r for r, _ in wants}
    if draft.n_of_use(draft.seat, learners) <= draft.n_of_use(before, learners):
        draft.put_back(before, held)  # whoever gained a seat took it from another, who may need it for what comes after
        return
    for want, for_whom in asked.items():
        if draft.seat.get(want) != before[want]:
            mending.why.setdefault(want, (Why.ORDER if for_whom == want[0] else Why.MAKES_ROOM, for_whom))


def _move_back(mending: _Mending) -> None:
    """Give those who made room their seat back where it is free again, and say for the others who sits in it now."""
    draft = mending.draft
    gave = [w for w, (why, _) in mending.why.items() if why in GAVE_WAY and w in mending.had]
    back = True
    while back:
        back = False
        for want in gave:
            cell = mending.had[want]
            if draft.seat.get(want) != cell and _is_free(draft, want, cell):
                if want in draft.seat:
                    draft.leave(want)
                draft.sit(want, cell)
                back = True
    for want in gave:
        _explain(mending, want)


def _explain(mending: _Mending, want: Want) -> None:
    """Say for what somebody makes room: another module of the learner's own, a session elsewhere, whoever sits there now."""
    draft, had, (learner, module) = mending.draft, mending.had, want
    own = [m for m in draft.modules_of.get(learner, []) if m != module and had.get((learner, m)) != draft.seat[learner, m]]
    now = sorted(w[0] for w, cell in draft.seat.items() if cell == had[want] and had.get(w) != cell)
    if mending.why[want][0] not in (Why.MAKES_ROOM, Why.ORDER):
        return
    # Of two sessions at one time one may be gone: those who stay fill the other.
    is_gone = not now and (not draft.held_at(had[want]) or draft.seats[had[want]] <= draft.taken[had[want]])
    if own or is_gone:
        mending.why[want] = (Why.ORDER, learner) if own else (_why_not_held(mending, mending.sat_in[want]), NOBODY)
    elif now:
        mending.why[want] = (Why.MAKES_ROOM, now[0])


def _is_free(draft: Draft, want: Want, cell: Cell) -> bool:
    """Return whether a learner could sit there, beside the other seats."""
    team, bins = int(draft.problem.team[want[0]]), draft.bins(cell)
    own = np.zeros(len(draft.can_start), dtype=np.int64)
    if want in draft.seat:
        own[draft.bins(draft.seat[want])] = 1
    room = draft.problem.team_most[team] - draft.team_out[team] + own
    fits = draft.seats[cell] > draft.taken[cell] and (team == NO_TEAM or bool((room[bins] > 0).all()))
    return fits and bool(draft.open_starts(want, cell[0], {want})[cell[1]])


def _drop_stranded(mending: _Mending) -> None:
    """Take away the seats in modules that build on one without a seat."""
    draft, modules = mending.draft, mending.draft.problem.modules
    lost = _left_over(draft)
    while lost:
        learner, module = lost.pop()
        for other in list(draft.modules_of.get(learner, [])):
            if module in modules[other].after and not draft.is_past(draft.seat[learner, other]):
                draft.leave((learner, other))
                mending.why.setdefault((learner, other), (Why.ORDER, learner))
                lost.append((learner, other))


def _moves(mending: _Mending, made: Timetable) -> tuple[Move, ...]:
    """Return what changed for whom: another time or place, a seat found, a seat lost."""
    was, standing, module_of = mending.was, mending.standing, mending.draft.module_of
    before = {(int(r), int(m)): int(s) for r, m, s in zip(was.seat_learner, standing.module, was.seat_session, strict=True)}
    after = {
        (int(r), int(module_of[made.offering[s]])): int(s) for r, s in zip(made.seat_learner, made.seat_session, strict=True)
    }
    out = []
    for want in sorted(before.keys() | after.keys()):
        old, new = before.get(want), after.get(want)
        if old is not None and new is not None and standing.cells[old] == _cell(made, new):
            continue
        why, for_whom = mending.why[want]
        out.append(Move(*want, old, new, why, for_whom))
    return tuple(out)


def _cell(timetable: Timetable, session: int) -> Cell:
    return int(timetable.offering[session]), int(timetable.start[session])
