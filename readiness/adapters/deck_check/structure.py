"""Structure: what PowerPoint needs to open a deck without offering to repair it, and what must not travel with it.

In: Package.
Out: faults of its parts, types, relationships, slide list, sections and properties.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from readiness.adapters.deck_check.package import PRESENTATION, Fault, Node, P, Package, R

_TYPES = "[Content_Types].xml"
_ML = "application/vnd.openxmlformats-officedocument.presentationml."
_TYPE_OF = {
    "slide": f"{_ML}slide+xml",
    "slideLayout": f"{_ML}slideLayout+xml",
    "slideMaster": f"{_ML}slideMaster+xml",
    "notesSlide": f"{_ML}notesSlide+xml",
    "notesMaster": f"{_ML}notesMaster+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
}
_NEEDS = {
    "slide": ("slideLayout", "layout"),
    "slideLayout": ("slideMaster", "master"),
    "slideMaster": ("theme", "theme"),
    "notesSlide": ("notesMaster", "notes master"),
    "notesMaster": ("theme", "theme"),
}
"""Kind of part -> the one part it cannot be without, and its name in words."""
_OF_ONE_SLIDE = {"notesSlide": "notes page", "chart": "chart"}
_EXPLICIT = ("hyperlink", "image", "chart", "media", "video", "audio", "oleObject", "package", "diagramData")
"""Relationships that something in the part has to name by their id."""
_ORDER = ["sldMasterIdLst", "notesMasterIdLst", "handoutMasterIdLst", "sldIdLst", "sldSz", "notesSz"]
_SLIDE_IDS, _LAYOUT_IDS = (256, 2**31), (2**31, 2**32)
_WEB = re.compile(r"(?i)(https?://[^/\s]|mailto:[^\s@]+@|tel:\+?\d)")
_SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff", "gif": b"GIF8"}
_NAMED_IDS = etree.XPath("descendant-or-self::*/@r:*", namespaces={"r": R[1:-1]}, smart_strings=False)
_P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"


def structure_faults(package: Package) -> Iterator[Fault]:
    """Yield each fault of the package as such."""
    if PRESENTATION not in package.xml:
        yield Fault(PRESENTATION, "there is no presentation in the file", "export it from PowerPoint as .pptx")
        return
    yield from _type_faults(package)
    yield from _relation_faults(package)
    yield from _lone_parts(package)
    yield from _unreached(package)
    yield from _shared(package)
    yield from _outside(package)
    yield from _active(package)
    yield from _presentation_faults(package)
    yield from _section_faults(package)


def _type_faults(package: Package) -> Iterator[Fault]:
    if _TYPES not in package.parts:
        yield Fault(_TYPES, "the list of content types is missing", "export the file once more")
        return
    for name in package.overrides:
        if name not in package.parts:
            yield Fault(_TYPES, f"it lists {name}, which is not in the file", "remove the line: PowerPoint would offer a repair")
    for name, data in package.parts.items():
        if name != _TYPES and not package.content_type(name):
            yield Fault(name, "it has no content type", "add one: PowerPoint would offer a repair")
        signature = _SIGNATURES.get(name.rpartition(".")[2].lower())
        if signature is not None and not data.startswith(signature):
            yield Fault(name, "it is not the kind of picture its name says", "insert the picture anew")
    for source, relations in package.relations.items():
        for r in relations.values():
            wanted = _TYPE_OF.get(r.kind)
            if wanted and not r.is_external and r.target in package.parts and package.content_type(r.target) != wanted:
                what = f"it is used as a {r.kind} and its content type says otherwise ({package.content_type(r.target)})"
                yield Fault(r.target, what, f"make it {wanted}, or mend the relationship in {source or 'the file'}")


def _relation_faults(package: Package) -> Iterator[Fault]:
    for source, relations in package.relations.items():
        if source and source not in package.parts:
            yield Fault(source, "it is gone and its relationships are still there", "remove them as well")
            continue
        for relation_id, r in relations.items():
            if not r.is_external and r.kind != "hyperlink" and r.target not in package.parts:
                yield Fault(source, f"{relation_id} points at {r.target}, which is not in the file", "remove it, or add the part")
    for name, root in package.xml.items():
        known = package.relations.get(name, {})
        used = {i for i in _NAMED_IDS(root) if i}
        for relation_id in sorted(used - set(known)):
            yield Fault(name, f"it uses the relationship {relation_id}, which is not there", "add it, or remove what uses it")
        if name.startswith("ppt/slides/"):
            for r in (known[i] for i in sorted(set(known) - used) if known[i].kind in _EXPLICIT):
                yield Fault(name, f"nothing on the slide uses its {r.kind} {r.target}", "remove it: it would travel along unseen")


def _lone_parts(package: Package) -> Iterator[Fault]:
    for kind, (needed, words) in _NEEDS.items():
        for name in package.parts:
            if package.content_type(name) == _TYPE_OF[kind] and (n := len(package.related(name, needed))) != 1:
                yield Fault(name, f"it refers to {n} {words}s", f"it needs exactly one {words}")


def _unreached(package: Package) -> Iterator[Fault]:
    reached, ahead = set[str](), [""]
    while ahead:
        source = ahead.pop()
        new = {r.target for r in package.relations.get(source, {}).values() if not r.is_external} - reached
        reached |= new
        ahead += sorted(new)
    for name in package.parts:
        if name not in reached and name != _TYPES and not name.endswith(".rels"):
            yield Fault(name, "nothing in the deck refers to it", "remove it: it would travel along unseen")


def _shared(package: Package) -> Iterator[Fault]:
    """Yield the notes pages and charts that stand on more than one slide: a change on one would change the other."""
    slides = [n for n in package.relations if package.content_type(n) == _TYPE_OF["slide"]]
    for kind, words in _OF_ONE_SLIDE.items():
        for name, n in Counter(t for s in slides for t in set(package.related(s, kind))).items():
            if n > 1:
                yield Fault(name, f"{n} slides share this {words}", f"give each slide a {words} of its own")
    for slide in slides:
        for notes in package.related(slide, "notesSlide"):
            if package.related(notes, "slide") != [slide]:
                yield Fault(notes, f"it is the notes page of {slide} and points elsewhere", "make it point at its own slide")
    for name, n in Counter(t for c in package.relations for t in package.related(c, "package")).items():
        if n > 1:
            yield Fault(name, f"{n} charts share this workbook", "give each chart a workbook of its own")


def _outside(package: Package) -> Iterator[Fault]:
    for source, relations in package.relations.items():
        for r in (r for r in relations.values() if r.is_external):
            if r.kind != "hyperlink":
                yield Fault(
                    source, f"it takes its {r.kind} from outside the deck: {r.target}", "embed it: the customer has no such file"
                )
            elif "{{" not in r.target and not _WEB.match(r.target):
                yield Fault(source, f"a link leads to {r.target!r}", "link to a web page (https://) or a mail address (mailto:)")


def _active(package: Package) -> Iterator[Fault]:
    for name in package.parts:
        kind = package.content_type(name).lower()
        if "vbaproject" in kind or "macroenabled" in kind or "activex" in kind or name.lower().endswith("vbaproject.bin"):
            yield Fault(name, "it is a macro or a control that runs code", "save the deck as .pptx, without macros")


def _presentation_faults(package: Package) -> Iterator[Fault]:
    root, relations = package.xml[PRESENTATION], package.relations.get(PRESENTATION, {})
    names = [n.tag.removeprefix(P) for n in root if n.tag.removeprefix(P) in _ORDER]
    if names != sorted(names, key=_ORDER.index):
        yield Fault(PRESENTATION, f"its lists stand in the order {', '.join(names)}", f"the order is {', '.join(_ORDER)}")
    for kind, tag in (("slideMaster", "sldMasterId"), ("notesMaster", "notesMasterId"), ("slide", "sldId")):
        listed = [n.get(f"{R}id") for n in root.iterfind(f"{P}{tag}Lst/{P}{tag}")]
        related = [i for i, r in relations.items() if r.kind == kind]
        for relation_id in sorted(set(related) - set(listed)):
            what = f"{relations[relation_id].target} is related as a {kind} and missing in its list"
            yield Fault(PRESENTATION, what, "list it, or remove the part and its relationship")
        for relation_id in sorted(i for i in set(listed) & set(relations) if relations[i].kind != kind):
            yield Fault(PRESENTATION, f"{relation_id} is listed as a {kind} and is none", "mend the list")
        for relation_id, n in Counter(listed).items():
            if n > 1:
                yield Fault(PRESENTATION, f"{relations[relation_id].target} is listed {n} times", "list each part once")
    yield from _id_faults(PRESENTATION, root, f"{P}sldIdLst/{P}sldId", _SLIDE_IDS, "slide")
    for name in package.related(PRESENTATION, "slideMaster"):
        if name in package.xml:
            yield from _id_faults(name, package.xml[name], f"{P}sldLayoutIdLst/{P}sldLayoutId", _LAYOUT_IDS, "layout")
            yield from _layout_faults(name, package)


def _layout_faults(master: str, package: Package) -> Iterator[Fault]:
    listed = {n.get(f"{R}id") for n in package.xml[master].iterfind(f"{P}sldLayoutIdLst/{P}sldLayoutId")}
    for relation_id, r in package.relations.get(master, {}).items():
        if r.kind == "slideLayout" and relation_id not in listed:
            yield Fault(master, f"the layout {r.target} is missing in its list", "list it, or remove the layout")


def _id_faults(part: str, root: Node, path: str, between: tuple[int, int], what: str) -> Iterator[Fault]:
    ids = [n.get("id", "") for n in root.iterfind(path)]
    for one, n in Counter(ids).items():
        if not one.isdigit() or not between[0] <= int(one) < between[1]:
            yield Fault(part, f"the {what} id {one!r} is not allowed", f"ids of {what}s start at {between[0]}")
        if n > 1:
            yield Fault(part, f"the {what} id {one} stands {n} times", "give each its own id")


def _section_faults(package: Package) -> Iterator[Fault]:
    root = package.xml[PRESENTATION]
    sections = list(root.iter(f"{_P14}section"))
    if not sections:
        return
    slides = [n.get("id") for n in root.iterfind(f"{P}sldIdLst/{P}sldId")]
    listed = [n.get("id") for s in sections for n in s.iter(f"{_P14}sldId")]
    for one in sorted(set(listed) - set(slides), key=str):
        yield Fault(PRESENTATION, f"a section lists the slide {one}, which is not in the deck", "remove it from the section")
    for one in sorted(set(slides) - set(listed), key=str):
        yield Fault(PRESENTATION, f"the slide {one} is in no section", "list it in one, or remove the sections")
    if set(listed) == set(slides) and listed != slides:
        yield Fault(
            PRESENTATION, "the sections list the slides in another order than the deck", "use the deck's order, each slide once"
        )
    ids = [s.get("id") for s in sections]
    if len(set(ids)) != len(ids):
        yield Fault(PRESENTATION, "two sections have the same id", "give each its own")
