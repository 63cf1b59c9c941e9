"""Mapping: the buyers' map of a launch, and where it has holes.

In: settings, a launch id whose decks are pressed.
Out: plan/coverage.csv, plan/buyer_steps.csv, plan/map.xlsx.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from readiness.adapters.db.store import transaction
from readiness.adapters.output_files import OutFolder, Published
from readiness.adapters.shown_files import show_files
from readiness.adapters.stored_buyer_map import coverage_table, map_of, steps_table
from readiness.adapters.stored_positioning import UNSAID, present_positioning
from readiness.adapters.table_files import csv_bytes, xlsx_bytes
from readiness.settings import Settings
from readiness.stages.map_coverage import n_holes

STAGE = "buyer_map"


@dataclass(frozen=True, slots=True)
class MapReport:
    """How much of the map is covered."""

    n_places: int
    """Where somebody is to be met."""
    holes: Mapping[str, int]
    """What is missing -> in how many places."""
    published: Published


def write_map(settings: Settings, launch_id: str, out: Path) -> MapReport:
    """Hold what was made for a launch against its buyers' map, and publish the map with its holes."""
    with transaction(settings.database) as connection:
        inputs, positioning, _ = present_positioning(settings.templates, connection, launch_id, UNSAID)
        cells = map_of(settings.templates, connection, inputs, positioning)
        coverage, steps = coverage_table(inputs.buyers, cells), steps_table(inputs.buyers, inputs.launch.dates)
        files = {
            "plan/coverage.csv": csv_bytes(*coverage),
            "plan/buyer_steps.csv": csv_bytes(*steps),
            "plan/map.xlsx": xlsx_bytes({"steps": steps, "coverage": coverage}),
        }
        show_files(connection, inputs, files, datetime.now(UTC))
    published = OutFolder(settings.database, launch_id, out).publish_all(STAGE, files)
    n_places = sum(c.state != "not_needed" for c in cells)
    return MapReport(n_places, n_holes(cells), published)
