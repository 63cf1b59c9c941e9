"""Rep figures: what the last measurement says of one rep, from the tables that are kept for pages.

In: a connection, a launch id, a rep, whose rows may be seen.
Out: RepFigures; who a rep is in a launch.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import Connection, and_, select

from readiness.adapters.db import contests
from readiness.adapters.db.page_tables import shown_rows, shown_tables
from readiness.adapters.db.shown import Row, Wanted, all_rows, slice_of
from readiness.adapters.shown_reps import rep_row
from readiness.errors import NotFoundError
from readiness.permissions import Scope
from readiness.stages.report import RepRow
from readiness.stages.report.contests import contested_figures
from readiness.stages.report.own_figures import PartRow, PartView, Split, part_views, split_of


@dataclass(frozen=True, slots=True)
class RepFigures:
    """What is said of one rep, as of when, and when that was measured."""

    row: RepRow
    parts: tuple[PartView, ...]
    bar: float | None
    split: Split | None
    contested: tuple[str, ...]
    """Of sales, added and readiness: which rest on an input that is contested and not settled."""
    as_of: date
    made_at: datetime


def figures_of(connection: Connection, launch_id: str, rep_id: str, scope: Scope) -> RepFigures | None:
    """Return what the last measurement says of a rep, None where it says nothing or the rep is not the scope's."""
    mine = replace(scope, rep_id=rep_id)
    if scope.rep_id not in ("", rep_id):
        return None
    try:
        found = slice_of(connection, launch_id, "report.reps", mine, Wanted(limit=1))
    except NotFoundError:
        return None
    if not found.rows:
        return None
    row = rep_row(found.rows[0])
    told = list(all_rows(connection, launch_id, "report.readiness_parts", mine))
    contested = contested_figures(contests.contests_of_rep(connection, launch_id, rep_id))
    return RepFigures(
        row,
        tuple(part_views([_part(t) for t in told])),
        next((float(t["bar"]) for t in told if t["bar"]), None),
        split_of(row),
        tuple(contested.get(rep_id, ())),
        date.fromisoformat(found.as_of),
        found.made_at.replace(tzinfo=UTC),
    )


def _part(row: Mapping[str, str]) -> PartRow:
    return PartRow(
        row["part"],
        float(row["share"]) if row["share"] else None,
        float(row["weight"]),
        float(row["counted"]),
        date.fromisoformat(row["given_on"]) if row["given_on"] else None,
        bool(row["stale"]),
    )


def one_rep(connection: Connection, launch_id: str, rep_id: str, scope: Scope) -> Row | None:
    """Return a rep as the launch folder names it, None where the launch has none of this id that the scope covers."""
    if scope.nothing or scope.rep_id not in ("", rep_id):
        return None
    return next(iter(all_rows(connection, launch_id, "inputs.reps", replace(scope, rep_id=rep_id))), None)


def names_of_reps(connection: Connection, launch_id: str, rep_ids: Collection[str]) -> dict[str, str]:
    """Return id -> name of those of these ids whom the launch folder names by one."""
    r = shown_rows.c
    where = and_(r.launch_id == launch_id, r.name == "inputs.reps", r.rep_id.in_(sorted(rep_ids)))
    found = connection.execute(select(r.rep_id, r.content).where(where)) if rep_ids else ()
    return {rep_id: content["name"] for rep_id, content in found if content["name"]}


def has_table(connection: Connection, launch_id: str, name: str) -> bool:
    """Say whether a table was published for a launch."""
    t = shown_tables.c
    query = shown_tables.select().with_only_columns(t.name).where(t.launch_id == launch_id, t.name == name)
    return connection.execute(query).first() is not None
