"""Canonical zip: the same parts give the same bytes, and any program can still read them."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from readiness.adapters.canonical_zip import canonical, write_zip, zip_chunks, zip_of

NAMES = st.text(st.characters(whitelist_categories=("Ll", "Lu", "Nd")), min_size=1, max_size=8)


def archive(members: dict[str, bytes], year: int, compression: int, *, backwards: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as file:
        for name in sorted(members, reverse=backwards):
            file.writestr(zipfile.ZipInfo(name, (year, 5, 6, 7, 8, 10)), members[name], compress_type=compression)
    return out.getvalue()


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(NAMES, st.binary(max_size=200), max_size=6))
def test_order_clock_and_compression_of_the_original_do_not_show(members: dict[str, bytes]) -> None:
    first = canonical(archive(members, 2001, zipfile.ZIP_STORED))
    assert first == canonical(archive(members, 2031, zipfile.ZIP_DEFLATED, backwards=True)) == zip_of(members) == canonical(first)
    with zipfile.ZipFile(io.BytesIO(first)) as file:
        assert file.testzip() is None
        assert {name: file.read(name) for name in file.namelist()} == members


def book(day: datetime) -> bytes:
    workbook = Workbook()
    workbook.worksheets[0]["A1"] = "café & 👟"
    workbook.properties.created = workbook.properties.modified = day
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_a_workbook_of_another_day_is_the_same_alone_and_inside_another_file() -> None:
    days = [datetime(2020, 1, 1), datetime(2030, 2, 2)]  # noqa: DTZ001 - openpyxl takes days without a zone
    first, second = (canonical(book(day)) for day in days)
    assert first == second
    assert load_workbook(io.BytesIO(first)).worksheets[0]["A1"].value == "café & 👟"
    nested = [canonical(archive({"ppt/embeddings/book.xlsx": book(day), "a": b"a"}, 2020, 0)) for day in days]
    assert nested[0] == nested[1]


def test_the_content_types_come_first_as_office_wants_them(tmp_path: Path) -> None:
    data = zip_of({"a.xml": b"a" * 500, "[Content_Types].xml": b"t", "_rels/.rels": b"r", "z.png": b"z" * 500})
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.namelist() == ["[Content_Types].xml", "_rels/.rels", "a.xml", "z.png"]
        assert [i.compress_type for i in file.infolist()] == [8, 8, 8, 0]
        assert {i.date_time for i in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    (tmp_path / "a.zip").write_bytes(data)
    listed = subprocess.run(["python3", "-m", "zipfile", "-t", str(tmp_path / "a.zip")], capture_output=True, check=True)
    assert b"Done testing" in listed.stdout


def test_a_zip_in_pieces_is_the_same_zip() -> None:
    members = [("b/ä.txt", b"x" * 70_000), ("a.pptx", bytes(range(256)) * 300), ("empty", b"")]
    whole = io.BytesIO()
    write_zip(whole, members)
    taken: list[str] = []

    def one_by_one() -> Iterator[tuple[str, bytes]]:
        for name, data in members:
            taken.append(name)
            yield name, data

    pieces = zip_chunks(one_by_one())
    first = next(pieces)
    assert (taken, len(first) > 0) == (["b/ä.txt"], True)
    data = first + b"".join(pieces)
    assert data == whole.getvalue()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert {n: archive.read(n) for n in archive.namelist()} == dict(members)
        assert not any(m.flag_bits & 0x08 for m in archive.infolist())  # sizes stand before the data: every program can read it
