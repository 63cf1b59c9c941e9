"""Slides: what each slide needs to be shown, edited and read aloud.

In: Package.
Out: faults of shapes, tables, titles, alt texts, reading order, text size and contrast.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from readiness.adapters.deck_check.contrast import faint_texts
from readiness.adapters.deck_check.design import SHAPES, Designs, is_sound, is_title, name_node, text_of
from readiness.adapters.deck_check.package import A, Fault, Node, P, Package, child, number
from readiness.adapters.deck_check.palette import RGB, WHOLE
from readiness.stages.decks.titles import as_heard

LEAST_SCALE = 80
DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"
"""The extension by which Office knows a picture that says nothing."""
_DRAWN = ("ppt/slides/", "ppt/slideLayouts/", "ppt/slideMasters/", "ppt/notesSlides/", "ppt/notesMasters/")
_BODIES = (f"{P}txBody", f"{A}txBody")
_ADEC = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"


def slide_faults(package: Package) -> Iterator[Fault]:
    """Yield each fault of the slides, layouts and notes as drawings."""
    for part, root in package.xml.items():
        if part.startswith(_DRAWN):
            yield from _drawing_faults(part, root)
    designs, titles = Designs(package), dict[str, int]()
    for place, part in enumerate(package.slides(), 1):
        root = package.xml[part]
        tree = root.find(f"{P}cSld/{P}spTree")
        if tree is None or not is_sound(tree):
            yield Fault(part, "its shapes, or the names of some, are missing", "delete the slide, or make it anew")
            continue
        yield from _title_faults(part, place, tree, titles)
        yield from _order_faults(part, tree)
        yield from _described(part, tree)
        yield from _tables(part, root)
        yield from _sizes(part, root)
        yield from _animations(part, root)
        design = designs.of(part)
        for faint in faint_texts(design) if design is not None else ():
            what = f"{_quoted(faint.words)} is #{faint.text} on #{faint.ground}, a contrast of {faint.ratio:.1f} to 1"
            yield Fault(part, what, "make text or background darker or lighter, to 4.5 to 1 at least")


def _drawing_faults(part: str, root: Node) -> Iterator[Fault]:
    for one, n in Counter(node.get("id") for node in root.iter(f"{P}cNvPr")).items():
        if n > 1:
            yield Fault(part, f"{n} shapes have the id {one}", "give each shape its own: PowerPoint would offer a repair")
    for body in root.iter(*_BODIES):
        if child(body, f"{A}p") is None:
            yield Fault(part, "a text box or cell has no paragraph", "put an empty paragraph in: PowerPoint would offer a repair")
    for colour in root.iter(f"{A}srgbClr"):
        if not RGB.fullmatch(colour.get("val", "")):
            yield Fault(part, f"{colour.get('val')!r} is no colour", "use six hexadecimal digits, or a theme colour")
    for table in root.iter(f"{A}tbl"):
        columns = len(table.findall(f"{A}tblGrid/{A}gridCol"))
        for r, row in enumerate(table.iterfind(f"{A}tr"), 1):
            cells = len(row.findall(f"{A}tc"))
            if cells != columns:
                what = f"row {r} of a table has {cells} cells and the table {columns} columns"
                yield Fault(part, what, "give each row one cell a column: PowerPoint would offer a repair")


def _title_faults(part: str, place: int, tree: Node, titles: dict[str, int]) -> Iterator[Fault]:
    found = [s for s in tree.iter(f"{P}sp") if is_title(s)]
    text = " ".join(text_of(found[0]).split()) if found else ""
    if not text:
        yield Fault(part, f"slide {place} has no title", "fill its title placeholder: screen readers and the overview go by it")
        return
    if len(found) > 1:
        yield Fault(part, f"slide {place} has {len(found)} titles", "keep one title placeholder")
    before = titles.setdefault(as_heard(text), place)
    if before != place:
        what = f"slide {place} has the same title as slide {before}, {_quoted(text)}"
        yield Fault(part, what, "say what is new on it, so that a listener can tell them apart")


def _order_faults(part: str, tree: Node) -> Iterator[Fault]:
    """Yield the first thing read aloud before the title; pictures may lie behind it."""
    shapes = [s for s in tree if s.tag in SHAPES]
    title = next((i for i, s in enumerate(shapes) if is_title(s)), 0)
    for shape in shapes[:title]:
        if text_of(shape).strip() or shape.tag == f"{P}graphicFrame":
            what = f"{name_node(shape).get('name')!r} is read aloud before the title"
            yield Fault(part, what, "send the title to the back (Selection Pane: the last in the list is read first)")
            return


def is_described(node: Node) -> bool:
    """Return whether the element with a shape's name holds an alt text or is marked as decorative."""
    if node.get("descr", "").strip():
        return True
    marks = [m for m in node.iter(_ADEC) if m.get("val") in ("1", "true")]
    return any(m.getparent().get("uri", "").upper() == DECORATIVE for m in marks)


def _described(part: str, tree: Node) -> Iterator[Fault]:
    for shape in tree.iter(f"{P}pic", f"{P}graphicFrame"):
        node = name_node(shape)
        holders = [name_node(g) for g in shape.iterancestors(f"{P}grpSp")]
        if not any(map(is_described, (node, *holders))):
            wrong = " (a decorative flag is there, where Office does not look)" if node.find(f".//{_ADEC}") is not None else ""
            yield Fault(part, f"{node.get('name')!r} has no alt text{wrong}", "say what it shows, or mark it as decorative")


def _tables(part: str, root: Node) -> Iterator[Fault]:
    for table in root.iter(f"{A}tbl"):
        properties = table.find(f"{A}tblPr")
        if properties is None or properties.get("firstRow") not in ("1", "true"):
            yield Fault(part, "a table has no header row", "tick Table Design > Header Row: screen readers go by it")


def _sizes(part: str, root: Node) -> Iterator[Fault]:
    for fit in root.iter(f"{A}normAutofit"):
        stored = fit.get("fontScale")
        percent = number((stored or "").removesuffix("%"), WHOLE) / (1 if (stored or "").endswith("%") else 1000)
        if percent < LEAST_SCALE:
            words = _quoted(" ".join(text_of(fit.getparent().getparent()).split()))
            yield Fault(part, f"{words} is shrunk to {percent:g}%", f"shorten it: text stays at {LEAST_SCALE}% or more")


def _animations(part: str, root: Node) -> Iterator[Fault]:
    ids = {node.get("id") for node in root.iter(f"{P}cNvPr")}
    for one in sorted({t.get("spid", "") for t in root.iter(f"{P}spTgt")} - ids):
        yield Fault(part, f"an animation moves the shape {one}, which is gone", "remove the animation")


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
