"""Layers: what a launch, channel, segment, industry, company or person says differently, and what none of them may touch.

In: the layers of a launch, an Audience.
Out: the words and pictures that reach a deck, each with the layer it came from; what is wrong with a layer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from readiness.stages.decks.audience import Audience
from readiness.stages.decks.slide_keys import LEGAL_LINES, OPEN_FIELDS

LEVELS = ("launch", "channel", "segment", "industry", "company", "individual")
"""From the one that speaks for all to the one that speaks for one; a later one is heard over an earlier one."""
PICTURES = ("hero", "logo")
_FIGURE = re.compile(r"\d+(?:[.,’' ]\d+)*")


@dataclass(frozen=True, slots=True)
class Layer:
    """What one of them says."""

    level: str
    id: str
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """One of `OPEN_FIELDS` -> its text; only `legal.lines` has more than one."""
    images: Mapping[str, str] = field(default_factory=dict)
    """hero or logo -> the key of a picture."""

    @property
    def name(self) -> str:
        """Return it as notes and recipes name it."""
        return f"{self.level} {self.id}"


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one field and whose they are."""

    lines: tuple[str, ...]
    layer: Layer

    @property
    def text(self) -> str:
        """Return the words of a field that has one line."""
        return self.lines[0]


def heard(layers: Iterable[Layer], audience: Audience) -> list[Layer]:
    """Return the layers that speak to an audience, the most general first; a person's only in that person's decks."""
    ids = dict(zip(LEVELS[1:], _ids(audience), strict=True))
    mine = [x for x in layers if x.level == "launch" or (x.id and ids[x.level] == x.id)]
    return sorted(mine, key=lambda x: LEVELS.index(x.level))


def _ids(a: Audience) -> tuple[str, ...]:
    return (a.channel, a.segment, a.industry, a.account_id, a.rep_id)


def words_for(layers: Iterable[Layer], audience: Audience) -> dict[str, Said]:
    """Return field -> what is said to an audience; legal lines stay as the most general layer set them."""
    found: dict[str, Said] = {}
    for layer in heard(layers, audience):
        for where, lines in layer.says.items():
            if where in OPEN_FIELDS and lines and not (where == LEGAL_LINES and where in found):
                found[where] = Said(lines, layer)
    return found


def pictures_for(layers: Iterable[Layer], audience: Audience) -> dict[str, str]:
    """Return hero and logo as the layers set them for an audience."""
    return {name: key for layer in heard(layers, audience) for name, key in layer.images.items()}


@dataclass(frozen=True, slots=True)
class LayerFault:
    """What is wrong with one field of one layer; the place in the list is `at`."""

    at: int
    field: str
    what: str
    expected: str


def layer_faults(
    layers: Sequence[Layer], audiences: Mapping[tuple[str, str], Audience], known_figures: str
) -> Iterator[LayerFault]:
    """Yield every field that a layer may not set.

    Args:
        layers: in the order of their file.
        audiences: (level, id) of a company or individual -> where it belongs.
        known_figures: names and values whose figures may be repeated; any other has no source.
    """
    figures = set(_FIGURE.findall(known_figures))
    for at, layer in enumerate(layers):
        for where, lines in layer.says.items():
            if where not in OPEN_FIELDS:
                what = f"{where!r} is locked" if "." in where else f"{where!r} is no field"
                yield LayerFault(at, where, what, "one of " + ", ".join(sorted(OPEN_FIELDS)))
            elif where == LEGAL_LINES:
                above = next((x for x in layers if where in x.says and _is_above(x, layer, audiences)), None)
                if above is not None:
                    yield LayerFault(at, where, f"legal lines are set by {above.name} already", "legal lines in one layer only")
            elif new := [f for line in lines for f in _FIGURE.findall(line) if f not in figures]:
                expected = "words; a figure comes from the spec and the approved messages"
                yield LayerFault(at, where, f"the figure {new[0]!r} has no source", expected)


def _is_above(high: Layer, low: Layer, audiences: Mapping[tuple[str, str], Audience]) -> bool:
    """Say whether a more general layer may speak in the same deck; only companies and persons are known to belong elsewhere."""
    if LEVELS.index(high.level) >= LEVELS.index(low.level):
        return False
    place = audiences.get((low.level, low.id))
    if place is None or high.level == "launch":
        return True
    at_home = dict(zip(LEVELS[1:], _ids(place), strict=True))[high.level]
    return not at_home or at_home == high.id
