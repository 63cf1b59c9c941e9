from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.stages.positioning import Link
from readiness.stages.positioning.asked import Asked
from readiness.stages.positioning.verdict import VERDICTS, our_verdict, verdict
from readiness.stages.requirements import Requirement
from readiness.stages.spec import Characteristic, ProductSpec, Source

HERE = Source("spec.yaml", "row 1")


def promise(operator, number, unit="", *, text="", condition="", quote="", name="thing"):
    value = None if number is None else Decimal(number)
    return Characteristic("c", name, text, value, unit, operator, condition, quote, HERE)


def demand(operator, number, unit="", upper=None, **kwargs):
    return Asked(operator, Decimal(number), unit, upper=None if upper is None else Decimal(upper), **kwargs)


# What the factory promises, what the customer asks, and what follows; reasoned by hand from the values each side allows.
NUMBERS = """
<= 3 s       | <= 10 s      | exceeds        3 s at worst
<= 3 s       | <= 60 s      | exceeds
<= 10 s      | <= 10 s      | meets
<= 12 s      | <= 10 s      | falls_short    it may take 12
= 10 s       | <= 10 s      | meets
= 9 s        | <= 10 s      | exceeds
= 11 s       | <= 10 s      | falls_short
>= 2 s       | <= 10 s      | unproven       the bound points the other way
>= 10 s      | <= 10 s      | unproven       10 would do, 11 would not
>= 20 s      | <= 10 s      | falls_short    each value it allows is too long
>= 14 day    | >= 5 day     | exceeds
>= 5 day     | >= 5 day     | meets
>= 4 day     | >= 5 day     | falls_short
<= 14 day    | >= 5 day     | unproven
<= 4 day     | >= 5 day     | falls_short    it never gets there
= 5 year     | >= 5 year    | meets
= 5 year     | = 5 year     | meets
= 7 year     | = 5 year     | falls_short    not what was asked for
<= 5 year    | = 5 year     | unproven
>= 6 year    | = 5 year     | falls_short
= 7 minute   | <= 30 minute | exceeds
= 420 s      | <= 7 minute  | meets          the same in another unit
= 421 s      | <= 7 minute  | falls_short
<= 0.5 hour  | <= 30 minute | meets
= 1 day      | <= 24 hour   | meets
<= 2000 ms   | <= 5 s       | exceeds
= 1 week     | >= 8 day     | falls_short
= 25.4 mm    | = 1 in       | meets
= 12 in      | >= 1 ft      | meets
= 1 lb       | <= 0.45 kg   | falls_short    0.4536 kg
= 1 lb       | <= 0.46 kg   | exceeds
= 1.2 Gbps   | >= 1000 Mbps | exceeds
= 999 Mbps   | >= 1 Gbps    | falls_short
= 99.99 %    | >= 99.9 %    | exceeds
= 99.9 %     | >= 99.99 %   | falls_short
= 28 W       | <= 28 V      | unit_mismatch
= 28 W       | <= 28        | unit_mismatch  a bare number is no power
= 10 s       | >= 10 m      | unit_mismatch
= 4          | >= 4 s       | unit_mismatch
= 8 port     | >= 4 port    | exceeds
= 0 port     | >= 4 port    | falls_short
= 4          | >= 4 port    | meets          a factory often writes the number alone
= 4 port     | >= 4         | meets
= 4 port     | >= 4 user    | unit_mismatch
= 4 port     | >= 4 s       | unit_mismatch
= 8          | >= 4         | exceeds
= 0.99       | >= 99 %      | unit_mismatch  no guess at what 0.99 counts
= -30 °C     | <= -20 °C    | exceeds        works in deeper cold
= -10 °C     | <= -20 °C    | falls_short
= 212 °F     | = 100 °C     | meets
= 7 kg       | 5..10 kg     | meets
= 10 kg      | 5..10 kg     | meets
= 11 kg      | 5..10 kg     | falls_short
<= 10 kg     | 5..10 kg     | unproven       4 kg would be allowed
<= 4 kg      | 5..10 kg     | falls_short
>= 11 kg     | 5..10 kg     | falls_short
= 7000 g     | 5..10 kg     | meets
= 45 minute  | < 45 minute  | falls_short    less than 45 was agreed
= 44 minute  | < 45 minute  | exceeds
<= 45 minute | < 45 minute  | falls_short
= 4 port     | > 4 port     | falls_short
>= 5 port    | > 4 port     | exceeds
>= 4 port    | > 4 port     | falls_short    four would be allowed
= 0 s        | <= 0 s       | meets
"""


def cases():
    for line in NUMBERS.strip().splitlines():
        given, asked, expected = (part.strip() for part in line.split("|"))
        yield pytest.param(given, asked, expected.split()[0], id=f"{given} for {asked}")


