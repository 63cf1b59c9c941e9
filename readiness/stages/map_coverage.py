"""Map coverage: at every step of the buyer's process, for each person and channel, what we have to say, show, teach and ask.

In: the buyers' map, requirements, messages, what decks carry, what modules teach, what questions ask.
Out: MapCell, one a segment, step, persona and channel; a hole names what is missing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from readiness.stages.buyers import BuyerMap, BuyerStep
from readiness.stages.positioning import Message
from readiness.stages.requirements import Requirement
from readiness.vocabulary import Channel

COVERED, NOT_NEEDED = "covered", "not_needed"
HOLES = ("no_message", "no_deck", "no_training", "no_question")
"""In the order in which they are mended: a deck cannot carry what nobody has worded."""


@dataclass(frozen=True, slots=True)
class MapCell:
    """One place where a person on the buyer's side takes a step and we may meet them."""

    segment: str
    step: str
    persona: str
    channel: Channel
    state: str
    """covered, not_needed or one of HOLES: the first thing missing."""
    message_id: str
    """The first that is for this place; "" without one."""
    asset: str
    """The deck that carries it; "" without one."""
    module_id: str
    """The first module that teaches what this person needs; "" without one."""
    n_questions: int
    why: str

    @property
    def is_hole(self) -> bool:
        """Say whether something is missing."""
        return self.state in HOLES


@dataclass(frozen=True, slots=True)
class Means:
    """What we have to meet buyers with."""

    messages: Mapping[Channel, Sequence[Message]]
    """Most important first."""
    decks: Mapping[Channel, tuple[str, Collection[str]]]
    """Channel -> its deck's file and the messages that it carries."""
    modules: Mapping[tuple[Channel, str], Sequence[str]]
    """(channel, persona) -> the modules its reps take that teach what this person needs."""
    questions: Mapping[str, int]
    """requirement_id -> how many questions of the quiz are about it."""


def map_cells(
    buyers: BuyerMap,
    requirements: Sequence[Requirement],
    channels: Sequence[Channel],
    segments_in: Mapping[Channel, Collection[str]],
    means: Means,
) -> list[MapCell]:
    """Return every cell of the map: by segment, then step, persona and channel, each in the order it was given in.

    Args:
        buyers: the process of each segment, and who takes part in each step.
        requirements: of the launch.
        channels: of the launch.
        segments_in: channel -> segments it has accounts of; a channel missing from it, or with none, may meet every segment.
        means: what there is to meet them with.
    """
    heard = {(r.segment, r.persona) for r in requirements}
    said = {channel: _by_place(messages) for channel, messages in means.messages.items()}
    return [
        _cell(step, segment.segment_id, persona.persona_id, channel, heard, segments_in, said.get(channel, {}), means)
        for segment in buyers.segments
        for step in buyers.steps_of(segment.segment_id)
        for persona in buyers.personas
        for channel in channels
    ]


Place = tuple[str, str, str]
"""Segment, step, persona."""


def _by_place(messages: Sequence[Message]) -> dict[Place, list[Message]]:
    found: dict[Place, list[Message]] = {}
    for m in messages:
        found.setdefault((m.segment, m.step, m.persona), []).append(m)
    return found


def _cell(
    step: BuyerStep,
    segment: str,
    persona: str,
    channel: Channel,
    heard: Collection[tuple[str, str]],
    segments_in: Mapping[Channel, Collection[str]],
    said: Mapping[Place, Sequence[Message]],
    means: Means,
) -> MapCell:
    def cell(state: str, why: str, message: Message | None = None, asset: str = "", module: str = "", n: int = 0) -> MapCell:
        message_id = message.message_id if message else ""
        return MapCell(segment, step.step, persona, channel, state, message_id, asset, module, n, why)

    if why := _why_not_needed(step, segment, persona, channel, heard, segments_in):
        return cell(NOT_NEEDED, why)
    messages = said.get((segment, step.step, persona), ())
    if not messages:
        return cell("no_message", _why_silent(segment, persona, heard))
    file, carried = means.decks.get(channel, ("", ()))
    shown = next((m for m in messages if m.message_id in carried), None)
    first = shown or messages[0]
    modules = means.modules.get((channel, persona), ())
    module = modules[0] if modules else ""
    n = sum(means.questions.get(i, 0) for i in dict.fromkeys(m.requirement_id for m in messages))
    asset = file if shown else ""
    if not asset:
        why = "the channel has no deck yet" if not file else "the channel's deck carries no message that is for this step"
        return cell("no_deck", why, first, "", module, n)
    if not module:
        return cell("no_training", "no module that this channel's reps take teaches what this person needs", first, asset, "", n)
    if not n:
        return cell("no_question", "no question of the quiz asks about it", first, asset, module)
    return cell(COVERED, "", first, asset, module, n)


def _why_not_needed(
    step: BuyerStep,
    segment: str,
    persona: str,
    channel: Channel,
    heard: Collection[tuple[str, str]],
    segments_in: Mapping[Channel, Collection[str]],
) -> str:
    """Return why nobody has to meet anybody here; "" where somebody has to."""
    if not step.is_met_in(channel):
        return "the map places this step in other channels"
    if segments_in.get(channel) and segment not in segments_in[channel]:
        return "the channel has no account of this segment"
    if not step.asks(persona):
        return "this person takes no part in the step"
    if not step.buyer_people and (segment, persona) not in heard:
        return "nobody has said that this person takes part, and no need of theirs is known"
    return ""


def _why_silent(segment: str, persona: str, heard: Collection[tuple[str, str]]) -> str:
    if (segment, persona) not in heard:
        return "the map says that this person takes part, and no need of theirs in this segment was written down"
    return "none of this person's needs is answered so that it may be said at this step"


def n_holes(cells: Sequence[MapCell]) -> dict[str, int]:
    """Return how many cells lack what, each of HOLES that some lack."""
    counts = {state: sum(c.state == state for c in cells) for state in HOLES}
    return {state: n for state, n in counts.items() if n}
