"""Font widths: the module `readiness/stages/decks/font_widths.py`, made anew from the fonts of this machine.

In: Debian's fonts-crosextra-carlito, fonts-crosextra-caladea, fonts-liberation2 and fonts-dejavu-core; fontTools.
Out: on standard output, by `python -m tests.font_widths`, the module.
"""

from __future__ import annotations

import sys
import unicodedata
from itertools import chain
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path("/usr/share/fonts/truetype")
FILES = {
    ("Calibri", False): "crosextra/Carlito-Regular.ttf",
    ("Calibri", True): "crosextra/Carlito-Bold.ttf",
    ("Arial", False): "liberation2/LiberationSans-Regular.ttf",
    ("Arial", True): "liberation2/LiberationSans-Bold.ttf",
    ("Cambria", False): "crosextra/Caladea-Regular.ttf",
    ("Cambria", True): "crosextra/Caladea-Bold.ttf",
    ("Times New Roman", False): "liberation2/LiberationSerif-Regular.ttf",
    ("Times New Roman", True): "liberation2/LiberationSerif-Bold.ttf",
    ("", True): "dejavu/DejaVuSans-Bold.ttf",
}
UNITS = 2048
LETTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), 0x192, *range(0x218, 0x21C), *range(0x370, 0x400), *range(0x400, 0x4C0), 0x1E9E,
    *range(0x2002, 0x200B), *range(0x2010, 0x2027), *range(0x202F, 0x2045), *range(0x2070, 0x2090), *range(0x20A0, 0x20C0),
    0x2103, 0x2109, 0x2116, 0x2120, 0x2122, 0x2126, *range(0x2150, 0x215F), 0x2202, 0x2206, 0x220F, 0x2211, 0x2212, 0x221A, 0x221E,
    0x222B, 0x2248, 0x2260, 0x2264, 0x2265, 0x25CA, 0xFB01, 0xFB02,
]  # fmt: skip
"""Latin, Greek, Cyrillic, punctuation, currencies, the commonest signs."""
OTHERS = [
    *range(0x531, 0x588), *range(0x5D0, 0x5EB), *range(0x5F0, 0x5F5), 0x60C, 0x61B, 0x61F, *range(0x620, 0x64B),
    *range(0x660, 0x66E), *range(0x671, 0x6D4), *range(0x6F0, 0x6FA), *range(0x10D0, 0x10FD), *range(0x2190, 0x2200),
    *range(0x2200, 0x2300), *range(0x25A0, 0x2600), 0x2605, 0x2606, *range(0x2713, 0x2719),
]  # fmt: skip
"""Armenian, Hebrew, Arabic, Georgian, arrows, mathematics, shapes, ticks: what another font draws, so the widest counts."""


def advances(file: str) -> dict[str, int]:
    """Return the advance width of every character of a font, in 1/2048 em, rounded up."""
    font = TTFont(FONTS / file)
    metrics, em = font["hmtx"].metrics, font["head"].unitsPerEm
    return {chr(code): -(-metrics[glyph][0] * UNITS // em) for code, glyph in font.getBestCmap().items()}


def base(char: str) -> str:
    """Return the letter without its accents."""
    return unicodedata.normalize("NFD", char)[0]


def module() -> str:
    """Return the module's text."""
    widths = {face: advances(file) for face, file in FILES.items()}
    named = [w for (family, _), w in widths.items() if family]
    known = [chr(c) for c in LETTERS if any(chr(c) in w for w in named) and unicodedata.category(chr(c)) not in ("Mn", "Cf")]
    kept = [c for c in known if base(c) == c or any(w.get(c) != w.get(base(c)) for w in named)]
    others = [chr(c) for c in sorted(set(OTHERS)) if chr(c) in widths["", True] and chr(c) not in kept]
    lines = [HEAD, f"LETTERS = {quoted(''.join(kept))}", '"""What each face lists, in this order."""']
    lines += [f"OTHERS = {quoted(''.join(others))}", '"""What another font draws."""', "ADVANCES = {"]
    for face, advance in widths.items():
        chars = others if not face[0] else kept
        assert all(advance.get(c, 0) < 0x1000 for c in chars)
        lines.append(f"    {face!r}: {quoted(''.join(f'{advance.get(c, 0):03x}' for c in chars))},".replace("'", '"'))
    lines += ["}", '"""(Family, bold) -> three hexadecimal figures for each character; 000: the font has none."""', "# fmt: on", ""]
    return "\n".join(lines)


def quoted(text: str) -> str:
    """Return a text as Python writes it, in lines of the length the project allows."""
    parts = ["".join(chain.from_iterable(text[i : i + 114])) for i in range(0, len(text), 114)]
    return "(\n" + "\n".join("        " + ascii_quoted(p) for p in parts) + "\n    )"


def ascii_quoted(text: str) -> str:
    """Return a string literal in double quotes; what is no plain sign or letter is written by its number."""
    said = (f"\\{c}" if c in '"\\' else c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
    return '"' + "".join(said) + '"'


HEAD = '''"""Font widths: the advance width of every character that the common office fonts draw, in 1/2048 em.

In: nothing. Made by `python -m tests.font_widths`; not written by hand.
Out: LETTERS, OTHERS, ADVANCES.

The figures are read from the fonts that are drawn to the same widths: Carlito (for Calibri), Liberation Sans (Arial),
Liberation Serif (Times New Roman), all three SIL Open Font Licence 1.1; Caladea (Cambria), Apache Licence 2.0. What these do
not draw is as wide as in DejaVu Sans Bold (Bitstream Vera licence). An accented letter that is as wide as its bare letter in
all of them is left out.
"""

# ruff: noqa: E501
# fmt: off'''

if __name__ == "__main__":
    sys.stdout.write(module())
