"""Simulated folder: the input files of a simulated launch, its inbox aside.

In: LaunchWorld, the texts of content_templates/simulation.
Out: path -> bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from readiness.adapters.simulated_names import (
    CURRENCY,
    LAUNCH_ON,
    PARTNERS,
    READY_BY,
    account_id,
    account_name,
    partner_id,
    period_start,
    product_id,
    rep_id,
    rep_name,
    territory_id,
    week_start,
)
from readiness.adapters.simulated_reports import Goods, alias_files
from readiness.adapters.table_files import csv_bytes
from readiness.stats.launch_world import WEEKS_A_PERIOD, LaunchWorld

REPS_A_TRAINER, CHANNELS, TRAINING = 60, "channels.yaml", "training.yaml"
NOTE = b"# Made up for a simulated launch\n"
Row = Sequence[object]


def launch_id_of(world: LaunchWorld, scene: str, seed: int) -> str:
    """Return the launch's id, which tells worlds apart."""
    return "-".join(filter(None, ("simulated", scene, str(seed), world.options.tag)))


def input_files(
    world: LaunchWorld, goods: Sequence[Goods], texts: Mapping[str, bytes], scene: str, seed: int
) -> dict[str, bytes]:
    """Return every input of the launch folder but its inbox."""
    tables = {
        "accounts.csv": (
            "account_id name channel partner_id territory_id segment industry first_seen_on potential_money", _accounts(world)
        ),
        "reps.csv": (
            "rep_id name email channel partner_id territory_id manager_id motion time_zone language hired_on", _reps(world)
        ),
        "trainers.csv": ("trainer_id name email languages time_zone max_sessions_per_day", _trainers(world)),
        "calendar/people.csv": ("person_id country", _countries(world)),
        "quotas.csv": ("rep_id month target_money currency", _quotas(world)),
        "market/index.csv": ("territory_id week index", _index(world)),
        "market/availability.csv": ("product_id territory_id week in_stock_share", _stock(world)),
        "market/demand.csv": ("product_id territory_id week demand_index", _demand(world)),
    }  # fmt: skip
    if world.places.promoted.any():
        tables["market/promotion.csv"] = ("product_id territory_id week promoted_share", _promotions(world))
    made = {path: made_up(header, rows) for path, (header, rows) in tables.items()}
    by_lot = b"assigned: random\n" if world.options.trained_by == "lot" else b""
    own = {
        "launch.yaml": _launch(world, scene, seed),
        CHANNELS: _channels(world, texts[CHANNELS]),
        TRAINING: texts[TRAINING] + by_lot,
    }
    return {**texts, **made, **alias_files(world, goods), **own}


def made_up(header: str, rows: Iterable[Row]) -> bytes:
    """Return a CSV that says in its first line that nobody in it is real."""
    return NOTE + csv_bytes(tuple(header.split()), rows)


def hired_on(world: LaunchWorld, rep: int) -> date:
    """Return a rep's first day at work; for those who were there before the launch, some day of the six years before."""
    if world.reps.hired[rep]:
        return period_start(int(world.reps.hired[rep]))
    return LAUNCH_ON - timedelta(weeks=60 + (rep * 37) % 250)


def _channels(world: LaunchWorld, text: bytes) -> bytes:
    """Return channels.yaml with the ids that partners have in this world."""
    for number, partner in enumerate(PARTNERS):
        text = text.replace(f"id: {partner},".encode(), f"id: {partner_id(world, number)},".encode())
    return text


def _launch(world: LaunchWorld, scene: str, seed: int) -> bytes:
    ids = ", ".join(product_id(p) for p in range(world.options.n_products))
    until = period_start(world.options.n_periods) - timedelta(days=1)
    text = (
        f"# Made up by readiness simulate; what is true of it stands in truth/\n"
        f"launch_id: {launch_id_of(world, scene, seed)}\nname: Example Kettle\ntier: 2\nowner: Alex Example\n"
        f"product_ids: [{ids}]\ncurrency: {CURRENCY}\nchannels: [shops, chains]\n"
        f"dates: {{positioning_by: 2023-10-23, ready_by: {READY_BY}, launch_on: {LAUNCH_ON}, measure_until: {until}}}\n"
        f"seed: {seed}\n"
    )
    return text.encode()


