"""Decks: found, looked at, fetched one by one or as one zip, made for an account on the spot.

In: requests to /decks and /launches/.../decks.
Out: pages, files, streams.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from babel import Locale, UnknownLocaleError
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse, StreamingResponse

from readiness.actions import deck_desk
from readiness.actions.deck_desk import FILTERS, WantedDecks
from readiness.portal.guard import AskedHere, SignedForm, ViewerHere
from readiness.portal.listing import Listing, listing
from readiness.portal.pages import STATIC, page
from readiness.portal.texts import moment, say_in

router = APIRouter()
A_PAGE, MOST_CHOSEN = 24, 200
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
KEPT = "private, max-age=31536000, immutable"


@router.get("/decks")
def launches(here: AskedHere, viewer: ViewerHere) -> Response:
    """Show the launches somebody has decks of; where it is one alone, its decks."""
    found = deck_desk.launches_with_decks(here.settings, viewer)
    if len(found) == 1:
        return RedirectResponse(f"/launches/{quote(found[0].launch_id)}/decks", status_code=303)
    return page("decks/launches", viewer.language or here.language, viewer=viewer, is_desk=True, here_in="/decks", found=found)


@router.get("/launches/{launch_id}/decks")
def decks(here: AskedHere, viewer: ViewerHere, request: Request, launch_id: str) -> Response:
    """Show a page of a launch's decks."""
    asked, language = listing(request, filters=FILTERS), viewer.language or here.language
    found = deck_desk.deck_list(here.settings, viewer, launch_id, wanted(asked))
    facts: dict[str, Any] = {
        "found": found,
        "asked": asked,
        "chosen": dict(asked.equal),
        "a_page": A_PAGE,
        "query": query_of(asked),
    }
    return page("decks/list", language, viewer=viewer, is_desk=True, here_in="/decks", language_name=namer(language), **facts)


@router.get("/launches/{launch_id}/decks.zip")
def as_zip(here: AskedHere, viewer: ViewerHere, request: Request, launch_id: str) -> Response:
    """Send the decks found, or those of them that were ticked, as one zip."""
    asked, language = listing(request, filters=FILTERS), viewer.language or here.language
    only = request.query_params.getlist("deck")[:MOST_CHOSEN]
    about = say_in(language)("deck_zip_about", launch=launch_id, moment=moment(here.now, language), who=viewer.name)
    return sent_as_zip(deck_desk.deck_stream(here.settings, viewer, launch_id, wanted(asked), about, only))


@router.get("/launches/{launch_id}/decks/make")
def to_make(here: AskedHere, viewer: ViewerHere, request: Request, launch_id: str) -> Response:
    """Show the accounts that a deck can be made for."""
    asked = listing(request)
    found = deck_desk.accounts_to_make_for(here.settings, viewer, launch_id, asked.wanted())
    facts: dict[str, Any] = {"found": found, "asked": asked, "launch_id": launch_id}
    return page("decks/make", viewer.language or here.language, viewer=viewer, is_desk=True, here_in="/decks", **facts)


@router.post("/launches/{launch_id}/decks/make")
def make(here: AskedHere, viewer: ViewerHere, launch_id: str, form: SignedForm) -> Response:
    """Press both editions of an account's deck, and show it."""
    deck_id = deck_desk.make_for_account(here.settings, viewer, launch_id, form.get("account_id", ""), here.now)
    return RedirectResponse(address_of(launch_id, deck_id), status_code=303)


@router.get("/launches/{launch_id}/decks/{deck_id}")
def one(here: AskedHere, viewer: ViewerHere, launch_id: str, deck_id: str, version: str = "", against: str = "") -> Response:
    """Show one deck."""
    found = deck_desk.look_at_deck(here.settings, viewer, launch_id, deck_id, version[:64], against[:64])
    language = viewer.language or here.language
    facts: dict[str, Any] = {"deck": found, "launch_id": launch_id, "version": version, "address": address_of(launch_id, deck_id)}
    return page("decks/deck", language, viewer=viewer, is_desk=True, here_in="/decks", language_name=namer(language), **facts)


@router.get("/launches/{launch_id}/decks/{deck_id}/file")
def file(here: AskedHere, viewer: ViewerHere, launch_id: str, deck_id: str, version: str = "") -> Response:
    """Send a deck's PowerPoint file."""
    found = deck_desk.fetch_deck(here.settings, viewer, launch_id, deck_id, version[:64])
    return attached(found.data, found.name, PPTX)


@router.get("/launches/{launch_id}/decks/{deck_id}/pdf")
def as_pdf(here: AskedHere, viewer: ViewerHere, launch_id: str, deck_id: str, version: str = "") -> Response:
    """Send a deck as PDF."""
    found = deck_desk.deck_pdf(here.settings, viewer, launch_id, deck_id, version[:64])
    return attached(found.data, found.name, "application/pdf")


@router.get("/launches/{launch_id}/decks/{deck_id}/picture")
def picture(here: AskedHere, viewer: ViewerHere, launch_id: str, deck_id: str, version: str = "") -> Response:
    """Send the picture of a deck's first slide; its address changes with the deck, so that a browser may keep it."""
    found = deck_desk.picture_of(here.settings, viewer, launch_id, deck_id, version[:64])
    if found is None:
        return FileResponse(STATIC / "slide.svg", media_type="image/svg+xml", headers={"Cache-Control": "no-store"})
    return Response(found, media_type="image/png", headers={"Cache-Control": KEPT})


def wanted(asked: Listing) -> WantedDecks:
    """Return which decks an address asks for."""
    return WantedDecks(dict(asked.equal), asked.q, A_PAGE, (asked.page - 1) * A_PAGE)


def query_of(asked: Listing) -> str:
    """Return what an address asks for, as the end of another address that asks for the same."""
    said = urlencode([*([("q", asked.q)] if asked.q else []), *asked.equal])
    return f"?{said}" if said else ""


def address_of(launch_id: str, deck_id: str) -> str:
    """Return the address of a deck's page."""
    return f"/launches/{quote(launch_id, safe='')}/decks/{quote(deck_id, safe='')}"


def attached(data: bytes, name: str, media_type: str) -> Response:
    """Return a file to be kept, not shown."""
    return Response(data, media_type=media_type, headers=attachment(name))


def attachment(name: str) -> dict[str, str]:
    """Return the header that names a file; what is no plain letter is told apart (RFC 6266)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}


def sent_as_zip(stream: Any) -> Response:
    """Return a zip that is sent while it is made; who hangs up ends it."""

    def pieces() -> Iterator[bytes]:
        yield from stream.pieces

    return StreamingResponse(pieces(), media_type="application/zip", headers=attachment(stream.name))


def namer(language: str) -> Any:
    """Return what tells the name of a language, given its tag, in the reader's own."""

    def name(tag: str) -> str:
        try:
            return Locale.parse(tag, sep="-").get_language_name(language) or tag
        except (ValueError, UnknownLocaleError):
            return tag

    return name
