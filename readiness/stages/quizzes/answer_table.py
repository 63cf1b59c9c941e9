"""Answer table: responses as right, wrong and missing, reps x items, the first time each was met or attempt by attempt.

In: Response.
Out: AnswerTable; FirstAnswers; Occasions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from readiness.stages.quizzes.model import Response

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """Right 1, wrong 0, missing NaN; a row for each rep, a column for each item, both in the order of their ids."""

    rep_ids: tuple[str, ...]
    item_ids: tuple[str, ...]
    correct: Floats


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """Each rep's answer to each item the first time it was met; a skip is missing, and so is every answer after it."""

    table: AnswerTable
    n_skipped: int
    n_later: int
    """Answers to items the rep had met before."""


@dataclass(frozen=True, slots=True)
class Occasions:
    """First and last attempt of the reps who had more than one."""

    first: Floats
    last: Floats
    seen: Bools
    """Whether the rep met the item before the last attempt."""
    rep_ids: tuple[str, ...]
    attempts: tuple[int, ...]
    """The number of the last one."""


def first_answers(responses: Sequence[Response], item_ids: Collection[str]) -> FirstAnswers:
    """Return the first answers to the items named; reps and items nobody answered are left out."""
    first: dict[tuple[str, str], Response] = {}
    known = [r for r in responses if r.item_id in item_ids]
    for response in sorted(known, key=lambda r: (r.attempt, r.answered_on)):
        first.setdefault((response.rep_id, response.item_id), response)
    told = {key: r.correct for key, r in first.items() if r.correct is not None}
    return FirstAnswers(_table(told), len(first) - len(told), len(known) - len(first))


def first_attempts(responses: Sequence[Response], item_ids: Collection[str]) -> AnswerTable:
    """Return the answers of each rep's first attempt alone: items first met in a later one are missing."""
    by_occasion = _by_occasion([r for r in responses if r.item_id in item_ids])
    firsts = {rep_id: min(attempts) for rep_id, attempts in by_occasion.items()}
    told = {
        (rep_id, r.item_id): r.correct
        for rep_id, attempt in firsts.items()
        for r in by_occasion[rep_id][attempt]
        if r.correct is not None
    }
    return _table(told)


def occasions(responses: Sequence[Response], items: Sequence[str]) -> Occasions:
    """Return first and last attempts over these items, of the reps with an answer in a later attempt."""
    column = {item_id: j for j, item_id in enumerate(items)}
    by_occasion = _by_occasion([r for r in responses if r.item_id in column])
    again = {
        rep_id: attempts
        for rep_id, attempts in sorted(by_occasion.items())
        if len(attempts) > 1 and any(r.correct is not None for r in attempts[max(attempts)])
    }
    shape = (len(again), len(items))
    first, last, seen = np.full(shape, np.nan), np.full(shape, np.nan), np.zeros(shape, dtype=bool)
    for k, attempts in enumerate(again.values()):
        for number, given in attempts.items():
            for r in given:
                j = column[r.item_id]
                value = np.nan if r.correct is None else float(r.correct)
                if number == min(attempts):
                    first[k, j] = value
                if number == max(attempts):
                    last[k, j] = value
                else:
                    seen[k, j] = True
    return Occasions(first, last, seen, tuple(again), tuple(max(attempts) for attempts in again.values()))


def _by_occasion(responses: Sequence[Response]) -> dict[str, dict[int, list[Response]]]:
    """Return each rep's answers by attempt.

    Where attempts were counted item by item, a question first met on a second day has number 1 though others of that day have 2:
    so all of a rep's answers of one day, no item twice, are of the highest number among them.
    """
    by_day: dict[tuple[str, date], list[Response]] = {}
    for r in sorted(responses, key=lambda r: (r.rep_id, r.answered_on, r.attempt, r.item_id)):
        by_day.setdefault((r.rep_id, r.answered_on), []).append(r)
    found: dict[str, dict[int, list[Response]]] = {}
    for (rep_id, _), given in by_day.items():
        is_one = max(Counter(r.item_id for r in given).values()) == 1
        highest = max(r.attempt for r in given)
        for r in given:
            found.setdefault(rep_id, {}).setdefault(highest if is_one else r.attempt, []).append(r)
    return found


def _table(told: Mapping[tuple[str, str], bool]) -> AnswerTable:
    rep_ids, item_ids = tuple(sorted({r for r, _ in told})), tuple(sorted({i for _, i in told}))
    row, column = {r: k for k, r in enumerate(rep_ids)}, {i: k for k, i in enumerate(item_ids)}
    correct = np.full((len(rep_ids), len(item_ids)), np.nan)
    for (rep_id, item_id), is_right in told.items():
        correct[row[rep_id], column[item_id]] = float(is_right)
    return AnswerTable(rep_ids, item_ids, correct)
