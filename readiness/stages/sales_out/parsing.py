"""Parsing: a report's text, column by column -> typed lines, each with the rules it breaks.

In: a frame of texts, its mapping, the day it came.
Out: a line frame (LINE_SCHEMA). A day, number, unit or currency that is in doubt is a fault and never a guess.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from readiness.stages.sales_out.lines import ACCOUNT_FIELDS, LINE_SCHEMA, PRODUCT_FIELDS, READ_FIELDS, RULES, SOLD, flags
from readiness.stages.sales_out.mapping import EXCEL, EXCEL_FROM, ReportMapping, date_pattern, movement_words, unit_factors
from readiness.stages.sales_out.numbers import (
    DECIMALS,
    LARGEST_AMOUNT,
    LARGEST_QUANTITY,
    MILLION,
    WIDE,
    millionths,
    rounded,
    wide,
)
from readiness.vocabulary import CURRENCIES, CURRENCY_EXPONENTS

FIRST_DAY = date(2000, 1, 1)
DAYS_AHEAD = 7
MAX_CHARS = 500
SLICE = 100_000
"""Lines typed at a time: what is worked out on the way need not stand in memory for all of them."""
CONTROLS = r"[\x00-\x1f\x7f-\x9f\u{2028}\u{2029}]+"
INVISIBLE = r"[\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}\u{feff}]"
"""Marks nobody sees that make two like codes differ; joiners that scripts need are left."""
ISO_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}:[0-9]{2})?$"
CELL_ERROR = r"^#(?:[\p{Lu}0-9/]+[!?]|N/A|N/D|NV)$"
"""What a spreadsheet writes where a formula failed, in any language: no code, though many lines may share it."""
_IDENTITY = ("document", "document_line", "serial", *PRODUCT_FIELDS, *ACCOUNT_FIELDS)
_NUMBERS = ("quantity", "unit_price", "amount")


def typed(raw: pl.DataFrame, mapping: ReportMapping, today: date, *, iso_days: bool = False) -> pl.DataFrame:
    """Return a report's lines, typed, in their order.

    An amount that is not given is quantity x unit price, the price to six decimals, rounded once to minor units, halves to even.

    Args:
        raw: `row`, and the columns the mapping names, all text.
        mapping: of a file that fits it: every column is there.
        today: the day the report came; no sale is later than a week after it.
        iso_days: whether days may also be ISO: so they are written where a workbook's cell was a day and no text.
    """
    unit = mapping.columns.get("unit_of_measure", "")
    has_units = bool(unit) and bool((raw[unit].str.strip_chars() != "").any())
    pieces = raw.iter_slices(SLICE) if raw.height else [raw]
    absent = [
        name for name in LINE_SCHEMA if name in READ_FIELDS and name not in (*mapping.columns, "movement", "currency", "sold_on")
    ]
    lines = pl.concat(_typed(p, mapping, today, iso_days=iso_days, has_units=has_units).drop(absent) for p in pieces)
    return lines.with_columns(pl.lit("").alias(name) for name in absent).select(list(LINE_SCHEMA))


def _typed(raw: pl.DataFrame, mapping: ReportMapping, today: date, *, iso_days: bool, has_units: bool) -> pl.DataFrame:
    texts = _texts(raw, mapping)
    lines = pl.concat([texts, *(_number(texts[name], mapping.decimal_mark) for name in _NUMBERS)], how="horizontal")
    lines = _day(lines, mapping, today, iso_days=iso_days)
    lines = _currency(_movement(_unit(lines, mapping, has_units=has_units), mapping), mapping)
    lines = _presence(_gtin(_amount(_units(lines, mapping), mapping)))
    lines = lines.with_columns(
        _flagged(lines, is_caution=False).alias("faults"), _flagged(lines, is_caution=True).alias("cautions")
    )
    return lines.select(pl.col(name).cast(kind) for name, kind in LINE_SCHEMA.items())


def _flagged(lines: pl.DataFrame, *, is_caution: bool) -> pl.Expr:
    """Return the rules found true, each in a column is_<rule>, as bits."""
    names = (r.name for r in RULES if r.is_caution == is_caution)
    return flags({name: pl.col(f"is_{name}") for name in names if f"is_{name}" in lines.columns})


def _texts(raw: pl.DataFrame, mapping: ReportMapping) -> pl.DataFrame:
    """Return `row` and every read field, without outer spaces, control characters and marks nobody sees."""
    given = [pl.col(theirs).fill_null("").alias(ours) for ours, theirs in mapping.columns.items()]
    texts = raw.select("row", *given)
    dirty = texts.select(pl.col(pl.String).str.contains(rf"^\s|\s$|{CONTROLS}|{INVISIBLE}").any())
    names = [name for name in dirty.columns if dirty[name].item()] if texts.height else []
    clean = (pl.col(n).str.replace_all(CONTROLS, " ").str.replace_all(INVISIBLE, "").str.strip_chars() for n in names)
    absent = (pl.lit("").alias(name) for name in READ_FIELDS if name not in mapping.columns)
    return texts.with_columns(clean).with_columns(absent).select("row", *READ_FIELDS)


def _number(texts: pl.Series, mark: str) -> pl.DataFrame:
    """Return a column's numbers in millionths; what is blank is null and no fault here."""
    name = texts.name
    if (texts == "").all():
        return pl.DataFrame({f"{name}_n": pl.Series([None], dtype=WIDE).new_from_index(0, texts.len()),
                             f"{name}_cut": pl.Series([False]).new_from_index(0, texts.len())})  # fmt: skip
    return millionths(texts, mark).rename({"value": f"{name}_n", "is_cut": f"{name}_cut"})


