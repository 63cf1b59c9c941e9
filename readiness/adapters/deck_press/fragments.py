"""Fragments: marked XML cut at its marks, once, so that filling it is one join.

In: marked XML.
Out: its nodes; Fragments; Pattern for what is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from readiness.adapters.deck_press.deflating import NO_HEAD, Head, cuts_of

_MARK = re.compile("\ufdd0([a-z][0-9]+)\ufdd1|<\\?([bev]) ([a-z][0-9]+)\\?>")


@dataclass(frozen=True, slots=True)
class Value:
    """A place for a value."""

    label: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch that is repeated or left out."""

    label: str
    nodes: tuple[Node, ...]


Node = str | Value | Stretch


def nodes_of(xml: str) -> tuple[Node, ...]:
    """Return marked XML as constants, values and stretches."""
    return tuple(_nodes(iter(_pieces(xml))))


def _pieces(xml: str) -> list[tuple[str, str]]:
    pieces, at = [], 0
    for found in _MARK.finditer(xml):
        pieces.append(("", xml[at : found.start()]))
        pieces.append((found[2] or "v", found[1] or found[3]))
        at = found.end()
    return [*pieces, ("", xml[at:])]


def _nodes(pieces: Iterator[tuple[str, str]]) -> list[Node]:
    nodes: list[Node] = []
    for kind, text in pieces:
        if kind == "e":
            break
        if kind == "b":
            nodes.append(Stretch(text, tuple(_nodes(pieces))))
        elif kind == "v":
            nodes.append(Value(text))
        elif text:
            nodes.append(text)
    return nodes


class Fragments:
    """Constants and, between them, numbers of values."""

    __slots__ = ("_constants", "_pick", "cuts", "head")

    def __init__(self, constants: Sequence[bytes], slots: Sequence[int], *, whole: bool = False) -> None:
        """Take constants, one more than slots; of a `whole` part what is long is deflated here and now."""
        self.head = Head.of(constants[0]) if whole and slots else NO_HEAD
        constants = [constants[0][self.head.length :], *constants[1:]]
        self._constants = [b""] * (2 * len(slots) + 1)
        self._constants[::2] = constants
        self.cuts = cuts_of(self._constants) if whole else ()
        self._pick: Callable[[list[bytes]], Sequence[bytes]] | None = None
        if len(slots) == 1:
            only = slots[0]
            self._pick = lambda values: (values[only],)
        elif slots:
            self._pick = itemgetter(*slots)

    def pieces(self, values: list[bytes]) -> list[bytes]:
        """Return the constants with the values between them, without the head."""
        pieces = self._constants.copy()
        if self._pick is not None:
            pieces[1::2] = self._pick(values)
        return pieces

    def fill(self, values: list[bytes]) -> bytes:
        """Return them as one."""
        return b"".join(self.pieces(values))


class Pattern:
    """A stretch with one text in it: what stands before the text and after it, by the text's direction and size."""

    __slots__ = ("_nodes", "_value_of")

    def __init__(self, nodes: Sequence[Node], value_of: Callable[[str, bool, str], str]) -> None:
        """Take the stretch, and what a mark in it stands for, given direction and size."""
        self._nodes, self._value_of = nodes, value_of

    def around(self, rtl: bool, size: str = "") -> tuple[bytes, bytes]:
        """Return what stands before and after the text; `size` is an attribute, "" as designed."""
        sides = [""]
        for node in self._nodes:
            if isinstance(node, Value) and node.label[0] == "i":
                sides.append("")
            elif isinstance(node, Value):
                sides[-1] += self._value_of(node.label, rtl, size)
            elif isinstance(node, str):
                sides[-1] += node
        before, after = sides
        return before.encode(), after.encode()
