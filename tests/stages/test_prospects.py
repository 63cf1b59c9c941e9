import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.positioning import Link
from readiness.stages.prospects import rank_prospects, score_of
from readiness.stages.requirements import Requirement
from readiness.vocabulary import Account

SHARE = st.floats(0, 1)
PART = st.none() | SHARE


def account(account_id, potential=None, segment="shop"):
    money = None if potential is None else Decimal(potential)
    return Account(account_id, f"Name {account_id}", "c", "p", "t", segment, "", None, money)


def need(requirement_id, importance, segment="shop"):
    return Requirement(requirement_id, segment, "owner", "a need", importance, "", ())


def link(requirement_id, strength):
    return Link("frame", requirement_id, strength, 1.0, "")


def test_parts_and_score_by_hand():
    # 101 accounts of 10^4.00 ... 10^5.00: the 5th percentile is 10^4.05, the 95th 10^4.95; 10^4.50 is half way.
    accounts = [account(f"a{i:03d}", str(round(10 ** (4 + i / 100), 6))) for i in range(101)]
    middle = float(accounts[50].potential_money)
    needs = [need("r1", 9), need("r2", 3), need("other", 9, "chain")]
    ranked = rank_prospects(accounts, needs, [link("r1", 3), link("r2", 1), link("other", 9)], {"a050": middle * 0.36})
    prospect = next(p for p in ranked if p.account_id == "a050")
    assert prospect.market == pytest.approx(0.5, abs=1e-6)
    assert prospect.room == pytest.approx(0.64)
    assert prospect.fit == pytest.approx(0.75)  # 9 of 12: strength 1 answers nothing
    by_hand = (0.5**25 * 0.64**25 * 0.75**35) ** (1 / 85) * 100
    assert prospect.score == pytest.approx(by_hand, rel=1e-6)
    assert prospect.weakest == "market"
    assert prospect.why == (
        "Size: 50% of the way from this launch's smallest accounts to its largest. "
        "Room: 64% of its yearly potential is not bought from us yet. "
        "Fit: the product answers 75% of what its segment asks for, by importance."
    )


def test_unknown_parts_leave_the_mean_and_are_named():
    (only,) = rank_prospects([account("a")], [need("r", 5), need("s", 15)], [link("s", 9)], {})
    assert (only.market, only.room, only.fit) == (None, None, 0.75)
    assert only.score == pytest.approx(75)
    assert only.why.endswith("Not known, so left out: size and room.")


def test_nothing_known_is_not_a_score_of_zero():
    (only,) = rank_prospects([account("a")], [], [], {})
    assert (only.score, only.weakest) == (None, "")
    assert only.why == "Not known, so left out: size, room and fit."


def test_the_ends_are_said_in_words_and_nearly_is_not_all():
    needs, links = [need("r", 1)], [link("r", 9)]
    ranked = {
        p.account_id: p for p in rank_prospects([account("a", "10"), account("b", "1000")], needs, links, {"a": 10.0, "b": 1.0})
    }
    assert ranked["a"].why == (
        "Size: among this launch's smallest accounts. Room: it already buys all of its yearly potential from us. "
        "Fit: the product answers all that its segment asks for."
    )
    assert "Room: more than 99% of its yearly potential is not bought from us yet." in ranked["b"].why
    (unknown,) = rank_prospects([account("c")], needs, [], {})
    assert unknown.why == "Fit: the product answers nothing that its segment asks for. Not known, so left out: size and room."


def test_accounts_all_alike_have_no_size_to_compare():
    assert [p.market for p in rank_prospects([account("a", "50"), account("b", "50")], [], [], {})] == [None, None]


def test_a_segment_without_needs_of_its_own_is_measured_by_all():
    (only,) = rank_prospects([account("a", segment="unheard")], [need("r", 1), need("s", 3)], [link("r", 9)], {})
    assert only.fit == 0.25


def test_history_of_others_means_this_one_bought_nothing():
    ranked = {p.account_id: p for p in rank_prospects([account("a", "10"), account("b", "20")], [], [], {"a": 15.0})}
    assert (ranked["a"].room, ranked["b"].room) == (0.0, 1.0)
    assert ranked["a"].score == 0.0


def test_returns_do_not_make_more_room_than_all_and_no_potential_leaves_none():
    ranked = {p.account_id: p for p in rank_prospects([account("a", "10"), account("b", "0")], [], [], {"a": -5.0})}
    assert ranked["a"].room == 1.0
    assert (ranked["b"].room, ranked["b"].score) == (0.0, 0.0)


def test_small_is_not_hopeless():
    ranked = rank_prospects([account("big", "1000"), account("small", "10")], [need("r", 1)], [link("r", 9)], {"other": 1.0})
    assert [p.account_id for p in ranked] == ["big", "small"]
    assert ranked[1].market == 0.0
    assert ranked[1].score > 0


def test_order_best_first_then_larger_then_id_and_unknown_last():
    accounts = [account("z"), account("b", "5"), account("a", "5"), account("c", "900")]
    assert [p.account_id for p in rank_prospects(accounts, [], [], {"nobody": 1.0})] == ["c", "a", "b", "z"]


@given(PART, PART, PART, SHARE, st.sampled_from(["market", "room", "fit"]))
def test_score_never_falls_when_a_known_part_rises(market, room, fit, better, part):
    parts = {"market": market, "room": room, "fit": fit}
    if parts[part] is not None and better >= parts[part]:
        assert score_of({**parts, part: better}) >= score_of(parts) - 1e-9
    score = score_of(parts)
    assert score is None or 0 <= score <= 100 + 1e-9


@given(st.lists(st.tuples(st.none() | st.integers(0, 10**9), st.none() | st.floats(-1e6, 1e9)), max_size=12))
def test_any_accounts_give_each_one_row_in_range(rows):
    accounts = [account(f"a{i}", None if p is None else str(p)) for i, (p, _) in enumerate(rows)]
    history = {f"a{i}": h for i, (_, h) in enumerate(rows) if h is not None}
    ranked = rank_prospects(accounts, [need("r", 2)], [link("r", 9)], history)
    assert sorted(p.account_id for p in ranked) == sorted(a.account_id for a in accounts)
    assert rank_prospects(accounts[::-1], [need("r", 2)], [link("r", 9)], history) == ranked
    for p in ranked:
        for value in (p.market, p.room, p.fit):
            assert value is None or (0 <= value <= 1 and math.isfinite(value))
