"""Plans: everything in a deck's file that its texts do not change, by which slides it has.

In: Template; the shape of each slide.
Out: Plan: the constant beginning of the file, and the names of what follows.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import etree

from readiness.adapters.deck_press.marking import HEAD, P, R
from readiness.adapters.deck_press.opening import Template
from readiness.adapters.deck_press.package import CONTENT_TYPES, Rel, rels_of
from readiness.adapters.deck_press.package_xml import (
    APP,
    CORE,
    CUSTOM,
    FIRST_ID,
    OFFICE,
    PACKAGE,
    RELS_END,
    SECTIONS,
    app_xml,
    rels_xml,
    root_rels,
    sections_xml,
)
from readiness.adapters.deck_press.records import Beginning, Member, Names, beginning_of, constant_member
from readiness.adapters.deck_press.sampling import Sample

VIEW = "ppt/viewProps.xml"
"""Written anew: a designer's may point to sample slides."""
_VIEW_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.viewProps+xml"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PROPERTIES = "application/vnd.openxmlformats-officedocument"
_SHARED = ("slideLayout", "image", "audio", "video", "media", "hdphoto")
"""What several slides may point to; anything else a slide points to is its own."""
_KEPT = ("slideMaster", "notesMaster", "handoutMaster", "presProps", "theme", "tableStyles", "font")
_GONE = ("custShowLst", "custDataLst", "smartTags", "photoAlbum")


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a slide changes which parts there are."""

    key: str
    section: str
    has_notes: bool
    pictures: tuple[str | None, ...]
    """Of each picture of the sample: an image's key, None for the sample's own, "" for none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The constant part of some decks."""

    beginning: Beginning
    names: Names
    """Of each slide: its own, its notes' if any, each chart's and its workbook's, its relations' where a link varies.

    At the end the properties'.
    """
    rels: tuple[bytes, ...]
    """Of each slide: its relations without the links that vary, their end left open."""


class Library:
    """A template's constant parts, deflated once."""

    def __init__(self, template: Template) -> None:
        """Take a template."""
        self.template, self._package = template, template.package
        self._members: dict[tuple[str, bytes], Member] = {}
        self._presentation, self._rels = self._main()
        self._constant = self._closure(r.target for r in self._rels)

    def plan(self, shapes: Sequence[Shape]) -> Plan:
        """Return what decks of these slides share."""
        build = _Build(self)
        for number, shape in enumerate(shapes, start=1):
            build.slide(number, shape)
        slide_rels = [Rel(f"rIdSlide{n}", f"{OFFICE}/slide", f"ppt/slides/slide{n}.xml") for n in range(1, len(shapes) + 1)]
        ids = "".join(f'<p:sldId id="{FIRST_ID + n}" r:id="{r.rid}"/>' for n, r in enumerate(slide_rels))
        main = self.template.presentation
        sections = sections_xml([s.section for s in shapes])
        text = self._presentation.replace("<?v slides?>", ids).replace("<?v sections?>", sections)
        build.add(main, text.encode(), self._package.type_of(main))
        build.add(VIEW, f'{HEAD}<p:viewPr xmlns:p="{P[1:-1]}"/>'.encode(), _VIEW_TYPE)
        view = Rel("rIdView", f"{OFFICE}/viewProps", VIEW)
        build.add(rels_of(main), rels_xml(main, (*self._rels, view, *slide_rels)))
        notes = sum(s.has_notes for s in shapes)
        build.add(APP, app_xml(len(shapes), notes), f"{_PROPERTIES}.extended-properties+xml")
        build.add("_rels/.rels", rels_xml("", root_rels(main)))
        for part in self._constant:
            build.copy(part)
        return build.plan()

    def member(self, name: str, data: bytes) -> Member:
        """Return a constant member, deflated the first time; the parts of a plan are few, and bounded with the plans."""
        key = (name, data)
        if key not in self._members:
            if len(self._members) > _MOST:
                self._members.clear()
            self._members[key] = constant_member(name, data)
        return self._members[key]

    def _main(self) -> tuple[str, tuple[Rel, ...]]:
        """Return presentation.xml with marks for slides and sections, and its relations without slides."""
        main = self.template.presentation
        kept = tuple(r for r in self._package.rels.get(main, ()) if r.kind in _KEPT and not r.external)
        root = self._package.tree(main)
        listed = root.find(f"{P}sldIdLst")
        for old in list(listed):
            listed.remove(old)
        listed.append(etree.ProcessingInstruction("v", "slides"))
        for element in [e for e in root if etree.QName(e).localname in _GONE]:
            root.remove(element)
        extensions = root.find(f"{P}extLst")
        if extensions is None:
            extensions = etree.SubElement(root, f"{P}extLst")
        for old in list(extensions):
            if old.get("uri") == SECTIONS:
                extensions.remove(old)
        extensions.insert(0, etree.ProcessingInstruction("v", "sections"))
        masters = [r.rid for r in kept if r.kind == "notesMaster"]
        if masters and root.find(f"{P}notesMasterIdLst") is None:
            notes = etree.Element(f"{P}notesMasterIdLst")
            etree.SubElement(notes, f"{P}notesMasterId").set(f"{R}id", masters[0])
            root.find(f"{P}sldMasterIdLst").addnext(notes)
        rids = {r.rid for r in kept}
        for element in [e for e in root.iter(etree.Element) if e.get(f"{R}id", next(iter(rids), "")) not in rids]:
            element.getparent().remove(element)
        return HEAD + etree.tostring(root, encoding="unicode"), kept

    def _closure(self, parts: Iterable[str]) -> list[str]:
        found: dict[str, None] = {}
        todo = list(parts)
        slides = {s.part for s in self.template.samples.values()} | {s.notes_part for s in self.template.samples.values()}
        while todo:
            part = todo.pop(0)
            if part not in found and part not in slides:
                found[part] = None
                todo += [r.target for r in self._package.rels.get(part, ()) if not r.external]
        return list(found)


