"""The workbook: read back with openpyxl and as XML, drawn with LibreOffice; made twice in processes that hash differently."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from readiness.adapters.report_files import workbook
from readiness.stages.report import Report, RepRow, Versions
from readiness.stages.report.contests import Contest
from tests.adapters.test_report_files import NASTY, SHEETS, made, with_quiz

FORMULA = ('=cmd|" /C calc"!A0', "+1+cmd", "-2+3+cmd", "@SUM(A1)", "\t=1+1", "=1+1")
FIRST = ["Summary", "Reps", "Decomposition", "Link", "Data quality", "Methods"]
ROOT = Path(__file__).parents[2]


def opened(found: Report) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(found)))


def rows_below(sheet: Worksheet, header: str) -> list[tuple[Any, ...]]:
    """Return the rows of the table whose first column has this header, up to a blank one."""
    rows = list(sheet.iter_rows(values_only=True))
    top = next(at for at, row in enumerate(rows) if row[0] == header)
    return rows[top + 1 : next((at for at in range(top + 1, len(rows)) if rows[at][0] is None), len(rows))]


def with_versions(n: int = 7) -> Report:
    return replace(made(n, NASTY)[0], versions=Versions("9.8.7", "rev-4", 42))


def test_the_sheets_that_are_read_first_come_first_and_none_comes_twice() -> None:
    names = opened(made(7)[0]).sheetnames
    assert names == SHEETS
    assert (names[: len(FIRST)], len(names)) == (FIRST, len(set(names)))


def test_a_row_a_rep_with_filter_frozen_names_and_numbers_that_look_like_what_they_are() -> None:
    found, rows = made(7, NASTY)
    sheet = opened(found)["Reps"]
    assert [cell.value for cell in sheet["A"]][1:] == [row.rep_id for row in rows]
    head = {cell.value: cell.column for cell in sheet[1]}
    assert [line[0].value for line in sheet.iter_rows(2, min_col=head["Added"], max_col=head["Added"])] == [
        row.contribution_money for row in rows
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", sheet.dimensions)
    kinds = {title: sheet.cell(2, column).number_format for title, column in head.items()}
    assert kinds["Sales-out"] == kinds["Added, low"] == '#,##0\\ "USD";[Red]-#,##0\\ "USD"'
    assert (kinds["Coverage"], kinds["Due on"], kinds["Readiness"]) == ("0%;[Red]-0%", "yyyy-mm-dd", "0.0")
    due = sheet.cell(2, head["Due on"])
    assert (due.is_date, due.value) == (True, datetime(2020, 6, 19))  # noqa: DTZ001 - as openpyxl reads a day
    left = [sheet.cell(at, head["Not explained"]).value for at in range(2, 9)]
    parts = [[sheet.cell(at, head[t]).value or 0 for t in ("Accounts as they were", "Market", "Stock on hand", "Demand", "Added")]
             for at in range(2, 9)]  # fmt: skip
    sold = [sheet.cell(at, head["Sales-out"]).value for at in range(2, 9)]
    assert [sum(p) + u for p, u in zip(parts, left, strict=True)] == pytest.approx(sold, abs=0.5)


def test_every_sheet_prints_in_landscape_as_wide_as_pages_with_its_header_on_each() -> None:
    for sheet in opened(with_quiz()).worksheets:
        setup, properties = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
        assert (setup.orientation, setup.fitToHeight, setup.paperSize) == ("landscape", 0, 9), sheet.title
        assert properties is not None and properties.fitToPage
        assert int(setup.fitToWidth or 1) >= 1
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.freeze_panes is not None
        assert sheet.oddFooter is not None and sheet.oddFooter.left is not None
        assert str(sheet.oddFooter.left.text).startswith("T && <b>Co</b> · As of 5 June 2020")


def test_what_it_is_of_and_made_with_stands_on_the_summary_and_in_the_properties() -> None:
    data = workbook(with_versions())
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Summary"]
    told = {row[0].value: row[1] for row in sheet.iter_rows(max_row=14)}
    assert told["As of"].value == datetime(2020, 6, 5)  # noqa: DTZ001
    assert told["As of"].is_date
    names = ("Launch", "Launch owner", "Specification revision", "Program version", "Seed", "Currency")
    assert [told[name].value for name in names] == ["t", "Dana", "rev-4", "9.8.7", 42, "USD"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        core = archive.read("docProps/core.xml").decode()
    days = re.findall(r"<dcterms:(?:created|modified)[^>]*>([^<]*)<", core)
    assert set(days) == {"2020-06-05T00:00:00Z"}
    assert "As of 5 June 2020 · Specification revision rev-4 · Readiness 9.8.7 · Seed 42" in core
    own: Any = openpyxl.load_workbook(io.BytesIO(data)).custom_doc_props
    assert {p.name: p.value for p in own.props} == {
        "As of": "2020-06-05", "Launch": "t", "Specification revision": "rev-4", "Program version": "9.8.7", "Seed": "42",
    }  # fmt: skip


def hostile() -> Report:
    """A report in which everything that comes from data looks like a formula."""
    found, _ = made(6, FORMULA)
    evil = FORMULA[0]
    rows = tuple(replace(r, territory_id=evil, partner_id=evil, holds_back=evil, next_action=evil) for r in found.rows)
    contest = Contest(1, "t", "r0", "sale-1", "sale", "sales", evil, evil, evil, evil, datetime(2020, 5, 1, tzinfo=UTC), evil)
    quality = found.quality
    assert quality is not None
    partner = replace(quality.partners[0], name=evil)
    quiz = with_quiz().quiz
    assert quiz is not None
    return replace(
        found, rows=rows, launch_name=evil, owner=evil, missing=(evil,), notes=(evil,), doubts=((evil, evil),),
        contests=(contest,), quality=replace(quality, partners=(partner,), reasons=((evil, 1),)),
        groups=tuple(replace(g, name=evil) for g in found.groups), names=tuple((key, evil) for key, _ in found.names),
        quiz=replace(quiz, items=tuple(replace(i, advice=evil) for i in quiz.items), notes=(evil,), worst=((evil, evil),)),
        link=replace(found.link, together=(evil,), notes=(evil,)), versions=Versions(evil, evil, 1),
    )  # fmt: skip


def test_nothing_on_any_sheet_is_a_formula_whatever_the_data_say() -> None:
    data = workbook(hostile())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == len(SHEETS) + 1  # contests have a sheet of their own
        for name in sheets:
            xml = archive.read(name).decode()
            assert not re.search(r"<f[ >]", xml), name
            starts = re.findall(r"<t[^>]*>([^<]?)", xml)
            assert not set(starts) & {"=", "+", "-", "@", "\t"}, name
    book = openpyxl.load_workbook(io.BytesIO(data))
    said = {sheet.title for sheet in book.worksheets for line in sheet.iter_rows() for c in line if "cmd|" in str(c.value)}
    assert said >= {"Summary", "Reps", "Decomposition", "Link", "Data quality", "Acts", "Questions", "Partners", "Contests"}


def test_the_waterfall_stands_on_what_lies_below_it_also_where_it_crosses_zero() -> None:
    """Levels by hand: 0 -> 100 -> 70 -> 70 (what average reps would have sold) -> -20 -> 5, and the total 5."""
    found = replace(made(3)[0], split=(("legacy", 100.0), ("market", -30.0), ("contribution", -90.0), ("unexplained", 25.0)))
    sheet = opened(found)["Decomposition"]
    rows = rows_below(sheet, "Part")
    assert [row[1:7] for row in rows] == [
        (100, 0, 100, 0, 100, 0), (-30, 100, 70, 70, 30, 0), (70, 0, 70, 0, 70, 0), (-90, 70, -20, 0, 70, -20),
        (25, -20, 5, 0, 5, -20), (5, 0, 5, 0, 5, 0),
    ]  # fmt: skip
    chart: Any = sheet._charts[0]
    assert (type(chart).__name__, chart.grouping, chart.overlap) == ("BarChart", "stacked", 100)
    top = next(cell.row for cell in sheet["A"] if cell.value == "Part")
    assert [s.val.numRef.f for s in chart.series] == [f"'Decomposition'!${c}${top + 1}:${c}${top + 6}" for c in "EFG"]
    hidden, *seen = chart.series
    assert hidden.graphicalProperties.noFill
    assert [p.graphicalProperties.solidFill.srgbClr for p in seen[0].dPt] == [
        "7A8B99", "C24F00", "7A8B99", "C24F00", "0072B2", "7A8B99",
    ]  # fmt: skip


def test_the_parts_of_each_channel_add_up_to_its_sales_out() -> None:
    found, rows = made(8)
    two = replace(found, rows=tuple(replace(r, channel="online" if at % 2 else "shops") for at, r in enumerate(rows)))
    sheet = opened(two)["Decomposition"]
    told = rows_below(sheet, "Channel")
    assert [row[0] for row in told] == ["Online", "Bike shops"]
    for at, row in enumerate(told):
        mine = [r.sales_out_money or 0 for r in rows[1 - at :: 2]]
        filled = [v for v in row[2:] if v is not None]
        assert (row[1], filled[-1]) == (4, pytest.approx(sum(mine), abs=0.01))
        assert sum(filled[:-1]) == pytest.approx(filled[-1], abs=2)  # of each rep less than half a unit is not shown


@pytest.mark.parametrize(("n", "kinds"), [(40, ["BarChart"] * 3), (41, ["BarChart"] * 2)])
def test_a_chart_of_every_rep_is_drawn_where_it_can_be_read(n: int, kinds: list[str]) -> None:
    sheet = opened(made(n)[0])["Decomposition"]
    assert [type(c).__name__ for c in sheet._charts] == kinds
    said = [str(row[0]) for row in sheet.iter_rows(values_only=True)]
    assert any("cannot be read" in line for line in said) == (n > 40)


def ready(n: int) -> Report:
    found, rows = made(n)
    shown: list[RepRow] = [replace(r, quadrant="not_ready_unclear") for r in rows]
    return replace(found, rows=tuple(shown))


def test_a_scatter_has_its_bands_both_ways_and_many_reps_are_a_picture_of_how_many_stand_where() -> None:
    few = opened(ready(9))["Link"]
    (chart,) = few._charts
    assert type(chart).__name__ == "ScatterChart"
    assert {s.errBars.errDir for s in chart.series} == {"x", "y"}
    (first, *_) = rows_below(few, "Rep")
    assert first[1:] == (60, 10, 5, 50, 30, 30)  # 50 to 65 around 60; 20 to 80 around 50
    with zipfile.ZipFile(io.BytesIO(workbook(ready(9)))) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/")]
    bars = [bar for xml in charts for bar in re.findall(r"<errBars>.*?</errBars>", xml)]
    assert len(bars) == 2
    assert all(bar.index("<noEndCap") < bar.index("<plus>") < bar.index("<minus>") for bar in bars)  # or Excel repairs the file
    many = opened(ready(401))["Link"]
    assert (len(many._charts), len(many._images)) == (0, 1)
    assert len(few._images) == 0


def test_a_text_across_the_sheet_is_merged_once_and_a_wide_column_of_money_is_not_cut() -> None:
    found, rows = made(5)
    rich = replace(found, rows=tuple(replace(r, sales_out_money=123_456_789_012.0) for r in rows), currency="JPY")
    sheet = opened(rich)["Reps"]
    column = next(c for c in sheet[1] if c.value == "Sales-out").column_letter
    assert sheet.column_dimensions[column].width > len("123,456,789,012 JPY")
    merged = [str(r) for r in opened(found)["Summary"].merged_cells.ranges]
    assert len(merged) == len(set(merged)) > 5


def test_the_same_report_gives_the_same_bytes_in_every_process() -> None:
    code = (
        "import hashlib; from tests.adapters.test_report_workbook import with_versions, ready; "
        "from readiness.adapters.report_files import workbook; "
        "print(*(hashlib.sha256(workbook(r)).hexdigest() for r in (with_versions(), ready(401))))"
    )
    shas = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert shas == {" ".join(hashlib.sha256(workbook(r)).hexdigest() for r in (with_versions(), ready(401)))}


@pytest.mark.skipif(not (shutil.which("soffice") and shutil.which("pdftotext")), reason="LibreOffice is not installed")
def test_libreoffice_opens_every_sheet_and_shows_money_shares_and_days_as_such(tmp_path: Path) -> None:
    file = tmp_path / "book.xlsx"
    file.write_bytes(workbook(replace(with_quiz(), versions=Versions("9.8.7", "rev-4", 42))))
    home = f"-env:UserInstallation=file://{tmp_path / 'office'}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "book.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    for words in (
        "As of 5 June 2020 · Specification revision rev-4 · Readiness 9.8.7 · Seed 42", "3,000 USD", "2020-06-05", "70%",
        "Where the sales-out of all reps came from (USD)", "What came in, and what of it could be used",
    ):  # fmt: skip
        assert words in text, words
    assert "###" not in text
    assert "Err:" not in text
