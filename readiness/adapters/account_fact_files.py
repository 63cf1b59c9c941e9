"""Account fact files: what a sale at an account asks for and what the account is worth, as sellers wrote it down.

In: the bytes of account_facts.csv.
Out: AccountFacts, and Problems.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from readiness.adapters.crm_values import flag_value
from readiness.adapters.input_columns import Column, id_column, money_column
from readiness.adapters.input_ids import ANY_ID
from readiness.adapters.input_tables import Problems, read_table
from readiness.adapters.input_values import decimal_value, integer_value
from readiness.stages.account_facts import LEVELS, TOP_LEVEL, AccountFacts

FILE = "account_facts.csv"
NONE: Mapping[str, Any] = {"blank": True, "default": None}
A_LEVEL = f"a whole number from 0 to {TOP_LEVEL}, or blank"
SHARES = ("margin_share", "retained_share")


def read_account_facts(file: str, data: bytes, problems: Problems, *, accounts: Collection[str] = ANY_ID) -> list[AccountFacts]:
    """Return what is known of each account; a blank cell is not known."""
    columns = [
        id_column("account_id", "an account_id of accounts.csv", known=accounts),
        money_column("deal_size_money", **NONE),
        *(Column(name, integer_value(0, TOP_LEVEL), A_LEVEL, **NONE) for name in LEVELS),
        *(Column(name, decimal_value("0", "1"), "a share from 0 to 1, or blank", **NONE) for name in SHARES),
        Column("is_reference", flag_value, "yes, no or blank", **NONE),
    ]
    rows = read_table(file, data, columns, problems, key="account_id")
    return [AccountFacts(**{**r.values, **{name: _share(r[name]) for name in SHARES}}) for r in rows]


def _share(number: Decimal | None) -> float | None:
    return None if number is None else float(number)
