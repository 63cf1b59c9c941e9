"""Mine: a rep's own decks, numbers, what went into them, and contests.

In: requests to /my-decks and /my-numbers.
Out: pages; the picture of where the rep's sales came from; contests.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from readiness.actions import deck_desk, rep_desk
from readiness.errors import ConflictError, InputError
from readiness.permissions import Viewer, hidden
from readiness.portal.decks import A_PAGE, address_of, namer, wanted
from readiness.portal.guard import Asked, AskedHere, SignedForm, ViewerHere
from readiness.portal.listing import listing
from readiness.portal.own_words import bar_labels, language_for, own_words
from readiness.portal.pages import page
from readiness.portal.texts import LANGUAGES

router = APIRouter()
KINDS = (
    "sale", "waiting", "quarantined", "account", "cell", "answer", "attendance", "pitch", "certificate", "roster", "formula",
)  # fmt: skip
PICTURES = {"sales.svg": False, "sales-narrow.svg": True}


@router.get("/my-decks")
def decks(here: AskedHere, viewer: ViewerHere, request: Request, launch: str = "") -> Response:
    """Show the decks of a rep's channel and accounts."""
    asked, language = listing(request, filters=("launch",)), language_for(here, viewer)
    only = listing(request)
    found = deck_desk.decks_of_rep(here.settings, viewer, wanted(only), launch[:64])
    facts: dict[str, Any] = {"found": found, "asked": asked, "launch": launch, "a_page": A_PAGE, "deck_address": address_of}
    return page("mine/decks", language, viewer=viewer, here_in="/my-decks", language_name=namer(language), **facts)


@router.get("/my-numbers")
def numbers(here: AskedHere, viewer: ViewerHere, launch: str = "") -> Response:
    """Show a rep's own figures, how each was made, and what would change them."""
    found = rep_desk.own_numbers(here.settings, viewer, launch[:64])
    language = language_for(here, viewer, found.language)
    return page("mine/numbers", language, viewer=viewer, here_in="/my-numbers", own=found, **own_words(language))


@router.get("/my-numbers/{launch_id}/pictures/{picture}")
def picture(here: AskedHere, viewer: ViewerHere, launch_id: str, picture: str, lang: str = "en") -> Response:
    """Send the picture of where a rep's own sales came from."""
    if picture not in PICTURES:
        raise hidden("picture")
    language = lang if lang in LANGUAGES else "en"

    def labels(figures: rep_desk.RepFigures) -> tuple[str, ...]:
        return bar_labels(figures.split, figures.row.currency, language) if figures.split else ()

    data = rep_desk.own_waterfall(here.settings, viewer, launch_id, labels, is_narrow=PICTURES[picture])
    return Response(data, media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=300"})


@router.get("/my-numbers/inputs")
def inputs(here: AskedHere, viewer: ViewerHere, request: Request, launch: str = "") -> Response:
    """Show what went into a rep's own figures, row by row."""
    asked = listing(request, filters=("launch", "kind"))
    kind = dict(asked.equal).get("kind", "")
    found = rep_desk.own_inputs(
        here.settings, viewer, launch[:64], kind=kind if kind in KINDS else "", search=asked.q, page=asked.page
    )
    language = language_for(here, viewer, found.language)
    facts: dict[str, Any] = {"found": found, "asked": asked, "kind": kind, "kinds": KINDS, **own_words(language)}
    return page("mine/inputs", language, viewer=viewer, here_in="/my-numbers", **facts)


@router.get("/my-numbers/{launch_id}/inputs/{input_id}")
def one_input(here: AskedHere, viewer: ViewerHere, launch_id: str, input_id: str) -> Response:
    """Show one row, and ask what is wrong with it."""
    return _input_page(here, viewer, launch_id, input_id)


def _input_page(
    here: Asked, viewer: Viewer, launch_id: str, input_id: str, *, says: str = "", should_be: str = "", problem: str = ""
) -> Response:
    launch, row, own = rep_desk.own_input(here.settings, viewer, launch_id, input_id)
    language = language_for(here, viewer, own)
    said = {"says": says, "should_be": should_be, "problem": problem}
    facts: dict[str, Any] = {"launch": launch, "row": row, **said, **own_words(language)}
    return page("mine/input", language, status=400 if problem else 200, viewer=viewer, here_in="/my-numbers", **facts)


@router.post("/my-numbers/{launch_id}/inputs/{input_id}")
def contest(here: AskedHere, viewer: ViewerHere, launch_id: str, input_id: str, form: SignedForm) -> Response:
    """Take what a rep says is wrong with a row."""
    says, should_be = form.get("says", ""), form.get("should_be", "")
    try:
        rep_desk.contest(here.settings, viewer, launch_id, input_id, says=says, should_be=should_be, now=here.now)
    except InputError:
        told = {"says": says[:4_000], "should_be": should_be[:1_000]}
        return _input_page(here, viewer, launch_id, input_id, problem="own_says_problem", **told)
    except ConflictError:
        return RedirectResponse(_address(launch_id, input_id), status_code=303)
    return RedirectResponse("/my-numbers/contests?" + urlencode({"said": input_id[:64]}), status_code=303)


def _address(launch_id: str, input_id: str) -> str:
    return f"/my-numbers/{quote(launch_id, safe='')}/inputs/{quote(input_id, safe='')}"


@router.get("/my-numbers/contests")
def contests(here: AskedHere, viewer: ViewerHere, said: str = "") -> Response:
    """Show what became of each of a rep's contests."""
    found = rep_desk.own_contests(here.settings, viewer)
    language = language_for(here, viewer)
    return page("mine/contests", language, viewer=viewer, here_in="/my-numbers", found=found, said=said, **own_words(language))


@router.post("/my-numbers/contests/{contest_id}/drop")
def drop(here: AskedHere, viewer: ViewerHere, contest_id: str, _form: SignedForm) -> Response:
    """Take back an own contest that nobody has settled."""
    if not (contest_id.isascii() and contest_id.isdigit() and len(contest_id) < 16):
        raise hidden("contest")
    rep_desk.drop_contest(here.settings, viewer, int(contest_id), here.now)
    return RedirectResponse("/my-numbers/contests", status_code=303)
