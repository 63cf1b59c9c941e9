"""Answer slides: what the product does about each need, with limit, proof and the factory's own figure; worries; the range.

In: DeckFacts, a BlueprintSlide.
Out: answers, scorecard, worries and range slides; none where the facts are too few.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from readiness.stages.decks import fit
from readiness.stages.decks.blueprint import BlueprintSlide
from readiness.stages.decks.deck import Slide, SlideTable, SlideText
from readiness.stages.decks.facts import DeckFacts
from readiness.stages.decks.product_range import range_table
from readiness.stages.decks.slide_words import (
    NAME_EMS,
    TITLE_EMS,
    fields_of,
    filled,
    heard_at,
    label,
    notes_of,
    quoted,
    said,
    slide_of,
)
from readiness.stages.positioning import Message

CLAIM_EMS = 150.0
CARD_EMS = 80.0
QUOTE_EMS = 130.0
SOURCE_EMS = 40.0
CELL_EMS = 95.0
MAX_ROWS_A_SLIDE = 8
TABLE_SIZE = 14.0
"""Points: rows are spread over slides so that this size fits."""
TABLE_BOX = (859.0, 327.0)
"""Width and height in points of the standard master's table."""


def answers(facts: DeckFacts, slide: BlueprintSlide) -> list[Slide]:
    """Return one slide for each of the most important needs: the customer's gain, the claim, its proof, who asked for it."""
    return [_answer(facts, slide, message) for message in facts.answers[: slide.at_most]]


def _answer(facts: DeckFacts, slide: BlueprintSlide, message: Message) -> Slide:
    persona = facts.buyers.persona_name(message.persona)
    segment = facts.buyers.segment_name(message.segment)
    fields = fields_of(
        facts, slide, {"persona": fit.name_within(persona, NAME_EMS), "segment": fit.name_within(segment, NAME_EMS)}
    )
    quote = quoted(message.quote, QUOTE_EMS, facts.labels["quote"])
    title = message.headline.strip() or fit.opening(message.claim, TITLE_EMS) or filled(slide.title, fields)
    claim = fit.opening(message.claim, CLAIM_EMS)
    texts = [
        SlideText("Proof", _card(label(facts, "proof"), fit.within([message.proof], CARD_EMS))),
        SlideText("Fact", _factory_fact(facts, message)),
    ]
    if quote:
        texts.append(SlideText("Quote", (quote, heard_at(message, SOURCE_EMS))))
    return slide_of(
        facts,
        slide,
        layout="Message" if quote else "Message without quote",
        title=title,
        subtitle=filled(slide.subtitle, fields),
        body=[claim],
        notes=notes_of(facts, slide, fields, [message], say=said(message) or message.claim, do_next=message.call_to_action),
        messages=[message],
        texts=texts,
    )


def _card(heading: str, text: str, source: str = "") -> tuple[str, ...]:
    return (heading, text, source) if text else ()


def _factory_fact(facts: DeckFacts, message: Message) -> tuple[str, ...]:
    fact = facts.characteristic(message)
    if fact is None:
        return ()
    name = fact.name.strip()[:1].upper() + fact.name.strip()[1:]
    value = " ".join(t for t in (facts.value_text(fact).strip(), fact.condition.strip()) if t)
    text = fit.within([": ".join(t for t in (name, value) if t), ": ".join(t for t in (name, fact.quote) if t), name], CARD_EMS)
    source = fit.name_within(", ".join(t for t in (facts.specification, fact.source.file) if t), SOURCE_EMS)
    return _card(label(facts, "in_spec"), text, source)


def scorecard(facts: DeckFacts, slide: BlueprintSlide) -> list[Slide]:
    """Return a table of asks, answers and proofs, spread over as many slides as the blueprint allows."""
    rows: list[tuple[str, ...]] = []
    used: list[Message] = []
    for message in facts.answers:
        need = facts.requirement(message.requirement_id)
        ask = fit.within([need.statement, need.outcome], CELL_EMS) if need else ""
        answer = fit.within([message.claim, message.headline], CELL_EMS)
        if ask and answer:
            rows.append((ask, answer, fit.within([message.proof], CELL_EMS)))
            used.append(message)
    header: tuple[str, ...] = (label(facts, "you_asked"), label(facts, "our_answer"), label(facts, "proof"))
    if rows and not any(row[2] for row in rows):
        header, rows = header[:2], [row[:2] for row in rows]
    return _table_slides(facts, slide, header, rows, used)


