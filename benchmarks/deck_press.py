"""Deck press: CPU a deck beside python-pptx filling the same prepared slides.

In: nothing; libraries and recipes are made from seeds, no deck twice. Run: `python benchmarks/deck_press.py`.
Out: CPU medians of interleaved rounds, bytes, memory, PASS or MISS beside each limit.
"""

from __future__ import annotations

import copy
import io
import random
import re
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pptx import Presentation  # noqa: E402
from pptx.chart.data import CategoryChartData  # noqa: E402

from readiness.adapters.deck_check import check_deck  # noqa: E402
from readiness.adapters.deck_press import Deflate, Press, compile_press, open_template  # noqa: E402
from readiness.stages.decks.recipe import ChartFill, Recipe, SlideFill  # noqa: E402
from tests.deck_library import WORDS, light_images, light_library, light_recipe, recipe_for  # noqa: E402

ROUNDS, BATCH = 7, 100
TOKEN = re.compile(r"\{\{([a-z0-9]+)\}\}")
LIMITS = {  # job -> times as fast as python-pptx: light, heavy
    "press isal-1": (60, 55),
    "press isal-0": (100, 85),
    "press zlib": (25, 14),
    "press splice": (130, 200),
}
MAX_MS, MAX_MEMORY, MAX_SIZE, MAX_CHECK_MS = 0.6, 1_000_000, 1.10, 15
DECKS = ROOT / "content_templates" / "decks"
KEYS = (
    "cover", "voices-2", "demand", "today", "criteria", "answer", "answer", "answer-plain", "scorecard", "worries", "plan-3",
    "call-to-action",
)  # fmt: skip
MAIN_JOB = "press isal-1"


def prepared(library: bytes) -> bytes:
    """Return the library as a template for python-pptx: tables already of their size, so that it only fills."""
    presentation = Presentation(io.BytesIO(library))
    for slide in presentation.slides:
        for shape in slide.shapes:
            if shape.has_table:
                _enlarge(shape.table._tbl)
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def _enlarge(table: Any) -> None:
    grid, rows = table.tblGrid, list(table.tr_lst)
    for _ in range(3):
        grid.append(copy.deepcopy(grid[0]))
        for row in rows:
            row.insert(1, copy.deepcopy(row.tc_lst[0]))
    for _ in range(4):
        table.append(copy.deepcopy(rows[1]))


def naive(template: bytes, images: dict[str, bytes], recipe: Recipe) -> bytes:
    """Return a deck as most would make it: open, fill what is prepared, save."""
    presentation = Presentation(io.BytesIO(template))
    for slide, fill in zip(presentation.slides, recipe.slides, strict=True):
        for shape in list(slide.shapes):
            if shape.has_text_frame:
                _naive_text(shape, fill)
            elif shape.has_table:
                data = fill.tables["rows"]
                for row, texts in zip(shape.table.rows, [data.header, *data.rows], strict=True):
                    for cell, text in zip(row.cells, texts, strict=True):
                        cell.text_frame.paragraphs[0].runs[0].text = text
            elif shape.has_chart:
                _naive_chart(shape, fill.charts["demand"])
            elif shape.name == "img:hero":
                _, rid = slide.part.get_or_add_image_part(io.BytesIO(images[fill.images["hero"]]))
                old, shape._element.blipFill.blip.rEmbed = shape._element.blipFill.blip.rEmbed, rid
                slide.part.drop_rel(old)
        slide.notes_slide.notes_text_frame.text = fill.notes
    presentation.core_properties.title = recipe.title
    presentation.core_properties.subject = recipe.subject
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


def _naive_text(shape: Any, fill: SlideFill) -> None:
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph.runs:
            if "{{" in run.text:
                run.text = TOKEN.sub(lambda m: fill.text[m[1]], run.text)
            if run.hyperlink.address:
                run.hyperlink.address = f"https://e.org/{fill.text['link']}"


def _naive_chart(shape: Any, chart: ChartFill) -> None:
    make: Any = CategoryChartData
    values = make(number_format=chart.number_format)
    values.categories = chart.categories
    values.add_series(chart.series, chart.values)
    shape.chart.replace_data(values)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", chart.alt_text)


class Seeds:
    """Numbers nobody had before, so that no deck is made twice."""

    def __init__(self) -> None:
        self.last = 0

    def recipes(self, n: int) -> Iterator[Recipe]:
        for _ in range(n):
            self.last += 1
            yield light_recipe(self.last)


