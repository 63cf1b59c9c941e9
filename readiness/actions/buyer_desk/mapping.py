"""Mapping: the buyers' map of a segment in a channel: what buyers do, what there is to meet them with, and where it is missing.

In: settings, who looks, a launch, which segment and channel.
Out: MapPage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from readiness.actions.buyer_desk.opening import channel_scope, made_at, opened
from readiness.adapters.db.shown import Row, Wanted, all_rows, counts_by
from readiness.adapters.db.store import reading
from readiness.permissions import Scope, Viewer
from readiness.settings import Settings
from readiness.stages.map_coverage import HOLES

COVERAGE, STEPS = "plan.coverage", "plan.buyer_steps"


@dataclass(frozen=True, slots=True)
class MapPage:
    """One segment's process, and how far a channel can go along with it."""

    launch_id: str
    launch_name: str
    made_at: datetime | None
    """None: the map is not made yet."""
    segments: tuple[tuple[str, str], ...] = ()
    """Id and name."""
    channels: tuple[str, ...] = ()
    segment: str = ""
    channel: str = ""
    steps: tuple[Row, ...] = ()
    """Of plan/buyer_steps.csv, in the buyer's order; with the name alone where that table is missing."""
    personas: tuple[tuple[str, str], ...] = ()
    cells: Mapping[tuple[str, str], Row] | None = None
    """(step, persona) -> row of plan/coverage.csv."""
    all_holes: tuple[tuple[str, int], ...] = ()
    """What is missing -> in how many places, of all segments and channels that the viewer may see."""

    @property
    def holes(self) -> tuple[Row, ...]:
        """Return the places of this segment and channel where something is missing, in the buyer's order."""
        order = [row["step"] for row in self.steps]
        found = [cell for cell in (self.cells or {}).values() if cell["state"] in HOLES]
        return tuple(sorted(found, key=lambda c: (order.index(c["step"]), c["persona"])))

    @property
    def holes_by_step(self) -> tuple[tuple[Row, tuple[str, ...]], ...]:
        """Return the holes that are alike as one: the first of them, and the names of all people it is about."""
        found: dict[tuple[str, str, str], list[Row]] = {}
        for cell in self.holes:
            found.setdefault((cell["step"], cell["state"], cell["why"]), []).append(cell)
        return tuple((alike[0], tuple(cell["persona_name"] for cell in alike)) for alike in found.values())

    @property
    def n_holes(self) -> int:
        """Return how many holes there are in all."""
        return sum(n for _, n in self.all_holes)


def map_page(settings: Settings, viewer: Viewer, launch_id: str, segment: str = "", channel: str = "") -> MapPage:
    """Return the map of a segment in a channel; of the first of each where none, or none of these, is named.

    Raises:
        NotAllowedError: the viewer has no such right.
        NotFoundError: there is no such launch, or nobody in it whom the viewer may see.
    """
    with reading(settings.database) as connection:
        here = opened(connection, viewer, launch_id)
        at = made_at(connection, launch_id, COVERAGE)
        if at is None:
            return MapPage(launch_id, here.name, None)
        scope = channel_scope(connection, here)
        steps = list(all_rows(connection, launch_id, STEPS, Scope()))
        names = {row["segment"]: row["segment_name"] for row in steps}
        ids = sorted(counts_by(connection, launch_id, COVERAGE, "segment", scope))
        segments = tuple((i, names.get(i) or i) for i in ids)
        channels = tuple(sorted(counts_by(connection, launch_id, COVERAGE, "channel", scope)))
        segment = segment if segment in ids else next(iter(ids), "")
        channel = channel if channel in channels else next(iter(channels), "")
        equal = {"segment": segment, "channel": channel}
        rows = list(all_rows(connection, launch_id, COVERAGE, scope, Wanted(equal=equal)))
        states = counts_by(connection, launch_id, COVERAGE, "state", scope)
        return MapPage(
            launch_id, here.name, at, segments, channels, segment, channel, _steps_of(steps, segment, rows),
            tuple(dict.fromkeys((r["persona"], r["persona_name"]) for r in rows)), {(r["step"], r["persona"]): r for r in rows},
            tuple((state, states[state]) for state in HOLES if states.get(state)),
        )  # fmt: skip


def _steps_of(known: Sequence[Row], segment: str, cells: Sequence[Row]) -> tuple[Row, ...]:
    """Return a segment's steps; where the table of steps is missing, what the map itself says of them."""
    found = tuple(row for row in known if row["segment"] == segment)
    named = dict.fromkeys((row["step"], row["step_name"]) for row in cells)
    return found or tuple({"step": step, "step_name": name} for step, name in named)
