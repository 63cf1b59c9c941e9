"""What a browser may send as a launch folder: names that stay below it, sizes, links, ZIPs that lie."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest

from readiness.adapters import uploaded_files
from readiness.adapters.uploaded_files import kept_path, uploaded
from readiness.errors import InputError


def zipped(members: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_a_zip_is_unpacked_and_the_folder_around_it_taken_away() -> None:
    data = zipped(
        {"kettle/launch.yaml": b"a", "kettle/market/index.csv": b"b", "__MACOSX/kettle/._launch.yaml": b"x", "kettle/.git": b"y"}
    )
    assert uploaded([("kettle.zip", data)]) == {"launch.yaml": b"a", "market/index.csv": b"b"}


def test_a_folder_without_a_launch_yaml_is_known_by_what_else_a_launch_needs() -> None:
    assert uploaded([("k/reps.csv", b"r"), ("k/inbox/quizzes/a.csv", b"q")]) == {"reps.csv": b"r", "inbox/quizzes/a.csv": b"q"}


def test_single_files_keep_their_names_and_a_workbook_is_no_zip_to_unpack() -> None:
    book = zipped({"xl/workbook.xml": b"<a/>"})
    assert uploaded([("spec.xlsx", book), ("Prüfung.csv", b"1")]) == {"spec.xlsx": book, "Prüfung.csv": b"1"}


@pytest.mark.parametrize(
    "name",
    [
        "../launch.yaml", "a/../../b.csv", "/etc/passwd", "C:\\windows\\a.csv", "c:a.csv", "..\\..\\a.csv", "a//b.csv",
        "a/ b.csv", "a/b.csv ", "a/b.", "a\x00b.csv", "a\nb.csv", "a\u202egpj.csv", "<img>.csv", 'a"b.csv', "a|b", "x" * 121,
        "/".join(["abcdefghij"] * 25),
    ],
)  # fmt: skip
def test_a_name_that_leads_elsewhere_or_cannot_be_kept_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        kept_path(name)
    with pytest.raises(InputError):
        uploaded([(name, b"x")])


def test_zip_slip_is_refused_as_a_whole() -> None:
    with pytest.raises(InputError, match="leads out"):
        uploaded([("a.zip", zipped({"launch.yaml": b"a", "../../evil.yaml": b"b"}))])


def test_a_link_in_a_zip_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("launch.yaml")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(InputError, match="link"):
        uploaded([("a.zip", out.getvalue())])


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(InputError, match="64 MB"):
        uploaded([("a.zip", zipped({"launch.yaml": bytes(70_000_000)}))])


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {f"inbox/quizzes/{n}.csv": b"x" for n in range(2_001)}
    with pytest.raises(InputError, match="2,000 files"):
        uploaded([("a.zip", zipped(many))])
    with pytest.raises(InputError, match="2,000 files"):
        uploaded(list(many.items()))


def test_the_sum_of_several_zips_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploaded_files, "MOST_BYTES", 1_000)
    half = zipped({"launch.yaml": bytes(600)})
    with pytest.raises(InputError, match="more than one upload takes"):
        uploaded([("a.zip", half), ("b.csv", bytes(600))])


def test_names_alike_and_a_file_that_is_a_folder_are_refused() -> None:
    with pytest.raises(InputError, match="capitals"):
        uploaded([("launch.yaml", b"a"), ("Launch.yaml", b"b")])
    with pytest.raises(InputError, match="one name"):
        uploaded([("market", b"a"), ("market/index.csv", b"b")])
    with pytest.raises(InputError, match="twice"):
        uploaded([("reps.csv", b"a"), ("reps.csv", b"b")])


def test_a_damaged_or_locked_zip_is_one_sentence() -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        uploaded([("a.zip", b"PK\x03\x04 no zip at all")])
    locked = bytearray(zipped({"launch.yaml": b"abc"}, zipfile.ZIP_STORED))
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    with pytest.raises(InputError, match="password"):
        uploaded([("a.zip", bytes(locked))])
