"""Report act files: what is owed about reps, claims and partners, and how likely each quadrant is, as tables to script against.

In: Decisions.
Out: CSVs as bytes by file name; a header alone where there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Sequence

from readiness.adapters.table_files import csv_bytes
from readiness.stages.follow_ups import QUADRANTS, ClaimAct, Decisions, FollowUp, PartnerCase
from readiness.stages.report import evidence_text, reading
from readiness.vocabulary import currency_exponent

KEPT = ("opened_on", "act_id")
ACTS_HEADER = ("rep_id", "act", "words", "owner", "due_on", "evidence", "because", *KEPT)
CLAIM_ACTS_HEADER = (
    "requirement_id", "message_id", "persona", "channel", "act", "words", "owner", "due_on", "n_reps", "n", "share_right",
    "share_low", "share_high", "because", *KEPT,
)  # fmt: skip
PARTNER_ACTS_HEADER = (
    "partner_id", "name", "act", "words", "owner", "due_on", "evidence", "because", "n_missing", "n_held", "on_time_share",
    "n_reports", "n_reps", "n_judged", "n_ready", "n_not_ready", "n_missed_session", "n_reps_sold", "stock_lost_share",
    "added_money", "added_low", "added_high", "currency", *KEPT,
)  # fmt: skip
QUADRANTS_HEADER = ("rep_id", "quadrant", *(f"p_{name}" for name in QUADRANTS), "is_sure", "reading")


def act_csvs(decisions: Decisions, currency: str) -> dict[str, bytes]:
    """Return `acts.csv`, `claim_acts.csv`, `partner_acts.csv` and `quadrants.csv`."""
    of_partners = (_partner(p, f, currency) for p in decisions.partners for f in p.follow_ups)
    places = (
        [p.rep_id, p.quadrant, *(round(x, 4) + 0.0 for x in p.probabilities), "yes" if p.is_sure else "no", reading(p)]
        for p in decisions.places
    )
    return {
        "acts.csv": csv_bytes(ACTS_HEADER, (_rep(f, currency) for f in decisions.reps)),
        "claim_acts.csv": csv_bytes(CLAIM_ACTS_HEADER, (_claim(c) for c in decisions.claims)),
        "partner_acts.csv": csv_bytes(PARTNER_ACTS_HEADER, of_partners),
        "quadrants.csv": csv_bytes(QUADRANTS_HEADER, places),
    }


def _rep(f: FollowUp, currency: str) -> list[object]:
    evidence = evidence_text(f.evidence, currency)
    return [f.subject_id, f.act, f.words, f.owner, f.due_on, evidence, f.because, f.opened_on, f.act_id]


def _claim(c: ClaimAct) -> list[object]:
    r, f = c.result, c.follow_up
    words, due_on, opened_on, act_id = (f.words, f.due_on, f.opened_on, f.act_id) if f else ("", None, None, "")
    shares = _four((r.share, r.share_low, r.share_high))
    about = (r.requirement_id, r.message_id, r.persona, r.channel)
    return [*about, c.act, words, c.owner, due_on, r.n_reps, r.n, *shares, c.because, opened_on, act_id]


def _partner(p: PartnerCase, f: FollowUp, currency: str) -> list[object]:
    minor = currency_exponent(currency)
    money = [None if v is None else round(v, minor) + 0.0 for v in (p.added_money, p.added_low, p.added_high)]
    on_time, stock = _four((p.on_time_share, p.stock_share))
    counts = (p.n_reports, p.n_reps, p.n_judged, p.n_ready, p.n_not_ready, p.n_missed, p.n_sold)
    owed = (f.act, f.words, f.owner, f.due_on, evidence_text(f.evidence, currency), f.because)
    known = (p.n_missing, p.n_held, on_time, *counts, stock, *money, currency)
    return [p.partner_id, p.name, *owed, *known, f.opened_on, f.act_id]


def _four(values: Sequence[float | None]) -> list[float | None]:
    return [None if v is None else round(v, 4) + 0.0 for v in values]
