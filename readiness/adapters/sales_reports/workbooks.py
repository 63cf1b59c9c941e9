"""Workbooks: .xlsx, .xlsb and .xls, weighed from outside, then read by a child process within memory and time.

In: the bytes of a workbook, what its mapping says of the layout.
Out: RawReport: the only sheet with a table, or the one the mapping names; what is locked or has macros is unfit.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import zipfile
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

import readiness
from readiness.adapters.sales_reports.headers import column_letters, column_names
from readiness.adapters.sales_reports.raw_report import Layout, RawReport, named
from readiness.adapters.sales_reports.unfit import UnfitReportError
from readiness.adapters.zip_limits import UNZIP_FAULTS, ZipLimitError, ZipLimits, chunks, opened_zip

LIMITS = ZipLimits(members=10_000, unpacked=500_000_000, ratio=100)
"""Of a workbook; the most repetitive sheets of sales lines pack twenty to one."""
MEMORY = 1_500_000_000
SECONDS, BYTES_A_SECOND = 4, 20_000_000
"""Processor time a workbook may take, twice what a table of sales lines takes; with waiting it may take five times that."""
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPES = "[Content_Types].xml"
_LOCKED = ("locked", "the workbook is locked with a password; save it without one")
_OVER = {
    "members": ("too_large", "the workbook holds {error.found:,} files; no workbook has more than {limits.members:,}"),
    "unpacked": ("too_large", "the workbook unpacks to {error.found:,} bytes; send parts of {limits.unpacked:,} at most"),
    "ratio": ("too_large", "the workbook unpacks to {error.found:,} times its size, which no report does"),
    "twice": ("damaged", "the workbook holds {error.member!r} twice"),
    "lies": ("damaged", "the workbook unpacks to more than it says in {error.member!r}"),
    "locked": _LOCKED,
}
_MEMORY = (
    "the workbook needs more memory than any report: often a single cell far to the right or far down; "
    "delete the blank rows and columns and save it"
)
_DAMAGED = "the workbook is damaged and cannot be read; save it anew as .xlsx"
_NO_WORKBOOK = {
    "word/": "a text document (.docx)", "ppt/": "a presentation (.pptx)", "content.xml": "an OpenDocument file",
}  # fmt: skip


def is_workbook(data: bytes) -> bool:
    """Return whether it begins as a zip or as an old Office file."""
    return data.startswith((*_ZIP, _OLE))


def read_workbook(data: bytes, layout: Layout | None) -> RawReport:
    """Return a workbook's table.

    Raises:
        UnfitReportError: it is no workbook, locked, with macros, too large, or has no table or several.
    """
    kind, size = _old_kind(data) if data.startswith(_OLE) else _zip_kind(data)
    order = {
        "kind": kind,
        "sheet": layout.sheet if layout else "",
        "header_row": layout.header_row if layout else 0,
        "memory": MEMORY,
        "seconds": SECONDS + size // BYTES_A_SECOND,
    }
    with tempfile.TemporaryDirectory(prefix="readiness-sales-") as name:
        folder = Path(name)
        (folder / "workbook").write_bytes(data)
        _run(folder, order)
        found = json.loads((folder / "found.json").read_text(encoding="utf-8"))
        if "rule" in found:
            raise UnfitReportError(found["rule"], found.get("what", _MEMORY))
        return _report(kind, (folder / "rows.csv").read_bytes(), found)


def _old_kind(data: bytes) -> tuple[str, int]:
    """Return the kind of an old Office file by the names in its directory, which are in UTF-16."""

    def holds(*names: str) -> bool:
        return any(name.encode("utf-16-le") in data for name in names)

    if holds("EncryptedPackage", "EncryptionInfo"):
        raise UnfitReportError(*_LOCKED)
    if holds("_VBA_PROJECT"):
        raise UnfitReportError("macros", "the workbook holds macros; save it as .xlsx")
    if not holds("Workbook", "Book"):
        raise UnfitReportError("kind", "the file is an old Office file and no workbook; send it as CSV or .xlsx")
    return "xls", len(data)


def _zip_kind(data: bytes) -> tuple[str, int]:
    try:
        with opened_zip(data, LIMITS) as (archive, infos):
            return _kind_of(archive, infos), sum(i.file_size for i in infos)
    except ZipLimitError as error:
        rule, what = _OVER[error.rule]
        raise UnfitReportError(rule, what.format(error=error, limits=LIMITS)) from error
    except UNZIP_FAULTS as error:
        raise UnfitReportError("damaged", "the workbook is damaged, perhaps cut short on its way; send it again") from error


def _kind_of(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> str:
    names = {i.filename: i for i in infos}
    types = b"".join(islice(chunks(archive, names[_TYPES]), 16)) if _TYPES in names else b""
    types = types.replace(b"binary.macroEnabled", b"")  # so every .xlsb says, with macros or without
    inside = [n.lower() for n in names]
    if b"macroEnabled" in types or any(n.endswith("vbaproject.bin") or "macrosheets/" in n for n in inside):
        raise UnfitReportError("macros", "the workbook holds macros (.xlsm); save it as .xlsx")
    for member, kind in (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb")):
        if member in names:
            return kind
    other = next((kind for start, kind in _NO_WORKBOOK.items() if any(n.startswith(start) for n in inside)), "a zip")
    raise UnfitReportError("kind", f"the file is {other} and no workbook; send the report itself, as CSV or .xlsx")


def _run(folder: Path, order: dict[str, Any]) -> None:
    """Let a child process read the workbook; it finds the modules this one finds, and nothing else of it."""
    command = [sys.executable, "-S", "-m", "readiness.adapters.sales_reports.child", str(folder), json.dumps(order)]
    paths = os.pathsep.join([str(Path(readiness.__file__).parents[1]), *filter(None, sys.path)])
    try:
        ended = subprocess.run(  # noqa: S603 - this Python, this module, a folder made here
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={"PYTHONPATH": paths, "PYTHONUTF8": "1"},
            timeout=5 * order["seconds"],
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        ended = -signal.SIGXCPU
    if ended == -signal.SIGXCPU:
        raise UnfitReportError("too_slow", "the workbook takes too long to read; save it anew with its table alone, or as CSV")
    if ended in (-signal.SIGABRT, -signal.SIGKILL):  # it gave up, or the system ended it to save the others
        raise UnfitReportError("memory", _MEMORY)
    if ended:
        raise UnfitReportError("damaged", _DAMAGED)


def _report(kind: str, rows: bytes, found: dict[str, Any]) -> RawReport:
    header, left = found["header"], found["left"]
    names = column_names(header, lambda place: column_letters(left + place))
    schema = {"row": pl.Int64, **{str(i): pl.String for i in range(len(header))}}
    frame = pl.DataFrame(schema=schema)
    if found["n_rows"]:
        frame = pl.read_csv(rows, has_header=False, schema=schema, empty_string_is_null=False)
    if frame.height != found["n_rows"] or b"\x00" in rows:
        raise UnfitReportError("damaged", _DAMAGED)
    facts = {name: str(value) for name, value in found["facts"].items() if value}
    if found["n_blank"]:
        facts["blank_rows"] = str(found["n_blank"])
    frame, kept = named(frame, header, names)
    rejected = tuple((row, why, raw) for row, why, raw in found["rejected"])
    return RawReport(kind, frame, kept, found["header_row"], facts, rejected)
