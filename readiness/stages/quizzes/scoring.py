"""Quiz scoring: raw answers -> responses or quarantine; responses -> ability per rep, quality per item.

In: raw responses, items, reps.
Out: Response, QuarantinedResponse; Ability, ItemQuality and how the fit went.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from readiness.stages.quizzes.lint import folded
from readiness.stages.quizzes.model import Ability, Item, ItemQuality, QuarantinedResponse, RawResponse, Response
from readiness.stats.classical import item_rest
from readiness.stats.quiz_fit import QuizFit, fit_quiz, item_flag
from readiness.vocabulary import Rep

_LETTER = re.compile(r"\(?([a-f])[).:]?", re.IGNORECASE)


class _RefusedError(ValueError):
    """A response that cannot be counted; its text is the reason."""


def score_responses(
    raw: Sequence[RawResponse], items: Sequence[Item], reps: Sequence[Rep]
) -> tuple[list[Response], list[QuarantinedResponse]]:
    """Return the responses that count, by rep, item and attempt, and those that do not, by file and row, each with its reason.

    A person is a rep_id or a rep's mail address, an answer the option's text or its letter; both without regard to case. Of
    several answers of one rep to one item in one attempt, the first by file and row counts.
    """
    by_id = {i.item_id: i for i in items}
    people = _people(reps)
    good: dict[tuple[str, str, int], tuple[RawResponse, Response]] = {}
    refused: list[QuarantinedResponse] = []
    for answer in sorted(raw, key=lambda r: (r.file, r.row)):
        try:
            response = _scored(answer, by_id, people)
        except _RefusedError as why:
            refused.append(QuarantinedResponse(answer.file, answer.row, str(why), _as_read(answer)))
            continue
        key = (response.rep_id, response.item_id, response.attempt)
        if key in good:
            first = good[key][0]
            why_twice = f"attempt {answer.attempt} at this item by this rep is already in {first.file}, row {first.row}"
            refused.append(QuarantinedResponse(answer.file, answer.row, why_twice, _as_read(answer)))
            continue
        good[key] = (answer, response)
    return [good[key][1] for key in sorted(good)], refused


def _people(reps: Sequence[Rep]) -> dict[str, str]:
    """Return rep_id by everything a file may call a rep; a name two reps share means neither of them."""
    names = Counter(n for r in reps for n in {r.rep_id.casefold(), r.email.casefold()} if n)
    found = {n: r.rep_id for r in reps for n in (r.rep_id.casefold(), r.email.casefold()) if names[n] == 1}
    return found | {r.rep_id: r.rep_id for r in reps}


def _scored(raw: RawResponse, items: Mapping[str, Item], people: Mapping[str, str]) -> Response:
    who = raw.who.strip()
    rep_id = people.get(who) or people.get(who.casefold())
    if not rep_id:
        raise _RefusedError(f"no rep has the id or mail address {who!r}" if who else "it does not say who answered")
    item = items.get(raw.item_id.strip())
    if item is None:
        raise _RefusedError(f"no item has the id {raw.item_id.strip()!r}")
    if raw.attempt < 1:
        raise _RefusedError(f"attempt {raw.attempt} is not 1 or more")
    correct = raw.correct
    if raw.answer.strip():
        correct = _chosen(raw.answer, item) == item.correct
        if raw.correct is not None and raw.correct != correct:
            raise _RefusedError("its answer and its own score contradict each other: the other system's key may be an old one")
    return Response(rep_id, item.item_id, raw.attempt, raw.answered_on, correct)


def _chosen(answer: str, item: Item) -> int:
    """Return which option was chosen; a text comes before a letter, and a spreadsheet's guard against formulas is ignored."""
    options = [folded(o) for o in item.options]
    if folded(answer) in options:
        return options.index(folded(answer))
    letter = _LETTER.fullmatch(answer.strip())
    index = "abcdef".index(letter[1].lower()) if letter else len(options)
    if index >= len(options):
        raise _RefusedError(f"{answer.strip()[:80]!r} is none of the item's {len(options)} options")
    return index


