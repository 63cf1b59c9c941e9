"""Manifest: what a launch's output was made from, and every file of it.

In: a launch id, the templates folder, the output folder.
Out: manifest.json, published.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from readiness import __version__
from readiness.adapters.db.collected import submissions_of
from readiness.adapters.db.launches import approvals_of, input_hashes
from readiness.adapters.db.ledger_reading import files_of
from readiness.adapters.db.sales_files import SalesSubmission
from readiness.adapters.db.store import reading
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.output_files import OutFolder, Published
from readiness.adapters.stored_positioning import UNSAID, present_positioning
from readiness.stages.positioning import Positioning

LIBRARIES = ("jinja2", "numpy", "openpyxl", "pandas", "python-pptx", "scipy", "icalendar", "vl-convert-python")
"""Libraries whose version can change the bytes of an output file."""


def publish_manifest(templates: Path, folder: OutFolder, known: tuple[LaunchInputs, Positioning] | None = None) -> Published:
    """Publish manifest.json: launch, approval, inputs and collected files with their hashes, versions, seed, every file.

    Inputs and positioning as they stand may be given where somebody has them already.
    """
    with reading(folder.database) as connection:
        inputs, positioning = known or present_positioning(templates, connection, folder.launch_id, UNSAID)[:2]
        approvals = approvals_of(connection, folder.launch_id, positioning.hashes)
        launch = inputs.launch
        sold = files_of(connection, [p.partner_id for p in inputs.partners])
        content: dict[str, object] = {
            "launch_id": launch.launch_id,
            "spec_revision": inputs.spec.revision,
            "approved_by": approvals.whole.approved_by if approvals.whole else None,
            "approved_on": approvals.whole.approved_on if approvals.whole else None,
            "seed": launch.seed,
            "versions": {"readiness": __version__, **{name: version(name) for name in LIBRARIES}},
            "inputs": [{"path": path, "sha256": sha} for path, sha in input_hashes(connection, launch.launch_id).items()],
            "collected": [
                *(
                    {"kind": s.kind, "scope": s.scope, "file": s.file, "sha256": s.sha256}
                    for s in submissions_of(connection, [launch.launch_id])
                ),
                *(
                    {"kind": "sales_out", "scope": f.partner_id, "file": f.file, "sha256": f.sha256}
                    for f in sorted(sold, key=_name)
                ),
            ],
        }
    return folder.publish_manifest(content)


def _name(file: SalesSubmission) -> tuple[str, str, str]:
    return file.partner_id, file.file, file.sha256
