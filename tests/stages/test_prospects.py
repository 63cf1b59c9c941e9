"""Prospects: each part by hand, the rules as properties, the aim as a table."""

import math
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.account_facts import AccountFacts
from readiness.stages.buyers import Alternative
from readiness.stages.deals import Deal
from readiness.stages.positioning import Link
from readiness.stages.positioning.quality_house import AlternativeVerdict
from readiness.stages.positioning.verdict import FALLS_SHORT, MET, NOT_MET, VERDICTS
from readiness.stages.prospects import (
    LEAST_READY_SHARE,
    PARTS,
    WEIGHTS,
    AimSources,
    ChannelReadiness,
    Presence,
    aim_of,
    channel_readiness,
    rank_prospects,
    score_of,
    scores_of,
)
from readiness.stages.prospects.likeness import best_accounts, likeness_to_best
from readiness.stages.prospects.needs_met import fit_of
from readiness.stages.report.going import LEAST_READY
from readiness.stages.requirements import Requirement
from readiness.stages.spec import Characteristic, ProductSpec, Source
from readiness.vocabulary import Account, Motion, Rep

SHARE = st.floats(0, 1)
N_CASES = 20_000
PART = st.none() | SHARE
DAY = date(2026, 9, 1)


def account(account_id, potential=None, segment="shop", channel="c", territory="t", industry=""):
    money = None if potential is None else Decimal(potential)
    return Account(account_id, f"Name {account_id}", channel, "p", territory, segment, industry, None, money)


def need(requirement_id, importance, segment="shop", kano="", statement="a need"):
    return Requirement(requirement_id, segment, "owner", statement, importance, kano, ())


def link(requirement_id, strength, characteristic="frame"):
    return Link(characteristic, requirement_id, strength, 1.0, "", does="does it")


def verdict(alternative, requirement_id, said):
    return AlternativeVerdict(alternative, requirement_id, said, "a data sheet", DAY)


def rep(rep_id, channel="c"):
    return Rep(rep_id, rep_id, f"{rep_id}@example.com", channel, "p", "t", "", Motion.CONSULTATIVE, "UTC", "en", None)


def test_parts_and_score_by_hand():
    # 101 accounts of 10^4.00 ... 10^5.00: the 5th percentile is 10^4.05, the 95th 10^4.95; 10^4.50 is half way.
    accounts = [account(f"a{i:03d}", str(round(10 ** (4 + i / 100), 6))) for i in range(101)]
    middle = float(accounts[50].potential_money)
    needs = [need("r1", 9), need("r2", 3), need("r3", 4), need("other", 9, "chain")]
    sources = AimSources(
        alternatives=(Alternative("Rival", "rival"), Alternative("As it is", "status_quo")),
        # Rival meets r1, r2 is unproven, nobody looked at r3: (9 + 1.5 + 2) / 16 = 0.78125, held: 0.4 of it.
        # To do nothing meets r3 alone: 4 / 16 = 0.25, and everybody may do it.
        seen=[
            verdict("Rival", "r1", "meets"), verdict("Rival", "r2", "unproven"), verdict("As it is", "r3", "meets"),
            verdict("As it is", "r1", "falls_short"), verdict("As it is", "r2", "no_characteristic"),
        ],
        presence=[Presence("Rival", "", "", 0.4)],
    )  # fmt: skip
    links = [link("r1", 9), link("r2", 3), link("other", 9)]
    ranked = rank_prospects(accounts, needs, links, {"a050": middle * 0.36}, sources)
    prospect = next(p for p in ranked if p.account_id == "a050")
    assert prospect.market == pytest.approx(0.5, abs=1e-6)
    assert prospect.competition == pytest.approx(0.64 * (1 - 0.4 * 0.78125))
    assert prospect.fit == pytest.approx((9 + 1.5) / 16)  # a link of 3 proves nothing: half
    assert prospect.likeness is None
    by_hand = (0.5**25 * 0.44**25 * 0.65625**35) ** (1 / 85) * 100
    assert prospect.score == pytest.approx(by_hand, rel=1e-6)
    assert prospect.weakest == "competition"
    assert prospect.why == (
        "Competition: 64% of its yearly potential is not bought from us yet; Rival holds 31% of what it asks for. "
        "Size: 50% of the way from this launch's smallest accounts to its largest. "
        "Fit: the product meets 66% of what its segment asks for, by importance. "
        "Not known, so left out: likeness to our best customers. "
        "Whether the channel's people are ready is not known: nobody was judged yet."
    )


