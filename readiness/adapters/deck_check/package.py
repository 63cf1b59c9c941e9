"""Package: the parts of an office file with their types and relationships, unpacked with limits and parsed once.

In: the bytes of a .pptx or .xlsx.
Out: Package, and the faults met on the way.
"""

from __future__ import annotations

import io
import math
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from lxml import etree

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PRESENTATION = "ppt/presentation.xml"
MAX_MEMBERS = 10_000
MAX_UNPACKED_BYTES = 300_000_000
_TYPES = "[Content_Types].xml"
_FLAG_ENCRYPTED, _FLAG_STREAMED, _FLAG_UTF8 = 0x1, 0x8, 0x800
_UNREADABLE = _FLAG_ENCRYPTED | 0x20 | 0x40
"""Encrypted, a patch of another file, strongly encrypted (PKWARE APPNOTE, 4.4.4)."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCAL = struct.Struct("<4s22x2H")
"""A member's own record: its signature, the lengths of name and extra field."""
_CT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, collect_ids=False
)
"""It opens nothing the file names, and goes no further than the bytes."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Node = Any
"""An element of lxml, which brings no types."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with a file."""

    part: str
    """The member of the file, such as `ppt/slides/slide3.xml`; empty: the file as a whole."""
    what: str
    fix: str

    def __str__(self) -> str:
        """Return `part: what is wrong; how to mend it`."""
        return f"{self.part or 'the file'}: {self.what}; {self.fix}"


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says about another."""

    kind: str
    """The last word of its type: slide, slideLayout, image, chart, hyperlink."""
    target: str
    """A part's name, or an address outside the file."""
    is_external: bool


@dataclass(frozen=True, slots=True)
class Package:
    """An office file, unpacked; its parts by name, without the leading slash."""

    parts: Mapping[str, bytes]
    xml: Mapping[str, Node]
    """The root of each part that is well-formed XML, relationships left out."""
    relations: Mapping[str, Mapping[str, Relation]]
    """Part -> id -> relation; the file's own under ''."""
    overrides: Mapping[str, str]
    defaults: Mapping[str, str]

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts of one kind that a part refers to, in the order they are listed."""
        return [r.target for r in self.relations.get(part, {}).values() if r.kind == kind and not r.is_external]

    def target(self, part: str, relation_id: str | None) -> str:
        """Return the part behind a relationship's id; empty where there is none."""
        relation = self.relations.get(part, {}).get(relation_id or "")
        return "" if relation is None or relation.is_external else relation.target

    def content_type(self, part: str) -> str:
        """Return a part's content type; empty where none covers it."""
        return self.overrides.get(part) or self.defaults.get(part.rpartition(".")[2].lower(), "")

    def slides(self) -> list[str]:
        """Return the slide parts in the order they are shown, each once."""
        root = self.xml.get(PRESENTATION)
        ids = [] if root is None else [s.get(f"{R}id") for s in root.iterfind(f"{P}sldIdLst/{P}sldId")]
        return list(dict.fromkeys(t for t in (self.target(PRESENTATION, i) for i in ids) if t in self.xml))


def child(node: Node, tag: str) -> Node | None:
    """Return the first child with a tag, as `find` does, three times as fast where there are few."""
    for one in node:
        if one.tag == tag:
            return one
    return None


def number(text: str | None, otherwise: float = 0.0) -> float:
    """Return an attribute as a number, `otherwise` where it is missing or none."""
    try:
        value = otherwise if text is None else float(text)
    except ValueError:
        return otherwise
    return value if math.isfinite(value) else otherwise


def open_package(data: bytes) -> tuple[Package, list[Fault]]:
    """Return the file's parts and the faults of its zip, XML and relationships; parts that cannot be read are left out."""
    faults: list[Fault] = []
    parts = _unpacked(data, faults)
    roots = {n: _parsed(n, d, faults) for n, d in parts.items() if n.endswith((".xml", ".rels"))}
    xml = {n: r for n, r in roots.items() if r is not None}
    types = xml.pop(_TYPES, None)
    overrides, defaults = {}, {}
    if types is not None:
        overrides = {t.get("PartName", "").lstrip("/"): t.get("ContentType", "") for t in types.iter(f"{_CT}Override")}
        defaults = {t.get("Extension", "").lower(): t.get("ContentType", "") for t in types.iter(f"{_CT}Default")}
        faults += _twice(types)
    relations = {}
    for name in [n for n in xml if n.endswith(".rels")]:
        source = _source(name)
        relations[source] = _relations(name, source, xml.pop(name), faults)
    return Package(parts, xml, relations, overrides, defaults), faults


