"""Gain told from memory: the truth is found where the naive difference is twice as large, also where only the worst come back."""

import numpy as np
import pytest

from readiness.errors import NotEnoughDataError
from readiness.stats.irt import fit_irt, posterior_ability
from readiness.stats.retakes import Retakes, fit_retakes

GAIN, EXPOSURE, SPREAD = 0.25, 0.8, 0.3
N_ITEMS, EACH = 40, 20


def taken_twice(seed: int, *, n: int = 275, again: float = 0.8, exposure: float = EXPOSURE, worst: float = 1.0) -> tuple:
    """First and later answers, which items the later met again, gains and abilities; `again` of the later items are seen ones."""
    draw = np.random.default_rng(seed)
    theta, a, d = draw.normal(size=n), np.exp(draw.normal(0.1, 0.3, N_ITEMS)), draw.normal(0, 1, N_ITEMS)
    gains = GAIN + SPREAD * draw.normal(size=n)

    def answers(ability: np.ndarray, shift: np.ndarray | float) -> np.ndarray:
        return (draw.random((n, N_ITEMS)) < 1 / (1 + np.exp(-(np.outer(ability, a) + d + shift)))).astype(float)

    order = draw.random((n, N_ITEMS)).argsort(axis=1).argsort(axis=1)
    seen = order < EACH
    first = np.where(seen, answers(theta, 0.0), np.nan)
    met = (order >= EACH * (1 - again)) & (order < EACH * (2 - again))
    later = np.where(met, answers(theta + gains, exposure * seen), np.nan)
    share = np.nanmean(first, axis=1)
    kept = share <= np.quantile(share, worst)
    return first, later[kept], seen[kept], gains[kept], (theta + gains)[kept], kept


def found_in(first: np.ndarray, later: np.ndarray, seen: np.ndarray, kept: np.ndarray) -> tuple[Retakes, float]:
    items = fit_irt(first)
    of = (items.discrimination, items.intercept, items.guessing)
    naive = posterior_ability(later, *of)[0] - posterior_ability(first[kept], *of)[0]
    return fit_retakes(first[kept], later, seen, *of), float(naive.mean())


@pytest.mark.parametrize(("again", "worst"), [(0.8, 1.0), (0.5, 1.0), (0.8, 0.4)])
def test_gain_and_memory_are_told_apart(again: float, worst: float) -> None:
    rows = []
    for seed in range(30):
        first, later, seen, gains, now, kept = taken_twice(seed, again=again, worst=worst)
        found, naive = found_in(first, later, seen, kept)
        pairs = ((found.gains, gains, found.gains_se), (found.ability, now, found.ability_se))
        inside = [np.abs(estimate - truth) < 1.645 * se for estimate, truth, se in pairs]
        within = abs(found.gain - GAIN) < 1.645 * found.gain_se
        rows.append((found.gain, found.exposure, naive, *(np.mean(i) for i in inside), within))
    gain, exposure, naive, in_gain, in_ability, within = np.mean(rows, axis=0)
    assert gain == pytest.approx(GAIN, abs=0.03)
    assert exposure == pytest.approx(EXPOSURE, abs=0.06)
    assert naive > 0.45
    assert 0.85 < in_gain < 0.95
    assert 0.85 < in_ability < 0.93
    assert within > 0.75


def test_without_memory_none_is_found_and_without_seen_items_none_is_said() -> None:
    first, later, seen, _, _, kept = taken_twice(1, exposure=0.0)
    found, _ = found_in(first, later, seen, kept)
    assert abs(found.exposure) < 2.5 * found.exposure_se
    later[seen] = np.nan
    found, _ = found_in(first, later, seen, kept)
    assert np.isnan([found.exposure, found.exposure_se]).all()
    assert abs(found.gain - GAIN) < 2.5 * found.gain_se


def test_a_later_attempt_at_the_same_items_only_tells_nothing() -> None:
    first, later, seen, _, _, kept = taken_twice(1)
    later[~seen] = np.nan
    with pytest.raises(NotEnoughDataError, match="0 answers to items not seen before"):
        found_in(first, later, seen, kept)


def test_items_nobody_calibrated_say_nothing() -> None:
    first, later, seen, _, _, kept = taken_twice(2)
    plain, _ = found_in(first, later, seen, kept)
    more = [np.hstack([m, np.ones((len(m), 1), dtype=m.dtype)]) for m in (later, seen)]
    wider, _ = found_in(np.hstack([first, np.full((len(first), 1), np.nan)]), *more, kept)
    assert wider.gain == pytest.approx(plain.gain, abs=1e-3)
