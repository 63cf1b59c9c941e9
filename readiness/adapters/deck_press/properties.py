"""Properties: who made a deck, of what, for whom; and which recipe and template it came from.

In: Recipe.
Out: docProps/core.xml and custom.xml; a recipe as canonical JSON, and its hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

import orjson

from readiness.errors import InputError, Problem
from readiness.stages.decks.recipe import LEAVE_BEHIND, ChartFill, Recipe, TableFill

AUTHOR = "Readiness"
CUSTOM_NAMES = ("deck_id", "recipe_sha256", "template_sha256", "spec_revision", "edition")
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The id of properties a user gives (MS-OLEPS)."""
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CORE = _HEAD + (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>%b</dc:title><dc:subject>%b</dc:subject>'
    b"<dc:creator>%b</dc:creator><cp:lastModifiedBy>%b</cp:lastModifiedBy><cp:revision>1</cp:revision>"
    b'<dcterms:created xsi:type="dcterms:W3CDTF">%b</dcterms:created>'
    b'<dcterms:modified xsi:type="dcterms:W3CDTF">%b</dcterms:modified><dc:language>%b</dc:language></cp:coreProperties>'
)
_CUSTOM = _HEAD + (
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    b'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    + b"".join(
        b'<property fmtid="%b" pid="%d" name="%b"><vt:lpwstr>%%b</vt:lpwstr></property>' % (_FORMAT.encode(), i, name.encode())
        for i, name in enumerate(CUSTOM_NAMES, start=2)
    )
    + b"</Properties>"
)


def texts_of(recipe: Recipe) -> tuple[str, ...]:
    """Return the texts of a recipe that stand in a deck's properties: title, subject, language, id, revision, edition."""
    return recipe.title, recipe.subject, recipe.language, recipe.deck_id, recipe.spec_revision, recipe.edition


def core_xml(file: str, recipe: Recipe, texts: Sequence[bytes]) -> bytes:
    """Return docProps/core.xml; the edition a customer keeps does not say who made it.

    Raises:
        InputError: `made_on` is no day.
    """
    try:
        day = f"{date.fromisoformat(recipe.made_on).isoformat()}T00:00:00Z".encode()
    except ValueError as error:
        raise InputError(Problem(file, 0, "made_on", f"{recipe.made_on!r} is no day", "a day such as 2026-03-04")) from error
    author = b"" if recipe.edition == LEAVE_BEHIND else AUTHOR.encode()
    return _CORE % (texts[0], texts[1], author, author, day, day, texts[2])


def custom_xml(texts: Sequence[bytes], recipe_hash: str, template_hash: str) -> bytes:
    """Return docProps/custom.xml."""
    return _CUSTOM % (texts[3], recipe_hash.encode(), template_hash.encode(), texts[4], texts[5])


def recipe_json(recipe: Recipe) -> bytes:
    """Return a recipe as JSON: the same recipe, the same bytes, in whichever order its texts were put in."""
    slides = [
        (s.key, s.section, s.text, s.lists, s.tables, s.charts, s.images, s.notes, s.message_ids, s.scales) for s in recipe.slides
    ]
    whole = (
        recipe.deck_id, recipe.template, recipe.brand, recipe.title, recipe.subject, recipe.language, recipe.made_on,
        recipe.edition, recipe.spec_revision, slides, recipe.layers,
    )  # fmt: skip
    try:
        return orjson.dumps(whole, default=dict, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # half a character, which UTF-8 has no bytes for
        return json.dumps(whole, default=_plain, sort_keys=True).encode("ascii")


def _plain(value: object) -> object:
    return asdict(value) if isinstance(value, TableFill | ChartFill) else dict(value)  # type: ignore[call-overload]


def recipe_sha256(recipe: Recipe) -> str:
    """Return the hash of a recipe, as its decks carry it."""
    return hashlib.sha256(recipe_json(recipe)).hexdigest()
