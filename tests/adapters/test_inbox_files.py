"""Inbox files: every row that would wait in quarantine is named before anything is taken in, one problem a fault."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from readiness.adapters.folder_files import read_folder
from readiness.adapters.inbox_files import inbox_files, inspect_inbox, report_paths
from readiness.adapters.launch_files import inspect_launch_files, is_input, read_launch_files
from tests.small_launch import write_small_launch

SALES = "inbox/sales_out/steam/2024.csv"
HEADER = "invoice no,order date,product id,account id,rep id,quantity,amount\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return read_folder(write_small_launch(tmp_path_factory.mktemp("small") / "launch"))


def problems_of(folder: dict[str, bytes], **changes: str) -> list[tuple[str, int, str]]:
    """Return the inbox's problems, the same whether the rest of the folder is clean or has a fault of its own."""
    files = {**folder, **{f"inbox/{path.replace('__', '/')}": text.encode() for path, text in changes.items()}}
    inputs = read_launch_files({p: d for p, d in files.items() if is_input(p)})
    found = inspect_inbox(files, inputs)
    broken, all_found = inspect_launch_files({**files, "training.yaml": b"a: ["})
    assert broken is None
    assert [p for p in all_found if p.file != "training.yaml"] == found
    return [(p.file.removeprefix("inbox/"), p.row, p.column) for p in found]


def test_what_the_inbox_holds_is_listed_by_path_with_its_scope_and_hash() -> None:
    files = {
        "inbox/sales_out/steam/b.csv": b"b", "inbox/sales_out/steam/mapping.yaml": b"", "inbox/quizzes/a.csv": b"a",
        "inbox/attendance/c.csv": b"c", "inbox/sales_out/loose.csv": b"", "inbox/other/x.csv": b"", "reps.csv": b"",
    }  # fmt: skip
    found = inbox_files(files, "kettle-2")
    assert [(f.kind, f.scope, f.path) for f in found] == [
        ("attendance", "kettle-2", "inbox/attendance/c.csv"), ("quizzes", "kettle-2", "inbox/quizzes/a.csv"),
    ]  # fmt: skip
    assert report_paths(files) == [("inbox/sales_out/steam/b.csv", "steam")]
    assert found[0].sha256 == hashlib.sha256(b"c").hexdigest()


def test_a_clean_inbox_has_no_problem(folder: dict[str, bytes]) -> None:
    assert problems_of(folder) == []


def test_faults_of_sales_lines_are_named_by_row_and_the_partners_column(folder: dict[str, bytes]) -> None:
    rows = ("D,2024-13-01,K2,a1,r1,1,1", "D,2024-03-05,K2,zz,r1,1,1", "D,2024-03-05,K2,a1,r1,1,-1", "D,2024-03-05,K2,a1,r1,one,1",
            "D,2024-03-05,K2,zz,r1,1,1", "D,2024-03-05,K2,a1,r1,1,n/a", "D,2024-03-05,K9,a1,nobody,-1,-1",
            *(f"D,2024-03-{day:02},K2,a1,r1,1,1" for day in range(1, 13)))  # fmt: skip
    # An account nobody knows is no fault of the row: it waits to be matched.
    assert problems_of(folder, sales_out__steam__new=HEADER + "\n".join(rows)) == [
        ("sales_out/steam/new", 2, "order date"), ("sales_out/steam/new", 4, "amount"), ("sales_out/steam/new", 5, "quantity"),
        ("sales_out/steam/new", 7, "amount"),
    ]  # fmt: skip


def test_a_wrong_mapping_is_said_once_and_not_for_each_row(folder: dict[str, bytes]) -> None:
    mapping = "inbox/sales_out/steam/mapping.yaml"
    wrong = {**folder, mapping: b"decimal_mark: x\ncolumns: {sold_on: Day, product_id: P, account_id: A, units: U, amount: M}\n"}
    inputs = read_launch_files({p: d for p, d in folder.items() if is_input(p)})
    assert [(p.file, p.row, p.column) for p in inspect_inbox(wrong, inputs)] == [(mapping, 1, "decimal_mark")]
    other = {**folder, mapping: b"columns: {sold_on: Day, product_id: P, account_id: A, units: U, amount: M}\n"}
    found = inspect_inbox(other, inputs)
    years = [f"inbox/sales_out/steam/{y}.csv" for y in (2023, 2024)]
    assert {(p.file, p.row, p.column) for p in found} == {(name, 0, "") for name in years}
    assert "column 'Day', which is read as sold_on, is not in the file" in {p.what for p in found}


def test_a_folder_of_no_partner_is_said_once(folder: dict[str, bytes]) -> None:
    found = problems_of(folder, sales_out__steem__a=HEADER, sales_out__steem__b=HEADER)
    assert found == [("sales_out/steem", 0, "")]


def test_people_nobody_knows_are_named_once_a_file(folder: dict[str, bytes]) -> None:
    quiz = "rep_id,item_id,answered_on,correct\nR1,i,2024-03-05,1\nzed,i,2024-03-05,1\nzed,j,2024-03-05,0\nr2,i,5 March,1\n"
    mails = "email,item_id,answered_on,correct\nANA@example.com,i,2024-03-05,1\nzed@example.com,i,2024-03-05,1\n"
    seen = "rep_id,attended_on,minutes\nr1,2024-03-05,60\nzed,2024-03-05,60\nr2,2024-03-32,60\nr3,2024-03-05,-1\n"
    assert problems_of(folder, quizzes__a=quiz, quizzes__b=mails, attendance__c=seen) == [
        ("attendance/c", 3, "rep_id"), ("attendance/c", 4, "attended_on"), ("attendance/c", 5, "minutes"),
        ("quizzes/a", 3, "rep_id"),
        ("quizzes/a", 5, "answered_on"), ("quizzes/b", 3, "email"),
    ]  # fmt: skip


def test_a_rep_or_account_with_a_fault_of_its_own_is_not_unknown_in_the_inbox(folder: dict[str, bytes], tmp_path: Path) -> None:
    files = {
        **folder,
        "reps.csv": folder["reps.csv"].replace(b"Europe/London", b"Europe/Londn"),
        "accounts.csv": folder["accounts.csv"]
        .replace(b"a5,Shop 5,shops", b"a5,Shop 5,kiosk")
        .replace(b"2022-01-03,5000", b"03.01.2022,5000"),
        "inbox/quizzes/a.csv": b"rep_id,item_id,answered_on,correct\nr2,i,2024-03-05,1\n",
    }
    assert [(p.file, p.row) for p in inspect_launch_files(files)[1]] == [
        ("accounts.csv", 6),
        ("accounts.csv", 7),
        ("reps.csv", 3),
    ]
