"""BMEcat catalogues: the samples and small catalogues, read as a person reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.adapters.spec_formats import left_out
from tests.spec_reading import SAMPLES, bmecat, feature, product, read, said, sample, variants


def test_bmecat_2005_with_etim_codes() -> None:
    found = sample("pump_bmecat_2005.xml")
    assert product(found) == {
        "model_id": "WP-25-6",
        "name": "Heating pump WP 25-6",
        "vendor": "Wärme & Co",
        "revision": "7.2",
    }
    assert list(said(found).items()) == [
        ("delivery-head", ("=", "6.5", "m")),
        ("medium-temperature-min", (">=", "-10", "°C")),
        ("medium-temperature-max", ("<=", "110", "°C")),
        ("connection", ("=", "G 1 1/2", "")),
        ("mains-voltage", ("=", "1, 3, 5 V", "")),
        ("power-input", ("=", "1045.5", "W")),
        ("self-venting", ("=", "yes", "")),
        ("weight", ("=", "2.4", "kg")),
    ]
    pump = variants(found)["WP-25-6"]
    assert (pump.get("gtin"), pump.get("list_price"), pump.get("currency")) == ("4006381333931", "1289.5", "EUR")
    assert dict(pump.properties)["accessories"] == "FL-25"
    head = next(r for r in found if r.id == "delivery-head")
    assert head.place == "/BMECAT/T_NEW_CATALOG/PRODUCT/PRODUCT_FEATURES/FEATURE[2]"


def test_bmecat_in_german_reads_the_german_words() -> None:
    found = sample("pump_bmecat_2005.xml", locale="de")
    assert product(found)["name"] == "Heizungspumpe WP 25-6"
    assert "medientemperatur-max" in said(found)


def test_what_bmecat_says_and_nobody_reads_is_listed() -> None:
    lines = left_out("pump_bmecat_2005.xml", (SAMPLES / "pump_bmecat_2005.xml").read_bytes())
    assert "/BMECAT/T_NEW_CATALOG/PRODUCT/PRODUCT_FEATURES/FEATURE/FNAME: 'Heat shield'" in lines
    assert "/BMECAT/T_NEW_CATALOG/PRODUCT/PRODUCT_PRICE_DETAILS/PRODUCT_PRICE/PRICE_AMOUNT: '190.00'" in lines
    assert not any("Delivery head" in line or "1.045,5" in line for line in lines)


def test_bmecat_1_2_with_the_faults_real_files_have() -> None:
    found = sample("cable_bmecat_1_2.xml")
    assert product(found) == {"name": "Kabel K", "vendor": "Müller"}
    assert said(found) == {"querschnitt": ("=", "1.5", "mm2")}
    long, short = variants(found)["K-100"], variants(found)["K-50"]
    assert (long.get("name"), long.get("list_price")) == ("Kabel K, 100 m & Spule", "0.86")
    assert dict(long.properties) == {"Länge": "100 m", "price as stated": "86 EUR for 100 m"}
    assert (dict(short.properties), short.get("list_price")) == ({"Länge": "50 m"}, "")


@pytest.mark.parametrize("prefix", ["", "b:"])
def test_a_namespace_makes_no_difference(prefix: str) -> None:
    data = bmecat(feature("Head", ["6"], "MTR")).decode()
    if prefix:
        data = data.replace("</", "</b:").replace("<", "<b:").replace("<b:/b:", "</b:")
        data = data.replace("<b:BMECAT>", '<b:BMECAT xmlns:b="http://www.bmecat.org/bmecat/2005">')
    assert said(read("s.xml", data.encode())) == {"head": ("=", "6", "m")}


def test_two_features_of_one_name_are_both_kept() -> None:
    data = bmecat(feature("Port", ["RJ45"], "") + feature("Port", ["USB-C"], ""))
    assert said(read("s.xml", data)) == {"port": ("=", "RJ45", ""), "port.2": ("=", "USB-C", "")}


@given(
    st.integers(-400, 400),
    st.integers(1, 400),
    st.sampled_from([("MMT", "mm"), ("CEL", "°C"), ("EU570448", "mm"), ("kg", "kg"), ("VLT", "V")]),
)
def test_a_range_keeps_both_ends_in_order(low: int, width: int, unit: tuple[str, str]) -> None:
    data = bmecat(feature("Span", [str(low), str(low + width)], unit[0]))
    assert said(read("s.xml", data)) == {"span-min": (">=", str(low), unit[1]), "span-max": ("<=", str(low + width), unit[1])}


def priced(price: str, order: str = "") -> dict[str, str]:
    """Return list price and stated price of a product with one price."""
    data = bmecat(feature("Head", ["6"], "MTR")).decode()
    details = f"<PRODUCT_PRICE_DETAILS>{price}</PRODUCT_PRICE_DETAILS><PRODUCT_ORDER_DETAILS>{order}</PRODUCT_ORDER_DETAILS>"
    found = variants(read("s.xml", data.replace("</PRODUCT>", f"{details}</PRODUCT>").encode()))["P"]
    return {"price": found.get("list_price"), **dict(found.properties)}


def test_the_price_is_that_of_one_unit() -> None:
    amount = "<PRICE_AMOUNT>250</PRICE_AMOUNT><PRICE_CURRENCY>EUR</PRICE_CURRENCY>"
    net = f'<PRODUCT_PRICE price_type="net_list">{amount}{{}}</PRODUCT_PRICE>'
    assert priced(net.format("")) == {"price": "250"}
    assert priced(
        net.format("<PRICE_FACTOR>0.9</PRICE_FACTOR>"), "<PRICE_QUANTITY>100</PRICE_QUANTITY><ORDER_UNIT>C62</ORDER_UNIT>"
    ) == {
        "price": "2.25",
        "price as stated": "250 EUR for 100 piece, times 0.9",
    }
    # What cannot be worked out is no price, but what was stated stays.
    assert priced(net.format(""), "<PRICE_QUANTITY>0</PRICE_QUANTITY>") == {"price": "", "price as stated": "250 EUR for 0"}


def test_a_customers_own_price_is_no_list_price() -> None:
    own = '<PRODUCT_PRICE price_type="net_customer"><PRICE_AMOUNT>9</PRICE_AMOUNT></PRODUCT_PRICE>'
    assert priced(own) == {"price": ""}
