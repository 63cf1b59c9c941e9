"""Kits behind links: what they open, to whom, and that nothing else opens by them."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from datetime import timedelta

import httpx
import pytest

from readiness.actions import deck_desk, decks, enablement
from readiness.adapters.db.account_tables import audit_log
from readiness.adapters.db.desk_tables import kit_links
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.kit_keys import read_token, token_of
from readiness.errors import InputError, NotAllowedError, NotFoundError
from readiness.permissions import ROLES, Viewer
from readiness.settings import Settings
from tests.portal.staffed import AFTER, CHANNEL, OTHER_CHANNEL, STAFF
from tests.portal.taking import Browser, Clock, signed_in

EVIL = "<img src=x onerror=alert(1)>\"'&"
SHOPS = Viewer("p", "Pat", "channel_manager", CHANNEL, "", "", "")


def made(here: Settings, launch_id: str, for_whom: str = "Alder Ltd", days: int = 7) -> str:
    """Make a link and return its path."""
    return httpx.URL(deck_desk.make_kit_link(here, SHOPS, launch_id, CHANNEL, for_whom, days, AFTER)).path


@pytest.fixture
def path(here: Settings, staffed: str) -> str:
    """Return the path of a new link; the quiz and the invites stand in this installation's own folder."""
    enablement.write_training(here, staffed, here.out_dir(staffed))
    enablement.write_quiz(here, staffed, here.out_dir(staffed))
    return made(here, staffed)


def test_a_link_is_made_shown_and_ended(here: Settings, staffed: str, address: str) -> None:
    browser, partner = signed_in(Browser(address), STAFF["channel_manager"]), Browser(address)
    browser.get(f"/launches/{staffed}/kits")
    shown = browser.post(f"/launches/{staffed}/kits", channel=CHANNEL, for_whom=f"Alder {EVIL}", days="7").text
    assert "<img src=x" not in shown
    link = httpx.URL(re.search(r'value="(http[^"]+/kits/[^"]+)"', shown)[1]).path  # type: ignore[index]
    kit = partner.get(link)
    assert kit.status_code == 200
    assert "<img src=x" not in kit.text
    assert "opened once" in browser.get(f"/launches/{staffed}/kits").text
    ending = re.search(r'action="(/launches/[^"]+/end)"', browser.page.text)[1]  # type: ignore[index]
    assert "Ended on" in browser.post(ending).text
    assert partner.get(link).status_code == 404
    with reading(here.database) as connection:
        acts = [(r.act, r.who) for r in connection.execute(audit_log.select()) if r.act.startswith("kits.")]
    who = STAFF["channel_manager"]
    assert [a for a, _ in acts] == ["kits.share", "kits.open", "kits.end"]
    assert (acts[0][1], acts[1][1]) == (who, f"Alder {EVIL}")


def test_a_kit_has_the_channels_present_files_alone(here: Settings, staffed: str, path: str, browser: Browser) -> None:
    accounts = [a["account_id"] for a, _ in deck_desk.accounts_to_make_for(here, SHOPS, staffed, _some()).rows]
    decks.press_account_decks(here, staffed, here.out_dir(staffed), accounts[:1])
    page = browser.get(path)
    names = re.findall(rf'href="{re.escape(path)}/files/([^"]+)"', page.text)
    own = [f"{staffed}-{CHANNEL}{kind}.pptx" for kind in ("", "-leave-behind", "-one-pager")]
    quiz = [f"{staffed}-messages.{kind}" for kind in ("csv", "gift", "qti.zip", "qti3.zip", "xml")]
    assert names[:3] == own
    assert sorted(names[3:-1]) == quiz
    assert names[-1] == "invites.zip"
    assert OTHER_CHANNEL not in page.text
    assert accounts[0] not in page.text
    out = here.out_dir(staffed)
    for name in own:
        assert browser.get(f"{path}/files/{name}").content == (out / f"decks/{CHANNEL}/{name}").read_bytes()
    for name in quiz:
        assert browser.get(f"{path}/files/{name}").content == (out / f"quizzes/{name}").read_bytes()
    with reading(here.database) as connection:
        query = "SELECT rep_id FROM shown_rows WHERE channel = ? AND name IN ('inputs.reps', 'plan.contact_plan')"
        reps = sorted(set(connection.exec_driver_sql(query, (CHANNEL,)).scalars()))
        mine = {p.name for r in reps for p in (out / "training/invites").glob(f"*-{r}.ics")}
    with zipfile.ZipFile(io.BytesIO(browser.get(f"{path}/files/invites.zip").content)) as archive:
        assert set(archive.namelist()) == mine
    with zipfile.ZipFile(io.BytesIO(browser.get(f"{path}/kit.zip").content)) as archive:
        inside = set(archive.namelist())
        assert archive.testzip() is None
    assert inside == {f"{CHANNEL}/{n}" for n in own} | {f"quiz/{n}" for n in quiz} | {f"invites/{n}" for n in mine}


def _some() -> object:
    from readiness.actions.wanted import Wanted

    return Wanted(limit=5)


def test_what_is_outdated_is_left_out(here: Settings, staffed: str, path: str, browser: Browser) -> None:
    with transaction(here.database) as connection:
        connection.exec_driver_sql("DELETE FROM approvals")
    page = browser.get(path)
    assert "3 files are being renewed" in page.text
    assert ".pptx" not in page.text
    assert browser.get(f"{path}/files/{staffed}-{CHANNEL}.pptx").status_code == 404


