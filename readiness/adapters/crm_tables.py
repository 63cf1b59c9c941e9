"""CRM tables: which kind of export a table is, told from its header, and where each of our columns stands in it.

In: the bytes of a CSV or XLSX file.
Out: CrmTable, and Problems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from readiness.adapters.input_tables import Problems, raw_rows
from readiness.adapters.input_values import BadValueError
from readiness.adapters.table_files import UnreadableWorkbookError, workbook_cells

T = TypeVar("T")
KindOf = Callable[[Sequence[str]], Mapping[str, tuple[str, ...]] | None]
"""Squeezed header -> which of our columns is called what; None where the header is of no kind that is known."""
MAX_UNPACKED_BYTES = 500_000_000
HEADER_WITHIN = 30
"""Rows above the header that a formatted report may have."""
MEDDPICC: Mapping[str, tuple[str, ...]] = {
    "metrics": ("metrics", "metric"),
    "economic_buyer": ("economicbuyer", "economicbuyername"),
    "decision_criteria": ("decisioncriteria",),
    "decision_process": ("decisionprocess",),
    "paper_process": ("paperprocess",),
    "identified_pain": ("identifypain", "identifiedpain", "implicatepain", "implicatethepain", "pain"),
    "champion": ("champion", "championname"),
    "competition": ("competition",),
}
"""The fields of that method as people add them to a CRM; with `meddpicc`, `meddicc` or `meddic` before them as well."""
ABOUT = {
    "changed_on": ("lastmodifieddate", "hslastmodifieddate", "lastactivitydate"),
    "owner_met": ("economicbuyermet", "economicbuyerengaged"),
    "n_contacts": ("numassociatedcontacts", "numcontactednotes", "numberoftimescontacted"),
}
OPPORTUNITIES: Mapping[str, tuple[str, ...]] = {
    "deal_id": ("id", "opportunityid"),
    "account_id": ("accountid",),
    "account": ("accountname", "account"),
    "stage": ("stagename", "stage"),
    "closed_on": ("closedate",),
    "won": ("iswon", "won"),
    "closed": ("isclosed", "closed"),
    "amount": ("amount",),
    "currency": ("currencyisocode", "opportunitycurrency", "amountcurrency"),
    "notes": ("description", "opportunitydescription"),
    "deleted": ("isdeleted", "deleted"),
}
"""Salesforce opportunities: API names of Data Loader and labels of a report, letters and digits only."""
DEALS: Mapping[str, tuple[str, ...]] = {
    "deal_id": ("recordid", "hsobjectid", "dealid"),
    "account_id": (
        "associatedcompanyidsprimary", "hsprimaryassociatedcompany", "primaryassociatedcompanyid", "associatedcompanyids",
        "associatedcompanyid",
    ),
    "account": ("associatedcompanyprimary", "associatedcompany", "associatedcompanynames", "companyname"),
    "stage": ("dealstage",),
    "closed_on": ("closedate",),
    "won": ("isclosedwon", "hsisclosedwon"),
    "lost": ("isclosedlost", "hsisclosedlost"),
    "closed": ("isdealclosed", "hsisclosed"),
    "amount": ("amount",),
    "currency": ("currency", "dealcurrencycode"),
    "notes": ("dealdescription", "description"),
    "deleted": ("archived",),
}  # fmt: skip
"""HubSpot deals: labels and internal names."""
LINES: Mapping[str, tuple[str, ...]] = {
    "deal_id": ("opportunityid",),
    "product": (
        "productcode", "product2productcode", "pricebookentryproduct2productcode", "productname", "product2name",
        "pricebookentryproduct2name", "pricebookentryname",
    ),
    "quantity": ("quantity",),
    "unit_price": ("unitprice", "salesprice"),
    "total": ("totalprice",),
    "deleted": ("isdeleted", "deleted"),
}  # fmt: skip
"""Salesforce opportunity products."""
ACCOUNTS: Mapping[str, tuple[str, ...]] = {
    "own_id": ("id", "accountid"),
    "name": ("name", "accountname"),
    "industry": ("industry",),
    "created_on": ("createddate",),
    "street": ("billingstreet", "billingaddressline1", "shippingstreet"),
    "city": ("billingcity", "shippingcity"),
    "region": ("billingstate", "billingstateprovince", "billingstatecode", "shippingstate", "shippingstateprovince"),
    "postal_code": ("billingpostalcode", "billingzippostalcode", "shippingpostalcode", "shippingzippostalcode"),
    "country": ("billingcountry", "billingcountrycode", "shippingcountry"),
    "deleted": ("isdeleted", "deleted"),
}
"""Salesforce accounts: API names and labels, letters and digits only."""
COMPANIES: Mapping[str, tuple[str, ...]] = {
    "own_id": ("recordid", "hsobjectid", "companyid"),
    "name": ("companyname", "name"),
    "industry": ("industry",),
    "created_on": ("createdate",),
    "street": ("streetaddress", "address"),
    "city": ("city",),
    "region": ("stateregion", "state", "hsstatecode"),
    "postal_code": ("postalcode", "zip"),
    "country": ("countryregion", "country", "hscountrycode"),
    "deleted": ("archived",),
}
"""HubSpot companies: labels and internal names."""
OWN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "territory": ("territoryid", "territory", "territoryname"),
    "segment": ("segment", "segmentid", "customersegment"),
    "potential_money": ("potential", "potentialmoney", "yearlypotential", "annualpotential"),
    "deal_size_money": ("dealsize", "dealsizemoney", "typicaldealsize"),
    "complexity": ("complexity",),
    "buyer_information": ("buyerinformation",),
    "customisation": ("customisation", "customization"),
    "relationship": ("relationship",),
    "margin_share": ("marginshare",),
    "retained_share": ("retainedshare",),
    "is_reference": ("isreference", "reference", "referenceable"),
}
"""What a CRM has only where somebody made the column: a custom field of one of these names."""
REQUIRED = ("deal_id", "stage", "closed_on", "product", "quantity", "own_id", "name")
WANTED = {
    "deal_id": "Opportunity ID (Id) or Record ID",
    "stage": "Stage",
    "closed_on": "Close Date",
    "product": "ProductCode or Product2.Name",
    "quantity": "Quantity",
    "own_id": "Account ID (Id) or Record ID",
    "name": "Account Name (Name) or Company name",
}
KINDS = (
    "Salesforce opportunities (Id, StageName, CloseDate, ...), their products (OpportunityId, ProductCode, Quantity, ...) or "
    "HubSpot deals (Record ID, Deal Stage, Close Date, ...), as CSV or XLSX"
)
ACCOUNT_KINDS = (
    "Salesforce accounts (Id, Name, BillingCity, ...) or HubSpot companies (Record ID, Company name, City, ...), as CSV or XLSX"
)
REASON = re.compile(r"(?:loss|lost|win|won)reason|reason(?:for)?(?:loss|losing|lost|win|winning|won)")
METHOD = re.compile(r"^med{1,2}p?ic{1,2}")
FOOTER = re.compile(r"copyright .{0,40}salesforce", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CrmTable:
    """One table of an export."""

    file: str
    is_lines: bool
    is_hubspot: bool
    header: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    """Our column -> where it stands, the preferred one first."""
    reasons: tuple[int, ...]
    competitors: tuple[int, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def cell(self, cells: Sequence[str], name: str) -> str:
        """Return a column's text; of several that mean the same, the first that is not blank."""
        return next((c for c in (_at(cells, i) for i in self.places.get(name, ())) if c), "")

    def column(self, name: str) -> Iterator[str]:
        """Return the texts of a column that are not blank."""
        return (c for _, cells in self.rows if (c := self.cell(cells, name)))

    def joined(self, cells: Sequence[str], places: Sequence[int]) -> str:
        """Return what stands in several columns, each once."""
        return "; ".join(dict.fromkeys(c for c in (_at(cells, i) for i in places) if c))

    def label(self, name: str) -> str:
        """Return a column as the file calls it."""
        return self.header[self.places[name][0]] if self.places.get(name) else WANTED.get(name, name)

    def read(
        self, cells: Sequence[str], row: int, name: str, parse: Callable[[str], T], expected: str, problems: Problems
    ) -> T | None:
        """Return a cell's value; None where it is blank, or bad with a problem."""
        text = self.cell(cells, name)
        try:
            return parse(text) if text else None
        except BadValueError as error:
            problems.add(self.file, row, self.label(name), str(error), expected)
            return None


