"""Units: the units a spec may use, and the ways of writing them.

In: a unit as written.
Out: its canonical name.
"""

from __future__ import annotations

UNITS = frozenset(
    "mm cm m km in ft mi mg g kg t lb oz ml cl L m3 gal cm2 m2 ms s minute hour day week month year mW W "
    "kW hp Wh kWh J mAh Ah mV V kV mA A ohm Hz kHz MHz GHz B kB MB GB TB kbps Mbps Gbps m/s km/h mph Pa "
    "kPa bar psi N kN Nm rpm °C K °F ° lm lx cd/m2 dB dpi px MP ppm % piece speed port user seat cycle "
    "page".split()
)
"""Canonical names."""

SPELLINGS: dict[str, str] = {
    "millimetre": "mm", "millimeter": "mm", "centimetre": "cm", "centimeter": "cm", "metre": "m", "meter": "m",
    "kilometre": "km", "kilometer": "km", "inch": "in", "inches": "in", '"': "in", "foot": "ft", "feet": "ft", "mile": "mi",
    "gram": "g", "kilogram": "kg", "kilo": "kg", "kgs": "kg", "lbs": "lb", "pound": "lb", "us pound": "lb", "ounce": "oz",
    "l": "L", "litre": "L", "liter": "L", "millilitre": "ml", "milliliter": "ml", "gallon": "gal",
    "second": "s", "sec": "s", "seconds": "s", "min": "minute", "h": "hour", "hr": "hour", "hours": "hour", "d": "day",
    "yr": "year", "watt": "W", "volt": "V", "ampere": "A", "amp": "A", "percent": "%", "pct": "%", "celsius": "°C",
    "degc": "°C", "fahrenheit": "°F", "pcs": "piece", "pc": "piece", "each": "piece", "ea": "piece", "gear": "speed",
    "mbit/s": "Mbps", "gbit/s": "Gbps", "kbit/s": "kbps", "kph": "km/h", "pixel": "px", "megapixel": "MP",
}  # fmt: skip
"""Other ways of writing a unit, in lower case, to its canonical name."""


def canonical_unit(written: str) -> str | None:
    """Return the canonical unit for one as written (`lbs` -> `lb`, `years` -> `year`), or None if nobody knows it."""
    unit = written.strip()
    if unit in UNITS:
        return unit
    folded = unit.lower().rstrip(".")
    for name in (folded, folded.removesuffix("s")):
        if name in SPELLINGS:
            return SPELLINGS[name]
        same = [u for u in UNITS if u.lower() == name]
        if len(same) == 1:
            return same[0]
    return None