def test_no_other_file_can_be_had(staffed: str, path: str, browser: Browser) -> None:
    odd = (f"{staffed}-{OTHER_CHANNEL}.pptx", "items.md", "..%2f..%2fmanifest.json", "%2e%2e", "%00", "x" * 3000, "%F0%9F%AB%96")
    for name in odd:
        answer = browser.get(f"{path}/files/{name}")
        assert answer.status_code in (400, 404)
        assert not answer.headers.get("content-disposition")


def test_every_link_that_opens_nothing_looks_the_same(
    here: Settings, staffed: str, path: str, clock: Clock, browser: Browser
) -> None:
    token = path.removeprefix("/kits/")
    link_id, end, signature = token.split(".")
    later = str(int(end) + 86_400)
    ended = made(here, staffed, "Ended")
    deck_desk.end_kit_link(here, SHOPS, staffed, ended.removeprefix("/kits/")[:32], AFTER)
    pages = {
        browser.get(other).text
        for other in (
            f"/kits/{link_id}.{later}.{signature}",
            f"/kits/{link_id}.{end}.{signature[:-1]}{'A' if signature[-1] != 'A' else 'B'}",
            f"/kits/{'0' * 32}.{end}.{signature}",
            f"/kits/{link_id}", "/kits/x", "/kits/" + "x" * 5000, ended,
            f"/kits/{link_id}.{end}.{signature}%20",
        )
    }  # fmt: skip
    assert browser.get(path).status_code == 200
    clock.move(days=7, seconds=-1)
    assert browser.get(path).status_code == 200
    clock.move(seconds=1)
    for rest in ("", "/kit.zip", f"/files/{staffed}-{CHANNEL}.pptx"):
        answer = browser.get(path + rest)
        assert answer.status_code == 404
        pages.add(answer.text)
    assert len(pages) == 1
    assert not re.findall(r"<a |<form", pages.pop())


def test_a_kits_page_tells_nobody_where_it_is(path: str, browser: Browser) -> None:
    answer = browser.get(path)
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers["cache-control"] == "no-store"
    assert re.findall(r'href="([^"]+)"', answer.text)
    assert all(h.startswith((path, "/static/")) for h in re.findall(r'href="([^"]+)"', answer.text))
    assert "<script" not in answer.text
    assert "set-cookie" not in answer.headers


def test_links_are_for_those_who_may_and_of_the_own_channel(here: Settings, staffed: str, clock: Clock, address: str) -> None:
    theirs = deck_desk.make_kit_link(
        here, Viewer("m", "Mia", "marketing", "", "", "", ""), staffed, OTHER_CHANNEL, "Birch", 3, AFTER
    )
    link_id = theirs.rsplit("/", 1)[1][:32]
    for role in ROLES:
        browser = signed_in(Browser(address), STAFF[role])
        status = 200 if role in ("marketing", "channel_manager") else 403
        assert (role, browser.get(f"/launches/{staffed}/kits").status_code) == (role, status)
        if role == "channel_manager":
            assert "Birch" not in browser.page.text
            assert browser.post(f"/launches/{staffed}/kits/{link_id}/end").status_code == 404
            browser.get(f"/launches/{staffed}/kits")
            refused = browser.post(f"/launches/{staffed}/kits", channel=OTHER_CHANNEL, for_whom="x", days="3")
            assert refused.status_code == 404
    with pytest.raises(NotAllowedError):
        deck_desk.make_kit_link(here, Viewer("o", "O", "ops", "", "", "", ""), staffed, CHANNEL, "x", 3, AFTER)
    with pytest.raises(NotFoundError):
        deck_desk.make_kit_link(here, SHOPS, "none", CHANNEL, "x", 3, AFTER)
    for days, whom in ((0, "x"), (91, "x"), (3, " "), (3, "x" * 201)):
        with pytest.raises(InputError):
            deck_desk.make_kit_link(here, SHOPS, staffed, CHANNEL, whom, days, AFTER)


def test_a_wrong_form_says_what_is_wrong(here: Settings, staffed: str, browser: Browser) -> None:
    signed_in(browser, STAFF["channel_manager"])
    for days in ("", "0", "91", "1.5", "x", "-1", "999999999999", "٣"):
        browser.get(f"/launches/{staffed}/kits")
        answer = browser.post(f"/launches/{staffed}/kits", channel=CHANNEL, for_whom="", days=days)
        assert answer.status_code == 400
        assert "Say for whom the link is." in answer.text
        assert "Choose a whole number of days from 1 to 90." in answer.text
    with reading(here.database) as connection:
        assert connection.execute(kit_links.select()).first() is None


def test_the_key_stays_in_the_workspace(here: Settings, staffed: str, path: str) -> None:
    key = here.home / "keys" / "kit_links"
    assert len(key.read_bytes()) == 32
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    token = path.removeprefix("/kits/")
    found = read_token(here.home, token)
    assert found == (token[:32], AFTER + timedelta(days=7))
    assert token_of(here.home, *found) == token
    key.unlink()
    assert read_token(here.home, token) is None
