"""Hostile specs: a broken or harmful file ends in one clear line of `readiness check`, at once; code in a value stays words."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner

from readiness.actions import launch
from readiness.adapters.input_tables import Problems
from readiness.adapters.spec_files import read_spec
from readiness.adapters.spec_formats import left_out
from readiness.cli import app
from readiness.settings import ROOT, Settings
from tests.small_launch import SPEC_YAML, write_small_launch
from tests.spec_reading import SAMPLES, bmecat, feature

SHEET = "xl/worksheets/sheet2.xml"
STRINGS = "xl/sharedStrings.xml"
NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ENTITY = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
SECONDS = 20
"""No file may keep a person waiting longer, on a busy machine too."""


def book(rows: Iterable[Iterable[object]] = (("id", "value"), ("a", "x"))) -> bytes:
    made = Workbook()
    made.worksheets[0].title = "product"
    sheet = made.create_sheet("characteristics")
    for at, lines in ((made.worksheets[0], (("field", "value"), ("name", "K"))), (sheet, rows)):
        for line in lines:
            at.append(list(line))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_member(name: str, parts: Iterable[bytes]) -> bytes:
    """Return the workbook with one member put in its place, written bit by bit."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.namelist():
            data = before.read(member)
            if name == STRINGS and member == "[Content_Types].xml":
                kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
                data = data.replace(
                    b"</Types>", b'<Override PartName="/%s" ContentType="%s"/></Types>' % (STRINGS.encode(), kind)
                )
            if member != name:
                after.writestr(member, data)
        with after.open(name, "w", force_zip64=True) as stream:
            for part in parts:
                stream.write(part)
    return out.getvalue()


def sheet(rows: bytes, before: bytes = b"") -> bytes:
    return with_member(SHEET, [before, b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (NAMESPACE, rows)])


def texts(entity: bytes) -> bytes:
    """Return a workbook whose only text is an entity."""
    return with_member(STRINGS, [ENTITY, b"<sst %s><si><t>%s</t></si></sst>" % (NAMESPACE, entity)])


def swollen(mib: int) -> bytes:
    """Return a workbook whose sheet unpacks to so many MiB."""
    return with_member(SHEET, [b"<worksheet>", *[b" " * (1 << 20)] * mib])


def lying() -> bytes:
    """Return a workbook with 600 MiB of texts that its directory says are 1,000 bytes, with the check sum of those."""
    data = bytearray(with_member(STRINGS, [b" " * (1 << 20)] * 600))
    at = data.rfind(b"PK\x01\x02")
    assert STRINGS.encode() in data[at : at + 80]
    struct.pack_into("<L", data, at + 16, zlib.crc32(b" " * 1000))
    struct.pack_into("<L", data, at + 24, 1000)
    return bytes(data)


