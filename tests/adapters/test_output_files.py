"""Output files: large ones are put in their place whole, whatever a killed run left there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from readiness.adapters import output_files
from readiness.adapters.db import store
from readiness.adapters.db.tables import launches
from readiness.adapters.output_files import OutFolder
from readiness.settings import Settings

BIG = b"deck " * 50_000


@pytest.fixture
def launched(settings: Settings) -> Iterator[Settings]:
    with store.transaction(settings.database) as connection:
        connection.execute(insert(launches), {"launch_id": "k", "name": "K", "owner": "", "folder": ""})
    yield settings
    store.engine(settings.database).dispose()


@pytest.mark.parametrize("has_second_names", [True, False])
def test_a_large_file_is_put_in_its_place_whole(
    launched: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_second_names: bool
) -> None:
    def refused(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    if not has_second_names:
        monkeypatch.setattr(output_files.os, "link", refused)
    out = tmp_path / "out"
    folder = OutFolder(launched.database, "k", out)
    (out / "decks").mkdir(parents=True)
    left = out / "decks" / ".shops.zip.partial"
    left.write_bytes(b"half of wh")  # a run that was killed on its way
    source = tmp_path / "shops.zip"
    for data in (BIG, BIG[:-1], BIG[:-1]):
        source.unlink(missing_ok=True)
        source.write_bytes(data)
        made = folder.publish_large("account_decks", {"decks/shops.zip": source})
        assert (out / "decks" / "shops.zip").read_bytes() == data
        assert not left.exists()
    assert made.written == ()  # the last was there already
    assert sorted(p.name for p in (out / "decks").iterdir()) == ["shops.zip"]


def test_one_that_somebody_edited_is_kept_beside_it(launched: Settings, tmp_path: Path) -> None:
    folder, source = OutFolder(launched.database, "k", tmp_path / "out"), tmp_path / "source.zip"
    source.write_bytes(BIG)
    folder.publish_large("account_decks", {"a.zip": source})
    target = tmp_path / "out" / "a.zip"
    target.unlink()  # an editor writes a file of its own; what was placed is the source itself
    target.write_bytes(b"mine")
    made = folder.publish_large("account_decks", {"a.zip": source})
    assert target.read_bytes() == BIG
    (kept,) = made.set_aside
    assert (target.parent / kept).read_bytes() == b"mine"
