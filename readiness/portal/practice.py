"""Practice: a rep's few questions of the day, one a screen, each explained at once; what the field remembers.

In: requests to /practice and /launches/.../practice.
Out: pages; none knows a right answer before the question is answered.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from readiness.actions import practice
from readiness.errors import InputError, Problem
from readiness.permissions import hidden
from readiness.portal.guard import AskedHere, SignedForm, ViewerHere
from readiness.portal.own_words import language_for, own_words
from readiness.portal.pages import page

router = APIRouter()
MOST_DIGITS = 6


@router.get("/practice")
def start(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show the launches to practise; where there is one only, its question."""
    found = practice.owed(here.settings, viewer, here.now)
    if len(found) == 1:
        return _to(found[0].launch_id)
    language = language_for(here, viewer, found[0].language if found else "")
    return page("practice_launches", language, viewer=viewer, here_in="/practice", found=found, **own_words(language))


@router.get("/practice/{launch_id}")
def ask(here: AskedHere, viewer: ViewerHere, launch_id: str) -> Response:
    """Show the next question of today, or when there is one."""
    asked = practice.ask(here.settings, viewer, launch_id, here.now)
    language = language_for(here, viewer, asked.owed.language)
    name = "practice" if asked.item_id else "practice_done"
    return page(name, language, viewer=viewer, here_in="/practice", asked=asked, **own_words(language))


@router.post("/practice/{launch_id}")
def answer(here: AskedHere, viewer: ViewerHere, launch_id: str, form: SignedForm) -> Response:
    """Take an answer and explain it; where the question is over meanwhile, go on with the next."""
    given = {"item_id": form.get("item", ""), "number": _whole(form.get("number", "")), "chosen": _whole(form.get("chosen", ""))}
    number = practice.answer(here.settings, viewer, launch_id, here.now, **given)  # type: ignore[arg-type]
    return _to(launch_id, f"/answers/{number}" if number else "")


@router.get("/practice/{launch_id}/answers/{number}")
def tell(here: AskedHere, viewer: ViewerHere, launch_id: str, number: str) -> Response:
    """Show what became of an answer, and why."""
    if not (number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS):
        raise hidden("answer")
    told = practice.tell(here.settings, viewer, launch_id, int(number), here.now)
    language = language_for(here, viewer, told.owed.language)
    return page("practice_told", language, viewer=viewer, here_in="/practice", told=told, **own_words(language))


@router.get("/launches/{launch_id}/practice")
def recalled(here: AskedHere, viewer: ViewerHere, launch_id: str) -> Response:
    """Show how much of each claim is remembered."""
    found = practice.recalled(here.settings, viewer, launch_id, here.now)
    facts: dict[str, Any] = {"found": found, "launch_id": launch_id}
    language = language_for(here, viewer)
    return page("practice_recall", language, viewer=viewer, is_desk=True, here_in="/launches", **facts)


def _whole(text: str) -> int:
    """Return a whole number of a form.

    Raises:
        InputError: it is none.
    """
    if not (text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) <= MOST_DIGITS):
        raise InputError(Problem("", 0, "answer", "the answer cannot be read", "one of the options of the page"))
    return int(text)


def _to(launch_id: str, below: str = "") -> Response:
    return RedirectResponse(f"/practice/{quote(launch_id, safe='')}{below}", status_code=303)
