"""CRM files: the deals that Salesforce and HubSpot export, each file's kind told from its header.

In: the files of crm/ as path -> bytes, and the accounts of accounts.csv.
Out: Deals, and Problems.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from readiness.adapters.crm_tables import MEDDPICC, CrmTable, crm_tables
from readiness.adapters.crm_values import (
    EXPECTED_AMOUNT,
    EXPECTED_DAY,
    amount_value,
    day_order,
    day_value,
    decimal_mark,
    flag_value,
)
from readiness.adapters.input_ids import ANY_ID, KnownIds
from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import BadValueError, currency_value, id_value, integer_value, shown
from readiness.stages.deals import Deal, DealLine, DealMethod, evidence_from_deals, with_lines
from readiness.stages.requirements import Evidence, account_ids, folded, settled
from readiness.vocabulary import Account

FOLDER = "crm/"
WON = re.compile(r"\bwon\b|closed ?won")
ISO_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?=[T ]|$)")
LOST = re.compile(r"\blost\b|closed ?lost")


def read_crm(files: Mapping[str, bytes], accounts: Iterable[Account], problems: Problems) -> list[Deal]:
    """Return every deal of the files under crm/, by id; the ids of its evidence are kept for those that name them.

    A deal that stands in two exports with the same content counts once. Lines of deals that no export holds are left out.
    """
    before = len(problems.found)
    tables = [t for path in sorted(files) if path.startswith(FOLDER) for t in crm_tables(path, files[path], problems)]
    known = account_ids(accounts)
    found: dict[str, tuple[Deal, str, int]] = {}
    for table in (t for t in tables if not t.is_lines):
        for row, deal in _deals(table, known, problems):
            other, file, at = found.setdefault(_key(deal.deal_id), (deal, table.file, row))
            if other != deal:
                what = f"{shown(deal.deal_id)} stands in {file} row {at} with other content"
                problems.add(table.file, row, table.label("deal_id"), what, "each deal once, or twice the same")
    lines: dict[str, list[DealLine]] = {}
    for table in (t for t in tables if t.is_lines):
        _collect_lines(table, found, lines, problems)
    deals = sorted((with_lines(d, lines.get(key, ())) for key, (d, _, _) in found.items()), key=lambda d: d.deal_id)
    ids = KnownIds(e.evidence_id for e in evidence_from_deals(deals))
    problems.columns[FOLDER, "evidence_id"] = ids if len(problems.found) == before else ANY_ID
    return deals


def _key(deal_id: str) -> str:
    """Return an id as it is compared: Salesforce's 18 characters are its 15 and a check."""
    return deal_id[:15] if re.fullmatch(r"006[A-Za-z0-9]{15}", deal_id) else deal_id


@dataclass(frozen=True, slots=True)
class _Style:
    """How a table writes its days and its numbers."""

    order: str
    marks: Mapping[str, str]


def _style(table: CrmTable, problems: Problems) -> _Style | None:
    """Return a table's style; None, with one problem a column, where the column does not tell."""
    before = len(problems.found)
    order, marks = "day", {}
    for name in ("closed_on", "amount", "quantity", "unit_price", "total"):
        try:
            if name == "closed_on":
                order = day_order(table.column(name))
            else:
                marks[name] = decimal_mark(table.column(name))
        except BadValueError as error:
            row = next((n for n, cells in table.rows if shown(table.cell(cells, name)) in str(error)), 0)
            expected = EXPECTED_DAY if name == "closed_on" else EXPECTED_AMOUNT
            problems.add(table.file, row, table.label(name), str(error), expected)
    return _Style(order, marks) if len(problems.found) == before else None


def _deals(table: CrmTable, known: Mapping[str, Account], problems: Problems) -> list[tuple[int, Deal]]:
    style = _style(table, problems)
    if style is None:
        return []
    read = ((row, _deal(table, row, cells, style, known, problems)) for row, cells in table.rows)
    return [(row, deal) for row, deal in read if deal is not None]


