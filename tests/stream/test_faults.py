"""Faults: many of them planted in one launch folder at once, each named once, in its place; one alone never a crash."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from readiness.adapters.folder_files import read_folder
from readiness.adapters.inbox_files import inspect_inbox
from readiness.adapters.launch_files import inspect_launch_files
from readiness.cli import app
from readiness.errors import Problem
from readiness.settings import ROOT

BUNDLED = ROOT / "data" / "launches" / "touring-1000"
REPORTS = "inbox/sales_out/adventureworks"
N_LINES = 32


def check(files: Mapping[str, bytes]) -> list[Problem]:
    """Return the problems of a folder as `readiness check` finds them."""
    inputs, problems = inspect_launch_files(files)
    return sorted([*problems, *(inspect_inbox(files, inputs) if inputs else [])])


def short_bundle() -> dict[str, bytes]:
    """Return the bundled launch with one report of a few lines."""
    files = read_folder(BUNDLED)
    reports = sorted(path for path in files if path.startswith(REPORTS) and path.endswith(".csv"))
    for path in reports[1:]:
        del files[path]
    for path in (reports[0], "quotas.csv", "inbox/quizzes/responses.csv", "market/index.csv"):
        files[path] = b"".join(files[path].splitlines(keepends=True)[:N_LINES])
    return files


CLEAN = short_bundle()
REPORT = next(path for path in CLEAN if path.startswith(REPORTS) and path.endswith(".csv"))
SPEC_YAML = b"""characteristics:
  - id: bell
    name: bell
    value: 90
    unit: bananas
  - id: gears
    value: thirty
    unit: speed
variants:
  - product_id: "900"
    gtin: "4006381333932"
  - product_id: "901"
    gtin: "40063813339"
  - product_id: "902"
    list_price: -5
    currency: USD
  - product_id: "903"
    list_price: 5
    currency: EURO
