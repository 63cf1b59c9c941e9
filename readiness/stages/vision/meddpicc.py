"""MEDDPICC: what the fields of that method in a CRM say of a deal's vision, and no more than that.

In: the texts of a deal's fields.
Out: VisionNote: what a field cannot tell stays unknown.

Source: the fields as the method has them: metrics, economic buyer, decision criteria, decision process, paper process, identified
pain, champion, competition (Napoli, MEDDICC, 2021). Which level follows from which field is a judgement of ours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from readiness.stages.vision.deciding import VisionNote

FIELDS = (
    "metrics", "economic_buyer", "decision_criteria", "decision_process", "paper_process", "identified_pain", "champion",
    "competition",
)  # fmt: skip
TITLES = {name: name.replace("_", " ").capitalize() for name in FIELDS}
_NUMBER = re.compile(r"[0-9]")


def note_from_meddpicc(
    account_id: str, fields: Mapping[str, str], on: date, by: str, *, owner_met: bool = False, n_contacts: int = 0
) -> VisionNote | None:
    """Return what the fields say of the vision; None where none of them has words.

    Whose: a champion is somebody inside who wants it, which says no more than a user; that the purse is named does not make it
    its owner's idea. Formed: no field tells where an idea came from, so it stays unknown. Developed: metrics with a number are
    numbers, metrics or pain without one an event. What waiting costs, and from which day, stands in none of the fields.

    Args:
        account_id: whose deal.
        fields: some of FIELDS -> the text.
        on: the day the fields were last changed.
        by: who keeps the deal.
        owner_met: whether the CRM says that the economic buyer was met.
        n_contacts: how many contacts the CRM counts; 0 where it does not.
    """
    said = {name: " ".join(fields.get(name, "").split()) for name in FIELDS}
    said = {name: text for name, text in said.items() if any(c.isalnum() for c in text)}
    if not said:
        return None
    has_numbers = bool(_NUMBER.search(said.get("metrics", "")))
    developed = 2 if has_numbers else 1 if "metrics" in said or "identified_pain" in said else 0
    evidence = "\n".join(f"{TITLES[name]}: {text}" for name, text in said.items())
    return VisionNote(
        account_id, on, 1 if "champion" in said else 0, 0, developed, owner_met, n_contacts, None, None, "", reshaped=False,
        evidence=evidence, by=by,
    )  # fmt: skip
