"""Phrase files: the templates, fixed phrases, unit words and lint rules of each language, read from disk.

In: the content_templates folder.
Out: PhraseBook by language.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints

from readiness.adapters.input_tables import Problems
from readiness.adapters.lint_files import lint_rules
from readiness.adapters.unit_words_files import unit_words
from readiness.adapters.yaml_files import Strict, read_model
from readiness.errors import InvalidInputsError
from readiness.stages.positioning import PhraseBook

PHRASES = "phrases.yaml"


class _Phrases(Strict):
    phrases: dict[str, Annotated[str, StringConstraints(strip_whitespace=False)]]


def languages(templates: Path) -> list[str]:
    """Return the languages there are message templates in."""
    return sorted(p.parent.name for p in (templates / "messages").glob(f"*/{PHRASES}"))


def phrase_books(templates: Path) -> dict[str, PhraseBook]:
    """Return the phrase book of each language.

    Raises:
        InvalidInputsError: with every problem in one of the files.
    """
    return {language: phrase_book(templates, language) for language in languages(templates)}


def phrase_book(templates: Path, language: str) -> PhraseBook:
    """Return the phrase book of one language; while its files are as they were, the one that was read last."""
    folder = templates / "messages" / language
    return _book(templates, language, tuple((p.name, p.read_bytes()) for p in sorted(folder.iterdir()) if p.is_file()))


@lru_cache(maxsize=16)
def _book(templates: Path, language: str, _as_it_stands: tuple[tuple[str, bytes], ...]) -> PhraseBook:
    folder = templates / "messages" / language
    problems = Problems()
    read = read_model(f"messages/{language}/{PHRASES}", (folder / PHRASES).read_bytes(), _Phrases, problems)
    if read is None or problems.found:
        raise InvalidInputsError(problems.found)
    texts = {path.name.removesuffix(".j2"): path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.j2"))}
    return PhraseBook(language, texts, read.phrases, unit_words(templates, language), lint_rules(templates, language))
