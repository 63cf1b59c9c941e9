"""JSON-LD: the nodes of a schema.org file, with the path of each.

In: the content of one JSON file, every scalar as text.
Out: Nodes, and the texts of their fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PRODUCTS = ("Product", "ProductGroup", "ProductModel", "IndividualProduct", "SomeProducts", "Vehicle", "Car")
GROUP = ("ProductGroup",)
_HOLDERS = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "isVariantOf")
"""Where a product may stand inside something else. Products it is related or similar to are not the product itself."""


@dataclass(frozen=True, slots=True)
class Node:
    """One block of fields and where it stands."""

    value: Mapping[str, Any]
    path: str

    def key(self, name: str) -> str:
        """Return a field's key as written: `schema:name` and `https://schema.org/name` are `name`."""
        return name if name in self.value else next((k for k in self.value if bare_key(k) == name), name)

    def at(self, name: str) -> str:
        """Return the path of a field."""
        return f"{self.path}.{self.key(name)}" if self.path else self.key(name)

    def children(self, name: str) -> list[Node]:
        """Return the blocks under a field, one or a list."""
        return [Node(v, path) for path, v in _each(self.value.get(self.key(name)), self.at(name)) if isinstance(v, dict)]


def bare_key(key: str) -> str:
    """Return a key without its vocabulary."""
    return re.sub(r"^(schema:|https?://schema\.org/)", "", key)


def is_type(value: Mapping[str, Any], types: tuple[str, ...]) -> bool:
    """Say whether a block is of one of some types."""
    written = value.get("@type", value.get("type", ""))
    return any(bare_key(str(t)) in types for t in (written if isinstance(written, list) else [written]))


def is_product(value: Mapping[str, Any]) -> bool:
    """Say whether a block is a product or a group of them."""
    return is_type(value, PRODUCTS)


def graph_nodes(content: Any, path: str = "") -> Iterator[Node]:
    """Return the blocks in which a file's own products may stand, outermost first."""
    for where, value in _each(content, path):
        if isinstance(value, dict):
            yield Node(value, where)
            for key in (k for k in value if bare_key(k) in _HOLDERS):
                yield from graph_nodes(value[key], f"{where}.{key}" if where else key)


def texts_of(node: Node, key: str, locale: str) -> list[tuple[str, str]]:
    """Return path and text of each value of a field: of an entity its name, of texts in several languages the one asked for."""
    found: list[tuple[str, str, str]] = []
    for path, value in _each(node.value.get(node.key(key)), node.at(key)):
        if isinstance(value, str):
            found.append((path, value, ""))
        elif isinstance(value, dict):
            inner = next((k for k in ("@value", "name", "schema:name") if isinstance(value.get(k), str)), "")
            if inner and not {"value", "minValue", "maxValue"} & set(value):
                found.append((f"{path}.{inner}", value[inner], str(value.get("@language", ""))))
    languages = [language for *_, language in found]
    wanted = next((t for t in languages if t.split("-")[0] == re.split("[-_]", locale)[0]), languages[0] if languages else "")
    return [(path, text) for path, text, language in found if language in ("", wanted)]


def leaves(content: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Return path and text of everything in a file."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(content, list):
        for i, value in enumerate(content):
            yield from leaves(value, f"{path}[{i}]")
    else:
        yield path, str(content)


def _each(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        for i, part in enumerate(value):
            yield from _each(part, f"{path}[{i}]")
    elif value is not None:
        yield path, value
