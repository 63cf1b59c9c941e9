"""Mixed formula: what `y ~ x * kind + (x | group)` asks for.

In: the formula's text.
Out: Formula: response, fixed terms, random parts.

The language is that of R's lme4 for the parts that are here: + - * : / ^, parentheses, 0 and 1, (a | g), (a || g), g as a name,
a:b or a/b; log, exp, sqrt, I(...) and factor(...).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Term = tuple[str, ...]
"""Atoms that are multiplied, as written; the empty one is the intercept."""

INTERCEPT: Term = ()
FUNCTIONS = ("log", "exp", "sqrt", "I", "factor", "C")
_TOKEN = re.compile(r"\s*(\|\||\*\*|`[^`]+`|[A-Za-z_.][\w.]*|\d+\.?\d*(?:[eE][+-]?\d+)?|[-+*/:^|()~%,])")


class FormulaError(ValueError):
    """A formula that cannot be read; its text is what to say, without the place."""


@dataclass(frozen=True, slots=True)
class RandomPart:
    """Effects that differ by group and vary together."""

    terms: tuple[Term, ...]
    group: Term
    """The columns whose combinations are the groups."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, taken apart."""

    response: str
    fixed: tuple[Term, ...]
    random: tuple[RandomPart, ...]


def read_formula(text: str) -> Formula:
    """Return the parts of a formula.

    Raises:
        FormulaError: it is not one, or asks for something that is not supported.

    Source: Wilkinson & Rogers (1973), Applied Statistics 22, 392-399: symbolic description of models; Bates, Maechler, Bolker
        & Walker (2015), J. Stat. Software 67(1), section 2.2: random parts.
    """
    reader = _Reader(_tokens(text))
    response = reader.atom()
    reader.expect("~")
    terms, random = reader.sum_with_random()
    if reader.next:
        raise FormulaError(f"{reader.next!r} was not expected there")
    if any(response in term for term in terms):
        raise FormulaError(f"{response} stands on both sides of ~")
    return Formula(response, terms, tuple(random))


def _tokens(text: str) -> list[str]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError(f"{text[at:].strip()[0]!r} means nothing in a formula")
        found.append("^" if match[1] == "**" else match[1])
        at = match.end()
    return found


