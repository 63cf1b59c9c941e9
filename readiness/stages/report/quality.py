"""Quality: how much of what partners sent could be used, and who is late.

In: sales lines taken, lines in quarantine, partners, what is known of their reports.
Out: DataQuality.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from readiness.stages.report.channel import ChannelQuality
from readiness.vocabulary import Partner

NOTHING_KNOWN = ChannelQuality()
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
    n_missing: int = 0
    """Reports that are due and count nowhere."""
    missing_since: date | None = None
    """The first day of the first of them."""
    touches: tuple[str, ...] = ()
    """Names of the reps who sell through the partner."""

    @property
    def late(self) -> bool:
        """Return whether a report is missing."""
        return self.n_missing > 0


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
    channel: ChannelQuality = NOTHING_KNOWN


def data_quality(
    lines: pd.DataFrame,
    quarantined: Sequence[tuple[str, str]],
    partners: Sequence[Partner],
    *,
    channel: ChannelQuality = NOTHING_KNOWN,
    n_answers: int = 0,
    answer_reasons: Sequence[str] = (),
    n_duplicates: int = 0,
) -> DataQuality:
    """Return what came in.

    Args:
        lines: lines taken, of every product: partner_id and sold_on.
        quarantined: of every line not taken, the partner and the reason.
        partners: all that should report; one that reports unasked is listed too.
        channel: what is missing, and whom it touches.
        n_answers: quiz answers taken.
        answer_reasons: one reason for every quiz answer not taken.
        n_duplicates: lines sent again.
    """
    reasons = Counter(_kind(reason) for _, reason in quarantined)
    answers = Counter(_kind(reason) for reason in answer_reasons)
    return DataQuality(
        n_lines=len(lines),
        n_quarantined=len(quarantined),
        reasons=_often(reasons),
        partners=tuple(_by_partner(lines, quarantined, partners, channel)),
        n_answers=n_answers,
        answer_reasons=_often(answers),
        n_duplicates=n_duplicates,
        channel=channel,
    )


def _by_partner(
    lines: pd.DataFrame, quarantined: Sequence[tuple[str, str]], partners: Sequence[Partner], channel: ChannelQuality
) -> list[PartnerQuality]:
    days = {str(partner_id): list(sold) for partner_id, sold in lines.groupby("partner_id")["sold_on"]}
    refused = Counter(partner_id for partner_id, _ in quarantined)
    name_of = {p.partner_id: p.name for p in partners}
    missing = Counter(m.partner_id for m in channel.missing)
    since = {m.partner_id: m.period_from for m in reversed(channel.missing)}
    found = []
    for partner_id in sorted({*name_of, *days, *refused}):
        sold = days.get(partner_id, [])
        first, last = (min(sold), max(sold)) if sold else (None, None)
        name = name_of.get(partner_id) or partner_id
        touches = tuple(channel.touched(partner_id))
        late = (missing[partner_id], since.get(partner_id), touches)
        found.append(PartnerQuality(partner_id, name, len(sold), refused[partner_id], first, last, *late))
    return found


def _kind(reason: str) -> str:
    """Return a reason without the values of one line, so that lines with the same fault are counted together."""
    kind = _VALUE.sub("…", reason).strip()
    return kind[:1].upper() + kind[1:] if kind else "No reason given"


def _often(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
