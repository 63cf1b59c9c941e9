"""Uploads: forms that bring files along.

In: a request of somebody who is signed in.
Out: Upload: the form's fields, checked, and its files.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from readiness.portal.guard import MOST_FIELDS, Form, ViewerHere, checked, refuse_foreign

MOST_FILES = 2_100
"""In one form; what a launch folder may hold is said where it is kept."""
MOST_TEXT = 1_000_000
"""Bytes of one field."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A form with its files; `several` is every value of each field."""

    fields: Form
    several: tuple[tuple[str, str], ...]
    sent: tuple[tuple[str, UploadFile], ...]
    """Name of the field, file; a field left empty has none."""

    def files(self, field: str = "") -> Iterator[tuple[str, bytes]]:
        """Yield the name and the bytes of each file, of one field or of all, one at a time."""
        for name, file in self.sent:
            if field in ("", name):
                file.file.seek(0)
                yield file.filename or "", file.file.read()

    def file(self, field: str) -> tuple[str, bytes] | None:
        """Return the one file of a field, None where none was sent."""
        return next(self.files(field), None)

    def all_of(self, field: str) -> list[str]:
        """Return every value of a field."""
        return [value for name, value in self.several if name == field]


async def upload(request: Request, who: ViewerHere) -> AsyncIterator[Upload]:
    """Give a form with its files, which this device was given; only who is signed in may send any.

    Raises:
        StalePageError: it brings another secret, or none, or another site sent it.
    """
    refuse_foreign(request)
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_TEXT) as form:
        several = tuple((name, value) for name, value in form.multi_items() if isinstance(value, str))
        sent = tuple((name, value) for name, value in form.multi_items() if isinstance(value, UploadFile) and value.filename)
        yield Upload(checked(dict(several), who.csrf), several, sent)


UploadHere = Annotated[Upload, Depends(upload)]
