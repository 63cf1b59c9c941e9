"""Acts of reps: what is owed about each rep next, from readiness, certificates, sales and the load of accounts.

In: reps, readiness, contributions, certificates, who owns what, the day the report speaks of.
Out: FollowUps, several a rep, the first one first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from readiness.stages.contribution import ContributionFit, RepContribution
from readiness.stages.follow_ups.act import LATER, REP_ACTS, SOON, Figure, FollowUp, Owners, working_day
from readiness.stages.follow_ups.quadrants import NOT_ENOUGH, adding
from readiness.stages.rep_readiness import RepReadiness
from readiness.vocabulary import Channel, Rep

STOCK_SHARE = 0.2
"""Of what an average rep would have sold with full shelves, the share lost to empty ones from which stock comes first.

A judgement: one sale in five is more than most reps add or lack, so that selling better cannot make up for it."""
LOAD_RATIO = 1.5
"""Accounts a rep serves, as a multiple of the middle of the peers, from which the load is looked at. A judgement."""
MIN_PEERS = 5
"""With fewer other reps in the channel nobody can say what is usual."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the acts of reps rest on."""

    readiness: Mapping[str, RepReadiness]
    contributions: ContributionFit | None
    certified: Collection[str] | None
    """Reps who hold a certificate on the day; None where the launch has given none yet."""
    answers: Mapping[str, int]
    """rep_id -> quiz answers that count."""
    owners: Owners


@dataclass(frozen=True, slots=True)
class _Case:
    """One rep with all that is known; `sold` is None unless there is enough to judge by."""

    rep: Rep
    found: RepReadiness | None
    sold: RepContribution | None
    added: str
    n_answers: int
    is_certified: bool | None
    peers: float | None
    """The middle of how many accounts the reps of the channel serve; None with too few of them."""
    partner: str
    """Its name."""

    @property
    def name(self) -> str:
        return self.rep.name or self.rep.rep_id

    @property
    def status(self) -> str:
        return self.found.status if self.found else NOT_ENOUGH

    @property
    def weakest(self) -> str:
        return self.found.weakest if self.found else "no_quiz"


@dataclass(frozen=True, slots=True)
class _Act:
    """An act before it has an owner and a day; where `by_other` is blank the rep owes it."""

    act: str
    because: str
    by_rep: str
    by_other: str = ""
    working_days: int = SOON
    is_channels: bool = False
    """The channel's manager owes it, not the rep's."""


def rep_acts(reps: Sequence[Rep], grounds: Grounds, *, as_of: date) -> list[FollowUp]:
    """Return what is owed about each rep, by rep_id and then in the order of REP_ACTS; every rep has at least one act."""
    judged = {c.rep_id: c for c in grounds.contributions.reps if adding(c) != NOT_ENOUGH} if grounds.contributions else {}
    loads = _usual_loads(reps, judged)
    owed: list[FollowUp] = []
    for rep in sorted(reps, key=lambda r: r.rep_id):
        sold = judged.get(rep.rep_id)
        held = None if grounds.certified is None else rep.rep_id in grounds.certified
        partner = grounds.owners.partners.get(rep.partner_id)
        supplier = (partner.name if partner else "") or rep.partner_id or "the partner"
        known = (grounds.answers.get(rep.rep_id, 0), held, loads.get(rep.channel), supplier)
        case = _Case(rep, grounds.readiness.get(rep.rep_id), sold, adding(sold), *known)
        acts = [*_of_quiz(case), *_of_seat(case), *_of_knowledge(case), *_of_sales(case)]
        in_order = sorted(acts or [_keep_going(case)], key=lambda a: REP_ACTS.index(a.act))
        owed.extend(_follow_up(case, act, grounds.owners, as_of) for act in in_order)
    return owed


def lost_to_stock(sold: Sequence[RepContribution]) -> float:
    """Return the share of what average reps would have sold with full shelves that was lost to empty ones; 0 where none was."""
    lost = -sum(c.availability_money for c in sold)
    full = sum(c.expected_money for c in sold) + lost
    return max(0.0, lost / full) if full > 0 else 0.0


