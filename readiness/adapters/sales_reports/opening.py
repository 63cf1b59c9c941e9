"""Opening: a partner's file, told by its first bytes and never by its name, read as text by the reader of its format.

In: a file's plain name, its bytes, and what a mapping says of its layout.
Out: RawReport, or UnfitReportError: the file is held as a whole.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8

from readiness.adapters.sales_reports.edifact import is_edifact, read_edifact
from readiness.adapters.sales_reports.raw_report import Layout, RawReport
from readiness.adapters.sales_reports.text_tables import read_text
from readiness.adapters.sales_reports.unfit import UnfitReportError
from readiness.adapters.sales_reports.workbooks import is_workbook, read_workbook
from readiness.adapters.sales_reports.x12 import is_x12, read_x12

__all__ = ["Layout", "RawReport", "UnfitReportError", "read_report"]

MAX_BYTES = 300_000_000
_PATH = re.compile(r"[/\\\x00-\x1f\x7f]|^[A-Za-z]:|^\.{0,2}$")
_OTHERS = (
    (b"\x89PNG", "a picture (PNG)"), (b"\xff\xd8\xff", "a picture (JPEG)"), (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"), (b"MM\x00*", "a picture (TIFF)"), (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "packed (gzip)"), (b"7z\xbc\xaf", "packed (7z)"), (b"Rar!", "packed (RAR)"), (b"{\\rtf", "a document (RTF)"),
    (b"<?xml", "XML"), (b"<!doctype", "a web page"), (b"<html", "a web page"), (b"<table", "a web page"),
)  # fmt: skip
"""What arrives under the name of a report. Portals call a web page .xls, and phones photograph a screen."""


def read_report(file: str, data: bytes, mapping: Layout | None = None) -> RawReport:
    """Return a report as text.

    Raises:
        UnfitReportError: its name is a path, or it cannot be read as a whole.
    """
    if _PATH.search(file):
        raise UnfitReportError("file_name", "the file's name has a path or a control character in it; it needs a plain name")
    if len(data) > MAX_BYTES:
        raise UnfitReportError("too_large", f"the file has {len(data):,} bytes; send it in parts of {MAX_BYTES:,} at most")
    if is_workbook(data):
        return read_workbook(data, mapping)
    if is_x12(data):
        return read_x12(data, mapping)
    if is_edifact(data):
        return read_edifact(data, mapping)
    start = data[:64].removeprefix(BOM_UTF8).lstrip().lower()
    for magic, kind in _OTHERS:
        if start.startswith(magic.lower()):
            what = f"the file is {kind}, whatever its name says; send it as CSV or as a workbook (.xlsx)"
            raise UnfitReportError("kind", what)
    return read_text(data, mapping)
