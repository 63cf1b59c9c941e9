from __future__ import annotations

import re
from datetime import date

import pytest

from readiness.stages.contribution import ContributionFit, RepContribution
from readiness.stages.follow_ups import (
    PARTNER_ACTS,
    ClaimAct,
    Decisions,
    OpenAct,
    Owners,
    PartnerCase,
    PartnerGrounds,
    claim_acts,
    open_acts,
    partner_acts,
)
from readiness.stages.quizzes import ClaimResult
from readiness.stages.rep_readiness import PartScore, RepReadiness
from readiness.stages.report import acts_by_owner, evidence_text
from readiness.stages.sales_out.schedule import MissingReport
from readiness.stages.sales_out.scorecard import PartnerScore, Share
from readiness.vocabulary import Motion, Partner, Rep

FRIDAY = date(2020, 6, 5)
SOON, LATER = date(2020, 6, 12), date(2020, 6, 19)
UNKIND = re.compile(r"underperform|poor|weak|fail|bad |lazy|worst|blame|warn|punish|disciplin|must", re.IGNORECASE)
OWNERS = Owners("Dana", {"shops": "Priya"}, {"p": Partner("p", "P & Q", ("shops",), "USD")})


def claim(channel: str, verdict: str, problem: str = "", requirement: str = "R1", n: int = 30) -> ClaimResult:
    return ClaimResult("R1-decide", requirement, "buyer", channel, 12, n, 0.31, 0.2, 0.43, verdict, problem)


def decided(*claims: ClaimResult) -> list[ClaimAct]:
    return claim_acts(claims, {"R1-decide": "Dry at noon"}, {"shops": "Bike shops"}, "Dana", as_of=FRIDAY)


@pytest.mark.parametrize(
    ("channel", "verdict", "problem", "act", "due_on", "words"),
    [
        ("", "not_understood", "question", "check_question", SOON, "Check the key of the questions about “Dry at noon”"),
        ("", "not_understood", "message", "reword_message", LATER, "Say “Dry at noon” in other words"),
        ("shops", "not_understood", "training", "train_channel", LATER, "Train Bike shops on “Dry at noon”."),
    ],
)
def test_what_to_do_about_a_claim_most_get_wrong(
    channel: str, verdict: str, problem: str, act: str, due_on: date, words: str
) -> None:
    (found,) = decided(claim(channel, verdict, problem))
    assert found.follow_up is not None
    assert (found.act, found.owner, found.follow_up.owner, found.follow_up.due_on) == (act, "Dana", "Dana", due_on)
    assert found.follow_up.words.startswith(words)
    assert evidence_text(found.follow_up.evidence, "USD") == "right 31% (90% band 20% to 43%), 30 answers"


@pytest.mark.parametrize(
    ("verdict", "why"),
    [
        ("understood", "more than half get it"),
        ("unclear", "it cannot be told"),
        ("not_enough_data", "too few answers to say: 8 of the 10 answers needed"),
        ("not_understood", "most get it wrong in all, yet a channel gets it: see the channels"),
    ],
)
def test_what_is_not_shown_is_left(verdict: str, why: str) -> None:
    (found,) = decided(claim("", verdict, n=8))
    assert (found.act, found.follow_up, found.because) == ("leave", None, why)


def test_a_message_is_reworded_once_and_each_channel_trained_by_itself() -> None:
    message = [claim(c, "not_understood", "message") for c in ("", "shops", "online")]
    training = [claim(c, "not_understood", "training", "R2") for c in ("shops", "online")]
    owed = Decisions(claims=tuple(decided(*message, *training))).owed
    assert [f.act_id for f in owed] == [
        "claim:R1:reword_message", "claim:R2:shops:train_channel", "claim:R2:online:train_channel",
    ]  # fmt: skip


def rep(rep_id: str) -> Rep:
    return Rep(rep_id, rep_id.upper(), "", "shops", "p", "t", "m", Motion.CONSULTATIVE, "UTC", "en", None)


def judged(rep_id: str, status: str, attended: float | None = 1.0) -> RepReadiness:
    part = PartScore("attendance", attended, 0.0, 0.15, 0.15, FRIDAY)
    return RepReadiness(rep_id, 50, 40, 60, 0.7, status, "", "knowledge", 5, (part,), 70)


def sold(rep_id: str, added: float, half: float, stock: float = 0, verdict: str = "like the average") -> RepContribution:
    """A rep where an average rep would have sold 100, of which `stock` is availability."""
    return RepContribution(
        rep_id, 9, 90, 100, 100, 100 - stock, 0, stock, 0, added, added - half, added + half, 0, 1, 2, 0, 0, 0.5, verdict
    )  # fmt: skip


def score(on_time: Share) -> PartnerScore:
    nothing = Share(0, 0)
    return PartnerScore("p", "P & Q", 1, on_time, *[nothing] * 8, 0, None, None, None, 0)


def late(is_held: bool) -> MissingReport:
    return MissingReport("p", "P & Q", date(2020, 5, 4), date(2020, 5, 10), date(2020, 5, 13), is_held)


def case(
    readiness: list[RepReadiness],
    sales: list[RepContribution] | None = None,
    missing: list[MissingReport] | None = None,
    on_time: Share | None = None,
) -> PartnerCase:
    fit = ContributionFit(tuple(sales), (), (), 1, 0, converged=True, notes=()) if sales else None
    scores = {"p": score(on_time)} if on_time else {}
    grounds = PartnerGrounds({r.rep_id: r for r in readiness}, fit, missing or [], scores, OWNERS)
    reps = [rep(r.rep_id) for r in readiness]
    (found,) = partner_acts([Partner("p", "P & Q", ("shops",), "USD")], reps, grounds, as_of=FRIDAY)
    return found


