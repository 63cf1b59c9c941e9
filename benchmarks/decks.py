"""Decks: how many a CPU second presses, and how that grows with content, beside the same slides built from scratch.

In: nothing; run `python benchmarks/decks.py`.
Out: a table of CPU medians. The peer is plain python-pptx: blank layouts, text boxes, tables, charts and notes placed by
hand, no template, no fit, no sections, no canonical bytes.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from readiness.adapters.deck_files import press
from readiness.stages.decks import Deck, Slide, SlideChart, SlideTable, SlideText

TEMPLATE = (Path(__file__).parents[1] / "content_templates/decks/standard/master.pptx").read_bytes()
ROUNDS = 7


def deck(times: int, number: int) -> Deck:
    """Return a deck of 12 slides (or a multiple) that no other number gives, so that nothing is served from memory."""
    slides: list[Slide] = []
    for t in range(times):
        for i in range(12):
            kind = ("Message", "Message", "Message", "Table", "Chart", "Statement")[i % 6]
            name = f"{number}.{t}.{i}"
            rows = tuple((f"Ask {r} of {name}", f"What answers ask {r}, with its limit", f"Proof {r}") for r in range(5))
            slides.append(
                Slide(
                    key="answers",
                    layout=kind,
                    title=f"Your customers come back, case {name}",
                    subtitle="Shop owner · Try it against the need",
                    body=() if kind in ("Table", "Chart") else (f"The product holds for {name} hours, measured on the bench.",),
                    table=SlideTable(("You asked", "Answer", "Proof"), rows) if kind == "Table" else None,
                    chart=SlideChart(
                        "Times said", tuple(f"Need {c}" for c in range(6)), tuple(9.0 - c for c in range(6)), "0", name
                    )
                    if kind == "Chart"
                    else None,
                    notes=f"SAY\nWhat {name} says\n\nASK\nWhich of these matters?\n\nDO NEXT\nAgree a day.",
                    message_ids=(),
                    section=f"Step {i // 4}",
                    texts=(
                        SlideText("Proof", ("Proof", f"Report {name}")),
                        SlideText("Quote", (f"“It held, {name}.”", "a customer")),
                    )
                    if kind == "Message"
                    else (),
                )
            )
    return Deck(
        f"d{number}", "shops", "", "", "", "", "Kettle", "standard", "en", "C", "2024-03-04", "Kettle · Shops", tuple(slides)
    )


def from_scratch(content: Deck) -> bytes:
    presentation = Presentation()
    blank = presentation.slide_layouts[6]
    for slide in content.slides:
        native = presentation.slides.add_slide(blank)
        texts = [(slide.title,), (slide.subtitle,), slide.body, *(t.paragraphs for t in slide.texts), (content.footer,)]
        for k, paragraphs in enumerate(texts):
            native.shapes.add_textbox(Inches(0.5), Inches(0.4 + k), Inches(9), Inches(0.8)).text_frame.text = "\n".join(
                paragraphs
            )
        if slide.table is not None:
            grid = [slide.table.header, *slide.table.rows]
            table = native.shapes.add_table(len(grid), len(grid[0]), Inches(0.5), Inches(2), Inches(9), Inches(4)).table
            for r, row in enumerate(grid):
                for c, text in enumerate(row):
                    table.cell(r, c).text = text
        if slide.chart is not None:
            data = CategoryChartData()
            data.categories = list(slide.chart.categories)
            data.add_series(slide.chart.series, slide.chart.values)
            native.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(0.5), Inches(2), Inches(9), Inches(4), data)
        native.notes_slide.notes_text_frame.text = slide.notes
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def cpu_medians(jobs: dict[str, Callable[[Deck], bytes]], times: int) -> dict[str, float]:
    """Return CPU seconds a deck, medians of interleaved rounds on decks never seen before."""
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(ROUNDS):
        for name, job in jobs.items():
            content = deck(times, number)
            start = time.process_time()
            job(content)
            spent[name].append(time.process_time() - start)
    return {name: statistics.median(seconds) for name, seconds in spent.items()}


def main() -> None:
    jobs: dict[str, Callable[[Deck], bytes]] = {"press": lambda d: press(d, TEMPLATE), "from scratch": from_scratch}
    cpu_medians(jobs, 1)  # imports and caches
    print(f"{'slides':>7} {'job':<13} {'CPU s/deck':>11} {'decks/CPU s':>12} {'slides/CPU s':>13}")
    for times in (1, 4, 16):
        for name, seconds in cpu_medians(jobs, times).items():
            print(f"{12 * times:>7} {name:<13} {seconds:>11.4f} {1 / seconds:>12.1f} {12 * times / seconds:>13.0f}")


if __name__ == "__main__":
    sys.exit(main())
