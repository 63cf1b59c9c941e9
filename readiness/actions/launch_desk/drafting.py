"""Drafting: a launch folder put together in the portal: begun, added to, mended in place, thrown away.

In: settings, who asks, files as sent or what was typed; the time now, in UTC.
Out: files in the workspace; a draft is as it was meant, or as it was before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from readiness.adapters import draft_folders, starting_kit
from readiness.adapters.db import audit, drafts
from readiness.adapters.db.launch_facts import launch_rows
from readiness.adapters.db.launches import stored_files
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.file_rows import BOM, with_row
from readiness.adapters.input_tables import Problems
from readiness.adapters.launch_forms import LaunchForm, files_of
from readiness.adapters.passwords import new_id
from readiness.adapters.uploaded_files import MAIN_FILE, MOST_BYTES, MOST_FILES, kept_path, refused, uploaded
from readiness.adapters.yaml_reading import read_yaml
from readiness.errors import ConflictError, InputError, NotFoundError, Problem
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings

MOST_DRAFTS = 30
"""Of one person."""
NAMELESS = "launch"


def kit(settings: Settings, viewer: Viewer) -> bytes:
    """Return the starting kit: a launch folder as a ZIP, with every file and an example row in each."""
    allowed(viewer, "launches.change")
    return starting_kit.kit_zip(settings.templates)


def start_from_files(settings: Settings, viewer: Viewer, parts: Iterable[tuple[str, bytes]], now: datetime) -> str:
    """Begin a draft with uploaded files, ZIPs unpacked; return its id.

    Raises:
        InputError: nothing was sent, or what was sent is not taken.
    """
    allowed(viewer, "launches.change")
    files = uploaded(parts)
    if not files:
        raise InputError(Problem("", 0, "", "no file was sent", "a ZIP of the launch folder, or its files"))
    return _begun(settings, viewer, files, now)


def start_from_form(settings: Settings, viewer: Viewer, form: LaunchForm, now: datetime) -> str:
    """Begin a draft with what was typed; return its id. What is missing or wrong is then named as in any folder."""
    allowed(viewer, "launches.change")
    if not form.name.strip():
        raise InputError(Problem("", 0, "name", "the launch has no name", "a name"))
    with reading(settings.database) as connection:
        known = [stored_files(connection, row[0], "channels.yaml") for row in launch_rows(connection)]
        people = stored_files(connection, form.people_from, "") if form.people_from else {}
    if form.spec_file and not kept_path("spec." + form.spec_file[0].rpartition(".")[2]):
        raise refused(form.spec_file[0], "a name that cannot be kept", "spec.xlsx, .csv, .yaml, .json or .xml")
    return _begun(settings, viewer, files_of(form, settings.templates, known, people), now)


def start_from_launch(settings: Settings, viewer: Viewer, launch_id: str, now: datetime) -> str:
    """Begin a draft with the files of a launch as it was taken in, to change them; return its id.

    Raises:
        NotFoundError: no launch has this id.
    """
    allowed(viewer, "launches.change")
    with reading(settings.database) as connection:
        files = stored_files(connection, launch_id, "")
    if not files:
        raise hidden("launch")
    return _begun(settings, viewer, files, now, launch_id)


def add_files(
    settings: Settings, viewer: Viewer, draft_id: str, parts: Iterable[tuple[str, bytes]], now: datetime, path: str = ""
) -> int:
    """Put uploaded files into a draft in place of those of the same name; one file may take the place of `path`.

    Returns:
        How many files.

    Raises:
        InputError: nothing was sent, or what was sent is not taken.
    """
    allowed(viewer, "launches.change")
    sent = list(parts)
    if path and len(sent) == 1 and not sent[0][0].lower().endswith(".zip"):
        sent = [(_same_kind(path, sent[0][0]), sent[0][1])]
    files = uploaded(sent)
    if not files:
        raise InputError(Problem("", 0, "", "no file was sent", "a file of the launch folder, or a ZIP of it"))
    with transaction(settings.database) as connection:
        drafts.draft_of(connection, draft_id, to_change=True)
        here = draft_folders.files_in(settings.home, draft_id)
        _refuse_too_much({**here, **files})
        for name, data in sorted(files.items()):
            draft_folders.put(settings.home, draft_id, name, data)
        drafts.rename_draft(connection, draft_id, _name({**here, **files}))
        audit.note(connection, viewer, "launches.change", now, about=f"draft {draft_id}: {', '.join(sorted(files))}")
    return len(files)


def begin_with_example(settings: Settings, viewer: Viewer, draft_id: str, path: str) -> None:
    """Put the starting kit's file of a name into a draft that lacks it.

    Raises:
        NotFoundError: the kit has none of this name.
        ConflictError: the draft has one.
    """
    allowed(viewer, "launches.change")
    data = starting_kit.kit_files(settings.templates).get(path)
    if data is None:
        raise NotFoundError(f"the starting kit has no {path}")
    _put(settings, draft_id, path, data, hashlib.sha256(b"").hexdigest(), is_new=True)


def mend_row(settings: Settings, viewer: Viewer, draft_id: str, path: str, row: int, cells: Sequence[str], seen: str) -> None:
    """Change one row of a draft's table; `seen` is the hash of the file that the person looked at.

    Raises:
        ConflictError: it was changed meanwhile.
        NotFoundError: the draft has no such file.
    """
    allowed(viewer, "launches.change")
    _put(settings, draft_id, path, with_row(_file(settings, draft_id, path), row, cells), seen)


def mend_text(settings: Settings, viewer: Viewer, draft_id: str, path: str, text: str, seen: str) -> None:
    """Change a text file of a draft as a whole.

    Raises:
        ConflictError: it was changed meanwhile.
        NotFoundError: the draft has no such file.
    """
    allowed(viewer, "launches.change")
    before = _file(settings, draft_id, path)
    mended = text.replace("\r\n", "\n")
    if b"\r\n" in before:
        mended = mended.replace("\n", "\r\n")
    mark = BOM if before.startswith(BOM.encode()) else ""
    _put(settings, draft_id, path, (mark + mended).encode(), seen)


def drop_file(settings: Settings, viewer: Viewer, draft_id: str, path: str) -> None:
    """Take a file out of a draft.

    Raises:
        NotFoundError: the draft has no such file.
    """
    allowed(viewer, "launches.change")
    with transaction(settings.database) as connection:
        drafts.draft_of(connection, draft_id, to_change=True)
        _file(settings, draft_id, path)
        draft_folders.remove(settings.home, draft_id, path)


def throw_draft_away(settings: Settings, viewer: Viewer, draft_id: str, now: datetime) -> None:
    """Throw a draft away, with its files."""
    allowed(viewer, "launches.change")
    with transaction(settings.database) as connection:
        draft = drafts.draft_of(connection, draft_id, to_change=True)
        drafts.drop_draft(connection, draft_id)
        audit.note(connection, viewer, "launches.change", now, about=f"threw away the draft {draft.name}")
    draft_folders.throw_away(settings.home, draft_id)


def _begun(settings: Settings, viewer: Viewer, files: Mapping[str, bytes], now: datetime, launch_id: str = "") -> str:
    _refuse_too_much(files)
    draft_id = new_id()
    draft_folders.make(settings.home, draft_id, files)
    try:
        _noted(settings, viewer, drafts.Draft(draft_id, viewer.person_id, now, launch_id, _name(files)))
    except BaseException:
        draft_folders.throw_away(settings.home, draft_id)
        raise
    return draft_id


def _noted(settings: Settings, viewer: Viewer, draft: drafts.Draft) -> None:
    with transaction(settings.database) as connection:
        if drafts.n_drafts(connection, viewer.person_id) >= MOST_DRAFTS:
            raise ConflictError(f"you have {MOST_DRAFTS} drafts: throw away those you no longer need")
        drafts.add_draft(connection, draft)
        about = f"began the draft {draft.draft_id}"
        audit.note(connection, viewer, "launches.change", draft.made_at, launch_id=draft.launch_id, about=about)


def _put(settings: Settings, draft_id: str, path: str, data: bytes, seen: str, *, is_new: bool = False) -> None:
    """Write one file of a draft, nobody else at the same time."""
    with transaction(settings.database) as connection:
        drafts.draft_of(connection, draft_id, to_change=True)
        here = draft_folders.files_in(settings.home, draft_id)
        if is_new and path in here:
            raise ConflictError(f"{path} is there already")
        _refuse_too_much({**here, path: data})
        draft_folders.put(settings.home, draft_id, path, data, None if is_new else seen)
        drafts.rename_draft(connection, draft_id, _name({**here, path: data}))


def _name(files: Mapping[str, bytes]) -> str:
    """Return what launch.yaml calls the launch, also where something else in it is wrong."""
    content = read_yaml(MAIN_FILE, files.get(MAIN_FILE, b""), Problems())
    said = content.get("name") if isinstance(content, dict) else ""
    return said[:200] if isinstance(said, str) and said.strip() else NAMELESS


def _file(settings: Settings, draft_id: str, path: str) -> bytes:
    files = draft_folders.files_in(settings.home, draft_id)
    if path not in files:
        raise NotFoundError(f"the draft has no file {path!r}")
    return files[path]


def _refuse_too_much(files: Mapping[str, bytes]) -> None:
    if len(files) > MOST_FILES or sum(len(d) for d in files.values()) > MOST_BYTES:
        most = f"{MOST_FILES:,} files and {MOST_BYTES // 1_000_000} MB at most"
        raise InputError(Problem("", 0, "", "more than a launch folder holds in the portal", most))


def _same_kind(path: str, name: str) -> str:
    """Return the path a file is to take: the other's, but with its own ending where a spec may have several."""
    dot = name.rpartition(".")[2].lower()
    return f"spec.{dot}" if path.startswith("spec.") and "." in name else path