def test_unknown_parts_leave_the_mean_and_are_named():
    (only,) = rank_prospects([account("a")], [need("r", 5), need("s", 15)], [link("s", 9)], {})
    assert (only.market, only.competition, only.fit, only.likeness) == (None, None, 0.75, None)
    assert only.score == pytest.approx(75)
    assert "Not known, so left out: size, competition and likeness to our best customers." in only.why


def test_nothing_known_is_not_a_score_of_zero():
    (only,) = rank_prospects([account("a")], [], [], {})
    assert (only.score, only.weakest, only.aim) == (None, "", "unknown")
    assert only.why == "Not known, so left out: size, competition, fit and likeness to our best customers."


def test_the_ends_are_said_in_words_and_nearly_is_not_all():
    needs, links = [need("r", 1)], [link("r", 9)]
    ranked = {
        p.account_id: p for p in rank_prospects([account("a", "10"), account("b", "1000")], needs, links, {"a": 10.0, "b": 1.0})
    }
    assert ranked["a"].why.startswith(
        "Size: among this launch's smallest accounts. "
        "Competition: it already buys all of its yearly potential from us; what it may do instead is not known. "
        "Fit: the product meets all that its segment asks for."
    )
    assert "Competition: more than 99% of its yearly potential is not bought from us yet;" in ranked["b"].why
    (unknown,) = rank_prospects([account("c")], needs, [], {})
    assert unknown.why.startswith("Fit: the product meets nothing that its segment asks for. Not known, so left out: size, comp")


def test_accounts_all_alike_have_no_size_to_compare():
    assert [p.market for p in rank_prospects([account("a", "50"), account("b", "50")], [], [], {})] == [None, None]


def test_a_segment_without_needs_of_its_own_is_measured_by_all():
    (only,) = rank_prospects([account("a", segment="unheard")], [need("r", 1), need("s", 3)], [link("r", 9)], {})
    assert only.fit == 0.25


def test_history_of_others_means_this_one_bought_nothing():
    ranked = {p.account_id: p for p in rank_prospects([account("a", "10"), account("b", "20")], [], [], {"a": 15.0})}
    assert (ranked["a"].competition, ranked["b"].competition) == (0.0, 1.0)
    assert (ranked["a"].score, ranked["a"].aim) == (0.0, "no")


def test_returns_do_not_make_more_room_than_all_and_no_potential_leaves_none():
    ranked = {p.account_id: p for p in rank_prospects([account("a", "10"), account("b", "0")], [], [], {"a": -5.0})}
    assert ranked["a"].competition == 1.0
    assert (ranked["b"].competition, ranked["b"].score) == (0.0, 0.0)


def test_small_is_not_hopeless():
    ranked = rank_prospects([account("big", "1000"), account("small", "10")], [need("r", 1)], [link("r", 9)], {"other": 1.0})
    assert [p.account_id for p in ranked] == ["big", "small"]
    assert ranked[1].market == 0.0
    assert ranked[1].score > 0


def test_order_best_first_then_larger_then_id_and_unknown_last():
    accounts = [account("z"), account("b", "5"), account("a", "5"), account("c", "900")]
    ranked = rank_prospects(accounts, [], [], {"nobody": 1.0})
    assert [(p.account_id, p.rank) for p in ranked] == [("c", 1), ("a", 2), ("b", 3), ("z", 4)]


