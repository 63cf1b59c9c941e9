"""Numbers: a rep's own figures, in words and with their bands.

In: who is signed in, a launch.
Out: OwnNumbers; the chart of where the rep's sales came from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from readiness.adapters.db import coaching, kept_inputs, pitch_desk
from readiness.adapters.db.coaching import CoachingNote
from readiness.adapters.db.measured import MeasuredLaunch, measured_launches
from readiness.adapters.db.pitch_desk import GradedPitch
from readiness.adapters.db.rep_figures import RepFigures, figures_of, one_rep
from readiness.adapters.db.store import reading
from readiness.adapters.rep_chart import rep_chart
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings


@dataclass(frozen=True, slots=True)
class OwnNumbers:
    """A rep's own figures in one launch, and the other launches that have some."""

    language: str
    launches: Sequence[MeasuredLaunch]
    launch: MeasuredLaunch | None
    figures: RepFigures | None
    n_inputs: Mapping[str, int]
    """Kind of an input -> how many went in."""
    notes: Sequence[CoachingNote]
    pitches: Sequence[GradedPitch]
    criteria: Mapping[str, str]
    """Criterion of a graded pitch -> its name."""


def own_numbers(settings: Settings, viewer: Viewer, launch_id: str = "") -> OwnNumbers:
    """Return a rep's own figures in a launch, the last measured where none is named.

    Raises:
        NotFoundError: no such launch has figures of the rep.
    """
    scope = allowed(viewer, "self.see")
    with reading(settings.database) as connection:
        found = measured_launches(connection, scope)
        launch = next((x for x in found if x.launch_id == launch_id), None) if launch_id else next(iter(found), None)
        if launch is None:
            if launch_id:
                raise hidden("launch")
            return OwnNumbers("", (), None, None, {}, (), (), {})
        about = one_rep(connection, launch.launch_id, scope.rep_id, scope) or {}
        kept = kept_inputs.inputs_of(connection, launch.launch_id, scope.rep_id)
        return OwnNumbers(
            about.get("language", ""),
            found,
            launch,
            figures_of(connection, launch.launch_id, scope.rep_id, scope),
            Counter(i.kind for i in kept.inputs) if kept else {},
            coaching.notes_of(connection, launch.launch_id, scope.rep_id),
            (pitches := pitch_desk.pitches_of(connection, launch.launch_id, scope.rep_id)),
            pitch_desk.criterion_names(connection, launch.launch_id) if pitches else {},
        )


def own_waterfall(
    settings: Settings, viewer: Viewer, launch_id: str, labels: Callable[[RepFigures], tuple[str, ...]], *, is_narrow: bool
) -> bytes:
    """Return the drawing of where a rep's own sales came from, with the words that `labels` has for its bars.

    Raises:
        NotFoundError: there is none.
    """
    scope = allowed(viewer, "self.see")
    with reading(settings.database) as connection:
        figures = figures_of(connection, launch_id, scope.rep_id, scope)
    found = rep_chart(figures.row, labels(figures), is_narrow=is_narrow) if figures and figures.split else None
    if found is None:
        raise hidden("chart")
    return found
