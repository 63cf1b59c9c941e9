"""Rubric files: the rubric of a graded pitch written into a training.yaml, whose other lines stay as they are.

In: the bytes of a training.yaml, a Rubric.
Out: the changed file; the lines that say the rubric.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from readiness.adapters.input_tables import Problems
from readiness.adapters.training_policy_files import read_training
from readiness.errors import InputError, Problem
from readiness.stages.training import Rubric

FILE, BLOCK = "training.yaml", "readiness"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def rubric_lines(rubric: Rubric) -> str:
    """Return the lines of a training.yaml that say a rubric."""
    return _dumped({BLOCK: {"pitch": _pitch(rubric, {})}})


def with_rubric(data: bytes, rubric: Rubric) -> bytes:
    """Return a training.yaml with this rubric; only its block `readiness` is written anew.

    Raises:
        InputError: the file cannot be read, or would not say what it should.
    """
    text = data.decode("utf-8-sig")
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
        said = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts, lists and maps
    except yaml.YAMLError as error:
        raise InputError(Problem(FILE, 0, "", "it cannot be read", "the file as it was taken in")) from error
    if not isinstance(root, yaml.MappingNode):
        raise InputError(Problem(FILE, 0, "", "it holds no fields", "the file as it was taken in"))
    block = dict(said.get(BLOCK) or {})
    block["pitch"] = _pitch(rubric, block.get("pitch") or {})
    made = _dumped({**said, BLOCK: block}) if root.flow_style else _with_block(text, root, _dumped({BLOCK: block}))
    problems = Problems()
    policy = read_training(FILE, made.encode(), problems)
    if policy is None or problems.found or policy.index.rubric is None or policy.index.rubric.criteria != rubric.criteria:
        raise InputError(next(iter(problems.found), Problem(FILE, 0, BLOCK, "it cannot be changed here", "a change by hand")))
    return made.encode()


def _pitch(rubric: Rubric, before: Mapping[str, Any]) -> dict[str, Any]:
    criteria = [{"id": c.criterion, "name": c.name, "weight": f"{c.weight:g}"} for c in rubric.criteria]
    return {**{k: v for k, v in before.items() if k != "criteria"}, "top": f"{rubric.top:g}", "criteria": criteria}


def _with_block(text: str, root: yaml.MappingNode, block: str) -> str:
    """Return the text with the block in place of the one it had, else at its end."""
    lines = text.splitlines(keepends=True)
    for key, value in root.value:
        if key.value == BLOCK:
            first, last = key.start_mark.line, value.end_mark.line + (1 if value.end_mark.column else 0)
            while last > first + 1 and re.fullmatch(r"\s*|#.*\s*", lines[last - 1]):
                last -= 1  # an empty line or a comment at the left edge belongs to what follows
            return "".join(lines[:first]) + block + "".join(lines[last:])
    return text.rstrip("\n") + "\n" + block


def _dumped(content: Mapping[str, Any]) -> str:
    return yaml.safe_dump(_plain(content), sort_keys=False, allow_unicode=True, default_flow_style=False, width=1_000)


def _plain(part: Any) -> Any:
    """Return texts that are numbers as numbers, so that they are written without quotes."""
    if isinstance(part, Mapping):
        return {key: _plain(below) if key not in ("id", "name") else below for key, below in part.items()}
    if isinstance(part, list):
        return [_plain(below) for below in part]
    if isinstance(part, str) and _NUMBER.fullmatch(part):
        return float(part) if "." in part else int(part)
    return part


def write_beside(target: Path, before: bytes, after: bytes) -> bool:
    """Write a file of a launch folder of ours anew, aside and renamed, where it is still as it was; return whether it was."""
    if not target.is_file() or target.read_bytes() != before:
        return False
    aside = target.with_name(f".{target.name}.partial")
    with aside.open("wb") as file:
        file.write(after)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(target)
    return True
