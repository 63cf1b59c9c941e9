"""Looking: a draft with everything that is wrong with it, each fault beside the row it is in, and what taking it in would do.

In: settings, who asks, a draft's id.
Out: DraftPage, FileView.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from readiness.adapters import draft_folders
from readiness.adapters.checked_drafts import CheckedDraft, checked_draft
from readiness.adapters.db import drafts
from readiness.adapters.db.drafts import Draft
from readiness.adapters.db.launch_facts import launch_rows
from readiness.adapters.db.launch_marks import positioning_mark
from readiness.adapters.db.launches import approvals_of, stored_files
from readiness.adapters.db.store import reading
from readiness.adapters.file_changes import FileChange, changed_files
from readiness.adapters.file_rows import header_of, rows_of, text_of
from readiness.adapters.launch_files import is_read
from readiness.adapters.starting_kit import kit_files
from readiness.errors import NotFoundError, Problem
from readiness.permissions import Viewer, allowed
from readiness.settings import Settings

MOST_ROWS = 25
"""Rows of one file that are shown at once with their faults."""
MOST_PLAIN = 50
LINES_AROUND = 2


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One row of a table with what is wrong in it, to be mended in place."""

    row: int
    header: tuple[str, ...]
    cells: tuple[str, ...]
    """As many as the header has, at least."""
    problems: tuple[Problem, ...]
    bad: frozenset[int]
    """Places of the cells that a problem names."""


