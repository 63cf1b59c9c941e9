"""Launch people: accounts, reps, trainers and quotas of a launch folder, each row held against the files that name its ids.

In: the folder's files; the training policy, rooms and currency as far as they could be read.
Out: LaunchPeople, and Problems.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from readiness.adapters import people_files
from readiness.adapters.input_ids import ANY_ID
from readiness.adapters.input_tables import Problems
from readiness.adapters.yaml_files import listed_ids
from readiness.stages.training.records import Room, Trainer, TrainingPolicy
from readiness.vocabulary import Account, Rep

ACCOUNTS, REPS, TRAINERS, QUOTAS = "accounts.csv", "reps.csv", "trainers.csv", "quotas.csv"


@dataclass(frozen=True, slots=True)
class LaunchPeople:
    """Who sells to whom, and who teaches."""

    accounts: tuple[Account, ...] = ()
    reps: tuple[Rep, ...] = ()
    trainers: tuple[Trainer, ...] = ()
    quotas: tuple[tuple[str, date, Decimal], ...] = ()


def read_people_of(
    files: Mapping[str, bytes], policy: TrainingPolicy | None, rooms: Sequence[Room], currency: str, problems: Problems
) -> LaunchPeople:
    """Return the people of a launch folder."""
    channels, partners = (listed_ids("channels.yaml", block, "id", problems) for block in ("channels", "partners"))
    routes = {"channels": channels, "partners": partners}
    accounts, reps, trainers, quotas = [], [], [], []
    if ACCOUNTS in files:
        segments = listed_ids("buyers.yaml", "segments", "id", problems)
        accounts = people_files.read_accounts(ACCOUNTS, files[ACCOUNTS], problems, segments=segments, **routes)
    if REPS in files:
        reps = people_files.read_reps(REPS, files[REPS], problems, **routes)
    if TRAINERS in files:
        known = {"modules": [m.module_id for m in policy.taught] if policy else ANY_ID, "places": {r.place for r in rooms}}
        trainers = people_files.read_trainers(TRAINERS, files[TRAINERS], problems, **known)
    if QUOTAS in files:
        by_rep = problems.in_column(REPS, "rep_id")
        quotas = people_files.read_quotas(QUOTAS, files[QUOTAS], by_rep, problems, currency=currency)
    return LaunchPeople(tuple(a for _, a in accounts), tuple(r for _, r in reps), tuple(trainers), tuple(quotas))