def many_members(n: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for i in range(n):
            archive.writestr(f"xl/worksheets/sheet{i}.xml", b"")
    return out.getvalue()


def many_large_members() -> bytes:
    """Return 2,000 members of 1 MiB each."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(2000):
            archive.writestr(f"xl/worksheets/sheet{i}.xml", b" " * (1 << 20), compresslevel=1)
    return out.getvalue()


def far_right(n: int) -> bytes:
    """Return a sheet with one cell in the last column of each row."""
    return sheet(b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (i, i) for i in range(1, n)))


def laughs(root: str, declared: str = "") -> str:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return f'{declared}<!DOCTYPE {root} [<!ENTITY l0 "ha">{entities}]><{root}>&l9;</{root}>'


def cell(text: bytes) -> bytes:
    return b'<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row>' % text


BROKEN: dict[str, tuple[str, bytes | Callable[[], bytes]]] = {
    # a file of each format that is cut or is something else
    "yaml cut": ("spec.yaml", b"product: {name: K\n"), "json cut": ("spec.json", b'{"product": {"name": "K"'),
    "json open text": ("spec.json", b'{"a": "' + b'\\"' * 60_000 + b"[" * 60_000),
    "csv open quote": ("spec.csv", b'record,id,value\nproduct,name,"K\n'), "csv long line": ("spec.csv", b'"' + b"K" * 300_000),
    "xlsx cut": ("spec.xlsx", lambda: book()[:3000]), "xlsx of text": ("spec.xlsx", b"record,id,value\n"),
    "catalogue cut": ("spec.xml", b"<ProductDescription><Features>"), "bmecat cut": ("spec.xml", b"<BMECAT><T_NEW_CATALOG>"),
    "json-ld cut": ("spec.json", b'{"@type": "Product", "name": '), "akeneo cut": ("spec.csv", b'sku;name\nA;"open\n'),
    "nothing in json": ("spec.json", b"{}"), "nothing in a table": ("spec.csv", b"record,id,value\n"),
    "nothing in yaml": ("spec.yaml", b"characteristics: []\n"), "nothing in a catalogue": ("spec.xml", b"<ProductDescription/>"),
    # zip bombs
    "sheet of 1.1 GB": ("spec.xlsx", lambda: swollen(1100)), "lying directory": ("spec.xlsx", lying),
    "many members": ("spec.xlsx", lambda: many_members(30_000)),
    "many large members": ("spec.xlsx", many_large_members),
    "many cells": ("spec.xlsx", lambda: sheet((b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>") * 20_000)),
    "row far below": ("spec.xlsx", lambda: sheet(cell(b"id") + b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>')),
    "columns far right": ("spec.xlsx", lambda: far_right(999)),
    "deep sheet": ("spec.xlsx", lambda: with_member(SHEET, [b"<a>" * 3_000_000])),
    # entities
    "entity in a sheet": ("spec.xlsx", lambda: sheet(cell(b"&a;"), ENTITY)),
    "file in a sheet": ("spec.xlsx", lambda: sheet(cell(b"&f;"), ENTITY)),
    "entity in the texts": ("spec.xlsx", lambda: texts(b"&a;")),
    "file in the texts": ("spec.xlsx", lambda: texts(b"&f;")),
    "entity in the workbook": ("spec.xlsx", lambda: with_member("xl/workbook.xml", [ENTITY, b"<workbook>&a;</workbook>"])),
    "laughs in bmecat": ("spec.xml", laughs("BMECAT").encode()),
    "laughs in a catalogue": ("spec.xml", laughs("ProductDescription").encode()),
    "laughs in UTF-16": ("spec.xml", laughs("BMECAT", '<?xml version="1.0" encoding="utf-16"?>').encode("utf-16")),
    "file in bmecat": ("spec.xml", ENTITY + b"<BMECAT>&f;</BMECAT>"),
    "file in a catalogue": ("spec.xml", ENTITY + b"<ProductDescription>&f;</ProductDescription>"),
    "parameter entity": ("spec.xml", b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><BMECAT/>'),
    # depth
    "deep json": ("spec.json", b'{"a":' * 60_000), "deep json-ld": ("spec.json", b'{"@type":"Product","a":' * 60_000),
    "deep yaml": ("spec.yaml", b"a: {" * 30_000), "deep yaml list": ("spec.yaml", b"- " * 50_000),
    "deep bmecat": ("spec.xml", b"<BMECAT>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</BMECAT>"),
    # bytes that are no text
    "NUL in csv": ("spec.csv", b"record,id,value\nproduct,name,K\0\n"), "NUL in yaml": ("spec.yaml", b"product: {name: K\0}\n"),
    "NUL in json": ("spec.json", b'{"product": {"name": "K\0"}}'), "NUL in bmecat": ("spec.xml", b"<BMECAT>\0</BMECAT>"),
    "NUL in a catalogue": ("spec.xml", b"<ProductDescription>\0</ProductDescription>"),
    "latin-1 csv": ("spec.csv", "record,id,value\nproduct,name,Größe\n".encode("latin-1")),
    "latin-1 yaml": ("spec.yaml", "product: {name: Größe}\n".encode("latin-1")),
    "latin-1 json": ("spec.json", '{"product": {"name": "Größe"}}'.encode("latin-1")),
    "latin-1 xml": ("spec.xml", "<ProductDescription>Größe</ProductDescription>".encode("latin-1")),
    "latin-1 bmecat": ("spec.xml", "<BMECAT>Größe</BMECAT>".encode("latin-1")),
    "UTF-16 csv": ("spec.csv", "record,id,value\nproduct,name,K\n".encode("utf-16")),
    "UTF-16 yaml": ("spec.yaml", "product: {name: K}\n".encode("utf-16")),
    "UTF-16 json": ("spec.json", '{"product": {"name": "K"}}'.encode("utf-16")),
    "unknown encoding": ("spec.xml", b'<?xml version="1.0" encoding="utf-7"?><BMECAT/>'),
}  # fmt: skip


@cache
def broken(case: str) -> bytes:
    """Return a broken file; workbooks are made when they are asked for, once in a process."""
    data = BROKEN[case][1]
    return data if isinstance(data, bytes) else data()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = write_small_launch(tmp_path_factory.mktemp("hostile") / "launch")
    (made / "spec.yaml").unlink()
    return made


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_or_harmful_spec_is_one_clear_line_at_once(case: str, folder: Path) -> None:
    name = BROKEN[case][0]
    (folder / name).write_bytes(broken(case))
    started = time.monotonic()
    result = CliRunner().invoke(app, ["check", str(folder), "--json"])
    took = time.monotonic() - started
    (folder / name).unlink()
    assert (result.exit_code, result.exception.__class__) == (2, SystemExit)
    (problem,) = json.loads(result.stdout)["problems"]
    assert problem["file"] == name
    assert problem["what"] and problem["expected"]
    assert "root:" not in result.stdout  # nothing of another file is shown
    assert took < SECONDS


def test_aliases_that_double_forty_times_are_refused_at_once(folder: Path) -> None:
    lines = ["characteristics:", "- &a0 [x, x]", *(f"- &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 40))]
    (folder / "spec.yaml").write_text("\n".join(lines), encoding="utf-8")
    started = time.monotonic()
    result = CliRunner().invoke(app, ["check", str(folder)])
    took = time.monotonic() - started
    (folder / "spec.yaml").unlink()
    assert result.exit_code == 2
    assert "used twice (*)" in result.output
    assert len(result.output) < 30_000
    assert took < SECONDS


MEMORY = """
import pathlib, resource, sys
from readiness.adapters.input_tables import Problems
from readiness.adapters.spec_files import read_spec
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
read_spec({"spec.xlsx": pathlib.Path(sys.argv[1]).read_bytes()}, problems := Problems())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, len(problems.found))
"""


@pytest.mark.parametrize("case", ["sheet of 1.1 GB", "lying directory", "many large members", "many cells", "deep sheet"])
def test_a_zip_bomb_is_refused_in_little_memory(case: str, tmp_path: Path) -> None:
    bomb = tmp_path / "spec.xlsx"
    bomb.write_bytes(broken(case))
    done = subprocess.run([sys.executable, "-c", MEMORY, bomb], capture_output=True, text=True, check=True, cwd=ROOT)
    kib, n_problems = map(int, done.stdout.split())
    assert n_problems == 1
    assert kib < 100 * 1024


def values(*texts: str) -> list[tuple[str, bytes]]:
    """Return a spec in each layout of ours with these values, the last with a unit."""
    ids = [f"c{i}" for i in range(len(texts))]
    units = ["" for _ in texts[:-1]] + ["kg"]
    bare = ",".join(f'{{"id": "{i}", "value": {t}, "unit": "{u}"}}' for i, t, u in zip(ids, texts, units, strict=True))
    lines = [f'characteristic,{i},"{t}",{u}' for i, t, u in zip(ids, texts, units, strict=True)]
    rows = list(zip(ids, texts, units, strict=True))
    return [
        ("spec.json", b'{"product": {"name": "K"}, "characteristics": [' + bare.encode() + b"]}"),
        ("spec.csv", "\n".join(["record,id,value,unit", "product,name,K,", *lines]).encode()),
        ("spec.xlsx", book([("id", "value", "unit"), *rows])),
    ]


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_a_problem_with_and_without_a_unit(text: str) -> None:
    for name, data in values(text, text):
        found = faults(name, data)
        assert len(found) == 2, found
        assert all(f"'{text}' says nothing; expected a number or words" in line for line in found)


def test_a_number_beyond_measure_is_a_problem_with_a_unit_and_words_without() -> None:
    for name, data in values("1e400", "1e400"):
        (line,) = faults(name, data)
        assert "'1e400' is not a number but has the unit kg" in line


def faults(name: str, data: bytes) -> list[str]:
    problems = Problems()
    read_spec({name: data}, problems)
    return [str(p) for p in problems.found]


def test_a_catalogue_without_a_number_says_nothing_and_the_note_says_so() -> None:
    data = bmecat(feature("Head", ["NaN"], "MTR") + feature("Weight", ["5"], "KGM"))
    problems = Problems()
    spec = read_spec({"spec.xml": data}, problems)
    assert spec is not None and problems.found == []
    assert [c.value for c in spec.characteristics] == ["5 kg"]
    assert any("FVALUE: 'NaN'" in line for line in left_out("spec.xml", data))
    blank = b'{"@type": "Product", "name": "K", "sku": "A", "color": "red", "additionalProperty": [{"name": "w", "value": NaN}]}'
    assert [line for line in left_out("spec.json", blank) if "NaN" in line]


@pytest.mark.parametrize("name", sorted(p.name for p in SAMPLES.iterdir()))
def test_a_sample_cut_anywhere_is_notes_or_none_and_never_a_crash(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    for at in range(0, len(data), max(1, len(data) // 60)):
        left_out(name, data[:at])
        left_out(name, data[:at] + b'"\0<\xff' + data[at:])


def test_utf_16_xml_says_its_own_encoding_and_is_read() -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><ProductDescription ProductModelName="K"><Features><a>Größe</a></Features>'
    spec = read_spec({"spec.xml": (text + "</ProductDescription>").encode("utf-16")}, Problems())
    assert spec is not None
    assert [c.value for c in spec.characteristics] == ["Größe"]


# Code in a value

CODE = (
    "{{ 7919*7919 }}",
    "{% for x in y %}",
    "=1+1",
    "__import__('os').getcwd()",
    "{0.__class__}",
    "<script>alert(1)</script>",
    "@SUM(A1)",
)


def test_code_in_a_value_stays_words_in_every_file_made_of_it(small_launch: Path, tmp_path: Path) -> None:
    facts = "".join(f"  - {{id: code{i}, name: {json.dumps(c)}, value: {json.dumps(c)}}}\n" for i, c in enumerate(CODE))
    text = SPEC_YAML.replace("variants:", facts + "variants:").replace("name: Kettle 2,", 'name: "=1+1 {{ 7919*7919 }}",', 1)
    text = text.replace("Boils 0.5 L in at most 90 s.", "Boils 0.5 L in at most 90 s {{ 7919*7919 }} {0.__class__}.")
    (small_launch / "spec.yaml").write_text(text, encoding="utf-8")
    answers = small_launch / "answers.csv"
    answers.write_text(answers.read_text(encoding="utf-8").replace("N2,lid", "N2,code2"), encoding="utf-8")
    out = tmp_path / "out"
    settings = Settings(
        home=tmp_path / "home", database_url=f"sqlite:///{tmp_path / 'r.db'}", templates=ROOT / "content_templates"
    )
    launch_id, _ = launch.take_in(settings, small_launch)
    launch.write_positioning(settings, launch_id, out)
    gaps = (out / "positioning" / "gaps.csv").read_text(encoding="utf-8")
    for code in CODE:
        assert code in gaps or code in whole_text(out), code
    for path in sorted(p for p in out.rglob("*") if p.suffix in (".csv", ".md", ".xlsx")):
        shown = text_of(path)
        assert str(7919 * 7919) not in shown and "<class" not in shown, path


def whole_text(out: Path) -> str:
    return "\n".join(text_of(p) for p in sorted(out.rglob("*")) if p.is_file())


def text_of(path: Path) -> str:
    """Return a file's words; a workbook must hold no formula and a CSV no cell that runs as one."""
    if path.suffix == ".xlsx":
        cells = [c for s in load_workbook(path).worksheets for row in s.iter_rows() for c in row if c.value is not None]
        assert all(c.data_type != "f" for c in cells), path
        return "\n".join(str(c.value) for c in cells)
    return path.read_text(encoding="utf-8")
