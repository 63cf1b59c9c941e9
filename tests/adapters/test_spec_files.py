"""Spec files: one product in five layouts reads into one spec, each value with unit and place; hostile files are refused."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from readiness.adapters.input_tables import Problems
from readiness.adapters.spec_files import read_spec, spec_json
from readiness.errors import Problem
from readiness.stages.spec import ProductSpec

PRODUCT = {"model_id": "K2", "name": "Kettle & “Co” 2", "vendor": "Vapeur Éclair", "category": "Kettles", "revision": "B"}
FIELDS = ("id", "name", "value", "unit", "operator", "condition", "quote")
# id, name, value as a number of the file's own kind or words, unit as written, operator, condition, quote
CHARACTERISTICS: tuple[tuple[str, str, Any, str, str, str, str], ...] = (
    ("boil", "boiling time", 90, "seconds", "<=", "for half a litre", "Boils 0.5 L in at most 90 s, always."),
    ("lid", "lid", "opens with one hand", "", "", "", "Push-button lid"),
    ("warranty", "warranty", 3, "Years", "", "parts only", ""),
    ("weight", "weight", 0.9, "KG", ">=", "", ""),
    ("fill", "fill", 99.5, "%", "", "", ""),
    ("code", "code", "0123", "", "", "", ""),
    ("since", "on sale since", "2024-03-01", "", "", "", ""),
)
EXPECTED = (
    ("boil", Decimal("90"), "s", "<=", "at most 90 s"),
    ("lid", None, "", "=", "opens with one hand"),
    ("warranty", Decimal("3"), "year", "=", "3 years"),
    ("weight", Decimal("0.9"), "kg", ">=", "at least 0.9 kg"),
    ("fill", Decimal("99.5"), "%", "=", "99.5 %"),
    ("code", Decimal("123"), "", "=", "123"),
    ("since", None, "", "=", "2024-03-01"),
)
VARIANTS = (
    ("K2-W", "White, 1 L", "4006381333931", "49.90", "EUR", "900", "white"),
    ("K2-B", "Black", "", "", "", "", "black 👟"),
)


def as_yaml() -> bytes:
    return yaml.safe_dump(content(), allow_unicode=True, sort_keys=False).encode()


def as_json() -> bytes:
    return json.dumps(content(), indent="\t").encode()


def content() -> dict[str, Any]:
    facts = [{k: v for k, v in zip(FIELDS, row, strict=True) if v != ""} for row in CHARACTERISTICS]
    names = ("product_id", "name", "gtin", "list_price", "currency", "weight (g)", "color")
    variants = [{k: v for k, v in zip(names, row, strict=True) if v} for row in VARIANTS]
    return {"product": PRODUCT, "characteristics": facts, "variants": variants}


def as_csv() -> bytes:
    header = ("record", *FIELDS, "gtin", "list_price", "currency", "weight (g)", "color")
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header)
    writer.writeheader()
    writer.writerows({"record": "product", "id": k, "value": v} for k, v in PRODUCT.items())
    writer.writerows({"record": "characteristic", **dict(zip(FIELDS, row, strict=True))} for row in CHARACTERISTICS)
    names = ("id", "name", "gtin", "list_price", "currency", "weight (g)", "color")
    writer.writerows({"record": "variant", **dict(zip(names, row, strict=True))} for row in VARIANTS)
    return out.getvalue().encode()


def workbook(sheets: Mapping[str, list[list[Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_xlsx(*, texts: bool = False) -> bytes:
    """Return the workbook with numbers, days and long codes stored as what they are, or everything as text."""

    def stored(value: Any) -> Any:
        if texts:
            return str(value)
        return datetime(2024, 3, 1) if value == "2024-03-01" else value  # noqa: DTZ001 - a spreadsheet's day has no zone

    facts = [[stored(v) if v != "" else None for v in row] for row in CHARACTERISTICS]
    variants = [[(int(v) if v.isdigit() and not texts else v) or None for v in row] for row in VARIANTS]
    if not texts:
        variants[0][3] = 49.9
    return workbook(
        {
            "product": [["field", "value"], *([k, v] for k, v in PRODUCT.items())],
            "characteristics": [list(FIELDS), *facts],
            "variants": [["product_id", "name", "gtin", "list_price", "currency", "weight (g)", "color"], *variants],
        }
    )


def read(files: Mapping[str, bytes]) -> tuple[ProductSpec | None, list[Problem]]:
    problems = Problems()
    return read_spec(files, problems), problems.found


def whole(files: Mapping[str, bytes]) -> ProductSpec:
    spec, found = read(files)
    assert found == []
    assert spec is not None
    return spec


def places(found: list[Problem]) -> list[tuple[int, str]]:
    return [(p.row, p.column) for p in found]


LAYOUTS = {
    "spec.yaml": as_yaml(), "spec.json": as_json(), "spec.csv": as_csv(), "spec.xlsx": as_xlsx(),
    "spec.XLSX": as_xlsx(texts=True),
}  # fmt: skip
PLACES = {
    "spec.yaml": "characteristics[2].value", "spec.json": "characteristics[2].value", "spec.csv": "row 9",
    "spec.xlsx": "characteristics!C4", "spec.XLSX": "characteristics!C4",
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_layout_reads_into_the_same_product(name: str) -> None:
    spec = whole({name: LAYOUTS[name]})
    assert {f: getattr(spec, f) for f in PRODUCT} == PRODUCT
    assert [(c.characteristic_id, c.number, c.unit, c.operator, c.value) for c in spec.characteristics] == list(EXPECTED)
    quotes = [row[6] or str(row[2]) for row in CHARACTERISTICS]
    assert [c.quote for c in spec.characteristics] == quotes
    assert [c.condition for c in spec.characteristics] == [row[5] for row in CHARACTERISTICS]
    assert str(spec.characteristics[2].source) == f"{name}, {PLACES[name]}"
    white, black = spec.variants
    assert (white.product_id, white.gtin, white.list_price, white.currency) == ("K2-W", "4006381333931", Decimal("49.90"), "EUR")
    assert white.properties == (("weight", "900 g"), ("color", "white"))
    assert (black.list_price, black.currency, black.properties) == (None, "", (("color", "black 👟"),))
    assert json.loads(json.dumps(spec_json(spec)))["product"]["name"] == PRODUCT["name"]


AVAILABLE = (
    # id, status, available_from, valid_until as written; what is read
    ("boil", "", "", "", "available", None, None),
    ("lid", "roadmap", "", "", "roadmap", None, None),
    ("cord", "dated", "2026-03-01", "2026-12-31", "dated", date(2026, 3, 1), date(2026, 12, 31)),
    ("spout", "", "2026-03-01", "", "dated", date(2026, 3, 1), None),
    ("base", "available", "", "2027-01-31", "available", None, date(2027, 1, 31)),
)


def availability_as(name: str) -> bytes:
    names = ("id", "value", "status", "available_from", "valid_until")
    rows = [(row[0], "words", *row[1:4]) for row in AVAILABLE]
    if name.endswith(".xlsx"):
        days = [[date.fromisoformat(c) if c[:2] == "20" else c or None for c in row] for row in rows]
        return workbook({"product": [["field", "value"], ["name", "K"]], "characteristics": [list(names), *days]})
    if name.endswith(".csv"):
        lines = ["record," + ",".join(names), "product,name,K,,,", *("characteristic," + ",".join(row) for row in rows)]
        return "\n".join(lines).encode()
    facts = [{k: v for k, v in zip(names, row, strict=True) if v} for row in rows]
    whole = {"product": {"name": "K"}, "characteristics": facts}
    return (json.dumps(whole) if name.endswith(".json") else yaml.safe_dump(whole).replace("'", "")).encode()


@pytest.mark.parametrize("name", ["spec.yaml", "spec.json", "spec.csv", "spec.xlsx"])
def test_status_and_days_are_read_from_each_layout_of_ours(name: str) -> None:
    spec = whole({name: availability_as(name)})
    read_as = [(c.characteristic_id, c.status, c.available_from, c.valid_until) for c in spec.characteristics]
    assert read_as == [(row[0], *row[4:]) for row in AVAILABLE]
    shown = json.loads(json.dumps(spec_json(spec)))["characteristics"][2]
    assert (shown["status"], shown["available_from"], shown["valid_until"]) == ("dated", "2026-03-01", "2026-12-31")
    assert spec_json(spec)["characteristics"][0]["valid_until"] is None


def test_other_formats_say_nothing_of_it_and_are_available() -> None:
    spec = whole({"spec.xml": CATALOGUE.encode()})
    assert {(c.status, c.available_from, c.valid_until) for c in spec.characteristics} == {("available", None, None)}


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ("planned,,", ["status"]), ("Roadmap,,", ["status"]), ("dated,,", ["available_from"]),
        ("dated,1 March 2026,", ["available_from"]), ("dated,2026-02-30,", ["available_from"]), (",2026,", ["available_from"]),
        (",,01/02/2026", ["valid_until"]), (",,never", ["valid_until"]), ("available,2026-03-01,", ["status"]),
        (",2026-03-01,2026-02-28", ["valid_until"]), ("soon,x,y", ["available_from", "status", "valid_until"]),
    ],
)  # fmt: skip
def test_a_fault_in_status_or_days_is_named_by_row_and_column(cells: str, columns: list[str]) -> None:
    text = f"record,id,value,status,available_from,valid_until\nproduct,name,K,,,\ncharacteristic,a,1,{cells}\n"
    assert sorted(places(read({"spec.csv": text.encode()})[1])) == [(3, c) for c in columns]
    header, row = ["id", "value", "status", "available_from", "valid_until"], ["a", 1, *(c or None for c in cells.split(","))]
    book = workbook({"product": [["field", "value"], ["name", "K"]], "characteristics": [header, row]})
    assert sorted(places(read({"spec.xlsx": book})[1])) == [(2, f"characteristics!{c}") for c in columns]


def test_a_fault_in_a_day_of_a_yaml_spec_is_named_by_line() -> None:
    _, found = read({"spec.yaml": yaml_with("  - id: b\n    value: x\n    valid_until: 2026-31-12\n")})
    assert places(found) == [(7, "characteristics[1].valid_until")]


def test_a_variants_property_may_be_named_much_like_a_status_but_not_the_same() -> None:
    text = "record,id,value,available,state\nproduct,name,K,,\ncharacteristic,a,1,,\nvariant,P,,in May,new\n"
    assert whole({"spec.csv": text.encode()}).variants[0].properties == (("available", "in May"), ("state", "new"))
    assert places(read({"spec.csv": text.replace("available,", "available_from,").encode()})[1]) == [(4, "available_from")]


CATALOGUE = """<?xml version="1.0"?><c:Catalogue xmlns:c="urn:c" xmlns:h="http://www.w3.org/1999/xhtml">
<c:ProductDescription ProductModelID="K2" ProductModelName="Kettle"><c:Summary><h:p>Boils. Stands
  still!</h:p></c:Summary><c:Manufacturer><c:Name>Steam &amp; Co</c:Name></c:Manufacturer>
