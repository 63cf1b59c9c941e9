"""Units: the units a spec may use, the ways of writing them, and the codes of trade for them.

In: a unit as written, or its code.
Out: its canonical name.
"""

from __future__ import annotations

UNITS = frozenset(
    "µm mm cm m km in ft yd mi mg g kg t lb oz ml cl dl L m3 cm3 dm3 gal mm2 cm2 m2 ms s minute hour day week month year mW W "
    "kW MW hp PS VA kVA Wh kWh MWh J kJ MJ mAh Ah mV V kV µA mA A kA ohm kohm Mohm µF Hz kHz MHz GHz THz bit B kB MB GB TB "
    "bps kbps Mbps Gbps Tbps m/s km/h mph L/minute L/hour m3/hour Pa hPa kPa MPa mbar bar psi mN N kN Nm rpm °C K °F ° lm lx cd "
    "cd/m2 lm/W W/m2 g/m2 kg/m3 dB dpi px MP ppm % piece pair set speed port user seat cycle page tap".split()
)
"""Canonical names."""

SPELLINGS: dict[str, str] = {
    "millimetre": "mm", "millimeter": "mm", "centimetre": "cm", "centimeter": "cm", "metre": "m", "meter": "m",
    "kilometre": "km", "kilometer": "km", "micrometre": "µm", "micrometer": "µm", "micron": "µm", "um": "µm",
    "inch": "in", "inche": "in", '"': "in", "″": "in", "zoll": "in", "foot": "ft", "feet": "ft", "yard": "yd", "mile": "mi",
    "milligram": "mg", "gram": "g", "kilogram": "kg", "kilo": "kg", "kgs": "kg", "ton": "t", "tonne": "t", "metric ton": "t",
    "lbs": "lb", "pound": "lb", "us pound": "lb", "ounce": "oz",
    "l": "L", "litre": "L", "liter": "L", "ltr": "L", "millilitre": "ml", "milliliter": "ml", "centilitre": "cl",
    "centiliter": "cl", "decilitre": "dl", "deciliter": "dl", "gallon": "gal", "cubic metre": "m3", "cubic meter": "m3",
    "m³": "m3", "m^3": "m3", "cm³": "cm3", "cubic centimetre": "cm3", "cubic centimeter": "cm3", "ccm": "cm3", "dm³": "dm3",
    "cubic decimetre": "dm3", "cubic decimeter": "dm3", "mm²": "mm2", "square millimetre": "mm2", "square millimeter": "mm2",
    "cm²": "cm2", "square centimetre": "cm2", "square centimeter": "cm2", "m²": "m2", "m^2": "m2", "qm": "m2", "sqm": "m2",
    "square metre": "m2", "square meter": "m2", "millisecond": "ms", "msec": "ms", "second": "s", "sec": "s", "sek": "s",
    "seconds": "s", "min": "minute", "h": "hour", "hr": "hour", "hours": "hour", "std": "hour", "d": "day", "yr": "year",
    "jahre": "year", "jahr": "year", "monate": "month", "tage": "day", "milliwatt": "mW", "watt": "W", "kilowatt": "kW",
    "megawatt": "MW", "horsepower": "hp", "volt ampere": "VA", "volt-ampere": "VA", "watthour": "Wh", "watt hour": "Wh",
    "kilowatthour": "kWh", "kilowatt hour": "kWh", "joule": "J", "kilojoule": "kJ", "megajoule": "MJ",
    "milliamperehour": "mAh", "milliampere hour": "mAh", "amperehour": "Ah", "ampere hour": "Ah", "millivolt": "mV", "volt": "V",
    "kilovolt": "kV", "milliampere": "mA", "milliamp": "mA", "ampere": "A", "amp": "A", "kiloampere": "kA", "ω": "ohm",
    "kω": "kohm", "kiloohm": "kohm", "megaohm": "Mohm", "microfarad": "µF", "uf": "µF", "hertz": "Hz", "kilohertz": "kHz",
    "megahertz": "MHz", "gigahertz": "GHz", "terahertz": "THz", "byte": "B", "kilobyte": "kB", "megabyte": "MB",
    "gigabyte": "GB", "terabyte": "TB", "bit/s": "bps", "kbit/s": "kbps", "mbit/s": "Mbps", "gbit/s": "Gbps", "mbits/s": "Mbps",
    "gbits/s": "Gbps", "megabit per second": "Mbps", "gigabit per second": "Gbps", "kilobit per second": "kbps",
    "metre per second": "m/s", "meter per second": "m/s", "kph": "km/h", "kmh": "km/h", "kilometre per hour": "km/h",
    "kilometer per hour": "km/h", "mile per hour": "mph", "l/min": "L/minute", "l/h": "L/hour", "m³/h": "m3/hour",
    "m3/h": "m3/hour", "pascal": "Pa", "hectopascal": "hPa", "kilopascal": "kPa", "megapascal": "MPa", "millibar": "mbar",
    "newton": "N", "kilonewton": "kN", "n·m": "Nm", "n.m": "Nm", "newton metre": "Nm", "newton meter": "Nm", "newton-metre": "Nm",
    "u/min": "rpm", "1/min": "rpm", "min-1": "rpm", "r/min": "rpm", "revolutions per minute": "rpm",
    "celsius": "°C", "degc": "°C", "degree celsius": "°C", "° c": "°C", "º c": "°C", "ºc": "°C", "grad celsius": "°C",
    "kelvin": "K", "fahrenheit": "°F", "degf": "°F", "degree fahrenheit": "°F", "degree": "°", "deg": "°", "lumen": "lm",
    "lux": "lx", "candela": "cd", "nit": "cd/m2", "cd/m²": "cd/m2", "w/m²": "W/m2", "g/m²": "g/m2", "gsm": "g/m2",
    "kg/m³": "kg/m3", "decibel": "dB", "db(a)": "dB", "dba": "dB", "dot per inch": "dpi", "pixel": "px", "megapixel": "MP",
    "percent": "%", "pct": "%", "per cent": "%", "prozent": "%", "pcs": "piece", "pc": "piece", "each": "piece", "ea": "piece",
    "stk": "piece", "stück": "piece", "pce": "piece", "unit": "piece", "pr": "pair", "gear": "speed",
}  # fmt: skip
"""Other ways of writing a unit, in lower case, to its canonical name."""