def _unpacked(data: bytes, faults: list[Fault]) -> dict[str, bytes]:
    if data.startswith(_OLE):
        faults.append(Fault("", "it is locked with a password, or of the old format .ppt", "save it as .pptx without a password"))
        return {}
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        faults.append(Fault("", "it is no zip, so no PowerPoint file, or it was cut short", "export or copy it once more"))
        return {}
    parts: dict[str, bytes] = {}
    with archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS:
            faults.append(Fault("", f"it holds {len(members):,} files", f"a deck has at most {MAX_MEMBERS:,}"))
            return {}
        if sum(info.file_size for info in members) > MAX_UNPACKED_BYTES:
            faults.append(_too_large(max(members, key=lambda info: info.file_size)))
            return {}
        left, seen = MAX_UNPACKED_BYTES, dict[str, str]()
        for info in members:
            if info.is_dir():
                continue
            faults += _member_faults(info, seen)
            seen[info.filename.lower()] = info.filename
            content = _content(data, info, left, faults)
            if content is not None:
                left -= len(content)
                parts.setdefault(info.filename, content)
    return parts


def _content(data: bytes, info: zipfile.ZipInfo, left: int, faults: list[Fault]) -> bytes | None:
    try:
        content = _member(data, info, left + 1)
    except (struct.error, zlib.error, ValueError):
        faults.append(Fault(info.filename, "it is damaged and cannot be unpacked", "export or copy the file once more"))
        return None
    if len(content) > left:
        faults.append(_too_large(info))
        return None
    return content


def _too_large(info: zipfile.ZipInfo) -> Fault:
    return Fault(info.filename, f"unpacked, the file is larger than {MAX_UNPACKED_BYTES:,} bytes", "do not open it")


def _member(data: bytes, info: zipfile.ZipInfo, most: int) -> bytes:
    """Return a member's content, or its first `most` bytes; zipfile would take three times as long.

    Raises:
        ValueError: it is not what the directory says.
        struct.error, zlib.error: it is cut short or damaged.
    """
    signature, n_name, n_extra = _LOCAL.unpack_from(data, info.header_offset)
    start = info.header_offset + _LOCAL.size + n_name
    name = data[info.header_offset + _LOCAL.size : start]
    if signature != b"PK\x03\x04" or name != info.orig_filename.encode("utf-8" if info.flag_bits & _FLAG_UTF8 else "cp437"):
        raise ValueError
    if info.flag_bits & _UNREADABLE or info.compress_type not in _METHODS:
        raise ValueError
    packed = data[start + n_extra : start + n_extra + info.compress_size]
    is_stored = info.compress_type == zipfile.ZIP_STORED
    content = packed[:most] if is_stored else zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
    if len(content) < most and (len(content), zlib.crc32(content)) != (info.file_size, info.CRC):
        raise ValueError
    return content


def _member_faults(info: zipfile.ZipInfo, before: Mapping[str, str]) -> Iterator[Fault]:
    name = info.filename
    if before.get(name.lower()) == name:
        yield Fault(name, "it is in the file twice", "keep one of them")
    elif name.lower() in before:
        yield Fault(name, "another part has this name in other capitals", "rename one of them")
    if not name.isascii() or "\\" in name or name.startswith("/") or ".." in name.split("/"):
        yield Fault(name, "its name is not allowed in an office file", "use plain letters and digits")
    if info.flag_bits & _FLAG_STREAMED:
        yield Fault(
            name, "its size stands behind its content, which strict readers refuse", "write the zip without data descriptors"
        )
    if info.flag_bits & _FLAG_ENCRYPTED or info.compress_type not in _METHODS:
        yield Fault(name, "it is packed in a way PowerPoint does not know", "pack it with Deflate, without a password")


def _parsed(name: str, data: bytes, faults: list[Fault]) -> Node:
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        faults.append(Fault(name, f"it is no well-formed XML ({error.msg})", "make the file anew"))
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        faults.append(Fault(name, "it declares a document type, which office files must not", "remove the DOCTYPE"))
        return None
    return root


def _twice(types: Node) -> Iterator[Fault]:
    seen = set()
    for t in types:
        key = (t.get("PartName") or t.get("Extension") or "").lower()
        if key in seen:
            yield Fault(_TYPES, f"{key!r} has two content types", "keep one")
        seen.add(key)


def _source(rels: str) -> str:
    """Return the part whose relationships a `.rels` holds; '' for the file's own."""
    folder, _, name = rels.rpartition("_rels/")
    return folder + name.removesuffix(".rels")


@lru_cache(maxsize=4096)
def _inside(folder: str, target: str) -> str:
    """Return the part that a relative target means."""
    return posixpath.normpath(posixpath.join("/", folder, unquote(re.split("[#?]", target)[0]))).lstrip("/")


def _relations(name: str, source: str, root: Node, faults: list[Fault]) -> dict[str, Relation]:
    found: dict[str, Relation] = {}
    for one in root:
        relation_id, target = one.get("Id", ""), one.get("Target", "")
        is_external = one.get("TargetMode") == "External"
        if not is_external:
            target = _inside(posixpath.dirname(source), target)
        if relation_id in found:
            faults.append(Fault(name, f"the relationship id {relation_id!r} stands twice", "give each its own id"))
        found[relation_id] = Relation(one.get("Type", "").rpartition("/")[2], target, is_external)
    return found
