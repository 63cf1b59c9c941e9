"""Follow-ups: calls to action: owed by whom, by when.

In: readiness, contributions, the day the report speaks of.
Out: FollowUp per rep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.stages.contribution import ContributionFit, RepContribution
from readiness.stages.rep_readiness import RepReadiness
from readiness.vocabulary import Rep

SOON = 5
LATER = 10
"""Working days to an urgent act, and to one that can wait for the next team meeting."""
NOT_ENOUGH = "not_enough_data"
"""How the verdict of a contribution starts when there is too little to judge."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One owed act."""

    rep_id: str
    action: str
    owner: str
    """The rep's or the manager's id."""
    due_on: date


@dataclass(frozen=True, slots=True)
class _Act:
    working_days: int
    by_rep: str
    """What the rep does."""
    by_manager: str = ""
    """What the manager does instead, where there is one."""


def follow_ups(
    reps: Sequence[Rep], readiness: Sequence[RepReadiness], contributions: ContributionFit | None, *, as_of: date
) -> list[FollowUp]:
    """Return the one next act about each rep, by rep_id; the rep owes it where there is no manager."""
    readiness_of = {r.rep_id: r for r in readiness}
    contribution_of = {c.rep_id: c for c in contributions.reps} if contributions else {}
    owed = []
    for rep in sorted(reps, key=lambda r: r.rep_id):
        act = _next_act(rep.name or rep.rep_id, readiness_of.get(rep.rep_id), adding(contribution_of.get(rep.rep_id)))
        managed = bool(act.by_manager and rep.manager_id and rep.manager_id != rep.rep_id)
        owner, words = (rep.manager_id, act.by_manager) if managed else (rep.rep_id, act.by_rep)
        owed.append(FollowUp(rep.rep_id, words, owner, working_day(as_of, act.working_days)))
    return owed


def adding(contribution: RepContribution | None) -> str:
    """Return yes, no, unclear (the band holds zero) or not_enough_data."""
    if contribution is None or contribution.verdict.startswith(NOT_ENOUGH):
        return NOT_ENOUGH
    if contribution.contribution_low > 0:
        return "yes"
    return "no" if contribution.contribution_high < 0 else "unclear"


def working_day(start: date, n: int) -> date:
    """Return the n-th Monday-to-Friday day after a day; public holidays are not known here."""
    day = start
    while n > 0:
        day += timedelta(days=1)
        n -= day.weekday() < 5
    return day


def _next_act(name: str, found: RepReadiness | None, added: str) -> _Act:
    if found is None or found.weakest == "no_quiz":
        return _Act(SOON, "Take the quiz: without it nobody can say how ready you are.")
    if found.weakest == "few_answers":
        return _Act(SOON, f"Finish the quiz ({found.holds_back}).")
    if found.status == "ready":
        return _for_ready(name, added)
    if added == "yes":
        return _Act(
            LATER,
            "Tell your team what works with customers that the training does not teach.",
            f"Go on a visit with {name} and note what works with customers that the training does not teach.",
        )
    if found.weakest == "attendance":
        why = found.holds_back
        return _Act(SOON, f"Book a seat in the next session ({why}).", f"Book {name} a seat in the next session ({why}).")
    return _for_knowledge(name, found)


def _for_ready(name: str, added: str) -> _Act:
    if added == "yes":
        return _Act(LATER, "Share how you open the conversation and ask for the next step: ten minutes at the next team meeting.")
    if added == "no":
        return _Act(
            SOON,
            "Take a colleague along on your next visit: the quiz says ready, the sales do not show it yet.",
            f"Go on a visit with {name}: the quiz says ready, the sales do not show it yet.",
        )
    return _Act(LATER, "Keep to the contact plan: make the next visits and ask for the next step.")


def _for_knowledge(name: str, found: RepReadiness) -> _Act:
    what, _, share = found.holds_back.partition("quiz: ")
    claim = what.removeprefix("claim: ") or "the claims the quiz asks for" + (f" ({share})" if share else "")
    alone = f"Go over {claim}, then explain it to a colleague in two minutes."
    if found.status == "not_ready":
        return _Act(SOON, alone, f"Practise with {name} for twenty minutes: {claim}. You play the customer.")
    return _Act(LATER, alone)