TRADE_CODES: dict[str, str] = {
    "4H": "µm", "MMT": "mm", "CMT": "cm", "MTR": "m", "KMT": "km", "INH": "in", "FOT": "ft", "YRD": "yd", "SMI": "mi",
    "MGM": "mg", "GRM": "g", "KGM": "kg", "TNE": "t", "LBR": "lb", "ONZ": "oz", "MLT": "ml", "CLT": "cl", "DLT": "dl", "LTR": "L",
    "MTQ": "m3", "CMQ": "cm3", "DMQ": "dm3", "GLL": "gal", "MMK": "mm2", "CMK": "cm2", "MTK": "m2", "C26": "ms", "SEC": "s",
    "MIN": "minute", "HUR": "hour", "DAY": "day", "WEE": "week", "MON": "month", "ANN": "year", "C31": "mW", "WTT": "W",
    "KWT": "kW", "MAW": "MW", "BHP": "hp", "D46": "VA", "KVA": "kVA", "WHR": "Wh", "KWH": "kWh", "MWH": "MWh", "JOU": "J",
    "KJO": "kJ", "3B": "MJ", "E09": "mAh", "AMH": "Ah", "2Z": "mV", "VLT": "V", "KVT": "kV", "B84": "µA", "4K": "mA",
    "AMP": "A", "B22": "kA", "OHM": "ohm", "B49": "kohm", "B75": "Mohm", "4O": "µF", "HTZ": "Hz", "KHZ": "kHz", "MHZ": "MHz",
    "A86": "GHz", "D29": "THz", "A99": "bit", "AD": "B", "2P": "kB", "4L": "MB", "E34": "GB", "E35": "TB", "B10": "bps",
    "C74": "kbps", "E20": "Mbps", "B80": "Gbps", "MTS": "m/s", "KMH": "km/h", "HM": "mph", "L2": "L/minute", "E32": "L/hour",
    "MQH": "m3/hour", "PAL": "Pa", "A97": "hPa", "KPA": "kPa", "MPA": "MPa", "MBR": "mbar", "BAR": "bar", "PS": "psi",
    "C20": "mN", "NEW": "N", "B47": "kN", "NU": "Nm", "RPM": "rpm", "CEL": "°C", "KEL": "K", "FAH": "°F", "DD": "°",
    "LUM": "lm", "LUX": "lx", "CDL": "cd", "A24": "cd/m2", "B61": "lm/W", "D54": "W/m2", "GM": "g/m2", "KMQ": "kg/m3", "2N": "dB",
    "E39": "dpi", "E37": "px", "E38": "MP", "59": "ppm", "P1": "%", "C62": "piece", "H87": "piece", "PCE": "piece", "EA": "piece",
    "PR": "pair", "SET": "set",
}  # fmt: skip
"""UN/CEFACT Recommendation 20 common codes to canonical names."""

