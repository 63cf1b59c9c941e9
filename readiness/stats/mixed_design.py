"""Mixed design: the columns that a formula means on a table.

In: Formula; columns of the table: numbers, or texts.
Out: Design: response, fixed columns with their names, random parts.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from readiness.stats.mixed_formula import INTERCEPT, Formula, FormulaError, Term

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
Columns = Mapping[str, NDArray[np.generic]]
"""Name -> (rows,) floats, or objects where the column holds texts."""

MOST_LEVELS = 200
"""A column of texts with more of them than this is a group, not a covariate."""
_FUNCTIONS: dict[str, Callable[[Floats], Floats]] = {"log": np.log, "exp": np.exp, "sqrt": np.sqrt, "I": np.asarray}
_OPERATORS: dict[type[ast.AST], Callable[..., Floats]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow,
    ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RandomColumns:
    """One random part: which group every row belongs to, and the columns whose effects differ by group."""

    group: str
    levels: tuple[str, ...]
    codes: Codes
    terms: tuple[str, ...]
    columns: Floats
    """(rows, terms)"""


@dataclass(frozen=True, slots=True)
class Design:
    """A formula on a table."""

    y: Floats
    names: tuple[str, ...]
    x: Floats
    random: tuple[RandomColumns, ...]


def names_in(text: str) -> list[str]:
    """Return the columns that an atom or a group names.

    Source: Wilkinson & Rogers (1973), Applied Statistics 22, 392-399: symbolic description of models.
    """
    inside = re.fullmatch(r"(?:log|exp|sqrt|I|factor|C)\((.*)\)", text)
    if inside is None:
        return [text]
    found = re.findall(r"`[^`]+`|[A-Za-z_.][\w.]*(?!\w*\()", re.sub(r"\d+\.?\d*[eE][+-]?\d+", "", inside[1]))
    return [name.strip("`") for name in dict.fromkeys(found) if name not in _FUNCTIONS]


def design_of(formula: Formula, columns: Columns) -> Design:
    """Return response, fixed and random columns; factors are coded against their first level, as R does.

    Args:
        formula: what is asked for.
        columns: those the formula names, without blanks.

    Raises:
        FormulaError: a column does not fit its place.

    Source: Chambers & Hastie (1992), Statistical Models in S, ch. 2: coding of factors by the terms around them.
    """
    y = _values(formula.response, columns)
    if y.dtype == object:
        raise FormulaError(f"{formula.response} is not a number, so it cannot be explained by a sum of effects")
    names, x = _matrix(formula.fixed, columns, y.size)
    random = []
    for part in formula.random:
        levels, codes = group_codes(part.group, columns)
        terms, z = _matrix(part.terms, columns, y.size)
        random.append(RandomColumns(":".join(part.group), levels, codes, terms, z))
    return Design(y.astype(np.float64), names, x, tuple(random))


def group_codes(group: Term, columns: Columns) -> tuple[tuple[str, ...], Codes]:
    """Return the combinations of the group's columns that occur, and each row's.

    Source: Bates, Maechler, Bolker & Walker (2015), J. Stat. Software 67(1), section 2.2: nested grouping factors.
    """
    labels: tuple[str, ...] = ("",)
    codes = np.zeros(next(iter(columns.values())).size, dtype=np.intp)
    for atom in group:
        own, of_row = _levels(_values(atom, columns))
        present, codes = np.unique(codes * len(own) + of_row, return_inverse=True)
        labels = tuple(f"{labels[k // len(own)]}:{own[k % len(own)]}".removeprefix(":") for k in present)
    return labels, codes.astype(np.intp)


def _matrix(terms: tuple[Term, ...], columns: Columns, n: int) -> tuple[tuple[str, ...], Floats]:
    """Return names and columns of a sum of terms."""
    known = {frozenset(term) for term in terms}
    names: list[str] = []
    parts: list[Floats] = []
    for term in terms:
        labels, product = [""], np.ones((n, 1))
        for atom in term:
            whole = frozenset(term) - {atom} not in known
            own_labels, own = _atom_columns(atom, columns, whole=whole)
            labels = [f"{one}:{other}".removeprefix(":") for other in own_labels for one in labels]
            product = np.hstack([product * own[:, [k]] for k in range(own.shape[1])])
        names += ["(Intercept)"] if term == INTERCEPT else labels
        parts.append(product)
    return tuple(names), np.hstack([np.zeros((n, 0)), *parts])


def _atom_columns(atom: str, columns: Columns, *, whole: bool) -> tuple[list[str], Floats]:
    """Return one column of numbers, or an indicator a level of a text; without the first unless it is wanted whole."""
    values = _values(atom, columns)
    if values.dtype != object:
        return [atom], values[:, None].astype(np.float64)
    levels, codes = _levels(values)
    if len(levels) > MOST_LEVELS:
        raise FormulaError(f"{atom} has {len(levels)} different texts, too many for a covariate; as a group it is (1 | {atom})")
    first = 0 if whole else 1
    return [f"{atom}{level}" for level in levels[first:]], (codes[:, None] == np.arange(first, len(levels))).astype(np.float64)


def _levels(values: NDArray[np.generic]) -> tuple[tuple[str, ...], Codes]:
    """Return the different values as texts, numbers in their order and texts in theirs, and each row's place among them."""
    found, codes = np.unique(values, return_inverse=True)
    if values.dtype != object:
        return tuple(f"{level:.15g}" for level in found), codes.astype(np.intp)
    texts = [str(level) for level in found]
    order = sorted(range(len(texts)), key=lambda k: float(texts[k])) if all(map(_is_number, texts)) else range(len(texts))
    place = np.empty(len(texts), dtype=np.intp)
    place[list(order)] = np.arange(len(texts))
    return tuple(texts[k] for k in order), place[codes]


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False


