"""Texts: what stands on slides, notes and in properties that no customer should read.

In: Package.
Out: faults: tokens nobody filled, links that say nothing, runs without a language, what a leave-behind must not hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.adapters.deck_check.design import paragraph_text
from readiness.adapters.deck_check.package import PRESENTATION, A, Fault, Node, P, Package, R, child

TOKEN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\{%")
LEAVE_BEHIND = "leave-behind"
_VAGUE = frozenset(
    """click here|click|here|this|this link|link|more|read more|learn more|see more|more info|more information|details|website
    |hier|hier klicken|klicken|klicken sie hier|dieser link|mehr|mehr erfahren|mehr infos|weiterlesen|weitere informationen
    |ici|cliquez ici|en savoir plus|aquí|haga clic aquí|más información""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_DC = "{http://purl.org/dc/elements/1.1/}"
_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_EP = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_CUSTOM = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_WHO = (
    ("docProps/core.xml", f"{_DC}creator", "author"),
    ("docProps/core.xml", f"{_CP}lastModifiedBy", "last author"),
    ("docProps/core.xml", f"{_DC}description", "comment"),
    ("docProps/app.xml", f"{_EP}Company", "company"),
    ("docProps/app.xml", f"{_EP}Manager", "manager"),
)
_NO_LANGUAGE = ("", "und", "zxx")


def text_faults(package: Package) -> Iterator[Fault]:
    """Yield each fault of the words of a deck."""
    for part in _written(package):
        root = package.xml[part]
        yield from _leftovers(part, root)
        yield from _languages(part, root)
        yield from _links(part, root)
    for part, relations in package.relations.items():
        for r in relations.values():
            if r.is_external and (token := TOKEN.search(r.target)):
                yield Fault(part, f"a link still holds {token[0]!r}", "fill the token")
    for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
        for node in package.xml[part].iter() if part in package.xml else ():
            if node.text and (token := TOKEN.search(node.text)):
                yield Fault(part, f"a property still holds {token[0]!r}", "fill the token")
    yield from _properties(package)


def edition(package: Package) -> str:
    """Return the edition a pressed deck says it is, '' where it says none."""
    root = package.xml.get("docProps/custom.xml")
    named = () if root is None else (p for p in root.iter(f"{_CUSTOM}property") if p.get("name") == "edition")
    return next(("".join(p.itertext()) for p in named), "")


def _written(package: Package) -> list[str]:
    """Return the parts with words of this deck: slides, notes pages, charts, comments."""
    folders = ("ppt/slides/", "ppt/notesSlides/", "ppt/charts/", "ppt/comments/", "ppt/diagrams/")
    return [n for n in package.xml if n.startswith(folders)]


def _leftovers(part: str, root: Node) -> Iterator[Fault]:
    for paragraph in root.iter(f"{A}p"):
        if token := TOKEN.search(paragraph_text(paragraph)):
            yield Fault(part, f"the text still holds {token[0]!r}", "fill the token")
    for node in root.iter(f"{P}cNvPr"):
        for key in ("descr", "title"):
            if token := TOKEN.search(node.get(key, "")):
                yield Fault(part, f"the alt text of {node.get('name')!r} still holds {token[0]!r}", "fill the token")
    if part.startswith("ppt/charts/"):
        for node in root.iter("{*}v"):
            if token := TOKEN.search(node.text or ""):
                yield Fault(part, f"the chart still holds {token[0]!r}", "fill the token")


def _languages(part: str, root: Node) -> Iterator[Fault]:
    if not part.startswith(("ppt/slides/", "ppt/notesSlides/")):
        return
    without = 0
    for text in root.iter(f"{A}t"):
        properties = child(text.getparent(), f"{A}rPr")
        without += bool(text.text) and (properties is None or properties.get("lang", "") in _NO_LANGUAGE)
    if without:
        what = f"{without} piece{'s' if without > 1 else ''} of text without a language"
        yield Fault(part, what, "set the language (Review > Language): screen readers and spelling need it")


def _links(part: str, root: Node) -> Iterator[Fault]:
    for click in root.iter(f"{A}hlinkClick"):
        run = click.getparent().getparent()
        if click.get(f"{R}id") and run.tag in (f"{A}r", f"{A}fld"):
            text = (run.findtext(f"{A}t") or "").strip()
            if text.lower().strip(" .:>»›→…") in _VAGUE:
                yield Fault(part, f"the link text {text!r} does not say where it leads", "name the page or file it opens")


def _properties(package: Package) -> Iterator[Fault]:
    app = package.xml.get("docProps/app.xml")
    counted = None if app is None else app.findtext(f"{_EP}Slides")
    root = package.xml.get(PRESENTATION)
    n = 0 if root is None else len(root.findall(f"{P}sldIdLst/{P}sldId"))
    if counted is not None and counted.strip() != str(n):
        yield Fault("docProps/app.xml", f"it counts {counted} slides and the deck has {n}", "write the true number")
    if edition(package) != LEAVE_BEHIND:
        return
    for part in package.parts:
        if part.startswith("ppt/notesSlides/") and part.endswith(".xml"):
            yield Fault(part, "the edition for the customer has speaker notes", "press it as leave-behind once more")
    for part, tag, word in _WHO:
        found = package.xml[part].findtext(tag) if part in package.xml else None
        if found and found.strip():
            yield Fault(part, f"the edition for the customer names its {word}, {found.strip()!r}", "leave it blank")
