"""Badge files: a certificate as an Open Badges 3.0 credential, as a page to print, and the list of who holds one.

In: Standings, what a certificate says of its launch and issuer.
Out: JSON, HTML and CSV as bytes, the same on every run. Nothing is signed, and each file says so.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from readiness.adapters.table_files import csv_bytes
from readiness.stages.quizzes.certificate_model import CertificateEvent, Standing
from readiness.stages.report.words import day
from readiness.vocabulary import counted

CONTEXT = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
UNSIGNED = "It carries no signature: whoever wants to be sure asks the issuer."
INDEX = (
    "kind", "id", "name", "partner_id", "status", "awarded_on", "valid_from", "valid_until", "n_responses", "expected_share",
    "cut_share", "probability", "confidence", "why", "decided_by", "file",
)  # fmt: skip
_PAGES = Environment(
    loader=PackageLoader("readiness.adapters"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_PAGES.filters.update(day=day)


@dataclass(frozen=True, slots=True)
class Award:
    """What every certificate of a launch says."""

    launch_id: str
    launch_name: str
    issuer: str
    issuer_url: str
    cut_share: float
    confidence: float
    min_answers: int
    set_by: str
    """Who set the cut, as a clause."""
    partner_rule: str

    @property
    def criteria(self) -> str:
        """Return what a rep has to show."""
        return (
            f"Answer at least {self.min_answers} questions on {self.launch_name}, and be above the cut with a probability of at "
            f"least {100 * self.confidence:g}%. The cut is the ability of a rep expected to get {self.cut_share:.0%} of the "
            f"questions right, {self.set_by}. The probability comes from the measured ability and its error, not from a raw "
            "percentage."
        )


def credential(award: Award, standing: Standing, email: str) -> bytes:
    """Return the certificate of a rep or partner as an unsigned Open Badges 3.0 AchievementCredential.

    A rep goes by name and by the salted hash of the mail address.

    Source: 1EdTech (2024), Open Badges Specification 3.0; W3C (2025), Verifiable Credentials Data Model 2.0.
    """
    event = _event(standing)
    own = _urn(award, standing.kind, standing.subject_id, str(event.number))
    identifier = [_identity("ext:name", standing.name)]
    if email:
        identifier.append(_identity("emailAddress", email, salt=own))
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": identifier,
        "achievement": _achievement(award, standing, event),
    }
    if event.evidence:
        given = {"share": event.evidence.expected_share, "probability": event.evidence.probability}
        subject["result"] = [
            {"type": ["Result"], "resultDescription": _result_id(award, event, name), "value": f"{100 * value:.1f}"}
            for name, value in given.items()
        ]
    content = {
        "@context": list(CONTEXT),
        "id": own,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": _title(award),
        "description": f"{_statement(award, standing)} {UNSIGNED}",
        "issuer": _issuer(award),
        "validFrom": _moment(event.valid_from),
        "validUntil": _moment(event.valid_until, end=True),
        "awardedDate": _moment(standing.awarded_on or event.valid_from),
        "credentialSubject": subject,
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def certificate_page(award: Award, standing: Standing) -> bytes:
    """Return the certificate as one self-contained HTML page, made for A4 across."""
    event = _event(standing)
    number = f"{award.launch_id} / {standing.subject_id} / {event.number}"
    page = _PAGES.get_template("certificate.html.j2").render(
        award=award,
        standing=standing,
        event=event,
        statement=_statement(award, standing),
        why=_why(award, event),
        number=number,
        unsigned=UNSIGNED,
    )
    return page.encode("utf-8", "replace")


def index_csv(standings: Sequence[Standing], cut_share: float, confidence: float, files: dict[tuple[str, str], str]) -> bytes:
    """Return one row a rep, then one a partner: how each stands on the day, and what is missing."""
    return csv_bytes(INDEX, (_row(s, cut_share, confidence, files) for s in standings))


def _row(s: Standing, cut_share: float, confidence: float, files: dict[tuple[str, str], str]) -> list[object]:
    event, verdict = s.last, s.verdict
    figures: list[object] = [None] * 5
    if verdict:
        estimates = (verdict.expected_share, cut_share, verdict.probability, confidence)
        figures = [verdict.n_responses, *(round(x, 4) for x in estimates)]
    days = (event.valid_from, event.valid_until) if event else (None, None)
    by, file = event.decided_by if event else "", files.get((s.kind, s.subject_id), "")
    return [s.kind, s.subject_id, s.name, s.partner_id, s.status, s.awarded_on, *days, *figures, s.why, by, file]


def _event(standing: Standing) -> CertificateEvent:
    if standing.last is None:
        raise ValueError(standing.subject_id)
    return standing.last


def _title(award: Award) -> str:
    return f"{award.launch_name}: ready to advise customers"


def _statement(award: Award, standing: Standing) -> str:
    if standing.kind == "partner":
        return f"Enough of its people are certified to advise customers on {award.launch_name}."
    return f"Has shown sure knowledge of what {award.launch_name} does, for which customer, and what it does not do."


def _why(award: Award, event: CertificateEvent) -> str:
    if event.evidence is None:
        return f"On the first day: {event.reason}. {award.partner_rule}"
    e = event.evidence
    sure = "more than 99%" if e.probability > 0.99 else f"{100 * e.probability:.0f}%"
    return (
        f"Expected to get {e.expected_share:.0%} of the questions right, measured on {counted(e.n_responses, 'answer')}; "
        f"{e.cut_share:.0%} is asked, {award.set_by}. The probability of being above that is {sure}; "
        f"{100 * e.confidence:g}% is needed."
    )


def _achievement(award: Award, standing: Standing, event: CertificateEvent) -> dict[str, Any]:
    is_rep = standing.kind == "rep"
    achievement: dict[str, Any] = {
        "id": _urn(award, "achievement", standing.kind, event.standard),
        "type": ["Achievement"],
        "achievementType": "Certification",
        "name": _title(award),
        "description": _statement(award, standing),
        "criteria": {"narrative": award.criteria if is_rep else award.partner_rule},
        "inLanguage": "en",
    }
    if is_rep and event.evidence:
        asked = {
            "share": ("Share of the questions expected right, in percent", event.evidence.cut_share),
            "probability": ("Probability of being above the cut, in percent", event.evidence.confidence),
        }
        achievement["resultDescription"] = [
            {
                "id": _result_id(award, event, name), "type": ["ResultDescription"], "name": words, "resultType": "Percent",
                "valueMin": "0", "valueMax": "100", "requiredValue": f"{100 * value:.1f}",
            }
            for name, (words, value) in asked.items()
        ]  # fmt: skip
    return achievement


def _issuer(award: Award) -> dict[str, Any]:
    about = {"id": award.issuer_url or _urn(award, "issuer", award.issuer), "type": ["Profile"], "name": award.issuer}
    return {**about, "url": award.issuer_url} if award.issuer_url else about


def _identity(kind: str, value: str, salt: str = "") -> dict[str, Any]:
    told = {"type": "IdentityObject", "identityType": kind}
    if not salt:
        return {**told, "hashed": False, "identityHash": value}
    digest = hashlib.sha256(f"{value.lower()}{salt}".encode()).hexdigest()
    return {**told, "hashed": True, "identityHash": f"sha256${digest}", "salt": salt}


def _result_id(award: Award, event: CertificateEvent, name: str) -> str:
    return _urn(award, "result", name, event.standard)


def _urn(award: Award, *parts: str) -> str:
    """Return an id that is the same whenever the same thing is named."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(['readiness', award.launch_id, *parts]))}"


def _moment(when: date, *, end: bool = False) -> str:
    return f"{when.isoformat()}T{'23:59:59' if end else '00:00:00'}Z"
