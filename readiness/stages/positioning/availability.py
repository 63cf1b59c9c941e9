"""Availability: which characteristics a message may speak of at this launch, and from which day.

In: characteristics with their status and days, the launch's dates, links.
Out: the reason that bars one, the day a message must name, Gaps for the factory.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from readiness.stages.positioning.rows import Gap, Link
from readiness.stages.spec import Characteristic, ProductSpec
from readiness.vocabulary import LaunchDates

BLOCKING = 9
"""The weight of a gap that keeps a message from being said; one that only warns has 0."""
ADVICE = {
    "not_yet_available": "say nothing of it at this launch: answer the need with what ships, or have the factory promise a day",
    "claim_expired": "state the value again with a later valid_until, or say nothing of it at this launch",
    "claim_expires": "state the value again with a later valid_until, or stop saying it after that day",
}


def barred(c: Characteristic, dates: LaunchDates) -> str:
    """Return why no message of this launch may speak of a characteristic, as one sentence; "" where one may."""
    return _bar(c, dates)[1]


def available_later(c: Characteristic, dates: LaunchDates) -> date | None:
    """Return the day from which a characteristic ships where that is after the launch: whoever speaks of it must name the day.

    None where it ships at the launch, and where it is barred.
    """
    if c.status != "dated" or c.available_from is None or c.available_from <= dates.launch_on or barred(c, dates):
        return None
    return c.available_from


def availability_gaps(spec: ProductSpec, links: Sequence[Link], dates: LaunchDates) -> list[Gap]:
    """Return a gap for each characteristic that answers a need but may not be spoken of, or not until the launch's last day."""
    answering = {i for x in links if x.strength == 9 for i in (x.characteristic_id, *x.figures_of)}
    gaps: list[Gap] = []
    for c in (c for c in spec.characteristics if c.characteristic_id in answering):
        kind, text = _bar(c, dates)
        if kind:
            gaps.append(Gap(kind, c.characteristic_id, text, BLOCKING, ADVICE[kind]))
        elif c.valid_until is not None and c.valid_until < dates.measure_until:
            text = (
                f"{c.name}: the factory stands by the value until {c.valid_until}; the launch runs until {dates.measure_until}."
            )
            gaps.append(Gap("claim_expires", c.characteristic_id, text, 0, ADVICE["claim_expires"]))
    return gaps


def _bar(c: Characteristic, dates: LaunchDates) -> tuple[str, str]:
    """Return the kind of gap that bars a characteristic and the sentence; twice "" where nothing does."""
    if c.status == "roadmap":
        return "not_yet_available", f"{c.name} is on the roadmap: the factory plans it and promises no day."
    if c.valid_until is not None and c.valid_until < dates.launch_on:
        text = f"{c.name}: the factory stood by the value until {c.valid_until}; the launch is on {dates.launch_on}."
        return "claim_expired", text
    if c.status == "dated" and c.available_from is None:
        return "not_yet_available", f"{c.name} comes later, and the spec does not say on which day."
    if c.status == "dated" and c.available_from is not None and c.available_from > dates.measure_until:
        return "not_yet_available", f"{c.name} ships from {c.available_from}; the launch runs until {dates.measure_until}."
    return "", ""
