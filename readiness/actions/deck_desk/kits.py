"""Kits: a channel's present files behind a link that needs no account, until it expires or is ended.

In: settings, a viewer, a launch id; or the secret of a link. The time now, in UTC.
Out: ShownLink, Kit, files, a stream; who opened what is counted and noted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from readiness.actions.deck_desk.finding import reach_in
from readiness.actions.deck_desk.one_deck import Fetched, fetched, file_name, safe_name
from readiness.actions.deck_desk.zips import DeckStream, deck_members
from readiness.adapters.canonical_zip import zip_chunks, zip_of
from readiness.adapters.db.audit import note
from readiness.adapters.db.deck_search import DeckRow, Reach, WantedDecks, channels_of, every_key, reps_in_channel, rows_of
from readiness.adapters.db.deck_words import launch_name
from readiness.adapters.db.decks import CURRENT
from readiness.adapters.db.kit_links import KitLink, add_link, count_opening, end_link, link_by_id, links_of
from readiness.adapters.db.outputs import current_files
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.kit_keys import read_token, token_of
from readiness.adapters.passwords import new_id
from readiness.errors import InputError, Problem
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings

MOST_DAYS, MOST_LINKS, MOST_FILES = 90, 200, 1_000
QUIZ_FORMATS = (".gift", ".xml", ".qti.zip", ".qti3.zip", ".csv")
INVITES = "invites.zip"


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link as those see it who may make one."""

    link: KitLink
    address: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class KitFile:
    """One file of a kit."""

    name: str
    kind: str
    """deck, one_pager, battlecard, quiz or invites."""
    title: str
    edition: str = ""
    n: int = 1
    """How many files are in it."""
    row: DeckRow | None = None
    path: str = ""
    """In the launch's output folder."""


@dataclass(frozen=True, slots=True)
class Kit:
    """What a link opens."""

    launch_id: str
    launch: str
    channel: str
    for_whom: str
    expires_at: datetime
    files: tuple[KitFile, ...]
    n_outdated: int
    """Decks that are left out until they are made anew: they say what is no longer approved."""


def make_kit_link(
    settings: Settings, viewer: Viewer, launch_id: str, channel: str, for_whom: str, days: int, now: datetime
) -> str:
    """Keep a new link to a channel's kit, and return its address.

    Raises:
        NotAllowedError: the role shares no kits.
        NotFoundError: the launch has no such channel, or it is not the viewer's.
        InputError: nobody is named, or it is for no number of days from 1 to 90.
    """
    scope = allowed(viewer, "kits.share")
    if not for_whom.strip() or len(for_whom) > 200:
        raise InputError(Problem("kit link", 0, "for_whom", "nobody is named", "who gets the link, in 200 characters or less"))
    if not 1 <= days <= MOST_DAYS:
        raise InputError(Problem("kit link", 0, "days", f"{days} days", f"a whole number from 1 to {MOST_DAYS}"))
    link = KitLink(new_id(), launch_id, channel, for_whom.strip(), viewer.name, now, _end(now, days))
    with transaction(settings.database) as connection:
        _, reach = reach_in(connection, launch_id, scope)
        if not scope.covers(channel=channel) or channel not in channels_of(connection, reach):
            raise hidden("channel")
        add_link(connection, link)
        note(connection, viewer, "kits.share", now, launch_id=launch_id, about=f"{channel}: {link.for_whom}, {days} days")
    return _address(settings, link)


def _end(now: datetime, days: int) -> datetime:
    """Return when a link ends: whole seconds, as its address says them."""
    return now.replace(microsecond=0) + timedelta(days=days)


def kit_links(settings: Settings, viewer: Viewer, launch_id: str, now: datetime) -> tuple[str, list[str], list[ShownLink]]:
    """Return the launch's name, the channels the viewer may make links for, and the links there are, the newest first.

    Raises:
        NotAllowedError: the role shares no kits.
        NotFoundError: there is no such launch, or it has nothing to do with the viewer.
    """
    scope = allowed(viewer, "kits.share")
    with reading(settings.database) as connection:
        name, reach = reach_in(connection, launch_id, scope)
        found = links_of(connection, launch_id, scope, MOST_LINKS)
        channels = channels_of(connection, reach)
    return name, channels, [ShownLink(k, _address(settings, k), k.is_open(now)) for k in found]


def end_kit_link(settings: Settings, viewer: Viewer, launch_id: str, link_id: str, now: datetime) -> None:
    """Let a link open nothing any more, at once.

    Raises:
        NotAllowedError: the role shares no kits.
        NotFoundError: there is no such link, or it is not of the viewer's channel.
    """
    scope = allowed(viewer, "kits.share")
    with transaction(settings.database) as connection:
        link = link_by_id(connection, link_id)
        if link is None or link.launch_id != launch_id or not scope.covers(channel=link.channel):
            raise hidden("link")
        end_link(connection, link_id, now)
        note(connection, viewer, "kits.end", now, launch_id=launch_id, about=f"{link.channel}: {link.for_whom}")


def open_kit(settings: Settings, token: str, now: datetime) -> Kit:
    """Return what a link opens, and count and note that it was opened.

    Raises:
        NotFoundError: the link was changed, has expired, was ended, or never was; all look the same.
    """
    with reading(settings.database) as connection:
        link = _link(connection, settings, token, now)
        kit = _kit(connection, settings, link)
    with transaction(settings.database) as connection:
        count_opening(connection, link.link_id)
        note(connection, _guest(link), "kits.open", now, launch_id=link.launch_id, about=f"{link.channel}: {link.link_id}")
    return kit


