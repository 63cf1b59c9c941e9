"""Proposing: a mapping for a report nobody has mapped yet, from its column names and from what stands in them.

In: column names, the first rows as text.
Out: Proposal: a mapping for a person to read, what only a person can decide, and why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from readiness.stages.sales_out.lines import ACCOUNT_FIELDS, PRODUCT_FIELDS
from readiness.stages.sales_out.mapping import EXCEL, ReportMapping, date_pattern, sample_day, unit_factors
from readiness.stages.sales_out.synonyms import DOUBTFUL, MOVEMENT_WORDS, SURE, by_name, key
from readiness.vocabulary import CURRENCIES

DATE_FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d",
    *(form.replace("/", mark) for mark in "/.-" for form in ("%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y")),
    "%d-%b-%Y", "%d %b %Y", "%d-%b-%y", "%d %B %Y", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S",
)  # fmt: skip
"""Those in use; where day and month can change places, both are here, so that neither is believed alone."""
YEARS = (date(2000, 1, 1), date(2099, 12, 31))
GTIN_SHARE = 0.9
"""A column is taken for GTINs where at least so many of its cells are."""
DAY_SHARE = 0.5
"""A date format is believed where it fits so many of the different texts, and the rest are no days in any other."""
MAX_WORDS = 20
_NUMBERS = ("quantity", "unit_price", "amount")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping nobody has approved."""

    mapping: ReportMapping
    ambiguous: tuple[str, ...]
    """What only a person can decide, a sentence each; while there is any, nothing is read by the mapping."""
    why: tuple[str, ...]
    """What each column is read as, and from what that follows."""


def proposed_mapping(header: Sequence[str], sample: pl.DataFrame, units: Sequence[str] = ()) -> Proposal:
    """Return a mapping for a report.

    Args:
        header: its column names.
        sample: its first rows, all text, a column a name; more rows leave less in doubt.
        units: units of measure, in upper case, that the launch says the size of.
    """
    columns, doubts, why = _columns(header, sample)
    form, doubt = _date_format(_cells(sample, columns.get("sold_on", "")))
    mark, doubt_of_mark = _decimal_mark([text for name in _NUMBERS for text in _cells(sample, columns.get(name, ""))])
    movements, doubts_of_words = _movements(_cells(sample, columns.get("movement", "")))
    mapping = ReportMapping(columns, form, mark, movements=movements, known_columns=tuple(header))
    doubts += [doubt] if doubt and "sold_on" in columns else []
    doubts += [doubt_of_mark] if doubt_of_mark else []
    doubts += doubts_of_words + _unit_doubts(_cells(sample, columns.get("unit_of_measure", "")), units)
    if _returns_are_positive(sample, columns, movements):
        mapping = replace(mapping, sign="returns_positive")
        why.append("returns are written as positive numbers, so the kind of line gives the sign")
    return Proposal(mapping, tuple(doubts), tuple(why))


def based_on(before: ReportMapping, proposal: Proposal, header: Sequence[str]) -> Proposal:
    """Return a proposal that keeps what an approved mapping says as far as the file still has it."""
    kept = {field: theirs for field, theirs in before.columns.items() if theirs in header}
    new = {f: c for f, c in proposal.mapping.columns.items() if f not in kept and c not in kept.values()}
    why = tuple(f"{theirs!r} is {field}, as approved before" for field, theirs in kept.items())
    why += tuple(f"{theirs!r} is {field}, which is new or has another name" for field, theirs in new.items())
    missing = [field for field in before.columns if field not in {**kept, **new}]
    lost = tuple(f"the column that was {field}, {before.columns[field]!r}, is gone" for field in missing)
    lost += tuple(doubt for doubt in proposal.ambiguous if any(repr(theirs) in doubt for theirs in new.values()))
    known = tuple(header) if before.known_columns else ()
    return Proposal(replace(before, columns=kept | new, known_columns=known, approved_by="", approved_on=None), lost, why)


def _cells(sample: pl.DataFrame, column: str) -> list[str]:
    """Return the different texts of a column, blanks left out, in their order."""
    if column not in sample.columns:
        return []
    texts = sample[column].str.strip_chars().unique(maintain_order=True)
    return [text for text in texts.to_list() if text]


def _columns(header: Sequence[str], sample: pl.DataFrame) -> tuple[dict[str, str], list[str], list[str]]:
    sure, doubtful = by_name(SURE), by_name(DOUBTFUL)
    columns: dict[str, str] = {}
    doubts, why = list[str](), list[str]()
    for name in header:
        field = sure.get(key(name), "")
        if field and field in columns:
            doubts.append(f"columns {columns[field]!r} and {name!r} may both be {field}; keep one")
        elif field:
            columns[field] = name
            why.append(f"{name!r} is {field} by its name")
    for name in header:
        field = doubtful.get(key(name), "")
        if field and field not in columns and not (field == "unit_of_measure" and _are_numbers(_cells(sample, name))):
            columns[field] = name
            doubts.append(f"column {name!r} may mean several things; it is taken for {field}")
    doubts += _named_alike(header, sure, columns)
    for name in header:
        field = "" if name in columns.values() else _told_by_cells(_cells(sample, name))
        if field and field not in columns:
            columns[field] = name
            why.append(f"{name!r} is {field} by what stands in it")
    return columns, doubts + _missing(columns), why


