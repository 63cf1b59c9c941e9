"""Quiz results: what the answers say of every rep, competency, item and claim, and of later attempts.

In: responses, items, messages, reps, competencies.
Out: QuizResults.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from readiness.errors import NotEnoughDataError
from readiness.stages.positioning import Message
from readiness.stages.quizzes.answer_table import AnswerTable, FirstAnswers, first_answers, first_attempts, occasions
from readiness.stages.quizzes.claims import ClaimResult, claim_results
from readiness.stages.quizzes.competencies import CompetencyItems, competency_abilities, overall
from readiness.stages.quizzes.item_quality import item_qualities, plain_qualities
from readiness.stages.quizzes.model import Ability, CompetencyAbility, Gain, Item, ItemQuality, Response
from readiness.stats.irt import IrtFit
from readiness.stats.quiz_fit import MIN_PERSONS, QuizFit, expected_shares, fit_quiz
from readiness.stats.retakes import fit_retakes
from readiness.vocabulary import Rep, counted

NO_RETAKES = "nobody answered a question in a later attempt"


@dataclass(frozen=True, slots=True)
class RetakeFacts:
    """What later attempts show, all reps together; None where nothing can be told, and `reason` says why."""

    n_reps: int
    gain: float | None
    gain_se: float | None
    exposure: float | None
    """How much likelier, in logits, a question is got right for having been met before; None where none was met again."""
    exposure_se: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class QuizResults:
    """All that a launch's answers say; abilities are by first answers, whatever came later."""

    first: AnswerTable
    """The answers that abilities, items and claims are judged by."""
    abilities: tuple[Ability, ...]
    areas: tuple[CompetencyItems, ...]
    competencies: tuple[CompetencyAbility, ...]
    """Per rep: overall, then each competency in its order."""
    correlation: float
    """Between any two competencies, 0..1; NaN where there is no model, or one competency."""
    qualities: tuple[ItemQuality, ...]
    claims: tuple[ClaimResult, ...]
    gains: tuple[Gain, ...]
    retakes: RetakeFacts
    facts: dict[str, float | int | str]
    """How the fit went: model, reason, counts."""

    @property
    def abilities_now(self) -> tuple[Ability, ...]:
        """Return each rep's ability at the last attempt, memory taken out, where that can be told; else by first answers."""
        now = {g.rep_id: g.now for g in self.gains}
        return tuple(now.get(a.rep_id, a) for a in self.abilities)


def abilities(
    responses: Sequence[Response], items: Sequence[Item]
) -> tuple[list[Ability], list[ItemQuality], dict[str, float | int | str]]:
    """Return an ability for each rep who answered, the quality of each item anybody answered, and how the fit went.

    The two-parameter model with priors is fitted to first answers only: a second answer to the same item shows that it was
    seen before, so it counts nowhere (`n_retakes_left_out`). A skipped item is missing, not wrong. With fewer than 30 reps, or
    10 answers to every item, abilities come from shares right (Beta-binomial); `model` and `reason` say so, and items have no
    difficulty. `expected_share` is over the items in the model, whichever of them the rep met, or over the rep's own where
    there is no model. Nobody answered: empty lists.
    """
    first = first_answers(responses, {i.item_id for i in items})
    fit = _fitted(first)
    if fit is None:
        return [], [], _facts(first, None)
    return _abilities(first.table, fit), plain_qualities(first.table, fit), _facts(first, fit)


def quiz_results(
    responses: Sequence[Response],
    items: Sequence[Item],
    messages: Sequence[Message],
    reps: Sequence[Rep],
    areas: Sequence[CompetencyItems],
) -> QuizResults:
    """Return everything the answers say; `areas` are the competencies with their items."""
    first = first_answers(responses, {i.item_id for i in items})
    fit = _fitted(first)
    if fit is None:
        nothing = RetakeFacts(0, None, None, None, None, NO_RETAKES)
        return QuizResults(first.table, (), tuple(areas), (), float("nan"), (), (), (), nothing, _facts(first, None))
    able = _abilities(first.table, fit)
    of_area, correlation = competency_abilities(first.table, areas, has_model=fit.items is not None)
    by_rep: dict[str, list[CompetencyAbility]] = {a.rep_id: [overall(a)] for a in able}
    for row in of_area:
        by_rep[row.rep_id].append(row)
    gains, retakes = _retakes(responses, first, fit)
    qualities = item_qualities(first.table, fit, items, reps)
    return QuizResults(
        first=first.table,
        abilities=tuple(able),
        areas=tuple(areas),
        competencies=tuple(row for rows in by_rep.values() for row in rows),
        correlation=correlation,
        qualities=tuple(qualities),
        claims=tuple(claim_results(first.table, items, messages, reps, qualities)),
        gains=tuple(gains),
        retakes=retakes,
        facts=_facts(first, fit),
    )


