"""Table slides: asks and answers, worries, how the alternatives stand, the range; rows spread over slides so that they fit.

In: a Page.
Out: scorecard, worries, competitors and range slides; none where the facts are too few.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from readiness.stages.decks import fit
from readiness.stages.decks.comparison import Standing, standing_words, standings
from readiness.stages.decks.facts import compared
from readiness.stages.decks.page import Page, sentence
from readiness.stages.decks.product_range import range_table
from readiness.stages.decks.recipe import SlideFill, TableFill
from readiness.stages.positioning import Message

CELL_EMS = 82.0
SEEN_EMS = 60.0
"""Room of a cell beside up to three alternatives."""
MAX_ALTERNATIVES = 3
MAX_ROWS_A_SLIDE = 7
NOTE_EMS = 140.0
TABLE_SIZE = 14.0
"""Points: rows are spread over slides so that this size fits."""
TABLE_BOX = (859.0, 327.0)
"""Width and height in points that a table has room for."""
HEADER_HEIGHT, ROW_HEIGHT = 34.0, 40.0
"""Points; no row of the bundled brands is lower."""
NOT_SEEN = "–"
Rows = Sequence[tuple[str, ...]]


def scorecard(page: Page) -> list[SlideFill]:
    """Return a table of asks, answers and proofs, spread over as many slides as the storyline allows."""
    facts = page.facts
    rows: list[tuple[str, ...]] = []
    used: list[Message] = []
    for message in page.answers():
        need = facts.requirement(message.requirement_id)
        ask = fit.within([need.statement, need.outcome], CELL_EMS) if need else ""
        answer = fit.within([message.claim, facts.headline(message)], CELL_EMS)
        if ask and answer:
            rows.append((ask, answer, fit.within([message.proof], CELL_EMS)))
            used.append(message)
    header: tuple[str, ...] = (page.label("you_asked"), page.label("our_answer"), page.label("proof"))
    if rows and not any(row[2] for row in rows):
        header, rows = header[:2], [row[:2] for row in rows]
    return _spread(page, "scorecard", header, rows, used)


def worries(page: Page) -> list[SlideFill]:
    """Return a table of what the buyer may worry about and what answers it."""
    facts = page.facts
    rows: list[tuple[str, ...]] = []
    used: list[Message] = []
    for message in (m for m in facts.worries if m.evidence_ids or not page.slide.evidence):
        need = facts.requirement(message.requirement_id)
        # The heading says that these are worries: where the message only joins the customer's words to that phrase, they do.
        bare = need.anxiety if need and need.anxiety.strip() and need.anxiety.strip() in message.objection else ""
        worry, answer = fit.within([bare, message.objection], CELL_EMS), fit.opening(message.answer, CELL_EMS)
        if worry and answer and all(worry != row[0] for row in rows):
            rows.append((sentence(worry), answer))
            used.append(message)
    return _spread(page, "worries", (page.label("worry"), page.label("reassurance")), rows, used)


def competitors(page: Page) -> list[SlideFill]:
    """Return how we and the alternatives stand on each need that somebody compared, won or lost, each with source and day."""
    seen = standings(page.facts, MAX_ALTERNATIVES)
    names = [name for name in compared(page.facts.sources.house) if any(name in s.theirs for s in seen)]
    ours = page.fields()["product"]
    header = (page.label("compared"), ours, *(fit.name_within(name, SEEN_EMS / 2) for name in names))
    rows = [row for s in seen if (row := _compared(page, s, names))]
    return _spread(page, "competitors", header, rows, (), note=page.label("compared_note"))


def _compared(page: Page, standing: Standing, names: Sequence[str]) -> tuple[str, ...]:
    need = page.facts.requirement(standing.requirement_id)
    ask = fit.within([need.statement, need.outcome], CELL_EMS) if need else ""
    theirs = [standing.theirs.get(name) for name in names]
    cells = [sentence(standing_words(page, v, SEEN_EMS)) if v else NOT_SEEN for v in theirs]
    return (ask, sentence(page.label(standing.ours)), *cells) if ask else ()


def product_range(page: Page) -> list[SlideFill]:
    """Return the range as a table: what differs in columns, what is the same for all in one line below."""
    facts = page.facts
    price = page.label("list_price") if facts.is_known("prices") else ""
    found = range_table(facts.spec.variants, model=page.label("model"), price=price, language=facts.language)
    if found is None:
        return []
    sames = [page.label("every_row", text=", ".join(found.same[:n])) for n in range(len(found.same), 0, -1)]
    shown, total = len(found.table.rows), found.n_rows
    more = page.label("more_rows", n=str(shown), total=str(total)) if total > shown else ""
    note = " ".join(t for t in (more, fit.within(sames, NOTE_EMS)) if t)
    fields = page.fields({"n": str(len(facts.spec.variants))})
    return [page.fill("range", fields, page.notes(fields), text={"note": note}, tables={"rows": found.table})]


def _spread(
    page: Page, key: str, header: tuple[str, ...], rows: Rows, messages: Sequence[Message], note: str = ""
) -> list[SlideFill]:
    kept = list(rows[: page.slide.at_most * MAX_ROWS_A_SLIDE])
    while len(pages := _pages(header, kept)) > page.slide.at_most:
        kept.pop()
    result, start, fields = [], 0, page.fields()
    for number, shown in enumerate(pages, start=1):
        used = messages[start : start + len(shown)]
        start += len(shown)
        title = page.title(fields)
        if len(pages) > 1:
            title = f"{title} {page.label('page', n=str(number), total=str(len(pages)))}"
        tables = {"rows": TableFill(header, tuple(shown))}
        notes = page.notes(fields, used)
        result.append(page.fill(key, fields, notes, title=title, text={"note": note}, tables=tables, messages=used))
    return result


def _pages(header: tuple[str, ...], rows: Rows) -> list[list[tuple[str, ...]]]:
    """Return the rows in pages that fit the table's box, as even as can be: no slide ends with one lonely row."""
    if not rows:
        return []
    for n_pages in range(1, len(rows) + 1):
        size, extra = divmod(len(rows), n_pages)
        bounds = [i * size + min(i, extra) for i in range(n_pages + 1)]
        pages = [list(rows[a:b]) for a, b in pairwise(bounds)]
        if all(_height(header, page) <= TABLE_BOX[1] for page in pages):
            return pages
    return [[row] for row in rows]


def _height(header: tuple[str, ...], rows: Rows) -> float:
    heights = fit.table_layout(header, rows, TABLE_BOX[0], TABLE_SIZE)[1]
    return max(heights[0], HEADER_HEIGHT) + sum(max(h, ROW_HEIGHT) for h in heights[1:])
