"""Thumbnails: a picture of a deck's first slide, drawn once and kept by the hash of the deck's file.

In: a folder; the bytes of a deck and of the same deck with its first slide alone.
Out: the bytes of a PNG.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
from pathlib import Path

from PIL import Image

from readiness.adapters.deck_previews import previews

WIDTH = 320
"""Pixels."""
COLOURS = 32


def kept_thumbnail(folder: Path, sha256: str) -> bytes | None:
    """Return the thumbnail of a deck's file, None where it was not drawn yet."""
    file = _file(folder, sha256)
    return file.read_bytes() if file.is_file() else None


def draw_thumbnail(folder: Path, deck: bytes, first_slide: bytes) -> bytes:
    """Draw a deck's first slide and keep the picture; several processes may do so at once.

    Raises:
        NotFoundError: LibreOffice or Poppler is not installed.
        InputError: they cannot draw the slide, or not in time.
    """
    sha256 = hashlib.sha256(deck).hexdigest()
    keep_thumbnail(folder, sha256, previews(first_slide, WIDTH)[0])
    return _file(folder, sha256).read_bytes()


def keep_thumbnail(folder: Path, sha256: str, picture: bytes) -> None:
    """Keep the picture of a deck's first slide by the hash of the deck's file, small enough for a page of many."""
    picture = _small(picture)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", delete=False) as aside:
        aside.write(picture)
    Path(aside.name).replace(_file(folder, sha256))


def has_thumbnail(folder: Path, sha256: str) -> bool:
    """Say whether the picture was drawn already."""
    return _file(folder, sha256).is_file()


def _small(picture: bytes) -> bytes:
    """Return a picture in few colours, as PNG: about a third of the bytes, which a page of two dozen feels."""
    with Image.open(io.BytesIO(picture)) as opened:
        reduced = opened.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    return out.getvalue()


def _file(folder: Path, sha256: str) -> Path:
    return folder / f"{sha256}.png"
