"""Quantities: a number in one unit said in another.

In: a number with one of the units of `readiness.stages.units`.
Out: the number in another unit, or None where the two do not measure the same thing.
"""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pint import UnitRegistry

DIGITS = 40
"""A result is rounded to so many significant digits: more than any spec has, fewer than the arithmetic keeps."""
_PRECISION = 50

_BASES = (
    "m g s A K cd bit Hz month lm lx Nm VA degree dB dpi px ratio piece pair set speed port user seat cycle page tap rev "
    "Wm2 lmW gm2"
)
"""Units made of no other: a torque is no energy, a month is no number of days, a port is no piece."""

_DEFINITIONS = {
    "µm": "1e-6 * m", "mm": "1e-3 * m", "cm": "1e-2 * m", "km": "1e3 * m", "in": "0.0254 * m", "ft": "0.3048 * m",
    "yd": "0.9144 * m", "mi": "1609.344 * m", "mg": "1e-3 * g", "kg": "1e3 * g", "t": "1e6 * g", "lb": "453.59237 * g",
    "oz": "28.349523125 * g", "mm2": "1e-6 * m ** 2", "cm2": "1e-4 * m ** 2", "m2": "m ** 2", "m3": "m ** 3",
    "dm3": "1e-3 * m ** 3", "cm3": "1e-6 * m ** 3", "L": "1e-3 * m ** 3", "dl": "1e-4 * m ** 3", "cl": "1e-5 * m ** 3",
    "ml": "1e-6 * m ** 3", "gal": "3.785411784e-3 * m ** 3", "ms": "1e-3 * s", "minute": "60 * s", "hour": "3600 * s",
    "day": "86400 * s", "week": "604800 * s", "year": "12 * month", "W": "1e3 * g * m ** 2 / s ** 3", "mW": "1e-3 * W",
    "kW": "1e3 * W", "MW": "1e6 * W", "hp": "745.69987158227022 * W", "PS": "735.49875 * W", "kVA": "1e3 * VA", "J": "W * s",
    "kJ": "1e3 * J", "MJ": "1e6 * J", "Wh": "3600 * J", "kWh": "3.6e6 * J", "MWh": "3.6e9 * J", "µA": "1e-6 * A",
    "mA": "1e-3 * A", "kA": "1e3 * A", "Ah": "3600 * A * s", "mAh": "3.6 * A * s", "V": "W / A", "mV": "1e-3 * V",
    "kV": "1e3 * V", "ohm": "V / A", "kohm": "1e3 * ohm", "Mohm": "1e6 * ohm", "µF": "1e-6 * A * s / V", "kHz": "1e3 * Hz",
    "MHz": "1e6 * Hz", "GHz": "1e9 * Hz", "THz": "1e12 * Hz", "B": "8 * bit", "kB": "8e3 * bit", "MB": "8e6 * bit",
    "GB": "8e9 * bit", "TB": "8e12 * bit", "bps": "bit / s", "kbps": "1e3 * bps", "Mbps": "1e6 * bps", "Gbps": "1e9 * bps",
    "Tbps": "1e12 * bps", "m/s": "m / s", "km/h": "1e3 * m / (3600 * s)", "mph": "1609.344 * m / (3600 * s)",
    "L/minute": "1e-3 * m ** 3 / (60 * s)", "L/hour": "1e-3 * m ** 3 / (3600 * s)", "m3/hour": "m ** 3 / (3600 * s)",
    "N": "1e3 * g * m / s ** 2", "mN": "1e-3 * N", "kN": "1e3 * N", "Pa": "N / m ** 2", "hPa": "1e2 * Pa", "kPa": "1e3 * Pa",
    "MPa": "1e6 * Pa", "mbar": "1e2 * Pa", "bar": "1e5 * Pa", "psi": "4.4482216152605 * N / (0.00064516 * m ** 2)",
    "rpm": "rev / (60 * s)", "°": "degree", "MP": "1e6 * px", "%": "1e-2 * ratio", "ppm": "1e-6 * ratio",
    "cd/m2": "cd / m ** 2", "lm/W": "lmW", "W/m2": "Wm2", "g/m2": "gm2", "kg/m3": "1e3 * g / m ** 3",
}  # fmt: skip
"""Every other canonical unit but the temperatures, made of these.

Sources: BIPM, The International System of Units (2019), tables 4 and 8; NIST Special Publication 811 (2008), appendix B, for
inch, pound, gallon, horsepower and psi (all exact). Data units are decimal, as makers of drives and networks state them.
"""
_TEMPERATURES = {"°C": "K; offset: 273.15", "°F": "5 / 9 * K; offset: 459.67 * 5 / 9"}


def converted(number: Decimal, unit: str, to: str) -> Decimal | None:
    """Return a number of one canonical unit in another, or None where the two do not measure the same thing.

    A blank unit is a bare number and converts to a blank unit only. A year is twelve months; neither is a number of days.

    Args:
        number: finite.
        unit: its canonical unit.
        to: the canonical unit wanted.
    """
    if unit == to:
        return number
    names = _names()
    if unit not in names or to not in names or not number.is_finite():
        return None
    from pint.errors import DimensionalityError

    with localcontext(Context(prec=_PRECISION)):
        try:
            result = _registry().convert(number, names[unit], names[to])
        except DimensionalityError:
            return None
        rounded = Context(prec=DIGITS).create_decimal(result)
        return rounded.quantize(Decimal(1)) if _is_short_whole(rounded) else rounded.normalize()


def _is_short_whole(number: Decimal) -> bool:
    return number == number.to_integral_value() and number.adjusted() < DIGITS


@cache
def _names() -> dict[str, str]:
    """Return a name that pint can parse for every unit: %, m/s and °C are none."""
    bases = {unit: unit for unit in _BASES.split()}
    others = [*_DEFINITIONS, *_TEMPERATURES]
    return {**{unit: f"q{i}_" for i, unit in enumerate(others)}, **{u: f"base_{u}" for u in bases}}


@cache
def _registry() -> UnitRegistry[Decimal]:
    from pint import UnitRegistry  # here, because it loads numpy, and all that press decks load this file

    names = _names()
    registry: UnitRegistry[Decimal] = UnitRegistry(None, non_int_type=Decimal, autoconvert_offset_to_baseunit=True)
    with localcontext(Context(prec=_PRECISION)):
        for unit in _BASES.split():
            registry.define(f"{names[unit]} = [{unit}]")
        for unit, made_of in (_DEFINITIONS | _TEMPERATURES).items():
            words = [names.get(word, word) for word in made_of.replace(";", " ;").split()]
            # A unit inside brackets, such as `(3600 * s)`, is parted from them first.
            registry.define(f"{names[unit]} = " + " ".join(_named(word, names) for word in words))
    return registry


def _named(word: str, names: dict[str, str]) -> str:
    bare = word.strip("()")
    return word.replace(bare, names[bare]) if bare in names else word
