"""Badge files: the fields Open Badges 3.0 asks for, no more of a person than need be, a page that needs no other file."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

from readiness.adapters.badge_files import Award, certificate_page, credential
from readiness.stages.quizzes.certificate_model import CertificateEvent, Evidence, Standing

AWARD = Award(
    "kettle-2",
    "Kettle 2",
    "Steam & Co",
    "https://steam.example/",
    0.72,
    0.8,
    10,
    "as 3 judges set it on 17 questions",
    "Four in five.",
)
EVENT = CertificateEvent(
    "rep", "r1", 3, "renewed", date(2026, 1, 31), date(2026, 1, 31), date(2027, 1, 31), "Ada Owner", "", "s",
    Evidence(17, 0.8312, 0.9949, 0.72, 0.8, {"N1-need": "h"}),
)  # fmt: skip
STANDING = Standing("rep", "r1", "Zoë <b>Ruiz</b>", "steam", "certified", "", EVENT, date(2025, 1, 31), None)
EMAIL = "Zoe@Example.com"


def badge(award: Award = AWARD, standing: Standing = STANDING, email: str = EMAIL) -> dict[str, object]:
    return json.loads(credential(award, standing, email))  # type: ignore[no-any-return]


def test_every_field_the_specification_requires() -> None:
    """Open Badges 3.0, appendix B: what is 1 or 1..* of AchievementCredential and of the classes in it."""
    made = badge()
    assert made["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert set(made["type"]) == {"VerifiableCredential", "OpenBadgeCredential"}
    assert (made["validFrom"], made["validUntil"]) == ("2026-01-31T00:00:00Z", "2027-01-31T23:59:59Z")
    assert made["awardedDate"] == "2025-01-31T00:00:00Z"
    assert made["issuer"] == {
        "id": "https://steam.example/",
        "type": ["Profile"],
        "name": "Steam & Co",
        "url": "https://steam.example/",
    }
    subject = made["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    achievement = subject["achievement"]
    assert achievement["type"] == ["Achievement"]
    assert all(achievement[name] for name in ("id", "name", "description"))
    assert "72%" in achievement["criteria"]["narrative"]
    described = {d["id"]: d for d in achievement["resultDescription"]}
    assert all(d["type"] == ["ResultDescription"] and d["name"] and d["resultType"] == "Percent" for d in described.values())
    results = subject["result"]
    assert [(r["value"], described[r["resultDescription"]]["requiredValue"]) for r in results] == [
        ("83.1", "72.0"),
        ("99.5", "80.0"),
    ]


def test_nothing_is_signed_and_it_says_so() -> None:
    made = badge()
    assert "proof" not in made
    assert "no signature" in made["description"]
    assert "no signature" in certificate_page(AWARD, STANDING).decode()


def test_the_mail_address_is_told_by_a_salted_hash_only() -> None:
    assert EMAIL.lower() not in credential(AWARD, STANDING, EMAIL).decode().lower()
    (mail,) = [i for i in badge()["credentialSubject"]["identifier"] if i["identityType"] == "emailAddress"]
    assert mail["identityHash"] == "sha256$" + hashlib.sha256((EMAIL.lower() + mail["salt"]).encode()).hexdigest()


def test_ids_differ_where_certificates_do_and_stay_where_they_do_not() -> None:
    assert badge() == badge()
    later = replace(STANDING, last=replace(EVENT, number=4))
    other = replace(STANDING, subject_id="r2")
    ids = [badge(standing=s)["id"] for s in (STANDING, later, other)]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", i) for i in ids)
    same = {badge(standing=s)["credentialSubject"]["achievement"]["id"] for s in (STANDING, other)}
    assert len(same) == 1


def test_an_issuer_without_an_address_has_an_id_all_the_same() -> None:
    issuer = badge(replace(AWARD, issuer_url=""))["issuer"]
    assert issuer["id"].startswith("urn:uuid:")
    assert "url" not in issuer


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


def test_the_page_is_self_contained_and_escapes_what_people_wrote() -> None:
    page = Tags(certificate_page(AWARD, STANDING).decode())
    names = [tag for tag, _ in page.found]
    assert not {"script", "img", "iframe", "b"} & set(names)
    assert [a["href"] for tag, a in page.found if tag == "link"] == ["data:,"]
    assert STANDING.name in page.words
    said = " ".join(page.words)
    for words in (
        "31 January 2026",
        "31 January 2027",
        "First given 31 January 2025",
        "Ada Owner",
        "kettle-2 / r1 / 3",
        "more than 99%",
    ):
        assert words in said


def test_a_partner_has_a_page_and_a_badge_without_figures_of_anybody() -> None:
    event = replace(EVENT, kind="partner", subject_id="steam", evidence=None, reason="4 of 5 active reps certified; 4 needed")
    standing = replace(STANDING, kind="partner", subject_id="steam", name="Steam & Co", last=event)
    subject = badge(standing=standing, email="")["credentialSubject"]
    assert "result" not in subject
    assert subject["achievement"]["criteria"]["narrative"] == "Four in five."
    assert "4 of 5 active reps certified" in certificate_page(AWARD, standing).decode()