class _Reader:
    """Recursive descent over the tokens; a sum of terms is a tuple of distinct terms in order."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def next(self) -> str:
        """Return the token to be read next, "" at the end."""
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def take(self) -> str:
        """Return the next token and go on."""
        token = self.next
        self._at += 1
        return token

    def expect(self, token: str) -> None:
        """Go over a token that must be there."""
        if self.take() != token:
            raise FormulaError(f"{token!r} is missing")

    def sum_with_random(self) -> tuple[tuple[Term, ...], list[RandomPart]]:
        """Return the terms of the right-hand side, an intercept unless it was taken away, and its random parts."""
        terms: list[Term] = [INTERCEPT]
        random: list[RandomPart] = []
        sign = "+"
        if self.next in ("+", "-"):
            sign = self.take()
        while True:
            part = self._random_part() if self.next == "(" else None
            if part is not None:
                if sign == "-":
                    raise FormulaError("a random part cannot be taken away; leave it out")
                random += part
            else:
                _apply(terms, sign, self._product())
            if self.next not in ("+", "-"):
                return _in_order(terms), random
            sign = self.take()

    def _random_part(self) -> list[RandomPart] | None:
        """Return the parts of `(terms | group)`; None, and nothing read, where the parenthesis holds something else."""
        start, depth, end = self._at, 0, self._at
        for end in range(start, len(self._tokens)):
            depth += {"(": 1, ")": -1}.get(self._tokens[end], 0)
            if not depth:
                break
        inside = self._tokens[start + 1 : end]
        bars = [k for k, token in enumerate(inside) if token in ("|", "||")]
        if not bars:
            return None
        if len(bars) > 1 or depth:
            raise FormulaError("one (... | group) holds another, or is not closed")
        left, right = _Reader(inside[: bars[0]]), _Reader(inside[bars[0] + 1 :])
        terms, inner = left.sum_with_random()
        if inner or left.next:
            raise FormulaError(f"{left.next!r} was not expected in a random part")
        if not terms:
            raise FormulaError("a random part has no term: write (1 | group) or (x | group)")
        groups = right._product()
        if right.next or not all(groups):
            raise FormulaError("a group is a column, a:b or a/b; several groups are several parts: (1 | a) + (1 | b)")
        self._at = end + 1
        each = [(term,) for term in terms] if inside[bars[0]] == "||" else [terms]
        return [RandomPart(one, group) for group in groups for one in each]

    def _product(self) -> tuple[Term, ...]:
        """Return the terms of a product by * or /; : binds more tightly."""
        terms = self._interaction()
        while self.next in ("*", "/"):
            sign = self.take()
            other = self._interaction()
            if sign == "*":
                terms = _distinct([*terms, *other, *_crossed(terms, other)])
            else:
                whole = tuple(dict.fromkeys(atom for term in terms for atom in term))
                terms = _distinct([*terms, *_crossed((whole,), other)])
        if self.next == "%":
            raise FormulaError("%in% is not supported; write a:b")
        return terms

    def _interaction(self) -> tuple[Term, ...]:
        terms = self._power()
        while self.next == ":":
            self.take()
            terms = _crossed(terms, self._power())
        return terms

    def _power(self) -> tuple[Term, ...]:
        terms = self._unit()
        if self.next == "^":
            self.take()
            power = self.take()
            if not power.isdigit() or not 1 <= int(power) <= 9:
                raise FormulaError(f"^{power} is no power of terms; write I(x^2) for a square")
            once = terms
            for _ in range(int(power) - 1):
                terms = _distinct([*terms, *_crossed(terms, once)])
        return terms

    def _unit(self) -> tuple[Term, ...]:
        if self.next == "(":
            self.take()
            terms = [INTERCEPT] if self.next == "1" else []
            sign = "+"
            while True:
                _apply(terms, sign, self._product())
                if self.next not in ("+", "-"):
                    break
                sign = self.take()
            self.expect(")")
            return tuple(terms)
        if self.next in ("0", "1"):
            return (INTERCEPT,) if self.take() == "1" else (("0",),)
        return ((self.atom(),),)

    def atom(self) -> str:
        """Return a column's name, or a function with its argument as written."""
        name = self.take()
        if not name or not re.match(r"[A-Za-z_.`]", name):
            raise FormulaError(f"a column was expected, not {name or 'the end'!r}")
        if self.next != "(":
            return name.strip("`")
        if name not in FUNCTIONS:
            raise FormulaError(f"{name}(...) is not supported; there are {', '.join(FUNCTIONS)}")
        depth, found = 0, name
        while self.next:
            token = self.take()
            depth += {"(": 1, ")": -1}.get(token, 0)
            found += token
            if not depth:
                return found
        raise FormulaError(f"{name}( is not closed")


def _apply(terms: list[Term], sign: str, more: tuple[Term, ...]) -> None:
    """Add terms to a list or take them away; 0 takes the intercept away."""
    for term in more:
        is_zero = term == ("0",)
        one = INTERCEPT if is_zero else term
        if "0" in one:
            raise FormulaError("0 stands by itself: 0 + x")
        if (sign == "+") == is_zero:
            terms[:] = [known for known in terms if known != one]
        elif one not in terms:
            terms.append(one)
        if is_zero and sign == "-" and INTERCEPT not in terms:
            terms.insert(0, INTERCEPT)


def _crossed(terms: tuple[Term, ...], others: tuple[Term, ...]) -> tuple[Term, ...]:
    """Return each term of one times each of the other; an atom counts once."""
    return _distinct([tuple(dict.fromkeys([*one, *other])) for one in terms for other in others])


def _distinct(terms: list[Term]) -> tuple[Term, ...]:
    """Return the terms without repetition; a:b is b:a."""
    return tuple({frozenset(term): term for term in reversed(terms)}[key] for key in dict.fromkeys(frozenset(t) for t in terms))


def _in_order(terms: list[Term]) -> tuple[Term, ...]:
    """Return the terms, those of fewer atoms first."""
    return tuple(sorted(_distinct(terms), key=len))
