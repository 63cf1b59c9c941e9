"""Deck layer files: what a launch, channel, segment, industry, company or person says differently, and the launch's pictures.

In: the bytes of deck_layers.yaml, the files of images/, the ids of the launch.
Out: Layers, pictures; faults as Problems with line and field.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated

from pydantic import BeforeValidator, Field

from readiness.adapters.deck_lint import Tokens
from readiness.adapters.input_ids import ANY_ID, nearest
from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import shown
from readiness.adapters.yaml_files import Strict, read_model
from readiness.errors import Problem
from readiness.stages.decks.assembly import story_key
from readiness.stages.decks.audience import Audience
from readiness.stages.decks.layers import LEVELS, PICTURES, Layer, layer_faults
from readiness.stages.decks.slide_keys import LEGAL_LINES, SLIDES
from readiness.vocabulary import Account, Rep

FILE = "deck_layers.yaml"
IMAGES = "images/"
_KINDS = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
_ENDS = (b"IEND\xaeB`\x82", b"\xff\xd9")
MAX_SIDE = 10_000
"""A small file can unpack to a picture that no viewer has the memory for."""
MAX_BYTES = 1_000_000
"""A larger picture makes every deck it stands in too heavy to mail."""
NAMES = dict(zip(("launch", "channel", "segment", "industry", "account_id", "rep_id"), LEVELS, strict=True))
"""The field that names whom a layer speaks to -> its level."""
_Text = Annotated[str, Field(min_length=1, max_length=500)]
_Lines = Annotated[list[_Text], Field(min_length=1), BeforeValidator(lambda said: [said] if isinstance(said, str) else said)]


class _Layer(Strict):
    launch: str = ""
    channel: str = ""
    segment: str = ""
    industry: str = ""
    account_id: str = ""
    rep_id: str = ""
    set: dict[str, _Lines] = Field(default_factory=dict)
    images: dict[str, _Text] = Field(default_factory=dict)


class _Layers(Strict):
    layers: list[_Layer]


def is_picture(path: str) -> bool:
    """Say whether a path of a launch folder is a picture that decks may show."""
    return path.startswith(IMAGES) and path.lower().endswith(tuple(_KINDS)) and path.count("/") == 1


def read_pictures(files: Mapping[str, bytes], problems: Problems) -> dict[str, bytes]:
    """Return file name -> picture."""
    found = {path.removeprefix(IMAGES): data for path, data in sorted(files.items()) if is_picture(path)}
    for name, data in found.items():
        suffix = name[name.rindex(".") :].lower()
        if not data.startswith(_KINDS[suffix]):
            problems.add(IMAGES + name, 0, "", f"is no {suffix[1:].upper()} picture", "a picture saved as PNG or JPEG")
        elif not data.rstrip(b"\0").endswith(_ENDS):
            problems.add(IMAGES + name, 0, "", "is cut short", "a picture that opens on your screen")
        elif suffix == ".png" and max(struct.unpack(">II", data[16:24])) > MAX_SIDE:
            problems.add(IMAGES + name, 0, "", "is too large to open", f"at most {MAX_SIDE:,} pixels a side")
        elif len(data) > MAX_BYTES:
            problems.add(IMAGES + name, 0, "", f"has {len(data):,} bytes", f"at most {MAX_BYTES:,}")
    return found


def read_layers(
    data: bytes,
    problems: Problems,
    *,
    known: Mapping[str, Collection[str]],
    accounts: Sequence[Account] = (),
    reps: Sequence[Rep] = (),
    pictures: Collection[str] = (),
    names: Sequence[str] = (),
) -> tuple[Layer, ...]:
    """Return the layers in the order of the file.

    Args:
        data: of deck_layers.yaml.
        problems: where faults go.
        known: one of `NAMES` -> the ids there are; every id where it is absent.
        accounts: they tell which layers meet in one deck.
        reps: likewise.
        pictures: file names in images/.
        names: of product and firms: figures in them may be repeated.
    """
    model = read_model(FILE, data, _Layers, problems)
    if model is None:
        return ()
    layers: dict[int, Layer] = {}
    for i, row in enumerate(model.layers):
        path = f"layers[{i}]"
        named = {field: value for field in NAMES if (value := getattr(row, field))}
        if len(named) != 1:
            what = f"names {' and '.join(named)}" if named else "names nobody it speaks to"
            problems.add_at(FILE, path, what, "one of " + ", ".join(NAMES))
            continue
        field, value = next(iter(named.items()))
        if value not in (ids := known.get(field, ANY_ID)):
            what, expected = f"{shown(value)} is unknown", f"a {field} of the launch{nearest(value, ids)}"
            problems.add_at(FILE, f"{path}.{field}", what, expected)
        if any((x.level, x.id) == (NAMES[field], value) for x in layers.values()):
            problems.add_at(FILE, f"{path}.{field}", f"{shown(value)} stands twice", "one layer each")
        _check_pictures(f"{path}.images", row.images, pictures, problems)
        layers[i] = _layer(path, NAMES[field], value, row, problems)
    places = {("company", a.account_id): Audience(a.channel, a.segment, a.industry, a.account_id) for a in accounts}
    places |= {("individual", r.rep_id): Audience(r.channel, rep_id=r.rep_id) for r in reps}
    for fault in layer_faults(list(layers.values()), places, " ".join(names)):
        problems.add_at(FILE, f"layers[{list(layers)[fault.at]}].set.{fault.field}", fault.what, fault.expected)
    return tuple(layers.values())


def too_long(data: bytes, tokens: Tokens) -> list[Problem]:
    """Return what the layers say at greater length than tokens.yaml promises room for in every brand."""
    problems = Problems()
    model = read_model(FILE, data, _Layers, problems)
    for i, row in enumerate(model.layers if model else ()):
        for field, lines in row.set.items():
            most = _most_characters(field, tokens)
            for line in lines:
                if len(line) > most:
                    expected = f"at most {most}, which every brand's box holds"
                    problems.add_at(FILE, f"layers[{i}].set.{field}", f"has {len(line)} characters", expected)
    return problems.found if model else []


def _most_characters(field: str, tokens: Tokens) -> int:
    """Return the most characters of a field on any of the slides that the storyline's key may become."""
    key, _, name = field.partition(".")
    if field == LEGAL_LINES:
        listed = tokens.list_of(key, name)
        return listed.max_chars if listed else sys.maxsize
    slides = [k for k in SLIDES if story_key(k) == key]
    return min((t.max_chars for k in slides if (t := tokens.token_of(k, name))), default=sys.maxsize)


def _layer(path: str, level: str, value: str, row: _Layer, problems: Problems) -> Layer:
    for field, lines in row.set.items():
        if len(lines) > 1 and field != LEGAL_LINES:
            problems.add_at(FILE, f"{path}.set.{field}", f"has {len(lines)} lines", "one text")
    says = {field: tuple(lines) for field, lines in row.set.items()}
    return Layer(level, value, MappingProxyType(says), MappingProxyType(dict(row.images)))


def _check_pictures(path: str, images: Mapping[str, str], pictures: Collection[str], problems: Problems) -> None:
    for name, key in images.items():
        if name not in PICTURES:
            problems.add_at(FILE, f"{path}.{name}", f"unknown picture {name!r}", "one of " + ", ".join(PICTURES))
        elif (name == "logo" or "." in key) and key not in pictures:
            expected = f"a file of {IMAGES}{nearest(key, pictures)}"
            problems.add_at(FILE, f"{path}.{name}", f"there is no {IMAGES}{key}", expected)
