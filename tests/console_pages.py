"""Pages that are run: the files and commands of a page, in order, and what the page says comes out.

A fenced block after `<!-- file NAME -->` is written to NAME. A console block after `<!-- run -->` is run: a line with `$` is
typed, the lines below it are expected on stdout. `...` in such a line stands for anything, alone in a line for any lines.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from readiness.cli import app

MARKED = re.compile(r"<!-- (run|file (?P<name>\S+)) -->\n```(?P<kind>\w+)\n(?P<text>.*?)\n?```\n", flags=re.DOTALL)


@dataclass(frozen=True, slots=True)
class Typed:
    """One line that is typed, and what is to come out."""

    line: str
    expected: str


@dataclass(frozen=True, slots=True)
class Written:
    """One file that the reader writes."""

    name: str
    text: str


def acts_of(page: str) -> Iterator[Typed | Written]:
    """Return what a reader of the page does, in order."""
    for found in MARKED.finditer(page):
        if found["name"]:
            yield Written(found["name"], found["text"] + "\n")
            continue
        for part in re.split(r"^\$ ", found["text"], flags=re.MULTILINE)[1:]:
            line, _, expected = part.partition("\n")
            yield Typed(line, expected.rstrip("\n"))


def matches(expected: str, found: str) -> bool:
    """Return whether this is what the page says."""
    pattern = "".join(
        "(?:.*\n)*" if line == "..." else ".*".join(map(re.escape, line.split("..."))) + "\n" for line in expected.splitlines()
    )
    return re.fullmatch(pattern, found.rstrip("\n") + "\n" if found.strip() else "") is not None


def done(page: str, folder: Path, go: Callable[[Path], None]) -> list[str]:
    """Do all of it in a folder; `go` changes the working folder. Return each line whose output is another than the page says."""
    wrong, here = [], folder
    go(here)
    for act in acts_of(page):
        match act:
            case Written(name, text):
                (folder / name).write_text(text, encoding="utf-8")
            case Typed(line, expected):
                if line.startswith("cd "):
                    here = (here / line.removeprefix("cd ")).resolve()
                    go(here)
                    continue
                code, found = typed(line, here)
                if code or not matches(expected, found):
                    wrong.append(f"$ {line}\nends with {code} and says\n{found}\nexpected\n{expected}")
    return wrong


def typed(line: str, here: Path) -> tuple[int, str]:
    """Return exit code and stdout of one line: our own command in this process, anything else in a shell."""
    words = shlex.split(line)
    if words[0] == "readiness":
        result = CliRunner().invoke(app, words[1:])
        said = "" if result.exception is None or isinstance(result.exception, SystemExit) else f"{result.exception!r}"
        return result.exit_code, result.stdout + said
    run = subprocess.run(["/bin/sh", "-c", line], cwd=here, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr
