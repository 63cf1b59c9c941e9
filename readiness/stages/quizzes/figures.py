"""Figures: wrong values that look like the right one, for questions about a number.

In: a characteristic with a number, other characteristics of the same spec.
Out: the printed options in rising order, and which is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from readiness.stages.spec import Characteristic

FACTORS = tuple(Decimal(f) for f in ("0.5", "0.8", "1.25", "1.5", "2"))
"""Near enough to be believed, far enough to be wrong."""
OTHER_BOUND = {"<=": ">=", ">=": "<="}


def figure_options(
    asked: Characteristic,
    others: Sequence[Characteristic],
    *,
    n_wrong: int,
    order: Callable[[str], int],
    printed: Callable[[Characteristic], str] = lambda c: c.value,
) -> tuple[tuple[str, ...], int] | None:
    """Return the options in rising order (numbers are read in order) and the index of the right one.

    The first wrong ones are those a rep mixes up: the same number with the wrong bound, another property's number in the same
    unit. The rest are near numbers as round as the right one; which of them is `order`'s choice, so that the right one is not
    always in the middle. None where fewer than two wrong ones can be made.
    """
    if asked.number is None:
        return None
    mixed_up = [replace(asked, operator=OTHER_BOUND[asked.operator])] if asked.operator in OTHER_BOUND else []
    same_unit = {o.number for o in others if o.number is not None and o.unit == asked.unit and _fits(o.number, asked)}
    siblings = sorted((replace(asked, number=n) for n in same_unit), key=lambda c: order(c.value))[:1]
    near = sorted((replace(asked, number=n) for n in near_numbers(asked.number) if _fits(n, asked)), key=lambda c: order(c.value))
    wrong: dict[str, Characteristic] = {}
    for candidate in (*mixed_up, *siblings, *near):
        if candidate.value != asked.value and len(wrong) < n_wrong:
            wrong.setdefault(candidate.value, candidate)
    if len(wrong) < 2:
        return None
    ordered = sorted((*wrong.values(), asked), key=lambda c: (c.number or Decimal(0), c.operator))
    return tuple(printed(c) for c in ordered), [c.value for c in ordered].index(asked.value)


def bound_options(asked: Characteristic, printed: Callable[[Characteristic], str], exactly: str) -> tuple[str, tuple[str, ...]]:
    """Return a number as the factory bounds it, and the ways in which it does not."""
    number = printed(replace(asked, operator="="))
    return printed(asked), (printed(replace(asked, operator=OTHER_BOUND[asked.operator])), exactly.replace("{number}", number))


def near_numbers(number: Decimal) -> list[Decimal]:
    """Return rising wrong numbers with the sign of the right one and as round as it is."""
    if number == 0:
        return [Decimal(1), Decimal(2), Decimal(5)]
    step = _roundness(abs(number))
    scaled = {(abs(number) * f / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step for f in FACTORS}
    scaled |= {abs(number) + k * step for k in (-1, 1, 2, 4)}
    return sorted(n.copy_sign(number) for n in scaled if n > 0 and n != abs(number))


def _roundness(number: Decimal) -> Decimal:
    """Return the step between numbers as round as this one: 100 goes by 50, 7000 by 1000, 24 by 1, 14.5 by 0.1."""
    digits = number.normalize().as_tuple().digits
    unit = Decimal(1).scaleb(number.normalize().adjusted() - len(digits) + 1)
    return unit / 2 if len(digits) == 1 and digits[0] < 3 and unit > 1 else unit


def _fits(number: Decimal, asked: Characteristic) -> bool:
    """Return whether a number could stand here: another one than the right one, and no more than 100 of a hundred."""
    right = asked.number
    return right is not None and number != right and not (asked.unit == "%" and abs(right) <= 100 < abs(number))
