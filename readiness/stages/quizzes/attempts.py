"""Quiz attempts: each answer in the order it was given, and what became of each rep's first, later, late and partial attempts.

In: placed answers, a due date.
Out: attempt numbers; Attempt per rep and number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Placed:
    """One rep's scored answer to one item in one sitting."""

    rep_id: str
    item_id: str
    sitting: str
    """Tells one time of taking the quiz from another: the system and the moment, or the number the file gives."""
    stated: int
    """The attempt's number as the file gives it; 0 where it gives none."""
    at: str
    """The moment as ISO text, as exact as the file has it."""
    answered_on: date
    correct: bool | None
    """None where the item was skipped."""
    is_unfinished: bool
    """Whether the system says that the attempt was not handed in."""
    file_number: int
    """Files count in the order they were first taken in; the later one restates what an earlier one said."""
    row: int

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what the same answer has in every file that holds it."""
        return self.rep_id, self.item_id, self.sitting

    @property
    def rank(self) -> tuple[int, int]:
        """Return what decides between two files about the same answer: the later file, and in one file the first row."""
        return self.file_number, -self.row

    @property
    def said(self) -> tuple[object, ...]:
        """Return what the answer says, wherever it stands."""
        return self.stated, self.at, self.answered_on, self.correct, self.is_unfinished


@dataclass(frozen=True, slots=True)
class Attempt:
    """One time a rep took the quiz, over all the items answered or skipped in it."""

    rep_id: str
    number: int
    started_on: date
    ended_on: date
    n_items: int
    n_answered: int
    is_late: bool
    """Whether it ended after the due date; never where there is none."""
    is_partial: bool
    """Whether an item in it was skipped, or it was not handed in."""


def merged(kept: Mapping[tuple[str, str, str], Placed], new: Iterable[Placed]) -> dict[tuple[str, str, str], Placed]:
    """Return what is kept once new answers are known, whatever order they come in: of each answer the highest rank."""
    found = dict(kept)
    for answer in new:
        before = found.get(answer.key)
        if before is None or answer.rank > before.rank:
            found[answer.key] = answer
    return found


def numbered(answers: Iterable[Placed]) -> list[tuple[Placed, int]]:
    """Return each answer with its attempt's number, by rep, item and number.

    Where every sitting of a rep at an item states its number, that number stands; otherwise they are counted by time.
    """
    by_item: dict[tuple[str, str], list[Placed]] = {}
    for answer in answers:
        by_item.setdefault((answer.rep_id, answer.item_id), []).append(answer)
    found: list[tuple[Placed, int]] = []
    for _, sittings in sorted(by_item.items()):
        stated = {s.stated for s in sittings}
        if 0 not in stated and len(stated) == len(sittings):
            found += sorted(((s, s.stated) for s in sittings), key=lambda pair: pair[1])
        else:
            ordered = sorted(sittings, key=lambda s: (s.at, s.stated, s.sitting))
            found += [(s, n) for n, s in enumerate(ordered, start=1)]
    return found


def attempts_of(answers: Iterable[Placed], due: date | None) -> list[Attempt]:
    """Return every rep's attempts in their order."""
    by_number: dict[tuple[str, int], list[Placed]] = {}
    for answer, number in numbered(answers):
        by_number.setdefault((answer.rep_id, number), []).append(answer)
    return [_attempt(rep_id, number, found, due) for (rep_id, number), found in sorted(by_number.items())]


def _attempt(rep_id: str, number: int, answers: Sequence[Placed], due: date | None) -> Attempt:
    days = [a.answered_on for a in answers]
    n_answered = sum(a.correct is not None for a in answers)
    return Attempt(
        rep_id=rep_id,
        number=number,
        started_on=min(days),
        ended_on=max(days),
        n_items=len(answers),
        n_answered=n_answered,
        is_late=due is not None and max(days) > due,
        is_partial=n_answered < len(answers) or any(a.is_unfinished for a in answers),
    )
