"""Deck facts: what there is to say in one deck, most important first.

In: channel, launch, spec, requirements, evidence, buyers, approved messages, a blueprint and the unit words of its language.
Out: DeckFacts, which the slide builders read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.stages.buyers import BuyerMap, BuyerStep
from readiness.stages.decks.blueprint import Blueprint
from readiness.stages.positioning import Approval, Message
from readiness.stages.positioning.figures import UnitWords, day_text, value_text
from readiness.stages.requirements import Evidence, Requirement, evidence_of, importance_order
from readiness.stages.spec import Characteristic, ProductSpec, Source
from readiness.vocabulary import ChannelRow, Launch

_CLAIMING_STEPS = ("evaluate", "decide", "implement", "review", "define", "recognise")
"""Where to look for what answers a requirement, best first."""
_ROW = re.compile(r"row (\d+)(?:, column (.*))?")
"""A place in a table as the readers of specs name it."""


@dataclass(frozen=True, slots=True)
class DeckFacts:
    """Everything the slides of one deck are made from; every list has the most important first."""

    channel: ChannelRow
    launch: Launch
    spec: ProductSpec
    buyers: BuyerMap
    approval: Approval
    language: str
    """Of the blueprint, a tag such as `de-DE`."""
    labels: Mapping[str, str]
    units: UnitWords
    requirements: tuple[Requirement, ...]
    evidence: Mapping[str, Evidence]
    """Only what a requirement names."""
    messages: tuple[Message, ...]
    answers: tuple[Message, ...]
    """One message a requirement, the one that claims most directly what the product does."""

    def count(self, fact: str) -> int:
        """Return how many there are of one of `blueprint.FACTS`."""
        counted: dict[str, Sequence[object]] = {
            "requirements": self.requirements,
            "evidence": list(self.evidence),
            "messages": self.messages,
            "quotes": [m for m in self.answers if m.quote],
            "answers": self.answers,
            "proofs": [m for m in self.answers if m.proof],
            "worries": self.worries,
            "today": self.at_step("recognise"),
            "criteria": self.at_step("define"),
            "variants": self.spec.variants,
            "steps": self.buyers.steps,
        }
        return len(counted[fact])

    def at_step(self, step: str) -> list[Message]:
        """Return the messages of one buyer step, one a requirement."""
        return one_a_requirement([m for m in self.messages if m.step == step])

    @property
    def worries(self) -> list[Message]:
        """Return the messages that answer a worry, one a requirement, those of the deciding step first."""
        with_answer = [m for m in self.messages if m.objection.strip() and m.answer.strip()]
        return one_a_requirement([m for m in with_answer if m.step == "decide"] + [m for m in with_answer if m.step != "decide"])

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
        """Return the name of a buyer step, the blueprint's own word where the launch gives none."""
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
        return value_text(c, self.units, self.language)

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


def working_day(day: date) -> date:
    """Return the day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) % 7 if day.weekday() >= 5 else 0)


def one_a_requirement(messages: Sequence[Message]) -> list[Message]:
    """Return the first message of each requirement, in order."""
    first: dict[str, Message] = {}
    for message in messages:
        first.setdefault(message.requirement_id, message)
    return list(first.values())


def facts_for(
    channel: ChannelRow,
    launch: Launch,
    spec: ProductSpec,
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    buyers: BuyerMap,
    messages: Sequence[Message],
    approval: Approval,
    blueprint: Blueprint,
    units: UnitWords,
) -> DeckFacts:
    """Return the facts of one deck, everything in its order of importance."""
    ordered = importance_order(requirements)
    rank = {r.requirement_id: i for i, r in enumerate(ordered)}
    known = sorted(messages, key=lambda m: (rank.get(m.requirement_id, len(rank)), m.requirement_id, m.message_id))
    claiming = [m for m in known if m.claim.strip() or m.headline.strip()]
    claiming.sort(key=lambda m: _CLAIMING_STEPS.index(m.step) if m.step in _CLAIMING_STEPS else len(_CLAIMING_STEPS))
    answers = sorted(one_a_requirement(claiming), key=lambda m: (rank.get(m.requirement_id, len(rank)), m.requirement_id))
    named = {e.evidence_id: e for r in ordered for e in evidence_of(r, evidence)}
    return DeckFacts(
        channel=channel,
        launch=launch,
        spec=spec,
        buyers=buyers,
        approval=approval,
        language=blueprint.language,
        labels=blueprint.labels,
        units=units,
        requirements=tuple(ordered),
        evidence=named,
        messages=tuple(known),
        answers=tuple(answers),
    )
