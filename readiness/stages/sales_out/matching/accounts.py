"""Accounts: which account a partner's customer is, by our id, by name and place, or by how alike name and place are.

In: customers as a report names them; what is known.
Out: CodeMatch.

A likeness counts only where the model is at least ENOUGH sure of one account, and that account is the partner's own or of no
partner; the same name in another town is another account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from readiness.stages.sales_out.matching.account_model import ENOUGH, probabilities
from readiness.stages.sales_out.matching.account_pairs import (
    NameIndex,
    Parties,
    candidate_pairs,
    name_index,
    pair_features,
    parties_of,
)
from readiness.stages.sales_out.matching.known import MOST_CANDIDATES, PLACE, Candidate, CodeMatch, Masters, whole_number
from readiness.vocabulary import SideBySide

SURE = 1_000_000
NAMES_A_PART = 10_000
"""Names compared at a time, so that memory is bounded; more than one part can be compared side by side."""


@dataclass(frozen=True, slots=True)
class AccountCode:
    """A customer as a report has it."""

    code: str
    account_code: str
    """The partner's number for it, "" where it has none."""
    name: str
    place: tuple[str, ...]
    """As PLACE."""


def account_matches(codes: Sequence[AccountCode], masters: Masters, side_by_side: SideBySide = map) -> list[CodeMatch]:
    """Return what becomes of each code, in their order."""
    known = set(masters.accounts["account_id"].to_list())
    mine = masters.accounts.filter(pl.col("partner_id").is_in(["", masters.partner_id]))
    numbers = [c.account_code if c.account_code in known else whole_number(c.account_code) for c in codes]
    by_id = {at: number for at, number in enumerate(numbers) if number in known}
    named = [at for at, c in enumerate(codes) if at not in by_id and c.name]
    found = dict(zip(named, _by_name([codes[at] for at in named], mine, side_by_side), strict=True))
    nothing = _Found("", "review", 0, ())
    return [
        _match(code, _Found(by_id[at], "exact", SURE, ()) if at in by_id else found.get(at, nothing))
        for at, code in enumerate(codes)
    ]


@dataclass(frozen=True, slots=True)
class _Found:
    known_id: str
    how: str
    score_ppm: int
    candidates: tuple[Candidate, ...]


def _match(code: AccountCode, found: _Found) -> CodeMatch:
    place = ", ".join(part for part in code.place if part)
    return CodeMatch("account", code.code, code.name, place, "", found.known_id, found.how, found.score_ppm, found.candidates)


def _by_name(codes: Sequence[AccountCode], mine: pl.DataFrame, side_by_side: SideBySide) -> list[_Found]:
    if not codes or mine.is_empty():
        return [_Found("", "review", 0, ())] * len(codes)
    ours = parties_of(mine["name"].to_list(), list(mine.select(*PLACE).iter_rows()))
    theirs = parties_of([c.name for c in codes], [c.place for c in codes])
    exact = exact_accounts(theirs, ours)
    similar = similar_accounts(theirs, ours, [at for at in range(len(codes)) if at not in exact], side_by_side)
    ids = mine["account_id"].to_list()
    texts = [", ".join(p for p in row if p) for row in mine.select("name", *PLACE).iter_rows()]
    found = []
    for at in range(len(codes)):
        if at in exact:
            found.append(_Found(ids[exact[at]], "exact", SURE, ()))
            continue
        best = [Candidate(ids[row], round(SURE * p), texts[row]) for row, p in similar[at]]
        is_sure = bool(similar[at]) and similar[at][0][1] >= ENOUGH
        found.append(
            _Found(best[0].known_id, "similar", best[0].score_ppm, ()) if is_sure else _Found("", "review", 0, tuple(best))
        )
    return found


def exact_accounts(theirs: Parties, ours: Parties) -> dict[int, int]:
    """Return their row -> our row where name and place are the same, and so of no other of ours, nor of another branch."""
    rows: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(ours)):
        for key in ours.keys(at):
            rows.setdefault(key, []).append(at)
    found: dict[int, int] = {}
    for at in range(len(theirs)):
        meant = {row for key in theirs.keys(at) for row in rows.get(key, ())}
        if len(meant) == 1 and not theirs.differs(at, ours, row := meant.pop()):
            found[at] = row
    return found


Likely = list[tuple[int, float]]
"""Our rows with the probability of each, best first."""


def similar_accounts(theirs: Parties, ours: Parties, asked: Sequence[int], side_by_side: SideBySide = map) -> dict[int, Likely]:
    """Return their row -> our rows that are most alike."""
    parts = [asked[start : start + NAMES_A_PART] for start in range(0, len(asked), NAMES_A_PART)]
    if not parts:
        return {}
    found = side_by_side(partial(_most_alike, name_index(ours)), [theirs.only(part) for part in parts])
    return {at: likely for part, rows in zip(parts, found, strict=True) for at, likely in zip(part, rows, strict=True)}


def _most_alike(index: NameIndex, theirs: Parties) -> list[Likely]:
    """Return for each of theirs our rows that are most alike."""
    found: list[Likely] = [[] for _ in range(len(theirs))]
    rows, columns, cosines = candidate_pairs(theirs, index)
    sure = probabilities(pair_features(theirs, index.parties, rows, columns, cosines), rows)
    order = np.lexsort((columns, -sure, rows))
    for row, column, p in zip(rows[order].tolist(), columns[order].tolist(), sure[order].tolist(), strict=True):
        if len(found[row]) < MOST_CANDIDATES:
            found[row].append((column, p))
    return found
