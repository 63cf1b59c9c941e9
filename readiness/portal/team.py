"""Team: a manager's people, one of them at a time, notes, graded pitches; the rubric they are graded by.

In: requests to /team, /notes and /launches/.../rubric.
Out: pages; notes, scores and rubrics kept.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from readiness.actions import team_desk
from readiness.actions.team_desk import MOST_CRITERIA, Written
from readiness.errors import ConflictError, InputError
from readiness.permissions import Viewer, hidden
from readiness.portal.guard import Asked, AskedHere, Form, SignedForm, ViewerHere
from readiness.portal.listing import listing
from readiness.portal.mine import PICTURES
from readiness.portal.own_words import bar_labels, language_for, own_words
from readiness.portal.pages import page
from readiness.portal.texts import LANGUAGES

router = APIRouter()
SORTABLE = ("name", "action_due_on")
"""Never by what somebody sold or added."""
EMPTY_ROWS = 4
RUBRIC_PROBLEMS = {
    "weights": "rubric_sum_problem",
    "name": "rubric_name_problem",
    "criteria": "rubric_none_problem",
    "top": "rubric_top_problem",
}
"""Where a fault is -> the key of what is said of it."""


@router.get("/team")
def team(here: AskedHere, viewer: ViewerHere, request: Request, launch: str = "") -> Response:
    """Show a manager's team."""
    asked, language = listing(request, SORTABLE, ("launch",)), language_for(here, viewer)
    wanted = listing(request, SORTABLE).wanted()
    found = team_desk.team_of(here.settings, viewer, launch[:64], wanted, here.now)
    facts: dict[str, Any] = {"team": found, "asked": asked, **own_words(language)}
    return page("team/team", language, viewer=viewer, is_desk=True, here_in="/team", **facts)


@router.get("/team/{rep_id}")
def one_rep(here: AskedHere, viewer: ViewerHere, rep_id: str, launch: str = "") -> Response:
    """Show one rep of the team."""
    return _rep_page(here, viewer, rep_id, launch)


def _rep_page(here: Asked, viewer: Viewer, rep_id: str, launch: str, **said: Any) -> Response:
    found = team_desk.look_at(here.settings, viewer, rep_id, launch[:64], here.now)
    language = language_for(here, viewer)
    blank = {"problem": "", "about": "", "note": "", "note_due": "", "scores": {}, "comments": {}}
    facts: dict[str, Any] = {"rep_of": found, "today": here.now.date(), **blank, **said, **own_words(language)}
    status = 400 if said.get("problem") else 200
    return page("team/rep", language, status=status, viewer=viewer, is_desk=True, here_in="/team", **facts)


