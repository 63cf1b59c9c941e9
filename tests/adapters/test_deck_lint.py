"""Template lint: a bundled template has no finding; each fault planted in one is found, with the fix in a designer's words."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from readiness.adapters.deck_lint import Finding, lint_template, read_brand, read_tokens
from readiness.errors import InvalidInputsError
from tests.planted_faults import PLANTED, RED, split_token, undescribed
from tests.sample_deck import changed
from tests.template_changes import run_property, slide, text

DECKS = Path(__file__).parents[2] / "content_templates/decks"
BRANDS = ("standard", "field")
BRAND = {b: read_brand(f"{b}/brand.yaml", (DECKS / b / "brand.yaml").read_bytes()) for b in BRANDS}
TOKENS = read_tokens("tokens.yaml", (DECKS / "tokens.yaml").read_bytes())
GOOD = (DECKS / "standard/library.pptx").read_bytes()


def linted(data: bytes, file: str = "library.pptx") -> list[Finding]:
    return lint_template(file, data, BRAND["standard"], TOKENS)


@pytest.mark.parametrize("brand", BRANDS)
@pytest.mark.parametrize("file", ["library.pptx", "one_pager.pptx", "battlecard.pptx", "brief.pptx"])
def test_the_bundled_templates_have_no_finding(brand: str, file: str) -> None:
    assert lint_template(file, (DECKS / brand / file).read_bytes(), BRAND[brand], TOKENS) == []


@pytest.mark.parametrize("kind", PLANTED)
def test_each_planted_fault_is_found(kind: str) -> None:
    change, words = PLANTED[kind]
    found = "\n".join(map(str, linted(changed(GOOD, change))))
    assert re.search(words, found), found


def test_a_token_split_over_runs_is_fine() -> None:
    assert linted(changed(GOOD, slide("answer", split_token))) == []


def test_all_findings_come_at_once_by_slide() -> None:
    def worse(root: Any) -> None:
        text("opt:gain", "gain", "gian")(root)
        undescribed(root)
        run_property("For whom", RED)(root)

    found = linted(changed(GOOD, slide("cover", worse)))
    assert {f.code for f in found} >= {"K01", "A01", "B01"}
    assert [f.slide for f in found] == sorted(f.slide for f in found)


def test_no_template_at_all_is_said() -> None:
    assert str(linted(b"nothing")[0]).startswith("ERROR P01 file: it is no zip")
    workbook = io.BytesIO()
    openpyxl.Workbook().save(workbook)
    short = GOOD[: len(GOOD) // 2]  # the directory of the workbook inside a chart stands in for the file's own
    for data in (workbook.getvalue(), short):
        assert (linted(data)[0].code, linted(data)[0].level) == ("P01", "error")
    assert linted(GOOD, "one_pager.pptx")[0].what == "the sample slide 'one-pager' is missing"


def test_brand_and_tokens_name_line_and_field() -> None:
    with pytest.raises(InvalidInputsError, match=r"brand.yaml:2:smallest.library.text: '-1'"):
        sizes = b"smallest: {library: {text: -1, table: 9, footer: 9}}"
        read_brand("brand.yaml", b"name: B\n" + sizes + b"\nfonts: {Arial: Arimo}\nlanguages: [en]\n")
    with pytest.raises(InvalidInputsError, match=r"tokens.yaml:2:tokens.title.level"):
        line = "{type: text, level: moon, max_chars: 9, personal: false, needs_evidence: false, sample: a, meaning: b}"
        read_tokens("tokens.yaml", f"tokens:\n  title: {line}\n".encode())
