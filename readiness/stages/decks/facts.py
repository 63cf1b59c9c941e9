"""Deck facts: what there is to say in one deck, most important first.

In: DeckSources: channel, launch, spec, requirements, evidence, buyers, approved messages, a storyline; an Audience.
Out: DeckFacts, which the slide builders read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from readiness.stages.buyers import BuyerMap, BuyerStep
from readiness.stages.decks.audience import Audience
from readiness.stages.decks.layers import Layer
from readiness.stages.decks.rooms import Rooms
from readiness.stages.decks.storyline import Storyline
from readiness.stages.positioning import Approval, Message
from readiness.stages.positioning.figures import UnitWords, day_text, value_text
from readiness.stages.positioning.quality_house import QualityHouse
from readiness.stages.requirements import Evidence, Requirement, evidence_of, importance_order
from readiness.stages.spec import Characteristic, ProductSpec, Source
from readiness.vocabulary import Account, ChannelRow, Launch, Rep

_CLAIMING_STEPS = ("evaluate", "decide", "implement", "review", "define", "recognise")
"""Where to look for what answers a requirement, best first."""
_ROW = re.compile(r"row (\d+)(?:, column (.*))?")
"""A place in a table as the readers of specs name it."""


@dataclass(frozen=True, slots=True)
class DeckSources:
    """What all decks of one channel are made from, in the language it is spoken to in."""

    channel: ChannelRow
    launch: Launch
    spec: ProductSpec
    requirements: Sequence[Requirement]
    evidence: Mapping[str, Evidence]
    buyers: BuyerMap
    messages: Sequence[Message]
    """Approved, worded for the channel."""
    approval: Approval
    storyline: Storyline
    """Of the channel's motion; the deck is in its language."""
    units: UnitWords
    """That language's."""
    rooms: Rooms
    """Of the channel's brand."""
    house: QualityHouse | None = None
    """Our verdicts and the alternatives'; None: nobody compared."""
    accounts: Mapping[str, Account] = field(default_factory=dict)
    reps: Mapping[str, Rep] = field(default_factory=dict)
    layers: tuple[Layer, ...] = ()
    heroes: Mapping[str, str] = field(default_factory=dict)
    """Industry -> the key of the brand's picture for it; another has the one that the template shows."""
    pictures: frozenset[str] = frozenset()
    """File names of the launch's own pictures."""
    unproven: frozenset[str] = frozenset()
    """Requirements whose answer nobody named a proof of: its messages only say that the spec states it."""
    segments: tuple[str, ...] = field(init=False, compare=False, repr=False)
    """Of the channel's accounts, those of most accounts first; counted once, for every deck asks."""

    def __post_init__(self) -> None:
        counts = Counter(a.segment for a in self.accounts.values() if a.segment and a.channel == self.channel.channel)
        object.__setattr__(self, "segments", tuple(sorted(counts, key=lambda segment: (-counts[segment], segment))))


