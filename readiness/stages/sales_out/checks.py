"""Checks: what a line shows only beside others or by its words, what a whole file shows, and reasons in words.

In: typed lines, the period a report states.
Out: lines with more faults and cautions; why a file is held; a sentence a quarantined row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from readiness.stages.sales_out.lines import FILE_RULES, PRODUCT_FIELDS, RULES, SOLD, flags, has
from readiness.stages.sales_out.mapping import ReportMapping, sample_day

Period = tuple[date, date]
UNUSUAL_TIMES, LEAST_LINES = 100, 5
"""A quantity so many times the median of its product in the file is unusual, where the product has enough lines."""
MOST_SHARE = 0.5
MAX_SHOWN = 60
_TOTAL = (
    r"(?i)^(?:(?:grand|sub|report|page)[ -]?totals?|totals?|sum|gesamt(?:summe)?|summe|zwischensumme|endsumme|totale|suma|somme"
    r"|total general|total g[eé]n[eé]ral|sous-total|合计|总计|小计|合計|小計)\b[ :.=]*(?:$|[0-9(])"
)
_TOTAL_FIELDS = ("document", "product_code", "partner_sku", "description", "account_code", "account_name", "rep_code", "day_text")
FEES = frozenset(
    "FREIGHT CARRIAGE BANKCHARGE BANKCHARGES SHIPPING SHIPPINGHANDLING SHIPPINGANDHANDLING HANDLING POSTAGE DELIVERY "
    "DELIVERYCHARGE INSURANCE SURCHARGE "
    "FUELSURCHARGE TAX SALESTAX VAT GST DISCOUNT REBATE CREDIT DEPOSIT RESTOCKING RESTOCKINGFEE SERVICEFEE FEE FEES MISC "
    "ROUNDING VERSAND VERSANDKOSTEN FRACHT PORTO RABATT MWST PFAND GEBUEHR GEBÜHR TRANSPORT FRAISDEPORT REMISE TVA FLETE ENVIO "
    "DESCUENTO IVA TRASPORTO SCONTO".split()
)
"""Letters and digits of what stands in a product's place and is none, upper case."""


@dataclass(frozen=True, slots=True)
class FileFault:
    """Why a file is held as a whole."""

    rule: str
    what: str


def checked(lines: pl.DataFrame, raw_days: pl.Series, period: Period | None = None) -> pl.DataFrame:
    """Return lines with the faults and cautions that need more than one cell.

    Args:
        lines: as typed.
        raw_days: the text of each line's day: a total often stands there.
        period: the first and last day the report states; None where it states none.
    """
    at_fault = lines.with_columns(raw_days.alias("day_text")).filter(pl.col("faults") != 0)
    totals = at_fault.filter(pl.any_horizontal(pl.col(name).str.contains(_TOTAL) for name in _TOTAL_FIELDS))["row"]
    fees = (pl.col(name).is_in(_named(_different(lines, name), FEES)) for name in ("product_code", "description"))
    is_total = pl.col("row").is_in(totals.to_list()) | pl.col("product_code").is_in(_totals(_different(lines, "product_code")))
    lines = lines.with_columns(is_total.alias("is_total"))
    is_unusual = pl.col("row").is_in(_unusual(lines))
    fee = flags({"fee": pl.any_horizontal(fees)})
    return lines.with_columns(
        pl.when("is_total").then(flags({"total_row": pl.col("is_total")})).otherwise(pl.col("faults") | fee).alias("faults"),
        (pl.col("cautions") | flags({"unusual_quantity": is_unusual, "outside_period": _is_outside(period)})).alias("cautions"),
    ).drop("is_total")


def _different(lines: pl.DataFrame, name: str) -> pl.Series:
    return lines.select(pl.col(name).unique()).to_series()


def _named(texts: pl.Series, words: frozenset[str]) -> list[str]:
    """Return the texts whose letters and digits are one of the words."""
    folded = texts.str.to_uppercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    return texts.filter(folded.is_in(sorted(words))).to_list()


def _totals(codes: pl.Series) -> list[str]:
    return codes.filter(codes.str.contains(_TOTAL)).to_list()


def _unusual(lines: pl.DataFrame) -> list[int]:
    """Return the rows whose quantity is far above the median of their product."""
    counted = lines.lazy().filter((pl.col("faults") == 0) & pl.col("movement").is_in(SOLD))
    counted = counted.select("row", *PRODUCT_FIELDS, pl.col("units").abs())
    often = counted.group_by(*PRODUCT_FIELDS, "units").agg(pl.len().alias("n"))  # far fewer rows than lines
    limit = (pl.col("units").repeat_by("n").list.explode().median() * UNUSUAL_TIMES).alias("limit")
    limits = often.group_by(PRODUCT_FIELDS).agg(limit, pl.col("units").max().alias("most"), pl.col("n").sum())
    limits = limits.filter((pl.col("n") >= LEAST_LINES) & (pl.col("most") > pl.col("limit"))).select(*PRODUCT_FIELDS, "limit")
    found = limits.collect()
    if found.is_empty():
        return []
    rows = counted.join(found.lazy(), on=PRODUCT_FIELDS).filter(pl.col("units") > pl.col("limit")).select("row").collect()
    return rows["row"].sort().to_list()


