"""A big installation, made by the real actions one after the other: simulated, taken in, pressed, collected and measured.

As a program it makes one in a folder, with the seconds of every step: python -m tests.portal.big_installation FOLDER [REPS].
With 10,000 reps: 30,000 accounts, 60,000 decks, a million sales lines, 10,000 reps' answers, 240 people who sign in.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from readiness.actions import account_decks, buyer_side, decks, enablement, launch, measurement, sales_out
from readiness.actions.simulation import simulate, world_options
from readiness.adapters.db import people
from readiness.adapters.db.launches import load_inputs
from readiness.adapters.db.people import Person
from readiness.adapters.db.store import transaction
from readiness.adapters.passwords import hashed, new_id
from readiness.settings import Settings
from tests.portal.staffed import AFTER
from tests.portal.taking import PASSWORD, settings_in

ACCOUNTS_PER_REP, LINES_PER_ACCOUNT = 3, 34
AS_OF = date(2025, 1, 5)
N_REPS, N_MANAGERS, N_DESKS = 180, 30, 6
"""People who sign in: reps, managers, and so many of each other role."""


@dataclass
class Steps:
    """The seconds of each step, said as it ends and kept beside the installation."""

    file: Path

    def __call__(self, name: str, run: Callable[[], Any]) -> Any:
        """Run a step, unless it was done before; a step that was done returns what it said then."""
        done = json.loads(self.file.read_text()) if self.file.exists() else {}
        if name in done:
            return done[name]["said"]
        begun = time.perf_counter()
        said = run()
        done[name] = {"seconds": round(time.perf_counter() - begun, 1), "said": said if isinstance(said, (str, int)) else ""}
        self.file.write_text(json.dumps(done, indent=1))
        sys.stdout.write(f"{name}: {done[name]['seconds']} s {done[name]['said']}\n")
        sys.stdout.flush()
        return said


def made(folder: Path, n_reps: int = 10_000) -> tuple[Settings, str]:
    """Make the installation, or go on with one half made, and return its settings and the launch's id."""
    settings, where = settings_in(folder), folder / "launch"
    folder.mkdir(parents=True, exist_ok=True)
    step = Steps(folder / "steps.json")
    options = world_options(
        "thin", n_reps, 52, None, accounts_per_rep=ACCOUNTS_PER_REP, rows_per_account=LINES_PER_ACCOUNT
    )  # fmt: skip
    launch_id = step("simulate", lambda: simulate(settings, where, options, scene="thin", seed=7, guessing=0.1).launch_id)
    step("take in", lambda: launch.take_in(settings, where)[0])
    out = settings.out_dir(launch_id)
    step("approve", lambda: launch.approve(settings, launch_id, "Alex Example", date(2023, 10, 20)))
    step("positioning", lambda: launch.write_positioning(settings, launch_id, out).n_messages)
    step("decks of channels", lambda: _channel_decks(settings, launch_id, out))
    step("people who sign in", lambda: add_people(settings, launch_id))
    step("decks of accounts", lambda: _account_decks(settings, launch_id, out))
    step("sales reports", lambda: len(sales_out.collect_reports(settings, launch_id, AFTER).__dir__()) and "")
    step("contact plan", lambda: buyer_side.write_plan(settings, launch_id, out).n_contacts)
    step("training", lambda: enablement.write_training(settings, launch_id, out) and "")
    step("quiz", lambda: enablement.write_quiz(settings, launch_id, out) and "")
    step("inbox", lambda: measurement.collect_inbox(settings, launch_id) and "")
    step("measure", lambda: measurement.write_report(settings, launch_id, out, AS_OF, sensitive=False).n_lines)
    step("manifest", lambda: launch.write_manifest(settings, launch_id, out) and "")
    return settings, launch_id


def _channel_decks(settings: Settings, launch_id: str, out: Path) -> int:
    batches = decks.deck_batches(settings, launch_id)
    rows = [row for batch in batches for row in decks.press_decks(settings, launch_id, out, batch)[0]]
    decks.finish_decks(settings, launch_id, out, rows)
    return len(rows)


def _account_decks(settings: Settings, launch_id: str, out: Path) -> int:
    with account_decks.shards(settings, launch_id) as folder:
        paths: dict[str, list[Path]] = {}
        for channel in account_decks.channels_to_press(settings, launch_id):
            for batch in account_decks.batches(settings, launch_id, channel):
                path = folder / f"{channel}-{batch.number}"
                account_decks.press_batch(settings, launch_id, batch, path)
                paths.setdefault(channel, []).append(path)
        zips, _ = account_decks.finish(settings, launch_id, out, folder, paths)
    return sum(one.n_decks for one in zips)


def add_people(settings: Settings, launch_id: str) -> int:
    """Give accounts to reps, their managers, channel managers and desks; each password is PASSWORD, hashed once."""
    with transaction(settings.database) as connection:
        inputs = load_inputs(connection, launch_id)
    channels = [c.channel for c in inputs.channels]
    managers = sorted({r.manager_id for r in inputs.reps} - {""})[:N_MANAGERS]
    every = max(len(inputs.reps) // N_REPS, 1)
    wanted: list[tuple[str, dict[str, str]]] = [("rep", {"rep_id": r.rep_id}) for r in inputs.reps[::every][:N_REPS]]
    wanted += [("manager", {"manager_id": m}) for m in managers]
    wanted += [("channel_manager", {"channel": channels[n % len(channels)]}) for n in range(N_DESKS)]
    wanted += [(role, {}) for role in ("admin", "marketing", "ops") for _ in range(N_DESKS)]
    password, number = hashed(PASSWORD), dict[str, int]()
    with transaction(settings.database) as connection:
        for role, more in wanted:
            number[role] = number.get(role, 0) + 1
            fields = {"channel": "", "rep_id": "", **more}
            email = f"{role}{number[role]}@example.com"
            people.add_person(
                connection, Person(new_id(), email, role, password_hash=password, is_disabled=False, added_at=AFTER, **fields)
            )  # type: ignore[arg-type]
    return len(wanted)


if __name__ == "__main__":
    made(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
