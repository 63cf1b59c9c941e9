"""Reseat: seats for those who have none, and for those who may make room, chosen together: exact for the options looked at.

In: a Draft, wants: who needs which module, and where they may stay.
Out: the Draft with their seats and the sessions opened for them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.problem import NO_TEAM, ONLINE
from readiness.stages.training.replanning.draft import Cell, Draft, Held, Sat, Want
from readiness.stages.training.replanning.prices import Dearness
from readiness.stages.training.replanning.program import Program

TRAINERS_A_CELL = 4
"""Who could hold a new session."""
SLACK = 0.01
"""Share of what seats cost that a choice may cost too much; what is moved or lost is exact."""


class Effort(NamedTuple):
    """How hard to look."""

    an_offering: int
    """New sessions thought of."""
    a_person: int
    """And for each learner."""
    nodes: int | None
    """Of branch and bound."""


@dataclass(slots=True)
class _Choice:
    """The program of one neighbourhood and what its columns mean."""

    draft: Draft
    wants: dict[Want, Sat | None]
    """Whom to seat -> where they sat."""
    sessions: list[Held]
    """Held until now: by whom they are held, or whether at all, is open."""
    dear: Dearness
    effort: Effort
    program: Program = field(default_factory=Program)
    seat: dict[tuple[Want, Cell], int] = field(default_factory=dict)
    opened: dict[tuple[Cell, int], int] = field(default_factory=dict)
    """Cell and trainer of a new session."""
    usual: float = 0.0
    """Units of everybody's cheapest seat."""


def reseat(draft: Draft, wants: dict[Want, Sat | None], sessions: list[Held], dear: Dearness, effort: Effort) -> None:
    """Seat as many of `wants` as can be, moving as few as can be of those who may stay, then at the least cost.

    Args:
        draft: changed; none of the wants has a seat in it.
        wants: whom to seat, and where each sat.
        sessions: released from the draft; held again as long as people sit in them, by the same trainer if that helps as much.
        dear: what a change costs.
        effort: how hard to look.
    """
    choice = _Choice(draft, wants, sessions, dear, effort)
    _add_sessions(choice)
    _add_options(choice)
    _seat_each_once(choice)
    _limit_seats(choice)
    _limit_trainers(choice)
    _limit_rooms(choice)
    _limit_teams(choice)
    _keep_order(choice)
    choice.program.slack = min(SLACK * choice.usual, dear.move / 2)
    values, _ = choice.program.solved(effort.nodes)
    _apply(choice, values)


def _apply(choice: _Choice, values: NDArray[np.int64] | None) -> None:
    """Carry out what was chosen; without an answer everybody stays."""
    draft = choice.draft
    if values is None:
        for session in choice.sessions:
            draft.hold(session)
        for want, sat in choice.wants.items():
            if sat and sat.may_stay and draft.taken[sat.cell] < draft.seats[sat.cell]:
                draft.sit(want, sat.cell)
        return
    held = [key for key, column in choice.opened.items() if values[column]]
    for session in _identified(choice, held):
        draft.hold(session)
    for (want, cell), column in choice.seat.items():
        if values[column]:
            draft.sit(want, cell)


def _identified(choice: _Choice, held: list[tuple[Cell, int]]) -> list[Held]:
    """Return the sessions chosen, as those that were at the same time and place as far as there were any."""
    known = {(s.cell, s.trainer): s for s in choice.sessions}
    out = [known.pop(key) for key in held if key in known]
    for cell, trainer in held:
        if (cell, trainer) not in {(s.cell, s.trainer) for s in out}:
            same = next((key for key in known if key[0] == cell), None)
            out.append(Held(cell, trainer, known.pop(same).was if same else -1))
    return out


def _add_sessions(choice: _Choice) -> None:
    """Add a column for everybody who could hold each of the sessions there were."""
    draft, problem = choice.draft, choice.draft.problem
    known = {(s.cell, s.trainer) for s in choice.sessions}
    for cell in sorted({s.cell for s in choice.sessions}):
        for k in np.flatnonzero(problem.can[:, cell[0]]).tolist():
            if draft.trainer_open[k, draft.bins(cell)].all():
                price = 0.0 if (cell, k) in known else choice.dear.other_trainer
                choice.opened[cell, k] = choice.program.variable(price + _price(draft, cell[0], k))


def _price(draft: Draft, offering: int, trainer: int) -> float:
    """Return what one more session costs, in units."""
    return draft.problem.prices.session + float(draft.problem.trainer_price[trainer]) * int(draft.n_bins[offering])


