"""Training instances: made-up launches with 31 markets, half-hour zones, both changes to summer time, holidays and leave.

In: number of learners, seed.
Out: `instance`, a Problem; the same for the same arguments.

One unit is what a learner's mean half hour of selling is worth, divided by ten; every half hour in a session is paid at its
own worth. Modules follow each other in the order of a curriculum: each must have ended before the next begins. A lab is held
at a hub, and only its learners travel. Everything is taught in the 27 days from 7 March 2027, sessions beginning on the hour
by UTC, nobody has a team and no waves are drawn. Published bounds of linear programmes for the same random draws are 14,754,
16,537 and 14,852 for 100 learners, about 77,000 for 1,000 and 645,000 for 10,000. They held a price on how many of a team are
away at once, of which the draws say nothing, so ours may be lower.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
import numpy as np
from numpy.typing import NDArray

from readiness.stages.training.problem import ONLINE, Module, Offering, Prices, Problem

FIRST_BIN, N_DAYS = datetime(2027, 3, 7, tzinfo=UTC), 27
N_BINS = N_DAYS * 48
FIRST_DAY, LAST_DAY, LAUNCH = date(2027, 3, 8), date(2027, 4, 2), date(2027, 4, 6)
DAY_ZERO = date(2027, 3, 1)
QUARTER_END = {date(2027, 3, 29), date(2027, 3, 30), date(2027, 3, 31)}
MODULES = {"CORE": 2, "POS": 2, "DEEP": 4, "RP": 3, "LAB": 6}
AFTER = {"CORE": (), "POS": ("CORE",), "DEEP": ("CORE",), "RP": ("CORE", "DEEP"), "LAB": ("CORE", "DEEP")}
CURRICULA = {"T": ("CORE", "POS"), "C": ("CORE", "DEEP", "RP"), "CH": ("CORE", "DEEP", "LAB")}
SESSION, HOUR_TAUGHT, MISSING, MOST_A_DAY = 40.0, 80.0, 1000.0, 12
GRID, BUSY, ON_LEAVE = 2, 0.2, 0.25
TRAVEL = (0.0, 20.0, 60.0)
N_TRAINERS = {100: 10, 1_000: 20, 10_000: 48, 100_000: 240}
HUBS = ("US", "DE", "GB", "BR", "JP")


@dataclass(frozen=True, slots=True)
class Market:
    """A country's part in one zone; the shares of its languages add up to 1."""

    country: str
    zone: str
    subdivision: str | None
    languages: tuple[tuple[str, float], ...]
    weight: float


def _market(line: str) -> Market:
    country, zone, subdivision, languages, weight = line.split()
    shares = [part.split("=") for part in languages.split(",")]
    spoken = tuple((tongue, float(share)) for tongue, share in shares)
    return Market(country, zone, None if subdivision == "-" else subdivision, spoken, float(weight))


MARKETS = [
    _market(line)
    for line in """
    US America/New_York - en=1 14|US America/Chicago - en=.85,es=.15 10|US America/Denver - en=1 3
    US America/Los_Angeles - en=.85,es=.15 8|CA America/Toronto ON en=1 3|CA America/Montreal QC fr=1 2
    MX America/Mexico_City - es=1 5|BR America/Sao_Paulo - pt=1 6|AR America/Argentina/Buenos_Aires - es=1 2
    GB Europe/London ENG en=1 6|IE Europe/Dublin - en=1 1|DE Europe/Berlin BY de=1 6|AT Europe/Vienna - de=1 1
    CH Europe/Zurich ZH de=.7,fr=.3 1|FR Europe/Paris - fr=1 5|BE Europe/Brussels - fr=.5,en=.5 1|ES Europe/Madrid MD es=1 4
    PT Europe/Lisbon - pt=1 1|IT Europe/Rome - it=1 4|PL Europe/Warsaw - en=1 2|IL Asia/Jerusalem - en=1 1
    SA Asia/Riyadh - ar=1 2|AE Asia/Dubai - ar=.4,en=.6 1|EG Africa/Cairo - ar=1 2|IN Asia/Kolkata MH en=1 9
    NP Asia/Kathmandu - en=1 1|BD Asia/Dhaka - en=1 1|SG Asia/Singapore - en=1 1|JP Asia/Tokyo - ja=1 5
    AU Australia/Sydney NSW en=1 2|AU Australia/Adelaide SA en=1 1
    """.replace("\n", "|").split("|")
    if line.strip()
]
HOMES = [
    (home.split()[0], home.split()[1], tuple(home.split()[2].split(",")))
    for home in """
    US America/New_York en|GB Europe/London en|IN Asia/Kolkata en|MX America/Mexico_City es,en|DE Europe/Berlin de,en
    FR Europe/Paris fr,en|BR America/Sao_Paulo pt,es|JP Asia/Tokyo ja|IT Europe/Rome it,fr|AE Asia/Dubai ar,en
    US America/Chicago en,es|AU Australia/Sydney en|ES Europe/Madrid es,pt|US America/Los_Angeles en,es|CA America/Montreal fr,en
    DE Europe/Berlin de,it|EG Africa/Cairo ar|IN Asia/Kolkata en|JP Asia/Tokyo ja,en|GB Europe/London en,fr
    """.replace("\n", "|").split("|")
    if home.strip()
]


