"""Training worlds: problems drawn by lot, with odd shifts, full rooms, teams, waves and corners where nothing goes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.problem import Module, Offering, Prices, Problem

LANGUAGES = ("en", "fr", "ja")


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything there is at most."""

    learners: int
    groups: int
    modules: int
    trainers: int
    starts: int
    bins: int
    day: int
    """Half hours of a day."""
    places: int = 1
    teams: int = 2
    waves: int = 2
    languages: int = 2
    longest: int = 2
    """Half hours of the longest module."""


TINY = Size(learners=5, groups=3, modules=2, trainers=2, starts=6, bins=10, day=5)
MIDDLE = Size(
    learners=30, groups=8, modules=3, trainers=4, starts=30, bins=96, day=48, places=2, teams=4, waves=3, languages=2, longest=4
)


def world(seed: int, size: Size) -> Problem:
    """Return a problem: every way of being tight comes up in some, every way of being empty in a few."""
    rng = np.random.default_rng(seed)
    modules = _modules(rng, size)
    n_languages = 1 if rng.random() < 0.5 else size.languages
    offerings = _offerings(rng, size, len(modules), n_languages)
    group = rng.integers(size.groups, size=_up_to(rng, size.learners))
    shift = _shifts(rng, size.groups, size)
    busy = rng.random((len(group), size.bins)) < rng.choice([0.0, 0.1, 0.3])
    free = shift[group] & ~busy
    free[rng.random(len(group)) < 0.05] = False  # on leave all the time
    trainers = _trainers(rng, size, offerings)
    speaks = rng.integers(n_languages, size=size.groups)
    within = rng.random((size.groups, len(offerings))) < 0.95
    takes = within & np.array([[o.language == LANGUAGES[s] for o in offerings] for s in speaks])
    travel = np.where([o.place < 0 for o in offerings], 0, rng.integers(0, 20, (size.groups, len(offerings)))).astype(float)
    teams = rng.integers(size.teams + 1, size=len(group))
    team_most = np.r_[len(group), rng.integers(1, max(2, len(group) // 2 + 1), size.teams)]
    drawn = rng.random() < 0.5
    return Problem(
        modules=modules,
        offerings=offerings,
        starts=np.sort(rng.choice(size.bins, _up_to(rng, size.starts), replace=False)),
        group=group,
        needs=(rng.random((size.groups, len(modules))) < 0.8)[group],
        takes=takes,
        free=free,
        value=rng.integers(0, 40, (size.groups, size.bins)) / 4,
        travel=travel,
        rooms=rng.integers(0, 3, (size.places, 1)) * (rng.random((size.places, size.bins)) < 0.9),
        team=teams,
        team_most=team_most,
        prices=Prices(
            20.0, float(rng.integers(0, 30)), float(rng.choice([40, 200])), float(rng.integers(1, 9)) if drawn else 0.0
        ),
        wave=rng.integers(size.waves + 1, size=len(group)) * drawn,
        start_wave=(np.arange(size.bins) * size.waves // size.bins + 1) * drawn,
        **trainers,
    )


def _up_to(rng: np.random.Generator, most: int) -> int:
    """Return a count from one to the most, more often a high one."""
    return int(max(rng.integers(1, most + 1, 2)))


def _modules(rng: np.random.Generator, size: Size) -> tuple[Module, ...]:
    """Return modules that come after some of those before them."""
    n = _up_to(rng, size.modules)
    after = [tuple(int(e) for e in range(m) if rng.random() < 0.4) for m in range(n)]
    most = max(2, size.learners // 3)
    return tuple(
        Module(f"M{m}", int(rng.integers(1, size.longest + 1)), int(rng.integers(1, most + 1)), after[m]) for m in range(n)
    )


def _offerings(rng: np.random.Generator, size: Size, n_modules: int, n_languages: int) -> tuple[Offering, ...]:
    """Return each module in each language, online or at one of the places, a few of them missing."""
    places = [[int(rng.integers(size.places))] if size.places and rng.random() < 0.3 else [-1] for _ in range(n_modules)]
    all_of_them = [Offering(m, x, p) for m in range(n_modules) for x in LANGUAGES[:n_languages] for p in places[m]]
    return tuple(o for o in all_of_them if rng.random() < 0.95) or tuple(all_of_them[:1])


def _shifts(rng: np.random.Generator, n: int, size: Size) -> NDArray[np.bool_]:
    """Return (n, bins) half hours at work: a stretch of each day that may pass midnight, some with a day off."""
    clock = (np.arange(size.bins)[None, :] - rng.integers(size.day, size=(n, 1))) % size.day
    day = np.arange(size.bins)[None, :] // size.day
    off = rng.random((n, -(-size.bins // size.day))) < 0.1
    at_work = clock < rng.integers(size.day // 2, size.day + 1, size=(n, 1))
    return at_work & ~np.take_along_axis(off, np.broadcast_to(day, at_work.shape), axis=1)


def _trainers(rng: np.random.Generator, size: Size, offerings: tuple[Offering, ...]) -> dict[str, NDArray[np.generic]]:
    """Return the arrays of the trainers; one in ten is never free, and the days of each begin when they begin."""
    n = _up_to(rng, size.trainers)
    free = _shifts(rng, n, size) & (rng.random((n, size.bins)) < 0.95)
    free[rng.random(n) < 0.1] = False
    return {
        "trainer_free": free,
        "trainer_day": (np.arange(size.bins)[None, :] + rng.integers(size.day, size=(n, 1))) // size.day,
        "trainer_most": rng.integers(1, size.day, n),
        "can": rng.random((n, len(offerings))) < 0.9,
        "trainer_price": rng.integers(0, 20, n) / 2,
    }
