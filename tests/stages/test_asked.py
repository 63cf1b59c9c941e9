from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.positioning.asked import Asked, asked_in, asked_of
from readiness.stages.requirements import Requirement


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The tills must be back in at most 10 seconds.", "<= 10 s"),
        ("no more than 10 s", "<= 10 s"),
        ("<= 10 s", "<= 10 s"),
        ("≤10 s", "<= 10 s"),
        ("It needs at least 4 ports", ">= 4 port"),
        ("back within 3 s", "<= 3 s"),
        ("at least four ports, please", ">= 4 port"),
        ("It must not take more than 10 seconds", "<= 10 s"),
        ("I can't wait longer than two minutes", "<= 2 minute"),
        ("It has to hold more than 20 kg", "> 20 kg"),
        ("Agreed: less than 45 minutes a month", "< 45 minute month"),
        ("not less than 5 kg", ">= 5 kg"),
        ("10 seconds or less", "<= 10 s"),
        ("4 ports or more", ">= 4 port"),
        ("4 or more ports", ">= 4 port"),
        ("10 s max", "<= 10 s"),
        ("max. 10 s", "<= 10 s"),
        ("a minimum of 4 ports", ">= 4 port"),
        ("may not exceed 5,000 rpm", "<= 5000 rpm"),
        ("under 2,5 kg", "< 2.5 kg"),
        ("between 5 and 10 kg", "range 5..10 kg"),
        ("5-10 kg", "range 5..10 kg"),
        ("from 0.5 to 1 hour", "range 0.5..1 hour"),
        ("5 kg to 10 kg", "range 5..10 kg"),
        ("exactly 230 V", "= 230 V"),
        ("down to -20 °C", "<= -20 °C"),
        ("within an hour", "<= 1 hour"),
        ("within 2 business days", "<= 2 day business day"),
        ("at least 99.9 % of calls", ">= 99.9 %"),
        ("at least 99.9% uptime", ">= 99.9 %"),
        ("at least 4 separate networks", ">= 4 networks"),
        ("at least 4 in each shop", ">= 4"),
        ("at least 5 million rows", ">= 5000000 rows"),
        ("When a line drops, tills are back within 10 s", "<= 10 s"),
        ("at least 3 times a day", ">= 3 times day"),
        ("at least 4 powered ports for cameras", ">= 4 port"),
        ("no more than 3 in the queue", "<= 3"),
        ("it will not do for us at all, and it must weigh less than 5 kg", "< 5 kg"),
    ],
)
def test_a_demand_is_read_from_words(text, expected):
    found = asked_in(text)
    assert found is not None
    number = f"{found.number:f}" + (f"..{found.upper:f}" if found.upper is not None else "")
    assert " ".join(x for x in (found.operator, number, found.unit or found.noun, *found.terms) if x) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Make it quick",
        "41 line failures in 90 days",
        "The card terminal gives up after 10 seconds",
        "setup took me more than 3 hours",
        "My riders have to get through day three",
        "I leave if it takes more than 10 seconds",
        "at most 500 euros",
        "no more than €20",
        "at least a good one",
        "If it breaks within 30 days, who pays?",
        "I cannot stock one bike for beginners and another for old hands",
        "call 555-0100",
        "in 2024-2025",
        "Who pays when it breaks in year two?",
        "at most",
        "not exceed anything",
        "\N{GRINNING FACE} 5",
    ],
)
def test_a_number_that_is_only_told_is_no_demand(text):
    assert asked_in(text) is None


@given(st.text(max_size=60))
def test_any_text_is_read_without_a_fault(text):
    found = asked_in(text)
    assert found is None or found.number is not None


@given(st.sampled_from(("<=", ">=", "<", ">")), st.integers(1, 9999), st.sampled_from(("s", "kg", "day", "port", "%", "Gbps")))
def test_a_demand_said_aloud_is_read_back(operator, number, unit):
    asked = Asked(operator, Decimal(number), unit)
    assert asked_in(f"It must be {asked}.") == asked


@pytest.mark.parametrize(
    "said",
    [
        "at most 2 business days",
        "less than 45 minutes a month",
        "at least 4 networks",
        "5 to 10 kg",
        "at least 99.9%",
        "at most 1 hour",
    ],
)
def test_a_demand_is_said_as_a_person_says_it(said):
    assert str(asked_in(f"It must be {said}.")) == said


def test_the_statement_is_asked_first_and_a_window_of_a_count_is_no_demand():
    def need(statement, measure):
        return Requirement("r", "s", "p", statement, 5, "", (), measure=measure)

    assert asked_of(need("Back within 10 s", "at most 3 calls")) == Asked("<=", Decimal(10), "s")
    assert asked_of(need("Quick", "at most 3 calls")) == Asked("<=", Decimal(3), "", noun="calls")
    assert asked_of(need("Quick", "bikes returned within 30 days")) is None
