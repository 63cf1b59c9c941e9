"""Slow press: the same deck by python-pptx alone, some eighty times slower; what the press is held against.

In: Template, Recipe.
Out: the bytes of a .pptx, the same on every run. It shares with the press what a text may hold, and nothing else that it makes.
"""

from __future__ import annotations

import copy
import io
import uuid
from datetime import datetime
from itertools import groupby
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.parts.chart import ChartPart
from pptx.slide import Slide

from readiness.adapters.canonical_zip import canonical
from readiness.adapters.deck_press.checking import check_recipe
from readiness.adapters.deck_press.links import addresses
from readiness.adapters.deck_press.opening import Template
from readiness.adapters.deck_press.properties import AUTHOR, recipe_sha256
from readiness.adapters.deck_press.slow_objects import SlowSlide
from readiness.adapters.deck_press.texts import lines_of, plain
from readiness.stages.decks.recipe import LEAVE_BEHIND, Recipe, SlideFill

_P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
_IDS = uuid.UUID("6a0d1a4e-5b0f-4c7e-9d7a-0e6f6b1f7c21")
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"


def slow_press(template: Template, recipe: Recipe) -> bytes:
    """Return the deck as a .pptx, made by python-pptx.

    Raises:
        InputError: the recipe does not go with the template.
    """
    check_recipe(template, recipe)
    presentation = Presentation(io.BytesIO(template.data))
    slides = list(presentation.slides)
    samples = {key: slides[s.number - 1] for key, s in template.samples.items()}
    made: list[tuple[str, int]] = []
    for number, fill in enumerate(recipe.slides, start=1):
        slide = _copied(presentation, samples[fill.key], template, number, fill)
        SlowSlide(slide, fill, template, recipe.language).fill()
        if recipe.edition != LEAVE_BEHIND and lines_of(fill.notes) and samples[fill.key].has_notes_slide:
            _add_notes(slide, samples[fill.key], template, recipe, fill)
        made.append((fill.section, slide.slide_id))
    listed = presentation.slides._sldIdLst
    for entry in list(listed)[: len(slides)]:
        presentation.part.drop_rel(entry.rId)
        listed.remove(entry)
    _add_sections(presentation, made)
    _set_properties(presentation, template, recipe)
    presentation.part.rename_slide_parts([entry.rId for entry in listed])
    out = io.BytesIO()
    presentation.save(out)
    return canonical(out.getvalue(), stamp=f"{recipe.made_on}T00:00:00Z")


def _copied(presentation: Any, sample: Any, template: Template, number: int, fill: SlideFill) -> Any:
    """Return a copy of a sample slide at the end of the deck; charts are its own, its links lead where the recipe says."""
    slide = presentation.slides.add_slide(sample.slide_layout)
    element, like = slide._element, sample._element
    for child in list(element):
        element.remove(child)
    element.extend(copy.deepcopy(child) for child in like)
    wanted = template.samples[fill.key].links
    links = addresses(template.file, number, fill, wanted)
    ids: dict[str, str] = {}
    for rid, rel in sample.part.rels.items():
        if rel.reltype in (RT.NOTES_SLIDE, RT.SLIDE_LAYOUT, RT.COMMENTS):
            continue
        if rel.is_external:
            if rid not in wanted or rid in links:
                ids[rid] = slide.part.rels.get_or_add_ext_rel(rel.reltype, links.get(rid, rel.target_ref))
        else:
            part = _chart_copy(presentation, rel.target_part) if rel.reltype == RT.CHART else rel.target_part
            ids[rid] = slide.part.relate_to(part, rel.reltype)
    space = qn("r:id").removesuffix("id")
    for one in list(element.iter()):
        for name, value in one.attrib.items():
            if name.startswith(space) and value in ids:
                one.set(name, ids[value])
            elif name == qn("r:id") and one.tag == qn("a:hlinkClick") and value in wanted:
                one.getparent().remove(one)
    return Slide(element, slide.part)


def _chart_copy(presentation: Any, part: Any) -> Any:
    """Return a chart's part without its workbook; filling it gives it another."""
    package = presentation.part.package
    chart = ChartPart.load(package.next_partname(ChartPart.partname_template), part.content_type, package, part.blob)
    for data in chart._element.findall(qn("c:externalData")):
        chart._element.remove(data)
    return chart


def _add_notes(slide: Any, sample: Any, template: Template, recipe: Recipe, fill: SlideFill) -> None:
    element = slide.notes_slide._element
    for child in list(element):
        element.remove(child)
    element.extend(copy.deepcopy(child) for child in sample.notes_slide._element)
    SlowSlide(slide.notes_slide, fill, template, recipe.language).fill_notes()


def _add_sections(presentation: Any, made: list[tuple[str, int]]) -> None:
    ext = parse_xml(f'<p:ext {_P} uri="{_SECTIONS}"><p14:sectionLst xmlns:p14="{_P14}"/></p:ext>')
    for number, (name, run) in enumerate(groupby(made, key=lambda m: m[0])):
        guid = str(uuid.uuid5(_IDS, f"{number}\n{plain(name)}")).upper()
        section = ext.makeelement(f"{{{_P14}}}section", {"name": plain(name) or "-", "id": f"{{{guid}}}"})
        listed = section.makeelement(f"{{{_P14}}}sldIdLst", {})
        listed.extend(listed.makeelement(f"{{{_P14}}}sldId", {"id": str(slide_id)}) for _, slide_id in run)
        section.append(listed)
        ext[0].append(section)
    element = presentation.part._element
    extensions = element.find(qn("p:extLst"))
    if extensions is None:
        extensions = parse_xml(f"<p:extLst {_P}/>")
        element.append(extensions)
    for old in extensions.findall(qn("p:ext")):
        if old.get("uri") == _SECTIONS:
            extensions.remove(old)
    extensions.insert(0, ext)


def _set_properties(presentation: Any, template: Template, recipe: Recipe) -> None:
    properties = presentation.core_properties
    properties.title, properties.subject = plain(recipe.title)[:255], plain(recipe.subject)[:255]
    properties.author = properties.last_modified_by = "" if recipe.edition == LEAVE_BEHIND else AUTHOR
    properties.language, properties.keywords = plain(recipe.language), ""
    properties.revision = 1
    properties.created = properties.modified = datetime.fromisoformat(recipe.made_on)
    main = "http://schemas.openxmlformats.org/officeDocument/2006"
    root = parse_xml(f'<Properties xmlns="{main}/custom-properties" xmlns:vt="{main}/docPropsVTypes"/>')
    values = {
        "deck_id": plain(recipe.deck_id),
        "recipe_sha256": recipe_sha256(recipe),
        "template_sha256": template.sha256,
        "spec_revision": plain(recipe.spec_revision),
        "edition": plain(recipe.edition),
    }
    for pid, (name, value) in enumerate(values.items(), start=2):
        tag = f"{{{main}/custom-properties}}property"
        entry = root.makeelement(tag, {"fmtid": "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}", "pid": str(pid), "name": name})
        text = entry.makeelement(f"{{{main}/docPropsVTypes}}lpwstr", {})
        text.text = value
        entry.append(text)
        root.append(entry)
    package = presentation.part.package
    blob = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + etree.tostring(root)
    for rid, rel in list(package._rels.items()):
        if rel.reltype == RT.CUSTOM_PROPERTIES:
            package.drop_rel(rid)
    package.relate_to(Part(PackURI("/docProps/custom.xml"), _CUSTOM_TYPE, package, blob), RT.CUSTOM_PROPERTIES)