def medians(jobs: dict[str, tuple[Callable[[Recipe], bytes], int]], seeds: Seeds) -> dict[str, tuple[float, float]]:
    """Return CPU milliseconds and bytes a deck, medians of interleaved rounds."""
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    sizes: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(ROUNDS + 1):
        for name, (job, batch) in jobs.items():
            seconds, made = 0.0, []
            for recipe in seeds.recipes(batch):  # each made just before it is pressed, as a launch does
                start = time.process_time()
                data = job(recipe)
                seconds += time.process_time() - start
                made.append(len(data))
            if number:  # the first round is for imports and caches
                spent[name].append(seconds / batch * 1000)
                sizes[name] += made
    return {name: (statistics.median(spent[name]), statistics.median(sizes[name])) for name in jobs}


def extra_memory(press: Press, seeds: Seeds) -> int:
    """Return the most memory that pressing a deck takes besides what is kept."""
    recipes = list(seeds.recipes(20))
    press.bytes(recipes[0])
    tracemalloc.start()
    try:
        peaks = []
        for recipe in recipes[1:]:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            press.bytes(recipe)
            peaks.append(tracemalloc.get_traced_memory()[1] - before)
    finally:
        tracemalloc.stop()
    return max(peaks)


def bundled(seeds: Seeds) -> None:
    """Print what twelve slides of each bundled brand take to press, and to check with their workbooks."""
    for path in sorted(DECKS.glob("*/library.pptx")):
        images = {p.stem: p.read_bytes() for p in sorted((path.parent / "images").glob("*.jpg"))}
        template = open_template(f"{path.parent.name}/{path.name}", path.read_bytes(), images)
        press = compile_press(template)
        pressing, checking = [], []
        for number in range(ROUNDS * BATCH):
            draw = random.Random(seeds.last + number)
            one = recipe_for(template, KEYS, lambda n, d=draw: " ".join(d.choices(WORDS, k=n)), deck_id=f"{number}")  # type: ignore[misc]
            start = time.process_time()
            data = press.bytes(one)
            pressing.append((time.process_time() - start) * 1000)
            if number % 10 == 0:
                start = time.process_time()
                check_deck(data)
                checking.append((time.process_time() - start) * 1000)
        check = statistics.median(checking)
        print(
            f"{template.file}, {len(KEYS)} slides: {statistics.median(pressing):.3f} ms CPU, {len(data):,} bytes; "
            f"check_deck {check:.1f} ms CPU, asked <= {MAX_CHECK_MS} {verdict(check <= MAX_CHECK_MS)}"
        )


def verdict(passed: bool) -> str:
    return "PASS" if passed else "MISS"


def compare(weight: int, name: str, seeds: Seeds) -> None:
    """Print one library's table."""
    images, library = light_images(), light_library(heavy=bool(weight))
    start = time.process_time()
    press = compile_press(open_template("library.pptx", library, images))
    compiled = time.process_time() - start
    template = prepared(library)

    def pressed(way: Deflate) -> Callable[[Recipe], bytes]:
        return lambda recipe: press.bytes(recipe, deflate=way)

    jobs: dict[str, tuple[Callable[[Recipe], bytes], int]] = {"python-pptx": (lambda r: naive(template, images, r), 5)}
    jobs |= {f"press {way}": (pressed(way), BATCH) for way in Deflate}
    found = medians(jobs, seeds)
    base, base_size = found["python-pptx"]
    print(f"\n{name}: {len(library):,} bytes, opened and compiled in {compiled * 1000:.0f} ms CPU")
    print(f"{'job':<14}{'CPU ms':>8}{'decks/CPU s':>13}{'times':>8}{'bytes':>10}{'size':>7}  asked")
    for job, (ms, size) in found.items():
        ratio, asked = base / ms, ""
        if job in LIMITS:
            limit = LIMITS[job][weight]
            asked = f">= {limit}x {verdict(ratio >= limit)}"
        if job == MAIN_JOB:
            asked += f"; size <= +10% {verdict(size <= base_size * MAX_SIZE)}"
            asked += f"; <= {MAX_MS} ms {verdict(ms <= MAX_MS)}" if not weight else ""
        print(f"{job:<14}{ms:>8.3f}{1000 / ms:>13,.0f}{ratio:>7.1f}x{size:>10,.0f}{size / base_size - 1:>+7.1%}  {asked}")
    memory = extra_memory(press, seeds)
    print(f"extra memory a deck: {memory:,} bytes, asked <= {MAX_MEMORY:,} {verdict(memory <= MAX_MEMORY)}")


def main() -> None:
    seeds = Seeds()
    compare(0, "light", seeds)
    compare(1, "heavy", seeds)
    print()
    bundled(seeds)


if __name__ == "__main__":
    main()
