"""Making up: who missed a module gets the nearest later seat that was kept free; for the rest it takes a replan.

In: a launch id; the time now, in UTC.
Out: MakeUps; seats in the plan that stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readiness.adapters.db import presence
from readiness.adapters.db.audit import note
from readiness.adapters.db.store import transaction
from readiness.adapters.stored_positioning import approved_positioning
from readiness.adapters.stored_training import stored_training
from readiness.permissions import Viewer, allowed
from readiness.settings import Settings
from readiness.stages.training.framing import frame_of
from readiness.stages.training.make_ups import MakeUp, make_ups, owed


@dataclass(frozen=True, slots=True)
class MakeUps:
    """What became of those who missed a module."""

    is_dry: bool
    seated: tuple[MakeUp, ...]
    waiting: tuple[MakeUp, ...]
    """No later session has a seat for them: readiness replan."""
    names: dict[str, str]
    titles: dict[str, str]


def make_up_as(settings: Settings, viewer: Viewer, launch_id: str, now: datetime, *, is_dry: bool) -> MakeUps:
    """Give seats kept free in the name of whoever is signed in.

    Raises:
        NotAllowedError: the viewer may not plan, or the positioning is not approved.
        NotFoundError: there is no such launch.
    """
    allowed(viewer, "training.plan")
    found = make_up(settings, launch_id, now, is_dry=is_dry)
    if not is_dry:
        with transaction(settings.database) as connection:
            about = f"{len(found.seated)} seated, {len(found.waiting)} wait"
            note(connection, viewer, "training.make_ups", now, launch_id=launch_id, about=about)
    return found


def make_up(settings: Settings, launch_id: str, now: datetime, *, is_dry: bool = False) -> MakeUps:
    """Give seats kept free to those who missed theirs.

    Raises:
        NotAllowedError: the positioning is not approved.
        NotFoundError: there is no such launch.
    """
    with transaction(settings.database) as connection:
        inputs, positioning, _ = approved_positioning(settings.templates, connection, launch_id)
        stored = stored_training(settings.templates, connection, inputs, positioning, now.date())
        frame = frame_of(stored.training, make_up=False)
        found = make_ups(frame, stored.standing, owed(stored.standing), now)
        for one in found:
            if one.session is not None and not is_dry:
                presence.add_seat(connection, launch_id, one.session, one.rep_id)
    names = {r.rep_id: r.name for r in inputs.reps}
    titles = {m.module_id: m.title for m in inputs.policy.taught}
    seated, waiting = (tuple(m for m in found if (m.session is not None) == has) for has in (True, False))
    return MakeUps(is_dry, seated, waiting, names, titles)