def crm_tables(file: str, data: bytes, problems: Problems) -> list[CrmTable]:
    """Return the tables of deals and their products in a file; a file without one is a problem."""
    return _tables(file, data, problems, _kind_of, KINDS)


def account_tables(file: str, data: bytes, problems: Problems) -> list[CrmTable]:
    """Return the tables of accounts in a file; a file without one is a problem."""
    return _tables(file, data, problems, _account_kind_of, ACCOUNT_KINDS)


def _tables(file: str, data: bytes, problems: Problems, kind_of: KindOf, kinds: str) -> list[CrmTable]:
    before = len(problems.found)
    sheets = _sheets(file, data, problems, kinds)
    if len(problems.found) > before:
        return []
    found = [t for rows in sheets if (t := _table(file, rows, problems, kind_of)) is not None]
    if not found and len(problems.found) == before:
        header = next((n for rows in sheets for n, _ in rows), 0)
        problems.add(file, header, "", "the file is no export that is known here", kinds)
    return found


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _sheets(file: str, data: bytes, problems: Problems, kinds: str) -> list[list[tuple[int, list[str]]]]:
    if data[:2] == b"PK":
        try:
            sheets = workbook_cells(data, MAX_UNPACKED_BYTES)
        except UnreadableWorkbookError as error:
            problems.add(file, 0, "", f"the file {error}", "a workbook saved as XLSX")
            return []
        return [[(n, cells) for n, cells in rows if any(cells)] for rows in sheets.values()]
    if not file.lower().endswith((".csv", ".txt", ".tsv")):
        problems.add(file, 0, "", "the file is neither CSV nor XLSX", kinds)
        return []
    lines = data[:100_000].decode("utf-8-sig", "replace").splitlines()
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    return [raw_rows(file, data, problems, max(",;\t", key=first.count))]


