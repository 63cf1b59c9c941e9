"""Product range: the variants of a model as a small table that people can read.

In: Variants.
Out: a table of at most five columns, and what every variant has in common.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal

from readiness.stages.decks import fit
from readiness.stages.decks.recipe import TableFill
from readiness.stages.spec import Variant
from readiness.vocabulary import currency_exponent

MAX_COLUMNS = 5
NOTHING_KNOWN = "–"
_QUANTITY = re.compile(r"(0|[1-9]\d{0,11})(\.\d+)? ([A-Za-zµ°%][\w°%/²³.-]{0,11})")


@dataclass(frozen=True, slots=True)
class ProductRange:
    """The table, and what all variants share."""

    table: TableFill
    same: tuple[str, ...]


def range_table(
    variants: Sequence[Variant], *, model: str, price: str, language: str, cell: fit.Room = fit.NAME
) -> ProductRange | None:
    """Return the range; None where there is no variant, or nothing about them but one name.

    Args:
        variants: of the model.
        model: the heading of their names.
        price: the heading of their list prices; "" leaves them out.
        language: how numbers are written.
        cell: what a cell holds.
    """
    if not variants:
        return None
    names = list(dict.fromkeys(name for v in variants for name, value in v.properties if value.strip()))
    values = {name: [_cell(_measured(dict(v.properties).get(name, ""), language), cell) for v in variants] for name in names}
    differing = [n for n in names if len(set(values[n])) > 1]
    same = tuple(f"{_title(n)} {values[n][0]}" for n in names if n not in differing)
    prices = _prices(variants, price, language)
    # A property unlike on every variant, such as an order number, keeps rows apart that a reader would take together.
    shared = [n for n in differing if len(set(values[n])) < len(variants)]
    found = (_merged({_title(n): values[n] for n in chosen[: MAX_COLUMNS - 1]}, prices) for chosen in (differing, shared))
    columns = next((c for c in found if c is not None), None)
    if columns is None:
        named = {model: [_cell(v.name or v.product_id, cell) for v in variants]} | {_title(n): values[n] for n in differing}
        columns = dict(list(named.items())[: MAX_COLUMNS - len(prices)]) | prices
    if len(variants) == 1 and len(columns) == 1 and not same:
        return None
    rows = list(dict.fromkeys(zip(*columns.values(), strict=True)))
    return ProductRange(TableFill(tuple(columns), tuple(rows)), same)


def _merged(columns: dict[str, list[str]], prices: dict[str, list[str]]) -> dict[str, list[str]] | None:
    """Return the columns with one property's values joined (`Blue, Yellow`), so that rows fall to half or fewer; else None."""
    every = columns | prices
    best: tuple[int, str, dict[tuple[str, ...], list[str]]] | None = None
    for name in columns:
        groups: dict[tuple[str, ...], list[str]] = {}
        for row in zip(*every.values(), strict=True):
            cells = dict(zip(every, row, strict=True))
            joined = groups.setdefault(tuple(v for n, v in cells.items() if n != name), [])
            if cells[name] not in joined:
                joined.append(cells[name])
        fits = all(fit.HEADING.fits(", ".join(g)) for g in groups.values())
        if fits and (best is None or len(groups) < best[0]):
            best = (len(groups), name, groups)
    n_variants = len(next(iter(every.values()), []))
    if best is None or len(columns) < 2 or best[0] * 2 > n_variants:
        return None
    _, name, groups = best
    others = [n for n in every if n != name]
    apart = {n: [key[i] for key in groups] for i, n in enumerate(others)}
    return (
        {n: v for n, v in apart.items() if n not in prices}
        | {name: [", ".join(g) for g in groups.values()]}
        | {n: apart[n] for n in prices}
    )


def _prices(variants: Sequence[Variant], heading: str, language: str) -> dict[str, list[str]]:
    """Return the price column, its currency in the heading where there is one only; nothing where no price is known."""
    currencies = sorted({v.currency for v in variants if v.list_price is not None})
    if not currencies or not heading:
        return {}
    one = len(currencies) == 1
    cells = []
    for v in variants:
        if v.list_price is None:
            cells.append(NOTHING_KNOWN)
            continue
        digits = currency_exponent(v.currency)
        amount = format_decimal(v.list_price, "#,##0" + "." * (digits > 0) + "0" * digits, locale=language.replace("-", "_"))
        cells.append(amount if one or not v.currency else f"{v.currency} {amount}")
    return {f"{heading} ({currencies[0]})" if one and currencies[0] else heading: cells}


def _measured(value: str, language: str) -> str:
    """Return a number with its unit as the language writes it; a bare number may be a name, such as a year or a version."""
    found = _QUANTITY.fullmatch(value.strip())
    if found is None:
        return value
    decimals = found[2] or ""
    pattern = ("#,##0" if len(found[1]) > 4 else "0") + "." * bool(decimals) + "0" * (len(decimals) - 1)
    return f"{format_decimal(Decimal(found[1] + decimals), pattern, locale=language.replace('-', '_'))} {found[3]}"


def _cell(value: str, room: fit.Room) -> str:
    return fit.name_within(value, room) or NOTHING_KNOWN


def _title(name: str) -> str:
    words = " ".join(name.replace("_", " ").split())
    return fit.name_within(words[:1].upper() + words[1:], fit.HEADING)
