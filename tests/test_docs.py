"""Pages: what README and docs say exists, exists: terms, files, commands, links, settings, columns, weights."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from readiness.adapters.folder_files import read_folder
from readiness.adapters.launch_files import is_input, read_launch_files
from readiness.adapters.report_files import REPS_HEADER
from readiness.cli import app
from readiness.errors import ConflictError, InputError, NotAllowedError, NotEnoughDataError
from readiness.settings import Settings
from readiness.stages import prospects, rep_readiness
from readiness.stages.positioning.message_words import message_words
from readiness.stages.positioning.phrases import Phrasing
from tests.phrases import BOOKS

ROOT = Path(__file__).resolve().parent.parent
HOW_TO_EDIT = ROOT / "content_templates" / "messages" / "HOW_TO_EDIT.md"
PAGES = sorted(
    p for pattern in ("*.md", "docs/**/*.md", "content_templates/**/*.md", "data/launches/**/*.md") for p in ROOT.glob(pattern)
)
GLOSSARY, METHODS, README = ROOT / "docs" / "GLOSSARY.md", ROOT / "docs" / "METHODS.md", ROOT / "README.md"
MADE_AT_RUN_TIME = ("data/workspace/", ".venv/", "my-launch")
LAUNCH = ROOT / "data" / "launches" / "touring-1000"


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def ids(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def rows(text: str) -> list[list[str]]:
    """Return the cells of every table row but headers and rulers."""
    lines = text.splitlines()
    found = []
    for i, line in enumerate(lines):
        is_header = i + 1 < len(lines) and lines[i + 1].startswith("|---")
        if line.startswith("|") and not line.startswith("|---") and not is_header:
            found.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return found


def section(text: str, heading: str) -> str:
    return text.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]


def codes(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


@cache
def words_of_the_code() -> frozenset[str]:
    """Return every name and every short constant text in readiness/ and flows/."""
    found: set[str] = set()
    for file in [*ROOT.glob("readiness/**/*.py"), *ROOT.glob("flows/*.py")]:
        for node in ast.walk(ast.parse(text_of(file))):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.ClassDef(name=name):
                    found.add(name)
                case ast.FunctionDef(name=name) | ast.keyword(arg=str(name)) | ast.alias(name=name):
                    found.add(name)
                case ast.Constant(value=str(text)) if len(text) < 40:
                    found.add(text)
                case _:
                    pass
    return frozenset(found)


def test_every_term_of_the_glossary_is_in_the_code() -> None:
    terms = [term for row in rows(text_of(GLOSSARY)) for term in codes(row[0])]
    assert len(terms) > 100
    assert [t for t in terms if t not in words_of_the_code()] == []


def test_the_code_does_not_use_the_words_the_glossary_forbids() -> None:
    """Class and column names are where a forbidden word would spread from."""
    never = {word.strip().lower() for row in rows(text_of(GLOSSARY)) for word in row[3].split(",") if word.strip()}
    single = {word for word in never if re.fullmatch("[a-z]+", word)} - {"segment"}  # forbidden for a channel, right for buyers
    names = {c.lower() for c in REPS_HEADER} | {
        node.name.lower()
        for file in ROOT.glob("readiness/stages/**/*.py")
        for node in ast.walk(ast.parse(text_of(file)))
        if isinstance(node, ast.ClassDef)
    }
    assert len(single) > 10
    assert [n for n in sorted(names) if n in single or n.removesuffix("_money") in single] == []


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_relative_link_resolves(page: Path) -> None:
    text = re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def anchors(page: Path) -> set[str]:
    """Return the anchors GitHub gives a page's headings."""
    heads = re.findall(r"^#+ (.+)$", text_of(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in heads}


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_file_that_is_named_exists(page: Path) -> None:
    """A name with a folder is meant from the root, from the page's own folder, or from a launch folder."""
    missing = []
    for name in codes(text_of(page)):
        known_end = re.fullmatch(r"[\w./*-]+\.(?:py|md|toml|j2|yaml|csv|xml|pptx)|[\w./-]+/", name)
        top = name.split("/")[0]
        if not known_end or name.startswith(MADE_AT_RUN_TIME) or not any((base / top).exists() for base in bases(page)):
            continue
        if "/" in name.rstrip("/") and not any(list(base.glob(name.rstrip("/"))) for base in bases(page)):
            missing.append(name)
    assert [m for m in missing if m not in OPTIONAL_INPUTS] == []


OPTIONAL_INPUTS = (
    "market/availability.csv", "market/demand.csv", "market/promotion.csv", "inbox/pitches/", "inbox/pitches/*.csv",
)  # fmt: skip
"""The bundled launch has none of these."""


def bases(page: Path) -> tuple[Path, ...]:
    return ROOT, ROOT / "readiness", page.parent, LAUNCH


@cache
def commands() -> dict[str, set[str]]:
    """Return every command line with the options it takes."""
    found: dict[str, set[str]] = {}

    def walk(command: object, name: str) -> None:
        found[name] = {o for p in getattr(command, "params", []) for o in p.opts}
        for child, below in getattr(command, "commands", {}).items():
            walk(below, f"{name} {child}".strip())

    walk(get_command(app), "")
    return found


def missing_commands() -> list[str]:
    """Return what OPERATIONS and README say is not there yet, so that it may be named."""
    return re.findall(r"There is no `readiness (\w+)` command yet", "".join(map(text_of, PAGES)))


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_command_that_is_named_exists(page: Path) -> None:
    unknown = []
    for line in [*codes(text_of(page)), *re.findall(r"^ *(\S*readiness [a-z].*)$", text_of(page), flags=re.MULTILINE)]:
        call = re.search(r"(?:^|[\s/])readiness ([a-z][^;|`]*)", line)
        if not call or call[1].split()[0] in missing_commands() or not re.match(r"\S*readiness |READINESS_", line):
            continue
        words = call[1].split()
        plain = [w for w in words if not w.startswith("--")]
        name = plain[0]
        while len(plain) > name.count(" ") + 1 and any(known.startswith(f"{name} ") for known in commands()):
            name = " ".join(plain[: name.count(" ") + 2])
        options = {w for w in words if w.startswith("--")} - {"--help"}
        if name not in commands() or not options <= commands()[name]:
            unknown.append(line)
    assert unknown == []


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_every_make_target_that_is_named_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), flags=re.MULTILINE))
    named = {c.split()[1] for c in codes(text_of(page)) if re.match(r"make [a-z]", c)}
    named |= set(re.findall(r"^ *make ([a-z-]+)$", text_of(page), flags=re.MULTILINE))
    assert named - targets == set()


