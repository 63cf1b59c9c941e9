"""Scrubbing: a person's names and addresses found in any text, cell or file, and a random mark put in their place.

In: names, mail addresses and ids; texts, JSON values, bytes of files.
Out: whether the person is mentioned; the same without the person.
"""

from __future__ import annotations

import codecs
import csv
import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

ID_COLUMNS = frozenset(
    {
        "rep_id",
        "person_id",
        "manager_id",
        "owner",
        "action_owner",
        "subject_id",
        "rater",
        "by",
        "reviewer",
        "from_rep_id",
        "to_rep_id",
        "trainer_id",
    }
)
"""Columns, keys and headings whose whole value may be the id of a rep."""
MOST_MEMBER_BYTES = 200_000_000
_COMMENT = "#"


@dataclass(frozen=True)
class Scrub:
    """What stands for one person, and what is put in its place."""

    names: tuple[str, ...]
    """In full. Of one word: only where it is a whole value, for such a word may mean other things."""
    emails: tuple[str, ...]
    marks: Mapping[str, str]
    """Id of a rep -> the mark that stands for it from now on."""
    mark: str

    @property
    def address(self) -> str:
        """Return the address that stands in the place of the person's."""
        return f"{self.mark}@erased.invalid"

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """Return every way in which a name or an address may be written inside a text, the longest first."""
        found: set[str] = set()
        for name in (n for n in self.names if " " in n.strip()):
            first, _, last = name.strip().rpartition(" ")
            found |= {name.strip(), f"{last}, {first}", f"{last} {first}"}
        found |= {e.strip() for e in self.emails if e.strip()}
        found |= {change(text) for text in tuple(found) for change in (str.lower, str.upper)}
        for text in tuple(found):
            found |= {html.escape(text), html.escape(text, quote=False), json.dumps(text)[1:-1], text.replace("@", "%40")}
        return tuple(sorted(found, key=lambda text: (-len(text), text)))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        listed = "|".join(re.escape(text) for text in self.needles) or r"(?!)"
        return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE)

    @cached_property
    def _id_pattern(self) -> re.Pattern[str]:
        """Match an id that can be nothing else: four characters or more, with a letter."""
        ids = [re.escape(i) for i in self.marks if len(i) >= 4 and re.search(r"[A-Za-z]", i)]
        return re.compile(rf"(?<![\w]){'(?:' + '|'.join(ids) + ')' if ids else '(?!)'}(?![\w])")

    def text(self, value: str) -> str:
        """Return a text without the person."""
        if value.strip().lower() in {n.strip().lower() for n in self.names if n.strip()}:
            return self.mark
        return self._pattern.sub(self._instead, value)

    def value(self, value: Any, key: str = "") -> Any:
        """Return a JSON value without the person."""
        if isinstance(value, str):
            return self.marks[value] if key in ID_COLUMNS and value in self.marks else self.text(value)
        if isinstance(value, list):
            return [self.value(v, key) for v in value]
        if isinstance(value, dict):
            return {k: self.value(v, k) for k, v in value.items()}
        return value

    def data(self, data: bytes) -> bytes:
        """Return the bytes of a file without the person: text, a table, JSON, deflated text, or a zip of such."""
        if data[:4] == b"PK\x03\x04":
            return self._zipped(data)
        if data[:1] == b"\x78" and (inside := _inflated(data)) is not None:
            new = self.data(inside)
            return data if new == inside else zlib.compress(new, 1)
        is_wide = data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        if b"\x00" in data and not is_wide:
            return data  # no text: whoever asks is told that it still names the person
        for encoding in ("utf-16",) if is_wide else ("utf-8", "latin-1"):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError:
                continue
            new_text = self._table(text)
            return data if new_text == text else new_text.encode(encoding)
        return data

    def _table(self, text: str) -> str:
        """Return a text without the person; where it is a table with columns of ids, those are marked too."""
        head, body = _commented(text)
        return self._pattern.sub(self._instead, head + self._with_marked_ids(body))

    def _with_marked_ids(self, body: str) -> str:
        first = body.split("\n", 1)[0]
        mark = max(",;\t|", key=first.count)
        columns = [c.strip().strip('"').lstrip("\ufeff") for c in first.rstrip("\r").split(mark)]
        at = [k for k, name in enumerate(columns) if name in ID_COLUMNS]
        if len(columns) < 2 or not at:
            return body
        rows = list(csv.reader(io.StringIO(body, newline=""), delimiter=mark))
        named = [(row, k) for row in rows[1:] for k in at if k < len(row) and row[k] in self.marks]
        if not named:
            return body
        for row, k in named:
            row[k] = self.marks[row[k]]
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=mark, lineterminator="\r\n" if "\r\n" in body else "\n").writerows(rows)
        return out.getvalue()

    def _instead(self, found: re.Match[str]) -> str:
        return self.address if "@" in found[0] or "%40" in found[0] else self.mark

    def _zipped(self, data: bytes) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                old = [(info, archive.read(info)) for info in archive.infolist() if info.file_size <= MOST_MEMBER_BYTES]
                if len(old) != len(archive.infolist()):
                    return data
        except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, NotImplementedError):
            return data
        new = [(info, self.data(content)) for info, content in old]
        if [c for _, c in new] == [c for _, c in old]:
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for info, content in new:
                archive.writestr(info, content)
        return out.getvalue()

    def mentions(self, data: bytes, *, ids: bool = False) -> bool:
        """Say whether bytes of a file name the person, in a zip too; with `ids`, also by an id that can be nothing else."""
        for part in _parts(data):
            text = part.decode("utf-8", "replace").replace("\r\n ", "").replace("\n ", "")
            if self._pattern.search(text) or (ids and self._id_pattern.search(text)):
                return True
            if b"\x00" in part and any(n.encode(wide) in part for n in self.needles for wide in ("utf-16-le", "utf-16-be")):
                return True
        return False

    def is_in_path(self, path: str) -> bool:
        """Say whether a file's name names the person, by an id too."""
        return bool(self._pattern.search(path) or self._id_pattern.search(path))


def _commented(text: str) -> tuple[str, str]:
    """Return the comment lines that a text begins with, and the rest."""
    at = 0
    while text.startswith(_COMMENT, at):
        at = text.find("\n", at) + 1 or len(text)
    return text[:at], text[at:]


def _inflated(data: bytes) -> bytes | None:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return None


def _parts(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """Yield bytes, and what is inside them where they are a zip or deflated."""
    yield data
    if depth < 3 and data[:4] == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for info in archive.infolist():
                    if info.file_size <= MOST_MEMBER_BYTES:
                        yield info.filename.encode()
                        yield from _parts(archive.read(info), depth + 1)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, NotImplementedError):
            return
    elif data[:1] == b"\x78" and (inside := _inflated(data)) is not None:
        yield inside
