"""Certificates held: what happened with each rep's certificate of a launch, for those who may see the rep.

In: settings, a viewer, a launch id.
Out: events, by whose and in their order; partners' only to those who see every rep.
"""

from __future__ import annotations

from readiness.adapters.db import shown
from readiness.adapters.db.certificates import events_of
from readiness.adapters.db.store import reading
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings
from readiness.stages.quizzes.certificate_model import CertificateEvent

REPS = "inputs.reps"


def certificates(settings: Settings, viewer: Viewer, launch_id: str) -> list[CertificateEvent]:
    """Return what happened with the certificates of the reps whom the viewer may see.

    Raises:
        NotAllowedError: the role sees no persons.
        NotFoundError: there is no such launch, or nobody of it is the viewer's to see.
    """
    scope = allowed(viewer, "people.see")
    with reading(settings.database) as connection:
        mine = {row["rep_id"] for row in shown.all_rows(connection, launch_id, REPS, scope)}
        if not mine:
            raise hidden("launch")
        events = events_of(connection, launch_id)
    is_whole = not (scope.manager_id or scope.rep_id)
    return [e for e in events if (e.subject_id in mine if e.kind == "rep" else is_whole)]
