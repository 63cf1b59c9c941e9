"""Brand folders: the templates of each brand on disk, linted with the brand and the tokens that lie beside them.

In: the folder content_templates/decks, or one template in it.
Out: findings by file.
"""

from __future__ import annotations

from pathlib import Path

from readiness.adapters.deck_lint.brand_files import Brand, Tokens, read_brand, read_tokens
from readiness.adapters.deck_lint.contract import SPARE, TEMPLATES
from readiness.adapters.deck_lint.finding import Finding
from readiness.adapters.deck_lint.linting import lint_template
from readiness.errors import NotFoundError

BRAND, TOKENS = "brand.yaml", "tokens.yaml"


def brand_templates(decks: Path) -> list[Path]:
    """Return every template of every brand; a folder is a brand's where it has a brand.yaml.

    Raises:
        NotFoundError: there is no brand, or a brand lacks a template.
    """
    folders = sorted(p.parent for p in decks.glob(f"*/{BRAND}"))
    if not folders:
        needed = ", ".join(f"{name}.pptx" for name in TEMPLATES if name not in SPARE)
        raise NotFoundError(f"no brand in {decks}: a folder with {BRAND} and {needed}")
    files = [(name, folder / f"{name}.pptx") for folder in folders for name in TEMPLATES]
    return [_existing(path) for name, path in files if name not in SPARE or path.is_file()]


def lint_file(path: Path) -> list[Finding]:
    """Return every finding of a template, by the brand.yaml beside it and the tokens.yaml beside it or one folder up.

    Raises:
        NotFoundError: one of the three is missing.
        InvalidInputsError: brand.yaml or tokens.yaml has faults.
    """
    data = _existing(path).read_bytes()
    folder = path.resolve().parent
    brand, tokens = brand_of(folder)
    found = [*_missing_images(folder, brand), *lint_template(path.name, data, brand, tokens)]
    return sorted(found, key=lambda f: f.place)


def brand_of(folder: Path) -> tuple[Brand, Tokens]:
    """Return a brand by its folder: its brand.yaml, and the tokens.yaml beside it or one folder up.

    Raises:
        NotFoundError: one of the two is missing.
        InvalidInputsError: one of the two has faults.
    """
    brand, tokens = brand_texts(folder)
    return read_brand(f"{folder.name}/{BRAND}", brand), read_tokens(TOKENS, tokens)


def brand_texts(folder: Path) -> tuple[bytes, bytes]:
    """Return what stands in a brand's two files.

    Raises:
        NotFoundError: one of the two is missing.
    """
    brand_file = folder / BRAND
    if not brand_file.is_file():
        raise NotFoundError(f"{folder} is no brand's folder: there is no {BRAND} beside the template, which is checked by it")
    tokens_file = folder / TOKENS if (folder / TOKENS).is_file() else _existing(folder.parent / TOKENS)
    return brand_file.read_bytes(), tokens_file.read_bytes()


def tokens_of(decks: Path) -> Tokens:
    """Return the tokens of all brands.

    Raises:
        NotFoundError: there is no tokens.yaml.
        InvalidInputsError: it has faults.
    """
    return read_tokens(TOKENS, _existing(decks / TOKENS).read_bytes())


def _missing_images(folder: Path, brand: Brand) -> list[Finding]:
    return [
        Finding(
            0,
            "N13",
            "",
            f"{BRAND} names the image {key!r}, and {image.file} is not there",
            f"put it there, or take it out of {BRAND}",
        )
        for key, image in sorted(brand.images.items())
        if not (folder / image.file).is_file()
    ]


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise NotFoundError(f"there is no file {path}")
    return path
