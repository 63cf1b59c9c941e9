"""Collected: what partners sent, what of it waits for a person, and the settling of it.

In: requests to /collected.
Out: partners, files, rows in quarantine, codes, contests; what became of them.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import BaseModel, Field

from readiness.actions import collected_desk, measurement, sales_out
from readiness.portal.api.moments import Moment
from readiness.portal.api.paging import Page, PagingHere
from readiness.portal.api.people import Contest
from readiness.portal.api.program import ProgramHere, api_router
from readiness.portal.guard import AskedHere

router = api_router()
AT_ONCE = 25
"""Rows that the actions give at a time."""
Text = Annotated[str, Query(max_length=100)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Why = Annotated[str, Field(min_length=1, max_length=2_000)]


class Partner(BaseModel):
    """A partner whose figures come in."""

    partner_id: str
    name: str
    has_sent: bool = Field(description="whether anything ever came")


class SentFile(BaseModel):
    """A file of a partner."""

    submission_id: int
    partner_id: str
    file: str
    received_at: Moment
    status: str = Field(description="applied, held, rejected and the like")
    rows_in: int
    n_quarantined: int
    n_pending: int
    why: str
    decided_by: str


class WaitingRow(BaseModel):
    """A row that cannot be taken in as it is."""

    submission_id: int
    row: int
    partner_id: str
    file: str
    column: str
    reason: str
    cells: dict[str, str]


class Candidate(BaseModel):
    """One of ours that a code may be."""

    known_id: str
    probability: float
    why: str


class Code(BaseModel):
    """A partner's code that waits for somebody to say which of ours it is."""

    partner_id: str
    field: str = Field(description="product or account")
    code: str
    name: str
    place: str
    n_lines: int
    units: int
    candidates: list[Candidate]


class Mended(BaseModel):
    """A row's cells as they should be, or the reason why it is left out."""

    cells: Annotated[dict[str, str], Field(max_length=200)] = {}
    waive_because: Annotated[str, Field(max_length=2_000)] = ""


class RowOutcome(BaseModel):
    """What became of a row; empty: it is settled, else why it still waits."""

    still_waits_because: str


class Choice(BaseModel):
    """Which of ours a code is; `-`: none of ours; empty: take back what was decided."""

    partner_id: Annotated[str, Field(min_length=1, max_length=64)]
    field: Literal["product", "account"]
    code: Annotated[str, Field(min_length=1, max_length=500)]
    known_id: Annotated[str, Field(max_length=64)]


class Decided(BaseModel):
    """How many lines that waited for a code are settled."""

    n_lines: int


class Verdict(BaseModel):
    """Whether a held file is taken in, and why."""

    accepts: bool
    why: Why


class Ruling(BaseModel):
    """Whether the one who contests is right, and why."""

    is_upheld: bool
    because: Why


@router.get("/collected/partners")
def partners(here: AskedHere, viewer: ProgramHere, paging: PagingHere) -> Page[Partner]:
    """List the partners, and from whom nothing ever came."""
    found = collected_desk.came_in(here.settings, viewer)
    silent = set(found.silent)
    rows = sorted(found.names.items())
    return paging.of([Partner(partner_id=i, name=name, has_sent=i not in silent) for i, name in rows])


@router.get("/collected/files")
def files(here: AskedHere, viewer: ProgramHere, paging: PagingHere, partner: Text = "", status: Text = "") -> Page[SentFile]:
    """List partners' files, the last first."""

    def fetch(number: int) -> tuple[Any, int]:
        page = collected_desk.files(here.settings, viewer, partner, status, number)
        return page.rows, page.n

    rows, n = paging.cut(AT_ONCE, fetch)
    return paging.page_of([_file(row) for row in rows], n)


@router.post("/collected/files/{number}")
def settle_file(here: AskedHere, viewer: ProgramHere, number: Number, sent: Verdict) -> SentFile:
    """Accept or reject a file that is held."""
    return _file(sales_out.settle_file(here.settings, viewer, number, accepts=sent.accepts, why=sent.why, now=here.now))


