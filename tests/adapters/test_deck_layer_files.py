"""Deck layer files: what a launch folder says differently, and its pictures, read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.adapters.deck_layer_files import FILE, is_picture, too_long
from readiness.adapters.deck_lint import tokens_of
from readiness.adapters.launch_files import inspect_launch_files, is_input, read_launch_files
from readiness.errors import Problem
from readiness.settings import ROOT

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + b"\0\0\0\1" * 2 + b"IEND\xaeB`\x82"
LAYERS = """\
layers:
  - launch: kettle-2
    set:
      legal.lines: ["Prices without VAT, as of 2024.", "Errors excepted."]
  - channel: shops
    set: {cover.subtitle: For shops that boil a lot}
    images: {hero: retail}
  - account_id: a1
    set: {call-to-action.who: Jo and the night shift}
    images: {logo: logo-steam.png}
  - rep_id: r1
    set: {cover.subtitle: Kettle 2 with Ana}
"""


@pytest.fixture
def folder(small_launch: Path) -> dict[str, bytes]:
    files = {p.name: p.read_bytes() for p in small_launch.iterdir() if p.is_file()}
    return {**files, FILE: LAYERS.encode(), "images/logo-steam.png": PNG}


def test_layers_and_pictures_are_read_in_the_order_of_the_file(folder: dict[str, bytes]) -> None:
    inputs = read_launch_files(folder)
    assert [(x.level, x.id, dict(x.says), dict(x.images)) for x in inputs.layers] == [
        ("launch", "kettle-2", {"legal.lines": ("Prices without VAT, as of 2024.", "Errors excepted.")}, {}),
        ("channel", "shops", {"cover.subtitle": ("For shops that boil a lot",)}, {"hero": "retail"}),
        ("company", "a1", {"call-to-action.who": ("Jo and the night shift",)}, {"logo": "logo-steam.png"}),
        ("individual", "r1", {"cover.subtitle": ("Kettle 2 with Ana",)}, {}),
    ]
    assert inputs.pictures == {"logo-steam.png": PNG}
    del folder[FILE]
    assert read_launch_files(folder).layers == ()


def test_layers_and_pictures_are_inputs_and_other_files_are_not() -> None:
    assert all(map(is_input, (FILE, "images/logo-steam.png", "images/a.JPG")))
    assert not any(map(is_picture, ("images/plan.pdf", "images/old/logo.png", "logo.png")))


@pytest.mark.parametrize(
    ("old", "new", "row", "column", "fault"),
    [
        ("channel: shops", "channel: shop", 5, "layers[1].channel", "(did you mean shops?)"),
        ("account_id: a1", "account_id: a99", 8, "layers[2].account_id", "'a99' is unknown"),
        ("rep_id: r1", "segment: nobody", 11, "layers[3].segment", "'nobody' is unknown"),
        ("rep_id: r1", "launch: kettle-3", 11, "layers[3].launch", "'kettle-3' is unknown"),
        ("rep_id: r1", "industry: mining", 11, "layers[3].industry", "'mining' is unknown"),
        ("rep_id: r1", "person: r1", 11, "layers[3].person", "unknown field"),
        ("rep_id: r1", "account_id: a1", 11, "layers[3].account_id", "'a1' stands twice"),
        ("rep_id: r1\n", "rep_id: r1\n    channel: shops\n", 11, "layers[3]", "names channel and rep_id; expected one of"),
        ("- rep_id: r1\n    set:", "- set:", 11, "layers[3]", "names nobody it speaks to"),
        ("cover.subtitle: For", "cover.gain: For", 6, "layers[1].set.cover.gain", "'cover.gain' is locked; expected"),
        ("cover.subtitle: For", "answers.claim: For", 6, "layers[1].set.answers.claim", "'answers.claim' is locked"),
        ("For shops that", "For 30 shops that", 6, "layers[1].set.cover.subtitle", "the figure '30' has no source"),
        ("For shops that boil a lot", '""', 6, "layers[1].set.cover.subtitle", "blank; expected a text"),
        ("For shops that boil a lot", "[a, b]", 6, "layers[1].set.cover.subtitle", "has 2 lines; expected one text"),
        ("{call-to-action.who: Jo and the night shift}", "{legal.lines: [None]}", 9, "layers[2].set.legal.lines",
         "legal lines are set by launch kettle-2 already"),
        ("hero: retail", "head: retail", 7, "layers[1].images.head", "unknown picture 'head'; expected one of hero, logo"),
        ("hero: retail", "hero: shop.jpg", 7, "layers[1].images.hero", "there is no images/shop.jpg; expected a file of images/"),
        ("logo: logo-steam.png", "logo: logo-stem.png", 10, "layers[2].images.logo", "(did you mean logo-steam.png?)"),
    ],
)  # fmt: skip
def test_faults_are_named_with_line_and_field(
    folder: dict[str, bytes], old: str, new: str, row: int, column: str, fault: str
) -> None:
    assert old in LAYERS
    inputs, problems = inspect_launch_files({**folder, FILE: LAYERS.replace(old, new, 1).encode()})
    assert inputs is None
    assert [(p.file, p.row, p.column) for p in problems] == [(FILE, row, column)]
    assert fault in str(problems[0])


def test_a_picture_that_is_none_or_is_too_heavy_is_named(folder: dict[str, bytes]) -> None:
    bad = {"images/a.png": b"GIF89a", "images/b.jpg": b"\xff\xd8\xff" + b"\0" * 1_000_000 + b"\xff\xd9"}
    _, problems = inspect_launch_files({**folder, **bad})
    assert problems == [
        Problem("images/a.png", 0, "", "is no PNG picture", "a picture saved as PNG or JPEG"),
        Problem("images/b.jpg", 0, "", "has 1,000,005 bytes", "at most 1,000,000"),
    ]


def test_a_picture_that_is_cut_short_or_unpacks_to_too_much_is_named(folder: dict[str, bytes]) -> None:
    wide = PNG[:16] + (50_000).to_bytes(4) + PNG[20:]
    _, problems = inspect_launch_files({**folder, "images/a.png": PNG[:-4], "images/b.png": wide})
    assert [(p.file, p.what) for p in problems] == [("images/a.png", "is cut short"), ("images/b.png", "is too large to open")]


def test_a_channel_says_what_its_decks_do_not_show(folder: dict[str, bytes]) -> None:
    rows = folder["channels.yaml"].replace(b"id: shops, name: Shops,", b"id: shops, name: Shops, deny: [prices, personas],", 1)
    assert [c.deny for c in read_launch_files({**folder, "channels.yaml": rows}).channels] == [("prices", "personas"), ()]
    _, problems = inspect_launch_files({**folder, "channels.yaml": rows.replace(b"personas", b"persons")})
    assert [(p.column, p.what, p.expected) for p in problems] == [
        ("channels[0].deny[1]", "'persons' is unknown", "one of prices, competitors, personas")
    ]


def test_what_is_too_long_for_a_slide_is_named_with_its_line() -> None:
    tokens = tokens_of(ROOT / "content_templates/decks")
    data = LAYERS.encode()
    assert too_long(data, tokens) == []
    long = "layers:\n  - launch: k\n    set:\n      cover.subtitle: " + "m" * 81 + "\n      plan.subtitle: " + "m" * 90
    long += "\n      legal.lines:\n        - " + "m" * 230 + "\n        - " + "m" * 231 + "\n"
    assert [(p.row, p.column, p.what, p.expected) for p in too_long(long.encode(), tokens)] == [
        (4, "layers[0].set.cover.subtitle", "has 81 characters", "at most 80, which every brand's box holds"),
        (6, "layers[0].set.legal.lines", "has 231 characters", "at most 230, which every brand's box holds"),
    ]  # fmt: skip
    assert too_long(b"layers: 3", tokens) == []
