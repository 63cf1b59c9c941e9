"""Form exports: responses of Google Forms and Microsoft Forms quizzes, one row a person.

In: a sheet.
Out: answers and faults in an Export.
"""

from __future__ import annotations

import re

from readiness.adapters.quiz_exports.reading import Asked, Export, Sheet, Sitting, cell, moment_or_fault, once_each, read_row
from readiness.stages.quizzes import Person, Question

PEOPLE = {
    "rep_id": ("repid", "employeeid", "staffid", "idnumber"),
    "email": ("emailaddress", "email", "mail", "youremail", "youremailaddress"),
    "name": ("fullname", "name", "yourname", "yourfullname", "firstandlastname"),
    "nickname": ("username", "nickname"),
}
"""What a form may call who answers, squeezed."""
_POINTS, _FEEDBACK = "Points - ", "Feedback - "
_GOOGLE_EXTRA = re.compile(r"(?P<question>.+) \[(?P<what>Score|Feedback)\]", re.IGNORECASE)
_GOOGLE_KNOWN = {"timestamp", "score", "totalscore"}


def person_of(sheet: Sheet, cells: list[str]) -> Person:
    """Return who answered, by whatever columns say so; `anonymous` is nobody."""
    told = {name: cell(cells, sheet.at(*names)) for name, names in PEOPLE.items()}
    return Person(**{name: "" if text.casefold() == "anonymous" else text for name, text in told.items()})


def is_google(sheet: Sheet) -> bool:
    """Return whether a header is that of Google Forms."""
    return bool(sheet.keys) and sheet.keys[0] == "timestamp" and len(sheet.keys) > 1


def read_google(sheet: Sheet, export: Export) -> None:
    """Read the responses of a Google form."""
    people = {name for names in PEOPLE.values() for name in names}
    columns = once_each(sheet.header)
    scores = {
        m["question"]: i for i, h in enumerate(sheet.header) if (m := _GOOGLE_EXTRA.fullmatch(h)) and m["what"].lower() == "score"
    }
    asked = [
        Asked(Question(name), columns[i], i, scores.get(name, -1))
        for i, (name, key) in enumerate(zip(sheet.header, sheet.keys, strict=True))
        if key and key not in _GOOGLE_KNOWN | people and not _GOOGLE_EXTRA.fullmatch(name)
    ]
    _read(sheet, export, "google", asked, sheet.at("timestamp"))


def is_microsoft(sheet: Sheet) -> bool:
    """Return whether a header is that of a Microsoft Forms quiz."""
    return any(h.startswith(_POINTS) for h in sheet.header) and sheet.at("starttime", "completiontime") >= 0


def read_microsoft(sheet: Sheet, export: Export) -> None:
    """Read the responses of a Microsoft form; a question without points is no quiz question."""
    columns = once_each(sheet.header)
    asked, passed_over = [], []
    for i, name in enumerate(sheet.header):
        if name and f"{_POINTS}{name}" in sheet.header:
            asked.append(Asked(Question(name), columns[i], i, sheet.header.index(f"{_POINTS}{name}")))
        elif f"{_FEEDBACK}{name}" in sheet.header:
            passed_over.append(name)
    export.notes += [f"the question {name[:80]!r} has no points and was passed over" for name in passed_over]
    _read(sheet, export, "microsoft", asked, sheet.at("starttime", "completiontime"))


def _read(sheet: Sheet, export: Export, system: str, asked: list[Asked], when: int) -> None:
    clock, id_ = sheet.clock(when), sheet.at("id") if system == "microsoft" else -1
    for number, cells in sheet.rows:
        if not sheet.fits(export, number, cells):
            continue
        moment = moment_or_fault(export, clock, sheet.header[when], number, cells)
        if moment is not None:
            # Microsoft writes `;` behind what was chosen from a list.
            tidy = [c.removesuffix(";") for c in cells]
            name = " ".join(part for part in (system, cell(cells, id_)[:20], moment.at) if part)
            read_row(export, Sitting(number, person_of(sheet, cells), name, 0, moment), asked, tidy)
