"""Room: whether the box of each token holds the longest text that tokens.yaml promises for it.

In: samples, Brand, Tokens.
Out: findings G03.
"""

from __future__ import annotations

from collections.abc import Iterator

from readiness.adapters.deck_check.package import A, P, number
from readiness.adapters.deck_lint.brand_files import Brand, Token, Tokens
from readiness.adapters.deck_lint.finding import Finding
from readiness.adapters.deck_lint.looks import EMU_PER_POINT
from readiness.adapters.deck_lint.sample import TOKEN, Node, Sample, name_of, paragraphs
from readiness.stages.decks.boxes import Paragraph
from readiness.stages.decks.measures import FONTS, height_needed

_INSETS = {"lIns": 91_440, "rIns": 91_440, "tIns": 45_720, "bIns": 45_720}
"""What PowerPoint leaves free in a box that does not say, in EMU (ISO/IEC 29500-1, CT_TextBodyProperties)."""
_DEFAULT_SIZE = 1800.0
"""PowerPoint's, in hundredths of a point."""
_SLACK = 1.0
"""Points."""


def room_findings(samples: list[Sample], brand: Brand, tokens: Tokens) -> Iterator[Finding]:
    """Yield the boxes too small for their tokens' longest texts, even at the smallest size allowed."""
    for sample in samples:
        for shape, (left, top, right, bottom) in sample.boxes():
            if sample.design is None or shape.tag != f"{P}sp" or not TOKEN.search("".join(t for _, t in paragraphs(shape))):
                continue
            insets = _insets(sample, shape)
            width = (right - left - insets["lIns"] - insets["rIns"]) / EMU_PER_POINT
            height = (bottom - top - insets["tIns"] - insets["bIns"]) / EMU_PER_POINT
            lines = [line for p, text in paragraphs(shape) for line in _longest(sample, shape, p, text, (brand, tokens))]
            scale = 1.0 if _is_fixed(sample, shape) else brand.smallest_scale / 100
            if not lines or width <= 0 or any(look.font not in FONTS for look, _ in lines):
                continue
            needed = height_needed(lines, width, scale)
            if needed > height + _SLACK:
                what = f"the longest text tokens.yaml allows needs {needed:.0f} points of height and the box has {height:.0f}"
                fix = "make the box larger or its text smaller, or lower max_chars in tokens.yaml"
                yield Finding(sample.number, "G03", name_of(shape), what, fix)


def _longest(sample: Sample, shape: Node, paragraph: Node, text: str, words: tuple[Brand, Tokens]) -> list[tuple[Paragraph, str]]:
    """Return a pattern paragraph with the longest texts in place of its tokens; as often as a list may repeat it."""
    brand, tokens = words
    look = _look(sample, shape, paragraph, text, brand)
    name = name_of(shape).removeprefix("list:")
    listed = tokens.list_of(sample.key, name) if name_of(shape).startswith("list:") else None
    if "item" in TOKEN.findall(text) and listed is not None:
        return [(look, _text(" ".join(listed.sample), listed.max_chars))] * listed.max_items
    longest = {name: _text(t.sample, t.max_chars) for name, t in _tokens(sample, text, tokens)}
    return [(look, TOKEN.sub(lambda m: longest.get(m[1], ""), text))]


def _tokens(sample: Sample, text: str, tokens: Tokens) -> Iterator[tuple[str, Token]]:
    for name in TOKEN.findall(text):
        token = tokens.token_of(sample.key, name)
        if token is not None:
            yield name, token


def _text(sample: str, n: int) -> str:
    """Return a text of n characters, made of the words of the sample over and over."""
    words = (sample.strip() or "word") + " "
    return (words * (n // len(words) + 1))[:n].rstrip()


def _look(sample: Sample, shape: Node, paragraph: Node, text: str, brand: Brand) -> Paragraph:
    own = paragraph.find(f"{A}pPr")
    level = 0 if own is None else int(number(own.get("lvl")))
    styles = [] if sample.design is None else sample.design.text_styles(shape, level)
    runs = [r.find(f"{A}rPr") for r in paragraph if r.find(f"{A}rPr") is not None]
    looks = [*runs[:1], *styles]
    levels = ([] if own is None else [own]) + [s.getparent() for s in styles]
    face = next((f.get("typeface", "") for f in (look.find(f"{A}latin") for look in looks) if f is not None), "+mn-lt")
    theme = {} if sample.design is None else sample.design.theme.fonts
    font = theme.get(face, face)
    return Paragraph(
        text=text,
        font=brand.fonts.get(font, font) or font,
        size=_size(runs, styles),
        bold=next((look.get("b") in ("1", "true") for look in looks if look.get("b") is not None), False),
        before=_space(levels, "spcBef"),
        after=_space(levels, "spcAft"),
        line=_percent(levels),
        indent=next((number(one.get("marL")) for one in levels if one.get("marL")), 0.0) / EMU_PER_POINT,
        capitals=next((look.get("cap") == "all" for look in looks if look.get("cap")), False),
    )


def _size(runs: list[Node], styles: list[Node]) -> float:
    inherited = next((number(s.get("sz")) for s in styles if s.get("sz")), _DEFAULT_SIZE)
    return max((number(r.get("sz"), inherited) for r in runs), default=inherited) / 100


def _space(levels: list[Node], tag: str) -> float:
    """Return white space in points; a share of a line is left out, which errs to the side of more room."""
    found = next((one.find(f"{A}{tag}") for one in levels if one.find(f"{A}{tag}") is not None), None)
    points = None if found is None else found.find(f"{A}spcPts")
    return 0.0 if points is None else number(points.get("val")) / 100


def _percent(levels: list[Node]) -> float:
    found = next((one.find(f"{A}lnSpc/{A}spcPct") for one in levels if one.find(f"{A}lnSpc") is not None), None)
    return 1.0 if found is None else number(found.get("val"), 100_000.0) / 100_000


def _bodies(sample: Sample, shape: Node) -> list[Node]:
    """Return what says how text lies in a shape's box, the nearest first."""
    shapes = [shape] if sample.design is None else [shape, *sample.design.inherited(shape)]
    return [b for b in (one.find(f"{P}txBody/{A}bodyPr") for one in shapes) if b is not None]


def _is_fixed(sample: Sample, shape: Node) -> bool:
    """Return whether a designer ruled out smaller text (Format Shape > Text Box > Do not Autofit)."""
    said = [c.tag for body in _bodies(sample, shape) for c in body if c.tag.endswith("utofit") or c.tag.endswith("AutoFit")]
    return said[:1] == [f"{A}noAutofit"]


def _insets(sample: Sample, shape: Node) -> dict[str, float]:
    bodies = _bodies(sample, shape)
    return {k: next((number(b.get(k)) for b in bodies if b.get(k)), float(v)) for k, v in _INSETS.items()}
