"""Item response theory: how hard and how telling each item is, and where each person stands.

In: right, wrong and missing answers, persons x items.
Out: IrtFit: item parameters and abilities, each with its standard error.
"""

from __future__ import annotations

from readiness.stats.irt.abilities import posterior_ability, weighted_likelihood_ability
from readiness.stats.irt.estimation import fit_irt
from readiness.stats.irt.model import IrtFit, Model, curves, probability

__all__ = [
    "IrtFit",
    "Model",
    "curves",
    "fit_irt",
    "posterior_ability",
    "probability",
    "weighted_likelihood_ability",
]