def _table(file: str, rows: Sequence[tuple[int, list[str]]], problems: Problems, kind_of: KindOf) -> CrmTable | None:
    for at, (number, header) in enumerate(rows[:HEADER_WITHIN]):
        squeezed = [METHOD.sub("", s) or s for s in map(_squeezed, header)]
        kind = kind_of(squeezed)
        if kind is None:
            continue
        wanted = {**MEDDPICC, **ABOUT, **kind} if kind in (OPPORTUNITIES, DEALS) else kind
        places = {ours: tuple(squeezed.index(n) for n in names if n in squeezed) for ours, names in wanted.items()}
        missing = [name for name in REQUIRED if name in kind and not places[name]]
        for name in missing:
            problems.add(file, number, WANTED[name], "the column is missing", "a column of this name: add it to the export")
        if missing:
            return None
        return CrmTable(
            file, kind is LINES, kind is DEALS or kind is _COMPANIES, tuple(h.strip() for h in header), places,
            tuple(i for i, h in enumerate(squeezed) if REASON.search(h)),
            tuple(i for i, h in enumerate(squeezed) if "competitor" in h),
            tuple((n, tuple(cells)) for n, cells in _without_footer(rows[at + 1 :])),
        )  # fmt: skip
    return None


def _squeezed(header: str) -> str:
    """Return a header's letters and digits in lower case, without the ending of Salesforce's own columns."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"__c$", "", header.strip().lower()))


def _kind_of(squeezed: Sequence[str]) -> Mapping[str, tuple[str, ...]] | None:
    names = set(squeezed)
    if "dealstage" in names and names & {*DEALS["deal_id"], "dealname"}:
        return DEALS
    if names & {"stagename", "stage"} and names & {"id", "opportunityid", "opportunityname", "name"}:
        return OPPORTUNITIES
    if "opportunityid" in names and names & {"quantity", *LINES["product"]}:
        return LINES
    return None


_ACCOUNTS: Mapping[str, tuple[str, ...]] = {**ACCOUNTS, **OWN_COLUMNS}
_COMPANIES: Mapping[str, tuple[str, ...]] = {**COMPANIES, **OWN_COLUMNS}
_ACCOUNT_MARKS = frozenset(n for key in ("street", "city", "region", "postal_code", "country") for n in ACCOUNTS[key]) | {
    "accountnumber", "annualrevenue", "rating", "accounttype", "industry",
}  # fmt: skip


def _account_kind_of(squeezed: Sequence[str]) -> Mapping[str, tuple[str, ...]] | None:
    names = set(squeezed)
    if names & {"stagename", "stage", "dealstage", "dealname", "opportunityid", "email", "lastname"} - _person_account(names):
        return None
    if names & set(COMPANIES["own_id"]) and names & {*COMPANIES["name"], "companydomainname", "domain"}:
        return _COMPANIES
    if names & {*ACCOUNTS["own_id"], "accountname"} and names & set(ACCOUNTS["name"]) and names & _ACCOUNT_MARKS:
        return _ACCOUNTS
    return None


def _person_account(names: set[str]) -> set[str]:
    """Return the columns of a person that a full Salesforce export of accounts has too."""
    return {"lastname", "email"} if "ispersonaccount" in names else set()


def _without_footer(rows: Sequence[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Return rows without the lines that a Salesforce report ends with: its title, copyright, who made it and when."""

    def alone(cells: Sequence[str]) -> bool:
        return sum(1 for c in cells if c.strip()) == 1

    end = next((i for i, (_, cells) in enumerate(rows) if alone(cells) and FOOTER.search("".join(cells))), len(rows))
    if end < len(rows):
        while end and alone(rows[end - 1][1]):
            end -= 1
    return list(rows[:end])