@dataclass(frozen=True, slots=True)
class DeckFacts:
    """Everything the slides of one deck are made from; every list has the most important first."""

    sources: DeckSources
    audience: Audience
    requirements: tuple[Requirement, ...]
    """Those of the audience's segments before the others."""
    evidence: Mapping[str, Evidence]
    """Only what a requirement names."""
    messages: tuple[Message, ...]
    answers: tuple[Message, ...]
    """One message a requirement, the one that claims most directly what the product does."""

    @property
    def channel(self) -> ChannelRow:
        """Return the channel."""
        return self.sources.channel

    @property
    def launch(self) -> Launch:
        """Return the launch."""
        return self.sources.launch

    @property
    def spec(self) -> ProductSpec:
        """Return the spec."""
        return self.sources.spec

    @property
    def buyers(self) -> BuyerMap:
        """Return the buyer's side, with the process of the segment it is for where it is for one."""
        own = self.segments[0] if len(self.segments) == 1 else ""
        return self.sources.buyers.narrowed(own, self.channel.channel)

    @property
    def language(self) -> str:
        """Return the storyline's language, a tag such as `de-DE`."""
        return self.sources.storyline.language

    @property
    def labels(self) -> Mapping[str, str]:
        """Return the storyline's fixed words."""
        return self.sources.storyline.labels

    @property
    def denied(self) -> frozenset[str]:
        """Return what this channel may not see."""
        channel = self.channel
        return self.sources.storyline.denied(channel.channel, channel.motion, channel.deny)

    @property
    def account(self) -> Account | None:
        """Return the account it is for."""
        return self.sources.accounts.get(self.audience.account_id)

    @property
    def rep(self) -> Rep | None:
        """Return the person to call."""
        return self.sources.reps.get(self.audience.rep_id)

    @property
    def product(self) -> str:
        """Return the product's name, which no deck is without."""
        return _shown(self.spec.name) or _shown(self.launch.name) or self.launch.launch_id

    @property
    def audience_name(self) -> str:
        """Return for whom it is in words: the account, else the segment or industry; a channel's name is our own word for it."""
        account = _shown(self.account.name) if self.account else ""
        segment = self.buyers.segment_name(self.segments[0]) if len(self.segments) == 1 else ""
        return account or _shown(segment) or _shown(self.audience.industry)

    @property
    def segments(self) -> tuple[str, ...]:
        """Return whose needs it is about: the audience's segment, else those of the channel's accounts, most accounts first."""
        return segments_of(self.audience, self.sources)

    @property
    def asked(self) -> tuple[Message, ...]:
        """Return the answers to what these segments asked for."""
        own = {r.requirement_id for r in self.requirements if r.segment in self.segments}
        return tuple(m for m in self.answers if m.requirement_id in own)

    def is_known(self, fact: str) -> bool:
        """Say whether one of `storyline.KNOWN` is there to be shown."""
        values: dict[str, object] = {
            "vendor": self.spec.vendor.strip(),
            "category": self.spec.category.strip(),
            "revision": self.spec.revision.strip(),
            "prices": "prices" not in self.denied and any(v.list_price is not None for v in self.spec.variants),
            "segment": self.audience.segment,
            "industry": self.audience.industry,
            "account": self.account,
            "rep": self.rep,
        }
        return bool(values[fact])

    def count(self, fact: str) -> int:
        """Return how many there are of one of `storyline.FACTS`."""
        counted: dict[str, Sequence[object]] = {
            "requirements": self.requirements,
            "evidence": list(self.evidence),
            "messages": self.messages,
            "quotes": [m for m in self.answers if m.quote],
            "answers": self.answers,
            "proofs": [m for m in self.answers if self.proof(m)],
            "worries": self.worries,
            "today": self.at_step("recognise"),
            "criteria": self.at_step("define"),
            "variants": self.spec.variants,
            "steps": self.buyers.steps,
            "alternatives": compared(self.sources.house),
        }
        return len(counted[fact])

    def at_step(self, step: str) -> list[Message]:
        """Return the messages of one buyer step, one a requirement."""
        return one_a_requirement([m for m in self.messages if m.step == step])

    @property
    def worries(self) -> list[Message]:
        """Return the messages that answer a need's own worry, one a requirement, those of the deciding step first."""
        return one_a_requirement(sorted(self.worried, key=lambda m: m.step != "decide"))

    @property
    def worried(self) -> list[Message]:
        """Return the messages that answer a need's own worry."""
        return [m for m in self.messages if m.objection.strip() and m.answer.strip() and not self._of_step(m)]

    def _of_step(self, message: Message) -> bool:
        """Say whether a message names only the worry of its buyer's step: what answers a need does not answer that."""
        step = self.buyer_step(message.step)
        words = " ".join(step.anxiety.split()).casefold() if step else ""
        return bool(words) and words in " ".join(message.objection.split()).casefold()

    def proof(self, message: Message) -> str:
        """Return what a person named as a message's proof; "" where it only points to the spec, which is quoted beside it."""
        return "" if message.requirement_id in self.sources.unproven else message.proof

    def headline(self, message: Message) -> str:
        """Return a message's headline; "" where it only says whose need it is (`Cook: a need in their own words`)."""
        line = " ".join(message.headline.split())
        return "" if line.startswith(f"{self.buyers.persona_name(message.persona)}:") else line

    def requirement(self, requirement_id: str) -> Requirement | None:
        """Return a requirement by its id, None where nobody knows it."""
        return next((r for r in self.requirements if r.requirement_id == requirement_id), None)

    def characteristic(self, message: Message) -> Characteristic | None:
        """Return the characteristic a message rests on, None where the spec has it no more."""
        return next((c for c in self.spec.characteristics if c.characteristic_id == message.characteristic_id), None)

    def buyer_step(self, step: str) -> BuyerStep | None:
        """Return what is known of one buyer step."""
        return next((s for s in self.buyers.steps if s.step == step), None)

    def step_name(self, step: str) -> str:
        """Return the name of a buyer step, the storyline's own word where the launch gives none."""
        known = self.buyer_step(step)
        return (known.name if known else "") or self.labels.get(step, step)

    def step_day(self, step: BuyerStep, after_days: int = 0) -> date:
        """Return the day a buyer step begins, or so many days later; a weekend counts as the Monday after."""
        return working_day(self.launch.dates.ready_by + timedelta(days=step.starts_after_days + after_days))

    def day_text(self, day: date) -> str:
        """Return a day in words, as the deck's language writes it."""
        return day_text(day, self.language)

    def value_text(self, c: Characteristic) -> str:
        """Return a characteristic's value as the deck's language writes it: bound, number and unit, or the factory's words."""
        return value_text(c, self.sources.units, self.language)

    def source_text(self, source: Source) -> str:
        """Return the place a value came from as a person would say it."""
        row = _ROW.fullmatch(source.place)
        if row is None:
            return str(source)
        words = [self.labels["row"].replace("{n}", row[1])]
        words += [self.labels["column"].replace("{text}", row[2])] if row[2] else []
        return ", ".join([source.file, *words])

    @property
    def specification(self) -> str:
        """Return `Specification revision C`, empty where the spec has no revision."""
        revision = " ".join(self.spec.revision.split())
        return self.labels["specification"].replace("{text}", revision) if revision else ""


