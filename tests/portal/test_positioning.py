"""Positioning: evidence judged and taken back, messages read and approved, the house, gaps, a new revision; scope and texts."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path

import pytest

from readiness.actions import launch, positioning_desk
from readiness.actions.positioning_desk import ApprovalRefusedError, MessageFilter
from readiness.adapters.db import launches
from readiness.adapters.db.judgements import judgements_of
from readiness.adapters.db.store import reading
from readiness.adapters.stored_positioning import present_positioning
from readiness.errors import ConflictError, NotAllowedError
from readiness.permissions import ROLES, Viewer
from readiness.settings import Settings
from tests.portal.staffed import AFTER, STAFF
from tests.portal.taking import Browser, signed_in
from tests.small_launch import write_small_launch

MIA = Viewer("p-mia", "Mia Marketer", "marketing", "", "", "", "c")
KETTLE = "kettle-2"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def folder(staffed: str, here: Settings, tmp_path: Path) -> Path:
    """Return the folder of a small launch that was taken in and not approved."""
    found = write_small_launch(tmp_path / "small")
    launch.take_in(here, found)
    return found


def text(browser: Browser) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.page.text)))


def change(folder: Path, file: str, before: str, after: str) -> None:
    path = folder / file
    said = path.read_text(encoding="utf-8")
    assert before in said
    path.write_text(said.replace(before, after), encoding="utf-8")


def test_evidence_is_judged_one_by_one_and_taken_back(folder: Path, here: Settings, browser: Browser) -> None:
    signed_in(browser, STAFF["marketing"])
    at = f"/launches/{KETTLE}/evidence"
    browser.get(at)
    assert "0 of 4 statements judged" in text(browser)
    first = re.findall(r'name="statement" value="([^"]+)"', browser.page.text)[0]
    following = re.findall(r'name="following" value="([^"]*)"', browser.page.text)[0]
    browser.post(at, statement=first, said="boil", following=following)
    assert browser.page.url.params["last"] == first
    assert "1 of 4 statements judged" in text(browser)
    with reading(here.database) as connection:
        assert launches.load_inputs(connection, KETTLE).confirmations == {first: "boil"}
    browser.post(at, statement=following, said="0", following="")
    assert "2 of 4 statements judged" in text(browser)
    given = positioning_desk.confirmations_file(here, MIA, KETTLE).decode()
    assert list(csv.reader(io.StringIO(given)))[1:] == [[first, "boil"], [following, ""]]
    browser.post(f"{at}/undo", statement=following)
    assert "1 of 4 statements judged" in text(browser)
    browser.get(f"{at}/judged")
    assert "boiling time" in text(browser)
    browser.post(f"{at}/undo", statement=first, then="judged")
    assert "Nothing here." in text(browser)
    with reading(here.database) as connection:
        assert launches.load_inputs(connection, KETTLE).confirmations == {}


def test_a_judgement_survives_taking_in_and_gives_way_to_a_later_word_of_the_folder(folder: Path, here: Settings) -> None:
    (folder / "confirmations.csv").write_text("statement_id,characteristic_id\nE1.1,boil\nE2.1,boil\n", encoding="utf-8")
    launch.take_in(here, folder)
    positioning_desk.judge_statement(here, MIA, KETTLE, "E1.1", "cord", AFTER)
    positioning_desk.judge_statement(here, MIA, KETTLE, "E3.1", "lid", AFTER)
    launch.take_in(here, folder)
    with reading(here.database) as connection:
        assert launches.load_inputs(connection, KETTLE).confirmations == {"E1.1": "cord", "E2.1": "boil", "E3.1": "lid"}
    change(folder, "confirmations.csv", "E1.1,boil", "E1.1,warranty")
    launch.take_in(here, folder)
    with reading(here.database) as connection:
        assert launches.load_inputs(connection, KETTLE).confirmations == {"E1.1": "warranty", "E2.1": "boil", "E3.1": "lid"}
        assert list(judgements_of(connection, KETTLE)) == ["E3.1"]


def test_a_judgement_holds_for_the_words_it_was_given_to(folder: Path, here: Settings) -> None:
    positioning_desk.judge_statement(here, MIA, KETTLE, "E3.1", "lid", AFTER)
    change(folder, "evidence.csv", "The lid needs both hands.", "It is too heavy.")
    launch.take_in(here, folder)
    with reading(here.database) as connection:
        assert launches.load_inputs(connection, KETTLE).confirmations == {}
    assert positioning_desk.evidence_page(here, MIA, KETTLE, "E3.1").card.text == "It is too heavy."  # type: ignore[union-attr]


def test_confirmations_of_the_portal_can_be_kept_in_the_folder(folder: Path, here: Settings) -> None:
    for statement, said in (("E1.1", "boil"), ("E4.1", "")):
        positioning_desk.judge_statement(here, MIA, KETTLE, statement, said, AFTER)
    (folder / "confirmations.csv").write_bytes(positioning_desk.confirmations_file(here, MIA, KETTLE))
    assert launch.check_folder(folder, here.templates) == []
    launch.take_in(here, folder)
    with reading(here.database) as connection:
        assert launches.load_inputs(connection, KETTLE).confirmations == {"E1.1": "boil", "E4.1": ""}


def test_evidence_no_need_names_comes_first(folder: Path, here: Settings) -> None:
    with (folder / "evidence.csv").open("a", encoding="utf-8") as file:
        file.write("E9,interview,a buyer,2023-11-01,It dribbles when one pours.\n")
    launch.take_in(here, folder)
    card = positioning_desk.evidence_page(here, MIA, KETTLE).card
    assert card is not None
    assert (card.statement_id, card.named_by) == ("E9.1", ())


def hashes(browser: Browser) -> dict[str, str]:
    return dict(re.findall(r'name="seen-([^"]+)" value="([0-9a-f]{64})"', browser.page.text))


def test_messages_are_approved_one_several_and_all(folder: Path, here: Settings, browser: Browser) -> None:
    signed_in(browser, STAFF["marketing"])
    at = f"/launches/{KETTLE}/messages"
    browser.get(at)
    with reading(here.database) as connection:
        _, positioning, _ = present_positioning(here.templates, connection, KETTLE)
    n = len(positioning.messages)
    assert f"{n} messages, {n} not approved" in text(browser)
    seen = hashes(browser)
    assert seen.items() <= positioning.hashes.items()
    assert "Boils 0.5 L in at most 90 s." in text(browser)
    ids = list(seen)
    picked = {f"pick-{m}": "1" for m in ids[1:3]}
    browser.post(at, one=ids[0], **{f"seen-{ids[0]}": seen[ids[0]]})
    assert "1 message was approved." in text(browser)
    assert "by mia@example.com" in text(browser) or "by Mia" in text(browser)
    browser.post(at, then="picked", **picked, **{f"seen-{m}": seen[m] for m in ids[1:3]})
    assert f"{n} messages, {n - 3} not approved" in text(browser)
    browser.get(f"{at}?state=waiting&step=decide")
    shown = hashes(browser)
    assert shown
    assert all("-decide" in m for m in shown)
    assert not set(shown) & set(ids[:3])
    all_seen = re.findall(r'name="all_seen" value="(\w+)"', browser.page.text)[0]
    browser.post(f"{at}?state=waiting&step=decide", then="all", all_seen=all_seen)
    with reading(here.database) as connection:
        approvals = launches.approvals_of(connection, KETTLE, positioning.hashes).by_message
    assert set(approvals) == {*ids[:3], *shown}
    assert {a.approved_on for a in approvals.values()} == {AFTER.date().isoformat()}


def test_approving_refuses_what_reads_otherwise_by_now(folder: Path, here: Settings, browser: Browser) -> None:
    signed_in(browser, STAFF["marketing"])
    at = f"/launches/{KETTLE}/messages"
    browser.get(at)
    seen, all_seen = hashes(browser), re.findall(r'name="all_seen" value="(\w+)"', browser.page.text)[0]
    one = next(m for m in seen if m.startswith("N1-evaluate"))
    change(folder, "answers.csv", "within 90 seconds", "within 85 seconds")
    launch.take_in(here, folder)
    assert browser.post(at, one=one, **{f"seen-{one}": seen[one]}).status_code == 409
    assert "A message changed since you read it" in text(browser)
    assert browser.post(at, then="all", all_seen=all_seen).status_code == 409
    assert browser.post(at, then="picked").status_code == 403
    assert "You chose no message." in text(browser)
    with reading(here.database) as connection:
        assert present_positioning(here.templates, connection, KETTLE)[2].by_message == {}


def test_lint_errors_refuse_all_that_were_chosen_and_stand_beside_the_message(
    folder: Path, here: Settings, browser: Browser
) -> None:
    change(folder, "answers.csv", "within 90 seconds", "within 7 seconds")
    launch.take_in(here, folder)
    page = positioning_desk.messages_page(here, MIA, KETTLE, MessageFilter())
    views = [v for _, _, found in page.needs for v in found]
    blocked, free = [v for v in views if v.is_blocked], [v for v in views if not v.is_blocked]
    assert blocked
    assert free
    assert page.n_to_approve == page.n_all - page.n_blocked
    chosen = {v.message.message_id: v.seen for v in (blocked[0], free[0])}
    with pytest.raises(ApprovalRefusedError) as refused:
        positioning_desk.approve_messages(here, MIA, KETTLE, chosen, AFTER)
    assert {f.message_id for f in refused.value.errors} <= {v.message.message_id for v in blocked} | {"N1"}
    signed_in(browser, STAFF["marketing"])
    at = f"/launches/{KETTLE}/messages"
    browser.get(at)
    assert (
        browser.post(at, **{f"pick-{m}": "1" for m in chosen}, **{f"seen-{m}": h for m, h in chosen.items()}).status_code == 403
    )
    assert "The lint finds errors in messages you chose" in text(browser)
    with reading(here.database) as connection:
        assert present_positioning(here.templates, connection, KETTLE)[2].by_message == {}
    browser.get(at)
    browser.post(at, then="all", all_seen=re.findall(r'name="all_seen" value="(\w+)"', browser.page.text)[0])
    with reading(here.database) as connection:
        approved = present_positioning(here.templates, connection, KETTLE)[2].by_message
    assert set(approved) == {m.message.message_id for m in views if not m.is_blocked}


def test_what_changed_since_it_was_approved_is_shown_word_by_word(folder: Path, here: Settings, browser: Browser) -> None:
    launch.approve(here, KETTLE, "Ada Owner", AFTER.date())
    change(folder, "answers.csv", "within 90 seconds", "within 85 seconds")
    launch.take_in(here, folder)
    signed_in(browser, STAFF["marketing"])
    browser.get(f"/launches/{KETTLE}/messages?state=changed")
    shown = hashes(browser)
    assert shown
    assert all(m.startswith("N1-") for m in shown)
    assert "last approved by Ada Owner" in text(browser)
    assert "<del>90</del>" in browser.page.text
    assert "<ins>85</ins>" in browser.page.text


def test_a_wrong_role_approves_nothing(folder: Path, here: Settings, browser: Browser) -> None:
    for role in (r for r in ROLES if r != "marketing"):
        viewer = Viewer("p", "X", role, "shops", "r1", "", "c", "r4")
        with pytest.raises(NotAllowedError):
            positioning_desk.approve_messages(here, viewer, KETTLE, {"N1-decide": "x"}, AFTER)
        with pytest.raises(NotAllowedError):
            positioning_desk.judge_statement(here, viewer, KETTLE, "E1.1", "boil", AFTER)
    with pytest.raises(ConflictError):
        positioning_desk.approve_messages(here, MIA, KETTLE, {"no-such": "x"}, AFTER)


def test_the_house_has_the_weights_of_its_cells(folder: Path, here: Settings, browser: Browser) -> None:
    signed_in(browser, STAFF["marketing"])
    browser.get(f"/launches/{KETTLE}/house")
    weights = re.findall(r'<td class="n">(\d+)<span class="soft">', browser.page.text)
    assert weights == ["81", "54", "63", "0"]  # 9 x 9, 6 x 9, 7 x 9: importance by strength; nobody asked for the cord
    assert browser.page.text.count('scope="row"') == 6
    links = browser.get(f"/launches/{KETTLE}/positioning/links.csv").text
    assert [row[:3] for row in csv.reader(io.StringIO(links))][1:] == [
        ["boil", "N1", "9"],
        ["lid", "N2", "9"],
        ["warranty", "N3", "9"],
    ]


def test_gaps_both_ways(folder: Path, here: Settings, browser: Browser) -> None:
    signed_in(browser, STAFF["ops"])
    browser.get(f"/launches/{KETTLE}/gaps")
    shown = text(browser)
    assert "Needs that nothing answers" in shown
    assert "It should play music" in shown
    assert "Cord 75 cm." in shown
    book = browser.get(f"/launches/{KETTLE}/positioning/factory_request.xlsx")
    assert book.content[:2] == b"PK"
    assert browser.get(f"/launches/{KETTLE}/positioning/r.db").status_code == 404


def test_the_impact_of_a_revision_is_that_of_the_command_line_and_changes_nothing(
    folder: Path, here: Settings, browser: Browser, tmp_path: Path
) -> None:
    from readiness.actions.tracing import impact_of

    launch.approve(here, KETTLE, "Ada Owner", AFTER.date())
    new = (folder / "spec.yaml").read_bytes().replace(b"value: 3, unit: years", b"value: 2, unit: years")
    (tmp_path / "spec.yaml").write_bytes(new)
    expected = impact_of(here, KETTLE, tmp_path / "spec.yaml")
    assert expected.to_approve
    signed_in(browser, STAFF["marketing"])
    at = f"/launches/{KETTLE}/impact"
    browser.get(at)
    with reading(here.database) as connection:
        before = launches.input_hashes(connection, KETTLE)
    browser.page = browser.client.post(at, data={"csrf": browser.csrf}, files=[("spec", ("spec.yaml", new))])
    shown = text(browser)
    assert f"Messages to approve again ({len(expected.to_approve)})" in shown
    assert all(s.message_id in shown for s in expected.to_approve)
    with reading(here.database) as connection:
        assert launches.input_hashes(connection, KETTLE) == before
    for data in (b"", b"\xff\xfe\x00", b"product: [", b"<!DOCTYPE a [<!ENTITY b 'c'>]>"):
        browser.get(at)
        browser.page = browser.client.post(at, data={"csrf": browser.csrf}, files=[("spec", ("spec.xml", data))])
        assert browser.page.status_code == 400
        assert 'role="alert"' in browser.page.text


PAGES = (
    "evidence",
    "evidence/judged",
    "evidence/confirmations.csv",
    "house",
    "messages",
    "gaps",
    "impact",
    "positioning/links.csv",
)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_look(staffed: str, browser: Browser, role: str) -> None:
    signed_in(browser, STAFF[role])
    expected = 200 if role in ("admin", "marketing", "ops") else 403
    assert {path: browser.get(f"/launches/{staffed}/{path}").status_code for path in PAGES} == dict.fromkeys(PAGES, expected)
    if expected == 200:
        assert {browser.get(f"/launches/no-such/{path}").status_code for path in PAGES} == {404}


def test_a_form_without_the_secret_is_refused(staffed: str, browser: Browser) -> None:
    signed_in(browser, STAFF["marketing"])
    for path in ("evidence", "evidence/undo", "messages", "impact"):
        assert browser.client.post(f"/launches/{staffed}/{path}", data={"csrf": "x"}).status_code == 403


def test_every_text_somebody_wrote_is_shown_as_text(folder: Path, here: Settings, browser: Browser) -> None:
    change(folder, "requirements.csv", "I open the lid with one hand because the other holds the tap", f"I open the lid {EVIL}")
    change(folder, "evidence.csv", "The lid needs both hands.", f"The lid {EVIL}")
    change(folder, "evidence.csv", "E3,review,a customer", f"E3,review,{EVIL}")
    change(folder, "answers.csv", "The spout stays open.", f"The spout {EVIL}.")
    change(folder, "spec.yaml", "name: lid,", f'name: "lid {EVIL}",')
    change(folder, "buyers.yaml", "name: Shop buyer", f'name: "Shop {EVIL}"')
    change(folder, "launch.yaml", "name: Kettle 2", f'name: "Kettle {EVIL}"')
    assert launch.check_folder(folder) == []
    launch.take_in(here, folder)
    signed_in(browser, STAFF["marketing"])
    for path in ("", "/evidence?at=E3.1", "/house", "/messages", "/gaps", "/impact", "/evidence/judged"):
        browser.get(f"/launches/{KETTLE}{path}")
        assert browser.page.status_code == 200, path
        assert "<script>alert" not in browser.page.text, path
        assert "<img src=x" not in browser.page.text, path
        assert "&lt;script&gt;" in browser.page.text, path
    assert "<script>alert" not in browser.get("/launches").text


def test_odd_questions_are_no_fault(staffed: str, browser: Browser) -> None:
    signed_in(browser, STAFF["marketing"])
    odd = [
        "page=999999", "by=nonsense", "q=" + "x" * 3_000, "q=%F0%9F%9A%80", "state=nonsense", "need=%27",
        "last=x", "voice=a-b-c", "channel=none", "done=x", "page=0x1",
    ]  # fmt: skip
    for query in odd:
        for path in ("evidence", "evidence/judged", "house", "messages", "gaps", "impact"):
            assert browser.get(f"/launches/{staffed}/{path}?{query}").status_code == 200, (path, query)
    browser.get(f"/launches/{staffed}/evidence")
    for fields in ({"statement": "no"}, {"statement": "E1.1", "said": "no"}, {"statement": "\x00", "said": "0"}):
        assert browser.post(f"/launches/{staffed}/evidence", **fields).status_code == 404
        browser.get(f"/launches/{staffed}/evidence")
