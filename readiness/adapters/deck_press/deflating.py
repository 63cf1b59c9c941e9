"""Deflating: how a deck's bytes are made small, by what is installed.

In: bytes; constant stretches and texts.
Out: raw deflate (RFC 1951), and its checksum.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import lru_cache, partial
from importlib import import_module
from typing import Any, Protocol

from readiness.errors import NotFoundError


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:  # no wheel for this machine
        return None


isal_zlib, zlib_ng = _module("isal.isal_zlib"), _module("zlib_ng.zlib_ng")
crc32: Callable[[bytes], int] = zlib.crc32 if isal_zlib is None else isal_zlib.crc32
_RAW = -15
_LONG_START, _LONG = 256, 2048
"""Bytes from which it is worth while to deflate a constant stretch beforehand: at a part's start, and elsewhere."""
_SAVED = 5
"""Bytes of the header of a stretch that is stored as it is."""
_MAX_STORED = 0xFFFF
LAST_BLOCK = b"\x03\x00"
"""An empty block that ends a deflate stream."""


class Deflate(StrEnum):
    """How fast and how small; the same deck either way."""

    ISAL_1 = "isal-1"
    ISAL_0 = "isal-0"
    ZLIB_NG = "zlib-ng"
    ZLIB = "zlib"
    SPLICE = "splice"
    """Constant stretches deflated once for all decks, texts stored between them: nothing is deflated for a deck."""


def installed() -> tuple[Deflate, ...]:
    """Return what this machine has, best first."""
    ways = [] if isal_zlib is None else [Deflate.ISAL_1, Deflate.ISAL_0]
    ways += [] if zlib_ng is None else [Deflate.ZLIB_NG]
    return (*ways, Deflate.ZLIB, Deflate.SPLICE)


Cuts = Sequence[tuple[int, bytes]]
"""The pieces of a part that are long and constant, by their place among the pieces, each as a stretch of a deflate stream."""


class Deflater:
    """One way to deflate, with what is constant in a part deflated beforehand."""

    __slots__ = ("_one", "_stream")

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
        self._one = partial(module.compress, level=level, wbits=_RAW)
        self._stream = partial(module.compressobj, level, zlib.DEFLATED, _RAW)

    def pack(self, pieces: Sequence[bytes], raw: bytes, cuts: Cuts) -> bytes:
        """Return pieces, together `raw`, as one deflate stream."""
        if not cuts:
            return self._one(raw)  # type: ignore[no-any-return]
        out: list[bytes] = []
        at = 0
        for place, packed in cuts:
            before = b"".join(pieces[at:place])
            if before:
                stream = self._stream()
                out += (stream.compress(before), stream.flush(zlib.Z_FULL_FLUSH))
            out.append(packed)
            at = place + 1
        rest = b"".join(pieces[at:])
        out.append(self._one(rest) if rest else LAST_BLOCK)
        return b"".join(out)


def smallest(data: bytes) -> bytes:
    """Return data deflated once and well, for what is the same in many decks."""
    return zlib.compress(data, 9, _RAW)


class Codec(Protocol):
    """How constant stretches and texts are written so that a part is nothing but one after the other."""

    def const(self, data: bytes) -> bytes:
        """Return a constant stretch as it is kept."""

    def text(self, data: bytes) -> bytes:
        """Return a text; b"" stays b""."""

    def texts(self, data: list[bytes]) -> list[bytes]:
        """Return texts."""


class Plain:
    """As it is: a part is deflated when it is whole."""

    def const(self, data: bytes) -> bytes:
        """Return it."""
        return data

    def text(self, data: bytes) -> bytes:
        """Return it."""
        return data

    def texts(self, data: list[bytes]) -> list[bytes]:
        """Return them."""
        return data


class Spliced:
    """As stretches of one deflate stream that know nothing of each other."""

    def const(self, data: bytes) -> bytes:
        """Return a stretch deflated on its own, ending on a whole byte; stored where that is smaller."""
        return _stretch(data)

    def text(self, data: bytes) -> bytes:
        """Return a text as stored blocks."""
        if not data:
            return b""
        pieces = [data[i : i + _MAX_STORED] for i in range(0, len(data), _MAX_STORED)]
        return b"".join(stored_header(len(p)) + p for p in pieces)

    def texts(self, data: list[bytes]) -> list[bytes]:
        """Return texts as stored blocks."""
        headers = _HEADERS
        return [headers[len(d)] + d if len(d) < _N_HEADERS else self.text(d) for d in data]


def cuts_of(constants: Sequence[bytes]) -> Cuts:
    """Return which constants, with a text between each two of them, are worth deflating beforehand."""
    return tuple((2 * i, _stretch(c)) for i, c in enumerate(constants) if len(c) >= (_LONG if i else _LONG_START))


@lru_cache(maxsize=100_000)
def _stretch(data: bytes) -> bytes:
    if not data:
        return b""
    deflater = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    small = deflater.compress(data) + deflater.flush(zlib.Z_FULL_FLUSH)
    return small if len(small) < len(data) + _SAVED or len(data) > _MAX_STORED else stored_header(len(data)) + data


def stored_header(length: int) -> bytes:
    """Return the header of a stored block that is not the last."""
    return struct.pack("<BHH", 0, length, length ^ _MAX_STORED)


_N_HEADERS = 2048
_HEADERS: Sequence[bytes] = [b"", *(stored_header(n) for n in range(1, _N_HEADERS))]
