"""Deciding: what is owed about reps, claims and partners as of a day, with the days it was first given.

In: a connection, a launch's inputs, readiness, contributions, what the quiz and the partners' reports say.
Out: Decisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from readiness.adapters.db.acts import load_acts
from readiness.adapters.db.certificates import events_of
from readiness.adapters.db.store import Connection
from readiness.adapters.launch_files import LaunchInputs
from readiness.stages.contribution import ContributionFit
from readiness.stages.follow_ups import (
    Decisions,
    Grounds,
    Owners,
    PartnerGrounds,
    claim_acts,
    partner_acts,
    places,
    rep_acts,
)
from readiness.stages.positioning import Message
from readiness.stages.quizzes import QuizResults
from readiness.stages.quizzes.certificate_model import held, history_of
from readiness.stages.rep_readiness import RepReadiness
from readiness.stages.report import ChannelQuality


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured beside readiness and contribution."""

    quiz: QuizResults
    messages: Sequence[Message]
    channel: ChannelQuality


def decided(
    connection: Connection,
    inputs: LaunchInputs,
    found: Measured,
    judged: Sequence[RepReadiness],
    fit: ContributionFit | None,
    until: date,
) -> Decisions:
    """Return what is owed as of a day; an act that was open before keeps its days until its reason is gone."""
    launch = inputs.launch
    here = [r for r in inputs.reps if r.hired_on is None or r.hired_on <= until]
    owners = Owners(launch.owner, {c.channel: c.manager for c in inputs.channels}, inputs.partner)
    by_rep = {r.rep_id: r for r in judged}
    answers = {a.rep_id: a.n_responses for a in found.quiz.abilities}
    grounds = Grounds(by_rep, fit, _certified(connection, launch.launch_id, until), answers, owners)
    of_partners = PartnerGrounds(by_rep, fit, found.channel.missing, {s.partner_id: s for s in found.channel.scores}, owners)
    said = {m.message_id: m.headline or m.claim for m in found.messages}
    names = {c.channel: c.name for c in inputs.channels}
    return Decisions(
        places([r for r in judged if r.rep_id in {rep.rep_id for rep in here}], fit),
        tuple(rep_acts(here, grounds, as_of=until)),
        tuple(claim_acts(found.quiz.claims, said, names, launch.owner, as_of=until)),
        tuple(partner_acts(inputs.partners, here, of_partners, as_of=until)),
    ).keeping(load_acts(connection, launch.launch_id))


def _certified(connection: Connection, launch_id: str, until: date) -> set[str] | None:
    """Return the reps who hold a certificate on a day; None where none has been given to anybody by then."""
    events = [e for e in events_of(connection, launch_id) if e.kind == "rep" and e.happened_on <= until]
    if not events:
        return None
    return {rep_id for (_, rep_id), history in history_of(events).items() if held(history, until)}
