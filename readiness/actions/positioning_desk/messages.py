"""Messages: each beside the factory's own line, with its proof, what the lint finds, and who approved it.

In: settings, who asks, a launch's id, which messages.
Out: MessagesPage.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from readiness.actions.positioning_desk.choosing import (
    APPROVED,
    CHANGED,
    MessageFilter,
    States,
    digest,
    is_blocked,
    to_approve,
    voice_key,
    wanted_messages,
)
from readiness.adapters.db.approved_words import ApprovedWords
from readiness.adapters.db.store import reading
from readiness.adapters.message_approvals import words_of
from readiness.adapters.positioning_desks import Desk, desk_of
from readiness.permissions import Viewer, allowed, may
from readiness.settings import Settings
from readiness.stages.positioning import Finding, Message
from readiness.stages.positioning.word_changes import word_changes
from readiness.stages.requirements import Evidence, Requirement, importance_order
from readiness.stages.spec import Characteristic

ROWS = 20


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message as it stands."""

    message: Message
    seen: str
    """The hash of what a person reads and approves."""
    state: str
    approved_by: str
    approved_on: date | None
    """Who approved exactly this, and when."""
    before: ApprovedWords | None
    """What was approved last, where it reads otherwise now."""
    changes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """What of it changed -> pieces that stayed, went or came."""
    findings: tuple[Finding, ...]
    is_blocked: bool
    """The lint finds an error in it."""
    channels: tuple[str, ...]
    """Names of those it is said in."""
    facts: tuple[Characteristic, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """Messages that are wanted, a page of them."""

    launch_id: str
    name: str
    revision: str
    owner: str
    needs: tuple[tuple[Requirement, tuple[Finding, ...], tuple[MessageView, ...]], ...]
    """In the order of their importance, each with what the lint finds in its fragments."""
    n: int
    """That the filter finds."""
    n_all: int
    n_waiting: int
    """Of all."""
    n_changed: int
    n_blocked: int
    n_to_approve: int
    """Of those found: not approved, and without an error."""
    all_seen: str
    """The hash over those to approve: what `approve_all` must be given."""
    options: Mapping[str, tuple[tuple[str, str], ...]]
    """Field of the filter -> (value, name)."""
    step_names: Mapping[str, str]
    persona_names: Mapping[str, str]
    may_approve: bool


def messages_page(settings: Settings, viewer: Viewer, launch_id: str, wanted: MessageFilter, page: int = 1) -> MessagesPage:
    """Return a page of the messages wanted.

    Raises:
        NotFoundError: no launch has this id.
    """
    allowed(viewer, "positioning.see")
    with reading(settings.database) as connection:
        desk = desk_of(settings, connection, launch_id)
        state = States(connection, desk)
    found = wanted_messages(desk, state, wanted)
    shown = [_view(desk, state, m) for m in found[(page - 1) * ROWS : page * ROWS]]
    waiting = to_approve(desk, state, found)
    everything = list(desk.message.values())
    i = desk.inputs
    return MessagesPage(
        launch_id, i.launch.name, i.spec.revision, i.launch.owner, _by_need(desk, shown),
        n=len(found),
        n_all=len(everything),
        n_waiting=sum(state.of(m) != APPROVED for m in everything),
        n_changed=sum(state.of(m) == CHANGED for m in everything),
        n_blocked=sum(is_blocked(desk, m) for m in everything),
        n_to_approve=len(waiting),
        all_seen=digest(waiting),
        options=_options(desk),
        step_names={s.step: s.name for s in i.buyers.steps},
        persona_names={p.persona_id: p.name for p in i.buyers.personas},
        may_approve=may(viewer, "positioning.approve"),
    )  # fmt: skip


def _view(desk: Desk, state: States, m: Message) -> MessageView:
    i, before, approval = desk.inputs, state.before.get(m.message_id), state.approved.get(m.message_id)
    said = words_of(i, m)
    changes = [(name, tuple(word_changes(before.words.get(name, ""), now))) for name, now in said.items()] if before else []
    requirement = next(r for r in i.requirements if r.requirement_id == m.requirement_id)
    names = {c.channel: c.name for c in i.channels}
    return MessageView(
        m,
        desk.positioning.hashes[m.message_id],
        state.of(m),
        approval.approved_by if approval else "",
        date.fromisoformat(approval.approved_on) if approval else None,
        before,
        tuple((name, pieces) for name, pieces in changes if any(kind != "same" for kind, _ in pieces)),
        desk.findings.get(m.message_id, ()),
        is_blocked(desk, m),
        tuple(names[c] for c, voice in desk.positioning.voice_by_channel.items() if voice == m.voice and c in names),
        tuple(i.spec.characteristic(c) for c in (m.characteristic_id, *m.figures_of)),
        tuple(i.evidence[e] for e in requirement.evidence_ids if e in i.evidence),
    )


def _by_need(
    desk: Desk, shown: Sequence[MessageView]
) -> tuple[tuple[Requirement, tuple[Finding, ...], tuple[MessageView, ...]], ...]:
    by_id = {r.requirement_id: r for r in desk.inputs.requirements}
    groups: dict[str, list[MessageView]] = {}
    for view in shown:
        groups.setdefault(view.message.requirement_id, []).append(view)
    return tuple((by_id[key], desk.findings.get(key, ()), tuple(views)) for key, views in groups.items())


def _options(desk: Desk) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return what can be chosen of each field, only what some message has."""
    i, messages = desk.inputs, desk.positioning.messages
    names = {
        "segment": {m.segment: i.buyers.segment_name(m.segment) for m in messages},
        "persona": {m.persona: i.buyers.persona_name(m.persona) for m in messages},
        "step": {s.step: s.name for s in i.buyers.steps if any(m.step == s.step for m in messages)},
        "channel": {c.channel: c.name for c in i.channels},
        "voice": {voice_key(m): voice_key(m) for m in messages},
        "need": {
            r.requirement_id: f"{r.requirement_id}: {r.statement}"
            for r in importance_order(i.requirements)
            if any(m.requirement_id == r.requirement_id for m in messages)
        },
    }
    known = {f.name for f in fields(MessageFilter)}
    return {name: tuple(values.items()) for name, values in names.items() if name in known}
