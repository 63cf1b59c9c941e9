"""Drafting: a new launch from a ZIP, a folder or a form; what is wrong with it, mended in place; taken in.

In: requests to /launches/new, /launches/kit and /launches/drafts.
Out: pages; files to take along.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from readiness.actions import launch_desk
from readiness.actions.accounts import Viewer
from readiness.errors import ConflictError, InputError, InvalidInputsError, ReadinessError
from readiness.permissions import allowed
from readiness.portal.guard import Asked, AskedHere, Form, SignedForm, ViewerHere
from readiness.portal.launch_form import NEED_ROWS, form_of, known_values
from readiness.portal.pages import page
from readiness.portal.uploads import UploadHere

router = APIRouter()


@router.get("/launches/new")
def new(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show the ways to a new launch."""
    return _new(here, viewer)


@router.post("/launches/new/files")
def start(here: AskedHere, viewer: ViewerHere, sent: UploadHere) -> Response:
    """Begin a draft with a ZIP, files or a folder."""
    try:
        return _to(launch_desk.start_from_files(here.settings, viewer, sent.files(), here.now))
    except (InputError, ConflictError) as error:
        return _new(here, viewer, error)


@router.get("/launches/kit")
def kit(here: AskedHere, viewer: ViewerHere) -> Response:
    """Return the starting kit."""
    return _file(launch_desk.kit(here.settings, viewer), "launch-kit.zip", "application/zip")