def _named_alike(header: Sequence[str], sure: Mapping[str, str], columns: Mapping[str, str]) -> list[str]:
    """Return a doubt for each field whose column's name stands more than once; the reader wrote its place behind it."""
    found: dict[str, list[str]] = {}
    for name in header:
        plain = re.fullmatch(r"(.+) \(column \w+\)", name)
        if plain and (field := sure.get(key(plain[1]), "")) and field not in columns:
            found.setdefault(field, []).append(repr(name))
    return [f"several columns have one name: {', '.join(names)}; say which is {field}" for field, names in found.items()]


def _missing(columns: dict[str, str]) -> list[str]:
    needed = (("sold_on",), ("quantity",), PRODUCT_FIELDS, ACCOUNT_FIELDS, ("amount", "unit_price"))
    missing = [fields for fields in needed if not any(field in columns for field in fields)]
    return [f"no column is surely {' or '.join(fields)}" for fields in missing]


def _told_by_cells(cells: Sequence[str]) -> str:
    """Return the field that shows in a column's cells alone, or ""."""
    if cells and all(cell.upper() in CURRENCIES for cell in cells):
        return "currency"
    return "gtin" if cells and sum(map(_is_gtin, cells)) >= GTIN_SHARE * len(cells) else ""


def _are_numbers(cells: Sequence[str]) -> bool:
    """Return whether a column holds numbers alone: how many there are in a pack, and no unit."""
    return bool(cells) and all(cell.isdecimal() for cell in cells)


def _is_gtin(text: str) -> bool:
    if not (text.isascii() and text.isdigit() and len(text) in (8, 12, 13, 14)) or not text.strip("0"):
        return False
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(text))) % 10 == 0


def _date_format(cells: Sequence[str]) -> tuple[str, str]:
    """Return the one format that fits nearly every day, or "" and what is to be decided."""
    if not cells:
        return "", "no day stands in the rows looked at; say date_format"
    texts = pl.Series("text", cells)
    days = texts.to_frame().select(_is_day(form).alias(form) for form in DATE_FORMATS)
    n_days = days.sum().row(0, named=True)
    most = max(n_days.values())
    fits = [form for form, n in n_days.items() if n == most >= DAY_SHARE * len(texts)]
    if len(fits) == 1:
        # What is no day in this format may be dirt; where it is one in another, two formats are mixed.
        n_of_rest = days.filter(~pl.col(fits[0])).sum().row(0, named=True)
        fits += [form for form, n in n_of_rest.items() if n][:1]
    if len(fits) == 1:
        return fits[0], ""
    if not fits and texts.str.contains(date_pattern(EXCEL)).mean() == 1:
        return "", f"days such as {cells[0]!r} may be the numbers of a spreadsheet; if they are, say date_format: {EXCEL}"
    if not fits:
        return "", f"no usual date format fits nearly every day, such as {cells[0]!r}; say date_format"
    written = " or ".join(f"{form} ({sample_day(form)})" for form in fits)
    return "", f"days such as {cells[0]!r} can be read in more than one way: {written}; say date_format"


def _is_day(form: str) -> pl.Expr:
    text = pl.col("text").str
    day = text.to_datetime(form, strict=False).dt.date() if "%H" in form else text.to_date(form, strict=False)
    return text.contains(date_pattern(form)) & day.is_between(*YEARS).fill_null(value=False)


def _decimal_mark(cells: Sequence[str]) -> tuple[str, str]:
    texts = pl.Series(cells, dtype=pl.String).str.replace_all(r"[^0-9.,]", "")
    sure = {}
    for mark, other in ((".", ","), (",", ".")):
        is_sure = texts.str.contains(rf"\{other}[0-9]{{3}}\{mark}|\{mark}[0-9]*$") & ~texts.str.contains(rf"\{mark}[0-9]{{3}}$")
        sure[mark] = texts.filter(is_sure)
    found = [mark for mark, shown in sure.items() if shown.len()]
    if len(found) == 2:
        return ".", f"both {sure['.'][0]!r} and {sure[','][0]!r} stand among the numbers; say decimal_mark"
    open_texts = texts.filter(texts.str.contains(r"[.,]"))
    if not found and open_texts.len():
        return ".", f"{open_texts[0]!r} may be thousands or decimals; say decimal_mark"
    return (found[0] if found else "."), ""


def _movements(words: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    known = by_name(MOVEMENT_WORDS)
    movements = {word: known[key(word)] for word in words[:MAX_WORDS] if key(word) in known}
    doubts = [f"say under movements what {word!r} is" for word in words[:MAX_WORDS] if word not in movements]
    return movements, doubts


def _unit_doubts(units: Sequence[str], said: Sequence[str]) -> list[str]:
    known = {unit for unit, _ in unit_factors(ReportMapping(columns={}))} | set(said)
    return [f"say under units_of_measure how many pieces one {u!r} is" for u in units[:MAX_WORDS] if u.upper() not in known]


def _returns_are_positive(sample: pl.DataFrame, columns: dict[str, str], movements: dict[str, str]) -> bool:
    words = [word for word, ours in movements.items() if ours == "return"]
    if not words or "quantity" not in columns:
        return False
    returns = sample.filter(pl.col(columns["movement"]).str.strip_chars().is_in(words))[columns["quantity"]].str.strip_chars()
    return bool(returns.len()) and not returns.str.contains(r"^[(-]|-$").any()
