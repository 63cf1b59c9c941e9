"""Plans: everything in a deck's file that its texts do not change, by which slides it has.

In: Template; the shape of each slide.
Out: Plan: the constant beginning of the file, and the names of what follows.
"""

from __future__ import annotations

import posixpath
import re
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import quoteattr

from lxml import etree

from readiness.adapters.deck_press.marking import HEAD, P, R
from readiness.adapters.deck_press.opening import Template
from readiness.adapters.deck_press.package import CONTENT_TYPES, Rel, rels_of
from readiness.adapters.deck_press.records import Beginning, Member, Name, beginning_of, constant_member
from readiness.adapters.deck_press.sampling import Sample
from readiness.adapters.deck_press.texts import plain

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CORE, APP, CUSTOM = "docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"
VIEW = "ppt/viewProps.xml"
"""Written anew: a designer's may point to sample slides."""
_VIEW_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.viewProps+xml"
RELS_END = b"</Relationships>"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PROPERTIES = "application/vnd.openxmlformats-officedocument"
_SHARED = ("slideLayout", "image", "audio", "video", "media", "hdphoto")
"""What several slides may point to; anything else a slide points to is its own."""
_KEPT = ("slideMaster", "notesMaster", "handoutMaster", "presProps", "theme", "tableStyles", "font")
_GONE = ("custShowLst", "custDataLst", "smartTags", "photoAlbum")
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_IDS = uuid.UUID("6a0d1a4e-5b0f-4c7e-9d7a-0e6f6b1f7c21")
"""Namespace of the ids PowerPoint wants for sections."""
_FIRST_ID = 256


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
    names: tuple[Name, ...]
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
        ids = "".join(f'<p:sldId id="{_FIRST_ID + n}" r:id="{r.rid}"/>' for n, r in enumerate(slide_rels))
        main = self.template.presentation
        text = self._presentation.replace("<?v slides?>", ids).replace("<?v sections?>", _sections(shapes))
        build.add(main, text.encode(), self._package.type_of(main))
        build.add(VIEW, f'{HEAD}<p:viewPr xmlns:p="{P[1:-1]}"/>'.encode(), _VIEW_TYPE)
        view = Rel("rIdView", f"{OFFICE}/viewProps", VIEW)
        build.add(rels_of(main), rels_xml(main, (*self._rels, view, *slide_rels)))
        notes = sum(s.has_notes for s in shapes)
        build.add(APP, _app(len(shapes), notes), f"{_PROPERTIES}.extended-properties+xml")
        build.add("_rels/.rels", rels_xml("", _root_rels(main)))
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
            if old.get("uri") == _SECTIONS:
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
        return Plan(beginning_of([first, *(m for _, m in rest)]), tuple(map(Name.of, self._names)), tuple(self._rels))


def rel_xml(rel: Rel, folder: str) -> str:
    """Return one relation as XML; its target, if it is inside, relative to a folder."""
    target = rel.target if rel.external else posixpath.relpath(rel.target, folder or ".")
    mode = ' TargetMode="External"' if rel.external else ""
    return f'<Relationship Id="{rel.rid}" Type="{rel.type}" Target={quoteattr(target)}{mode}/>'


def rels_xml(part: str, rels: Iterable[Rel]) -> bytes:
    """Return a part's relations as XML; targets inside are relative."""
    folder = posixpath.dirname(part)
    lines = "".join(rel_xml(rel, folder) for rel in rels)
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}'.encode() + RELS_END


def _root_rels(main: str) -> list[Rel]:
    return [
        Rel("rId1", f"{OFFICE}/officeDocument", main),
        Rel("rId2", f"{PACKAGE}/relationships/metadata/core-properties", CORE),
        Rel("rId3", f"{OFFICE}/extended-properties", APP),
        Rel("rId4", f"{OFFICE}/custom-properties", CUSTOM),
    ]


def _app(n_slides: int, n_notes: int) -> bytes:
    main = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    inside = f"<TotalTime>0</TotalTime><Application>Microsoft Office PowerPoint</Application><Slides>{n_slides}</Slides>"
    inside += f"<Notes>{n_notes}</Notes><HiddenSlides>0</HiddenSlides>"
    return f'{HEAD}<Properties xmlns="{main}">{inside}</Properties>'.encode()


def _sections(shapes: Sequence[Shape]) -> str:
    """Return PowerPoint's sections, one for each run of slides of the same buyer's step."""
    out: list[str] = []
    number = _FIRST_ID
    for k, (name, run) in enumerate(groupby(shapes, key=lambda s: s.section)):
        guid = str(uuid.uuid5(_IDS, f"{k}\n{plain(name)}")).upper()
        ids = "".join(f'<p14:sldId id="{number + i}"/>' for i, _ in enumerate(list(run)))
        number += ids.count("<")
        out.append(
            f'<p14:section name={quoteattr(plain(name) or "-")} id="{{{guid}}}"><p14:sldIdLst>{ids}</p14:sldIdLst></p14:section>'
        )
    return f'<p:ext uri="{_SECTIONS}"><p14:sectionLst xmlns:p14="{_P14}">{"".join(out)}</p14:sectionLst></p:ext>'
