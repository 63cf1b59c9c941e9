"""Before a release: licences, bill of materials, the answer of the audit, the lock that is installed."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from release import audit, licences, sbom

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK, LOCK = ROOT / "requirements-run.lock", ROOT / "requirements.lock"


def names(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_the_run_time_lock_is_the_lock_without_tools() -> None:
    run, every = names(RUN_LOCK), names(LOCK)
    assert {n: v for n, v in run.items() if every.get(n) != v} == {}
    assert not {"pytest", "ruff", "mypy", "sphinx", "psycopg", "moto", "pip-audit"} & set(run)
    text = RUN_LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\w)", text))


def test_the_run_time_lock_has_every_declared_dependency() -> None:
    declared = re.search(
        r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    assert declared
    wanted = {Requirement(r).name for r in re.findall(r'^ +"([^"]+)"', declared[1], flags=re.MULTILINE)}
    assert len(wanted) > 30
    assert wanted - set(names(RUN_LOCK)) == set()


def test_every_run_time_dependency_may_be_used() -> None:
    found = licences.licensed(RUN_LOCK.read_text(encoding="utf-8"))
    assert len(found) > 100
    assert licences.refused(found) == []


def test_the_table_of_licences_is_of_this_lock() -> None:
    with licences.TABLE.open(encoding="utf-8", newline="") as file:
        said = {row["name"] for row in csv.DictReader(file)}
    lock = RUN_LOCK.read_text(encoding="utf-8")
    everywhere = set(re.findall(r"^([\w.-]+)==[^\s;]+ *\\?$", lock, flags=re.MULTILINE))
    assert everywhere <= said <= set(re.findall(r"^([\w.-]+)==", lock, flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("expression", "is_so"),
    [
        ("MIT", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("LGPL-3.0-only", False),
        ("MIT OR GPL-2.0-only", False),
        ("Apache-2.0 WITH LLVM-exception", False),
        ("", False),
        ("Artistic License", False),
    ],
)
def test_only_named_licences_are_allowed(expression: str, is_so: bool) -> None:
    assert licences.is_allowed(expression) is is_so


def test_a_package_under_another_licence_is_refused_and_a_choice_must_be_made_by_a_person() -> None:
    some = [licences.Licensed("psycopg", "3.2", "LGPL-3.0-only", ""), licences.Licensed("x", "1", "Artistic-1.0-Perl", "")]
    assert [line.split(":")[0] for line in licences.refused(some)] == ["psycopg 3.2", "x 1"]
    assert licences.refused([licences.Licensed("text-unidecode", "1.3", "Artistic-1.0-Perl", "why")]) == []
    assert all(why for _, why in licences.EXCEPTIONS.values())


def test_the_bill_of_materials_fits_its_schema_and_is_the_same_twice() -> None:
    text = sbom.drawn()
    assert sbom.problems_of(text) == ""
    assert sbom.problems_of('{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "a thing"}]}') != ""
    assert sbom.drawn() == text
    bill = json.loads(text)
    assert "serialNumber" not in bill
    assert "timestamp" not in bill["metadata"]
    assert {(c["name"], c["version"]) for c in bill["components"]} >= set(names(RUN_LOCK).items())
    hashed = [c for c in bill["components"] if any(r.get("hashes") for r in c["externalReferences"])]
    assert len(hashed) == len(bill["components"])


def test_the_bill_says_who_needs_whom() -> None:
    needs = sbom.needs_of(
        "a==1 \\\n    --hash=sha256:0\n    # via readiness (pyproject.toml)\n"
        "b==2 \\\n    # via\n    #   -c x.lock\n    #   a\n    #   c\n"
    )
    assert needs == {"readiness": ["a"], "a": ["b"], "c": ["b"]}


def said(*dependencies: dict[str, object]) -> str:
    return json.dumps({"dependencies": list(dependencies)})


FLAW = {"name": "x", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
SOUND = {"name": "y", "version": "1", "vulns": []}
SKIPPED = {"name": "z", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("returned", "stdout", "code", "word"),
    [
        (0, said(SOUND), 0, "no known flaw"),
        (1, said(SOUND, FLAW), 1, "x 1: CVE-1, mended in 2"),
        (0, said(SKIPPED), 3, "no clean bill"),
        (0, said(SOUND, SKIPPED), 3, "Of 2 packages 1 could not be asked about"),
        (1, said(FLAW, SKIPPED), 1, "CVE-1"),
        (0, said(), 3, "No package was audited"),
        (1, "", 3, "No vulnerability service answered"),
    ],
)
def test_an_audit_that_asked_about_nothing_is_no_pass(returned: int, stdout: str, code: int, word: str) -> None:
    """pip-audit itself ends with 0 where an index knows nothing of flaws."""
    found, lines = audit.answer(returned, stdout)
    assert found == code
    assert word in "\n".join(lines)
