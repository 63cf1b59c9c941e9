"""Account facts: what a seller knows of an account beside its name and place: what a sale there asks for, and what it is worth.

In: account_facts.csv, or a CRM's custom fields.
Out: AccountFacts.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

TOP_LEVEL = 3
"""The levels of complexity, buyer_information, customisation and relationship are 0, 1, 2 and 3."""
LEVELS = ("complexity", "buyer_information", "customisation", "relationship")


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What is known of one account; None where nobody has said."""

    account_id: str
    deal_size_money: Decimal | None = None
    """What one order of this product would come to, in the launch's currency."""
    complexity: int | None = None
    """0 a product that explains itself .. 3 one that changes how the buyer works."""
    buyer_information: int | None = None
    """How well the buyer knows what he needs: 0 not yet .. 3 exactly."""
    customisation: int | None = None
    """0 as it comes .. 3 built for this buyer."""
    relationship: int | None = None
    """What the buyer wants of us: 0 an order taken .. 3 two firms that plan together."""
    margin_share: float | None = None
    """0..1: what is left of a year's purchases after the cost of goods."""
    retained_share: float | None = None
    """0..1: share of what it bought in the year before that it bought again."""
    is_reference: bool | None = None
    """Whether it would speak for us."""

    @property
    def worth(self) -> float | None:
        """Return how good a customer it is, 0..1: margin x retention x reference; None where margin or retention is not known.

        An account that would not speak for us counts half, one that nobody has asked three quarters: a judgement.
        """
        if self.margin_share is None or self.retained_share is None:
            return None
        return self.margin_share * self.retained_share * REFERENCE[self.is_reference]


REFERENCE = {True: 1.0, None: 0.75, False: 0.5}
