"""Stored positioning: a launch's inputs, its positioning as it stands, and who approved which message exactly so.

In: the templates folder, a connection, a launch id.
Out: LaunchInputs, Positioning, Approvals, quiz items; all are worded anew each time, so they can never be stale.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from readiness.adapters.db import launches
from readiness.adapters.db.store import Connection
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.phrase_files import phrase_books
from readiness.adapters.quiz_files import read_wording
from readiness.adapters.template_files import quiz_wording
from readiness.errors import NotAllowedError
from readiness.stages.positioning import Approval, Approvals, Positioning, positioning_of
from readiness.stages.quizzes import Item, items_from
from readiness.vocabulary import counted


def present_positioning(templates: Path, connection: Connection, launch_id: str) -> tuple[LaunchInputs, Positioning, Approvals]:
    """Return a launch's inputs, its positioning with what rewrites it has, and which messages are approved as they stand.

    Raises:
        NotFoundError: no launch has this id.
    """
    polished = launches.polished_texts(connection, launch_id)
    inputs, positioning = plain_positioning(templates, connection, launch_id, polished)
    return inputs, positioning, launches.approvals_of(connection, launch_id, positioning.hashes)


def plain_positioning(
    templates: Path, connection: Connection, launch_id: str, polished: Mapping[str, str] = MappingProxyType({})
) -> tuple[LaunchInputs, Positioning]:
    """Return a launch's inputs and its positioning, with no rewrites but those given."""
    i = launches.load_inputs(connection, launch_id)
    return i, positioning_of(i.brief, phrase_books(templates), polished)


def approved_positioning(templates: Path, connection: Connection, launch_id: str) -> tuple[LaunchInputs, Positioning, Approval]:
    """Return the same where it is approved.

    Raises:
        NotAllowedError: a message is not approved as it stands now.
    """
    inputs, positioning, approvals = present_positioning(templates, connection, launch_id)
    if approvals.whole is None:
        some = f", {counted(approvals.n_missing, 'message')} being new or changed" if approvals.by_message else ""
        raise NotAllowedError(
            f"the positioning of {launch_id} is not approved as it stands{some}: readiness approve {launch_id} --by NAME"
        )
    return inputs, positioning, approvals.whole


def quiz_id_of(launch_id: str) -> str:
    """Return the id of a launch's one quiz."""
    return f"{launch_id}-messages"


def quiz_items(templates: Path, inputs: LaunchInputs, positioning: Positioning) -> tuple[Item, ...]:
    """Return the items of a launch's quiz, made from its approved positioning."""
    return items_from(
        positioning.main_messages,
        positioning.links,
        inputs.spec,
        inputs.requirements,
        inputs.evidence,
        inputs.buyers,
        quiz_id=quiz_id_of(inputs.launch.launch_id),
        wording=read_wording(*quiz_wording(templates)),
        seed=inputs.launch.seed,
    )
