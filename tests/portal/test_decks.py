"""Decks in the portal: found, looked at, fetched, made; each role sees its own and nothing of others."""

from __future__ import annotations

import hashlib
import io
import json
import re
import threading
import time
import zipfile
from urllib.parse import quote

import pytest
from pptx import Presentation

from readiness.actions import deck_desk, decks, launch
from readiness.actions.deck_desk import WantedDecks
from readiness.adapters.db.account_tables import audit_log
from readiness.adapters.db.decks import current_decks, index_rows
from readiness.adapters.db.launches import load_inputs
from readiness.adapters.db.store import reading, transaction
from readiness.adapters.db.tables import decks as deck_table
from readiness.adapters.later import THREAD
from readiness.errors import NotFoundError
from readiness.permissions import Viewer
from readiness.portal.app import portal
from readiness.portal.decks import attachment
from readiness.settings import Settings
from tests.portal.staffed import AFTER, CHANNEL, OTHER_CHANNEL, REP, STAFF
from tests.portal.taking import Browser, served, signed_in

EVIL = "<img src=x onerror=alert(1)>\"'&"


def person(role: str, **whose: str) -> Viewer:
    return Viewer("p", "Pat", role, whose.get("channel", ""), whose.get("rep_id", ""), "", "", whose.get("manager_id", ""))


MARKETING, SHOPS, CHAINS = (
    person("marketing"),
    person("channel_manager", channel=CHANNEL),
    person("channel_manager", channel=OTHER_CHANNEL),
)


def accounts_in(here: Settings, launch_id: str, channel: str) -> list[str]:
    with reading(here.database) as connection:
        return [a.account_id for a in load_inputs(connection, launch_id).accounts_in_scope if a.channel == channel]


def test_a_channel_manager_begins_with_own_decks(staffed: str, browser: Browser) -> None:
    signed_in(browser, STAFF["channel_manager"])
    found = browser.get("/decks")
    assert found.url.path == f"/launches/{staffed}/decks"
    assert re.findall(r"/decks/([\w-]+)/file", found.text) == [
        f"{staffed}-{CHANNEL}", f"{staffed}-{CHANNEL}-leave-behind", f"{staffed}-{CHANNEL}-one-pager",
    ]  # fmt: skip
    assert OTHER_CHANNEL not in found.text


def test_the_file_is_the_one_that_was_pressed(here: Settings, staffed: str, browser: Browser) -> None:
    signed_in(browser, STAFF["channel_manager"])
    deck_id = f"{staffed}-{CHANNEL}"
    answer = browser.get(f"/launches/{staffed}/decks/{deck_id}/file")
    on_disk = here.out_dir(staffed) / f"decks/{CHANNEL}/{deck_id}.pptx"
    assert answer.content == on_disk.read_bytes()
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{deck_id}.pptx"')
    on_disk.unlink()
    assert browser.get(f"/launches/{staffed}/decks/{deck_id}/file").content == answer.content


def test_a_file_of_another_brand_day_is_taken_from_disk(here: Settings, staffed: str) -> None:
    """Where pressing would give other bytes than once, those on disk are handed out, from a zip too; else it is said."""
    deck_id = f"{staffed}-{CHANNEL}"
    path = f"decks/{CHANNEL}/{deck_id}.pptx"
    other = b"pressed by an older program"
    with transaction(here.database) as connection:
        values = {"sha256": hashlib.sha256(other).hexdigest()}
        connection.execute(deck_table.update().where(deck_table.c.deck_id == deck_id).values(**values))
    assert not deck_desk.fetch_deck(here, SHOPS, staffed, deck_id).is_exact
    (here.out_dir(staffed) / path).write_bytes(other)
    assert deck_desk.fetch_deck(here, SHOPS, staffed, deck_id).data == other
    with zipfile.ZipFile(here.out_dir(staffed) / "decks/some-accounts.zip", "w") as archive:
        archive.writestr("x.pptx", b"x")
        archive.writestr(f"{deck_id}.pptx", other)
    with transaction(here.database) as connection:
        values = {"file": "decks/some-accounts.zip"}
        connection.execute(deck_table.update().where(deck_table.c.deck_id == deck_id).values(**values))
    found = deck_desk.fetch_deck(here, SHOPS, staffed, deck_id)
    assert (found.data, found.is_exact) == (other, True)
    with transaction(here.database) as connection:
        values = {"file": "../../../../../etc/hostname"}
        connection.execute(deck_table.update().where(deck_table.c.deck_id == deck_id).values(**values))
    assert not deck_desk.fetch_deck(here, SHOPS, staffed, deck_id).is_exact


