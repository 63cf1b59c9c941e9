"""Table slides: asks and answers, worries, how the alternatives stand, the range; rows spread over slides so that they fit.

In: a Page.
Out: scorecard, worries, competitors and range slides; none where the facts are too few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from readiness.stages.decks import fit
from readiness.stages.decks.comparison import Standing, standing_words, standings
from readiness.stages.decks.facts import DeckFacts, compared
from readiness.stages.decks.page import Page, sentence
from readiness.stages.decks.product_range import MAX_COLUMNS, range_table
from readiness.stages.decks.recipe import SlideFill, TableFill
from readiness.stages.decks.tables import pages_of
from readiness.stages.positioning import Message

MAX_ALTERNATIVES = 3
MAX_ROWS_A_SLIDE = 7
"""What a room can follow, whatever the template has room for."""
NOT_SEEN = "–"


def scorecard(page: Page) -> list[SlideFill]:
    """Return a table of asks, answers and proofs, spread over as many slides as the storyline allows.

    "You asked" stands over what the audience's own segments asked for alone; where they asked for nothing that is answered, what
    others asked for is told as theirs.
    """
    facts, cell = page.facts, page.facts.sources.rooms.cell("scorecard", 3)
    rows: list[tuple[str, ...]] = []
    used: list[Message] = []
    for message in page.asked():
        need = facts.requirement(message.requirement_id)
        ask = fit.within([need.statement, need.outcome], cell) if need else ""
        answer = fit.most_of([message.claim, facts.headline(message)], cell)
        if ask and answer:
            rows.append((ask, answer, fit.within([facts.proof(message)], cell)))
            used.append(message)
    is_theirs = bool(facts.asked or not facts.segments)
    who = page.label("you_asked" if is_theirs else "compared")
    header: tuple[str, ...] = (who, page.label("our_answer"), page.label("proof"))
    if rows and not any(row[2] for row in rows):
        header, rows = header[:2], [row[:2] for row in rows]
    title = "" if is_theirs or "title" in page.own else page.label("others_asked")
    return _spread(page, "scorecard", TableFill(header, tuple(rows)), used, title=title)


def worries(page: Page) -> list[SlideFill]:
    """Return a table of what the buyer may worry about and what answers it."""
    facts, cell = page.facts, page.facts.sources.rooms.cell("worries", 2)
    rows: list[tuple[str, ...]] = []
    used: list[Message] = []
    for message in _of_own_needs(facts, [m for m in facts.worries if m.evidence_ids or not page.slide.evidence]):
        need = facts.requirement(message.requirement_id)
        # The heading says that these are worries: where the message only joins the customer's words to that phrase, they do.
        bare = need.anxiety if need and need.anxiety.strip() and need.anxiety.strip() in message.objection else ""
        worry, answer = fit.within([sentence(bare), sentence(message.objection)], cell), fit.opening(message.answer, cell)
        if worry and answer and all(worry != row[0] for row in rows):
            rows.append((worry, answer))
            used.append(message)
    return _spread(page, "worries", TableFill((page.label("worry"), page.label("reassurance")), tuple(rows)), used)


def _of_own_needs(facts: DeckFacts, messages: list[Message]) -> list[Message]:
    """Return the messages about needs of the audience's own segments; all where there is none: they speak to "you"."""
    own = {r.requirement_id for r in facts.requirements if r.segment in facts.segments}
    return [m for m in messages if m.requirement_id in own] or messages


def competitors(page: Page) -> list[SlideFill]:
    """Return how we and the alternatives stand on each need that somebody compared, won or lost, each with source and day."""
    seen = standings(page.facts, MAX_ALTERNATIVES)
    names = [name for name in compared(page.facts.sources.house) if any(name in s.theirs for s in seen)]
    header = (page.label("compared"), *(fit.name_within(name, fit.HEADING) for name in (page.facts.product, *names)))
    cell = page.facts.sources.rooms.cell("competitors", len(header))
    rows = tuple(row for s in seen if (row := _compared(page, s, names, cell)))
    return _spread(page, "competitors", TableFill(header, rows), note=page.label("compared_note"))


def _compared(page: Page, standing: Standing, names: Sequence[str], cell: fit.Room) -> tuple[str, ...]:
    need = page.facts.requirement(standing.requirement_id)
    ask = fit.within([need.statement, need.outcome], cell) if need else ""
    theirs = [standing.theirs.get(name) for name in names]
    cells = [sentence(standing_words(page, v, cell)) if v else NOT_SEEN for v in theirs]
    return (ask, sentence(page.label(standing.ours)), *cells) if ask else ()


def product_range(page: Page) -> list[SlideFill]:
    """Return the range as a table: what differs in columns, what is the same for all in one line below."""
    facts = page.facts
    price = page.label("list_price") if facts.is_known("prices") else ""
    cell = facts.sources.rooms.cell("range", MAX_COLUMNS)
    found = range_table(facts.spec.variants, model=page.label("model"), price=price, language=facts.language, cell=cell)
    if found is None:
        return []
    pages = _pages(page, "range", found.table)
    shown, total = sum(len(p.rows) for p in pages), len(found.table.rows)
    more = page.label("more_rows", n=str(shown), total=str(total)) if total > shown else ""
    sames = [page.label("every_row", text=", ".join(found.same[:n])) for n in range(len(found.same), 0, -1)]
    below = [" ".join(t for t in (more, same) if t) for same in (*sames, "")]
    return _slides(page, "range", pages, note=fit.within(below, page.room("range", "note")))


def _spread(
    page: Page, key: str, table: TableFill, messages: Sequence[Message] = (), note: str = "", title: str = ""
) -> list[SlideFill]:
    return _slides(page, key, _pages(page, key, table), messages, note, title)


def _pages(page: Page, key: str, table: TableFill) -> list[TableFill]:
    """Return the table's rows on as few slides as they need, none where it has no rows.

    A row that no slide holds stays with the others: the fit check names it.
    """
    at_most, box = page.slide.at_most, page.facts.sources.rooms.table(key)
    shown = replace(table, rows=table.rows[: at_most * MAX_ROWS_A_SLIDE])
    if not shown.rows:
        return []
    return (pages_of(shown, box, at_most) if box else None) or [shown]


def _slides(
    page: Page, key: str, pages: Sequence[TableFill], messages: Sequence[Message] = (), note: str = "", title: str = ""
) -> list[SlideFill]:
    result, start = [], 0
    fields = page.fields({"n": str(len(page.facts.spec.variants))} if key == "range" else {})
    for table in pages:
        used = messages[start : start + len(table.rows)]
        start += len(table.rows)
        notes = page.notes(fields, used)
        result.append(page.fill(key, fields, notes, title=title, text={"note": note}, tables={"rows": table}, messages=used))
    return result
