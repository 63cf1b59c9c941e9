"""Decks of a small launch, pressed and opened again: index, accounts, editions, what a channel denies, all in bulk."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from pptx import Presentation

from readiness.actions import account_decks, decks, launch, tracing
from readiness.adapters.db import store
from readiness.adapters.deck_check import check_deck
from readiness.errors import NotAllowedError, NotFoundError
from readiness.settings import ROOT, Settings
from tests.conftest import need_service
from tests.small_launch import SPEC_YAML, write_small_launch

DAY = date(2024, 1, 8)
ID = "kettle-2"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Settings]:
    url = f"sqlite:///{tmp_path / 'r.db'}"
    yield Settings(home=tmp_path / "home", database_url=url, templates=ROOT / "content_templates")
    store.engine(url).dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_launch(tmp_path / "launch")


def changed(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def press(settings: Settings, folder: Path, out: Path) -> launch.Published:
    """Take in, approve and press the channels' decks, as the launch does."""
    launch.take_in(settings, folder)
    launch.approve(settings, ID, "Ada Owner", DAY)
    rows, published = decks.press_decks(settings, ID, out, decks.deck_batches(settings, ID)[0])
    return published + decks.finish_decks(settings, ID, out, rows)


def press_all(settings: Settings, out: Path) -> tuple[list[account_decks.ChannelZip], launch.Published]:
    with account_decks.shards(settings, ID) as scratch:
        paths: dict[str, list[Path]] = {c: [] for c in account_decks.channels_to_press(settings, ID)}
        for channel, mine in paths.items():
            for batch in account_decks.batches(settings, ID, channel):
                mine.append(scratch / f"{channel}-{batch.number}")
                account_decks.press_batch(settings, ID, batch, mine[-1])
        return account_decks.finish(settings, ID, out, scratch, paths)


def index(out: Path, status: str = "current") -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO((out / "decks/index.csv").read_text(encoding="utf-8")))
    return [r for r in rows if r["status"] == status]