def _day(lines: pl.DataFrame, mapping: ReportMapping, today: date, *, iso_days: bool) -> pl.DataFrame:
    """Return lines with `sold_on` as a day, null where it is none."""
    text, form = pl.col("sold_on"), mapping.date_format
    read: pl.Expr = pl.when(text.str.contains(date_pattern(form))).then(_written_day(text, form))
    if iso_days:
        iso = pl.when(text.str.contains(ISO_DAY)).then(text.str.head(10).str.to_date("%Y-%m-%d", strict=False))
        read = pl.coalesce(iso, read)
    lines = lines.with_columns(read.alias("day"))
    is_inside = pl.col("day").is_between(FIRST_DAY, today + timedelta(days=DAYS_AHEAD))
    return lines.with_columns(
        pl.when(is_inside).then("day").alias("sold_on"),
        (text == "").alias("is_sold_on_blank"),
        ((text != "") & pl.col("day").is_null()).alias("is_sold_on"),
        (~is_inside).fill_null(value=False).alias("is_sold_on_range"),
    )


def _written_day(text: pl.Expr, form: str) -> pl.Expr:
    if form == EXCEL:
        return pl.lit(EXCEL_FROM) + pl.duration(days=text.str.head(5).cast(pl.Int64, strict=False))
    if any(f"%{part}" in form for part in "HMS"):
        return text.str.to_datetime(form, strict=False).dt.date()
    return text.str.to_date(form, strict=False)


def _unit(lines: pl.DataFrame, mapping: ReportMapping, *, has_units: bool) -> pl.DataFrame:
    """Return lines with `factor`: base units in the unit of measure; blank is base units where no line of the file names one."""
    unit = pl.col("unit_of_measure").str.to_uppercase()
    if not has_units:
        return lines.with_columns(pl.lit(1, WIDE).alias("factor"), pl.lit(value=False).alias("is_unit_of_measure"))
    factors = unit_factors(mapping)
    general = {u: n for (u, product), n in factors.items() if not product}
    special = {f"{u}\x00{product}": n for (u, product), n in factors.items() if product}
    factor = unit.replace_strict(general, default=None, return_dtype=pl.Int64)
    if special:
        pair = pl.concat_str(unit, pl.lit("\x00"), "product_code")
        factor = pl.coalesce(pair.replace_strict(special, default=None, return_dtype=pl.Int64), factor)
    return lines.with_columns(factor.cast(WIDE).alias("factor"), factor.is_null().alias("is_unit_of_measure"))


def _movement(lines: pl.DataFrame, mapping: ReportMapping) -> pl.DataFrame:
    """Return lines with `movement` in our word where theirs is known; blank is told by the sign."""
    word = pl.col("movement")
    ours = word.str.to_lowercase().replace_strict(movement_words(mapping), default="", return_dtype=pl.String)
    is_sold = (ours == "") & (word == "")
    by_sign = pl.when(pl.col("quantity_n") < 0).then(pl.lit("return")).otherwise(pl.lit("sale"))
    return lines.with_columns(
        pl.when(is_sold).then(by_sign).otherwise(ours).alias("movement"),
        (word != "").alias("said"),
        ((word != "") & (ours == "")).alias("is_movement"),
    )


