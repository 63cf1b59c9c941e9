"""Deck press: CPU a deck beside python-pptx filling the same prepared slides, and how many a launch of 100,000 accounts takes.

In: nothing; libraries and recipes are made from seeds, no deck twice. Run: `python benchmarks/deck_press.py [--bulk] [--dask]`.
Out: CPU medians of interleaved rounds, bytes, memory, PASS or MISS beside each limit; with `--bulk` shards on two processes.
"""

from __future__ import annotations

import argparse
import copy
import io
import multiprocessing
import random
import re
import resource
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pptx import Presentation  # noqa: E402
from pptx.chart.data import CategoryChartData  # noqa: E402

from readiness.adapters.deck_press import Deflate, Press, compile_press, open_template, write_shard  # noqa: E402
from readiness.stages.decks.recipe import ChartFill, Recipe, SlideFill  # noqa: E402
from tests.deck_library import WORDS, light_images, light_library, light_recipe, recipe_for  # noqa: E402

ROUNDS, BATCH, TASK = 7, 100, 625
TOKEN = re.compile(r"\{\{([a-z0-9]+)\}\}")
LIMITS = {  # job -> times as fast as python-pptx: light, heavy
    "press isal-1": (60, 55),
    "press isal-0": (100, 85),
    "press zlib": (25, 14),
    "press splice": (130, 200),
}
MAX_MS, MAX_MEMORY, MAX_SIZE = 0.6, 1_000_000, 1.10
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
    """Print what twelve slides of each bundled brand take."""
    for path in sorted(DECKS.glob("*/library.pptx")):
        images = {p.stem: p.read_bytes() for p in sorted((path.parent / "images").glob("*.jpg"))}
        template = open_template(f"{path.parent.name}/{path.name}", path.read_bytes(), images)
        press = compile_press(template)
        spent = []
        for number in range(ROUNDS * BATCH):
            draw = random.Random(seeds.last + number)
            one = recipe_for(template, KEYS, lambda n, d=draw: " ".join(d.choices(WORDS, k=n)), deck_id=f"{number}")  # type: ignore[misc]
            start = time.process_time()
            data = press.bytes(one)
            spent.append((time.process_time() - start) * 1000)
        print(f"{template.file}, {len(KEYS)} slides: {statistics.median(spent):.3f} ms CPU, {len(data):,} bytes")


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


@lru_cache(maxsize=1)
def own_press() -> Press:
    """Return this process's press."""
    return compile_press(open_template("library.pptx", light_library(), light_images()))


@lru_cache(maxsize=64)
def pattern(seed: int) -> Recipe:
    return light_recipe(seed)


def account(number: int) -> Recipe:
    """Return an account's deck: every slide names it, so that no part of any two decks is the same."""
    like, name = pattern(number % 64), f"Account {number:06}"
    slides = [replace(s, text={**s.text, "footer": name, "title": f"{s.text['title']} {number}"}) for s in like.slides]
    return replace(like, deck_id=f"account-{number}", title=name, slides=tuple(slides))


def press_shard(folder: str, start: int) -> tuple[int, int, float, int]:
    """Press a task's decks into a shard; return how many, their bytes, CPU seconds of pressing and writing, memory in MB."""
    recipes = [account(n) for n in range(start, start + TASK)]
    press, path = own_press(), Path(folder) / f"shard-{start:07}"
    before = time.process_time()
    rows = write_shard(press, recipes, path)
    seconds = time.process_time() - before
    path.with_suffix(".decks").unlink()  # 100,000 decks are 11 GB; the index stays
    return len(rows), sum(r.size for r in rows), seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def bulk(kind: str, workers: int, n_decks: int, run: Callable[[list[int], str], list[tuple[int, int, float, int]]]) -> None:
    """Press accounts' decks in tasks and print how it went."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        done = run(list(range(0, n_decks, TASK)), folder)
        wall = time.perf_counter() - start
    count, size, cpu = sum(d[0] for d in done), sum(d[1] for d in done), sum(d[2] for d in done)
    print(
        f"{kind:<10}{workers:>3}{count:>9,}{wall:>8.1f} s{count / wall:>8,.0f}/s{cpu / count * 1000:>9.3f} ms"
        f"{size / 1e9:>7.2f} GB{max(d[3] for d in done):>6} MB"
    )


def bulks(with_dask: bool) -> None:
    print(f"\nshards of {TASK} light decks; CPU a deck with writing and hashing, most memory of a worker")
    print(f"{'by':<10}{'n':>3}{'decks':>9}{'wall':>10}{'rate':>10}{'CPU':>12}{'bytes':>10}{'RSS':>9}")
    for workers, n_decks in ((1, 6_250), (2, 6_250), (2, 25_000), (2, 100_000)):
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
            list(pool.map(press_shard, [tempfile.gettempdir()] * workers, range(10**9, 10**9 + workers)))  # started and compiled
            bulk("processes", workers, n_decks, lambda tasks, folder: list(pool.map(press_shard, repeat(folder), tasks)))
    if not with_dask:
        return
    from dask.distributed import Client

    for workers, n_decks in ((1, 6_250), (2, 6_250), (2, 25_000)):
        with Client(n_workers=workers, threads_per_worker=1, dashboard_address=None) as client:
            client.gather([client.submit(press_shard, tempfile.gettempdir(), 10**9 + n, pure=False) for n in range(workers)])
            bulk(
                "dask", workers, n_decks,
                lambda tasks, folder: client.gather(client.map(press_shard, [folder] * len(tasks), tasks, pure=False)),
            )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bulk", action="store_true", help="also 6,250, 25,000 and 100,000 accounts on two processes")
    parser.add_argument("--dask", action="store_true", help="the same by Dask (pip install distributed)")
    asked = parser.parse_args()
    seeds = Seeds()
    compare(0, "light", seeds)
    compare(1, "heavy", seeds)
    print()
    bundled(seeds)
    if asked.bulk or asked.dask:
        bulks(asked.dask)


if __name__ == "__main__":
    main()
