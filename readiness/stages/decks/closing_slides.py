"""Closing slides: what happens next, legal lines, and the act asked for: who does what by when.

In: a Page.
Out: plan slides (none without buyer steps), legal lines where a layer sets them, and the one call to action every deck ends in.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from readiness.stages.buyers import BuyerStep
from readiness.stages.decks import fit
from readiness.stages.decks.page import Page, sentence, short
from readiness.stages.decks.recipe import SlideFill
from readiness.stages.decks.storyline import CLOSING

MAX_STEPS = 4


def plan(page: Page) -> list[SlideFill]:
    """Return the next steps of the buyer with the day each begins and when it is done."""
    facts = page.facts
    steps = sorted((s for s in map(facts.buyer_step, page.slide.steps) if s is not None), key=facts.step_day)
    for n in range(min(MAX_STEPS, len(steps)), 0, -1):
        cards = _cards(page, steps, n)
        if len(cards) == n:
            fields = page.fields()
            text = {f"step{i}.{token}": said for i, card in enumerate(cards, start=1) for token, said in card.items()}
            return [page.fill(f"plan-{n}", fields, page.notes(fields), text=text)]
    return []


def _cards(page: Page, steps: Sequence[BuyerStep], n: int) -> list[dict[str, str]]:
    """Return the cards of the first steps whose task fits where so many share a slide."""
    facts, key = page.facts, f"plan-{n}"
    cards: list[dict[str, str]] = []
    for step in steps:
        place = f"step{len(cards) + 1}"
        when, name = page.label("from", text=facts.day_text(facts.step_day(step))), short(facts.step_name(step.step))
        room = page.room(key, f"{place}.task", {f"{place}.when": when, f"{place}.name": name})
        task = fit.within([sentence(step.task)], room)
        done = fit.Phrase(page.room(key, f"{place}.done"), lambda t: page.label("done_when", text=t))
        if task and len(cards) < n:
            end = page.label("done_when", text=fit.within([step.exit_criterion], done))
            cards.append({"when": when, "name": name, "task": task, "done": end})
    return cards


def legal(page: Page) -> list[SlideFill]:
    """Return the legal lines of the launch, channel, segment, industry or company."""
    fields, lines = page.fields(), page.own["lines"].lines if "lines" in page.own else ()
    return [page.fill("legal", fields, page.notes(fields), lists={"lines": lines})] if lines else []


def call_to_action(page: Page) -> list[SlideFill]:
    """Return the last slide: one act in large, with who and by when, and up to two acts that follow it."""
    facts, slide, room = page.facts, page.slide, page.room(CLOSING, "title")
    asked = [s for s in map(facts.buyer_step, slide.steps) if s is not None and fit.within([s.call_to_action.act], room)]
    lead = [m for m in facts.answers[:1] if not asked]
    if asked:
        first = asked[0].call_to_action
        act, who, day = first.act, first.who, facts.step_day(asked[0], first.within_days)
    else:
        act = fit.within([m.call_to_action for m in facts.answers], room) or page.label("next_act")
        who, day = facts.channel.manager, facts.launch.dates.launch_on
    fields, by = page.fields(), page.label("by", text=facts.day_text(day))
    title = sentence(page.own["title"].text if "title" in page.own else act).rstrip(".")
    owners = (page.own["who"].text if "who" in page.own else who, facts.launch.owner, facts.spec.vendor, facts.product)
    whose = fit.Phrase(page.room(CLOSING, "who", {"by": by}), lambda t: _with_rep(page, t))
    called = next((who for name in owners if (who := fit.name_within(sentence(name), whose))), "")
    text = {"who": _with_rep(page, called), "by": by, **_then(page, asked[1:], day)}
    notes = page.notes(fields, lead, do_next=page.label("act_by", act=title, who=called.rstrip("."), date=facts.day_text(day)))
    subtitle = page.said(CLOSING, "subtitle", slide.title, fields)
    return [page.fill(CLOSING, fields, notes, title=title, subtitle=subtitle, text=text, messages=lead)]


def _with_rep(page: Page, who: str) -> str:
    """Return who acts, and the rep to call where the deck is one rep's; a person's own layer has the last word."""
    rep, own = page.facts.rep, page.own.get("who")
    if rep is None or not rep.name.strip() or (own and own.layer.level == "individual"):
        return who
    return page.label("who_with", text=who, rep=short(rep.name))


def _then(page: Page, steps: list[BuyerStep], after: date) -> dict[str, str]:
    """Return up to two acts due no sooner than the first, in the order they are due."""
    facts = page.facts
    due = sorted(((facts.step_day(s, s.call_to_action.within_days), i, s) for i, s in enumerate(steps)), key=lambda d: d[:2])
    text: dict[str, str] = {}
    for day, _, step in due:
        place, by = f"then{len(text) // 3 + 1}", page.label("by", text=facts.day_text(day))
        asked = {f"{place}.by": by}
        act = fit.within([sentence(step.call_to_action.act)], page.room(CLOSING, f"{place}.act", asked)).rstrip(".")
        asked |= {f"{place}.act": act}
        who = fit.name_within(sentence(step.call_to_action.who), page.room(CLOSING, f"{place}.who", asked))
        if act and who and day >= after and len(text) < 2 * 3:
            text |= {**asked, f"{place}.who": who}
    return text