def _shown(name: str) -> str:
    """Return a name, nothing where none of its characters prints."""
    return name.strip() if any(c.isprintable() and not c.isspace() for c in name) else ""


def working_day(day: date) -> date:
    """Return the day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) % 7 if day.weekday() >= 5 else 0)


def one_a_requirement(messages: Sequence[Message]) -> list[Message]:
    """Return the first message of each requirement, in order."""
    first: dict[str, Message] = {}
    for message in messages:
        first.setdefault(message.requirement_id, message)
    return list(first.values())


def compared(house: QualityHouse | None) -> list[str]:
    """Return the alternatives that somebody looked at and said where."""
    if house is None:
        return []
    return [name for i, name in enumerate(house.alternatives) if any(row.theirs[i] is not None for row in house.rows)]


def segments_of(audience: Audience, sources: DeckSources) -> tuple[str, ...]:
    """Return the segments of an audience, those of most accounts first; none where nobody knows."""
    return (audience.segment,) if audience.segment else sources.segments


def facts_for(audience: Audience, sources: DeckSources) -> DeckFacts:
    """Return the facts of one deck: its own segments' needs first, everything in its order of importance."""
    own = segments_of(audience, sources)
    ordered = sorted(importance_order(sources.requirements), key=lambda r: bool(own) and r.segment not in own)
    rank = {r.requirement_id: i for i, r in enumerate(ordered)}
    known = sorted(sources.messages, key=lambda m: (rank.get(m.requirement_id, len(rank)), m.requirement_id, m.message_id))
    claiming = [m for m in known if m.claim.strip() or m.headline.strip()]
    claiming.sort(key=lambda m: _CLAIMING_STEPS.index(m.step) if m.step in _CLAIMING_STEPS else len(_CLAIMING_STEPS))
    answers = sorted(one_a_requirement(claiming), key=lambda m: (rank.get(m.requirement_id, len(rank)), m.requirement_id))
    named = {e.evidence_id: e for r in ordered for e in evidence_of(r, sources.evidence)}
    return DeckFacts(sources, audience, tuple(ordered), named, tuple(known), tuple(answers))
