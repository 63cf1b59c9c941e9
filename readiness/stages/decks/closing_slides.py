"""Closing slides: what happens next, and the act asked for: who does what by when.

In: DeckFacts, a BlueprintSlide.
Out: plan slides (none without buyer steps) and the one call to action every deck ends in.
"""

from __future__ import annotations

from datetime import date

from readiness.stages.buyers import BuyerStep
from readiness.stages.decks import fit
from readiness.stages.decks.blueprint import BlueprintSlide
from readiness.stages.decks.deck import Slide, SlideText
from readiness.stages.decks.facts import DeckFacts
from readiness.stages.decks.slide_words import fields_of, filled, label, notes_of, slide_of

LAYOUTS = {1: "One step", 2: "Two steps", 3: "Three steps", 4: "Four steps"}
STEP_NAME_EMS = 20.0
STEP_TEXT_EMS = 60.0
WHO_EMS = 40.0
ACT_EMS = 72.0
THEN_EMS = 40.0


def plan(facts: DeckFacts, slide: BlueprintSlide) -> list[Slide]:
    """Return the next steps of the buyer with the day each begins and when it is done."""
    known = [s for s in map(facts.buyer_step, slide.steps) if s is not None and (s.task.strip() or s.name.strip())]
    known = sorted(known, key=facts.step_day)[: max(LAYOUTS)]
    if not known:
        return []
    fields = fields_of(facts, slide)
    return [
        slide_of(
            facts,
            slide,
            layout=LAYOUTS[len(known)],
            title=filled(slide.title, fields),
            subtitle=filled(slide.subtitle, fields),
            notes=notes_of(facts, slide, fields),
            texts=[SlideText(f"Step {i}", _step_card(facts, step)) for i, step in enumerate(known, start=1)],
        )
    ]


def _step_card(facts: DeckFacts, step: BuyerStep) -> tuple[str, ...]:
    name = fit.name_within(facts.step_name(step.step), STEP_NAME_EMS)
    task = fit.within([step.task], STEP_TEXT_EMS)
    done = fit.within([step.exit_criterion], STEP_TEXT_EMS)
    when = label(facts, "from", text=facts.day_text(facts.step_day(step)))
    return (when, name, _sentence(task), label(facts, "done_when", text=done)) if done else (when, name, _sentence(task))


def call_to_action(facts: DeckFacts, slide: BlueprintSlide) -> list[Slide]:
    """Return the last slide: one act in large, with who and by when, and up to two acts that follow it."""
    asked = [s for s in map(facts.buyer_step, slide.steps) if s is not None and fit.within([s.call_to_action.act], ACT_EMS)]
    fields = fields_of(facts, slide)
    if asked:
        first = asked[0].call_to_action
        title, who, day = first.act, first.who, facts.step_day(asked[0], first.within_days)
    else:
        sentence = fit.within([m.call_to_action for m in facts.answers], ACT_EMS)
        title, who, day = (
            sentence or label(facts, "next_act"),
            facts.channel.manager or facts.launch.owner,
            facts.launch.dates.launch_on,
        )
    by = label(facts, "by", text=facts.day_text(day))
    lead = [m for m in facts.answers[:1] if not asked]
    act = label(facts, "act_by", act=_sentence(title).rstrip("."), who=who, date=facts.day_text(day))
    return [
        slide_of(
            facts,
            slide,
            layout="Call to action",
            title=_sentence(title).rstrip("."),
            subtitle=filled(slide.title, fields),
            notes=notes_of(facts, slide, fields, lead, do_next=act),
            messages=lead,
            texts=[SlideText("Body", (_sentence(fit.name_within(who, WHO_EMS)), by)), *_then(facts, asked[1:], day)],
        )
    ]


def _then(facts: DeckFacts, steps: list[BuyerStep], after: date) -> list[SlideText]:
    """Return cards of up to two acts due no sooner than the first, in the order they are due."""
    due = sorted(((facts.step_day(s, s.call_to_action.within_days), i, s) for i, s in enumerate(steps)), key=lambda d: d[:2])
    cards = []
    for day, _, step in due:
        act = fit.within([step.call_to_action.act], THEN_EMS)
        if act and day >= after:
            cards.append((label(facts, "by", text=facts.day_text(day)), _sentence(act).rstrip("."), _who(step)))
    return [SlideText(f"Then {i}", card) for i, card in enumerate(cards[:2], start=1)]


def _who(step: BuyerStep) -> str:
    return _sentence(fit.name_within(step.call_to_action.who, WHO_EMS))


def _sentence(text: str) -> str:
    folded = " ".join(text.split())
    return folded[:1].upper() + folded[1:]