def _partner(world: LaunchWorld, territory: int) -> str:
    return partner_id(world, int(world.partner[territory]))


def _accounts(world: LaunchWorld) -> Iterator[Row]:
    yearly = world.accounts.history.sum(axis=1)
    for account, territory in enumerate(world.accounts.territory.tolist()):
        channel = "shops" if account % 3 else "chains"
        seen = LAUNCH_ON - timedelta(weeks=53 + account % 150)
        potential = int(np.ceil(1.25 * yearly[account] / 100)) * 100
        yield (account_id(world, account), account_name(account), channel, _partner(world, territory), territory_id(territory),
               "home", "household goods retail", seen, potential)  # fmt: skip


def _reps(world: LaunchWorld) -> Iterator[Row]:
    territories = world.reps.territory.tolist()
    for rep, territory in enumerate(territories):
        first = territories.index(territory)
        yield (rep_id(rep), rep_name(rep), f"{rep_id(rep)}@example.com", "", _partner(world, territory), territory_id(territory),
               rep_id(first) if rep != first else "", "consultative", "Europe/Berlin", "en", hired_on(world, rep))  # fmt: skip


def _trainers(world: LaunchWorld) -> Iterator[Row]:
    for i in range(-(-world.options.n_reps // REPS_A_TRAINER)):
        yield f"t{i + 1}", f"Trainer {rep_name(7 * i + 3)}", f"trainer{i + 1}@example.com", "en", "Europe/Berlin", 3


def _countries(world: LaunchWorld) -> Iterator[Row]:
    for row in (*_reps(world), *_trainers(world)):
        yield row[0], "DE"


def _quotas(world: LaunchWorld) -> Iterator[Row]:
    """Yield the same target for every month of the window that the rep is at work."""
    until = period_start(world.options.n_periods)
    for rep, quota in enumerate(world.quota.tolist()):
        start = max(LAUNCH_ON, hired_on(world, rep))
        n_months = (until.year - start.year) * 12 + until.month - start.month + 1
        months = [(start.month - 1 + i) for i in range(n_months)]
        for month in months:
            yield rep_id(rep), date(start.year + month // 12, month % 12 + 1, 1), round(quota / n_months), CURRENCY


def _index(world: LaunchWorld) -> Iterator[Row]:
    seen = np.repeat(world.places.index_seen, WEEKS_A_PERIOD, axis=1)
    for territory, weeks in enumerate(seen.tolist()):
        for week, index in enumerate(weeks):
            yield territory_id(territory), week_start(week), f"{index:.4f}"


def _stock(world: LaunchWorld) -> Iterator[Row]:
    for territory, products in enumerate(world.places.stock.tolist()):
        for product, weeks in enumerate(products):
            for week, share in enumerate(weeks):
                yield product_id(product), territory_id(territory), week_start(week), f"{share:.4f}"


def _demand(world: LaunchWorld) -> Iterator[Row]:
    n_weeks = world.options.n_periods * WEEKS_A_PERIOD
    for territory, products in enumerate(world.places.demand_seen.tolist()):
        for product, level in enumerate(products):
            for week in range(n_weeks):
                yield product_id(product), territory_id(territory), week_start(week), f"{level:.4f}"


def _promotions(world: LaunchWorld) -> Iterator[Row]:
    for territory, product, period in np.argwhere(world.places.promoted).tolist():
        for week in range(WEEKS_A_PERIOD):
            yield product_id(product), territory_id(territory), week_start(period * WEEKS_A_PERIOD + week), 1
