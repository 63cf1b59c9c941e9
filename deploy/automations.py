"""Automations: what a Prefect server is to do by itself with runs of ours; everything else is looked for by `readiness watch`.

In: `python -m deploy.automations`, after flows are deployed; PREFECT_API_URL says to which server.
Out: one automation of each name, made or brought up to date.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta

from flows import prefect_settings
from readiness.settings import Settings

BEATS = 3
"""Signs of life that may be missing. One would take a healthy run on a busy machine for dead."""
NAME = "readiness: no sign of life of a run"


async def register() -> list[str]:
    """Make the automations, or bring those of the same names up to date; return what was done.

    A worker that ends with its machine, or is told to end, leaves its run `Running`: for ever on Prefect's pages, and for minutes
    in the way of a deployment that allows one run at a time.
    """
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.objects import StateType
    from prefect.events.actions import ChangeFlowRunState
    from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
    from prefect.events.schemas.events import ResourceSpecification

    beat = int(os.environ[prefect_settings.HEARTBEAT])
    wanted = AutomationCore(
        name=NAME,
        description=f"A run that says nothing for {BEATS} times {beat} s is marked as crashed",
        trigger=EventTrigger(
            match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.*"},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=BEATS * beat),
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, name=None, message=f"no sign of life for {BEATS * beat} seconds")],
    )
    async with get_client() as client:
        known = await client.read_automations_by_name(NAME)
        for one in known[1:]:
            await client.delete_automation(one.id)
        if known:
            await client.update_automation(known[0].id, wanted)
        else:
            await client.create_automation(wanted)
    return [f"{NAME}: {'brought up to date' if known else 'made'}"]


if __name__ == "__main__":
    prefect_settings.apply(Settings().home)
    sys.stdout.write("\n".join(asyncio.run(register())) + "\n")
