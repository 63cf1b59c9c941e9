"""Kick-off: a meeting of the field told from the customer's side: their steps, tasks and worries, and what we do at each.

In: the buyers' map with what covers it, headlines of messages, how many contacts are planned, the room of a brand's templates.
Out: Agenda items; a Recipe for the press.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from readiness.stages.buyers import BuyerMap, BuyerStep
from readiness.stages.decks import fit
from readiness.stages.decks.recipe import PRESENTER, Recipe, SlideFill, TableFill
from readiness.stages.decks.rooms import Rooms
from readiness.stages.decks.tables import pages_of
from readiness.stages.map_coverage import HOLES, MapCell
from readiness.vocabulary import counted

COVER, WIDE, WORDS = "brief-cover", "brief-wide", "brief-words"
"""Keys of the sample slides."""
TEMPLATE, LANGUAGE = "brief", "en-GB"
STARTS = time(9)
OPENING_MINUTES, STEP_MINUTES, HOLES_MINUTES, CLOSING_MINUTES, BREAK_MINUTES = 15, 20, 15, 20, 15
LACKS = {
    "no_message": "nothing to say",
    "no_deck": "nothing to show",
    "no_training": "not taught",
    "no_question": "not asked in the quiz",
}
FACTORY = "product marketing"
MAKES = {"no_message": FACTORY, "no_deck": FACTORY, "no_training": "the trainers", "no_question": FACTORY}


@dataclass(frozen=True, slots=True)
class KickOff:
    """What a kick-off is made from."""

    launch_id: str
    product: str
    owner: str
    ready_by: date
    buyers: BuyerMap
    cells: Sequence[MapCell]
    headlines: Mapping[str, str]
    """message_id -> what is said."""
    n_contacts: Mapping[str, int]
    """buyer_step -> contacts that are planned for it."""
    revision: str = ""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One part of the meeting."""

    starts: time
    minutes: int
    title: str
    what: str
    ends_in: str
    """The act that somebody owes after it."""


def agenda(given: KickOff) -> list[AgendaItem]:
    """Return the meeting: their process first, then each step from their side, then what is missing, then who does what."""
    steps = given.buyers.steps
    parts = [
        (
            OPENING_MINUTES,
            "How our customers buy",
            "Read the steps aloud as a customer would say them; nobody speaks of the product.",
            "Each of you names one account and the step it is at.",
        ),
    ]
    for n, step in enumerate(steps):
        if n and n % 3 == 0:
            parts.append((BREAK_MINUTES, "Break", "", ""))
        parts.append((STEP_MINUTES, step.name, _lived(step), _closing(given, step)))
    holes = _holes(given)
    if holes:
        asked = f"Look at {counted(len(holes), 'place')} where we have nothing to offer yet; which of them cost a sale?"
        parts.append(
            (HOLES_MINUTES, "Where we have nothing yet", asked, "Each hole has a name and a day, or stays open on purpose.")
        )
    ends = f"Everybody has said aloud what they do first; {given.owner} writes it down."
    parts.append((CLOSING_MINUTES, "Who does what, to whom, by when", "Open the contact plan; each finds the first week.", ends))
    return _timed(parts)


def _timed(parts: Sequence[tuple[int, str, str, str]]) -> list[AgendaItem]:
    at = datetime.combine(date.min, STARTS)
    items = []
    for minutes, title, what, ends in parts:
        items.append(AgendaItem(at.time(), minutes, title, what, ends))
        at += timedelta(minutes=minutes)
    return items


def _lived(step: BuyerStep) -> str:
    worry = f" One of you is worried: {_clause(step.anxiety)}." if step.anxiety else ""
    return f"In pairs, one of you is the customer: {_clause(step.task)}.{worry} The other helps, and sells nothing."


def _closing(given: KickOff, step: BuyerStep) -> str:
    n = given.n_contacts.get(step.step, 0)
    planned = f" {counted(n, 'contact')} of this step stand in the plan." if n else ""
    return f"{step.call_to_action.act}: each of you says to which account, and when.{planned}"


def kick_off(given: KickOff, rooms: Rooms, brand: str) -> Recipe:
    """Return the deck of the meeting in a brand."""
    slides = [_cover(given, rooms), _process(given, rooms)]
    slides += [_step(given, step, rooms) for step in given.buyers.steps]
    if _holes(given):
        slides.append(_missing(given, rooms))
    slides.append(_last(given, rooms))
    return Recipe(
        deck_id=f"{given.launch_id}-kick-off", template=TEMPLATE, brand=brand, title=f"{given.product}: kick-off",
        subject=slides[0].text["title"], language=LANGUAGE, made_on=given.ready_by.isoformat(), edition=PRESENTER,
        spec_revision=given.revision, slides=tuple(slides),
    )  # fmt: skip


def _cover(given: KickOff, rooms: Rooms) -> SlideFill:
    names = [s.name for s in given.buyers.steps]
    way = f"{counted(len(names), 'step')}, from “{names[0]}” to “{names[-1]}”" if len(names) > 1 else "One step"
    return _slide(
        rooms, COVER, given, ["How our customers buy, and what we do at each step"], f"{given.product} · Kick-off",
        "Open with the customer, not with the product. The first slide that names it is a long way off.",
        gain=[way], for_whom=[f"Ready by {given.ready_by.isoformat()} · {given.owner} answers for this launch"],
    )  # fmt: skip


