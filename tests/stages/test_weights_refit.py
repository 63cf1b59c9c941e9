from __future__ import annotations

import numpy as np
import pytest

from readiness.errors import NotEnoughDataError
from readiness.stages.rep_readiness import WEIGHTS, WeightsRefit, refit_weights

ASKED = ("knowledge", "attendance", "reinforcement", "pitch")
OTHERS = {"knowledge": 0.2, "attendance": 0.05, "reinforcement": 0.25, "pitch": 0.5}
Shares = dict[str, dict[str, float]]
World = tuple[Shares, dict[str, tuple[float, float]], dict[str, str]]


def world(seed: int, true: dict[str, float], n: int = 300, slope: float = 0.6, noise: float = 0.15) -> World:
    """Return reps in territories of about twenty whose contribution rises with the true index, and the noise in it known."""
    rng = np.random.default_rng(seed)
    weights = np.array([true[p] for p in ASKED]) / sum(true[p] for p in ASKED)
    reps = [f"r{i:04d}" for i in range(n)]
    share = np.clip(rng.normal(0.7, 0.15, (n, len(ASKED))), 0, 1)
    place = rng.integers(n // 20, size=n)
    variance = noise**2 * rng.uniform(0.5, 2, n)
    added = rng.normal(0, 0.2, n // 20)[place] + slope * (share @ weights) + rng.normal(0, np.sqrt(variance))
    return (
        {p: dict(zip(reps, share[:, k].tolist(), strict=True)) for k, p in enumerate(ASKED)},
        {r: (float(a), float(1 / v)) for r, a, v in zip(reps, added, variance, strict=True)},
        {r: f"t{p}" for r, p in zip(reps, place, strict=True)},
    )


def refit(made: World) -> WeightsRefit:
    return refit_weights(*made, WEIGHTS, seed=1)


def test_known_weights_come_back() -> None:
    found = [refit(world(seed, OTHERS, n=1000)) for seed in range(20)]
    refitted = np.mean([[w.refitted for w in f.weights[:4]] for f in found], axis=0)
    assert refitted == pytest.approx([0.95 * OTHERS[p] for p in ASKED], abs=0.03)
    assert sum(f.verdict == "the refitted weights predict better" for f in found) >= 18
    inside = [w.low <= 0.95 * OTHERS[w.part] <= w.high for f in found for w in f.weights[:4]]
    assert np.mean(inside) > 0.75


@pytest.mark.parametrize("slope", [0.6, 0.0])
def test_where_the_published_weights_are_right_they_are_kept(slope: float) -> None:
    kept = sum(refit(world(seed, dict(WEIGHTS), slope=slope)).verdict == "keep the published weights" for seed in range(100))
    assert kept >= 90


def test_weights_are_not_negative_and_add_up_and_a_part_nobody_has_keeps_its_own() -> None:
    for seed in range(5):
        found = refit(world(seed, OTHERS, n=200, noise=0.5))
        assert sum(w.refitted for w in found.weights) == pytest.approx(1)
        assert all(0 <= w.low <= w.high <= 1 and w.refitted >= 0 for w in found.weights)
        certificate = found.weights[-1]
        assert (certificate.part, certificate.refitted, certificate.is_refitted) == ("certificate", 0.05, False)


def test_a_part_that_all_have_alike_is_not_refitted() -> None:
    shares, added, territory = world(1, OTHERS)
    shares["attendance"] = dict.fromkeys(added, 1.0)
    found = {w.part: w for w in refit((shares, added, territory)).weights}
    assert (found["attendance"].is_refitted, found["attendance"].refitted) == (False, 0.15)


def test_a_part_that_only_territories_differ_in_is_not_refitted() -> None:
    shares, added, territory = world(1, OTHERS)
    shares["attendance"] = {r: (int(territory[r][1:]) % 3) / 2 for r in added}
    found = {w.part: w for w in refit((shares, added, territory)).weights}
    assert (found["attendance"].is_refitted, found["attendance"].refitted) == (False, 0.15)


def test_two_parts_that_say_the_same_share_what_they_have() -> None:
    shares, added, territory = world(1, OTHERS)
    found = refit(({**shares, "pitch": shares["knowledge"]}, added, territory))
    assert sum(w.refitted for w in found.weights) == pytest.approx(1)
    assert all(np.isfinite([w.refitted, w.low, w.high]).all() for w in found.weights)


def test_no_differences_in_contribution_keep_the_published_weights() -> None:
    shares, added, territory = world(1, OTHERS)
    assert refit((shares, dict.fromkeys(added, (0.0, 1.0)), territory)).verdict == "keep the published weights"


def test_a_contribution_that_falls_with_every_part_keeps_the_published_weights() -> None:
    found = refit(world(1, OTHERS, slope=-2.0))
    assert found.verdict == "keep the published weights"
    assert found.why.startswith("no part goes with a higher contribution")
    assert [w.refitted for w in found.weights] == pytest.approx(list(WEIGHTS.values()))


def test_territories_differ_for_reasons_of_their_own() -> None:
    """A whole territory that sells more changes nothing: reps are compared with their neighbours."""
    shares, added, territory = world(3, OTHERS)
    richer = {r: (a + (5.0 if territory[r] == "t1" else 0.0), w) for r, (a, w) in added.items()}
    before, after = refit((shares, added, territory)), refit((shares, richer, territory))
    assert [w.refitted for w in after.weights] == pytest.approx([w.refitted for w in before.weights])


def test_the_same_rows_give_the_same_whatever_their_order() -> None:
    shares, added, territory = world(3, OTHERS)
    turned = ({p: dict(reversed(s.items())) for p, s in shares.items()}, dict(reversed(added.items())), territory)
    assert refit(turned) == refit((shares, added, territory))


@pytest.mark.parametrize(
    ("n", "parts", "said"), [(20, 4, "a refit takes 30 reps"), (300, 1, "1 part of the index can be compared")]
)
def test_too_little_is_said(n: int, parts: int, said: str) -> None:
    shares, added, territory = world(1, OTHERS, n=max(n, 40))
    kept = {r: added[r] for r in sorted(added)[:n]}
    with pytest.raises(NotEnoughDataError, match=said):
        refit(({p: shares[p] for p in ASKED[:parts]}, kept, territory))
