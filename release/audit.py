"""Audit: whether a flaw is publicly known of any pinned package.

In: requirements.lock; a vulnerability service, asked by pip-audit.
Out: 0 none is known, 1 some are, 3 not every package could be asked about.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
CLEAN, FLAWS, NOT_ASKED = 0, 1, 3
SHOWN = 5


def answer(returned: int, stdout: str) -> tuple[int, list[str]]:
    """Return the exit code and what to say: pip-audit itself ends with 0 where it could ask about nothing."""
    try:
        asked: list[dict[str, Any]] = json.loads(stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        why = "No vulnerability service answered, so no package was audited: run `make audit` where there is internet."
        return NOT_ASKED, [f"{why} (pip-audit ended with {returned})"]
    flaws = [
        f"{d['name']} {d['version']}: {v['id']}, mended in {', '.join(v['fix_versions']) or 'no version yet'}"
        for d in asked
        for v in d.get("vulns", [])
    ]
    skipped = [d["name"] for d in asked if "skip_reason" in d]
    if skipped:
        names = ", ".join(skipped[:SHOWN]) + (" ..." if len(skipped) > SHOWN else "")
        why = f"Of {len(asked)} packages {len(skipped)} could not be asked about ({names}): this is no clean bill."
        return FLAWS if flaws else NOT_ASKED, [*flaws, f"{why} Run `make audit` where a vulnerability service can be reached."]
    if flaws:
        return FLAWS, flaws
    return (CLEAN, [f"{len(asked)} packages, no known flaw"]) if asked else (NOT_ASKED, ["No package was audited."])


def main() -> int:
    """Ask, and say what came back."""
    command = ["pip-audit", "--requirement", str(LOCK), "--disable-pip", "--require-hashes", "--timeout", "10"]
    program = str(Path(sys.executable).with_name(command[0]))
    run = subprocess.run(
        [program, *command[1:], "--progress-spinner", "off", "--format", "json"], capture_output=True, text=True, check=False
    )
    code, lines = answer(run.returncode, run.stdout)
    print(*lines, sep="\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
