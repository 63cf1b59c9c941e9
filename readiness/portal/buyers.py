"""Buyers: the buyers' map, where to aim, whose idea each deal is, the contacts of the plan, and what was promised.

In: requests to /launches/.../map, prospects, vision, contacts and follow-ups; to /my-contacts.
Out: pages, files; notes of what was heard and reports of contacts kept.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from readiness.actions import buyer_desk
from readiness.actions.buyer_desk import Heard, LookedContacts, LookedOwed
from readiness.errors import InputError
from readiness.permissions import Viewer, may
from readiness.portal.decks import attached, attachment
from readiness.portal.figures import figures_in
from readiness.portal.guard import Asked, AskedHere, Form, SignedForm, ViewerHere
from readiness.portal.listing import ROWS, listing
from readiness.portal.own_words import language_for, own_words
from readiness.portal.pages import page
from readiness.portal.texts import TEXTS, say_in

router = APIRouter()
PAGES = (("map", "map"), ("prospects", "prospects"), ("vision", "vision"), ("contacts", "contacts"), ("owed", "follow-ups"))
"""Key of its words, end of its address."""
TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


@router.get("/launches/{launch_id}/map")
def buyer_map(launch_id: str, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show what buyers of a segment do, and what a channel has to meet them with."""
    asked = here.request.query_params
    segment, channel = asked.get("segment", "")[:64], asked.get("channel", "")[:64]
    found = buyer_desk.map_page(here.settings, viewer, launch_id, segment, channel)
    return _page(here, viewer, "map", launch_id, found=found)