"""


class Folder:
    """A launch folder in which faults are planted by what a text editor would do."""

    def __init__(self) -> None:
        self.files = dict(CLEAN)
        self.expected: list[tuple[str, int, str]] = []

    def swap(self, path: str, old: str, new: str, column: str, row: int | None = None) -> None:
        """Replace a text that stands once, and expect one problem on its row."""
        text = self.files[path].decode()
        assert text.count(old) == 1, (path, old, text.count(old))
        self.expected.append((path, row or text[: text.index(old)].count("\n") + 1, column))
        self.files[path] = text.replace(old, new).encode()

    def add(self, path: str, line: str, column: str) -> None:
        """Add a line at the end, and expect one problem on it."""
        text = self.files[path].decode()
        assert text.endswith("\n")
        self.files[path] = f"{text}{line}\n".encode()
        self.expected.append((path, text.count("\n") + 1, column))


def plant_needs(f: Folder) -> None:
    f.swap("evidence.csv", "2018-11-14", "14.11.2018", "heard_on")
    f.swap("evidence.csv", "2019-01-22", "2019-02-30", "heard_on")
    f.swap("evidence.csv", "E03,survey", "E03,hearsay", "kind")
    f.add("evidence.csv", "E01,survey,Somebody,2019-01-01,Said it again", "evidence_id")
    f.add("evidence.csv", "E99,survey,Somebody,2019-01-01,12345", "text")
    f.swap("requirements.csv", "R01,touring", "R01,touringg", "segment")
    f.swap("requirements.csv", "R02,touring,category-buyer", "R02,touring,category-byer", "persona")
    f.swap("requirements.csv", ",8,must,E07", ",12,must,E07", "importance")
    f.swap("requirements.csv", ",7,one_dimensional,E11", ",7,linear,E11", "kano")
    f.swap("requirements.csv", "E14;E15", "E14;E777", "evidence_ids")
    f.swap("requirements.csv", "R06,mountain", "R05,mountain", "requirement_id")
    f.add("requirements.csv", "R97,touring,shop-owner,Words, and more words,5,must,E01,,,,,", "statement")
    f.add("requirements.csv", "R98,touring,shop-owner,Words, and, more words,5,must,E01,,,,,x,y", "")
    f.swap("answers.csv", "R01,saddle,9", "R01,saddel,9", "characteristic_id")
    f.swap("answers.csv", "R02,material,1", "R77,material,1", "requirement_id")
    f.swap("answers.csv", "R05,style,1", "R05,style,2", "strength")


def plant_yaml(f: Folder) -> None:
    f.swap("launch.yaml", "owner: Dana Whitfield", "owner: 42", "owner")
    f.swap("launch.yaml", "currency: USD", "currency: Dollars", "currency")
    f.swap("launch.yaml", "tier: 1", "teir: 1", "teir")
    f.swap("launch.yaml", "launch_id: touring-1000", "launch_id: ../../touring", "launch_id")
    f.swap("launch.yaml", "launch_on: 2019-07-01", "launch_on: 2019-06-01", "dates.launch_on")
    f.swap("launch.yaml", '"576"]', '"9999"]', "product_ids[7]")
    f.swap("buyers.yaml", "starts_after_days: 21", "starts_after_days: soon", "steps[2].starts_after_days")
    f.swap("buyers.yaml", "kind: rival", "kind: enemy", "alternatives[2].kind")
    f.swap("buyers.yaml", "  - step: review", "  - step: reveiw", "steps[5].step")
    f.swap("channels.yaml", "motion: transactional", "motion: pushy", "channels[2].motion")
    f.swap(
        "channels.yaml", "reseller desk, channels: [specialty", "desk, channels: [webshop, specialty", "partners[0].channels[0]"
    )
    f.swap("training.yaml", "minutes: 90\n", "minutes: [90\n", "", row=4)


def plant_people(f: Folder) -> None:
    f.swap("accounts.csv", "1,A Bike Store,value-added-reseller", "1,A Bike Store,kiosk", "channel")
    f.swap(
        "accounts.csv",
        "2,Progressive Sports,specialty-bike-shop,adventureworks",
        "2,Progressive Sports,specialty-bike-shop,nobody",
        "partner_id",
    )
    f.swap("accounts.csv", "2017-09-26,750000", "2017-09-26,-750000", "potential_money")
    f.swap(
        "accounts.csv",
        "4,Modular Cycle Systems,value-added-reseller,adventureworks,4,road",
        "4,Modular Cycle Systems,value-added-reseller,adventureworks,4,gravel",
        "segment",
    )
    f.swap("reps.csv", "America/Los_Angeles,en,2017-02-04", "America/Los Angeles,en,2017-02-04", "time_zone")
    f.swap("reps.csv", "michael-blythe@adventureworks.com", "michael-blythe.adventureworks.com", "email")
    f.swap(
        "reps.csv",
        "4,272,consultative,America/Los_Angeles,en,2017-07-01\n283",
        "4,272,persuasive,America/Los_Angeles,en,2017-07-01\n283",
        "motion",
    )
    f.swap("reps.csv", "293,Tete Mensa-Annan", "292,Tete Mensa-Annan", "rep_id")
    f.swap("trainers.csv", "America/Denver,2", "America/Denver,two", "max_sessions_per_day")
    f.swap("calendar/blackout.csv", "2019-06-20,2019-06-30", "2019-06-20,2019-06-10", "ends_on")
    f.swap("calendar/busy.csv", "281,2019-05-14T09:00:00-04:00", "281,2019-05-14T09:00:00", "starts_at")
    f.swap("calendar/busy.csv", "2019-05-22T17:00:00-04:00", "2019-05-20T08:00:00-04:00", "ends_at")
    f.swap("quotas.csv", "272,2017-07-01,500000,USD", "272,2017-07-01,500000,usd", "currency")
    f.swap("quotas.csv", "272,2017-08-01", "27x,2017-08-01", "rep_id")


def plant_market_and_spec(f: Folder) -> None:
    text = f.files["market/index.csv"].decode()
    f.files["market/index.csv"] = text.replace("territory_id,week,index", "territory_id,week,indx").encode()
    f.expected.append(("market/index.csv", 2, "indx"))
    f.swap("market/index.csv", "1,2018-12-31", "1,2019-01-01", "week")
    f.files["market/availability.csv"] = (
        b"product_id,territory_id,week,in_stock_share\n561,1,2019-07-01,1.2\n1000,1,2019-07-01,1\n561,77,2019-07-01,1\n"
    )
    f.expected += [("market/availability.csv", r, c) for r, c in ((2, "in_stock_share"), (4, "territory_id"))]
    f.files["market/demand.csv"] = b"territory_id,product_id,week,demand_index,remark\n1,561,2019-07-01,0,n"
    f.expected += [("market/demand.csv", 1, "remark"), ("market/demand.csv", 2, "demand_index")]
    f.files["spec.yaml"] = SPEC_YAML
    f.expected += [("spec.yaml", 5, "characteristics[0].unit"), ("spec.yaml", 7, "characteristics[1].value")]
    f.expected += [("spec.yaml", 11, "variants[0].gtin"), ("spec.yaml", 13, "variants[1].gtin")]
    f.expected += [("spec.yaml", 15, "variants[2].list_price"), ("spec.yaml", 19, "variants[3].currency")]


def plant_inbox(f: Folder) -> None:
    f.swap(REPORT, "SO43897|2017/08/25|235", "SO43897|25.08.2017|235", "OrderDate")
    f.swap(
        REPORT,
        "SO43897|2017/08/25|351|312|282|4|2|2024.99|4049.98",
        "SO43897|2017/08/25|351|312|282|4|2|2024.99|-4049.98",
        "Sales",
    )
    f.swap(REPORT, "SO43897|2017/08/25|348|312", "SO43897|2017/08/25|348|99312", "ResellerKey")
    f.swap(REPORT, "SO43897|2017/08/25|232|312|282|4|2", "SO43897|2017/08/25|232|312|282|4|a pair", "Quantity")
    f.swap(REPORT, "SO43666|2017/07/05|338|511|282|4|2", "SO43666|2017/07/05|338|511|282|4|-2", "Sales")
    f.swap("inbox/attendance/attendance.csv", "272,2019-05-13,90", "x272,2019-05-13,90", "rep_id")
    f.swap("inbox/attendance/attendance.csv", "281,2019-05-13,65", "281,2019-05-32,65", "attended_on")
    f.swap("inbox/attendance/attendance.csv", "282,2019-05-13,90", "282,2019-05-13,ninety", "minutes")
    f.swap("inbox/quizzes/responses.csv", "272,R01-limit,1,2019-06-14", "272,R01-limit,1,June 14", "answered_on")
    f.swap("inbox/quizzes/responses.csv", "272,R01-need,1,", "stranger,R01-need,1,", "rep_id")
    f.files["inbox/sales_out/unknown-firm/2019.csv"] = b"a,b\n1,2\n"
    f.expected.append(("inbox/sales_out/unknown-firm", 0, ""))


def test_every_planted_fault_is_named_once_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    f = Folder()
    for plant in (plant_needs, plant_yaml, plant_people, plant_market_and_spec, plant_inbox):
        plant(f)
    del f.files["trainers.csv"]
    f.expected = [e for e in f.expected if e[0] != "trainers.csv"] + [("trainers.csv", 0, "")]
    found = check(f.files)
    assert sorted((p.file, p.row, p.column) for p in found) == sorted(f.expected), "\n".join(map(str, found))
    assert len(f.expected) >= 60
    for p in found:
        assert (
            p.what and p.expected and not re.search(r"Error|Traceback|None|NaN|\bvalid\b|pydantic|  ", f"{p.what} {p.expected}")
        ), p
        assert len(str(p)) < 400
    folder = tmp_path / "launch"
    for path, data in f.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    monkeypatch.setenv("READINESS_HOME", str(tmp_path / "home"))
    result = CliRunner().invoke(app, ["check", str(folder)])
    assert result.exit_code == 2
    assert result.output.splitlines()[:-1] == [str(p) for p in found]
    assert result.output.splitlines()[-1] == f"{len(found)} problems; nothing was written"
    assert read_folder(folder) == f.files
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("path", [p for p in CLEAN if "inbox" not in p and not p.startswith(("LICENCE", "spec"))])
def test_a_missing_file_is_one_problem_or_none(path: str) -> None:
    found = check({p: d for p, d in CLEAN.items() if p != path})
    needed = path.split("/")[0] not in ("market", "calendar", "answers.csv", "quotas.csv")
    assert [(p.file, p.row) for p in found] == ([(path, 0)] if needed else [])


def test_a_folder_without_anything_names_every_file_once() -> None:
    found = check({})
    assert [p.file for p in found] == sorted(
        ["accounts.csv", "buyers.yaml", "channels.yaml", "evidence.csv", "launch.yaml", "reps.csv", "requirements.csv", "spec.*",
         "trainers.csv", "training.yaml"]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kept", "found_as"),
    [("requirement.csv", "requirements.csv"), ("Requirements.csv", "requirements.csv"), ("requirements.xlsx", "requirements.csv"),
     ("answer.csv", "answers.csv"), ("blackout.csv", "calendar/blackout.csv"), ("market/Index.csv", "market/index.csv"),
     ("launch.yml", "launch.yaml")],
)  # fmt: skip
def test_a_file_under_a_slightly_wrong_name_is_not_passed_over(kept: str, found_as: str) -> None:
    found = check({kept if p == found_as else p: d for p, d in CLEAN.items()})
    assert [(p.file, p.row) for p in found] == [(found_as, 0)]
    assert kept in found[0].what


def test_other_files_in_the_folder_are_left_in_peace() -> None:
    extra = ("README.md", "notes.txt", "price list.xlsx", "drafts/requirements.docx", "inbox/readme.md")
    assert check({**CLEAN, **dict.fromkeys(extra, b"x")}) == []


def test_a_report_in_no_partners_folder_is_named() -> None:
    found = check({**CLEAN, "inbox/sales_out/july.csv": b"x", "inbox/quiz/july.csv": b"x"})
    assert [p.file for p in found] == ["inbox/quiz/july.csv", "inbox/sales_out/july.csv"]


def test_an_unknown_person_is_named_where_a_trainer_could_be_meant_too() -> None:
    f = Folder()
    f.swap("calendar/busy.csv", "288,2019-05-20", "999,2019-05-20", "person_id")
    assert [(p.file, p.row, p.column) for p in check(f.files)] == f.expected


def test_one_slip_where_an_id_is_named_is_not_said_again_where_it_is_used() -> None:
    for path, old, new, column in (
        ("reps.csv", "\n272,", "\n2 72,", "rep_id"),
        ("reps.csv", "\n281,", "\n,", "rep_id"),
        ("evidence.csv", "E05,", "E5;,", "evidence_id"),
        ("evidence.csv", "E05,", "E06,", "evidence_id"),
        ("accounts.csv", "\n312,", "\n3/12,", "account_id"),
        ("requirements.csv", "R07,", '"R07\nR07",', "requirement_id"),
    ):
        f = Folder()
        f.files[path] = f.files[path].decode().replace(old, new, 1).encode()
        found = check(f.files)
        assert [(p.file, p.column) for p in found] == [(path, column)], found


def test_a_name_misspelt_everywhere_alike_is_one_problem() -> None:
    f = Folder()
    f.files["accounts.csv"] = f.files["accounts.csv"].replace(b",warehouse,", b",wharehouse,")
    found = check(f.files)
    assert [(p.file, p.row, p.column) for p in found] == [("accounts.csv", 5, "channel")]
    assert re.search(r"also in rows 8, 11, 14 and \d+ more", found[0].what)
    assert "did you mean warehouse?" in found[0].expected


def test_an_unclosed_quote_does_not_make_every_later_id_unknown() -> None:
    f = Folder()
    f.files["evidence.csv"] = f.files["evidence.csv"].replace(
        b'"Workshop of a touring shop, Calgary"', b'"Workshop of a touring shop, Calgary'
    )
    assert [(p.file, p.row) for p in check(f.files)] == [("evidence.csv", 8)]


# What each kind of cell cannot be, whatever the file.
NOT_A_DATE = (
    "2019-13-01",
    "2019-02-29",
    "01/07/2019",
    "next week",
    "2019-7-1",
    "20190701",
    "1561939200",
    "0019-07-01",
    "9999-01-01",
)
NOT_A_NUMBER = ("1,5", "NaN", "Infinity", "-inf", "ten", "0x10", "1_000", "--1", "1e400", "\u0663", "1.2.3", "9" * 60)
NOT_AN_ID = ("a b", "a;b", "../../x", "..", "a\\b", "x" * 65, "a\nb")
ILLEGAL: Mapping[str, tuple[str, ...]] = {
    "date": NOT_A_DATE,
    "number": (*NOT_A_NUMBER, "-1"),
    "index": (*NOT_A_NUMBER, "0", "-1"),
    "whole": (*NOT_A_NUMBER, "1.5", "-1", "1e0", "99999"),
    "importance": ("0", "10", "5.0", "high"),
    "id": NOT_AN_ID,
    "words": ("123", "12.5", "!!!", "x" * 30_000),
    "name": ("x" * 5000,),
    "choice": ("12", "other", "MUST "),
    "mail": ("a", "a@b", "a b@c.de", "@c.de", "a@c.", "a@b@c.de", "a@c..de", "mailto:a@c.de", "A <a@c.de>", "a@c.de, b@c.de"),
    "zone": ("Mars/Olympus", "CET+1", "../etc/passwd", "America", "+02:00", "localtime"),
    "language": ("English", "1", "e", "en_US"),
    "currency": ("usd", "US$", "Euro", "XYZ", "1"),
    "moment": ("2019-05-14", "2019-05-14T25:00:00+02:00", "14 May, 9:00", "2019-05-14T09:00:00", "0001-01-01T00:00:00+14:00"),
    "monday": (*NOT_A_DATE, "2019-07-02"),
    "month": (*NOT_A_DATE, "2019-07-02"),
    "fragment": ("it ends here.", "does it?", "123"),
}
KINDS: Mapping[str, Mapping[str, str]] = {
    "evidence.csv": {"evidence_id": "id", "kind": "choice", "source": "name", "heard_on": "date", "text": "words"},
    "requirements.csv": {"requirement_id": "id", "segment": "id", "persona": "id", "statement": "words",
                         "importance": "importance", "kano": "choice", "trigger": "fragment", "pain": "fragment",
                         "outcome": "fragment", "ask": "fragment", "anxiety": "fragment", "measure": "fragment"},
    "answers.csv": {"requirement_id": "id", "characteristic_id": "id", "strength": "choice", "does": "words", "limit": "words",
                    "proof": "words", "reassurance": "words"},
    "accounts.csv": {"account_id": "id", "name": "name", "channel": "id", "partner_id": "id", "territory_id": "id",
                     "segment": "id", "industry": "name", "first_seen_on": "date", "potential_money": "number"},
    "reps.csv": {"rep_id": "id", "name": "words", "email": "mail", "channel": "id", "partner_id": "id", "territory_id": "id",
                 "manager_id": "id", "motion": "choice", "time_zone": "zone", "language": "language", "hired_on": "date"},
    "trainers.csv": {"trainer_id": "id", "name": "words", "email": "mail", "languages": "language", "time_zone": "zone",
                     "max_sessions_per_day": "whole"},
    "calendar/blackout.csv": {"starts_on": "date", "ends_on": "date"},
    "calendar/busy.csv": {"person_id": "id", "starts_at": "moment", "ends_at": "moment"},
    "quotas.csv": {"rep_id": "id", "month": "month", "target_money": "number", "currency": "currency"},
    "market/index.csv": {"territory_id": "id", "week": "monday", "index": "index"},
    "inbox/attendance/attendance.csv": {"rep_id": "id", "attended_on": "date", "minutes": "whole"},
}  # fmt: skip


def with_cell(path: str, row: int, column: str, text: str) -> dict[str, bytes]:
    """Return the clean folder with one cell set, as a spreadsheet would save it."""
    lines = CLEAN[path].decode().splitlines()
    rows = list(csv.reader(lines))
    header = next(r for r in rows if not r[0].startswith("#"))
    rows[row - 1][header.index(column)] = text
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return {**CLEAN, path: out.getvalue().encode()}


def body_rows(path: str) -> range:
    lines = CLEAN[path].decode().splitlines()
    header = next(i for i, line in enumerate(lines, start=1) if not line.startswith("#"))
    return range(header + 1, len(lines) + 1)


@st.composite
def illegal_cells(draw: st.DrawFn) -> tuple[str, int, str, str]:
    path = draw(st.sampled_from(sorted(KINDS)))
    column = draw(st.sampled_from(sorted(KINDS[path])))
    rows = body_rows(path)
    return path, draw(st.integers(rows[0], rows[-1])), column, draw(st.sampled_from(ILLEGAL[KINDS[path][column]]))


@settings(max_examples=150, deadline=None)
@given(illegal_cells())
def test_a_cell_that_cannot_be_is_named_in_its_place_and_nowhere_else(cell: tuple[str, int, str, str]) -> None:
    path, row, column, text = cell
    found = check(with_cell(path, row, column, text))
    assert [(p.file, p.row, p.column) for p in found] == [(path, row, column)], (text[:40], [str(p) for p in found])


@settings(max_examples=60, deadline=None)
@given(illegal_cells(), st.text(max_size=40))
def test_a_cell_with_any_text_is_legal_or_named_in_its_file(cell: tuple[str, int, str, str], text: str) -> None:
    path, row, column, _ = cell
    files = with_cell(path, row, column, text.encode(errors="ignore").decode())
    found = check(files)
    if KINDS[path][column] == "id":
        return  # a legal id that nobody knows, or that others miss: named here or where it is used
    assert {p.file for p in found} <= {path}
    if not found:
        assert inspect_launch_files(files)[0] is not None


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_damaged_bytes_are_problems_and_never_a_crash(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(p for p in CLEAN if not p.startswith("LICENCE"))))
    whole = CLEAN[path]
    at = data.draw(st.integers(0, min(len(whole), 3000)))
    cut = data.draw(st.integers(0, 40))
    noise = data.draw(
        st.one_of(st.binary(max_size=6), st.sampled_from([b"\n", b'"', b"{", b"[", b": ", b"&a", b"*a", b"\t", b",", b"- "]))
    )
    for p in check({**CLEAN, path: whole[:at] + noise + whole[at + cut :]}):
        assert p.what and p.expected and len(str(p)) < 600
        json.dumps(str(p)).encode()


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"# only a comment\n", b"\xff\xfea\x00", b"\x00", b"{", b"[]", b"12", b'"', b"- a\n"]
)
def test_a_file_of_something_else_is_a_problem_of_that_file(data: bytes) -> None:
    for path in sorted(CLEAN):
        if path.startswith(("LICENCE", "inbox/sales_out")):
            continue
        found = check({**CLEAN, path: data})
        assert {p.file for p in found} == {path}, (path, [str(p) for p in found])


def test_windows_line_ends_and_byte_order_marks_change_nothing() -> None:
    def windows(path: str, data: bytes) -> bytes:
        return b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") if path.endswith((".csv", ".yaml")) else data

    assert check({path: windows(path, data) for path, data in CLEAN.items()}) == []
    plain, changed = (inspect_launch_files(f)[0] for f in (CLEAN, {p: windows(p, d) for p, d in CLEAN.items()}))
    assert plain == changed


def test_the_clean_folder_and_a_small_one_raise_no_alarm(small_launch: Path) -> None:
    assert check(CLEAN) == []
    assert check(read_folder(small_launch)) == []
