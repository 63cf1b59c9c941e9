"""Records: the records of a zip, written by hand, so that what is constant is copied and not made again.

In: members, deflated or not.
Out: Member, and a zip of a constant beginning and a deck's own members. No data descriptors, no clock.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.adapters.deck_press.deflating import DEFLATED, STORED, Packed, crc32, smallest

_VERSION = 20
_DATE = 0x21
"""1 January 1980, the earliest a zip can hold."""
_START = struct.Struct("<4s5H")
_SIZES = struct.Struct("<3I")
_LOCAL_END = struct.Struct("<2H")
_CENTRAL_MIDDLE = struct.Struct("<5HI")
_OFFSET = struct.Struct("<I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_START = {m: _START.pack(b"PK\x03\x04", _VERSION, 0, m, 0, _DATE) for m in (STORED, DEFLATED)}
_CENTRAL_START = {m: struct.pack("<4s6H", b"PK\x01\x02", _VERSION, _VERSION, 0, m, 0, _DATE) for m in (STORED, DEFLATED)}
_LOCAL_SIZE = _START.size + _SIZES.size + _LOCAL_END.size
STORED_KINDS = (".png", ".jpg", ".jpeg", ".gif", ".xlsx")
"""Already compressed."""


@dataclass(frozen=True, slots=True)
class Name:
    """A member's name with what stands around it in both of its records."""

    name: bytes
    local_end: bytes
    central_middle: bytes

    @classmethod
    def of(cls, name: str) -> Name:
        """Return a name; it must be ASCII."""
        text = name.encode("ascii")
        return cls(text, _LOCAL_END.pack(len(text), 0) + text, _CENTRAL_MIDDLE.pack(len(text), 0, 0, 0, 0, 0))


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a zip, ready to be copied."""

    name: Name
    method: int
    sizes: bytes
    """Its checksum, packed and true size, as both records have them."""
    data: bytes


def constant_member(name: str, data: bytes) -> Member:
    """Return a member that is the same in many decks, deflated well."""
    stored = name.lower().endswith(STORED_KINDS)
    packed = data if stored else smallest(data)
    return Member(Name.of(name), STORED if stored else DEFLATED, _SIZES.pack(crc32(data), len(packed), len(data)), packed)


@dataclass(frozen=True, slots=True)
class Beginning:
    """The constant members of a zip with their directory, kept as they will stand; their data are shared, not copied."""

    pieces: tuple[bytes, ...]
    size: int
    directory: bytes
    count: int


def beginning_of(members: Iterable[Member]) -> Beginning:
    """Return the constant beginning of a zip."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for member in members:
        name, start = member.name, _CENTRAL_START[member.method]
        pieces += (_LOCAL_START[member.method], member.sizes, name.local_end, member.data)
        directory += (start, member.sizes, name.central_middle, _OFFSET.pack(offset), name.name)
        offset += _LOCAL_SIZE + len(name.name) + len(member.data)
    return Beginning(tuple(pieces), offset, b"".join(directory), len(pieces) // 4)


def zip_after(beginning: Beginning, names: Iterable[Name], members: Iterable[Packed]) -> bytes:
    """Return a zip: its constant beginning, then members."""
    pieces, directory = [*beginning.pieces], [beginning.directory]
    sizes_of, place = _SIZES.pack, _OFFSET.pack
    offset = beginning.size
    for name, (packed, crc, size, method) in zip(names, members, strict=True):
        sizes = sizes_of(crc, len(packed), size)
        pieces += (_LOCAL_START[method], sizes, name.local_end, packed)
        directory += (_CENTRAL_START[method], sizes, name.central_middle, place(offset), name.name)
        offset += _LOCAL_SIZE + len(name.name) + len(packed)
    count = beginning.count + len(directory) // 5
    whole = b"".join(directory)
    pieces += (whole, _END.pack(b"PK\x05\x06", 0, 0, count, count, len(whole), offset, 0))
    return b"".join(pieces)
