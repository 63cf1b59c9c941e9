"""Quiz wording: facts put into the places of a template, so that what is not known leaves no trace.

In: template sentences with `{places}`, facts by name.
Out: text; sentences, clauses and labels made fit to be joined.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

PLACES = frozenset(
    "act act_who answer anxiety characteristic claim customer does exit_criterion factory_quote headline limit number objection "
    "product proof quote source statement step task unanswered value who within_days".split()
)
"""Every fact a template may name."""
_PLACE = re.compile(r"([“„])?\{(\w+)\}")
_ENDS = (".", "!", "?", "…", ":", "”", "“", '"', "»", "«", ")")
_INNER_QUOTES = {"“": str.maketrans("“”„", "‘’‚"), "„": str.maketrans("„“”", "‚‘’")}
"""What quotation marks become inside others that open so."""


def filled(sentences: Sequence[str], facts: Mapping[str, str]) -> str:
    """Return the sentences joined, each with its facts; one that names a fact that is blank is left out."""
    known = [s for s in sentences if all(facts.get(name) for _, name in _PLACE.findall(s))]
    return " ".join(ended(_PLACE.sub(lambda m: _placed(m, facts), s)) for s in known if s.strip())


def _placed(match: re.Match[str], facts: Mapping[str, str]) -> str:
    value = facts[match[2]]
    return f"{match[1]}{value.translate(_INNER_QUOTES[match[1]])}" if match[1] else value


def one_line(text: str) -> str:
    """Return a text with single spaces and no line break."""
    return " ".join(text.split())


def ended(text: str) -> str:
    """Return a text that ends like a sentence; an empty one stays empty."""
    text = one_line(text)
    return text if not text or text.endswith(_ENDS) else f"{text}."


def sentence(text: str) -> str:
    """Return a text as a sentence: its first word with a capital, unless the word is written in a way of its own."""
    text = ended(text)
    first = text.split(" ", 1)[0].rstrip(",.;:!?")
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text


def clause(text: str) -> str:
    """Return a text without the full stop at its end, to go on after it."""
    return one_line(text).rstrip(".").rstrip()


def unquoted(text: str) -> str:
    """Return a customer's words without the quotation marks around them."""
    text = one_line(text)
    for start, end in ("“”", '""', "«»", "„“", "''", "‘’"):
        if len(text) > 1 and text.startswith(start) and text.endswith(end) and start not in text[1:-1] and end not in text[1:-1]:
            return text[1:-1].strip()
    return text