def _deal(
    table: CrmTable, row: int, cells: Sequence[str], style: _Style, known: Mapping[str, Account], problems: Problems
) -> Deal | None:
    """Return one deal; None for one that was deleted, or with its faults recorded."""
    if table.read(cells, row, "deleted", flag_value, "true or false", problems):
        return None
    before = len(problems.found)
    deal_id = table.read(cells, row, "deal_id", id_value, "an id without spaces", problems) or ""
    if not table.cell(cells, "deal_id"):
        problems.add(table.file, row, table.label("deal_id"), "blank", "the id of the deal")
    won = _outcome(table, row, cells, problems)
    day = table.read(cells, row, "closed_on", partial(day_value, order=style.order), EXPECTED_DAY, problems)
    if won is not None and not table.cell(cells, "closed_on"):
        problems.add(table.file, row, table.label("closed_on"), "blank, but the deal is closed", EXPECTED_DAY)
    money = table.read(cells, row, "amount", partial(amount_value, mark=style.marks["amount"]), EXPECTED_AMOUNT, problems)
    currency = table.read(cells, row, "currency", currency_value, "a currency code such as EUR", problems) or ""
    amount, named = money or (None, "")
    if currency and named and currency != named:
        what = f"{shown(table.cell(cells, 'amount'))} is not in {currency}"
        problems.add(table.file, row, table.label("amount"), what, f"an amount in {currency}")
    if len(problems.found) > before:
        return None
    return Deal(
        deal_id, _account(table, cells, known), table.cell(cells, "stage"), won, day if won is not None else None, amount,
        currency or named, table.joined(cells, table.reasons), table.cell(cells, "notes"),
        table.joined(cells, table.competitors), (), _about(table, row, cells, style, problems),
    )  # fmt: skip


def _about(table: CrmTable, row: int, cells: Sequence[str], style: _Style, problems: Problems) -> DealMethod | None:
    """Return what the fields of MEDDPICC say of a deal; None where the export has none of them, or all are blank."""
    fields = {name: text for name in MEDDPICC if (text := table.cell(cells, name))}
    if not fields:
        return None
    text = table.cell(cells, "changed_on")[:10] if ISO_DAY.match(table.cell(cells, "changed_on")) else ""
    on = (
        date.fromisoformat(text)
        if text
        else table.read(cells, row, "changed_on", partial(day_value, order=style.order), EXPECTED_DAY, problems)
    )
    met = table.read(cells, row, "owner_met", flag_value, "true or false", problems)
    n = table.read(cells, row, "n_contacts", integer_value(0, 1_000_000), "a count", problems)
    return DealMethod(fields, on, bool(met), n or 0)


def _account(table: CrmTable, cells: Sequence[str], known: Mapping[str, Account]) -> str:
    """Return the account_id that a deal's account has in accounts.csv, else its name, else its id in the CRM."""
    named = [table.cell(cells, name) for name in ("account_id", "account")]
    if table.is_hubspot:
        named = [text.split(";")[0].strip() for text in named]  # a deal with several companies has the first as its own
    own = next((known[folded(text)].account_id for text in named if text and folded(text) in known), "")
    return own or named[1] or named[0]


def _outcome(table: CrmTable, row: int, cells: Sequence[str], problems: Problems) -> bool | None:
    """Return won, lost or still open, by the ticks of the CRM, else by the name of the stage."""
    won, lost, closed = (
        table.read(cells, row, name, flag_value, "true or false", problems) for name in ("won", "lost", "closed")
    )
    if won and (lost or closed is False):
        problems.add(table.file, row, table.label("won"), "the deal is won and not won at once", "one of both")
    if won or lost:
        return bool(won)
    if closed is not None and (won is not None or not closed):
        return False if closed else None
    stage = table.cell(cells, "stage").casefold()
    is_won, is_lost = WON.search(stage) is not None, LOST.search(stage) is not None
    return is_won if is_won != is_lost else None


def _collect_lines(table: CrmTable, deals: Mapping[str, object], lines: dict[str, list[DealLine]], problems: Problems) -> None:
    """Add the table's lines to those of their deals; a table without one line of a known deal is a problem."""
    style = _style(table, problems)
    if style is None:
        return
    matched = False
    for row, cells in table.rows:
        if table.read(cells, row, "deleted", flag_value, "true or false", problems):
            continue
        key = _key(table.cell(cells, "deal_id"))
        numbers: dict[str, Decimal | None] = {}
        for name in ("quantity", "unit_price", "total"):
            parse = partial(amount_value, mark=style.marks[name])
            numbers[name] = (table.read(cells, row, name, parse, "a number", problems) or (None, ""))[0]
        if key in deals:
            matched = True
            product = table.cell(cells, "product")
            lines.setdefault(key, []).append(DealLine(product, numbers["quantity"], numbers["unit_price"], numbers["total"]))
    if not matched and table.rows:
        what = "no line belongs to a deal of another file in crm/"
        problems.add(table.file, table.rows[0][0], table.label("deal_id"), what, "the ids of the opportunities' export")


def all_evidence(
    heard: Iterable[Evidence], deals: Iterable[Deal], accounts: Collection[Account], problems: Problems
) -> dict[str, Evidence]:
    """Return the evidence of evidence.csv, its accounts told by their ids, and that of the deals, by id."""
    known = account_ids(accounts)
    found = {e.evidence_id: settled(e, known) for e in heard}
    for e in evidence_from_deals(deals, accounts):
        if e.evidence_id in found:
            what = f"{shown(e.evidence_id)} is the id of a deal's words in crm/"
            problems.add("evidence.csv", 0, "evidence_id", what, "another id")
        found[e.evidence_id] = e
    return found
