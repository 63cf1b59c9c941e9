"""Recipe files: a recipe as a few kilobytes of JSON, and back.

In: Recipe; its bytes.
Out: bytes, the same for the same recipe; Recipe.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import asdict
from typing import Any

from readiness.stages.decks.recipe import ChartFill, Recipe, SlideFill, TableFill


def recipe_bytes(recipe: Recipe) -> bytes:
    """Return a recipe as compressed JSON."""
    text = json.dumps(asdict(recipe), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def read_recipe(data: bytes) -> Recipe:
    """Return the recipe that `recipe_bytes` kept."""
    content = json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))
    slides = tuple(_slide(s) for s in content.pop("slides"))
    return Recipe(**{**content, "slides": slides, "layers": tuple(content["layers"])})


def _slide(s: dict[str, Any]) -> SlideFill:
    return SlideFill(
        **{
            **s,
            "lists": {name: tuple(lines) for name, lines in s["lists"].items()},
            "tables": {name: _table(t) for name, t in s["tables"].items()},
            "charts": {name: _chart(c) for name, c in s["charts"].items()},
            "message_ids": tuple(s["message_ids"]),
        }
    )


def _table(t: dict[str, Any]) -> TableFill:
    return TableFill(tuple(t["header"]), tuple(map(tuple, t["rows"])), tuple(t["widths"]), t["size"])


def _chart(c: dict[str, Any]) -> ChartFill:
    return ChartFill(**{**c, "categories": tuple(c["categories"]), "values": tuple(c["values"])})
