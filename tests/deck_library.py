"""Deck library: slide libraries made for tests and benchmarks, and recipes for them.

In: nothing; a seed.
Out: the bytes of a library.pptx as a designer would hand it over, images, recipes.
"""

from __future__ import annotations

import copy
import io
import random
from collections.abc import Callable, Sequence
from typing import Any

from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.util import Inches, Pt

from readiness.adapters.deck_press import Template
from readiness.stages.decks.recipe import ChartFill, Recipe, SlideFill, TableFill

WORDS = (
    "customers ask for a pump that runs all night without noise and keeps its promise when the weather turns cold because "
    "every hour of standstill costs more than the machine itself so the shop wants proof from a bench and from a neighbour"
).split()


def noise(width: int, height: int, seed: int, kind: str = "JPEG") -> bytes:
    """Return a picture that cannot be made smaller."""
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), random.Random(seed).randbytes(3 * width * height)).save(out, kind, quality=60)  # noqa: S311
    return out.getvalue()


def box(slide: Any, name: str, text: str, at: float, width: float = 8) -> Any:
    """Add a text box of a name."""
    shape = slide.shapes.add_textbox(Inches(0.5), Inches(at), Inches(width), Inches(0.5))
    shape.name = name
    shape.text_frame.text = text
    return shape


def slide_of(presentation: Any, key: str, layout: int = 5) -> Any:
    """Add a sample slide with title, subtitle, footer and notes."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    slide.shapes.title.name = f"slide:{key}"
    slide.shapes.title.text_frame.text = "{{title}}"
    box(slide, "Subtitle", "{{subtitle}}", 1.2)
    box(slide, "Footer", "{{footer}}", 7)
    slide.notes_slide.notes_text_frame.text = "{{notes}}"
    return slide


def add_table(slide: Any, name: str, columns: int, rows: int = 2) -> None:
    """Add a table with a header and a pattern row."""
    frame = slide.shapes.add_table(rows, columns, Inches(0.5), Inches(2), Inches(12), Inches(1))
    frame.name = f"table:{name}"
    for r in range(rows):
        for c in range(columns):
            cell = frame.table.cell(r, c)
            cell.text = "Heading" if not r else "{{cell}}"
            cell.text_frame.paragraphs[0].runs[0].font.size = Pt(14)
    frame.table.cell(1, 0).text_frame.paragraphs[0].runs[0].font.bold = True


def add_chart(slide: Any, name: str) -> None:
    """Add a bar chart whose first bar is the accent."""
    make: Any = CategoryChartData
    data = make(number_format="0")
    data.categories = ["One", "Two"]
    data.add_series("Sample", (2.0, 1.0))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(0.5), Inches(2), Inches(8), Inches(4), data)
    frame.name = f"chart:{name}"
    fill = frame.chart.plots[0].series[0].points[0].format.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor(200, 0, 0)


def add_picture(slide: Any, name: str, data: bytes, left: float = 9, width: float = 3, height: float = 2) -> None:
    """Add a picture that is swapped."""
    picture = slide.shapes.add_picture(io.BytesIO(data), Inches(left), Inches(0.3), Inches(width), Inches(height))
    picture.name = f"img:{name}"


def add_list(slide: Any, name: str) -> None:
    """Add a list: a heading, and the paragraph that is repeated."""
    shape = box(slide, f"list:{name}", "What counts", 2)
    paragraph = shape.text_frame.add_paragraph()
    paragraph.text = "{{item}}"
    paragraph.level = 1
    shape.text_frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE


def small_library() -> bytes:
    """Return a library that holds every kind of object once."""
    p = Presentation()
    p.slide_width, p.slide_height = Inches(13.333), Inches(7.5)
    cover = slide_of(p, "cover")
    box(cover, "opt:gain", "Gain: {{gain}}", 2)
    split = box(cover, "For whom", "", 3).text_frame.paragraphs[0]
    for piece, bold in (("For {{for_", True), ("wh", False), ("om}}, from us", False)):
        run = split.add_run()
        run.text, run.font.bold = piece, bold
    link = box(cover, "Link", "Read more", 4).text_frame.paragraphs[0].runs[0]
    link.hyperlink.address = "https://example.org/{{link}}"
    add_picture(cover, "hero", noise(40, 40, 1))
    add_picture(cover, "logo", noise(20, 20, 2, "PNG"), left=6, width=1, height=1)
    cover.shapes[-2]._element.nvPicPr.cNvPr.set("descr", "Where {{for_whom}} works")
    demand = slide_of(p, "demand")
    add_chart(demand, "demand")
    box(demand, "opt:words", "{{words}}", 6)
    lines = slide_of(p, "today")
    add_list(lines, "lines")
    table = slide_of(p, "scorecard")
    add_table(table, "rows", 2)
    box(table, "opt:note", "{{note}}", 6)
    plan = slide_of(p, "plan")
    for k in (1, 2):
        box(plan, f"opt:step{k}", f"{{{{step{k}.name}}}} by {{{{step{k}.when}}}}", 2 + k)
        box(plan, f"opt:step{k}", f"Step {k}", 4 + k / 2)
    group = plan.shapes.add_group_shape()
    group.name = "opt:both"
    for k in (1, 2):
        inner = group.shapes.add_textbox(Inches(9), Inches(k), Inches(2), Inches(1))
        inner.text_frame.text = f"{{{{extra{k}}}}}"
    return saved(p)


def saved(presentation: Any) -> bytes:
    """Return a presentation's bytes."""
    out = io.BytesIO()
    presentation.save(out)
    return out.getvalue()


