"""schema.org JSON-LD: the sample and small products, read as a person reads them."""

from __future__ import annotations

import json

from readiness.adapters.spec_formats import left_out
from tests.spec_reading import SAMPLES, product, read, said, sample, variants


def test_schema_org_group_with_variants() -> None:
    found = sample("router_schema_org.json")
    assert product(found) == {
        "model_id": "BR40",
        "name": "BR40 branch router",
        "vendor": "Northway",
        "category": "Branch routers",
        "summary": "Keeps a shop on line when its line fails. Switches to mobile data by itself.",
    }
    assert said(found) == {
        "description-1": ("=", "Keeps a shop on line when its line fails.", ""),
        "description-2": ("=", "Switches to mobile data by itself.", ""),
        "weight": ("=", "1.25", "kg"),
        "switchover-time-max": ("<=", "3", "s"),
        "operating-temperature-min": (">=", "-5", "°C"),
        "operating-temperature-max": ("<=", "45.5", "°C"),
        "throughput-firewall-on": ("=", "1200", "Mbps"),
        "separate-networks": ("=", "8", ""),
        "fanless": ("=", "yes", ""),
        "noise": ("=", "0.2 sone", ""),
    }
    white, black = variants(found)["BR40-W"], variants(found)["BR40-B"]
    assert (white.get("gtin"), white.get("list_price"), white.properties) == ("4006381333931", "649", (("color", "white"),))
    assert (black.get("gtin"), black.get("list_price"), black.place) == ("09506000134352", "629", "@graph[2]")
    temperature = next(r for r in found if r.id == "operating-temperature-max")
    assert (temperature.place, temperature.row) == ("@graph[1].additionalProperty[1]", 17)


def test_what_schema_org_says_and_nobody_reads_is_listed() -> None:
    lines = left_out("router_schema_org.json", (SAMPLES / "router_schema_org.json").read_bytes())
    assert "@graph[].isRelatedTo.sku: 'ANT-1'" in lines
    assert any("sone" in line for line in lines)
    assert not any("BR40-W" in line or "45.5" in line for line in lines)


def test_one_product_alone_or_in_a_list_with_little_in_it() -> None:
    alone = {
        "@type": "http://schema.org/Product",
        "name": 'Läuft 🚲 & "gut"',
        "mpn": "L1",
        "width": {"value": 12, "unitText": "cm"},
    }
    for content in (alone, [alone], {"@graph": [alone]}, {"@type": "WebPage", "mainEntity": alone}):
        found = read("s.json", json.dumps(content).encode())
        assert product(found) == {"model_id": "L1", "name": 'Läuft 🚲 & "gut"'}
        assert said(found) == {"width": ("=", "12", "cm")}
        assert list(variants(found)) == ["L1"]


def test_a_variant_that_differs_from_its_group_loses_nothing() -> None:
    group = {
        "@type": "ProductGroup",
        "name": "Chair",
        "weight": "9 kg",
        "material": "ash",
        "hasVariant": [{"@type": "Product", "sku": "C1"}, {"@type": "Product", "sku": "C2", "weight": "11 kg"}],
    }
    found = read("s.json", json.dumps(group).encode())
    assert said(found) == {"material": ("=", "ash", "")}
    assert {i: dict(v.properties) for i, v in variants(found).items()} == {"C1": {"weight": "9 kg"}, "C2": {"weight": "11 kg"}}