def _fitted(first: FirstAnswers) -> QuizFit | None:
    return fit_quiz(first.table.correct) if first.table.rep_ids else None


def _abilities(table: AnswerTable, fit: QuizFit) -> list[Ability]:
    n = np.isfinite(table.correct).sum(axis=1)
    columns = (fit.ability, fit.ability_se, fit.share, fit.share_low, fit.share_high)
    return [Ability(rep_id, int(n[k]), *(float(c[k]) for c in columns)) for k, rep_id in enumerate(table.rep_ids)]


def _facts(first: FirstAnswers, fit: QuizFit | None) -> dict[str, float | int | str]:
    facts: dict[str, float | int | str] = {
        "model": "2pl with priors",
        "n_responses": int(np.isfinite(first.table.correct).sum()),
        "n_skipped": first.n_skipped,
        "n_retakes_left_out": first.n_later,
    }
    if fit is None:
        return facts
    return facts | {
        "n_reps": len(first.table.rep_ids),
        "n_items": len(first.table.item_ids),
        "model": fit.method,
        "reason": fit.reason,
        "loglik": fit.loglik,
        "n_iter": fit.n_iter,
        "converged": int(fit.converged),
        "reliability": fit.reliability,
    }


def _retakes(responses: Sequence[Response], first: FirstAnswers, fit: QuizFit) -> tuple[list[Gain], RetakeFacts]:
    """Return what each rep gained between the first and the last attempt; items are calibrated on first attempts alone."""
    again = occasions(responses, first.table.item_ids)
    n_reps = len(again.rep_ids)

    def untold(reason: str) -> tuple[list[Gain], RetakeFacts]:
        return [], RetakeFacts(n_reps, None, None, None, None, reason)

    if not n_reps:
        return untold(NO_RETAKES)
    if fit.items is None or n_reps < MIN_PERSONS:
        return untold(f"{counted(n_reps, 'rep')} took it again; to tell a gain from memory takes {MIN_PERSONS}")
    items = _items_of_first_attempts(responses, first.table, fit.items)
    if items is None:
        return untold("first attempts alone are too few for a model of the questions")
    try:
        found = fit_retakes(again.first, again.last, again.seen, items.discrimination, items.intercept, items.guessing)
    except NotEnoughDataError as error:
        return untold(str(error))
    exposure, exposure_se = (None if np.isnan(v) else v for v in (found.exposure, found.exposure_se))
    facts = RetakeFacts(n_reps, found.gain, found.gain_se, exposure, exposure_se, "")
    shares = expected_shares(items, found.ability, found.ability_se)
    new, seen = (np.isfinite(again.last) & flag for flag in (~again.seen, again.seen))
    gains = []
    for k, rep_id in enumerate(again.rep_ids):
        n_first = int(np.isfinite(again.first[k]).sum())
        numbers = (float(found.ability[k]), float(found.ability_se[k]), *(float(s[k]) for s in shares))
        n_new, n_seen = int(new[k].sum()), int(seen[k].sum())
        now = Ability(rep_id, n_first + n_new + n_seen, *numbers)
        gains.append(Gain(rep_id, again.attempts[k], n_new, n_seen, float(found.gains[k]), float(found.gains_se[k]), now))
    return gains, facts


def _items_of_first_attempts(responses: Sequence[Response], table: AnswerTable, fitted: IrtFit) -> IrtFit | None:
    """Return the items as first attempts have them, in the table's order; None where those are too few.

    Items first met in a later attempt would take the gain into their own easiness, so they have no parameters here.
    """
    alone = first_attempts(responses, set(table.item_ids))
    place = {item_id: j for j, item_id in enumerate(table.item_ids)}
    row = {rep_id: i for i, rep_id in enumerate(table.rep_ids)}
    correct = np.full(table.correct.shape, np.nan)
    at = np.ix_([row[r] for r in alone.rep_ids], [place[i] for i in alone.item_ids])
    correct[at] = alone.correct
    if np.array_equal(correct, table.correct, equal_nan=True):
        return fitted
    return fit_quiz(correct).items
