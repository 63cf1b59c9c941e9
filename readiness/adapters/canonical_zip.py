"""Canonical zip: the same parts give the same bytes, whatever the clock and the library that wrote them.

In: the bytes of a zip, .xlsx or .pptx.
Out: the same members, sorted, with one fixed time; office files inside treated alike; clock times in their properties fixed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold."""
STORED = (".png", ".jpg", ".jpeg", ".gif", ".xlsx", ".pptx", ".zip")
"""Already compressed: deflating them again costs time and gains nothing."""
_CLOCK = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")


def zip_of(members: Mapping[str, bytes]) -> bytes:
    """Return a zip of these members: content types first, then by name, one fixed time each."""
    out = io.BytesIO()
    names = sorted(members, key=lambda n: (n != "[Content_Types].xml", n != "_rels/.rels", n))
    write_zip(out, ((name, members[name]) for name in names))
    return out.getvalue()


def write_zip(out: BinaryIO, members: Iterable[tuple[str, bytes]]) -> None:
    """Write a zip member by member, in the order they come: memory does not grow with their number."""
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            _add(archive, name, data)


def zip_chunks(members: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """Yield the same zip as `write_zip` writes, a member at a time, each as soon as it is there; none is taken ahead."""
    window = _Window()
    with zipfile.ZipFile(window, "w") as archive:
        for name, data in members:
            _add(archive, name, data)
            yield window.taken()
    yield window.taken()


def _add(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, FIXED_TIME)
    info.external_attr = 0o644 << 16
    info.create_system = 3  # the same on Windows as elsewhere
    kind = zipfile.ZIP_STORED if name.lower().endswith(STORED) else zipfile.ZIP_DEFLATED
    archive.writestr(info, data, compress_type=kind, compresslevel=6)


class _Window(io.BytesIO):
    """The end of a file whose beginning was handed on: a member's head can be mended as long as the member is here."""

    def __init__(self) -> None:
        super().__init__()
        self._start = 0

    def tell(self) -> int:
        """Return the place in the whole file."""
        return self._start + super().tell()

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place of the whole file; what was handed on cannot be reached."""
        return self._start + super().seek(place - self._start if whence == 0 else place, whence)

    def taken(self) -> bytes:
        """Return what was written since the last time, and forget it."""
        data = self.getvalue()
        self._start += len(data)
        super().seek(0)
        self.truncate(0)
        return data


def canonical(data: bytes, *, stamp: str = "2000-01-01T00:00:00Z") -> bytes:
    """Return the zip with sorted members, fixed times, and `stamp` as the created and modified time of office files."""
    members: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            members[name] = _canonical_member(name, archive.read(name), stamp)
    return zip_of(members)


def _canonical_member(name: str, data: bytes, stamp: str) -> bytes:
    if name == "docProps/core.xml":
        return _CLOCK.sub(rb"\g<1>" + stamp.encode() + rb"\g<2>", data)
    if name.lower().endswith((".xlsx", ".pptx")):
        return canonical(data, stamp=stamp)
    return data
