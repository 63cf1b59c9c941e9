"""Requirements: what customers need, in their own words, each with the evidence where it was heard.

In: rows of requirements.csv and evidence.csv, and the accounts they speak of.
Out: Requirement, Evidence; `evidence_of` and `importance_order` read them together; `quotable` is what may be said outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from readiness.vocabulary import Account

EVIDENCE_KINDS = ("interview", "win_loss", "ticket", "review", "survey", "crm_note", "social")
CONSENTS = ("internal", "anonymous", "named")
"""What who said it agreed to: never to leave the house, to be quoted without a name, to be quoted by name."""
A_CUSTOMER = "a customer"
LEGAL_FORM = re.compile(
    r"(?:[\s,]+(?:&\s*co\.?\s*kg|gmbh|inc|incorporated|corp|corporation|ltd|limited|llc|llp|plc|(?:&\s*)?co|company|ag|se|kg|ohg|"
    r"e\.?k|bv|b\.v|nv|n\.v|sa|s\.a|sas|sarl|s\.?p\.?a|s\.?r\.?l|ab|oy|as|a/s|aps|pty|pte)\.?)+$",
    re.IGNORECASE,
)
ABBREVIATING_STOP = r"(?:\.(?!\s*(?:$|(?-i:[A-ZÄÖÜÉ]))))?"
"""A full stop that does not end a sentence."""
DISTINCT_LETTERS = 4
"""A word of a name with so many letters may tell who it is; `of`, `the` and `und` do not."""
KANO = ("must", "one_dimensional", "attractive", "indifferent", "reverse", "questionable")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing a customer said, and where."""

    evidence_id: str
    kind: str
    source: str
    heard_on: date
    text: str
    account: str = ""
    """Who said it: an account_id of accounts.csv where it is one of them, else its name; blank where nobody is named."""
    consent: str = "anonymous"
    account_names: tuple[str, ...] = ()
    """What else accounts.csv calls the account."""

    @property
    def voice(self) -> str:
        """Return who counts as having said it: the account where one is named, else the source."""
        return self.account or self.source


@dataclass(frozen=True, slots=True)
class Requirement:
    """A need of one persona in one segment (voice of the customer).

    The last nine fields are fragments a person may write so that messages read well; each may be empty:
    trigger ("a tour runs over several days"), pain ("riders come back sore"), outcome ("your riders ask for the next tour"),
    ask ("what rider comfort on day three rests on"), anxiety ("a touring bike sits in stock until spring"),
    measure ("bikes returned within 30 days"), job ("send riders on tours they finish happily"),
    why ("after day three they stop riding"), stat, a sentence ("One shop swapped 41 saddles in 90 days.").
    """

    requirement_id: str
    segment: str
    persona: str
    statement: str
    importance: int
    kano: str
    evidence_ids: tuple[str, ...]
    trigger: str = ""
    pain: str = ""
    outcome: str = ""
    ask: str = ""
    anxiety: str = ""
    measure: str = ""
    job: str = ""
    why: str = ""
    stat: str = ""


def evidence_of(requirement: Requirement, evidence: Mapping[str, Evidence]) -> list[Evidence]:
    """Return the evidence behind a requirement, in the order it names it."""
    return [evidence[i] for i in requirement.evidence_ids if i in evidence]


def importance_order(requirements: Sequence[Requirement]) -> list[Requirement]:
    """Return requirements, most important first, then most evidence, then by id."""
    return sorted(requirements, key=lambda r: (-r.importance, -len(r.evidence_ids), r.requirement_id))


def quotable(evidence: Evidence, account_name: str = "") -> tuple[str, str] | None:
    """Return the words and the source that may be said outside; None where nothing may be.

    With consent `named` both stand as they were noted. With `anonymous` each name and id of the account gives way to
    "a customer"; where a telling part of the name would be left ("Northway" of "Northway Retail"), nothing may be said. With
    `internal` nothing ever may. A nickname or a person's name in the words is not known here.
    """
    if evidence.consent == "internal":
        return None
    names = list(dict.fromkeys(n for n in (account_name, *evidence.account_names, evidence.account) if n.strip()))
    if evidence.consent == "named" or not names:
        return evidence.text, evidence.source
    text, source = (_unnamed(said, names) for said in (evidence.text, evidence.source))
    if any(tells(name, said) for name in names for said in (text, source)):
        return None
    return text, source.removesuffix(".") if source.endswith(f"{A_CUSTOMER}.") else source


def account_ids(accounts: Iterable[Account]) -> dict[str, Account]:
    """Return each account by its id and by its name, folded; a name that two accounts share leads to neither."""
    listed = sorted(accounts, key=lambda a: a.account_id)
    by_name: dict[str, list[Account]] = {}
    for a in listed:
        by_name.setdefault(folded(a.name), []).append(a)
    found = {name: same[0] for name, same in by_name.items() if name and len(same) == 1}
    return {**found, **{folded(a.account_id): a for a in reversed(listed)}}


def folded(name: str) -> str:
    """Return a name as it is compared: no case, one space between words."""
    return " ".join(name.split()).casefold()


def settled(evidence: Evidence, known: Mapping[str, Account]) -> Evidence:
    """Return evidence whose account is told by its id where accounts.csv has it; `known` is from `account_ids`."""
    account = known.get(folded(evidence.account))
    if account is None:
        return evidence
    return replace(evidence, account=account.account_id, account_names=(account.name,) if account.name else ())


def _unnamed(said: str, names: Sequence[str]) -> str:
    """Return a text in which the names are replaced, with and without their legal form, the longest first."""
    whole = {" ".join(name.split()) for name in names}
    for name in sorted((n for n in whole if _is_name(n)), key=lambda n: (-len(n), n)):
        bare = LEGAL_FORM.sub("", name)
        legal = rf"(?:[\s,]*{_spaced(name[len(bare) :].strip(' ,.'))}(?!\w){ABBREVIATING_STOP})?" if bare != name else ""
        said = re.sub(rf"(?<!\w)(?:(?:the|an|a)\s+)?{_spaced(bare)}(?!\w){legal}", _a_customer, said, flags=re.IGNORECASE)
    return said


def _spaced(name: str) -> str:
    """Return the pattern of a name, however its words are parted and whichever apostrophe it has."""
    return r"\s+".join(re.sub("['’]", "['’]", re.escape(word)) for word in name.split())


def _a_customer(found: re.Match[str]) -> str:
    """Return the words that stand in, with a capital at the start of a sentence that goes on."""
    before = found.string[: found.start()].rstrip(" \t\"'“”‘’(")
    starts = (not before or before[-1] in ".!?\n") and found.string[found.end() :].strip()
    return A_CUSTOMER[0].upper() + A_CUSTOMER[1:] if starts else A_CUSTOMER


def _is_name(form: str) -> bool:
    """Return False for what would hit a figure or a letter of the text that names nobody, such as account 90 in "90 days"."""
    return len(form) > 1 and (any(c.isalpha() for c in form) or len(form) > 4)


def tells(name: str, said: str) -> bool:
    """Say whether a telling word of a name stands in a text, written with the same capitals."""
    words = [w for w in re.findall(r"[^\W_]+", LEGAL_FORM.sub("", name)) if len(w) >= DISTINCT_LETTERS and not w.isdigit()]
    return any(w[0].isupper() and re.search(rf"(?<!\w){re.escape(w)}(?!\w)", said) for w in words)
