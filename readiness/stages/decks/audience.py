"""Audience: for whom a deck is: a whole channel, a part of it, one account or one person.

In: accounts, the rep of each.
Out: Audience.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from readiness.errors import NotFoundError
from readiness.vocabulary import Account


@dataclass(frozen=True, slots=True, order=True)
class Audience:
    """Whom one deck is for; an empty field stands for all of them."""

    channel: str
    segment: str = ""
    industry: str = ""
    account_id: str = ""
    rep_id: str = ""


def audiences_of(
    accounts: Sequence[Account], rep_by_account: Mapping[str, str], wanted: Collection[str] = ()
) -> tuple[Audience, ...]:
    """Return the audience of each account's deck, by channel, then by account.

    Args:
        accounts: those in scope.
        rep_by_account: whom each account is to call; nobody where it is not among them.
        wanted: account ids; none: every account.

    Raises:
        NotFoundError: an id of `wanted` is no account in scope.
    """
    known = {a.account_id for a in accounts}
    for account_id in sorted(set(wanted) - known):
        raise NotFoundError(f"no account {account_id!r} in the launch's channels")
    chosen = sorted((a for a in accounts if not wanted or a.account_id in wanted), key=lambda a: (a.channel, a.account_id))
    return tuple(Audience(a.channel, a.segment, a.industry, a.account_id, rep_by_account.get(a.account_id, "")) for a in chosen)
