"""Stored pitches: what raters gave, each score once, and the bars readiness was first measured against.

In: a connection in a transaction.
Out: PitchScores; rows written so that the same file twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, and_, delete, insert, select

from readiness.adapters.db.pitch_tables import first_bars, pitch_scores
from readiness.stages.training import PitchScore

_KEY = ("rep_id", "graded_on", "rater", "criterion")


def save_pitches(connection: Connection, launch_id: str, taken: Sequence[PitchScore], file_number: int) -> int:
    """Add scores, or put them in the place of what an earlier file said otherwise; return how many rows that was."""
    p = pitch_scores.c
    query = select(*(p[name] for name in _KEY), p.score, p.file_number).where(p.launch_id == launch_id)
    known = {tuple(row[:4]): (row.score, row.file_number) for row in connection.execute(query)}
    new = []
    for s in taken:
        key = (s.rep_id, s.graded_on, s.rater, s.criterion)
        score, number = known.get(key, (None, 0))
        if score == s.score or number > file_number:
            continue
        if score is not None:
            connection.execute(
                delete(pitch_scores).where(
                    and_(p.launch_id == launch_id, *(p[name] == value for name, value in zip(_KEY, key, strict=True)))
                )
            )
        new.append(
            {"launch_id": launch_id, **dict(zip(_KEY, key, strict=True)), "score": s.score, "file_number": file_number}
        )  # fmt: skip
    if new:
        connection.execute(insert(pitch_scores), new)
    return len(new)


def load_pitches(connection: Connection, launch_id: str) -> list[PitchScore]:
    """Return a launch's scores, by rep, day, rater and criterion."""
    p = pitch_scores.c
    query = select(*(p[name] for name in _KEY), p.score).where(p.launch_id == launch_id)
    found = [PitchScore(**row._mapping) for row in connection.execute(query)]
    return sorted(found, key=lambda s: (s.rep_id, s.graded_on, s.rater, s.criterion))


def first_bars_of(connection: Connection, launch_id: str) -> dict[str, tuple[float, date]]:
    """Return motion -> the bar it was first measured against, and the day; empty before the first measurement."""
    b = first_bars.c
    rows = connection.execute(select(b.motion, b.bar, b.measured_on).where(b.launch_id == launch_id)).all()
    return {row.motion: (row.bar, row.measured_on) for row in sorted(rows)}


def keep_first_bars(connection: Connection, launch_id: str, bars: Mapping[str, float], on: date) -> None:
    """Keep the bar of each motion that has none yet."""
    known = first_bars_of(connection, launch_id)
    rows = [
        {"launch_id": launch_id, "motion": motion, "bar": bar, "measured_on": on}
        for motion, bar in sorted(bars.items())
        if motion not in known
    ]
    if rows:
        connection.execute(insert(first_bars), rows)
