"""Quiz offers: what reps of a launch can be asked, kept in memory for as long as nothing that it is made from changes.

In: the templates folder, a connection, a launch id.
Out: Offer; measured items as of a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock

from readiness.adapters.db import collected, sittings
from readiness.adapters.db.fingerprints import quiz_fingerprint
from readiness.adapters.db.store import Connection
from readiness.adapters.stored_quizzes import approved_forms
from readiness.errors import NotAllowedError
from readiness.stages.quizzes import Form, Item, abilities
from readiness.stages.quizzes.adaptive_form import tellings
from readiness.stages.quizzes.policy import QuizPolicy
from readiness.stages.quizzes.sitting import Telling
from readiness.stages.training.records import TrainingPolicy, Workday
from readiness.vocabulary import Launch, Rep


@dataclass(frozen=True, slots=True)
class Offer:
    """A launch's quiz as reps can take it."""

    launch: Launch
    policy: QuizPolicy
    reps: Mapping[str, Rep]
    items: Mapping[str, Item]
    """Approved ones, of every language."""
    forms: tuple[Form, ...]
    fingerprint: str
    training: TrainingPolicy
    workdays: Mapping[str, Workday]
    """Of reps who work otherwise than the launch says."""


_lock = Lock()
_offers: dict[tuple[Path, str], tuple[str, Offer | None]] = {}
_measured: dict[str, tuple[str, date, dict[str, Telling]]] = {}


def offer_of(templates: Path, connection: Connection, launch_id: str) -> Offer | None:
    """Return a launch's quiz, None where nothing of it is approved.

    It is made anew when an input, an approval or a rewrite changed; the words of the templates are those the process began with.

    Raises:
        NotFoundError: no launch has this id.
    """
    fingerprint = quiz_fingerprint(connection, launch_id)
    with _lock:
        known = _offers.get((templates, launch_id))
        if known is None or known[0] != fingerprint:
            known = fingerprint, _made(templates, connection, launch_id, fingerprint)
            _offers[templates, launch_id] = known
    return known[1]


def _made(templates: Path, connection: Connection, launch_id: str, fingerprint: str) -> Offer | None:
    try:
        inputs, items, forms = approved_forms(templates, connection, launch_id)
    except NotAllowedError:
        return None
    if not forms:
        return None
    reps = {r.rep_id: r for r in inputs.reps}
    workdays = {w.person_id: w for w in inputs.calendar.workdays}
    known = {i.item_id: i for i in items}
    return Offer(inputs.launch, inputs.quiz, reps, known, forms, fingerprint, inputs.policy, workdays)


def measured_items(connection: Connection, offer: Offer, today: date) -> dict[str, Telling]:
    """Return what each item is known to tell from all answers before today; it holds for the day."""
    launch_id = offer.launch.launch_id
    with _lock:
        known = _measured.get(launch_id)
        if known is None or known[:2] != (offer.fingerprint, today):
            responses = [r for r in collected.load_responses(connection, launch_id) if r.answered_on < today]
            items = list(offer.items.values())
            found = tellings(items, abilities(responses, items)[1], *sittings.n_asked(connection, launch_id))
            known = offer.fingerprint, today, found
            _measured[launch_id] = known
    return known[2]
