"""Design: what a slide inherits from its layout, master and theme: placeholders, places, text styles, colours.

In: Package.
Out: SlideDesign, one a slide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, cast

from readiness.adapters.deck_check import palette
from readiness.adapters.deck_check.package import PRESENTATION, A, Node, P, Package, child, number

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in EMU."""

_STYLE_OF = {"title": "titleStyle", "ctrTitle": "titleStyle", "body": "bodyStyle", "subTitle": "bodyStyle", "": "bodyStyle"}
_BASE = {"ctrTitle": "title", "subTitle": "body", "": "body", "chart": "body", "tbl": "body", "pic": "body", "dgm": "body"}
"""Kind of placeholder -> the kind on the master it takes after."""
_ONE_A_SLIDE = ("title", "ctrTitle", "ftr", "sldNum", "dt")
"""Kinds that are found by what they are; all others by their number."""
SHAPES = frozenset(f"{P}{tag}" for tag in ("sp", "pic", "graphicFrame", "cxnSp", "grpSp"))
_OFF, _EXT = f"{A}off", f"{A}ext"
_PLACEHOLDER = f"{P}ph"
_TREE = f"{P}cSld/{P}spTree"
_N_LEVELS = 9
_QUARTER_TURN = 5_400_000


def name_node(shape: Node) -> Node:
    """Return the element that holds a shape's id, name and alt text."""
    return shape[0][0]


def placeholder(shape: Node) -> Node | None:
    """Return a shape's placeholder mark, None for a free shape."""
    names = shape[0]
    return names[2][0] if len(names) > 2 and len(names[2]) and names[2][0].tag == _PLACEHOLDER else None


def kind_of(shape: Node) -> str | None:
    """Return the kind of placeholder a shape is (title, body, ftr), '' for a general one; None for a free shape."""
    mark = placeholder(shape)
    return None if mark is None else str(mark.get("type", ""))


def is_title(shape: Node) -> bool:
    """Return whether a shape is a slide's title."""
    return kind_of(shape) in ("title", "ctrTitle")


def is_sound(tree: Node) -> bool:
    """Return whether each shape of a slide has a name and an id, without which nothing can be said about it."""
    return all(len(s) and len(s[0]) and s[0][0].tag == f"{P}cNvPr" for s in tree.iter(*SHAPES))


def text_of(node: Node) -> str:
    """Return all text inside an element, a paragraph a line."""
    return "\n".join(paragraph_text(p) for p in node.iter(f"{A}p"))


def paragraph_text(paragraph: Node) -> str:
    """Return a paragraph's text, its runs joined."""
    return "".join(t.text or "" for t in paragraph.iter(f"{A}t"))


