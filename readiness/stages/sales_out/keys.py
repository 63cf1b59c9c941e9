"""Keys: what tells a line from every other, and what it says, so that the same line never counts twice.

In: typed lines, the partner, the fields that tell its lines apart.
Out: lines with `occurrence`, `line_key`, `content_hash` and `is_duplicate`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence

import polars as pl

from readiness.stages.sales_out.lines import ACCOUNT_FIELDS, LINE_SCHEMA, flags
from readiness.stages.sales_out.mapping import ReportMapping

_SLICE = 100_000
"""Lines hashed at a time: their texts need not stand in memory all at once."""
_NOT_CONTENT = ("row", "faults", "cautions", "quantity", "unit_of_measure", "description")
"""What is another way to say the same: `units` say how many."""
_PRODUCT = "product"
IDENTITY = ("document", "document_line", "serial", _PRODUCT, "sold_on", "movement", "location")


def keyed(lines: pl.DataFrame, partner_id: str, mapping: ReportMapping, late: Collection[int] = ()) -> pl.DataFrame:
    """Return lines with keys, in their order.

    Lines of one identity that nothing tells apart count on, by what they say and not by where they stand, so that a resend in
    another order is the same. Where the identity has the document's line or a serial number, a second like line is a
    duplicate, and one that says something else is a fault.

    Args:
        lines: as checked; lines with faults get keys too, and take no part in counting on.
        partner_id: who reports.
        mapping: its `keys` and `product_by`.
        late: rows that were not taken when the file was read before; they count on after the others, whose keys stay.
    """
    product = pl.coalesce(*(pl.when(pl.col(f) != "").then(f) for f in mapping.product_by), pl.lit(""))
    lines = lines.with_columns(product.alias(_PRODUCT), pl.lit(partner_id).alias("partner_id"))
    identity = _identity(mapping)
    content = [name for name in LINE_SCHEMA if name not in (*_NOT_CONTENT, *(mapping.keys or IDENTITY))]
    lines = lines.with_columns(digests(lines, [pl.col(name) for name in content], short=True).alias("content_hash"))
    is_good = pl.col("faults") == 0
    parts = [pl.when(is_good).then(pl.lit("")).otherwise(pl.col("row").cast(pl.String)).alias("apart"), *identity]
    hashes = [piece.select(pl.struct(parts).hash().alias("hash"))["hash"] for piece in _pieces(lines)]
    same = pl.concat(hashes) if hashes else pl.Series("hash", [], pl.UInt64)  # where two meet by chance, their parts differ below
    lines = lines.with_columns(same.is_duplicated().alias("is_shared"), _is_told_apart(mapping).alias("is_told"))
    lines = _counted_on(lines, parts, late)
    key_parts = [pl.col("partner_id"), *identity, pl.col("occurrence").cast(pl.String)]
    lines = lines.with_columns(digests(lines, key_parts).alias("line_key"))
    return lines.drop("is_shared", "is_told", _PRODUCT, "partner_id")


def _identity(mapping: ReportMapping) -> list[pl.Expr]:
    """Return what tells lines apart, as texts; without a document, the account does as well."""
    if mapping.keys:
        return [pl.col(name).cast(pl.String) for name in mapping.keys]
    no_document = pl.col("document") == ""
    accounts = [
        pl.when(no_document).then(name).otherwise(pl.lit("")).alias(name) for name in ACCOUNT_FIELDS if name != "location"
    ]
    return [*(pl.col(name).cast(pl.String) for name in IDENTITY), *accounts]


def _is_told_apart(mapping: ReportMapping) -> pl.Expr:
    if mapping.keys:
        return pl.lit(value=True)
    return ((pl.col("document") != "") & (pl.col("document_line") != "")) | (pl.col("serial") != "")


def _counted_on(lines: pl.DataFrame, parts: Sequence[pl.Expr], late: Collection[int]) -> pl.DataFrame:
    """Return lines with `occurrence`, `is_duplicate`, and what comes of lines that share an identity."""
    nothing = pl.lit(value=False)
    if not lines["is_shared"].any():
        return lines.with_columns(pl.lit(1, pl.Int64).alias("occurrence"), nothing.alias("is_duplicate"))
    at = pl.int_range(pl.len(), dtype=pl.Int64)
    lines = lines.with_columns(at.alias("at"))
    is_late = pl.col("row").is_in(list(late)).alias("is_late")
    shared = lines.filter("is_shared").select(
        "at", "content_hash", "is_told", is_late, *(p.alias(f"part_{i}") for i, p in enumerate(parts))
    )
    group = [f"part_{i}" for i in range(len(parts))]
    shared = shared.sort(*group, "is_late", "content_hash", "at").with_columns(
        (pl.int_range(pl.len(), dtype=pl.Int64).over(group) + 1).alias("n"),
        pl.col("content_hash").n_unique().over(group).alias("n_contents"),
        (pl.int_range(pl.len()).over([*group, "content_hash"]) > 0).alias("is_again"),
        pl.len().over([*group, "content_hash"]).alias("n_like"),
    )
    is_told = pl.col("is_told")
    shared = shared.select(
        "at",
        pl.when(is_told).then(1).otherwise("n").alias("occurrence"),
        (is_told & pl.col("is_again") & (pl.col("n_contents") == 1)).alias("is_duplicate"),
        (is_told & (pl.col("n_contents") > 1)).alias("is_key_twice"),
        (~is_told & (pl.col("n_like") > 1)).alias("is_like_line"),
    )
    beside = lines.select("at").join(shared, on="at", how="left", maintain_order="left").drop("at")
    return (
        lines.hstack(beside)
        .with_columns(
            pl.col("occurrence").fill_null(1),
            pl.col("is_duplicate").fill_null(value=False),
            (pl.col("faults") | flags({"key_twice": pl.col("is_key_twice")})).alias("faults"),
            (pl.col("cautions") | flags({"like_line": pl.col("is_like_line")})).alias("cautions"),
        )
        .drop("at", "is_key_twice", "is_like_line")
    )


def digests(lines: pl.DataFrame, parts: Sequence[pl.Expr] = (), *, short: bool = False) -> pl.Series:
    """Return a hash of each row's parts, all cells without any, in which no two different rows meet.

    Each part goes in with its length, and null apart from "".

    sha256, or with `short` blake2b of 16 bytes; in hexadecimal.
    """
    found: list[pl.Series] = []
    for whole in _pieces(lines):
        piece = whole.select(parts or pl.all())
        coded = [part for name in piece.columns for part in _coded(piece[name])]
        texts = piece.select(pl.concat_str(coded).cast(pl.Binary).alias("x")).to_series().to_list()
        if short:
            hashes = [hashlib.blake2b(text, digest_size=16).hexdigest() for text in texts]
        else:
            hashes = [hashlib.sha256(text).hexdigest() for text in texts]
        found.append(pl.Series("digest", hashes, dtype=pl.String))
    return pl.concat(found) if found else pl.Series("digest", [], pl.String)


def _pieces(lines: pl.DataFrame) -> Iterator[pl.DataFrame]:
    return lines.iter_slices(_SLICE) if lines.height else iter(())


def _coded(column: pl.Series) -> list[pl.Expr]:
    """Return the texts that stand for a column's cells: 3:abc, 0: where blank, - where null."""
    text = pl.col(column.name).cast(pl.String)
    length = text.str.len_bytes().cast(pl.String)
    if column.null_count():
        return [pl.concat_str(length, pl.lit(":"), text).fill_null("-")]
    if column.dtype == pl.String and (column == "").all():
        return [pl.lit("0:")]
    return [length, pl.lit(":"), text]
