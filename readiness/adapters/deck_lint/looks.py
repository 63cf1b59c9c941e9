"""Looks: whether a template keeps to its brand, can be read by everybody, and stays on the slide.

In: samples, Brand.
Out: findings A, B, G, W.
"""

from __future__ import annotations

from collections.abc import Iterator

from readiness.adapters.deck_check.contrast import faint_texts
from readiness.adapters.deck_check.design import SHAPES, Box, is_sound, is_title, kind_of, name_node, text_of
from readiness.adapters.deck_check.package import PRESENTATION, A, P, Package, number
from readiness.adapters.deck_check.slides import is_described
from readiness.adapters.deck_lint.brand_files import Brand
from readiness.adapters.deck_lint.contract import OBJECTS
from readiness.adapters.deck_lint.finding import WARNING, Finding
from readiness.adapters.deck_lint.sample import TOKEN, Node, Sample, name_of

EMU_PER_POINT = 12_700
TOLERANCE = EMU_PER_POINT
"""Shapes drawn by hand are off by a fraction of a point."""
MAX_PICTURE_BYTES, MAX_FILE_BYTES = 300_000, 3_000_000
_STYLED = (f"{A}rPr", f"{A}defRPr", f"{A}endParaRPr")
_FONTS = (f"{A}latin", f"{A}ea", f"{A}cs")


def access_findings(samples: list[Sample], brand: Brand) -> Iterator[Finding]:
    """Yield what keeps somebody from reading a slide."""
    for sample in samples:
        for shape in sample.tree.iter(f"{P}pic", f"{P}graphicFrame"):
            holders = [name_node(g) for g in shape.iterancestors(f"{P}grpSp")]
            if not any(map(is_described, (name_node(shape), *holders))):
                fix = "say what it shows (right click > View Alt Text), or tick 'Mark as decorative'"
                yield Finding(sample.number, "A01", name_of(shape), "no alt text", fix)
        for table in sample.tree.iter(f"{A}tbl"):
            properties = table.find(f"{A}tblPr")
            if properties is None or properties.get("firstRow") not in ("1", "true"):
                frame = next(table.iterancestors(f"{P}graphicFrame"))
                yield Finding(
                    sample.number, "A02", name_of(frame), "the table has no header row", "tick Table Design > Header Row"
                )
        for faint in faint_texts(sample.design, brand.smallest_contrast) if sample.design is not None else ():
            what = f"#{faint.text} on #{faint.ground} is a contrast of {faint.ratio:.1f} to 1"
            yield Finding(
                sample.number,
                "A03",
                name_of(faint.shape),
                what,
                f"make either darker or lighter: {brand.smallest_contrast:g} to 1 at least",
            )
        yield from _reading_order(sample)
        yield from _languages(sample)


def _reading_order(sample: Sample) -> Iterator[Finding]:
    shapes = [s for s in sample.tree if s.tag in SHAPES]
    title = next((i for i, s in enumerate(shapes) if is_title(s)), 0)
    for shape in shapes[:title]:
        if text_of(shape).strip():
            fix = "move the title to the bottom of the Selection Pane: what stands lowest is read first"
            yield Finding(sample.number, "A04", name_of(shape), "it is read aloud before the title", fix)


def _languages(sample: Sample) -> Iterator[Finding]:
    for name, shape in sample.named():
        texts = () if shape.tag == f"{P}grpSp" else shape.iter(f"{A}t")
        properties = [t.getparent().find(f"{A}rPr") for t in texts if t.text]
        if any(p is None or not p.get("lang") for p in properties):
            yield Finding(sample.number, "A05", name, "its text has no language", "choose one (Review > Language)", WARNING)


def brand_findings(samples: list[Sample], package: Package, brand: Brand, template: str) -> Iterator[Finding]:
    """Yield what does not come from the brand: colours and fonts set by hand, text too small."""
    themes = sorted({t for m in package.related(PRESENTATION, "slideMaster") for t in package.related(m, "theme")})
    for theme in (package.xml[t] for t in themes if t in package.xml):
        for font in theme.iterfind(f".//{A}fontScheme/*/{A}latin"):
            if font.get("typeface", "") not in brand.fonts:
                fix = f"choose {_fonts(brand)} (View > Slide Master > Fonts)"
                yield Finding(0, "B04", "", f"the theme's font is {font.get('typeface')!r}", fix)
    yield from _drawn_by_hand(0, "layout", brand, _masters(package))
    for sample in samples:
        yield from _drawn_by_hand(sample.number, "", brand, [(n, s) for n, s in sample.named() if s.tag != f"{P}grpSp"])
        yield from _small(sample, brand, template)


def _masters(package: Package) -> list[tuple[str, Node]]:
    """Return the shapes of masters and layouts, each with the name a designer finds it by."""
    masters = package.related(PRESENTATION, "slideMaster")
    parts = [part for m in masters for part in (m, *package.related(m, "slideLayout"))]
    held = [package.xml[p].find(f"{P}cSld") for p in parts if p in package.xml]
    return [
        (f"{h.get('name') or 'master'} > {name_of(s)}", s)
        for h in held
        if h is not None and is_sound(h)
        for s in h.iter(*(SHAPES - {f"{P}grpSp"}))
    ]


