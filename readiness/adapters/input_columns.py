"""Input columns: which kinds of column an input table has, and how a cell of each is read.

In: a column's name and what is special about it.
Out: Column.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from readiness.adapters.input_values import (
    date_value,
    decimal_value,
    id_value,
    language_value,
    one_of,
    text_value,
    words_value,
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column a file is to have, and how a cell of it is read."""

    name: str
    parse: Callable[[str], Any]
    expected: str
    optional: bool = False
    """The column may be absent; its cells then read as `default`."""
    blank: bool = False
    """A cell may be blank; it then reads as `default`."""
    default: Any = ""
    is_id: bool = False
    """Its values are ids that other files may use."""
    known: Collection[str] | None = None
    """The ids a cell, or each part of a list, must be one of; None where any will do."""


def text_column(name: str, expected: str = "a text", *, at_most: int = 200, **kwargs: Any) -> Column:
    """Return a column of free text."""
    return Column(name, text_value(at_most), expected, **kwargs)


def words_column(name: str, expected: str = "words", *, at_most: int = 1000, **kwargs: Any) -> Column:
    """Return a column of text that a person reads: it has at least one letter."""
    return Column(name, words_value(at_most), expected, **kwargs)


def id_column(name: str, expected: str = "an id without spaces, commas, semicolons or slashes", **kwargs: Any) -> Column:
    """Return a column of ids."""
    return Column(name, id_value, expected, is_id=True, **kwargs)


def date_column(name: str, **kwargs: Any) -> Column:
    """Return a column of days."""
    return Column(name, date_value, "a date such as 2019-07-01", **kwargs)


def choice_column(name: str, allowed: Collection[str], **kwargs: Any) -> Column:
    """Return a column of one of a few words."""
    return Column(name, one_of(allowed), "one of " + ", ".join(allowed), **kwargs)


def language_column(name: str) -> Column:
    """Return a column of one language code."""
    return Column(name, language_value, "a language code such as en or de-CH")


def money_column(name: str, **kwargs: Any) -> Column:
    """Return a column of amounts that may not be negative."""
    return Column(name, decimal_value("0"), "an amount, 0 or more, with a decimal point", **kwargs)
