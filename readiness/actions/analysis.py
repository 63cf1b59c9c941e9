"""Analysis: one stage on a file of one's own, with no database.

In: paths.
Out: the stage's tables in a folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from threadpoolctl import threadpool_limits

from readiness.adapters.folder_files import read_file
from readiness.adapters.input_columns import Column
from readiness.adapters.input_tables import Problems, read_table
from readiness.adapters.input_values import text_value
from readiness.adapters.lint_files import known_lint_rules, read_text, text_findings_csv
from readiness.adapters.output_files import write_plain
from readiness.adapters.phrase_files import phrase_books
from readiness.adapters.positioning_files import gaps_csv, links_csv, messages_csv
from readiness.adapters.quiz_statistics_files import read_groups, statistics_files
from readiness.adapters.requirement_files import ANY_ID, read_evidence, read_requirements
from readiness.adapters.response_files import read_answers
from readiness.adapters.spec_files import read_spec, spec_json
from readiness.adapters.table_files import csv_bytes
from readiness.errors import InputError, InvalidInputsError, Problem
from readiness.settings import Settings
from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction
from readiness.stages.positioning import Approvals, Brief, positioning_of
from readiness.stages.positioning.lint import lint_text
from readiness.stages.positioning.trace_match import trace
from readiness.stages.spec import ProductSpec
from readiness.stats.irt import Model

EVALUATE = BuyerStep("evaluate", "Evaluate", "", "", "", "", 0, CallToAction("try it on your own case", "you", 7))
"""A requirement file alone names no buyer steps: it is answered at the one where the product is looked at."""


def analyse_spec(file: Path, out: Path) -> list[Path]:
    """Read a spec and write spec.json."""
    return _written(out, {"spec.json": _json(spec_json(_spec(file)))})


def analyse_positioning(spec_file: Path, requirements_file: Path, out: Path) -> list[Path]:
    """Link a requirements.csv to a spec, and write links.csv, gaps.csv and messages.csv."""
    spec, problems = _spec(spec_file), Problems()
    beside = requirements_file.parent / "evidence.csv"
    evidence = read_evidence(str(beside), read_file(beside), problems) if beside.is_file() else []
    known = problems.ids.get(str(beside), set()) if beside.is_file() else ANY_ID
    requirements = read_requirements(str(requirements_file), read_file(requirements_file), ANY_ID, ANY_ID, known, problems)
    _raise(problems)
    brief = Brief(spec.name, spec, requirements, {e.evidence_id: e for e in evidence}, BuyerMap((), (), (EVALUATE,), ()))
    positioning = positioning_of(brief, phrase_books(Settings().templates))
    files = {"links.csv": links_csv(positioning), "gaps.csv": gaps_csv(positioning)}
    return _written(out, {**files, "messages.csv": messages_csv(positioning, Approvals({}, 0))})


def analyse_trace(left_file: Path, right_file: Path, out: Path, least: float) -> list[Path]:
    """Match two CSVs of id and text, and write links.csv, best first."""
    left, right = _texts(left_file), _texts(right_file)
    return _written(out, {"links.csv": csv_bytes(("left_id", "right_id", "score"), trace(left, right, least))})


def analyse_text(file: Path, out: Path, language: str = "en") -> list[Path]:
    """Hold any text against the rules of the lint, and write lint.csv."""
    text = read_text(file.name, read_file(file))
    return _written(out, {"lint.csv": text_findings_csv(lint_text(text, known_lint_rules(Settings().templates, language)))})


def _texts(file: Path) -> dict[str, str]:
    problems = Problems()
    columns = [Column("id", text_value(200), "an id"), Column("text", text_value(100_000), "a text")]
    rows = read_table(file.name, read_file(file), columns, problems, key="id")
    _raise(problems)
    return {r["id"]: r["text"] for r in rows}


def analyse_quiz(responses: Path, groups: Path | None, out: Path, model: Model, *, priors: bool) -> list[Path]:
    """Judge a quiz by its answers, and write items.csv, persons.csv and fit.json; with groups of persons, dif.csv too."""
    answers = read_answers(responses.name, read_file(responses))
    group_of = read_groups(groups.name, read_file(groups)) if groups else {}
    with threadpool_limits(limits=1):  # sums come out the same everywhere
        return _written(out, statistics_files(answers, group_of, model, priors=priors))


def _spec(file: Path) -> ProductSpec:
    problems = Problems()
    spec = read_spec({file.name: read_file(file)}, problems)
    _raise(problems)
    if spec is None:
        raise InputError(Problem(file.name, 0, "", "holds no spec", "a factory spec"))
    return spec


def _raise(problems: Problems) -> None:
    if problems.found:
        raise InvalidInputsError(problems.found)


def _json(content: Mapping[str, object]) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n").encode()


def _written(out: Path, files: Mapping[str, bytes]) -> list[Path]:
    for name, data in files.items():
        write_plain(out / name, data)
    return [out / name for name in files]