@router.get("/collected/quarantine")
def quarantine(here: AskedHere, viewer: ProgramHere, paging: PagingHere, partner: Text = "", kind: Text = "") -> Page[WaitingRow]:
    """List rows that cannot be taken in as they are, each with the reason."""

    def fetch(number: int) -> tuple[Any, int]:
        page = collected_desk.quarantine(here.settings, viewer, partner, kind, number)
        return page.rows, page.n

    rows, n = paging.cut(AT_ONCE, fetch)
    return paging.page_of([_row(row) for row in rows], n)


@router.post("/collected/quarantine/{number}/{row}")
def mend(here: AskedHere, viewer: ProgramHere, number: Number, row: Number, sent: Mended) -> RowOutcome:
    """Take in a row as its cells were mended, or leave it out for good."""
    if sent.waive_because:
        sales_out.waive(here.settings, viewer, number, [row], sent.waive_because, here.now)
        return RowOutcome(still_waits_because="")
    return RowOutcome(still_waits_because=sales_out.mend_row(here.settings, viewer, number, row, sent.cells, here.now))


@router.get("/collected/codes")
def codes(
    here: AskedHere, viewer: ProgramHere, paging: PagingHere, partner: Text = "", field: Literal["", "product", "account"] = ""
) -> Page[Code]:
    """List partners' codes that wait, those with most lines first, each with what of ours it may be."""

    def fetch(number: int) -> tuple[Any, int]:
        page = collected_desk.codes(here.settings, viewer, partner, field, number)
        return page.rows, page.n

    rows, n = paging.cut(AT_ONCE, fetch)
    return paging.page_of([_code(row) for row in rows], n)


@router.post("/collected/codes")
def decide(here: AskedHere, viewer: ProgramHere, sent: Choice) -> Decided:
    """Say which of ours a code is, that it is none of ours, or take that back; lines that waited for it are booked."""
    key = (sent.partner_id, sent.field, sent.code)
    return Decided(n_lines=sales_out.decide_code(here.settings, viewer, key, sent.known_id, here.now).n_lines)


@router.get("/collected/contests")
def contests(here: AskedHere, viewer: ProgramHere, paging: PagingHere, status: Text = "") -> Page[Contest]:
    """List what reps say is wrong with their figures' inputs, the open ones first."""
    found = collected_desk.contests_desk(here.settings, viewer, status)
    return paging.of([_contest(c) for c in found.contests])


@router.post("/collected/contests/{number}")
def settle(here: AskedHere, viewer: ProgramHere, number: Number, sent: Ruling) -> Contest:
    """Settle a contest; figures change at the next measurement."""
    return _contest(
        measurement.settle_contest_as(here.settings, viewer, number, is_upheld=sent.is_upheld, because=sent.because, now=here.now)
    )


def _contest(found: object) -> Contest:
    return Contest(**{name: getattr(found, name) for name in Contest.model_fields})


def _file(found: object) -> SentFile:
    return SentFile(**{name: getattr(found, name) for name in SentFile.model_fields})


def _row(found: Any) -> WaitingRow:
    same = ("submission_id", "row", "partner_id", "file", "column", "reason")
    return WaitingRow(**{name: getattr(found, name) for name in same}, cells=_cells(found.raw))


def _cells(raw: str) -> dict[str, str]:
    """Return a row's cells by column; the text of one that could not be parted stands under `raw`."""
    try:
        found = json.loads(raw)
    except ValueError:
        found = None
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {"raw": raw}


def _code(found: Any) -> Code:
    match = found.match
    candidates = [Candidate(known_id=c.known_id, probability=c.score_ppm / 1_000_000, why=c.why) for c in match.candidates]
    same = {name: getattr(match, name) for name in ("field", "code", "name", "place")}
    return Code(partner_id=found.partner_id, n_lines=found.n_lines, units=found.units, candidates=candidates, **same)
