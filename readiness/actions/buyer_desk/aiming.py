"""Aiming: the ranked prospects with what each rank is made of, by territory, channel and whether to aim there.

In: settings, who looks, a launch, which rows.
Out: ProspectsPage; the same rows as a file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from readiness.actions.buyer_desk.opening import Opened, channel_scope, made_at, opened, team
from readiness.adapters.db.audit import note
from readiness.adapters.db.outputs import names_of_stage
from readiness.adapters.db.shown import Slice, Wanted, all_rows, counts_by, header_of, slice_of
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.permissions import Scope, Viewer, hidden
from readiness.settings import Settings

PROSPECTS, STAGE = "plan.prospects", "contact_plan"
AIMS = ("yes", "not_ready", "unknown", "no")
FILTERS = ("territory_id", "channel", "aim")
FILE, WHOLE_FILES = "prospects.csv", ("prospects.xlsx", "prospects_salesforce.csv", "prospects_hubspot.csv")
"""The rows that somebody sees; files with every account, for who sees every account."""
_PIECE = 1 << 16
EVERY = Wanted()


@dataclass(frozen=True, slots=True)
class ProspectsPage:
    """A page of prospects, the first to aim at first."""

    launch_id: str
    launch_name: str
    made_at: datetime | None
    """None: nothing was ranked yet."""
    rows: Slice | None = None
    aims: Mapping[str, int] | None = None
    """aim -> how many accounts, of all that the viewer may see."""
    choices: Mapping[str, tuple[str, ...]] | None = None
    """Column -> what it can be filtered by."""
    equal: Mapping[str, str] | None = None
    """What it is filtered by."""
    files: tuple[str, ...] = ()


def prospects_page(settings: Settings, viewer: Viewer, launch_id: str, wanted: Wanted) -> ProspectsPage:
    """Return a page of prospects; to a manager, of one territory of the team.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is no such launch, or nobody in it whom the viewer may see.
    """
    with reading(settings.database) as connection:
        here = opened(connection, viewer, launch_id)
        at = made_at(connection, launch_id, PROSPECTS)
        if at is None:
            return ProspectsPage(launch_id, here.name, None)
        scope, choices, asked = _looked(connection, here, wanted)
        rows = slice_of(connection, launch_id, PROSPECTS, scope, asked)
        aims = counts_by(connection, launch_id, PROSPECTS, "aim", scope) if not here.scope.manager_id else {}
        return ProspectsPage(
            launch_id, here.name, at, rows, aims, choices, dict(asked.equal), _files(connection, here)
        )  # fmt: skip


def _looked(connection: Connection, here: Opened, wanted: Wanted) -> tuple[Scope, dict[str, tuple[str, ...]], Wanted]:
    """Return whose rows are looked at, what they can be narrowed by, and which of them are asked for."""
    scope = channel_scope(connection, here)
    equal = {name: value for name, value in wanted.equal.items() if name in FILTERS}
    known = counts_by(connection, here.launch_id, PROSPECTS, "territory_id", scope)
    territories = sorted(t for t in known if t)
    if here.scope.manager_id:
        own = {row["territory_id"] for row in team(connection, here)}
        territories = [t for t in territories if t in own]
        if equal.get("territory_id") not in territories:
            equal["territory_id"] = next(iter(territories), "-")
    channels = tuple(sorted(counts_by(connection, here.launch_id, PROSPECTS, "channel", scope)))
    chosen = equal.pop("channel", "")
    if chosen and not scope.channel:
        scope = replace(scope, channel=chosen)  # found by its index
    return scope, {"territory_id": tuple(territories), "channel": channels, "aim": AIMS}, replace(wanted, equal=equal)


def _files(connection: Connection, here: Opened) -> tuple[str, ...]:
    if here.scope != Scope():
        return (FILE,)
    published = names_of_stage(connection, here.launch_id, STAGE)
    return (FILE, *(name for name in WHOLE_FILES if f"plan/{name}" in published))


def prospects_csv(settings: Settings, viewer: Viewer, launch_id: str, wanted: Wanted, now: datetime) -> Iterator[bytes]:
    """Return all prospects that are wanted and the viewer's to see as CSV, piece by piece; refused before the first.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is no such launch, or nothing was ranked in it yet.
    """
    with reading(settings.database) as connection:
        here = opened(connection, viewer, launch_id)
        header = header_of(connection, launch_id, PROSPECTS)
        scope, _, asked = _looked(connection, here, wanted)
    _noted(settings, viewer, launch_id, FILE, now)
    return _pieces(settings, launch_id, header, scope, asked)


def prospects_file(settings: Settings, viewer: Viewer, launch_id: str, name: str, now: datetime) -> bytes:
    """Return a file with every prospect, as it was published.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is none of this name, or it is not the viewer's.
    """
    with reading(settings.database) as connection:
        known = _files(connection, opened(connection, viewer, launch_id))
    path = settings.out_dir(launch_id) / "plan" / name
    if name not in WHOLE_FILES or name not in known or not path.is_file() or path.is_symlink():
        raise hidden("file")
    _noted(settings, viewer, launch_id, name, now)
    return path.read_bytes()


def _noted(settings: Settings, viewer: Viewer, launch_id: str, name: str, now: datetime) -> None:
    with transaction(settings.database) as connection:
        note(connection, viewer, "plan.download", now, launch_id=launch_id, about=name)


def _pieces(settings: Settings, launch_id: str, header: tuple[str, ...], scope: Scope, wanted: Wanted) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    rows = csv.DictWriter(text, header, lineterminator="\r\n")
    rows.writeheader()
    with reading(settings.database) as connection:
        for row in all_rows(connection, launch_id, PROSPECTS, scope, replace(wanted, order_by="", limit=0)):
            rows.writerow(row)
            if text.tell() > _PIECE:
                yield text.getvalue().encode()
                text.seek(0)
                text.truncate()
    yield text.getvalue().encode()
