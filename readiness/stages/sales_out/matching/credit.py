"""Credit: which reps a sale counts for: the rep the partner names, else those the rules name on its day, each a share.

In: lines that stand; credit rules; the partners' codes of reps; the roster.
Out: Credited: a row for each line and rep, money and units adding up to the line's exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import polars as pl

WHOLE_PPM = 1_000_000
UNASSIGNED = ""
"""The rep of what counts for nobody."""
FOR_EVER = date.max


@dataclass(frozen=True, slots=True)
class CreditRule:
    """A rep's share of what is sold to an account, or in a territory, while the rule is in force."""

    row: int
    """Of credit_rules.csv."""
    rep_id: str
    account_id: str
    territory_id: str
    """Exactly one of account_id and territory_id is given."""
    share_ppm: int
    valid_from: date
    valid_to: date = FOR_EVER
    """The last day it is in force."""


@dataclass(frozen=True, slots=True)
class Credited:
    """Lines with the reps they count for."""

    lines: pl.DataFrame
    """line_key, rep_id ("" unassigned), how (reported, account, territory, unassigned), share_ppm, units, amount_minor; by line
    and rep. Of one line the shares are one in all, units and money the line's."""
    n_unassigned: int
    n_off_roster: int
    """Lines whose partner names a known rep in a territory where the roster does not have that rep."""


def rule_faults(rules: Sequence[CreditRule]) -> list[tuple[CreditRule, str, str, str]]:
    """Return what is wrong with rules: rule, column, what, expected; at every day the shares of a target must be one in all."""
    targets: dict[tuple[str, str], list[CreditRule]] = {}
    for rule in rules:
        targets.setdefault((rule.account_id, rule.territory_id), []).append(rule)
    found: list[tuple[CreditRule, str, str, str]] = []
    for (account, territory), group in sorted(targets.items()):
        target = f"account {account}" if account else f"territory {territory}"
        twice = _overlap(group)
        found += twice or _share_faults(target, group)
    return found


def _overlap(group: Sequence[CreditRule]) -> list[tuple[CreditRule, str, str, str]]:
    ordered = sorted(group, key=lambda r: (r.rep_id, r.valid_from, r.row))
    return [
        (b, "valid_from", f"{b.valid_from} is inside the rule of row {a.row} for the same rep", f"a day after {a.valid_to}")
        for a, b in pairwise(ordered)
        if a.rep_id == b.rep_id and b.valid_from <= a.valid_to
    ]


def _share_faults(target: str, group: Sequence[CreditRule]) -> list[tuple[CreditRule, str, str, str]]:
    """Return the first day of each stretch on which a target's shares are not one in all, at one of its rules."""
    ends = {date.fromordinal(r.valid_to.toordinal() + 1) for r in group if r.valid_to < FOR_EVER}
    days = sorted({r.valid_from for r in group} | ends)
    found = []
    for day in days:
        valid = [r for r in group if r.valid_from <= day <= r.valid_to]
        total = sum(r.share_ppm for r in valid)
        if valid and total != WHOLE_PPM:
            what = f"the shares of {target} from {day} are {total / WHOLE_PPM:g} in all"
            found.append((max(valid, key=lambda r: r.row), "share", what, "shares that are 1 in all on every day there are any"))
    return found


def credited(
    lines: pl.DataFrame,
    rules: Sequence[CreditRule],
    reps: Mapping[tuple[str, str], str],
    roster: Mapping[str, frozenset[str]],
) -> Credited:
    """Return which reps lines count for.

    Args:
        lines: line_key, partner_id, rep_id (as reported), account_id, territory_id, sold_on, units, amount_minor.
        rules: without faults.
        reps: (partner_id, the partner's code of a rep) -> rep_id; a code that is a rep_id of the roster needs no entry.
        roster: rep_id -> the territories the rep is on the roster for.
    """
    aliases = pl.DataFrame(
        [(p, code, rep) for (p, code), rep in reps.items()],
        {"partner_id": pl.String, "rep_id": pl.String, "known_rep": pl.String},
        orient="row",
    )
    known = pl.when(pl.col("rep_id").is_in(list(roster))).then(pl.col("rep_id"))
    named = lines.join(aliases, on=["partner_id", "rep_id"], how="left", maintain_order="left")
    named = named.with_columns(pl.coalesce("known_rep", known).alias("known_rep"))
    reported = named.filter(pl.col("known_rep").is_not_null())
    parts = [_part(reported, "reported", pl.col("known_rep"), pl.lit(WHOLE_PPM))]
    left = named.filter(pl.col("known_rep").is_null())
    for target in ("account", "territory"):
        found = left.join(_rule_frame(rules, target), on=f"{target}_id", how="inner", maintain_order="left")
        found = found.filter(pl.col("sold_on").is_between("valid_from", "valid_to"))
        parts.append(_part(found, target, pl.col("rule_rep"), pl.col("share_ppm")))
        left = left.join(found.select("line_key"), on="line_key", how="anti", maintain_order="left")
    parts.append(_part(left, "unassigned", pl.lit(UNASSIGNED), pl.lit(WHOLE_PPM)))
    pairs = pl.DataFrame(
        [(rep, t) for rep, territories in sorted(roster.items()) for t in sorted(territories)],
        {"known_rep": pl.String, "territory_id": pl.String},
        orient="row",
    )
    off = reported.filter(pl.col("territory_id") != "").join(pairs, on=["known_rep", "territory_id"], how="anti")
    whole = pl.concat(parts).sort("line_key", "rep_id")
    return Credited(split(split(whole, "units"), "amount_minor"), left.height, off.height)


def split(shares: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return rows with a line's whole number divided by their shares: rounded to nothing, the rest to the largest remainders.

    Args:
        shares: line_key, share_ppm, `column` (the line's, on each of its rows); equal remainders go to the earlier row.
        column: an integer; what is returned adds up to it exactly.

    Source: Hamilton's method of largest remainders; Balinski & Young (1982), Fair Representation, ch. 3.
    """
    size, share = pl.col(column).abs(), pl.col("share_ppm")
    rest = (size % WHOLE_PPM) * share  # in two steps, so that no product passes 64 bits
    floor = (size // WHOLE_PPM) * share + rest // WHOLE_PPM
    one = pl.col("line_key")
    missing = size - floor.sum().over(one)
    rank = (rest % WHOLE_PPM).rank("ordinal", descending=True).over(one)
    return shares.with_columns((pl.col(column).sign() * (floor + (rank <= missing).cast(pl.Int64))).alias(column))


def _part(lines: pl.DataFrame, how: str, rep: pl.Expr, share: pl.Expr) -> pl.DataFrame:
    named = (rep.alias("rep_id"), pl.lit(how).alias("how"), share.cast(pl.Int64).alias("share_ppm"))
    return lines.select("line_key", *named, pl.col("units").cast(pl.Int64), pl.col("amount_minor").cast(pl.Int64))


def _rule_frame(rules: Sequence[CreditRule], target: str) -> pl.DataFrame:
    rows = [
        (getattr(r, f"{target}_id"), r.rep_id, r.share_ppm, r.valid_from, r.valid_to) for r in rules if getattr(r, f"{target}_id")
    ]
    kinds = {f"{target}_id": pl.String, "rule_rep": pl.String, "share_ppm": pl.Int64, "valid_from": pl.Date, "valid_to": pl.Date}
    return pl.DataFrame(rows, kinds, orient="row")