def _is_outside(period: Period | None) -> pl.Expr:
    return ~pl.col("sold_on").is_between(*period) if period else pl.lit(value=False)


def file_faults(lines: pl.DataFrame, n_rejected: int, period: Period | None = None) -> tuple[FileFault, ...]:
    """Return why a file is held as a whole, () where it can be taken.

    Args:
        lines: as checked, every row.
        n_rejected: rows its reader could not read.
        period: as stated.
    """
    n_rows = lines.height + n_rejected
    n_faulty = lines.filter(pl.col("faults") != 0).height + n_rejected
    says = {rule.name: rule.says for rule in FILE_RULES}
    found = []
    if n_faulty == n_rows > 0:
        found.append(FileFault("nothing_new", f"{says['nothing_new']}: {_most_common(lines)}"))
    elif n_faulty > MOST_SHARE * n_rows:
        found.append(FileFault("mostly_faulty", f"{says['mostly_faulty']}. {n_faulty:,} of {n_rows:,}: {_most_common(lines)}"))
    n_dated = lines.height - lines["sold_on"].null_count()
    n_outside = lines.filter(has("cautions", "outside_period")).height
    if period and n_outside > MOST_SHARE * n_dated:
        what = f"{says['wrong_period']}, {period[0]} to {period[1]}: {n_outside:,} of {n_dated:,}"
        found.append(FileFault("wrong_period", what))
    return tuple(found)


def _most_common(lines: pl.DataFrame) -> str:
    """Return the fault most rows have, in words."""
    counts = rule_counts(lines, "faults")
    if not counts:
        return "no row could be read, and each says why"
    name = max(counts, key=lambda n: (counts[n], n))
    rule = next(r for r in RULES if r.name == name)
    return f"{rule.column or 'the row'} {rule.says.split('{')[0].strip()}".replace(" written like", "")


def rule_counts(lines: pl.DataFrame, column: str) -> dict[str, int]:
    """Return how many lines have each rule's bit in `faults` or `cautions`; rules nobody broke are left out."""
    broken = lines.select(column).filter(pl.col(column) != 0)
    counts = broken.select(has(column, rule.name).sum().alias(rule.name) for rule in RULES)
    return {name: int(n) for name, n in counts.row(0, named=True).items() if n} if broken.height else {}


def reasons(lines: pl.DataFrame, raw: pl.DataFrame, mapping: ReportMapping) -> pl.DataFrame:
    """Return `row`, `rules` (names), `reason` (a sentence) and `raw` (the row's cells between bars) of lines with faults.

    Args:
        lines: as checked, with faults and without.
        raw: the frame they were read from, row for row.
        mapping: as they were read by.
    """
    is_faulty = lines["faults"] != 0
    # Rechunked: Polars 2.1 panics where columns of one frame are in unequal pieces.
    texts = raw.filter(is_faulty).with_columns(lines["faults"].filter(is_faulty)).rechunk()
    broken = rule_counts(texts, "faults")
    if not broken:
        return texts.select("row", *(pl.lit("").alias(name) for name in ("rules", "reason", "raw")))
    words = {"day": sample_day(mapping.date_format), "mark": mapping.decimal_mark}
    said, names = [], []
    for rule in (rule for rule in RULES if rule.name in broken):
        theirs = mapping.columns.get(rule.column, rule.column)
        shown = pl.col(theirs).fill_null("").str.head(MAX_SHOWN) if theirs in raw.columns else pl.lit("")
        quoted = pl.when(shown == "").then(pl.lit(theirs)).otherwise(pl.format("{} '{}'", pl.lit(theirs), shown))
        sentence = pl.concat_str(quoted, pl.lit(" " + rule.says.format(**words))).str.strip_chars()
        is_broken = has("faults", rule.name)
        said.append(pl.when(is_broken).then(sentence))
        names.append(pl.when(is_broken).then(pl.lit(rule.name)))
    cells = [pl.col(name).fill_null("") for name in raw.columns if name != "row"]
    return texts.select(
        "row",
        pl.concat_str(names, separator=" ", ignore_nulls=True).alias("rules"),
        pl.concat_str(said, separator="; ", ignore_nulls=True).alias("reason"),
        pl.concat_str(cells, separator="|").alias("raw"),
    )