def seats_of(n: int) -> dict[str, int]:
    """Return the seats of a session of each module: larger fields, larger rooms."""
    sizes = {200: (40, 30, 20, 10, 12), 2_000: (100, 60, 30, 12, 16), 20_000: (250, 150, 40, 12, 20)}
    found = next((seats for most, seats in sizes.items() if n <= most), (1000, 500, 100, 24, 40))
    return dict(zip(MODULES, found, strict=True))


@dataclass(frozen=True, slots=True)
class Clock:
    """Half hours in one place: at work, what each is worth, and the local day."""

    works: NDArray[np.bool_]
    value: NDArray[np.float64]
    day: NDArray[np.int64]


@lru_cache(maxsize=512)
def clock_of(zone: str, country: str, subdivision: str | None, opens: int, closes: int, *, lunch: bool, blackout: bool) -> Clock:
    """Return the half hours of a place and its hours of work."""
    days_off = holidays.country_holidays(country, subdiv=subdivision, years=2027)
    weekend = days_off.weekend
    local = [(FIRST_BIN + timedelta(minutes=30 * i)).astimezone(ZoneInfo(zone)) for i in range(N_BINS)]
    works = [
        FIRST_DAY <= at.date() <= LAST_DAY
        and at.weekday() not in weekend
        and at.date() not in days_off
        and opens <= at.hour < closes
        and not (lunch and at.hour == 12)
        and not (blackout and at.date() in QUARTER_END)
        for at in local
    ]
    value = [_worth(at, (at.weekday() - max(weekend) - 1) % 7) for at in local]
    return Clock(np.array(works), np.array(value), np.array([(at.date() - DAY_ZERO).days for at in local]))


def _worth(at: datetime, working_day: int) -> float:
    """Return units for a half hour: dear late in the morning and the afternoon, cheap at the edges and before the weekend."""
    hour = at.hour + at.minute / 60
    worth = 14.0 if 10 <= hour < 12 or 14 <= hour < 16 else 7.0 if hour < 9.5 or hour >= 16.5 else 10.0
    if working_day >= 4 and hour >= 13:
        worth = 6.0
    if working_day == 0 and hour < 12:
        worth *= 1.2
    before = (LAUNCH - at.date()).days
    return worth + (max(0, before - 14) * 0.25 + (3 if before <= 5 else 0))


@dataclass(frozen=True, slots=True)
class Group:
    """Learners with one country, zone, language, curriculum, hour of beginning and way to the hub."""

    market: Market
    language: str
    curriculum: str
    opens: int
    band: int

    @property
    def clock(self) -> Clock:
        """Return its half hours."""
        m = self.market
        return clock_of(m.zone, m.country, m.subdivision, self.opens, self.opens + 9, lunch=True, blackout=True)


def _groups(n: int, rng: np.random.Generator) -> tuple[list[Group], NDArray[np.intp]]:
    weight = np.array([m.weight for m in MARKETS])
    market = rng.choice(len(MARKETS), size=n, p=weight / weight.sum())
    transactional, language_at, shift = rng.random(n) < 0.6, rng.random(n), rng.random(n)
    numbers: dict[Group, int] = {}
    group = np.zeros(n, dtype=np.intp)
    for r in range(n):
        m = MARKETS[market[r]]
        upto = np.cumsum([share for _, share in m.languages])
        language = m.languages[min(int((language_at[r] > upto + 1e-12).sum()), len(upto) - 1)][0]
        curriculum = "T" if transactional[r] else "CH" if m.country in HUBS else "C"
        band = int(shift[r] * 1000) % 3 if curriculum == "CH" else 0
        group[r] = numbers.setdefault(Group(m, language, curriculum, 8 if shift[r] < 0.3 else 9, band), len(numbers))
    return list(numbers), group


