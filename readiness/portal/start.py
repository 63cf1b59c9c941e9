"""Start: what a rep owes this week, most urgent first; health.

In: requests to /, /launches/.../sessions and /health.
Out: the start page; a session for the calendar; one word for whoever watches over the portal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse

from readiness.actions.portal_health import is_well
from readiness.actions.practice import PracticeOwed
from readiness.actions.practice import owed as practice_owed
from readiness.actions.quiz_taking import Owing, owing
from readiness.actions.rep_desk import Week, invite_of, week_of
from readiness.permissions import may
from readiness.portal.guard import AskedHere, ViewerHere
from readiness.portal.nav import entries_of
from readiness.portal.own_words import language_for, own_words
from readiness.portal.pages import STATIC, page

router = APIRouter()
DONE = ("passed", "none_left")
"""States of a quiz with which nothing is owed."""


@dataclass(frozen=True, slots=True)
class Due:
    """One card of the start page."""

    kind: str
    """quiz, practice, seat, contacts or act."""
    on: date
    about: Any


@router.get("/")
def start(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show what a rep owes; whoever is no rep goes to the first page of the role."""
    if viewer.role != "rep":
        return RedirectResponse(entries_of(viewer)[0][1], status_code=303)
    owed, week = owing(here.settings, viewer, here.now), week_of(here.settings, viewer, here.now)
    practice = practice_owed(here.settings, viewer, here.now) if may(viewer, "practice.take") else []
    due = most_urgent(owed, week, practice)
    language = language_for(here, viewer, owed.language or week.language)
    name = week.rep_name if week.language else owed.rep_name
    contact = here.settings.contact if "@" in here.settings.contact else ""
    facts: dict[str, Any] = {"due": due, "today": week.today, "rep_name": name, "contact": contact, **own_words(language)}
    return page("mine/start", language, viewer=viewer, here_in="/", **facts)


def most_urgent(owed: Owing, week: Week, practice: Sequence[PracticeOwed]) -> list[Due]:
    """Return what is owed by the day it is due, quizzes and practice first of a day; what is done comes last."""
    found = [(q.state in DONE, Due("quiz", q.due_on, q)) for q in owed.quizzes]
    found += [(False, Due("practice", p.today, p)) for p in practice if p.n_due]
    found += [(False, Due("seat", s.starts_at.date(), s)) for s in week.seats]
    if week.contacts:
        ahead = [c.due_on for c in week.contacts if c.due_on >= week.today]
        found.append((False, Due("contacts", min(ahead, default=week.contacts[-1].due_on), week.contacts)))
    found += [(False, Due("act", a.due_on, a)) for a in week.acts]
    return [due for _, due in sorted(found, key=lambda f: (f[0], f[1].on))]


@router.get("/launches/{launch_id}/sessions/{session_id}.ics")
def session_file(here: AskedHere, viewer: ViewerHere, launch_id: str, session_id: str) -> Response:
    """Send a rep's own session as a file that calendars take in."""
    name, data = invite_of(here.settings, viewer, launch_id, session_id)
    return Response(data, media_type="text/calendar", headers={"Content-Disposition": f'attachment; filename="{name}"'})


@router.get("/health")
def health(here: AskedHere) -> Response:
    """Say whether the portal and its database work."""
    is_well(here.settings)
    return JSONResponse({"status": "ok"})


@router.get("/worker.js")
def worker() -> Response:
    """Return the script that keeps an open quiz on the phone; it stands at the top, for it may keep what stands below it."""
    return FileResponse(STATIC / "worker.js", media_type="text/javascript", headers={"Cache-Control": "no-cache"})
