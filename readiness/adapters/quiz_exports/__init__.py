"""Quiz exports: answers collected elsewhere, read from the file as the other system exports it.

The format is told from the header: Moodle (responses or grades; CSV, XLSX, JSON), Google Forms, Microsoft Forms, Kahoot, xAPI
statements, or a table of one's own with one row an answer or one row a person.

In: a file's name and bytes.
Out: Export: answers as read, what could not be read, statements that are voided.
"""

from __future__ import annotations

from readiness.adapters.quiz_exports.forms import is_google, is_microsoft, read_google, read_microsoft
from readiness.adapters.quiz_exports.json_files import is_json, read_json
from readiness.adapters.quiz_exports.kahoot import is_kahoot, read_kahoot
from readiness.adapters.quiz_exports.moodle import is_moodle, read_moodle
from readiness.adapters.quiz_exports.reading import Export, Sheet, sheets_of
from readiness.adapters.quiz_exports.tables import is_wide, read_long, read_wide
from readiness.adapters.quiz_files import COLUMNS

__all__ = ["Export", "read_export"]


def read_export(file: str, data: bytes) -> Export:
    """Return what a file of answers holds; whatever is wrong with it is in its problems."""
    export = Export(file)
    if is_json(data):
        read_json(export, data)
    else:
        sheets = [s for s in sheets_of(export, data) if s.header]
        if sheets:
            _read_sheets(sheets, export, data)
        elif not export.problems:
            export.fault(0, "", "the file is empty", "a header row with " + ", ".join(COLUMNS))
    export.problems.sort()
    return export


def _read_sheets(sheets: list[Sheet], export: Export, data: bytes) -> None:
    first = sheets[0]
    if is_kahoot(sheets):
        read_kahoot(sheets, export)
    elif is_microsoft(first):
        read_microsoft(first, export)
    elif is_moodle(first):
        read_moodle(first, export)
    elif is_google(first):
        read_google(first, export)
    elif is_wide(first):
        read_wide(first, export)
    elif first.at("itemid", "answer", "correct") >= 0 or set(first.keys) & {"repid", "email"}:
        export.problems.clear()  # read again below, by the reader of these tables
        read_long(first, export, data)
    else:
        expected = "an export of Moodle, Google Forms, Microsoft Forms or Kahoot, or a header row with "
        export.fault(first.header_row, "", "the header is that of no quiz export that is known", expected + ", ".join(COLUMNS))
