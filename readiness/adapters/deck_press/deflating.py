"""Deflating: how a deck's bytes are made small, by what is installed.

In: bytes; constant stretches and texts.
Out: raw deflate (RFC 1951), and its checksum.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial
from importlib import import_module
from typing import Any

from readiness.errors import NotFoundError


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:  # no wheel for this machine
        return None


isal_zlib, zlib_ng = _module("isal.isal_zlib"), _module("zlib_ng.zlib_ng")
crc32: Callable[..., int] = zlib.crc32 if isal_zlib is None else isal_zlib.crc32
_RAW = -15
_LONG_START, _LONG, _LONG_END = 256, 2048, 256
"""Bytes from which it is worth while to deflate a constant stretch beforehand: at a part's start, in it, at its end."""
_TINY = 768
"""Bytes up to which what stands between such stretches is stored as it is."""
_SHORT = 1500
"""Bytes up to which a table of codes of its own (isal's level 1) costs more time than it saves room."""
_SAVED = 5
"""Bytes of the header of a stretch that is stored as it is."""
_MAX_STORED = 0xFFFF
_HEADER = struct.Struct("<BHH").pack
_LAST_BLOCK = b"\x03\x00"
"""An empty block that ends a deflate stream."""


class Deflate(StrEnum):
    """How fast and how small; the same deck either way."""

    ISAL_1 = "isal-1"
    ISAL_0 = "isal-0"
    ZLIB_NG = "zlib-ng"
    ZLIB = "zlib"
    SPLICE = "splice"
    """Long constant stretches deflated once for all decks, what is between them stored: nothing is deflated for a deck."""


def installed() -> tuple[Deflate, ...]:
    """Return what this machine has, best first."""
    ways = [] if isal_zlib is None else [Deflate.ISAL_1, Deflate.ISAL_0]
    ways += [] if zlib_ng is None else [Deflate.ZLIB_NG]
    return (*ways, Deflate.ZLIB, Deflate.SPLICE)


@dataclass(frozen=True, slots=True)
class Head:
    """The constant beginning of a part, deflated beforehand."""

    length: int
    """Before it was deflated."""
    packed: bytes
    crc: int

    @classmethod
    def of(cls, raw: bytes) -> Head:
        """Return a beginning; a short one is kept as it is."""
        if len(raw) < _LONG_START:
            return NO_HEAD
        return cls(len(raw), _stretch(raw), crc32(raw))


NO_HEAD = Head(0, b"", 0)
Cuts = Sequence[tuple[int, bytes]]
"""Which pieces of a part are long and constant, by their place, each as a stretch of a deflate stream."""
Packed = tuple[bytes, int, int]
"""Bytes, the checksum and the length of what they were."""


class Deflater:
    """One way to deflate, with what is constant in a part deflated beforehand."""

    __slots__ = ("_gap", "_one", "_short", "_stream", "_tiny")

    def __init__(self, way: Deflate) -> None:
        """Take a way.

        Raises:
            NotFoundError: the library for it is not installed.
        """
        if way not in installed():
            raise NotFoundError(f"{way} is not installed here; there is {', '.join(installed())}")
        module, level = {
            Deflate.ISAL_1: (isal_zlib, 1),
            Deflate.ISAL_0: (isal_zlib, 0),
            Deflate.ZLIB_NG: (zlib_ng, 1),
        }.get(way, (zlib, 6))
        self._tiny = _TINY
        self._gap: Callable[[bytes], bytes] = self._deflated
        self._one: Callable[[bytes], bytes] = partial(module.compress, level=level, wbits=_RAW)
        self._stream = partial(module.compressobj, level, zlib.DEFLATED, _RAW)
        if way is Deflate.SPLICE:
            self._tiny, self._gap, self._one = 0, stored, partial(stored, is_last=True)
        self._short = partial(isal_zlib.compress, level=0, wbits=_RAW) if way is Deflate.ISAL_1 else self._one

    def pack(self, head: Head, pieces: Sequence[bytes], cuts: Cuts = ()) -> Packed:
        """Return a part deflated: its head, and the pieces after it."""
        raw = b"".join(pieces)
        length = len(raw)
        if len(cuts) == 1:
            end = len(pieces[cuts[0][0]])
            if end < _LONG and length - end > self._tiny:
                cuts = ()  # a short end alone is not worth a stream
        one = self._one if length > _SHORT else self._short
        packed = self._with_cuts(pieces, cuts) if cuts else one(raw)
        return head.packed + packed, crc32(raw, head.crc), head.length + length

    def _with_cuts(self, pieces: Sequence[bytes], cuts: Cuts) -> bytes:
        out: list[bytes] = []
        at = 0
        for place, packed in cuts:
            gap = b"".join(pieces[at:place])
            out += (self._gap(gap) if gap else gap, packed)
            at = place + 1
        rest = b"".join(pieces[at:])
        out.append(self._one(rest) if rest else _LAST_BLOCK)
        return b"".join(out)

    def _deflated(self, gap: bytes) -> bytes:
        """Return what stands between two stretches."""
        if len(gap) <= _TINY:
            return stored(gap)
        stream = self._stream()
        whole: bytes = stream.compress(gap) + stream.flush(zlib.Z_FULL_FLUSH)
        return whole


def smallest(data: bytes) -> bytes:
    """Return data deflated once and well, for what is the same in many decks."""
    return zlib.compress(data, 9, _RAW)


def cuts_of(pieces: Sequence[bytes]) -> Cuts:
    """Return which pieces, every second of them a text and empty, are worth deflating beforehand."""
    last = len(pieces) - 1
    return tuple((i, _stretch(p)) for i, p in enumerate(pieces) if len(p) >= (_LONG_END if i == last else _LONG))


@lru_cache(maxsize=100_000)
def _stretch(data: bytes) -> bytes:
    if not data:
        return b""
    deflater = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    small = deflater.compress(data) + deflater.flush(zlib.Z_FULL_FLUSH)
    return small if len(small) < len(data) + _SAVED or len(data) > _MAX_STORED else stored(data)


def stored(data: bytes, *, is_last: bool = False) -> bytes:
    """Return data as they are, as a stretch of a deflate stream or as its end."""
    length = len(data)
    if length > _MAX_STORED:
        return stored(data[:_MAX_STORED]) + stored(data[_MAX_STORED:], is_last=is_last)
    return _HEADER(is_last, length, length ^ _MAX_STORED) + data