def _as_read(raw: RawResponse) -> str:
    score = "" if raw.correct is None else f"{raw.correct:d}"
    return "; ".join((raw.who, raw.item_id, str(raw.attempt), raw.answered_on.isoformat(), raw.answer, score))


def abilities(
    responses: Sequence[Response], items: Sequence[Item]
) -> tuple[list[Ability], list[ItemQuality], dict[str, float | int | str]]:
    """Return an ability for each rep who answered, the quality of each item anybody answered, and how the fit went.

    The two-parameter model with priors is fitted to first attempts only: a second answer to the same item shows that it was
    seen before, so it counts nowhere (`n_retakes_left_out`). A skipped item is missing, not wrong. With fewer than 30 reps, or
    10 answers to every item, abilities come from shares right (Beta-binomial); `model` and `reason` say so, and items have no
    difficulty. `expected_share` is over the items in the model, whichever of them the rep met, or over the rep's own where
    there is no model. Nobody answered: empty lists.
    """
    first, n_retakes = _first_attempts(responses, {i.item_id for i in items})
    told = {key: r for key, r in first.items() if r.correct is not None}
    fit_facts: dict[str, float | int | str] = {
        "model": "2pl with priors",
        "n_responses": len(told),
        "n_skipped": len(first) - len(told),
        "n_retakes_left_out": n_retakes,
    }
    if not told:
        return [], [], fit_facts
    rep_ids, item_ids = sorted({r for r, _ in told}), sorted({i for _, i in told})
    row, column = {r: k for k, r in enumerate(rep_ids)}, {i: k for k, i in enumerate(item_ids)}
    correct = np.full((len(rep_ids), len(item_ids)), np.nan)
    for (rep_id, item_id), response in told.items():
        correct[row[rep_id], column[item_id]] = float(response.correct or 0)
    fit = fit_quiz(correct)
    fit_facts |= {
        "n_reps": len(rep_ids),
        "n_items": len(item_ids),
        "model": fit.method,
        "reason": fit.reason,
        "loglik": fit.loglik,
        "n_iter": fit.n_iter,
        "converged": int(fit.converged),
        "reliability": fit.reliability,
    }
    return _abilities(rep_ids, correct, fit), _qualities(item_ids, correct, fit), fit_facts


def _first_attempts(responses: Sequence[Response], known: set[str]) -> tuple[dict[tuple[str, str], Response], int]:
    """Return each rep's first attempt at each known item, and how many later ones there are."""
    first: dict[tuple[str, str], Response] = {}
    of_items = [r for r in responses if r.item_id in known]
    for response in sorted(of_items, key=lambda r: (r.attempt, r.answered_on)):
        first.setdefault((response.rep_id, response.item_id), response)
    return first, len(of_items) - len(first)


def _abilities(rep_ids: Sequence[str], correct: NDArray[np.float64], fit: QuizFit) -> list[Ability]:
    n = np.isfinite(correct).sum(axis=1)
    columns = (fit.ability, fit.ability_se, fit.share, fit.share_low, fit.share_high)
    return [Ability(rep_id, int(n[k]), *(float(c[k]) for c in columns)) for k, rep_id in enumerate(rep_ids)]


def _qualities(item_ids: Sequence[str], correct: NDArray[np.float64], fit: QuizFit) -> list[ItemQuality]:
    """Return the quality of each item; difficulty and discrimination NaN where there is no model of it."""
    n, share, rest = np.isfinite(correct).sum(axis=0), np.nanmean(correct, axis=0), item_rest(correct)
    unknown = np.full(len(item_ids), np.nan)
    difficulty, discrimination = (fit.items.difficulty, fit.items.discrimination) if fit.items else (unknown, unknown)
    return [
        ItemQuality(
            item_id=item_id,
            n=int(n[j]),
            share_correct=float(share[j]),
            difficulty=float(difficulty[j]),
            discrimination=float(discrimination[j]),
            item_rest=float(rest[j]),
            flag=item_flag(int(n[j]), float(share[j]), float(rest[j])),
        )
        for j, item_id in enumerate(item_ids)
    ]
