"""Best customers and who else has their needs, on tables small enough to work out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.deals import Deal
from readiness.stages.positioning.best_customer_tables import best_customer_tables
from readiness.stages.positioning.best_customers import BestCustomer, best_customers, who_else
from readiness.stages.positioning.cards import Candidate
from readiness.stages.positioning.heard_needs import Heard, needs_by_account
from readiness.stages.positioning.research import Ranked
from readiness.stages.positioning.rows import Link
from readiness.stages.positioning.statements import Statement
from readiness.stages.requirements import Evidence, Requirement
from readiness.vocabulary import Account

DAY = date(2024, 1, 9)


def account(
    account_id: str, segment: str = "s", industry: str = "i", territory: str = "t", potential: int | None = None
) -> Account:
    money = None if potential is None else Decimal(potential)
    return Account(account_id, f"Firm {account_id}", "c", "p", territory, segment, industry, None, money)


def deal(deal_id: str, name: str, money: int | None, *, won: bool | None = True, currency: str = "EUR") -> Deal:
    amount = None if money is None else Decimal(money)
    return Deal(deal_id, name, "Closed", won, DAY, amount, currency, "", "", "")


def said(evidence_id: str, who: str) -> Evidence:
    return Evidence(evidence_id, "interview", "a visit", DAY, "Words.", who)


def need(requirement_id: str, *evidence_ids: str) -> Requirement:
    return Requirement(requirement_id, "s", "p", "A need", 5, "", evidence_ids)


def ranked(evidence_id: str, *candidates: tuple[str, float], confirmed: str = "") -> Ranked:
    found = tuple(Candidate(c, score) for c, score in candidates)
    return Ranked(Statement(f"{evidence_id}.1", evidence_id, "Words."), found, confirmed)


def heard(who: str, *ids: str) -> tuple[Heard, ...]:
    return tuple(Heard(who, i, "named") for i in ids)


def by_id(*accounts: Account) -> dict[str, Account]:
    return {a.account_id: a for a in accounts}


def test_needs_are_named_confirmed_or_proposed_and_the_surest_stays() -> None:
    evidence = {e.evidence_id: e for e in (said("E1", "Acme"), said("E2", "acme "), said("E3", "Bolt"), said("E4", ""))}
    requirements = [need("N1", "E1"), need("N2"), need("N3"), need("N4", "E4")]
    links = [Link("boil", "N1", 9, 1, ""), Link("lid", "N2", 3, 1, ""), Link("lid", "N3", 1, 1, "")]
    statements = [
        ranked("E1", ("boil", 0.9)),  # named already
        ranked("E2", ("boil", 0.9), confirmed="lid"),
        ranked("E3", ("boil", 0.5), ("lid", 0.4)),
        ranked("E3", ("lid", 0.09)),  # too little to propose
        ranked("E3", ("lid", 0.9), confirmed="none"),
        ranked("E4", ("lid", 0.9)),  # nobody is named
    ]
    found = needs_by_account(requirements, evidence, links, statements)
    assert {key: [str(h) for h in needs] for key, needs in found.items()} == {
        "acme": ["N1 (named)", "N2 (confirmed)"],
        "bolt": ["N1 (proposed)"],
    }


def test_the_best_are_the_fewest_that_bring_half_but_three_at_least() -> None:
    deals = [deal("1", "a", 100), deal("2", "A ", 50), deal("3", "b", 40), deal("4", "c", 30), deal("5", "d", 20)]
    best = best_customers(deals, {}, {"b": heard("b", "N1")}, "EUR")
    assert [(b.account, b.won_money, b.n_deals) for b in best] == [("a", 150, 2), ("b", 40, 1), ("c", 30, 1)]
    assert [len(b.needs) for b in best] == [0, 1, 0]
    # Ten alike: five of them bring half.
    assert len(best_customers([deal(str(i), f"f{i}", 10) for i in range(10)], {}, {}, "EUR")) == 5
    assert len(best_customers([deal(str(i), f"f{i}", 10) for i in range(100)], {}, {}, "EUR")) == 20


def test_money_is_won_known_and_in_the_launchs_currency() -> None:
    deals = [
        deal("1", "a", 10), deal("2", "a", 90, currency="USD"), deal("3", "b", 99, won=False), deal("4", "c", 99, won=None),
        deal("5", "d", None), deal("6", "", 99), deal("7", "e", 5, currency=""), deal("8", "f", -5),
    ]  # fmt: skip
    best = best_customers(deals, {}, {}, "EUR")
    assert [(b.account, b.won_money, b.n_deals) for b in best] == [("a", 10, 2), ("e", 5, 1)]


def best(who: str, *ids: str) -> BestCustomer:
    return BestCustomer(who, who, Decimal(1), 1, heard(who, *ids))


def test_likeness_by_hand() -> None:
    """Potentials 100 to 10,000 are 2 on the log scale.

    x to a: segment and channel and territory alike, industry not, 1,000 against 10,000 is 1 - 1/2: 3.5 of 5.
    x to b: industry and channel alike, no potential of b: 2 of 4. The mean of both is 0.6, most like a.
    """
    accounts = by_id(
        account("a", "s1", "i1", "t1", 10_000), account("b", "s2", "i2", "t2"), account("x", "s1", "i2", "t1", 1000),
        account("y", "s1", "i1", "t1", 100),
    )  # fmt: skip
    found = {w.account_id: w for w in who_else([best("a"), best("b")], [], accounts, {})}
    assert sorted(found) == ["x", "y"]
    assert found["x"].likeness == pytest.approx((3.5 / 5 + 2 / 4) / 2)
    assert found["x"].most_like == "Firm a"
    assert found["x"].why == (
        "What our best customers need is not known: no evidence names their account and speaks of a need. "
        "Most like Firm a: the same segment, channel and territory; yearly potential 1,000 against 10,000."
    )


def test_who_spoke_of_more_of_the_needs_comes_first_then_who_is_more_alike() -> None:
    accounts = by_id(account("a"), account("x", "other"), account("y"), account("z", "other"))
    needs = {"x": heard("x", "N1", "N9"), "cup co": heard("Cup Co", "N1", "N2")}
    found = who_else([best("a", "N1", "N2")], [deal("1", "z", 5, won=None), deal("2", "Pot", 5, won=None)], accounts, needs)
    assert [(w.account_id, w.name, w.share) for w in found] == [
        ("", "Cup Co", 1.0), ("x", "Firm x", 0.5), ("y", "Firm y", 0.0), ("z", "Firm z", 0.0),
    ]  # fmt: skip
    assert found[0].why == "It spoke of 2 of the 2 needs of our best customers: N1, N2."
    assert found[3].why == (
        "None of the 2 needs of our best customers was heard from it yet. It has an open deal. "
        "Most like Firm a: the same industry, channel and territory."
    )


def test_a_need_that_only_words_propose_is_said_to_be_unconfirmed() -> None:
    needs = {"x": (Heard("x", "N1", "proposed"),)}
    (only,) = who_else([best("a", "N1")], [], {}, needs)
    assert only.why == "It spoke of the one need of our best customers: N1. Nobody has confirmed that yet."


def test_without_deals_or_accounts_the_tables_say_so_in_one_line() -> None:
    tables = best_customer_tables([], by_id(account("a")), [need("N1")], {}, [], [], "EUR")
    assert list(tables) == ["best customers", "who else"]
    for header, rows in tables.values():
        assert header == ("note",)
        ((text,),) = rows
        assert "no won deal in crm/ names an account and an amount in EUR" in str(text)
    header, rows = best_customer_tables([deal("1", "Acme", 5)], {}, [], {}, [], [], "EUR")["who else"]
    assert (header, len(rows)) == (("note",), 1)


def test_tables_by_hand() -> None:
    accounts = by_id(account("a"), account("x"))
    evidence = {e.evidence_id: e for e in (said("E1", "a"), said("E2", "x"))}
    tables = best_customer_tables([deal("1", "a", 5)], accounts, [need("N1", "E1", "E2")], evidence, [], [], "EUR")
    assert tables["best customers"] == (
        ("account", "name", "won_money (EUR)", "n_deals", "needs"),
        [("a", "Firm a", 5, 1, "N1 (named)")],
    )
    ((account_id, name, shared, share, likeness, most_like, _),) = tables["who else"][1]
    assert (account_id, name, shared, share, likeness, most_like) == ("x", "Firm x", "N1 (named)", 1.0, 1.0, "Firm a")


@given(
    st.lists(st.tuples(st.sampled_from("abcdefg"), st.integers(-5, 1000), st.sampled_from([True, False, None])), max_size=30),
    st.dictionaries(st.sampled_from("abcdefgh"), st.sets(st.sampled_from(["N1", "N2", "N3"])), max_size=8),
)
def test_the_rule_holds_for_any_deals(rows: list[tuple[str, int, bool | None]], spoken: dict[str, set[str]]) -> None:
    deals = [deal(str(i), who, money, won=won) for i, (who, money, won) in enumerate(rows)]
    accounts = by_id(*(account(who, segment=who) for who in "abcdef"))
    needs = {who: heard(who, *sorted(ids)) for who, ids in spoken.items() if ids}
    found = best_customers(deals, accounts, needs, "EUR")
    money = [b.won_money for b in found]
    won = {w: sum(m for who, m, is_won in rows if is_won and who == w) for w in "abcdefg"}
    assert {b.account: b.won_money for b in found} == {b.account: won[b.account] for b in found}
    assert money == sorted(money, reverse=True)
    assert sum(money) * 2 >= sum(m for m in won.values() if m > 0)
    assert found == best_customers(deals[::-1], accounts, needs, "EUR")
    others = who_else(found, deals, accounts, needs)
    assert not {o.account_id for o in others} & {b.account for b in found}
    assert [o.share for o in others] == sorted((o.share for o in others), reverse=True)
    assert all(o.likeness is None or 0 <= o.likeness <= 1 for o in others)
