"""Unit table: how many units a case or a pallet of a product holds, for every partner that does not say it otherwise.

In: a partner's mapping; rows of units.csv.
Out: the mapping with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from readiness.stages.sales_out.mapping import ReportMapping

UnitTable = Mapping[tuple[str, str], int]
"""(unit of measure in upper case, product_id or "" for every product) -> base units."""


def with_unit_table(
    mapping: ReportMapping, units: UnitTable, codes: Mapping[str, tuple[str, ...]] | None = None
) -> ReportMapping:
    """Return a partner's mapping that knows the launch's units too; what the mapping itself says of a unit goes first.

    Args:
        mapping: of the partner.
        units: of the launch.
        codes: product_id -> the partner's own codes for it, where they are known; a code like the product_id needs no entry.
    """
    said = {(unit.strip().upper(), product): factor for (unit, product), factor in mapping.units_of_measure.items()}
    general = {unit for unit, product in said if not product}
    found: dict[tuple[str, str], int] = {}
    for (unit, product), factor in units.items():
        for code in dict.fromkeys((product, *(codes or {}).get(product, ()))):
            if unit not in general:
                found[unit, code] = factor
    return replace(mapping, units_of_measure={**found, **said})
