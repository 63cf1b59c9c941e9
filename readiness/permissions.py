"""Permissions: who is signed in, what each role may do, and whose rows it may see.

In: a viewer, the name of an act.
Out: a Scope, or a refusal. Every action a page or the interface for programs calls asks here first; templates decide nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from readiness.errors import NotAllowedError, NotFoundError

ROLES = ("admin", "marketing", "channel_manager", "manager", "rep", "ops")

_ALL_STAFF = ("admin", "marketing", "ops", "channel_manager", "manager")
RIGHTS: Mapping[str, tuple[str, ...]] = {
    "launches.see": _ALL_STAFF,
    "launches.change": ("admin", "marketing"),
    "positioning.see": ("admin", "marketing", "ops"),
    "positioning.approve": ("marketing",),
    "evidence.judge": ("marketing",),
    "runs.see": ("admin", "marketing", "ops"),
    "runs.start": ("admin", "marketing", "ops"),
    "decks.see": ("admin", "marketing", "ops", "channel_manager", "manager", "rep"),
    "decks.make": ("marketing", "channel_manager"),
    "kits.share": ("marketing", "channel_manager"),
    "self.see": ("rep",),
    "practice.take": ("rep",),
    "contests.open": ("rep",),
    "contests.settle": ("ops",),
    "team.see": ("manager",),
    "team.change": ("manager",),
    "rubric.change": ("marketing", "ops"),
    "people.see": ("ops", "manager", "rep"),
    "results.see": ("marketing", "ops", "channel_manager"),
    "results.whole": ("marketing", "ops"),
    "results.download": ("ops",),
    "collected.see": ("ops",),
    "collected.change": ("ops",),
    "training.see": _ALL_STAFF,
    "training.plan": ("marketing", "ops"),
    "launches.decide": ("ops", "marketing"),
    "plan.see": ("marketing", "ops", "channel_manager", "manager"),
    "vision.note": ("marketing", "ops", "channel_manager", "manager", "rep"),
    "contacts.report": ("marketing", "ops", "channel_manager", "manager", "rep"),
    "users.see": ("admin",),
    "users.change": ("admin",),
    "audit.see": ("admin",),
    "settings.see": ("admin",),
    "webhooks.change": ("admin",),
}
"""Act -> the roles that may. Persons' figures (`people.see`) go to ops, a rep's own manager and the rep alone."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is signed in on one device, or whose token a program shows."""

    person_id: str
    """Empty for a rep who came by a quiz link."""
    name: str
    role: str
    channel: str
    rep_id: str
    launch_id: str
    """The one launch whose quizzes may be taken; empty for all."""
    csrf: str
    """The secret that every form of this device brings along."""
    manager_id: str = ""
    """As `manager_id` of reps.csv names the one who leads a team."""
    language: str = ""
    """The language chosen for the pages; empty: the browser's."""
    acts: frozenset[str] | None = None
    """Of a program's token: the acts it was given; None: all of the role's."""


AT_THE_MACHINE = Viewer("", "the command line", "admin", "", "", "", "")
"""Whoever runs commands on the machine itself, who may do anything there anyway."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows somebody may see: an empty field limits nothing, but `nothing` leaves none."""

    channel: str = ""
    manager_id: str = ""
    rep_id: str = ""
    nothing: bool = False

    def covers(self, *, channel: str = "", manager_id: str = "", rep_id: str = "") -> bool:
        """Say whether a row of this channel, manager and rep may be seen."""
        wanted = ((self.channel, channel), (self.manager_id, manager_id), (self.rep_id, rep_id))
        return not self.nothing and all(mine in ("", its) for mine, its in wanted)


def may(viewer: Viewer, act: str) -> bool:
    """Say whether somebody may do an act at all; on whose rows is the scope's."""
    is_by_quiz_link = bool(viewer.launch_id)
    return viewer.role in RIGHTS[act] and not is_by_quiz_link and (viewer.acts is None or act in viewer.acts)


def allowed(viewer: Viewer, act: str) -> Scope:
    """Return whose rows the act may touch.

    Raises:
        NotAllowedError: the role has no such right, or the token was not given it.
    """
    if not may(viewer, act):
        whose = " or ".join(role.replace("_", " ") for role in RIGHTS[act])
        how = "a quiz link opens the quiz alone" if viewer.launch_id else f"you are signed in as {viewer.role.replace('_', ' ')}"
        raise NotAllowedError(f"this is for {whose}; {how}")
    return scope_of(viewer)


def scope_of(viewer: Viewer) -> Scope:
    """Return whose rows somebody may see: a channel manager's channel, a manager's team, a rep's own; everything for the rest."""
    if viewer.role == "channel_manager":
        return Scope(channel=viewer.channel, nothing=not viewer.channel)
    if viewer.role == "manager":
        return Scope(manager_id=viewer.manager_id, nothing=not viewer.manager_id)
    if viewer.role == "rep":
        return Scope(rep_id=viewer.rep_id, nothing=not viewer.rep_id)
    return Scope(nothing=viewer.role not in ROLES)


def hidden(what: str) -> NotFoundError:
    """Return the error for what is not there or is not the viewer's: both look the same, so that nobody can find out which."""
    return NotFoundError(f"there is no such {what}, or it is not yours to see")
