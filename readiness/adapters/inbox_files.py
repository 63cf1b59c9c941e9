"""Inbox files: what a launch folder's inbox holds, and what is wrong with its rows before anything is taken in.

In: the folder's files as path -> bytes.
Out: InboxFile per file to collect; Problems for rows that would go to quarantine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from readiness.adapters.input_tables import Problems
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.people_files import read_attendance
from readiness.adapters.quiz_files import read_responses
from readiness.adapters.sales_out_files import UNMAPPED, ReportMapping, read_mapping, read_report
from readiness.errors import Problem
from readiness.stages.sales_out import Quarantined, judge

EXPECTED = {
    "sold_on": "a date as mapping.yaml writes it",
    "account_id": "an account_id of accounts.csv",
    "product_id": "a product id",
    "units": "a whole number of units, negative for a return",
    "amount": "a number with the sign of the units",
}
"""What a sales line's cell should have been, by our column name."""


@dataclass(frozen=True, slots=True)
class InboxFile:
    """One file to collect."""

    kind: str
    """quizzes, attendance or sales_out."""
    scope: str
    """The launch, or the partner for sales_out."""
    path: str
    data: bytes

    @property
    def sha256(self) -> str:
        """Return the hash of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


def inbox_files(files: Mapping[str, bytes], launch_id: str) -> list[InboxFile]:
    """Return what the inbox holds, by path; mapping.yaml files are not reports."""
    found: list[InboxFile] = []
    for path in sorted(files):
        parts = path.split("/")
        if parts[0] != "inbox" or len(parts) < 3 or parts[-1] == "mapping.yaml":
            continue
        if parts[1] in ("quizzes", "attendance") and len(parts) == 3:
            found.append(InboxFile(parts[1], launch_id, path, files[path]))
        elif parts[1] == "sales_out" and len(parts) == 4:
            found.append(InboxFile("sales_out", parts[2], path, files[path]))
    return found


def mapping_for(files: Mapping[str, bytes], partner_id: str, problems: Problems) -> ReportMapping | None:
    """Return a partner's mapping; by headers alone where there is none; None where it is wrong."""
    path = f"inbox/sales_out/{partner_id}/mapping.yaml"
    return read_mapping(path, files[path], problems) if path in files else UNMAPPED


def inspect_inbox(files: Mapping[str, bytes], inputs: LaunchInputs) -> list[Problem]:
    """Return every row of the inbox that would go to quarantine, and every file that could not be read."""
    problems = Problems()
    people = {r.rep_id for r in inputs.reps} | {r.email.lower() for r in inputs.reps}
    mappings: dict[str, ReportMapping | None] = {}
    for item in inbox_files(files, inputs.launch.launch_id):
        if item.kind == "attendance":
            for row, a in read_attendance(item.path, item.data, problems):
                if a.rep_id not in people:
                    problems.add(item.path, row, "rep_id", f"{a.rep_id!r} is unknown", "a rep_id of reps.csv")
        elif item.kind == "quizzes":
            responses, found = read_responses(item.path, item.data)
            problems.found += found
            for r in responses:
                if r.who not in people and r.who.lower() not in people:
                    problems.add(item.path, r.row, "rep_id", f"{r.who!r} is unknown", "a rep_id or email of reps.csv")
        elif item.scope not in inputs.partner:
            problems.add(item.path, 0, "", f"partner {item.scope!r} is unknown", "a folder named as a partner of channels.yaml")
        else:
            if item.scope not in mappings:
                mappings[item.scope] = mapping_for(files, item.scope, problems)
            _inspect_report(item, inputs, mappings[item.scope], problems)
    return sorted(set(problems.found))


def _inspect_report(item: InboxFile, inputs: LaunchInputs, mapping: ReportMapping | None, problems: Problems) -> None:
    if mapping is None:
        return
    lines, held = read_report(inputs.partner[item.scope], item.path, item.data, mapping)
    territories = {a.account_id: a.territory_id for a in inputs.accounts.values()}
    held = [*held, *judge(lines, territories, {}).quarantined]
    for q in held:
        problems.found.append(_problem(q, mapping))


def _problem(q: Quarantined, mapping: ReportMapping) -> Problem:
    column = mapping.columns.get(q.column, q.column)
    return Problem(q.file, q.row, column, q.reason, EXPECTED.get(q.column, "a file that fits its mapping.yaml"))