def test_the_readme_names_the_test_command() -> None:
    block = re.search(r"```\n(.*?)\n```", section(text_of(README), "Run the tests"), flags=re.DOTALL)
    assert block
    assert block[1] == "make test"


def test_every_setting_is_explained_and_every_variable_is_a_setting() -> None:
    settings = {f"READINESS_{name.upper()}" for name in Settings.model_fields}
    named = {v for page in PAGES for v in re.findall(r"READINESS_[A-Z]\w*", text_of(page))}
    explained = {codes(row[0])[0] for row in rows(section(text_of(ROOT / "docs" / "OPERATIONS.md"), "Settings"))}
    assert (named, explained) == (settings, settings)


def test_exit_codes_are_those_of_the_errors() -> None:
    said = {row[0]: row[1] for row in rows(section(text_of(ROOT / "docs" / "OPERATIONS.md"), "Exit codes"))}
    assert said[str(InputError.exit_code)].startswith("bad input")
    assert said[str(NotEnoughDataError.exit_code)].startswith("not enough data")
    assert said[str(NotAllowedError.exit_code)].startswith("refused")
    assert NotAllowedError.exit_code == ConflictError.exit_code


def test_columns_of_reps_csv_are_those_of_the_code() -> None:
    said = [c for row in rows(section(text_of(METHODS), "The columns of `report/reps.csv`")) for c in codes(row[0])]
    assert said == list(REPS_HEADER)


def test_weights_are_those_of_the_code() -> None:
    said = {row[0]: float(row[1]) for row in rows(section(text_of(METHODS), "Weights of readiness"))}
    assert said == dict(rep_readiness.WEIGHTS)
    table = rows(section(text_of(ROOT / "docs" / "methods" / "prospects.md"), "The score"))
    assert {row[0]: float(row[1]) for row in table} == prospects.WEIGHTS


def test_words_for_message_templates_are_those_of_the_code(small_launch: Path) -> None:
    i = read_launch_files({p: data for p, data in read_folder(small_launch).items() if is_input(p)})
    offered = set(message_words(i.brief, i.requirements[0], i.buyers.steps[0], i.answers[0], None, Phrasing(BOOKS["en"])))
    said = [w for row in rows(section(text_of(HOW_TO_EDIT), "The words")) for w in codes(row[0])]
    assert (len(said), set(said)) == (len(set(said)), offered)


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "adr").glob("*.md")), ids=ids)
def test_decisions_are_short_and_name_their_price(page: Path) -> None:
    text = text_of(page)
    assert len(text.splitlines()) <= 40
    assert re.match(rf"# {int(page.name[:4])}\. \w", text)
    assert re.findall(r"^## (\w+)$", text, flags=re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert "\nStatus: " in text
    assert "Price: " in text


def test_pictures_are_small_and_shown() -> None:
    shown = set(re.findall(r"docs/pictures/[\w.-]+", text_of(README)))
    shown |= {f"docs/{p}" for p in re.findall(r"\((pictures/[\w.-]+)\)", text_of(ROOT / "docs" / "PORTAL.md"))}
    there = {p.relative_to(ROOT).as_posix() for p in (ROOT / "docs" / "pictures").iterdir()}
    assert shown == there
    assert all((ROOT / p).stat().st_size < 200_000 for p in there)


def test_every_method_page_is_in_the_index() -> None:
    listed = set(re.findall(r"methods/[\w]+\.md", text_of(METHODS)))
    assert listed == {f"methods/{p.name}" for p in (ROOT / "docs" / "methods").glob("*.md")}


def test_every_number_has_a_source_or_says_that_it_needs_none() -> None:
    table = [row for row in rows(text_of(METHODS).split("\n## ", 1)[0]) if len(row) == 4]
    assert len(table) > 40
    assert [row[0] for row in table if not row[2]] == []
    known = re.compile(r"\b(?:19|20)\d\d\b|judgement|definition|font metrics")
    assert [row[0] for row in table if not known.search(row[2])] == []
