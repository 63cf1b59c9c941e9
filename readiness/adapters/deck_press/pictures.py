"""Pictures: images that are swapped, and how each is cropped to the frame a designer drew.

In: the bytes of JPEG and PNG files.
Out: Image, crop marks.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from readiness.errors import InputError, Problem

LOGO = "logo"
"""A partner's logo: seen whole, and never left standing as the sample."""
WHOLE = (LOGO, "chart")
"""Pictures that are seen whole."""
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_SIDE = 100_000
"""A picture's side in thousandths of a percent."""


@dataclass(frozen=True, slots=True)
class Image:
    """One image of a brand or a launch."""

    part: str
    content_type: str
    data: bytes
    aspect: float
    """Width by height."""


def images_of(images: Mapping[str, bytes]) -> dict[str, Image]:
    """Return images as parts of a package, by key.

    Raises:
        InputError: one is neither JPEG nor PNG.
    """
    found: dict[str, Image] = {}
    for number, key in enumerate(sorted(images), start=1):
        data = images[key]
        size = _png_size(data) if data.startswith(_PNG) else _jpeg_size(data) if data.startswith(_JPEG) else None
        if size is None or not all(size):
            raise InputError(Problem(key, 0, "", "is no picture that can be read", "a JPEG or PNG file"))
        kind = "png" if data.startswith(_PNG) else "jpeg"
        part = f"ppt/media/brand{number}.{'jpg' if kind == 'jpeg' else kind}"
        found[key] = Image(part, f"image/{kind}", data, size[0] / size[1])
    return found


def _png_size(data: bytes) -> tuple[int, int] | None:
    return struct.unpack(">II", data[16:24]) if len(data) > 24 else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        kind, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def crop(image: float, frame: float, *, whole: bool) -> dict[str, int]:
    """Return how much each side is cut so that an image fills its frame; or, `whole`, is padded so that all of it is seen.

    Both are widths by heights; 0 is not known, and nothing is cut.
    """
    if not image or not frame:
        return {}
    wider = image > frame
    share = frame / image if wider else image / frame
    if whole:
        wider, share = not wider, 1 / share
    cut = round(_SIDE * (1 - share) / 2)
    sides = ("l", "r") if wider else ("t", "b")
    return dict.fromkeys(sides, cut) if cut else {}


def crop_xml(sides: Mapping[str, int]) -> str:
    """Return the element that crops, "" where nothing is cut."""
    return "<a:srcRect" + "".join(f' {side}="{cut}"' for side, cut in sides.items()) + "/>" if sides else ""


def crop_for(picture: str, image: float, frame: float) -> str:
    """Return how an image is cropped to a picture's frame: a logo or chart is seen whole, any other picture fills it."""
    return crop_xml(crop(image, frame, whole=picture in WHOLE))
