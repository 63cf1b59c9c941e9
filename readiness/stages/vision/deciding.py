"""Deciding: whether to go, ask, reshape or stop, by one table of rules.

In: VisionNotes of an account, what the positioning says of its needs, the day.
Out: VisionDecision with its reasons and the next act.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from readiness.vocabulary import working_day

GO, FIND_OUT, RESHAPE, STOP = "go", "find_out", "reshape", "stop"
DECISIONS = (GO, FIND_OUT, RESHAPE, STOP)
WHOSE = ("nobody knows", "a user's", "the head of a function's", "that of the owner of the outcome, who can fund it")
FORMED = ("nobody knows", "with a rival or its consultant", "inside the house", "inside the house, with our criteria")
DEVELOPED = ("a copied list of features", "an event, without numbers", "with numbers", "with numbers and a tested assumption")
WITH_A_RIVAL = 1
ENOUGH = 2
"""Of each question, the level from which a deal may go."""
CONTACTS = 2
"""After so many contacts somebody who wants to buy has let himself be asked."""
RESHAPE_DAYS, ASK_DAYS, STEP_BACK_DAYS, NEXT_DAYS = 10, 5, 5, 5
"""Working days. Judgements, to be fitted on closed deals once there are fifty."""


@dataclass(frozen=True, slots=True)
class VisionNote:
    """What somebody of ours heard about a deal on a day; every level above 0 rests on the evidence that is named."""

    account_id: str
    on: date
    whose: int
    """Index into WHOSE."""
    formed: int
    """Index into FORMED."""
    developed: int
    """Index into DEVELOPED."""
    owner_met: bool
    """Whether one of ours met the owner of the outcome."""
    n_contacts: int
    waiting_costs_money: Decimal | None
    """What doing nothing costs the buyer, in the launch's currency; None where nobody knows."""
    waiting_costs_from: date | None
    rival: str
    """Whose idea it follows; "" where none is known."""
    reshaped: bool
    """Whether it was tried once already to change it."""
    evidence: str
    by: str

    @property
    def dated_cost(self) -> bool:
        """Say whether doing nothing has a price and a day."""
        return self.waiting_costs_money is not None and self.waiting_costs_money > 0 and self.waiting_costs_from is not None


@dataclass(frozen=True, slots=True)
class Fit:
    """What the positioning says of an account's needs."""

    must_falls_short: str = ""
    """The first need that has to be met and is not, in words; "" where there is none."""
    only_we: str = ""
    """The first need that we meet and no alternative does; "" where there is none."""
    only_we_must: str = ""
    """The first of those that has to be met."""


@dataclass(frozen=True, slots=True)
class VisionDecision:
    """What follows for one account."""

    account_id: str
    decision: str
    """One of DECISIONS."""
    reasons: tuple[str, ...]
    next_act: str
    due_on: date
    note: VisionNote | None
    """The one that counts; None where nobody has asked yet."""
    reshape_by: date | None = None

    @property
    def releases(self) -> bool:
        """Say whether a deck of its own, a demo or a specialist is released for it."""
        return self.decision == GO


Seen = tuple[VisionNote, Fit, date]
"""A note, what we offer, today."""

STOPS: tuple[tuple[Callable[[Seen], bool], str], ...] = (
    (lambda s: bool(s[1].must_falls_short), "the product falls short of what they must have: {must}"),
    (
        lambda s: s[0].n_contacts >= CONTACTS and 0 in (s[0].whose, s[0].formed, s[0].developed),
        "after {n} contacts nobody knows {unknown}",
    ),
    (lambda s: s[0].n_contacts >= CONTACTS and not s[0].owner_met, "after {n} contacts we have not met who owns the outcome"),
    (
        lambda s: s[0].formed == WITH_A_RIVAL and not s[1].only_we,
        "the idea is a rival's, and we alone meet nothing they need",
    ),
    (lambda s: s[0].formed == WITH_A_RIVAL and s[0].reshaped, "the idea is still a rival's after we tried once to change it"),
    (lambda s: _may_reshape(s) and s[2] > reshape_by(s[0]), "the days for changing the idea are over"),
)
"""Each that holds stops a deal and says why."""


