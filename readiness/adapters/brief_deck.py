"""Brief deck: the management brief of a report, its charts drawn, pressed with the brand of the launch's channels.

In: Report, the folder content_templates/decks, the brands of the launch's channels.
Out: the bytes of a .pptx.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from readiness.adapters.chart_drawing import png
from readiness.adapters.deck_brands import DeckBrand
from readiness.errors import InputError
from readiness.stages.report import Report
from readiness.stages.report.brief import TEMPLATE, brief
from readiness.stages.report.charts import Chart

FALLBACK = "standard"
"""The brand for launches whose own has no template of a brief."""
WIDTH_PX, HEIGHT_PX = 560, 340
"""What a chart is drawn for: about the shape of the frame, with letters of the slide's size."""
SHARPNESS = 3


def brief_deck(report: Report, decks: Path, brands: Sequence[str]) -> bytes:
    """Return the brief; `brands` are those of the launch's channels: the most frequent one speaks, the first of equals.

    A report does not wait for a designer: where that brand's files have faults, the brief has the look of the fallback.

    Raises:
        InputError: a text does not fit its box, with slide, shape and token.
        NotFoundError: neither a brand nor the fallback has a template of a brief.
    """
    name = brand_for(decks, brands)
    try:
        return _pressed(report, decks, name)
    except InputError:
        if name == FALLBACK:
            raise
        return _pressed(report, decks, FALLBACK)


def _pressed(report: Report, decks: Path, name: str) -> bytes:
    found = brief(report, DeckBrand(decks, name, {}).rooms, name)
    brand = DeckBrand(decks, name, {key: drawn(chart) for key, chart in found.pictures.items()})
    return brand.press(brand.fit(found.recipe))


def brand_for(decks: Path, brands: Sequence[str]) -> str:
    """Return the brand most channels have, of those with a template of a brief."""
    able = Counter(name for name in brands if (decks / name / f"{TEMPLATE}.pptx").is_file())
    return able.most_common(1)[0][0] if able else FALLBACK


def drawn(chart: Chart) -> bytes:
    """Return a chart as PNG in the shape of a slide's frame."""
    shaped: Mapping[str, Any] = {
        **chart.spec, "width": WIDTH_PX, "height": HEIGHT_PX, "autosize": {"type": "fit", "contains": "padding"},
    }  # fmt: skip
    return png(shaped, WIDTH_PX * SHARPNESS)
