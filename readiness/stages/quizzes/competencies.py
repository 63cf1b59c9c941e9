"""Competencies: claims that are judged together, and what a rep can do in each.

In: items, messages, QuizPolicy's competencies, names of personas; first answers.
Out: CompetencyItems; CompetencyAbility.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from readiness.stages.positioning import Message
from readiness.stages.quizzes.answer_table import AnswerTable, Floats
from readiness.stages.quizzes.model import Ability, CompetencyAbility, Item
from readiness.stages.quizzes.policy import Competency
from readiness.stats.beta_binomial import fit_beta_binomial
from readiness.stats.quiz_fit import Z90
from readiness.stats.subscores import fit_subscores

MAX_SE = 0.5
"""With a larger standard error a rep has no level: it could as well be the next one. A judgement."""
MIN_OWN = 3
"""Fewer answers in a competency say nothing of it, whatever the rest of the quiz says of the rep."""
NOT_ENOUGH = "not_enough_data"
EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class CompetencyItems:
    """A competency and the items that ask for it."""

    competency: str
    name: str
    item_ids: frozenset[str]


def competencies_of(
    items: Sequence[Item],
    messages: Sequence[Message],
    stated: Sequence[Competency],
    persona_name: Callable[[str], str],
) -> list[CompetencyItems]:
    """Return the competencies in their order: as quiz.yaml states them, else one for each persona the messages are for.

    An item of a claim that no stated competency holds is in none; a claim that two hold is in the first.
    """
    asked = {i.item_id: message_of(i, messages) for i in items}
    found: dict[tuple[str, str], set[str]] = {(c.competency, c.name): set() for c in stated}
    key_of = {r: (c.competency, c.name) for c in reversed(stated) for r in c.requirement_ids}
    for item in sorted(items, key=lambda i: i.item_id):
        message = asked[item.item_id]
        requirement = item.requirement_id or (message.requirement_id if message else "")
        if stated:
            if requirement in key_of:
                found[key_of[requirement]].add(item.item_id)
        else:
            persona = message.persona if message else ""
            key = (persona or EVERYBODY, (persona_name(persona) or persona) if persona else "Every buyer")
            found.setdefault(key, set()).add(item.item_id)
    rows = [CompetencyItems(*key, frozenset(ids)) for key, ids in found.items()]
    return rows if stated else sorted(rows, key=lambda c: c.competency)


def message_of(item: Item, messages: Sequence[Message]) -> Message | None:
    """Return the message an item asks about."""
    return next((m for m in messages if m.message_id == item.message_id), None)


def overall(ability: Ability) -> CompetencyAbility:
    """Return a rep's ability over the whole quiz as one with a level."""
    columns = (ability.n_responses, ability.ability, ability.standard_error)
    shares = (ability.expected_share, ability.expected_share_low, ability.expected_share_high)
    return CompetencyAbility(ability.rep_id, "", *columns, *shares, level_of(*columns))


def level_of(n_responses: int, ability: float, standard_error: float) -> str:
    """Return where an ability stands against the middle of the reps, or that nobody can tell."""
    if n_responses < MIN_OWN or not standard_error <= MAX_SE:
        return NOT_ENOUGH
    if abs(ability) <= Z90 * standard_error:
        return "near"
    return "above" if ability > 0 else "below"


def competency_abilities(
    table: AnswerTable, competencies: Sequence[CompetencyItems], *, has_model: bool
) -> tuple[list[CompetencyAbility], float]:
    """Return each rep's ability in each competency anybody was asked about, and how far the competencies go together.

    With a model of the items an area is judged by its own answers and by what the others say of the rep; without one by the
    share right of its own answers. The correlation is NaN without a model, or with one competency.
    """
    area = area_of(table.item_ids, competencies)
    asked = [k for k in range(len(competencies)) if (area == k).any()]
    if not asked:
        return [], float("nan")
    places = {k: n for n, k in enumerate(asked)}
    area = np.array([places.get(int(k), -1) for k in area], dtype=np.intp)
    n = np.stack([np.isfinite(table.correct[:, area == k]).sum(axis=1) for k in range(len(asked))], axis=1)
    correlation = float("nan")
    if has_model:
        fit = fit_subscores(table.correct, area)
        numbers, correlation = np.stack([fit.ability, fit.ability_se, fit.share, fit.share_low, fit.share_high]), fit.correlation
    else:
        numbers = _by_shares(table.correct, area, len(asked))
    numbers = np.where(n > 0, numbers, np.nan)
    found = []
    for i, rep_id in enumerate(table.rep_ids):
        for place, k in enumerate(asked):
            ability, se, share, low, high = numbers[:, i, place].tolist()
            n_own = int(n[i, place])
            row = CompetencyAbility(rep_id, competencies[k].competency, n_own, ability, se, share, low, high, "")
            found.append(replace(row, level=level_of(n_own, ability, se)))
    return found, correlation


def area_of(item_ids: Sequence[str], competencies: Sequence[CompetencyItems]) -> np.ndarray:
    """Return for each item the place of its competency, -1 for none."""
    place: Mapping[str, int] = {item: k for k, c in enumerate(competencies) for item in c.item_ids}
    return np.array([place.get(item, -1) for item in item_ids], dtype=np.intp)


def _by_shares(correct: Floats, area: np.ndarray, n_areas: int) -> Floats:
    """Return (5, reps, areas) ability, error, share and both ends of its interval."""
    rows = []
    for k in range(n_areas):
        own = correct[:, area == k]
        fit = fit_beta_binomial(np.nansum(own, axis=1), np.isfinite(own).sum(axis=1).astype(float))
        rows.append(np.stack([fit.ability, fit.ability_se, fit.share, fit.low, fit.high]))
    return np.stack(rows, axis=2)
