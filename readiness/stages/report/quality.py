"""Quality: how much of what partners sent could be used, and who is late.

In: sales lines taken, lines in quarantine, partners, the last day measured.
Out: DataQuality.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from readiness.stages.sales_out import Quarantined
from readiness.vocabulary import Partner

LATE_AFTER_DAYS = 35
"""A monthly report and a few days' grace."""
_VALUE = re.compile(r"'[^']*'|\"[^\"]*\"|\b\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class PartnerQuality:
    """What one partner sent."""

    partner_id: str
    name: str
    n_lines: int
    n_quarantined: int
    first_on: date | None
    last_on: date | None
    """The last day a taken line speaks of."""
    late: bool


@dataclass(frozen=True, slots=True)
class DataQuality:
    """What came in and what of it could be used."""

    n_lines: int
    n_quarantined: int
    reasons: tuple[tuple[str, int], ...]
    """Why lines are in quarantine, the most frequent first."""
    partners: tuple[PartnerQuality, ...]
    n_answers: int
    answer_reasons: tuple[tuple[str, int], ...]
    """Why quiz answers are in quarantine."""
    n_duplicates: int = 0
    """Lines sent again, counted once."""


def data_quality(
    lines: pd.DataFrame,
    quarantined: Sequence[Quarantined],
    partners: Sequence[Partner],
    *,
    until: date,
    n_answers: int = 0,
    answer_reasons: Sequence[str] = (),
    n_duplicates: int = 0,
) -> DataQuality:
    """Return what came in; a partner without a line in the last five weeks before `until` is late.

    Args:
        lines: lines taken, of every product: partner_id and sold_on.
        quarantined: lines not taken.
        partners: all that should report; one that reports unasked is listed too.
        until: the last day measured so far: the report's day, or the end of the measured window if that is earlier.
        n_answers: quiz answers taken.
        answer_reasons: one reason for every quiz answer not taken.
        n_duplicates: lines sent again.
    """
    reasons = Counter(_kind(q.reason) for q in quarantined)
    answers = Counter(_kind(reason) for reason in answer_reasons)
    return DataQuality(
        n_lines=len(lines),
        n_quarantined=len(quarantined),
        reasons=_often(reasons),
        partners=tuple(_by_partner(lines, quarantined, partners, until)),
        n_answers=n_answers,
        answer_reasons=_often(answers),
        n_duplicates=n_duplicates,
    )


def _by_partner(
    lines: pd.DataFrame, quarantined: Sequence[Quarantined], partners: Sequence[Partner], until: date
) -> list[PartnerQuality]:
    days = {str(partner_id): list(sold) for partner_id, sold in lines.groupby("partner_id")["sold_on"]}
    refused = Counter(q.partner_id for q in quarantined)
    name_of = {p.partner_id: p.name for p in partners}
    found = []
    for partner_id in sorted({*name_of, *days, *refused}):
        sold = days.get(partner_id, [])
        late = not sold or (until - max(sold)).days > LATE_AFTER_DAYS
        first, last = (min(sold), max(sold)) if sold else (None, None)
        name = name_of.get(partner_id) or partner_id
        found.append(PartnerQuality(partner_id, name, len(sold), refused[partner_id], first, last, late))
    return found


def _kind(reason: str) -> str:
    """Return a reason without the values of one line, so that lines with the same fault are counted together."""
    kind = _VALUE.sub("…", reason).strip()
    return kind[:1].upper() + kind[1:] if kind else "No reason given"


def _often(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
