"""Telling: what decks say beside messages in another language: words of layers, and where alternatives were looked at.

In: layers, verdicts on the alternatives, what of them is translated.
Out: the texts a translator is asked for; layers and verdicts in the deck's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from readiness.stages.decks.layers import Layer
from readiness.stages.decks.slide_keys import LEGAL_LINES
from readiness.stages.positioning import translations
from readiness.stages.positioning.quality_house import AlternativeVerdict
from readiness.stages.positioning.translations import Place

FOR_ALL = ("launch", "segment", "industry")
"""Levels that speak in several languages; a channel, company or person is spoken of in its own."""


def deck_words(layers: Iterable[Layer], seen: Iterable[AlternativeVerdict]) -> dict[Place, str]:
    """Return (table, id, field) -> each text of layers that speak in several languages, and each source of a verdict."""
    found = {
        _place(layer, field, n): line
        for layer in layers
        if layer.level in FOR_ALL
        for field, lines in layer.says.items()
        for n, line in enumerate(lines, start=1)
    }
    return found | {_source(v): v.source for v in seen}


def told_layers(layers: Iterable[Layer], told: Mapping[Place, str]) -> tuple[Layer, ...]:
    """Return the layers with what is translated of them; only legal lines stay as they are where they are not."""
    return tuple(_told_layer(layer, told) if layer.level in FOR_ALL else layer for layer in layers)


def _told_layer(layer: Layer, told: Mapping[Place, str]) -> Layer:
    says = {}
    for field, lines in layer.says.items():
        kept = lines if field == LEGAL_LINES else ("",) * len(lines)
        words = [told.get(_place(layer, field, n), line) for n, line in enumerate(kept, start=1)]
        says[field] = tuple(w for w in words if w)
    return replace(layer, says={field: lines for field, lines in says.items() if lines})


def told_verdicts(
    seen: Iterable[AlternativeVerdict], names: Mapping[str, str], told: Mapping[Place, str]
) -> tuple[AlternativeVerdict, ...]:
    """Return the verdicts whose source is translated, on the alternatives that have a name in the language."""
    return tuple(
        replace(v, alternative=names[v.alternative], source=told[_source(v)])
        for v in seen
        if v.alternative in names and _source(v) in told
    )


def _place(layer: Layer, field: str, n: int) -> Place:
    return (translations.LEGAL_LINES, layer.name, str(n)) if field == LEGAL_LINES else ("layers", layer.name, field)


def _source(verdict: AlternativeVerdict) -> Place:
    return ("alternatives", translations.answer_id(verdict.alternative, verdict.requirement_id), "source")
