"""Font widths: the module `readiness/stages/decks/font_widths.py`, made anew from the fonts of this machine.

In: Debian's fonts-crosextra-carlito, fonts-crosextra-caladea, fonts-liberation2 and fonts-dejavu-core; fontTools.
Out: on standard output, by `python -m tests.font_widths`, the module.
"""

from __future__ import annotations

import sys
import unicodedata
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
    ("", False): "dejavu/DejaVuSans.ttf",
    ("", True): "dejavu/DejaVuSans-Bold.ttf",
}
UNITS = 2048
LETTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), 0x192, *range(0x218, 0x21C), *range(0x384, 0x3CF), *range(0x400, 0x460),
    *range(0x490, 0x4C0), 0x1E9E, *range(0x2002, 0x200B), *range(0x2010, 0x2027), *range(0x202F, 0x2045),
    *range(0x2070, 0x208F), *range(0x20A0, 0x20C0), 0x2103, 0x2109, 0x2116, 0x2120, 0x2122, 0x2126, *range(0x2150, 0x215F),
    0x2202, 0x2206, 0x220F, 0x2211, 0x2212, 0x221A, 0x221E, 0x222B, 0x2248, 0x2260, 0x2264, 0x2265, 0x25CA, 0xFB01, 0xFB02,
]  # fmt: skip
"""Latin, Greek, Cyrillic, punctuation, currencies, the commonest signs."""
OTHERS = [
    *range(0x5D0, 0x5EB), 0x60C, 0x61B, 0x61F, *range(0x620, 0x64B), *range(0x660, 0x66D), 0x679, 0x67E, 0x686, 0x688, 0x691,
    0x698, 0x6A9, 0x6AF, 0x6BA, 0x6BE, 0x6C1, 0x6CC, 0x6D2, *range(0x6F0, 0x6FA), *range(0x2190, 0x219A), 0x21D2, 0x21D4,
    *range(0x25A0, 0x2600), 0x2605, 0x2606, *range(0x2713, 0x2719),
]  # fmt: skip
"""Hebrew, Arabic, arrows, shapes, ticks: what another font draws."""


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
    spare = widths["", True]
    others = [c for c in kept if c in spare and any(c not in w for w in named)] + [chr(c) for c in OTHERS if chr(c) in spare]
    lines = [HEAD, f"LETTERS = {quoted(''.join(kept))}", '"""What each face lists, in this order."""']
    lines += [f"OTHERS = {quoted(''.join(others))}", '"""What another font draws for at least one of them."""', "ADVANCES = {"]
    for face, advance in widths.items():
        chars = others if not face[0] else kept
        assert all(advance.get(c, 0) < 0x1000 for c in chars)
        figures = "".join(f"{advance.get(c, 0):03x}" for c in chars)
        lines.append(f"    {face!r}: {quoted(figures, '    ')},".replace("'", '"'))
    lines += [
        "}",
        '"""(Family, bold) -> three hexadecimal figures for each character; 000: the font has none."""',
        "# fmt: on",
        "",
    ]
    return "\n".join(lines)


def quoted(text: str, indent: str = "") -> str:
    """Return a text as Python writes it, in lines of the length the project allows."""
    lines = [""]
    for char in map(escaped, text):
        if len(lines[-1]) + len(char) > 116:
            lines.append("")
        lines[-1] += char
    return "(\n" + "".join(f'{indent}    "{line}"\n' for line in lines) + indent + ")"


def escaped(char: str) -> str:
    """Return a character as it stands in a string; what is no letter, sign or figure of ours is written by its number."""
    if char in '"\\':
        return f"\\{char}"
    return char if char.isprintable() and not "\u0590" <= char < "\u1e00" else f"\\u{ord(char):04x}"


HEAD = '''"""Font widths: the advance width of every character that the common office fonts draw, in 1/2048 em.

In: nothing. Made by `python -m tests.font_widths`; not written by hand.
Out: LETTERS, OTHERS, ADVANCES.

The figures are read from the fonts that are drawn to the same widths: Carlito (for Calibri), Liberation Sans (Arial),
Caladea (Cambria), Liberation Serif (Times New Roman), all under the SIL Open Font Licence 1.1. What these do not draw is as
wide as in DejaVu Sans (Bitstream Vera licence). An accented letter that is as wide as its bare letter in all of them is
left out.
"""

# fmt: off'''

if __name__ == "__main__":
    sys.stdout.write(module())
