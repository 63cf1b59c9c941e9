"""Me: in whose name a program asks, and what it may do.

In: requests to /me.
Out: the person, the role, the acts.
"""

from __future__ import annotations

from pydantic import BaseModel, Field

from readiness.actions.api_tokens import acts_of
from readiness.portal.api.program import ProgramHere, api_router

router = api_router()


class Me(BaseModel):
    """Whose token this is."""

    email: str
    role: str
    channel: str = Field(description="whose rows alone are seen; empty: every channel's")
    manager_id: str
    rep_id: str
    acts: list[str] = Field(description="what the token may do")


@router.get("/me")
def me(viewer: ProgramHere) -> Me:
    """Say whose token this is and what it may do."""
    return Me(
        email=viewer.name, role=viewer.role, channel=viewer.channel, manager_id=viewer.manager_id, rep_id=viewer.rep_id,
        acts=acts_of(viewer),
    )  # fmt: skip
