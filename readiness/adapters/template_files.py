"""Template files: the words of content_templates/, read from disk.

In: the content_templates folder.
Out: deck storylines, quiz wording, as bytes or text.
"""

from __future__ import annotations

from pathlib import Path

from readiness.errors import NotFoundError


def languages_of(folder: Path, motion: str) -> tuple[str, ...]:
    """Return the languages there is a deck storyline in for a motion, by the names of their folders."""
    return tuple(sorted(p.parent.name for p in (folder / "decks" / "storylines").glob(f"*/{motion}.yaml") if p.is_file()))


def deck_storyline(folder: Path, motion: str, language: str) -> tuple[str, bytes]:
    """Return a storyline's file name with its language's folder, and its bytes; `de` serves where `de-CH` has none.

    Raises:
        NotFoundError: there is none in this language.
    """
    known = languages_of(folder, motion)
    for name in (language, language.split("-")[0]):
        if name in known:
            return f"{name}/{motion}.yaml", (folder / "decks" / "storylines" / name / f"{motion}.yaml").read_bytes()
    there_is = ", ".join(known) or "none"
    raise NotFoundError(f"no deck storyline for the motion {motion!r} in the language {language!r}; there is: {there_is}")


def quiz_languages(folder: Path) -> tuple[str, ...]:
    """Return the languages quizzes are worded in."""
    return tuple(sorted(p.stem for p in (folder / "quizzes").glob("*.yaml")))


def quiz_wording(folder: Path, language: str = "en") -> tuple[str, bytes]:
    """Return the quiz wording's file name and bytes."""
    path = folder / "quizzes" / f"{language}.yaml"
    if not path.is_file():
        raise NotFoundError(f"no quiz wording in {language!r} in {path.parent}")
    return path.name, path.read_bytes()
