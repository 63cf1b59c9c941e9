"""Sampling: each sample slide of a library by its key, its objects by their names in the Selection Pane.

In: a package.
Out: Sample, with everything a deck may change marked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from urllib.parse import unquote

from lxml import etree

from readiness.adapters.deck_press.marked_objects import mark_list, mark_picture, mark_table
from readiness.adapters.deck_press.marking import (
    SHAPES,
    TOKEN,
    A,
    Marked,
    P,
    R,
    finish,
    mark_language,
    mark_paragraph,
    mark_scales,
    mark_text,
    name_of,
    shapes_of,
    surround,
    value_mark,
)
from readiness.adapters.deck_press.package import Package, Rel
from readiness.adapters.deck_press.pictures import LOGO
from readiness.adapters.deck_press.sampled_charts import ChartSample, chart_sample

_OBJECTS = ("list:", "table:", "chart:", "img:", "opt:")
_FOREIGN = ("/diagram", "/ole", "/oleObject")
_SPARED = ("comments", "tags", "customXml", "modernComment")
"""Relations of a sample slide that no deck gets: what designers said to each other."""
_CREATION_ID = "{BB962C8B-B14F-4D97-AF65-F5344CB8AC3E}"


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample slide."""

    key: str
    number: int
    """Its place in the library, from 1."""
    part: str
    slide: Marked
    notes_part: str
    notes: Marked | None
    charts: tuple[ChartSample, ...]
    rels: tuple[Rel, ...]
    """Of the slide, without notes, charts with a name, swapped pictures and what stays with the designer."""
    tokens: tuple[str, ...]
    required: dict[str, str]
    lists: tuple[str, ...]
    tables: tuple[str, ...]
    pictures: tuple[str, ...]
    optional_pictures: frozenset[str]
    """What goes when nothing is named for it: a partner's logo, and whatever stands in an `opt:`."""
    links: dict[str, str]
    """Relation -> its address, for those with a token in it."""
    names: tuple[frozenset[str], frozenset[str], frozenset[str]]
    """Of its lists, tables and charts."""
    pick: Callable[[Mapping[str, str]], Sequence[str]]
    """Return the text of each token, where there is one for all."""


def sample_of(package: Package, number: int, part: str) -> Sample:
    """Return a sample slide, marked.

    Raises:
        InputError: an object that cannot be filled, named with what to do.
    """
    root = package.tree(part)
    key = _key(package, number, root)
    refuse = _Refusal(package, number)
    rels = {r.rid: r for r in package.rels.get(part, ()) if r.kind not in _SPARED}
    _refuse_foreign(refuse, package, rels, root)
    marked = Marked()
    _mark_links(marked, root, rels, refuse)
    charts = _mark_objects(marked, root, rels, refuse, package)
    for paragraph in root.iter(f"{A}p"):
        mark_paragraph(marked, paragraph)
    _mark_alt_texts(marked, root)
    mark_scales(marked, root)
    mark_language(marked, root)
    _mark_options(marked, root)
    for ext in [e for e in root.iter(f"{P}ext") if e.get("uri") == _CREATION_ID]:
        ext.getparent().remove(ext)
    finish(marked, root)
    if "{{" in marked.xml:
        raise refuse("", "has {{ without its }}", "each token whole in one paragraph, such as {{title}}")
    notes_part = next(iter(package.related(part, "notesSlide")), "")
    notes = _notes(package, notes_part) if notes_part else None
    dropped = {frame[1] for frame in marked.frames.values()} | {c.rid for c in charts} | set(marked.links)
    kept = tuple(r for r in rels.values() if r.kind != "notesSlide" and r.rid not in dropped)
    words = (marked, *(c.marked for c in charts), *([notes] if notes else []))
    tokens = {t for m in words for t in m.named("t")} | {t for a in marked.links.values() for t in TOKEN.findall(a)}
    required = marked.required | {t: s for c in charts for t, s in c.marked.required.items()}
    optional = {marked.name(label) for labels in marked.opts.values() for label in labels if label[0] == "p"}
    lists, tables = marked.named("l"), marked.named("b")
    names = (frozenset(lists), frozenset(tables), frozenset(c.name for c in charts))
    return Sample(
        key, number, part, marked, notes_part, notes, charts, kept, tuple(sorted(tokens)), required, lists, tables,
        tuple(marked.frames), frozenset(optional | {LOGO}), marked.links, names, _picker(sorted(tokens)),
    )  # fmt: skip


def _picker(tokens: Sequence[str]) -> Callable[[Mapping[str, str]], Sequence[str]]:
    if len(tokens) > 1:
        return itemgetter(*tokens)
    return lambda text: [text[t] for t in tokens]


@dataclass(frozen=True, slots=True)
class _Refusal:
    package: Package
    number: int

    def __call__(self, shape: str, what: str, expected: str) -> Exception:
        return self.package.refusal(self.number, shape, what, expected)


