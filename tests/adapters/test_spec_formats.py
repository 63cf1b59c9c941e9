"""Spec formats: our own layouts stay ours, and a hostile or broken file is one clear line."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from readiness.adapters.input_tables import Problems
from readiness.adapters.spec_formats import left_out, records
from readiness.adapters.table_files import xlsx_bytes
from tests.spec_reading import SAMPLES, bmecat, faults, feature, read, said


def test_our_own_layouts_are_read_as_before() -> None:
    table = b"record,id,name,value,unit\nproduct,name,,Lamp,\ncharacteristic,c1,Light,800,lm\n"
    assert said(read("s.csv", table)) == {"c1": ("", "800", "lm")}
    ours = {"product": {"name": "Lamp"}, "characteristics": [{"id": "c1", "name": "Light", "value": 800, "unit": "lm"}]}
    assert said(read("s.json", json.dumps(ours).encode())) == {"c1": ("", "800", "lm")}
    book = xlsx_bytes(
        {"product": (["field", "value"], [["name", "Lamp"]]), "characteristics": (["id", "value"], [["c1", "bright"]])}
    )
    assert said(read("s.xlsx", book)) == {"c1": ("", "bright", "")}
    xml = b"<ProductDescription><Features><Light>bright</Light></Features><Picture>7</Picture></ProductDescription>"
    assert said(read("s.xml", xml))["light"][1] == "bright"
    assert left_out("s.xml", xml) == ["/ProductDescription/Picture: '7'"]
    assert left_out("s.csv", table) == []


# Hostile files: one line each

LAUGHS = '<!DOCTYPE BMECAT [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("laughs.xml", LAUGHS.encode() + b"<BMECAT>&b;</BMECAT>"),
        ("entity.xml", b'<!DOCTYPE BMECAT [<!ENTITY f SYSTEM "file:///etc/passwd">]><BMECAT>&f;</BMECAT>'),
        ("dtd.xml", b'<!DOCTYPE BMECAT SYSTEM "http://127.0.0.1/x.dtd"><BMECAT/>'),
        ("deep.xml", b"<BMECAT>" + b"<A>" * 5000 + b"</A>" * 5000 + b"</BMECAT>"),
        ("cut.xml", b"<BMECAT><T_NEW_CATALOG><PRODUCT>"),
        ("empty.xml", b"<BMECAT><T_NEW_CATALOG/></BMECAT>"),
        ("deep.json", b'{"@type":"Product","name":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        ("cut.json", b'{"@type": "Product", "name": '),
        ("none.json", b'{"@type": "Person", "name": "Ada"}'),
        ("twice.json", b'{"@type": "Product", "name": "A", "name": "B"}'),
        ("latin.csv", "sku;name\nA;Länge\n".encode("latin-1")),
        ("quote.csv", b'sku;name\nA;"open\n'),
        ("bomb.xlsx", bomb()),
        ("words.xlsx", b"not a workbook"),
    ],
)
def test_a_hostile_or_broken_file_is_one_clear_problem(name: str, data: bytes) -> None:
    found = faults(name, data)
    assert len(found) == 1, found
    assert "; expected " in found[0]
    assert left_out(name, data) == [] or name == "quote.csv"


def test_a_huge_number_stays_as_written_for_the_check_to_refuse() -> None:
    for data in (bmecat(feature("Head", ["9" * 200], "MTR")), bmecat(feature("Head", ["1e999"], "MTR"))):
        ((operator, value, unit),) = said(read("s.xml", data)).values()
        assert (operator, unit) == ("=", "m")
        assert value in ("9" * 200, "1e999")


@pytest.mark.parametrize("name", ["drill_akeneo.csv", "router_schema_org.json", "pump_bmecat_2005.xml", "cable_bmecat_1_2.xml"])
def test_the_samples_pass_the_checks_of_a_spec(name: str) -> None:
    from readiness.adapters.spec_files import read_spec

    problems = Problems()
    data = (SAMPLES / name).read_bytes()
    found = records(name, data, problems)
    # Every id, number, unit and GTIN is one that the spec's own table takes too.
    header = "record,id,name,value,unit,operator,quote,gtin,list_price,currency".split(",")
    rows = [[r.record, *(r.get(h) for h in header[1:])] for r in found]
    table = "\r\n".join(",".join('"' + c.replace('"', '""') + '"' for c in row) for row in [header, *rows]) + "\r\n"
    spec = read_spec({"spec.csv": table.encode()}, problems)
    assert [str(p) for p in problems.found] == []
    assert spec is not None
    assert len(spec.characteristics) == sum(r.record == "characteristic" for r in found)
    assert all(c.number is not None for c in spec.characteristics if c.unit)
