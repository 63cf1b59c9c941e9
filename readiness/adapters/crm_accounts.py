"""CRM accounts: the accounts that Salesforce and HubSpot export, with what their custom fields say of each.

In: the bytes of an export of Salesforce accounts or HubSpot companies; the channel and the partner they are of.
Out: CrmAccounts, and Problems; the tables accounts.csv and account_facts.csv.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from readiness.adapters.crm_tables import CrmTable, account_tables
from readiness.adapters.crm_values import (
    EXPECTED_AMOUNT,
    EXPECTED_DAY,
    amount_value,
    day_order,
    day_value,
    decimal_mark,
    flag_value,
)
from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import BadValueError, id_value, shown
from readiness.stages.account_facts import LEVELS, TOP_LEVEL, AccountFacts
from readiness.vocabulary import Account

ACCOUNT_COLUMNS = (
    "account_id", "name", "channel", "partner_id", "territory_id", "segment", "industry", "first_seen_on", "potential_money",
    "street", "city", "region", "postal_code", "country",
)  # fmt: skip
FACT_COLUMNS = ("account_id", "deal_size_money", *LEVELS, "margin_share", "retained_share", "is_reference")
NO_TERRITORY = "none"
"""The territory of an account whose export names no territory, region or country: accounts.csv has no blank one."""
AMOUNTS = ("potential_money", "deal_size_money")
TEXTS = ("name", "industry", "street", "city", "region", "postal_code", "country")
SHARES = ("margin_share", "retained_share")
A_SHARE = "a share from 0 to 1, or a percentage such as 35%"
A_LEVEL = f"a whole number from 0 to {TOP_LEVEL}"
MAX_TEXT = 200
Table = tuple[Sequence[str], list[list[object]]]


@dataclass(frozen=True, slots=True)
class CrmAccount:
    """One account of a CRM."""

    account: Account
    facts: AccountFacts
    """Every one None where the CRM has no such field."""


@dataclass(frozen=True, slots=True)
class _Style:
    """How a table writes its days and its numbers."""

    order: str
    marks: Mapping[str, str]


def read_crm_accounts(
    file: str, data: bytes, problems: Problems, *, channel: str = "", partner: str = "", territory: str = NO_TERRITORY
) -> list[CrmAccount]:
    """Return every account of an export by its id, deleted ones left out; where one stands twice, it must say the same.

    The yearly revenue that a CRM keeps is the customer's own and no potential of ours, so it is not taken for one. The territory
    is that of a custom field, else the region, else the country, else `territory`.
    """
    found: dict[str, tuple[CrmAccount, int]] = {}
    for table in account_tables(file, data, problems):
        style = _style(table, problems)
        if style is None:
            continue
        for row, cells in table.rows:
            read = _account(table, row, cells, style, (channel, partner, territory), problems)
            if read is None:
                continue
            other, at = found.setdefault(_key(read.account.account_id), (read, row))
            if other != read:
                what = f"{shown(read.account.account_id)} stands in row {at} with other content"
                problems.add(file, row, table.label("own_id"), what, "each account once, or twice the same")
    return [a for _, (a, _) in sorted(found.items())]


def account_table(accounts: Sequence[CrmAccount]) -> Table:
    """Return the header and rows of accounts.csv."""
    return ACCOUNT_COLUMNS, [[getattr(a.account, name) for name in ACCOUNT_COLUMNS] for a in accounts]


def fact_table(accounts: Sequence[CrmAccount]) -> Table:
    """Return the header and rows of account_facts.csv: the accounts of which anything is known."""
    said = {True: "yes", False: "no", None: ""}
    known = [a.facts for a in accounts if a.facts != AccountFacts(a.account.account_id)]
    return FACT_COLUMNS, [[*(getattr(f, name) for name in FACT_COLUMNS[:-1]), said[f.is_reference]] for f in known]


def _key(account_id: str) -> str:
    """Return an id as it is compared: Salesforce's 18 characters are its 15 and a check."""
    return account_id[:15] if re.fullmatch(r"001[A-Za-z0-9]{15}", account_id) else account_id


def _style(table: CrmTable, problems: Problems) -> _Style | None:
    """Return a table's style; None, with one problem a column, where the column does not tell."""
    before = len(problems.found)
    order, marks = "day", {}
    for name in ("created_on", *AMOUNTS, *SHARES):
        try:
            if name == "created_on":
                order = day_order(table.column(name))
            else:
                marks[name] = decimal_mark(text.removesuffix("%") for text in table.column(name))
        except BadValueError as error:
            row = next((n for n, cells in table.rows if shown(table.cell(cells, name)) in str(error)), 0)
            problems.add(
                table.file, row, table.label(name), str(error), EXPECTED_DAY if name == "created_on" else EXPECTED_AMOUNT
            )
    return _Style(order, marks) if len(problems.found) == before else None


