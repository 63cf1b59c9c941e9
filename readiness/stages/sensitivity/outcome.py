"""Outcome: what the sensitivity stage hands on.

In: nothing.
Out: LeaveOut, Refit, RepRange, Sensitivity.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """One input that is left out."""

    kind: str
    """covariate, history, partner or period."""
    name: str
    """A column, a partner's id or the first day of a period."""


@dataclass(frozen=True, slots=True)
class Refit:
    """What became of the contributions without one input."""

    left_out: LeaveOut
    n_cells: int
    """Cells that remain."""
    n_reps: int
    """Reps who are still there; all of them are compared."""
    n_judged: int
    """Those of them with enough data for a verdict."""
    agreement: float | None
    """Rank correlation (Spearman) with the contributions of the whole; None where it does not exist."""
    n_verdicts_changed: int
    n_outside_band: int
    """Reps whose contribution leaves the band it has in the whole."""
    largest_mover: str
    """Who moves farthest for the width of the own band; blank where nobody moves."""
    largest_move_money: float
    mean_move: float
    """How far a rep moves on average, in widths of the own band."""
    why_not: str = ""
    """Why nothing could be fitted without it."""


@dataclass(frozen=True, slots=True)
class RepRange:
    """Between what a rep's contribution lies over all refits, the whole included."""

    rep_id: str
    contribution_money: float
    contribution_low: float
    contribution_high: float
    lowest: float
    lowest_without: LeaveOut | None
    """None where it is lowest with everything in."""
    highest: float
    highest_without: LeaveOut | None
    verdict: str
    turned_by: tuple[LeaveOut, ...]
    """Each input without which a verdict of above or below the average would not stand."""
    hangs_on: tuple[LeaveOut, ...]
    """Those of them that move the contribution farther than leaving out as many cells by chance does; history aside.

    What accounts bought before is what tells a rep's work from the accounts the rep was given: without it most verdicts turn
    round where nothing is wrong.
    """

    @property
    def is_fragile(self) -> bool:
        """Return whether the verdict hangs on a single input."""
        return bool(self.hangs_on)

    @property
    def moved_most_by(self) -> LeaveOut | None:
        """Return the input without which the contribution moves farthest; None where none moves it."""
        down, up = self.contribution_money - self.lowest, self.highest - self.contribution_money
        return self.lowest_without if down >= up else self.highest_without


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Every refit in the order tried, and every rep by id."""

    refits: tuple[Refit, ...]
    reps: tuple[RepRange, ...]
    not_tried: tuple[LeaveOut, ...]
    """Left untried because the budget of cells was spent."""
    notes: tuple[str, ...]
    """What could not be left out at all, and why."""
