"""Linting: every rule for templates, run over one file.

In: the bytes of a template; Brand, Tokens.
Out: findings.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from readiness.adapters.deck_check.package import PRESENTATION, open_package
from readiness.adapters.deck_check.structure import structure_faults
from readiness.adapters.deck_lint.brand_files import Brand, Tokens
from readiness.adapters.deck_lint.contract import DECKS, TEMPLATES
from readiness.adapters.deck_lint.finding import ERROR, WARNING, Finding
from readiness.adapters.deck_lint.looks import access_findings, brand_findings, place_on_slide_findings, weight_findings
from readiness.adapters.deck_lint.names import name_findings, unsupported_findings
from readiness.adapters.deck_lint.room import room_findings
from readiness.adapters.deck_lint.sample import samples_of
from readiness.adapters.deck_lint.tokens import place_findings, token_findings

_KEYS = frozenset(key for slides in TEMPLATES.values() for key in slides)
_SAID_BY_OTHERS = ("macro", "outside the deck")
"""Words of structural faults that a finding says better."""

_LEFT_OVER = re.compile(r"nothing on the slide uses its image ppt/")
"""What a picture leaves behind when it is replaced: heavier, not wrong."""


def lint_template(file: str, data: bytes, brand: Brand, tokens: Tokens) -> list[Finding]:
    """Return every finding of a template, by slide; `file` names which of the four it is."""
    package, faults = open_package(data)
    template = PurePath(file).stem if PurePath(file).stem in TEMPLATES else "library"
    slides = TEMPLATES[template]
    if PRESENTATION in package.xml:
        faults += structure_faults(package)
    found = [
        Finding(0, "P01", f.part, f.what, f.fix, WARNING if _LEFT_OVER.match(f.what) else ERROR)
        for f in sorted(set(faults))
        if not any(word in f.what for word in _SAID_BY_OTHERS)
    ]
    if PRESENTATION not in package.xml:
        what = "it is no PowerPoint presentation, or it was cut short"
        return found or [Finding(0, "P01", "", what, "save or copy it once more, as PowerPoint presentation (.pptx)")]
    samples = samples_of(package)
    found += name_findings(samples, slides)
    found += token_findings(samples, slides, tokens.names(_KEYS))
    found += place_findings(samples, package, is_deck=template in DECKS)
    found += unsupported_findings(samples, package)
    found += access_findings(samples, brand)
    found += brand_findings(samples, package, brand, template)
    found += place_on_slide_findings(samples, package)
    found += room_findings(samples, brand, tokens)
    found += weight_findings(package, len(data))
    return sorted(set(found), key=lambda f: f.place)