@dataclass(frozen=True, slots=True)
class FileView:
    """One file of a draft."""

    path: str
    size: int
    seen: str
    """The hash of what is shown; empty where the file is missing."""
    in_kit: bool
    is_read: bool
    """Whether a launch takes anything from a file of this name."""
    n_problems: int
    rows: tuple[ProblemRow, ...]
    """Problems that have a row of a table, by row."""
    plain: tuple[Problem, ...]
    """The others."""
    n_more: int
    """Problems that are not shown: they come up once these are mended."""
    text: str | None
    """The whole file, where it is a text that is short enough to be mended as one."""
    lines: tuple[tuple[int, str, bool], ...]
    """Lines around the faults of a text: number, line, whether a fault is in it."""


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft as it stands."""

    draft: Draft
    n_problems: int
    files: tuple[FileView, ...]
    """Those with problems first."""
    launch_id: str
    """Of launch.yaml; empty while something is wrong."""
    name: str
    changes_name: str
    """The name of the launch there is already; empty where it is a new one."""
    changes: tuple[FileChange, ...]
    n_messages: int
    n_gaps: int
    n_to_approve: int
    n_reps: int
    n_accounts: int
    seen: str
    """What a person looked at when taking it in."""


def drafts_of(settings: Settings, viewer: Viewer) -> list[Draft]:
    """Return the launch folders that are being put together, the newest first."""
    allowed(viewer, "launches.change")
    with reading(settings.database) as connection:
        return drafts.all_drafts(connection)


def draft_page(settings: Settings, viewer: Viewer, draft_id: str) -> DraftPage:
    """Return a draft with every problem, or with what taking it in would change.

    Raises:
        NotFoundError: there is none of this id.
    """
    allowed(viewer, "launches.change")
    with reading(settings.database) as connection:
        draft = drafts.draft_of(connection, draft_id)
    checked = checked_draft(settings.home, settings.templates, draft_id)
    found: dict[str, list[Problem]] = {}
    for problem in checked.problems:
        found.setdefault(problem.file, []).append(problem)
    paths = [*found, *(path for path in sorted(checked.files) if path not in found)]
    views = tuple(_view(settings, checked, path, found.get(path, []), shows_text=path in found) for path in paths)
    return _page(settings, draft, checked, views)


def file_view(settings: Settings, viewer: Viewer, draft_id: str, path: str) -> tuple[Draft, FileView]:
    """Return one file of a draft, to be mended as a whole.

    Raises:
        NotFoundError: the draft has no such file.
    """
    allowed(viewer, "launches.change")
    with reading(settings.database) as connection:
        draft = drafts.draft_of(connection, draft_id)
    checked = checked_draft(settings.home, settings.templates, draft_id)
    if path not in checked.files:
        raise NotFoundError(f"the draft has no file {path!r}")
    return draft, _view(settings, checked, path, [p for p in checked.problems if p.file == path], shows_text=True)


def file_bytes(settings: Settings, viewer: Viewer, draft_id: str, path: str) -> bytes:
    """Return one file of a draft as it stands.

    Raises:
        NotFoundError: the draft has no such file.
    """
    allowed(viewer, "launches.change")
    with reading(settings.database) as connection:
        drafts.draft_of(connection, draft_id)
    files = draft_folders.files_in(settings.home, draft_id)
    if path not in files:
        raise NotFoundError(f"the draft has no file {path!r}")
    return files[path]


def launch_mark(settings: Settings, launch_id: str, stamp: str) -> str:
    """Return what is another as soon as the draft or the launch it changes is."""
    with reading(settings.database) as connection:
        return f"{stamp}.{positioning_mark(connection, launch_id)}"


def _page(settings: Settings, draft: Draft, checked: CheckedDraft, views: tuple[FileView, ...]) -> DraftPage:
    n_problems = len(checked.problems)
    if checked.intake is None or checked.positioning is None:
        return DraftPage(draft, n_problems, views, "", draft.name, "", (), 0, 0, 0, 0, 0, "")
    inputs, positioning = checked.intake.inputs, checked.positioning
    launch_id = inputs.launch.launch_id
    with reading(settings.database) as connection:
        known = launch_rows(connection, launch_id)
        before = stored_files(connection, launch_id, "") if known else {}
        approvals = approvals_of(connection, launch_id, positioning.hashes)
    changes = tuple(changed_files(before, checked.intake.files)) if known else ()
    return DraftPage(
        draft, n_problems, views, launch_id, inputs.launch.name, known[0][1] if known else "", changes,
        len(positioning.messages), len(positioning.gaps), approvals.n_missing, len(inputs.reps), len(inputs.accounts),
        launch_mark(settings, launch_id, checked.stamp),
    )  # fmt: skip


def _view(settings: Settings, checked: CheckedDraft, path: str, problems: Sequence[Problem], *, shows_text: bool) -> FileView:
    data = checked.files.get(path)
    in_kit = path in kit_files(settings.templates)
    if data is None:
        return FileView(path, 0, "", in_kit, is_read(path), len(problems), (), tuple(problems[:MOST_PLAIN]), 0, None, ())
    rows = _rows(data, problems) if path.endswith(".csv") else ()
    placed = {p.row for row in rows for p in row.problems}
    plain = [p for p in problems if p.row not in placed]
    n_shown = sum(len(r.problems) for r in rows[:MOST_ROWS]) + len(plain[:MOST_PLAIN])
    text = text_of(data) if shows_text else None
    lines = _around(text, {p.row for p in plain if p.row}) if text is not None and not path.endswith(".csv") else ()
    return FileView(
        path, len(data), hashlib.sha256(data).hexdigest(), in_kit, is_read(path), len(problems), rows[:MOST_ROWS],
        tuple(plain[:MOST_PLAIN]), len(problems) - n_shown, text, lines,
    )  # fmt: skip


def _rows(data: bytes, problems: Sequence[Problem]) -> tuple[ProblemRow, ...]:
    """Return the rows that problems name, as far as the table can be taken apart."""
    header = header_of(data)
    if header is None:
        return ()
    by_row = {row: tuple(group) for row, group in groupby(sorted(problems, key=lambda p: p.row), key=lambda p: p.row) if row}
    shown = rows_of(data, set(list(by_row)[: MOST_ROWS + 1]))
    found = []
    for number, row in shown.items():
        names = header.cells if number != header.row else tuple(str(n) for n in range(1, len(row.cells) + 1))
        cells = row.cells + ("",) * (len(names) - len(row.cells))
        bad = frozenset(i for p in by_row[number] for i, name in enumerate(header.cells) if name.strip() == p.column)
        found.append(ProblemRow(number, names, cells, by_row[number], bad))
    return tuple(found)


def _around(text: str, wanted: set[int]) -> tuple[tuple[int, str, bool], ...]:
    """Return the lines around those wanted."""
    lines = text.splitlines()
    near = {n for w in sorted(wanted)[:MOST_ROWS] for n in range(w - LINES_AROUND, w + LINES_AROUND + 1)}
    return tuple((n, lines[n - 1], n in wanted) for n in sorted(near) if 1 <= n <= len(lines))
