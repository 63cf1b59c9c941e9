"""Kick-off files: the deck and the agenda of a field kick-off.

In: KickOff, the folder content_templates/decks, the brands of the launch's channels.
Out: path -> bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from readiness.adapters.brief_deck import FALLBACK, brand_for
from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.table_files import xlsx_bytes
from readiness.errors import InputError
from readiness.stages.kick_off import AgendaItem, KickOff, agenda, kick_off

AGENDA_COLUMNS = ("starts", "minutes", "title", "what", "ends_in")


def kick_off_files(given: KickOff, decks: Path, brands: Sequence[str]) -> dict[str, bytes]:
    """Return kickoff/kickoff.pptx, kickoff/agenda.md and kickoff/agenda.xlsx.

    Raises:
        InputError: a text does not fit its box in the fallback brand either.
        NotFoundError: neither a brand nor the fallback has a template for it.
    """
    items = agenda(given)
    rows = [[f"{i.starts:%H:%M}", i.minutes, i.title, i.what, i.ends_in] for i in items]
    return {
        "kickoff/kickoff.pptx": _deck(given, decks, brand_for(decks, brands)),
        "kickoff/agenda.md": _page(given, items).encode(),
        "kickoff/agenda.xlsx": xlsx_bytes({"agenda": (AGENDA_COLUMNS, rows)}),
    }


def _deck(given: KickOff, decks: Path, name: str) -> bytes:
    try:
        brand = DeckBrand(decks, name, {})
        return brand.press(brand.fit(kick_off(given, brand.rooms, name)))
    except InputError:
        if name == FALLBACK:
            raise
        return _deck(given, decks, FALLBACK)


def _page(given: KickOff, items: Sequence[AgendaItem]) -> str:
    lines = [f"# {given.product}: kick-off", "", f"{given.owner} answers for this launch. Ready by {given.ready_by}.", ""]
    for i in items:
        lines += [f"## {i.starts:%H:%M} {i.title} ({i.minutes} minutes)", ""]
        lines += [f"{i.what}", ""] if i.what else []
        lines += [f"Ends in: {i.ends_in}", ""] if i.ends_in else []
    return "\n".join(lines)
