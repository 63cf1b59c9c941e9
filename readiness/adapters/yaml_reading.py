"""YAML reading: a YAML or JSON file as plain text, lists and maps, with the line of every field.

In: the bytes of a file.
Out: its content, every scalar as text, or None with Problems.
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from readiness.adapters.input_tables import Problems, decoded

EXPECTED = "a name, a colon and a space before each value, the same indent for fields of one block, quotes around odd texts"
NOTHING = ("~", "null", "Null", "NULL")
"""How YAML and JSON write that there is no value."""
MAX_DEPTH = 40
FAST = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""PyYAML's reader in C, where it was built with one."""


def read_yaml(file: str, data: bytes, problems: Problems) -> Any:
    """Return the content of a YAML file, or None with a problem.

    Every scalar stays text and the model gives it its type: YAML's own guesses turn an id 0123 into 83 and `no` into False.
    """
    text = decoded(file, data, problems)
    if text is None:
        return None
    if not text.strip():
        problems.add(file, 0, "", "the file is empty", "YAML as docs/LAUNCH_FOLDER.md shows it")
        return None
    try:
        node = _composed(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "a character that YAML does not take"
        problems.add(file, mark.line + 1 if mark else 1, "", f"cannot be read here: {what}", EXPECTED)
        return None
    except RecursionError:
        node = None
        problems.add(file, 0, "", "nested too deeply", "YAML as docs/LAUNCH_FOLDER.md shows it")
    return _Reading(file, problems).value(node, "", 0) if node is not None else _comments_only(file, problems)


def _composed(text: str) -> yaml.Node | None:
    """Return the root of a text: by libyaml, many times as fast; by PyYAML where it has a fault, which it names better."""
    try:
        loader = FAST if _is_shallow(text) else yaml.BaseLoader
        return yaml.compose(text, Loader=loader)
    except (yaml.YAMLError, UnicodeError):
        return yaml.compose(text, Loader=yaml.BaseLoader)


def _is_shallow(text: str) -> bool:
    """Return whether blocks are nested no deeper than a reader in C, which nothing stops, may follow them."""
    depth = 0
    for event in yaml.parse(text, Loader=FAST):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return False
    return True


def _comments_only(file: str, problems: Problems) -> None:
    if not problems.in_file(file):
        problems.add(file, 0, "", "the file holds no field", "YAML as docs/LAUNCH_FOLDER.md shows it")


class _Reading:
    """The nodes of one file becoming content; what a model could not see (fields that stand twice) is recorded here."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file, self.problems = file, problems
        self.lines = problems.lines.setdefault(file, {})
        self.seen: set[int] = set()

    def value(self, node: yaml.Node, path: str, depth: int) -> Any:
        """Return the content of a node."""
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if isinstance(node, yaml.ScalarNode):
            return "" if node.value in NOTHING and not node.style else str(node.value)
        if id(node) in self.seen or depth > MAX_DEPTH:
            # Following an alias wherever it stands would take for ever on a hostile file.
            self.problems.add(
                self.file, line, path, "a block that is used twice (*) or nested too deeply", "each block written out"
            )
            return ""
        self.seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(part, f"{path}[{i}]", depth + 1) for i, part in enumerate(node.value)]
        content: dict[str, Any] = {}
        for key, part in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            field = f"{path}.{name}" if path else name
            if name in content:
                self.problems.add(self.file, key.start_mark.line + 1, field, "the field stands twice", "each field once")
                continue
            self.lines[field] = key.start_mark.line + 1
            content[name] = self.value(part, field, depth + 1)
        return content


class _TwiceError(ValueError):
    """A field that stands twice in one block."""


def read_json(file: str, data: bytes, problems: Problems) -> Any:
    """Return the content of a JSON file, every number as written, or None with a problem."""
    text = decoded(file, data, problems)
    if text is None:
        return None
    try:
        content = json.loads(text, object_pairs_hook=_block, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        problems.add(file, error.lineno, "", f"cannot be read here: {error.msg}", "JSON")
        return None
    except RecursionError:
        problems.add(file, 0, "", "nested too deeply", "JSON as docs/LAUNCH_FOLDER.md shows it")
        return None
    except _TwiceError as error:
        rows = [n for n, line in enumerate(text.splitlines(), start=1) if json.dumps(str(error), ensure_ascii=False) in line]
        problems.add(file, rows[-1] if rows else 0, str(error), "the field stands twice in one block", "each field once")
        return None
    _keep_lines(file, text, problems)
    return _plain(content)


def _block(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _TwiceError(name)
        found[name] = value
    return found


def _plain(value: Any) -> Any:
    """Return a JSON value with text for every scalar; characters that cannot be written again are left out."""
    if isinstance(value, dict):
        return {_plain(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).encode(errors="ignore").decode()


def _keep_lines(file: str, text: str, problems: Problems) -> None:
    """Keep the line of each field; JSON is YAML but for its tabs, so the same reader finds them."""
    try:
        node = _composed(text.replace("\t", " "))
    except (yaml.YAMLError, RecursionError):
        return  # the content is read all the same; a fault is then named with the nearest line that is known
    if node is not None:
        _Reading(file, Problems(lines=problems.lines)).value(node, "", 0)
