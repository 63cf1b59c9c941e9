"""Inbox rows: which files an inbox holds, and which of their rows could not be taken in.

In: the folder's files as path -> bytes, and the ids a launch knows.
Out: InboxFile per file to collect; Problems, one for each fault however many rows it stands in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from readiness.adapters.input_ids import ANY_ID, KnownIds, also_in, unknown_id_problems, unknown_ids
from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import BadValueError, currency_value
from readiness.adapters.people_files import read_attendance
from readiness.adapters.quiz_exports import read_export
from readiness.adapters.sales_out_files import UNMAPPED, ReportMapping, read_mapping, read_report
from readiness.adapters.yaml_files import listed_ids
from readiness.errors import Problem
from readiness.stages.sales_out import Quarantined, judge
from readiness.vocabulary import Partner

EXPECTED = {
    "sold_on": "a date as mapping.yaml writes it",
    "account_id": "an account_id of accounts.csv",
    "product_id": "a product id",
    "units": "a whole number of units, negative for a return",
    "amount": "a number with the sign of the units",
    "currency": "an ISO 4217 code such as EUR",
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


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """The ids that rows of an inbox may use."""

    reps: KnownIds
    emails: KnownIds
    """In lower case."""
    accounts: KnownIds
    partners: KnownIds
    currencies: Mapping[str, str]
    """The currency of each partner that could be read."""


def known_people(problems: Problems) -> KnownPeople:
    """Return the ids that a launch's files name, as far as they could be read."""
    written = problems.contents.get("channels.yaml", {}).get("partners")
    entries = [p for p in written if isinstance(p, dict)] if isinstance(written, list) else []
    emails = problems.in_column("reps.csv", "email")
    return KnownPeople(
        problems.in_column("reps.csv", "rep_id"),
        emails if emails is ANY_ID else KnownIds((e.lower() for e in emails), emails.lost),
        problems.in_column("accounts.csv", "account_id"),
        listed_ids("channels.yaml", "partners", "id", problems),
        {str(p.get("id")): str(p.get("currency")) for p in entries},
    )


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


def inspect_rows(files: Mapping[str, bytes], known: KnownPeople, problems: Problems) -> None:
    """Record every row of the inbox that would go to quarantine, and every file that could not be read."""
    held = inbox_files(files, "")
    scopes = sorted({path.split("/")[2] for path in files if path.startswith("inbox/sales_out/") and path.count("/") == 3})
    for scope in unknown_ids(scopes, known.partners):
        what, expected = f"the folder is named after no partner: {scope!r}", "a folder named as a partner of channels.yaml"
        problems.add(f"inbox/sales_out/{scope}", 0, "", what, expected)
    mappings = {scope: mapping_for(files, scope, problems) for scope in scopes if scope in known.partners}
    for item in held:
        if item.kind == "attendance":
            read_attendance(item.path, item.data, problems, reps=known.reps)
        elif item.kind == "quizzes":
            _inspect_responses(item, known, problems)
        elif item.scope in known.partners and (mapping := mappings[item.scope]) is not None:
            _inspect_report(item, known, mapping, problems)


def _inspect_responses(item: InboxFile, known: KnownPeople, problems: Problems) -> None:
    export = read_export(item.path, item.data)
    problems.found += export.problems
    reps = {rep_id.casefold() for rep_id in known.reps}
    who = [(a.row, a.person.rep_id or a.person.email) for a in export.answers if not (a.person.name or a.person.nickname)]
    by_mail = [(row, text.lower()) for row, text in who if "@" in text]
    by_id = [(row, text) for row, text in who if text and "@" not in text and text.casefold() not in reps]
    problems.found += unknown_id_problems(item.path, "email", by_mail, known.emails, "an email of reps.csv")
    problems.found += unknown_id_problems(item.path, "rep_id", by_id, known.reps, "a rep_id of reps.csv")


def _inspect_report(item: InboxFile, known: KnownPeople, mapping: ReportMapping, problems: Problems) -> None:
    currency = known.currencies.get(item.scope, "")
    try:
        currency_value(currency)
    except BadValueError:
        currency = ""
    lines, held = read_report(Partner(item.scope, "", (), currency), item.path, item.data, mapping)
    accounts = {line.account_id: line.territory_id for line in lines}
    held = [*held, *judge(lines, accounts).quarantined]
    account = mapping.columns.get("account_id", "account_id")
    cells = [(line.row, line.account_id) for line in lines]
    problems.found += unknown_id_problems(item.path, account, cells, known.accounts, EXPECTED["account_id"])
    problems.found += _once_each(held, mapping)


def _once_each(held: Sequence[Quarantined], mapping: ReportMapping) -> list[Problem]:
    """Return one problem for each thing that is wrong, at its first row, saying where else it stands."""
    rows: dict[tuple[str, str, str], list[int]] = {}
    for q in held:
        rows.setdefault((q.file, q.column, q.reason), []).append(q.row)
    return [
        Problem(
            file, where[0], mapping.columns.get(column, column), f"{reason}{also_in(where)}",
            EXPECTED.get(column, "a file that fits its mapping.yaml"),
        )
        for (file, column, reason), where in rows.items()
    ]  # fmt: skip


def people_of(reps: Collection[tuple[str, str]], accounts: Collection[str], partners: Mapping[str, str]) -> KnownPeople:
    """Return the ids of a launch that could be read as a whole: reps with their mail, accounts, partners with their currency."""
    return KnownPeople(
        KnownIds(rep_id for rep_id, _ in reps),
        KnownIds(email.lower() for _, email in reps),
        KnownIds(accounts),
        KnownIds(partners),
        partners,
    )
