"""YAML files: parsed into a pydantic model, each fault named with its line and field.

In: the bytes of a YAML or JSON file and the model it is to fit.
Out: the model, or None with Problems.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from readiness.adapters.input_ids import ANY_ID, KnownIds
from readiness.adapters.input_tables import Problems, close_name
from readiness.adapters.input_values import BadValueError, shown
from readiness.adapters.yaml_reading import read_json, read_yaml

M = TypeVar("M", bound=BaseModel)


class Strict(BaseModel):
    """A block of a file: a field nobody knows is a fault, so that a misspelt one is never passed over."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, str_strip_whitespace=True)


def parsed_by(parse: Callable[[str], Any], expected: str) -> BeforeValidator:
    """Return a validator for a field that is read as a cell of a table is, with the same words where it does not fit."""

    def validate(value: object) -> Any:
        if not isinstance(value, str):
            raise PydanticCustomError("cell", "{expected}", {"what": _kind_of(value), "expected": expected})
        try:
            return parse(value.strip())
        except BadValueError as error:
            what = str(error) if value.strip() else "blank"
            raise PydanticCustomError("cell", "{expected}", {"what": what, "expected": expected}) from error

    return BeforeValidator(validate)


def read_model(file: str, data: bytes, model: type[M], problems: Problems) -> M | None:
    """Return the parsed model, or None where it does not fit.

    The line of each field goes to `problems.lines` and the plain content to `problems.contents`, whether it fits or not.
    """
    before = len(problems.found)
    content = (read_json if file.lower().endswith(".json") else read_yaml)(file, data, problems)
    if content is None:
        return None
    if not isinstance(content, dict):
        problems.add(file, 1, "", f"holds {_kind_of(content)}", "fields: " + ", ".join(model.model_fields))
        return None
    problems.contents[file] = content
    try:
        fitting = model.model_validate(content)
    except ValidationError as error:
        _report(file, error, model, problems)
        return None
    return fitting if len(problems.found) == before else None


def listed_ids(file: str, block: str, name: str, problems: Problems) -> KnownIds:
    """Return the ids of the entries of a list of a YAML file; every id where the file or the list could not be read."""
    entries = problems.contents.get(file, {}).get(block)
    if not entries or not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        return ANY_ID
    known: set[str] = set()
    lost: list[str] = []
    for entry in entries:
        value = entry.get(name, "")
        if isinstance(value, str) and value and value not in known:
            known.add(value)
        else:
            lost.append(str(value))  # blank, no text, or a second time: another id was meant
    return KnownIds(known, lost)


def dotted(loc: Sequence[int | str]) -> str:
    """Return a pydantic location as a field path: `steps[2].call_to_action.act`."""
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _report(file: str, error: ValidationError, model: type[BaseModel], problems: Problems) -> None:
    """Record each fault once: a misspelt field is not also missing under its right name."""
    faults = error.errors(include_url=False)
    missing = {tuple(f["loc"]) for f in faults if f["type"] == "missing"}
    meant: dict[tuple[int | str, ...], str] = {}
    for fault in faults:
        if fault["type"] == "extra_forbidden":
            loc = tuple(fault["loc"])
            block = _block_at(model, loc[:-1])
            absent = [n for n in (block.model_fields if block else ()) if n not in _at(problems.contents[file], loc[:-1])]
            if name := close_name(str(loc[-1]), absent):
                meant[loc] = name
                missing.discard((*loc[:-1], name))
    said = set[str]()
    for fault in faults:
        loc = tuple(fault["loc"])
        if fault["type"] != "missing" or loc in missing:
            what, expected = _words(fault, model, meant.get(loc, ""))
            path = dotted(loc if fault["type"] == "missing" else _written(problems.contents[file], loc))
            if path not in said:
                problems.add_at(file, path, what, expected)
            said.add(path)


def _written(content: Any, loc: Sequence[int | str]) -> list[int | str]:
    """Return the parts of a location that stand in the file; where a field may be of two kinds, pydantic puts them between."""
    found: list[int | str] = []
    for part in loc:
        there = (
            part < len(content)
            if isinstance(content, list) and isinstance(part, int)
            else part in content
            if isinstance(content, dict)
            else False
        )
        if there:
            found.append(part)
            content = content[part]
    return found


def _at(content: Any, loc: Sequence[int | str]) -> Any:
    for part in loc:
        content = content[part]
    return content


def _words(fault: Any, model: type[BaseModel], meant: str) -> tuple[str, str]:
    """Return what is wrong and what was expected, in words of a person who does not program."""
    kind, value, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "missing":
        return "the field is missing", "a value"
    if kind == "extra_forbidden":
        block = _block_at(model, fault["loc"][:-1])
        known = "one of " + ", ".join(block.model_fields) if block else "no such field"
        return "unknown field", f"{meant}, which is missing" if meant else known
    if kind == "cell":
        return str(context["what"]), str(context["expected"])
    blank = isinstance(value, str) and not value.strip()
    what = "blank" if blank else f"{shown(value)} does not fit" if isinstance(value, str) else _kind_of(value)
    if kind in _PLAIN:
        return what, _PLAIN[kind].format(**context)
    message = str(fault["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return what, message[:1].lower() + message[1:]


_PLAIN = {
    "string_type": "a text",
    "string_too_short": "a text",
    "string_too_long": "a text of at most {max_length} characters",
    "list_type": "a list: each entry on a line of its own after a dash, or between [ and ]",
    "too_short": "at least {min_length}",
    "model_type": "a block of fields",
    "dict_type": "a block of fields",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "bool_parsing": "true or false",
    "literal_error": "one of {expected}",
    "enum": "one of {expected}",
    "greater_than_equal": "{ge} or more",
    "less_than_equal": "{le} or less",
}
"""What a field should have held, by pydantic's kind of error."""


def _kind_of(value: object) -> str:
    return "a list" if isinstance(value, list) else "a block of fields" if isinstance(value, dict) else f"{shown(value)}"


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
