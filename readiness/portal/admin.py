"""Admin: people, the log, the installation.

In: requests to /admin.
Out: pages; the log as CSV.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from readiness.actions import accounts, audit_log, upkeep
from readiness.errors import ConflictError, InputError, ReadinessError
from readiness.permissions import Viewer
from readiness.portal.guard import Asked, AskedHere, Form, SignedForm, ViewerHere
from readiness.portal.listing import ROWS, listing
from readiness.portal.pages import page
from readiness.portal.texts import say_in

router = APIRouter()
PEOPLE, LOG, INSTALLATION = "/admin/people", "/admin/log", "/admin/installation"
_FIELDS = {"EMAIL": "email", "--role": "role", "--rep": "rep_id", "--channel": "channel", "--manager": "manager_id"}


def _page(here: Asked, viewer: Viewer, name: str, here_in: str, status: int = 200, **facts: Any) -> Response:
    language = viewer.language or here.language
    return page(f"admin/{name}", language, status=status, viewer=viewer, is_desk=True, here_in=here_in, **facts)


@router.get("/admin/people")
def list_people(here: AskedHere, viewer: ViewerHere) -> Response:
    """List the accounts."""
    asked = listing(here.request, filters=("role",))
    role, offset = dict(asked.equal).get("role", ""), (asked.page - 1) * ROWS
    found, n = accounts.find_people(here.settings, viewer, search=asked.q, role=role, limit=ROWS, offset=offset)
    return _page(here, viewer, "people", PEOPLE, listing=asked, people=found, n=n, role=role, roles=accounts.ROLES)


@router.get("/admin/people/new")
def ask_new(here: AskedHere, viewer: ViewerHere) -> Response:
    """Ask who gets an account."""
    accounts.find_people(here.settings, viewer, limit=1)
    return _new_page(here, viewer, {})


def _new_page(here: Asked, viewer: Viewer, form: Mapping[str, str], error: ReadinessError | None = None) -> Response:
    return _page(here, viewer, "person_new", PEOPLE, 400 if error else 200, **_form_facts(here, viewer, form, error))


def _form_facts(here: Asked, viewer: Viewer, form: Mapping[str, str], error: ReadinessError | None) -> dict[str, Any]:
    say = say_in(viewer.language or here.language)
    wrong = []
    if isinstance(error, InputError):
        wrong = [(field, say("people_bad_" + field)) for column, field in _FIELDS.items() if column == error.problem.column]
        wrong = wrong or [("", error.problem.what)]
    elif error is not None:
        wrong = [("email", say("people_taken"))]
    return {"form": form, "wrong": wrong, "roles": accounts.ROLES}


def _given(form: Form) -> dict[str, str]:
    """Return what a form says of whom a role is for; a field that does not go with the role is passed over."""
    role = form.get("role", "")
    fields = {"rep": "rep_id", "channel_manager": "channel", "manager": "manager_id"}
    return {"name": form.get("name", "")} | {f: form.get(f, "").strip()[:64] for r, f in fields.items() if r == role}


@router.post("/admin/people")
def add(here: AskedHere, viewer: ViewerHere, form: SignedForm) -> Response:
    """Add an account, and show the link to send."""
    email, role = form.get("email", "").strip(), form.get("role", "")
    try:
        person_id, link = accounts.add_person(here.settings, viewer, email, role, here.now, **_given(form))
    except (InputError, ConflictError) as error:
        return _new_page(here, viewer, form, error)
    return _link_page(here, viewer, person_id, email, link)


def _link_page(here: Asked, viewer: Viewer, person_id: str, email: str, link: str) -> Response:
    """Show a link, this once; mailed as well, where there is a mail server."""
    problem, is_mailed = "", False
    try:
        is_mailed = accounts.mail_new_account(here.settings, email, link, viewer.language or here.language)
    except ReadinessError as error:
        problem = str(error)
    facts: dict[str, Any] = {"person_id": person_id, "email": email, "link": link, "is_mailed": is_mailed, "problem": problem}
    return _page(here, viewer, "link", PEOPLE, **facts)


@router.get("/admin/people/{person_id}")
def show_person(here: AskedHere, viewer: ViewerHere, person_id: str, done: str = "") -> Response:
    """Show an account."""
    known = ("changed", "disabled", "second_factor_reset")
    return _person_page(here, viewer, person_id, done=done if done in known else "")


def _person_page(
    here: Asked, viewer: Viewer, person_id: str, form: Form | None = None, error: ReadinessError | None = None, done: str = ""
) -> Response:
    person = accounts.see_person(here.settings, viewer, person_id, here.now)
    now = {name: getattr(person, name) for name in ("email", "role", "channel", "rep_id", "manager_id", "name")}
    facts = _form_facts(here, viewer, {**now, **(form or {})}, error if isinstance(error, InputError) else None)
    refused = str(error) if isinstance(error, ConflictError) else ""
    status = 409 if refused else 400 if error else 200
    return _page(here, viewer, "person", PEOPLE, status, person=person, done=done, refused=refused, **facts)


@router.post("/admin/people/{person_id}")
def change(here: AskedHere, viewer: ViewerHere, person_id: str, form: SignedForm) -> Response:
    """Change whom an account is for and what it may do."""
    try:
        accounts.change_person(here.settings, viewer, person_id, form.get("role", ""), here.now, **_given(form))
    except (InputError, ConflictError) as error:
        return _person_page(here, viewer, person_id, form, error)
    return RedirectResponse(f"{PEOPLE}/{person_id}?done=changed", status_code=303)


@router.post("/admin/people/{person_id}/disable")
def disable(here: AskedHere, viewer: ViewerHere, person_id: str, _form: SignedForm) -> Response:
    """Let an account in no more."""
    try:
        accounts.disable_person(here.settings, viewer, person_id, here.now)
    except ConflictError as error:
        return _person_page(here, viewer, person_id, error=error)
    return RedirectResponse(f"{PEOPLE}/{person_id}?done=disabled", status_code=303)


@router.post("/admin/people/{person_id}/link")
def new_link(here: AskedHere, viewer: ViewerHere, person_id: str, _form: SignedForm) -> Response:
    """Make a new link that sets a password, and show it."""
    email, link = accounts.link_for(here.settings, viewer, person_id, here.now)
    return _link_page(here, viewer, person_id, email, link)


@router.post("/admin/people/{person_id}/second-factor")
def reset_second_factor(here: AskedHere, viewer: ViewerHere, person_id: str, _form: SignedForm) -> Response:
    """Ask an account for no code any more."""
    try:
        accounts.reset_second_factor(here.settings, viewer, person_id, here.now)
    except ConflictError as error:
        return _person_page(here, viewer, person_id, error=error)
    return RedirectResponse(f"{PEOPLE}/{person_id}?done=second_factor_reset", status_code=303)


@router.get("/admin/log")
def log(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show who saw or changed what."""
    shown = listing(here.request, filters=("act", "launch_id", "rep_id", "first_on", "last_on"))
    asked = _asked(here.request)
    entries, n = audit_log.log_entries(here.settings, viewer, asked, ROWS, (shown.page - 1) * ROWS)
    acts = audit_log.log_acts(here.settings, viewer)
    return _page(here, viewer, "log", LOG, listing=shown, asked=asked, log_rows=entries, n=n, acts=acts, roles=accounts.ROLES)


