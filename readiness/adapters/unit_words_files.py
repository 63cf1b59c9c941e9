"""Unit words files: what a language calls the units of the field, read from YAML.

In: the bytes of units.yaml.
Out: UnitWords.
"""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import Field

from readiness.adapters.input_tables import Problems, close_name
from readiness.adapters.yaml_files import Strict, read_model
from readiness.errors import InvalidInputsError
from readiness.stages.positioning.measures import NAMED, PLURALS, SIGNS, UnitWords
from readiness.stages.units import UNITS

FILE = "units.yaml"
KNOWN = UNITS | {"business day", "business hour"}
"""What may have words: the units of a spec, and those a customer counts in."""
_FORM = re.compile(r"[a-z][a-z_]*")


class _Words(Strict):
    units: dict[str, dict[str, str]]
    phrases: dict[str, str] = Field(default_factory=dict)


def read_unit_words(file: str, data: bytes) -> UnitWords:
    """Return the words; a phrase that the file leaves out is said in signs.

    Raises:
        InvalidInputsError: with every problem.
    """
    problems = Problems()
    read = read_model(file, data, _Words, problems)
    if read:
        for unit, forms in read.units.items():
            _check_unit(file, unit, forms, problems)
        for name, text in read.phrases.items():
            _check_phrase(file, name, text, problems)
    if read is None or problems.found:
        raise InvalidInputsError(problems.found)
    return UnitWords(read.units, SIGNS | read.phrases)


def unit_words(folder: Path, language: str) -> UnitWords:
    """Return the words of one language in a folder of templates; without a file, none.

    Raises:
        InvalidInputsError: the file cannot be read.
    """
    path = folder / "messages" / language / FILE
    return read_unit_words(str(path), path.read_bytes()) if path.is_file() else UnitWords()


def _check_unit(file: str, unit: str, forms: dict[str, str], problems: Problems) -> None:
    at = f"units.{unit}"
    if unit not in KNOWN:
        meant = close_name(unit, KNOWN)
        problems.add_at(file, at, f"there is no unit {unit!r}", meant or "a unit as `readiness analyse spec` shows it")
        return
    if "other" not in forms and (unit not in NAMED or set(forms) & set(PLURALS)):
        problems.add_at(file, at, "the form `other` is missing", "the word behind any number but one: other: ports")
    for form, word in forms.items():
        if not _FORM.fullmatch(form) or form == "number" or form in UNITS:
            problems.add_at(file, f"{at}.{form}", f"{form!r} cannot name a form", "one, other, or a case such as dative")
        elif not word or set("{}") & set(word):
            problems.add_at(file, f"{at}.{form}", f"{word!r} is no word" if word else "blank", "the word behind the number")


def _check_phrase(file: str, name: str, text: str, problems: Problems) -> None:
    at = f"phrases.{name}"
    if name not in SIGNS:
        problems.add_at(file, at, f"there is no phrase {name!r}", "one of " + ", ".join(SIGNS))
        return
    places = re.findall(r"\{[^{}]*\}", SIGNS[name])
    if sorted(re.findall(r"\{[^{}]*\}", text)) != sorted(places) or len(re.findall(r"[{}]", text)) != 2 * len(places):
        problems.add_at(file, at, f"{text!r} does not fit", f"words around {' and '.join(places)}, each once")
