"""Package: a .pptx taken apart without trusting it.

In: the bytes somebody handed over.
Out: its members, their content types and relations; one sentence for what is no presentation, or not safe to open.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

from lxml import etree

from readiness.adapters.zip_limits import UNZIP_FAULTS, ZipLimitError, ZipLimits, unzipped
from readiness.errors import InputError, Problem

MAX_MEMBERS = 10_000
MAX_UNPACKED = 300_000_000
"""Bytes; a library of sample slides with photos has a tenth of it."""
CONTENT_TYPES = "[Content_Types].xml"
_OLE = b"\xd0\xcf\x11\xe0"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_A_PPTX = "a PowerPoint file saved as .pptx"


@dataclass(frozen=True, slots=True)
class Rel:
    """One relation of a part: `kind` is the last word of its type, `target` a part's name or an address outside."""

    rid: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """Return the last word of its type, such as `notesSlide`."""
        return self.type.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Package:
    """The members of a .pptx, none of them changed."""

    file: str
    members: dict[str, bytes]
    defaults: dict[str, str]
    """Extension -> content type."""
    overrides: dict[str, str]
    """Part -> content type."""
    rels: dict[str, tuple[Rel, ...]]
    """Part -> its relations; of the package itself at ""."""

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts that a part relates to by one kind of relation."""
        return [r.target for r in self.rels.get(part, ()) if r.kind == kind and not r.external]

    def type_of(self, part: str) -> str:
        """Return a part's content type, "" where it has none."""
        return self.overrides.get(part) or self.defaults.get(part.rsplit(".", 1)[-1].lower(), "")

    def tree(self, part: str) -> Any:
        """Return a part's XML."""
        return parsed(self.file, part, self.members[part])

    def refusal(self, row: int, column: str, what: str, expected: str) -> InputError:
        """Return the error about something in this file; `row` is the slide's number."""
        return InputError(Problem(self.file, row, column, what, expected))


def parsed(file: str, part: str, data: bytes) -> Any:
    """Return the root of an XML part; no entity is resolved and nothing is fetched."""
    try:
        root = etree.fromstring(
            data, etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        )
    except etree.XMLSyntaxError as error:
        raise InputError(Problem(file, 0, part, "is not well-formed XML", _A_PPTX)) from error
    if root.getroottree().docinfo.doctype:
        raise InputError(Problem(file, 0, part, "declares a document type", f"{_A_PPTX}, as PowerPoint writes it"))
    return root


def read_package(file: str, data: bytes) -> Package:
    """Return the package.

    Raises:
        InputError: no .pptx, locked, unpacks to too much, with macros, or with a part missing.
    """
    if data.startswith(_OLE):
        what = "is locked with a password or saved as an old .ppt"
        raise InputError(Problem(file, 0, "", what, f"{_A_PPTX}, without a password"))
    members = _members(file, data)
    if CONTENT_TYPES not in members or "_rels/.rels" not in members:
        raise InputError(Problem(file, 0, "", "is no PowerPoint file", _A_PPTX))
    root = parsed(file, CONTENT_TYPES, members[CONTENT_TYPES])
    defaults = {e.get("Extension", "").lower(): e.get("ContentType", "") for e in root.iter(f"{_TYPES}Default")}
    overrides = {e.get("PartName", "").lstrip("/"): e.get("ContentType", "") for e in root.iter(f"{_TYPES}Override")}
    if any("macroEnabled" in t or "vbaProject" in t for t in (*defaults.values(), *overrides.values())):
        raise InputError(Problem(file, 0, "", "holds macros", f"{_A_PPTX}, without macros"))
    rels = {source_of(n): _rels(file, n, members[n]) for n in sorted(members) if n.endswith(".rels")}
    package = Package(file, members, defaults, overrides, rels)
    for part, relations in rels.items():
        for rel in relations:
            if not rel.external and rel.target not in members:
                raise package.refusal(0, part, f"the part {rel.target} is missing", "the whole file: save it again")
    main = package.related("", "officeDocument")
    if len(main) != 1 or package.type_of(main[0]) != _MAIN:
        raise InputError(Problem(file, 0, "", "is no PowerPoint presentation", _A_PPTX))
    return package


def _members(file: str, data: bytes) -> dict[str, bytes]:
    """Return what is inside."""
    limits = ZipLimits(MAX_MEMBERS, MAX_UNPACKED)
    try:
        return unzipped(data, limits)
    except ZipLimitError as error:
        what, expected = _OVER.get(error.rule, _TOO_MUCH)
        said = what.format(error=error), expected.format(limits=limits, a_pptx=_A_PPTX)
        raise InputError(Problem(file, 0, error.member, *said)) from error
    except UNZIP_FAULTS as error:
        raise InputError(Problem(file, 0, "", "cannot be opened", _A_PPTX)) from error


_TOO_MUCH = ("unpacks to more than it says, or than a presentation holds", "{limits.unpacked:,} bytes at most")
_OVER = {
    "members": ("holds {error.found:,} files", "{limits.members:,} at most"),
    "twice": ("is in it twice", "{a_pptx}"),
    "locked": ("is locked with a password", "{a_pptx}, without a password"),
}


def _rels(file: str, name: str, data: bytes) -> tuple[Rel, ...]:
    folder = posixpath.dirname(source_of(name))
    found = []
    for element in parsed(file, name, data).iter(f"{_RELS}Relationship"):
        external = element.get("TargetMode") == "External"
        target = element.get("Target", "")
        if not external:
            target = posixpath.normpath(posixpath.join("/" + folder, unquote(target).split("#")[0])).lstrip("/")
        found.append(Rel(element.get("Id", ""), element.get("Type", ""), target, external))
    return tuple(found)


@cache
def source_of(rels_name: str) -> str:
    """Return the part whose relations a .rels member holds, "" for the package's own."""
    folder, name = posixpath.split(rels_name)
    return posixpath.join(posixpath.dirname(folder), name[: -len(".rels")])


def rels_of(part: str) -> str:
    """Return the name of the member that holds a part's relations."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")
