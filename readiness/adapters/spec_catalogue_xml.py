"""Catalogue XML: a factory's product description (as AdventureWorks' product models have it) read into spec records.

In: the bytes of one XML file with a ProductDescription at or below its root.
Out: SpecRecords whose places are element paths; hostile XML (entities, external references) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from readiness.adapters.input_tables import Problems
from readiness.adapters.spec_records import SpecRecord
from readiness.stages.units import canonical_unit

LABELS = {"bikeframe": "frame", "riderexperience": "rider experience", "productline": "product line", "noofyears": "years"}
"""Element names that run words together, and how a person says them."""
_AMOUNT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*([^\d\s].*)?")


def records(file: str, data: bytes, problems: Problems) -> list[SpecRecord]:
    """Return the records of a catalogue XML file."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except ParseError as error:
        problems.add(file, error.position[0], "", f"cannot be read here: {str(error.msg).split(':')[0]}", "well-formed XML")
        return []
    except DefusedXmlException:
        problems.add(file, 0, "", "has a document type or entities, which may hide other files", "plain XML without a DOCTYPE")
        return []
    except (ValueError, LookupError):
        problems.add(file, 1, "", "is in an encoding that cannot be read", "XML saved as UTF-8")
        return []
    description = next((e for e in root.iter() if _tag(e) == "ProductDescription"), None)
    if description is None:
        problems.add(file, 1, _tag(root), "there is no ProductDescription element", "a product model's catalogue XML")
        return []
    return [*_product(file, description), *_characteristics(file, description)]


def _product(file: str, description: Element) -> Iterator[SpecRecord]:
    attributes = {name.lower(): value for name, value in description.attrib.items()}
    found = {
        "model_id": (attributes.get("productmodelid", ""), "@ProductModelID"),
        "name": (attributes.get("productmodelname", ""), "@ProductModelName"),
        "summary": (_text(_child(description, "Summary")), "Summary"),
        "vendor": (_text(_child(_child(description, "Manufacturer"), "Name")), "Manufacturer/Name"),
        "category": (_text(_child(_child(description, "Specifications"), "ProductLine")), "Specifications/ProductLine"),
    }
    for name, (value, path) in found.items():
        if value:
            yield SpecRecord(file, 1, f"/ProductDescription/{path}", "product", {"id": name, "value": value})


def _characteristics(file: str, description: Element) -> Iterator[SpecRecord]:
    summary = _text(_child(description, "Summary"))
    for i, sentence in enumerate(re.split(r"(?<=[.!?])\s+", summary) if summary else [], start=1):
        values = {"id": f"summary-{i}", "name": "summary", "value": sentence, "quote": sentence}
        yield SpecRecord(file, 1, f"/ProductDescription/Summary, sentence {i}", "characteristic", values)
    seen: dict[str, int] = {}
    for block in ("Features", "Specifications"):
        parent = _child(description, block)
        for element in list(parent) if parent is not None else []:
            quote = _text(element)
            if not quote:
                continue
            tag = _tag(element)
            seen[tag] = seen.get(tag, 0) + 1
            number = f"-{seen[tag]}" if seen[tag] > 1 else ""
            amount, unit, words = _amount(element)
            values = {
                "id": tag.lower() + number,
                "name": LABELS.get(tag.lower(), _spaced(tag)),
                "value": amount or words,
                "unit": unit,
                "quote": quote,
            }
            yield SpecRecord(file, 1, f"/ProductDescription/{block}/{tag}{number}", "characteristic", values)


def _amount(element: Element) -> tuple[str, str, str]:
    """Return number, unit and words of an element such as Warranty: <WarrantyPeriod>1 year</..><Description>..</..>."""
    for part in list(element) or [element]:
        match = _AMOUNT.fullmatch(_text(part))
        if match and match[2] and canonical_unit(match[2]):
            return match[1], match[2], ""
    return "", "", _text(element)


def _child(parent: Element | None, name: str) -> Element | None:
    return next((e for e in parent if _tag(e) == name), None) if parent is not None else None


def _tag(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _text(element: Element | None) -> str:
    """Return an element's text with the texts of its parts parted by a comma where each part is a value of its own."""
    if element is None:
        return ""
    parts = [" ".join("".join(e.itertext()).split()) for e in element] if _is_structure(element) else []
    return ", ".join(p for p in parts if p) if parts else " ".join("".join(element.itertext()).split())


def _is_structure(element: Element) -> bool:
    """Say whether an element only holds parts of its own (Warranty), not a sentence with marks in it (saddle)."""
    html = any("xhtml" in str(e.tag) for e in element.iter())
    return len(element) > 0 and not html and not (element.text or "").strip()


def _spaced(tag: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", tag).lower()
