"""Names: a firm's name and place without what people write differently: legal forms, abbreviations, branch numbers, recipients.

In: texts as reported.
Out: FirmName; places folded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.stages.sales_out.matching.grams import folded

LEGAL_FORMS = frozenset(
    "inc incorporated llc llp lp plc ltd limited corp corporation co company cos pllc pc gmbh ag kg ohg ug se kgaa mbh sa sas "
    "sarl eurl spa srl bv nv oy ab as aps sl slu pty pte kk sp zoo kft sro doo".split()
)
"""Words that end a firm's name and tell it from no other."""
SHORT_FOR = {
    "intl": "international", "internatl": "international", "natl": "national", "mfg": "manufacturing", "mfr": "manufacturer",
    "svc": "service", "svcs": "services", "serv": "service", "bros": "brothers", "assoc": "associates", "assn": "association",
    "univ": "university", "hosp": "hospital", "ctr": "center", "centre": "center", "mgmt": "management", "mgt": "management",
    "eqpt": "equipment", "equip": "equipment", "dist": "distributors", "distr": "distributors", "distrib": "distributors",
    "sys": "systems", "tech": "technologies", "techs": "technologies", "ind": "industries", "inds": "industries",
    "indus": "industries", "grp": "group", "bldg": "building", "const": "construction", "constr": "construction",
    "elec": "electric", "engr": "engineering", "eng": "engineering", "ent": "enterprises", "hldgs": "holdings",
    "labs": "laboratories", "lab": "laboratory", "med": "medical", "prod": "products", "prods": "products", "sup": "supply",
    "whse": "warehouse", "whsl": "wholesale", "mkt": "market", "mktg": "marketing", "dept": "department", "govt": "government",
    "auto": "automotive", "comm": "communications", "solns": "solutions", "soln": "solutions", "transp": "transport",
    "hdwe": "hardware", "st": "street", "ave": "avenue", "av": "avenue", "rd": "road", "dr": "drive", "blvd": "boulevard",
    "ln": "lane", "hwy": "highway", "pkwy": "parkway", "sq": "square", "ste": "suite", "str": "strasse", "straße": "strasse",
    "mt": "mount", "ft": "fort", "n": "north", "s": "south", "e": "east", "w": "west",
}  # fmt: skip
"""Abbreviations of names and streets, each standing for one word."""
_RECIPIENT = re.compile(r"\s*(?:\bc/o\b|\battn\b[:.]?|\battention\b:|\bz\.?\s?hd\b\.?).*$", re.IGNORECASE)
_BRANCH = re.compile(
    r"[\s,\-(]*(?:#|№|\b(?:store|branch|shop|site|location|loc|unit|filiale|no)\b\.?)\s*#?\s*(\d+)\)?\s*$", re.IGNORECASE
)
_DOTTED = re.compile(r"\b(\w)\.(?=\w\b)|(?<=\b\w)\.")


@dataclass(frozen=True, slots=True)
class FirmName:
    """A name, taken apart."""

    core: str
    """Folded, abbreviations written out, without legal form, branch and recipient; never blank where the name is not."""
    branch: str
    """The number of a branch, "" where none is given."""


def firm_name(text: str) -> FirmName:
    """Return a firm's name, taken apart."""
    kept = _RECIPIENT.sub("", text)
    if not folded(kept):  # it begins with the recipient
        kept = re.sub(r"(?i)^\s*(?:c/o|attn[:.]?|attention:)\s*", "", text)
    found = _BRANCH.search(kept)
    if found and folded(kept[: found.start()]):
        branch, kept = found[1].lstrip("0"), kept[: found.start()]
    else:
        branch = ""
    words = [SHORT_FOR.get(w, w) for w in folded(_DOTTED.sub(r"\1", kept).replace("&", " and ")).split()]
    core = list(words)
    while len(core) > 1 and core[-1] in LEGAL_FORMS:
        core.pop()
    if len(core) > 1 and core[0] == "the":
        core.pop(0)
    return FirmName(" ".join(w for w in core if w != "and") or " ".join(words), branch)


def place_word(text: str) -> str:
    """Return a city, region, country or street, folded, abbreviations written out."""
    return " ".join(SHORT_FOR.get(w, w) for w in folded(text).split())


def postal_word(text: str) -> str:
    """Return a postal code without spaces and case; of a US code with its four further digits, the first five."""
    found = "".join(folded(text).split())
    is_long = len(found) == 9 and found.isdecimal() and "-" in text
    return found[:5] if is_long else found
