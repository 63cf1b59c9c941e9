"""Zip limits: what a zip that came in may hold, counted before and while it is unpacked, and never taken from its own word.

In: the bytes of a zip, .xlsx or .pptx, and limits.
Out: members and their bytes; ZipLimitError names the limit, and each reader words it for its own kind of file.
"""

from __future__ import annotations

import io
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import partial

CHUNK = 1 << 16
BYTES_PER_ENTRY = 400
"""What one member may take in the directory: 46 bytes, its name and a few marks."""
SMALL = 20_000_000
"""Up to so many bytes unpacked, no ratio is too high: a blank picture or an empty table packs a thousandfold."""
UNZIP_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)
"""What Python raises for a zip that is damaged, locked, or packed in a way it does not know."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END, _END_SIZE = b"PK\x05\x06", 22


@dataclass(frozen=True, slots=True)
class ZipLimits:
    """The most a zip of one kind may hold."""

    members: int
    unpacked: int
    ratio: int = 2_000
    """Bytes unpacked for each byte packed; deflate cannot do more than 1,032."""


class ZipLimitError(Exception):
    """A zip over a limit: `rule` is members, unpacked, ratio, twice, locked or lies (more came out than it says)."""

    def __init__(self, rule: str, member: str = "", found: int = 0) -> None:
        super().__init__(f"{rule} {member} {found}")
        self.rule = rule
        self.member = member
        self.found = found


@contextmanager
def opened_zip(data: bytes, limits: ZipLimits) -> Iterator[tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]]:
    """Open a zip whose directory keeps the limits, with its members that are files.

    Raises:
        ZipLimitError: too many members, too many bytes or packed too well by its own word, a name twice, or a password.
    """
    _refuse_directory(data, limits)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = [i for i in archive.infolist() if not i.is_dir()]
        if len(infos) > limits.members:
            raise ZipLimitError("members", found=len(infos))
        if (total := sum(i.file_size for i in infos)) > limits.unpacked:
            raise ZipLimitError("unpacked", found=total)
        if total > max(SMALL, limits.ratio * len(data)):
            raise ZipLimitError("ratio", found=total // len(data))
        names = set[str]()
        for info in infos:
            if info.filename in names:
                raise ZipLimitError("twice", info.filename)
            if info.flag_bits & 1:
                raise ZipLimitError("locked", info.filename)
            if info.compress_type not in _METHODS:  # the others unpack a whole piece at once, whatever comes out
                raise NotImplementedError(info.filename)
            names.add(info.filename)
        yield archive, infos


def _refuse_directory(data: bytes, limits: ZipLimits) -> None:
    """Refuse a directory of too many entries before it is read into memory."""
    end = data.rfind(_END, max(0, len(data) - _END_SIZE - 0xFFFF))
    if end >= 0 and int.from_bytes(data[end + 12 : end + 16], "little") > max(limits.members, 100) * BYTES_PER_ENTRY:
        raise ZipLimitError("members", found=int.from_bytes(data[end + 10 : end + 12], "little"))


def chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member's bytes piece by piece.

    Raises:
        ZipLimitError: more comes out than the directory says.
    """
    endless, found = copy(info), 0
    endless.file_size = sys.maxsize  # else Python cuts off what is too much, in silence
    with archive.open(endless) as stream:
        for part in iter(partial(stream.read, CHUNK), b""):
            found += len(part)
            if found > info.file_size:
                raise ZipLimitError("lies", info.filename, found)
            yield part


def unzipped(data: bytes, limits: ZipLimits) -> dict[str, bytes]:
    """Return what is in a zip, by name.

    Raises:
        ZipLimitError: it is over a limit.
    """
    with opened_zip(data, limits) as (archive, infos):
        return {info.filename: b"".join(chunks(archive, info)) for info in infos}
