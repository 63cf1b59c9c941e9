"""Tutorial: done as it stands, file by file and line by line, with the outputs it shows."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from docs.site.tables import OUTPUTS
from flows.embedded_server import serve
from tests.console_pages import Typed, Written, acts_of, done, matches

DOCS = Path(__file__).resolve().parent.parent / "docs"


@pytest.mark.slow
def test_the_tutorial_works_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, prefect_once: Path) -> None:
    home = tmp_path / "workspace"
    shutil.copytree(prefect_once, home / "prefect")
    with serve(home):
        monkeypatch.setenv("READINESS_HOME", str(home))
        monkeypatch.setenv("READINESS_SERVER_URL", os.environ["PREFECT_API_URL"])
        wrong = done((DOCS / "tutorial.md").read_text(encoding="utf-8"), tmp_path, monkeypatch.chdir)
    assert wrong == []
    made = {path: home / "out" / "lamp" / path for path in OUTPUTS}
    headers = {path: file.read_text(encoding="utf-8-sig").splitlines()[0].split(",") for path, file in made.items()}
    assert headers == {path: list(columns) for path, columns in OUTPUTS.items()}


def test_every_console_block_of_the_tutorial_is_run_but_the_setup() -> None:
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(.*)\n```console\n", text)
    assert [b for b in blocks if b != "<!-- run -->"] == [""]
    assert text.count("<!-- file ") == sum(isinstance(a, Written) for a in acts_of(text))


def test_a_page_is_read_as_what_a_reader_does() -> None:
    page = (
        "<!-- file a.csv -->\n```text\nx,y\n```\n\n<!-- run -->\n```console\n$ cat a.csv\nx,y\n$ true\n```\n\n"
        "```console\n$ no\n```\n"
    )
    assert list(acts_of(page)) == [Written("a.csv", "x,y\n"), Typed("cat a.csv", "x,y"), Typed("true", "")]


@pytest.mark.parametrize(
    ("expected", "found", "is_so"),
    [
        ("", "", True),
        ("", "something\n", False),
        ("a\nb", "a\nb\n", True),
        ("a", "a\nb\n", False),
        ("a\n...\nd", "a\nb\nc\nd\n", True),
        ("Open: .../out/x.csv", "Open: /home/you/out/x.csv\n", True),
        ("Open: .../out/x.csv", "Open: /home/you/out/y.csv\n", False),
    ],
)
def test_outputs_are_compared_line_by_line(expected: str, found: str, is_so: bool) -> None:
    assert matches(expected, found) is is_so


def test_a_line_that_says_something_else_is_named(tmp_path: Path) -> None:
    page = "<!-- run -->\n```console\n$ echo one\ntwo\n$ false\n```\n"
    assert [w.splitlines()[0] for w in done(page, tmp_path, lambda _: None)] == ["$ echo one", "$ false"]
