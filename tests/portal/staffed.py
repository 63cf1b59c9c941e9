"""A portal with something in it: a simulated launch, measured, and an account for every role.

As a program it makes such an installation in a folder and serves it, to look at: python -m tests.portal.staffed FOLDER [PORT].
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

from readiness.actions import accounts, buyer_side, decks, enablement, launch, measurement, review, sales_out
from readiness.actions.simulation import simulate, world_options
from readiness.settings import Settings
from tests.portal.taking import PASSWORD, settings_in

AFTER = datetime(2025, 1, 8, 9, 0, tzinfo=UTC)
"""Two days after the launch's last day that counts."""
BROKEN = "Date,Product,Qty,Amount,Customer\n2024-13-45,K01,3,100,x\n"
STAFF = {
    "admin": "ada@example.com",
    "marketing": "mia@example.com",
    "ops": "olu@example.com",
    "channel_manager": "cem@example.com",
    "manager": "max@example.com",
    "rep": "rea@example.com",
}
"""Role -> mail address; every password is PASSWORD."""
CHANNEL, OTHER_CHANNEL = "shops", "chains"
MANAGER, REP, OTHER_REP = "r00001", "r00002", "r00031"
"""The manager's reps.csv id, a rep of that team, and a rep of another's."""


def made(folder: Path) -> tuple[Settings, str]:
    """Make the installation and return its settings and the launch's id."""
    settings = settings_in(folder)
    where = folder / "launch"
    launch_id = simulate(settings, where, world_options("thin", 40, 52, None), scene="thin", seed=3, guessing=0.1).launch_id
    launch.take_in(settings, where)
    out = settings.out_dir(launch_id)
    launch.approve(settings, launch_id, "Alex Example", date(2023, 10, 20))
    launch.write_positioning(settings, launch_id, out)
    rows = [
        row for batch in decks.deck_batches(settings, launch_id) for row in decks.press_decks(settings, launch_id, out, batch)[0]
    ]
    decks.finish_decks(settings, launch_id, out, rows)
    sales_out.collect_reports(settings, launch_id, AFTER)
    buyer_side.write_map(settings, launch_id, out)
    buyer_side.write_plan(settings, launch_id, out)
    enablement.write_training(settings, launch_id, out)
    enablement.write_quiz(settings, launch_id, out)
    measurement.collect_inbox(settings, launch_id)
    measurement.write_report(settings, launch_id, out, date(2025, 1, 5), sensitive=False)
    buyer_side.write_plan(settings, launch_id, out)
    review.hold_review(settings, launch_id, out, date(2025, 1, 5), AFTER)
    launch.write_manifest(settings, launch_id, out)
    staff(settings)
    return settings, launch_id


def staff(settings: Settings) -> None:
    """Give every role an account."""
    more = {"channel_manager": {"channel": CHANNEL}, "manager": {"manager_id": MANAGER}, "rep": {"rep_id": REP}}
    for role, email in STAFF.items():
        link = accounts.add_user(settings, email, role, AFTER, **more.get(role, {}))
        accounts.set_password(settings, link.rsplit("/", 1)[1], PASSWORD, AFTER)


if __name__ == "__main__":
    from readiness.portal.server import serve

    place = Path(sys.argv[1]).resolve()
    here = settings_in(place) if (place / "r.db").exists() else made(place)[0]
    serve(here, "127.0.0.1", int(sys.argv[2]) if len(sys.argv) > 2 else 8000)
