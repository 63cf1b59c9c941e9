"""Text encodings: a text file's bytes as UTF-8, by its mark or its mapping; where neither fits, which encoding it probably is.

In: the bytes of a text file, the encoding its mapping names.
Out: UTF-8 bytes without a byte order mark and the encoding's name. No character is ever replaced.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from readiness.adapters.sales_reports.unfit import UnfitReportError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_SAMPLE = 1_000_000
_MIN_SHARE = 0.7
_WORD = re.compile(rb"[^\s,;|\"']{1,30}")


def as_utf8(data: bytes, stated: str) -> tuple[bytes, str]:
    """Return a text as UTF-8 and the encoding it came in: by its mark, else as stated, else UTF-8.

    Raises:
        UnfitReportError: it is not text in that encoding, or holds NUL bytes.
    """
    mark, name = next(((m, n) for m, n in _MARKS if data.startswith(m)), (b"", _known(stated or "utf-8")))
    body = data[len(mark) :] if mark else data
    text = _checked(body) if name == "utf-8" else _decoded(body, name, is_marked=bool(mark))
    if b"\x00" in text:
        hint = ", or is UTF-16 without its mark: then say encoding: utf-16-le in its mapping" if _is_wide(text) else ""
        raise UnfitReportError("nul", f"the file holds NUL bytes: it is no text file, or was damaged on its way{hint}")
    return text, name


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name.removesuffix("-sig")
    except LookupError as error:
        raise UnfitReportError("encoding", f"the mapping names the encoding {name!r}, which does not exist") from error


def _checked(data: bytes) -> bytes:
    if data.isascii():
        return data
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise UnfitReportError("encoding", _not_utf8(data, error.start)) from error
    return data


def _decoded(data: bytes, name: str, *, is_marked: bool) -> bytes:
    """Return a text that is said to be in another encoding; UTF-8 read as that would be taken for other letters."""
    if not is_marked and not name.startswith("utf") and _is_utf8(data):
        what = f"the file is UTF-8, and its mapping says {name}: take the encoding out of the mapping"
        raise UnfitReportError("encoding", what)
    try:
        return data.decode(name).encode()
    except (UnicodeError, LookupError, ValueError) as error:
        line = 1 + data.count(b"\n", 0, error.start) if isinstance(error, UnicodeDecodeError) else 1
        raise UnfitReportError("encoding", f"the file is not text in {name}: line {line} has other bytes") from error


def _is_utf8(data: bytes) -> bool:
    try:
        return not data.isascii() and bool(data.decode())
    except UnicodeDecodeError:
        return False


def _is_wide(text: bytes) -> bool:
    return text[1:2_000:2].count(0) > len(text[:2_000]) // 4


def _not_utf8(data: bytes, at: int) -> str:
    line = 1 + data.count(b"\n", 0, at)
    guess = probable_encoding(data)
    if not guess:
        return f"line {line} is not text in UTF-8; save the file as CSV UTF-8, or say its encoding in the mapping"
    word = next(m.group() for m in _WORD.finditer(data, max(0, data.rfind(b"\n", 0, at) + 1)) if m.end() > at)
    shown = word.decode(guess, "ignore")
    return f"line {line} is not text in UTF-8; the file is probably {guess} ({shown!r}): say encoding: {guess} in its mapping"


def probable_encoding(data: bytes) -> str:
    """Return the encoding in which the most characters beyond ASCII are letters people write; "" where none is likely."""
    sample = data[:_SAMPLE]
    best = max(_EVERYDAY, key=lambda name: _share(sample, name))
    return best if _share(sample, best) >= _MIN_SHARE else ""


def _share(sample: bytes, name: str) -> float:
    try:
        text = codecs.getincrementaldecoder(name)().decode(sample)
    except UnicodeError:
        return 0.0
    others = [c for c in text if c > "\x7f"]
    return sum(map(_EVERYDAY[name], others)) / len(others) if others else 0.0


_WESTERN = frozenset("äöüÄÖÜßéèêëàâáçñíîïóôòúùûãõåæøœÅÆØÉÈÊÀÁÂÇÑÍÓÔÚÃÕ€£°®™’“”„–«»²³½¡¿ªº·\u00a0")
_CENTRAL = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűŐŰöüÖÜäÄßĺľôŕăâîşţ€°–„”\u00a0")
_EVERYDAY: dict[str, Callable[[str], bool]] = {
    "cp1252": _WESTERN.__contains__,
    "cp1251": lambda c: "А" <= c <= "я" or c in "ёЁ№іїєІЇЄ«»–\u00a0",
    "cp1250": _CENTRAL.__contains__,
    "shift_jis": lambda c: "\u3000" <= c <= "\u9fff" or "\uff01" <= c <= "\uff5e",
    "gb18030": lambda c: "\u4e00" <= c <= "\u9fff" or "\u3000" <= c <= "\u303f" or "\uff01" <= c <= "\uff5e",
}
"""On a tie the first is named: nearly every pair of bytes is some Chinese character."""
