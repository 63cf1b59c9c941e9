"""Tokens: shown once, kept as a hash, never more than the person may, ended, expired; made on a page without scripts."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import timedelta

import httpx
import pytest

from readiness.actions import accounts, api_tokens
from readiness.adapters.db.account_tables import api_tokens as table
from readiness.adapters.db.store import reading
from readiness.errors import InputError, NotAllowedError, NotFoundError
from readiness.permissions import RIGHTS, Viewer
from readiness.portal.texts import TEXTS
from readiness.settings import Settings
from tests.portal.asking import program, token_for
from tests.portal.staffed import AFTER, STAFF
from tests.portal.taking import Browser, Clock, signed_in


def one(settings: Settings, role: str) -> Viewer:
    return api_tokens.person_named(settings, STAFF[role])


def test_a_token_is_kept_only_as_its_hash(here: Settings, staffed: str) -> None:
    secret = token_for(here, "ops")
    with reading(here.database) as connection:
        rows = connection.execute(table.select()).mappings().all()
    assert [row["token_sha256"] for row in rows] == [hashlib.sha256(secret.encode()).hexdigest()]
    assert secret not in str(rows)
    assert len(secret) > 40


def test_a_token_is_its_person_with_at_most_the_acts_given(here: Settings, staffed: str, address: str) -> None:
    said = program(here, address, "ops", "decks.see").get("/me").json()
    assert (said["email"], said["role"], said["acts"]) == (STAFF["ops"], "ops", ["decks.see"])
    narrow = program(here, address, "ops", "decks.see")
    assert narrow.get(f"/launches/{staffed}/tables/report.reps").status_code == 403
    assert narrow.get(f"/launches/{staffed}/tables/inputs.accounts").status_code == 200


@pytest.mark.parametrize("role", list(STAFF))
def test_nobody_gives_what_is_not_theirs(here: Settings, staffed: str, role: str) -> None:
    viewer = one(here, role)
    for act, roles in RIGHTS.items():
        if role not in roles:
            with pytest.raises(InputError):
                api_tokens.add_token(here, viewer, "x", [act], 5, AFTER)


@pytest.mark.parametrize(
    ("label", "acts", "days"),
    [
        ("", ["decks.see"], 5),
        (" ", ["decks.see"], 5),
        ("x", [], 5),
        ("x" * 81, ["decks.see"], 5),
        ("x", ["decks.see"], 0),
        ("x", ["decks.see"], 367),
        ("x", ["nonsense"], 5),
    ],
)
def test_a_token_that_is_none_is_refused_in_words(here: Settings, staffed: str, label: str, acts: list[str], days: int) -> None:
    with pytest.raises(InputError):
        api_tokens.add_token(here, one(here, "ops"), label, acts, days, AFTER)


def test_a_program_makes_no_tokens(here: Settings, staffed: str) -> None:
    asks = api_tokens.program_of(here, token_for(here, "ops"), AFTER)
    with pytest.raises(NotAllowedError):
        api_tokens.add_token(here, asks.viewer, "more", ["decks.see"], 5, AFTER)
    with pytest.raises(NotAllowedError):
        api_tokens.end_token(here, asks.viewer, asks.token_id, AFTER)


def test_an_ended_expired_unknown_or_disabled_token_opens_nothing(
    here: Settings, staffed: str, address: str, clock: Clock
) -> None:
    asks = program(here, address, "ops")
    assert asks.get("/me").status_code == 200
    token = api_tokens.tokens_of(here, one(here, "ops"))[0]
    with pytest.raises(NotFoundError):
        api_tokens.end_token(here, one(here, "marketing"), token.token_id, AFTER)  # another's is not there
    api_tokens.end_token(here, one(here, "ops"), token.token_id, AFTER)
    assert asks.get("/me").status_code == 401
    late = program(here, address, "ops")
    clock.move(days=29, hours=23)
    assert late.get("/me").status_code == 200
    clock.move(hours=2)
    assert late.get("/me").status_code == 401
    clock.now = AFTER
    gone = program(here, address, "marketing")
    accounts.disable_user(here, STAFF["marketing"])
    assert gone.get("/me").status_code == 401


@pytest.mark.parametrize(
    "sent", ["", "Bearer", "Bearer rdy_nothing", "Basic rdy_nothing", "Bearer " + "x" * 5_000, "Bearer \xfc"]
)
def test_what_is_no_token_is_401_in_words(staffed: str, address: str, sent: str) -> None:
    answer = httpx.get(f"{address}/api/v1/me", headers={"Authorization": sent.encode("latin-1")} if sent else {})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["detail"].startswith("This takes a token")


def test_a_browsers_cookie_is_no_token(here: Settings, staffed: str, browser: Browser) -> None:
    signed_in(browser, STAFF["ops"])
    assert browser.get("/account/tokens").status_code == 200
    assert browser.get("/api/v1/me").status_code == 401


def test_a_token_is_no_sign_in(here: Settings, staffed: str, address: str) -> None:
    answer = httpx.get(f"{address}/account/tokens", headers={"Authorization": f"Bearer {token_for(here, 'ops')}"})
    assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in")


def test_tokens_are_made_seen_once_and_ended_on_the_page(here: Settings, staffed: str, browser: Browser) -> None:
    signed_in(browser, STAFF["channel_manager"])
    browser.get("/account/tokens")
    assert "act-people.see" not in browser.page.text  # not a channel manager's to give
    browser.post("/account/tokens", label="<script>alert(1)</script>", days="10", **{"act-decks.see": "1"})
    secret = html.unescape(re.findall(r'<code class="secret">([^<]+)</code>', browser.page.text)[0])
    asks = httpx.get(browser.client.base_url.join("/api/v1/me"), headers={"Authorization": f"Bearer {secret}"})
    assert (asks.json()["email"], asks.json()["acts"]) == (STAFF["channel_manager"], ["decks.see"])
    browser.get("/account/tokens")
    assert secret not in browser.page.text
    assert "<script>alert(1)" not in browser.page.text
    assert "&lt;script&gt;alert(1)" in browser.page.text
    path = re.findall(r'action="(/account/tokens/\w+/end)"', browser.page.text)[0]
    assert browser.post(path, csrf="forged").status_code == 403
    browser.get("/account/tokens")
    assert browser.post(path).status_code == 200
    assert httpx.get(browser.client.base_url.join("/api/v1/me"), headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_every_act_that_can_be_given_has_words() -> None:
    said = {f"tokens_act_{act.replace('.', '_')}" for act in api_tokens.GIVEN}
    assert said <= set(TEXTS)
    assert set(api_tokens.GIVEN) <= set(RIGHTS)


def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(here: Settings, staffed: str, browser: Browser) -> None:
    signed_in(browser, STAFF["ops"])
    browser.get("/account/tokens")
    answer = browser.post("/account/tokens", label="dashboard", days="9999", **{"act-decks.see": "1"})
    assert answer.status_code == 400
    assert 'value="dashboard"' in answer.text
    assert 'href="#days"' in answer.text


def test_use_is_noted_every_ten_minutes(here: Settings, staffed: str) -> None:
    secret, viewer = token_for(here, "ops"), one(here, "ops")
    assert api_tokens.tokens_of(here, viewer)[0].used_at is None
    for minutes, noted in ((0, 0), (9, 0), (10, 10)):
        api_tokens.program_of(here, secret, AFTER + timedelta(minutes=minutes))
        assert api_tokens.tokens_of(here, viewer)[0].used_at == AFTER + timedelta(minutes=noted)