def worries(facts: DeckFacts, slide: BlueprintSlide) -> list[Slide]:
    """Return a table of what the buyer may worry about and what answers it."""
    rows: list[tuple[str, ...]] = []
    used: list[Message] = []
    for message in facts.worries:
        need = facts.requirement(message.requirement_id)
        # The heading says that these are worries: where the message only joins the customer's words to that phrase, they do.
        bare = need.anxiety if need and need.anxiety.strip() and need.anxiety.strip() in message.objection else ""
        worry, answer = fit.within([bare, message.objection], CELL_EMS), fit.opening(message.answer, CELL_EMS)
        if worry and answer and all(worry != row[0] for row in rows):
            rows.append((worry[:1].upper() + worry[1:], answer))
            used.append(message)
    return _table_slides(facts, slide, (label(facts, "worry"), label(facts, "reassurance")), rows, used)


def _table_slides(
    facts: DeckFacts, slide: BlueprintSlide, header: tuple[str, ...], rows: Sequence[tuple[str, ...]], messages: Sequence[Message]
) -> list[Slide]:
    kept = list(rows[: slide.at_most * MAX_ROWS_A_SLIDE])
    while len(pages := _pages(header, kept)) > slide.at_most:
        kept.pop()
    result, start = [], 0
    for number, page in enumerate(pages, start=1):
        shown = messages[start : start + len(page)]
        start += len(page)
        fields = fields_of(facts, slide)
        title = filled(slide.title, fields)
        if len(pages) > 1:
            title = f"{title} {label(facts, 'page', n=str(number), total=str(len(pages)))}"
        result.append(
            slide_of(
                facts,
                slide,
                layout="Table",
                title=title,
                subtitle=filled(slide.subtitle, fields),
                table=SlideTable(header, tuple(page)),
                notes=notes_of(facts, slide, fields, shown),
                messages=shown,
            )
        )
    return result


def _pages(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    """Return the rows in pages that fit the table's box, as even as can be: no slide ends with one lonely row."""
    if not rows:
        return []
    for n_pages in range(1, len(rows) + 1):
        size, extra = divmod(len(rows), n_pages)
        bounds = [i * size + min(i, extra) for i in range(n_pages + 1)]
        pages = [list(rows[a:b]) for a, b in pairwise(bounds)]
        if all(sum(fit.table_layout(header, page, TABLE_BOX[0], TABLE_SIZE)[1]) <= TABLE_BOX[1] for page in pages):
            return pages
    return [[row] for row in rows]


def product_range(facts: DeckFacts, slide: BlueprintSlide) -> list[Slide]:
    """Return the range as a table: what differs in columns, what is the same for all in one line below."""
    found = range_table(
        facts.spec.variants, model=label(facts, "model"), price=label(facts, "list_price"), language=facts.language
    )
    if found is None:
        return []
    same = fit.within([label(facts, "every_row", text=", ".join(found.same[:n])) for n in range(len(found.same), 0, -1)], 140)
    more = (
        label(facts, "more_rows", n=str(len(found.table.rows)), total=str(found.n_rows))
        if found.n_rows > len(found.table.rows)
        else ""
    )
    fields = fields_of(facts, slide, {"n": str(len(facts.spec.variants))})
    return [
        slide_of(
            facts,
            slide,
            layout="Table",
            title=filled(slide.title, fields),
            subtitle=filled(slide.subtitle, fields),
            table=found.table,
            notes=notes_of(facts, slide, fields),
            texts=[SlideText("Note", (" ".join(t for t in (more, same if found.same else "") if t),))],
        )
    ]