_MOST = 20_000


class _Build:
    """A plan while it is made."""

    def __init__(self, library: Library) -> None:
        self.library, self.template, self.package = library, library.template, library.template.package
        self._members: dict[str, Member] = {}
        self._types: dict[str, str] = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "xlsx": _XLSX}
        self._overrides: dict[str, str] = {}
        self._names: list[str] = []
        self._rels: list[bytes] = []

    def add(self, name: str, data: bytes, content_type: str = "") -> None:
        """Add a constant member."""
        self._members[name] = self.library.member(name, data)
        if content_type:
            self._override(name, content_type)

    def copy(self, part: str) -> None:
        """Add a part of the template as it is, with its relations."""
        if part in self._members:
            return
        self.add(part, self.package.members[part], self.package.type_of(part))
        if rels_of(part) in self.package.members:
            self.add(rels_of(part), self.package.members[rels_of(part)])

    def slide(self, number: int, shape: Shape) -> None:
        """Add what belongs to one slide."""
        sample, name = self.template.samples[shape.key], f"ppt/slides/slide{number}.xml"
        names = [name]
        self._override(name, self.package.type_of(sample.part))
        rels = [self._related(number, r) for r in sample.rels]
        if shape.has_notes:
            notes = f"ppt/notesSlides/notesSlide{number}.xml"
            names.append(notes)
            rels.append(Rel("rIdNotes", f"{OFFICE}/notesSlide", notes))
            self._notes(number, notes, sample)
        for k, chart in enumerate(sample.charts, start=1):
            suffix = f"{number}" if k == 1 else f"{number}_{k}"
            part, book = f"ppt/charts/chart{suffix}.xml", f"ppt/embeddings/Microsoft_Excel_Sheet{suffix}.xlsx"
            names += (part, book)
            self._override(part, self.package.type_of(chart.part))
            inside = [self._related(number, r) for r in chart.rels]
            inside.append(Rel(chart.workbook_rid, f"{OFFICE}/package", book))
            self.add(rels_of(part), rels_xml(part, inside))
            rels.append(Rel(chart.rid, f"{OFFICE}/chart", part))
        rels += self._images(sample, shape.pictures)
        if sample.links:
            names.append(rels_of(name))
        else:
            self.add(rels_of(name), rels_xml(name, rels))
        self._names += names
        self._rels.append(rels_xml(name, rels).removesuffix(RELS_END))

    def _notes(self, number: int, name: str, sample: Sample) -> None:
        self._override(name, self.package.type_of(sample.notes_part))
        own = [r for r in self.package.rels.get(sample.notes_part, ()) if r.kind == "notesMaster"]
        back = Rel("rIdSlide", f"{OFFICE}/slide", f"ppt/slides/slide{number}.xml")
        self.add(rels_of(name), rels_xml(name, [*own, back]))

    def _images(self, sample: Sample, pictures: Sequence[str | None]) -> list[Rel]:
        rels = []
        for k, (name, key) in enumerate(zip(sample.pictures, pictures, strict=True), start=1):
            if key == "":
                continue
            if key is None:
                rid = sample.slide.frames[name][1]
                part = next(r.target for r in self.package.rels[sample.part] if r.rid == rid)
                self.copy(part)
            else:
                image = self.template.images[key]
                part = image.part
                self.add(part, image.data, image.content_type)
            rels.append(Rel(f"rIdImage{k}", f"{OFFICE}/image", part))
        return rels

    def _related(self, number: int, rel: Rel) -> Rel:
        """Return a slide's relation, its target in place: shared, or copied for this slide alone."""
        if rel.external:
            return rel
        if rel.kind in _SHARED:
            self.copy(rel.target)
            return rel
        folder, name = posixpath.split(rel.target)
        stem, dot, extension = name.rpartition(".")
        target = f"{folder}/{re.sub('[^A-Za-z]', '', stem) or 'part'}{number}_{rel.rid}{dot}{extension}"
        inside = [self._related(number, r) for r in self.package.rels.get(rel.target, ())]
        self.add(target, self.package.members[rel.target], self.package.type_of(rel.target))
        if inside:
            self.add(rels_of(target), rels_xml(target, inside))
        return Rel(rel.rid, rel.type, target)

    def _override(self, name: str, content_type: str) -> None:
        if self._types.get(name.rsplit(".", 1)[-1].lower()) != content_type:
            self._overrides[name] = content_type

    def plan(self) -> Plan:
        """Return the plan: content types first, then the package's relations, the rest by name."""
        self._overrides[CORE] = "application/vnd.openxmlformats-package.core-properties+xml"
        self._overrides[CUSTOM] = f"{_PROPERTIES}.custom-properties+xml"
        self._names += (CORE, CUSTOM)
        used = {n.rsplit(".", 1)[-1].lower() for n in (*self._members, *self._names)}
        types = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
        types |= {e: t for e, t in self._types.items() if e in used}
        listed = "".join(f'<Default Extension="{e}" ContentType="{t}"/>' for e, t in types.items())
        listed += "".join(f'<Override PartName="/{n}" ContentType="{t}"/>' for n, t in sorted(self._overrides.items()))
        content_types = f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{listed}</Types>'
        first = self.library.member(CONTENT_TYPES, content_types.encode())
        rest = sorted(self._members.items(), key=lambda m: (m[0] != "_rels/.rels", m[0]))
        return Plan(beginning_of([first, *(m for _, m in rest)]), Names.of(self._names), tuple(self._rels))
