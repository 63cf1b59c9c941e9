"""Impacts: what a new revision of the spec would make stale; nothing is changed by looking.

In: settings, who asks, a launch's id, a spec file.
Out: ImpactPage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from readiness.adapters.db.launch_marks import positioning_mark
from readiness.adapters.db.store import reading
from readiness.adapters.stored_impact import Impact, impact_of_spec, made_launch
from readiness.permissions import Viewer, allowed, hidden, may
from readiness.settings import Settings


@dataclass(frozen=True, slots=True)
class ImpactPage:
    """What becomes stale."""

    name: str
    impact: Impact
    headlines: Mapping[str, str]
    """Message -> its headline now."""
    n_reps: int
    reps: tuple[tuple[str, str], ...]
    """Rep and why; empty for whoever may not see persons."""


def impact_page(settings: Settings, viewer: Viewer, launch_id: str, file_name: str, data: bytes) -> ImpactPage:
    """Return what a new spec file makes stale in a launch.

    Raises:
        InvalidInputsError: the spec cannot be read.
        NotFoundError: no launch has this id.
    """
    allowed(viewer, "positioning.see")
    with reading(settings.database) as connection:
        if not positioning_mark(connection, launch_id):
            raise hidden("launch")
        made = made_launch(settings.templates, connection, launch_id)
    found = impact_of_spec(settings.templates, made, PurePosixPath(file_name).suffix.lower(), data)
    headlines = {m.message_id: m.headline for m in made.positioning.messages}
    reps = found.reps if may(viewer, "people.see") else ()
    return ImpactPage(made.inputs.launch.name, found, headlines, len(found.reps), reps)