def _usual_loads(reps: Sequence[Rep], judged: Mapping[str, RepContribution]) -> dict[Channel, float]:
    """Return channel -> the middle of how many accounts its reps serve, where each has enough colleagues."""
    served: dict[Channel, list[int]] = {}
    for rep in reps:
        if rep.rep_id in judged:
            served.setdefault(rep.channel, []).append(judged[rep.rep_id].n_accounts)
    return {channel: float(median(counts)) for channel, counts in served.items() if len(counts) > MIN_PEERS}


def _of_quiz(case: _Case) -> Iterator[_Act]:
    if case.weakest == "no_quiz":
        yield _Act("take_quiz", "no quiz answers have come in", "Take the quiz: without it nobody can say how ready you are.")
    elif case.weakest == "few_answers":
        yield _Act("finish_quiz", "there are too few answers to say anything yet", "Finish the quiz: a few more answers will do.")
    elif case.weakest == "new_questions":
        yield _Act(
            "answer_again", "the product changed since the quiz was answered", "Take the new questions: the product has changed."
        )
    elif case.status == NOT_ENOUGH:
        yield _Act(
            "answer_again",
            "what is known is too old, or too little, to say how ready the rep is today",
            "Answer the quiz again when it suits you this week: the last answers are too old, or too few, to count.",
        )


def _of_seat(case: _Case) -> Iterator[_Act]:
    if case.weakest == "attendance" and case.status in ("developing", "not_ready") and case.added != "yes" and case.found:
        why = case.found.holds_back
        yield _Act(
            "book_session",
            "the session is what is missing most, and nothing shows that the rep can do without it",
            f"Book a seat in the next session ({why}).",
            f"Book {case.name} a seat in the next session ({why}).",
        )


def _of_knowledge(case: _Case) -> Iterator[_Act]:
    if case.status not in ("developing", "not_ready") or case.added == "yes" or case.weakest in ("attendance", "new_questions"):
        return
    topic = _topic(case.weakest, case.found.holds_back if case.found else "")
    if case.added == "no":
        yield _Act(
            "coach",
            "readiness is not shown, and less was sold than an average rep would have sold in the same seat",
            f"Ask a colleague for twenty minutes: go over {topic}, and let the colleague play the customer.",
            f"Go along on a visit with {case.name}, and before it practise together for twenty minutes: {topic}.",
        )
        return
    because = "readiness is not shown yet" + (", and the sales cannot tell yet" if case.added == "unclear" else "")
    alone = f"Go over {topic}, then explain it to a colleague in two minutes."
    if case.status == "not_ready":
        yield _Act("practise", because, alone, f"Practise with {case.name} for twenty minutes: {topic}. You play the customer.")
    else:
        yield _Act("practise", because, alone, working_days=LATER)


def _of_sales(case: _Case) -> Iterator[_Act]:
    yield from _of_certificate(case)
    if case.added == "yes":
        yield _Act(
            "learn_from",
            "more was sold than an average rep would have sold in the same seat, with the whole band above zero",
            "Share how you open the conversation and ask for the next step: ten minutes at the next team meeting.",
            f"Go along on one of {case.name}'s visits and note what works with customers that the training does not teach.",
            LATER,
        )
    if case.sold and lost_to_stock([case.sold]) >= STOCK_SHARE:
        yield _Act(
            "support_with_stock",
            "empty shelves took more than selling can make up for",
            "",
            f"Find out with {case.partner} which models run out, and say when they will be there.",
            is_channels=True,
        )
    if case.added == "no":
        yield from _of_falling_short(case)


