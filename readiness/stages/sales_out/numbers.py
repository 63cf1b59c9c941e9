"""Numbers in reports: text as a partner writes it -> whole millionths, exact; nothing passes through a float.

In: texts, the decimal mark.
Out: millionths, and whether digits beyond the sixth decimal were cut; amounts in minor units, halves to even.
"""

from __future__ import annotations

import polars as pl

DECIMALS = 6
MILLION = 10**DECIMALS
MAX_WHOLE_DIGITS = 24
"""Longer is no number to anybody; what is too large for a sale is told apart below it."""
LARGEST_QUANTITY = 10**12 * MILLION
LARGEST_AMOUNT = 10**15 * MILLION
"""In millionths: amounts have at most 15 digits before the mark, quantities and prices 12."""
WIDE = pl.Int128
SPACES = " '’\u00a0\u202f"
"""Marks that part thousands in any country; the mark that is not the decimal mark does too."""


def millionths(texts: pl.Series, mark: str) -> pl.DataFrame:
    """Return `value` (Int128, null where the text is no number) and `is_cut` for each text.

    (12.5) and 12.5- are negative. Few texts are not plain digits: only those go the long way, each different one once.
    """
    texts = texts.alias("text")
    other = "," if mark == "." else "."
    whole = rf"(?:[0-9]{{1,{MAX_WHOLE_DIGITS}}}|[0-9]{{1,3}}(?:\{other}[0-9]{{3}}){{1,7}})"
    is_plain = texts.str.contains(rf"^-?{whole}(?:\{mark}[0-9]{{1,{DECIMALS}}})?$")
    plain = texts.str.replace_all(other, "", literal=True)
    plain = plain if mark == "." else plain.str.replace(mark, ".", literal=True)
    values = plain.zip_with(is_plain, pl.Series([None], dtype=pl.String)).cast(pl.Decimal(38, DECIMALS), strict=False)
    found = values.to_physical().alias("value").to_frame().with_columns(pl.lit(value=False).alias("is_cut"))
    if is_plain.all():
        return found
    odd = texts.to_frame().filter(~is_plain).unique(maintain_order=True)
    odd = odd.with_columns(_canonical(mark)).select(
        "text",
        pl.col("number").str.head(-DECIMALS * 3).cast(pl.Decimal(38, DECIMALS), strict=False).to_physical().alias("odd_value"),
        (pl.col("number").str.tail(DECIMALS * 3).str.strip_chars("0") != "").alias("odd_cut"),
    )
    both = pl.concat([texts.to_frame(), found], how="horizontal").join(odd, on="text", how="left", maintain_order="left")
    return both.select(pl.coalesce("value", "odd_value").alias("value"), pl.coalesce("odd_cut", "is_cut").alias("is_cut"))


def _canonical(mark: str) -> pl.Expr:
    """Return a number's text as -1234.567800, then 18 digits that follow the sixth decimal; null where it is none."""
    text = pl.col("text").str.strip_chars()
    in_brackets = text.str.contains(r"^\(.*\)$")
    minus_last = text.str.contains(r"^[^+-].*-$")
    body = (
        pl.when(in_brackets).then(text.str.strip_prefix("(").str.strip_suffix(")"))
        .when(minus_last).then(text.str.strip_suffix("-")).otherwise(text).str.strip_chars()
    )  # fmt: skip
    is_signed = body.str.contains(r"^[+-]")
    fits = body.str.contains(_pattern(mark)) & ~((in_brackets | minus_last) & is_signed)
    digits = body.str.replace_all(rf"[^0-9{mark}]", "").str.replace(mark, ".", literal=True)
    whole = digits.str.extract(r"^([0-9]*)", 1).str.strip_chars_start("0")
    part = digits.str.extract(r"\.([0-9]*)$", 1).fill_null("").str.pad_end(DECIMALS, "0")
    rest = part.str.slice(DECIMALS)
    beyond = pl.when(rest.str.strip_chars("0") != "").then(pl.lit("1")).otherwise(pl.lit("0")).str.pad_end(DECIMALS * 3, "0")
    sign = pl.when(in_brackets | minus_last | body.str.starts_with("-")).then(pl.lit("-")).otherwise(pl.lit(""))
    number = pl.concat_str(sign, pl.lit("0"), whole, pl.lit("."), part.str.head(DECIMALS), beyond)
    return pl.when(fits & (whole.str.len_bytes() <= MAX_WHOLE_DIGITS)).then(number).alias("number")


def _pattern(mark: str) -> str:
    other = "," if mark == "." else "."
    grouped = "|".join(rf"[0-9]{{1,3}}(?:\x{{{ord(m):x}}}[0-9]{{3}})+" for m in SPACES + other)
    return rf"^[+-]?(?:(?:{grouped}|[0-9]+)(?:\{mark}[0-9]*)?|\{mark}[0-9]+)$"


def wide(number: int) -> pl.Expr:
    """Return a number as wide as a product of two others needs."""
    return pl.lit(number, WIDE)


def rounded(value: pl.Expr, unit: pl.Expr, is_cut: pl.Expr) -> pl.Expr:
    """Return a value as whole units, halves to even; a value that was cut is a little further from nothing than it says."""
    size = value.abs()
    whole = size // unit
    twice = (size - whole * unit) * 2
    up = (twice > unit) | ((twice == unit) & (is_cut | (whole % 2 == 1)))
    return (whole + up.cast(WIDE)) * value.sign()
