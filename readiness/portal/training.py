"""Training: the plan as a calendar, sessions and who came, make-ups, the plan mended; a rep's own sessions, a manager's team.

In: requests to /launches/.../training, /my-sessions and /team-training.
Out: pages, files; answers, attendance and revisions kept.
"""

from __future__ import annotations

import base64
import binascii
import mimetypes
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from readiness.actions import invitations, measurement, training_desk
from readiness.actions.training_desk import Asked as Happened
from readiness.actions.training_desk import Filter, SeatView, Session, Wanted, day_named
from readiness.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from readiness.permissions import Viewer, may
from readiness.portal.decks import attached
from readiness.portal.guard import Asked, AskedHere, Form, SignedForm, ViewerHere
from readiness.portal.listing import listing
from readiness.portal.own_words import language_for, own_words
from readiness.portal.pages import page
from readiness.portal.uploads import UploadHere

router = APIRouter()
FILTERS = ("channel", "language", "module", "trainer")
A_PAGE = 50
SESSIONS = training_desk.A_PAGE
PROBLEMS = {"who", "from_day", "launch_on", "kind"}
"""What of a replan's form may be missing; each has words of its own."""


@router.get("/my-sessions")
def own(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show a rep's own sessions, the next one first."""
    found = training_desk.own_sessions(here.settings, viewer, here.now)
    language = language_for(here, viewer, found.language)
    return page("mine/sessions", language, viewer=viewer, here_in="/my-sessions", own=found, **own_words(language))


@router.post("/my-sessions/{launch_id}/{session_id}")
def answer(here: AskedHere, viewer: ViewerHere, launch_id: str, session_id: str, form: SignedForm) -> Response:
    """Keep whether a rep comes."""
    comes, said = form.get("comes", "") == "1", form.get("said", "")
    training_desk.answer_own(here.settings, viewer, launch_id, session_id, comes=comes, said=said, now=here.now)
    return RedirectResponse("/my-sessions", status_code=303)


@router.post("/my-sessions/{launch_id}/{session_id}/here")
def is_here(here: AskedHere, viewer: ViewerHere, launch_id: str, session_id: str, _form: SignedForm) -> Response:
    """Write down that a rep is in a session."""
    invitations.check_in_as(here.settings, viewer, launch_id, session_id, here.now)
    return RedirectResponse("/my-sessions", status_code=303)


@router.get("/team-training")
def team(here: AskedHere, viewer: ViewerHere, launch: str = "") -> Response:
    """Show what a manager's team is trained in."""
    found = training_desk.team_training(here.settings, viewer, launch[:64], here.now)
    language = language_for(here, viewer)

    def by_session(seats: Sequence[SeatView]) -> list[tuple[Session, ZoneInfo, list[SeatView]]]:
        """Return the sessions of seats with who sits in each, told by the clock of the first of them."""
        found_in: dict[str, tuple[Session, ZoneInfo, list[SeatView]]] = {}
        for seat in seats:
            if seat.session:
                zone = ZoneInfo(found.zones.get(seat.rep_id, "UTC"))
                found_in.setdefault(seat.session.session_id, (seat.session, zone, []))[2].append(seat)
        return sorted(found_in.values(), key=lambda group: (group[0].starts_at, group[0].session_id))

    facts: dict[str, Any] = {"team": found, "by_session": by_session, "plans": False, **own_words(language)}
    return page("team/training", language, viewer=viewer, is_desk=True, here_in="/team-training", **facts)


@router.get("/launches/{launch_id}/training")
def plan(here: AskedHere, viewer: ViewerHere, request: Request, launch_id: str) -> Response:
    """Show a week of the plan, what it costs and who is left out."""
    rows = listing(request, filters=("week", "zone", *FILTERS))
    asked = dict(rows.equal)
    only = Filter(**{name: asked.get(name, "") for name in FILTERS})
    wanted = Wanted(day_named(asked.get("week", "")), asked.get("zone", "UTC"), only, rows.page)
    found = training_desk.plan_week(here.settings, viewer, launch_id, wanted, here.now)
    zone = wanted.zone if wanted.zone in found.zones else "UTC"
    choices, teaching = found.choices, found.teaching
    picks = [
        ("channel", [(c, c) for c in choices.channels]),
        ("language", [(c, c) for c in choices.languages]),
        ("module", list(choices.modules)),
        ("trainer", [(i, teaching.trainer(i)) for i in choices.trainers]),
    ]
    facts: dict[str, Any] = {"a_page": SESSIONS, "picks": picks, "n_whole": sum("/" not in name for name in found.files)}
    return _page(here, viewer, "plan", launch_id, found=found, listing=rows, asked=asked, zone=zone, **facts)


@router.get("/launches/{launch_id}/training/files/{path:path}")
def file(here: AskedHere, viewer: ViewerHere, launch_id: str, path: str) -> Response:
    """Send a table of the plan."""
    data, name = training_desk.plan_file(here.settings, viewer, launch_id, path), path.rsplit("/", 1)[-1]
    return attached(data, name, mimetypes.guess_type(name)[0] or "application/octet-stream")


@router.get("/launches/{launch_id}/training/history")
def history(here: AskedHere, viewer: ViewerHere, request: Request, launch_id: str) -> Response:
    """Show every plan there was, and who was moved by the last one."""
    rows = listing(request)
    found = training_desk.history(here.settings, viewer, launch_id, (rows.page - 1) * A_PAGE, A_PAGE)
    return _page(here, viewer, "history", launch_id, found=found, listing=rows, a_page=A_PAGE)


@router.get("/launches/{launch_id}/training/missed")
def missed(here: AskedHere, viewer: ViewerHere, launch_id: str) -> Response:
    """Show who missed a session and has no other yet, by rep."""
    return _missed(here, viewer, launch_id)


@router.post("/launches/{launch_id}/training/missed")
def make_up(here: AskedHere, viewer: ViewerHere, launch_id: str, form: SignedForm) -> Response:
    """Show which seats kept free those could have who missed theirs; then give them."""
    is_dry = form.get("do") != "keep"
    try:
        found = invitations.make_up_as(here.settings, viewer, launch_id, here.now, is_dry=is_dry)
    except NotAllowedError as error:
        if not may(viewer, "training.plan"):
            raise
        return _missed(here, viewer, launch_id, status=409, problem=str(error))
    return _missed(here, viewer, launch_id, made=found)


def _missed(here: Asked, viewer: Viewer, launch_id: str, *, status: int = 200, **said: Any) -> Response:
    rows = listing(here.request)
    found = training_desk.missed_page(here.settings, viewer, launch_id, A_PAGE, (rows.page - 1) * A_PAGE)
    facts: dict[str, Any] = {"made": None, "problem": "", "listing": rows, "a_page": A_PAGE, **said}
    return _page(here, viewer, "missed", launch_id, status=status, found=found, **facts)


@router.get("/launches/{launch_id}/training/replan")
def replan(here: AskedHere, viewer: ViewerHere, launch_id: str, q: str = "") -> Response:
    """Ask what happened."""
    return _replan(here, viewer, launch_id, q=q[:100].strip())


@router.post("/launches/{launch_id}/training/replan")
def mend(here: AskedHere, viewer: ViewerHere, launch_id: str, form: SignedForm) -> Response:
    """Show what a replan changes, before anything is kept; then keep it."""
    happened = _happened(form)
    try:
        if form.get("do") == "keep":
            training_desk.keep(here.settings, viewer, launch_id, happened, form.get("digest", ""), here.now)
            return RedirectResponse(f"{_base(launch_id)}/history", status_code=303)
        mended = training_desk.look(here.settings, viewer, launch_id, happened, here.now)
    except InputError as error:
        about = error.problem.column if error.problem.column in PROBLEMS else ""
        said = "" if about else f"{error.problem.what}; expected: {error.problem.expected}"
        return _replan(here, viewer, launch_id, status=400, happened=happened, about=about, problem=said)
    except (ConflictError, NotFoundError, NotAllowedError) as error:
        if not may(viewer, "training.plan"):
            raise
        return _replan(here, viewer, launch_id, status=409, happened=happened, problem=str(error))
    return _page(here, viewer, "differences", launch_id, mended=mended, form=form)


def _replan(here: Asked, viewer: Viewer, launch_id: str, *, status: int = 200, q: str = "", **said: Any) -> Response:
    found = training_desk.mend_page(here.settings, viewer, launch_id, q)
    trainers = sorted(((i, t.name) for i, t in found.teaching.trainers.items()), key=lambda t: (t[1], t[0]))
    rooms = [(i, found.teaching.place_of_room(i)) for i in sorted(found.teaching.rooms)]
    reps = [(r["rep_id"], f"{r['name']} ({r['rep_id']})") for r in found.reps]
    names = dict([*trainers, *rooms])
    known = [(c, names.get(c.who, c.who)) for c in found.known]
    lists = {"trainers": trainers, "rooms": rooms, "reps": reps, "known": known}
    facts = {"happened": Happened(), "about": "", "problem": "", **lists, **said}
    return _page(here, viewer, "replan", launch_id, status=status, found=found, q=q, **facts)


def _happened(form: Form) -> Happened:
    days = {name: day_named(form.get(name, "").strip()) for name in ("from_day", "until_day", "launch_on")}
    return Happened(form.get("kind", "")[:20], form.get("who", "")[:64], **days)


@router.get("/launches/{launch_id}/training/sessions/{session_id}")
def session(here: AskedHere, viewer: ViewerHere, launch_id: str, session_id: str) -> Response:
    """Show a session and who sits in it."""
    return _session(here, viewer, launch_id, session_id)


@router.post("/launches/{launch_id}/training/sessions/{session_id}")
def tick(here: AskedHere, viewer: ViewerHere, launch_id: str, session_id: str, form: SignedForm) -> Response:
    """Keep who came, as it was ticked."""
    came = {n[5:]: form.get(f"minutes-{n[5:]}", "").strip() for n in form if n.startswith("came-")}
    try:
        sheet = training_desk.ticked(here.settings, viewer, launch_id, session_id, came, here.now)
        measurement.take_list_as(here.settings, viewer, launch_id, session_id, *sheet, here.now)
    except InputError as error:
        return _session(here, viewer, launch_id, session_id, status=400, about=error.problem.column, ticks=came)
    return RedirectResponse(f"{_base(launch_id)}/sessions/{quote(session_id, safe='')}", status_code=303)


@router.get("/launches/{launch_id}/training/sessions/{session_id}/sheet.xlsx")
def sheet(here: AskedHere, viewer: ViewerHere, launch_id: str, session_id: str) -> Response:
    """Send the list of a session that whoever runs it ticks."""
    name, data = training_desk.sheet(here.settings, viewer, launch_id, session_id, here.now)
    return attached(data, name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@router.post("/launches/{launch_id}/training/sessions/{session_id}/list")
def take_list(here: AskedHere, viewer: ViewerHere, launch_id: str, session_id: str, sent: UploadHere) -> Response:
    """Show what a list that was sent says, before anything is kept; then keep it."""
    name, data = _sent(sent)
    try:
        if sent.fields.get("do") == "keep":
            measurement.take_list_as(here.settings, viewer, launch_id, session_id, name, data, here.now)
            return RedirectResponse(f"{_base(launch_id)}/sessions/{quote(session_id, safe='')}", status_code=303)
        preview = measurement.preview_list(here.settings, viewer, launch_id, session_id, name, data, here.now)
    except InputError as error:
        return _session(here, viewer, launch_id, session_id, status=400, about="list", problem=error.problem.what)
    found = training_desk.session_page(here.settings, viewer, launch_id, session_id, here.now)
    kept = base64.b64encode(data).decode()
    was = {seat.rep_id: seat for seat in found.seats}
    return _page(here, viewer, "list", launch_id, found=found, preview=preview, was=was, file=name, kept=kept)


def _sent(sent: UploadHere) -> tuple[str, bytes]:
    """Return the file that was sent, or the one that was looked at before."""
    file = sent.file("list")
    if file is not None:
        return file[0][:200] or "list", file[1]
    try:
        return sent.fields.get("name", "list")[:200], base64.b64decode(sent.fields.get("kept", ""), validate=True)
    except (ValueError, binascii.Error):
        return "list", b""


def _session(here: Asked, viewer: Viewer, launch_id: str, session_id: str, *, status: int = 200, **said: Any) -> Response:
    found = training_desk.session_page(here.settings, viewer, launch_id, session_id, here.now)
    facts: dict[str, Any] = {"about": "", "problem": "", "ticks": None, **said}
    return _page(here, viewer, "session", launch_id, status=status, found=found, **facts)


def _page(here: Asked, viewer: Viewer, name: str, launch_id: str, *, status: int = 200, **facts: Any) -> Response:
    language = language_for(here, viewer)
    shown = {"launch_id": launch_id, "base": _base(launch_id), "plans": may(viewer, "training.plan")}
    words = {**shown, **own_words(language), **facts}
    return page(f"training/{name}", language, status=status, viewer=viewer, is_desk=True, here_in="/launches", **words)


def _base(launch_id: str) -> str:
    return f"/launches/{quote(launch_id, safe='')}/training"
