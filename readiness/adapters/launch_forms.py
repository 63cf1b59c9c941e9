"""Launch forms: what somebody typed about a new launch, as the files of a launch folder.

In: LaunchForm, the starting kit, the files of launches whose people or channels are taken over.
Out: path -> bytes; nothing is checked here: what is wrong is found where every folder is checked.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from readiness.adapters.input_tables import Problems
from readiness.adapters.starting_kit import blank_table, kit_files
from readiness.adapters.yaml_reading import read_yaml

PEOPLE = ("accounts.csv", "reps.csv", "trainers.csv")
THEIR_DAYS = ("calendar/people.csv", "calendar/rooms.csv")
NEED_COLUMNS = ("requirement_id", "segment", "persona", "statement", "importance", "kano", "evidence_ids")
SPEC_COLUMNS = ("record", "id", "name", "value", "unit", "operator", "condition", "quote", "gtin", "list_price", "currency")
PRODUCT_FIELDS = ("name", "vendor", "category", "revision", "summary")
BOUNDS = {"at most": "<=", "≤": "<=", "<=": "<=", "at least": ">=", "≥": ">=", ">=": ">="}


@dataclass(frozen=True, slots=True)
class LaunchForm:
    """What the form of a new launch asks for; all of it as typed."""

    name: str
    owner: str
    launch_id: str = ""
    tier: str = "2"
    currency: str = "EUR"
    language: str = "en"
    product_ids: tuple[str, ...] = ()
    dates: Mapping[str, str] = field(default_factory=dict)
    channels: tuple[str, ...] = ()
    """Ids of channels that launches before had."""
    new_channels: tuple[tuple[str, str, str], ...] = ()
    """Name, motion, language."""
    people_from: str = ""
    """The launch whose accounts, reps and trainers are taken over."""
    segments: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    """Statement, importance, segment, persona, kano."""
    product: Mapping[str, str] = field(default_factory=dict)
    """name, vendor, category, revision, summary."""
    facts: tuple[tuple[str, ...], ...] = ()
    """Name, value, unit, bound, the factory's sentence."""
    spec_file: tuple[str, bytes] | None = None


def files_of(
    form: LaunchForm, templates: Path, known: Sequence[Mapping[str, bytes]], people: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return the files of a launch folder.

    Args:
        form: what was typed.
        templates: where the starting kit is.
        known: channels.yaml of launches before, under that name.
        people: the files of the launch whose people are taken over.
    """
    kit = kit_files(templates)
    channels, partners = _routes(form, known)
    segments = {slug(s): s for s in [*form.segments, *(n[2] for n in form.needs if len(n) > 2 and n[2])]}
    personas = {slug(p): p for p in [*form.personas, *(n[3] for n in form.needs if len(n) > 3 and n[3])]}
    files = {
        "launch.yaml": _yaml(_launch(form, [c["id"] for c in channels])),
        "channels.yaml": _yaml({"channels": channels, "partners": partners}),
        "buyers.yaml": _yaml(
            {
                "segments": [{"id": i, "name": n} for i, n in segments.items()],
                "personas": [{"id": i, "name": n} for i, n in personas.items()],
                "steps": _content(kit["buyers.yaml"]).get("steps", []),
            }
        ),
        "training.yaml": people.get("training.yaml") or _yaml(_training(form, kit["training.yaml"])),
        "requirements.csv": _csv(NEED_COLUMNS, [_need(n, row) for n, row in enumerate(form.needs, start=1)]),
        "evidence.csv": blank_table(templates, "evidence.csv"),
        **{path: people.get(path) or blank_table(templates, path) for path in PEOPLE},
        **{path: people[path] for path in THEIR_DAYS if path in people},
    }
    if form.spec_file:
        files["spec" + Path(form.spec_file[0]).suffix.lower()] = form.spec_file[1]
    else:
        files["spec.csv"] = _csv(SPEC_COLUMNS, _spec(form))
    return files


def slug(name: str) -> str:
    """Return a name as an id: lower-case letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60]


