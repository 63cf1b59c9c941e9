"""Deck previews: decks as PDF and pictures, drawn by LibreOffice and Poppler where they are installed.

In: the bytes of .pptx files.
Out: the bytes of PDF files and of PNG pictures, one a slide.

LibreOffice shrinks text that has no stored size when it opens a deck; PowerPoint does not. A preview shows how a deck looks, it
proves nothing about fit.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from readiness.errors import InputError, NotFoundError, Problem

SECONDS_TO_START, SECONDS_A_DECK, SECONDS_TO_DRAW = 60, 30, 60
WIDTH = 1280
_INSTALL = {"soffice": "LibreOffice (Debian: libreoffice-impress)", "pdftoppm": "Poppler (Debian: poppler-utils)"}
_MADE_AT = re.compile(rb"(/CreationDate\(D:|/DocChecksum /|/ID \[ )([^\])/]*)")


def pdf(deck: bytes) -> bytes:
    """Return a deck as PDF, a page a slide.

    The bytes are the same on every run of the same LibreOffice.

    Raises:
        NotFoundError: LibreOffice is not installed.
        InputError: it cannot draw the deck, or not in time.
    """
    return pdfs([deck])[0]


def pdfs(decks: Sequence[bytes]) -> list[bytes]:
    """Return several decks as PDF, in one start of LibreOffice, which takes longer than a deck does.

    Raises:
        NotFoundError: LibreOffice is not installed.
        InputError: it cannot draw one of the decks, or not in time.
    """
    program = _program("soffice")
    if not decks:
        return []
    with tempfile.TemporaryDirectory(prefix="readiness-previews-") as name:
        folder = Path(name)
        files = [folder / f"deck-{i:05}.pptx" for i in range(1, len(decks) + 1)]
        for file, deck in zip(files, decks, strict=True):
            file.write_bytes(deck)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        options = ["--headless", "--norestore", "--nolockcheck", "--convert-to", "pdf", "--outdir", str(folder)]
        _run([program, profile, *options, *map(str, files)], SECONDS_TO_START + SECONDS_A_DECK * len(decks), folder)
        return [_timeless(_read(f.with_suffix(".pdf"))) for f in files]


def previews(deck: bytes, width: int = WIDTH) -> list[bytes]:
    """Return a picture (PNG) of each slide, `width` pixels wide.

    Raises:
        NotFoundError: LibreOffice or Poppler is not installed.
        InputError: they cannot draw the deck, or not in time.
    """
    _program("pdftoppm")
    return pictures(pdf(deck), width)


def pictures(document: bytes, width: int = WIDTH) -> list[bytes]:
    """Return a picture (PNG) of each page of a PDF, `width` pixels wide.

    Raises:
        NotFoundError: Poppler is not installed.
        InputError: it cannot draw the pages, or not in time.
    """
    program = _program("pdftoppm")
    with tempfile.TemporaryDirectory(prefix="readiness-previews-") as name:
        folder = Path(name)
        (folder / "deck.pdf").write_bytes(document)
        size = ["-scale-to-x", str(width), "-scale-to-y", "-1"]
        _run([program, "-png", *size, str(folder / "deck.pdf"), str(folder / "slide")], SECONDS_TO_DRAW, folder)
        found = sorted(folder.glob("slide-*.png"), key=lambda p: int(p.stem.rpartition("-")[2]))
        if not found:
            raise _problem("cannot be drawn", "a PDF with pages")
        return [p.read_bytes() for p in found]


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NotFoundError(f"previews need {_INSTALL[name]}, and {name!r} is not installed here; decks are pressed without it")
    return found


def _run(command: Sequence[str], seconds: float, folder: Path) -> None:
    """Run a program to its end; one that takes too long is stopped with every process it started."""
    environment = {**os.environ, "HOME": str(folder)}
    running = subprocess.Popen(  # noqa: S603 - the program's path comes from the system, its arguments from here
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    try:
        running.wait(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise _problem(f"was not drawn within {seconds:g} seconds", "a deck that LibreOffice opens") from error
    finally:
        _stop(running)


def _stop(running: subprocess.Popen[bytes]) -> None:
    """End a program and all it started: they are one process group."""
    try:
        os.killpg(running.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    finally:
        running.wait()


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise _problem("cannot be drawn", "a deck that LibreOffice opens")
    return path.read_bytes()


def _timeless(document: bytes) -> bytes:
    """Return a PDF without the time it was made at, nor the ids drawn from it; each stays as long as it was."""
    return _MADE_AT.sub(lambda m: m[1] + re.sub(rb"[0-9A-F]", b"0", m[2]), document)


def _problem(what: str, expected: str) -> InputError:
    return InputError(Problem("deck.pptx", 0, "", what, expected))