IMAGES = {"shop": noise(60, 40, 3), "farm": noise(40, 60, 4, "PNG"), "partner": noise(50, 10, 5, "PNG")}


def fill(key: str, section: str = "See it", **changes: Any) -> SlideFill:
    """Return a slide's fill with the texts every slide has."""
    text = {"title": f"Title of {key}", "subtitle": "For cooks", "footer": "Kettle · Shops"} | changes.pop("text", {})
    given: dict[str, Any] = {"notes": f"SAY\nWhat {key} says", **changes}
    return SlideFill(key, section, text, **given)


COVER = fill("cover", text={"gain": "An hour a day", "for_whom": "cooks", "link": "kettle?a=1&b=2"}, images={"hero": "shop"})
DEMAND = fill(
    "demand",
    text={"words": "It must be quick."},
    charts={"demand": ChartFill("Times said", ("Quick", "Safe & sound", "Quiet"), (5.0, 5.0, 1.5), "0.0", "Times said.")},
)
TODAY = fill("today", "Try it", lists={"lines": ("First line", "Second line")})
TABLE = TableFill(("Ask", "Answer", "Proof"), (("Quick?", "3 minutes", "Bench"), ("Safe?", "Yes", "")), (0.5, 0.3, 0.2), 12.0)
SCORECARD = fill("scorecard", "Try it", text={"note": "As of May"}, tables={"rows": TABLE})
PLAN = fill("plan", "Decide", text={"step1.name": "Meet", "step1.when": "Friday", "extra2": "Call us"})


def recipe(*slides: SlideFill, **changes: Any) -> Recipe:
    """Return a recipe."""
    given: dict[str, Any] = {
        "deck_id": "k1-shops", "template": "library", "brand": "small", "title": "Kettle K1", "subject": "Shops",
        "language": "en-GB", "made_on": "2024-03-04", "edition": "presenter", "spec_revision": "C",
    }  # fmt: skip
    return Recipe(**(given | changes), slides=slides or (COVER, DEMAND, TODAY, SCORECARD, PLAN))


def placed_slide(presentation: Any, key: str) -> Any:
    """Add a sample slide whose texts are all in placeholders of the layout."""
    slide = presentation.slides.add_slide(presentation.slide_layouts[3])
    slide.shapes.title.name = f"slide:{key}"
    slide.shapes.title.text_frame.text = "{{title}}"
    slide.placeholders[1].text_frame.text = "{{subtitle}}"
    footer = next(s for s in slide.slide_layout.placeholders if s.placeholder_format.type == PP_PLACEHOLDER.FOOTER)
    slide.shapes._spTree.append(copy.deepcopy(footer._element))
    shape = slide.shapes[-1]
    shape._element.nvSpPr.cNvPr.set("id", "9")
    shape._element.spPr.clear()
    shape.text_frame.text = "{{footer}}"
    slide.notes_slide.notes_text_frame.text = "{{notes}}"
    return slide