def test_another_channels_deck_is_as_if_it_were_not_there(staffed: str, address: str) -> None:
    theirs, nowhere = f"{staffed}-{OTHER_CHANNEL}", f"{staffed}-nowhere"
    browser = signed_in(Browser(address), STAFF["channel_manager"])
    for rest in ("", "/file", "/pdf", "/picture", "?version=00000000", "/file?version=0000"):
        pages = [browser.get(f"/launches/{staffed}/decks/{deck}{rest}") for deck in (theirs, nowhere)]
        assert [p.status_code for p in pages] == [404, 404]
        assert pages[0].text == pages[1].text
    assert browser.get(f"/launches/none/decks/{theirs}").status_code == 404
    assert browser.get("/launches/none/decks").status_code == 404
    found = browser.get(f"/launches/{staffed}/decks?status=all&channel={OTHER_CHANNEL}")
    assert f"/decks/{theirs}" not in found.text
    assert browser.get(f"/launches/{staffed}/decks.zip?channel={OTHER_CHANNEL}").status_code == 404


def test_who_may_not_make_is_refused(staffed: str, address: str) -> None:
    for role, status in (("ops", 403), ("admin", 403), ("manager", 403), ("rep", 403), ("marketing", 200)):
        browser = signed_in(Browser(address), STAFF[role])
        assert browser.get(f"/launches/{staffed}/decks/make").status_code == status
    assert Browser(address).get(f"/launches/{staffed}/decks").url.path == "/sign-in"


