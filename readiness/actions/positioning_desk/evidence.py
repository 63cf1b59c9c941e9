"""Evidence: what was heard, statement by statement, with the characteristics it may speak of, for a person to say which.

In: settings, who asks, a launch's id, a person's word; the time now, in UTC.
Out: EvidencePage; judgements in the database, which count beside the folder's confirmations.csv.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from readiness.adapters.db import audit
from readiness.adapters.db.judgements import Judgement, drop_judgements, save_judgement
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.positioning_desks import Desk, desk_of, open_statements, research_at
from readiness.adapters.table_files import csv_bytes
from readiness.errors import NotFoundError
from readiness.permissions import Viewer, allowed, may
from readiness.settings import Settings
from readiness.stages.positioning.research import Ranked
from readiness.stages.requirements import Evidence
from readiness.stages.spec import Characteristic

ROWS = 50


@dataclass(frozen=True, slots=True)
class EvidenceCard:
    """One statement, and what it may speak of."""

    statement_id: str
    text: str
    heard: Evidence
    candidates: tuple[tuple[Characteristic, float], ...]
    """The three likeliest, best first, with their likeness from 0 to 1."""
    named_by: tuple[tuple[str, str], ...]
    """Needs that name this evidence: id and statement."""
    following: str
    """The next one; empty where this is the last."""


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """What is to be judged."""

    launch_id: str
    name: str
    n_all: int
    n_judged: int
    card: EvidenceCard | None
    """None once everything is judged."""
    characteristics: tuple[tuple[str, str], ...]
    """Id and name of each of the spec, for those that were not proposed."""
    last: Judged | None
    """What was judged just before, which may be taken back."""
    may_judge: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """One statement that somebody judged."""

    statement_id: str
    text: str
    characteristic: str
    """Its name; empty: nothing in the spec."""
    by: str
    """Empty where the folder's confirmations.csv says so."""
    at: datetime | None


def evidence_page(settings: Settings, viewer: Viewer, launch_id: str, at: str = "", last: str = "") -> EvidencePage:
    """Return one statement that nobody judged yet: `at` where it is one, else the first; those no need names come first.

    Raises:
        NotFoundError: no launch has this id.
    """
    allowed(viewer, "positioning.see")
    with reading(settings.database) as connection:
        desk = desk_of(settings, connection, launch_id)
        research, judged = research_at(settings, connection, desk)
    waiting = open_statements(desk, research)
    place = next((n for n, r in enumerate(waiting) if r.statement.statement_id == at), 0)
    card = _card(desk, waiting, place) if waiting else None
    before = judged.get(last)
    chars = tuple((c.characteristic_id, c.name) for c in desk.inputs.spec.characteristics)
    n_all = len(research.statements)
    return EvidencePage(
        launch_id, desk.inputs.launch.name, n_all, n_all - len(waiting), card, chars,
        _judged(desk, before) if before else None, may(viewer, "evidence.judge"),
    )  # fmt: skip


def judge_statement(
    settings: Settings, viewer: Viewer, launch_id: str, statement_id: str, characteristic_id: str, now: datetime
) -> None:
    """Say which characteristic a statement speaks of, or "" for none of the spec's.

    Raises:
        NotFoundError: there is no such statement or characteristic.
    """
    allowed(viewer, "evidence.judge")
    with reading(settings.database) as connection:
        desk = desk_of(settings, connection, launch_id)
    text = desk.statements.get(statement_id)
    if text is None:
        raise NotFoundError(f"there is no statement {statement_id!r}")
    if characteristic_id and characteristic_id not in {c.characteristic_id for c in desk.inputs.spec.characteristics}:
        raise NotFoundError(f"the spec has no characteristic {characteristic_id!r}")
    said = Judgement(statement_id, characteristic_id, text, viewer.name, now)
    with transaction(settings.database) as connection:
        save_judgement(connection, launch_id, said)
        about = f"{statement_id} speaks of {characteristic_id or 'nothing in the spec'}"
        audit.note(connection, viewer, "evidence.judge", now, launch_id=launch_id, about=about)


def take_back(settings: Settings, viewer: Viewer, launch_id: str, statement_id: str, now: datetime) -> bool:
    """Take back what was said of a statement in the portal; return whether anything was."""
    allowed(viewer, "evidence.judge")
    with transaction(settings.database) as connection:
        n = drop_judgements(connection, launch_id, [statement_id])
        if n:
            about = f"took back what {statement_id} speaks of"
            audit.note(connection, viewer, "evidence.judge", now, launch_id=launch_id, about=about)
    return n > 0


def judged_statements(settings: Settings, viewer: Viewer, launch_id: str, page: int = 1) -> tuple[str, list[Judged], int]:
    """Return the launch's name, a page of the statements judged so far by their id, and how many there are.

    Raises:
        NotFoundError: no launch has this id.
    """
    allowed(viewer, "positioning.see")
    with reading(settings.database) as connection:
        desk = desk_of(settings, connection, launch_id)
        research, judged = research_at(settings, connection, desk)
    rows = []
    for r in (r for r in research.statements if r.confirmed):
        key, said = r.statement.statement_id, "" if r.confirmed == "none" else r.confirmed
        own = judged.get(key)
        rows.append(_judged(desk, own) if own else Judged(key, r.statement.text, _name(desk, said), "", None))
    return desk.inputs.launch.name, rows[(page - 1) * ROWS : page * ROWS], len(rows)


def confirmations_file(settings: Settings, viewer: Viewer, launch_id: str) -> bytes:
    """Return everything that was judged as confirmations.csv, to be kept in the launch folder.

    Raises:
        NotFoundError: no launch has this id.
    """
    allowed(viewer, "positioning.see")
    with reading(settings.database) as connection:
        desk = desk_of(settings, connection, launch_id)
        research, _ = research_at(settings, connection, desk)
    said = [(r.statement.statement_id, "" if r.confirmed == "none" else r.confirmed) for r in research.statements if r.confirmed]
    return csv_bytes(("statement_id", "characteristic_id"), said)


def _card(desk: Desk, waiting: list[Ranked], place: int) -> EvidenceCard:
    ranked, i = waiting[place], desk.inputs
    heard = i.evidence[ranked.statement.evidence_id]
    return EvidenceCard(
        ranked.statement.statement_id,
        ranked.statement.text,
        heard,
        tuple((i.spec.characteristic(c.characteristic_id), c.score) for c in ranked.candidates),
        tuple((r.requirement_id, r.statement) for r in i.requirements if heard.evidence_id in r.evidence_ids),
        waiting[place + 1].statement.statement_id if place + 1 < len(waiting) else "",
    )


def _judged(desk: Desk, j: Judgement) -> Judged:
    return Judged(j.statement_id, j.statement, _name(desk, j.characteristic_id), j.by, j.at)


def _name(desk: Desk, characteristic_id: str) -> str:
    return next((c.name for c in desk.inputs.spec.characteristics if c.characteristic_id == characteristic_id), characteristic_id)