@router.get("/team/{rep_id}/pictures/{picture}")
def picture(here: AskedHere, viewer: ViewerHere, rep_id: str, picture: str, launch: str = "", lang: str = "en") -> Response:
    """Send the picture of where the sales of a rep of the team came from."""
    if picture not in PICTURES:
        raise hidden("picture")
    language = lang if lang in LANGUAGES else "en"

    def labels(figures: team_desk.RepFigures) -> tuple[str, ...]:
        return bar_labels(figures.split, figures.row.currency, language) if figures.split else ()

    data = team_desk.rep_picture(here.settings, viewer, rep_id, launch[:64], labels, is_narrow=PICTURES[picture])
    return Response(data, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=300"})


@router.post("/team/{rep_id}/notes")
def add_note(here: AskedHere, viewer: ViewerHere, rep_id: str, form: SignedForm) -> Response:
    """Write a coaching note, which the rep reads too."""
    launch, text, due = form.get("launch", ""), form.get("text", ""), form.get("due_on", "").strip()
    try:
        due_on = date.fromisoformat(due) if due else None
        team_desk.add_note(here.settings, viewer, launch, rep_id, text=text, due_on=due_on, now=here.now)
    except (InputError, ValueError) as error:
        is_text = isinstance(error, InputError) and error.problem.column == "text"
        said = {"note": text[:4_000], "note_due": due[:20]}
        problem = "team_note_problem" if is_text else "team_due_problem"
        return _rep_page(here, viewer, rep_id, launch, problem=problem, about="text" if is_text else "due_on", **said)
    return _to_rep(rep_id, launch, "notes")


@router.post("/notes/{note_id}")
def mark_note(here: AskedHere, viewer: ViewerHere, note_id: str, form: SignedForm) -> Response:
    """Mark a note as done, or as open again."""
    if not (note_id.isascii() and note_id.isdigit() and len(note_id) < 16):
        raise hidden("note")
    launch, rep_id = team_desk.mark_note(
        here.settings, viewer, int(note_id), is_done=form.get("is_done", "1") == "1", now=here.now
    )
    return _to_rep(rep_id, launch, "notes")


@router.post("/team/{rep_id}/pitches")
def grade(here: AskedHere, viewer: ViewerHere, rep_id: str, form: SignedForm) -> Response:
    """Keep a graded pitch."""
    launch = form.get("launch", "")
    scores = {name[6:]: value for name, value in form.items() if name.startswith("score-")}
    comments = {name[8:]: value for name, value in form.items() if name.startswith("comment-")}
    try:
        team_desk.grade(here.settings, viewer, launch, rep_id, scores=scores, comments=comments, now=here.now)
    except InputError as error:
        about = "comment" if error.problem.column == "comment" else f"score-{error.problem.column}"
        problem = "team_comment_problem" if about == "comment" else "team_score_problem"
        return _rep_page(here, viewer, rep_id, launch, problem=problem, about=about, scores=scores, comments=comments)
    return _to_rep(rep_id, launch, "pitches")


def _to_rep(rep_id: str, launch: str, below: str) -> Response:
    where = f"/team/{quote(rep_id, safe='')}?{urlencode({'launch': launch})}#{below}"
    return RedirectResponse(where, status_code=303)


@router.get("/launches/{launch_id}/rubric")
def rubric(here: AskedHere, viewer: ViewerHere, launch_id: str, saved: str = "") -> Response:
    """Show how pitches are graded, and let it be changed."""
    return _rubric_page(here, viewer, launch_id, saved=saved == "1")


def _rubric_page(
    here: Asked,
    viewer: Viewer,
    launch_id: str,
    *,
    form: Form | None = None,
    problem: str = "",
    status: int = 200,
    saved: bool = False,
) -> Response:
    desk = team_desk.rubric_desk(here.settings, viewer, launch_id)
    if form is not None:
        rows, top = _written(form), form.get("top", "")[:20]
    else:
        rows = [Written(c.name, f"{c.weight:g}", c.criterion) for c in desk.rubric.criteria] if desk.rubric else []
        top = f"{desk.rubric.top:g}" if desk.rubric else f"{team_desk.TOP:g}"
    rows = [*rows, *[Written("", "")] * EMPTY_ROWS][:MOST_CRITERIA]
    facts: dict[str, Any] = {"desk": desk, "rows": rows, "top": top, "problem": problem, "saved": saved}
    return page(
        "team/rubric", language_for(here, viewer), status=status, viewer=viewer, is_desk=True, here_in="/launches", **facts
    )


@router.post("/launches/{launch_id}/rubric")
def set_rubric(here: AskedHere, viewer: ViewerHere, launch_id: str, form: SignedForm) -> Response:
    """Define how pitches are graded."""
    top = form.get("top", "")[:20]
    try:
        team_desk.set_rubric(here.settings, viewer, launch_id, top=top, written=_written(form), now=here.now)
    except InputError as error:
        problem = RUBRIC_PROBLEMS.get(error.problem.column.rsplit(".", 1)[-1], "rubric_weight_problem")
        return _rubric_page(here, viewer, launch_id, form=form, problem=problem, status=400)
    except ConflictError:
        return _rubric_page(here, viewer, launch_id, form=form, problem="rubric_gone_problem", status=409)
    return RedirectResponse(f"/launches/{quote(launch_id, safe='')}/rubric?saved=1", status_code=303)


def _written(form: Form) -> list[Written]:
    return [
        Written(form.get(f"name-{n}", "")[:400], form.get(f"weight-{n}", "")[:20], form.get(f"id-{n}", "")[:64])
        for n in range(MOST_CRITERIA)
    ]


@router.get("/launches/{launch_id}/rubric/training.yaml")
def rubric_file(here: AskedHere, viewer: ViewerHere, launch_id: str) -> Response:
    """Send the launch's training.yaml as it is kept."""
    data = team_desk.rubric_file(here.settings, viewer, launch_id)
    headers = {"Content-Disposition": 'attachment; filename="training.yaml"'}
    return Response(data, media_type="application/yaml", headers=headers)
