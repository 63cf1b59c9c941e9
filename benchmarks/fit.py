"""Fit: how often the measures agree with LibreOffice's real layout, and microseconds a box, cold and warm.

In: random boxes of three fonts. Run: `python benchmarks/fit.py [boxes]`; LibreOffice, pdftotext and the fonts are needed.
Out: shares of agreement with PASS or MISS beside what is asked, CPU medians of interleaved rounds on texts never seen before.
The peer of the speed is Pillow, which asks the font itself for the width of each word, as python-pptx's `fit_text` does.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont
from PIL.ImageFont import FreeTypeFont

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from readiness.stages.decks.boxes import Box, Paragraph
from readiness.stages.decks.fitting import TOLERANCE, fitted
from readiness.stages.decks.measures import height_needed, lines_needed
from readiness.stages.decks.recipe import Recipe, SlideFill
from tests.font_widths import FILES, FONTS
from tests.office_layout import Sample, laid_out, samples, what_is_missing

BATCH = 600
"""Boxes a LibreOffice start."""
ROUNDS, TEXTS, SLIDES, SLOTS = 7, 400, 12, 183
ASKED_MISSED, ASKED_ALARMS, ASKED_MICROSECONDS = 0, 0.02, 11.0


def agreement(n: int) -> None:
    """Print how the measures compare with what LibreOffice set."""
    exact = more = fewer = missed = alarms = overflows = 0
    for seed, start in enumerate(range(0, n, BATCH), start=1):
        boxes = samples(min(BATCH, n - start), seed)
        with tempfile.TemporaryDirectory() as folder:
            seen_boxes = laid_out(boxes, Path(folder))
        for box, seen in zip(boxes, seen_boxes, strict=True):
            lines = sum(lines_needed(text, box.width, look) for look, text in box.paragraphs)
            really = seen.height > box.height + TOLERANCE
            said = height_needed(box.paragraphs, box.width) > box.height + TOLERANCE
            exact, more, fewer = exact + (lines == seen.lines), more + (lines > seen.lines), fewer + (lines < seen.lines)
            overflows, missed, alarms = overflows + really, missed + (really and not said), alarms + (said and not really)
    print(f"boxes {n}, of which LibreOffice overflows {overflows}")
    print(f"  line count   exact {exact / n:.1%}   one or more too many {more / n:.1%}   too few {fewer / n:.2%}")
    print(f"  missed       {missed:6}   asked {ASKED_MISSED}        {'PASS' if missed <= ASKED_MISSED else 'MISS'}")
    print(f"  false alarms {alarms / n:6.2%}   asked <= {ASKED_ALARMS:.0%}   {'PASS' if alarms <= ASKED_ALARMS * n else 'MISS'}")


def microseconds(work: Callable[[Sample], object], boxes: Sequence[Sample]) -> float:
    """Return the CPU microseconds a box."""
    start = time.process_time()
    for box in boxes:
        work(box)
    return (time.process_time() - start) / len(boxes) * 1e6


def ours(box: Sample) -> int:
    """Return the lines by the measures."""
    return sum(lines_needed(text, box.width, look) for look, text in box.paragraphs)


@lru_cache(maxsize=64)
def _pillow_font(look: Paragraph) -> FreeTypeFont:
    return ImageFont.truetype(FONTS / FILES[look.font, look.bold], look.size)


def pillow(box: Sample) -> int:
    """Return the lines by the widths that Pillow finds, breaking at blanks only."""
    font, lines = _pillow_font(box.look), 0
    for _, text in box.paragraphs:
        used, blank, lines = 0.0, font.getlength(" "), lines + 1
        for word in text.split(" "):
            width = font.getlength(word)
            if used and used + blank + width > box.width:
                lines, used = lines + 1, width
            else:
                used += width + (blank if used else 0.0)
    return lines


def speed() -> None:
    """Print microseconds a box: the same texts again, texts never seen, and the peer."""
    cold, warm, peer = [], [], []
    for k in range(ROUNDS):
        boxes = samples(TEXTS, 1000 + k)
        cold.append(microseconds(ours, boxes))
        warm.append(microseconds(ours, boxes))
        peer.append(microseconds(pillow, boxes))
    mean = statistics.mean(len(b.text) for b in samples(TEXTS, 1000))
    print(
        f"one box of {mean:.0f} characters: warm {statistics.median(warm):.2f} us, cold {statistics.median(cold):.1f} us, ",
        end="",
    )
    print(f"Pillow {statistics.median(peer):.1f} us")


def decks() -> None:
    """Print what fitting a whole deck costs: 12 slides, 183 slots."""
    look = Paragraph("", "Calibri", 18)
    boxes = {
        (f"key{i % SLIDES}", f"Text {i}"): Box(600, 400, (Paragraph(f"{{{{t{i}}}}}", look.font, look.size),))
        for i in range(SLOTS)
    }
    texts = [b.text[:80] for b in samples(SLOTS, 5)]

    def recipe(mark: str) -> Recipe:
        slides = (
            SlideFill(f"key{k}", "step", {f"t{i}": f"{texts[i]} {mark}" for i in range(k, SLOTS, SLIDES)}) for k in range(SLIDES)
        )
        return Recipe("d", "library", "standard", "t", "s", "en-US", "2026-11-02", "presenter", "r", tuple(slides))

    cold, warm = [], []
    for k in range(ROUNDS * 10):
        deck = recipe(f"no {k}")
        for times in (cold, warm):
            start = time.process_time()
            fitted(deck, boxes)
            times.append((time.process_time() - start) / SLOTS * 1e6)
    verdict = "PASS" if statistics.median(warm) <= ASKED_MICROSECONDS else "MISS"
    print(
        f"deck of {SLOTS} slots: warm {statistics.median(warm):.2f} us a box, asked <= {ASKED_MICROSECONDS:.0f} {verdict}; ",
        end="",
    )
    print(f"every text new {statistics.median(cold):.1f} us a box, {statistics.median(cold) * SLOTS / 1000:.2f} ms a deck")


if __name__ == "__main__":
    if missing := what_is_missing():
        print(f"LibreOffice is not compared: not installed: {missing}")
    else:
        agreement(int(sys.argv[1]) if len(sys.argv) > 1 else 3 * BATCH)
        speed()
    decks()
