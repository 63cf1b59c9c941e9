"""Box reading: the room a template gives to each text, list and table.

In: Template.
Out: Boxes, for the fit check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from readiness.adapters.deck_press.marking import A, P, keyed_boxes, shapes_of
from readiness.adapters.deck_press.opening import Template
from readiness.adapters.deck_press.package import parsed
from readiness.adapters.deck_press.sampling import Sample
from readiness.adapters.deck_press.text_looks import EMU, Ancestors, paragraphs_of
from readiness.stages.decks.boxes import SMALLEST_SCALE, Box

_FULL = 100
_INSETS = {"lIns": 91440, "rIns": 91440, "tIns": 45720, "bIns": 45720}
_MARGINS = {"marL": 91440, "marR": 91440, "marT": 45720, "marB": 45720}
"""What a box and a cell have where they say nothing, in EMU (ISO/IEC 29500-1, bodyPr and tcPr)."""
_Place = tuple[float, float, float, float]
"""Left, top, width and height in EMU."""


def boxes_of(template: Template, substitutes: Mapping[str, str] | None = None) -> dict[tuple[str, str], Box]:
    """Return each box by slide key and shape's name; `substitutes` are a brand's families with the same widths."""
    boxes: dict[tuple[str, str], Box] = {}
    for sample in template.samples.values():
        root = template.package.tree(sample.part)
        ancestors = _ancestors(template, sample, dict(substitutes or {}))
        for name, shape in keyed_boxes(root):
            boxes[sample.key, name] = _text_box(shape, ancestors)
        for name, shape in shapes_of(root):
            if name.startswith("table:"):
                boxes[sample.key, name] = _table_box(template, shape, root, ancestors)
    return boxes


def _ancestors(template: Template, sample: Sample, substitutes: dict[str, str]) -> Ancestors:
    package = template.package
    layout = package.related(sample.part, "slideLayout")[0]
    master = package.related(layout, "slideMaster")[0]
    theme = parsed(template.file, "theme", package.members[package.related(master, "theme")[0]])
    fonts = {
        f"+{short}-lt": str(theme.find(f".//{A}{name}Font/{A}latin").get("typeface"))
        for short, name in (("mj", "major"), ("mn", "minor"))
    }
    fonts = substitutes | {key: substitutes.get(family, family) for key, family in fonts.items()}
    return Ancestors(package.tree(layout), package.tree(master), package.tree(template.presentation), fonts)


def _text_box(shape: Any, ancestors: Ancestors) -> Box:
    body = shape.find(f"{P}txBody")
    frames = [body.find(f"{A}bodyPr"), *(s.find(f"{P}txBody/{A}bodyPr") for s in ancestors.places(shape))]
    frames = [f for f in frames if f is not None]

    def own(name: str, default: str) -> str:
        return next((str(f.get(name)) for f in frames if f.get(name) is not None), default)

    inset = {name: int(own(name, str(default))) for name, default in _INSETS.items()}
    fits = [e.tag for f in frames for e in f if e.tag in (f"{A}noAutofit", f"{A}normAutofit", f"{A}spAutoFit")]
    _, _, width, height = _place(shape, ancestors)
    columns = int(own("numCol", "1"))
    across = (width - inset["lIns"] - inset["rIns"] - (columns - 1) * int(own("spcCol", "0"))) / columns
    return Box(
        width=max(across, 0.0) / EMU,
        height=max(height - inset["tIns"] - inset["bIns"], 0.0) * columns / EMU,
        paragraphs=paragraphs_of(shape, body, ancestors),
        min_scale=SMALLEST_SCALE if fits[:1] == [f"{A}normAutofit"] else _FULL,
        wraps=own("wrap", "square") != "none",
    )


def _place(shape: Any, ancestors: Ancestors) -> _Place:
    """Return where a shape stands on its slide, groups around it reckoned in."""
    frames = [_frame(s) for s in (shape, *ancestors.places(shape))]
    left, top, width, height = next((f for f in frames if f is not None), (0.0, 0.0, 0.0, 0.0))
    for group in shape.iterancestors(f"{P}grpSp"):
        outer = group.find(f"{P}grpSpPr/{A}xfrm")
        if outer is None or outer.find(f"{A}chExt") is None:
            continue
        (x, y, w, h), inner = _frame(group) or (0.0, 0.0, 0.0, 0.0), _pair(outer, "chExt", "cx", "cy")
        start = _pair(outer, "chOff", "x", "y")
        across, down = (w / inner[0] if inner[0] else 1.0), (h / inner[1] if inner[1] else 1.0)
        left, top = x + (left - start[0]) * across, y + (top - start[1]) * down
        width, height = width * across, height * down
    return left, top, width, height


def _frame(shape: Any) -> _Place | None:
    for path in (f"{P}spPr/{A}xfrm", f"{P}grpSpPr/{A}xfrm", f"{P}xfrm"):
        found = shape.find(path)
        if found is not None and found.find(f"{A}ext") is not None:
            return (*_pair(found, "off", "x", "y"), *_pair(found, "ext", "cx", "cy"))
    return None


def _pair(element: Any, tag: str, one: str, other: str) -> tuple[float, float]:
    found = element.find(f"{A}{tag}")
    return float(found.get(one)), float(found.get(other))


def _table_box(template: Template, shape: Any, root: Any, ancestors: Ancestors) -> Box:
    left, top, width, _ = _place(shape, ancestors)
    size = ancestors.presentation.find(f"{P}sldSz")
    below = [float(size.get("cy"))]
    own = {shape, *shape.iterancestors(), *shape.iter()}
    for _, other in shapes_of(root):
        x, y, w, _ = _place(other, ancestors)
        if other not in own and y > top and x < left + width and left < x + w:
            below.append(y)
    table = shape.find(f".//{A}tbl")
    rows = table.findall(f"{A}tr")[:2]
    cells = [row.findall(f"{A}tc")[0] for row in rows]
    looks = [paragraphs_of(shape, cell.find(f"{A}txBody"), ancestors)[0] for cell in cells]
    margins = cells[1].find(f"{A}tcPr")
    inside = {k: int(v if margins is None else margins.get(k, v)) for k, v in _MARGINS.items()}
    if _bold_header(template, table):
        looks[0] = replace(looks[0], bold=True)
    return Box(
        width=width / EMU,
        height=(min(below) - top) / EMU,
        paragraphs=tuple(looks),
        cell_margins=((inside["marL"] + inside["marR"]) / EMU, (inside["marT"] + inside["marB"]) / EMU),
        row_heights=(int(rows[0].get("h")) / EMU, int(rows[1].get("h")) / EMU),
    )


def _bold_header(template: Template, table: Any) -> bool:
    """Return whether the table's style makes its header bold, as PowerPoint's own styles all do."""
    properties = table.find(f"{A}tblPr")
    if properties is None or properties.get("firstRow") not in ("1", "true"):
        return False
    wanted = properties.findtext(f"{A}tableStyleId", "")
    for part in template.package.related(template.presentation, "tableStyles"):
        for style in template.package.tree(part).iter(f"{A}tblStyle"):
            if style.get("styleId") == wanted:
                text = style.find(f"{A}firstRow/{A}tcTxStyle")
                return text is not None and text.get("b") == "on"
    return bool(wanted)
