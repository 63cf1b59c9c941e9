"""The bundled launch as files, cut short, and a copy of it in which faults are planted by what a text editor would do."""

from __future__ import annotations

from collections.abc import Mapping

from readiness.adapters.folder_files import read_folder
from readiness.adapters.inbox_files import inspect_inbox
from readiness.adapters.launch_files import inspect_launch_files
from readiness.errors import Problem
from readiness.settings import ROOT

BUNDLED = ROOT / "data" / "launches" / "touring-1000"
REPORTS = "inbox/sales_out/adventureworks"
N_LINES = 32


def check(files: Mapping[str, bytes]) -> list[Problem]:
    """Return the problems of a folder as `readiness check` finds them."""
    inputs, problems = inspect_launch_files(files)
    return sorted([*problems, *(inspect_inbox(files, inputs) if inputs else [])])


def short_bundle() -> dict[str, bytes]:
    """Return the bundled launch with one report of a few lines."""
    files = read_folder(BUNDLED)
    reports = sorted(path for path in files if path.startswith(REPORTS) and path.endswith(".csv"))
    for path in reports[1:]:
        del files[path]
    for path in (reports[0], "quotas.csv", "inbox/quizzes/responses.csv", "market/index.csv"):
        files[path] = b"".join(files[path].splitlines(keepends=True)[:N_LINES])
    return files


CLEAN = short_bundle()
REPORT = next(path for path in CLEAN if path.startswith(REPORTS) and path.endswith(".csv"))


class Folder:
    """A launch folder in which faults are planted by what a text editor would do."""

    def __init__(self) -> None:
        self.files = dict(CLEAN)
        self.expected: list[tuple[str, int, str]] = []

    def swap(self, path: str, old: str, new: str, column: str, row: int | None = None) -> None:
        """Replace a text that stands once, and expect one problem on its row."""
        text = self.files[path].decode()
        assert text.count(old) == 1, (path, old, text.count(old))
        self.expected.append((path, row or text[: text.index(old)].count("\n") + 1, column))
        self.files[path] = text.replace(old, new).encode()

    def add(self, path: str, line: str, column: str) -> None:
        """Add a line at the end, and expect one problem on it."""
        text = self.files[path].decode()
        assert text.endswith("\n")
        self.files[path] = f"{text}{line}\n".encode()
        self.expected.append((path, text.count("\n") + 1, column))