def _add_options(choice: _Choice) -> None:
    """Add a column for every seat and new session thought of."""
    draft, problem = choice.draft, choice.draft.problem
    by_offering: dict[int, list[Want]] = defaultdict(list)
    for learner, module in choice.wants:
        for offering in np.flatnonzero(problem.takes[problem.group[learner]] & (draft.module_of == module)).tolist():
            by_offering[offering].append((learner, module))
    for offering, wants in sorted(by_offering.items()):
        _add_offering(choice, offering, wants)


def _add_offering(choice: _Choice, offering: int, wants: list[Want]) -> None:
    draft, ignoring = choice.draft, set(choice.wants)
    fits = np.array([draft.open_starts(w, offering, ignoring) for w in wants])
    spare = [c for c in draft.seats if c[0] == offering and not draft.is_past(c) and draft.seats[c] > draft.taken[c]]
    starts = np.arange(fits.shape[1] - int(draft.n_bins[offering]) + 1)
    units = np.full(fits.shape, np.inf)
    for row, want in enumerate(wants):
        units[row, : len(starts)] = draft.costs(want, offering, starts)
    least = np.where(fits, units, np.inf).min(axis=1, initial=np.inf)
    choice.usual += float(least[np.isfinite(least)].sum())
    starts_had = {sat.cell[1] for w in wants if (sat := choice.wants[w])}
    by_start = _new_sessions(choice, offering, np.where(fits, units, np.inf), starts_had)
    for at, trainers in by_start.items():
        for k in trainers:
            if ((offering, at), k) not in choice.opened:
                choice.opened[(offering, at), k] = choice.program.variable(_price(draft, offering, k))
    again = {s.cell[1] for s in choice.sessions if s.cell[0] == offering}
    for at in sorted(set(by_start) | {c[1] for c in spare} | again):
        for row in np.flatnonzero(fits[:, at]).tolist():
            sat = choice.wants[wants[row]]
            cost = float(units[row, at]) + choice.dear.change(sat, (offering, at)) - choice.dear.loss(sat)
            choice.seat[wants[row], (offering, at)] = choice.program.variable(cost)


def _new_sessions(choice: _Choice, offering: int, units: NDArray[np.float64], had: set[int]) -> dict[int, list[int]]:
    """Return the starts worth a new session, each with the trainers who could hold it.

    Those that seat most at the least cost a head, for each learner the best of the learner's own, and those at which they sat.
    """
    draft, problem = choice.draft, choice.draft.problem
    length, seats = int(draft.n_bins[offering]), problem.modules[draft.module_of[offering]].seats
    able = [int(k) for k in np.flatnonzero(problem.can[:, offering])]
    open_ = {k: draft.trainer_starts(k, length) for k in able}
    price = np.full(units.shape[1], np.inf)
    for k in able:
        price = np.where(open_[k], np.minimum(price, problem.prices.session + problem.trainer_price[k] * length), price)
    price = np.where(draft.room_starts(offering) & draft.can_start, price, np.inf)
    fits = np.isfinite(units)
    n = np.minimum(fits.sum(axis=0), seats)
    told = choice.dear.unit * (np.arange(units.shape[1]) < choice.dear.notice_until)
    mean = np.where(fits, units, 0.0).sum(axis=0) / np.maximum(fits.sum(axis=0), 1)
    score = np.where(n > 0, mean + price / np.maximum(n, 1) + told, np.inf)
    wanted = _best(score, choice.effort.an_offering) | {at for at in had if at < len(score) and np.isfinite(score[at])}
    for row in fits:
        wanted |= _best(np.where(row, score, np.inf), choice.effort.a_person)
    n_taught = problem.can.sum(axis=1)
    ranked = sorted(able, key=lambda k: (float(problem.trainer_price[k]), int(n_taught[k]), k))
    return {at: [k for k in ranked if open_[k][at]][:TRAINERS_A_CELL] for at in sorted(wanted)}


def _best(score: NDArray[np.float64], n: int) -> set[int]:
    order = np.argsort(score, kind="stable")[:n]
    return {int(i) for i in order if np.isfinite(score[i])}


def _seat_each_once(choice: _Choice) -> None:
    by_want: dict[Want, list[int]] = defaultdict(list)
    for (want, _), column in choice.seat.items():
        by_want[want].append(column)
    for columns in by_want.values():
        choice.program.constrain([(c, 1.0) for c in columns], 1.0)