@router.get("/launches/new/form")
def blank_form(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show the form of a new launch."""
    return _form(here, viewer, {})


@router.post("/launches/new/form")
def start_typed(here: AskedHere, viewer: ViewerHere, sent: UploadHere) -> Response:
    """Begin a draft with what was typed."""
    try:
        return _to(launch_desk.start_from_form(here.settings, viewer, form_of(sent), here.now))
    except (InputError, ConflictError) as error:
        return _form(here, viewer, known_values(sent), error)


@router.get("/launches/drafts/{draft_id}")
def show(here: AskedHere, viewer: ViewerHere, draft_id: str) -> Response:
    """Show a draft with everything that is wrong with it."""
    return _draft(here, viewer, draft_id)


@router.get("/launches/drafts/{draft_id}/file")
def show_file(here: AskedHere, viewer: ViewerHere, draft_id: str, path: str = "") -> Response:
    """Show one file of a draft, to be mended as a whole."""
    draft, view = launch_desk.file_view(here.settings, viewer, draft_id, path)
    language = viewer.language or here.language
    return page("launches/file", language, viewer=viewer, is_desk=True, here_in="/launches", draft=draft, view=view, problem="")


@router.get("/launches/drafts/{draft_id}/raw")
def raw(here: AskedHere, viewer: ViewerHere, draft_id: str, path: str = "") -> Response:
    """Return one file of a draft."""
    data = launch_desk.file_bytes(here.settings, viewer, draft_id, path)
    return _file(data, path.rpartition("/")[2], "application/octet-stream")


@router.post("/launches/drafts/{draft_id}/files")
def add(here: AskedHere, viewer: ViewerHere, draft_id: str, sent: UploadHere) -> Response:
    """Put files into a draft, in place of those of the same name."""
    return _changed(
        here, viewer, draft_id,
        lambda: launch_desk.add_files(here.settings, viewer, draft_id, sent.files(), here.now, sent.fields.get("path", "")),
    )  # fmt: skip


@router.post("/launches/drafts/{draft_id}/row")
def mend_row(here: AskedHere, viewer: ViewerHere, draft_id: str, form: SignedForm) -> Response:
    """Change one row of a table, or take it out."""
    path, row = form.get("path", ""), form.get("row", "")
    n = sum(name.startswith("c") and name[1:].isascii() and name[1:].isdigit() for name in form)
    cells = [] if form.get("then") == "out" else [form.get(f"c{i}", "") for i in range(n)]
    number = int(row) if row.isascii() and row.isdigit() and len(row) < 9 else 0
    return _changed(
        here, viewer, draft_id,
        lambda: launch_desk.mend_row(here.settings, viewer, draft_id, path, number, cells, form.get("seen", "")),
    )  # fmt: skip


@router.post("/launches/drafts/{draft_id}/text")
def mend_text(here: AskedHere, viewer: ViewerHere, draft_id: str, form: SignedForm) -> Response:
    """Change a text file as a whole."""
    path, text, seen = form.get("path", ""), form.get("text", ""), form.get("seen", "")
    return _changed(
        here, viewer, draft_id, lambda: launch_desk.mend_text(here.settings, viewer, draft_id, path, text, seen)
    )  # fmt: skip


@router.post("/launches/drafts/{draft_id}/example")
def example(here: AskedHere, viewer: ViewerHere, draft_id: str, form: SignedForm) -> Response:
    """Begin a missing file with that of the starting kit."""
    path = form.get("path", "")
    return _changed(here, viewer, draft_id, lambda: launch_desk.begin_with_example(here.settings, viewer, draft_id, path))


@router.post("/launches/drafts/{draft_id}/drop")
def drop(here: AskedHere, viewer: ViewerHere, draft_id: str, form: SignedForm) -> Response:
    """Take a file out of a draft."""
    path = form.get("path", "")
    return _changed(here, viewer, draft_id, lambda: launch_desk.drop_file(here.settings, viewer, draft_id, path))


@router.post("/launches/drafts/{draft_id}/throw-away")
def throw_away(here: AskedHere, viewer: ViewerHere, draft_id: str, _posted: SignedForm) -> Response:
    """Throw a draft away."""
    launch_desk.throw_draft_away(here.settings, viewer, draft_id, here.now)
    return RedirectResponse("/launches", status_code=303)


@router.post("/launches/drafts/{draft_id}/take-in")
def take_in(here: AskedHere, viewer: ViewerHere, draft_id: str, form: SignedForm) -> Response:
    """Take a draft in."""
    try:
        launch_id = launch_desk.take_in_draft(here.settings, viewer, draft_id, here.now, form.get("seen", ""))
    except (ConflictError, InvalidInputsError) as error:
        return _draft(here, viewer, draft_id, error)
    return RedirectResponse(f"/launches/{quote(launch_id, safe='')}", status_code=303)


def _new(here: Asked, viewer: Viewer, error: ReadinessError | None = None) -> Response:
    allowed(viewer, "launches.change")
    return page(
        "launches/new", viewer.language or here.language, status=_status(error), viewer=viewer, is_desk=True,
        here_in="/launches", problem=_said(error),
    )  # fmt: skip


def _form(here: Asked, viewer: Viewer, values: Form, error: ReadinessError | None = None) -> Response:
    rows = launch_desk.launches_of(here.settings, viewer, here.now)
    return page(
        "launches/form", viewer.language or here.language, status=_status(error), viewer=viewer, is_desk=True,
        here_in="/launches", problem=_said(error), values=values, n_needs=NEED_ROWS,
        channels=launch_desk.known_channels(here.settings, viewer),
        people=[(r.launch.launch_id, r.launch.name) for r in rows],
    )  # fmt: skip


def _draft(here: Asked, viewer: Viewer, draft_id: str, error: ReadinessError | None = None) -> Response:
    found = launch_desk.draft_page(here.settings, viewer, draft_id)
    return page(
        "launches/draft", viewer.language or here.language, status=_status(error), viewer=viewer, is_desk=True,
        here_in="/launches", found=found, problem=_said(error), is_stale=isinstance(error, ConflictError),
    )  # fmt: skip


def _changed(here: Asked, viewer: Viewer, draft_id: str, change: Callable[[], object]) -> Response:
    """Change a draft and show it anew; what could not be done is said above it."""
    try:
        change()
    except (InputError, ConflictError) as error:
        return _draft(here, viewer, draft_id, error)
    return _to(draft_id)


def _status(error: ReadinessError | None) -> int:
    return 200 if error is None else 409 if isinstance(error, ConflictError) else 400


def _said(error: ReadinessError | None) -> str:
    if isinstance(error, InputError):
        return f"{error.problem.what}; expected {error.problem.expected}"
    return str(error) if error else ""


def _to(draft_id: str) -> Response:
    return RedirectResponse(f"/launches/drafts/{draft_id}", status_code=303)


def _file(data: bytes, name: str, kind: str) -> Response:
    return Response(
        data, media_type=kind, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    )
