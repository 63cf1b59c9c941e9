"""Deflating: whatever way a part is packed, zlib unpacks it to what went in."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.deck_press.deflating import NO_HEAD, Deflate, Deflater, Head, cuts_of, installed, stored
from readiness.adapters.deck_press.fragments import Fragments
from readiness.errors import NotFoundError

BLOCK = 0xFFFF
LENGTHS = st.sampled_from([0, 1, 255, 256, 700, 800, 1600, 2047, 2048, 9000, BLOCK, BLOCK + 1, 140_000])


def words(length: int, start: int) -> bytes:
    """Return bytes that are small when deflated, but not nothing."""
    return b"".join(b"<a:t>%d</a:t>" % n for n in range(start, start + length // 9 + 1))[:length]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(LENGTHS, LENGTHS), max_size=5), LENGTHS)
def test_every_way_unpacks_to_what_went_in(lengths: list[tuple[int, int]], end: int) -> None:
    constants = [words(n, i) for i, (n, _) in enumerate(lengths)] + [words(end, 99)]
    texts = [words(n, 1000 + i) for i, (_, n) in enumerate(lengths)]
    whole = b"".join(c + t for c, t in zip(constants, [*texts, b""], strict=True))
    part = Fragments(constants, range(len(texts)), whole=True)
    for way in installed():
        packed, checksum, length = Deflater(way).pack(part.head, part.pieces(texts), part.cuts)
        stream = zlib.decompressobj(-15)
        assert stream.decompress(packed) == whole
        assert stream.eof
        assert not stream.unused_data
        assert (checksum, length) == (zlib.crc32(whole), len(whole))


def test_splice_deflates_nothing_for_a_deck() -> None:
    constant, text = words(5000, 0), words(80_000, 7)
    head, cuts = Head.of(constant), cuts_of([b"", b"", constant])
    packed, _, _ = Deflater(Deflate.SPLICE).pack(head, [b"", text, constant], cuts)
    at = packed.index(text[:BLOCK])
    assert packed.index(text[BLOCK:]) == at + BLOCK + 5
    assert len(packed) < len(text) + 2 * len(constant) / 4


def test_what_is_stored_is_a_header_and_itself() -> None:
    assert stored(b"abc") == b"\x00\x03\x00\xfc\xffabc"
    assert stored(b"", is_last=True) == b"\x01\x00\x00\xff\xff"


def test_a_way_that_is_not_installed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readiness.adapters.deck_press.deflating.zlib_ng", None)
    assert Deflate.ZLIB_NG not in installed()
    with pytest.raises(NotFoundError, match="zlib-ng is not installed here"):
        Deflater(Deflate.ZLIB_NG)
    assert Deflater(Deflate.ZLIB).pack(NO_HEAD, [b"x"])[2] == 1
