"""Best customer tables: the needs of our best customers and who else has them, as two tables; one line where nothing is known.

In: BestCustomers, WhoElse rows.
Out: header and rows of the sheets "best customers" and "who else".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.stages.deals import Deal
from readiness.stages.positioning.best_customers import BestCustomer, WhoElse, best_customers, who_else
from readiness.stages.positioning.heard_needs import needs_by_account
from readiness.stages.positioning.research import Ranked
from readiness.stages.positioning.rows import Link
from readiness.stages.requirements import Evidence, Requirement
from readiness.vocabulary import Account

Table = tuple[tuple[str, ...], list[tuple[object, ...]]]
NO_BEST = (
    "Who our best customers are is not known: no won deal in crm/ names an account and an amount in {currency}. "
    "Put an export of your CRM's deals there."
)
NOBODY_ELSE = "Nobody else can be named: accounts.csv has none of the best customers, and no evidence names another account."


def best_customer_tables(
    deals: Sequence[Deal],
    accounts: Mapping[str, Account],
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    links: Sequence[Link],
    statements: Sequence[Ranked],
    currency: str,
) -> dict[str, Table]:
    """Return both tables by the name of their sheet."""
    needs = needs_by_account(requirements, evidence, links, statements)
    best = best_customers(deals, accounts, needs, currency)
    others = who_else(best, deals, accounts, needs)
    return {"best customers": _best(best, currency), "who else": _others(others, best, currency)}


def _best(best: Sequence[BestCustomer], currency: str) -> Table:
    if not best:
        return _note(NO_BEST.format(currency=currency))
    header = ("account", "name", f"won_money ({currency})", "n_deals", "needs")
    return header, [(b.account, b.name, b.won_money, b.n_deals, "; ".join(map(str, b.needs))) for b in best]


def _others(others: Sequence[WhoElse], best: Sequence[BestCustomer], currency: str) -> Table:
    if not best:
        return _note(NO_BEST.format(currency=currency))
    if not others:
        return _note(NOBODY_ELSE)
    header = ("account_id", "name", "needs_shared", "needs_share", "likeness", "most_like", "why")
    return header, [
        (
            o.account_id,
            o.name,
            "; ".join(map(str, o.needs)),
            round(o.share, 4),
            None if o.likeness is None else round(o.likeness, 4),
            o.most_like,
            o.why,
        )
        for o in others
    ]


def _note(text: str) -> Table:
    return ("note",), [(text,)]
