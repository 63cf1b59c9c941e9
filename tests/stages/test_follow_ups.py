from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.contribution import ContributionFit, RepContribution
from readiness.stages.follow_ups import REP_ACTS, FollowUp, Grounds, OpenAct, Owners, kept, open_acts, rep_acts, working_day
from readiness.stages.rep_readiness import RepReadiness
from readiness.vocabulary import Motion, Partner, Rep

FRIDAY = date(2020, 6, 5)
SOON, LATER = date(2020, 6, 12), date(2020, 6, 19)
"""Five and ten working days on, by the calendar."""
OWNERS = Owners("Dana", {"c": "Priya"}, {"p": Partner("p", "P & Q", ("c",), "USD")})
UNKIND = re.compile(
    r"underperform|poor|weak|fail|bad|lazy|worst|blame|warn|punish|disciplin|improvement plan|must", re.IGNORECASE
)


def rep(rep_id: str = "a", manager_id: str = "boss", channel: str = "c") -> Rep:
    return Rep(rep_id, "Ann", "", channel, "p", "t", manager_id, Motion.CONSULTATIVE, "UTC", "en", None)


def sold(
    low: float = -1, high: float = 1, *, rep_id: str = "a", verdict: str = "like the average", stock: float = 0, n: int = 9
) -> RepContribution:
    """A rep whom an average rep would have outsold by nothing: expected is 100, of which `stock` is availability."""
    middle = (low + high) / 2
    return RepContribution(rep_id, n, 90, 100, 100, 100 - stock, 0, stock, 0, middle, low, high, 0, 1, 2, 0, 0, 0.5, verdict)


def judged(status: str, weakest: str = "knowledge", holds_back: str = "claim: comfort (missed 3 of 4)") -> RepReadiness:
    return RepReadiness("a", 50, 40, 60, 0.7, status, holds_back, weakest, bar=70)


def acts(
    found: RepReadiness | None,
    contribution: RepContribution | None = None,
    *,
    manager_id: str = "boss",
    certified: bool | None = None,
) -> list[FollowUp]:
    fit = ContributionFit((contribution,), (), (), 1, 0, converged=True, notes=()) if contribution else None
    held = None if certified is None else {"a"} if certified else set()
    grounds = Grounds({"a": found} if found else {}, fit, held, {"a": 20}, OWNERS)
    return rep_acts([rep(manager_id=manager_id)], grounds, as_of=FRIDAY)


@pytest.mark.parametrize(
    ("n", "expected"),
    [(0, FRIDAY), (1, date(2020, 6, 8)), (5, date(2020, 6, 12)), (6, date(2020, 6, 15)), (10, date(2020, 6, 19))],
)
def test_working_days_by_the_calendar(n: int, expected: date) -> None:
    assert working_day(FRIDAY, n) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40))
def test_a_due_day_is_never_on_a_weekend_and_counts_right(start: date, n: int) -> None:
    due = working_day(start, n)
    assert due.weekday() < 5
    assert sum((start + timedelta(days=d)).weekday() < 5 for d in range(1, (due - start).days + 1)) == n


LESS, MORE, OPEN = sold(-9, -1), sold(1, 9), sold(-1, 1)
THIN = sold(1, 9, verdict="not_enough_data: 2 accounts")


@pytest.mark.parametrize(
    ("found", "contribution", "expected"),
    [
        (None, None, ["take_quiz"]),
        (judged("not_enough_data", "no_quiz", "no quiz taken"), MORE, ["take_quiz", "learn_from"]),
        (judged("not_enough_data", "few_answers", "only 3 quiz answers so far"), None, ["finish_quiz"]),
        (judged("not_enough_data", "knowledge"), None, ["answer_again"]),
        (judged("developing", "new_questions", "2 claims of the product changed since the quiz"), OPEN, ["answer_again"]),
        (judged("not_ready"), LESS, ["coach"]),
        (judged("developing"), LESS, ["coach"]),
        (judged("not_ready"), OPEN, ["practise"]),
        (judged("developing"), None, ["practise"]),
        (judged("developing"), THIN, ["practise"]),
        (judged("not_ready", "attendance", "missed the session"), OPEN, ["book_session"]),
        (judged("not_ready", "attendance", "missed the session"), MORE, ["certify", "learn_from"]),
        (judged("not_ready"), MORE, ["certify", "learn_from"]),
        (judged("ready"), MORE, ["learn_from"]),
        (judged("ready"), LESS, ["visit"]),
        (judged("ready"), OPEN, ["keep_going"]),
        (judged("ready", "", ""), None, ["keep_going"]),
        (judged("ready"), THIN, ["keep_going"]),
    ],
)
def test_which_acts_are_owed(found: RepReadiness | None, contribution: RepContribution | None, expected: list[str]) -> None:
    assert [f.act for f in acts(found, contribution)] == expected


