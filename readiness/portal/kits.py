"""Kits: links to a channel's kit made and ended, and the kit behind one, for whoever has the link.

In: requests to /launches/.../kits and /kits.
Out: pages, files, a stream.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from readiness.actions import deck_desk
from readiness.actions.deck_desk import MOST_DAYS
from readiness.errors import NotFoundError
from readiness.portal.decks import attached, sent_as_zip
from readiness.portal.guard import Asked, AskedHere, SignedForm, ViewerHere
from readiness.portal.pages import page
from readiness.portal.texts import say_in

router = APIRouter()
DAYS = 30
UNSEEN = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


@router.get("/launches/{launch_id}/kits")
def links(here: AskedHere, viewer: ViewerHere, launch_id: str) -> Response:
    """Show the links there are, and let one be made."""
    return _links(here, viewer, launch_id)


@router.post("/launches/{launch_id}/kits")
def make(here: AskedHere, viewer: ViewerHere, launch_id: str, form: SignedForm) -> Response:
    """Make a link; what is wrong with the form stands beside it."""
    for_whom, days, channel = form.get("for_whom", "").strip(), form.get("days", ""), form.get("channel", "")
    say, problems = say_in(viewer.language or here.language), []
    if not for_whom or len(for_whom) > 200:
        problems.append(("for_whom", say("kit_problem_for_whom")))
    n_days = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0
    if not 1 <= n_days <= MOST_DAYS:
        problems.append(("days", say("kit_problem_days", most=MOST_DAYS)))
    if problems:
        return _links(here, viewer, launch_id, problems, {"for_whom": for_whom[:200], "days": days[:10], "channel": channel})
    deck_desk.make_kit_link(here.settings, viewer, launch_id, channel, for_whom, n_days, here.now)
    return RedirectResponse(f"/launches/{quote(launch_id, safe='')}/kits#links", status_code=303)


@router.post("/launches/{launch_id}/kits/{link_id}/end")
def end(here: AskedHere, viewer: ViewerHere, launch_id: str, link_id: str, _form: SignedForm) -> Response:
    """End a link, at once."""
    deck_desk.end_kit_link(here.settings, viewer, launch_id, link_id, here.now)
    return RedirectResponse(f"/launches/{quote(launch_id, safe='')}/kits#links", status_code=303)


@router.get("/kits/{token}")
def kit(here: AskedHere, token: str) -> Response:
    """Show what a link opens."""

    def shown() -> Response:
        found = deck_desk.open_kit(here.settings, token, here.now)
        return page("kits/kit", here.language, kit=found, token=token)

    return _opened(here, shown)


@router.get("/kits/{token}/kit.zip")
def whole(here: AskedHere, token: str) -> Response:
    """Send everything of a kit as one zip."""
    return _opened(here, lambda: sent_as_zip(deck_desk.kit_stream(here.settings, token, here.now)))


@router.get("/kits/{token}/files/{name}")
def file(here: AskedHere, token: str, name: str) -> Response:
    """Send one file of a kit."""

    def sent() -> Response:
        found = deck_desk.fetch_from_kit(here.settings, token, name, here.now)
        return attached(found.data, found.name, mimetypes.guess_type(found.name)[0] or "application/octet-stream")

    return _opened(here, sent)


def _links(
    here: Asked,
    viewer: ViewerHere,
    launch_id: str,
    problems: list[tuple[str, str]] | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    name, channels, found = deck_desk.kit_links(here.settings, viewer, launch_id, here.now)
    facts = {
        "launch_id": launch_id,
        "launch": name,
        "channels": channels,
        "links": found,
        "problems": problems or [],
        "given": given or {"for_whom": "", "days": str(DAYS), "channel": ""},
        "most_days": MOST_DAYS,
    }
    language, status = viewer.language or here.language, 400 if problems else 200
    return page("kits/links", language, status=status, viewer=viewer, is_desk=True, here_in="/decks", **facts)


def _opened(here: Asked, answer: Callable[[], Response]) -> Response:
    """Return what a link opens, or the one page of every link that opens nothing."""
    try:
        response = answer()
    except NotFoundError:
        response = page("kits/over", here.language, status=404)
    for name, value in UNSEEN.items():
        response.headers[name] = value
    return response