def _currency(lines: pl.DataFrame, mapping: ReportMapping) -> pl.DataFrame:
    """Return lines with `currency` in capitals and `minor`: its minor unit in millionths."""
    code = pl.col("currency").str.to_uppercase()
    lines = lines.with_columns(pl.when(code == "").then(pl.lit(mapping.currency)).otherwise(code).alias("currency"))
    sizes = {c: 10 ** (DECIMALS - CURRENCY_EXPONENTS.get(c, 2)) for c in sorted(CURRENCIES)}
    minor = pl.col("currency").replace_strict(sizes, default=None, return_dtype=pl.Int64)
    return lines.with_columns(
        minor.fill_null(10**4).cast(WIDE).alias("minor"),
        ((pl.col("currency") != "") & minor.is_null()).alias("is_currency"),
        (pl.col("currency") == "").alias("is_currency_missing"),
    )


def _units(lines: pl.DataFrame, mapping: ReportMapping) -> pl.DataFrame:
    """Return lines with `units`, signed by the mapping's rule; a sale of a negative number is a return."""
    number, movement = pl.col("quantity_n"), pl.col("movement")
    is_large = number.abs() >= wide(LARGEST_QUANTITY)
    size = number * pl.col("factor")
    is_fraction = (size % wide(MILLION) != 0) | pl.col("quantity_cut")
    units = pl.when(~is_large & ~is_fraction).then(size // wide(MILLION)).cast(pl.Int64, strict=False)
    is_told_return = pl.col("said") & (movement == "return")
    is_wrong = pl.lit(value=False)
    if mapping.sign == "by_movement":
        units = pl.when(is_told_return).then(-units.abs()).when(movement == "sale").then(units.abs()).otherwise(units)
    elif mapping.sign == "returns_positive":
        is_wrong = is_told_return & (number < 0)
        units = pl.when(is_told_return).then(-units).otherwise(units)
    else:
        is_wrong = is_told_return & (number > 0)
    needs_none = movement.is_in(["no_sales", "price"])
    blank = pl.col("quantity") == ""
    lines = lines.with_columns(
        pl.when(blank & needs_none).then(0).otherwise(units).alias("units"),
        is_wrong.fill_null(value=False).alias("is_sign"),
        (blank & ~needs_none).alias("is_quantity_blank"),
        (~blank & number.is_null()).alias("is_quantity"),
        is_large.fill_null(value=False).alias("is_quantity_large"),
        (is_fraction & ~is_large).fill_null(value=False).alias("is_quantity_fraction"),
        pl.when(pl.col("said")).then(is_told_return).otherwise(pl.lit(value=False)).alias("told_return"),
    )
    is_turned = (pl.col("movement") == "sale") & (pl.col("units") < 0)
    return lines.with_columns(
        pl.when(is_turned).then(pl.lit("return")).otherwise("movement").alias("movement"),
        ((pl.col("units") == 0) & movement.is_in(SOLD)).fill_null(value=False).alias("is_zero_quantity"),
    )


def _amount(lines: pl.DataFrame, mapping: ReportMapping) -> pl.DataFrame:
    """Return lines with `amount_minor`, its sign that of the units where a movement, and no sign, tells a return."""
    given, price, number = pl.col("amount_n"), pl.col("unit_price_n"), pl.col("quantity_n")
    sold = pl.col("movement").is_in(SOLD)
    is_price_large = (price.abs() >= wide(LARGEST_QUANTITY)).fill_null(value=False)
    is_large = (given.abs() >= wide(LARGEST_AMOUNT)).fill_null(value=False)
    fits = (number.abs() < wide(LARGEST_QUANTITY)) & ~is_price_large
    minor = pl.col("minor")
    told = rounded(pl.when(~is_large).then(given), minor, pl.col("amount_cut"))
    worked = rounded(pl.when(fits).then(price * number), minor * wide(MILLION), pl.lit(value=False))
    lines = lines.with_columns(
        told.cast(pl.Int64).alias("told"),
        pl.when(worked.abs() < wide(10**18)).then(worked).cast(pl.Int64).alias("worked"),
        (is_large | (is_price_large & given.is_null())).alias("is_amount_large"),
    )
    amount = pl.coalesce("told", "worked")
    if mapping.sign != "as_reported":
        amount = (
            pl.when(pl.col("told_return") | pl.lit(mapping.sign == "by_movement"))
            .then(amount.abs() * pl.col("units").sign())
            .otherwise(amount)
        )
    blank, price_blank = pl.col("amount") == "", pl.col("unit_price") == ""
    # Reports of stock and movements often have no money at all; among lines with money, one without is a fault.
    is_unpriced = pl.lit(bool(lines.select((blank & price_blank).all()).item()))
    lines = lines.with_columns(amount.alias("amount_minor"))
    disagree = (pl.col("told").abs() - pl.col("worked").abs()).abs() > (number.abs() // wide(MILLION)).cast(
        pl.Int64, strict=False
    ).clip(1)
    return lines.with_columns(
        pl.when(blank & price_blank & (~sold | is_unpriced)).then(0).otherwise("amount_minor").alias("amount_minor"),
        (blank & price_blank & sold & ~is_unpriced).alias("is_amount_blank"),
        (blank & price_blank & sold & is_unpriced).alias("is_unpriced"),
        (~blank & given.is_null()).alias("is_amount"),
        (~price_blank & price.is_null()).alias("is_unit_price"),
        (
            pl.col("is_amount_large") | (blank & fits & pl.col("worked").is_null() & price.is_not_null()).fill_null(value=False)
        ).alias("is_amount_large"),
        (sold & (amount.sign() * pl.col("units").sign() < 0)).fill_null(value=False).alias("is_negative_price"),
        disagree.fill_null(value=False).alias("is_price_disagrees"),
        (sold & (amount == 0) & (pl.col("units") != 0)).fill_null(value=False).alias("is_zero_price"),
    )


def _gtin(lines: pl.DataFrame) -> pl.DataFrame:
    """Return lines with `gtin` as 14 digits where it is one; where it alone names the product it has to be right."""
    if (lines["gtin"] == "").all():
        return lines
    code = lines.select(
        "gtin",
        (pl.col("product_code") + pl.col("partner_sku") == "").alias("is_alone"),
        pl.col("gtin").str.replace_all(r"[ -]", "").alias("code"),
    )
    code = code.with_columns(pl.col("code").str.contains(r"^(?:[0-9]{8}|[0-9]{12,14})$").alias("fits"))
    code = code.with_columns(pl.when("fits").then("code").cast(pl.Int64).alias("digits"))
    total = pl.sum_horizontal(pl.col("digits") // 10**at % 10 * (1 if at % 2 == 0 else 3) for at in range(14))
    code = code.with_columns((pl.col("fits") & (total % 10 != 0)).alias("miscounts"))
    misshapen = (pl.col("gtin") != "") & ~pl.col("fits")
    found = code.select(
        pl.when("fits").then(pl.col("code").str.zfill(14)).otherwise("gtin").alias("gtin"),
        (misshapen & ~pl.col("is_alone")).alias("is_gtin_form"),
        (pl.col("miscounts") & ~pl.col("is_alone")).alias("is_gtin_check"),
        ((misshapen | pl.col("miscounts")) & pl.col("is_alone")).alias("is_gtin_alone"),
    )
    return lines.with_columns(found)


def _presence(lines: pl.DataFrame) -> pl.DataFrame:
    """Return lines with what is blank and needed, or too long, said."""
    texts = [name for name, kind in LINE_SCHEMA.items() if kind == pl.String]
    is_needed = ~pl.col("movement").is_in(["no_sales", "summary"])
    return lines.with_columns(
        (pl.all_horizontal(pl.col(name) == "" for name in PRODUCT_FIELDS) & is_needed).alias("is_product_blank"),
        (pl.all_horizontal(pl.col(name) == "" for name in ACCOUNT_FIELDS) & pl.col("movement").is_in(SOLD)).alias(
            "is_account_blank"
        ),
        pl.any_horizontal(pl.col(name).str.len_chars() > MAX_CHARS for name in texts).alias("is_text_long"),
        pl.any_horizontal(pl.col(name).str.contains(CELL_ERROR) for name in _IDENTITY).alias("is_cell_error"),
    )
