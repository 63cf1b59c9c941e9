"""Contests: what reps say is wrong among the inputs behind their figures, and which figures rest on it until that is settled.

In: RepInput; who says what, and when.
Out: Contest; words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from readiness.errors import ConflictError
from readiness.stages.report.inputs import RepInput
from readiness.vocabulary import counted

OPEN, UPHELD, REJECTED, DROPPED = "open", "upheld", "rejected", "dropped"
RESTS_ON = {"sales": ("sales", "added"), "added": ("added",), "readiness": ("readiness",)}
"""What an input is for -> the figures of the report that rest on it."""


@dataclass(frozen=True, slots=True)
class Contest:
    """One input a rep says is wrong; it changes no figure, only the source that is mended does."""

    contest_id: int
    """0 until it is kept."""
    launch_id: str
    rep_id: str
    input_id: str
    kind: str
    figures: str
    """One of RESTS_ON."""
    what: str
    """The input in words, as it was when it was contested."""
    mends: str
    """Which act mends the source, should the rep be right."""
    says: str
    should_be: str
    opened_at: datetime
    opened_by: str
    status: str = OPEN
    settled_at: datetime | None = None
    settled_by: str = ""
    because: str = ""


def opened(found: RepInput, launch_id: str, rep_id: str, *, says: str, should_be: str, by: str, at: datetime) -> Contest:
    """Return a new contest of an input of a rep."""
    return Contest(
        0, launch_id, rep_id, found.input_id, found.kind, found.figures, found.words, found.mends, says, should_be, at, by
    )


def settled(contest: Contest, *, is_upheld: bool, because: str, by: str, at: datetime) -> Contest:
    """Return a contest as it is settled.

    Raises:
        ConflictError: it is settled already.
    """
    if contest.status != OPEN:
        on = contest.settled_at.date() if contest.settled_at else ""
        raise ConflictError(
            f"contest {contest.contest_id} was {contest.status} on {on} by {contest.settled_by}, and is settled once only;"
            " what is wrong still can be contested again"
        )
    status = UPHELD if is_upheld else REJECTED
    return replace(contest, status=status, settled_at=at, settled_by=by, because=because)


def dropped(contest: Contest, *, by: str, at: datetime) -> Contest:
    """Return a contest as who opened it takes it back.

    Raises:
        ConflictError: it is settled already.
    """
    because = "taken back by who opened it"
    return replace(settled(contest, is_upheld=False, because=because, by=by, at=at), status=DROPPED)


def open_ones(contests: Iterable[Contest]) -> list[Contest]:
    """Return the contests nobody has settled."""
    return [c for c in contests if c.status == OPEN]


def contested_figures(contests: Iterable[Contest]) -> Mapping[str, tuple[str, ...]]:
    """Return rep_id -> which of sales, added and readiness rest on an input that is contested and not settled."""
    found: dict[str, set[str]] = {}
    for c in open_ones(contests):
        found.setdefault(c.rep_id, set()).update(RESTS_ON[c.figures])
    return {rep_id: tuple(name for name in RESTS_ON if name in figures) for rep_id, figures in sorted(found.items())}


def contests_note(contests: Sequence[Contest]) -> str:
    """Return how many inputs are contested, in words; "" where none is."""
    waiting = open_ones(contests)
    if not waiting:
        return ""
    is_one = len(waiting) == 1
    of = counted(len({c.rep_id for c in waiting}), "rep")
    rest = "the figures that rest on it say so" if is_one else "the figures that rest on them say so"
    return f"{counted(len(waiting), 'input')} of {of} {'is' if is_one else 'are'} contested and not settled; {rest}."
