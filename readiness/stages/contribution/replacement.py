"""Replacement: the level a rep's contribution is counted from, where that is not the average rep.

In: a fit whose effects are counted from the average, joint draws, which level is meant.
Out: the same fit and draws, counted from that level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm

from readiness.errors import NotEnoughDataError
from readiness.stages.contribution.cells import Floats
from readiness.stats.mixed_model import Draws, MixedFit


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who would do the job else; with neither field the average rep."""

    percentile: float = 0.0
    """Of the normal distribution the reps come from, such as 20; 0 is not asked for."""
    rep_ids: tuple[str, ...] = ()
    """Reps whose mean effect it is, such as new hires or those who cover vacant territories."""

    @property
    def is_average(self) -> bool:
        """Return whether it is the average rep."""
        return not self.percentile and not self.rep_ids

    @property
    def words(self) -> str:
        """Return what it is called in a file."""
        if self.is_average:
            return "average"
        return f"percentile {self.percentile:g}" if self.percentile else f"mean of {', '.join(self.rep_ids)}"


AVERAGE = Replacement()


def counted_from(replacement: Replacement, rep_ids: Sequence[str], mixed: MixedFit, drawn: Draws) -> tuple[MixedFit, Draws]:
    """Return the fit and draws with every rep's effect less the replacement's, which the intercept takes up.

    What is fitted to each cell stays as it is. A percentile is the mean plus z * the sd between reps; a pool of reps is their
    mean effect, in each draw its own. A rep without fitted cells counts as average.

    Raises:
        NotEnoughDataError: the reps cannot be told apart at all, or none of those named has a cell.
    """
    if replacement.is_average:
        return mixed, drawn
    if "rep" not in mixed.effects:
        raise NotEnoughDataError("these cells cannot tell reps apart, so there is no replacement level but the average")
    effect = _padded(mixed.effects["rep"][None, :], len(rep_ids))
    effects = _padded(drawn.effects["rep"], len(rep_ids))
    if replacement.rep_ids:
        pool = [at for at, rep_id in enumerate(rep_ids) if rep_id in replacement.rep_ids]
        if not pool:
            raise NotEnoughDataError("none of the reps that are to be the replacement level has a cell")
        level, levels = float(effect[0, pool].mean()), effects[:, pool].mean(axis=1)
    else:
        level = float(norm.ppf(replacement.percentile / 100.0) * np.sqrt(mixed.covariances["rep"][0, 0]))
        levels = np.full(effects.shape[0], level)
    first = np.eye(1, mixed.fixed.size)
    return (
        replace(mixed, fixed=mixed.fixed + level * first[0], effects={**mixed.effects, "rep": effect[0] - level}),
        Draws(drawn.fixed + levels[:, None] * first, {**drawn.effects, "rep": effects - levels[:, None]}),
    )


def _padded(effects: Floats, n: int) -> Floats:
    """Return (rows, reps) effects, 0 for reps no row of whom was fitted."""
    return np.hstack([effects, np.zeros((effects.shape[0], n - effects.shape[1]))])