def _limit_seats(choice: _Choice) -> None:
    """Seat nobody where there is neither a seat to spare nor a new session."""
    draft = choice.draft
    sitting: dict[Cell, list[int]] = defaultdict(list)
    for (_, cell), column in choice.seat.items():
        sitting[cell].append(column)
    new: dict[Cell, list[int]] = defaultdict(list)
    for (cell, _), column in choice.opened.items():
        new[cell].append(column)
    for cell in sorted(sitting.keys() | new.keys()):
        columns = sitting[cell]
        spare = draft.seats[cell] - draft.taken[cell]
        seats = min(len(columns) + max(0, -spare), draft.problem.modules[draft.module_of[cell[0]]].seats)
        if len(columns) > spare:
            terms = [(c, 1.0) for c in columns] + [(c, -float(seats)) for c in new[cell]]
            choice.program.constrain(terms, float(spare))


def _limit_trainers(choice: _Choice) -> None:
    draft = choice.draft
    by_trainer: dict[int, list[Cell]] = defaultdict(list)
    for cell, k in choice.opened:
        by_trainer[k].append(cell)
    for k, cells in sorted(by_trainer.items()):
        for at in sorted({c[1] for c in cells}):
            together = [(choice.opened[c, k], 1.0) for c in cells if c[1] <= at < draft.bins(c).stop]
            if len(together) > 1:
                choice.program.constrain(together, 1.0)
        for day in np.unique(np.concatenate([draft.day[k, draft.bins(c)] for c in cells])).tolist():
            n = [(choice.opened[c, k], float((draft.day[k, draft.bins(c)] == day).sum())) for c in cells]
            n = [(column, bins) for column, bins in n if bins]
            if sum(bins for _, bins in n) > draft.day_left[k, day]:
                choice.program.constrain(n, float(draft.day_left[k, day]))


def _limit_rooms(choice: _Choice) -> None:
    draft = choice.draft
    by_place: dict[int, list[tuple[Cell, int]]] = defaultdict(list)
    for (cell, _), column in choice.opened.items():
        place = draft.problem.offerings[cell[0]].place
        if place != ONLINE:
            by_place[place].append((cell, column))
    for place, cells in sorted(by_place.items()):
        for at in sorted({b for c, _ in cells for b in range(draft.bins(c).start, draft.bins(c).stop)}):
            together = [(column, 1.0) for c, column in cells if c[1] <= at < draft.bins(c).stop]
            if len(together) > draft.room_left[place, at]:
                choice.program.constrain(together, float(max(0, draft.room_left[place, at])))


def _limit_teams(choice: _Choice) -> None:
    """Let no more of a team be out at once than may."""
    draft, problem = choice.draft, choice.draft.problem
    by_bin: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (want, cell), column in choice.seat.items():
        team = int(problem.team[want[0]])
        if team != NO_TEAM:
            for at in range(draft.bins(cell).start, draft.bins(cell).stop):
                by_bin[team, at].append(column)
    for (team, at), columns in sorted(by_bin.items()):
        left = int(problem.team_most[team] - draft.team_out[team, at])
        if len(columns) > left:
            choice.program.constrain([(c, 1.0) for c in columns], float(max(0, left)))


def _keep_order(choice: _Choice) -> None:
    """Let a learner sit in one session at a time, and in a module only after those it builds on."""
    draft = choice.draft
    own: dict[int, dict[int, list[tuple[Cell, int]]]] = defaultdict(lambda: defaultdict(list))
    for ((learner, module), cell), column in choice.seat.items():
        own[learner][module].append((cell, column))
    asked: dict[int, list[int]] = defaultdict(list)
    for learner, module in choice.wants:
        asked[learner].append(module)
    for learner, modules in asked.items():
        for module in modules:
            _keep_after(choice, learner, module, own[learner])
        if len(modules) > 1:
            options = [o for many in own[learner].values() for o in many]
            for at in sorted({c[1] for c, _ in options}):
                together = [(column, 1.0) for c, column in options if c[1] <= at < draft.bins(c).stop]
                choice.program.constrain(together, 1.0)


def _keep_after(choice: _Choice, learner: int, module: int, own: dict[int, list[tuple[Cell, int]]]) -> None:
    """For each start of a module: seated by then only if the module before it has ended by then."""
    draft = choice.draft
    for before in draft.problem.modules[module].after:
        if (learner, before) in draft.seat or not draft.problem.needs[learner, before]:
            continue  # `open_starts` looked after it, or the learner knows it
        ends = np.array(sorted({draft.bins(c).stop for c, _ in own[before]}))
        last = {int(np.searchsorted(ends, at, side="right")): at for at in sorted({c[1] for c, _ in own[module]})}
        for at in last.values():  # of starts between the same two ends the last says it for all
            by_then = [(column, 1.0) for c, column in own[module] if c[1] <= at]
            ended = [(column, -1.0) for c, column in own[before] if draft.bins(c).stop <= at]
            choice.program.constrain(by_then + ended, 0.0)