def test_of_the_same_score_the_larger_potential_comes_first():
    accounts = [account("a", "10"), account("b", "1000"), account("c", "1000")]
    ranked = rank_prospects(accounts, [], [], {"a": 10.0, "b": 1000.0, "c": 1000.0})
    assert [(p.account_id, p.score) for p in ranked] == [("b", 0.0), ("c", 0.0), ("a", 0.0)]


def test_ranks_are_counted_in_each_territory_too():
    accounts = [account("a", "900"), account("b", "50", territory="u"), account("c", "40"), account("d", "30", territory="u")]
    ranked = rank_prospects(accounts, [], [], {"nobody": 1.0})
    assert [(p.account_id, p.rank, p.territory_rank) for p in ranked] == [("a", 1, 1), ("b", 2, 1), ("c", 3, 2), ("d", 4, 2)]


def spec(*characteristics):
    return ProductSpec("S", "Switch", "Maker", "", "r1", "", tuple(characteristics), ())


def ports(value):
    return Characteristic(
        "ports", "Powered ports", "", Decimal(value), "port", "=", "", f"{value} powered ports", Source("s", "1")
    )


@pytest.mark.parametrize(
    ("kano", "offered", "fit", "failed"),
    [("must", 0, 0.0, True), ("must", 8, 1.0, False), ("one_dimensional", 0, 0.5, False), ("", 0, 0.5, False)],
)
def test_a_must_that_falls_short_is_a_stop_and_nothing_else_is(kano, offered, fit, failed):
    needs = [need("cameras", 5, kano=kano, statement="We need power for at least 4 ports"), need("calm", 5)]
    steel = Characteristic("frame", "Frame", "steel", None, "", "=", "", "steel", Source("s", "2"))
    given_spec = spec(ports(offered), steel)
    links = [link("cameras", 9, "ports"), link("calm", 9)]
    (only,) = rank_prospects([account("a", "10")], needs, links, {"b": 1.0}, AimSources(spec=given_spec))
    assert only.fit == fit
    assert (only.score == 0.0, only.aim == "no") == (failed, failed)
    assert ("Fit: stop, the product falls short of a must: cameras." in only.why) == failed


def test_the_most_particular_presence_wins_and_the_strongest_alternative_is_named():
    accounts = [account("a"), account("b"), account("c", segment="chain"), account("d", segment="chain")]
    needs = [need("r", 1), need("s", 1, "chain")]
    seen = [verdict(who, r, "meets") for who in ("Rival", "Other") for r in ("r", "s")]
    presence = [
        Presence("Rival", "", "a", 0.9), Presence("Rival", "chain", "", 0.5), Presence("Rival", "", "", 0.2),
        Presence("Other", "", "", 0.3), Presence("Rival", "", "d", 0.0), Presence("Nobody", "", "", 1.0),
    ]  # fmt: skip
    ranked = {p.account_id: p for p in rank_prospects(accounts, needs, [], {}, AimSources(seen=seen, presence=presence))}
    assert [ranked[i].competition for i in "abcd"] == pytest.approx([0.1, 0.7, 0.5, 0.7])
    assert "Rival holds 90% of what it asks for; what it buys from us is not known." in ranked["a"].why
    assert "Other holds 30%" in ranked["d"].why


def test_a_rival_nobody_has_placed_is_not_known_and_the_status_quo_is_everywhere():
    needs, seen = [need("r", 1)], [verdict("Rival", "r", "meets"), verdict("Wait", "r", "unproven")]
    both = (Alternative("Rival", "rival"), Alternative("Wait", "status_quo"))
    (only,) = rank_prospects([account("a")], needs, [], {}, AimSources(alternatives=both, seen=seen))
    assert only.competition == 0.5
    (none,) = rank_prospects([account("a")], needs, [], {}, AimSources(alternatives=both[:1], seen=seen))
    assert none.competition is None


