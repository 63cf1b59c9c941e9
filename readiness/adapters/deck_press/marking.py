r"""Marking: a sample slide's XML with a mark wherever a deck differs from it.

In: the tree of a slide, a notes page or a chart.
Out: Marked, its XML as text with marks, and what each mark stands for.

A value is marked `\ufdd0label\ufdd1`, characters that no text holds, or `<?v label?>` between elements; a stretch that is
repeated or left out stands between `<?b label?>` and `<?e label?>`. A label is a letter and the number of a name:

    t  a token                        o  an `opt:`, left out when all in it is empty
    i  an item's or a cell's text     l  a list's pattern paragraph; n the notes'
    d  a paragraph's direction        b  a table's columns and rows; r a row; x a cell
    g  the language                   k  a link, left out when its address is empty
    f  a box's stored font scale      p  a picture, left out when there is none
    z  a table cell's text size       c  how a picture is cropped
    h  a table's height               a  a chart's alt text; s q u v w y its series, format, bars and data
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
TOKEN = re.compile(r"\{\{\s*([^{}\s]+)\s*\}\}")
OPEN, CLOSE = "\ufdd0", "\ufdd1"
_WHOLE_ATTRIBUTE = re.compile(f' slot="({OPEN}[^{CLOSE}]*{CLOSE})"')
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHAPES = tuple(P + n for n in ("sp", "pic", "grpSp", "graphicFrame", "cxnSp"))
ITEMS = ("item", "notes", "cell")


@dataclass(frozen=True, slots=True)
class Direction:
    """A paragraph whose words are known only later: its attributes for either direction, its text as constants and tokens."""

    left: str
    right: str
    text: tuple[tuple[bool, str], ...]
    """(Whether it is a token, the words or the token's name)."""


@dataclass(slots=True)
class Marked:
    """XML with marks, and what a compiler has to know of them."""

    xml: str = ""
    names: list[str] = field(default_factory=list)
    """What the numbers in labels stand for."""
    required: dict[str, str] = field(default_factory=dict)
    """Token outside of any `opt:` -> the shape it is in."""
    directions: dict[str, Direction] = field(default_factory=dict)
    opts: dict[str, frozenset[str]] = field(default_factory=dict)
    """What has to be empty for an `opt:` to go: labels of tokens, lists and pictures."""
    fits: dict[str, str] = field(default_factory=dict)
    """Shape -> its autofit as designed."""
    tables: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """Table -> its width, the heights of its header and of its pattern row, in EMU."""
    frames: dict[str, tuple[float, str, str]] = field(default_factory=dict)
    """Picture -> its frame's width by its height (0: not known), the sample's relation and how the sample is cropped."""
    links: dict[str, str] = field(default_factory=dict)
    """Relation -> the address with its tokens."""

    def label(self, letter: str, name: str = "") -> str:
        """Return the label for a name."""
        if name not in self.names:
            self.names.append(name)
        return f"{letter}{self.names.index(name)}"

    def name(self, label: str) -> str:
        """Return the name a label stands for."""
        return self.names[int(label[1:])]

    def named(self, letter: str) -> tuple[str, ...]:
        """Return the names of all marks of a letter, each once, in their order."""
        found = re.findall(f"(?:{OPEN}|<\\?[bv] ){letter}(\\d+)", self.xml)
        return tuple(dict.fromkeys(self.names[int(n)] for n in found))


def value_mark(label: str) -> str:
    """Return the mark for a value in a text or an attribute."""
    return f"{OPEN}{label}{CLOSE}"


def element_mark(label: str) -> Any:
    """Return the mark for a value among elements."""
    return etree.ProcessingInstruction("v", label)


def attribute_mark(element: Any, label: str) -> None:
    """Mark where attributes of an element will stand."""
    element.set("slot", value_mark(label))


def surround(first: Any, last: Any, label: str) -> None:
    """Put the beginning and the end of a stretch around siblings."""
    first.addprevious(etree.ProcessingInstruction("b", label))
    last.addnext(etree.ProcessingInstruction("e", label))


def finish(marked: Marked, root: Any) -> Marked:
    """Write the marked tree down as text."""
    marked.xml = HEAD + _WHOLE_ATTRIBUTE.sub(r"\1", etree.tostring(root, encoding="unicode"))
    return marked


def merge_runs(paragraph: Any) -> None:
    """Put each token that spell check or a change of format split over runs into the run it begins in."""
    runs: list[Any] = []
    for child in [*list(paragraph), None]:
        if child is not None and child.tag == f"{A}r":
            runs.append(child)
            continue
        if len(runs) > 1:
            _merge(runs)
        runs = []


def _merge(runs: list[Any]) -> None:
    texts = [r.find(f"{A}t") for r in runs]
    words = [t.text or "" for t in texts]
    whole = "".join(words)
    owner = [i for i, w in enumerate(words) for _ in w]
    for found in TOKEN.finditer(whole):
        owner[found.start() : found.end()] = [owner[found.start()]] * len(found[0])
    for i, (run, text) in enumerate(zip(runs, texts, strict=True)):
        text.text = "".join(c for c, o in zip(whole, owner, strict=True) if o == i)
        if words[i] and not text.text:
            run.getparent().remove(run)


def mark_text(marked: Marked, text: str, element: Any) -> str:
    """Return a text with its tokens marked; one outside of any `opt:` is noted as required."""

    def one(found: re.Match[str]) -> str:
        name = found[1]
        if name in ITEMS:
            return value_mark(marked.label("i"))
        holders = [e for e in (element, *element.iterancestors()) if e.tag in SHAPES]
        if not any(name_of(e).startswith("opt:") for e in holders):
            marked.required.setdefault(name, name_of(holders[0]) if holders else "")
        return value_mark(marked.label("t", name))

    return TOKEN.sub(one, text)


def mark_paragraph(marked: Marked, paragraph: Any) -> None:
    """Mark the tokens of a paragraph, and its direction where it has any."""
    merge_runs(paragraph)
    texts = list(paragraph.iter(f"{A}t"))
    whole = "".join(t.text or "" for t in texts)
    if TOKEN.search(whole):
        _mark_direction(marked, paragraph, whole)
        for text in texts:
            text.text = mark_text(marked, text.text or "", text)


def _mark_direction(marked: Marked, paragraph: Any, whole: str) -> None:
    properties = paragraph.find(f"{A}pPr")
    if properties is None:
        properties = etree.Element(f"{A}pPr")
        paragraph.insert(0, properties)
    align, rtl = properties.attrib.pop("algn", None), properties.attrib.pop("rtl", None)
    left = (f' algn="{align}"' if align else "") + (f' rtl="{rtl}"' if rtl else "")
    right = f' algn="{align if align not in (None, "l") else "r"}" rtl="1"'
    pieces = tuple((bool(i % 2), piece) for i, piece in enumerate(TOKEN.split(whole)) if piece)
    key = str(len(marked.directions))
    marked.directions[key] = Direction(left, right, pieces)
    attribute_mark(properties, marked.label("d", key))


def mark_language(marked: Marked, root: Any) -> None:
    """Mark the language of every run and of every paragraph's end; a run without properties gets some."""
    for run in root.iter(f"{A}r", f"{A}fld", f"{A}br"):
        if run.find(f"{A}rPr") is None:
            run.insert(0, etree.Element(f"{A}rPr"))
    for font in root.iter(f"{A}rPr", f"{A}endParaRPr"):
        font.set("lang", value_mark(marked.label("g")))
        for sign in ("dirty", "err"):
            font.attrib.pop(sign, None)


def name_of(shape: Any) -> str:
    """Return a shape's name as the Selection Pane shows it."""
    found = shape.find(f"./*/{P}cNvPr")
    return "" if found is None else str(found.get("name", ""))


def shapes_of(root: Any) -> list[tuple[str, Any]]:
    """Return every shape of a slide with its name, groups before what is in them."""
    return [(name_of(e), e) for e in root.iter(*SHAPES)]


def mark_scales(marked: Marked, root: Any) -> None:
    """Mark where each box with words to come stores how far its text is shrunk."""
    for key, shape in keyed_boxes(root):
        box = shape.find(f"{P}txBody/{A}bodyPr")
        fits = [e for e in box if e.tag in (f"{A}noAutofit", f"{A}normAutofit", f"{A}spAutoFit")]
        for element in fits:
            box.remove(element)
        marked.fits[key] = "".join(_bare(e) for e in fits)
        before = [e for e in box if e.tag == f"{A}prstTxWarp"]
        box.insert(len(before), element_mark(marked.label("f", key)))


def keyed_boxes(root: Any) -> list[tuple[str, Any]]:
    """Return the boxes with words to come; the second of a name is `name#2`."""
    boxes: dict[str, Any] = {}
    for name, shape in shapes_of(root):
        words = "".join(t.text or "" for t in shape.iterfind(f"{P}txBody/{A}p//{A}t"))
        if OPEN not in words and not TOKEN.search(words):
            continue
        same = sum(k == name or k.startswith(f"{name}#") for k in boxes)
        boxes[name if not same else f"{name}#{same + 1}"] = shape
    return list(boxes.items())


def _bare(element: Any) -> str:
    kind = etree.QName(element).localname
    return f"<a:{kind}" + "".join(f' {k}="{v}"' for k, v in element.attrib.items()) + "/>"
