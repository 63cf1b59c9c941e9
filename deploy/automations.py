"""Automations: what a Prefect server is to do by itself with runs of ours; everything else is looked for by `readiness watch`.

In: `python -m deploy.automations`, after flows are deployed; PREFECT_API_URL says to which server.
Out: one automation of each name, made or brought up to date.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flows import prefect_settings
from readiness.settings import Settings

if TYPE_CHECKING:
    from prefect.events.schemas.automations import AutomationCore

BEATS = 3
"""Signs of life that may be missing. One would take a healthy run on a busy machine for dead."""
LONGEST_START = timedelta(minutes=15)
"""From a worker's taking a run on to its first step: an image is fetched and a node is found by then."""
BEAT_EVENT = "prefect.flow-run.heartbeat"
TAKEN_ON = frozenset({"prefect.flow-run.Pending", "prefect.flow-run.Submitting", "prefect.flow-run.InfrastructurePending"})
"""States of a run between a worker's taking it on and its first step."""


@dataclass(frozen=True)
class Silence:
    """Runs of which nothing is heard for so long after an event are marked as crashed."""

    name: str
    after: frozenset[str]
    within: timedelta
    message: str


def silences(beat: int) -> tuple[Silence, ...]:
    """Return what is taken for a dead run, signs of life coming every so many seconds.

    A worker that ends with its machine, or is told to end, leaves its run as it is: for ever on Prefect's pages, and for minutes
    in the way of a deployment that allows one run at a time.
    """
    dead, minutes = timedelta(seconds=BEATS * beat), int(LONGEST_START.total_seconds() // 60)
    return (
        Silence(
            "readiness: no sign of life of a run", frozenset({BEAT_EVENT}), dead,
            f"no sign of life for {BEATS * beat} seconds",
        ),
        Silence(
            "readiness: a run that never began", TAKEN_ON, LONGEST_START,
            f"taken on by a worker, and not begun after {minutes} minutes",
        ),
    )  # fmt: skip


def automation_of(silence: Silence) -> AutomationCore:
    """Return what Prefect's server is to be told."""
    from prefect.client.schemas.objects import StateType
    from prefect.events.actions import ChangeFlowRunState
    from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
    from prefect.events.schemas.events import ResourceSpecification

    return AutomationCore(
        name=silence.name,
        description=f"Marked as crashed: {silence.message}",
        trigger=EventTrigger(
            match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
            after=set(silence.after),
            expect={"prefect.flow-run.*"},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=silence.within,
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, name=None, message=silence.message)],
    )


async def register(wanted: tuple[Silence, ...]) -> list[str]:
    """Make the automations, or bring those of the same names up to date; return what was done."""
    from prefect.client.orchestration import get_client

    said = []
    async with get_client() as client:
        for silence in wanted:
            known, automation = await client.read_automations_by_name(silence.name), automation_of(silence)
            for one in known[1:]:
                await client.delete_automation(one.id)
            if known:
                await client.update_automation(known[0].id, automation)
            else:
                await client.create_automation(automation)
            said.append(f"{silence.name}: {'brought up to date' if known else 'made'}")
    return said


if __name__ == "__main__":
    prefect_settings.apply(Settings().home)
    found = silences(int(os.environ[prefect_settings.HEARTBEAT]))
    sys.stdout.write("\n".join(asyncio.run(register(found))) + "\n")
