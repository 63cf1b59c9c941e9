"""Asked: the number, bound and unit a customer names, read out of the customer's own words.

In: a requirement's statement, else its measure.
Out: Asked, or None. A number that is only told ("41 failures in 90 days") is not asked for, so it is not read as a demand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from readiness.stages.requirements import Requirement
from readiness.stages.spec import PLURALS
from readiness.stages.units import canonical_unit

RANGE = "range"
WORD_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100,
}  # fmt: skip
SCALES = {"k": 10**3, "thousand": 10**3, "million": 10**6, "billion": 10**9}
CURRENCIES = frozenset("€ $ £ ¥ eur euro euros usd dollar dollars gbp chf franc francs yen jpy cent cents".split())
QUALIFIERS = frozenset("business working full whole calendar consecutive separate".split())
NO_UNIT = frozenset("a an the in at or and of on to per each every as is it no may for with by us i we you".split())
"""Words behind a number that a unit table would take for a unit (in: inches, a: amperes)."""
BUSINESS_DAY = "business day"
BUSINESS = re.compile(r"\b(?:business|working) (?:day|hour)s?\b|\bN?BD\b")

NEAR = 6
"""A negation so many words before a comparison still turns it round ("no till may wait longer than")."""

_NUM = r"(?P<{0}>[-−]?\d+(?:[.,]\d+)*|\b(?:" + "|".join(WORD_NUMBERS) + r"|an?)\b)"
_FIRM = {
    "<=": r"at (?:the )?most|within|max(?:imum)?(?: of)?|down to|(?:not|n't|cannot|never) exceed|<=|≤|=<",
    ">=": r"at (?:the )?least|min(?:imum)?(?: of)?|>=|≥|=>",
    "=": r"exactly|precisely|(?<![<>])=(?![<>])",
    "<": r"<(?!=)",
    ">": r">(?!=)",
}
_LOOSE = {
    ">": r"(?:more|longer|greater|higher|heavier|later|larger|wider|older|slower) than|over|above|beyond",
    "<": r"(?:less|fewer|shorter|lower|lighter|smaller|sooner|earlier|faster|quicker|narrower) than|under|below",
}
_BEHIND = {
    "<=": r"or (?:less|fewer|under|sooner|below|shorter)|at (?:the )?most|max(?:imum)?|tops",
    ">=": r"or (?:more|longer|over|above|better)|at (?:the )?least|min(?:imum)?|and up",
}
FLIPPED = {">": "<=", "<": ">="}
_NEGATION = re.compile(r"\b(?:no|not|never|cannot|without|nor|none)\b|n[’']t\b", re.IGNORECASE)
_NEED = re.compile(r"\b(?:must|needs?|ha(?:s|ve) to|should|shall|wants?|required?|agreed|limit|target|may|can)\b", re.IGNORECASE)
_CONDITION = re.compile(r"^\s*(?:and |or |but )?(?:if|when|whenever|unless|because|after|while|since|once)\b", re.IGNORECASE)
_BREAK = re.compile(r"[,;:.!?](?=\s|$)|\s[-–—]\s|\s(?=(?:if|when|whenever|unless|because|while)\b)", re.IGNORECASE)
_PERIODS = {"day": "day|daily", "week": "week|weekly", "month": "month|monthly", "quarter": "quarter|quarterly",
            "year": "year|yearly|annual|annually", "hour": "hour|hourly", "minute": "minute", "second": "second"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What a customer asks for: a number with its bound and unit, or a word."""

    operator: str
    """=, <=, >=, <, > or range (from `number` to `upper`)."""
    number: Decimal | None
    """None where a word is asked for."""
    unit: str
    """Canonical; empty for a bare number or a thing that is counted."""
    word: str = ""
    """What is asked for where it is no number: `yes`, `no`, or a word the factory's text has to say."""
    upper: Decimal | None = None
    """The upper end of a range."""
    noun: str = ""
    """What is counted, where it is no unit that is known (`networks`)."""
    terms: tuple[str, ...] = ()
    """What the number is counted in or per: `business day`, `day`, `week`, `month`, `quarter`, `year`."""

    def __str__(self) -> str:
        """Return the demand as a person would say it."""
        if self.number is None:
            return self.word
        one = self.number == 1 and self.upper is None
        unit = self.noun or (self.unit if one else PLURALS.get(self.unit, self.unit))
        business = " business" if BUSINESS_DAY in self.terms else ""
        thing = unit if unit in ("", "%", "°") else f"{business} {unit}"
        per = "".join(f" a {t}" for t in self.terms if t != BUSINESS_DAY)
        number = f"{self.number.normalize():f}" + (f" to {self.upper.normalize():f}" if self.upper is not None else "")
        bound = {"<=": "at most ", ">=": "at least ", "<": "less than ", ">": "more than "}.get(self.operator, "")
        return f"{bound}{number}{thing}{per}"


def asked_of(requirement: Requirement) -> Asked | None:
    """Return what a requirement asks for: by its statement, else by what it measures.

    In a measure "within 30 days" is the window of a count and no demand, so it is left out.
    """
    measure = re.sub(r"\bwithin\b", "in", requirement.measure, flags=re.IGNORECASE)
    return asked_in(requirement.statement) or asked_in(measure)


def asked_in(text: str) -> Asked | None:
    """Return the first number with a bound that a text asks for; None where it asks for none, or for money."""
    text = re.sub(r"\b(max|min)\.", r"\1", " ".join(text.split()), flags=re.IGNORECASE)
    for clause in _BREAK.split(text):
        if clause and not _CONDITION.match(clause):
            found = _range(clause) or _bounded(clause) or _bound_behind(clause)
            if found:
                return found
    return None