def fetch_from_kit(settings: Settings, token: str, name: str, now: datetime) -> Fetched:
    """Return one file of a kit.

    Raises:
        NotFoundError: the link opens nothing, or the kit has no such file.
    """
    with reading(settings.database) as connection:
        link = _link(connection, settings, token, now)
        file = next((f for f in _kit(connection, settings, link).files if f.name == name), None)
        if file is None:
            raise hidden("file")
        if file.row:
            return Fetched(file.name, fetched(settings, connection, link.launch_id, file.row).data)
        out = settings.out_dir(link.launch_id)
        if file.kind == "invites":
            return Fetched(file.name, zip_of(dict(_invites(connection, out, link))))
    return Fetched(file.name, (out / file.path).read_bytes())


def kit_stream(settings: Settings, token: str, now: datetime) -> DeckStream:
    """Return everything of a kit as one zip, streamed.

    Raises:
        NotFoundError: the link opens nothing.
    """
    with reading(settings.database) as connection:
        link = _link(connection, settings, token, now)
        kit = _kit(connection, settings, link)
        others = _other_members(settings, connection, link, kit)
    keys = [(f.row.deck_id, f.row.recipe_sha256) for f in kit.files if f.row]

    def members() -> Iterator[tuple[str, bytes]]:
        yield from deck_members(settings, link.launch_id, keys)
        for name, path in others:
            yield name, path.read_bytes()

    return DeckStream(f"{safe_name(kit.launch_id)}-{safe_name(kit.channel)}-kit.zip", zip_chunks(members()))


def _address(settings: Settings, link: KitLink) -> str:
    return settings.portal_page(f"/kits/{token_of(settings.home, link.link_id, link.expires_at)}")


def _link(connection: Connection, settings: Settings, token: str, now: datetime) -> KitLink:
    signed = read_token(settings.home, token)
    link = link_by_id(connection, signed[0]) if signed else None
    if signed is None or link is None or link.expires_at != signed[1] or not link.is_open(now):
        raise hidden("page")
    return link


def _guest(link: KitLink) -> Viewer:
    """Return how the log names whoever has a link."""
    return Viewer("", link.for_whom, "kit link", link.channel, "", link.launch_id, "")


def _kit(connection: Connection, settings: Settings, link: KitLink) -> Kit:
    reach = Reach(link.launch_id, channels=frozenset({link.channel}))
    keys = every_key(connection, reach, WantedDecks({"status": CURRENT, "account_id": ""}), MOST_FILES)
    rows = rows_of(connection, link.launch_id, keys)
    decks = [KitFile(file_name(r), r.kind, r.title, r.edition, row=r) for r in rows if not r.is_outdated]
    language = next((r.language for r in rows), "")
    files = (*decks, *_quiz_files(connection, settings, link, language), *_invite_file(connection, settings, link))
    name = launch_name(connection, link.launch_id)
    return Kit(link.launch_id, name, link.channel, link.for_whom, link.expires_at, files, sum(r.is_outdated for r in rows))


def _quiz_files(connection: Connection, settings: Settings, link: KitLink, language: str) -> list[KitFile]:
    """Return the files of the quiz in the channel's language, else in the launch's own, that are there."""
    out = settings.out_dir(link.launch_id)
    paths = [p for p, _, stage in current_files(connection, link.launch_id, str(out.resolve())) if stage == "quizzes"]
    quizzes = [p for p in paths if Path(p).parent == Path("quizzes") and p.endswith(QUIZ_FORMATS) and (out / p).is_file()]
    by_stem: dict[str, list[str]] = {}
    for path in quizzes:
        by_stem.setdefault(Path(path).name.split(".")[0], []).append(path)
    own = min(by_stem, key=len, default="")
    chosen = by_stem.get(f"{own}-{language}") or by_stem.get(f"{own}-{language.split('-')[0]}") or by_stem.get(own, [])
    return [KitFile(Path(path).name, "quiz", Path(path).name.partition(".")[2], path=path) for path in chosen]


def _invite_file(connection: Connection, settings: Settings, link: KitLink) -> list[KitFile]:
    n = sum(1 for _ in _invite_paths(connection, settings.out_dir(link.launch_id), link))
    return [KitFile(INVITES, "invites", INVITES, n=n)] if n else []


def _invite_paths(connection: Connection, out: Path, link: KitLink) -> Iterator[Path]:
    """Yield the invites of the channel's reps; the name of each ends in the rep's id."""
    folder = out / "training" / "invites"
    if not folder.is_dir():
        return
    reps = reps_in_channel(connection, link.launch_id, link.channel)
    yield from (p for p in sorted(folder.glob("*.ics")) if _rep_of(p.stem, reps))


def _rep_of(stem: str, reps: set[str]) -> bool:
    """Say whether a file's name ends in the id of one of these reps; an id may have hyphens of its own."""
    parts = stem.split("-")
    return any("-".join(parts[i:]) in reps for i in range(1, len(parts)))


def _invites(connection: Connection, out: Path, link: KitLink) -> Iterator[tuple[str, bytes]]:
    return ((path.name, path.read_bytes()) for path in _invite_paths(connection, out, link))


def _other_members(settings: Settings, connection: Connection, link: KitLink, kit: Kit) -> Sequence[tuple[str, Path]]:
    out = settings.out_dir(link.launch_id)
    quizzes = [(f"quiz/{f.name}", out / f.path) for f in kit.files if f.path]
    return [*quizzes, *((f"invites/{p.name}", p) for p in _invite_paths(connection, out, link))]
