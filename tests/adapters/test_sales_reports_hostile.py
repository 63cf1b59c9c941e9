"""Hostile files: each ends as one sentence or as rejected rows, soon, and the process that asked lives on."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from readiness.adapters.sales_reports import workbooks
from readiness.adapters.sales_reports.opening import RawReport, UnfitReportError, read_report
from readiness.adapters.zip_limits import ZipLimits
from tests.report_files import TABLE, Said, book, rewritten, saved, with_rows

SHEET = "xl/worksheets/sheet1.xml"
GOOD = book(*TABLE)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))


def changed(member: str, change: Callable[[bytes], bytes]) -> bytes:
    return rewritten(GOOD, lambda m: m.update({member: change(m.get(member, b""))}))


def far(cell: str) -> bytes:
    workbook = load_workbook(io.BytesIO(GOOD))
    workbook.worksheets[0][cell] = "x"
    return saved(workbook)


def old_office(*names: str) -> bytes:
    return OLD + b"".join(name.encode("utf-16-le") for name in names) + bytes(600)


CASES = {
    "the last cell there is": (far("XFD1048576"), "memory"),
    "a cell far enough": (far("ZZ100000"), "memory"),
    "a zip of blanks": (changed("xl/more.xml", lambda _: b" " * 50_000_000), "too_large"),
    "a sheet at 110 to 1": (with_rows(b'<row r="4"/>' * 3_000_000), "too_large"),
    "entities": (changed(SHEET, lambda x: b'<!DOCTYPE a [<!ENTITY b "c">]>' + x), "doctype"),
    "an outside entity": (changed("xl/workbook.xml", lambda x: b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + x), "doctype"),
    "a late document type": (changed("xl/styles.xml", lambda x: b"<!--" + b"-" * 70_000 + b"--><!DOCTYPE a>" + x), "doctype"),
    "XML in UTF-16": (changed(SHEET, lambda x: x.decode().encode("utf-16")), "damaged"),
    "no XML": (changed(SHEET, lambda _: b"<" * 100_000), "damaged"),
    "no list of sheets": (changed("xl/_rels/workbook.xml.rels", lambda _: b"<a/>"), "damaged"),
    "a sheet that is not there": (rewritten(GOOD, lambda m: m.pop(SHEET)), "damaged"),
    "a long cell": (
        with_rows(b'<row r="4"><c r="A4" t="inlineStr"><is><t>' + b"ab" * 60_000 + b"</t></is></c></row>"),
        "too_long",
    ),
    "a formula nowhere": (with_rows(b'<row r="4"><c><f>1+1</f></c></row>'), "damaged"),
    "macros": (changed("xl/vbaProject.bin", lambda _: b"x"), "macros"),
    "old macros": (changed("xl/macrosheets/sheet1.xml", lambda _: b"x"), "macros"),
    "a name for macros": (
        changed(
            "[Content_Types].xml",
            lambda x: x.replace(b"openxmlformats-officedocument.spreadsheetml.sheet", b"sheet.macroEnabled"),
        ),
        "macros",
    ),
    "cut short": (GOOD[:-300], "damaged"),
    "a document": (rewritten(GOOD, lambda m: [m.clear(), m.update({"word/document.xml": b"<a/>"})]), "kind"),
    "a zip": (rewritten(GOOD, lambda m: [m.clear(), m.update({"report.csv": b"a,b,c"})]), "kind"),
    "an empty zip": (b"PK\x05\x06" + bytes(18), "kind"),
    "locked": (old_office("EncryptionInfo", "EncryptedPackage"), "locked"),
    "an old workbook with macros": (old_office("Workbook", "_VBA_PROJECT_CUR"), "macros"),
    "an old document": (old_office("WordDocument"), "kind"),
    "an old workbook in name": (old_office("Workbook"), "damaged"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(90), "kind"),
    "a photo": (b"\xff\xd8\xff\xe0" + bytes(90), "kind"),
    "a PDF": (b"%PDF-1.7\n", "kind"),
    "a web page": (b"\xef\xbb\xbf\n <HTML><table><tr><td>a", "kind"),
    "gzip": (b"\x1f\x8b\x08" + bytes(90), "kind"),
    "NUL bytes": (b"a,b,c\n1,\x00,2\n", "nul"),
    "a cell of 100 MB": (b"a,b,c\n1,2," + b"x" * 100_000_000, "too_long"),
    "a quoted cell of 60 MB": (b'a,b,c\n1,2,"' + b"x" * 40 + b"\nx" * 3_000_000, "quotes"),
    "commas": (b"a,b,c\n" + b"," * 50_000_000, "too_long"),
    "quotation marks": (b"a,b,c\n" + b'"' * 50_000_001, "too_long"),
    "line ends": (b"a,b,c\n" + b"\n" * 50_000_000, "too_large"),
    "columns": (b"a," * 10_000_000 + b"a\n1,2\n", "columns"),
    "a binary text": (bytes(range(1, 256)) * 100, "encoding"),
}


@pytest.mark.parametrize("name", CASES)
def test_each_is_held_with_one_sentence(name: str) -> None:
    data, rule = CASES[name]
    start = time.monotonic()
    with pytest.raises(UnfitReportError) as caught:
        read_report("report.xlsx", data)
    assert caught.value.rule == rule
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 200
    assert time.monotonic() - start < 20  # half of it on a machine of its own


@pytest.mark.parametrize(
    "file", ["../report.csv", "/etc/passwd", "C:\\reports\\x.csv", "C:x.csv", "a\\b.csv", "a\nb.csv", "a\x00.csv", "", ".", ".."]
)
def test_a_path_in_a_files_name_is_refused(file: str) -> None:
    with pytest.raises(UnfitReportError) as caught:
        read_report(file, b"a,b,c\n1,2,3\n")
    assert caught.value.rule == "file_name"
    assert read_report("Oct 2026 (Größe 10.30).csv", b"a,b,c\n1,2,3\n").frame.height == 1


def test_what_would_run_in_a_spreadsheet_is_text_here() -> None:
    cells = ["=cmd|'/c calc'!A1", "@SUM(A1)", "+1-1", "-2+3"]
    text = "\n".join(["invoice,product,qty", *(f"{c},x,1" for c in cells)])
    assert read_report("x.csv", text.encode()).frame["invoice"].to_list() == cells


def test_a_workbook_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "SECONDS", 1)
    monkeypatch.setattr(workbooks, "BYTES_A_SECOND", 10**9)
    monkeypatch.setattr(workbooks, "LIMITS", ZipLimits(members=100, unpacked=10**9))
    rows = with_rows(b"<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>" * 700_000)
    start = time.monotonic()
    with pytest.raises(UnfitReportError) as caught:
        read_report("x.xlsx", rows)
    assert caught.value.rule == "too_slow"
    assert time.monotonic() - start < 10


def test_a_workbook_reader_sees_nothing_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}

    def run(command: list[str], **options: object) -> None:
        seen.update(options, command=command)
        raise workbooks.subprocess.TimeoutExpired(command, 0)

    monkeypatch.setenv("READINESS_DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr(workbooks.subprocess, "run", run)
    with pytest.raises(UnfitReportError, match="takes too long"):
        read_report("x.xlsx", GOOD)
    assert set(seen["env"]) == {"PYTHONPATH", "PYTHONUTF8"}  # type: ignore[call-overload]
    assert "READINESS_DATABASE_URL" in os.environ


def opened(data: bytes, said: Said | None = None) -> RawReport | None:
    try:
        report = read_report("x", data, said)
    except UnfitReportError as error:
        assert "\n" not in str(error)
        return None
    assert report.frame.columns == ["row", *report.header]
    assert sum(report.frame.null_count().row(0)) == 0
    return report


@settings(SLOW, max_examples=400)
@given(
    st.one_of(
        st.binary(max_size=300), st.text(max_size=200).map(str.encode), st.text('abc1,;|\t"\r\n#', max_size=200).map(str.encode)
    )
)
@example(b"x\x01,b,c\n1,2,3\n")
def test_any_bytes(data: bytes) -> None:
    opened(data)


@settings(SLOW, max_examples=150)
@given(
    st.text('ab1,"\n', max_size=80),
    st.integers(-1, 9),
    st.text(max_size=2),
    st.sampled_from(["", "utf-16", "hex", "cp037", "idna"]),
)
def test_any_mapping(text: str, row: int, mark: str, encoding: str) -> None:
    opened(("a,b,c\n" + text).encode(), Said("", row, mark, encoding))


@settings(SLOW, max_examples=15)
@given(st.data())
def test_mutated_workbooks(data: st.DataObject) -> None:
    """A workbook with a piece of one member, or of the zip itself, overwritten."""
    piece = data.draw(st.one_of(st.binary(max_size=6), st.sampled_from([b"<", b">", b'"', b"99999999", b"-1", b"&x;", b"<f/>"])))

    def mutated(whole: bytes) -> bytes:
        at = data.draw(st.integers(0, len(whole)))
        return whole[:at] + piece + whole[at + data.draw(st.integers(0, 9)) :]

    member = data.draw(st.sampled_from(["", SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"]))
    opened(changed(member, mutated) if member else mutated(GOOD))
