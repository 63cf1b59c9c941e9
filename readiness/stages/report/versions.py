"""Versions: which program, specification and seed a report was made with, as everything exported carries it.

In: nothing.
Out: Versions, words.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Versions:
    """What a report was made with; "" or None where it is not known."""

    program: str = ""
    spec_revision: str = ""
    seed: int | None = None

    @property
    def words(self) -> str:
        """Return what is known of it in a line, such as `Specification revision 1 · Readiness 0.1.0 · Seed 7`."""
        seed = "" if self.seed is None else f"Seed {self.seed}"
        said = (_named("Specification revision", self.spec_revision), _named("Readiness", self.program), seed)
        return " · ".join(part for part in said if part)


def _named(name: str, value: str) -> str:
    return f"{name} {value}" if value else ""


UNKNOWN = Versions()
