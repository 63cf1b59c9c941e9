"""Alias files: products.csv, aliases/*.csv, credit_rules.csv, roster.csv: what partners' codes mean, whom a sale counts for.

In: the bytes of each file, all of them optional.
Out: SalesNames; faults as Problems.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from readiness.adapters.input_columns import Column, date_column, id_column, text_column
from readiness.adapters.input_ids import ANY_ID, KnownIds, either
from readiness.adapters.input_tables import Problems, Row, read_table
from readiness.adapters.input_values import BadValueError, decimal_value, gtin_value, shown
from readiness.stages.sales_out.matching.credit import FOR_EVER, WHOLE_PPM, CreditRule, rule_faults
from readiness.vocabulary import KnownProduct

PRODUCTS, RULES, ROSTER = "products.csv", "credit_rules.csv", "roster.csv"
ALIASES = {"product": "aliases/products.csv", "account": "aliases/accounts.csv", "rep": "aliases/reps.csv"}
FILES = (PRODUCTS, *ALIASES.values(), RULES, ROSTER)
MOST_LETTERS = 500
A_PARTNER = "a partner of channels.yaml, or blank for all of them"


@dataclass(frozen=True, slots=True)
class SalesNames:
    """What a launch folder says of partners' codes."""

    products: tuple[KnownProduct, ...] = ()
    """Every product of ours; () where no file says so."""
    aliases: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    """(product, account or rep; partner_id, "" for all; the partner's code) -> our id."""
    rules: tuple[CreditRule, ...] = ()
    roster: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """rep_id -> every territory the rep may sell in; a rep it does not name sells in the territory of reps.csv."""

    def of_partner(self, partner_id: str) -> dict[tuple[str, str], str]:
        """Return (product, account or rep; code) -> our id; what is said of one partner goes before what is said of all."""
        found: dict[tuple[str, str], str] = {}
        for spoken_of in ("", partner_id):
            found |= {(kind, code): known for (kind, partner, code), known in self.aliases.items() if partner == spoken_of}
        return found


def read_sales_names(
    files: Mapping[str, bytes], problems: Problems, *, partners: KnownIds = ANY_ID, launched: Collection[str] = ()
) -> SalesNames:
    """Return what the folder says of partners' codes.

    Args:
        files: path -> content; accounts.csv and reps.csv were read before.
        problems: where faults go.
        partners: of channels.yaml.
        launched: product_ids of launch.yaml, products too where products.csv does not name them.
    """
    products = _products(files, problems)
    known = {
        "product": either(problems.in_column(PRODUCTS, "product_id"), KnownIds(launched)) if PRODUCTS in files else ANY_ID,
        "account": problems.in_column("accounts.csv", "account_id"),
        "rep": problems.in_column("reps.csv", "rep_id"),
    }
    aliases: dict[tuple[str, str, str], str] = {}
    for kind, file in ALIASES.items():
        if file in files:
            aliases |= _aliases(file, files[file], kind, partners, known[kind], problems)
    return SalesNames(products, aliases, _rules(files, known, problems), _roster(files, known["rep"], problems))


def _products(files: Mapping[str, bytes], problems: Problems) -> tuple[KnownProduct, ...]:
    if PRODUCTS not in files:
        return ()
    columns = [
        id_column("product_id"),
        text_column("mpn", "the manufacturer's number", at_most=100, blank=True, optional=True),
        Column("gtin", gtin_value, "8, 12, 13 or 14 digits with a right check digit", optional=True, blank=True),
        text_column("name"),
    ]
    return tuple(KnownProduct(**r.values) for r in read_table(PRODUCTS, files[PRODUCTS], columns, problems, key="product_id"))


def _aliases(
    file: str, data: bytes, kind: str, partners: KnownIds, known: KnownIds, problems: Problems
) -> dict[tuple[str, str, str], str]:
    ours = f"{kind}_id"
    columns = [
        id_column("partner_id", A_PARTNER, blank=True, known=partners),
        text_column("code", "the code as the partner writes it", at_most=MOST_LETTERS),
        id_column(ours, f"a {ours} the launch folder names", known=known),
    ]
    found: dict[tuple[str, str, str], str] = {}
    rows: dict[tuple[str, str, str], int] = {}
    for r in read_table(file, data, columns, problems):
        key = (kind, r["partner_id"], r["code"])
        if key in rows:
            problems.add(
                file, r.row, "code", f"{shown(r['code'])} already stands in row {rows[key]}", "each code of a partner once"
            )
        rows.setdefault(key, r.row)
        found.setdefault(key, r[ours])
    return found


def _share(text: str) -> int:
    share = decimal_value("0.000001", "1")(text) * WHOLE_PPM
    if share != share.to_integral_value():
        raise BadValueError(f"{shown(text)} has more than six decimals")
    return int(share)


def _rules(files: Mapping[str, bytes], known: Mapping[str, KnownIds], problems: Problems) -> tuple[CreditRule, ...]:
    if RULES not in files:
        return ()
    columns = [
        id_column("rep_id", "a rep_id of reps.csv", known=known["rep"]),
        id_column("account_id", "an account_id of accounts.csv, or blank for a territory", blank=True, known=known["account"]),
        id_column("territory_id", "a territory_id, or blank for an account", blank=True),
        Column("share", _share, "a share above 0 and up to 1, such as 0.5"),
        date_column("valid_from"),
        date_column("valid_to", blank=True, default=FOR_EVER),
    ]
    rows = read_table(RULES, files[RULES], columns, problems)
    fits = [r for r in rows if _fits(r, problems)]
    rules = tuple(
        CreditRule(r.row, r["rep_id"], r["account_id"], r["territory_id"], r["share"], r["valid_from"], r["valid_to"])
        for r in fits
    )
    if not problems.in_file(RULES):
        for rule, column, what, expected in rule_faults(rules):
            problems.add(RULES, rule.row, column, what, expected)
    return rules


def _roster(files: Mapping[str, bytes], reps: KnownIds, problems: Problems) -> dict[str, frozenset[str]]:
    if ROSTER not in files:
        return {}
    columns = [id_column("rep_id", "a rep_id of reps.csv", known=reps), id_column("territory_id")]
    found: dict[str, frozenset[str]] = {}
    for r in read_table(ROSTER, files[ROSTER], columns, problems):
        if r["territory_id"] in found.get(r["rep_id"], ()):
            problems.add(ROSTER, r.row, "territory_id", f"{shown(r['territory_id'])} stands twice for the rep", "each once")
        found[r["rep_id"]] = found.get(r["rep_id"], frozenset()) | {r["territory_id"]}
    return found


def _fits(r: Row, problems: Problems) -> bool:
    if bool(r["account_id"]) == bool(r["territory_id"]):
        what = "both an account and a territory" if r["account_id"] else "neither an account nor a territory"
        problems.add(RULES, r.row, "account_id", f"the rule is for {what}", "an account_id or a territory_id")
    if r["valid_to"] < r["valid_from"]:
        problems.add(RULES, r.row, "valid_to", f"{r['valid_to']} is before valid_from", f"{r['valid_from']} or later")
    return bool(r["account_id"]) != bool(r["territory_id"]) and r["valid_to"] >= r["valid_from"]
