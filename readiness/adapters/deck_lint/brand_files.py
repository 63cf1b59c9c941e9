"""Brand files: brand.yaml and tokens.yaml, each fault named with its line and field.

In: the bytes of the two.
Out: Brand, Tokens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field

from readiness.adapters.input_tables import Problems
from readiness.adapters.yaml_files import Strict, read_model
from readiness.errors import InvalidInputsError

Level = Literal["launch", "channel", "segment", "industry", "company", "person"]
_SMALL_KINDS = ("ftr", "sldNum", "dt")


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of a brand."""

    file: str
    """Below the brand's folder."""
    alt: str
    """What it shows; empty: decoration."""
    industries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brand:
    """What a brand allows."""

    name: str
    fonts: Mapping[str, str]
    """Font -> one of the same widths, by which texts are measured."""
    smallest: Mapping[str, Mapping[str, float]]
    """Template -> text, table, footer -> the smallest size in points, as designed."""
    images: Mapping[str, Image]
    languages: tuple[str, ...]
    smallest_scale: int = 80
    """Percent of its designed size that a text may shrink to."""
    smallest_contrast: float = 4.5

    def least_size(self, template: str, kind: str | None, *, is_table: bool) -> float:
        """Return the smallest size in points of a kind of placeholder, or of a table, in a template."""
        sizes = self.smallest.get(template, {})
        return sizes.get("table" if is_table else "footer" if kind in _SMALL_KINDS else "text", 0.0)


@dataclass(frozen=True, slots=True)
class Token:
    """What may stand in place of a token."""

    type: str
    level: str
    max_chars: int
    sample: str
    personal: bool
    needs_evidence: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """What may stand in a list."""

    max_items: int
    max_chars: int
    sample: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Every token and list; `<slide key>.<name>` goes before `<name>`."""

    tokens: Mapping[str, Token]
    lists: Mapping[str, Listed]

    def token_of(self, key: str, name: str) -> Token | None:
        """Return a token as it is on the slide of a key."""
        return self.tokens.get(f"{key}.{name}") or self.tokens.get(name)

    def list_of(self, key: str, name: str) -> Listed | None:
        """Return a list as it is on the slide of a key."""
        return self.lists.get(f"{key}.{name}") or self.lists.get(name)

    def names(self, keys: frozenset[str] = frozenset()) -> frozenset[str]:
        """Return the names a template may use: those without a slide key, and those behind one of `keys`."""
        behind = {n.partition(".")[2] for n in self.tokens if n.partition(".")[0] in keys}
        return frozenset(n for n in self.tokens if n.partition(".")[0] not in keys) | behind


class _Token(Strict):
    type: Literal["text", "number", "date", "name", "link"]
    level: Level
    max_chars: int = Field(ge=1)
    personal: bool
    needs_evidence: bool
    sample: str
    meaning: str


class _List(Strict):
    max_items: int = Field(ge=1)
    max_chars: int = Field(ge=1)
    needs_evidence: bool
    meaning: str
    sample: list[str]


class _Tokens(Strict):
    tokens: dict[str, _Token] = Field(min_length=1)
    lists: dict[str, _List] = Field(default_factory=dict)
    tables: dict[str, Any] = Field(default_factory=dict)
    charts: dict[str, Any] = Field(default_factory=dict)
    images: dict[str, Any] = Field(default_factory=dict)


class _Image(Strict):
    file: str = Field(min_length=1)
    alt: str
    industries: list[str] = Field(default_factory=list)


class _Sizes(Strict):
    text: float = Field(gt=0)
    table: float = Field(gt=0)
    footer: float = Field(gt=0)


class _Brand(Strict):
    name: str
    fonts: dict[str, str] = Field(min_length=1)
    colours: dict[str, Any] = Field(default_factory=dict)
    smallest: dict[Literal["library", "one_pager", "battlecard", "brief"], _Sizes]
    smallest_scale: int = Field(default=80, ge=50, le=100)
    smallest_contrast: float = Field(default=4.5, ge=3, le=21)
    languages: list[str] = Field(min_length=1)
    logo: dict[str, Any] = Field(default_factory=dict)
    images: dict[str, _Image] = Field(default_factory=dict)


@lru_cache(maxsize=16)
def read_tokens(file: str, data: bytes) -> Tokens:
    """Return the tokens of tokens.yaml.

    Raises:
        InvalidInputsError: with every problem.
    """
    problems = Problems()
    model = read_model(file, data, _Tokens, problems)
    if model is None:
        raise InvalidInputsError(problems.found)
    tokens = {
        name: Token(t.type, t.level, t.max_chars, t.sample, t.personal, t.needs_evidence) for name, t in model.tokens.items()
    }
    lists = {name: Listed(one.max_items, one.max_chars, tuple(one.sample)) for name, one in model.lists.items()}
    return Tokens(MappingProxyType(tokens), MappingProxyType(lists))


@lru_cache(maxsize=16)
def read_brand(file: str, data: bytes) -> Brand:
    """Return the brand of brand.yaml.

    Raises:
        InvalidInputsError: with every problem.
    """
    problems = Problems()
    model = read_model(file, data, _Brand, problems)
    if model is None:
        raise InvalidInputsError(problems.found)
    return Brand(
        name=model.name,
        fonts=MappingProxyType(dict(model.fonts)),
        smallest=MappingProxyType({template: sizes.model_dump() for template, sizes in model.smallest.items()}),
        images=MappingProxyType({key: Image(i.file, i.alt, tuple(i.industries)) for key, i in model.images.items()}),
        languages=tuple(model.languages),
        smallest_scale=model.smallest_scale,
        smallest_contrast=model.smallest_contrast,
    )
