"""Phrases: the message templates and fixed phrases of one language, compiled once.

In: the text of the files in content_templates/messages/<language>/.
Out: PhraseBook, Phrasing. A template with a word nobody knows, or with code, is an InputError with its file and line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from jinja2 import StrictUndefined, Template, TemplateError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from readiness.errors import InputError, Problem
from readiness.stages.positioning.figures import UnitWords
from readiness.stages.positioning.lint import RULES, LintRules

WORDS = frozenset(
    "product subject persona segment statement end trigger pain outcome ask anxiety measure job why stat target worry does claim "
    "limit proof reassurance rollout available quote quote_source task constraint exit_criterion call_to_action headline".split()
)
"""What a template of a message may say; `message_words` fills them in."""


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """The words of one language, as people edit them."""

    language: str
    templates: Mapping[str, str]
    """File name without `.j2` -> template: `evaluate`, `evaluate.transactional`, `evaluate.enterprise.removes_task`."""
    phrases: Mapping[str, str]
    """Name of a fixed phrase of phrases.yaml -> template."""
    units: UnitWords
    rules: LintRules = field(default=RULES)


_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)


@lru_cache(maxsize=1000)
def _template(text: str) -> Template:
    return _ENVIRONMENT.from_string(text)


@lru_cache(maxsize=1000)
def _asked(text: str) -> frozenset[str]:
    """Return the words a template asks for, in any of its branches."""
    return frozenset(meta.find_undeclared_variables(_ENVIRONMENT.parse(text)))


class Phrasing:
    """A phrase book ready to be filled in."""

    def __init__(self, book: PhraseBook) -> None:
        """Compile every template of a book.

        Raises:
            InputError: one of them is no template.
        """
        self.book = book
        folder = f"content_templates/messages/{book.language}"
        self._templates = {name: self._compiled(f"{folder}/{name}.j2", text) for name, text in sorted(book.templates.items())}
        self._words = {name: _asked(text) for name, text in book.templates.items()}
        for name in sorted(book.templates):
            self._known(f"{folder}/{name}.j2", self._words[name])
        self._phrases = {
            name: self._compiled(f"{folder}/phrases.yaml", text, name) for name, text in sorted(book.phrases.items())
        }

    def template_name(self, step: str, motion: str, relation: str) -> str:
        """Return the template for a buyer step, the most particular there is; "" where none is, or where it is left empty."""
        names = (f"{step}.{motion}.{relation}", f"{step}.{motion}", f"{step}.{relation}", step)
        found = next((name for name in names if name in self._templates), "")
        return found if found and self.book.templates[found].strip() else ""

    def message(self, name: str, words: Mapping[str, object]) -> tuple[str, str]:
        """Return a template's first line and the rest of it, filled in."""
        text = self._filled(f"content_templates/messages/{self.book.language}/{name}.j2", "", self._templates[name], words)
        headline, _, body = text.strip().partition("\n")
        return " ".join(headline.split()), body

    def phrase(self, name: str, words: Mapping[str, object] = MappingProxyType({})) -> str:
        """Return a fixed phrase, filled in.

        Raises:
            InputError: phrases.yaml has no such phrase, or it asks for a word nobody knows.
        """
        file = f"content_templates/messages/{self.book.language}/phrases.yaml"
        if name not in self._phrases:
            raise InputError(Problem(file, 0, name, "the phrase is missing", "a phrase of this name, as in the folder en"))
        return " ".join(self._filled(file, name, self._phrases[name], words).split())

    def first_phrase(self, *names: str, words: Mapping[str, object] = MappingProxyType({})) -> str:
        """Return the first of some phrases that there is."""
        return self.phrase(next((n for n in names if n in self._phrases), names[-1]), words)

    def _compiled(self, file: str, text: str, name: str = "") -> Template:
        try:
            return _template(text)
        except TemplateError as error:
            raise _fault(file, name, error) from error

    def words(self, name: str) -> frozenset[str]:
        """Return the words a template says, in any of its branches."""
        return self._words[name]

    def _known(self, file: str, asked: frozenset[str]) -> None:
        """Refuse a word nobody knows wherever it stands, also where this launch would never come by."""
        for word in sorted(asked - WORDS - set(_ENVIRONMENT.globals)):
            raise InputError(Problem(file, 0, "", f"{word!r} is undefined", "words of HOW_TO_EDIT.md in double braces"))

    def _filled(self, file: str, name: str, template: Template, words: Mapping[str, object]) -> str:
        try:
            return template.render(words)
        except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise _fault(file, name, error) from error


def _fault(file: str, name: str, error: Exception) -> InputError:
    row = 0 if name else getattr(error, "lineno", 0) or 0
    return InputError(Problem(file, row, name, str(error), "words of HOW_TO_EDIT.md in double braces"))