def _process(given: KickOff, rooms: Rooms) -> SlideFill:
    header = ("What they do", "What worries them", "Done when")
    rows = [(s.name, s.anxiety or "–", s.exit_criterion) for s in given.buyers.steps]
    title = "Their way to buying, step by step"
    return _tabled(rooms, given, [title], "Their side", header, rows, "Read it aloud as they would say it.")


def _step(given: KickOff, step: BuyerStep, rooms: Rooms) -> SlideFill:
    cells = [c for c in given.cells if c.step == step.step and c.message_id]
    said = list(dict.fromkeys(given.headlines.get(c.message_id, "") for c in cells))
    ours = ", ".join(step.our_people) or "the rep"
    theirs = ", ".join(given.buyers.persona_name(p) for p in step.buyer_people) or "whoever it concerns"
    n = given.n_contacts.get(step.step, 0)
    rows = [
        ("What has to be done", step.task, step.call_to_action.act),
        ("Who", theirs, ours),
        ("What worries them", step.anxiety or "–", next((h for h in said if h), "We ask, and listen")),
        ("What holds them up", step.constraint or "–", f"Within {counted(step.call_to_action.within_days, 'day')}"),
        ("Done when", step.exit_criterion, f"{counted(n, 'contact')} planned" if n else "Nothing planned yet"),
    ]
    notes = f"PRACTISE\n{_lived(step)}\n\nEND WITH\n{_closing(given, step)}"
    return _tabled(rooms, given, [step.name], "Their side, and ours", ("", "The customer", "We"), rows, notes)


def _missing(given: KickOff, rooms: Rooms) -> SlideFill:
    holes = _holes(given)
    names = {s.step: s.name for s in given.buyers.steps}
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for c in holes:
        grouped.setdefault((c.step, c.persona, c.state), []).append(c.channel)
    rows = [
        (f"{names.get(step, step)}: {given.buyers.persona_name(persona)}", LACKS[state], MAKES[state])
        for (step, persona, state), _ in sorted(grouped.items(), key=_worst)
    ]
    title = f"{counted(len(holes), 'place')} of the map where we have nothing yet"
    notes = "Which of these cost a sale? Whoever makes what is missing says by when. plan/coverage.csv has them all."
    return _tabled(rooms, given, [title], "What is missing", ("Where", "What is missing", "Who makes it"), rows, notes)


def _worst(item: tuple[tuple[str, str, str], list[str]]) -> tuple[int, int, tuple[str, str, str]]:
    """Return what holes are sorted by: what has to be mended first, then in how many channels."""
    return HOLES.index(item[0][2]), -len(item[1]), item[0]


def _last(given: KickOff, rooms: Rooms) -> SlideFill:
    lines = [
        "Open the contact plan and find your first week.",
        "Say aloud whom you call first, and what you ask.",
        f"{given.owner} writes it down; the weekly review asks whether it was kept.",
    ]
    title, subtitle = "What each of us does first", "Who does what, to whom, by when"
    made = _slide(rooms, WORDS, given, [title], subtitle, "Nobody leaves without one.")
    room = rooms.item(WORDS, "lines", len(lines))
    told = tuple(fit.opening(line, room) or fit.name_within(line, room) for line in lines)
    return SlideFill(made.key, made.section, made.text, {"lines": told}, notes=made.notes)


def _tabled(
    rooms: Rooms,
    given: KickOff,
    titles: Sequence[str],
    subtitle: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    notes: str,
) -> SlideFill:
    """Return a slide with a table of as many rows as it holds in letters that can be read."""
    room, box = rooms.cell(WIDE, len(header)), rooms.table(WIDE)
    whole = TableFill(tuple(header), tuple(tuple(fit.name_within(cell, room) for cell in row) for row in rows))
    pages = pages_of(whole, box, 1) if box and whole.rows else None
    shown = pages[0] if pages else whole
    n_left = len(rows) - len(shown.rows)
    note = [f"{n_left:,} more stand in plan/coverage.csv"] if n_left else [""]
    made = _slide(rooms, WIDE, given, titles, subtitle, notes, note=note)
    return SlideFill(made.key, made.section, made.text, tables={"rows": shown}, notes=made.notes)


def _slide(
    rooms: Rooms, key: str, given: KickOff, titles: Sequence[str], subtitle: str, notes: str, **texts: Sequence[str]
) -> SlideFill:
    revision = f"Specification revision {given.revision}" if given.revision else ""
    told = (given.product, f"Kick-off, ready by {given.ready_by.isoformat()}", revision)
    footer = " · ".join(part for part in told if part)
    own = {"title": titles, "subtitle": [subtitle], "footer": [footer]}
    filled = {name: _fitted(rooms, key, name, said) for name, said in own.items()}
    for token, said in texts.items():
        filled[token] = _fitted(rooms, key, token, said)
    return SlideFill(key, "", filled, notes=notes)


def _fitted(rooms: Rooms, key: str, token: str, variants: Sequence[str]) -> str:
    """Return the first way to say it that fits; where none does, the last one, cut like a name."""
    said = [text for text in map(fit.folded, variants) if text]
    room = rooms.text(key, token)
    return fit.most_of(said, room) or (fit.name_within(said[-1], room) if said else "")


def _holes(given: KickOff) -> list[MapCell]:
    return [c for c in given.cells if c.is_hole]


def _clause(text: str) -> str:
    text = text.strip().removesuffix(".")
    return text[:1].lower() + text[1:] if text[:2] != text[:2].upper() else text
