"""Nav: the pages of the portal that stand at the top, by what the viewer may do.

In: a viewer.
Out: the keys of their words and their addresses, the start page first.
"""

from __future__ import annotations

from readiness.permissions import Viewer, may

ENTRIES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("nav_owed", "/", "self.see", ()),
    ("nav_contacts", "/my-contacts", "self.see", ()),
    ("nav_sessions", "/my-sessions", "self.see", ()),
    ("nav_practice", "/practice", "practice.take", ()),
    ("nav_my_decks", "/my-decks", "self.see", ()),
    ("nav_my_numbers", "/my-numbers", "self.see", ()),
    ("nav_team", "/team", "team.see", ()),
    ("nav_team_training", "/team-training", "team.see", ()),
    ("nav_launches", "/launches", "launches.see", ()),
    ("nav_decks", "/decks", "decks.see", ("rep",)),
    ("nav_review", "/results", "results.see", ()),
    ("nav_collected", "/collected", "collected.see", ()),
    ("nav_weekly", "/weekly", "launches.decide", ()),
    ("nav_users", "/admin/people", "users.see", ()),
    ("nav_audit", "/admin/log", "audit.see", ()),
    ("nav_webhooks", "/admin/webhooks", "webhooks.change", ()),
    ("nav_installation", "/admin/installation", "settings.see", ()),
)
"""Key of its words, address, the right it takes, and roles that have the right but a page of their own for it."""


def entries_of(viewer: Viewer) -> list[tuple[str, str]]:
    """Return the viewer's pages, in order; the first is where the viewer starts."""
    return [(key, path) for key, path, act, but in ENTRIES if may(viewer, act) and viewer.role not in but]
