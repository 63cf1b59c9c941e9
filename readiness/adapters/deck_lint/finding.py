"""Finding: one thing in a template a designer should mend, in a designer's words.

In: nothing.
Out: Finding.
"""

from __future__ import annotations

from dataclasses import dataclass

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong, where, and how to mend it."""

    slide: int
    """From 1 as PowerPoint shows it; 0: the file as a whole."""
    code: str
    shape: str
    """Its name in the Selection Pane; empty: the slide as a whole."""
    what: str
    fix: str
    level: str = ERROR

    @property
    def place(self) -> tuple[int, bool, Finding]:
        """Return what findings are sorted by: the slide, then faults of the file itself, which others may follow from."""
        return self.slide, self.code != "P01", self

    def __str__(self) -> str:
        """Return `ERROR K01 slide 3 / 'Title 1': what; fix`."""
        place = f"slide {self.slide}" if self.slide else "file"
        shape = f" / {self.shape!r}" if self.shape else ""
        return f"{self.level.upper()} {self.code} {place}{shape}: {self.what}; {self.fix}"
