"""Owners: which rep an account is of.

In: accounts, reps, who has called there so far.
Out: account -> rep.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from readiness.vocabulary import Account, Rep


def owner_by_account(accounts: Sequence[Account], reps: Sequence[Rep], rep_by_account: Mapping[str, str]) -> dict[str, Rep]:
    """Return the rep of each account that has or can be given one.

    An account of no known rep goes to the rep of its territory and channel who has the fewest accounts; never to a rep of
    another partner, who would learn of a competitor's customer.
    """
    by_id = {r.rep_id: r for r in reps}
    owners = {a.account_id: by_id[i] for a in accounts if (i := rep_by_account.get(a.account_id, "")) in by_id}
    load = Counter(r.rep_id for r in owners.values())
    there: dict[str, list[Rep]] = {}
    for rep in reps:
        there.setdefault(rep.territory_id, []).append(rep)
    for account in accounts:
        if account.account_id in owners:
            continue
        able = [r for r in there.get(account.territory_id, ()) if serves(r, account)]
        if able:
            rep = min(able, key=lambda r: (load[r.rep_id], r.rep_id))
            owners[account.account_id] = rep
            load[rep.rep_id] += 1
    return owners


def serves(rep: Rep, account: Account) -> bool:
    """Say whether a rep of the account's territory may call there."""
    same_partner = not rep.partner_id or not account.partner_id or rep.partner_id == account.partner_id
    return same_partner and rep.channel in ("", account.channel)
