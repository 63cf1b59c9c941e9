"""Deck assembly: the slides of a blueprint whose facts are known, in order, with titles told apart.

In: channel, launch, spec, requirements, evidence, buyers, approved messages, approval, blueprint, unit words.
Out: Deck.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from readiness.stages.buyers import BuyerMap
from readiness.stages.decks import answer_slides, closing_slides, fit, opening_slides
from readiness.stages.decks.blueprint import Blueprint, BlueprintSlide
from readiness.stages.decks.deck import Deck, Slide
from readiness.stages.decks.facts import DeckFacts, facts_for
from readiness.stages.decks.slide_words import NAME_EMS
from readiness.stages.positioning import Approval, Message
from readiness.stages.positioning.figures import UnitWords
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import ProductSpec
from readiness.vocabulary import ChannelRow, Launch

_BUILDERS: Mapping[str, Callable[[DeckFacts, BlueprintSlide], list[Slide]]] = {
    "cover": opening_slides.cover,
    "voices": opening_slides.voices,
    "demand": opening_slides.demand,
    "today": opening_slides.today,
    "criteria": opening_slides.criteria,
    "answers": answer_slides.answers,
    "scorecard": answer_slides.scorecard,
    "worries": answer_slides.worries,
    "range": answer_slides.product_range,
    "plan": closing_slides.plan,
    "call-to-action": closing_slides.call_to_action,
}


def deck_for(
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
) -> Deck:
    """Return the channel's deck: every slide of the blueprint whose facts are known; fewer facts give fewer slides.

    The deck is in the blueprint's language, `units` are that language's; messages, names and the factory's words stay.
    """
    facts = facts_for(channel, launch, spec, requirements, evidence, buyers, messages, approval, blueprint, units)
    slides: list[Slide] = []
    for wanted in blueprint.slides:
        if all(facts.count(fact) >= least for fact, least in wanted.when.items()):
            slides.extend(_BUILDERS[wanted.key](facts, wanted))
    product = fit.name_within(spec.name or launch.name, NAME_EMS)
    audience = fit.name_within(channel.name, NAME_EMS)
    return Deck(
        deck_id=f"{launch.launch_id}-{channel.channel}",
        channel=channel.channel,
        segment="",
        industry="",
        account_id="",
        rep_id="",
        title=" · ".join(t for t in (product, audience) if t),
        template=channel.template,
        language=blueprint.language,
        spec_revision=spec.revision,
        made_on=approval.approved_on,
        footer=" · ".join(t for t in (product, audience, fit.name_within(facts.specification, NAME_EMS)) if t),
        slides=_with_distinct_titles(slides),
    )


def _with_distinct_titles(slides: Sequence[Slide]) -> tuple[Slide, ...]:
    """Return the slides with every title unlike the others: readers who hear a deck find their way by titles."""
    taken: set[str] = set()
    result = []
    for slide in slides:
        title, number = slide.title, 2
        while title in taken:
            title, number = f"{slide.title} ({number})", number + 1
        taken.add(title)
        result.append(replace(slide, title=title))
    return tuple(result)
