"""Deals: what was won, lost or is still open, and the words a seller left with it, as evidence.

In: Deals as a CRM exports them.
Out: Evidence of kind win_loss; it never leaves the house, for a note in a CRM is the seller's, not the customer's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from readiness.stages.requirements import Evidence, account_ids, settled
from readiness.vocabulary import Account

WITHOUT_WORDS = frozenset(("n/a", "na", "none", "no reason", "not specified", "other", "unknown", "tbd", "--none--"))
"""What a list offers to people who do not say why."""


@dataclass(frozen=True, slots=True)
class DealLine:
    """One product of a deal."""

    product: str
    """Its code, else its name."""
    quantity: Decimal | None
    unit_price_money: Decimal | None
    total_money: Decimal | None


@dataclass(frozen=True, slots=True)
class DealMethod:
    """What a CRM's fields of the MEDDPICC method say of one deal."""

    fields: Mapping[str, str]
    changed_on: date | None
    owner_met: bool
    n_contacts: int


@dataclass(frozen=True, slots=True)
class Deal:
    """One opportunity of a CRM."""

    deal_id: str
    account: str
    """An account_id of accounts.csv where it is one of them, else its name or id in the CRM; blank where nobody is named."""
    stage: str
    """As the CRM calls it."""
    won: bool | None
    """None while it is open."""
    closed_on: date | None
    """None while it is open."""
    amount_money: Decimal | None
    """In major units; None where it is not known."""
    currency: str
    """ISO 4217; blank for the launch's own."""
    reason: str
    """Why it was won or lost."""
    notes: str
    competitor: str
    lines: tuple[DealLine, ...] = ()
    method: DealMethod | None = None
    """None where its CRM has no such fields, or they are blank."""

    @property
    def evidence_id(self) -> str:
        """Return what its words are called as evidence."""
        return f"crm-{self.deal_id}"


def evidence_from_deals(deals: Iterable[Deal], accounts: Iterable[Account] = ()) -> list[Evidence]:
    """Return the words of every closed deal that has some, in the order of the deals: the reason, then the notes."""
    known = account_ids(accounts)
    return [settled(said, known) for said in map(_said, deals) if said is not None]


def _said(deal: Deal) -> Evidence | None:
    words = [text for text in (deal.reason, deal.notes) if _has_words(text)]
    if deal.won is None or deal.closed_on is None or not words:
        return None
    outcome = "won deal" if deal.won else "lost deal"
    source = f"{outcome}, {deal.stage}" if deal.stage else outcome
    text = "\n".join(dict.fromkeys(words))
    return Evidence(deal.evidence_id, "win_loss", source, deal.closed_on, text, deal.account, "internal")


def _has_words(text: str) -> bool:
    return any(c.isalpha() for c in text) and text.strip(" .").casefold() not in WITHOUT_WORDS


def with_lines(deal: Deal, lines: Iterable[DealLine]) -> Deal:
    """Return a deal with its lines; where it states no amount and every line does, it is their sum."""
    own = tuple(lines)
    totals = [x.total_money for x in own if x.total_money is not None]
    amount = sum(totals, Decimal(0)) if deal.amount_money is None and own and len(totals) == len(own) else deal.amount_money
    return replace(deal, amount_money=amount, lines=own)
