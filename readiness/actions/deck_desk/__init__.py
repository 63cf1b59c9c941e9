"""Deck desk: decks found, looked at, fetched and made by those whom they are for, and kits behind links.

In: settings, a viewer, a launch id; the time now, in UTC.
Out: lists, files, streams; rows in the database.
"""

from readiness.actions.deck_desk.finding import (
    Cell,
    DeckList,
    LaunchDecks,
    deck_list,
    decks_of_rep,
    launches_with_decks,
)
from readiness.actions.deck_desk.kits import (
    MOST_DAYS,
    Kit,
    KitFile,
    ShownLink,
    end_kit_link,
    fetch_from_kit,
    kit_links,
    kit_stream,
    make_kit_link,
    open_kit,
)
from readiness.actions.deck_desk.making import AccountList, accounts_to_make_for, make_for_account
from readiness.actions.deck_desk.one_deck import (
    Fetched,
    OneDeck,
    deck_pdf,
    fetch_deck,
    look_at_deck,
    picture_of,
)
from readiness.actions.deck_desk.zips import deck_stream
from readiness.adapters.db.deck_search import ANY_STATUS, FILTERS, DeckPage, DeckRow, WantedDecks
from readiness.adapters.db.kit_links import KitLink

__all__ = [
    "ANY_STATUS",
    "FILTERS",
    "MOST_DAYS",
    "AccountList",
    "Cell",
    "DeckList",
    "DeckPage",
    "DeckRow",
    "Fetched",
    "Kit",
    "KitFile",
    "KitLink",
    "LaunchDecks",
    "OneDeck",
    "ShownLink",
    "WantedDecks",
    "accounts_to_make_for",
    "deck_list",
    "deck_pdf",
    "deck_stream",
    "decks_of_rep",
    "end_kit_link",
    "fetch_deck",
    "fetch_from_kit",
    "kit_links",
    "kit_stream",
    "launches_with_decks",
    "look_at_deck",
    "make_for_account",
    "make_kit_link",
    "open_kit",
    "picture_of",
]
