"""Package XML: the small parts that hold a presentation together.

In: relations, the names of slides' sections.
Out: XML.
"""

from __future__ import annotations

import posixpath
import uuid
from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.sax.saxutils import quoteattr

from readiness.adapters.deck_press.marking import HEAD
from readiness.adapters.deck_press.package import Rel
from readiness.adapters.deck_press.texts import plain

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CORE, APP, CUSTOM = "docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"
RELS_END = b"</Relationships>"
SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
FIRST_ID = 256
_P14 = "http://schemas.microsoft.com/office/powerpoint/2010/main"
_IDS = uuid.UUID("6a0d1a4e-5b0f-4c7e-9d7a-0e6f6b1f7c21")
"""Namespace of the ids PowerPoint wants for sections."""


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


def root_rels(main: str) -> list[Rel]:
    """Return the package's own relations."""
    return [
        Rel("rId1", f"{OFFICE}/officeDocument", main),
        Rel("rId2", f"{PACKAGE}/relationships/metadata/core-properties", CORE),
        Rel("rId3", f"{OFFICE}/extended-properties", APP),
        Rel("rId4", f"{OFFICE}/custom-properties", CUSTOM),
    ]


def app_xml(n_slides: int, n_notes: int) -> bytes:
    """Return docProps/app.xml."""
    main = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    inside = f"<TotalTime>0</TotalTime><Application>Microsoft Office PowerPoint</Application><Slides>{n_slides}</Slides>"
    inside += f"<Notes>{n_notes}</Notes><HiddenSlides>0</HiddenSlides>"
    return f'{HEAD}<Properties xmlns="{main}">{inside}</Properties>'.encode()


def sections_xml(names: Sequence[str]) -> str:
    """Return PowerPoint's sections, one for each run of slides of the same buyer's step; `names` are those of all slides."""
    out: list[str] = []
    number = FIRST_ID
    for k, (name, run) in enumerate(groupby(names)):
        guid = str(uuid.uuid5(_IDS, f"{k}\n{plain(name)}")).upper()
        ids = "".join(f'<p14:sldId id="{number + i}"/>' for i, _ in enumerate(list(run)))
        number += ids.count("<")
        out.append(
            f'<p14:section name={quoteattr(plain(name) or "-")} id="{{{guid}}}"><p14:sldIdLst>{ids}</p14:sldIdLst></p14:section>'
        )
    return f'<p:ext uri="{SECTIONS}"><p14:sectionLst xmlns:p14="{_P14}">{"".join(out)}</p14:sectionLst></p:ext>'
