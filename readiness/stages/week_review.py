"""Week review: one page a week: what changed, who owes what, what do we decide.

In: the ledger of promises, counts of now and of the last review, the facts of go or no-go.
Out: WeekReview, in sentences that can be read aloud.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from readiness.stages.owed import BROKEN, KEPT, ROLES, Promise
from readiness.stages.report.going import GO, MET, UNKNOWN, GoFact
from readiness.vocabulary import counted

MOST_OWED = 15
"""More on one page and nobody reads the last."""
COUNTED: Mapping[str, tuple[str, str]] = {
    "n_approved": ("message approved", "messages approved"),
    "n_decks": ("deck made", "decks made"),
    "n_ready": ("rep shown to be ready", "reps shown to be ready"),
    "n_contacts_done": ("contact made", "contacts made"),
    "n_stops": ("account stopped", "accounts stopped"),
    "n_holes": ("hole in the buyers' map", "holes in the buyers' map"),
}
"""What is compared with the last review."""
FACTS = {
    "messages": "messages approved",
    "questions": "quiz questions approved",
    "decks": "decks made from the present specification",
    "answers": "reps with quiz answers",
    "ready": "reps shown to be ready",
    "stock": "places and products in stock",
    "partners": "partners whose reports are in",
}


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One act on the page."""

    promise: Promise
    owner: str
    """By name."""
    days_late: int
    """0: not late."""
    told: str
    """Whom it went up to, by name; "" where to nobody."""


@dataclass(frozen=True, slots=True)
class WeekReview:
    """The page."""

    launch_id: str
    launch_name: str
    owner: str
    """Of the launch: the one who answers for it."""
    as_of: date
    since: date | None
    """The day of the last review; None for the first."""
    changed: tuple[str, ...]
    owed: tuple[OwedLine, ...]
    """The latest first, then by day."""
    n_owed: int
    kept: tuple[str, ...]
    """How promises are kept, a line a role."""
    facts: tuple[tuple[str, str], ...]
    """State (met, open, unknown) and sentence of each fact of go or no-go."""
    decide: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    """As the next review compares itself with."""


@dataclass(frozen=True, slots=True)
class ReviewInputs:
    """What a review is made from."""

    launch_id: str
    launch_name: str
    owner: str
    as_of: date
    ledger: Sequence[Promise]
    counts: Mapping[str, int]
    """Some of COUNTED; one that nobody can count yet is missing."""
    facts: Sequence[GoFact]
    speaks_for: str
    """What the facts speak for."""
    decided: str = ""
    """The decision that holds; "" where none was taken."""
    since: date | None = None
    before: Mapping[str, int] = field(default_factory=dict)
    """The counts of the last review."""
    names: Mapping[str, str] = field(default_factory=dict)
    """id -> name."""
    stops: Sequence[str] = ()
    """Accounts that are to be stopped, by name."""


def week_review(given: ReviewInputs) -> WeekReview:
    """Return the page of a review."""
    late = [p for p in given.ledger if p.is_overdue(given.as_of)]
    owed = sorted((p for p in given.ledger if p.is_owed), key=lambda p: (p.due_on, p.owner, p.act_id))
    return WeekReview(
        given.launch_id,
        given.launch_name,
        given.owner,
        given.as_of,
        given.since,
        tuple(_changed(given)),
        tuple(_line(p, given) for p in owed[:MOST_OWED]),
        len(owed),
        tuple(_kept(given.ledger)),
        tuple((f.state, fact_text(f, given.names)) for f in given.facts),
        tuple(_decide(given, late)),
        dict(given.counts),
    )


def fact_text(fact: GoFact, names: Mapping[str, str]) -> str:
    """Return a fact of go or no-go in words, with what it is counted from."""
    what = FACTS[fact.name]
    about = f" ({names.get(fact.about, fact.about)})" if fact.about else ""
    if fact.state == UNKNOWN or fact.n is None:
        return f"{what}{about}: nobody has counted yet"
    least = "all" if fact.least == 1.0 else f"{fact.least:.0%}"
    return f"{what}{about}: {fact.n:,.0f} of {fact.of:,.0f}; {least} needed"


