"""Follow-ups: what is owed next, by whom, by when, on which figures: about reps, claims and partners.

In: readiness, certificates, contributions, what the quiz says of claims, partners' reports, the day the report speaks of.
Out: Place of a rep between the quadrants, FollowUp, Decisions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from readiness.stages.follow_ups.act import (
    CLAIM_ACTS,
    PARTNER_ACTS,
    REP_ACTS,
    Figure,
    FollowUp,
    OpenAct,
    Owners,
    kept,
    open_acts,
    working_day,
)
from readiness.stages.follow_ups.of_claims import ClaimAct, claim_acts
from readiness.stages.follow_ups.of_partners import PartnerCase, PartnerGrounds, partner_acts
from readiness.stages.follow_ups.of_reps import Grounds, rep_acts
from readiness.stages.follow_ups.quadrants import NOT_ENOUGH, QUADRANTS, Place, adding, places, quadrant

__all__ = [
    "CLAIM_ACTS", "NOT_ENOUGH", "PARTNER_ACTS", "QUADRANTS", "REP_ACTS", "ClaimAct", "Decisions", "Figure", "FollowUp", "Grounds",
    "OpenAct", "Owners", "PartnerCase", "PartnerGrounds", "Place", "adding", "claim_acts", "kept", "open_acts", "partner_acts",
    "places", "quadrant", "rep_acts", "working_day",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decisions:
    """Where reps stand and everything that is owed."""

    places: tuple[Place, ...] = ()
    reps: tuple[FollowUp, ...] = ()
    """By rep_id, the first act of each first."""
    claims: tuple[ClaimAct, ...] = ()
    partners: tuple[PartnerCase, ...] = ()

    @property
    def owed(self) -> tuple[FollowUp, ...]:
        """Return every act once: one about a claim that stands in several channels too."""
        of_claims = [c.follow_up for c in self.claims if c.follow_up]
        every = (*self.reps, *of_claims, *(f for p in self.partners for f in p.follow_ups))
        return tuple({act.act_id: act for act in reversed(every)}.values())[::-1]

    def keeping(self, before: Mapping[str, OpenAct]) -> Decisions:
        """Return the same with the days that acts open before were given when they were opened."""
        return replace(
            self,
            reps=tuple(kept(act, before) for act in self.reps),
            claims=tuple(replace(c, follow_up=kept(c.follow_up, before)) if c.follow_up else c for c in self.claims),
            partners=tuple(replace(p, follow_ups=tuple(kept(f, before) for f in p.follow_ups)) for p in self.partners),
        )
