"""Channel files: channels.yaml, the routes to market and the partners in them.

In: the bytes of the file.
Out: channels and partners; faults as Problems with line and field.
"""

from __future__ import annotations

from datetime import time
from typing import Annotated

from pydantic import Field

from readiness.adapters.buyer_files import (
    Clock,
    Currency,
    Language,
    MaybeWords,
    Name,
    Slug,
    check_listed,
    entries,
    ids_of,
    no_repeats,
    whole,
)
from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import one_of, shown, zone_value
from readiness.adapters.yaml_files import Strict, listed_ids, parsed_by, read_model
from readiness.stages.decks.storyline import DENIALS
from readiness.vocabulary import CADENCES, WEEKDAYS, ChannelRow, Motion, Partner


class _Channel(Strict):
    id: Slug
    name: Name
    tier: Annotated[int, whole(1, 9)]
    motion: Annotated[Motion, parsed_by(one_of([m.value for m in Motion]), "one of " + ", ".join(Motion))]
    language: Language = "en"
    template: Slug = "standard"
    manager: MaybeWords = ""
    deny: list[Annotated[str, parsed_by(one_of(DENIALS), "one of " + ", ".join(DENIALS))]] = Field(default_factory=list)


class _Due(Strict):
    weekday: Annotated[str, parsed_by(one_of(WEEKDAYS), "one of " + ", ".join(WEEKDAYS))] = "wednesday"
    time: Clock = time(17)


class _Partner(Strict):
    id: Slug
    name: Name
    channels: list[Slug] = Field(min_length=1)
    currency: Currency
    tier: Annotated[int | None, whole(1, 9)] = None
    reports_to: Slug | None = None
    cadence: Annotated[str, parsed_by(one_of(CADENCES), "one of " + ", ".join(CADENCES))] = "monthly"
    due: _Due = Field(default_factory=_Due)
    time_zone: Annotated[str, parsed_by(zone_value, "an IANA time zone such as Europe/Berlin")] = "UTC"


class _Channels(Strict):
    channels: list[_Channel] = Field(min_length=1)
    partners: list[_Partner] = Field(default_factory=list)


def read_channels(file: str, data: bytes, problems: Problems) -> tuple[list[ChannelRow], list[Partner]]:
    """Return channels and partners; a partner without a tier has the farthest of its channels."""
    model = read_model(file, data, _Channels, problems)
    for block in ("channels", "partners"):
        no_repeats(file, block, ids_of(problems, file, block, "id"), problems)
    known = listed_ids(file, "channels", "id", problems)
    for i, partner in enumerate(entries(problems.contents.get(file, {}), "partners")):
        if isinstance(partner, dict):
            path = f"partners[{i}].channels"
            ids = [(f"{path}[{j}]", v) for j, v in enumerate(entries(partner, "channels"))]
            no_repeats(file, path, ids, problems)
            check_listed(file, ids, known, "a channel of this file", problems)
    suppliers = [(path, value) for path, value in ids_of(problems, file, "partners", "reports_to") if value]
    check_listed(file, suppliers, listed_ids(file, "partners", "id", problems), "a partner of this file", problems)
    if model is None:
        return [], []
    channels = [
        ChannelRow(c.id, c.name, c.tier, c.motion, c.language, c.template, c.manager, tuple(c.deny)) for c in model.channels
    ]
    tier_of = {c.id: c.tier for c in model.channels}
    partners = [_partner(p, max(tier_of.get(c, 1) for c in p.channels)) for p in model.partners]
    _check_tiers(file, partners, problems)
    return channels, partners


def _partner(p: _Partner, tier: int) -> Partner:
    return Partner(
        p.id, p.name, tuple(p.channels), p.currency, p.tier or tier, p.reports_to or "", p.cadence,
        WEEKDAYS.index(p.due.weekday), p.due.time, p.time_zone,
    )  # fmt: skip


def _check_tiers(file: str, partners: list[Partner], problems: Problems) -> None:
    """Record each partner that is no farther from the factory than the one that supplies it."""
    by_id = {p.partner_id: p for p in partners}
    for i, partner in enumerate(partners):
        supplier = by_id.get(partner.reports_to)
        if supplier is not None and partner.tier <= supplier.tier:
            what = f"{shown(partner.partner_id)} has tier {partner.tier}; {shown(partner.reports_to)} has {supplier.tier}"
            problems.add_at(file, f"partners[{i}].reports_to", what, "a supplier nearer to the factory, so with a smaller tier")