@pytest.mark.parametrize(
    ("certified", "expected"), [(None, ["learn_from"]), (True, ["learn_from"]), (False, ["certify", "learn_from"])]
)
def test_a_certificate_is_asked_for_only_where_the_launch_gives_some(certified: bool | None, expected: list[str]) -> None:
    assert [f.act for f in acts(judged("ready"), MORE, certified=certified)] == expected


def test_one_sale_in_five_lost_to_stock_comes_before_anything_a_rep_can_do() -> None:
    """With full shelves an average rep would have sold 100 + 25: 25 of 125 is one in five."""
    first, second = acts(judged("not_ready"), sold(-9, -1, stock=-25))
    assert (first.act, first.owner, second.act) == ("support_with_stock", "Priya", "coach")
    assert "P & Q" in first.words
    assert [(f.name, f.value) for f in first.evidence] == [("lost to empty shelves", 0.2)]
    assert [f.act for f in acts(judged("not_ready"), sold(-9, -1, stock=-24))] == ["coach"]
    thin = sold(-9, -1, stock=-60, verdict="not_enough_data: 2 accounts")
    assert "support_with_stock" not in [f.act for f in acts(judged("not_ready"), thin)]


@pytest.mark.parametrize(
    ("n", "band", "others", "expected"),
    [(15, (-9, -1), 6, True), (14, (-9, -1), 6, False), (15, (-9, 1), 6, False), (15, (-9, -1), 4, False)],
)
def test_accounts_are_looked_at_where_they_are_many_and_sell_less(
    n: int, band: tuple[float, float], others: int, expected: bool
) -> None:
    """The others serve 10 accounts each; 15 is one and a half times that."""
    ids = [f"o{i}" for i in range(others)]
    fit = ContributionFit(
        (sold(*band, n=n), *(sold(rep_id=i, n=10) for i in ids)), (), (), 1, 0, converged=True, notes=()
    )  # fmt: skip
    reps = [rep(), *(rep(i) for i in ids), *(rep(f"x{i}", channel="else") for i in range(9))]
    found = rep_acts(reps, Grounds({"a": judged("ready")}, fit, None, {}, OWNERS), as_of=FRIDAY)
    owed = [f for f in found if f.act == "move_account"]
    assert [f.subject_id for f in owed] == (["a"] if expected else [])
    if owed:
        assert [(f.value, f.unit) for f in owed[0].evidence] == [(-5, "money"), (15, "count"), (10, "count")]


@pytest.mark.parametrize(
    ("found", "contribution", "owner", "due_on", "words"),
    [
        (judged("not_ready"), LESS, "boss", SOON, "before it practise together for twenty minutes: comfort (missed 3 of 4)."),
        (judged("not_ready"), OPEN, "boss", SOON, "Practise with Ann for twenty minutes: comfort (missed 3 of 4). You play"),
        (judged("developing"), OPEN, "a", LATER, "Go over comfort (missed 3 of 4), then explain"),
        (
            judged("developing", holds_back="quiz: about 60% of it right"),
            OPEN,
            "a",
            LATER,
            "asks for (about 60% of it right), then",
        ),
        (judged("developing", "pitch", "pitch: close (2 of 5)"), OPEN, "a", LATER, "Go over the pitch: close (2 of 5), then"),
        (
            judged("developing", "reinforcement", "questions asked again later: 3 of 8 right"),
            OPEN,
            "a",
            LATER,
            "Go over what was asked again later (3 of 8 right), then",
        ),
        (
            judged("not_ready", "attendance", "missed the session"),
            OPEN,
            "boss",
            SOON,
            "Book Ann a seat in the next session (missed",
        ),
        (judged("ready"), LESS, "boss", SOON, "Go along on a visit with Ann and note together"),
        (judged("ready"), OPEN, "a", LATER, "Keep to the contact plan"),
        (None, None, "a", SOON, "Take the quiz"),
    ],
)
def test_who_owes_what_by_when(
    found: RepReadiness | None, contribution: RepContribution | None, owner: str, due_on: date, words: str
) -> None:
    first, *_ = acts(found, contribution)
    assert words in first.words
    assert (first.owner, first.opened_on, first.due_on) == (owner, FRIDAY, due_on)


