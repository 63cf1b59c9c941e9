"""Deck check: every kind of broken deck is named for what it is, and a sound one passes."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from readiness.adapters.deck_check import check_deck, package
from readiness.adapters.deck_check.palette import contrast_ratio
from tests.broken_decks import BOX, BROKEN, CHART, COVER, PICTURED, edition, in_book, shapes, solid
from tests.sample_deck import Parts, changed, parts_of, sample_deck, swap, zipped

GOOD = sample_deck()


def said(data: bytes) -> str:
    return "\n".join(map(str, check_deck(data)))


def test_a_sound_deck_has_no_fault() -> None:
    assert said(GOOD) == ""
    assert said(changed(GOOD, edition("presenter"))) == ""


@pytest.mark.parametrize("kind", BROKEN)
def test_each_kind_of_broken_deck_is_named(kind: str) -> None:
    change, words = BROKEN[kind]
    assert re.search(words, said(changed(GOOD, change)))


def test_text_that_can_be_read_is_left_alone() -> None:
    dark_on_light = shapes(
        BOX.format(id=8, x=0, fill=solid("112233"), ink=solid("FFFFFF")),
        BOX.format(id=9, x=0, fill="<a:noFill/>", ink='<a:solidFill><a:schemeClr val="bg1"/></a:solidFill>'),
        BOX.format(id=10, x=450_000, fill="<a:noFill/>", ink=solid("112233")),  # half on the box, half beside it: not known
    )
    assert said(changed(GOOD, dark_on_light)) == ""


@pytest.mark.parametrize(
    ("cached", "held", "is_same"),
    [
        ("_x0041_", "_x005F_x0041_", True),  # As XlsxWriter and the press write them: escaped in the workbook alone.
        ("_x005F_x0041_", "_x005F_x0041_", True),  # As Excel writes both.
        ("A", "_x0041_", True),
        ("_x0041_", "_x0041_", True),  # Both are A.
        ("_x0041_", "_x005F_x0042_", False),
        ("_x41_", "A", False),
    ],
)
def test_a_charts_text_is_compared_as_the_workbook_shows_it(cached: str, held: str, is_same: bool) -> None:
    def change(parts: Parts) -> None:
        swap(CHART, "<c:v>Quiet</c:v>", f"<c:v>{cached}</c:v>")(parts)
        in_book(swap("xl/sharedStrings.xml", "<t>Quiet</t>", f"<t>{held}</t>"))(parts)

    assert (said(changed(GOOD, change)) == "") is is_same


@pytest.mark.parametrize(
    ("title", "is_same"), [("What they asked.", True), ("what  THEY asked!", True), ("What they ask", False)]
)
def test_titles_that_sound_alike_are_named(title: str, is_same: bool) -> None:
    alike = swap(PICTURED, "<a:t>See it boil</a:t>", f"<a:t>{title}</a:t>")
    assert ("has the same title as slide 3" in said(changed(GOOD, alike))) is is_same


def test_contrast_is_as_published() -> None:
    """WCAG 2.2, technique G18 and common checkers: black on white is 21, #767676 on white is the faintest grey that passes."""
    assert contrast_ratio("000000", "FFFFFF") == pytest.approx(21.0)
    assert contrast_ratio("767676", "FFFFFF") == pytest.approx(4.54, abs=0.005)
    assert contrast_ratio("FFFFFF", "777777") == pytest.approx(4.48, abs=0.005)


def test_a_damaged_or_locked_file_is_named() -> None:
    at = GOOD.index(b"ppt/slides/slide1.xml") + 60
    flipped = GOOD[:at] + bytes([GOOD[at] ^ 0xFF]) + GOOD[at + 1 :]
    assert "ppt/slides/slide1.xml: it is damaged and cannot be unpacked" in said(flipped)
    assert "it was cut short" in said(GOOD[:5000])
    assert "it is no zip" in said(b"")
    assert "locked with a password" in said(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_named() -> None:
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(COVER, parts_of(GOOD)[PICTURED])
    assert f"{COVER}: it is in the file twice" in said(out.getvalue())


def test_sizes_behind_the_content_are_named() -> None:
    class Stream(io.BytesIO):
        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

    out = Stream()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts_of(GOOD).items():
            archive.writestr(name, data)
    assert "its size stands behind its content" in said(out.getvalue())


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts is what comes out, not the size the file claims."""
    monkeypatch.setattr(package, "MAX_UNPACKED_BYTES", 1_000_000)
    assert "ppt/media/big.bin: unpacked, the file is larger than 1,000,000 bytes" in said(
        zipped(parts_of(GOOD) | {"ppt/media/big.bin": bytes(900_000)})
    )


@examples(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.data())
def test_whatever_is_in_the_file_is_answered_with_faults(data: st.DataObject) -> None:
    """Take an element or attribute away, or change its value, anywhere: never an exception."""
    parts = parts_of(GOOD)
    name = data.draw(st.sampled_from(sorted(n for n in parts if n.endswith((".xml", ".rels")))))
    places = [m.span() for m in re.finditer(rb'<[^/?!][^>]*/>|="[^"]*"| [\w:]+="[^"]*"', parts[name])]
    first, last = data.draw(st.sampled_from(places)) if places else (0, 0)
    new = data.draw(st.sampled_from([b"", b'=""', b'="-1"', b'="x{{"', b'="999999999999999999999"']))
    check_deck(zipped(parts | {name: parts[name][:first] + new + parts[name][last:]}))