@router.get("/launches/{launch_id}/prospects")
def prospects(launch_id: str, request: Request, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show where to aim, the first account first, and what each rank is made of."""
    rows = listing(request, filters=buyer_desk.FILTERS)
    found = buyer_desk.prospects_page(here.settings, viewer, launch_id, rows.wanted())
    return _page(here, viewer, "prospects", launch_id, found=found, listing=rows, file=buyer_desk.FILE)


@router.get("/launches/{launch_id}/prospects/files/{name}")
def prospects_file(launch_id: str, name: str, request: Request, here: AskedHere, viewer: ViewerHere) -> Response:
    """Send the prospects that are shown, or everybody's as they were published."""
    if name == buyer_desk.FILE:
        wanted = listing(request, filters=buyer_desk.FILTERS).wanted()
        pieces = buyer_desk.prospects_csv(here.settings, viewer, launch_id, wanted, here.now)
        return StreamingResponse(pieces, media_type=TYPES["csv"], headers=attachment(name))
    data = buyer_desk.prospects_file(here.settings, viewer, launch_id, name, here.now)
    return attached(data, name, TYPES[name.rsplit(".", 1)[-1]])


@router.get("/launches/{launch_id}/vision")
def vision(launch_id: str, request: Request, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show what is decided of each deal and why, and what was spent on those that are no go."""
    rows = listing(request, filters=("decision",))
    found = buyer_desk.vision_page(here.settings, viewer, launch_id, rows.wanted(), rows.q, here.now)
    return _page(here, viewer, "vision", launch_id, found=found, listing=rows, decisions=buyer_desk.DECISIONS)


@router.get("/launches/{launch_id}/vision/{account_id}")
def account(launch_id: str, account_id: str, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show what was heard of an account's deal, and ask what else was."""
    return _account(here, viewer, launch_id, account_id)


@router.post("/launches/{launch_id}/vision/{account_id}")
def heard(launch_id: str, account_id: str, here: AskedHere, viewer: ViewerHere, form: SignedForm) -> Response:
    """Keep what was heard."""
    said = _heard(form)
    try:
        buyer_desk.note_vision(here.settings, viewer, launch_id, account_id, said, here.now)
    except InputError as error:
        return _account(here, viewer, launch_id, account_id, status=400, said=said, about=error.problem.column)
    return RedirectResponse(f"/launches/{quote(launch_id, safe='')}/vision/{quote(account_id, safe='')}", status_code=303)


def _heard(form: Form) -> Heard:
    texts = {name: form.get(name, "")[:3_000] for name in (*buyer_desk.QUESTIONS, "n_contacts", "costs_money", "costs_from")}
    ticked = {name: form.get(name, "") == "1" for name in ("owner_met", "reshaped")}
    return Heard(**texts, **ticked, evidence=form.get("evidence", "")[:3_000])  # type: ignore[arg-type]


def _account(here: Asked, viewer: Viewer, launch_id: str, account_id: str, *, status: int = 200, **said: Any) -> Response:
    found = buyer_desk.account_page(here.settings, viewer, launch_id, account_id, here.now)
    facts: dict[str, Any] = {"said": Heard(), "about": "", "questions": buyer_desk.QUESTIONS, "top": buyer_desk.TOP, **said}
    return _page(here, viewer, "account", launch_id, "vision", status=status, found=found, **facts)


@router.get("/launches/{launch_id}/contacts")
def contacts(launch_id: str, request: Request, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show what is due this week, what is late, what comes and what was made."""
    rows = listing(request, filters=("when", "rep", "step"))
    asked = dict(rows.equal)
    when = asked.get("when", "") if asked.get("when") in buyer_desk.WHEN else buyer_desk.WHEN[0]
    more = {"rep_id": asked.get("rep", ""), "step": asked.get("step", "")}
    looked = LookedContacts(when=when, words=rows.q, limit=ROWS, offset=(rows.page - 1) * ROWS, **more)
    found = buyer_desk.contacts_page(here.settings, viewer, launch_id, looked, here.now)
    facts: dict[str, Any] = {"whens": buyer_desk.WHEN, "reactions": buyer_desk.REACTIONS, "today": here.now.date()}
    return _page(here, viewer, "contacts", launch_id, found=found, listing=rows, **facts)


@router.post("/launches/{launch_id}/contacts/{contact_id}")
def report(launch_id: str, contact_id: str, here: AskedHere, viewer: ViewerHere, form: SignedForm) -> Response:
    """Keep that a contact was made, and what the buyer did."""
    reaction, said = form.get("reaction", ""), form.get("said", "")
    buyer_desk.report_contact(here.settings, viewer, launch_id, contact_id, reaction, said, here.now)
    back = "/my-contacts" if viewer.role == "rep" else f"/launches/{quote(launch_id, safe='')}/contacts"
    return RedirectResponse(back, status_code=303)


@router.get("/my-contacts")
def own(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show a rep's contacts: this week's, late ones, the next, those made."""
    found = buyer_desk.own_contacts(here.settings, viewer, here.now)
    language = language_for(here, viewer, found.language)
    facts: dict[str, Any] = {"reactions": buyer_desk.REACTIONS, "word_of": _words(language), **own_words(language)}
    return page("mine/contacts", language, viewer=viewer, here_in="/my-contacts", own=found, **facts)


@router.get("/launches/{launch_id}/follow-ups")
def follow_ups(launch_id: str, request: Request, here: AskedHere, viewer: ViewerHere) -> Response:
    """Show what was promised, by whom, by when, and how promises are kept."""
    rows = listing(request, filters=("state", "role", "kind", "owner"))
    asked = dict(rows.equal)
    state = asked.get("state", "") if asked.get("state") in buyer_desk.STATES else buyer_desk.STATES[0]
    looked = LookedOwed(state, asked.get("owner", ""), asked.get("role", ""), asked.get("kind", ""), ROWS, (rows.page - 1) * ROWS)
    found = buyer_desk.follow_ups_page(here.settings, viewer, launch_id, looked, here.now)
    facts: dict[str, Any] = {"states": buyer_desk.STATES, "roles": buyer_desk.ROLES, "kinds": buyer_desk.KINDS}
    return _page(here, viewer, "owed", launch_id, found=found, listing=rows, **facts)


def _words(language: str) -> Any:
    say = say_in(language)

    def word_of(key: str, otherwise: str) -> str:
        return say(key) if key in TEXTS else otherwise

    return word_of


def _page(here: Asked, viewer: Viewer, name: str, launch_id: str, tab: str = "", *, status: int = 200, **facts: Any) -> Response:
    language = language_for(here, viewer)
    base = f"/launches/{quote(launch_id, safe='')}"
    shown: dict[str, Any] = {
        "launch_id": launch_id,
        "base": base,
        "tab_here": tab or name,
        "pages": PAGES if may(viewer, "plan.see") else (),
        "starts_runs": may(viewer, "runs.start"),
        "word_of": _words(language),
        **own_words(language),
        **figures_in(language),
    }
    here_in = "/my-contacts" if viewer.role == "rep" else "/launches"
    return page(f"buyers/{name}", language, status=status, viewer=viewer, is_desk=True, here_in=here_in, **shown, **facts)