def owed(found: PartnerCase) -> list[str]:
    return [f.act for f in found.follow_ups]


def test_nothing_to_ask_for_is_said_with_what_the_reps_added() -> None:
    """10 and 30, each with its band: at most as far as both bands together, 40 less and more 7."""
    found = case([judged("a", "ready"), judged("b", "ready")], [sold("a", 10, 2), sold("b", 30, 5)])
    (act,) = found.follow_ups
    assert (found.added_money, found.added_low, found.added_high, found.n_sold) == (40, 33, 47, 2)
    assert (act.act, act.owner, act.due_on) == ("keep_going", "Priya", LATER)
    assert evidence_text(act.evidence, "USD") == "added together +40 USD (90% band +33 to +47), 2 reps"
    nobody = case([judged("a", "ready")], [sold("a", 10, 2, verdict="not_enough_data: 2 accounts")])
    assert (nobody.added_money, nobody.n_sold, nobody.follow_ups[0].evidence) == (None, 0, ())


def test_reports_that_wait_or_are_missing_or_always_late() -> None:
    found = case([], missing=[late(is_held=True), late(is_held=False), late(is_held=False)], on_time=Share(3, 5))
    assert owed(found) == ["accept_reports", "chase_reports", "agree_on_day"]
    assert [f.owner for f in found.follow_ups] == ["Priya"] * 3
    assert [f.due_on for f in found.follow_ups] == [SOON, SOON, LATER]
    assert [evidence_text(f.evidence, "USD") for f in found.follow_ups] == [
        "reports that wait 1", "reports missing 2", "reports on time 60%, 5 reports",
    ]  # fmt: skip
    assert found.follow_ups[1].words == "Ask P & Q for the 2 reports that are missing."
    assert owed(case([], on_time=Share(4, 5))) == owed(case([], on_time=Share(0, 4))) == ["keep_going"]


def test_stock_is_asked_for_where_half_of_the_reps_can_be_judged() -> None:
    """One rep loses 25 of 125, the other nothing of 100: 25 of 225 is a ninth; twice 25 of 125 is one in five."""
    both = [judged("a", "ready"), judged("b", "ready")]
    assert owed(case(both, [sold("a", 0, 1, -25), sold("b", 0, 1, -25)])) == ["send_stock"]
    found = case(both, [sold("a", 0, 1, -25), sold("b", 0, 1)])
    assert (found.stock_share, owed(found)) == (pytest.approx(25 / 225), ["keep_going"])
    assert owed(case(both, [sold("a", 0, 1, -25)])) == ["send_stock"]
    assert owed(case([*both, judged("c", "ready")], [sold("a", 0, 1, -25)])) == ["keep_going"]


def test_seats_and_time_are_asked_for_where_it_is_more_than_one_rep() -> None:
    missed = [judged("a", "developing", 0.0), judged("b", "developing", 0.0), judged("c", "developing", None)]
    found = case(missed)
    assert (found.n_missed, owed(found)) == (2, ["fill_seats"])
    assert owed(case(missed[1:])) == ["keep_going"]
    many = [judged(x, "not_ready") for x in "ab"] + [judged(x, "developing") for x in "cdef"]
    found = case(many)
    assert (found.n_not_ready, found.n_judged, owed(found)) == (2, 6, ["make_time"])
    assert owed(case([*many, judged("g", "ready")])) == ["keep_going"]
    unknown = [judged(x, "not_enough_data") for x in "uvwxyz"]
    assert owed(case([*many, *unknown])) == ["make_time"]


def test_what_is_owed_stands_once_by_owner_and_keeps_its_days() -> None:
    partner = case([], missing=[late(is_held=False)])
    decisions = Decisions(claims=tuple(decided(claim("", "not_understood", "message"))), partners=(partner,))
    before = open_acts(decisions.owed) | {"claim:R1:reword_message": OpenAct("Dana", date(2020, 5, 1), date(2020, 5, 15))}
    kept = decisions.keeping(before)
    assert [f.due_on for f in kept.owed] == [date(2020, 5, 15), SOON]
    assert open_acts(kept.keeping(before).owed) == open_acts(kept.owed) == before
    first, second = acts_by_owner(kept, {"Dana": "Dana", "Priya": "Priya"}, as_of=FRIDAY, currency="USD")
    assert (first.owner, first.n_late, first.lines[0].is_late, first.lines[0].opened_on) == ("Dana", 1, True, date(2020, 5, 1))
    assert (second.owner, second.n_late, second.lines[0].about) == ("Priya", 0, ("p",))


def test_a_partner_of_which_nothing_is_asked_is_not_in_the_list() -> None:
    assert acts_by_owner(Decisions(partners=(case([]),)), {}, as_of=FRIDAY, currency="USD") == []


def test_nothing_said_of_a_claim_or_partner_is_unkind() -> None:
    claims = decided(*(claim("shops", "not_understood", problem) for problem in ("question", "message", "training")))
    reps = [judged(x, "not_ready", 0.0) for x in "abc"]
    sales = [sold(x, -9, 1, -40) for x in "abc"]
    partner = case(reps, sales, [late(is_held=True), late(is_held=False)], Share(1, 9))
    assert owed(partner) == [act for act in PARTNER_ACTS if act != "keep_going"]
    said = [f.words + f.because for f in (*partner.follow_ups, *(c.follow_up for c in claims if c.follow_up))]
    assert len(said) == 9
    assert not [text for text in said if UNKIND.search(text)]
