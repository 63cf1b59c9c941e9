"""People: what a measurement says of reps, what a rep's own figures are made from, and contests.

In: requests to /launches/{launch_id}/results, /me, /contests.
Out: results, inputs, contests.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import BaseModel, Field

from readiness.actions import certificates_held, published_tables, rep_desk
from readiness.actions.api_tokens import acts_of
from readiness.actions.wanted import Wanted
from readiness.portal.api.moments import Moment
from readiness.portal.api.paging import Page, PagingHere
from readiness.portal.api.program import ProgramHere, api_router
from readiness.portal.guard import AskedHere

router = api_router()
Text = Annotated[str, Query(max_length=100)]
Cells = dict[str, str]


class Me(BaseModel):
    """Whose token this is."""

    email: str
    role: str
    channel: str = Field(description="whose rows alone are seen; empty: every channel's")
    manager_id: str
    rep_id: str
    acts: list[str] = Field(description="what the token may do")


class Results(Page[Cells]):
    """What a measurement says of each rep, as in report/reps.csv."""

    as_of: str


class Result(BaseModel):
    """What a measurement says of one rep, each part as in the report's table of that name."""

    rep: Cells
    readiness_parts: list[Cells]
    acts: list[Cells]
    quadrants: list[Cells]
    rep_sensitivity: list[Cells]
    contests: list[Cells]


class OwnInput(BaseModel):
    """One thing that went into your own figures."""

    input_id: str
    kind: str
    counts_as: str
    why: str
    words: str = Field(description="as a person names it")
    contested: str = Field(description="the number of your open contest; empty where there is none")


class Contest(BaseModel):
    """A row that somebody says is wrong."""

    contest_id: int
    launch_id: str
    rep_id: str
    input_id: str
    kind: str
    says: str
    should_be: str
    opened_at: Moment
    opened_by: str
    status: str
    settled_at: Moment | None
    settled_by: str
    because: str


class CertificateEvent(BaseModel):
    """One thing that happened to a certificate."""

    kind: str = Field(description="rep or partner")
    subject_id: str = Field(description="whose it is")
    number: int
    event: str
    happened_on: date
    valid_from: date
    valid_until: date
    decided_by: str
    reason: str


class NewContest(BaseModel):
    """What is wrong with an input of yours, and what it should be where you know."""

    input_id: Annotated[str, Field(min_length=1, max_length=200)]
    says: Annotated[str, Field(min_length=1, max_length=2_000)]
    should_be: Annotated[str, Field(max_length=2_000)] = ""


@router.get("/me")
def me(viewer: ProgramHere) -> Me:
    """Say whose token this is and what it may do."""
    return Me(
        email=viewer.name, role=viewer.role, channel=viewer.channel, manager_id=viewer.manager_id, rep_id=viewer.rep_id,
        acts=acts_of(viewer),
    )  # fmt: skip


@router.get("/launches/{launch_id}/results")
def results(
    here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str,
    q: Text = "", status: Text = "", channel: Text = "", territory_id: Text = "", motion: Text = "", wave: Text = "",
    by: Literal["", "name", "readiness", "action_due_on"] = "", down: bool = False,
) -> Results:  # fmt: skip
    """Return what a measurement says of reps: of all to ops, of the team to its manager, of oneself to a rep."""
    asked = {"status": status, "channel": channel, "territory_id": territory_id, "motion": motion, "wave": wave}
    equal = {name: value for name, value in asked.items() if value}
    wanted = Wanted(equal, q, by, by == "readiness", down, paging.limit, paging.offset)
    found = published_tables.table(here.settings, viewer, launch_id, "report.reps", wanted, here.now)
    paging.told(found.n)
    rows = [dict(row) for row in found.rows]
    return Results(items=rows, total=found.n, page=paging.page, limit=paging.limit, as_of=found.as_of)


@router.get("/launches/{launch_id}/results/{rep_id}")
def result(here: AskedHere, viewer: ProgramHere, launch_id: str, rep_id: Annotated[str, Path(max_length=64)]) -> Result:
    """Return what a measurement says of one rep; a look at somebody else's is noted."""
    found = published_tables.rep_result(here.settings, viewer, launch_id, rep_id, here.now)
    parts = {name.removeprefix("report."): [dict(row) for row in rows] for name, rows in found.items()}
    rep = parts.pop("reps")[0]
    return Result(rep=rep, **{name: parts.get(name, []) for name in Result.model_fields if name != "rep"})


@router.get("/launches/{launch_id}/inputs")
def inputs(
    here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str, q: Text = "", kind: Text = ""
) -> Page[OwnInput]:
    """List everything that went into your own figures, as a rep, what you contest first."""
    found = rep_desk.own_inputs(here.settings, viewer, launch_id, kind=kind, search=q, rows=paging.limit, page=paging.page)
    same = ("input_id", "kind", "counts_as", "why", "words", "contested")
    items = [OwnInput(**{name: getattr(row, name) for name in same}) for row in found.rows]
    return paging.page_of(items, found.n)


@router.get("/launches/{launch_id}/certificates")
def certificates(here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str) -> Page[CertificateEvent]:
    """List what happened with certificates: given, renewed, suspended, withdrawn, and until when each holds."""
    found = certificates_held.certificates(here.settings, viewer, launch_id)
    return paging.of([CertificateEvent(**{name: getattr(e, name) for name in CertificateEvent.model_fields}) for e in found])


@router.get("/me/contests")
def own_contests(here: AskedHere, viewer: ProgramHere, paging: PagingHere) -> Page[Contest]:
    """List your own contests, as a rep, open ones first."""
    found = rep_desk.own_contests(here.settings, viewer)
    return paging.of([_contest(one.contest) for one in found])


@router.post("/launches/{launch_id}/contests", status_code=201)
def contest(here: AskedHere, viewer: ProgramHere, launch_id: str, sent: NewContest) -> Contest:
    """Say that an input of your own figures is wrong; it changes no figure until ops settles it."""
    return _contest(
        rep_desk.contest(here.settings, viewer, launch_id, sent.input_id, says=sent.says, should_be=sent.should_be, now=here.now)
    )


def _contest(c: object) -> Contest:
    return Contest(**{name: getattr(c, name) for name in Contest.model_fields})
