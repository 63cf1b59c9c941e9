"""Adaptive form: which item a sitting asks next, from what was answered so far, and when it has asked enough.

In: items with what each is known to tell, the answers so far, the blueprint.
Out: the next item's id; the ability and its error; the share of the bank a rep of this ability is expected to get right.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from readiness.stages.quizzes.model import Item, ItemQuality
from readiness.stages.quizzes.policy import LEVELS, Shares
from readiness.stages.quizzes.sitting import Given, ShownItem, Telling, drawn
from readiness.stats.adaptive import Bank, Rules, next_item
from readiness.stats.irt import posterior_ability, probability

TARGET_SE = 0.5
"""Logits: surer than this an ability is reported, so that no more is asked."""
UNMEASURED = (1.0, 0.0)
"""Discrimination and difficulty of an item nobody has measured: as telling as a Rasch item, as hard as the rep is able."""


def tellings(
    items: Sequence[Item], qualities: Sequence[ItemQuality], n_asked: Mapping[str, int], n_sittings: int
) -> dict[str, Telling]:
    """Return what each item is known to tell, by item; what was not measured is taken for average."""
    measured = {
        q.item_id: (q.discrimination, q.difficulty)
        for q in qualities
        if math.isfinite(q.discrimination) and math.isfinite(q.difficulty) and q.discrimination > 0
    }
    found = {}
    for item in items:
        discrimination, difficulty = measured.get(item.item_id, UNMEASURED)
        exposure = n_asked.get(item.item_id, 0) / n_sittings if n_sittings else 0.0
        found[item.item_id] = Telling(discrimination, difficulty, LEVELS.index(item.level), exposure)
    return found


def next_asked(shown: Sequence[ShownItem], answers: Mapping[str, Given], shares: Shares, most_items: int, seed: str) -> str:
    """Return the id of the item to ask next, or nothing where enough is known, most_items are asked or none is left."""
    bank, asked = _bank(shown, shares), [k for k, i in enumerate(shown) if i.place]
    if len(asked) >= min(most_items, len(shown)):
        return ""
    ability, error = estimate(shown, answers)
    if asked and error <= TARGET_SE:
        return ""
    exposure = np.array([i.telling.exposure if i.telling else 0.0 for i in shown])
    rules = Rules(target_se=TARGET_SE, max_items=most_items)
    return shown[next_item(bank, asked, ability, exposure, drawn(f"{seed}|{len(asked)}"), rules)].item_id


def estimate(shown: Sequence[ShownItem], answers: Mapping[str, Given]) -> tuple[float, float]:
    """Return the posterior mean and standard deviation of the ability, from N(0, 1) where nothing is answered."""
    told = [(i, i.telling) for i in shown if i.telling and i.item_id in answers]
    if not told:
        return 0.0, 1.0
    right = np.array([[float(answers[i.item_id].chosen == i.correct) for i, _ in told]])
    a = np.array([t.discrimination for _, t in told])
    d = np.array([-t.discrimination * t.difficulty for _, t in told])
    means, errors = posterior_ability(right, a, d, np.zeros(a.size))
    return float(means[0]), float(errors[0])


def expected_share(shown: Sequence[ShownItem], answers: Mapping[str, Given]) -> float:
    """Return the share of all the bank's items that a rep of the estimated ability is expected to get right, 0..1."""
    ability, _ = estimate(shown, answers)
    tells = [i.telling for i in shown if i.telling]
    a = np.array([t.discrimination for t in tells])
    d = np.array([-t.discrimination * t.difficulty for t in tells])
    return float(np.mean(probability(np.array([ability]), a, d, np.zeros(a.size)))) if tells else 0.0


def _bank(shown: Sequence[ShownItem], shares: Shares) -> Bank:
    tells = [i.telling or Telling(*UNMEASURED, 0, 0.0) for i in shown]
    a, b = np.array([t.discrimination for t in tells]), np.array([t.difficulty for t in tells])
    share = np.array([shares.get(level, 0.0) for level in LEVELS])
    return Bank(a, -a * b, np.zeros(a.size), np.array([t.area for t in tells], dtype=np.intp), share)
