"""Safe XML: a quiz file's bytes as a tree, and a package's as its members; whatever is hostile is refused in one sentence.

In: the bytes of an XML file or of a zip.
Out: an Element; members by name. XML bytes of a tree, the same on every run.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError, indent, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from readiness.adapters import zip_limits
from readiness.adapters.zip_limits import UNZIP_FAULTS, ZipLimitError, ZipLimits
from readiness.errors import InputError, Problem

MAX_DEPTH = 100
MAX_MEMBERS = 20_000
MAX_UNPACKED = 200_000_000
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def parsed(file: str, data: bytes) -> Element:
    """Return the root of an XML file.

    Raises:
        InputError: it is not well-formed, nested too deeply, or has a document type or entities.
    """
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        what = f"cannot be read here: {str(error.msg).split(':')[0]}"
        raise InputError(Problem(file, error.position[0], "", what, "well-formed XML")) from error
    except DefusedXmlException as error:
        what = "has a document type or entities, which may hide other files"
        raise InputError(Problem(file, 0, "", what, "plain XML without a DOCTYPE")) from error
    except (ValueError, LookupError) as error:
        raise InputError(Problem(file, 1, "", "is in an encoding that cannot be read", "XML saved as UTF-8")) from error
    level, depth = [root], 0
    while level:
        level, depth = [child for e in level for child in e], depth + 1
        if depth > MAX_DEPTH:
            raise InputError(Problem(file, 0, "", "is nested too deeply", f"at most {MAX_DEPTH} elements inside each other"))
    return root


def unzipped(file: str, data: bytes) -> dict[str, bytes]:
    """Return what is in a package.

    Raises:
        InputError: it is no zip, locked, or unpacks to too much.
    """
    limits = ZipLimits(MAX_MEMBERS, MAX_UNPACKED)
    expected = f"a zip of at most {MAX_MEMBERS:,} files and {MAX_UNPACKED:,} bytes"
    try:
        return zip_limits.unzipped(data, limits)
    except ZipLimitError as error:
        what = _OVER.get(error.rule, "unpacks to too much, or to more than it says").format(error=error)
        raise InputError(Problem(file, 0, error.member, what, expected)) from error
    except UNZIP_FAULTS as error:
        raise InputError(Problem(file, 0, "", _NO_ZIP, expected)) from error


_NO_ZIP = "is damaged, locked with a password or no zip"
_OVER = {"members": "holds {error.found:,} files", "twice": "is in it twice", "locked": _NO_ZIP}


def tag(element: Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]


def child(parent: Element | None, *names: str) -> Element | None:
    """Return the first child of one of these names."""
    return next((e for e in parent if tag(e) in names), None) if parent is not None else None


def children(parent: Element | None, *names: str) -> list[Element]:
    """Return the children of these names."""
    return [e for e in parent if tag(e) in names] if parent is not None else []


def xml_bytes(root: Element, *, indented: bool = True) -> bytes:
    """Return a tree as a file."""
    if indented:
        indent(root, "  ")
    return _HEAD + tostring(root, encoding="unicode", short_empty_elements=True).encode() + b"\n"
