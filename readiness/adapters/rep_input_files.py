"""Rep input files: everything behind one rep's figures, as one table to script against and a workbook to read.

In: RepInputs.
Out: CSV and XLSX as bytes, the same on every run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal

from readiness.adapters.table_files import csv_bytes, xlsx_bytes
from readiness.stages.report.inputs import NOTHING, RepInput

INPUTS_HEADER = tuple(f.name for f in fields(RepInput) if f.name not in ("figures", "mends"))
_TITLES: Mapping[str, str] = {
    "input_id": "Input id", "kind": "Kind", "counts_as": "Counts as", "why": "Why", "on": "On", "what": "What", "given": "Given",
    "is_right": "Right", "partner_id": "Partner", "file": "File", "row": "Row", "account_id": "Account id", "account": "Account",
    "product_id": "Product", "units": "Units", "money": "Money", "currency": "Currency", "share": "Share of the sale",
    "weeks": "Weeks", "history_money": "Bought a week before the launch", "market_index": "Market index",
    "in_stock_share": "In stock", "demand_index": "Demand index", "value": "Figure", "contested": "Contested, no.",
}  # fmt: skip
_LINE = ("on", "what", "partner_id", "file", "row", "account_id", "account", "product_id", "units", "money", "currency")
_CELL = ("weeks", "history_money", "market_index", "in_stock_share", "demand_index")
_SHEETS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("Sales that count", (*_LINE, "share", "why")),
    ("Before and beside", ("counts_as", *_LINE, "share", "why")),
    ("Does not count", ("kind", *_LINE, "why")),
    ("Accounts", ("account_id", "account", "partner_id", "on", "what", "history_money", "currency", "why")),
    ("Periods", ("on", "account_id", "account", "product_id", "money", "currency", *_CELL, "what", "why")),
    ("Quiz", ("on", "what", "given", "is_right", "file", "row", "counts_as", "why")),
    ("Training", ("kind", "on", "what", "value", "counts_as", "why")),
    ("Formula", ("what", "given", "value", "why")),
)
_SHEET_OF = {
    "account": "Accounts", "cell": "Periods", "answer": "Quiz", "attendance": "Training", "pitch": "Training",
    "certificate": "Training", "roster": "Formula", "formula": "Formula",
}  # fmt: skip


def inputs_csv(inputs: Sequence[RepInput]) -> bytes:
    """Return one row an input, what is not known left empty."""
    return csv_bytes(INPUTS_HEADER, ([getattr(i, name) for name in INPUTS_HEADER] for i in inputs))


def inputs_workbook(inputs: Sequence[RepInput], title: str, launch: str, launch_id: str, as_of: date) -> bytes:
    """Return a sheet a kind of input, each row with its id; the first sheet says what the sales add up to."""
    sheets: dict[str, tuple[Sequence[str], Sequence[Sequence[object]]]] = {
        "Read me": (("What", "Figure"), _about(inputs, title, launch, launch_id, as_of))
    }
    for name, columns in _SHEETS:
        header = [_TITLES[c] for c in ("input_id", *columns, "contested")]
        sheets[name] = header, [_cells(i, columns) for i in inputs if _sheet_of(i) == name]
    return xlsx_bytes(sheets)


def _sheet_of(i: RepInput) -> str:
    if i.kind in _SHEET_OF:
        return _SHEET_OF[i.kind]
    if i.counts_as == NOTHING:
        return "Does not count"
    return "Sales that count" if i.counts_as == "sales_out" else "Before and beside"


def _cells(i: RepInput, columns: Sequence[str]) -> list[object]:
    found = [getattr(i, name) for name in ("input_id", *columns, "contested")]
    return [("yes" if value else "no") if isinstance(value, bool) else value for value in found]


def _about(inputs: Sequence[RepInput], title: str, launch: str, launch_id: str, as_of: date) -> list[Sequence[object]]:
    counted = [i for i in inputs if i.counts_as == "sales_out"]
    total = sum((i.money for i in counted if i.money is not None), Decimal(0))
    currency = next((i.currency for i in counted), "")
    return [
        (title, ""),
        (f"{launch}, as of", as_of),
        (f"Sales-out: what the sheet 'Sales that count' adds up to{f', {currency}' if currency else ''}", total),
        ("Sales lines that count", len(counted)),
        (
            "Lines and rows that name the rep or an account served and do not count",
            sum(_sheet_of(i) == "Does not count" for i in inputs),
        ),
        ("Quiz answers", sum(i.kind == "answer" and i.is_right is not None for i in inputs)),
        ("Inputs that are contested and not settled", sum(bool(i.contested) for i in inputs)),
        ("Something is wrong? Say so, with the id of the row. A missing sale is contested at its account, a missing session", ""),
        ("at the row of the sheet 'Training':", ""),
        (f'readiness contest open {launch_id} --rep REP_ID --input INPUT_ID --says "what is wrong" --by NAME', ""),
    ]
