"""YAML files: parsed into a pydantic model, each fault named with its line and field.

In: the bytes of a YAML or JSON file and the model it is to fit.
Out: the model, or None with Problems.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from readiness.adapters.input_tables import Problems, decoded

M = TypeVar("M", bound=BaseModel)


class Strict(BaseModel):
    """A block of a file: a field nobody knows is a fault, so that a misspelt one is never passed over."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, str_strip_whitespace=True)


def read_model(file: str, data: bytes, model: type[M], problems: Problems) -> M | None:
    """Return the parsed model, or None where it does not fit; the line of each field goes to `problems.lines`."""
    text = decoded(file, data, problems)
    if text is None:
        return None
    try:
        node = yaml.compose(text, Loader=yaml.BaseLoader)
        # Every scalar stays text and the model gives it its type: YAML's own guesses turn an id 0123 into 83 and `no` into False.
        content = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes nothing but text, lists and maps
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "not YAML"
        problems.add(file, mark.line + 1 if mark else 0, "", f"cannot be read: {what}", "YAML")
        return None
    except RecursionError:
        problems.add(file, 0, "", "nested too deeply", "YAML as docs/LAUNCH_FOLDER.md shows it")
        return None
    lines = problems.lines.setdefault(file, {})
    _collect_lines(node, "", lines, set())
    if not isinstance(content, dict):
        problems.add(file, 1, "", "not a list of fields", "fields: " + ", ".join(model.model_fields))
        return None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        for fault in error.errors():
            path = dotted(fault["loc"])
            problems.add_at(file, path, _what(fault), _expected(fault, model))
        return None


def dotted(loc: Sequence[int | str]) -> str:
    """Return a pydantic location as a field path: `steps[2].call_to_action.act`."""
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _collect_lines(node: yaml.Node | None, path: str, lines: dict[str, int], seen: set[int]) -> None:
    if node is None or id(node) in seen:  # an alias is met once: following each would take for ever on a hostile file
        return
    seen.add(id(node))
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = f"{path}.{key.value}" if path else str(key.value)
            _collect_lines(value, name, lines, seen)
            lines[name] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            _collect_lines(value, f"{path}[{i}]", lines, seen)


def _what(fault: Any) -> str:
    kind = fault["type"]
    if kind == "missing":
        return "the field is missing"
    if kind == "extra_forbidden":
        return "unknown field"
    return f"{str(fault['input'])[:60]!r} does not fit"


def _expected(fault: Any, model: type[BaseModel]) -> str:
    if fault["type"] == "missing":
        return "a value"
    if fault["type"] == "extra_forbidden":
        block = _block_at(model, fault["loc"][:-1])
        return "one of " + ", ".join(block.model_fields) if block else "no such field"
    message = str(fault["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return message[:1].lower() + message[1:]


def _block_at(model: type[BaseModel], loc: Sequence[int | str]) -> type[BaseModel] | None:
    current: Any = model
    for part in loc:
        if isinstance(part, int):
            continue
        found = current.model_fields.get(part) if isinstance(current, type) and issubclass(current, BaseModel) else None
        if found is None:
            return None
        inner = [a for a in (found.annotation, *getattr(found.annotation, "__args__", ())) if isinstance(a, type)]
        current = next((a for a in inner if issubclass(a, BaseModel)), None)
    return current if isinstance(current, type) else None