def _free(groups: Sequence[Group], group: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.bool_]:
    n = len(group)
    free = np.array([g.clock.works for g in groups])[group]
    day = np.array([g.clock.day for g in groups])
    away, first, days = rng.random(n) < ON_LEAVE, rng.integers(0, 24, n), rng.integers(2, 6, n)
    for r in np.flatnonzero(away):
        since = day[group[r]] - 7 - first[r]
        free[r, (since >= 0) & (since < days[r])] = False
    for at in range(0, n, 4000):
        busy = rng.random((min(4000, n - at), N_BINS // 2), dtype=np.float32) < BUSY
        free[at : at + 4000] &= ~np.repeat(busy, 2, axis=1)
    return free


@dataclass(slots=True)
class Teacher:
    """A trainer's home, languages and modules."""

    clock: Clock
    free: NDArray[np.bool_]
    languages: list[str]
    modules: set[str]


def _teachers(n: int, rng: np.random.Generator) -> list[Teacher]:
    n_trainers = N_TRAINERS.get(n, max(10, int(n**0.42)))
    teachers = []
    for i in range(n_trainers):
        country, zone, languages = HOMES[i % len(HOMES)]
        clock = clock_of(zone, country, None, 8, 18, lunch=False, blackout=False)
        away = int(rng.integers(0, 40))
        free = clock.works.copy()
        if away < 20:
            free &= ~((clock.day >= 7 + away) & (clock.day < 10 + away))
        modules = set(MODULES) if n_trainers <= 12 or i % 3 else {"CORE", "POS", "DEEP"}
        teachers.append(Teacher(clock, free, list(languages), modules))
    return teachers


def _offerings(groups: Sequence[Group], teachers: Sequence[Teacher]) -> list[tuple[str, str, int]]:
    """Return module, language and hub of each offering; somebody is made able to teach each."""
    online = [(m, tongue, ONLINE) for tongue in sorted({g.language for g in groups}) for m in ("CORE", "POS", "DEEP", "RP")]
    labs = [
        ("LAB", tongue, h)
        for h, hub in enumerate(HUBS)
        for tongue in sorted({g.language for g in groups if g.market.country == hub and g.curriculum == "CH"})
    ]
    for module, tongue, _ in online + labs:
        if not any(tongue in t.languages and module in t.modules for t in teachers):
            speaker = next((t for t in teachers if tongue in t.languages), None)
            if speaker:
                speaker.modules.add(module)
            else:
                teachers[0].languages.append(tongue)
    return online + labs


def instance(n: int, seed: int = 1) -> Problem:
    """Return the instance of n learners."""
    rng = np.random.default_rng(seed)
    groups, group = _groups(n, rng)
    free = _free(groups, group, rng)
    teachers = _teachers(n, rng)
    offerings = _offerings(groups, teachers)
    names, seats = list(MODULES), seats_of(n)
    channel = np.array([g.curriculum == "CH" for g in groups])
    at_hub = [int((channel & np.array([g.market.country == hub for g in groups]))[group].sum()) for hub in HUBS]
    return Problem(
        modules=tuple(Module(m, d, seats[m], tuple(names.index(a) for a in AFTER[m])) for m, d in MODULES.items()),
        offerings=tuple(Offering(names.index(m), tongue, hub) for m, tongue, hub in offerings),
        starts=np.arange(0, N_BINS, GRID, dtype=np.intp),
        group=group,
        needs=np.array([[m in CURRICULA[g.curriculum] for m in names] for g in groups])[group],
        takes=np.array([[g.language == t and (h == ONLINE or _visits(g, h)) for _, t, h in offerings] for g in groups]),
        free=free,
        value=np.array([g.clock.value for g in groups]),
        travel=np.array([[TRAVEL[g.band] if h != ONLINE and _visits(g, h) else 0.0 for _, _, h in offerings] for g in groups]),
        trainer_free=np.array([t.free for t in teachers]),
        trainer_day=np.array([t.clock.day for t in teachers]),
        trainer_most=np.full(len(teachers), MOST_A_DAY, dtype=np.int64),
        can=np.array([[m in t.modules and tongue in t.languages for m, tongue, _ in offerings] for t in teachers]),
        trainer_price=np.full(len(teachers), HOUR_TAUGHT / 2),
        rooms=np.repeat(np.array([[max(1, -(-k // (seats["LAB"] * 20)))] for k in at_hub]), N_BINS, axis=1),
        team=np.zeros(n, dtype=np.intp),
        team_most=np.array([n], dtype=np.int64),
        prices=Prices(units_per_hour=20.0, session=SESSION, unserved=MISSING),
        wave=np.zeros(n, dtype=np.int64),
        start_wave=np.zeros(N_BINS, dtype=np.int64),
    )


def _visits(group: Group, hub: int) -> bool:
    return group.market.country == HUBS[hub] and group.curriculum == "CH"
