"""The files of others are what their makers published, each with its licence."""

from __future__ import annotations

import hashlib
import re

from readiness.portal.pages import STATIC

VENDOR = STATIC / "vendor"
TEXT = (VENDOR / "VENDORED.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in TEXT.splitlines() if re.match(r"\| \w.*\d+\.\d+", line)]
BEFORE, AFTER = (re.search(rf"^    {sign} (.+)$", TEXT, re.MULTILINE) for sign in ("-", r"\+"))


def test_each_file_is_the_one_that_was_published() -> None:
    assert len(ROWS) == 4
    assert BEFORE and AFTER
    for name, package, version, _, _, sha256 in ROWS:
        data = (VENDOR / name).read_bytes()
        if package == "vega-interpreter":
            assert data.count(AFTER[1].encode()) == 1
            data = data.replace(AFTER[1].encode(), BEFORE[1].encode())
        assert hashlib.sha256(data).hexdigest() == sha256, name
        assert version.encode() in data or package == "vega-interpreter", name


def test_every_file_stands_in_the_list_with_its_licence() -> None:
    licences = {licence.split(", ")[1] for _, _, _, _, licence, _ in ROWS}
    assert {f.name for f in VENDOR.iterdir()} == {"VENDORED.md", *(row[0] for row in ROWS), *licences}
    assert all((VENDOR / name).stat().st_size > 300 for name in licences)


def test_a_file_whose_name_never_changes_is_asked_for_with_its_hash() -> None:
    """An answer under /static/ is kept for a year: a name without a version has to be asked for with its content's hash."""
    for path in STATIC.parent.joinpath("templates").rglob("*.j2"):
        assert not re.search(r"""(?:src|href)="/static/""", path.read_text(encoding="utf-8")), path
