"""Answers: what reps of a known ability choose in a quiz.

In: abilities, options and keys of the items, a Generator.
Out: the option each rep chose.
"""

from __future__ import annotations

import numpy as np

from readiness.stats.launch_world.people import Codes
from readiness.stats.launch_world.places import Floats

MEAN_EASE, SD_EASE, SD_DISCRIMINATION = 0.8, 0.7, 0.25
"""Of the items, on the logit scale: easier than the reps are able, as a quiz after a session is."""
NOT_ASKED = -1


def draw_answers(
    ability: Floats, n_options: Codes, key: Codes, n_asked: int, guessing: float, rng: np.random.Generator
) -> tuple[Codes, Floats]:
    """Return rep x item: the option chosen, or NOT_ASKED; and the chance of a right answer each had.

    Two-parameter logistic (Birnbaum 1968); with guessing, who does not know picks a right option with chance `guessing`.
    Each rep is asked n_asked items drawn by lot; a wrong answer is any other option.
    """
    n, n_items = ability.size, key.size
    steep = np.exp(rng.normal(0, SD_DISCRIMINATION, n_items))
    ease = rng.normal(MEAN_EASE, SD_EASE, n_items)
    knows = 1 / (1 + np.exp(-(steep * (ability[:, None] + ease))))
    chance = np.asarray(guessing + (1 - guessing) * knows, dtype=np.float64)
    is_right = rng.random((n, n_items)) < chance
    wrong = (key + 1 + (rng.random((n, n_items)) * (n_options - 1)).astype(np.intp)) % n_options
    asked = np.argsort(np.argsort(rng.random((n, n_items)), axis=1), axis=1) < n_asked
    return np.where(asked, np.where(is_right, key, wrong), NOT_ASKED).astype(np.intp), chance