def _bounded(clause: str) -> Asked | None:
    """Return a number with its bound in front: "at most 10 s", "no more than 10 s", "<= 10 s"."""
    hits = [(m.start(), op, m, True) for op, p in _FIRM.items() for m in _found(p, clause)]
    hits += [(m.start(), op, m, False) for op, p in _LOOSE.items() for m in _found(p, clause)]
    for start, op, m, firm in sorted(hits, key=lambda h: (h[0], h[1])):
        before = clause[:start]
        negated = not firm and _NEGATION.search(" ".join(before.split()[-NEAR:])) is not None
        if not firm and not negated and not _NEED.search(before) and re.sub(r"\b(?:of|in|be|is|the)\b", "", before).strip():
            continue
        asked = _with_unit(FLIPPED[op] if negated else op, m["n"], clause[m.end() :])
        if asked:
            return asked
    return None


def _found(pattern: str, clause: str) -> list[re.Match[str]]:
    edge = r"(?<!\w)(?:" + pattern + r")\s*(?:about\s+|of\s+)?"
    return list(re.finditer(edge + _NUM.format("n"), clause, re.IGNORECASE))


def _bound_behind(clause: str) -> Asked | None:
    """Return a number with its bound behind: "10 seconds or less", "4 ports or more", "4 or more ports"."""
    for m in re.finditer(r"(?<![\w.,-])" + _NUM.format("n"), clause, re.IGNORECASE):
        rest = clause[m.end() :]
        for op, pattern in _BEHIND.items():
            hit = re.match(rf"(?P<unit>[-\s]*\S+(?: \S+)?)??\s+(?:{pattern})(?!\w)(?P<more>.*)", rest, re.IGNORECASE)
            if hit and m["n"].lower() not in ("a", "an"):
                return _with_unit(op, m["n"], hit["unit"] or hit["more"])
    return None


def _range(clause: str) -> Asked | None:
    """Return a range: "between 5 and 10 kg", "from 5 to 10 kg", "5-10 kg"; without such a word the unit must be known."""
    first, second = _NUM.format("n"), _NUM.format("m")
    between = rf"(?<!\w)(?:between|from)\s+{first}(?P<u>\s*\S+)??\s+(?:and|to)\s+{second}"
    bare = rf"(?<![\w.,-]){first}(?P<u>\s*[^\s\d–-]+)??\s*(?:-|–|to)\s*{second}"
    for pattern in (between, bare):
        m = re.search(pattern, clause, re.IGNORECASE)
        if not m:
            continue
        low, high = _with_unit(RANGE, m["n"], clause[m.end() :]), _with_unit(RANGE, m["m"], clause[m.end() :])
        if low is None or high is None or low.number is None or high.number is None or low.number >= high.number:
            continue
        one_unit = not m["u"] or canonical_unit(m["u"]) == low.unit
        if one_unit and (pattern is between or low.unit):
            return Asked(RANGE, low.number, low.unit, upper=high.number, noun=low.noun, terms=low.terms)
    return None


def _with_unit(operator: str, written: str, rest: str) -> Asked | None:
    """Return a number with the unit its next words name; None where they name money, or a letter stands for the number."""
    number, unit, noun, terms = _number(written), "", "", []
    words = [w.strip(" -.") for w in re.findall(r"^[-\s]*[%°\"€$£¥]\S*|[^\s(),;:!?]+", rest)[:5]]
    for word, following in zip(words, [*words[1:], ""], strict=False):
        folded = word.lower()
        if folded in CURRENCIES:
            return None
        if folded in SCALES and not noun:
            number *= SCALES[folded]
        elif folded in QUALIFIERS:
            terms += [BUSINESS_DAY] if folded in ("business", "working") else []
        elif folded in NO_UNIT or not word:
            break
        else:
            unit, noun = _unit_or_noun(word, following)
            break
    if written.lower() in ("a", "an") and not unit:
        return None
    return Asked(operator, number, unit, noun=noun, terms=tuple(terms + _periods_behind(rest)))


def _unit_or_noun(word: str, following: str) -> tuple[str, str]:
    """Return the unit that a word, or the word behind it ("4 powered ports"), names; else the word as what is counted."""
    unit = canonical_unit(word) or (canonical_unit(following) if len(following) > 3 and following.isalpha() else None)
    return (unit, "") if unit is not None else ("", word.lower())


def _periods_behind(rest: str) -> list[str]:
    m = re.search(rf"(?:\b(?:an?|per|each|every)\s+|/\s*)({'|'.join(_PERIODS)})\b", rest, re.IGNORECASE)
    return [m[1].lower()] if m else []


def terms_in(text: str) -> frozenset[str]:
    """Return what a factory text counts in or per, in the words of `Asked.terms`."""
    found = {name for name, words in _PERIODS.items() if re.search(rf"\b(?:{words})s?\b", text, re.IGNORECASE)}
    if BUSINESS.search(text):
        found.add(BUSINESS_DAY)
    return frozenset(found)


def _number(written: str) -> Decimal:
    """Return a number as people write it: words, thousands with commas, a decimal comma."""
    text = written.lower().replace("−", "-")
    if text in ("a", "an"):
        return Decimal(1)
    if text in WORD_NUMBERS:
        return Decimal(WORD_NUMBERS[text])
    if re.fullmatch(r"-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?", text):
        return Decimal(text.replace(",", ""))
    if re.fullmatch(r"-?\d+,\d+", text):
        return Decimal(text.replace(",", "."))
    return Decimal(text) if re.fullmatch(r"-?\d+(?:\.\d+)?", text) else Decimal(re.split(r"[.,]", text)[0])
