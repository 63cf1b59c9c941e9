"""Deck previews: a page and a picture a slide, and one clear sentence where nothing can be drawn."""

from __future__ import annotations

import io
import os
import shutil
import time
from pathlib import Path

import pytest
from PIL import Image

from readiness.adapters import deck_previews
from readiness.errors import InputError, NotFoundError
from tests.conftest import need_service
from tests.sample_deck import sample_deck


@pytest.fixture
def programs() -> None:
    for name in ("soffice", "pdftoppm"):
        if shutil.which(name) is None:
            need_service(name, "not installed: apt-get install libreoffice-impress poppler-utils")


@pytest.mark.slow
@pytest.mark.usefixtures("programs")
def test_a_deck_becomes_a_picture_a_slide() -> None:
    drawn = [Image.open(io.BytesIO(p)) for p in deck_previews.previews(sample_deck(), 640)]
    assert [p.size for p in drawn] == [(640, 480)] * 4  # 4 slides of 10 by 7.5 inches
    assert all(len(p.convert("L").getcolors(256) or ()) > 1 for p in drawn), "a slide without a mark on it"


@pytest.mark.slow
@pytest.mark.usefixtures("programs")
def test_many_decks_are_drawn_in_one_start() -> None:
    started = time.monotonic()
    one = deck_previews.pdf(sample_deck())
    alone = time.monotonic() - started
    many = deck_previews.pdfs([sample_deck()] * 4)
    assert time.monotonic() - started - alone < 3 * alone
    assert [len(deck_previews.pictures(p, 100)) for p in (one, *many)] == [4] * 5
    assert set(many) == {one}, "the same deck gives the same bytes"
    assert deck_previews.pdfs([]) == []


@pytest.mark.slow
@pytest.mark.usefixtures("programs")
def test_what_is_no_deck_is_named() -> None:
    with pytest.raises(InputError, match=r"cannot be drawn; expected a PDF with pages"):
        deck_previews.pictures(b"%PDF-1.4 nothing")
    with pytest.raises(InputError, match=r"cannot be drawn; expected a deck that LibreOffice opens"):
        deck_previews.pdf(b"PK\x03\x04 nothing")


def test_a_machine_without_the_programs_gets_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotFoundError, match=r"previews need LibreOffice .* 'soffice' is not installed here; decks are pressed"):
        deck_previews.pdf(sample_deck())
    with pytest.raises(NotFoundError, match=r"previews need Poppler"):
        deck_previews.previews(sample_deck())


def test_a_program_that_hangs_is_stopped_with_its_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A soffice that starts a child and never ends: both are gone when the time is up."""
    program, noted = tmp_path / "soffice", tmp_path / "pids"
    program.write_text(f"#!/bin/sh\nsleep 300 &\necho $$ $! > {noted}\nwait\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(deck_previews, "SECONDS_TO_START", 1)
    monkeypatch.setattr(deck_previews, "SECONDS_A_DECK", 0)
    with pytest.raises(InputError, match=r"was not drawn within 1 seconds"):
        deck_previews.pdf(sample_deck())
    pids = [int(p) for p in noted.read_text(encoding="utf-8").split()]
    assert len(pids) == 2
    deadline = time.monotonic() + 5
    while any(map(_is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(_is_running, pids))


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
