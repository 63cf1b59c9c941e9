"""Going: the facts that a launch needs, counted now, and what a named person decided on them.

In: settings, who looks or decides, a launch, the time now.
Out: GoPage; a decision with the facts as they stood.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from readiness.adapters.db import going
from readiness.adapters.db.audit import note
from readiness.adapters.db.going import GoDecision
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.stored_going import go_facts
from readiness.errors import ConflictError
from readiness.permissions import Viewer, allowed
from readiness.settings import Settings
from readiness.stages.report.going import GO, STOP, WAIT, GoFact, advice

RIGHT = "launches.decide"
DECISIONS = (GO, WAIT, STOP)


@dataclass(frozen=True, slots=True)
class GoPage:
    """Whether a launch can go."""

    launch_id: str
    name: str
    owner: str
    facts: tuple[GoFact, ...]
    speaks_for: str
    """What the facts speak for: go or wait."""
    decisions: tuple[GoDecision, ...]
    """The last first: that one holds."""


def go_page(settings: Settings, viewer: Viewer, launch_id: str, now: datetime) -> GoPage:
    """Return whether a launch can go, from facts.

    Raises:
        NotFoundError: there is no such launch.
    """
    allowed(viewer, RIGHT)
    with reading(settings.database) as connection:
        found, facts = go_facts(connection, launch_id, now)
        decisions = going.decisions_about(connection, launch_id)
    return GoPage(launch_id, found.name, found.owner, facts, advice(facts), tuple(decisions))


def decide_go(settings: Settings, viewer: Viewer, launch_id: str, decision: str, why: str, now: datetime) -> int:
    """Decide that a launch goes, waits or stops, with a reason; the facts are kept as they stand; return the decision's number.

    Raises:
        ConflictError: no reason is given, or it is no decision.
        NotFoundError: there is no such launch.
    """
    allowed(viewer, RIGHT)
    if decision not in DECISIONS or not why.strip():
        raise ConflictError("choose go, wait or stop, and say why in a few words")
    with reading(settings.database) as connection:
        _, facts = go_facts(connection, launch_id, now)
    kept = [{**asdict(f), "state": f.state} for f in facts]
    with transaction(settings.database) as connection:
        number = going.add_decision(connection, launch_id, decision, viewer.name, now, why.strip()[:2_000], kept)
        note(connection, viewer, "launches.decide", now, launch_id=launch_id, about=f"{decision}: {why.strip()}")
    return number
