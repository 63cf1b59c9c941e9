"""Deck check: whether a .pptx opens without a repair, can be read by everybody, and holds nothing that must not travel.

In: the bytes of a .pptx.
Out: faults, each with its part and how to mend it; none for a sound deck.
"""

from __future__ import annotations

from readiness.adapters.deck_check.charts import chart_faults
from readiness.adapters.deck_check.package import PRESENTATION, Fault, open_package
from readiness.adapters.deck_check.slides import slide_faults
from readiness.adapters.deck_check.structure import structure_faults
from readiness.adapters.deck_check.texts import text_faults

__all__ = ["Fault", "check_deck"]


def check_deck(data: bytes) -> list[Fault]:
    """Return every fault of a deck, sorted by part; it never raises, whatever the bytes."""
    package, faults = open_package(data)
    if not package.parts:
        return sorted(set(faults))
    faults += structure_faults(package)
    if PRESENTATION in package.xml:
        faults += slide_faults(package)
        faults += chart_faults(package)
        faults += text_faults(package)
    return sorted(set(faults))
