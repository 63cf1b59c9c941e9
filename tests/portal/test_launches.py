"""Launches: the list, a draft from a ZIP, files or a form, faults shown in place and mended, taken in; scope and "
"hostile input."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from pathlib import Path

import pytest

from readiness.actions import launch, launch_desk
from readiness.adapters.db import launches
from readiness.adapters.db.store import reading
from readiness.adapters.folder_files import read_folder
from readiness.errors import ConflictError, NotAllowedError
from readiness.permissions import ROLES, Viewer
from readiness.settings import Settings
from tests.portal.staffed import AFTER, STAFF
from tests.portal.taking import Browser, signed_in
from tests.small_launch import write_small_launch

MIA = Viewer("p-mia", "Mia Marketer", "marketing", "", "", "", "c")
NEW = "kettle-2"


def small_files(tmp_path: Path, **changed: str) -> dict[str, bytes]:
    files = read_folder(write_small_launch(tmp_path / "small"))
    return {**files, **{name.replace("__", "/").replace("_", "."): text.encode() for name, text in changed.items()}}


def as_zip(files: dict[str, bytes], folder: str = "kettle") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"{folder}/{name}", data)
    return out.getvalue()


def send(browser: Browser, at: str, *parts: tuple[str, str, bytes], **fields: str) -> Browser:
    """Post a form with files: field, name, bytes."""
    files = [(field, (name, data)) for field, name, data in parts]
    browser.page = browser.client.post(at, data={"csrf": browser.csrf, **fields}, files=files)
    return browser


def mend(browser: Browser, at: str, **fields: str) -> Browser:
    """Post a form of the page that is shown, also one with a field named path."""
    browser.page = browser.client.post(at, data={"csrf": browser.csrf, **fields})
    return browser


def drafted(browser: Browser, files: dict[str, bytes]) -> str:
    """Send a ZIP as a new launch, and return the address of its draft."""
    browser.get("/launches/new")
    send(browser, "/launches/new/files", ("files", "kettle.zip", as_zip(files)))
    assert browser.page.status_code == 200, browser.page.text
    return browser.page.url.path


def text(browser: Browser) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", browser.page.text)))


def test_a_zip_with_faults_is_mended_in_place_and_taken_in(
    staffed: str, here: Settings, browser: Browser, tmp_path: Path
) -> None:
    files = small_files(tmp_path)
    files["requirements.csv"] = files["requirements.csv"].replace(b"tap,6,attractive", b"tap,60,attractive")
    files["launch.yaml"] = files["launch.yaml"].replace(b"tier: 2", b"tier: 9")
    signed_in(browser, STAFF["marketing"])
    at = drafted(browser, files)
    shown = text(browser)
    assert "2 problems to mend" in shown
    assert "Row 3, importance" in shown
    assert "Row 3, tier" in shown
    assert "Take in" not in shown
    row = re.search(r'<form method="post" action="[^"]+/row".*?</form>', browser.page.text, re.DOTALL)
    assert row is not None
    cells = re.findall(r'name="c(\d+)" value="([^"]*)"[^>]*?(aria-invalid="true")?[ >]', row[0])
    assert [n for n, _, _ in cells] == ["4", "0", "1", "2", "3", "5", "6"]  # what is wrong stands first
    assert re.findall(r'name="c4" value="60"[^>]*aria-invalid="true"', row[0])
    seen = re.findall(r'name="seen" value="([0-9a-f]{64})"', row[0])[0]
    fixed = {f"c{n}": unescape(v) for n, v, _ in cells} | {"c4": "6"}
    mend(browser, f"{at}/row", path="requirements.csv", row="3", seen=seen, **fixed)
    assert "1 problem to mend" in text(browser)
    area = re.search(
        r'name="seen" value="(\w+)">\s*<label[^>]*>[^<]*</label>\s*<textarea[^>]*>\n(.*?)</textarea>',
        browser.page.text,
        re.DOTALL,
    )
    assert area is not None
    mend(browser, f"{at}/text", path="launch.yaml", seen=area[1], text=unescape(area[2]).replace("tier: 9", "tier: 2"))
    shown = text(browser)
    assert "No problem is left" in shown
    assert "It is a new launch with the id kettle-2" in shown
    kept = read_folder(here.home / "drafts" / at.rsplit("/", 1)[1])
    assert kept == small_files(tmp_path / "again")
    browser.post(f"{at}/take-in", seen=re.findall(r'name="seen" value="([^"]+)"', browser.page.text)[0])
    assert browser.page.url.path == f"/launches/{NEW}"
    assert "messages wait for marketing" in text(browser)
    with reading(here.database) as connection:
        assert launches.load_inputs(connection, NEW).launch.name == "Kettle 2"
        assert Path(launches.folder_of(connection, NEW)).joinpath("inbox/sales_out/steam/2024.csv").is_file()
    assert browser.get(at).status_code == 404
    log = launch_log(here)
    assert ("launches.change", NEW, "took in the launch") in log


def test_the_tabs_of_a_launch_that_was_not_measured_lead_to_pages(staffed: str, browser: Browser, tmp_path: Path) -> None:
    signed_in(browser, STAFF["marketing"])
    at = drafted(browser, small_files(tmp_path))
    browser.post(f"{at}/take-in", seen=re.findall(r'name="seen" value="([^"]+)"', browser.page.text)[0])
    tabs = sorted(set(re.findall(rf'href="(/launches/{NEW}/[a-z]+)"', browser.page.text)))
    assert f"/launches/{NEW}/results" in tabs
    assert [browser.get(tab).status_code for tab in tabs] == [200] * len(tabs)
    browser.get(f"/launches/{NEW}/results")
    assert "This launch has not been measured yet." in text(browser)
    browser.get("/account")
    browser.post("/sign-out")
    signed_in(browser, STAFF["manager"])
    assert browser.get(f"/launches/{NEW}/results").status_code == 403
    assert browser.get("/launches/no-such/results").status_code == 403


def test_a_file_that_nobody_reads_is_not_called_good(staffed: str, browser: Browser, tmp_path: Path) -> None:
    signed_in(browser, STAFF["marketing"])
    at = drafted(browser, small_files(tmp_path) | {"notes.txt": b"call Ada"})
    states = dict(re.findall(r'<a href="[^"]+/file\?path=([^"]+)">.*?<span[^>]*>([^<]+)</span>', browser.page.text))
    assert {path for path, state in states.items() if state != "No problem"} == {"notes.txt"}
    assert "No problem is left" in text(browser)
    browser.get(f"{at}/file?path=notes.txt")
    assert "Not read: no file of a launch has this name" in text(browser)


def launch_log(settings: Settings) -> list[tuple[str, str, str]]:
    from sqlalchemy import select

    from readiness.adapters.db.account_tables import audit_log

    with reading(settings.database) as connection:
        c = audit_log.c
        return [tuple(row) for row in connection.execute(select(c.act, c.launch_id, c.about))]


def test_the_draft_names_what_the_check_on_the_command_line_names(staffed: str, here: Settings, tmp_path: Path) -> None:
    files = small_files(tmp_path)
    files["reps.csv"] += b"r9,Eve,not an address,,steam,T1,,consultative,Mars/Olympus,en,2020-01-01\n"
    files["evidence.csv"] = b"evidence_id,kind\nE1,interview\n"
    del files["buyers.yaml"]
    (tmp_path / "other").mkdir()
    for name, data in files.items():
        (tmp_path / "other" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "other" / name).write_bytes(data)
    named = {str(p) for p in launch.check_folder(tmp_path / "other", here.templates)}
    draft_id = launch_desk.start_from_files(here, MIA, [("k.zip", as_zip(files))], AFTER)
    page = launch_desk.draft_page(here, MIA, draft_id)
    shown = [*(p for f in page.files for p in f.plain), *(p for f in page.files for r in f.rows for p in r.problems)]
    assert {str(p) for p in shown} == named
    assert page.n_problems == len(named) >= 5


def test_a_second_upload_says_what_changes_and_what_must_be_approved_again(
    staffed: str, here: Settings, browser: Browser, tmp_path: Path
) -> None:
    signed_in(browser, STAFF["marketing"])
    files = small_files(tmp_path)
    at = drafted(browser, files)
    browser.post(f"{at}/take-in", seen=re.findall(r'name="seen" value="([^"]+)"', browser.page.text)[0])
    launch.approve(here, NEW, "Ada Owner", AFTER.date())
    files["spec.yaml"] = files["spec.yaml"].replace(b"value: 90", b"value: 80").replace(b"most 90 s", b"most 80 s")
    del files["inbox/sales_out/steam/2023.csv"]
    at = drafted(browser, files)
    shown = text(browser)
    assert "It changes the launch Kettle 2." in shown
    assert "lines: 2 new, 2 gone" in shown
    waiting = int(re.findall(r"(\d+) messages? will wait for approval", shown)[0])
    seen = re.findall(r'name="seen" value="([^"]+)"', browser.page.text)[0]
    browser.post(f"{at}/take-in", seen=seen)
    assert f"{waiting} messages wait" in text(browser)
    assert waiting > 0
    with reading(here.database) as connection:
        inbox = Path(launches.folder_of(connection, NEW)) / "inbox/sales_out/steam"
    assert sorted(p.name for p in inbox.iterdir()) == ["2023.csv", "2024.csv"]
    assert [p.name for p in (here.home / "drafts").iterdir()] == [inbox.parents[2].name]


def test_two_people_at_once_lose_nothing(staffed: str, here: Settings, tmp_path: Path) -> None:
    files = small_files(tmp_path)
    one, two = (launch_desk.start_from_files(here, MIA, [("k.zip", as_zip(files))], AFTER) for _ in range(2))
    before = launch_desk.draft_page(here, MIA, one)
    _, view = launch_desk.file_view(here, MIA, one, "launch.yaml")
    launch_desk.mend_text(here, MIA, one, "launch.yaml", (view.text or "").replace("Ada Owner", "Bo Other"), view.seen)
    with pytest.raises(ConflictError):
        launch_desk.mend_text(here, MIA, one, "launch.yaml", "name: mine", view.seen)
    with pytest.raises(ConflictError):
        launch_desk.take_in_draft(here, MIA, one, AFTER, before.seen)
    looked_at = launch_desk.draft_page(here, MIA, two)
    launch_desk.take_in_draft(here, MIA, one, AFTER, launch_desk.draft_page(here, MIA, one).seen)
    with pytest.raises(ConflictError):
        launch_desk.take_in_draft(here, MIA, two, AFTER, looked_at.seen)
    assert launch_desk.launch_page(here, MIA, NEW, AFTER).row.launch.owner == "Bo Other"


def test_a_folder_kept_elsewhere_stays_the_one_whose_inbox_is_collected(staffed: str, here: Settings, tmp_path: Path) -> None:
    folder = write_small_launch(tmp_path / "elsewhere")
    launch.take_in(here, folder)
    draft_id = launch_desk.start_from_launch(here, MIA, NEW, AFTER)
    launch_desk.take_in_draft(here, MIA, draft_id, AFTER)
    with reading(here.database) as connection:
        assert launches.folder_of(connection, NEW) == str(folder.resolve())
    assert not list((here.home / "drafts").iterdir())


def test_the_starting_kit_is_whole_and_its_examples_are_not_taken_in(staffed: str, here: Settings, browser: Browser) -> None:
    signed_in(browser, STAFF["marketing"])
    kit = browser.get("/launches/kit").content
    with zipfile.ZipFile(io.BytesIO(kit)) as archive:
        names = {name.removeprefix("launch/") for name in archive.namelist()}
    assert {"launch.yaml", "spec.csv", "requirements.csv", "evidence.csv", "buyers.yaml", "channels.yaml"} <= names
    browser.get("/launches/new")
    send(browser, "/launches/new/files", ("files", "kit.zip", kit))
    shown = text(browser)
    assert "an example of the starting kit" in shown
    assert "Take in" not in shown
    problems = launch_desk.draft_page(here, MIA, browser.page.url.path.rsplit("/", 1)[1])
    assert {p.what for f in problems.files for r in f.rows for p in r.problems} == {"an example of the starting kit"}
    assert {f.path for f in problems.files if f.n_problems} >= {n for n in names if n.endswith(".csv")}


def test_the_form_makes_a_launch_that_can_be_taken_in(staffed: str, here: Settings, browser: Browser) -> None:
    signed_in(browser, STAFF["marketing"])
    browser.get("/launches/new/form")
    typed = {
        "name": "Brühmeister Grün", "owner": "Ada Owner", "currency": "EUR", "tier": "2", "language": "en",
        "product_ids": "K2, K3",
        "positioning_by": "2025-02-03", "ready_by": "2025-03-03", "launch_on": "2025-03-17", "measure_until": "2025-09-30",
        "channel": "shops", "people_from": staffed, "segments": "Home shops", "personas": "Shop buyer",
        "need_says_0": "Boiling must not take longer than making the toast", "need_importance_0": "9",
        "need_segment_0": "Home shops",
        "need_persona_0": "Shop buyer", "need_kano_0": "must",
        "needs": "I open the lid with one hand\t6\tHome shops\tShop buyer\tattractive",
        "product_name": "Kettle 2", "product_vendor": "Steam & Co", "product_category": "Kettles", "product_revision": "B",
        "product_summary": "A kettle.",
        "facts": "boiling time\t90\ts\tat most\tBoils 0.5 L in at most 90 s.\nlid\topens with one hand\t\t\tThe lid "
        "opens with one hand.",
    }  # fmt: skip
    send(browser, "/launches/new/form", ("spec", "", b""), **typed)
    found = launch_desk.draft_page(here, MIA, browser.page.url.path.rsplit("/", 1)[1])
    left = [str(p) for f in found.files for p in (*f.plain, *(q for r in f.rows for q in r.problems))]
    assert {p.partition(":")[0] for p in left} <= {"accounts.csv", "reps.csv"}, left
    assert all("channel" in p or "partner" in p or "segment" in p for p in left), left
    needs = next(f for f in found.files if f.path == "requirements.csv")
    assert needs.n_problems == 0
    browser.get("/launches/new/form")
    send(browser, "/launches/new/form", ("spec", "", b""), **{**typed, "people_from": "", "name": "Grün 2"})
    found = launch_desk.draft_page(here, MIA, browser.page.url.path.rsplit("/", 1)[1])
    assert (found.n_problems, found.launch_id, found.n_messages > 0) == (0, "grun-2", True)


def test_hostile_uploads_are_one_sentence_and_leave_nothing(staffed: str, here: Settings, browser: Browser) -> None:
    signed_in(browser, STAFF["marketing"])
    slip = io.BytesIO()
    with zipfile.ZipFile(slip, "w") as archive:
        archive.writestr("../../../evil.yaml", "a: b")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("launch.yaml", bytes(70_000_000))
    for data in (slip.getvalue(), bomb.getvalue(), b"no zip", b""):
        browser.get("/launches/new")
        send(browser, "/launches/new/files", ("files", "a.zip", data))
        assert browser.page.status_code == 400
        assert 'role="alert"' in browser.page.text
    browser.get("/launches/new")
    assert browser.post("/launches/new/files").status_code == 400
    assert not list((here.home / "drafts").iterdir()) if (here.home / "drafts").is_dir() else True
    assert not (here.home.parent / "evil.yaml").exists()


def test_a_path_of_a_draft_never_leads_out_of_it(staffed: str, here: Settings, browser: Browser, tmp_path: Path) -> None:
    signed_in(browser, STAFF["marketing"])
    at = drafted(browser, small_files(tmp_path))
    for path in ("../../r.db", "/etc/passwd", "..%2f..%2fr.db", "launch.yaml/../../x", "\x00"):
        assert browser.get(f"{at}/raw", params={"path": path}).status_code in (400, 404)
        assert browser.get(f"{at}/file", params={"path": path}).status_code in (400, 404)
        browser.get(at)
        for act in ("drop", "text", "row", "example"):
            answer = mend(browser, f"{at}/{act}", path=path, text="x", seen="", row="1", c0="x").page
            assert answer.status_code in (400, 404), (act, path)
            browser.get(at)
        send(browser, f"{at}/files", ("files", path or "x", b"data"), path=path)
        assert browser.page.status_code in (200, 400)
    assert (here.home.parent / "r.db").is_file()
    inside = {p.relative_to(here.home / "drafts").parts[0] for p in (here.home / "drafts").rglob("*")}
    assert inside == {at.rsplit("/", 1)[1]}
    for odd in ("%2e%2e%2f%2e%2e", "..%5c..", "0" * 31, "Z" * 32, "0" * 32):
        assert browser.get(f"/launches/drafts/{odd}").status_code in (404, 403)


def test_what_somebody_writes_into_a_file_is_shown_as_text(staffed: str, browser: Browser, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    cell = '"' + evil.replace('"', '""') + '"'
    files = small_files(tmp_path)
    files["requirements.csv"] = (
        f"requirement_id,segment,persona,statement,importance,kano,evidence_ids\nN1,home,buyer,{cell},{cell},must,E1\n".encode()
    )
    files["launch.yaml"] = files["launch.yaml"].replace(b"name: Kettle 2", f"name: {evil!r}".replace("\\'", "''").encode())
    signed_in(browser, STAFF["marketing"])
    drafted(browser, files)
    assert "<script>alert(1)" not in browser.page.text
    assert "<img src=x" not in browser.page.text
    assert "&lt;script&gt;alert(1)" in browser.page.text


def test_a_form_without_the_secret_changes_nothing(staffed: str, here: Settings, browser: Browser, tmp_path: Path) -> None:
    signed_in(browser, STAFF["marketing"])
    at = drafted(browser, small_files(tmp_path))
    for path in ("take-in", "throw-away", "drop", "row", "text", "example", "files"):
        assert browser.client.post(f"{at}/{path}", data={"csrf": "x", "path": "launch.yaml"}).status_code == 403
    assert browser.client.post("/launches/new/files", data={"csrf": "x"}).status_code == 403
    browser.get(at)
    answer = browser.client.post(f"{at}/take-in", data={"csrf": browser.csrf}, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert browser.get(at).status_code == 200


LIST, ONE = "/launches", "/launches/{id}"


@pytest.mark.parametrize("role", ROLES)
def test_who_may_see_and_change_launches(staffed: str, browser: Browser, role: str) -> None:
    signed_in(browser, STAFF[role])
    may_see, may_change = role != "rep", role in ("admin", "marketing")
    assert browser.get(LIST).status_code == (200 if may_see else 403)
    assert browser.get(ONE.format(id=staffed)).status_code == (200 if may_see else 403)
    for path in ("/launches/new", "/launches/new/form", "/launches/kit", "/launches/drafts/" + "0" * 32):
        expected = (200, 404) if may_change else (403,)
        assert browser.get(path).status_code in expected, path
    browser.get("/account")
    assert browser.post(f"/launches/{staffed}/change").status_code == (200 if may_change else 403)


def test_what_is_anothers_looks_like_what_is_not_there(staffed: str, here: Settings, browser: Browser, tmp_path: Path) -> None:
    launch.take_in(here, write_small_launch(tmp_path / "small"))
    for role in ("channel_manager", "manager"):
        signed_in(browser, STAFF[role])
        others, none = browser.get(f"/launches/{NEW}"), browser.get("/launches/no-such")
        if role == "manager":
            assert (others.status_code, none.status_code) == (404, 404)
            assert others.text.replace(NEW, "no-such") == none.text
            assert NEW not in browser.get(LIST).text
        else:
            assert (others.status_code, none.status_code) == (200, 404)  # both launches sell in shops
        assert staffed in browser.get(LIST).text
        browser.get("/account")
        browser.post("/sign-out")
    other = Viewer("p", "C", "channel_manager", "warehouse", "", "", "c")
    assert launch_desk.launches_of(here, other, AFTER) == []
    online = Viewer("p", "C", "channel_manager", "online", "", "", "c")
    assert [r.launch.launch_id for r in launch_desk.launches_of(here, online, AFTER)] == [NEW]
    nobodys = Viewer("p", "C", "channel_manager", "", "", "", "c")
    assert launch_desk.launches_of(here, nobodys, AFTER) == []


def test_a_token_without_the_act_is_refused(staffed: str, here: Settings) -> None:
    limited = Viewer("p", "T", "marketing", "", "", "", "", acts=frozenset({"launches.see"}))
    launch_desk.launches_of(here, limited, AFTER)
    with pytest.raises(NotAllowedError):
        launch_desk.start_from_files(here, limited, [("launch.yaml", b"a")], AFTER)


def test_odd_addresses_are_no_fault(staffed: str, browser: Browser) -> None:
    signed_in(browser, STAFF["marketing"])
    for query in (
        "?page=999999",
        "?by=nonsense",
        "?q=" + "x" * 3_000,
        "?q=%00",
        "?q=%F0%9F%9A%80",
        "?state=%27%3B--",
        "?page=-1",
        "?done=99999999",
    ):
        for path in (LIST, ONE.format(id=staffed), "/launches/new", "/launches/new/form", "/launches/drafts/x" + query):
            assert browser.get(path + query).status_code < 500, path + query
    for launch_id in ("%00", "%F0%9F%9A%80", "a" * 3_000, "..%2f..", "'"):
        assert browser.get(f"/launches/{launch_id}").status_code in (404, 400)
