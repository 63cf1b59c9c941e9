"""Presence: who of an attendance list is which rep, and what of each seat became of it.

In: people as a list names them, the reps of a launch, who has a seat, what was decided by hand.
Out: rep ids, or why nobody can say; attended, no_show or still open for each seat.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from readiness.stages.training.records import ATTENDED, ENROLLED, NO_SHOW, Enrolment, Session
from readiness.vocabulary import Rep

EARLY = timedelta(minutes=15)
"""So long before a session one may say that one is there."""
NOT_OURS = "-"
"""Decided for somebody who is none of the launch's reps."""
QUEUE = "a-"
"""What queue ids of people in attendance lists begin with."""
_IN_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody as a list names him."""

    name: str
    email: str
    rep_id: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who it is: a rep_id; NOT_OURS; or blank, and why."""

    rep_id: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Attenders:
    """Who may be in a session."""

    reps: Sequence[Rep]
    """All of the launch."""
    seated: Collection[str]
    """Reps with a seat in this session."""
    trainers: Collection[Named]


def queue_id_of(session_id: str, person: Named) -> str:
    """Return what a person waits for review under: an address means the same one everywhere, a name only in its session."""
    said = ("", person.email.casefold()) if person.email else (session_id, plain_name(person.name))
    return QUEUE + hashlib.sha256("\n".join(said).encode()).hexdigest()[:12]


def plain_name(name: str) -> str:
    """Return a name as it is compared: letters and digits, without accents, case, and the order of Last, First."""
    parts = name.split(",")
    turned = " ".join([*parts[1:], parts[0]]) if len(parts) == 2 else name
    bare = "".join(c for c in unicodedata.normalize("NFKD", turned.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare.replace("_", " ")))


def recognised(person: Named, among: Attenders, decided: str = "") -> Recognised:
    """Return who somebody is: by hand, by id, by address, then by a name that one seat of the session has; never by likeness."""
    known = {r.rep_id for r in among.reps}
    if decided:
        return Recognised(decided) if decided in known | {NOT_OURS} else Recognised("", f"rep {decided!r} is unknown")
    if person.rep_id:
        return Recognised(person.rep_id) if person.rep_id in known else Recognised("", f"rep {person.rep_id!r} is unknown")
    email = person.email.casefold()
    by_email = [r.rep_id for r in among.reps if email and r.email.casefold() == email]
    if len(by_email) == 1:
        return Recognised(by_email[0])
    names = _names_in(person.name)
    if any((email and email == t.email.casefold()) or plain_name(t.name) in names for t in among.trainers):
        return Recognised(NOT_OURS)
    by_name = [r.rep_id for r in among.reps if r.rep_id in among.seated and plain_name(r.name) in names]
    if len(by_name) == 1:
        return Recognised(by_name[0])
    if by_name:
        return Recognised("", f"{len(by_name)} people with a seat have this name")
    return Recognised("", "no mail address of ours, and nobody with a seat in this session has this name")


def _names_in(text: str) -> set[str]:
    """Return the names a text may mean: all of it, without its brackets, and what stands in them (Zoom's original name)."""
    inside = _IN_BRACKETS.findall(text)
    return {n for n in (plain_name(t) for t in (text, _IN_BRACKETS.sub(" ", text), *inside)) if n}


def outcomes(
    session: Session, seats: Sequence[Enrolment], seconds: Mapping[str, int], share: float, *, is_settled: bool
) -> dict[str, str]:
    """Return rep -> attended, no_show or enrolled for each seat of a session that was held.

    Whoever was there for the share of its time attended. While somebody of the list is still to be named (`is_settled` is
    false), nobody is called absent: it may be him.
    """
    wanted = share * (session.ends_at - session.starts_at).total_seconds()
    absent = NO_SHOW if is_settled else ENROLLED
    mine = [s for s in seats if s.session_id == session.session_id]
    return {s.rep_id: ATTENDED if seconds.get(s.rep_id, 0) >= wanted else absent for s in mine}