def _key(package: Package, number: int, root: Any) -> str:
    keys = [n.removeprefix("slide:") for n, _ in shapes_of(root) if n.startswith("slide:")]
    if len(keys) != 1:
        what = f"the slide has {len(keys)} shapes named slide:..."
        raise package.refusal(number, "", what, "one: its title, named slide: and the slide's key in the Selection Pane")
    return keys[0]


def _refuse_foreign(refuse: _Refusal, package: Package, rels: dict[str, Rel], root: Any) -> None:
    for name, shape in shapes_of(root):
        data = shape.find(f".//{A}graphicData") if shape.tag == f"{P}graphicFrame" else None
        if data is None or not data.get("uri", "").endswith(_FOREIGN):
            continue
        inside = [package.members[rels[i].target] for e in data.iter() for i in e.attrib.values() if i in rels]
        if name.startswith(_OBJECTS) or any(b"{{" in part for part in inside):
            raise refuse(name, "is SmartArt or an object of another program", "native shapes, a table or a chart")
    held = {e[0].find(f"{P}cNvPr").get("id") for name, e in shapes_of(root) if name.startswith(_OBJECTS)}
    timing = root.find(f"{P}timing")
    if timing is not None and held & {e.get("spid") for e in timing.iter()}:
        raise refuse(
            "", "animates a shape that a deck may change or leave out", "no animation on list:, table:, opt: and the like"
        )
    jumps = [r for r in rels.values() if r.kind == "slide"]
    if jumps:
        raise refuse("", "links to another slide, which a deck may not have", "no link between slides")


def _mark_links(marked: Marked, root: Any, rels: dict[str, Rel], refuse: _Refusal) -> None:
    for element in root.iter(f"{A}hlinkClick", f"{A}hlinkHover", f"{A}hlinkMouseOver"):
        rel = rels.get(element.get(f"{R}id", ""))
        if rel is None or not rel.external:
            continue
        address = unquote(rel.target) if re.search("%7[bB]%7[bB]", rel.target) else rel.target
        if TOKEN.search(address):
            marked.links[rel.rid] = address
            surround(element, element, marked.label("k", rel.rid))
        elif "{{" in address:
            raise refuse("", f"has a link to {address}", "a whole token, such as {{link}}")


def _mark_objects(marked: Marked, root: Any, rels: dict[str, Rel], refuse: _Refusal, package: Package) -> tuple[ChartSample, ...]:
    charts: list[ChartSample] = []
    layout = package.tree(next(r.target for r in rels.values() if r.kind == "slideLayout"))
    seen: set[str] = set()
    for name, shape in shapes_of(root):
        kind, _, what = name.partition(":")
        if f"{kind}:" not in _OBJECTS or kind == "opt":
            continue
        if name in seen:
            raise refuse(name, "is the name of two objects of this slide", "one name for one object")
        seen.add(name)
        if kind == "list":
            mark_list(marked, shape, name, what, refuse)
        elif kind == "table":
            mark_table(marked, shape, name, what, refuse)
        elif kind == "img":
            mark_picture(marked, shape, name, what, refuse, layout)
        else:
            charts.append(chart_sample(package, refuse, shape, name, rels))
            if any(name_of(e).startswith("opt:") for e in shape.iterancestors(*SHAPES)):
                raise refuse(name, "stands in an opt: group", "a chart outside of it: a slide without its data is left out")
            shape.find(f"./*/{P}cNvPr").set("descr", value_mark(marked.label("a", what)))
    return tuple(charts)


def _mark_alt_texts(marked: Marked, root: Any) -> None:
    for element in root.iter(f"{P}cNvPr"):
        for attribute in ("descr", "title"):
            if TOKEN.search(element.get(attribute, "")):
                element.set(attribute, mark_text(marked, element.get(attribute), element))


def _mark_options(marked: Marked, root: Any) -> None:
    groups: dict[str, list[Any]] = {}
    for name, shape in shapes_of(root):
        if name.startswith("opt:"):
            groups.setdefault(name, []).append(shape)
    for name, shapes in groups.items():
        text = "".join(etree.tostring(s, encoding="unicode") for s in shapes)
        marked.opts[name] = frozenset(re.findall("(?:\ufdd0|<\\?b )([tlp][0-9]+)", text))
        if marked.opts[name]:
            _unglue(root, shapes)
            for shape in shapes:
                surround(shape, shape, marked.label("o", name))


def _unglue(root: Any, shapes: Sequence[Any]) -> None:
    """Leave every line drawn where it is, and glued to none of these shapes, which a deck may not have."""
    gone = {e.get("id") for shape in shapes for e in shape.iter(f"{P}cNvPr")}
    for glue in [e for e in root.iter(f"{A}stCxn", f"{A}endCxn") if e.get("id") in gone]:
        glue.getparent().remove(glue)


def _notes(package: Package, part: str) -> Marked:
    root = package.tree(part)
    marked = Marked()
    for paragraph in root.iter(f"{A}p"):
        words = TOKEN.findall("".join(paragraph.itertext(f"{A}t")))
        mark_paragraph(marked, paragraph)
        if words == ["notes"]:
            surround(paragraph, paragraph, marked.label("n"))
    mark_language(marked, root)
    return finish(marked, root)