def _of_falling_short(case: _Case) -> Iterator[_Act]:
    if case.sold and case.peers and case.sold.n_accounts >= LOAD_RATIO * case.peers:
        yield _Act(
            "move_account",
            "there are many more accounts than colleagues in the channel serve, and what sells there falls short",
            "Name the accounts you cannot get to, so that a colleague can help with them.",
            f"Agree with {case.name} which accounts a colleague can help with, so that the rest get enough time.",
            LATER,
        )
    if case.status == "ready":
        yield _Act(
            "visit",
            "the quiz says ready, and the sales do not show it yet: what stands in between is not in these figures",
            "Take a colleague along on your next visit and note together what stands in the way.",
            f"Go along on a visit with {case.name} and note together what stands in the way.",
        )


def _of_certificate(case: _Case) -> Iterator[_Act]:
    if case.status == "ready" and case.is_certified is False:
        yield _Act(
            "certify",
            "the index is at the bar, and no certificate stands on the day",
            "Ask for your certificate: the quiz says you are ready.",
            f"Put {case.name} forward for the certificate.",
            LATER,
        )
    elif case.status in ("developing", "not_ready") and case.added == "yes" and not case.is_certified:
        yield _Act(
            "certify",
            "the sales are there, and only the quiz does not show it yet",
            "Answer the quiz once more when it suits you, and say which questions miss what works with customers.",
            f"Ask {case.name} which questions miss what works with customers, and let {case.name} answer once more.",
            LATER,
        )


def _keep_going(case: _Case) -> _Act:
    because = "nothing in the figures asks for more"
    if case.added in ("unclear", NOT_ENOUGH):
        because = "the quiz says ready, and the sales cannot tell yet"
    return _Act(
        "keep_going", because, "Keep to the contact plan: make the next visits and ask for the next step.", working_days=LATER
    )


def _topic(weakest: str, holds_back: str) -> str:
    """Return what to go over, in the middle of a sentence."""
    what, _, rest = holds_back.partition(": ")
    if weakest == "pitch" and rest:
        return f"the pitch: {rest}"
    if weakest == "reinforcement" and rest:
        return f"what was asked again later ({rest})"
    if weakest == "knowledge" and what not in ("", "quiz"):
        return holds_back.removeprefix("claim: ")
    return "the claims the quiz asks for" + (f" ({rest})" if what == "quiz" else "")


def _follow_up(case: _Case, act: _Act, owners: Owners, as_of: date) -> FollowUp:
    rep = case.rep
    is_managed = bool(act.by_other and rep.manager_id and rep.manager_id != rep.rep_id)
    if act.is_channels:
        owner, words = owners.of(rep.channel, rep.partner_id), act.by_other
    else:
        owner, words = (rep.manager_id, act.by_other) if is_managed else (rep.rep_id, act.by_rep)
    due_on = working_day(as_of, act.working_days)
    return FollowUp("rep", rep.rep_id, act.act, words, owner, as_of, due_on, act.because, tuple(_evidence(case, act.act)))


_ON_READINESS = ("answer_again", "book_session", "coach", "practise", "visit", "certify", "keep_going")
_ON_SALES = ("coach", "visit", "certify", "learn_from", "move_account", "keep_going", "practise")


def _evidence(case: _Case, act: str) -> Iterator[Figure]:
    """Yield the figures an act rests on; none of those that say not enough data but how many answers there are."""
    found, sold = case.found, case.sold
    if act in ("take_quiz", "finish_quiz", "answer_again"):
        yield Figure("quiz answers that count", case.n_answers, "count")
    if act in _ON_READINESS and found and case.status != NOT_ENOUGH and found.readiness is not None:
        yield Figure("readiness", found.readiness, "index", found.readiness_low, found.readiness_high)
        if found.bar is not None:
            yield Figure("bar", found.bar, "index")
    if act in _ON_SALES and sold:
        yield Figure("added", sold.contribution_money, "money", sold.contribution_low, sold.contribution_high)
    if act == "support_with_stock" and sold:
        yield Figure("lost to empty shelves", lost_to_stock([sold]), "share")
    if act == "move_account" and sold and case.peers:
        yield Figure("accounts", sold.n_accounts, "count")
        yield Figure("middle of the reps in the channel", case.peers, "count")
