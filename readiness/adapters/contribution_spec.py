"""Contribution spec: MODEL.yaml, how somebody else's table of cells is to be read and what is counted from.

In: the bytes of the file.
Out: CellSpec; faults as Problems with line and field.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import BadValueError, currency_value, shown
from readiness.adapters.yaml_files import Strict, parsed_by, read_model
from readiness.stages.contribution.replacement import AVERAGE, Replacement

Use = Literal["log", "as_is", "out"]
"""How a covariate enters: by its logarithm; as it stands, as what is a logarithm already does; or not at all."""
COLUMNS = {
    "rep": "rep_id", "account": "account_id", "product": "product_id", "territory": "territory_id", "period": "period",
    "first_rep": "first_rep_id", "partner": "partner_id",
    **{name: name for name in ("sales", "weeks", "history", "market_index", "in_stock_share", "demand_index", "promotion")},
    "credit_share": "credit_share", "reported_share": "reported_share",
}  # fmt: skip
"""Name in MODEL.yaml -> the model's own."""
_REPLACEMENT = 'average, "percentile 20" or a list of rep ids'
_PERCENTILE = re.compile(r"percentile\s+(\d{1,2}(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class CellSpec:
    """How a table of cells is read."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """The model's own name -> header in the file."""
    covariates: Mapping[str, Use] | None = None
    """Header in the file, or the model's own name -> use; None takes every further column of numbers as it is."""
    currency: str = ""
    replacement: Replacement = AVERAGE


def _column(text: str) -> str:
    name = COLUMNS.get(text, text)
    if name not in COLUMNS.values():
        raise BadValueError(f"{shown(text)} is not a column of the model")
    return name


def _currency(text: str) -> str:
    return currency_value(text) if text else ""


def _uses(said: object) -> object:
    """Return a list of names as a use for each."""
    names = said if isinstance(said, list) and all(isinstance(name, str) for name in said) else None
    return said if names is None else dict.fromkeys(names, "as_is")


_Column = Annotated[str, parsed_by(_column, "one of " + ", ".join(COLUMNS))]


class _Spec(Strict):
    columns: dict[_Column, Annotated[str, Field(min_length=1)]] = Field(default_factory=dict)
    covariates: Annotated[dict[str, Use] | None, BeforeValidator(_uses)] = None
    currency: Annotated[str, parsed_by(_currency, "a currency code such as EUR")] = ""
    replacement: str | list[str] = "average"


def read_cell_spec(file: str, data: bytes, problems: Problems) -> CellSpec | None:
    """Return how cells are read, or None with problems."""
    model = read_model(file, data, _Spec, problems)
    if model is None:
        return None
    before = len(problems.found)
    for name, header in model.columns.items():
        first = next(other for other, theirs in model.columns.items() if theirs == header)
        if first != name:
            problems.add_at(file, f"columns.{name}", f"{shown(header)} is already used for {first}", "a column of its own")
    replacement = _replacement(model.replacement)
    if replacement is None:
        problems.add_at(file, "replacement", f"{shown(model.replacement)} is no replacement level", _REPLACEMENT)
        return None
    return None if len(problems.found) > before else CellSpec(model.columns, model.covariates, model.currency, replacement)


def check_replacement(file: str, cells: str, spec: CellSpec, rep_ids: Collection[str], problems: Problems) -> None:
    """Record reps of the replacement level that no cell names."""
    for rep_id in spec.replacement.rep_ids:
        if rep_id not in rep_ids:
            problems.add_at(file, "replacement", f"{shown(rep_id)} is no rep of the cells", f"rep ids that stand in {cells}")


def _replacement(said: str | list[str]) -> Replacement | None:
    if isinstance(said, list):
        return Replacement(rep_ids=tuple(dict.fromkeys(said))) if said else None
    if said == "average":
        return AVERAGE
    found = _PERCENTILE.fullmatch(said)
    return Replacement(percentile=float(found[1])) if found and 0.0 < float(found[1]) < 100.0 else None
