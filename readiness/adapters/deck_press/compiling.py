"""Compiling: a marked part as a function from a slide's texts to its bytes.

In: Marked, a language, whether texts may run from right to left.
Out: Filler.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from readiness.adapters.deck_press import charts
from readiness.adapters.deck_press.fragments import Fragments, Node, Pattern, Stretch, Value, nodes_of
from readiness.adapters.deck_press.marking import Direction, Marked
from readiness.adapters.deck_press.slide_texts import ChartTexts, SlideTexts
from readiness.adapters.deck_press.tables import TablePattern
from readiness.adapters.deck_press.texts import is_right_to_left, plain

Step = Callable[[list[bytes], SlideTexts], bytes]
FULL_SCALE = 100
_EMPTY_PARAGRAPH = "<a:p><a:endParaRPr{}/></a:p>"


@dataclass(frozen=True, slots=True)
class Context:
    """What a part is compiled for."""

    tokens: Mapping[str, int]
    """Token -> its number among a slide's values."""
    language: str
    """Escaped."""
    rtl: bool
    scaled: bool
    """Whether a box may be shrunk."""
    crops: Callable[[str, str], str]
    """Picture, image -> the XML that crops it."""
    chart: str = ""
    """Of which chart it is the part."""


class Filler:
    """A part, compiled: steps that make values of values, and the fragments these go between."""

    __slots__ = ("_fragments", "_steps", "cuts", "head")

    def __init__(self, marked: Marked, context: Context) -> None:
        """Compile a part."""
        compiler = _Compiler(marked, context)
        self._fragments = compiler.fragments(nodes_of(marked.xml), whole=True)
        self._steps = tuple(compiler.steps)
        self.head, self.cuts = self._fragments.head, self._fragments.cuts

    def pieces(self, texts: SlideTexts) -> list[bytes]:
        """Return the part for one slide, in pieces without its `head`; the `cuts` are the long constant ones."""
        values = texts.tokens
        if self._steps:
            values = values.copy()
            for step in self._steps:
                values.append(step(values, texts))
        return self._fragments.pieces(values)


