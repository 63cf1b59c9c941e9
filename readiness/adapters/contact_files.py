"""Contact files: the contact plan as tables, as calendars of the reps, and as tasks of a CRM.

In: Contacts, Changes, Checks, reps.
Out: header and rows by sheet name; path -> bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from readiness.adapters.prospect_files import HUBSPOT_ID, HUBSPOT_KEY, SALESFORCE_ID, SALESFORCE_KEY
from readiness.adapters.table_files import csv_bytes, xlsx_bytes
from readiness.adapters.training_files import Table, safe_name
from readiness.stages.contact_plan import DONE, NO_OWNER, Change, Check, Contact
from readiness.vocabulary import Rep

CONTACT_COLUMNS = (
    "contact_id", "account_id", "account_name", "channel", "territory_id", "rep_id", "rep_name", "buyer_step", "act", "asset",
    "message_id", "due_on", "status", "owner", "persona", "person_id", "person_name", "motion", "done_on", "done_by", "reaction",
    "why",
)  # fmt: skip
REP_COLUMNS = ("rep_id", "rep_name", "n_accounts", "n_contacts", "n_done", "first_due_on", "last_due_on")
CHANGE_COLUMNS = ("contact_id", "account_id", "what", "before", "after", "why")
CHECK_COLUMNS = ("check", "n", "found", "meaning")
SALESFORCE_COLUMNS = ("Readiness_Contact_Id__c", "Subject", "ActivityDate", "Status", "User:Owner.Email", "Description")
"""Of the object Task: an upsert by our own external id. What may point to several kinds of object names the kind, too."""
HUBSPOT_COLUMNS = ("hs_task_subject", "hs_timestamp", "hs_task_status", "hs_task_type", "hubspot_owner_id", "hs_task_body")
"""HubSpot's own names of a task's properties."""
MAX_SUBJECT, MAX_DESCRIPTION = 255, 32_000
"""Characters that Salesforce holds."""
LINE = 75
"""Octets of a line of a calendar file (RFC 5545, 3.1)."""


def contact_outputs(contacts: Sequence[Contact], changes: Sequence[Change], found: Sequence[Check]) -> dict[str, bytes]:
    """Return the tables of the plan: what a page shows, too."""
    sheets = contact_tables(contacts)
    return {
        "plan/contact_plan.csv": csv_bytes(*sheets["contact plan"]),
        "plan/contact_plan.xlsx": xlsx_bytes(sheets),
        "plan/contact_changes.csv": csv_bytes(
            CHANGE_COLUMNS, ((c.contact_id, c.account_id, c.what, c.before, c.after, c.why) for c in changes)
        ),
        "plan/checks.csv": csv_bytes(CHECK_COLUMNS, ((c.check, c.n, ";".join(c.found), c.meaning) for c in found)),
    }


def crm_outputs(contacts: Sequence[Contact], reps: Mapping[str, Rep]) -> dict[str, bytes]:
    """Return the tasks as Salesforce and HubSpot take them; an account without a rep has a task of nobody's.

    Both find the account as the tables of the prospects name it: by the CRM's own id where every account_id is one, else by
    ours. HubSpot's import cannot change a task, so what is done is not among those for HubSpot.
    """
    emails = {i: r.email for i, r in reps.items()}
    ids = {c.account_id for c in contacts}
    is_salesforce, is_hubspot = all(map(SALESFORCE_ID.fullmatch, ids)), all(map(HUBSPOT_ID.fullmatch, ids))
    what = "WhatId" if is_salesforce else f"Account:What.{SALESFORCE_KEY}"
    salesforce, hubspot = [], []
    for c in contacts:
        subject, told, email = _subject(c), _told(c), emails.get(c.rep_id, "")
        status = "Completed" if c.status == DONE else "Not Started"
        short = subject[:MAX_SUBJECT], c.due_on, status, email, told[:MAX_DESCRIPTION]
        salesforce.append((c.contact_id, *short, c.account_id))
        if c.status != DONE:
            hubspot.append((subject, c.due_on, "NOT_STARTED", "TODO", email, told, c.account_id))
    return {
        "plan/tasks_salesforce.csv": csv_bytes((*SALESFORCE_COLUMNS, what), salesforce),
        "plan/tasks_hubspot.csv": csv_bytes((*HUBSPOT_COLUMNS, "Record ID" if is_hubspot else HUBSPOT_KEY), hubspot),
    }


def calendars(contacts: Sequence[Contact], launch_id: str, stamp: date) -> dict[str, bytes]:
    """Return one calendar file a rep, by path: each contact that is not done as an event of the whole day.

    An event and no task: calendars pass over the tasks of a file they import. It takes no time of the day away. The same contact
    has the same name in every file and a higher number once it has moved, so that a newer file moves it.
    """
    mine: dict[str, list[Contact]] = defaultdict(list)
    for c in contacts:
        if c.rep_id and c.status != DONE:
            mine[c.rep_id].append(c)
    made = f"{stamp:%Y%m%d}T000000Z"
    found = {}
    for rep_id, own in sorted(mine.items()):
        parts = ["BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//readiness//contact plan//EN\r\nMETHOD:PUBLISH\r\n"]
        for c in own:
            parts += (
                "BEGIN:VEVENT\r\n",
                _folded(f"UID:{_text(c.contact_id)}@{launch_id}.contacts"),
                f"DTSTAMP:{made}\r\nSEQUENCE:{c.revision}\r\nDTSTART;VALUE=DATE:{c.due_on:%Y%m%d}\r\n",
                f"DTEND;VALUE=DATE:{c.due_on + timedelta(days=1):%Y%m%d}\r\n",
                _folded(f"SUMMARY:{_text(_subject(c))}"),
                _folded(f"DESCRIPTION:{_text(_told(c))}"),
                "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n",
            )
        parts.append("END:VCALENDAR\r\n")
        found[f"plan/contacts/{safe_name(rep_id)}.ics"] = "".join(parts).encode()
    return found


def _text(text: str) -> str:
    """Return a text as a calendar file has it (RFC 5545, 3.3.11)."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, "\\" + mark)
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """Return a line cut into lines of at most so many octets, never within a letter."""
    if line.isascii():
        rest = range(LINE, len(line), LINE - 1)
        return "\r\n ".join((line[:LINE], *(line[i : i + LINE - 1] for i in rest))) + "\r\n"
    parts, part, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LINE:
            parts.append(part)
            part, size = "", 1  # the blank that a continued line begins with
        part += letter
        size += octets
    return "\r\n ".join((*parts, part)) + "\r\n"


