"""Statements: evidence taken apart into single sentences, greetings and other courtesies left out.

In: what customers said, as it was noted.
Out: Statement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from readiness.stages.requirements import Evidence

_SHORT_FORMS = frozenset(
    "e.g i.e etc vs approx no nr mr mrs ms dr prof st inc ltd co corp fig ca min max z.b d.h bzw ggf vgl".split()
)
_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|(?<=[^\W\d_]{2}[.!?])(?=[A-ZÄÖÜÉÈÀ][^\W\d_]+[\s,])|\s*[\r\n]+\s*")
_WRAPPED = re.compile(r"(?<=[^\n]{60})(?<![.!?:])\r?\n(?=[^\s\d•*+>·–—-])|\r?\n(?=[a-zäöüß])")
"""A line broken by its width and not by a thought: the line is long, or the next goes on in lower case."""
_BULLET = re.compile(r"^(?:[-–—•*+>·#]+|\(?\d{1,2}[.)])\s+")
_LETTER = re.compile(r"[^\W\d_]")
_NAME = r"[A-ZÄÖÜÉÈ][a-zäöüéèßñç'’.-]+"
_OPENING = (
    r"(?i:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)|moin|bonjour|hola|ciao|"
    r"sehr geehrte[rsn]?|liebe[rs]?|to whom it may concern)\b"
    rf"(?:(?:,? (?:(?i:all|team|there|everyone|everybody|folks|sir|madam|or|and|mr\.?|mrs\.?|ms\.?|dr\.?|"
    r"herr|frau|damen|und|herren)\b"
    rf"|{_NAME}))){{0,5}}"
)
_CLOSING = (
    r"(?i:(?:(?:many|kind|best|warm|with)\s)*(?:thanks|thank you|regards|wishes|cheers|greetings|sincerely|yours truly)"
    r"|all the best|best|sincerely yours|yours (?:sincerely|faithfully)|see you|bye|talk soon|have a (?:nice|good|great) \w+"
    r"|(?:viele|beste|mit freundlichen|freundliche|liebe) gr(?:ü|ue)(?:ß|ss)en?|(?:vielen )?danke?(?: schön)?)"
    r"(?i:,? (?:(?:so|very) much|a lot|again|all|everyone|team|in advance|im voraus|"
    r"for (?:(?:your|the|taking the) )?(?:quick |kind |prompt )?(?:time|help|call|calling|reading|reply|attention|email|"
    rf"understanding|visit|chat|listening))\b)*(?:,? {_NAME}){{0,3}}"
)
_END_OF_COURTESY = r"\s*[,.!:;–—-]*\s*"
_COURTESY = re.compile(f"(?:{_OPENING}|{_CLOSING}){_END_OF_COURTESY}")
_SALUTATION = re.compile(rf"{_OPENING}\s*[,!:–—-]\s*(?=\S)")
_SIGN_OFF = re.compile(rf"{_CLOSING}\s*,?\s*")
_SIGNATURE = re.compile(rf"{_NAME}(?: {_NAME}){{0,2}}")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of one piece of evidence."""

    statement_id: str
    """`<evidence_id>.<n>`, counted from 1."""
    evidence_id: str
    text: str


def statements_from(evidence: Sequence[Evidence]) -> list[Statement]:
    """Return every statement, in the order the evidence stands and the sentences were said."""
    return [
        Statement(f"{e.evidence_id}.{n}", e.evidence_id, text)
        for e in evidence
        for n, text in enumerate(sentences(e.text), start=1)
    ]  # fmt: skip


def sentences(text: str) -> list[str]:
    """Return the sentences of a text without greetings, thanks and lines that hold no word."""
    found: list[str] = []
    before = ""
    for part in _joined(_END.split(_WRAPPED.sub(" ", text))):
        said = _BULLET.sub("", " ".join(part.split()))
        sentence = said[m.end() :] if (m := _SALUTATION.match(said)) else said
        signed = _SIGN_OFF.fullmatch(before) and _SIGNATURE.fullmatch(sentence)
        if _LETTER.search(sentence) and not signed and not _COURTESY.fullmatch(sentence):
            found.append(sentence[0].upper() + sentence[1:] if sentence != said else sentence)
        before = said
    return found


def _joined(parts: Sequence[str]) -> list[str]:
    """Return parts with those put together again that were cut after a short form such as `e.g.` or an initial."""
    joined: list[str] = []
    for part in (p for p in parts if p):
        last = joined[-1].split()[-1] if joined and joined[-1].split() else ""
        bare = last.strip("(\"'“”").rstrip(".").lower()
        if last.endswith(".") and (bare in _SHORT_FORMS or (len(bare) == 1 and bare.isalpha() and bare != "i")):
            joined[-1] = f"{joined[-1]} {part}"
        else:
            joined.append(part)
    return joined
