"""Deck brands: a brand's templates opened and compiled once, with its pictures and the launch's; recipes fitted and pressed.

In: the folder content_templates/decks, the launch's own pictures; Recipes.
Out: the bytes of decks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from readiness.adapters.deck_lint import (
    BRAND,
    ERROR,
    TOKENS,
    Finding,
    brand_of,
    brand_texts,
    lint_template,
    read_brand,
    read_tokens,
)
from readiness.adapters.deck_lint.contract import TEMPLATES
from readiness.adapters.deck_press import Press, ShardRow, Template, boxes_of, compile_press, open_template, write_shard
from readiness.errors import InputError, NotFoundError, Problem
from readiness.stages.decks.boxes import Boxes
from readiness.stages.decks.fitting import fitted
from readiness.stages.decks.recipe import Recipe
from readiness.stages.decks.rooms import Rooms
from readiness.vocabulary import counted

LIBRARY = "library"


@dataclass(frozen=True, slots=True)
class OpenedTemplate:
    """One file of a brand, and the room it has for texts."""

    template: Template
    boxes: Boxes


class DeckBrand:
    """A brand's folder; each of its templates is opened and compiled when it is first wanted."""

    def __init__(self, decks: Path, name: str, pictures: Mapping[str, bytes]) -> None:
        """Take a brand by the name of its folder, and the launch's pictures by their file names.

        Raises:
            NotFoundError: there is no such brand.
            InvalidInputsError: brand.yaml or tokens.yaml has faults.
        """
        self.folder, self.name = decks / name, name
        if not (self.folder / BRAND).is_file():
            known = ", ".join(sorted(p.parent.name for p in decks.glob(f"*/{BRAND}"))) or "none"
            raise NotFoundError(f"no deck template {name!r} in {decks}; there is: {known}")
        self.brand, self.tokens = brand_of(self.folder)
        self._pictures = pictures
        self._opened: dict[str, OpenedTemplate] = {}
        self._presses: dict[str, Press] = {}

    @property
    def heroes(self) -> dict[str, str]:
        """Return industry -> the key of the picture for it."""
        return {industry: key for key, image in self.brand.images.items() for industry in image.industries}

    @cached_property
    def rooms(self) -> Rooms:
        """Return the room that the brand's files have for each text; no slide key is in two of them.

        Raises:
            InputError: a file with an error of the lint, a font that nobody measured.
        """
        there = [name for name in TEMPLATES if (self.folder / f"{name}.pptx").is_file()]
        for name in there:
            self._refuse_faulty(self.folder / f"{name}.pptx")
        return Rooms({place: box for name in there for place, box in self._template(name).boxes.items()})

    def fit(self, recipe: Recipe) -> Recipe:
        """Return a recipe with the text sizes at which everything fits.

        Raises:
            InputError: a text that does not fit even at the smallest size, with slide, shape and token.
        """
        return fitted(recipe, self._template(recipe.template).boxes, self._most)

    def press(self, recipe: Recipe) -> bytes:
        """Return a fitted recipe's deck.

        Raises:
            InputError: the recipe does not go with the template.
        """
        return self._press(recipe.template).bytes(recipe)

    def press_many(self, recipes: Iterable[Recipe], path: Path) -> list[ShardRow]:
        """Press fitted recipes of the library into one shard, and return its rows.

        Raises:
            InputError: a recipe does not go with the template.
        """
        return write_shard(self._press(LIBRARY), recipes, path)

    @cached_property
    def _most(self) -> dict[str, int]:
        return {name: token.max_chars for name, token in self.tokens.tokens.items()}

    def _refuse_faulty(self, path: Path) -> None:
        errors = _errors(path.name, path.read_bytes(), *brand_texts(self.folder))
        if errors:
            first, n = errors[0], counted(len(errors), "error")
            expected = f"a template without errors ({n}; `readiness check-template` lists all)"
            raise InputError(
                Problem(f"{self.name}/{path.name}", first.slide, first.shape, f"{first.what}: {first.fix}", expected)
            )

    def _press(self, name: str) -> Press:
        if name not in self._presses:
            self._presses[name] = compile_press(self._template(name).template)
        return self._presses[name]

    def _template(self, name: str) -> OpenedTemplate:
        if name not in self._opened:
            path = self.folder / f"{name}.pptx"
            if not path.is_file():
                raise NotFoundError(f"the brand {self.name} has no {name}.pptx")
            images = {key: (self.folder / image.file).read_bytes() for key, image in self.brand.images.items()}
            file, data = f"{self.name}/{path.name}", path.read_bytes()
            template = open_template(file, data, {**images, **self._pictures})
            self._opened[name] = OpenedTemplate(template, _boxes(file, data, tuple(self.brand.fonts.items())))
        return self._opened[name]


# Who makes decks opens the same few templates again and again: what only depends on their bytes is found once a process.
@lru_cache(maxsize=16)
def _errors(file: str, data: bytes, brand: bytes, tokens: bytes) -> tuple[Finding, ...]:
    found = lint_template(file, data, read_brand(BRAND, brand), read_tokens(TOKENS, tokens))
    return tuple(f for f in found if f.level == ERROR)


@lru_cache(maxsize=16)
def _boxes(file: str, data: bytes, fonts: tuple[tuple[str, str], ...]) -> Boxes:
    return MappingProxyType(boxes_of(open_template(file, data, {}), dict(fonts)))
