"""Akeneo exports: the sample and small tables, read as a person reads them."""

from __future__ import annotations

from readiness.adapters.spec_formats import left_out
from readiness.adapters.table_files import xlsx_bytes
from tests.spec_reading import SAMPLES, faults, product, read, said, sample, variants


def test_akeneo_export() -> None:
    found = sample("drill_akeneo.csv")
    assert product(found) == {
        "model_id": "CD18",
        "name": 'Cordless drill CD18 "Pro"',
        "vendor": "Nørby & Søn",
        "category": "cordless drills",
        "summary": "Drills 38 mm into wood on one charge. The chuck opens with one hand, even in a glove.",
    }
    assert said(found) == {
        "description-1": ("=", "Drills 38 mm into wood on one charge.", ""),
        "description-2": ("=", "The chuck opens with one hand, even in a glove.", ""),
        "chuck-diameter": ("=", "13", "mm"),
        "idle-speed": ("=", "0-1.900", ""),
        "battery-voltage": ("=", "18", "V"),
        "colour": ("=", "signal red", ""),
        "features": ("=", "brushless, led light", ""),
        "warranty": ("=", "3", "year"),
    }
    two, five = variants(found)["CD18-2"], variants(found)["CD18-5"]
    assert (two.get("gtin"), two.get("list_price"), two.get("currency")) == ("4006381333931", "1129", "EUR")
    assert dict(two.properties) == {"weight": "1.45 kg", "price in USD": "1199", "X SELL products": "BAT18-2, BAT18-5"}
    assert dict(five.properties)["weight"] == "1.72 kg"
    assert (five.row, five.place) == (3, "row 3, column sku")
    chuck = next(r for r in found if r.id == "chuck-diameter")
    assert (chuck.get("quote"), chuck.place) == ("chuck diameter: 13 mm", "row 2, column chuck_diameter")


def test_akeneo_in_another_language_and_channel() -> None:
    found = sample("drill_akeneo.csv", locale="de_DE")
    assert product(found)["name"] == "Akku-Bohrschrauber CD18"
    assert product(found)["summary"] == "Bohrt 38 mm in Holz."
    assert product(sample("drill_akeneo.csv", channel="print"))["summary"] == "Print text."


def test_what_akeneo_says_and_nobody_reads_is_listed() -> None:
    lines = left_out("drill_akeneo.csv", (SAMPLES / "drill_akeneo.csv").read_bytes())
    assert "column name-de_DE: 'Akku-Bohrschrauber CD18 2 Ah' and 1 more" in lines
    assert "column image: 'files/cd18/main.jpg' and 1 more" in lines
    read_or_listed = " ".join(lines) + str(sample("drill_akeneo.csv"))
    for text in ("61,20", "Print text.", "Bohrt 38", "power_tools", "CD12", "96385074"):
        assert text in read_or_listed


def test_akeneo_with_commas_and_as_a_workbook_say_the_same() -> None:
    header = ["sku", "name", "weight", "weight-unit", "price"]
    rows = [["A-1", "Mug blue", "350.0000", "GRAM", "10.00 EUR,9.00 GBP"], ["A-2", "Mug red", "350.0000", "GRAM", "10.00 EUR"]]
    text = "\n".join([",".join(header), *(",".join(f'"{c}"' for c in r) for r in rows)])
    by_comma, by_sheet = read("s.csv", text.encode()), read("s.xlsx", xlsx_bytes({"Products": (header, rows)}))
    for found in (by_comma, by_sheet):
        assert product(found)["name"] == "Mug"
        assert said(found) == {"weight": ("=", "350", "g")}
        assert [(v.id, v.get("list_price"), v.get("currency")) for v in variants(found).values()] == [
            ("A-1", "10", "EUR"),
            ("A-2", "10", "EUR"),
        ]
        assert variants(found)["A-1"].properties == (("price in GBP", "9"),)
    assert next(r.place for r in by_sheet if r.id == "weight") == "Products, row 2, column weight"


def test_akeneo_product_models() -> None:
    data = b"code;family_variant;parent;name-en_US;material\namor;size;;Heritage jacket;wool\namor_red;size;amor;;wool\n"
    found = read("m.csv", data)
    assert product(found)["model_id"] == "amor"
    assert said(found) == {"material": ("=", "wool", "")}
    assert variants(found) == {}
    assert any("amor_red" in line for line in left_out("m.csv", data))


def test_akeneo_faults_name_row_and_column() -> None:
    assert faults("s.csv", b"sku;name\n;Lamp\n") == ["s.csv:2:sku: blank; expected the product's own number"]
    assert faults("s.csv", b"sku;name;name\nA;Lamp;Lamp\n") == [
        "s.csv:1:name: the column stands twice; expected each column once"
    ]