class _Compiler:
    def __init__(self, marked: Marked, context: Context) -> None:
        self.marked, self.context = marked, context
        self.steps: list[Step] = []
        self._done: dict[str, int] = {}

    def fragments(self, nodes: Sequence[Node], *, whole: bool = False) -> Fragments:
        """Return nodes as fragments; what is in them becomes steps before."""
        constants, slots = [""], []
        for node in nodes:
            value = node if isinstance(node, str) else self._value(node)
            if isinstance(value, str):
                constants[-1] += value
            else:
                slots.append(value)
                constants.append("")
        return Fragments([c.encode() for c in constants], slots, whole=whole)

    def _value(self, node: Value | Stretch) -> str | int:
        """Return what a mark stands for: a constant, or the number of a value."""
        label = node.label
        if isinstance(node, Stretch):
            return self._add(_STRETCHES[label[0]](self, self.marked.name(label), node.nodes))
        if label[0] == "t":
            return self.context.tokens[self.marked.name(label)]
        if label[0] == "g" or (label[0] == "d" and not self.context.rtl):
            return self._constant(label, rtl=False, size="")
        if label[0] == "f" and not self.context.scaled:
            return self.marked.fits[self.marked.name(label)]
        if label not in self._done:
            self._done[label] = self._add(_VALUES[label[0]](self, self.marked.name(label)))
        return self._done[label]

    def _add(self, step: Step) -> int:
        self.steps.append(step)
        return len(self.context.tokens) + len(self.steps) - 1

    def _constant(self, label: str, rtl: bool, size: str) -> str:
        """Return what a mark stands for where it is known: language, direction, a cell's size."""
        name = self.marked.name(label)
        if label[0] == "g":
            return self.context.language
        if label[0] == "d":
            direction = self.marked.directions[name]
            return direction.right if rtl else direction.left
        return size or (f' sz="{name}"' if name else "")

    def pattern(self, nodes: Sequence[Node]) -> Pattern:
        """Return a stretch that is repeated with one text each."""
        return Pattern(nodes, self._constant)

    def options(self, name: str, nodes: Sequence[Node]) -> Step:
        """Return a step that leaves a stretch out when all its tokens, lists and pictures are empty."""
        fragments = self.fragments(nodes)
        labels = self.marked.opts[name]
        named = {letter: [self.marked.name(x) for x in sorted(labels) if x[0] == letter] for letter in "tlp"}
        tokens = [self.context.tokens[t] for t in named["t"]]
        lists, pictures = named["l"], named["p"]

        def step(values: list[bytes], texts: SlideTexts) -> bytes:
            full = any(values[i] for i in tokens) or any(texts.lists[x] for x in lists)
            return fragments.fill(values) if full or any(texts.fill.images.get(x) for x in pictures) else b""

        return step

    def paragraphs(self, name: str, nodes: Sequence[Node], notes: bool = False) -> Step:
        """Return a step that repeats a list's paragraph."""
        pattern, may_rtl = self.pattern(nodes), self.context.rtl
        left, right = pattern.around(rtl=False), pattern.around(rtl=True)
        between = left[1] + left[0]
        empty = _EMPTY_PARAGRAPH.format(f' lang="{self.context.language}"').encode()

        def step(_: list[bytes], texts: SlideTexts) -> bytes:
            items = texts.notes if notes else texts.lists[name]
            if not items:
                return empty
            if not may_rtl:
                return left[0] + between.join(items) + left[1]
            raw = texts.note_lines if notes else texts.fill.lists[name]
            sides = [right if is_right_to_left(plain(t)) else left for t in raw]
            return b"".join([s[0] + item + s[1] for s, item in zip(sides, items, strict=True)])

        return step

    def table(self, name: str, nodes: Sequence[Node]) -> Step:
        """Return a step that writes a table's columns and rows."""
        rows = [n for n in nodes if isinstance(n, Stretch)]
        patterns = [[self.pattern(n.nodes) for n in row.nodes if isinstance(n, Stretch)] for row in rows]
        opens = [str(row.nodes[0]).encode() for row in rows]
        table = TablePattern(opens, patterns, self.marked.tables[name][0], self.context.rtl)
        return lambda _, texts: table.fill(*texts.tables[name])

    def height(self, name: str) -> Step:
        """Return a step that writes a table's height."""
        _, header, row = self.marked.tables[name]
        return lambda _, texts: b"%d" % (header + row * len(texts.tables[name][0].rows))

    def link(self, name: str, nodes: Sequence[Node]) -> Step:
        """Return a step that leaves a link out when its address has nothing to go to."""
        fragments = self.fragments(nodes)
        return lambda values, texts: fragments.fill(values) if name in texts.links else b""

    def picture(self, name: str, nodes: Sequence[Node]) -> Step:
        """Return a step that leaves a picture out when it is missing."""
        fragments = self.fragments(nodes)
        return lambda values, texts: b"" if name in texts.missing else fragments.fill(values)

    def crop(self, name: str) -> Step:
        """Return a step that crops an image to its frame."""
        crops = self.context.crops
        return lambda _, texts: crops(name, texts.fill.images.get(name, "")).encode()

    def direction(self, key: str) -> Step:
        """Return a step that turns a paragraph round where its text runs from right to left."""
        direction: Direction = self.marked.directions[key]
        left, right = direction.left.encode(), direction.right.encode()

        def step(_: list[bytes], texts: SlideTexts) -> bytes:
            get = texts.fill.text.get
            words = "".join(plain(get(piece, "")) if is_token else piece for is_token, piece in direction.text)
            return right if is_right_to_left(words) else left

        return step

    def scale(self, name: str) -> Step:
        """Return a step that stores how far a box's text is shrunk."""
        full = self.marked.fits[name].encode()

        def step(_: list[bytes], texts: SlideTexts) -> bytes:
            percent = texts.fill.scales.get(name, FULL_SCALE)
            return full if percent == FULL_SCALE else b'<a:normAutofit fontScale="%d"/>' % (percent * 1000)

        return step

    def alt_text(self, name: str) -> Step:
        """Return a step that says what a chart shows."""
        return lambda _, texts: texts.charts[name].alt_text

    def chart(self, part: Callable[[ChartTexts], bytes]) -> Step:
        """Return a step that writes some of a chart's data."""
        name = self.context.chart
        return lambda _, texts: part(texts.charts[name])

    def points(self, _: str, nodes: Sequence[Node]) -> Step:
        """Return a step that gives the longest bars their look."""
        before, after = self.pattern(nodes).around(rtl=False)
        name = self.context.chart
        return lambda _, texts: b"".join(before + b"%d" % i + after for i in charts.longest(texts.charts[name].fill.values))


_STRETCHES: dict[str, Callable[[_Compiler, str, Sequence[Node]], Step]] = {
    "o": _Compiler.options,
    "l": _Compiler.paragraphs,
    "n": lambda c, name, nodes: c.paragraphs(name, nodes, notes=True),
    "b": _Compiler.table,
    "k": _Compiler.link,
    "p": _Compiler.picture,
    "y": _Compiler.points,
}
_VALUES: dict[str, Callable[[_Compiler, str], Step]] = {
    "h": _Compiler.height,
    "c": _Compiler.crop,
    "d": _Compiler.direction,
    "f": _Compiler.scale,
    "a": _Compiler.alt_text,
    "s": lambda c, _: c.chart(lambda chart: chart.series),
    "q": lambda c, _: c.chart(lambda chart: chart.number_format),
    "u": lambda c, _: c.chart(charts.category_cache),
    "v": lambda c, _: c.chart(charts.value_cache),
    "w": lambda c, _: c.chart(charts.last_row),
}
