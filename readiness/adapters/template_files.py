"""Template files: the words and masters of content_templates/, read from disk.

In: the content_templates folder.
Out: phrase templates, deck masters and blueprints, quiz wording, as bytes or text.
"""

from __future__ import annotations

from pathlib import Path

from readiness.errors import NotFoundError
from readiness.vocabulary import BUYER_STEPS


def message_templates(folder: Path, language: str = "en") -> dict[str, str]:
    """Return buyer step -> phrase template."""
    found = {step: folder / "messages" / language / f"{step}.j2" for step in BUYER_STEPS}
    return {step: path.read_text(encoding="utf-8") for step, path in found.items() if path.is_file()}


def deck_master(folder: Path, template: str) -> bytes:
    """Return a deck master's bytes.

    Raises:
        NotFoundError: there is no such template.
    """
    path = folder / "decks" / template / "master.pptx"
    if not path.is_file():
        known = ", ".join(sorted(p.parent.name for p in (folder / "decks").glob("*/master.pptx"))) or "none"
        raise NotFoundError(f"no deck template {template!r} in {folder / 'decks'}; there is: {known}")
    return path.read_bytes()


def deck_blueprint(folder: Path, motion: str) -> tuple[str, bytes]:
    """Return a blueprint's file name and bytes."""
    path = folder / "decks" / "blueprints" / f"{motion}.yaml"
    if not path.is_file():
        raise NotFoundError(f"no deck blueprint for the motion {motion!r} in {path.parent}")
    return path.name, path.read_bytes()


def quiz_wording(folder: Path, language: str = "en") -> tuple[str, bytes]:
    """Return the quiz wording's file name and bytes."""
    path = folder / "quizzes" / f"{language}.yaml"
    if not path.is_file():
        raise NotFoundError(f"no quiz wording in {language!r} in {path.parent}")
    return path.name, path.read_bytes()
