"""Zips: many decks as one zip, streamed: each is pressed or read as its turn comes, and none waits in memory.

In: settings, a viewer, a launch id, which decks.
Out: pieces of a zip, the first of them at once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readiness.actions.deck_desk.finding import reach_in
from readiness.actions.deck_desk.one_deck import file_name, safe_name
from readiness.adapters.canonical_zip import zip_chunks
from readiness.adapters.db.deck_search import WantedDecks, every_key, recipes_of, rows_of
from readiness.adapters.db.store import reading
from readiness.adapters.deck_bytes import deck_file
from readiness.errors import ReadinessError
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings

MOST_DECKS, AT_ONCE = 200_000, 50
Keys = Sequence[tuple[str, str]]
_log = logging.getLogger("readiness.zips")


@dataclass(frozen=True, slots=True)
class DeckStream:
    """A zip on its way."""

    name: str
    pieces: Iterator[bytes]


def deck_stream(
    settings: Settings, viewer: Viewer, launch_id: str, wanted: WantedDecks, about: str, only: Sequence[str] = ()
) -> DeckStream:
    """Return a zip of the decks wanted, or of those named among them; `about` says what it is, in a file of its own.

    Raises:
        NotAllowedError: the role sees no decks.
        NotFoundError: there is no such launch, or it has nothing to do with the viewer; or no deck is like that.
    """
    scope = allowed(viewer, "decks.see")
    with reading(settings.database) as connection:
        _, reach = reach_in(connection, launch_id, scope)
        if not every_key(connection, reach, wanted, 1):
            raise hidden("deck")
    named = frozenset(only)

    def members() -> Iterator[tuple[str, bytes]]:
        # What it is goes first, before the decks are looked for: that takes a while where there are tens of thousands.
        yield "about.txt", about.encode()
        with reading(settings.database) as connection:
            keys = every_key(connection, reach, wanted, MOST_DECKS)
        yield from deck_members(settings, launch_id, [k for k in keys if not named or k[0] in named])

    return DeckStream(f"{safe_name(launch_id)}-decks.zip", zip_chunks(members()))


def deck_members(settings: Settings, launch_id: str, keys: Keys) -> Iterator[tuple[str, bytes]]:
    """Yield name and file of each deck; one that cannot be made any more is named in a file of its own, the last."""
    out, failed = settings.out_dir(launch_id), []
    for start in range(0, len(keys), AT_ONCE):
        with reading(settings.database) as connection:
            batch = keys[start : start + AT_ONCE]
            named = {row.deck_id: row for row in rows_of(connection, launch_id, batch)}
            found = list(recipes_of(connection, launch_id, batch))
        for row, recipe in found:
            try:
                with reading(settings.database) as connection:
                    data = deck_file(settings.templates, connection, launch_id, out, row, recipe).data
            except (ReadinessError, OSError) as error:
                _log.warning("%s is left out of a zip: %s", row.deck_id, error)
                failed.append(row.deck_id)
                continue
            yield f"{safe_name(row.channel)}/{file_name(named.get(row.deck_id, row))}", data
    if failed:
        yield "left-out.txt", "".join(f"{deck_id}\n" for deck_id in failed).encode()