def test_a_deck_for_an_account_is_made_on_the_spot(
    here: Settings, staffed: str, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readiness.actions.deck_desk.making.INDEX_SECONDS", 0.5)
    account, theirs = accounts_in(here, staffed, CHANNEL)[3], accounts_in(here, staffed, OTHER_CHANNEL)[0]
    signed_in(browser, STAFF["channel_manager"])
    shown = browser.get(f"/launches/{staffed}/decks/make?q={account}").text
    assert f'name="account_id" value="{account}"' in shown
    assert 'name="account_id"' not in browser.get(f"/launches/{staffed}/decks/make?q={theirs}").text
    browser.get(f"/launches/{staffed}/decks/make?q={account}")
    assert browser.post(f"/launches/{staffed}/decks/make", account_id=theirs).status_code == 404
    browser.get(f"/launches/{staffed}/decks/make?q={account}")
    done = browser.post(f"/launches/{staffed}/decks/make", account_id=account)
    deck_id = f"{staffed}-{CHANNEL}-{account}"
    assert done.url.path == f"/launches/{staffed}/decks/{deck_id}"
    for edition in (deck_id, f"{deck_id}-leave-behind"):
        answer = browser.get(f"/launches/{staffed}/decks/{edition}/file")
        assert len(Presentation(io.BytesIO(answer.content)).slides) > 5
        assert (here.out_dir(staffed) / f"decks/{CHANNEL}/accounts/{edition}.pptx").read_bytes() == answer.content
    with reading(here.database) as connection:
        known = {row["deck_id"] for row in index_rows(connection, staffed)}
        notes = [row.about for row in connection.execute(audit_log.select()) if row.act == "decks.make"]
    assert (deck_id in known, notes) == (True, [account])
    written_later()
    assert deck_id in (here.out_dir(staffed) / "decks/index.csv").read_text(encoding="utf-8")


def written_later() -> None:
    """Wait for what is done beside the answers."""
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join(timeout=60)


def test_nothing_is_made_of_words_nobody_approved(here: Settings, staffed: str, browser: Browser) -> None:
    with transaction(here.database) as connection:
        connection.exec_driver_sql("DELETE FROM approvals")
        before = len(current_decks(connection, staffed))
    signed_in(browser, STAFF["channel_manager"])
    assert "approved every message" in browser.get(f"/launches/{staffed}/decks/make").text
    answer = browser.get("/account")
    answer = browser.post(f"/launches/{staffed}/decks/make", account_id=accounts_in(here, staffed, CHANNEL)[0])
    assert (answer.status_code, "not approved as it stands" in answer.text) == (403, True)
    listed = browser.get(f"/launches/{staffed}/decks").text
    assert listed.count("Outdated: do not show") == 3
    assert "no longer approved" in browser.get(f"/launches/{staffed}/decks/{staffed}-{CHANNEL}").text
    with reading(here.database) as connection:
        assert len(current_decks(connection, staffed)) == before


def test_the_zip_is_what_was_found(here: Settings, staffed: str, browser: Browser) -> None:
    made = accounts_in(here, staffed, CHANNEL)[:2]
    decks.press_account_decks(here, staffed, here.out_dir(staffed), made)
    signed_in(browser, STAFF["channel_manager"])

    def members(query: str) -> dict[str, bytes]:
        answer = browser.get(f"/launches/{staffed}/decks.zip{query}")
        assert answer.headers["content-type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert archive.testzip() is None
            return {n: archive.read(n) for n in archive.namelist() if n != "about.txt"}

    whole = members("")
    assert len(whole) == 7
    assert all(re.fullmatch(r"shops/[\w-]+\.pptx", name) for name in whole)
    with reading(here.database) as connection:
        shas = {r["sha256"] for r in index_rows(connection, staffed) if r["channel"] == CHANNEL and r["status"] == "current"}
    assert {hashlib.sha256(data).hexdigest() for data in whole.values()} == shas
    assert len(members("?edition=leave-behind")) == 4
    assert len(members(f"?q={made[0]}")) == 2
    chosen, theirs = f"{staffed}-{CHANNEL}", f"{staffed}-{OTHER_CHANNEL}"
    assert list(members(f"?deck={chosen}&deck={theirs}&deck=../../etc/passwd")) == [f"shops/{chosen}.pptx"]


def test_names_in_a_zip_stay_in_its_folder(here: Settings, staffed: str) -> None:
    account = accounts_in(here, staffed, CHANNEL)[0]
    with transaction(here.database) as connection:
        row = connection.exec_driver_sql("SELECT place, content FROM shown_rows WHERE name='inputs.accounts'").fetchall()
        for place, content in row:
            told = json.loads(content)
            if told["account_id"] == account:
                told["name"] = "../../../etc/pass\\wd\x01: \n<b>Ümläut 株式会社 " + "x" * 300
                connection.exec_driver_sql(
                    "UPDATE shown_rows SET content = ? WHERE name='inputs.accounts' AND place = ?", (json.dumps(told), place)
                )
    decks.press_account_decks(here, staffed, here.out_dir(staffed), [account])
    stream = deck_desk.deck_stream(here, SHOPS, staffed, WantedDecks(search=account), "about")
    with zipfile.ZipFile(io.BytesIO(b"".join(stream.pieces))) as archive:
        names = [n for n in archive.namelist() if n != "about.txt"]
    assert len(names) == 2
    for name in names:
        assert re.fullmatch(r"shops/etc-pass-wd-b-Ümläut-株式会社-x+-[\w-]+\.pptx", name)
        assert len(name) < 160


def test_a_reps_decks_are_those_of_the_channel_and_of_accounts_served(here: Settings, staffed: str) -> None:
    with reading(here.database) as connection:
        rows = connection.exec_driver_sql(
            "SELECT rep_id, account_id, channel FROM shown_rows WHERE name='plan.contact_plan'"
        ).all()
    served = sorted({r.account_id for r in rows if r.rep_id == REP})
    others = sorted({r.account_id for r in rows} - set(served))
    channels = {r.channel for r in rows if r.rep_id == REP}
    launch_decks = {f"{staffed}-{c}{kind}" for c in channels for kind in ("", "-leave-behind", "-one-pager")}
    decks.press_account_decks(here, staffed, here.out_dir(staffed), [*served[:2], *others[:2]])
    rep = person("rep", rep_id=REP)
    (found,) = deck_desk.decks_of_rep(here, rep, WantedDecks(limit=100))
    shown = {row.deck_id for row in found.page.rows}
    assert launch_decks <= shown
    assert {row.account_id for row in found.page.rows} == {"", *served[:2]}
    for row in found.page.rows:
        assert deck_desk.fetch_deck(here, rep, staffed, row.deck_id).is_exact
    theirs = next(d for d in current_of(here, staffed) if d[1] == others[0])
    with pytest.raises(NotFoundError):
        deck_desk.fetch_deck(here, rep, staffed, theirs[0])
    with pytest.raises(NotFoundError):
        deck_desk.decks_of_rep(here, rep, WantedDecks(), "another")


def current_of(here: Settings, launch_id: str) -> list[tuple[str, str]]:
    with reading(here.database) as connection:
        return [(d.deck_id, d.account_id) for d in current_decks(connection, launch_id)]


def test_what_changed_since_the_version_before_is_told(here: Settings, staffed: str, browser: Browser) -> None:
    deck_id = f"{staffed}-{CHANNEL}"
    with reading(here.database) as connection:
        recipe = bytes(connection.execute(deck_table.select().where(deck_table.c.deck_id == deck_id)).one().recipe)
        row = dict(connection.execute(deck_table.select().where(deck_table.c.deck_id == deck_id)).one()._mapping)
    from dataclasses import replace

    from readiness.adapters.recipe_files import read_recipe, recipe_bytes

    old = replace(read_recipe(recipe), title=f"Before {EVIL}", spec_revision="OLD", made_on="2023-01-02")
    with transaction(here.database) as connection:
        earlier = {"recipe_sha256": "ab" * 32, "recipe": recipe_bytes(old), "status": "superseded", "spec_revision": "OLD"}
        connection.execute(deck_table.insert(), [{**row, **earlier, "title": old.title}])
    signed_in(browser, STAFF["channel_manager"])
    shown = browser.get(f"/launches/{staffed}/decks/{deck_id}").text
    assert "Against that of 2 January 2023, spec OLD (abababab)" in shown
    assert "Before &lt;img src=x onerror=alert(1)&gt;" in shown
    assert "<img src=x" not in shown
    assert re.search(r"<td>title</td>", shown)
    before = browser.get(f"/launches/{staffed}/decks/{deck_id}?version=abababab").text
    assert "A newer deck has taken the place of this one" in before
    assert "<img src=x" not in before
    assert f"{deck_id}?version={'ab' * 8}" in browser.get(f"/launches/{staffed}/decks?status=superseded").text
    assert Presentation(io.BytesIO(browser.get(f"/launches/{staffed}/decks/{deck_id}/file?version=abababab").content)).slides


def test_pictures_are_drawn_in_the_background(staffed: str, browser: Browser) -> None:
    signed_in(browser, STAFF["channel_manager"])
    begun = time.monotonic()
    first = browser.get(f"/launches/{staffed}/decks").text
    assert time.monotonic() - begun < 2
    address = f"/launches/{staffed}/decks/{staffed}-{CHANNEL}/picture"
    if "are being drawn" in first:
        assert browser.get(address).headers["cache-control"] == "no-store"
    deadline = time.monotonic() + 120
    while browser.get(address).headers["content-type"] != "image/png":
        assert time.monotonic() < deadline
        time.sleep(0.3)
    answer = browser.get(address)
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "query",
    ["page=999999", "page=-1", "by=nonsense", "q=" + "x" * 10_000, "q=%00", "q=%F0%9F%AB%96", "status=nonsense", "channel=%27",
     "industry=%00", "version=%00", "against=%F0%9F%AB%96", "q=%25_%5C", "deck=%00"],
)  # fmt: skip
def test_odd_questions_have_plain_answers(staffed: str, browser: Browser, query: str) -> None:
    signed_in(browser, STAFF["marketing"])
    id_ = f"/launches/{staffed}/decks"
    for path in (id_, f"{id_}/make", f"{id_}.zip", f"{id_}/{staffed}-{CHANNEL}", f"{id_}/{staffed}-{CHANNEL}/picture"):
        assert browser.get(f"{path}?{query}").status_code in (200, 400, 404), path
    for odd in ("%00", "..%2f..%2fetc", "%F0%9F%AB%96", "x" * 3000):
        assert browser.get(f"{id_}/{odd}").status_code in (400, 404)
        assert browser.get(f"{id_}/{odd}/file").status_code in (400, 404)


def test_a_name_in_a_header_breaks_nothing() -> None:
    told = attachment('a"b\r\nX: y;é.pptx')["Content-Disposition"]
    assert (
        told
        == f"attachment; filename=\"a_b__X__y__.pptx\"; filename*=UTF-8''{quote('a' + chr(34) + 'b' + chr(13) + chr(10))}"
        + ("X%3A%20y%3B%C3%A9.pptx")
    )


def test_markup_in_an_accounts_name_is_text(here: Settings, staffed: str, clock: object, browser: Browser) -> None:
    folder = here.home.parent / "launch"
    file = folder / "accounts.csv"
    text = file.read_text(encoding="utf-8")
    account, name = re.findall(r"^(a\d\w+),([^,]+),", text, re.M)[0]
    told = EVIL.replace('"', '""')
    file.write_text(text.replace(f"{account},{name},", f'{account},"{told} Ltd",'), encoding="utf-8")
    launch.take_in(here, folder)
    decks.press_account_decks(here, staffed, here.out_dir(staffed), [account])
    signed_in(browser, STAFF["marketing"])
    for path in (f"/launches/{staffed}/decks?q={account}", f"/launches/{staffed}/decks/make?q={account}"):
        shown = browser.get(path).text
        assert "&lt;img src=x onerror=alert(1)&gt;" in shown
        assert "<img src=x" not in shown


def test_who_hangs_up_ends_the_zip(here: Settings, staffed: str, clock: object, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def endless(*_: object) -> object:
        for n in range(100_000):
            made.append(str(n))
            yield f"{n}.pptx", b"x" * 100_000

    monkeypatch.setattr("readiness.actions.deck_desk.zips.deck_members", endless)
    with served(portal(here, lambda: AFTER)) as address:
        browser = signed_in(Browser(address), STAFF["marketing"])
        with browser.client.stream("GET", f"/launches/{staffed}/decks.zip") as answer:
            begun = time.monotonic()
            next(answer.iter_raw())
            assert time.monotonic() - begun < 2
        time.sleep(1.5)
        n = len(made)
        time.sleep(1)
        assert len(made) == n < 5_000