def _drawn_by_hand(slide: int, where: str, brand: Brand, shapes: list[tuple[str, Node]]) -> Iterator[Finding]:
    for name, shape in shapes:
        colours = sorted({c.get("val", "") for c in shape.iter(f"{A}srgbClr")})
        if colours:
            fix = "choose a theme colour, so that a change of the theme reaches it"
            yield Finding(slide, "B01", name, f"the colour #{', #'.join(colours)} is set by hand{where and ' on a layout'}", fix)
        faces = {f.get("typeface", "") for f in shape.iter(*_FONTS)}
        foreign = sorted(f for f in faces if f and not f.startswith("+") and f not in brand.fonts)
        if foreign:
            fix = f"choose the theme's font, or {_fonts(brand)}"
            yield Finding(slide, "B02", name, f"the font {', '.join(foreign)} is not the brand's", fix)


def _small(sample: Sample, brand: Brand, template: str) -> Iterator[Finding]:
    for shape, _ in sample.boxes():
        sizes = [s for s in _sizes(sample, shape) if s]
        least = brand.least_size(template, kind_of(shape), is_table=shape.tag == f"{P}graphicFrame")
        if sizes and min(sizes) < least:
            what = f"its text is {min(sizes):g} points"
            yield Finding(sample.number, "B03", name_of(shape), what, f"the brand's smallest here is {least:g} points")


def _sizes(sample: Sample, shape: Node) -> Iterator[float]:
    """Yield the size in points of each run of a shape, its own or inherited."""
    for paragraph in shape.iter(f"{A}p"):
        properties = paragraph.find(f"{A}pPr")
        level = 0 if properties is None else int(number(properties.get("lvl")))
        styles = [] if sample.design is None else sample.design.text_styles(shape, level)
        inherited = next((number(s.get("sz")) for s in styles if s.get("sz")), 0.0)
        for run in paragraph:
            if (run.findtext(f"{A}t") or "").strip():
                own = run.find(f"{A}rPr")
                yield (number(own.get("sz"), inherited) if own is not None and own.get("sz") else inherited) / 100


def place_on_slide_findings(samples: list[Sample], package: Package) -> Iterator[Finding]:
    """Yield what lies off its slide, and boxes with tokens that lie over each other."""
    size = package.xml[PRESENTATION].find(f"{P}sldSz")
    width, height = (0.0, 0.0) if size is None else (number(size.get("cx")), number(size.get("cy")))
    for sample in samples:
        filled = [(s, b) for s, b in sample.boxes() if _is_filled(s)]
        for shape, (left, top, right, bottom) in filled:
            if min(left, top, width - right, height - bottom) < -TOLERANCE:
                yield Finding(sample.number, "G01", name_of(shape), "it lies partly or wholly off the slide", "move it back")
        for shape in (s for s, _ in filled if _is_turned(s)):
            fix = "set its rotation and text direction back (Format Shape > Size > Rotation, Text Options > Text Box)"
            yield Finding(sample.number, "G04", name_of(shape), "it is turned, and its text is measured as if it were not", fix)
        texts = [(s, b) for s, b in filled if s.tag == f"{P}sp"]
        for i, (one, box) in enumerate(texts):
            for other, there in texts[i + 1 :]:
                if _overlap(box, there):
                    what = f"it lies over {name_of(other)!r}"
                    yield Finding(sample.number, "G02", name_of(one), what, "move them apart: both are filled with text")


def _is_filled(shape: Node) -> bool:
    return bool(TOKEN.search(text_of(shape))) or name_of(shape).partition(":")[0] in (*OBJECTS, "slide", "opt")


def _is_turned(shape: Node) -> bool:
    """Return whether a box of text, a group around it or its text is turned."""
    body = shape.find(f"{P}txBody/{A}bodyPr")
    frames = [x for s in (shape, *shape.iterancestors(f"{P}grpSp")) for x in s.iterfind(f"./*/{A}xfrm")]
    is_turned = any(number(x.get("rot")) for x in frames)
    return body is not None and (is_turned or body.get("vert", "horz") != "horz")


def _overlap(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return min(across, down) > TOLERANCE


def weight_findings(package: Package, size: int) -> Iterator[Finding]:
    """Yield what makes every deck heavy."""
    for name, data in package.parts.items():
        if name.startswith("ppt/media/") and len(data) > MAX_PICTURE_BYTES:
            what = f"the picture {name.rpartition('/')[2]} weighs {len(data) / 1000:,.0f} KB"
            yield Finding(0, "W01", "", what, "Picture Format > Compress Pictures, 150 ppi: it goes into every deck", WARNING)
    if size > MAX_FILE_BYTES:
        what = f"the template weighs {size / 1_000_000:.1f} MB"
        yield Finding(0, "W02", "", what, f"compress its pictures: {MAX_FILE_BYTES / 1_000_000:.0f} MB at most")


def _fonts(brand: Brand) -> str:
    return " or ".join(sorted(brand.fonts))
