"""QTI flow: a text as the marked-up content of a QTI element, and back.

In: Texts; elements with mixed content.
Out: elements; Texts. What QTI's small HTML does not know is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from xml.etree.ElementTree import Element

import lxml.html
from lxml import etree

from readiness.adapters.quiz_formats.safe_xml import tag
from readiness.stages.quizzes.question import FORMATS, GAP, HTML, PLAIN, Text

_TAGS = frozenset(
    "a abbr acronym address b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd"
    " li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var".split()
)
_ATTRIBUTES = frozenset("id class lang href src alt width height colspan rowspan scope headers summary cite".split())
_DROPPED = frozenset("script style iframe object embed form input button textarea select link meta".split())
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_WRAP = re.compile(r"[ \t]*\n[ \t\n]*")
_HREF = re.compile(r"\s*(?:javascript|vbscript|data):", re.IGNORECASE)


def fill(parent: Element, text: Text, lost: Callable[[str], None], gaps: Sequence[Element] = ()) -> None:
    """Put a text into an element, each gap where it stands in the text; a class says its format where the marks do not."""
    waiting = list(gaps)
    if text.format == HTML:
        _put_html(parent, text.text, lost, waiting)
    else:
        for i, line in enumerate(text.text.split("\n")):
            if i:
                parent.append(Element("br"))
            _put(parent, line, waiting)
    marked = any(e.tag != "br" for e in parent if e not in gaps)
    if text.text and text.format != (HTML if marked else PLAIN):
        parent.set("class", f"text-{text.format}")


def _put(parent: Element, text: str, waiting: list[Element]) -> None:
    """Add a text behind what is there already."""
    first, *rest = text.split(GAP)
    _append(parent, first)
    for piece in rest:
        if waiting:
            parent.append(waiting.pop(0))
        else:
            _append(parent, "_____")
        _append(parent, piece)


def _append(parent: Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _put_html(parent: Element, html: str, lost: Callable[[str], None], waiting: list[Element]) -> None:
    try:
        pieces = lxml.html.fragments_fromstring(html)
    except (etree.ParserError, ValueError, AssertionError):
        pieces = [html]
    for piece in pieces:
        if isinstance(piece, str):
            _put(parent, piece, waiting)
        else:
            _copy(parent, piece, lost, waiting, 0)


def _copy(parent: Element, source: etree._Element, lost: Callable[[str], None], waiting: list[Element], depth: int) -> None:
    """Copy an element that QTI knows, and only the content of one that it does not."""
    if not isinstance(source.tag, str):
        lost("comments in its HTML")
    elif source.tag in _DROPPED or depth > 60:
        lost(f"the HTML element {source.tag}")
    else:
        target = parent
        if source.tag in _TAGS:
            target = Element(source.tag)
            parent.append(target)
            for name, value in source.attrib.items():
                if name in _ATTRIBUTES and not _HREF.match(value):
                    target.set("xml:lang" if name == "lang" else name, value.replace(GAP, ""))
                else:
                    lost(f"the HTML attribute {name}")
        else:
            lost(f"the HTML element {source.tag if _NAME.fullmatch(source.tag) else 'of a strange name'}")
        _put(target, source.text or "", waiting)
        for child in source:
            _copy(target, child, lost, waiting, depth + 1)
    _put(parent, source.tail or "", waiting)


def text_in(element: Element, skipped: Sequence[str] = (), gaps: Sequence[str] = ()) -> Text:
    """Return what an element says: plain where it has only line ends, HTML where it has marks.

    Elements named in `skipped` are left out, those in `gaps` become a GAP.
    """
    form = element.get("class", "").removeprefix("text-")
    inside = _inner(element, skipped, gaps)
    if all(tag(e) in (*skipped, *gaps, "br") for e in element):
        return Text(inside, HTML) if form == HTML else Text(_plain(element, gaps), form if form in FORMATS else PLAIN)
    return Text(inside, HTML)


def _plain(element: Element, gaps: Sequence[str]) -> str:
    parts = [_folded(element.text)]
    for child in element:
        name = tag(child)
        parts.append("\n" if name == "br" else GAP if name in gaps else "")
        parts.append(_folded(child.tail))
    return "".join(parts)


def _inner(element: Element, skipped: Sequence[str], gaps: Sequence[str]) -> str:
    """Return the content of an element as HTML."""
    parts = [_shown(element.text)]
    for child in element:
        name = tag(child)
        if name in gaps:
            parts.append(GAP)
        elif name not in skipped:
            attributes = "".join(
                f' {tag_name(key)}="{escape(value)}"'
                for key, value in child.attrib.items()
                if "}" not in key or tag_name(key) == "lang"
            )
            inside = _inner(child, skipped, gaps)
            empty = name in ("br", "hr", "img", "col")
            parts.append(f"<{name}{attributes}>" + ("" if empty else f"{inside}</{name}>"))
        parts.append(_shown(child.tail))
    return "".join(parts)


def tag_name(name: str) -> str:
    """Return an attribute's name without its namespace."""
    return name.rsplit("}", 1)[-1]


def _shown(text: str | None) -> str:
    return escape((text or "").replace(GAP, ""), quote=False)


def _folded(text: str | None) -> str:
    return _WRAP.sub(" ", (text or "").replace(GAP, ""))
