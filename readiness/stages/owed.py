"""Owed: what was promised, by whom, by when, and whether it was kept, from one review to the next.

In: the ledger as the last review left it, what is owed now, who stands above whom, the day.
Out: Promise rows: none is ever taken away; PromiseCount per owner and role.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

OPEN, KEPT, BROKEN, WITHDRAWN = "open", "kept", "broken", "withdrawn"
STATES = (OPEN, KEPT, BROKEN, WITHDRAWN)
REP, MANAGER, FACTORY = "rep", "manager", "factory"
ROLES = (REP, MANAGER, FACTORY)


@dataclass(frozen=True, slots=True)
class Owed:
    """An act as it is owed now, or was done."""

    act_id: str
    kind: str
    """rep, claim, partner, contact, session or deal."""
    subject_id: str
    owner: str
    owner_role: str
    """One of ROLES."""
    words: str
    opened_on: date
    due_on: date
    because: str = ""
    done_on: date | None = None
    """Where a record says so; None: it is still owed."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One act in the ledger; the same act owed again after it was closed is another one, with days of its own."""

    act_id: str
    kind: str
    subject_id: str
    owner: str
    owner_role: str
    words: str
    opened_on: date
    due_on: date
    because: str
    state: str = OPEN
    closed_on: date | None = None
    """When it was done, or fell away; a broken one without it is still owed."""
    escalated_to: str = ""
    """Who was told that it is overdue: one level above the owner."""
    escalated_on: date | None = None

    @property
    def is_owed(self) -> bool:
        """Say whether somebody still has to do it."""
        return self.closed_on is None and self.state in (OPEN, BROKEN)

    def is_overdue(self, as_of: date) -> bool:
        """Say whether its day is over and it is still owed."""
        return self.is_owed and self.due_on < as_of


@dataclass(frozen=True, slots=True)
class PromiseCount:
    """How many promises somebody kept, of those that came to an end or are overdue."""

    owner: str
    owner_role: str
    n_open: int
    n_kept: int
    n_broken: int

    @property
    def kept_share(self) -> float | None:
        """Return 0..1; None where nothing came due yet."""
        n = self.n_kept + self.n_broken
        return self.n_kept / n if n else None


def settle(
    before: Sequence[Promise],
    now: Iterable[Owed],
    above: Mapping[str, str],
    as_of: date,
    *,
    withdrawn: Collection[str] = (),
) -> list[Promise]:
    """Return the ledger as of a day: what was closed stays, what is owed is kept, broken or goes on, what is new is opened.

    An act that nobody owes any more and no record speaks of was done since the last review: in time unless it was overdue
    then. What was closed is owed again only where it was opened after that. A record that comes late and says that an act was
    done in time makes good what was held to be broken. An overdue act goes one level up, once.

    Args:
        before: the ledger, in any order.
        now: every act that is owed, or that a record says was done; one opened after the day is left for its own.
        above: owner -> who stands one level above; missing for whoever has nobody above.
        as_of: the day of the review; a day before the last one changes nothing that was settled then.
        withdrawn: ids of acts that fell away, such as those of a rep who left.
    """
    found = {o.act_id: o for o in now if o.opened_on <= as_of}
    held = {p.act_id: p for p in before if p.is_owed}
    rows = [p for p in before if not p.is_owed]
    closed = {p.act_id: p.closed_on for p in sorted(rows, key=lambda p: p.closed_on or as_of)}
    for act_id, promise in held.items():
        rows.append(_settled(promise, found.get(act_id), as_of, is_gone=act_id in withdrawn))
    for act_id, owed in found.items():
        last = closed.get(act_id)
        if act_id not in held and act_id not in withdrawn and (last is None or owed.opened_on > last):
            rows.append(_settled(_opened(owed), owed, as_of, is_gone=False))
    return sorted((_escalated(p, above, as_of) for p in rows), key=lambda p: (p.due_on, p.owner, p.act_id, p.opened_on))


def _opened(owed: Owed) -> Promise:
    return Promise(
        owed.act_id,
        owed.kind,
        owed.subject_id,
        owed.owner,
        owed.owner_role,
        owed.words,
        owed.opened_on,
        owed.due_on,
        owed.because,
    )


def _settled(promise: Promise, owed: Owed | None, as_of: date, *, is_gone: bool) -> Promise:
    """Return a promise that was still owed as it stands on a day."""
    if is_gone:
        return replace(promise, state=WITHDRAWN, closed_on=as_of)
    if owed is None:
        return replace(promise, state=promise.state if promise.state == BROKEN else KEPT, closed_on=as_of)
    told = replace(promise, owner=owed.owner, owner_role=owed.owner_role, words=owed.words, because=owed.because)
    if owed.done_on is not None and owed.done_on <= as_of:
        closed_on = max(owed.done_on, promise.opened_on)  # what was done beforehand closes it as it opens, so that it opens once
        return replace(told, state=KEPT if owed.done_on <= promise.due_on else BROKEN, closed_on=closed_on)
    return replace(told, state=BROKEN if promise.due_on < as_of else OPEN)


def _escalated(promise: Promise, above: Mapping[str, str], as_of: date) -> Promise:
    boss = above.get(promise.owner, "")
    if promise.escalated_to or not boss or not promise.is_overdue(as_of):
        return promise
    return replace(promise, escalated_to=boss, escalated_on=as_of)


def counts(promises: Sequence[Promise]) -> list[PromiseCount]:
    """Return how everybody keeps what they promise: factory, managers, reps, each by who they are."""
    by: dict[tuple[str, str], list[Promise]] = {}
    for p in promises:
        by.setdefault((p.owner_role, p.owner), []).append(p)
    order = {FACTORY: 0, MANAGER: 1, REP: 2}
    return [
        PromiseCount(
            owner,
            role,
            sum(p.state == OPEN for p in own),
            sum(p.state == KEPT for p in own),
            sum(p.state == BROKEN for p in own),
        )
        for (role, owner), own in sorted(by.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    ]
