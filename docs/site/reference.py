"""Reference: pages made from the code each time the site is built, so that they cannot go stale.

In: the command line, settings, readers, writers, the API's document, the tables, LICENSES.csv.
Out: Markdown by page name.
"""

from __future__ import annotations

import csv
import inspect
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from typer.main import get_command

from docs.site.tables import OUTPUTS, inputs
from readiness.actions.portal_metrics import PortalMetrics, metrics_text
from readiness.cli import app
from readiness.portal import api
from readiness.settings import ROOT, Settings

CHECKOUT = Path(__file__).resolve().parent.parent.parent


def pages() -> dict[str, str]:
    """Return every page of the reference by its name."""
    return {name: make() for name, make in PAGES.items()}


def commands_page() -> str:
    """Return every command with its arguments and options."""
    parts = ["# Commands", "Every command of `readiness`, as `--help` says it. `--json` prints the result as one JSON document."]
    for name, command in commands():
        parts += [f"## readiness {name}", plain(command.help or ""), f"    {usage(name, command)}"]
        shown = [p for p in command.params if p.name != "help" and not getattr(p, "hidden", False)]
        rows = [(f"`{' '.join(p.opts) if p.opts[0].startswith('-') else _name(p)}`", _about(p)) for p in shown]
        parts += [table(("option", "what"), rows)] if rows else []
    return joined(parts)


def commands() -> Iterator[tuple[str, Any]]:
    """Return each command that does something, by its whole name."""

    def below(command: Any, name: str) -> Iterator[tuple[str, Any]]:
        children = getattr(command, "commands", None)
        if children is None:
            yield name, command
            return
        for child, inner in children.items():
            yield from below(inner, f"{name} {child}".strip())

    yield from below(get_command(app), "")


def usage(name: str, command: Any) -> str:
    """Return how the command is typed: what it needs, then that there is more."""
    needed = [p for p in command.params if p.required]
    words = [_name(p) if not p.opts[0].startswith("-") else f"{p.opts[0]} ..." for p in needed]
    return " ".join(["readiness", name, *words, "[options]"])


