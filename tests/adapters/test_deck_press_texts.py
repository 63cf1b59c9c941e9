"""Texts of a deck: escaped as XML wants it, their direction never overlooked."""

from __future__ import annotations

import unicodedata

from defusedxml import ElementTree

from readiness.adapters.deck_press.texts import escaped, is_right_to_left, plain
from tests.deck_facts import NASTY


def test_escaping_is_what_xml_says() -> None:
    for text in NASTY:
        done, _ = escaped(["before", text, "after"])
        root = ElementTree.fromstring(b'<r a="' + done[1] + b'">' + done[1] + b"</r>")
        assert (root.text or "") == root.get("a") == plain(text)
        assert (done[0], done[2]) == (b"before", b"after")


def test_no_letter_that_runs_from_right_to_left_is_overlooked() -> None:
    letters = [c for c in map(chr, range(0x110000)) if unicodedata.bidirectional(c) in ("R", "AL")]
    letters = [c for c in letters if unicodedata.category(c) != "Cf"]
    assert len(letters) > 1000
    assert all(is_right_to_left(c) and escaped([c])[1] for c in letters)
    assert not escaped(["Größe – 3 µm, “quoted”", "日本 €"])[1]