def light_library(*, heavy: bool = False) -> bytes:
    """Return twelve sample slides with 183 places: texts, two tables, a chart, notes, a link, a picture.

    The heavy one has what designers add: 15 drawn shapes on each slide, three photos.
    """
    p = Presentation()
    p.slide_width, p.slide_height = Inches(13.333), Inches(7.5)
    for number in range(1, 13):
        slide = placed_slide(p, f"s{number}")
        body = slide.placeholders[2].text_frame
        body.text = "\n".join(f"{{{{body{k}}}}}" for k in range(1, N_BODIES // 12 + 1))
        if number == 1:
            box(slide, "Link", "Read the report", 6.5).text_frame.paragraphs[0].runs[
                0
            ].hyperlink.address = "https://e.org/{{link}}"
            add_picture(slide, "hero", noise(40, 40, 1))
        if number in (3, 6):
            add_table(slide, "rows", 2)
        if number == 4:
            add_chart(slide, "demand")
        if heavy:
            _designed(slide, number)
    return saved(p)


N_BODIES = 60
"""Bodies of all twelve slides together: with titles, cells, bars and so on 183 places."""


def _designed(slide: Any, number: int) -> None:
    draw = random.Random(number)  # noqa: S311
    for _ in range(15):
        builder = slide.shapes.build_freeform(draw.randrange(9_000_000), draw.randrange(5_000_000))
        builder.add_line_segments([(draw.randrange(9_000_000), draw.randrange(5_000_000)) for _ in range(18)])
        builder.convert_to_shape()
    if number in (2, 5, 8):
        slide.shapes.add_picture(io.BytesIO(noise(790, 530, number)), Inches(10), Inches(5), Inches(2), Inches(1.5))


def light_recipe(seed: int) -> Recipe:
    """Return a deck that no other seed gives."""
    draw = random.Random(seed)  # noqa: S311

    def words(n: int) -> str:
        return " ".join(draw.choices(WORDS, k=n)) + f" {seed}"

    company, slides = f"Company {seed} – Müller & Söhne", []
    for number in range(1, 13):
        text = {"title": words(5), "subtitle": f"For {company}", "footer": f"Touring · {company}"}
        text |= {f"body{k}": words(6) for k in range(1, N_BODIES // 12 + 1)}
        more: dict[str, Any] = {"notes": "\n".join(("SAY", words(12), "ASK", words(8), "DO NEXT", words(6)))}
        if number == 1:
            text["link"] = f"report-{seed}"
            more["images"] = {"hero": ("shop", "farm", "plant")[seed % 3]}
        if number in (3, 6):
            rows = tuple(tuple(words(2) for _ in range(5)) for _ in range(5))
            more["tables"] = {"rows": TableFill(tuple(words(1) for _ in range(5)), rows)}
        if number == 4:
            bars = tuple(words(2) for _ in range(6))
            values = tuple(round(draw.uniform(1, 90), 1) for _ in bars)
            more["charts"] = {"demand": ChartFill(words(2), bars, values, "0.0", words(12))}
        slides.append(SlideFill(f"s{number}", ("See", "Try", "Decide")[(number - 1) // 4], text, **more))
    return recipe(*slides, deck_id=f"deck-{seed}", title=words(4), language="de-DE")


def light_images() -> dict[str, bytes]:
    """Return the hero pictures of three industries."""
    return {name: noise(340, 236, seed) for seed, name in enumerate(("shop", "farm", "plant"), start=7)}


def recipe_for(template: Template, keys: Sequence[str], say: Callable[[int], str], **changes: Any) -> Recipe:
    """Return a recipe for sample slides of any library; `say` gives a text of about so many words."""
    slides = []
    for number, key in enumerate(keys):
        sample = template.samples[key]
        table = TableFill(tuple(say(1) for _ in range(4)), tuple(tuple(say(3) for _ in range(4)) for _ in range(4)))
        chart = ChartFill(say(2), tuple(say(2) for _ in range(5)), (9.0, 7.5, 7.0, 4.0, 1.0), "0.0", say(6))
        slides.append(
            SlideFill(
                key,
                f"Step {number // 3}",
                {t: say(4) for t in sample.tokens},
                {name: tuple(say(6) for _ in range(4)) for name in sample.lists},
                dict.fromkeys(sample.tables, table),
                {c.name: chart for c in sample.charts},
                notes="\n".join(say(12) for _ in range(3)) if sample.notes else "",
            )
        )
    return recipe(*slides, **changes)