def _name(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _about(parameter: Any) -> str:
    text = plain(getattr(parameter, "help", "") or "")
    asked = parameter.type_descriptor.annotation
    choices = get_args(asked) if get_origin(asked) is Literal else ()
    more = [f"one of {', '.join(f'`{c}`' for c in choices)}"] if choices else []
    more += ["needed"] if parameter.required else []
    default = parameter.default
    if isinstance(default, (str, int, float)) and not isinstance(default, bool) and default != "":
        more.append(f"without it `{default}`")
    if getattr(parameter, "multiple", False) or parameter.nargs == -1:
        more.append("may be given again")
    return "; ".join(part for part in (text, *more) if part)


def settings_page() -> str:
    """Return every setting with its default."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = str(getattr(field.default, "get_secret_value", lambda d=field.default: d)())
        default = default.replace(str(ROOT) + "/", "")
        rows.append((f"`READINESS_{name.upper()}`", f"`{default}`" if default else "blank", plain(field.description or "")))
    said = "Environment variables, or lines of a `.env` file. [More of each](../docs/OPERATIONS.md#settings)."
    return joined(["# Settings", said, table(("variable", "default", "what"), rows)])


def inputs_page() -> str:
    """Return the tables of a launch folder with what each column takes."""
    said = (
        "The tables of a launch folder that the starting kit has, as the program reads them."
        " [What each is for, and every other file](../docs/LAUNCH_FOLDER.md)."
    )
    parts = ["# Input tables", said]
    for file, columns in inputs().items():
        rows = [(f"`{c.name}`", plain(c.expected), _may_lack(c.optional, c.blank)) for c in columns]
        parts += [f"## {file}", table(("column", "what it takes", "may be missing"), rows)]
    return joined(parts)


def _may_lack(optional: bool, blank: bool) -> str:
    return "the column" if optional else "a cell" if blank else ""


def outputs_page() -> str:
    """Return the columns of tables that a launch writes."""
    parts = [
        "# Output tables",
        "Tables that scripts may read, with their columns in order. [What the figures mean](../docs/METHODS.md).",
    ]
    for file, columns in OUTPUTS.items():
        parts += [f"## {file}", ", ".join(f"`{c}`" for c in columns)]
    return joined(parts)


def api_page() -> str:
    """Return what programs can ask for."""
    about_all = api.document()
    parts = ["# HTTP API", plain(about_all["info"]["description"]), "How to get in: [API](../docs/API.md)."]
    for path, methods in sorted(about_all["paths"].items()):
        for method, about in methods.items():
            parts += [f"## {method.upper()} {path}", plain(about.get("description") or about.get("summary", ""))]
            rows = [
                (f"`{p['name']}`", p["in"], plain(p.get("description", "")), "yes" if p.get("required") else "")
                for p in about.get("parameters", [])
            ]
            parts += [table(("parameter", "where", "what", "needed"), rows)] if rows else []
            answers = [(code, plain(answer.get("description", ""))) for code, answer in sorted(about["responses"].items())]
            parts.append(table(("answer", "what"), answers))
    return joined(parts)


def tables_page() -> str:
    """Return every table of the database."""
    for file in sorted((CHECKOUT / "readiness" / "adapters" / "db").glob("*tables.py")):
        import_module(f"readiness.adapters.db.{file.stem}")
    metadata = import_module("readiness.adapters.db.tables").metadata
    parts = ["# Database tables", "SQLite and PostgreSQL have the same. Read them if you must; write through the program only."]
    for name, found in sorted(metadata.tables.items()):
        rows = [(f"`{c.name}`", str(c.type), _key_of(c), "" if c.nullable else "yes") for c in found.columns]
        parts += [f"## {name}", table(("column", "type", "key", "never blank"), rows)]
    return joined(parts)


def _key_of(column: Any) -> str:
    kinds = ["primary"] if column.primary_key else []
    return ", ".join([*kinds, *(f"of `{key.target_fullname}`" for key in sorted(column.foreign_keys, key=str))])


def metrics_page() -> str:
    """Return every metric of the portal, as an installation with nothing in it says them."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), database_url=f"sqlite:///{home}/empty.db")
        text = metrics_text(settings, PortalMetrics(), datetime(2026, 1, 1, tzinfo=UTC)).decode()
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, flags=re.MULTILINE))
    rows = [
        (f"`{name}`", kinds[name], plain(says)) for name, says in re.findall(r"^# HELP (\S+) (.+)$", text, flags=re.MULTILINE)
    ]
    said = "What Prometheus gets from `/metrics` of the portal. [Who may ask](../docs/OPERATIONS.md)."
    return joined(["# Metrics", said, table(("metric", "kind", "what"), sorted(rows))])


def modules_page() -> str:
    """Return every module with the first line of its docstring."""
    rows = []
    for package in ("readiness", "flows"):
        for file in sorted((CHECKOUT / package).rglob("*.py")):
            first = re.match(r'"""(.*?)(?:"""|\n)', file.read_text(encoding="utf-8"))
            rows.append((f"`{file.relative_to(CHECKOUT).as_posix()}`", plain(first[1] if first else "")))
    return joined(
        [
            "# Modules",
            "The program, file by file. [How it hangs together](../docs/ARCHITECTURE.md).",
            table(("file", "what"), rows),
        ]
    )


def licences_page() -> str:
    """Return the packages that the program needs at run time, with their licences."""
    with (CHECKOUT / "LICENSES.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["name"], row["version"], row["licence"], plain(row["note"])) for row in csv.DictReader(file)]
    said = (
        "What is installed with readiness at run time. Of the optional parts, psycopg (PostgreSQL) is under the LGPL: it is"
        " installed on request only, is used as it comes, and may be replaced by another version."
    )
    return joined(["# Licences of packages", said, table(("package", "version", "licence", "note"), rows)])


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(cells) + " |" for cells in [header, ["---"] * len(header), *rows]]
    return "\n".join(lines)


def plain(text: str) -> str:
    """Return text that means the same in a cell: one line, no bar, nothing that would be taken for markup."""
    one = " ".join(inspect.cleandoc(text).split())
    kept = re.split(r"(`[^`]*`)", one)
    return "".join(p if p.startswith("`") else re.sub(r"([\\*_<>\[\]{}$])", r"\\\1", p) for p in kept).replace("|", "\\|")


def joined(parts: Iterable[str]) -> str:
    """Return paragraphs as one page."""
    return "\n\n".join(part for part in parts if part) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "commands": commands_page,
    "settings": settings_page,
    "inputs": inputs_page,
    "outputs": outputs_page,
    "api": api_page,
    "tables": tables_page,
    "metrics": metrics_page,
    "modules": modules_page,
    "licences": licences_page,
}