def pasted_rows(text: str) -> list[tuple[str, ...]]:
    """Return rows pasted from a spreadsheet (tabs), or written with semicolons or commas; rows of nothing are left out."""
    first = text.strip().splitlines()[0] if text.strip() else ""
    mark = next((m for m in ("\t", ";") if m in first), ",")
    try:
        rows = [tuple(c.strip() for c in row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
    except csv.Error:
        rows = [tuple(c.strip() for c in line.split(mark)) for line in text.splitlines()]
    return [row for row in rows if any(row)]


def channels_in(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Return the channels of a launch folder's channels.yaml, as written."""
    return [c for c in _blocks(files, "channels") if c.get("id")]


def _launch(form: LaunchForm, channels: Sequence[str]) -> dict[str, Any]:
    return {
        "launch_id": form.launch_id or slug(form.name),
        "name": form.name,
        "tier": form.tier,
        "owner": form.owner,
        "product_ids": list(form.product_ids),
        "currency": form.currency,
        "channels": list(channels),
        "dates": {name: day for name, day in form.dates.items() if day},
        "seed": "1",
        "language": form.language,
    }


def _routes(form: LaunchForm, known: Sequence[Mapping[str, bytes]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the chosen channels with the partners that serve them, and the new ones."""
    listed = {c["id"]: c for files in known for c in channels_in(files)}
    channels = [listed[c] for c in form.channels if c in listed]
    chosen = {c["id"] for c in channels}
    partners: dict[str, dict[str, Any]] = {}
    for files in known:
        for partner in _blocks(files, "partners"):
            serves = [c for c in partner.get("channels", []) if c in chosen]
            if serves and partner.get("id"):
                partners[partner["id"]] = {**partner, "channels": serves}
    for partner in partners.values():
        if partner.get("reports_to") not in partners:
            partner.pop("reports_to", None)
    for name, motion, language in form.new_channels:
        row = {
            "id": slug(name),
            "name": name,
            "tier": "1",
            "motion": motion or "consultative",
            "language": language or form.language,
        }
        channels.append({**row, "template": "standard", "manager": form.owner})
    return channels, list(partners.values())


def _need(number: int, row: Sequence[str]) -> list[str]:
    statement, importance, segment, persona, kano = (*row, "", "", "", "", "")[:5]
    return [f"N{number}", slug(segment), slug(persona), statement, importance, kano, ""]


def _spec(form: LaunchForm) -> list[list[str]]:
    product = form.product
    blank = [""] * 6
    rows = [["product", "model_id", "", form.launch_id or slug(form.name), *blank, ""]]
    rows += [["product", name, "", product.get(name, ""), *blank, ""] for name in PRODUCT_FIELDS]
    for row in form.facts:
        name, value, unit, bound, quote = (*row, "", "", "", "", "")[:5]
        rows.append(["characteristic", slug(name), name, value, unit, BOUNDS.get(bound.lower(), bound), "", quote, "", "", ""])
    rows += [["variant", p, product.get("name", "") or form.name, *blank[:5], "", "", ""] for p in form.product_ids]
    return rows


def _training(form: LaunchForm, kit: bytes) -> dict[str, Any]:
    plan = {**_content(kit), "title": form.name}
    plan["first_day"] = form.dates.get("positioning_by", "") or form.dates.get("ready_by", "")
    return plan


def _content(data: bytes) -> dict[str, Any]:
    found = read_yaml("", data, Problems())
    return found if isinstance(found, dict) else {}


def _blocks(files: Mapping[str, bytes], name: str) -> list[dict[str, Any]]:
    found = _content(files.get("channels.yaml", b"")).get(name, [])
    return [block for block in found if isinstance(block, dict)] if isinstance(found, list) else []


def _yaml(content: Mapping[str, Any]) -> bytes:
    text: str = yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=1_000)
    return text.encode()


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a table of the launch folder; it is read by us, not by a spreadsheet, so that no cell is changed."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue().encode()
