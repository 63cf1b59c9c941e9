"""Faults: many of them planted in one launch folder at once, each named once, in its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from readiness.adapters.folder_files import read_folder
from readiness.adapters.launch_files import inspect_launch_files
from readiness.cli import app
from tests.bundled_folder import CLEAN, REPORT, Folder, check

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
    f.add("requirements.csv", "R97,touring,shop-owner,Words, and more words,5,must,E01,,,,,,,,", "statement")
    f.add("requirements.csv", "R98,touring,shop-owner,Words, and, more words,5,must,E01,,,,,,,,x,y", "")
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
    f.swap("training.yaml", "waves: 2\n", "waves: [2\n", "", row=8)


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
    lines = result.output.splitlines()  # notes on the spec files stand below
    assert lines[: len(found)] == [str(p) for p in found]
    assert lines[len(found)] == f"{len(found)} problems; nothing was written"
    assert read_folder(folder) == f.files
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("path", [p for p in CLEAN if "inbox" not in p and not p.startswith(("LICENCE", "spec"))])
def test_a_missing_file_is_one_problem_or_none(path: str) -> None:
    found = check({p: d for p, d in CLEAN.items() if p != path})
    needed = path.split("/")[0] not in ("market", "calendar", "answers.csv", "calls_to_action.csv", "quotas.csv", "roster.csv")
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
