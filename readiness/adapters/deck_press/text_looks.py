"""Text looks: how a paragraph of a template looks, by all that it inherits from.

In: trees of slide, layout, master, theme and presentation.
Out: Paragraph, for the fit check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readiness.adapters.deck_press.marking import A, P
from readiness.stages.decks.boxes import Paragraph

EMU = 12700
_DEFAULT_SIZE = 18.0
_SINGLE = 1.2
"""Of a font's size: what a percentage of spacing before and after counts from."""


@dataclass(frozen=True, slots=True)
class Ancestors:
    """What a slide inherits from."""

    layout: Any
    master: Any
    presentation: Any
    fonts: Mapping[str, str]
    """`+mj-lt` and `+mn-lt` -> family."""

    def places(self, shape: Any) -> list[Any]:
        """Return the placeholders of layout and master that a shape inherits from, nearest first."""
        place = placeholder(shape)
        if place is None:
            return []
        kind, index = place.get("type", "body"), place.get("idx", "0")
        found: list[Any] = []
        for shapes in (_placeholders(self.layout), _placeholders(self.master)):
            by_index = [s for s, p in shapes if p.get("idx", "0") == index and not found]
            by_kind = [s for s, p in shapes if _family(p.get("type", "body")) == _family(kind)]
            found += (by_index or by_kind)[:1]
            if found:
                kind = placeholder(found[-1]).get("type", kind)
        return found

    def text_styles(self, shape: Any) -> Any:
        """Return the master's styles for a shape's kind of text."""
        place = next((placeholder(s) for s in (shape, *self.places(shape)) if placeholder(s) is not None), None)
        kind = "other" if place is None else _family(place.get("type", "body"))
        name = {"title": "titleStyle", "body": "bodyStyle"}.get(kind, "otherStyle")
        return self.master.find(f"{P}txStyles/{P}{name}")


def placeholder(shape: Any) -> Any:
    """Return what makes a shape a placeholder, None where it is none."""
    return shape.find(f"./*/{P}nvPr/{P}ph")


def _placeholders(tree: Any) -> list[tuple[Any, Any]]:
    return [(s, placeholder(s)) for s in tree.iter(f"{P}sp", f"{P}pic") if placeholder(s) is not None]


def _family(kind: str) -> str:
    if kind in ("title", "ctrTitle"):
        return "title"
    return kind if kind in ("ftr", "sldNum", "dt", "pic") else "body"


def paragraphs_of(shape: Any, body: Any, ancestors: Ancestors) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a text body with their looks."""
    lists = [body.find(f"{A}lstStyle")]
    lists += [s.find(f"{P}txBody/{A}lstStyle") for s in ancestors.places(shape)]
    lists += [ancestors.text_styles(shape), ancestors.presentation.find(f"{P}defaultTextStyle")]
    return tuple(_paragraph(p, [x for x in lists if x is not None], ancestors) for p in body.findall(f"{A}p"))


def _paragraph(element: Any, lists: Sequence[Any], ancestors: Ancestors) -> Paragraph:
    own = element.find(f"{A}pPr")
    level = int(own.get("lvl", "0")) if own is not None else 0
    chain = [x for x in (own, *(s.find(f"{A}lvl{level + 1}pPr") for s in lists)) if x is not None]
    defaults = [f for f in (x.find(f"{A}defRPr") for x in chain) if f is not None]
    runs = [r.find(f"{A}rPr") for r in element.iter(f"{A}r", f"{A}fld")]
    fonts: list[Any] = [r for r in runs if r is not None] or [element.find(f"{A}endParaRPr")]

    def look(get: Callable[[Any], str | None], default: str) -> list[str]:
        inherited = next((v for v in map(get, defaults) if v is not None), default)
        return [inherited if f is None or get(f) is None else str(get(f)) for f in fonts]

    size = max(float(v) / 100 for v in look(lambda f: f.get("sz"), str(_DEFAULT_SIZE * 100)))
    family = look(_typeface, "+mn-lt")[0]
    first = _attribute(chain, "indent") / EMU
    line, exactly = _spacing(chain, "lnSpc")
    before, after = (share * size * _SINGLE + points for share, points in (_spacing(chain, t) for t in ("spcBef", "spcAft")))
    return Paragraph(
        text="".join(_words(element)),
        font=ancestors.fonts.get(family, family),
        size=size,
        bold="1" in [v.replace("true", "1") for v in look(lambda f: f.get("b"), "0")],
        before=before,
        after=after,
        line=line or 1.0,
        exactly=exactly,
        indent=(_attribute(chain, "marL") + _attribute(chain, "marR")) / EMU,
        first=max(first, 0.0),
        capitals="all" in look(lambda f: f.get("cap"), "none"),
        spread=max(float(v) / 100 for v in look(lambda f: f.get("spc"), "0")),
    )


def _words(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == f"{A}br":
            yield "\n"
        yield from (t.text or "" for t in child.iter(f"{A}t"))


def _typeface(font: Any) -> str | None:
    latin = font.find(f"{A}latin")
    return None if latin is None else str(latin.get("typeface"))


def _attribute(chain: Sequence[Any], name: str) -> int:
    return next((int(x.get(name)) for x in chain if x.get(name) is not None), 0)


def _spacing(chain: Sequence[Any], tag: str) -> tuple[float, float]:
    """Return a spacing as a share and in points; one of them is 0."""
    found = next((x.find(f"{A}{tag}") for x in chain if x.find(f"{A}{tag}") is not None), None)
    if found is None:
        return 0.0, 0.0
    share, points = found.find(f"{A}spcPct"), found.find(f"{A}spcPts")
    if share is not None:
        return float(str(share.get("val")).rstrip("%")) / (100 if "%" in str(share.get("val")) else 100_000), 0.0
    return 0.0, float(points.get("val")) / 100
