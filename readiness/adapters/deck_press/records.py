"""Records: the records of a zip, written by hand, so that what is constant is copied and not made again.

In: members, deflated or not.
Out: Member, and a zip of a constant beginning and a deck's own members. No data descriptors, no clock.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import add

from readiness.adapters.deck_press.deflating import Packed, crc32, smallest

_VERSION = 20
_DATE = 0x21
"""1 January 1980, the earliest a zip can hold."""
_STORED, _DEFLATED = 0, 8
_START = struct.Struct("<4s5H")
_SIZES = struct.Struct("<3I")
_LOCAL_END = struct.Struct("<2H")
_CENTRAL_MIDDLE = struct.Struct("<5HI")
_OFFSET = struct.Struct("<I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_SIZE = _START.size + _SIZES.size + _LOCAL_END.size
STORED_KINDS = (".png", ".jpg", ".jpeg", ".gif", ".xlsx")
"""Already compressed."""


@dataclass(frozen=True, slots=True)
class Names:
    """Members' names in their records, with room for what changes from deck to deck."""

    local: list[bytes]
    """Of each member its local record, and room for its sizes and its data."""
    central: list[bytes]
    """Of each member its entry in the directory, with room for sizes and offset."""
    lengths: list[int]
    """Of each member's local record."""

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """Return names; they must be ASCII."""
        local, central, lengths = [], [], []
        for text in names:
            name, method = text.encode("ascii"), _STORED if is_stored(text) else _DEFLATED
            start = _START.pack(b"PK\x03\x04", _VERSION, 0, method, 0, _DATE)
            local += [start, b"", _LOCAL_END.pack(len(name), 0) + name, b""]
            central += [b"PK\x01\x02" + _VERSION.to_bytes(2, "little") + start[4:], b""]
            central += [_CENTRAL_MIDDLE.pack(len(name), 0, 0, 0, 0, 0), b"", name]
            lengths.append(_LOCAL_SIZE + len(name))
        return cls(local, central, lengths)


def is_stored(name: str) -> bool:
    """Return whether a member is kept as it is."""
    return name.lower().endswith(STORED_KINDS)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a zip, ready to be copied."""

    local: bytes
    """Its record before the data."""
    data: bytes
    central: tuple[bytes, bytes]
    """Its entry in the directory, before and after its offset."""


def constant_member(name: str, data: bytes) -> Member:
    """Return a member that is the same in many decks, deflated well."""
    packed = data if is_stored(name) else smallest(data)
    names = Names.of([name])
    sizes = _SIZES.pack(crc32(data), len(packed), len(data))
    start, _, end, _ = names.local
    first, _, middle, _, last = names.central
    return Member(start + sizes + end, packed, (first + sizes + middle, last))


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
        pieces += (member.local, member.data)
        directory += (member.central[0], _OFFSET.pack(offset), member.central[1])
        offset += len(member.local) + len(member.data)
    return Beginning(tuple(pieces), offset, b"".join(directory), len(pieces) // 2)


def zip_after(beginning: Beginning, names: Names, members: Sequence[Packed]) -> bytes:
    """Return a zip: its constant beginning, then members."""
    data, checksums, lengths = zip(*members, strict=True)
    packed = list(map(len, data))
    *offsets, end = accumulate(map(add, names.lengths, packed), initial=beginning.size)
    local, central = names.local.copy(), names.central.copy()
    local[1::4] = central[1::5] = list(map(_SIZES.pack, checksums, packed, lengths))
    local[3::4] = data
    central[3::5] = map(_OFFSET.pack, offsets)
    directory = b"".join([beginning.directory, *central])
    count = beginning.count + len(members)
    last = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), end, 0)
    return b"".join([*beginning.pieces, *local, directory, last])