@dataclass(frozen=True, slots=True)
class LayoutDesign:
    """A layout with its master and theme."""

    layout: Node
    master: Node
    theme: palette.Theme
    by_number: Mapping[str, Node]
    by_kind: Mapping[str, Node]
    """The layout's placeholders."""
    on_master: Mapping[str, Node]
    table_styles: Mapping[str, Node]
    default_text: Node | None
    memo: dict[tuple[object, ...], Any] = field(default_factory=dict)
    """What was worked out before, by what was asked."""

    @classmethod
    def of(cls, package: Package, layout: str, master: str, theme: palette.Theme, on_master: Mapping[str, Node]) -> LayoutDesign:
        """Return a layout's design."""
        marks = [(s, placeholder(s)) for s in package.xml[layout].iter(f"{P}sp")]
        held = [(s, m) for s, m in marks if m is not None]
        styles = [package.xml[t] for t in package.related(PRESENTATION, "tableStyles") if t in package.xml]
        return cls(
            package.xml[layout],
            package.xml[master],
            palette.as_seen_by(theme, package.xml[layout]),
            by_number={m.get("idx", "0"): s for s, m in reversed(held)},
            by_kind={m.get("type", ""): s for s, m in reversed(held)},
            on_master=on_master,
            table_styles={s.get("styleId"): s for root in styles for s in root},
            default_text=package.xml[PRESENTATION].find(f"{P}defaultTextStyle"),
        )

    def inherited(self, mark: Node | None) -> list[Node]:
        """Return the placeholders of layout and master that a placeholder takes after, the nearest first."""
        if mark is None:
            return []
        kind = mark.get("type", "")
        if kind in _ONE_A_SLIDE:
            own = self.by_kind.get(kind) if kind != "title" else self.by_kind.get(kind, self.by_kind.get("ctrTitle"))
        else:
            own = self.by_number.get(mark.get("idx", "0"))
        return [s for s in (own, self.on_master.get(_BASE.get(kind, kind))) if s is not None]

    def once(self, question: str, mark: Node | None, level: int, answer: Callable[[], Any]) -> Any:
        """Return an answer about a placeholder's level, worked out once for all that are alike."""
        kind, idx = (None, None) if mark is None else (mark.get("type"), mark.get("idx"))
        key = (question, kind, idx, level)
        if key not in self.memo:
            self.memo[key] = answer()
        return self.memo[key]

    def box(self, mark: Node) -> Box | None:
        """Return the place a placeholder inherits."""
        boxes = (_own_box(one) for one in self.inherited(mark))
        return cast("Box | None", self.once("box", mark, 0, lambda: next((b for b in boxes if b is not None), None)))

    def text_styles(self, mark: Node | None, level: int) -> Iterator[Node]:
        """Yield what says how the text of a placeholder's level looks (a:defRPr), the nearest first."""
        kind = None if mark is None else mark.get("type", "")
        named = "otherStyle" if kind is None else _STYLE_OF.get(kind, "otherStyle")
        bodies = (child(one, f"{P}txBody") for one in self.inherited(mark))
        lists = (child(body, f"{A}lstStyle") for body in bodies if body is not None)
        styles = child(self.master, f"{P}txStyles")
        for one in chain(lists, (None if styles is None else child(styles, f"{P}{named}"), self.default_text)):
            style = _level(one, level)
            if style is not None:
                yield style


@dataclass(frozen=True, slots=True)
class SlideDesign:
    """A slide with its layout, master and theme."""

    slide: Node
    like: LayoutDesign
    theme: palette.Theme

    def inherited(self, shape: Node) -> list[Node]:
        """Return the placeholders of layout and master that a shape takes after, the nearest first."""
        return self.like.inherited(placeholder(shape))

    def box(self, shape: Node) -> Box | None:
        """Return a shape's own or inherited place, in the coordinates of what holds it."""
        own = _own_box(shape)
        if own is not None:
            return own
        mark = placeholder(shape)
        return None if mark is None else self.like.box(mark)

    def text_styles(self, shape: Node, level: int) -> list[Node]:
        """Return what says how the text of a shape's level looks (a:defRPr), the nearest first."""
        body = shape.find(f"{P}txBody")
        own = None if body is None else _level(body.find(f"{A}lstStyle"), level)
        inherited = self.like.text_styles(placeholder(shape), level)
        return [*inherited] if own is None else [own, *inherited]


class Designs:
    """The designs of a package's slides; each layout and theme is looked at once."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._masters: dict[str, tuple[palette.Theme, Mapping[str, Node]] | None] = {}
        self._layouts: dict[str, LayoutDesign | None] = {}

    def of(self, part: str) -> SlideDesign | None:
        """Return a slide's design, None where layout, master or theme is missing or a shape has no name."""
        layout, slide = self._related(part, "slideLayout"), self._package.xml[part]
        if layout not in self._layouts:
            self._layouts[layout] = self._layout(layout)
        like = self._layouts[layout]
        if like is None or slide.find(_TREE) is None or not is_sound(slide):
            return None
        theme = palette.as_seen_by(like.theme, slide)
        return SlideDesign(slide, like if theme is like.theme else replace(like, memo={}), theme)

    def _layout(self, layout: str) -> LayoutDesign | None:
        name = self._related(layout, "slideMaster")
        if name not in self._masters:
            self._masters[name] = self._master(name)
        master = self._masters[name]
        return None if master is None or not self._is_sound(layout) else LayoutDesign.of(self._package, layout, name, *master)

    def _master(self, name: str) -> tuple[palette.Theme, Mapping[str, Node]] | None:
        """Return a master's theme and its placeholders by kind, None where something of it is missing."""
        xml, theme = self._package.xml, self._related(name, "theme")
        if not theme or not self._is_sound(name):
            return None
        held = ((kind_of(shape), shape) for shape in xml[name].iter(f"{P}sp"))
        return palette.theme_of(xml[theme], xml[name]), {kind: shape for kind, shape in held if kind is not None}

    def _is_sound(self, part: str) -> bool:
        root = self._package.xml[part]
        return root.find(_TREE) is not None and is_sound(root)

    def _related(self, part: str, kind: str) -> str:
        return next((t for t in self._package.related(part, kind) if t in self._package.xml), "")


