"""Closing slides: what happens next, legal lines, and the act asked for: who does what by when.

In: a Page.
Out: plan slides (none without buyer steps), legal lines where a layer sets them, and the one call to action every deck ends in.
"""

from __future__ import annotations

from datetime import date

from readiness.stages.buyers import BuyerStep
from readiness.stages.decks import fit
from readiness.stages.decks.page import Page, filled, sentence
from readiness.stages.decks.recipe import SlideFill
from readiness.stages.decks.storyline import CLOSING

MAX_STEPS = 4
STEP_NAME_EMS = 20.0
STEP_TEXT_EMS = 60.0
WHO_EMS = 40.0
ACT_EMS = 56.0
THEN_EMS = 40.0


def plan(page: Page) -> list[SlideFill]:
    """Return the next steps of the buyer with the day each begins and when it is done."""
    facts = page.facts
    steps = [s for s in map(facts.buyer_step, page.slide.steps) if s is not None and fit.within([s.task], STEP_TEXT_EMS)]
    steps = sorted(steps, key=facts.step_day)[:MAX_STEPS]
    if not steps:
        return []
    fields = page.fields()
    text: dict[str, str] = {}
    for i, step in enumerate(steps, start=1):
        done = fit.within([step.exit_criterion], STEP_TEXT_EMS)
        text |= {
            f"step{i}.when": page.label("from", text=facts.day_text(facts.step_day(step))),
            f"step{i}.name": fit.name_within(facts.step_name(step.step), STEP_NAME_EMS),
            f"step{i}.task": sentence(fit.within([step.task], STEP_TEXT_EMS)),
            f"step{i}.done": page.label("done_when", text=done),
        }
    return [page.fill(f"plan-{len(steps)}", fields, page.notes(fields), text=text)]


def legal(page: Page) -> list[SlideFill]:
    """Return the legal lines of the launch, channel, segment, industry or company."""
    fields, lines = page.fields(), page.own["lines"].lines if "lines" in page.own else ()
    return [page.fill("legal", fields, page.notes(fields), lists={"lines": lines})] if lines else []


def call_to_action(page: Page) -> list[SlideFill]:
    """Return the last slide: one act in large, with who and by when, and up to two acts that follow it."""
    facts, slide = page.facts, page.slide
    asked = [s for s in map(facts.buyer_step, slide.steps) if s is not None and fit.within([s.call_to_action.act], ACT_EMS)]
    lead = [m for m in facts.answers[:1] if not asked]
    if asked:
        first = asked[0].call_to_action
        act, who, day = first.act, first.who, facts.step_day(asked[0], first.within_days)
    else:
        act = fit.within([m.call_to_action for m in facts.answers], ACT_EMS) or page.label("next_act")
        who, day = facts.channel.manager, facts.launch.dates.launch_on
    fields, by = page.fields(), facts.day_text(day)
    title = sentence(page.own["title"].text if "title" in page.own else act).rstrip(".")
    owners = (page.own["who"].text if "who" in page.own else who, facts.launch.owner, facts.audience_name)
    called = next((who for name in owners if (who := sentence(fit.name_within(name, WHO_EMS)))), "")
    text = {"who": _with_rep(page, called), "by": page.label("by", text=by), **_then(page, asked[1:], day)}
    notes = page.notes(fields, lead, do_next=page.label("act_by", act=title, who=called.rstrip("."), date=by))
    subtitle = page.said("subtitle", "", fields) or filled(slide.title, fields)
    return [page.fill(CLOSING, fields, notes, title=title, subtitle=subtitle, text=text, messages=lead)]


def _with_rep(page: Page, who: str) -> str:
    """Return who acts, and the rep to call where the deck is one rep's; a person's own layer has the last word."""
    rep, own = page.facts.rep, page.own.get("who")
    if rep is None or (own and own.layer.level == "individual"):
        return who
    return page.label("who_with", text=who, rep=fit.name_within(rep.name, WHO_EMS))


def _then(page: Page, steps: list[BuyerStep], after: date) -> dict[str, str]:
    """Return up to two acts due no sooner than the first, in the order they are due."""
    facts = page.facts
    due = sorted(((facts.step_day(s, s.call_to_action.within_days), i, s) for i, s in enumerate(steps)), key=lambda d: d[:2])
    text: dict[str, str] = {}
    for day, _, step in due:
        act, who = fit.within([step.call_to_action.act], THEN_EMS), sentence(fit.name_within(step.call_to_action.who, WHO_EMS))
        if act and who and day >= after and len(text) < 2 * 3:
            n = len(text) // 3 + 1
            by = page.label("by", text=facts.day_text(day))
            text |= {f"then{n}.by": by, f"then{n}.act": sentence(act).rstrip("."), f"then{n}.who": who}
    return text
