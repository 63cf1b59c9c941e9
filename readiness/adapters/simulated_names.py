"""Simulated names: ids, names and days of a simulated launch, from small word lists.

In: codes of reps, accounts, territories, products, periods.
Out: texts and days.
"""

from __future__ import annotations

from datetime import date, timedelta

from readiness.stats.launch_world import WEEKS_A_PERIOD, LaunchWorld

LAUNCH_ON = date(2024, 1, 8)
"""A Monday; the year before it is the accounts' history."""
FIRST_TRAINING, READY_BY = date(2023, 11, 6), date(2023, 12, 15)
CURRENCY = "EUR"
PARTNERS = ("alder", "birch", "cedar")
OLD_PRODUCT = "K00"
"""What was sold before the launch."""
GIVEN = (
    "Ada Bela Cleo Dara Edda Finn Gale Hana Ilse Jona Kaja Lenn Mika Nela Ola Pia Quin Remi Sami Tove Ulla Vera Wim Xeno Yara Zoe"
).split()
FAMILY = (
    "Ashbrook Birchfield Cloverdale Dunewood Elmstead Fernhill Glenmoor Hazelton Ivybridge Juniperlee Kelpwood Lindenau "
    "Mossgrove Nettlebed Oakhurst Pinecroft Quillmere Rowanside Sorrelby Thornlea Umberly Vinemount Willowby Yarrowend"
).split()
KINDS = "Kitchen Kettle Pantry Stove Larder Breakfast Counter Teapot Table Homeware".split()
PLACES = "Corner House Market Store Works Yard Hall Lane".split()


def rep_id(rep: int) -> str:
    """Return a rep's id."""
    return f"r{rep + 1:05d}"


def account_id(world: LaunchWorld, account: int) -> str:
    """Return an account's id."""
    return f"a{world.options.tag}{account + 1:06d}"


def partner_id(world: LaunchWorld, partner: int) -> str:
    """Return a partner's id."""
    tag = world.options.tag
    return f"{PARTNERS[partner]}-{tag}" if tag else PARTNERS[partner]


def territory_id(territory: int) -> str:
    """Return a territory's id."""
    return f"T{territory + 1:03d}"


def product_id(product: int) -> str:
    """Return a launched product's id, as the spec has it."""
    return f"K{product + 1:02d}"


def rep_name(rep: int) -> str:
    """Return a made-up name; no two reps share one."""
    again, at = divmod(rep, len(GIVEN) * len(FAMILY))
    shift, given = divmod(at, len(GIVEN))
    return f"{GIVEN[given]} {FAMILY[(given + shift) % len(FAMILY)]}" + (f" {_letters(again)}" if again else "")


def account_name(account: int) -> str:
    """Return a made-up name; no two accounts share one."""
    return f"Example {KINDS[account % len(KINDS)]} {PLACES[account // len(KINDS) % len(PLACES)]} {account + 1}"


def _letters(number: int) -> str:
    """Return 1 -> B, 2 -> C and so on, as a second bearer of a name is told apart."""
    return "".join(chr(ord("A") + int(digit)) for digit in str(number))


def week_start(week: int) -> date:
    """Return the Monday of a week, 0 being that of the launch."""
    return LAUNCH_ON + timedelta(weeks=week)


def period_start(period: int) -> date:
    """Return the first day of a period."""
    return week_start(period * WEEKS_A_PERIOD)