def _account(
    table: CrmTable, row: int, cells: Sequence[str], style: _Style, of: tuple[str, str, str], problems: Problems
) -> CrmAccount | None:
    """Return one account; None for one that was deleted, or with its faults recorded."""
    if table.read(cells, row, "deleted", flag_value, "true or false", problems):
        return None
    before = len(problems.found)
    for name in ("own_id", "name"):
        if not table.cell(cells, name):
            problems.add(table.file, row, table.label(name), "blank", "an account has both an id and a name")
    own_id = table.read(cells, row, "own_id", id_value, "an id without spaces", problems) or ""
    day = table.read(cells, row, "created_on", partial(day_value, order=style.order), EXPECTED_DAY, problems)
    amounts = {name: _amount(table, row, cells, name, style, problems) for name in AMOUNTS}
    facts = _facts(table, row, cells, own_id, amounts["deal_size_money"], style, problems)
    account = _placed(table, cells, own_id, of, day, amounts["potential_money"])
    for name in TEXTS:
        if len(text := getattr(account, name)) > MAX_TEXT:
            problems.add(table.file, row, table.label(name), f"{len(text):,} characters", f"at most {MAX_TEXT}")
    return CrmAccount(account, facts) if len(problems.found) == before else None


def _placed(
    table: CrmTable, cells: Sequence[str], own_id: str, of: tuple[str, str, str], day: date | None, potential: Decimal | None
) -> Account:
    channel, partner, territory = of
    text = {
        n: _one_line(table.cell(cells, n)) for n in ("name", "industry", "street", "city", "region", "postal_code", "country")
    }
    places = (_squeezed_id(table.cell(cells, name)) for name in ("territory", "region", "country"))
    where = next((place for place in places if place), territory)
    segment = _squeezed_id(table.cell(cells, "segment"))
    return Account(
        own_id, text["name"], channel, partner, where, segment, text["industry"], day, potential, text["street"], text["city"],
        text["region"], text["postal_code"], text["country"],
    )  # fmt: skip


def _facts(
    table: CrmTable, row: int, cells: Sequence[str], own_id: str, deal_size: Decimal | None, style: _Style, problems: Problems
) -> AccountFacts:
    complexity, buyer_information, customisation, relationship = (
        table.read(cells, row, name, _level, A_LEVEL, problems) for name in LEVELS
    )
    margin_share, retained_share = (
        table.read(cells, row, name, partial(_share, mark=style.marks[name]), A_SHARE, problems) for name in SHARES
    )
    is_reference = table.read(cells, row, "is_reference", flag_value, "true or false", problems)
    return AccountFacts(
        own_id, deal_size, complexity, buyer_information, customisation, relationship, margin_share, retained_share, is_reference
    )


def _amount(table: CrmTable, row: int, cells: Sequence[str], name: str, style: _Style, problems: Problems) -> Decimal | None:
    parse = partial(_money, mark=style.marks[name])
    return table.read(cells, row, name, parse, "an amount, 0 or more", problems)


def _money(text: str, mark: str) -> Decimal:
    number, _ = amount_value(text, mark)
    if number < 0:
        raise BadValueError(f"{shown(text)} is below 0")
    return number


def _level(text: str) -> int:
    """Return a level; CRMs write whole numbers as 2.0, and a picklist as 2 or "2 - many parts"."""
    found = re.fullmatch(r"(\d)(?:[.,]0+)?(?:\s*[-–:]\s.*)?", text, re.ASCII)
    if found is None or int(found[1]) > TOP_LEVEL:
        raise BadValueError(f"{shown(text)} is not a level from 0 to {TOP_LEVEL}")
    return int(found[1])


def _share(text: str, mark: str) -> float:
    number, currency = amount_value(text.removesuffix("%").strip(), mark)
    share = float(number) / (100 if text.endswith("%") else 1)
    if currency or not 0 <= share <= 1:
        raise BadValueError(f"{shown(text)} is not a share from 0 to 1")
    return share


def _one_line(text: str) -> str:
    """Return a text on one line: a street may have several."""
    return ", ".join(part.strip(" ,") for part in text.splitlines() if part.strip(" ,"))


def _squeezed_id(text: str) -> str:
    """Return a name as an id: spaces, commas, semicolons and slashes become one hyphen; "" where nothing is left."""
    return re.sub(r"[\s,;/\\]+", "-", text.strip()).strip("-.")[:64]
