"""Prospect files: where to aim, as a table for people and in the shapes that Salesforce and HubSpot take in.

In: Prospects, accounts.
Out: plan/prospects.csv and .xlsx, plan/prospects_salesforce.csv and plan/prospects_hubspot.csv; the header and rows of each.

Every cell goes through `table_files`, which makes a text that starts like a formula harmless.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from readiness.adapters.table_files import csv_bytes, xlsx_bytes
from readiness.stages.prospects import Prospect
from readiness.stages.prospects.rows import NO, NOT_READY, YES
from readiness.vocabulary import Account

Table = tuple[Sequence[str], list[list[object]]]
COLUMNS = (
    "rank", "territory_rank", "territory_id", "account_id", "account_name", "channel", "segment", "score", "market",
    "competition", "fit", "likeness", "readiness_share", "weakest", "aim", "motion", "why",
)  # fmt: skip
FIELDS = (
    "Readiness_Score__c", "Readiness_Market__c", "Readiness_Competition__c", "Readiness_Fit__c", "Readiness_Likeness__c",
    "Readiness_Aim__c", "Readiness_Motion__c", "Readiness_Rank__c", "Readiness_Territory_Rank__c", "Readiness_Why__c",
)  # fmt: skip
"""Custom fields of the Salesforce object Account; HubSpot's custom properties are these in lower case without their ending."""
SALESFORCE_KEY, HUBSPOT_KEY = "Readiness_Account_Id__c", "readiness_account_id"
"""The field by which rows find their account: an external id, a property with unique values."""
SALESFORCE_ID, HUBSPOT_ID = re.compile("001[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?"), re.compile("[0-9]{8,20}")
"""What the ids of Salesforce accounts and HubSpot companies look like."""
MAX_NAME, MAX_STREET, MAX_CITY, MAX_REGION, MAX_POSTAL_CODE, MAX_WHY = 255, 255, 40, 80, 20, 32_000
"""Characters that the fields of Salesforce hold; Why is to be a long text area."""
HOT_SHARE = 1 / 3
"""The first third of the accounts that are aimed at is hot: a judgement."""


def prospect_tables(prospects: Sequence[Prospect], accounts: Mapping[str, Account]) -> dict[str, Table]:
    """Return the sheets `prospects` (which is also prospects.csv) and `by territory`, in which each territory's are together."""
    rows = [_row(p, accounts[p.account_id]) for p in prospects]
    by_territory = sorted(rows, key=lambda row: (str(row[2]), row[1]))
    return {"prospects": (COLUMNS, rows), "by territory": (COLUMNS, by_territory)}


def salesforce_table(prospects: Sequence[Prospect], accounts: Mapping[str, Account]) -> Table:
    """Return the upsert of the object Account: field names of the API; by Id where every account_id is one, else by our own key.

    Rating is Hot for the first third of those aimed at, Warm for the others and for those whose channel is not ready yet, Cold
    for those not to aim at, and blank where it is not known.
    """
    key = "Id" if prospects and all(SALESFORCE_ID.fullmatch(p.account_id) for p in prospects) else SALESFORCE_KEY
    header = (
        key, "Name", "Industry", "Rating", "BillingStreet", "BillingCity", "BillingState", "BillingPostalCode", "BillingCountry",
        *FIELDS,
    )  # fmt: skip
    rating = _ratings(prospects)
    rows: list[list[object]] = []
    for p in prospects:
        a = accounts[p.account_id]
        place = [a.street[:MAX_STREET], a.city[:MAX_CITY], a.region[:MAX_REGION], a.postal_code[:MAX_POSTAL_CODE], a.country]
        rows.append([a.account_id, _named(a)[:MAX_NAME], a.industry, rating[p.account_id], *place, *_own(p)])
    return header, rows


def hubspot_table(prospects: Sequence[Prospect], accounts: Mapping[str, Account]) -> Table:
    """Return the import of companies: by Record ID where every account_id looks like one, else by a property of our own.

    HubSpot's own Industry takes only the words of its list, so the industry is not among the columns.
    """
    key = "Record ID" if prospects and all(HUBSPOT_ID.fullmatch(p.account_id) for p in prospects) else HUBSPOT_KEY
    own = [name.removesuffix("__c").lower() for name in FIELDS]
    header = (key, "Company name", "Street Address", "City", "State/Region", "Postal Code", "Country/Region", *own)
    rows: list[list[object]] = []
    for p in prospects:
        a = accounts[p.account_id]
        rows.append([a.account_id, _named(a), a.street, a.city, a.region, a.postal_code, a.country, *_own(p)])
    return header, rows


def prospect_outputs(prospects: Sequence[Prospect], accounts: Mapping[str, Account]) -> dict[str, bytes]:
    """Return path -> bytes of everything written of prospects; `accounts` holds each of them by its id."""
    sheets = prospect_tables(prospects, accounts)
    return {
        "plan/prospects.csv": csv_bytes(*sheets["prospects"]),
        "plan/prospects.xlsx": xlsx_bytes(sheets),
        "plan/prospects_salesforce.csv": csv_bytes(*salesforce_table(prospects, accounts)),
        "plan/prospects_hubspot.csv": csv_bytes(*hubspot_table(prospects, accounts)),
    }


def _row(p: Prospect, a: Account) -> list[object]:
    parts = [_rounded(part, 3) for part in (p.market, p.competition, p.fit, p.likeness, p.readiness_share)]
    return [
        p.rank, p.territory_rank, a.territory_id, a.account_id, a.name, a.channel, a.segment, _rounded(p.score, 1), *parts,
        p.weakest, p.aim, p.motion.value if p.motion else "", p.why,
    ]  # fmt: skip


def _own(p: Prospect) -> list[object]:
    """Return the values of FIELDS."""
    parts = [_rounded(part, 3) for part in (p.market, p.competition, p.fit, p.likeness)]
    motion = p.motion.value if p.motion else ""
    return [_rounded(p.score, 1), *parts, p.aim, motion, p.rank, p.territory_rank, p.why[:MAX_WHY]]


def _ratings(prospects: Sequence[Prospect]) -> dict[str, str]:
    aimed = [p.account_id for p in sorted(prospects, key=lambda p: p.rank) if p.aim == YES]
    hot = set(aimed[: math.ceil(round(len(aimed) * HOT_SHARE, 9))])
    said = {YES: "Warm", NOT_READY: "Warm", NO: "Cold"}
    return {p.account_id: "Hot" if p.account_id in hot else said.get(p.aim, "") for p in prospects}


def _named(account: Account) -> str:
    return account.name or account.account_id


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
