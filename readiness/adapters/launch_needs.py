"""Launch needs: the files of a launch folder that say what customers need and how the product answers it.

In: the folder's files as path -> bytes, the spec.
Out: Needs, and Problems.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.adapters import answer_files, requirement_files
from readiness.adapters.crm_files import FOLDER as CRM
from readiness.adapters.input_ids import KnownIds, either
from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import BadValueError, language_value
from readiness.adapters.translation_files import read_translations
from readiness.adapters.yaml_files import listed_ids
from readiness.stages.buyers import CallToAction
from readiness.stages.positioning import Link
from readiness.stages.positioning.brief import Translations
from readiness.stages.positioning.quality_house import AlternativeVerdict
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import ProductSpec

TRANSLATIONS = "translations/"


@dataclass(frozen=True, slots=True)
class Needs:
    """What customers need, and a person's answers."""

    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    requirements: tuple[Requirement, ...] = ()
    answers: tuple[Link, ...] = ()
    acts: Mapping[tuple[str, str], CallToAction] = field(default_factory=dict)
    """(requirement_id, step) -> what is asked for there instead of the step's own act."""
    seen: tuple[AlternativeVerdict, ...] = ()
    """How the alternatives stand on the requirements, as somebody saw it."""
    confirmations: Mapping[str, str] = field(default_factory=dict)
    """statement_id -> the characteristic a person said it speaks of, "" for none."""
    translations: Mapping[str, Translations] = field(default_factory=dict)
    """By language."""


def is_translation(path: str) -> bool:
    """Say whether a path of a launch folder is a file of translations."""
    return path.startswith(TRANSLATIONS) and path.count("/") == 1 and path.endswith(".csv")


def read_needs(files: Mapping[str, bytes], spec: ProductSpec | None, problems: Problems) -> Needs:
    """Return what the files say of needs and answers; each file may be absent."""
    stated = problems.in_column("spec.*", "characteristic")
    if any(p.file.startswith("spec.") for p in problems.found):
        spec = None  # what a broken spec lacks is no fault of those who name it

    def ids(block: str, name: str = "id") -> KnownIds:
        return listed_ids("buyers.yaml", block, name, problems)

    evidence: list[Evidence] = []
    if (data := files.get("evidence.csv")) is not None:
        evidence = requirement_files.read_evidence("evidence.csv", data, problems)
    requirements: list[Requirement] = []
    if (data := files.get("requirements.csv")) is not None:
        heard = either(problems.in_column("evidence.csv", "evidence_id"), problems.in_column(CRM, "evidence_id"))
        requirements = requirement_files.read_requirements(
            "requirements.csv", data, ids("segments"), ids("personas"), heard, problems
        )
        if not requirements and not problems.in_file("requirements.csv"):
            problems.add("requirements.csv", 1, "", "there is no requirement", "at least one row")
    needed = problems.in_column("requirements.csv", "requirement_id")
    answers: list[Link] = []
    if (data := files.get("answers.csv")) is not None:
        answers = answer_files.read_answers("answers.csv", data, needed, stated, spec, problems)
    acts: dict[tuple[str, str], CallToAction] = {}
    if (data := files.get("calls_to_action.csv")) is not None:
        acts = answer_files.read_calls_to_action("calls_to_action.csv", data, needed, problems)
    seen: list[AlternativeVerdict] = []
    if (data := files.get("alternatives.csv")) is not None:
        named = ids("alternatives", "name")
        seen = requirement_files.read_alternatives("alternatives.csv", data, named, needed, problems)
    confirmations: dict[str, str] = {}
    if (data := files.get("confirmations.csv")) is not None:
        confirmations = requirement_files.read_confirmations("confirmations.csv", data, stated, problems)
    return Needs(
        {e.evidence_id: e for e in evidence},
        tuple(requirements),
        tuple(answers),
        acts,
        tuple(seen),
        confirmations,
        _translations(files, spec, problems),
    )


def _translations(files: Mapping[str, bytes], spec: ProductSpec | None, problems: Problems) -> dict[str, Translations]:
    found: dict[str, Translations] = {}
    for path in sorted(p for p in files if is_translation(p)):
        language = path.removeprefix(TRANSLATIONS).removesuffix(".csv")
        try:
            found[language_value(language)] = read_translations(path, files[path], spec, problems)
        except BadValueError as error:
            problems.add(path, 0, "", f"the file's name: {error}", "a language code such as de.csv or de-CH.csv")
    return found
