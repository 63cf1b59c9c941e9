"""Launch form: the fields of the form of a new launch, as what was typed.

In: an upload.
Out: LaunchForm; the values to show again.
"""

from __future__ import annotations

import re

from readiness.actions.launch_desk import LaunchForm, pasted_rows
from readiness.portal.guard import Form
from readiness.portal.uploads import Upload

NEED_ROWS = 5
CHANNEL_ROWS = 2
NEED = ("says", "importance", "segment", "persona", "kano")
DATES = ("positioning_by", "ready_by", "launch_on", "measure_until")
PRODUCT = ("name", "vendor", "category", "revision", "summary")


def form_of(sent: Upload) -> LaunchForm:
    """Return what was typed."""
    f = {name: value.strip() for name, value in sent.fields.items()}
    typed = [tuple(f.get(f"need_{part}_{n}", "") for part in NEED) for n in range(NEED_ROWS)]
    new = [tuple(f.get(f"channel_{part}_{n}", "") for part in ("name", "motion", "language")) for n in range(CHANNEL_ROWS)]
    return LaunchForm(
        name=f.get("name", ""),
        owner=f.get("owner", ""),
        launch_id=f.get("launch_id", ""),
        tier=f.get("tier", "2"),
        currency=f.get("currency", "").upper(),
        language=f.get("language", "en"),
        product_ids=_listed(f.get("product_ids", "")),
        dates={name: f.get(name, "") for name in DATES},
        channels=tuple(sent.all_of("channel")),
        new_channels=tuple((a, b, c) for a, b, c in new if a),
        people_from=f.get("people_from", ""),
        segments=_lines(f.get("segments", "")),
        personas=_lines(f.get("personas", "")),
        needs=(*(row for row in typed if row[0]), *pasted_rows(sent.fields.get("needs", ""))),
        product={name: f.get(f"product_{name}", "") for name in PRODUCT},
        facts=tuple(pasted_rows(sent.fields.get("facts", ""))),
        spec_file=sent.file("spec"),
    )


def known_values(sent: Upload) -> Form:
    """Return the values of the fields, chosen channels among them, to show them again."""
    return {**sent.fields, **{f"channel={c}": "1" for c in sent.all_of("channel")}}


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[,;\n]", text) if part.strip())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
