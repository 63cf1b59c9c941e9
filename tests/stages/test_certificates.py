"""Certificates: calendar months, what happens to one over its life, renewal, a changed spec, partners."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.positioning import Approval
from readiness.stages.quizzes.applying import applying, candidate, in_these_words_since
from readiness.stages.quizzes.approval import ItemStates
from readiness.stages.quizzes.certificate_model import Candidate, CertificateEvent, Evidence, history_of
from readiness.stages.quizzes.certificates import Awarding, add_months, decide_partner, decide_rep, is_active, needed_of
from readiness.stages.quizzes.gate import Verdict
from readiness.stages.quizzes.model import Response
from readiness.stages.quizzes.policy import CertificatePolicy
from readiness.vocabulary import Motion, Partner, Rep

REP = Rep("r1", "Ana Ruiz", "ana@example.com", "", "steam", "T1", "", Motion.CONSULTATIVE, "UTC", "en", date(2020, 1, 1))
PARTNER = Partner("steam", "Steam & Co", ("shops",), "EUR")
DAY = date(2026, 1, 31)
PASSES, FAILS = Verdict(17, 0.95, 0.82, ""), Verdict(17, 0.4, 0.66, "below the cut")
ITEMS = tuple(f"i{k:02}" for k in range(12))


def rules(day: date, **policy: float) -> Awarding:
    return Awarding(CertificatePolicy(**policy), 0.7, "s", day, "Ada")  # type: ignore[arg-type]


def known(verdict: Verdict, answered_on: date, *, changed: tuple[str, ...] = (), n: int = 12) -> Candidate:
    return Candidate(verdict, dict.fromkeys(ITEMS[:n], answered_on), dict.fromkeys(ITEMS[:n], "h"), changed)


def live(*days: tuple[Awarding, Candidate]) -> list[CertificateEvent]:
    """Return everything that happened when these days were decided one after the other."""
    history: list[CertificateEvent] = []
    for rule, what in days:
        history += decide_rep(REP, history, what, rule)[0]
    return history


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"), ("2026-03-31", 1, "2026-04-30"), ("2026-12-31", 2, "2027-02-28"),
        ("2026-11-22", 12, "2027-11-22"), ("2026-11-30", 3, "2027-02-28"), ("2026-12-01", 1, "2027-01-01"),
        ("2026-03-31", -1, "2026-02-28"), ("2026-01-15", -12, "2025-01-15"), ("2026-01-31", -2, "2025-11-30"),
    ],
)  # fmt: skip
def test_months_of_the_calendar(day: str, months: int, then: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(then)


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(-120, 120))
def test_a_month_later_is_that_month_on_no_later_day(day: date, months: int) -> None:
    then = add_months(day, months)
    assert (then.year - day.year) * 12 + then.month - day.month == months
    assert then.day == day.day or (then.day < day.day and (then + timedelta(days=1)).day == 1)


def test_above_the_cut_is_issued_once_for_calendar_months() -> None:
    events = live((rules(DAY), known(PASSES, DAY)), (rules(DAY), known(PASSES, DAY)))
    assert [(e.event, e.number, e.valid_from, e.valid_until) for e in events] == [("issued", 1, DAY, date(2027, 1, 31))]
    assert events[0].evidence == Evidence(17, 0.82, 0.95, 0.7, 0.8, dict.fromkeys(ITEMS, "h"))
    assert decide_rep(REP, events, known(PASSES, DAY), rules(DAY))[1].status == "certified"


def test_not_above_the_cut_says_why() -> None:
    events, standing = decide_rep(REP, [], known(FAILS, DAY), rules(DAY))
    assert (events, standing.status, standing.why, standing.last) == ([], "not_certified", "below the cut", None)


@pytest.mark.parametrize(("answered_on", "n"), [(date(2025, 1, 31), 0), (date(2025, 2, 1), 12)])
def test_answers_older_than_a_certificate_lasts_give_none(answered_on: date, n: int) -> None:
    events, standing = decide_rep(REP, [], known(PASSES, answered_on), rules(DAY))
    assert bool(events) == bool(n)
    assert n or standing.why == "0 questions answered after 2025-01-31; a certificate given now needs at least 10"


def test_one_that_is_held_stands_to_its_last_day_whatever_is_answered() -> None:
    start = (rules(DAY), known(PASSES, DAY))
    assert [e.event for e in live(start, (rules(date(2026, 6, 1)), known(FAILS, date(2026, 5, 1))))] == ["issued"]
    last, after = date(2027, 1, 31), date(2027, 2, 1)
    assert [e.event for e in live(start, (rules(last), known(FAILS, DAY)))] == ["issued"]
    events = live(start, (rules(date(2027, 5, 5)), known(FAILS, DAY)))
    assert [(e.event, e.happened_on) for e in events] == [("issued", DAY), ("expired", after)]
    assert decide_rep(REP, events, known(FAILS, DAY), rules(date(2027, 5, 6)))[1].status == "expired"


def test_renewal_is_due_near_the_end_and_takes_answers_of_late() -> None:
    start, near = (rules(DAY), known(PASSES, DAY)), date(2027, 1, 1)
    assert len(live(start, (rules(date(2026, 12, 2)), known(PASSES, date(2026, 12, 1))))) == 1  # 60 days before: too early
    old = live(start, (rules(near), known(PASSES, DAY)))
    standing = decide_rep(REP, old, known(PASSES, DAY), rules(near))[1]
    assert (len(old), standing.status) == (1, "renew")
    assert standing.why == "ends on 2027-01-31; 0 questions answered after 2026-01-31; a certificate given now needs at least 10"
    new = live(start, (rules(near), known(PASSES, date(2026, 12, 1))))
    assert [(e.event, e.valid_from, e.valid_until) for e in new[1:]] == [("renewed", near, date(2028, 1, 1))]


def test_a_short_certificate_is_not_renewed_day_by_day() -> None:
    fresh = [(rules(DAY + timedelta(days=k), months=1), known(PASSES, DAY + timedelta(days=k))) for k in range(20)]
    assert [e.event for e in live(*fresh)] == ["issued"]


def test_expired_and_certified_again_on_one_day() -> None:
    day = date(2027, 6, 1)
    events = live((rules(DAY), known(PASSES, DAY)), (rules(day), known(PASSES, day)))
    assert [(e.number, e.event, e.happened_on) for e in events[1:]] == [(2, "expired", date(2027, 2, 1)), (3, "renewed", day)]


def test_a_changed_question_asks_for_renewal_or_ends_it() -> None:
    start, day = (rules(DAY), known(PASSES, DAY)), date(2026, 3, 1)
    events = live(start)
    still = known(PASSES, DAY, changed=("i03",))
    happened, standing = decide_rep(REP, events, still, rules(day))
    assert (happened, standing.status) == ([], "renew")
    assert standing.why.startswith("1 question it rests on changed or went (i03); 0 questions answered after 2026-01-31")
    gone, ended = decide_rep(REP, events, known(FAILS, DAY, changed=ITEMS[:5]), rules(day))
    assert [(e.event, e.happened_on, e.valid_until) for e in gone] == [("revoked", day, day)]
    assert gone[0].reason == "5 questions it rests on changed or went (i00, i01, i02 and 2 more), and without them: below the cut"
    assert ended.status == "revoked"
    again, standing = decide_rep(REP, [*events, *gone], known(PASSES, DAY), rules(day))
    assert ([e.event for e in again], standing.status) == (["renewed"], "certified")  # what still applies counts at once
    anew, standing = decide_rep(REP, events, known(PASSES, day, changed=("i03",)), rules(day))
    assert ([e.event for e in anew], standing.status) == (["renewed"], "certified")


def states(approved: dict[str, str], changed: tuple[str, ...] = ()) -> ItemStates:
    return ItemStates({i: Approval("", "Ada", on) for i, on in approved.items()}, changed, (), ())


def test_answers_to_other_words_do_not_apply() -> None:
    given = [
        ("a", Approval("1", "Ada", "2026-01-01")),
        ("b", Approval("2", "Ada", "2026-01-01")),
        ("b", Approval("3", "Ada", "2026-02-01")),
    ]
    since = in_these_words_since(states({"a": "2026-01-01", "b": "2026-02-01"}, ("c",)), given)
    assert since == {"b": date(2026, 2, 1), "c": date.max}
    days = (date(2026, 1, 15), date(2026, 2, 1))
    responses = [Response("r1", item, 1, day, correct=True) for item in "abcd" for day in days]
    kept = applying(responses, {"a": "h", "b": "h", "c": "h"}, since, {})
    assert [(r.item_id, r.answered_on.month) for r in kept] == [("a", 1), ("a", 2), ("b", 2)]


def test_answers_behind_a_certificate_apply_while_the_item_is_what_it_was() -> None:
    event = CertificateEvent(
        "rep",
        "r1",
        1,
        "issued",
        DAY,
        DAY,
        date(2027, 1, 31),
        "Ada",
        "",
        "s",
        Evidence(2, 0.8, 0.9, 0.7, 0.8, {"a": "old", "b": "h"}),
    )
    history = history_of([event])
    later = DAY + timedelta(days=1)
    responses = [Response(rep, item, 1, day, correct=True) for rep in ("r1", "r2") for item in "ab" for day in (DAY, later)]
    kept = applying(responses, {"a": "h", "b": "h"}, {}, history)
    assert [(r.rep_id, r.item_id, r.answered_on) for r in responses if r not in kept] == [("r1", "a", DAY)]
    found = candidate(PASSES, [r for r in kept if r.rep_id == "r1"], {"a": "h", "b": "h"}, [event])
    assert (found.changed, found.answered, found.basis) == (("a",), {"a": later, "b": later}, {"a": "h", "b": "h"})


@pytest.mark.parametrize(
    ("n", "share", "needed"), [(5, 0.8, 4), (6, 0.8, 5), (3, 0.8, 3), (1, 0.8, 1), (10, 0.3, 3), (2, 0.01, 1)]
)
def test_how_many_a_partner_needs(n: int, share: float, needed: int) -> None:
    assert needed_of(n, CertificatePolicy(partner_share=share)) == needed


def test_a_partner_is_certified_as_long_as_enough_of_its_reps_are() -> None:
    ends = [date(2027, 1, 31), date(2026, 9, 1), date(2026, 12, 1), date(2026, 12, 24)]
    events, standing = decide_partner(PARTNER, [], ends, 5, rules(DAY))
    assert [(e.event, e.valid_until, e.reason) for e in events] == [
        ("issued", date(2026, 9, 1), "4 of 5 active reps certified; 4 needed")
    ]
    assert standing.status == "certified"
    assert decide_partner(PARTNER, events, ends, 5, rules(DAY))[0] == []
    fewer, standing = decide_partner(PARTNER, events, ends[:3], 5, rules(date(2026, 3, 1)))
    assert ([e.event for e in fewer], standing.status) == (["revoked"], "revoked")
    assert standing.why == "3 of 5 active reps certified; 4 needed"
    longer, _ = decide_partner(PARTNER, events, [date(2027, 5, 1)] * 4, 5, rules(date(2026, 8, 1)))
    assert [(e.event, e.valid_until) for e in longer] == [("renewed", date(2027, 5, 1))]


def test_a_partner_without_reps_is_not_certified() -> None:
    events, standing = decide_partner(PARTNER, [], [], 0, rules(DAY))
    assert (events, standing.status) == ([], "not_certified")


@pytest.mark.parametrize(("days", "certified", "counts"), [(29, False, False), (30, False, True), (3, True, True)])
def test_new_reps_do_not_count_against_the_partner_at_once(days: int, certified: bool, counts: bool) -> None:
    rep = Rep(*(REP.rep_id, "", "", "", "steam", "", "", Motion.CONSULTATIVE, "UTC", "en", DAY - timedelta(days=days)))
    assert is_active(rep, DAY, is_certified=certified) is counts


def test_nothing_answered_at_all() -> None:
    nobody = Candidate(Verdict(0, math.nan, math.nan, "no quiz answered yet"), {}, {})
    assert decide_rep(REP, [], nobody, rules(DAY))[1].why == "no quiz answered yet"