def texts(deck: bytes) -> str:
    """Return all that a reader of the slides can see, and the notes."""
    found = []
    for slide in Presentation(io.BytesIO(deck)).slides:
        found += [t.text or "" for t in slide._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t")]
        if slide.has_notes_slide:
            found.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(found)


def every_part(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield each part of a deck as text, the workbooks inside it taken apart as well."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            if name.endswith(".xlsx"):
                yield from every_part(part)
            elif name.endswith((".xml", ".rels")):
                yield name, part.decode()


def test_every_deck_is_sound_and_is_the_one_the_index_names(home: Settings, folder: Path, tmp_path: Path) -> None:
    press(home, folder, tmp_path / "out")
    decks.press_account_decks(home, ID, tmp_path / "out", ["a1"])
    rows = index(tmp_path / "out")
    assert len(rows) == 2 * 3 + 2
    for row in rows:
        data = (tmp_path / "out" / row["file"]).read_bytes()
        assert check_deck(data) == []
        assert hashlib.sha256(data).hexdigest() == row["sha256"]
        custom = dict(every_part(data))["docProps/custom.xml"]
        assert {row["deck_id"], row["recipe_sha256"], row["edition"]} <= set(re.findall(r"<vt:lpwstr>([^<]*)<", custom))


@pytest.fixture
def drawing() -> None:
    for name in ("soffice", "pdftoppm"):
        if shutil.which(name) is None:
            need_service(name, "not installed: apt-get install libreoffice-impress poppler-utils")


@pytest.mark.slow
@pytest.mark.usefixtures("drawing")
def test_a_deck_has_a_thumbnail_which_is_drawn_once(
    home: Settings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(home, folder, tmp_path / "out")
    drawn = decks.deck_thumbnail(home, ID, "kettle-2-shops")
    assert isinstance(drawn, bytes)
    cover = Image.open(io.BytesIO(drawn)).convert("RGB")
    assert cover.size == (320, 180)
    assert len(cover.getcolors(320 * 180) or ()) > 20, "a cover has text and a picture"
    (kept,) = (home.home / "thumbnails").iterdir()
    assert kept.name == f"{next(r['sha256'] for r in index(tmp_path / 'out') if r['deck_id'] == 'kettle-2-shops')}.png"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert decks.deck_thumbnail(home, ID, "kettle-2-shops") == drawn
    other = decks.deck_thumbnail(home, ID, "kettle-2-shops-one-pager")
    assert isinstance(other, str)


def test_without_libreoffice_a_thumbnail_is_the_reason_why_not(
    home: Settings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(home, folder, tmp_path / "out")
    monkeypatch.setenv("PATH", str(tmp_path))
    reason = decks.deck_thumbnail(home, ID, "kettle-2-shops")
    assert isinstance(reason, str)
    assert re.search(r"is not installed here; decks are pressed without it$", reason)
    assert not (home.home / "thumbnails").exists()
    with pytest.raises(NotFoundError, match="no deck 'nothing' in kettle-2"):
        decks.deck_thumbnail(home, ID, "nothing")


@pytest.mark.slow
@pytest.mark.usefixtures("drawing")
def test_a_preview_is_a_pdf_and_asked_for_a_picture_of_each_slide(home: Settings, folder: Path, tmp_path: Path) -> None:
    press(home, folder, tmp_path / "out")
    (row,) = [r for r in index(tmp_path / "out") if r["deck_id"] == "kettle-2-shops"]
    n_slides = len(Presentation(str(tmp_path / "out" / row["file"])).slides)
    made = decks.write_preview(home, ID, "kettle-2-shops", tmp_path / "see/deck.pdf", with_pictures=True)
    assert [p.name for p in made] == ["deck.pdf", *(f"deck-{n:02}.png" for n in range(1, n_slides + 1))]
    assert {Image.open(io.BytesIO(p.read_bytes())).size for p in made[1:]} == {(1280, 720)}
    assert decks.write_preview(home, ID, "kettle-2-shops", tmp_path / "deck.pdf") == [tmp_path / "deck.pdf"]


def test_old_decks_stay_until_new_words_are_approved_and_say_of_which_spec_they_are(
    home: Settings, folder: Path, tmp_path: Path
) -> None:
    assert decks.deck_revisions(home, ID) == {}
    press(home, folder, tmp_path / "out")
    decks.press_account_decks(home, ID, tmp_path / "out", ["a1"])
    n = len(index(tmp_path / "out"))
    assert decks.mark_outdated(home, ID, tmp_path / "out")[0] == 0
    changed(folder / "spec.yaml", "revision: B", "revision: C")
    changed(folder / "spec.yaml", "value: 90", "value: 80")
    changed(folder / "spec.yaml", "at most 90 s", "at most 80 s")
    asked = tracing.impact_of(home, ID, folder / "spec.yaml").to_approve
    changed(folder / "answers.csv", "within 90 seconds", "within 80 seconds")
    launch.take_in(home, folder)
    worded = launch.write_positioning(home, ID, tmp_path / "out")
    assert worded.n_messages - worded.n_approved == len(asked) > 0
    assert decks.deck_revisions(home, ID) == {"B": n}
    waiting = {m.message_id for m in asked}
    promising = {r["deck_id"] for r in index(tmp_path / "out") if waiting & set(r["message_ids"].split(";"))}
    assert {"kettle-2-shops", "kettle-2-shops-a1"} <= promising
    assert decks.mark_outdated(home, ID, tmp_path / "out")[0] == len(promising)
    assert {r["deck_id"] for r in index(tmp_path / "out", "outdated")} == promising
    assert {r["spec_revision"] for r in index(tmp_path / "out", "outdated")} == {"B"}
    launch.approve(home, ID, "Ada Owner", date(2024, 1, 9))
    press(home, folder, tmp_path / "out")
    assert index(tmp_path / "out", "outdated") == []


def test_a_second_press_changes_nothing(home: Settings, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    press(home, folder, out)
    decks.press_account_decks(home, ID, out, ["a1"])
    before = (out / "decks/index.csv").read_bytes()
    again = press(home, folder, out)
    assert (again.written, again.removed) == ((), ())
    assert (out / "decks/index.csv").read_bytes() == before
    assert index(out, "superseded") == []


def test_a_new_spec_supersedes_the_decks_it_changes(home: Settings, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    press(home, folder, out)
    decks.press_account_decks(home, ID, out, ["a1"])
    old = {r["deck_id"]: r for r in index(out)}
    changed(folder / "spec.yaml", "revision: B", "revision: C")
    changed(folder / "spec.yaml", "value: 90", "value: 80")
    changed(folder / "spec.yaml", "at most 90 s", "at most 80 s")
    changed(folder / "answers.csv", "within 90 seconds", "within 80 seconds")
    press(home, folder, out)
    new = {r["deck_id"]: r for r in index(out)}
    assert new.keys() == old.keys()
    assert {r["spec_revision"] for r in new.values()} == {"C"}
    gone = index(out, "superseded")
    assert {(r["deck_id"], r["recipe_sha256"]) for r in gone} == {(r["deck_id"], r["recipe_sha256"]) for r in old.values()}
    assert {r["file"] for r in gone} == {""}
    first = f"kettle-2-shops@{old['kettle-2-shops']['recipe_sha256'][:8]}"
    said = {(d.field, d.before, d.after) for d in decks.difference(home, ID, first, "kettle-2-shops")}
    assert ("spec_revision", "B", "C") in said
    assert any("90 seconds" in before and "80 seconds" in after for _, before, after in said)
    with pytest.raises(NotFoundError, match="no deck 'kettle-3'"):
        decks.difference(home, ID, "kettle-3", "kettle-2-shops")


def test_an_account_deck_is_for_that_account_alone(home: Settings, folder: Path, tmp_path: Path) -> None:
    """Account a1 is of a second segment, whose one need is the least important of all: it comes first all the same."""
    out = tmp_path / "out"
    changed(folder / "buyers.yaml", "segments: [", "segments: [{id: pro, name: Hotels}, ")
    changed(folder / "requirements.csv", "N4,home", "N5,pro,buyer,The cord must reach the desk,1,must,E5\nN4,home")
    with (folder / "evidence.csv").open("a") as file:
        file.write("E5,interview,a hotel,2023-11-02,The cord is too short for our desks.\n")
    with (folder / "answers.csv").open("a") as file:
        file.write("N5,cord,9,has a cord of 75 cm,It does not roll up.,Measure it.\n")
    changed(folder / "accounts.csv", "a1,Shop 1,shops,steam,T2,home", "a1,Hotel Meyer,shops,steam,T2,pro")
    press(home, folder, out)
    rows, _ = decks.press_account_decks(home, ID, out, ["a1", "a2"])
    mine, other = (next(r for r in rows if r.deck_id == f"kettle-2-shops-{a}") for a in ("a1", "a2"))
    answers = [[m for m in r.message_ids.split(";") if m] for r in (mine, other)]
    assert answers[0][0].startswith("N5-")
    assert answers[1][0].startswith("N1-")
    said = texts((out / mine.file).read_bytes())
    assert "Hotel Meyer" in said
    reps = {r["rep_id"]: r["name"] for r in csv.DictReader(io.StringIO((folder / "reps.csv").read_text(encoding="utf-8")))}
    assert reps[mine.rep_id] in said
    assert [name for rep_id, name in reps.items() if rep_id != mine.rep_id and name in said] == []
    assert "Shop 2" not in said


def test_what_a_customer_keeps_has_no_notes_and_no_author(home: Settings, folder: Path, tmp_path: Path) -> None:
    press(home, folder, tmp_path / "out")
    decks.press_account_decks(home, ID, tmp_path / "out", ["a1"])
    rows = index(tmp_path / "out")
    by_edition = {"presenter": 0, "leave-behind": 0}
    for row in rows:
        deck = Presentation(tmp_path / "out" / row["file"])
        has_notes = any(s.has_notes_slide and s.notes_slide.notes_text_frame.text for s in deck.slides)
        is_kept = row["edition"] == "leave-behind"
        assert has_notes is not is_kept
        assert (deck.core_properties.author == "") is is_kept
        by_edition[row["edition"]] += 1
    assert by_edition == {"presenter": 3, "leave-behind": 5}


def test_a_channel_that_denies_prices_has_none_in_any_part(home: Settings, folder: Path, tmp_path: Path) -> None:
    assert "list_price: 49.90" in SPEC_YAML
    price = re.compile(r"49[.,]9")

    def priced() -> set[str]:
        press(home, folder, tmp_path / "out")
        decks.press_account_decks(home, ID, tmp_path / "out", ["a0", "a1"])
        whose = {r["channel"]: [] for r in index(tmp_path / "out")}
        for row in index(tmp_path / "out"):
            parts = every_part((tmp_path / "out" / row["file"]).read_bytes())
            whose[row["channel"]] += [name for name, text in parts if price.search(text)]
        return {channel for channel, parts in whose.items() if parts}

    assert "online" in priced()
    changed(folder / "channels.yaml", "id: online, name: Online,", "id: online, name: Online, deny: [prices],")
    assert "online" not in priced()


def test_unknown_accounts_and_unapproved_launches_are_refused(home: Settings, folder: Path, tmp_path: Path) -> None:
    launch.take_in(home, folder)
    with pytest.raises(NotFoundError, match="no account 'a99' in the launch's channels"):
        decks.press_account_decks(home, ID, tmp_path / "out", ["a1", "a99"])
    with pytest.raises(NotAllowedError):
        decks.press_account_decks(home, ID, tmp_path / "out", ["a1"])
    with pytest.raises(NotAllowedError):
        list(account_decks.batches(home, ID, "shops"))
    with pytest.raises(NotFoundError, match=r"no channel 'market' in kettle-2; there is: shops, online"):
        account_decks.channels_to_press(home, ID, ["market"])
    assert not (tmp_path / "out").exists()


def test_an_account_that_leaves_takes_its_decks_along(home: Settings, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    press(home, folder, out)
    rows, _ = decks.press_account_decks(home, ID, out, ["a1", "a2"])
    left = (folder / "accounts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "accounts.csv").write_text("".join(x for x in left if not x.startswith("a1,")), encoding="utf-8")
    published = press(home, folder, out)
    mine = [r for r in rows if r.account_id == "a1"]
    assert set(published.removed) == {r.file for r in mine}
    assert {r["deck_id"] for r in index(out, "superseded")} == {r.deck_id for r in mine}
    assert {r["account_id"] for r in index(out)} == {"", "a2"}


def test_all_accounts_in_one_zip_a_channel(home: Settings, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in the zip is what is pressed one by one, to the byte, however the accounts were cut into batches."""
    out = tmp_path / "out"
    press(home, folder, out)
    one_by_one, _ = decks.press_account_decks(home, ID, out, ["a1"])
    zips, _ = press_all(home, out)
    assert [(z.channel, z.n_accounts, z.n_decks) for z in zips] == [("shops", 8, 16), ("online", 4, 8)]
    with zipfile.ZipFile(out / "decks/shops-accounts.zip") as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    rows = [r for r in index(out) if r["account_id"]]
    assert {hashlib.sha256(d).hexdigest() for d in inside.values()} == {r["sha256"] for r in rows if r["channel"] == "shops"}
    assert inside["kettle-2-shops-a1.pptx"] == (out / one_by_one[0].file).read_bytes()
    own = [r["file"] for r in rows if not r["file"].endswith("-accounts.zip")]
    assert own == [r.file for r in one_by_one]
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    monkeypatch.setattr(account_decks, "ACCOUNTS_A_BATCH", 3)
    _, published = press_all(home, out)
    assert published.written == ()
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    assert account_decks.channels_pressed(home, ID, out) == ["shops", "online"]


def test_a_bulk_run_that_breaks_off_leaves_nothing(home: Settings, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    press(home, folder, out)
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    with pytest.raises(KeyboardInterrupt), account_decks.shards(home, ID) as scratch:
        (batch, *_) = account_decks.batches(home, ID, "shops")
        account_decks.press_batch(home, ID, batch, scratch / "one")
        assert any(scratch.iterdir())
        raise KeyboardInterrupt
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    with account_decks.shards(home, ID) as scratch:
        assert list(scratch.iterdir()) == []
