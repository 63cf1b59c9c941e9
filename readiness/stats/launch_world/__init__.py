"""Launch world: a launch's sales drawn from known effects, so that a method can be held against the truth.

In: WorldOptions, a numpy Generator.
Out: LaunchWorld: places, reps, accounts, training, order lines, and what each rep truly added.
"""

from __future__ import annotations

import numpy as np

from readiness.stats.launch_world.answers import NOT_ASKED, draw_answers
from readiness.stats.launch_world.options import SCENES, WEEKS_A_PERIOD, WorldOptions
from readiness.stats.launch_world.orders import Orders, draw_orders, draw_returns, noise_free
from readiness.stats.launch_world.people import Accounts, Reps, Served, draw_accounts, draw_reps, draw_service
from readiness.stats.launch_world.places import Places, draw_places
from readiness.stats.launch_world.training import Spell, draw_waves
from readiness.stats.launch_world.truth import Cells, LaunchWorld, quotas

__all__ = [
    "NOT_ASKED",
    "SCENES",
    "WEEKS_A_PERIOD",
    "Accounts",
    "Cells",
    "LaunchWorld",
    "Orders",
    "Places",
    "Reps",
    "Served",
    "WorldOptions",
    "draw_answers",
    "simulate_launch",
]


def simulate_launch(options: WorldOptions, rng: np.random.Generator) -> LaunchWorld:
    """Return one world; the same options and generator state give the same world.

    Sales of account a, product p, period t, served by rep j in territory g:
    log mean = level + product p + market g + economy (g, t) + nation t + season t + 0.9 demand (g, p) + log in stock (g, p, t)
    + account a + rep j + training effect once j is trained.
    """
    places = draw_places(options, rng)
    reps = draw_reps(options, places, rng)
    accounts = draw_accounts(options, places, reps, rng)
    served = draw_service(options, reps, accounts, rng)
    mean = noise_free(options, places, accounts)
    orders = draw_orders(options, places, accounts, served, mean, reps.effect, rng)
    spell = Spell(orders.account, orders.period, orders.money, mean.sum(axis=1))
    trained_from = draw_waves(options, reps, served, spell, rng)
    lift = options.training_effect * (orders.period >= trained_from[served.rep[orders.account, orders.period]])
    orders = draw_returns(options, orders.times(np.exp(lift)), rng)
    n_partners = min(options.n_partners, options.n_territories)
    is_missing = rng.random((n_partners, options.n_periods * WEEKS_A_PERIOD)) < options.missing_share
    return LaunchWorld(
        options=options,
        places=places,
        reps=reps,
        accounts=accounts,
        served=served,
        trained_from=trained_from,
        orders=orders,
        mean=mean.sum(axis=1) * (1.0 - options.return_share),
        is_missing=is_missing,
        quota=quotas(options, reps, accounts, rng),
    )
