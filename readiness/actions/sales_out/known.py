"""Known: the products, accounts and aliases of every launch, which partners' codes are matched with.

In: a connection in a transaction.
Out: Known; codes that waited for what is known by now, settled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

import polars as pl

from readiness.adapters.db import launches, matches
from readiness.adapters.db.fingerprints import inputs_fingerprint
from readiness.adapters.db.store import Connection
from readiness.adapters.stored_positioning import UNSAID
from readiness.stages.sales_out.matching.known import ACCOUNT_SCHEMA, FIELDS, PRODUCT_SCHEMA, Decision, Masters
from readiness.stages.sales_out.unit_table import UnitTable


@dataclass(frozen=True, slots=True)
class Known:
    """What all launches know."""

    products: pl.DataFrame
    """PRODUCT_SCHEMA."""
    accounts: pl.DataFrame
    """ACCOUNT_SCHEMA."""
    is_whole_catalogue: bool
    aliases: Mapping[str, Mapping[tuple[str, str], Decision]]
    """Partner -> (product or account, code) -> what the launch folders say it is."""
    units: UnitTable

    def masters(self, partner_id: str) -> Masters:
        """Return what one partner's codes are matched with."""
        return Masters(partner_id, self.products, self.accounts, self.is_whole_catalogue)


_lock = Lock()
_remembered: dict[str, Known] = {}


def known_to_partners(connection: Connection) -> Known:
    """Return what all launches know; where two say something else of one id, the later launch by name has the word.

    It is remembered for as long as no file of any launch changes.
    """
    fingerprint = inputs_fingerprint(connection)
    with _lock:
        if fingerprint not in _remembered:
            found = _known_to_partners(connection)
            _remembered.clear()
            _remembered[fingerprint] = found
        return _remembered[fingerprint]


def _known_to_partners(connection: Connection) -> Known:
    launched: dict[str, dict[str, str]] = {}
    named: dict[str, dict[str, str]] = {}
    accounts: dict[str, dict[str, str]] = {}
    aliases: dict[str, dict[tuple[str, str], Decision]] = {}
    units: dict[tuple[str, str], int] = {}
    for launch_id in launches.all_launch_ids(connection):
        inputs = launches.load_inputs(connection, launch_id, UNSAID)
        for product_id in inputs.launch.product_ids:
            launched[product_id] = dict.fromkeys(PRODUCT_SCHEMA, "") | {"product_id": product_id, "mpn": product_id}
        named |= {p.product_id: {name: getattr(p, name) for name in PRODUCT_SCHEMA} for p in inputs.names.products}
        for a in inputs.accounts.values():
            accounts[a.account_id] = {name: getattr(a, name) for name in ACCOUNT_SCHEMA}
        units |= inputs.units
        for partner in inputs.partners:
            said = inputs.names.of_partner(partner.partner_id).items()
            aliases.setdefault(partner.partner_id, {}).update({key: Decision(known) for key, known in said if key[0] in FIELDS})
    products = _frame(launched | named, PRODUCT_SCHEMA)
    return Known(products, _frame(accounts, ACCOUNT_SCHEMA), is_whole_catalogue=bool(named), aliases=aliases, units=units)


def _frame(rows: Mapping[str, Mapping[str, str]], schema: Mapping[str, type[pl.String]]) -> pl.DataFrame:
    return pl.DataFrame([rows[key] for key in sorted(rows)], schema=dict(schema), orient="row")


def settle_waiting(connection: Connection, partner_id: str, known: Known, at: datetime) -> int:
    """Book lines that wait for a code which a launch names by now; return how many codes those are."""
    ids = {"product": set(known.products["product_id"]), "account": set(known.accounts["account_id"])}
    aliases = known.aliases.get(partner_id, {})
    n_settled = 0
    for code in matches.waiting(connection, partner_id):
        key = (code.match.field, code.match.code)
        decision = aliases.get(key) or (Decision(key[1], "exact") if key[1] in ids[key[0]] else None)
        if decision and not code.decided_by:
            matches.decide(connection, partner_id, *key, decision.known_id, "", at)
            n_settled += 1
    return n_settled
