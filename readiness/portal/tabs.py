"""Tabs: the pages of one launch, by what the viewer may do.

In: a viewer, a launch's id.
Out: the keys of their words and their addresses, in the order the work is done.
"""

from __future__ import annotations

from urllib.parse import quote

from readiness.permissions import Viewer, may

TABS: tuple[tuple[str, str, str], ...] = (
    ("tab_overview", "/launches/{id}", "launches.see"),
    ("tab_evidence", "/launches/{id}/evidence", "positioning.see"),
    ("tab_house", "/launches/{id}/house", "positioning.see"),
    ("tab_messages", "/launches/{id}/messages", "positioning.see"),
    ("tab_questions", "/launches/{id}/questions", "positioning.see"),
    ("tab_gaps", "/launches/{id}/gaps", "positioning.see"),
    ("tab_impact", "/launches/{id}/impact", "positioning.see"),
    ("tab_decks", "/launches/{id}/decks", "decks.see"),
    ("tab_buyers", "/launches/{id}/map", "plan.see"),
    ("tab_rubric", "/launches/{id}/rubric", "rubric.change"),
    ("tab_training", "/launches/{id}/training", "training.see"),
    ("tab_practice", "/launches/{id}/practice", "results.whole"),
    ("tab_runs", "/launches/{id}/runs", "runs.see"),
    ("tab_results", "/launches/{id}/results", "results.see"),
    ("tab_go", "/launches/{id}/go", "launches.decide"),
)
"""Key of its words, address, the right it takes."""


def tabs_of(viewer: Viewer | None, launch_id: str) -> list[tuple[str, str]]:
    """Return the pages of a launch that the viewer may open."""
    shown = [(key, path) for key, path, act in TABS if viewer and may(viewer, act)]
    return [(key, path.format(id=quote(launch_id, safe=""))) for key, path in shown]
