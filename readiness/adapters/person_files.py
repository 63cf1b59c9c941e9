"""Person files: everything kept about a person as a zip of JSON and CSV, and the files of a workspace that name the person.

In: rows by table; a folder.
Out: the zip's bytes; the paths of files.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from readiness.adapters.canonical_zip import zip_of
from readiness.adapters.scrubbing import MOST_MEMBER_BYTES, Scrub
from readiness.adapters.table_files import csv_bytes

Told = tuple[str, str, Sequence[Mapping[str, Any]]]
"""A table's name, what it holds in words, its rows."""


def person_zip(who: str, told: Sequence[Told], files: Mapping[str, bytes]) -> bytes:
    """Return everything kept about a person: a page that says what is where, all of it as JSON, each table as CSV, and files."""
    lines = [f"Everything that is kept about {who}.", "", "data.json holds all of it; each table is a CSV file of its own:", ""]
    lines += [f"  {name}.csv  {title}: {len(rows)}" for name, title, rows in told]
    lines += ["", "Files that name this person:", "", *(f"  files/{path}" for path in sorted(files)), ""]
    content = {name: {"title": title, "rows": [dict(row) for row in rows]} for name, title, rows in told}
    members = {"README.txt": "\n".join(lines).encode(), "data.json": _json(content)}
    members |= {f"{name}.csv": _table(rows) for name, _, rows in told}
    members |= {f"files/{path}": data for path, data in files.items()}
    return zip_of(members)


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=1, ensure_ascii=False, default=str) + "\n").encode()


def _table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    header = list(rows[0]) if rows else ["nothing"]
    cells = [[_cell(row[name]) for name in header] for row in rows]
    return csv_bytes(header, cells)


def _cell(value: Any) -> object:
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else value


def database_files(url: str) -> list[Path]:
    """Return the files of an embedded database, which is searched by its rows; none of a server's."""
    _, _, place = url.partition("sqlite:///")
    return [Path(place + ending) for ending in ("", "-wal", "-shm")] if place else []


def taken_away(*paths: Path) -> None:
    """Delete files; one that is not there is none less."""
    for path in paths:
        path.unlink(missing_ok=True)


def rewritten(path: Path, scrub: Scrub) -> bool:
    """Put the mark in the place of the person in a file of text or tables, aside and renamed; say whether that changed it."""
    old = path.read_bytes()
    new = scrub.data(old)
    if new == old:
        return False
    aside = path.with_name(f".{path.name}.scrubbed")
    aside.write_bytes(new)
    shutil.copymode(path, aside)
    aside.replace(path)
    return True


def files_naming(folder: Path, scrub: Scrub, but: Sequence[Path], *, ids: bool) -> Iterator[Path]:
    """Yield the files below a folder that name a person, by an id too where asked; `but` are passed over."""
    left_out = {path.resolve() for path in but}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink()):
        if path.resolve() in left_out or path.stat().st_size > MOST_MEMBER_BYTES:
            continue
        if scrub.is_in_path(path.relative_to(folder).as_posix()) or scrub.mentions(path.read_bytes(), ids=ids):
            yield path
