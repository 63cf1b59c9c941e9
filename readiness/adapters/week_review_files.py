"""Week review files: the page of a weekly review as HTML and as plain text, and the ledger of promises as a table.

In: WeekReview, Promises.
Out: bytes and text, the same each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from jinja2 import Environment, PackageLoader, StrictUndefined

from readiness.stages.owed import Promise
from readiness.stages.report.words import day
from readiness.stages.week_review import OwedLine, WeekReview

PROMISE_COLUMNS = tuple(f.name for f in fields(Promise))
STATES = {"met": "met", "open": "NOT MET", "unknown": "not known"}
_PAGES = Environment(
    loader=PackageLoader("readiness.adapters"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_PAGES.filters["day"] = day


def title_of(review: WeekReview) -> str:
    """Return the page's title, which is the subject of its mail too."""
    return f"{review.launch_name}: the week of {day(review.as_of)}"


def html_page(review: WeekReview) -> bytes:
    """Return the page as one file that needs nothing else."""
    return _PAGES.get_template("week_review.html.j2").render(r=review, title=title_of(review)).encode()


def plain_page(review: WeekReview) -> str:
    """Return the page as the text of a mail."""
    since = f", since {day(review.since)}" if review.since else ""
    n_more = review.n_owed - len(review.owed)
    owed = [*map(_owed, review.owed), *([f"- {n_more:,} more stand in plan/follow_ups.csv"] if n_more else [])]
    parts = [
        [title_of(review), f"As of {day(review.as_of)}{since}. {review.owner} answers for this launch."],
        ["WHAT CHANGED", *(f"- {line}" for line in review.changed)],
        ["WHO OWES WHAT", *(owed or ["Nobody owes anything."]), *review.kept],
        ["WHAT DO WE DECIDE", *(f"{n}. {line}" for n, line in enumerate(review.decide, start=1))],
        ["GO OR NO-GO, COUNTED", *(f"- {STATES[state]}: {text}" for state, text in review.facts)],
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _owed(line: OwedLine) -> str:
    p = line.promise
    n = line.days_late
    late = f", {n} {'day' if n == 1 else 'days'} late" if n else ""
    told = f", told: {line.told}" if n and line.told else ""
    return f"- {line.owner}, by {day(p.due_on)}{late}{told}: {p.words}"


def promise_table(ledger: Sequence[Promise]) -> tuple[Sequence[str], list[list[object]]]:
    """Return plan/follow_ups.csv."""
    return PROMISE_COLUMNS, [[getattr(p, name) for name in PROMISE_COLUMNS] for p in ledger]