@pytest.mark.parametrize("manager_id", ["", "a"])
@pytest.mark.parametrize("status", ["ready", "not_ready", "developing"])
@pytest.mark.parametrize("contribution", [LESS, MORE, OPEN, None])
@pytest.mark.parametrize("weakest", ["knowledge", "attendance"])
def test_without_a_manager_the_rep_owes_an_act_that_a_rep_can_do(
    status: str, contribution: RepContribution | None, weakest: str, manager_id: str
) -> None:
    for found in acts(judged(status, weakest), contribution, manager_id=manager_id, certified=False):
        assert found.owner == "a"
        assert found.words
        assert "Ann" not in found.words


def test_an_act_of_a_channel_falls_to_the_partners_channel_and_then_to_the_launch() -> None:
    owners = Owners("Dana", {"c": "Priya", "d": ""}, {"p": Partner("p", "", ("d", "c"), "USD")})
    assert [owners.of(*of) for of in (("c", ""), ("d", "p"), ("", "p"), ("d", ""), ("", "?"))] == [
        "Priya", "Priya", "Priya", "Dana", "Dana",
    ]  # fmt: skip


STATUSES = ("ready", "developing", "not_ready", "not_enough_data")
WEAKEST = ("no_quiz", "few_answers", "new_questions", "knowledge", "attendance", "reinforcement", "pitch", "")


@given(
    st.sampled_from(STATUSES),
    st.sampled_from(WEAKEST),
    st.sampled_from([LESS, MORE, OPEN, THIN, sold(-9, -1, stock=-60), None]),
    st.sampled_from([None, True, False]),
    st.sampled_from(["boss", "", "a"]),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)
def test_every_rep_has_an_act_with_an_owner_a_working_day_and_kind_words(
    status: str, weakest: str, contribution: RepContribution | None, certified: bool | None, manager_id: str, day: date
) -> None:
    fit = ContributionFit((contribution,), (), (), 1, 0, converged=True, notes=()) if contribution else None
    held = None if certified is None else {"a"} if certified else set()
    found = rep_acts(
        [rep(manager_id=manager_id)], Grounds({"a": judged(status, weakest)}, fit, held, {}, OWNERS), as_of=day
    )  # fmt: skip
    assert found
    for act in found:
        assert act.owner
        assert day < act.due_on
        assert act.due_on.weekday() < 5
        assert act.words.endswith((".", "?"))
        assert act.because
        assert not UNKIND.search(act.words + act.because), act.words
    kinds = [act.act for act in found]
    assert kinds == sorted(set(kinds), key=REP_ACTS.index)
    if status == "ready" and certified and contribution is MORE:
        assert not {"coach", "practise", "visit", "certify", "move_account"} & set(kinds)
    if status == "not_enough_data" and (contribution is None or contribution is THIN):
        assert len(kinds) == 1
        assert kinds[0] in ("take_quiz", "finish_quiz", "answer_again")
    for act, figure in product(found, ["readiness", "bar"]):
        assert status != "not_enough_data" or figure not in [f.name for f in act.evidence]
    assert contribution is not THIN or not [f for act in found for f in act.evidence if f.name == "added"]


def test_an_act_keeps_its_days_until_its_reason_is_gone_or_its_owner_changes() -> None:
    (first,) = acts(judged("not_ready"), OPEN)
    before = open_acts([first])
    assert before == {"rep:a:practise": OpenAct("boss", FRIDAY, SOON)}
    later = replace(first, opened_on=date(2020, 7, 3), due_on=date(2020, 7, 10), words="Other words.")
    again = kept(later, before)
    assert (again.opened_on, again.due_on, again.words) == (FRIDAY, SOON, "Other words.")
    assert kept(replace(later, owner="new boss"), before).due_on == date(2020, 7, 10)
    assert kept(replace(later, act="coach"), before).due_on == date(2020, 7, 10)
    assert kept(later, {}) == later
    earlier = replace(first, opened_on=date(2020, 6, 1), due_on=date(2020, 6, 8))
    assert kept(earlier, before) == earlier


def test_nobody_judged_still_has_one_act_each() -> None:
    found = rep_acts([rep("b"), rep("a")], Grounds({}, None, None, {}, OWNERS), as_of=FRIDAY)
    assert [(f.subject_id, f.act) for f in found] == [("a", "take_quiz"), ("b", "take_quiz")]