def _subject(c: Contact) -> str:
    return f"{c.account_name or c.account_id}: {c.act}"


def _told(c: Contact) -> str:
    """Return whom, with which asset and message, at which step."""
    said = {
        "With": c.person_name or c.persona,
        "Step": c.buyer_step,
        "Asset": c.asset,
        "Message": c.message_id,
    }
    return "\n".join(f"{name}: {text}" for name, text in said.items() if text)


def contact_tables(contacts: Sequence[Contact]) -> dict[str, Table]:
    """Return the sheets `contact plan` (which is also contact_plan.csv), `by rep`, and `no owner` where an account has no rep."""
    tables: dict[str, Table] = {
        "contact plan": (CONTACT_COLUMNS, [[getattr(c, name) for name in CONTACT_COLUMNS] for c in contacts]),
        "by rep": (
            REP_COLUMNS,
            _by_rep(contacts),
        ),
    }
    unowned = sorted(
        {(c.account_id, c.account_name, c.channel, c.territory_id, c.owner) for c in contacts if c.status == NO_OWNER}
    )
    if unowned:
        header = ("account_id", "account_name", "channel", "territory_id", "owner")
        tables["no owner"] = (header, [list(row) for row in unowned])
    return tables


def _by_rep(contacts: Sequence[Contact]) -> list[list[object]]:
    mine = defaultdict(list)
    for c in contacts:
        if c.rep_id:
            mine[c.rep_id].append(c)
    return [
        [
            i, cs[0].rep_name, len({c.account_id for c in cs}), len(cs), sum(c.status == DONE for c in cs),
            min(c.due_on for c in cs), max(c.due_on for c in cs),
        ]
        for i, cs in sorted(mine.items())
    ]  # fmt: skip
