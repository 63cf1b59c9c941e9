"""Link: does readiness go with contribution, and did contribution change with training?

In: rep x week rows: readiness with its error, day of training, contribution.
Out: LinkResult: effects with verdicts, event study, cohorts, design; a lint for words of cause.
"""

from __future__ import annotations

import pandas as pd

from readiness.stages.link.association import association
from readiness.stages.link.causal_words import causal_words
from readiness.stages.link.outcome import (
    ASSOCIATION_ONLY,
    NO_EVIDENCE,
    NOT_ENOUGH,
    SUPPORTS,
    Cohort,
    Design,
    Estimate,
    EventPoint,
    GroupTime,
    LinkResult,
)
from readiness.stages.link.panel import COLUMNS, arrange
from readiness.stages.link.sentences import Terms, slope_sentence, training_sentences
from readiness.stages.link.training_effect import training_effect
from readiness.stages.link.verdicts import FEWEST_REPS, between_sd
from readiness.stats.staggered import Controls

__all__ = [
    "ASSOCIATION_ONLY",
    "COLUMNS",
    "FEWEST_REPS",
    "NOT_ENOUGH",
    "NO_EVIDENCE",
    "SUPPORTS",
    "Cohort",
    "Design",
    "Estimate",
    "EventPoint",
    "GroupTime",
    "LinkResult",
    "Terms",
    "causal_words",
    "link",
    "slope_sentence",
    "training_sentences",
]


def link(
    rows: pd.DataFrame, *, seed: int, assigned: str = "", worth: float | None = None, controls: Controls = "not_yet"
) -> LinkResult:
    """Return whether readiness goes with contribution, and what differed after training.

    Args:
        rows: one row a rep and week: rep_id, week (ISO date, or a number of weeks), trained_on (the same; blank is never),
            readiness and readiness_se (as measured, not shrunk), contribution (any unit, not shrunk), NaN where not known; and
            territory_id if there is one. readiness_se, trained_on and territory_id may be missing. left_out says yes of a rep
            whose wave was given while lots drew the others': not compared before and after.
        seed: of bands and lotteries.
        assigned: how training was assigned: `random`, `not`, or blank where nobody said.
        worth: smallest effect of training that matters, in units of contribution; None for 0.2 standard deviations between reps.
        controls: compare the trained with reps not trained yet or never, or only with those never trained.

    Raises:
        NotEnoughDataError: no row has a contribution, or all have the same.
    """
    panel = arrange(rows)
    spread = between_sd(panel)
    together = association(panel, spread)
    trained = training_effect(panel.compared, assigned, worth, spread, seed, controls)
    slope = together.slope
    return LinkResult(
        estimates=(together.estimate, *trained.estimates),
        event_study=trained.event_study,
        group_times=trained.group_times,
        cohorts=trained.cohorts,
        never_share=trained.never_share,
        design=trained.design,
        reliability=None if slope is None else slope.reliability,
        plain_slope=None if slope is None else slope.plain,
        sentences=(slope_sentence(together.estimate), *training_sentences(trained.estimates[0], trained.design)),
        notes=panel.notes,
    )
