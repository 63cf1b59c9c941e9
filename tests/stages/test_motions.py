"""Motions: the rule as a table, its properties, people's choices, reps by potential, specialists by hand."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.account_facts import AccountFacts
from readiness.stages.motions import MotionChoice, MotionRow, account_motions, kit_of, rep_motions, specialist_load
from readiness.stages.motions.computing import demand, levels_of, motion_of
from readiness.stages.motions.rows import INPUTS
from readiness.stages.quizzes.policy import QuizPolicy
from readiness.vocabulary import Account, ChannelRow, Motion, Rep

T, C, E = Motion.TRANSACTIONAL, Motion.CONSULTATIVE, Motion.ENTERPRISE
DAY = date(2026, 9, 1)
LEVEL = st.none() | st.integers(0, 3)
LEVELS = st.fixed_dictionaries({}, optional=dict.fromkeys(INPUTS, st.integers(0, 3)))


def account(account_id, potential=None, channel="shops"):
    money = None if potential is None else Decimal(potential)
    return Account(account_id, f"Firm {account_id}", channel, "p", "t", "s", "", None, money)


def channel(motion, channel_id="shops"):
    return ChannelRow(channel_id, channel_id, 1, motion, "en", "t", "m")


def rep(rep_id, motion=C):
    return Rep(rep_id, f"Rep {rep_id}", f"{rep_id}@example.com", "shops", "p", "t", "", motion, "UTC", "en", None)


def facts(size, complexity, information, customisation, relationship, account_id="a"):
    money = None if size is None else Decimal(size)
    return AccountFacts(account_id, money, complexity, information, customisation, relationship)


def row(account_id, motion):
    return MotionRow("account", account_id, "", "shops", motion, motion, None, "")


@pytest.mark.parametrize(
    ("known", "score", "motion"),
    [
        (facts(500, 0, 3, 0, 0), 0.0, T),
        (facts(2_000_000, 3, 0, 3, 3), 1.0, E),
        (facts(50_000, 1, 2, 1, 1), 1 / 3, C),  # at the limit: the more demanding one
        (facts(9_999, 1, 2, 1, 1), 4 / 15, T),
        (facts(100_000, 2, 1, 2, 2), 2 / 3, E),
        (facts(99_999, 2, 1, 2, 2), 9 / 15, C),
        (facts(500, 3, 0, 3, 3), 12 / 15, C),  # a small order pays for no enterprise sale
        (facts(None, 3, 0, 3, 3), 1.0, E),  # of unknown size it may
        (facts(None, 3, 3, None, 0), 1 / 3, C),
        (facts(None, None, 3, 3, None), None, None),  # two of five are too few
        (None, None, None),
    ],
)
def test_motion_by_hand(known, score, motion):
    levels = levels_of(known)
    assert motion_of(levels) == motion
    assert demand(levels) == (None if score is None else pytest.approx(score))


@given(LEVELS, st.sampled_from(INPUTS))
def test_more_asked_of_the_seller_never_makes_a_simpler_sale(levels, name):
    if name not in levels or motion_of(levels) is None:
        return
    step = -1 if name == "buyer_information" else 1
    if 0 <= levels[name] + step <= 3:
        harder = {**levels, name: levels[name] + step}
        assert demand(harder) > demand(levels)
        assert list(Motion).index(motion_of(harder)) >= list(Motion).index(motion_of(levels))


def test_limits_of_the_deal_size_are_the_callers():
    yen = [Decimal(10**6), Decimal(10**7), Decimal(10**8)]
    sizes = (10**6 - 1, 10**6, 10**7, 10**8)
    assert [levels_of(facts(size, *[None] * 4), yen)["deal_size"] for size in sizes] == [0, 1, 2, 3]


def test_reasons_are_in_words_what_asks_most_first():
    (found,) = account_motions([account("a")], {"a": facts(50_000, 3, 0, None, 1)}, [channel(T)], as_of=DAY)
    assert (found.motion, found.computed, round(found.score, 3)) == (E, E, round(8 / 12, 3))
    assert found.why == (
        "It changes how they work; the buyer does not know yet what is needed; the order is mid-sized; "
        "they want somebody to call. Not known: customisation."
    )


def test_where_too_little_is_known_the_channels_motion_stands_and_that_is_said():
    accounts = [account("a"), account("b", channel="web"), account("c", channel="nowhere")]
    found = account_motions(accounts, {"b": facts(None, 3, None, None, None, "b")}, [channel(E), channel(T, "web")], as_of=DAY)
    assert [(r.motion, r.score) for r in found] == [(E, None), (T, None), (C, None)]
    assert found[0].why == (
        "Too little is known of the account, so the channel's motion (enterprise) stands; "
        "not known: deal size, complexity, buyer information, customisation, relationship."
    )
    assert found[1].why.endswith("customisation, relationship. Known: it changes how they work.")


def test_a_small_order_is_said_to_be_the_reason():
    (found,) = account_motions([account("a")], {"a": facts(500, 3, 0, 3, 3)}, [], as_of=DAY)
    assert found.motion == C
    assert "A small order does not pay for an enterprise sale." in found.why


def test_the_last_choice_up_to_the_day_wins_and_the_computed_motion_stays_to_be_seen():
    choices = [
        MotionChoice("account", "a", E, "Ana", date(2026, 8, 20), "Their board asked for us."),
        MotionChoice("account", "a", C, "Bo", date(2026, 8, 1), "First guess"),
        MotionChoice("account", "a", C, "Cy", date(2026, 9, 2), "Tomorrow's"),
        MotionChoice("rep", "a", T, "Di", DAY, "A rep of the same id"),
    ]
    (found,) = account_motions([account("a")], {"a": facts(500, 0, 3, 0, 0)}, [], choices, as_of=DAY)
    assert (found.motion, found.computed, found.chosen_by, found.chosen_on) == (E, T, "Ana", date(2026, 8, 20))
    assert found.why.startswith(
        "Ana chose enterprise on 2026-08-20: Their board asked for us. Computed: transactional. The order"
    )


def test_a_rep_sells_as_most_of_the_potential_asks():
    accounts = {a.account_id: a for a in (account("a", 100), account("b", 300), account("c"), account("d", 10))}
    by_account = [row("a", T), row("b", E), row("c", C), row("d", T)]
    owner = {"a": "1", "b": "1", "c": "1", "d": "2"}
    first, second, third = rep_motions([rep("1"), rep("2", T), rep("3", E)], owner, accounts, by_account, as_of=DAY)
    # c counts as the mean of 100 and 300: 200; so 100, 300 and 200 of 600.
    assert (first.motion, first.score) == (E, 0.5)
    assert first.why == (
        "Of the yearly potential of 3 accounts: 50% enterprise, 33% consultative, 17% transactional. reps.csv says consultative."
    )
    assert (second.motion, second.score, second.why) == (T, 1.0, "Of the yearly potential of 1 account: 100% transactional.")
    assert (third.motion, third.score) == (E, None)
    assert third.why == "No account is known to belong to the rep, so the motion of reps.csv (enterprise) stands."


def test_of_equal_shares_the_more_demanding_counts_and_no_potential_counts_heads():
    accounts = {a.account_id: a for a in (account("a", 0), account("b", 0), account("c"), account("d"))}
    owner = {"a": "1", "b": "1", "c": "2", "d": "2"}
    found = rep_motions([rep("1"), rep("2")], owner, accounts, [row("a", T), row("b", C), row("c", E), row("d", T)], as_of=DAY)
    assert [(r.motion, r.score) for r in found] == [(C, 0.5), (E, 0.5)]


def test_a_choice_for_a_rep_wins():
    choice = MotionChoice("rep", "1", E, "Ana", DAY, "Takes over the chains")
    (found,) = rep_motions([rep("1", T)], {}, {}, [], [choice], as_of=DAY)
    assert (found.motion, found.computed, found.chosen_by) == (E, T, "Ana")


def test_specialists_by_hand():
    rows = [*(row(f"t{i}", T) for i in range(4)), *(row(f"c{i}", C) for i in range(50)), *(row(f"e{i}", E) for i in range(12))]
    none, consultative, enterprise, total = specialist_load(rows)
    assert (none.n_accounts, none.specialists, none.why) == (4, 0.0, "Sold without a specialist.")
    assert (consultative.n_accounts, consultative.hours_a_year, round(consultative.specialists, 4)) == (50, 800.0, 0.6667)
    assert (enterprise.hours_a_year, enterprise.specialists) == (1440.0, 1.2)
    assert (total.motion, total.n_accounts, total.hours_a_year) == ("all", 66, 2240.0)
    assert total.why == "2,240 hours at 1,200 a specialist: 2 specialists."
    assert [x.n_accounts for x in specialist_load(rows, {"t0", "e1", "e2"})] == [1, 0, 2, 3]


def test_the_kit_has_the_bar_of_its_motion_and_its_quiz():
    blueprint = QuizPolicy().blueprint
    kit = kit_of(E, {E: 80.0}, 70.0, blueprint)
    assert (kit.storyline, kit.readiness_bar, kit.hours_a_year) == ("enterprise.yaml", 80.0, 120.0)
    assert dict(kit.quiz_shares) == {"recall": 0.1, "understand": 0.3, "apply": 0.6}
    assert kit_of(T, {E: 80.0}, 70.0, {}).readiness_bar == 70.0


@given(st.lists(st.tuples(LEVEL, LEVEL, LEVEL, LEVEL), max_size=6))
def test_every_account_has_one_row_whatever_the_order(rows):
    accounts = [account(f"a{i}") for i in range(len(rows))]
    known = {f"a{i}": facts(None, *levels, f"a{i}") for i, levels in enumerate(rows)}
    found = account_motions(accounts, known, [channel(T)], as_of=DAY)
    assert [r.id for r in found] == [a.account_id for a in accounts]
    assert account_motions(accounts[::-1], known, [channel(T)], as_of=DAY) == found
    assert all(r.why and (r.score is None or 0 <= r.score <= 1) for r in found)