def _values(atom: str, columns: Columns) -> NDArray[np.generic]:
    """Return an atom's values: a column as it is, or a function of columns."""
    match = re.fullmatch(r"(\w+)\((.*)\)", atom)
    if match is None or atom in columns:
        return columns[atom]
    name, inside = match[1], match[2]
    if name in ("factor", "C"):
        column = columns.get(inside.strip("`"))
        if column is None:
            raise FormulaError(f"{atom}: {name}(...) takes one column")
        return np.array(_levels(column)[0], dtype=object)[_levels(column)[1]]
    numbers = _arithmetic(f"{name}({inside})", columns)
    values = np.broadcast_to(np.asarray(numbers, dtype=np.float64), next(iter(columns.values())).shape)
    if not np.isfinite(values).all():
        raise FormulaError(f"{atom} is not a finite number in {int((~np.isfinite(values)).sum())} rows")
    return values


def _arithmetic(text: str, columns: Columns) -> Floats:
    """Return the value of an expression of + - * / ^, log, exp and sqrt."""
    names: list[str] = []

    def placed(match: re.Match[str]) -> str:
        if match[0] in _FUNCTIONS:
            return match[0]
        names.append(match[0].strip("`"))
        return f"_{len(names) - 1}_"

    plain = re.sub(r"`[^`]+`|(?<![\w.])[A-Za-z_.][\w.]*", placed, text.replace("^", "**"))
    try:
        tree = ast.parse(plain, mode="eval").body
    except SyntaxError as error:
        raise FormulaError(f"{text} cannot be read") from error
    with np.errstate(all="ignore"):
        return _evaluated(tree, [columns[name] for name in names], text)


def _evaluated(node: ast.AST, values: list[NDArray[np.generic]], text: str) -> Floats:
    match node:
        case ast.Constant(value=int() | float() as number):
            return np.asarray(float(number))
        case ast.Name(id=name) if name not in _FUNCTIONS:
            column = values[int(name.strip("_"))]
            if column.dtype == object:
                raise FormulaError(f"{text} needs numbers, and one of its columns holds texts")
            return column.astype(np.float64)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_evaluated(left, values, text), _evaluated(right, values, text))
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_evaluated(operand, values, text))
        case ast.Call(func=ast.Name(id=name), args=[only], keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](_evaluated(only, values, text))
        case _:
            raise FormulaError(f"{text} holds more than + - * / ^, log, exp and sqrt")
