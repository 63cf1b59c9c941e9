"""Houses: the house of quality, the gaps both ways, and the files of the positioning to take along.

In: settings, who asks, a launch's id.
Out: HousePage, GapsPage, bytes of a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.adapters.db.launches import approvals_of
from readiness.adapters.db.store import reading
from readiness.adapters.positioning_desks import desk_of
from readiness.adapters.positioning_files import positioning_files
from readiness.errors import NotFoundError
from readiness.permissions import Viewer, allowed
from readiness.settings import Settings
from readiness.stages.positioning import Gap, Link
from readiness.stages.positioning.quality_house import QualityHouse, Stability, stability

FILES = {
    "links.csv": "positioning/links.csv",
    "house_of_quality.xlsx": "positioning/house_of_quality.xlsx",
    "messages.csv": "positioning/messages.csv",
    "gaps.csv": "positioning/gaps.csv",
    "lint.csv": "positioning/lint.csv",
    "message_house.csv": "positioning/message_house.csv",
    "message_house.md": "positioning/message_house.md",
    "factory_request.csv": "positioning/factory_request.csv",
    "factory_request.xlsx": "positioning/factory_request.xlsx",
    "research.xlsx": "positioning/research.xlsx",
}
"""Name in an address -> path among what is published."""
KINDS = (
    ("needs", ("requirement_unanswered", "falls_short", "unit_mismatch")),
    ("proofs", ("unproven", "answer_without_because")),
    ("features", ("characteristic_unasked",)),
    ("dates", ("not_yet_available", "claim_expired", "claim_expires")),
    ("languages", ("translation_missing",)),
)
"""Group -> the kinds of gap in it."""


@dataclass(frozen=True, slots=True)
class HousePage:
    """The house of quality with the links behind its cells."""

    launch_id: str
    name: str
    house: QualityHouse
    links: Mapping[tuple[str, str], Link]
    """(requirement_id, characteristic_id) -> the link."""
    said: frozenset[str]
    """Needs that have messages."""
    steadiness: Stability | None
    are_proposed: bool
    """Nobody set a strength yet: the links are proposed by likeness of text."""


@dataclass(frozen=True, slots=True)
class GapsPage:
    """Gaps both ways."""

    launch_id: str
    name: str
    groups: tuple[tuple[str, tuple[Gap, ...]], ...]
    """Of KINDS, those that have any."""
    n: int


def house_page(settings: Settings, viewer: Viewer, launch_id: str) -> HousePage:
    """Return the house of quality.

    Raises:
        NotFoundError: no launch has this id.
    """
    allowed(viewer, "positioning.see")
    with reading(settings.database) as connection:
        desk = desk_of(settings, connection, launch_id)
    links = {(x.requirement_id, x.characteristic_id): x for x in desk.positioning.links}
    said = frozenset(m.requirement_id for m in desk.positioning.messages)
    i = desk.inputs
    steady = stability(desk.house, i.launch.seed)
    return HousePage(launch_id, i.launch.name, desk.house, links, said, steady, are_proposed=not i.answers)


def gaps_page(settings: Settings, viewer: Viewer, launch_id: str) -> GapsPage:
    """Return what nothing answers, and what nobody asked for.

    Raises:
        NotFoundError: no launch has this id.
    """
    allowed(viewer, "positioning.see")
    with reading(settings.database) as connection:
        desk = desk_of(settings, connection, launch_id)
    gaps = desk.positioning.gaps
    groups = [(name, tuple(g for g in gaps if g.kind in kinds)) for name, kinds in KINDS]
    return GapsPage(launch_id, desk.inputs.launch.name, tuple((name, found) for name, found in groups if found), len(gaps))


def positioning_file(settings: Settings, viewer: Viewer, launch_id: str, name: str) -> bytes:
    """Return one of the files that the launch flow publishes, as it is now.

    Raises:
        NotFoundError: no launch has this id, or there is no such file.
    """
    allowed(viewer, "positioning.see")
    if name not in FILES:
        raise NotFoundError(f"there is no file {name!r}; there is: {', '.join(FILES)}")
    with reading(settings.database) as connection:
        desk = desk_of(settings, connection, launch_id)
        approvals = approvals_of(connection, launch_id, desk.positioning.hashes)
    return positioning_files(desk.inputs, desk.positioning, approvals)[FILES[name]]
