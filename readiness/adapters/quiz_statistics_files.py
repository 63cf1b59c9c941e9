"""Quiz statistics files: what the answers say of the items, the persons and the quiz as a whole.

In: an AnswerMatrix; the model asked for; groups of persons.
Out: items.csv, persons.csv, fit.json and, where there are groups, dif.csv as bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from readiness.adapters.input_columns import Column
from readiness.adapters.input_tables import Problems, read_table
from readiness.adapters.input_values import text_value
from readiness.adapters.response_files import AnswerMatrix
from readiness.adapters.table_files import csv_bytes
from readiness.errors import InvalidInputsError, NotEnoughDataError
from readiness.stats.classical import alpha, item_rest
from readiness.stats.dif import MIN_GROUP, dif
from readiness.stats.irt import IrtFit, Model, weighted_likelihood_ability
from readiness.stats.item_fit import expected_mean_squares, score_fit
from readiness.stats.quiz_fit import QuizFit, fit_quiz, item_flag

Floats = NDArray[np.float64]
N_ITEM_PARAMETERS: Mapping[Model, int] = {"1pl": 1, "2pl": 2, "3pl": 3}
ITEM_COLUMNS = (
    "item_id", "n", "difficulty", "difficulty_se", "discrimination", "discrimination_se", "guessing", "infit", "outfit", "flag",
    "share_correct", "item_rest", "s_x2", "s_x2_df", "s_x2_p", "s_x2_n",
)  # fmt: skip
THIN = f"with fewer than {MIN_GROUP} answers on a side differences below about 1.5 logits may go unseen"
PERSON_COLUMNS = ("person_id", "n", "ability", "standard_error", "percent", "wle", "wle_se", "share", "share_low", "share_high")


def read_groups(file: str, data: bytes) -> dict[str, str]:
    """Return the group of each person of a CSV with the columns person_id and group."""
    problems = Problems()
    columns = [Column("person_id", text_value(200), "an id"), Column("group", text_value(200), "such as a language or a channel")]
    rows = read_table(file, data, columns, problems)
    first: dict[str, int] = {}
    for r in rows:
        if first.setdefault(r["person_id"], r.row) != r.row:
            problems.add(
                file, r.row, "person_id", f"{r['person_id']!r} is in row {first[r['person_id']]} too", "one row a person"
            )
    if problems.found:
        raise InvalidInputsError(problems.found)
    return {r["person_id"]: r["group"] for r in rows}


def statistics_files(answers: AnswerMatrix, group_of: Mapping[str, str], model: Model, *, priors: bool) -> dict[str, bytes]:
    """Return the files of a quiz; first answers only, and fit.json says so."""
    fit = fit_quiz(answers.correct, model=model, priors=priors)
    files = {
        "items.csv": _items_csv(answers, fit.items, N_ITEM_PARAMETERS[model]),
        "persons.csv": _persons_csv(answers, fit),
        "fit.json": _fit_json(answers, fit),
    }
    return files | ({"dif.csv": _dif_csv(answers, group_of)} if group_of else {})


def _items_csv(answers: AnswerMatrix, items: IrtFit | None, n_parameters: int) -> bytes:
    correct = answers.correct
    of_model = [np.full(correct.shape[1], np.nan)] * 11
    if items is not None:
        infit, outfit = expected_mean_squares(correct, items)
        score = score_fit(correct, items, n_parameters)
        of_model = [items.difficulty, items.difficulty_se, items.discrimination, items.discrimination_se, items.guessing]
        of_model += [infit, outfit, score.statistic, score.df, score.p_value, score.n_persons.astype(float)]
    n, share = _shares(correct, axis=0)
    rest = item_rest(correct)
    flags = [item_flag(int(n[j]), float(share[j]), float(rest[j])) for j in range(n.size)]
    columns = (answers.item_ids, n.tolist(), *of_model[:7], flags, share, rest, *of_model[7:])
    return csv_bytes(ITEM_COLUMNS, zip(*columns, strict=True))


def _persons_csv(answers: AnswerMatrix, fit: QuizFit) -> bytes:
    n, share = _shares(answers.correct, axis=1)
    wle = _weighted(answers.correct, fit.items)
    columns = (fit.ability, fit.ability_se, 100 * share, *wle, fit.share, fit.share_low, fit.share_high)
    return csv_bytes(PERSON_COLUMNS, zip(answers.person_ids, n.tolist(), *columns, strict=True))


def _shares(correct: Floats, axis: int) -> tuple[NDArray[np.intp], Floats]:
    """Return how many answers there are, and the share of them that is right; NaN where there is none."""
    n = np.isfinite(correct).sum(axis=axis)
    return n, np.divide(np.nansum(correct, axis=axis), n, out=np.full(n.size, np.nan), where=n > 0)


def _weighted(correct: Floats, items: IrtFit | None) -> tuple[Floats, Floats]:
    if items is None:
        nothing = np.full(len(correct), np.nan)
        return nothing, nothing
    return weighted_likelihood_ability(correct, items.discrimination, items.intercept, items.guessing)


def _fit_json(answers: AnswerMatrix, fit: QuizFit) -> bytes:
    n_persons = int(np.isfinite(answers.correct).any(axis=1).sum())
    facts = {
        "method": fit.method,
        "reason": fit.reason,
        "attempts": "first answers only",
        "n_retakes_left_out": answers.n_retakes,
        "columns_left_out": list(answers.columns_left_out),
        "n_persons": n_persons,
        "n_items": len(answers.item_ids),
        "n_answers": int(np.isfinite(answers.correct).sum()),
        "loglik": fit.loglik,
        "n_parameters": fit.n_parameters,
        "aic": 2 * fit.n_parameters - 2 * fit.loglik,
        "bic": float(np.log(n_persons)) * fit.n_parameters - 2 * fit.loglik,
        "reliability": _number(fit.reliability),
        "alpha": _number(alpha(answers.correct)),
        "n_iter": fit.n_iter,
        "converged": fit.converged,
    }
    return (json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _number(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _dif_csv(answers: AnswerMatrix, group_of: Mapping[str, str]) -> bytes:
    """Return each group against all others, item by item; persons without a group are left out."""
    groups = np.array([group_of.get(p, "") for p in answers.person_ids])
    correct, groups = answers.correct[groups != ""], groups[groups != ""]
    names = sorted(set(groups.tolist()))
    if len(names) < 2:
        raise NotEnoughDataError("the persons who answered are not of two groups, so no group can be held against another")
    rows = []
    for name in names[1:] if len(names) == 2 else names:
        found = dif(correct, groups == name)
        columns = (found.delta, found.p_value, found.explained)
        n, n_others = (np.isfinite(correct[side]).sum(axis=0).tolist() for side in (groups == name, groups != name))
        rows += [
            (item, name, n[j], *(c[j] for c in columns), "dif" if found.flagged[j] else "", n_others[j],
             THIN if min(n[j], n_others[j]) < MIN_GROUP else "")
            for j, item in enumerate(answers.item_ids)
        ]  # fmt: skip
    return csv_bytes(("item_id", "group", "n", "delta", "p_value", "explained", "flag", "n_others", "note"), rows)
