"""Template changes: what a designer may do to a sample slide, by slide key and Selection-Pane name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from tests.sample_deck import Parts

Change = Callable[[Parts], None]
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def part_of(parts: Parts, key: str) -> str:
    return next(n for n, d in parts.items() if n.startswith("ppt/slides/slide") and f'name="slide:{key}"'.encode() in d)


def slide(key: str, change: Callable[[Any], object]) -> Change:
    """Return a change of the sample slide of a key."""

    def edit(parts: Parts) -> None:
        name = part_of(parts, key)
        root = etree.fromstring(parts[name])
        change(root)
        assert etree.tostring(root) != etree.tostring(etree.fromstring(parts[name])), "the change changed nothing"
        parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    return edit


def shape(root: Any, name: str) -> Any:
    return next(n for n in root.iter(f"{P}cNvPr") if n.get("name") == name).getparent().getparent()


def rename(old: str, new: str) -> Callable[[Any], object]:
    return lambda root: shape(root, old)[0][0].set("name", new)


def text(name: str, old: str, new: str) -> Callable[[Any], object]:
    def change(root: Any) -> None:
        node = next(t for t in shape(root, name).iter(f"{A}t") if old in (t.text or ""))
        node.text = node.text.replace(old, new)

    return change


def move(name: str, x: int, y: int, cx: int, cy: int) -> Callable[[Any], object]:
    def change(root: Any) -> None:
        properties = shape(root, name).find(f"{P}spPr")
        for old in properties.findall(f"{A}xfrm"):
            properties.remove(old)
        xfrm = f'<a:xfrm xmlns:a="{A[1:-1]}"><a:off x="{x}" y="{y}"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        properties.insert(0, etree.fromstring(xfrm))

    return change


def run_property(name: str, xml: str) -> Callable[[Any], object]:
    """Return a change of the look of a shape's first run."""

    def change(root: Any) -> None:
        run = next(shape(root, name).iter(f"{A}rPr"))
        run.insert(0, etree.fromstring(f'<x xmlns:a="{A[1:-1]}">{xml}</x>')[0])

    return change


def remove(find: Callable[[Any], Any]) -> Callable[[Any], object]:
    return lambda root: find(root).getparent().remove(find(root))


def attribute(find: Callable[[Any], Any], name: str, value: str | None) -> Callable[[Any], object]:
    def change(root: Any) -> None:
        if value is None:
            del find(root).attrib[name]
        else:
            find(root).set(name, value)

    return change
