"""Brief: everything known of a launch before a message is worded, and the voices it is worded in.

In: what the launch folder says.
Out: Brief; which Voice a channel is spoken to in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from readiness.stages.buyers import BuyerMap, CallToAction
from readiness.stages.positioning.rows import Link, Voice
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import ProductSpec
from readiness.vocabulary import ChannelRow, LaunchDates, Motion

Translations = Mapping[tuple[str, str, str], tuple[str, str]]
"""(table, id, field) -> (the text that was translated, its translation)."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What messages are made from."""

    product: str
    """The name customers know it by."""
    spec: ProductSpec
    requirements: Sequence[Requirement]
    evidence: Mapping[str, Evidence]
    buyers: BuyerMap
    answers: Sequence[Link] = ()
    """A person's links; none: they are proposed."""
    channels: Sequence[ChannelRow] = ()
    dates: LaunchDates | None = None
    """None: nothing is known to be too early or too late."""
    language: str = "en"
    """The language all this is written in."""
    translated_from: str = ""
    """The language it was written in first; empty where this is it."""
    acts: Mapping[tuple[str, str], CallToAction] = field(default_factory=lambda: MappingProxyType({}))
    """(requirement_id, step) -> the act asked for there, where it is not the step's own."""
    translations: Mapping[str, Translations] = field(default_factory=lambda: MappingProxyType({}))
    """By language."""
    deck_words: Mapping[tuple[str, str, str], str] = field(default_factory=lambda: MappingProxyType({}))
    """(table, id, field) -> a text that decks say and no message does: of layers, and where alternatives were looked at."""


def spoken(language: str, known: Collection[str]) -> str:
    """Return the language of `known` that serves readers of one: itself, else without its region (de for de-CH); "" for none."""
    return next((one for one in (language, language.partition("-")[0]) if one in known), "")


def voices_of(channels: Sequence[ChannelRow], language: str, known: Collection[str]) -> tuple[Voice, ...]:
    """Return the voices a launch speaks in, the main one first.

    A channel in a language there are no templates in is spoken to in the launch's own. The main voice is in that language, and
    consultative, which says most; without a consultative channel it is the first channel's motion.
    """
    motions = [c.motion for c in channels]
    main = Motion.CONSULTATIVE if Motion.CONSULTATIVE in motions or not motions else motions[0]
    found = [Voice(main, language)]
    found += [Voice(motion, language) for motion in motions]
    found += [Voice(c.motion, spoken(c.language, known) or language) for c in channels]
    return tuple(dict.fromkeys(found))


def voice_suffix(voice: Voice, language: str) -> str:
    """Return what tells a message's id in this voice from the consultative one in the launch's own language."""
    motion = "" if voice.motion is Motion.CONSULTATIVE else f"-{voice.motion}"
    return motion if voice.language == language else f"{motion}-{voice.language}"
