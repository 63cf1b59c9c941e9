"""Quizzes: begun, answered, reviewed, handed in, explained.

In: requests to /launches and /sittings.
Out: pages, or JSON for the script of a page; none knows a right answer before the quiz is handed in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, RedirectResponse

from readiness.actions import quiz_taking
from readiness.actions.quiz_taking import Answer, Receipt
from readiness.errors import InputError, Problem
from readiness.portal.guard import AskedHere, Form, SignedForm, ViewerHere
from readiness.portal.pages import page
from readiness.portal.texts import nearest_language

router = APIRouter()


@router.post("/launches/{launch_id}/quiz")
def begin(here: AskedHere, viewer: ViewerHere, launch_id: str, _form: SignedForm) -> Response:
    """Begin a quiz, or go on with it."""
    return _to(quiz_taking.begin(here.settings, viewer, launch_id, here.now))


@router.get("/sittings/{sitting_id}")
def show(here: AskedHere, viewer: ViewerHere, sitting_id: str) -> Response:
    """Show a quiz that is open, or what became of it."""
    if quiz_taking.look_at(here.settings, viewer, sitting_id, here.now).ended_at is None:
        is_copy = "x-keep-only" in here.request.headers  # the phone keeps a copy of the page it shows already
        paper = quiz_taking.open_paper(here.settings, viewer, sitting_id, here.now, has_last_word=not is_copy)
        response = page("quiz", nearest_language(paper.language), viewer=viewer, paper=paper, now=here.now, may_sign_out=False)
        response.headers["X-Keep"] = "yes"
        return response
    found = quiz_taking.explain(here.settings, viewer, sitting_id, here.now)
    return page("result", nearest_language(found.language), viewer=viewer, found=found)


@router.get("/sittings/{sitting_id}/review")
def review(here: AskedHere, viewer: ViewerHere, sitting_id: str) -> Response:
    """Show which questions are open, and let the quiz be handed in; for browsers without scripts."""
    if quiz_taking.look_at(here.settings, viewer, sitting_id, here.now).ended_at is not None:
        return _to(sitting_id)
    paper = quiz_taking.open_paper(here.settings, viewer, sitting_id, here.now, has_last_word=False)
    return page("review", nearest_language(paper.language), viewer=viewer, paper=paper, may_sign_out=False)


@router.get("/sittings/{sitting_id}/state")
def state(here: AskedHere, viewer: ViewerHere, sitting_id: str) -> Response:
    """Say whether a quiz is open, and with which secret its answers are sent, for a page that was kept on the phone."""
    sitting = quiz_taking.look_at(here.settings, viewer, sitting_id, here.now)
    return JSONResponse({"csrf": viewer.csrf, "is_over": sitting.ended_at is not None})


@router.post("/sittings/{sitting_id}/answers")
def give(here: AskedHere, viewer: ViewerHere, sitting_id: str, form: SignedForm) -> Response:
    """Take answers."""
    receipt = quiz_taking.give(here.settings, viewer, sitting_id, _answers(form), here.now)
    if here.wants_json:
        return _told(receipt, form)
    return _to(sitting_id, "/review" if form.get("then") == "review" else "")


@router.post("/sittings/{sitting_id}/hand-in")
def hand_in(here: AskedHere, viewer: ViewerHere, sitting_id: str, form: SignedForm) -> Response:
    """Take the last answers, and end the quiz."""
    receipt = quiz_taking.hand_in(here.settings, viewer, sitting_id, _answers(form), here.now)
    return _told(receipt, form) if here.wants_json else _to(sitting_id)


def _told(receipt: Receipt, form: Form) -> Response:
    """Return what became of the answers, for the script of the page; `number` is what it numbers from."""
    q, known = receipt.following, form.get("opened", "")
    return JSONResponse(
        {
            "numbers": receipt.numbers,
            "n_late": receipt.n_late,
            "is_over": receipt.sitting.ended_at is not None,
            "is_elsewhere": known.isdigit() and int(known) < receipt.sitting.n_opened,
            "following": {"item": q.item_id, "stem": q.stem, "options": q.options} if q else None,
        }
    )


def _answers(form: Form) -> list[Answer]:
    """Return the answers of a form: those its script lists, or the choices of a page without scripts.

    Raises:
        InputError: they cannot be read.
    """
    try:
        if "answers" in form:
            return [_listed(row) for row in json.loads(form["answers"])]
        number = int(form.get("number", "0"))
        return [Answer(name[2:], int(value), number) for name, value in form.items() if name.startswith("q-")]
    except (ValueError, TypeError, KeyError, OverflowError, OSError, AttributeError) as error:
        raise InputError(Problem("", 0, "answers", "the answers cannot be read", "those of a page of this quiz")) from error


def _listed(row: Mapping[str, Any]) -> Answer:
    said = row.get("said_at")
    said_at = None if said is None else datetime.fromtimestamp(int(said) / 1000, UTC)
    return Answer(str(row["item"]), int(row["chosen"]), int(row["number"]), said_at)


def _to(sitting_id: str, below: str = "") -> Response:
    return RedirectResponse(f"/sittings/{sitting_id}{below}", status_code=303)