def facts(account_id, margin=None, retained=None, reference="", **levels):
    is_reference = {"yes": True, "no": False, "": None}[reference]
    return AccountFacts(account_id, margin_share=margin, retained_share=retained, is_reference=is_reference, **levels)


def test_best_is_margin_times_retention_times_reference_not_size():
    accounts = {a.account_id: a for a in (account(i, p) for i, p in zip("abcdef", (10**6, 10, 10, 10, 10, 10), strict=True))}
    known = {
        "a": facts("a", 0.05, 0.9, "yes"),  # 0.045, the largest by far
        "b": facts("b", 0.4, 0.9, "yes"),  # 0.36
        "c": facts("c", 0.4, 0.9),  # 0.27
        "d": facts("d", 0.4, 0.9, "no"),  # 0.18
        "e": facts("e", 0.9, None, "yes"),  # retention not known
        "f": facts("f", 0.0, 1.0, "yes"),  # earns nothing
    }
    assert best_accounts(accounts, known, [], "EUR") == ["b", "c", "d"]


def test_without_facts_the_best_are_those_who_brought_most_money():
    accounts = {i: account(i) for i in "abcde"}
    deals = [
        Deal(i, i, "Won", won=True, closed_on=DAY, amount_money=Decimal(m), currency="", reason="", notes="", competitor="")
        for i, m in zip("abcd", (9, 5, 4, 1), strict=True)
    ]
    assert best_accounts(accounts, {"e": facts("e", 1, 1, "yes")}, deals, "EUR") == ["a", "b", "c"]
    assert best_accounts(accounts, {}, deals[:2], "EUR") == []


def test_likeness_by_hand_and_a_best_customer_is_not_compared_with_itself():
    accounts = [
        account("a", "100", industry="x"),
        account("b", "10000", industry="x"),
        account("c", "1000", "chain", industry="y"),
    ]
    known = {"a": facts("a", complexity=0), "b": facts("b", complexity=3), "c": facts("c")}
    # a and b: segment, industry, channel, territory alike, potential at opposite ends, complexity at opposite ends: 4 of 6.
    # c: channel, territory alike, segment and industry not, potential half way: 2.5 of 5, to both.
    assert likeness_to_best(accounts, known, ["a", "b"]) == pytest.approx([4 / 6, 4 / 6, 0.5])
    assert np.isnan(likeness_to_best(accounts, known, [])).all()


def test_only_the_five_nearest_best_customers_count():
    best = [account(f"b{i}", segment="shop" if i < 5 else "far", channel="c" if i < 5 else "z") for i in range(9)]
    (found,) = likeness_to_best([account("a"), *best], {}, [b.account_id for b in best])[:1]
    assert found == 1.0


@pytest.mark.parametrize(
    ("score", "n_reps", "n_judged", "n_ready", "aim"),
    [
        (50.0, 10, 10, 7, "yes"),
        (50.0, 10, 10, 6, "not_ready"),
        (50.0, 10, 7, 7, "yes"),  # those who are not judged cannot change it
        (50.0, 10, 8, 6, "unknown"),  # 8 of 10 at best
        (50.0, 10, 5, 1, "not_ready"),  # 6 of 10 at best
        (50.0, 10, 0, 0, "unknown"),
        (50.0, 0, 0, 0, "unknown"),
        (50.0, 4, 4, 4, "unknown"),  # too few: it would tell of persons
        (50.0, 5, 5, 4, "yes"),
        (0.0, 10, 10, 10, "no"),
        (0.0, 0, 0, 0, "no"),
        (None, 10, 10, 10, "unknown"),
        (None, 10, 10, 0, "not_ready"),
    ],
)
def test_aim(score, n_reps, n_judged, n_ready, aim):
    assert aim_of(score, ChannelReadiness("c", n_reps, n_judged, n_ready), 0.7) == aim


def test_a_channel_of_which_nothing_is_known_is_not_aimed_at():
    assert aim_of(50.0, None, 0.0) == "unknown"


def test_the_share_of_ready_reps_is_that_of_the_go_decision():
    assert LEAST_READY_SHARE == LEAST_READY