def _changed(given: ReviewInputs) -> list[str]:
    """Return what is another than at the last review, and what was kept and broken since."""
    if given.since is None:
        return ["This is the first review: there is nothing to compare with yet."]
    since = given.since
    lines = []
    for name, n in given.counts.items():
        was = given.before.get(name)
        if was is not None and was != n:
            lines.append(f"{counted(n, *COUNTED[name])}, {abs(n - was):,} {'more' if n > was else 'fewer'} than on {since}.")
    closed = [p for p in given.ledger if p.closed_on and since < p.closed_on <= given.as_of]
    n_kept, n_late = sum(p.state == KEPT for p in closed), sum(p.state == BROKEN for p in closed)
    if closed:
        lines.append(f"{counted(n_kept, 'promise')} kept since then" + (f", {n_late:,} more done late." if n_late else "."))
    n_new = sum(p.opened_on > since for p in given.ledger if p.is_owed)
    if n_new:
        lines.append(f"{counted(n_new, 'new promise')} made.")
    told = sum(bool(p.escalated_on and since < p.escalated_on <= given.as_of) for p in given.ledger)
    if told:
        lines.append(f"{counted(told, 'overdue act')} went one level up.")
    return lines or [f"Nothing since {since}."]


def _line(p: Promise, given: ReviewInputs) -> OwedLine:
    late = (given.as_of - p.due_on).days if p.is_overdue(given.as_of) else 0
    names = given.names
    return OwedLine(p, names.get(p.owner, p.owner), late, names.get(p.escalated_to, p.escalated_to))


def _kept(ledger: Sequence[Promise]) -> list[str]:
    """Return for reps, managers and the factory how many of the promises that came due were kept."""
    lines = []
    for role in reversed(ROLES):
        own = [p for p in ledger if p.owner_role == role]
        n_kept, n_broken = sum(p.state == KEPT for p in own), sum(p.state == BROKEN for p in own)
        if n_kept + n_broken:
            who = {"rep": "Reps", "manager": "Managers", "factory": "The factory"}[role]
            lines.append(f"{who} kept {n_kept:,} of {counted(n_kept + n_broken, 'promise')} that came due.")
    return lines


def _decide(given: ReviewInputs, late: Sequence[Promise]) -> list[str]:
    """Return what somebody has to decide this week."""
    lines = []
    unmet = [fact_text(f, given.names) for f in given.facts if f.state != MET]
    if given.decided not in (GO, "stop"):
        if given.speaks_for == GO:
            lines.append(f"Go or wait? Every fact speaks for going; {given.owner} decides.")
        else:
            lines.append(f"Go or wait? {counted(len(unmet), 'fact')} not met: {'; '.join(unmet)}. {given.owner} decides.")
    elif given.decided == GO and unmet:
        lines.append(f"The launch goes, and {counted(len(unmet), 'fact')} no longer met: {'; '.join(unmet)}. Does it go on?")
    by_boss: dict[str, int] = {}
    for p in late:
        boss = given.names.get(p.escalated_to, p.escalated_to) or given.owner
        by_boss[boss] = by_boss.get(boss, 0) + 1
    for boss, n in sorted(by_boss.items(), key=lambda item: (-item[1], item[0])):
        lines.append(f"{boss}: {counted(n, 'overdue act')} to be done, handed over or dropped.")
    if given.stops:
        named = ", ".join(given.stops[:5]) + (f" and {len(given.stops) - 5:,} more" if len(given.stops) > 5 else "")
        lines.append(f"Stop {counted(len(given.stops), 'account')}? {named}.")
    if given.counts.get("n_holes"):
        lines.append(f"Who closes {counted(given.counts['n_holes'], *COUNTED['n_holes'])}, and which may stay open?")
    return lines or ["Nothing."]
