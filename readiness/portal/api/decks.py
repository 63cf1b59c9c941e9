"""Decks: which there are, their files, one made for an account now, and all that are wanted as one zip.

In: requests to /launches/{launch_id}/decks.
Out: decks, files, a stream.
"""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import Path, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from readiness.actions import deck_desk
from readiness.actions.deck_desk import DeckRow, WantedDecks
from readiness.portal.api.paging import Page, PagingHere
from readiness.portal.api.problems import PREFIX
from readiness.portal.api.program import ProgramHere, api_router
from readiness.portal.guard import AskedHere

router = api_router()
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_FILE = {"description": "The file", "content": {PPTX: {"schema": {"type": "string", "format": "binary"}}}}
_ZIP = {"description": "The decks", "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
Text = Annotated[str, Query(max_length=100)]
DeckId = Annotated[str, Path(max_length=200)]


class Deck(BaseModel):
    """One deck."""

    deck_id: str
    title: str
    channel: str
    kind: str
    edition: str
    language: str
    segment: str
    industry: str
    account_id: str
    account: str
    spec_revision: str
    message_ids: list[str]
    status: str
    is_outdated: bool = Field(description="it says what is no longer approved as it stands")
    sha256: str
    version: str = Field(description="the hash of its recipe")
    file: str = Field(description="where its file is fetched")


class MakeDeck(BaseModel):
    """For whom a deck is wanted."""

    account_id: Annotated[str, Field(min_length=1, max_length=64)]


@router.get("/launches/{launch_id}/decks")
def decks(
    here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str,
    q: Annotated[str, Query(max_length=100, description="words in the account's name or industry")] = "",
    status: Literal["current", "superseded", "all"] = "current",
    channel: Text = "", kind: Text = "", edition: Text = "", language: Text = "", segment: Text = "", industry: Text = "",
    account_id: Text = "",
) -> Page[Deck]:  # fmt: skip
    """List the decks that are yours to see."""
    asked = {
        "status": status, "channel": channel, "kind": kind, "edition": edition, "language": language, "segment": segment,
        "industry": industry, "account_id": account_id,
    }  # fmt: skip
    equal = {name: value for name, value in asked.items() if value}
    found = deck_desk.deck_list(
        here.settings, viewer, launch_id, WantedDecks(equal, q, limit=paging.limit, offset=paging.offset), with_pictures=False
    )
    return paging.page_of([_deck(launch_id, row) for row in found.page.rows], found.page.n)


@router.get("/launches/{launch_id}/decks.zip", response_class=Response, responses={200: _ZIP})
def archive(
    here: AskedHere, viewer: ProgramHere, launch_id: str,
    q: Text = "", channel: Text = "", kind: Text = "", edition: Text = "", language: Text = "", segment: Text = "",
    industry: Text = "",
) -> Response:  # fmt: skip
    """Return the decks that are wanted as one zip, which begins at once and is made as it is sent."""
    asked = {
        "status": "current", "channel": channel, "kind": kind, "edition": edition, "language": language, "segment": segment,
        "industry": industry,
    }  # fmt: skip
    wanted = WantedDecks({name: value for name, value in asked.items() if value}, q)
    found = deck_desk.deck_stream(
        here.settings, viewer, launch_id, wanted, f"Decks of {launch_id}, as of {here.now:%Y-%m-%d %H:%M} UTC.\n"
    )
    return StreamingResponse(found.pieces, media_type="application/zip", headers=_named(found.name))


@router.get("/launches/{launch_id}/decks/{deck_id}")
def deck(here: AskedHere, viewer: ProgramHere, launch_id: str, deck_id: DeckId) -> Deck:
    """Return one deck."""
    return _deck(launch_id, deck_desk.look_at_deck(here.settings, viewer, launch_id, deck_id).row)


@router.get("/launches/{launch_id}/decks/{deck_id}/file", response_class=Response, responses={200: _FILE})
def file(here: AskedHere, viewer: ProgramHere, launch_id: str, deck_id: DeckId, version: Text = "") -> Response:
    """Return a deck's file; an earlier version of it is pressed again from its recipe."""
    found = deck_desk.fetch_deck(here.settings, viewer, launch_id, deck_id, version)
    return Response(found.data, media_type=PPTX, headers=_named(found.name))


@router.post("/launches/{launch_id}/decks", status_code=201)
def make(here: AskedHere, viewer: ProgramHere, response: Response, launch_id: str, sent: MakeDeck) -> Deck:
    """Make both editions of an account's deck now, and return the presenter's."""
    deck_id = deck_desk.make_for_account(here.settings, viewer, launch_id, sent.account_id, here.now)
    made = _deck(launch_id, deck_desk.look_at_deck(here.settings, viewer, launch_id, deck_id).row)
    response.headers["Location"] = made.file.removesuffix("/file")
    return made


def _deck(launch_id: str, row: DeckRow) -> Deck:
    address = f"{PREFIX}/launches/{quote(launch_id, safe='')}/decks/{quote(row.deck_id, safe='')}/file"
    same = (
        "deck_id", "title", "channel", "kind", "edition", "language", "segment", "industry", "account_id", "account",
        "spec_revision", "status", "is_outdated", "sha256",
    )  # fmt: skip
    said = {name: getattr(row, name) for name in same}
    return Deck(**said, message_ids=[m for m in row.message_ids.split(";") if m], version=row.recipe_sha256, file=address)


def _named(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
