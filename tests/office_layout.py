"""Office layout: where LibreOffice really ends its lines, to hold the measures to.

In: texts with the box and look they stand in.
Out: for each the lines LibreOffice set and the height they take, read from the PDF it made.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pptx import Presentation
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.util import Pt

from readiness.stages.decks.boxes import Paragraph
from tests.font_widths import FILES, FONTS

TOOLS = ("soffice", "pdftotext")
DRAWN_WITH = {"Calibri": "Carlito", "Arial": "Liberation Sans", "Cambria": "Caladea"}
LINE = 1.2
"""Ems from one line to the next: LibreOffice sets slides without regard to the font's own height."""
_WORDS = (
    "a the of and machine coffee cleaning warranty price filter water litre energy service training buyer shop partner quiet "
    "fast simple reliable descaling tank warehouse delivery spare parts customers asked every morning without tools lasts "
    "twice as long fits under most cupboards AVATAR WAVE Ty To LTD. office, kitchen; ready: “quiet” (tested) it's for"
).split()
_COMPOUNDS = (
    "Donaudampfschifffahrtsgesellschaft Wartungsintervall Kaffeevollautomat Bedienungsanleitung Energieeffizienzklasse für "
    "Rechtsschutzversicherungsgesellschaften und Kraftfahrzeughaftpflichtversicherung Öffnungszeiten Größe über Maße der die"
).split()
_NUMBERS = "1,299.00 2026-11-22 48 % €1.299,90 230 V 1,450 W 3/4 24/7 50–60 Hz ±0.5 #12345 99.9% 1:30 +49 30 1234567".split()
_JOINED = "and/or plug-and-play on/off state-of-the-art in–out 2-year well-known B2B/B2C A4/A3 input—output up-to-date".split()
_GREEK_AND_CYRILLIC = (
    "μηχανή καφέ ποιότητα τιμή εγγύηση Ελλάδα кофемашина чистка гарантия цена фильтр Ремонт энергия вода".split()
)
_HEBREW_AND_ARABIC = "מכונת קפה ניקוי אחריות מחיר מסנן מים שירות آلة القهوة تنظيف الضمان السعر مرشح ماء خدمة العملاء".split()
_HAN = "咖啡机清洁保修价格过滤水能源服务培训买家商店合作伙伴安静快速简单可靠水箱仓库交货配件客户每天早上"


_LONG = ("https://example.com/products/touring-1000/specification", "A" * 50, "W" * 40)
_MIXES = (
    ((_WORDS,), (1,)),
    ((_WORDS, _COMPOUNDS), (1, 2)),
    ((_WORDS, _NUMBERS), (2, 1)),
    ((_WORDS, _JOINED), (2, 1)),
    ((_WORDS, _LONG), (12, 1)),
    ((_GREEK_AND_CYRILLIC,), (1,)),
    ((_HEBREW_AND_ARABIC,), (1,)),
    ((_HAN, "，。"), (12, 1)),
)
"""Pools of words and how often each is drawn from; the last is written without blanks."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A text in a box, all in points; a newline parts paragraphs."""

    text: str
    look: Paragraph
    width: float
    height: float

    @property
    def paragraphs(self) -> list[tuple[Paragraph, str]]:
        """Return the paragraphs as they are measured."""
        return [(self.look, text) for text in self.text.split("\n")]


@dataclass(frozen=True, slots=True)
class Seen:
    """What LibreOffice made of it: its lines, and the points from the top of the first to the bottom of the last."""

    lines: int
    height: float


def samples(n: int, seed: int) -> list[Sample]:
    """Return boxes of seven sizes and three fonts with words, compounds, figures, joined words, long words, other scripts."""
    draw = Random(seed)  # noqa: S311 - the same boxes each time, no secret
    return [_sample(draw, *_MIXES[k % len(_MIXES)], blank="" if k % len(_MIXES) == len(_MIXES) - 1 else " ") for k in range(n)]


def _sample(draw: Random, pools: Sequence[Sequence[str]], weights: Sequence[int], blank: str) -> Sample:
    size = draw.choice((10, 12, 14, 18, 24, 28, 36))
    width = draw.uniform(max(90, size * 6), 600)
    n_paragraphs = draw.choice((1, 1, 1, draw.randint(2, 4)))
    texts = [
        blank.join(draw.choice(pool) for pool in draw.choices(pools, weights, k=draw.randint(1, 40 // n_paragraphs)))
        for _ in range(n_paragraphs)
    ]
    before, line = (draw.choice((0, 6, 12)), draw.choice((1.0, 0.9, 1.2))) if n_paragraphs > 1 else (0, 1.0)
    look = Paragraph("", draw.choice(sorted(DRAWN_WITH)), size, draw.random() < 0.4, before=before, line=line)
    return Sample("\n".join(texts), look, width, draw.randint(1, 9) * size * 1.2 + draw.uniform(0, size))


def deck(boxes: list[Sample]) -> bytes:
    """Return a deck with one box a slide, which nothing shrinks or enlarges."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Pt(720), Pt(3000)
    for box in boxes:
        slide = presentation.slides.add_slide(presentation.slide_layouts[6])
        frame = slide.shapes.add_textbox(Pt(20), Pt(20), Pt(box.width), Pt(box.height)).text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
        for k, (look, text) in enumerate(box.paragraphs):
            paragraph = frame.add_paragraph() if k else frame.paragraphs[0]
            paragraph.space_before, paragraph.line_spacing = Pt(look.before), look.line
            run = paragraph.add_run()
            run.text, run.font.size, run.font.bold, run.font.name = text, Pt(look.size), look.bold, DRAWN_WITH[look.font]
    stream = io.BytesIO()
    presentation.save(stream)
    return stream.getvalue()


def laid_out(boxes: list[Sample], folder: Path) -> list[Seen]:
    """Return what LibreOffice makes of each box."""
    (folder / "boxes.pptx").write_bytes(deck(boxes))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "boxes.pptx")]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    subprocess.run(["pdftotext", "-bbox-layout", str(folder / "boxes.pdf"), str(folder / "boxes.html")], check=True, timeout=60)
    pages = (folder / "boxes.html").read_text(encoding="utf-8").split("<page ")[1:]
    assert len(pages) == len(boxes)
    return [_seen(page, box) for page, box in zip(pages, boxes, strict=True)]


def _seen(page: str, box: Sample) -> Seen:
    words = re.findall(r'<word xMin="[^"]*" yMin="([^"]*)" xMax="[^"]*" yMax="([^"]*)">', page)
    lines: list[float] = []
    for centre in sorted((float(top) + float(bottom)) / 2 for top, bottom in words):
        if not lines or centre - lines[-1] > box.look.size / 2:
            lines.append(centre)
    return Seen(len(lines), lines[-1] - lines[0] + LINE * box.look.size)


def what_is_missing() -> str:
    """Return which of the programs and fonts needed are not on this machine, "" where none is."""
    programs = [tool for tool in TOOLS if shutil.which(tool) is None]
    return ", ".join(programs + [file for file in FILES.values() if not (FONTS / file).exists()])
