"""After-sale files: how it goes on with each account, and what buyers say of each rep, as tables.

In: a launch's inputs, its sales lines, answers to the survey, the day.
Out: path -> bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.table_files import csv_bytes
from readiness.stages.after_sale import SurveyAnswer, bought_by_account, relationships, survey_results
from readiness.vocabulary import currency_exponent

RELATIONSHIP_COLUMNS = (
    "account_id", "account_name", "channel", "segment", "rep_id", "bought_before", "bought_since", "n_orders", "is_repeat",
    "retained", "share_of_wallet", "currency", "why",
)  # fmt: skip
SURVEY_COLUMNS = (
    "rep_id", "n", "prepared", "prepared_low", "prepared_high", "understood_us", "would_buy_again", "verdict",
)  # fmt: skip


def after_sale_files(inputs: LaunchInputs, lines: pd.DataFrame, answers: Sequence[SurveyAnswer], until: date) -> dict[str, bytes]:
    """Return report/relationships.csv and report/survey.csv."""
    launch, accounts = inputs.launch, {a.account_id: a for a in inputs.accounts_in_scope}
    weeks = ((until - launch.dates.launch_on).days + 1) / 7
    minor = currency_exponent(launch.currency)
    served = lines[lines["rep_id"] != ""].sort_values("sold_on", kind="stable").groupby("account_id")["rep_id"].last().to_dict()
    rows = (
        [
            r.account_id, accounts[r.account_id].name, accounts[r.account_id].channel, accounts[r.account_id].segment,
            served.get(r.account_id, ""), round(r.bought_before, minor) + 0.0, round(r.bought_since, minor) + 0.0, r.n_orders,
            "yes" if r.is_repeat else "no", "" if r.retained is None else "yes" if r.retained else "no",
            None if r.share_of_wallet is None else round(r.share_of_wallet, 4) + 0.0, launch.currency, r.why,
        ]
        for r in relationships(list(accounts.values()), bought_by_account(lines, launch, until), weeks)
    )  # fmt: skip
    said = (
        [
            s.rep_id, s.n, *(None if v is None else round(v, 2) + 0.0 for v in (
                s.prepared, s.prepared_low, s.prepared_high, s.understood_us, s.would_buy_again,
            )), s.verdict,
        ]
        for s in survey_results(answers, until)
    )  # fmt: skip
    return {
        "report/relationships.csv": csv_bytes(RELATIONSHIP_COLUMNS, rows),
        "report/survey.csv": csv_bytes(SURVEY_COLUMNS, said),
    }