def decide(account_id: str, note: VisionNote | None, fit: Fit, today: date, begins: date | None = None) -> VisionDecision:
    """Return what to do about a deal.

    Stop where any of STOPS holds; go where all three questions reach ENOUGH and doing nothing has a dated cost; reshape, once,
    where the idea is a rival's, somebody who can decide holds it, and a need that must be met is met by us alone; else find out.

    Args:
        account_id: whose deal.
        note: the last one that was taken; None where nobody has asked yet.
        fit: of the account's needs.
        today: the day.
        begins: from when somebody may ask where nobody has yet; None: today.
    """
    since = note.on if note else begins or today
    if note is None:
        if fit.must_falls_short:
            why = STOPS[0][1].format(must=fit.must_falls_short)
            return VisionDecision(account_id, STOP, (why,), STEP_BACK, working_day(since, STEP_BACK_DAYS), None)
        return VisionDecision(account_id, FIND_OUT, ("nobody has asked yet",), ASKS["whose"], working_day(since, ASK_DAYS), None)
    seen = (note, fit, today)
    words = {"must": fit.must_falls_short, "n": note.n_contacts, "unknown": " or ".join(_unknown(note))}
    if stops := tuple(why.format(**words) for holds, why in STOPS if holds(seen)):
        return VisionDecision(account_id, STOP, stops, STEP_BACK, working_day(since, STEP_BACK_DAYS), note)
    missing = _missing(note)
    if not missing:
        why = f"the idea is {WHOSE[note.whose]}, formed {FORMED[note.formed]}, {DEVELOPED[note.developed]}; waiting has its price"
        return VisionDecision(account_id, GO, (why,), GO_ON, working_day(since, NEXT_DAYS), note)
    if _may_reshape(seen):
        by = reshape_by(note)
        act = f"Show the owner of the outcome what we alone can do about this: {fit.only_we_must}"
        why = "the idea is a rival's, and a must of theirs is met by us alone"
        return VisionDecision(account_id, RESHAPE, (why,), act, by, note, by)
    return VisionDecision(
        account_id, FIND_OUT, tuple(LACKS[m] for m in missing), ASKS[missing[0]], working_day(since, ASK_DAYS), note
    )


def latest(notes: Sequence[VisionNote], as_of: date) -> dict[str, VisionNote]:
    """Return account -> its last note up to a day; of one day's the one that stands last counts."""
    found: dict[str, VisionNote] = {}
    for note in notes:
        if note.on <= as_of and (note.account_id not in found or note.on >= found[note.account_id].on):
            found[note.account_id] = note
    return found


def reshape_by(note: VisionNote) -> date:
    """Return until when the idea may be changed."""
    return working_day(note.on, RESHAPE_DAYS)


def _may_reshape(seen: Seen) -> bool:
    note, fit, _ = seen
    return note.formed == WITH_A_RIVAL and note.whose >= ENOUGH and bool(fit.only_we_must) and not note.reshaped


QUESTIONS = {
    "whose": "whose idea it is",
    "formed": "where it was formed",
    "developed": "how far it is thought through",
}
LACKS = {
    "whose": "the idea is not yet that of somebody who decides",
    "formed": "nobody knows where the idea was formed, or it is a rival's",
    "developed": "the idea has no numbers yet",
    "dated_cost": "nobody has said what waiting costs, and from which day",
}
ASKS = {
    "whose": "Ask whose idea this is, and who pays for it if it comes true.",
    "formed": "Ask where the idea came from, and who helped to write it down.",
    "developed": "Ask what it costs them today, and how they know.",
    "dated_cost": "Ask what happens if they do nothing, and from which day.",
}
GO_ON = "Agree with the owner of the outcome on the next step and its day; deck, demo and specialist are released."
STEP_BACK = "Tell them openly that we step back, write down why, and give the hours to another account."


def _missing(note: VisionNote) -> list[str]:
    """Return what keeps a deal from going, the first question first."""
    levels = {"whose": note.whose, "formed": note.formed, "developed": note.developed}
    return [name for name, level in levels.items() if level < ENOUGH] + ([] if note.dated_cost else ["dated_cost"])


def _unknown(note: VisionNote) -> list[str]:
    levels = {"whose": note.whose, "formed": note.formed, "developed": note.developed}
    return [QUESTIONS[name] for name, level in levels.items() if level == 0]