def test_reps_without_a_channel_serve_all():
    reps = [rep("1"), rep("2"), rep("3", ""), rep("4", "d"), *(rep(f"x{i}", "d") for i in range(3))]
    status = {"1": "ready", "2": "developing", "3": "not_enough_data", "4": "ready", "x0": "not_ready"}
    found = channel_readiness(["c", "d", "e"], reps, status)
    assert found["c"] == ChannelReadiness("c", 3, 2, 1)
    assert found["d"] == ChannelReadiness("d", 5, 2, 1)
    assert (found["c"].share, found["d"].share, found["e"].share) == (None, 0.2, None)


def test_readiness_and_motion_stand_beside_the_score():
    sources = AimSources(ready={"c": ChannelReadiness("c", 8, 8, 2)}, motions={"a": Motion.ENTERPRISE})
    (only,) = rank_prospects([account("a", "10")], [need("r", 1)], [link("r", 9)], {}, sources)
    assert (only.aim, only.readiness_share, only.motion) == ("not_ready", 0.25, Motion.ENTERPRISE)
    assert only.why.endswith("Of the channel's 8 reps 2 are ready; 70% are asked for.")


def test_of_a_small_channel_nothing_is_said():
    (only,) = rank_prospects([account("a", "10")], [], [], {"b": 1.0}, AimSources(ready={"c": ChannelReadiness("c", 2, 2, 1)}))
    assert (only.aim, only.readiness_share) == ("unknown", None)
    assert only.why.endswith("The channel has too few reps to say here whether they are ready.")


def test_a_must_that_nothing_answers_is_said_and_is_no_stop():
    (only,) = rank_prospects([account("a")], [need("r", 3), need("s", 1, kano="must")], [link("r", 9)], {})
    assert only.fit == 0.75
    assert "by importance. Nothing answers a must: s; find out first." in only.why


def test_the_weights_are_those_that_were_decided_and_no_account_gives_no_row():
    assert dict(WEIGHTS) == {"market": 0.25, "competition": 0.25, "fit": 0.35, "likeness": 0.15}
    assert rank_prospects([], [], [], {}) == []


def drawn_parts(seed):
    """Return parts of many accounts; ends and unknown ones are as frequent as shares between."""
    generator = np.random.default_rng(seed)
    parts = generator.random((N_CASES, len(PARTS)))
    kind = generator.integers(0, 6, parts.shape)
    return np.select([kind == 0, kind == 1, kind == 2], [0.0, 1.0, np.nan], parts), generator


@pytest.mark.parametrize("part", PARTS)
def test_score_never_falls_when_a_part_rises_in_many_accounts(part):
    parts, generator = drawn_parts(PARTS.index(part))
    better = parts.copy()
    column = PARTS.index(part)
    better[:, column] += (1 - better[:, column]) * generator.random(N_CASES)
    before, after = scores_of(parts), scores_of(better)
    unknown = np.isnan(parts).all(axis=1)
    assert (np.isnan(before) == unknown).all()
    assert (after >= before)[~unknown].all()
    hopeless = (parts[:, [PARTS.index("competition"), PARTS.index("fit")]] == 0).any(axis=1)
    assert (before[hopeless] == 0).all()
    assert (before[~hopeless & ~unknown] > 0).all()


@given(st.fixed_dictionaries(dict.fromkeys(PARTS, PART)), SHARE, st.sampled_from(PARTS))
def test_score_never_falls_when_a_known_part_rises(parts, better, part):
    score = score_of(parts)
    if parts[part] is not None and better >= parts[part]:
        assert score_of({**parts, part: better}) >= score
    assert (score is None) == (set(parts.values()) == {None})
    assert score is None or 0 <= score <= 100


