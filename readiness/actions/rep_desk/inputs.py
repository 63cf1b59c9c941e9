"""Inputs: everything that went into a rep's own figures, a page at a time.

In: who is signed in, a launch, which kind and which words.
Out: OwnInputs; one input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from readiness.adapters.db import contests, kept_inputs
from readiness.adapters.db.measured import MeasuredLaunch, measured_launches
from readiness.adapters.db.rep_figures import one_rep
from readiness.adapters.db.store import Connection, reading
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.report.contests import open_ones
from readiness.stages.report.inputs import RepInput

ROWS = 50


@dataclass(frozen=True, slots=True)
class OwnInputs:
    """A page of what went into a rep's figures."""

    language: str
    launch: MeasuredLaunch
    as_of: date | None
    """None: nothing was measured since inputs are kept."""
    made_at: datetime | None
    n_of_kind: Mapping[str, int]
    rows: Sequence[RepInput]
    n: int


def own_inputs(
    settings: Settings, viewer: Viewer, launch_id: str = "", *, kind: str = "", search: str = "", page: int = 1, rows: int = ROWS
) -> OwnInputs:
    """Return a page of what went into a rep's own figures, those contested first, then the newest.

    Raises:
        NotFoundError: no such launch has figures of the rep.
    """
    scope = allowed(viewer, "self.see")
    with reading(settings.database) as connection:
        launch, language = _launch(connection, viewer, launch_id)
        kept = kept_inputs.inputs_of(connection, launch.launch_id, scope.rep_id)
        contested = _contested(connection, launch.launch_id, scope.rep_id)
    if kept is None:
        return OwnInputs(language, launch, None, None, {}, (), 0)
    marked = [replace(i, contested=contested[i.input_id]) if i.input_id in contested else i for i in kept.inputs]
    words = search.lower().split()
    found = [i for i in marked if kind in ("", i.kind) and (not words or _says(i, words))]
    found.sort(key=lambda i: i.on or date.min, reverse=True)
    found.sort(key=lambda i: not i.contested)
    shown = found[(page - 1) * rows : page * rows]
    return OwnInputs(language, launch, kept.as_of, kept.made_at, Counter(i.kind for i in marked), shown, len(found))


def _launch(connection: Connection, viewer: Viewer, launch_id: str) -> tuple[MeasuredLaunch, str]:
    scope = allowed(viewer, "self.see")
    found = measured_launches(connection, scope)
    launch = next((x for x in found if x.launch_id == launch_id), None) if launch_id else next(iter(found), None)
    if launch is None:
        raise hidden("launch")
    about = one_rep(connection, launch.launch_id, scope.rep_id, scope) or {}
    return launch, about.get("language", "")


def _contested(connection: Connection, launch_id: str, rep_id: str) -> dict[str, str]:
    mine = contests.contests_of_rep(connection, launch_id, rep_id)
    return {c.input_id: str(c.contest_id) for c in open_ones(mine)}


def _says(i: RepInput, words: Sequence[str]) -> bool:
    text = f"{i.words} {i.why} {i.account_id} {i.partner_id} {i.input_id}".lower()
    return all(word in text for word in words)


def own_input(settings: Settings, viewer: Viewer, launch_id: str, input_id: str) -> tuple[MeasuredLaunch, RepInput, str]:
    """Return one input of a rep's own figures with its launch and the rep's language.

    Raises:
        NotFoundError: it is not one of the rep's.
    """
    scope = allowed(viewer, "self.see")
    with reading(settings.database) as connection:
        launch, language = _launch(connection, viewer, launch_id)
        kept = kept_inputs.inputs_of(connection, launch.launch_id, scope.rep_id)
        contested = _contested(connection, launch.launch_id, scope.rep_id)
    found = next((i for i in kept.inputs if i.input_id == input_id), None) if kept else None
    if found is None:
        raise hidden("row")
    return launch, replace(found, contested=contested.get(input_id, "")), language