@pytest.mark.parametrize(("given", "asked", "expected"), list(cases()))
def test_numbers_units_and_bounds(given, asked, expected):
    operator, number, *unit = given.split()
    first, *rest = asked.split()
    if ".." in first:
        low, high = first.split("..")
        wanted = demand("range", low, rest[0], upper=high)
    else:
        wanted = demand(first, rest[0], "".join(rest[1:]))
    assert verdict(promise(operator, number, "".join(unit)), wanted) == expected


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("yes", "yes", "meets"),
        ("Yes.", "yes", "meets"),
        ("no", "yes", "falls_short"),
        ("none", "yes", "falls_short"),
        ("optional", "yes", "unproven"),
        ("no", "no", "meets"),
        ("yes", "no", "falls_short"),
        ("Not included", "yes", "falls_short"),
        ("aluminum alloy", "aluminum", "meets"),
        ("aluminum alloy", "steel", "unproven"),
        ("steel, no aluminum", "aluminum", "falls_short"),
        ("non-slip sole", "slip", "falls_short"),
        ("waterproof to IP67", "waterproof", "meets"),
        ("not waterproof", "waterproof", "falls_short"),
        ("no latex; rubber grip", "rubber", "meets"),
        ("Crème brûlée 😀", "brûlée", "meets"),
        ("a (b) c", "(b)", "meets"),
        ("anything", "", "unproven"),
    ],
)
def test_words(text, word, expected):
    assert verdict(promise("=", None, text=text), Asked("=", None, "", word=word)) == expected


def test_words_against_numbers():
    has = Asked("=", None, "", word="yes")
    assert verdict(promise("=", "4", "port"), has) == "meets"
    assert verdict(promise("=", "0", "port"), has) == "falls_short"
    assert verdict(promise("<=", "4", "port"), has) == "unproven"
    assert verdict(promise("=", None, text="none"), demand(">=", "4", "port")) == "falls_short"
    assert verdict(promise("=", None, text="plenty"), demand(">=", "4", "port")) == "unproven"
    assert verdict(None, has) == verdict(None, demand("=", "1")) == "no_characteristic"


def test_a_promise_counts_only_on_the_terms_of_the_demand():
    ten = demand("<=", "10", "day")
    assert verdict(promise("<=", "2", "day"), ten) == "exceeds"
    assert verdict(promise("<=", "2", "day", condition="business days"), ten) == "unproven"
    assert (
        verdict(promise("<=", "2", "day", quote="Replaced in 2 business days"), demand("<=", "2", "day", terms=("business day",)))
        == "meets"
    )
    assert verdict(promise("<=", "2", "day"), demand("<=", "2", "day", terms=("business day",))) == "unproven"
    other = "porting 10 business days max; both phones ring 14 days"
    assert verdict(promise(">=", "14", "day", quote=other), demand(">=", "5", "day")) == "exceeds"
    assert verdict(promise("<=", "10", "day", quote=other), demand("<=", "10", "day")) == "unproven"
    assert verdict(promise("=", "4", "minute", condition="typical"), demand("<=", "7", "minute")) == "unproven"
    assert verdict(promise("=", "9", "minute", condition="typical"), demand("<=", "7", "minute")) == "falls_short"
    monthly = demand("<", "45", "minute", terms=("month",))
    assert verdict(promise("<=", "5", "minute", condition="a month"), monthly) == "exceeds"
    assert verdict(promise("<=", "5", "minute", condition="a day"), monthly) == "unproven"
    networks = demand(">=", "4", noun="networks")
    assert verdict(promise("=", "8"), networks) == "exceeds"
    assert verdict(promise("=", "8", "port"), networks) == "unit_mismatch"


NUMBER = st.decimals(0, 1000, places=2)


@given(st.sampled_from(("=", "<=", ">=")), NUMBER, st.sampled_from(("=", "<=", ">=", "<", ">")), NUMBER)
def test_what_is_met_holds_for_each_value_the_factory_allows(operator, promised, bound, wanted):
    found = verdict(promise(operator, promised), demand(bound, wanted))
    steps = [promised] if operator == "=" else [promised + d * (1 if operator == ">=" else -1) for d in map(Decimal, range(2100))]
    accepts = {
        "=": lambda v: v == wanted,
        "<=": lambda v: v <= wanted,
        ">=": lambda v: v >= wanted,
        "<": lambda v: v < wanted,
        ">": lambda v: v > wanted,
    }[bound]
    accepted = [accepts(v) for v in steps]
    assert found in VERDICTS
    assert (found in ("meets", "exceeds")) == all(accepted)
    if found == "unproven":
        assert any(accepted) or operator != "="


@given(
    NUMBER.filter(lambda n: n > 0),
    st.sampled_from((("s", "minute", 60), ("g", "kg", 1000), ("mm", "m", 1000), ("Mbps", "Gbps", 1000))),
)
def test_the_unit_it_is_written_in_changes_nothing(number, units):
    small, large, factor = units
    for operator in ("<=", ">=", "="):
        for wanted in (number, number * 2, number / 2):
            asked = demand(operator, wanted, large)
            assert verdict(promise("=", number, large), asked) == verdict(promise("=", number * factor, small), asked)


def test_where_we_stand_on_a_need():
    spec = ProductSpec("m", "P", "V", "C", "1", "", (promise("<=", "3", "s"), promise("=", None, text="no ports")), ())
    spec = ProductSpec("m", "P", "V", "C", "1", "", (spec.characteristics[0],), ())
    timed = Requirement("r", "s", "p", "Back within 10 s", 5, "", ())
    plain = Requirement("r", "s", "p", "Make it quick", 5, "", ())
    answered, proposed = Link("c", "r", 9, 1.0, "", does="is back within 3 seconds"), Link("c", "r", 9, 0.4, "")
    assert our_verdict(spec, timed, answered) == our_verdict(spec, timed, proposed) == "exceeds"
    assert our_verdict(spec, plain, answered) == "meets"
    assert our_verdict(spec, plain, proposed) == "unproven"
    assert our_verdict(spec, timed, Link("c", "r", 3, 1.0, "")) == "unproven"
    assert our_verdict(spec, timed, None) == our_verdict(spec, timed, Link("gone", "r", 9, 1.0, "")) == "no_characteristic"