@router.get("/admin/log.csv")
def log_csv(here: AskedHere, viewer: ViewerHere) -> Response:
    """Return the entries that are asked for as CSV, all of them."""
    parts = audit_log.log_csv(here.settings, viewer, _asked(here.request), here.now)
    named = {"Content-Disposition": f'attachment; filename="log-{here.now.date().isoformat()}.csv"'}
    return StreamingResponse(parts, media_type="text/csv; charset=utf-8", headers=named)


def _asked(request: Request) -> audit_log.Asked:
    q = request.query_params
    act, launch_id, rep_id = (q.get(name, "").strip()[:100] for name in ("act", "launch_id", "rep_id"))
    return audit_log.Asked(q.get("q", "")[:100].strip(), act, launch_id, rep_id, _day(q.get("first_on")), _day(q.get("last_on")))


def _day(text: str | None) -> date | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 1970 <= day.year <= 9_000 else None


@router.get("/admin/installation")
def installation(here: AskedHere, viewer: ViewerHere, mailed: str = "") -> Response:
    """Show what is set, what works and what was run last."""
    found = upkeep.installation(here.settings, viewer)
    return _page(here, viewer, "installation", INSTALLATION, found=found, mailed="yes" if mailed == "yes" else "", problem="")


@router.post("/admin/test-mail")
def test_mail(here: AskedHere, viewer: ViewerHere, _form: SignedForm) -> Response:
    """Mail a test to who asks."""
    try:
        accounts.send_test_mail(here.settings, viewer)
    except ReadinessError as error:
        found = upkeep.installation(here.settings, viewer)
        status = 400 if isinstance(error, InputError) else 503
        return _page(here, viewer, "installation", INSTALLATION, status, found=found, mailed="", problem=str(error))
    return RedirectResponse(f"{INSTALLATION}?mailed=yes", status_code=303)
