"""Brief desk: one management brief being put together: what fits where, its footer, its notes.

In: Report, the room of a brand's templates.
Out: slides whose texts all fit; what is too long is said more briefly, or with fewer rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from readiness.stages.decks import fit
from readiness.stages.decks.recipe import SlideFill, TableFill
from readiness.stages.decks.rooms import Rooms
from readiness.stages.decks.tables import pages_of
from readiness.stages.report.charts import Chart
from readiness.stages.report.methods import methods
from readiness.stages.report.summary import Report
from readiness.stages.report.words import day

COVER, TABLE, CHART, WIDE, WORDS = "brief-cover", "brief-table", "brief-chart", "brief-wide", "brief-words"
"""Keys of the sample slides."""
MOST_LINES = 3
MOST_NOTES = 2900
"""Characters."""
FILES = "Every figure stands in readiness.xlsx and readiness.html beside this file; the words below say how it was made."


@dataclass(frozen=True, slots=True)
class Desk:
    """A report, and the room there is to tell it."""

    report: Report
    rooms: Rooms
    pictures: dict[str, Chart] = field(default_factory=dict)
    """Key of an image -> the chart it is drawn from; filled as slides ask for them."""

    def text(self, key: str, token: str, variants: Iterable[str], known: Mapping[str, str] | None = None) -> str:
        """Return the first way to say it that fits; where none does, the last one, cut like a name."""
        said = [text for text in map(fit.folded, variants) if text]
        room = self.rooms.text(key, token, known or {})
        return fit.most_of(said, room) or (fit.name_within(said[-1], room) if said else "")

    def slide(self, key: str, subtitle: str, titles: Sequence[str], notes: Sequence[str], **texts: Sequence[str]) -> SlideFill:
        """Return a slide; each text is said in the first of its ways that fits, a figure before what it is of."""
        filled = {
            "title": self.text(key, "title", titles), "subtitle": self.text(key, "subtitle", [subtitle]),
            "footer": self.footer(key),
        }  # fmt: skip
        for token, variants in texts.items():
            filled[token] = self.text(key, token, variants, filled)
        return SlideFill(key=key, section="", text=filled, notes=self.notes(notes))

    def table(self, key: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> TableFill:
        """Return as many rows from the first as one slide holds in letters that can be read, each cell cut to its room."""
        room, box = self.rooms.cell(key, len(header)), self.rooms.table(key)
        whole = TableFill(tuple(header), tuple(tuple(fit.name_within(cell, room) for cell in row) for row in rows))
        pages = pages_of(whole, box, 1) if box and whole.rows else None
        return pages[0] if pages else replace(whole, rows=whole.rows[:1])

    def words(self, subtitle: str, titles: Sequence[str], lines: Sequence[str], notes: Sequence[str]) -> SlideFill:
        """Return a slide that says plainly what cannot be said, and why."""
        room = self.rooms.item(WORDS, "lines", MOST_LINES)
        told = [text for line in lines if (text := fit.opening(line, room) or fit.name_within(line, room))]
        made = self.slide(WORDS, subtitle, titles, notes)
        return replace(made, lists={"lines": tuple(dict.fromkeys(told))[:MOST_LINES]})

    def picture(self, chart: Chart) -> str:
        """Return the key of a chart's image, which will be drawn."""
        key = f"{chart.name}.png"
        self.pictures[key] = chart
        return key

    def footer(self, key: str) -> str:
        """Return launch, day and versions: what everything exported carries."""
        report = self.report
        made = report.versions.words
        tail = " · ".join(part for part in (f"As of {day(report.as_of)}", made) if part)
        room = self.rooms.text(key, "footer")
        name = fit.name_within(report.launch_name, fit.Phrase(room, lambda text: f"{text} · {tail}"))
        return fit.name_within(f"{name} · {tail}", room)

    def notes(self, topics: Sequence[str]) -> str:
        """Return how the figures of a slide were made: the named topics of the methods, what is missing, the versions."""
        report = self.report
        known = dict(methods(report.readiness_bar, report.quiz, report.index))
        parts = [FILES, *(f"{topic.upper()}\n{known[topic]}" for topic in topics if topic in known)]
        if report.missing:
            parts.append("\n".join(("WHAT IS MISSING", *report.missing)))
        parts.append(f"As of {day(report.as_of)}. {report.versions.words}".strip())
        while len("\n\n".join(parts)) > MOST_NOTES and len(parts) > 2:
            del parts[-2]
        return "\n\n".join(parts)