ETIM_CODES: dict[str, str] = {
    "EU000018": "kVA", "EU000022": "VA", "EU570011": "J", "EU570020": "N", "EU570025": "%", "EU570028": "Hz", "EU570036": "m",
    "EU570054": "W", "EU570056": "bar", "EU570073": "°C", "EU570076": "K", "EU570079": "V", "EU570097": "m2", "EU570106": "lx",
    "EU570108": "lm", "EU570109": "cd", "EU570121": "cm2", "EU570126": "mm2", "EU570170": "kA", "EU570174": "mA",
    "EU570193": "kV", "EU570235": "W/m2", "EU570245": "Nm", "EU570257": "cd/m2", "EU570376": "m/s", "EU570378": "cm3",
    "EU570383": "°", "EU570399": "cm", "EU570403": "L", "EU570416": "kPa", "EU570418": "kW", "EU570419": "kWh", "EU570428": "psi",
    "EU570448": "mm", "EU570451": "m3/hour", "EU570459": "A", "EU570492": "Pa", "EU570508": "kN", "EU570515": "mV",
    "EU571087": "°F",
}  # fmt: skip
"""Codes of the ETIM product classification for the units that most of its features have."""

WRITTEN_EXACTLY: dict[str, str | None] = {
    "MΩ": "Mohm", "Kb": None, "kb": None, "Mb": None, "Gb": None, "Tb": None, "MA": None, "MV": None, "mWh": None, "mPa": None,
    "mHz": None, "mJ": None, "mohm": None, "Mm": None, "M": None, "k": None,
}  # fmt: skip
"""Ways of writing where the case decides (Mb is a bit, MB a byte; MA is not mA), to what they mean, None where nobody can say."""


def _folded() -> dict[str, str]:
    names: dict[str, list[str]] = {}
    for unit in sorted(UNITS):
        names.setdefault(unit.lower(), []).append(unit)
    return {name: units[0] for name, units in names.items() if len(units) == 1}


FOLDED = _folded()
"""Canonical names in lower case, but for those that would then be one (mW and MW)."""


def canonical_unit(written: str) -> str | None:
    """Return the canonical unit for one as written (`lbs` -> `lb`, `years` -> `year`), or None if nobody knows it."""
    unit = " ".join(written.replace("_", " ").replace("μ", "µ").replace("Ω", "Ω").split())
    if unit in UNITS:
        return unit
    if unit in WRITTEN_EXACTLY:
        return WRITTEN_EXACTLY[unit]
    folded = unit.lower().rstrip(".")
    for name in (folded, folded.removesuffix("s")):
        if name in SPELLINGS:
            return SPELLINGS[name]
        if name in FOLDED:
            return None if _case_matters(unit, FOLDED[name]) else FOLDED[name]
    return None


def _case_matters(written: str, unit: str) -> bool:
    """Say whether a unit in other letters' case may be another unit: MW is no mW, MBps no Mbps, Gb no GB."""
    milli = unit in ("mW", "mV", "mA", "mAh", "mg", "ml") and written[0] == "M"
    bits = unit.endswith("bps") and "B" in written
    octets = unit in ("kB", "MB", "GB", "TB") and written[0].isupper() and "b" in written
    return milli or bits or octets
