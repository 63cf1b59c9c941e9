"""Palette: the colours and fonts of a theme, and which one an element names.

In: the theme and master of a deck.
Out: Theme.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from readiness.adapters.deck_check.package import A, Node, P, number

_PRESETS = {"black": "000000", "white": "FFFFFF"}
_ELEMENTS = f"{A}themeElements"
RGB = re.compile(r"[0-9A-Fa-f]{6}")
WHOLE = 100_000
"""100% as DrawingML writes it."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme as a master uses it."""

    colours: Mapping[str, str]
    """dk1, lt1, accent1 -> RRGGBB."""
    names: Mapping[str, str]
    """What slides call them: tx1, bg1, accent1 -> dk1, lt1, accent1."""
    fonts: Mapping[str, str]
    """`+mj-lt` and its like -> the font's name."""
    backgrounds: tuple[Node, ...]
    """The theme's background fills."""

    def named(self, name: str) -> str | None:
        """Return a theme colour by the name slides use."""
        return self.colours.get(self.names.get(name, name))

    def colour(self, fill: Node | None, own: str | None = None) -> str | None:
        """Return the one colour of a solid fill as RRGGBB, None where there is none or it cannot be computed."""
        return None if fill is None or not len(fill) else self.shade(fill[0], own)

    def shade(self, node: Node, own: str | None = None) -> str | None:
        """Return a colour element's colour as RRGGBB; `own` is what it stands for where it names the shape's own colour."""
        kind, value = node.tag.removeprefix(A), node.get("val", "")
        if kind == "schemeClr":
            base = own if value == "phClr" else self.named(value)
        elif kind == "sysClr":
            base = node.get("lastClr")
        else:
            base = value if kind == "srgbClr" else _PRESETS.get(value)
        if base is None or not RGB.fullmatch(base):
            return None
        return _modified(base, node) if len(node) else base.upper()


def theme_of(theme: Node, master: Node) -> Theme:
    """Return a theme as the slides of a master see it."""
    colours = {}
    for node in theme.iterfind(f"{_ELEMENTS}/{A}clrScheme/*"):
        value = (node[0].get("lastClr") or node[0].get("val", "")) if len(node) else ""
        if RGB.fullmatch(value):
            colours[node.tag.removeprefix(A)] = value.upper()
    fonts = {}
    for key, tag in (("+mj", "majorFont"), ("+mn", "minorFont")):
        for script, name in (("lt", "latin"), ("ea", "ea"), ("cs", "cs")):
            font = theme.find(f"{_ELEMENTS}/{A}fontScheme/{A}{tag}/{A}{name}")
            fonts[f"{key}-{script}"] = "" if font is None else font.get("typeface", "")
    names, fills = master.find(f"{P}clrMap"), theme.iterfind(f"{_ELEMENTS}/{A}fmtScheme/{A}bgFillStyleLst/*")
    return Theme(colours, {} if names is None else dict(names.attrib), fonts, tuple(fills))


def as_seen_by(theme: Theme, root: Node) -> Theme:
    """Return a theme as a layout or slide sees it, which may use its colours under other names."""
    over = root.find(f"{P}clrMapOvr/{A}overrideClrMapping")
    return theme if over is None else replace(theme, names=dict(over.attrib))


@lru_cache(maxsize=1024)
def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast of two colours (RRGGBB), 1 to 21.

    Source: W3C (2023), WCAG 2.2, definitions of contrast ratio and relative luminance.
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _modified(base: str, node: Node) -> str | None:
    """Return a colour made lighter or darker as its modifiers say; None where one of them is not known here."""
    red, green, blue = (int(base[i : i + 2], 16) / 255 for i in (0, 2, 4))
    for change in node:
        share = number(change.get("val"), WHOLE) / WHOLE
        hue, light, full = colorsys.rgb_to_hls(red, green, blue)
        if change.tag == f"{A}lumMod":
            light *= share
        elif change.tag == f"{A}lumOff":
            light += share
        elif change.tag != f"{A}alpha" or share < 1:
            return None
        red, green, blue = colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), full)
    return "".join(f"{round(255 * c):02X}" for c in (red, green, blue))