def test_fit_is_nothing_exactly_when_a_must_falls_short_or_all_is_unmet():
    generator = np.random.default_rng(1)
    n_failed = 0
    for _ in range(N_CASES):
        n = int(generator.integers(1, 6))
        kanos, said = generator.choice(["must", "attractive", ""], n).tolist(), generator.choice(VERDICTS, n).tolist()
        needs = [need(f"r{i}", importance, kano=kanos[i]) for i, importance in enumerate(generator.integers(1, 10, n).tolist())]
        fit = fit_of(needs, {f"r{i}": v for i, v in enumerate(said)})
        fails = ("must", FALLS_SHORT) in set(zip(kanos, said, strict=True))
        n_failed += fails
        assert bool(fit.failed) == fails
        assert (fit.share == 0.0) == (fails or set(said) <= NOT_MET)
        assert (fit.share == 1.0) == (set(said) <= MET)
    assert n_failed > N_CASES / 20


ROW = st.tuples(
    st.none() | st.integers(0, 10**9), st.none() | st.floats(-1e6, 1e9), st.sampled_from("xyz"), SHARE,
    st.none() | st.tuples(SHARE, SHARE, st.sampled_from(["yes", "no", ""])),
)  # fmt: skip


def launch(rows):
    """Return what `rank_prospects` takes, for rows of potential, bought, segment, presence and facts."""
    accounts = [account(f"a{i}", None if r[0] is None else str(r[0]), r[2], territory=r[2]) for i, r in enumerate(rows)]
    history = {f"a{i}": r[1] for i, r in enumerate(rows) if r[1] is not None}
    needs = [need("r", 2, "x"), need("s", 1, "y"), need("t", 4, "y")]
    sources = AimSources(
        seen=[verdict("Rival", "t", "meets"), verdict("Rival", "r", "unproven")],
        presence=[Presence("Rival", "", f"a{i}", r[3]) for i, r in enumerate(rows)],
        facts={f"a{i}": facts(f"a{i}", *r[4]) for i, r in enumerate(rows) if r[4] is not None},
    )
    return accounts, needs, [link("r", 9), link("t", 3)], history, sources


@given(st.lists(ROW, max_size=8), st.randoms(use_true_random=False))
def test_any_accounts_give_each_one_row_in_range_whatever_their_order(rows, chance):
    accounts, *known = launch(rows)
    ranked = rank_prospects(accounts, *known)
    assert sorted(p.account_id for p in ranked) == sorted(a.account_id for a in accounts)
    assert [p.rank for p in ranked] == list(range(1, len(rows) + 1))
    for p in ranked:
        for value in (p.market, p.competition, p.fit, p.likeness):
            assert value is None or (0 <= value <= 1 and math.isfinite(value))
    shuffled = list(accounts)
    chance.shuffle(shuffled)
    assert rank_prospects(shuffled, *known) == ranked


def test_order_is_the_same_however_many_accounts_are_shuffled():
    generator = np.random.default_rng(2)
    potentials, bought = generator.lognormal(10, 1, N_CASES).round(), generator.lognormal(8, 2, N_CASES)
    segments, presence = generator.choice(list("xyz"), N_CASES), generator.random(N_CASES).round(1)
    worth = generator.random((N_CASES, 2)).round(1)
    rows = [
        (int(p), float(b), str(s), float(there), (float(w[0]), float(w[1])))
        for p, b, s, there, w in zip(potentials, bought, segments, presence, worth, strict=True)
    ]
    accounts, *known = launch(rows)
    ranked = rank_prospects(accounts, *known)
    assert rank_prospects([accounts[i] for i in generator.permutation(N_CASES)], *known) == ranked
    scores = [p.score for p in ranked]
    assert scores == sorted(scores, reverse=True)
    assert len({p.score for p in ranked}) > N_CASES / 2


def test_many_are_scored_as_each_alone():
    parts, _ = drawn_parts(9)
    parts = parts[:500]
    alone = [score_of({n: None if np.isnan(v) else float(v) for n, v in zip(PARTS, row, strict=True)}) for row in parts]
    assert [None if np.isnan(s) else s for s in scores_of(parts)] == alone
