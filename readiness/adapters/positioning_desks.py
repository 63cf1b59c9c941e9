"""Positioning desks: a launch's inputs and its positioning, kept in memory for as long as nothing they are made from changes.

In: settings, a connection, a launch id.
Out: Desk; the research on its evidence as people judged it so far.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from readiness.adapters.db.judgements import Judgement, judgements_of, standing
from readiness.adapters.db.launch_marks import positioning_mark
from readiness.adapters.db.launches import polished_texts, stored_files
from readiness.adapters.db.store import Connection
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.launch_intake import CONFIRMATIONS, confirmed_in
from readiness.adapters.stored_positioning import UNSAID, plain_positioning
from readiness.permissions import hidden
from readiness.settings import Settings
from readiness.stages.positioning import Finding, Message, Positioning
from readiness.stages.positioning.quality_house import QualityHouse, quality_house
from readiness.stages.positioning.research import Ranked, Research, research_of
from readiness.stages.positioning.statements import statements_from

MOST_KEPT = 12
"""Launches; each holds all its inputs."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A launch's positioning as it stands."""

    mark: str
    inputs: LaunchInputs
    """Their confirmations are those of when it was made: `research_at` has the present ones."""
    confirmed: Mapping[str, str]
    """What the folder's confirmations.csv says."""
    positioning: Positioning
    message: Mapping[str, Message]
    findings: Mapping[str, tuple[Finding, ...]]
    """By message."""
    house: QualityHouse
    statements: Mapping[str, str]
    """statement_id -> its words."""


_lock = Lock()
_making: dict[tuple[Path, str, str], Lock] = {}
_desks: dict[tuple[Path, str, str], Desk] = {}
_researched: dict[tuple[Path, str, str], tuple[str, Mapping[str, str], Research]] = {}


def desk_of(settings: Settings, connection: Connection, launch_id: str) -> Desk:
    """Return a launch's desk; the words of the templates are those the process began with.

    Raises:
        NotFoundError: no launch has this id.
    """
    key, mark = (settings.templates, settings.database, launch_id), positioning_mark(connection, launch_id)
    if not mark:
        raise hidden("launch")
    with _lock:
        one_at_a_time = _making.setdefault(key, Lock())
    with one_at_a_time:
        known = _desks.get(key)
        if known is None or known.mark != mark:
            known = _made(settings.templates, connection, launch_id, mark)
        with _lock:
            _desks.pop(key, None)
            _desks[key] = known
            while len(_desks) > MOST_KEPT:
                del _desks[next(iter(_desks))]
    return known


def research_at(settings: Settings, connection: Connection, desk: Desk) -> tuple[Research, Mapping[str, Judgement]]:
    """Return what the evidence speaks of, cards grown by what was judged until now, and the judgements given in the portal."""
    launch_id = desk.inputs.launch.launch_id
    judged = judgements_of(connection, launch_id)
    known_ids = {c.characteristic_id for c in desk.inputs.spec.characteristics}
    said = {**desk.confirmed, **standing(judged, desk.statements, known_ids)}
    key = (settings.templates, settings.database, launch_id)
    with _lock:
        known = _researched.get(key)
    if known is None or known[:2] != (desk.mark, said):
        i = desk.inputs
        found = research_of(i.spec, i.requirements, i.evidence, said, (i.launch.name, i.spec.name, i.spec.vendor))
        known = desk.mark, said, found
        with _lock:
            _researched[key] = known
            while len(_researched) > MOST_KEPT:
                del _researched[next(iter(_researched))]
    return known[2], judged


def open_statements(desk: Desk, research: Research) -> list[Ranked]:
    """Return the statements that nobody judged yet: first those whose evidence no need names."""
    named = {e for r in desk.inputs.requirements for e in r.evidence_ids}
    waiting = [r for r in research.statements if not r.confirmed]
    return sorted(waiting, key=lambda r: r.statement.evidence_id in named)


def _made(templates: Path, connection: Connection, launch_id: str, mark: str) -> Desk:
    inputs, positioning = plain_positioning(templates, connection, launch_id, polished_texts(connection, launch_id), UNSAID)
    findings: dict[str, list[Finding]] = {}
    for f in positioning.findings:
        findings.setdefault(f.message_id, []).append(f)
    return Desk(
        mark,
        inputs,
        confirmed_in(stored_files(connection, launch_id, CONFIRMATIONS)),
        positioning,
        {m.message_id: m for m in positioning.messages},
        {key: tuple(found) for key, found in findings.items()},
        quality_house(inputs.spec, inputs.requirements, positioning.links, inputs.buyers.alternatives, inputs.seen),
        {s.statement_id: s.text for s in statements_from([inputs.evidence[k] for k in sorted(inputs.evidence)])},
    )
