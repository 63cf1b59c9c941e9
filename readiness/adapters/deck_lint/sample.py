"""Sample: a template's sample slides as the lint looks at them.

In: Package.
Out: Sample, one a slide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from readiness.adapters.deck_check.design import (
    SHAPES,
    Box,
    Designs,
    SlideDesign,
    is_sound,
    is_title,
    name_node,
    paragraph_text,
    shapes_with_boxes,
    text_of,
)
from readiness.adapters.deck_check.package import A, P, Package

Node = Any
TOKEN = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample slide."""

    number: int
    part: str
    root: Node
    design: SlideDesign | None

    @property
    def tree(self) -> Node:
        """Return what holds the shapes."""
        return self.root.find(f"{P}cSld/{P}spTree")

    @property
    def key(self) -> str:
        """Return the slide's key, '' where no shape is named `slide:<key>`."""
        named = (name.removeprefix("slide:").strip() for name, _ in self.named() if name.startswith("slide:"))
        return next(named, "")

    @property
    def title(self) -> Node | None:
        """Return the title placeholder."""
        return next((s for s in self.tree.iter(f"{P}sp") if is_title(s)), None)

    def shapes(self) -> Iterator[Node]:
        """Yield every shape, groups and what they hold included, from back to front."""
        return (s for s in self.tree.iter() if s.tag in SHAPES)

    def named(self) -> list[tuple[str, Node]]:
        """Return every shape with its name in the Selection Pane."""
        return [(name_of(s), s) for s in self.shapes()]

    def boxes(self) -> list[tuple[Node, Box]]:
        """Return the shapes that have a place, groups opened, from back to front."""
        return [] if self.design is None else list(shapes_with_boxes(self.design, self.tree))

    def tokens(self) -> list[tuple[str, str]]:
        """Return every token in texts and alt texts, with its shape's name; those of groups under the shape inside."""
        found = []
        for name, shape in self.named():
            if shape.tag == f"{P}grpSp":
                continue
            node = name_node(shape)
            for text in (text_of(shape), node.get("descr", ""), node.get("title", "")):
                found += [(token, name) for token in TOKEN.findall(text)]
        return found


def name_of(shape: Node) -> str:
    """Return a shape's name in the Selection Pane."""
    return str(name_node(shape).get("name", ""))


def samples_of(package: Package) -> list[Sample]:
    """Return the sample slides in order; one whose shapes have no names is left out, the structural check names it."""
    designs = Designs(package)
    found = []
    for number, part in enumerate(package.slides(), 1):
        root = package.xml[part]
        tree = root.find(f"{P}cSld/{P}spTree")
        if tree is not None and is_sound(tree):
            found.append(Sample(number, part, root, designs.of(part)))
    return found


def paragraphs(shape: Node) -> list[tuple[Node, str]]:
    """Return a shape's paragraphs with their texts, split runs joined."""
    return [(p, paragraph_text(p)) for p in shape.iter(f"{A}p")]
