"""Uploaded files: what a browser sent as a launch folder: one ZIP, several files, or both.

In: the name and bytes of each part.
Out: path -> bytes with paths that stay below a folder; refused as a whole where one could not.
"""

from __future__ import annotations

import re
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping

from readiness.adapters.launch_files import REQUIRED
from readiness.adapters.zip_limits import UNZIP_FAULTS, ZipLimitError, ZipLimits, chunks, opened_zip
from readiness.errors import InputError, Problem

MOST_FILES = 2_000
MOST_BYTES = 64_000_000
LIMITS = ZipLimits(MOST_FILES, MOST_BYTES)
LONGEST_NAME, LONGEST_PATH = 120, 240
MAIN_FILE = "launch.yaml"
_STRANGE = re.compile('[\x00-\x1f\x7f<>:"|?*\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
_OVER = {
    "members": "the ZIP holds more than {most_files:,} files",
    "unpacked": "the ZIP unpacks to more than {most_mb} MB",
    "ratio": "the ZIP unpacks to {error.found:,} times its size",
    "lies": "the ZIP unpacks to more than it says, in {error.member}",
    "twice": "the ZIP holds {error.member} twice",
    "locked": "the ZIP is locked with a password",
}


def uploaded(parts: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return the files of an upload by their path, ZIPs unpacked, the folder around all of them taken away.

    Hidden files, and what systems put beside files of their own accord, are left out.

    Raises:
        InputError: it is too large, cannot be unpacked, or a name leads elsewhere or could not be kept.
    """
    found: dict[str, bytes] = {}
    total = 0
    for name, data in parts:
        for path, content in (_unpacked(name, data) if name.lower().endswith(".zip") else {name: data}).items():
            kept = kept_path(path)
            if not kept:
                continue
            if kept in found:
                raise refused(path, "the same file twice", "each file once")
            total += len(content)
            found[kept] = content
            if total > MOST_BYTES or len(found) > MOST_FILES:
                most = f"{MOST_FILES:,} files and {MOST_BYTES // 1_000_000} MB at most"
                raise refused(name, "more than one upload takes", most)
    _refuse_alike(found)
    return without_folder(found)


def kept_path(name: str) -> str:
    """Return a file's path as it is kept, with forward slashes; empty for one that is left out.

    Raises:
        InputError: it leads out of the folder, or no folder could hold it.
    """
    path = unicodedata.normalize("NFC", name).replace("\\", "/")
    while path.startswith("./"):
        path = path[2:]
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or re.match(r"[A-Za-z]:", path):
        raise refused(name, "the name leads out of the launch folder", "a name such as market/index.csv")
    if _STRANGE.search(path) or not all(parts) or any(p != p.strip() or p.endswith(".") for p in parts):
        raise refused(name, "a name that cannot be kept", "letters, digits, dots, dashes, spaces")
    if len(path.encode()) > LONGEST_PATH or any(len(p.encode()) > LONGEST_NAME for p in parts):
        raise refused(name[:60] + "...", "the name is too long", f"{LONGEST_PATH} bytes at most, {LONGEST_NAME} for each part")
    return "" if any(p.startswith((".", "__MACOSX", "~$")) or p in ("Thumbs.db", "desktop.ini") for p in parts) else path


def without_folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return files without the folder that stands around all of them, where what a launch needs stands in it."""
    while MAIN_FILE not in files:
        tops = {path.partition("/")[0] for path in files}
        if len(tops) != 1 or not all("/" in path for path in files):
            break
        inner = {path.partition("/")[2]: data for path, data in files.items()}
        if not any(p.rpartition("/")[2] in REQUIRED for p in inner):
            break
        files = inner
    return dict(files)


def _unpacked(name: str, data: bytes) -> dict[str, bytes]:
    try:
        with opened_zip(data, LIMITS) as (archive, infos):
            for info in infos:
                _refuse_link(info)
            return {info.filename: b"".join(chunks(archive, info)) for info in infos}
    except ZipLimitError as error:
        what = _OVER[error.rule].format(error=error, most_files=MOST_FILES, most_mb=MOST_BYTES // 1_000_000)
        raise refused(name, what, "a ZIP of the launch folder") from error
    except UNZIP_FAULTS as error:
        raise refused(name, "the ZIP cannot be opened", "a ZIP of the launch folder, not damaged") from error


def _refuse_link(info: zipfile.ZipInfo) -> None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise refused(info.filename, "a link or a device, not a file", "files alone")


def _refuse_alike(files: Mapping[str, bytes]) -> None:
    """Refuse names that some systems take for one, and a file where another has a folder."""
    folded: dict[str, str] = {}
    for path in files:
        if (other := folded.setdefault(path.casefold(), path)) != path:
            raise refused(path, f"differs from {other} by capitals alone", "each name once")
    for path in files:
        parts = path.split("/")
        for n in range(1, len(parts)):
            if "/".join(parts[:n]).casefold() in folded:
                raise refused(path, "a file and a folder of one name", "each name once")


def refused(name: str, what: str, expected: str) -> InputError:
    """Return the error for an upload that is not taken."""
    shown = _STRANGE.sub("?", name)
    return InputError(Problem(shown, 0, "", f"{shown}: {what}" if shown else what, expected))
