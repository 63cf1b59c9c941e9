"""Buyer side files: what a launch folder says of its accounts beside accounts.csv.

In: the folder's files; the ids that files read before them know.
Out: BuyerSide, and Problems.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from readiness.adapters.account_fact_files import read_account_facts
from readiness.adapters.contact_report_files import read_buyer_people
from readiness.adapters.input_tables import Problems
from readiness.adapters.motion_files import read_motion_choices
from readiness.adapters.rival_files import read_rivals
from readiness.adapters.vision_files import read_spend, read_visions
from readiness.adapters.yaml_files import listed_ids
from readiness.stages.account_facts import AccountFacts
from readiness.stages.contact_plan import BuyerPerson
from readiness.stages.motions import MotionChoice
from readiness.stages.prospects import Presence
from readiness.stages.vision import Spend, VisionNote

FACTS, MOTIONS, RIVALS, VISION, SPEND, PEOPLE = FILES = (
    "account_facts.csv", "motions.csv", "rivals.csv", "vision.csv", "spend.csv", "buyer_people.csv",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BuyerSide:
    """What is known of the accounts of a launch beside who they are."""

    facts: Mapping[str, AccountFacts] = field(default_factory=dict)
    """By account_id: what a sale there asks for, and how good a customer it is."""
    motion_choices: tuple[MotionChoice, ...] = ()
    presence: tuple[Presence, ...] = ()
    """Where the alternatives are."""
    visions: tuple[VisionNote, ...] = ()
    """What was heard of deals, in the order of vision.csv."""
    spend: tuple[Spend, ...] = ()
    """What was put into accounts."""
    people: Mapping[str, tuple[BuyerPerson, ...]] = field(default_factory=dict)
    """account_id -> the buyer's people."""


def read_buyer_side(files: Mapping[str, bytes], rivals: Collection[str], problems: Problems) -> BuyerSide:
    """Return what the files say; a file that is absent says nothing.

    Args:
        files: of the launch folder.
        rivals: the names of the alternatives of buyers.yaml.
        problems: with the ids that files read before know.
    """
    accounts = problems.in_column("accounts.csv", "account_id")
    reps = problems.in_column("reps.csv", "rep_id")
    segments = listed_ids("buyers.yaml", "segments", "id", problems)

    def has(file: str) -> bool:
        return file in files

    facts = read_account_facts(FACTS, files[FACTS], problems, accounts=accounts) if has(FACTS) else []
    chosen = read_motion_choices(MOTIONS, files[MOTIONS], problems, accounts=accounts, reps=reps) if has(MOTIONS) else []
    known = {"alternatives": rivals, "segments": segments, "accounts": accounts}
    presence = read_rivals(RIVALS, files[RIVALS], problems, **known) if has(RIVALS) else []
    visions = read_visions(VISION, files[VISION], problems, accounts=accounts, rivals=rivals) if has(VISION) else []
    spend = read_spend(SPEND, files[SPEND], problems, accounts=accounts) if has(SPEND) else []
    personas = listed_ids("buyers.yaml", "personas", "id", problems)
    met = read_buyer_people(PEOPLE, files[PEOPLE], problems, accounts=accounts, personas=personas) if has(PEOPLE) else []
    people: dict[str, tuple[BuyerPerson, ...]] = {}
    for person in met:
        people[person.account_id] = (*people.get(person.account_id, ()), person)
    return BuyerSide({f.account_id: f for f in facts}, tuple(chosen), tuple(presence), tuple(visions), tuple(spend), people)
