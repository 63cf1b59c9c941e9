"""BMEcat XML: a catalogue's bytes as a tree that knows every element's path and what of it has been read.

In: the bytes of one catalogue.
Out: Tree, or None with one Problem; hostile XML (entities, foreign document types, bottomless nesting) is refused.
"""

from __future__ import annotations

import re
from html.entities import name2codepoint
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import shown

MAX_DEPTH = 40
OWN_DOCTYPE = re.compile(rb"<!DOCTYPE\s+[\w:]*BMECAT\s+SYSTEM\s+(\"[\w.\-]+\.dtd\"|'[\w.\-]+\.dtd')\s*>", re.IGNORECASE)
"""The document type that the standard itself asks for: a file name of its own, nothing to fetch, nothing declared."""
_BARE_AMPERSAND = re.compile(rb"&(?!#\d+;|#[xX][0-9a-fA-F]+;|\w+;)")
_NAMED = re.compile(rb"&(\w+);")
_XML_NAMES = (b"amp", b"lt", b"gt", b"quot", b"apos")
LANGUAGES = {
    "en": ("eng",), "de": ("deu", "ger"), "fr": ("fra", "fre"), "it": ("ita",), "es": ("spa",), "nl": ("nld", "dut"),
    "pl": ("pol",), "pt": ("por",), "sv": ("swe",), "da": ("dan",), "fi": ("fin",),
    "cs": ("ces", "cze"), "nb": ("nob", "nor"), "hu": ("hun",),
}  # fmt: skip
"""ISO 639-1 to the ISO 639-2 codes that BMEcat writes."""
_QUIET = ("lang", "type", "price_type", "version", "mode", "schemaLocation", "currency")
"""Attributes that are read, or say nothing of the product."""


def is_of_language(written: str, locale: str) -> bool:
    """Say whether a language as BMEcat writes it is that of a locale such as `en` or `en_US`."""
    language = re.split("[-_]", locale)[0].lower()
    code = re.split("[-_]", written)[0].lower()
    return bool(code) and (code == language or code in LANGUAGES.get(language, ()))


class Tree:
    """A catalogue: each element with its path, and which have been read."""

    def __init__(self, root: Element, notes: list[str]) -> None:
        self.root, self.notes = root, notes
        self.paths: dict[Element, str] = {}
        self._read: set[Element] = set()

    def tag(self, element: Element) -> str:
        """Return an element's name without its namespace."""
        return str(element.tag).rsplit("}", 1)[-1]

    def number(self) -> bool:
        """Give each element its path; False where the nesting is too deep for a catalogue."""
        waiting = [(self.root, f"/{self.tag(self.root)}", 1)]
        while waiting:
            element, path, depth = waiting.pop()
            if depth > MAX_DEPTH:
                return False
            self.paths[element] = path
            tags = [self.tag(e) for e in element]
            many = {t for t in tags if tags.count(t) > 1} if len(tags) < 200 else set(tags)
            seen: dict[str, int] = {}
            for child, tag in zip(element, tags, strict=True):
                seen[tag] = seen.get(tag, 0) + 1
                waiting.append((child, f"{path}/{tag}" + (f"[{seen[tag]}]" if tag in many else ""), depth + 1))
        return True

    def child(self, parent: Element, *names: str) -> Element | None:
        """Return the first child of one of these names."""
        return next((e for e in parent if self.tag(e) in names), None)

    def text_of(self, parent: Element, name: str) -> str:
        """Return a child's text without counting it as read."""
        element = self.child(parent, name)
        return " ".join((element.text or "").split()) if element is not None else ""

    def read(self, element: Element) -> str:
        """Return an element's text and remember that it was read; line breaks stay."""
        self._read.add(element)
        return "\n".join(" ".join(line.split()) for line in (element.text or "").strip().splitlines())

    def unread(self) -> list[str]:
        """Return a line for each kind of element and attribute with something in it that nobody read."""
        found: dict[str, list[str]] = {}
        for element, path in sorted(self.paths.items(), key=lambda pair: pair[1]):
            kind = re.sub(r"\[\d+\]", "", path)
            if element not in self._read and (element.text or "").strip():
                found.setdefault(kind, []).append(" ".join((element.text or "").split()))
            for name, value in sorted(element.attrib.items()):
                if value.strip() and name.rsplit("}", 1)[-1] not in _QUIET:
                    found.setdefault(f"{kind}/@{name.rsplit('}', 1)[-1]}", []).append(value.strip())
        return [f"{k}: {shown(v[0])}" + (f" and {len(v) - 1} more" if len(v) > 1 else "") for k, v in found.items()]


def catalogue_tree(file: str, data: bytes, problems: Problems) -> Tree | None:
    """Return the tree of a catalogue, or None with one problem."""
    notes: list[str] = []
    if own := OWN_DOCTYPE.search(data):
        notes.append(f"the document type {own[1].decode()[1:-1]}, which is not needed to read the file")
        data = data.replace(own[0], b"\n" * own[0].count(b"\n"), 1)
    root = _parsed(file, data, Problems()) if _BARE_AMPERSAND.search(data) or _NAMED.search(data) else None
    if root is None:
        mended = data if b"<!" in data and b"<!ENTITY" in data else _mended(data)
        root = _parsed(file, mended, problems)
        if root is not None and mended != data:
            notes.append("characters that XML does not allow as they stand (& and HTML's names) were read as they were meant")
    if root is None:
        return None
    tree = Tree(root, notes)
    if not tree.number():
        problems.add(file, 1, "", "nested too deeply", f"a BMEcat catalogue: at most {MAX_DEPTH} elements inside each other")
        return None
    return tree


def _parsed(file: str, data: bytes, problems: Problems) -> Element | None:
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        problems.add(file, error.position[0], "", f"cannot be read here: {str(error.msg).split(':')[0]}", "well-formed XML")
    except DefusedXmlException:
        problems.add(file, 0, "", "has a document type or entities, which may hide other files", "plain XML without a DOCTYPE")
    except (ValueError, LookupError):
        problems.add(file, 1, "", "is in an encoding that cannot be read", "XML saved as UTF-8")
    else:
        return root
    return None


def _mended(data: bytes) -> bytes:
    def character(match: re.Match[bytes]) -> bytes:
        code = name2codepoint.get(match[1].decode(errors="replace"))
        if match[1] in _XML_NAMES:
            return match[0]
        return b"&#%d;" % code if code is not None else b"&amp;" + match[1] + b";"

    return _NAMED.sub(character, _BARE_AMPERSAND.sub(b"&amp;", data))
