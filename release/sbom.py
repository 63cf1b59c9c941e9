"""Bill of materials: every package that the product needs at run time, with version, hashes and licence.

In: requirements-run.lock, LICENSES.csv, pyproject.toml.
Out: a CycloneDX 1.6 file; the same inputs give the same bytes, so it has no time and no number of its own.
"""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

from readiness import __version__

ROOT = Path(__file__).resolve().parent.parent
LOCK, TABLE = ROOT / "requirements-run.lock", ROOT / "LICENSES.csv"
TARGET = ROOT / "dist" / f"readiness-{__version__}.cdx.json"


def from_lock(lock: Path) -> dict[str, Any]:
    """Return the bill as cyclonedx-py draws it from a lock with hashes."""
    program = Path(sys.executable).with_name("cyclonedx-py")
    options = [
        "--pyproject",
        str(ROOT / "pyproject.toml"),
        "--output-reproducible",
        "--no-validate",
        "--of",
        "JSON",
        "--sv",
        "1.6",
    ]
    command = [str(program), "requirements", str(lock), *options]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    bill: dict[str, Any] = json.loads(made.stdout)
    return bill


def completed(bill: dict[str, Any], licences: dict[str, str], needs: dict[str, list[str]]) -> dict[str, Any]:
    """Return the bill with licences and who needs whom, and without descriptions that repeat the lock line by line."""
    bill["metadata"]["component"]["version"] = __version__
    refs: dict[str, list[str]] = {}
    for part in bill["components"]:
        part.pop("description", None)
        refs.setdefault(part["name"], []).append(part["bom-ref"])
        if licence := licences.get(part["name"]):
            known = re.fullmatch(r"[\w.-]+", licence)
            part["licenses"] = [_named(licence) if known else {"expression": licence}]
    root = bill["metadata"]["component"]["bom-ref"]
    below = {ref: needs.get(name, []) for name, all_refs in refs.items() for ref in all_refs} | {root: needs.get("readiness", [])}
    bill["dependencies"] = [
        {"ref": ref} | ({"dependsOn": found} if (found := sorted(r for n in names for r in refs.get(n, []))) else {})
        for ref, names in sorted(below.items())
    ]
    return bill


def _named(licence: str) -> dict[str, Any]:
    return {"license": {"name" if licence == "BSD" else "id": licence}}


def needs_of(lock: str) -> dict[str, list[str]]:
    """Return which packages each package asks for, as the lock's comments say (`via`)."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in lock.splitlines():
        if match := re.match(r"([\w.-]+)==", line):
            name = match[1]
        elif (match := re.match(r"    #(?: via)? +([\w.-]+)(?: \(pyproject\.toml\))?$", line)) and match[1] != "via":
            found.setdefault(match[1], []).append(name)
    return {asker: sorted(set(names)) for asker, names in found.items()}


def problems_of(text: str) -> str:
    """Return what CycloneDX's own schema finds wrong; blank where nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from cyclonedx.schema import SchemaVersion
        from cyclonedx.validation.json import JsonStrictValidator

        found = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    return "" if found is None else str(found)


def drawn() -> str:
    """Return the bill as text."""
    with TABLE.open(encoding="utf-8", newline="") as rows:
        licences = {row["name"]: row["licence"] for row in csv.DictReader(rows)}
    bill = completed(from_lock(LOCK), licences, needs_of(LOCK.read_text(encoding="utf-8")))
    return json.dumps(bill, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the bill."""
    text = drawn()
    if wrong := problems_of(text):
        print(f"The bill of materials does not fit its schema: {wrong}")
        return 2
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(json.loads(text)['components'])} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
