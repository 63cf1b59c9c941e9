"""After the sale: whether an account came back, how much of what it buys it buys from us, and what buyers say of the rep.

In: sales per account before and since the launch, accounts; answers to a short survey.
Out: Relationship per account, SurveyResult per rep: evidence beside sales-out; they change no figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

import pandas as pd
from scipy.stats import t as student

from readiness.vocabulary import Account, Launch, currency_exponent

REFERENCE_WEEKS = 52
"""Before the launch: a customer is whoever bought in that time."""
LEAST_ANSWERS = 5
"""With fewer nothing is said of a rep: one buyer would be recognised, and one answer would decide."""
LOW, HIGH = 1, 5
"""The ends of the survey's scale."""
LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class Bought:
    """What one account bought."""

    before_money: float
    """In the reference time before the launch."""
    since_money: float
    """Since the launch."""
    n_orders: int
    """Days since the launch on which it bought."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """How it goes on with one account."""

    account_id: str
    bought_before: float
    bought_since: float
    n_orders: int
    is_repeat: bool
    """It bought on more than one day since the launch."""
    retained: bool | None
    """It had bought before and did again; None for one that had not."""
    share_of_wallet: float | None
    """0..1: what it bought since the launch of what it could have bought in that time; None where that is not known."""
    why: str


def bought_by_account(lines: pd.DataFrame, launch: Launch, until: date) -> dict[str, Bought]:
    """Return account -> what it bought in the year before the launch, and since then up to a day.

    Args:
        lines: of every product, as `sales_out.launch_lines` gives them: account_id, sold_on, amount_minor.
        launch: whose currency and days count.
        until: the last day, included.
    """
    scale = 10 ** currency_exponent(launch.currency)
    start = launch.dates.launch_on - timedelta(weeks=REFERENCE_WEEKS)
    before = lines[(lines["sold_on"] >= start) & (lines["sold_on"] < launch.dates.launch_on)]
    since = lines[(lines["sold_on"] >= launch.dates.launch_on) & (lines["sold_on"] <= until)]
    past = before.groupby("account_id")["amount_minor"].sum().to_dict()
    now = since.groupby("account_id")["amount_minor"].sum().to_dict()
    days = since.groupby(["account_id", "sold_on"])["amount_minor"].sum()
    orders = days[days > 0].groupby("account_id").size().to_dict()  # a day of returns alone is no order
    return {
        str(a): Bought(float(past.get(a, 0)) / scale, float(now.get(a, 0)) / scale, int(orders.get(a, 0)))
        for a in sorted({*past, *now}, key=str)
    }


def relationships(accounts: Sequence[Account], bought: Mapping[str, Bought], weeks_since: float) -> list[Relationship]:
    """Return every account's relationship, in the order of the accounts.

    Args:
        accounts: in scope.
        bought: account_id -> what it bought; one that is missing bought nothing.
        weeks_since: length of the time since the launch, in weeks.
    """
    return [_relationship(a, bought.get(a.account_id, Bought(0.0, 0.0, 0)), weeks_since) for a in accounts]


def _relationship(account: Account, b: Bought, weeks: float) -> Relationship:
    potential = float(account.potential_money) * weeks / 52 if account.potential_money and weeks > 0 else None
    share = min(1.0, max(0.0, b.since_money / potential)) if potential else None
    retained = b.since_money > 0 if b.before_money > 0 else None
    said = []
    if retained is not None:
        said.append("came back" if retained else "bought before and has not come back")
    elif b.since_money > 0:
        said.append("a new customer")
    else:
        said.append("has never bought")
    if potential and b.since_money > potential:
        said.append("bought more than its potential, which is too low then")
    if potential is None:
        said.append("its potential is not known")
    return Relationship(
        account.account_id, b.before_money, b.since_money, b.n_orders, b.n_orders > 1, retained, share, "; ".join(said)
    )


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """What one buyer answered about one rep; each mark 1 (not at all) to 5 (wholly), None where it was left out."""

    response_id: str
    account_id: str
    rep_id: str
    answered_on: date
    prepared: int | None
    """Was the rep prepared?"""
    understood_us: int | None
    would_buy_again: int | None
    said: str


@dataclass(frozen=True, slots=True)
class SurveyResult:
    """What buyers say of one rep."""

    rep_id: str
    n: int
    """Accounts that answered whether the rep was prepared: one counts once, by its last answer."""
    prepared: float | None
    """Mean, 1..5; None with too few answers."""
    prepared_low: float | None
    """Of the 90% band of the mean."""
    prepared_high: float | None
    understood_us: float | None
    would_buy_again: float | None
    verdict: str
    """prepared, not_prepared, unclear (the band holds the middle of the scale) or not_enough_data."""


def survey_results(answers: Sequence[SurveyAnswer], as_of: date) -> list[SurveyResult]:
    """Return what was answered up to a day about each rep, by rep_id.

    The band is that of a mean by Student's t, cut at the ends of the scale; where all answers are the same it reaches as far as
    if one more account had given the answer next to it.

    Source: Student (1908), Biometrika 6, 1-25. The cut and the added answer are ours.
    """
    last: dict[tuple[str, str], SurveyAnswer] = {}
    for a in sorted(answers, key=lambda a: (a.answered_on, a.response_id)):
        if a.answered_on <= as_of:
            last[a.rep_id, a.account_id] = a
    by_rep: dict[str, list[SurveyAnswer]] = {}
    for (rep_id, _), a in last.items():
        by_rep.setdefault(rep_id, []).append(a)
    return [_result(rep_id, own) for rep_id, own in sorted(by_rep.items())]


def _result(rep_id: str, answers: Sequence[SurveyAnswer]) -> SurveyResult:
    marks = [a.prepared for a in answers if a.prepared is not None]
    others = [_mean([m for a in answers if (m := getattr(a, name)) is not None]) for name in ("understood_us", "would_buy_again")]
    if len(marks) < LEAST_ANSWERS:
        return SurveyResult(rep_id, len(marks), None, None, None, None, None, "not_enough_data")
    mean, low, high = mean_band(marks)
    middle = (LOW + HIGH) / 2
    verdict = "prepared" if low > middle else "not_prepared" if high < middle else "unclear"
    return SurveyResult(rep_id, len(marks), mean, low, high, others[0], others[1], verdict)


def mean_band(marks: Sequence[int]) -> tuple[float, float, float]:
    """Return the mean of marks and the ends of its 90% band."""
    n = len(marks)
    mean = sum(marks) / n
    seen: Sequence[int] = marks
    if len(set(marks)) == 1:
        seen = [*marks, marks[0] - 1 if marks[0] > LOW else marks[0] + 1]
    centre = sum(seen) / len(seen)
    spread = sqrt(sum((m - centre) ** 2 for m in seen) / (len(seen) - 1))
    reach = float(student.ppf((1 + LEVEL) / 2, n - 1)) * spread / sqrt(n)
    return mean, max(float(LOW), mean - reach), min(float(HIGH), mean + reach)


def _mean(marks: Sequence[int]) -> float | None:
    return sum(marks) / len(marks) if len(marks) >= LEAST_ANSWERS else None
