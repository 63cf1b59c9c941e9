"""Stored positioning: a launch's inputs, its positioning as it stands, and who approved which message exactly so.

In: the templates folder, a connection, a launch id.
Out: LaunchInputs, Positioning, Approvals, quiz items; all are worded anew each time, so they can never be stale.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from readiness.adapters.db import launches
from readiness.adapters.db.store import Connection
from readiness.adapters.launch_files import MARKET, LaunchInputs
from readiness.adapters.phrase_files import phrase_books
from readiness.adapters.quiz_files import read_wording
from readiness.adapters.template_files import quiz_languages, quiz_wording
from readiness.errors import NotAllowedError
from readiness.stages.positioning import Approval, Approvals, Positioning, positioning_of
from readiness.stages.quizzes import Item, items_from
from readiness.stages.quizzes.telling import printed_in, told_for_quiz
from readiness.vocabulary import counted

UNSAID = (*MARKET, "quotas.csv")
"""Files that no message, deck or question speaks of, and by far the longest of a large launch."""


def present_positioning(
    templates: Path, connection: Connection, launch_id: str, without: Collection[str] = ()
) -> tuple[LaunchInputs, Positioning, Approvals]:
    """Return a launch's inputs, its positioning with what rewrites it has, and which messages are approved as they stand.

    Files named in `without` are not read.

    Raises:
        NotFoundError: no launch has this id.
    """
    polished = launches.polished_texts(connection, launch_id)
    inputs, positioning = plain_positioning(templates, connection, launch_id, polished, without)
    return inputs, positioning, launches.approvals_of(connection, launch_id, positioning.hashes)


def plain_positioning(
    templates: Path,
    connection: Connection,
    launch_id: str,
    polished: Mapping[str, str] = MappingProxyType({}),
    without: Collection[str] = (),
) -> tuple[LaunchInputs, Positioning]:
    """Return a launch's inputs and its positioning, with no rewrites but those given, and without the files named."""
    i = launches.load_inputs(connection, launch_id, without)
    return i, positioning_of(i.brief, phrase_books(templates), polished)


def approved_positioning(
    templates: Path, connection: Connection, launch_id: str, without: Collection[str] = ()
) -> tuple[LaunchInputs, Positioning, Approval]:
    """Return the same where it is approved.

    Raises:
        NotAllowedError: a message is not approved as it stands now.
    """
    inputs, positioning, approvals = present_positioning(templates, connection, launch_id, without)
    return inputs, positioning, whole_approval(launch_id, approvals)


def whole_approval(launch_id: str, approvals: Approvals) -> Approval:
    """Return the last approval, where every message has one.

    Raises:
        NotAllowedError: a message is not approved as it stands now.
    """
    if approvals.whole is None:
        some = f", {counted(approvals.n_missing, 'message')} being new or changed" if approvals.by_message else ""
        raise NotAllowedError(
            f"the positioning of {launch_id} is not approved as it stands{some}: readiness approve {launch_id} --by NAME"
        )
    return approvals.whole


def quiz_id_of(launch_id: str) -> str:
    """Return the id of all of a launch's quiz items in its own language; another language's ends in that language."""
    return f"{launch_id}-messages"


def quiz_items(templates: Path, inputs: LaunchInputs, positioning: Positioning) -> tuple[Item, ...]:
    """Return a launch's quiz items, in every language of its messages that quizzes are worded in, its own first."""
    own = positioning.voices[0].language
    spoken = dict.fromkeys(v.language for v in positioning.voices)
    books = phrase_books(templates) if positioning.messages else {}
    worded = [language for language in spoken if language in books and language in quiz_languages(templates)]
    found: list[Item] = []
    for language in worded:
        voice = next(v for v in positioning.voices if v.language == language)
        messages = [m for m in positioning.messages if m.voice == voice]
        told = told_for_quiz(inputs.brief, positioning, books[language])
        suffix = "" if language == own else f"-{language}"
        found += items_from(
            messages,
            told.answers,
            told.spec,
            told.requirements,
            told.evidence,
            told.buyers,
            quiz_id=quiz_id_of(inputs.launch.launch_id) + suffix,
            wording=read_wording(*quiz_wording(templates, language)),
            seed=inputs.launch.seed,
            acts=told.acts,
            n_variants=inputs.quiz.n_forms,
            suffix=suffix,
            printed=printed_in(books[language]),
        )
    return tuple(found)