<c:Features>Words. <c:Warranty><c:Period>2 years</c:Period><c:Text>parts</c:Text></c:Warranty>
 <c:lid><h:i>Push-button</h:i> lid.</c:lid><c:lid>A second.</c:lid><c:Empty/></c:Features>
<c:Specifications><ProductLine>Kettles</ProductLine><NoOfYears>5 years</NoOfYears></c:Specifications>
</c:ProductDescription></c:Catalogue>"""


def test_a_catalogue_keeps_amounts_words_and_the_path_of_each_element() -> None:
    spec = whole({"spec.xml": CATALOGUE.encode()})
    assert (spec.model_id, spec.name, spec.vendor, spec.category) == ("K2", "Kettle", "Steam & Co", "Kettles")
    facts = {c.characteristic_id: c for c in spec.characteristics}
    assert list(facts) == ["summary-1", "summary-2", "warranty", "lid", "lid-2", "productline", "noofyears"]
    assert (facts["warranty"].value, facts["warranty"].quote) == ("2 years", "2 years, parts")
    assert (facts["lid"].value, facts["lid"].number) == ("Push-button lid.", None)
    assert (facts["noofyears"].name, facts["noofyears"].value) == ("years", "5 years")
    assert facts["summary-2"].quote == "Stands still!"
    assert facts["lid"].source.place == "/ProductDescription/Features/lid"


def test_two_files_are_one_product_and_must_agree_on_it() -> None:
    more = b"record,id,name,value\nproduct,revision,,C\ncharacteristic,cord,cord,75\n"
    spec = whole({"spec.xml": CATALOGUE.encode(), "spec.csv": more})
    assert (spec.name, spec.revision) == ("Kettle", "C")
    assert [c.characteristic_id for c in spec.characteristics][-1] == "noofyears"
    _, found = read(
        {"spec.xml": CATALOGUE.encode(), "spec.csv": b"record,id,value\nproduct,name,Toaster\ncharacteristic,lid,yes\n"}
    )
    assert [(p.file, p.column) for p in found] == [
        ("spec.xml", "/ProductDescription/@ProductModelName"), ("spec.xml", "/ProductDescription/Features/lid"),
    ]  # fmt: skip


# Each fault in its place


def yaml_with(fact: str = "", variant: str = "", product: str = "{name: K}") -> bytes:
    facts = "characteristics:\n  - id: a\n    value: 1\n" + fact
    return f"product: {product}\n{facts}{'variants:' if variant else ''}{variant}\n".encode()


@pytest.mark.parametrize(
    ("fact", "place"),
    [
        ("  - id: b\n    value: x\n    unit: bananas\n", (7, "characteristics[1].unit")),
        ("  - id: b\n    unit: kg\n    value: much\n", (7, "characteristics[1].value")),
        ("  - id: b\n    value: ''\n", (6, "characteristics[1].value")),
        ("  - id: b\n    value:\n", (6, "characteristics[1].value")),
        ("  - value: 5\n", (5, "characteristics[1].id")),
        ("  - id: b\n    value: 5\n    operator: <\n", (7, "characteristics[1].operator")),
        ("  - id: b c\n    value: 5\n", (5, "characteristics[1].id")),
        ("  - id: a\n    value: 5\n", (5, "characteristics[1].id")),
        ("  - id: b\n    valeu: 5\n", (6, "characteristics[1].valeu")),
        ("  - id: b\n    value: 5\n    value: 6\n", (7, "characteristics[1].value")),
        ("  - id: b\n    value: [1, 2]\n", (6, "characteristics[1].value")),
    ],
)
def test_a_fault_of_a_characteristic_is_named_by_line_and_field(fact: str, place: tuple[int, str]) -> None:
    assert places(read({"spec.yaml": yaml_with(fact)})[1]) == [place]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("gtin: '4006381333932'", "gtin"), ("gtin: '40063813339'", "gtin"), ("gtin: 'ABCDEFGH'", "gtin"),
        ("gtin: '٤٠٠٦٣٨١٣'", "gtin"),
        ("{list_price: -1, currency: EUR}", "list_price"), ("{list_price: '1,5', currency: EUR}", "list_price"),
        ("{list_price: NaN, currency: EUR}", "list_price"), ("{list_price: 1}", "currency"),
        ("{list_price: 1, currency: eur}", "currency"),
        ("'weight (bananas)': 5", "weight (bananas)"), ("size: {h: 1}", "size"), ("nmae: x", "nmae"),
    ],
)  # fmt: skip
def test_a_fault_of_a_variant_is_named_by_its_field(line: str, column: str) -> None:
    body = line.strip("{}").replace(", ", "\n    ") if line.startswith("{") else line
    _, found = read({"spec.yaml": yaml_with(variant=f"\n  - product_id: P\n    {body}\n")})
    assert [p.column for p in found] == [f"variants[0].{column}"]


@pytest.mark.parametrize("code", ["96385074", "036000291452", "4006381333931", "10614141543219"])
def test_numbers_of_trade_items_from_the_standard_are_taken(code: str) -> None:
    # GS1's own examples of GTIN-8, -12, -13 and -14
    assert whole({"spec.yaml": yaml_with(variant=f"\n  - {{product_id: P, gtin: '{code}'}}")}).variants[0].gtin == code


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 12), st.integers(1, 9))
def test_any_one_wrong_digit_of_a_trade_number_is_found(at: int, step: int) -> None:
    code = list("4006381333931")
    code[at] = str((int(code[at]) + step) % 10)
    assert read({"spec.yaml": yaml_with(variant=f"\n  - {{product_id: P, gtin: '{''.join(code)}'}}")})[1]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("record,id,value\nproduct,name,K\ncharacteristic,a,1,2\n", (3, "")),
        ("record,id,value\nproduct,name,K\nfeature,a,1\n", (3, "record")),
        ("record,id,value\nproduct,name,K\nproduct,name,L\ncharacteristic,a,1\n", (3, "id")),
        ("record,id,value\nproduct,colour,K\nproduct,name,K\ncharacteristic,a,1\n", (2, "id")),
        ("record,id,valeu\nproduct,name,K\ncharacteristic,a,1\n", (1, "valeu")),
        ("record,id,value,value\nproduct,name,K,K\n", (1, "value")),
        ("id,value\nname,K\n", (1, "record")),
        ("record,id,value,color\nproduct,name,K,\ncharacteristic,a,1,red\n", (3, "color")),
        ("record,id,value,gtin\nproduct,name,K,\ncharacteristic,a,1,96385074\n", (3, "gtin")),
        ('record,id,value\nproduct,name,"K\ncharacteristic,a,1\n', (2, "")),
        ("record,id,value\ncharacteristic,a,1\n", (0, "product.name")),
        ("record,id,value\nproduct,name,K\n", (0, "characteristics")),
        ("", (0, "")),
    ],
)
def test_a_fault_of_a_table_is_named_by_row_and_column(text: str, place: tuple[int, str]) -> None:
    assert places(read({"spec.csv": text.encode()})[1]) == [place]


def test_words_that_only_look_like_a_field_name_stay_properties() -> None:
    text = "record,id,value,field of view,battlefield (cm)\nproduct,name,K,,\ncharacteristic,a,1,,\nvariant,P,,60,5\n"
    assert whole({"spec.csv": text.encode()}).variants[0].properties == (("field of view", "60"), ("battlefield", "5 cm"))


# Workbooks


def facts_sheet(*rows: list[Any]) -> bytes:
    return workbook({"Product ": [["field", "value"], ["name", "K"]], "characteristics": [["id", "value", "unit"], *rows]})


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        (25.0, "25"), (25.1, "25.1"), (0.1 + 0.2, "0.3"), (1e-7, "0.0000001"), (1e15, "1000000000000000"), (True, "true"),
        (date(2024, 3, 1), "2024-03-01"), ("  x  ", "x"), (1234567890123, "1234567890123"), (-0.5, "-0.5"),
    ],
)  # fmt: skip
def test_a_cell_reads_as_a_person_sees_it(stored: Any, text: str) -> None:
    c = whole({"spec.xlsx": facts_sheet(["a", stored, None])}).characteristics[0]
    assert c.text == text
    assert c.source.place == "characteristics!B2"


def test_a_percentage_of_a_spreadsheet_is_what_it_shows() -> None:
    book = Workbook()
    book.worksheets[0].title = "product"
    for row in (["field", "value"], ["name", "K"]):
        book.worksheets[0].append(row)
    sheet = book.create_sheet("characteristics")
    for row in (["id", "value", "unit"], ["a", 0.5, "%"], ["b", 0.125, None]):
        sheet.append(row)
    sheet["B2"].number_format = sheet["B3"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    assert [c.value for c in whole({"spec.xlsx": out.getvalue()}).characteristics] == ["50 %", "12.5%"]


def test_a_formula_without_a_stored_result_is_said_with_its_cell() -> None:
    _, found = read({"spec.xlsx": facts_sheet(["a", "=1+1", "kg"])})
    assert len(found) == 1
    assert "characteristics!B2" in found[0].what


def test_a_fault_in_a_workbook_is_named_by_sheet_column_and_row() -> None:
    _, found = read({"spec.xlsx": facts_sheet(["a", 1, "kg"], [None, None, None], ["b", 1, "bananas"], ["c", "#REF!", "kg"])})
    assert places(found) == [(4, "characteristics!unit"), (5, "characteristics!value")]
    _, found = read({"spec.xlsx": workbook({"product": [["field", "value"], ["name", "K"]], "notes": [["x"]]})})
    assert [p.column for p in found] == ["notes"]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return out.getvalue()


def test_a_workbook_that_claims_a_million_columns_and_rows_is_read_at_once() -> None:
    source, out = io.BytesIO(facts_sheet(["a", 1, "kg"])), io.BytesIO()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            data = data.replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"')
            after.writestr(name, data.replace(b'<row r="2"', b'<row r="99999"') if name.endswith("sheet2.xml") else data)
    spec = whole({"spec.xlsx": out.getvalue()})
    assert [str(c.source) for c in spec.characteristics] == ["spec.xlsx, characteristics!B99999"]


def test_a_catalogue_with_a_document_type_is_refused_before_anything_of_it_is_used() -> None:
    for outside in ('SYSTEM "http://127.0.0.1/a.dtd"', '[<!ENTITY x "y">]', '[<!ENTITY % x SYSTEM "file:///etc/passwd">]'):
        text = CATALOGUE.replace("<c:Catalogue", f"<!DOCTYPE a {outside}><c:Catalogue", 1)
        spec, found = read({"spec.xml": text.encode()})
        assert spec is None
        assert [p.what for p in found] == ["has a document type or entities, which may hide other files"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("spec.xlsx", b""), ("spec.xlsx", b"not a zip"), ("spec.xlsx", bomb()), ("spec.xlsx", as_xlsx()[:2000]),
        ("spec.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked with a password"),
        ("spec.json", b"{"), ("spec.json", b'{"product": {"name": "K", "name": "L"}}'),
        ("spec.json", b"[" * 100_000), ("spec.json", b""),
        ("spec.json", b'{"product": {"name": 1e999999999}, "characteristics": [{"id": "a", "value": 5, "unit": "kg"}, 7]}'),
        ("spec.yaml", b"product: {name: K}\nproduct: {name: L}\n"), ("spec.yaml", b"\t- x"),
        ("spec.yaml", b"!!python/object/apply:os.system ['true']"), ("spec.yaml", b"? [a, b]\n: c\n"), ("spec.yaml", b"[" * 3000),
        ("spec.xml", b"<a>"), ("spec.xml", b"<a/>"), ("spec.xml", b'<?xml version="1.0" encoding="klingon"?><a/>'),
        ("spec.xml", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'), ("spec.xml", b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>'),
        ("spec.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'), ("spec.xml", b"\xff\xfe<"),
        ("spec.csv", b"\xff\xfer\x00"), ("spec.csv", b"record,id\n\x07,x\n"), ("spec.pdf", b"%PDF"), ("spec.docx", b"PK"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_spec_or_means_harm_is_one_problem(name: str, data: bytes) -> None:
    _, found = read({name: data})
    assert len(found) == 1, found
    assert found[0].file == name
    assert len(str(found[0])) < 300


def test_a_billion_laughs_in_yaml_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    assert read({"spec.yaml": "\n".join(lines).encode()})[1]
    nested = "variants:\n  - product_id: P\n" + "\n".join(f"    {line}" for line in lines)
    assert read({"spec.yaml": (yaml_with().decode() + nested).encode()})[1]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(sorted(LAYOUTS)), st.integers(0, 1500), st.integers(0, 30), st.binary(max_size=4))
def test_a_damaged_spec_is_problems_or_a_spec_and_never_a_crash(name: str, at: int, cut: int, noise: bytes) -> None:
    data = LAYOUTS[name]
    spec, found = read({name: data[:at] + noise + data[at + cut :]})
    assert found or spec is not None


def test_numbers_of_json_keep_their_digits_and_an_emoji_its_two_halves() -> None:
    text = '{"product": {"name": "K \\ud83d\\udc5f", "vendor": null}, "characteristics": [{"id": "a", "value": 1e3, "unit": "g"},'
    text += '{"id": "b", "value": 0.10000000000000000001}, {"id": "c", "value": true}]}'
    spec = whole({"spec.json": text.encode()})
    assert (spec.name, spec.vendor) == ("K 👟", "")
    assert [c.value for c in spec.characteristics] == ["1000 g", "0.10000000000000000001", "true"]