def shapes_with_boxes(
    design: SlideDesign, tree: Node, scale: tuple[float, float, float, float] = (1, 0, 1, 0), *, only_free: bool = False
) -> Iterator[tuple[Node, Box]]:
    """Yield the shapes of a slide, or those that are no placeholder, from back to front, each with its place on the slide.

    Groups are opened.
    """
    sx, dx, sy, dy = scale
    for shape in tree:
        if shape.tag not in SHAPES:
            continue
        if shape.tag == f"{P}grpSp":
            yield from shapes_with_boxes(design, shape, _inside(shape, scale), only_free=only_free)
            continue
        box = None if only_free and placeholder(shape) is not None else design.box(shape)
        if box is not None:
            yield shape, (box[0] * sx + dx, box[1] * sy + dy, box[2] * sx + dx, box[3] * sy + dy)


def _level(styles: Node | None, level: int) -> Node | None:
    if styles is None or not len(styles):
        return None
    properties = child(styles, f"{A}lvl{min(max(level, 0) + 1, _N_LEVELS)}pPr")
    return None if properties is None else child(properties, f"{A}defRPr")


def _own_box(shape: Node) -> Box | None:
    holder = shape if shape.tag == f"{P}graphicFrame" else child(shape, f"{P}spPr")
    xfrm = None if holder is None or not len(holder) else child(holder, f"{P}xfrm" if holder is shape else f"{A}xfrm")
    if xfrm is None or len(xfrm) < 2 or xfrm[0].tag != _OFF or xfrm[1].tag != _EXT:
        return None
    box = _box(xfrm[0], xfrm[1])
    return _turned(box, int(number(xfrm.get("rot")))) if xfrm.get("rot") else box


def _box(off: Node | None, ext: Node | None) -> Box:
    if off is None or ext is None:
        return 0.0, 0.0, 0.0, 0.0
    x, y = number(off.get("x")), number(off.get("y"))
    return x, y, x + number(ext.get("cx")), y + number(ext.get("cy"))


def _turned(box: Box, rotation: int) -> Box:
    """Return the place of a box turned by a quarter; other angles are left as they are."""
    if rotation % _QUARTER_TURN or rotation // _QUARTER_TURN % 2 == 0:
        return box
    x, y, w, h = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2, box[2] - box[0], box[3] - box[1]
    return x - h / 2, y - w / 2, x + h / 2, y + w / 2


def _inside(group: Node, scale: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    xfrm = group.find(f"{P}grpSpPr/{A}xfrm")
    if xfrm is None or xfrm.find(f"{A}chExt") is None:
        return scale
    outer, inner = _box(xfrm.find(f"{A}off"), xfrm.find(f"{A}ext")), _box(xfrm.find(f"{A}chOff"), xfrm.find(f"{A}chExt"))
    kx = (outer[2] - outer[0]) / ((inner[2] - inner[0]) or 1) or 1
    ky = (outer[3] - outer[1]) / ((inner[3] - inner[1]) or 1) or 1
    sx, dx, sy, dy = scale
    return sx * kx, dx + sx * (outer[0] - inner[0] * kx), sy * ky, dy + sy * (outer[1] - inner[1] * ky)
