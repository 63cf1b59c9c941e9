"""Positioning: messages as they stand, what is not answered, what meets what, and a person's approval.

In: requests to /launches/{launch_id}/messages, /gaps, /links, /approvals.
Out: messages, gaps, links; approvals.
"""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from datetime import date
from typing import Annotated, Literal

from fastapi import Query
from pydantic import BaseModel, Field

from readiness.actions import positioning_desk
from readiness.actions.positioning_desk import MessageFilter, MessageView
from readiness.portal.api.paging import Page, PagingHere
from readiness.portal.api.program import ProgramHere, api_router
from readiness.portal.guard import AskedHere

router = api_router()
AT_ONCE = 20
"""Messages that the action gives at a time."""
Text = Annotated[str, Query(max_length=100)]


class Finding(BaseModel):
    """What the lint says of a message."""

    message_id: str
    rule: str
    level: str = Field(description="error or warn")
    found: str
    advice: str


class Message(BaseModel):
    """One message; `seen` is the hash of what is read, which an approval names."""

    message_id: str
    segment: str
    persona: str
    step: str
    requirement_id: str
    characteristic_id: str
    headline: str
    text: str
    proof: str
    objection: str
    answer: str
    call_to_action: str
    motion: str
    language: str
    factory_lines: list[str] = Field(description="what the factory itself says of it")
    state: str = Field(description="approved, changed (since it was approved) or waiting")
    approved_by: str
    approved_on: date | None
    findings: list[Finding]
    seen: str


class Gap(BaseModel):
    """A need nothing answers, or a feature nobody asked for."""

    kind: str
    ref: str
    text: str
    weight: int
    advice: str


class Link(BaseModel):
    """A requirement met by a characteristic: strength 1, 3 or 9."""

    characteristic_id: str
    requirement_id: str
    strength: int
    score: float
    why: str


class ToApprove(BaseModel):
    """Messages as they were read."""

    messages: Annotated[dict[str, str], Field(min_length=1, max_length=500, description="message_id -> its `seen`")]


class Approved(BaseModel):
    """How many messages were approved."""

    n_approved: int


@router.get("/launches/{launch_id}/messages")
def messages(
    here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str,
    state: Literal["", "waiting", "changed", "approved", "blocked"] = "",
    segment: Text = "", persona: Text = "", step: Text = "", channel: Text = "", characteristic: Text = "", q: Text = "",
) -> Page[Message]:  # fmt: skip
    """List messages as they stand, needs in the order of their importance; `blocked`: the lint finds an error in it."""
    wanted = MessageFilter(
        segment=segment, persona=persona, step=step, channel=channel, state=state, characteristic=characteristic, q=q
    )

    def fetch(number: int) -> tuple[list[MessageView], int]:
        page = positioning_desk.messages_page(here.settings, viewer, launch_id, wanted, number)
        return [view for _, _, views in page.needs for view in views], page.n

    found, n = paging.cut(AT_ONCE, fetch)
    return paging.page_of([_message(v) for v in found], n)


def _message(view: MessageView) -> Message:
    m = view.message
    same = (
        "message_id", "segment", "persona", "step", "requirement_id", "characteristic_id", "headline", "text", "proof",
        "objection", "answer", "call_to_action",
    )  # fmt: skip
    return Message(
        **{name: getattr(m, name) for name in same},
        motion=m.voice.motion,
        language=m.voice.language,
        factory_lines=[c.quote for c in view.facts],
        state=view.state,
        approved_by=view.approved_by,
        approved_on=view.approved_on,
        findings=[Finding(**asdict(f)) for f in view.findings],
        seen=view.seen,
    )


@router.get("/launches/{launch_id}/gaps")
def gaps(here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str) -> Page[Gap]:
    """List needs that nothing answers and features that nobody asked for."""
    found = positioning_desk.gaps_page(here.settings, viewer, launch_id)
    return paging.of([Gap(**asdict(g)) for _, group in found.groups for g in group])


@router.get("/launches/{launch_id}/links")
def links(here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str) -> Page[Link]:
    """List which characteristic meets which requirement, and why."""
    found = positioning_desk.house_page(here.settings, viewer, launch_id)
    rows = sorted(found.links.values(), key=lambda x: (x.requirement_id, x.characteristic_id))
    names = ("characteristic_id", "requirement_id", "strength", "score", "why")
    return paging.of([Link(**{n: getattr(x, n) for n in names}) for x in rows])


@router.get("/launches/{launch_id}/lint")
def lint(here: AskedHere, viewer: ProgramHere, paging: PagingHere, launch_id: str) -> Page[Finding]:
    """List what the lint says of the messages as they were published last."""
    rows = positioning_desk.positioning_file(here.settings, viewer, launch_id, "lint.csv")
    return paging.of([Finding(**row) for row in csv.DictReader(io.StringIO(rows.decode("utf-8-sig")))])


@router.post("/launches/{launch_id}/approvals", status_code=201)
def approve(here: AskedHere, viewer: ProgramHere, launch_id: str, sent: ToApprove) -> Approved:
    """Approve messages exactly as they were read, all of them or none; refused where one reads otherwise by now."""
    return Approved(n_approved=positioning_desk.approve_messages(here.settings, viewer, launch_id, sent.messages, here.now))
