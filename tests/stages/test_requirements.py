"""Evidence: who counts as having said it, and what of it may leave the house."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.adapters.input_tables import Problems
from readiness.adapters.requirement_files import read_evidence
from readiness.stages.requirements import Evidence, account_ids, quotable, settled
from readiness.vocabulary import Account

HEADER = "evidence_id,kind,source,heard_on,text"
WORDS = "At Acme we wait. The ACME Inc team counts hours."
SAID = Evidence("E1", "interview", "Buyer, Acme Inc.", date(2024, 1, 9), WORDS, "Acme Inc.")
NAMES = ["Northway Retail Ltd", "Café Süd GmbH", "Tea & Co."]


def account(account_id: str, name: str) -> Account:
    return Account(account_id, name, "c", "p", "t", "s", "", None, None)


def read(text: str) -> tuple[list[Evidence], list[str]]:
    problems = Problems()
    return read_evidence("evidence.csv", text.encode(), problems), [str(p) for p in problems.found]


def test_files_without_the_columns_are_read_as_before() -> None:
    (e,), found = read(f"{HEADER}\nE1,interview,a shop,2024-01-09,We wait.\n")
    assert found == []
    assert e == Evidence("E1", "interview", "a shop", date(2024, 1, 9), "We wait.")
    assert (e.voice, quotable(e)) == ("a shop", ("We wait.", "a shop"))


def test_account_and_consent_are_read_and_a_blank_consent_is_anonymous() -> None:
    rows = "E1,social,a forum,2024-01-09,We wait.,a7,named\nE2,review,a forum,2024-01-09,We wait.,,\n"
    first, second = read(f"{HEADER},account,consent\n{rows}")[0]
    assert (first.kind, first.account, first.consent, first.voice) == ("social", "a7", "named", "a7")
    assert (second.account, second.consent, second.voice) == ("", "anonymous", "a forum")


def test_an_unknown_consent_is_named_with_its_place() -> None:
    assert read(f"{HEADER},consent\nE1,review,a,2024-01-09,We wait.,public\n")[1] == [
        "evidence.csv:2:consent: 'public' is unknown; expected one of internal, anonymous, named"
    ]


def test_consent_decides_what_is_said_outside() -> None:
    assert quotable(replace(SAID, consent="internal")) is None
    assert quotable(replace(SAID, consent="named")) == (SAID.text, SAID.source)
    assert quotable(SAID) == ("At a customer we wait. A customer team counts hours.", "Buyer, a customer")


@pytest.mark.parametrize(
    ("account_name", "text", "said"),
    [
        ("Bike World", "Bike World's riders come back.", "A customer's riders come back."),
        ("Bike World", "We at bike  world wait.", "We at a customer wait."),
        ("Bike World", "The bikeworld site is slow.", "The bikeworld site is slow."),
        ("O'Neil GmbH & Co. KG", "Ask O’Neil about it.", "Ask a customer about it."),
        ("C++ (Lyon) S.A.", "We at C++ (Lyon) wait.", "We at a customer wait."),
        ("Northway Retail", "At Northway we wait.", None),
        ("Northway Retail", "We retail bikes.", "We retail bikes."),
        ("A", "A shop waits.", "A shop waits."),
    ],
)
def test_a_name_gives_way_in_all_its_forms(account_name: str, text: str, said: str | None) -> None:
    found = quotable(replace(SAID, account="a7", source="a buyer", text=text), account_name)
    assert found == (None if said is None else (said, "a buyer"))


def test_an_id_gives_way_but_a_figure_stays() -> None:
    said = replace(SAID, source="call", text="AC-90 waits 90 days.")
    assert quotable(replace(said, account="AC-90")) == ("A customer waits 90 days.", "call")
    assert quotable(replace(said, account="90")) == ("AC-90 waits 90 days.", "call")


@given(st.sampled_from(NAMES), st.text(" aZ.,'\nNor", max_size=30), st.text(" aé.", max_size=9))
def test_no_form_of_the_name_is_left_whatever_stands_around_it(name: str, before: str, after: str) -> None:
    short = name.rsplit(" ", 1)[0].removesuffix(" &")
    for form in (name, short.upper(), short.casefold()):
        found = quotable(replace(SAID, account=name, source="a call", text=f"{before} {form} {after}"))
        assert found is None or not re.search(rf"(?<!\w){short}(?!\w)", found[0], re.IGNORECASE)


def test_an_account_is_known_by_its_id_or_a_name_that_is_its_alone() -> None:
    known = account_ids([account("a1", "Tea Corner"), account("a2", "Twin"), account("a3", "twin"), account("a4", "")])
    found = settled(replace(SAID, account="tea  corner"), known)
    assert (found.account, found.account_names) == ("a1", ("Tea Corner",))
    assert settled(replace(SAID, account="Twin"), known).account == "Twin"
    assert settled(replace(SAID, account="A2"), known).account == "a2"
    assert settled(replace(SAID, account=""), known).account == ""
    said = replace(SAID, account="a1", source="x", text="Tea Corner waits.")
    assert quotable(settled(said, known)) == ("A customer waits.", "x")
