"""Item quality: how each item behaved, whether its key is right, and whether it is fair to every language and channel.

In: first answers, the quiz fit, items, reps.
Out: ItemQuality, with the advice that goes with each flag.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from readiness.stages.quizzes.answer_table import AnswerTable, Floats
from readiness.stages.quizzes.model import Item, ItemQuality
from readiness.stats.classical import item_rest
from readiness.stats.dif import MIN_GROUP, dif
from readiness.stats.irt import IrtFit
from readiness.stats.item_fit import expected_mean_squares, score_fit
from readiness.stats.quiz_fit import QuizFit, item_flag
from readiness.vocabulary import Rep

FAIR, NOT_TESTED = "fair", "not_tested"
MISFIT_P, MISFIT_SIZE = 0.01, 1.2
"""Answers stray from the model where chance would do so less often than this, and where infit or outfit is larger than this."""
ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "wrong_key": "Reps who know more get it wrong: check the key first, then whether two options are right.",
        "unfair": "For reps who know as much it is {where}: look at its wording, its translation and what is local. If every"
        " question about the claim is so, train those reps on it.",
        "too_easy": "Nearly everybody gets it right, so it tells nobody apart: keep it as a start or improve its wrong options.",
        "too_hard": "Hardly anybody gets it right: see in claims.csv whether the claim is missed; if not, mend the question.",
        "misfit": "Its answers do not go with ability as they should: look for two right options, or a hint in the wording.",
        "weak": "Who gets it right has hardly to do with the rest of the quiz: look for words that can be read two ways.",
    }
)
"""What to do about an item with each flag."""
_ORDER = ("wrong_key", "unfair", "too_easy", "too_hard", "misfit", "weak")


def advice_for(quality: ItemQuality) -> str:
    """Return what to do about an item; empty where nothing is wrong with it."""
    said = (quality.by_language, quality.by_channel)
    where = "; ".join(way for way in said if way not in (FAIR, NOT_TESTED, ""))
    return ADVICE.get(quality.flag, "").format(where=where)


def plain_qualities(table: AnswerTable, fit: QuizFit) -> list[ItemQuality]:
    """Return the quality of each item by its own answers; difficulty and discrimination NaN where there is no model of it."""
    n, share, rest = np.isfinite(table.correct).sum(axis=0), np.nanmean(table.correct, axis=0), item_rest(table.correct)
    unknown = np.full(len(table.item_ids), np.nan)
    of_model = [unknown] * 4
    if fit.items:
        of_model = [fit.items.difficulty, fit.items.discrimination, fit.items.difficulty_se, fit.items.discrimination_se]
    difficulty, discrimination, difficulty_se, discrimination_se = of_model
    return [
        ItemQuality(
            item_id=item_id,
            n=int(n[j]),
            share_correct=float(share[j]),
            difficulty=float(difficulty[j]),
            discrimination=float(discrimination[j]),
            item_rest=float(rest[j]),
            flag=item_flag(int(n[j]), float(share[j]), float(rest[j])),
            difficulty_se=float(difficulty_se[j]),
            discrimination_se=float(discrimination_se[j]),
        )
        for j, item_id in enumerate(table.item_ids)
    ]


def item_qualities(table: AnswerTable, fit: QuizFit, items: Sequence[Item], reps: Sequence[Rep]) -> list[ItemQuality]:
    """Return the same with item fit, and fairness by language and channel; of several flags the first in `_ORDER`."""
    found = plain_qualities(table, fit)
    if fit.items is not None:
        found = _with_fit(found, table.correct, fit.items)
    languages, channels = _fairness(table, items, reps, _language), _fairness(table, items, reps, lambda r: r.channel)
    return [
        replace(
            q,
            by_language=languages[q.item_id],
            by_channel=channels[q.item_id],
            flag=_flag(q, unfair=any(f[q.item_id] not in (FAIR, NOT_TESTED, "") for f in (languages, channels))),
        )
        for q in found
    ]


def _flag(quality: ItemQuality, *, unfair: bool) -> str:
    size = max(quality.infit, quality.outfit)
    raised = {quality.flag, "unfair" if unfair else "", "misfit" if quality.s_x2_p < MISFIT_P and size > MISFIT_SIZE else ""}
    return next((flag for flag in _ORDER if flag in raised), "")


def _with_fit(found: Sequence[ItemQuality], correct: Floats, items: IrtFit) -> list[ItemQuality]:
    infit, outfit = expected_mean_squares(correct, items)
    score = score_fit(correct, items, 2)
    return [
        replace(q, infit=float(infit[j]), outfit=float(outfit[j]), s_x2_p=float(score.p_value[j])) for j, q in enumerate(found)
    ]


def _language(rep: Rep) -> str:
    return rep.language.partition("-")[0].lower()


def _fairness(
    table: AnswerTable, items: Sequence[Item], reps: Sequence[Rep], group_of: Callable[[Rep], str]
) -> Mapping[str, str]:
    """Return what is known of each item's fairness; an item and its translations are one.

    Groups are held against all other reps. Where either side has fewer than 250 answers to an item, it is not tested; where all
    reps are of one group there is nothing to say.
    """
    group = {r.rep_id: group_of(r) for r in reps}
    mine = np.array([group.get(rep_id, "") for rep_id in table.rep_ids], dtype=object)
    of_item = {i.item_id: i.item_id.removesuffix(f"-{i.language}") for i in items}
    names = [of_item.get(item_id, item_id) for item_id in table.item_ids]
    columns = sorted(set(names))
    correct = _joined(table.correct, names, columns)[mine != ""]
    mine = mine[mine != ""]
    said: dict[str, list[str]] = {name: [] for name in columns}
    groups = sorted(set(mine.tolist()))
    if len(groups) < 2:
        return dict.fromkeys(table.item_ids, "")
    for name in groups[1:] if len(groups) == 2 else groups:
        n = np.isfinite(correct[mine == name]).sum(axis=0), np.isfinite(correct[mine != name]).sum(axis=0)
        tested = np.minimum(*n) >= MIN_GROUP
        if tested.any():
            judged = dif(correct[:, tested], mine == name)
            for k, j in enumerate(np.flatnonzero(tested)):
                told = math.isfinite(judged.p_value[k])
                way = _way(name, groups, judged.delta[k] < 0) if judged.flagged[k] else FAIR
                said[columns[j]].append(way if told else NOT_TESTED)
    return {item_id: _together(said[name]) for item_id, name in zip(table.item_ids, names, strict=True)}


def _way(name: str, groups: Sequence[str], is_harder: bool) -> str:
    """Return for which group an item is harder; of more than two, one it is easier for is named as such."""
    if not is_harder and len(groups) == 2:
        return f"harder for {groups[0]}"
    return f"{'harder' if is_harder else 'easier'} for {name}"


def _joined(correct: Floats, names: Sequence[str], columns: Sequence[str]) -> Floats:
    """Return the answers with a column for each name: of an item and its translations a rep met one."""
    out = np.full((len(correct), len(columns)), np.nan)
    place = {name: k for k, name in enumerate(columns)}
    for j, name in enumerate(names):
        column = out[:, place[name]]
        out[:, place[name]] = np.where(np.isfinite(column), column, correct[:, j])
    return out


def _together(said: Sequence[str]) -> str:
    unfair = [way for way in said if way not in (FAIR, NOT_TESTED)]
    return "; ".join(unfair) or (FAIR if FAIR in said else NOT_TESTED)
