"""Checks: what must be true of a finished plan, counted from its rows and not from how they were made.

In: accounts in scope, Contact rows, decks and messages of the launch, the buyers' steps, who consents.
Out: Check rows; a count of nought is as it should be.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from readiness.stages.contact_plan.records import DONE, Contact

MOST_NAMED = 20
NOTHING: Mapping[str, tuple[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must not be."""

    check: str
    n: int
    found: tuple[str, ...]
    """The first ids."""
    meaning: str


def checks(
    account_ids: Collection[str],
    contacts: Sequence[Contact],
    decks: Collection[str],
    deck_steps: Collection[str],
    may_be_named: Collection[str],
    message_steps: Mapping[str, tuple[str, str]] = NOTHING,
    steps: Collection[tuple[str, str]] = (),
) -> list[Check]:
    """Return what is wrong with a plan.

    Args:
        account_ids: in scope.
        contacts: the plan.
        decks: files of the decks that are there.
        deck_steps: files of those that carry a message of some step.
        may_be_named: ids of the buyer's people who consent.
        message_steps: message_id -> the segment and step it is for.
        steps: segment and step of every step that some segment takes.
    """
    next_act = {c.account_id for c in contacts if c.act.strip() and c.status != DONE}
    owned = {c.account_id for c in contacts if c.owner.strip() and c.status != DONE}
    finished = {c.account_id for c in contacts} - {c.account_id for c in contacts if c.status != DONE}
    return [
        _check("account_without_next_act", set(account_ids) - next_act - finished, "an account in scope with no act planned"),
        _check("account_without_owner", next_act - owned, "an account whose next act nobody owes"),
        _check("asset_without_step", set(decks) - set(deck_steps), "a deck that carries no message of any step"),
        _check(
            "message_without_step", {i for i, at in message_steps.items() if at not in steps},
            "a message for a step that its segment does not take",
        ),
        _check(
            "contact_with_asset_and_no_step", {c.contact_id for c in contacts if c.asset and not c.buyer_step},
            "an asset is handed out at no step",
        ),
        _check(
            "person_named_without_consent", {c.person_id for c in contacts if c.person_id} - set(may_be_named),
            "the plan names somebody who has not agreed to it",
        ),
    ]  # fmt: skip


def _check(name: str, found: Collection[str], meaning: str) -> Check:
    return Check(name, len(found), tuple(sorted(found)[:MOST_NAMED]), meaning)
