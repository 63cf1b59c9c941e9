"""Licences: what every package that the product needs at run time may be used under.

In: requirements-run.lock, and what the installed packages say of themselves.
Out: LICENSES.csv; 2 where a licence is not allowed.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-run.lock"
TABLE = ROOT / "LICENSES.csv"
ALLOWED = frozenset(
    "0BSD Apache-2.0 BSD BSD-2-Clause BSD-3-Clause CC0-1.0 CNRI-Python ISC MIT MIT-0 MIT-CMU MPL-2.0 PSF-2.0 Zlib".split()
)
CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""What an older package says, in SPDX's words. BSD has no number there: which of them, it does not say."""
EXCEPTIONS = {
    "python-dateutil": ("Apache-2.0 OR BSD-3-Clause", "says only Dual License; its LICENSE file names both"),
    "text-unidecode": ("Artistic-1.0-Perl", "it may be had under the Artistic License or the GPL, and is had under the first"),
}
"""Packages whose metadata cannot be taken as they are: the licence they are used under, and why."""
CHOSEN = frozenset({"Artistic-1.0-Perl"})
"""Licences that only an exception can bring in."""


@dataclass(frozen=True, slots=True)
class Licensed:
    """One package of the run-time lock."""

    name: str
    version: str
    licence: str
    note: str


def pinned(lock: str) -> list[tuple[str, str]]:
    """Return name and version of what this lock installs on this machine, by name."""
    lines = re.findall(r"^([\w.-]+==[^\\\n]+?) *\\?$", lock, flags=re.MULTILINE)
    wanted = [Requirement(line) for line in lines]
    here = [r for r in wanted if r.marker is None or r.marker.evaluate()]
    return sorted((r.name, str(r.specifier).removeprefix("==")) for r in here)


def licence_of(said: PackageMetadata) -> str:
    """Return the licence in SPDX's words; blank where the package says none that is known."""
    if expression := said.get("License-Expression"):
        return str(expression)
    classifiers = [c.rpartition(" :: ")[2] for c in said.get_all("Classifier") or [] if c.startswith("License :: ")]
    field = str(said.get("License") or "").strip()
    if is_allowed(field) and field != "BSD":
        return field
    if classifiers:
        return " OR ".join(CLASSIFIERS.get(c, c) for c in classifiers)
    return CLASSIFIERS.get(field, field if field in ALLOWED else "")


def is_allowed(expression: str) -> bool:
    """Return whether every licence that is named is allowed, those to choose from as well: a choice is made under EXCEPTIONS."""
    named = set(re.findall(r"[^\s()]+", expression)) - {"AND", "OR"}
    return bool(named) and named <= ALLOWED


def licensed(lock: str) -> list[Licensed]:
    """Return every package with its licence, by name."""
    found = []
    for name, version in pinned(lock):
        if name in EXCEPTIONS:
            found.append(Licensed(name, version, *EXCEPTIONS[name]))
            continue
        try:
            licence, note = licence_of(metadata(name)), ""
        except PackageNotFoundError:
            licence, note = "", "it is not installed here"
        found.append(Licensed(name, version, licence, note))
    return found


def refused(packages: list[Licensed]) -> list[str]:
    """Return one sentence for each package whose licence is not allowed."""
    return [
        f"{p.name} {p.version}: {p.licence or 'no known licence'} is not allowed for what the product needs at run time"
        for p in packages
        if not is_allowed(p.licence) and (p.name not in EXCEPTIONS or p.licence not in CHOSEN)
    ]


def table(packages: list[Licensed]) -> str:
    """Return them as CSV."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["name", "version", "licence", "note"])
    rows.writerows([p.name, p.version, p.licence, p.note] for p in packages)
    return out.getvalue()


def main() -> int:
    """Write the table; say what is not allowed."""
    packages = licensed(LOCK.read_text(encoding="utf-8"))
    TABLE.write_text(table(packages), encoding="utf-8")
    bad = refused(packages)
    print(*bad, f"{TABLE.name}: {len(packages)} packages, {len(bad)} not allowed", sep="\n")
    return 2 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
