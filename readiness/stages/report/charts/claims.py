"""Claims drawn: which of them the field does not get, by channel.

In: Report.
Out: Chart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.stages.follow_ups import NOT_ENOUGH
from readiness.stages.report.charts.chart import Chart, Spec, finite, one_line, told_apart, tooltip, wrapped
from readiness.stages.report.charts.grid import STRAIGHT, cell, grid_spec
from readiness.stages.report.charts.table import Cell
from readiness.stages.report.quiz import ClaimRow
from readiness.stages.report.summary import Report
from readiness.stages.report.words import percent, plain
from readiness.vocabulary import counted

EVERYWHERE = "All"
MOST_CLAIMS, MOST_CHANNELS = 30, 6
STEP = 54
HEADER = ("Claim", "Channel", "Answers", "Wrong", "Wrong, low", "Wrong, high")
TOLD = (("claim", "Claim"), ("where", "Where"), ("told", "Answers"))
KINDS = ("text", "text", "count", "share", "share", "share")


def claims_missed(report: Report) -> Chart | None:
    """Return the share of wrong answers about each claim, by channel, the most missed first; None where nothing can be told."""
    found = (
        [c for c in report.quiz.claims if c.verdict != NOT_ENOUGH and finite(c.share_right, c.share_low, c.share_high)]
        if report.quiz
        else []
    )
    if not found:
        return None
    by_claim: dict[str, list[ClaimRow]] = {}
    for c in found:
        by_claim.setdefault(c.requirement_id, []).append(c)
    order = sorted(by_claim, key=lambda claim: (-(1 - _whole(by_claim[claim]).share_right), claim))
    said = dict(report.quiz.said) if report.quiz else {}
    words = {claim: one_line(said.get(by_claim[claim][0].message_id, "")) or claim for claim in order}
    names = dict(report.names)
    channels = sorted({c.channel for c in found} - {""}, key=lambda c: (names.get(c) or c, c))
    name_of = {"": EVERYWHERE} | {c: one_line(names.get(c) or plain(c)) or c for c in channels}
    drawn = order[:MOST_CLAIMS]
    rows = [c for claim in drawn for c in sorted(by_claim[claim], key=lambda c: (c.channel != "", name_of[c.channel]))]
    kept = ["", *channels[:MOST_CHANNELS]]
    cells, headings = _cells(rows, words, name_of, kept)
    return Chart(
        "claims_missed",
        "Which claims the field does not get",
        _says(words[drawn[0]], _whole(by_claim[drawn[0]]), len(drawn)),
        grid_spec(cells, headings, tooltip(TOLD), step=STEP),
        HEADER,
        tuple(_row(c, words, name_of) for c in rows),
        KINDS,
        _note(len(drawn) * len(kept) - len(cells), len(order) - len(drawn), len(channels) - MOST_CHANNELS),
    )


def _whole(claims: Sequence[ClaimRow]) -> ClaimRow:
    """Return the row of all channels, or the one that is missed most where all together say too little."""
    return next((c for c in claims if not c.channel), min(claims, key=lambda c: (c.share_right, c.channel)))


def _row(c: ClaimRow, words: Mapping[str, str], name_of: Mapping[str, str]) -> tuple[Cell, ...]:
    wrong, low, high = (round(1 - share, 4) for share in (c.share_right, c.share_high, c.share_low))
    return words[c.requirement_id], name_of[c.channel], c.n, wrong, low, high


def _cells(
    rows: Sequence[ClaimRow], words: Mapping[str, str], name_of: Mapping[str, str], channels: Sequence[str]
) -> tuple[list[Spec], list[str]]:
    """Return the cells of the channels that are drawn, and the columns' headings."""
    claims = list(dict.fromkeys(c.requirement_id for c in rows))
    label_of = dict(zip(claims, told_apart([wrapped(words[c], width=26, lines=3) for c in claims], claims), strict=True))
    headings = told_apart([wrapped(name_of[c], width=16, lines=1 if len(channels) > STRAIGHT else 2) for c in channels], channels)
    heading_of = dict(zip(channels, headings, strict=True))
    found = []
    for c in rows:
        if c.channel in heading_of:
            wrong, low, high = (percent(1 - share) for share in (c.share_right, c.share_high, c.share_low))
            told = f"{wrong} wrong (90% interval {low} to {high}), {counted(c.n, 'answer')}"
            about = {"claim": words[c.requirement_id][:200], "where": name_of[c.channel], "told": told}
            place = (label_of[c.requirement_id], heading_of[c.channel])
            found.append(cell(*place, 1 - c.share_right, wrong, f"of {c.n:,}", **about))
    return found, headings


def _says(claim: str, c: ClaimRow, n: int) -> str:
    return (
        f"Share of wrong answers about {counted(n, 'claim')}, by channel: most often missed is"
        f" \N{LEFT DOUBLE QUOTATION MARK}{claim}\N{RIGHT DOUBLE QUOTATION MARK},"
        f" {percent(1 - c.share_right)} wrong of {counted(c.n, 'answer')}."
    )


def _note(n_blank: int, n_claims: int, n_channels: int) -> str:
    notes = ["A blank cell has too few answers."] if n_blank else []
    if n_claims > 0:
        notes.append(f"{counted(n_claims, 'claim')} missed less often {'is' if n_claims == 1 else 'are'} in claims.csv.")
    if n_channels > 0:
        notes.append(f"{counted(n_channels, 'more channel')} in the table only.")
    return " ".join(notes)
