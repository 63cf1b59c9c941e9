"""Zip limits: what is over one is named before it is unpacked, whatever the zip says of itself."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.zip_limits import UNZIP_FAULTS, ZipLimitError, ZipLimits, chunks, opened_zip, unzipped

LIMITS = ZipLimits(members=5, unpacked=50_000_000, ratio=100)


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def rule_of(data: bytes, limits: ZipLimits = LIMITS) -> tuple[str, str]:
    with pytest.raises(ZipLimitError) as caught:
        unzipped(data, limits)
    return caught.value.rule, caught.value.member


def patched(data: bytes, offset: int, value: bytes) -> bytes:
    """Return the zip with bytes of its one directory entry overwritten."""
    at = data.rindex(b"PK\x01\x02") + offset
    return data[:at] + value + data[at + len(value) :]


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.text("abc/é", min_size=1, max_size=6).filter(lambda n: not n.endswith("/")), st.binary(max_size=200), max_size=5
    )
)
def test_what_was_packed_is_unpacked(members: dict[str, bytes]) -> None:
    assert unzipped(packed(*members.items()), LIMITS) == members


def test_each_limit() -> None:
    assert rule_of(packed(*((f"m{i}", b"") for i in range(6)))) == ("members", "")
    assert rule_of(packed(("a", bytes(50_000_001)))) == ("unpacked", "")
    assert rule_of(packed(("a", bytes(30_000_000)))) == ("ratio", "")
    assert len(unzipped(packed(("a", bytes(19_000_000))), LIMITS)["a"]) == 19_000_000  # a thousandfold, and yet little
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = packed(("a", b"1"), ("a", b"2"))
    assert rule_of(twice) == ("twice", "a")
    assert rule_of(patched(packed(("a", b"1")), 8, struct.pack("<H", 1))) == ("locked", "a")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("stated", [0, 1, 99_999])
def test_a_zip_that_lies_of_its_size_is_found_out(stated: int, method: int) -> None:
    data = patched(packed(("a", b"x" * 100_000), method=method), 24, struct.pack("<I", stated))
    assert rule_of(data) == ("lies", "a")


def test_reading_leaves_the_directory_as_it_was() -> None:
    with opened_zip(packed(("a", b"x" * 1_000)), LIMITS) as (archive, infos):
        assert [b"".join(chunks(archive, infos[0])) for _ in range(2)] == [b"x" * 1_000] * 2
        assert infos[0].file_size == 1_000


def test_a_directory_of_a_million_entries_is_not_read() -> None:
    data = bytearray(packed(("a", b"")))
    end = data.rindex(b"PK\x05\x06")
    data[end + 10 : end + 16] = struct.pack("<HI", 0xFFFF, 0xFFFFFFFF)
    assert rule_of(bytes(data))[0] == "members"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_office_does_not_pack_with_is_not_unpacked(method: int) -> None:
    with pytest.raises(UNZIP_FAULTS):
        unzipped(packed(("a", b"x" * 1000), method=method), LIMITS)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=20), st.integers(0, 250), st.integers(0, 9))
def test_a_damaged_zip_raises_what_is_foreseen(piece: bytes, at: int, cut: int) -> None:
    whole = packed(("a", b"abc" * 30), ("b/c", b"x"))
    try:
        with opened_zip(whole[:at] + piece + whole[at + cut :], LIMITS) as (_, infos):
            assert len(infos) <= LIMITS.members
    except (ZipLimitError, *UNZIP_FAULTS):
        pass
