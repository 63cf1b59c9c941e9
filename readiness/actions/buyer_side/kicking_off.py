"""Kicking off: the kit of a field kick-off, from the customer's side.

In: settings, a launch id whose contacts are planned.
Out: kickoff/kickoff.pptx, kickoff/agenda.md, kickoff/agenda.xlsx.
"""

from __future__ import annotations

from pathlib import Path

from readiness.adapters.db.shown import counts_by
from readiness.adapters.db.store import transaction
from readiness.adapters.kick_off_files import kick_off_files
from readiness.adapters.output_files import OutFolder, Published
from readiness.adapters.stored_buyer_map import map_of
from readiness.adapters.stored_positioning import UNSAID, present_positioning
from readiness.permissions import Scope
from readiness.settings import Settings
from readiness.stages.kick_off import KickOff

STAGE = "kick_off"


def write_kick_off(settings: Settings, launch_id: str, out: Path) -> Published:
    """Make the deck and the agenda of the kick-off, and publish them."""
    with transaction(settings.database) as connection:
        inputs, positioning, _ = present_positioning(settings.templates, connection, launch_id, UNSAID)
        given = KickOff(
            launch_id,
            inputs.spec.name or inputs.launch.name,
            inputs.launch.owner,
            inputs.launch.dates.ready_by,
            inputs.buyers,
            map_of(settings.templates, connection, inputs, positioning),
            {m.message_id: m.headline for m in positioning.messages},
            counts_by(connection, launch_id, "plan.contact_plan", "buyer_step", Scope()),
            inputs.spec.revision,
        )
    files = kick_off_files(given, settings.templates / "decks", [c.template for c in inputs.channels])
    return OutFolder(settings.database, launch_id, out).publish_all(STAGE, files)
