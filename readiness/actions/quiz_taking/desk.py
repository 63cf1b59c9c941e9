"""Quiz desk: a viewer's own sittings, brought up to the present.

In: a connection, who is signed in, the time now, in UTC.
Out: Sitting with its items and answers; sittings whose time is up closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from readiness.adapters.db import quiz_answers, sittings
from readiness.adapters.db.store import Connection
from readiness.adapters.quiz_offers import Offer, offer_of
from readiness.errors import NotAllowedError, NotFoundError
from readiness.permissions import Viewer
from readiness.stages.quizzes.adaptive_form import expected_share, next_asked
from readiness.stages.quizzes.policy import QuizPolicy, Shares
from readiness.stages.quizzes.sitting import TIME_UP, Given, Marked, ShownItem, Sitting, marked, placed, share_right
from readiness.vocabulary import Motion


@dataclass(frozen=True, slots=True)
class Desk:
    """A sitting with all that belongs to it."""

    sitting: Sitting
    shown: Sequence[ShownItem]
    given: Mapping[str, Given]
    offer: Offer | None
    """The launch's quiz as it is now; None where it is approved no more, which a sitting that began does not mind."""

    @property
    def zone(self) -> tzinfo:
        """Return the rep's zone."""
        return zone_of(self.offer, self.sitting.rep_id)

    @property
    def shares(self) -> Shares:
        """Return the blueprint of the sitting's form."""
        forms = self.offer.forms if self.offer else ()
        motion = next((f.motion for f in forms if f.form_id == self.sitting.form_id), Motion.CONSULTATIVE)
        return (self.offer.policy if self.offer else QuizPolicy()).blueprint[motion]

    @property
    def marked(self) -> list[Marked]:
        """Return what was right and wrong."""
        return marked(self.shown, self.given)

    @property
    def next_item(self) -> str:
        """Return the id of the item an adaptive sitting asks now: one it asked already, or the most telling one."""
        asked = sorted((i for i in self.shown if i.place and i.item_id not in self.given), key=lambda i: i.place)
        if asked:
            return asked[0].item_id
        return next_asked(self.shown, self.given, self.shares, self.sitting.most_items, self.sitting.sitting_id)


def require_rep(viewer: Viewer) -> None:
    """Refuse whoever is no rep.

    Raises:
        NotAllowedError: the viewer has another role.
    """
    if viewer.role != "rep":
        raise NotAllowedError(f"quizzes are for reps; you are signed in as {viewer.role.replace('_', ' ')}")


def may_see(viewer: Viewer, launch_id: str) -> bool:
    """Say whether a rep came in for this launch, or for all."""
    return viewer.launch_id in ("", launch_id)


def desk_of(templates: Path, connection: Connection, viewer: Viewer, sitting_id: str, now: datetime) -> Desk:
    """Return one of the viewer's own sittings, closed where its time is up.

    Raises:
        NotFoundError: the viewer has no such sitting; whether somebody else has one is not said.
    """
    require_rep(viewer)
    sitting = sittings.sitting_of(connection, sitting_id)
    if sitting is None or sitting.rep_id != viewer.rep_id or not may_see(viewer, sitting.launch_id):
        raise NotFoundError("you have no such quiz")
    shown, given = sittings.shown_in(connection, sitting_id)
    desk = Desk(sitting, shown, given, offer_of(templates, connection, sitting.launch_id))
    if sitting.ended_at is None and sitting.is_over(now):
        return ended(connection, desk, TIME_UP, sitting.deadline or now)
    return desk


def ended(connection: Connection, desk: Desk, ending: str, at: datetime) -> Desk:
    """End a sitting, and keep what it came to.

    An adaptive quiz is passed by the share of its whole bank the rep is expected to get right, and only where it asked enough.
    """
    is_whole = not desk.sitting.is_adaptive or (bool(desk.given) and not desk.next_item)
    share = expected_share(desk.shown, desk.given) if desk.sitting.is_adaptive else share_right(desk.marked)
    is_passed = is_whole and round(share, 9) >= round(desk.sitting.pass_share, 9)
    sittings.change_sitting(connection, desk.sitting.sitting_id, ended_at=at, ending=ending, share=share, is_passed=is_passed)
    after = replace(desk, sitting=replace(desk.sitting, ended_at=at, ending=ending, share=share, is_passed=is_passed))
    count(connection, after)
    return after


def count(connection: Connection, desk: Desk) -> None:
    """Put a sitting's answers among the responses, as if they had been collected."""
    s = desk.sitting
    quiz_answers.save_placed(connection, s.launch_id, placed(s, desk.marked, desk.given, desk.zone))


def up_to_date(templates: Path, connection: Connection, viewer: Viewer, now: datetime) -> list[Sitting]:
    """Return the viewer's own sittings, those whose time is up closed."""
    mine = [s for s in sittings.sittings_of(connection, viewer.rep_id) if may_see(viewer, s.launch_id)]
    return [
        desk_of(templates, connection, viewer, s.sitting_id, now).sitting if s.ended_at is None and s.is_over(now) else s
        for s in mine
    ]


def zone_of(offer: Offer | None, rep_id: str) -> tzinfo:
    """Return a rep's zone, UTC where it is unknown."""
    rep = offer.reps.get(rep_id) if offer else None
    return ZoneInfo(rep.time_zone) if rep and rep.time_zone else UTC
