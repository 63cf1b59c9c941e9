"""Names: whether the shapes the press looks for are there, by their names in the Selection Pane, and of the right kind.

In: samples.
Out: findings N, C, X.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from readiness.adapters.deck_check.charts import chart_faults
from readiness.adapters.deck_check.design import is_title, name_node, text_of
from readiness.adapters.deck_check.package import A, P, Package, R
from readiness.adapters.deck_lint.contract import OBJECTS, SampleSlide
from readiness.adapters.deck_lint.finding import WARNING, Finding
from readiness.adapters.deck_lint.sample import TOKEN, Node, Sample, name_of

_PANE = "Selection Pane: Alt+F10"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_SMART_ART = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_OLE = "http://schemas.openxmlformats.org/presentationml/2006/ole"
_SAFE_LINK = re.compile(r"(https?://|mailto:|tel:)\S", re.IGNORECASE)
_WORDS = {"list": "a text box", "table": "a table", "chart": "a chart", "img": "a picture"}


def name_findings(samples: list[Sample], slides: Mapping[str, SampleSlide]) -> Iterator[Finding]:
    """Yield what is wrong with slide keys and the names of objects."""
    keys = Counter(s.key for s in samples)
    for key in slides:
        if not keys[key]:
            fix = f"add it, and name its title slide:{key} ({_PANE})"
            yield Finding(0, "N01", "", f"the sample slide {key!r} is missing", fix)
    for sample in samples:
        yield from _key_findings(sample, slides, keys)
        if sample.key in slides:
            yield from _object_findings(sample, slides[sample.key])
        yield from _kinds(sample)


def _key_findings(sample: Sample, slides: Mapping[str, SampleSlide], keys: Counter[str]) -> Iterator[Finding]:
    named = [(name, shape) for name, shape in sample.named() if name.startswith("slide:")]
    if not named:
        title = sample.title
        fix = f"name the title slide:<key> ({_PANE}), one of {', '.join(slides)}"
        yield Finding(sample.number, "N02", "" if title is None else name_of(title), "the slide has no key", fix)
    for name, shape in named:
        key = name.removeprefix("slide:").strip()
        if key not in slides:
            yield Finding(sample.number, "N03", name, f"unknown slide key {key!r}", _meant(key, list(slides)))
        elif keys[key] > 1:
            yield Finding(sample.number, "N04", name, f"the slide key {key!r} stands on {keys[key]} slides", "keep one of them")
        if not is_title(shape):
            yield Finding(sample.number, "N09", name, "the key is not on the title placeholder", "name the title so")


def _object_findings(sample: Sample, contract: SampleSlide) -> Iterator[Finding]:
    names = [n for n, _ in sample.named() if n.partition(":")[0] in OBJECTS]
    known = contract.objects | contract.may_objects
    for name, n in sorted(Counter(names).items()):
        if name not in known:
            there = sorted(known) or ["none"]
            fix = _meant(name, there) if known else f"the slide {sample.key!r} is filled with text alone; give it another name"
            yield Finding(sample.number, "N05", name, f"the slide {sample.key!r} has no {name!r} to fill", fix)
        elif n > 1:
            yield Finding(sample.number, "N11", name, f"{n} shapes have this name", f"keep it on one ({_PANE})")
    for name in sorted(contract.objects - set(names)):
        what = f"{name!r} is missing on the slide {sample.key!r}"
        yield Finding(sample.number, "N06", "", what, f"name {_WORDS[name.partition(':')[0]]} so ({_PANE})")
    for name in sorted({n for n, _ in sample.named() if ":" in n}):
        prefix = name.partition(":")[0]
        if prefix not in (*OBJECTS, "slide", "opt"):
            near = difflib.get_close_matches(prefix, (*OBJECTS, "slide", "opt"), n=1, cutoff=0.6)
            if near:
                fix = f"did you mean {near[0]}:{name.partition(':')[2]}?"
                yield Finding(sample.number, "N05", name, f"unknown kind of object {prefix!r}", fix)


def _kinds(sample: Sample) -> Iterator[Finding]:
    """Yield the named shapes that are not what their name says, and patterns that are missing."""
    for name, shape in sample.named():
        kind = name.partition(":")[0]
        if kind == "list":
            yield from _list_findings(sample, name, shape)
        elif kind == "table":
            yield from _table_findings(sample, name, shape)
        elif kind == "chart" and shape.find(f".//{_C}chart") is None:
            yield Finding(sample.number, "N09", name, "it is no chart", "use a native bar chart (Insert > Chart)")
        elif kind == "img" and shape.tag != f"{P}pic":
            yield Finding(sample.number, "N09", name, "it is no picture", "insert a picture and name it so")
        elif kind == "opt" and not (TOKEN.search(text_of(shape)) or _holds_picture(shape)):
            what = "it holds no token, so it is never taken away"
            yield Finding(
                sample.number, "N10", name, what, "put the token inside, or group both and name the group opt:...", WARNING
            )


def _holds_picture(shape: Node) -> bool:
    inside = [shape, *(s for s in shape.iter(f"{P}pic"))]
    return any(TOKEN.search(name_node(s).get("descr", "")) or s.tag == f"{P}pic" for s in inside)


def _list_findings(sample: Sample, name: str, shape: Node) -> Iterator[Finding]:
    patterns = [p for p in shape.iterfind(f"{P}txBody/{A}p") if "item" in TOKEN.findall(text_of(p))]
    if shape.find(f"{P}txBody") is None:
        yield Finding(sample.number, "N09", name, "it is no text box", "name a text box so")
    elif len(patterns) != 1:
        what = f"{len(patterns) or 'no'} paragraph{'s' if len(patterns) != 1 else ''} with {{{{item}}}}"
        yield Finding(sample.number, "N07", name, what, "write {{item}} in one paragraph: it is repeated")


def _table_findings(sample: Sample, name: str, shape: Node) -> Iterator[Finding]:
    table = shape.find(f".//{A}tbl")
    if table is None:
        yield Finding(sample.number, "N09", name, "it is no table", "use a native table (Insert > Table)")
        return
    rows = table.findall(f"{A}tr")
    if len(rows) != 2:
        what = f"the table has {len(rows)} row{'s' if len(rows) != 1 else ''}"
        yield Finding(sample.number, "N08", name, what, "keep a header row and one pattern row: the press repeats it")
    elif "cell" not in TOKEN.findall(text_of(rows[1])):
        yield Finding(sample.number, "N08", name, "its second row has no {{cell}}", "write {{cell}} in its first cell")


def unsupported_findings(samples: list[Sample], package: Package) -> Iterator[Finding]:
    """Yield what the press cannot fill: animated slots, hidden slides, SmartArt, objects, macros; odd links, odd charts."""
    for name in sorted(package.parts):
        if "vba" in package.content_type(name).lower() or "macroenabled" in package.content_type(name).lower():
            yield Finding(0, "X04", "", f"the file holds macros ({name})", "save it as PowerPoint presentation (.pptx)")
    for sample in samples:
        if sample.root.get("show") in ("0", "false"):
            fix = "show it (right click the slide > Hide Slide), or take it out of the storyline"
            yield Finding(sample.number, "X05", "", "the slide is hidden, and would be hidden in every deck", fix)
        yield from _link_findings(sample, package)
        moved = {t.get("spid") for t in sample.root.iter(f"{P}spTgt")}
        for name, shape in sample.named():
            number = name_node(shape).get("id")
            is_slot = bool(TOKEN.search(text_of(shape))) or name.partition(":")[0] in (*OBJECTS, "opt", "slide")
            if number in moved and is_slot:
                fix = "remove it (Animations > Animation Pane): the shape may be missing in a deck"
                yield Finding(sample.number, "X01", name, "an animation moves a shape that is filled", fix)
            uris = {d.get("uri") for d in shape.iter(f"{A}graphicData")} if shape.tag == f"{P}graphicFrame" else set()
            if _SMART_ART in uris:
                yield Finding(
                    sample.number, "X02", name, "SmartArt cannot be filled", "convert it to shapes (SmartArt Design > Convert)"
                )
            if _OLE in uris:
                fix = "paste it as a picture, or use a native table or chart"
                yield Finding(sample.number, "X03", name, "an embedded object cannot be filled", fix)
            for chart in shape.iter(f"{_C}chart") if shape.tag == f"{P}graphicFrame" else ():
                yield from _chart_findings(sample, name, package, package.target(sample.part, chart.get(f"{R}id")))


def _link_findings(sample: Sample, package: Package) -> Iterator[Finding]:
    """Yield links that no deck is made with: a token may follow the start of an address, and not be all of it."""
    for relation in package.relations.get(sample.part, {}).values():
        address = unquote(relation.target)
        if relation.kind == "hyperlink" and relation.is_external and not _SAFE_LINK.match(address):
            fix = "begin the address with https://, http://, mailto: or tel:"
            yield Finding(sample.number, "X06", "", f"a link goes to {address!r}", fix)


def _chart_findings(sample: Sample, name: str, package: Package, part: str) -> Iterator[Finding]:
    root = package.xml.get(part)
    if root is None:
        return
    books = [r for r in package.relations.get(part, {}).values() if r.is_external]
    if books:
        fix = "copy the chart and paste it with 'Keep source formatting and embed workbook'"
        yield Finding(sample.number, "C01", name, f"the chart is linked to a workbook outside: {books[0].target}", fix)
    if name.startswith("chart:") and root.find(f".//{_C}barChart") is None:
        yield Finding(sample.number, "C03", name, "it is no bar chart", "change it (Chart Design > Change Chart Type > Bar)")
    related = {part, *(r.target for r in package.relations.get(part, {}).values())}
    lone = Package(package.parts, {part: root}, package.relations, package.overrides, package.defaults)
    for fault in chart_faults(lone):
        if fault.part in related and not books:
            yield Finding(sample.number, "C02", name, fault.what, fault.fix)


def _meant(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else "there are " + ", ".join(known)
