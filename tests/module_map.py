"""Module map: every module with the first line of its docstring; what `make map` prints."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def module_map() -> list[tuple[str, str]]:
    """Return each module's path and the first line of its docstring, in the order of the tree."""
    rows = []
    for package in ("readiness", "flows"):
        for path in sorted((ROOT / package).rglob("*.py")):
            docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            rows.append((path.relative_to(ROOT).as_posix(), docstring.split("\n")[0]))
    return rows


if __name__ == "__main__":
    width = max(len(name) for name, _ in module_map())
    sys.stdout.write("\n".join(f"{name:{width}}  {line}" for name, line in module_map()) + "\n")
