"""Buyer files: launch.yaml, buyers.yaml, channels.yaml and training.yaml.

In: the bytes of each file.
Out: Launch, BuyerMap, channels and partners, TrainingPolicy; faults as Problems with line and field.
"""

from __future__ import annotations

import itertools
from datetime import date, time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from readiness.adapters.input_tables import BadValueError, Problems
from readiness.adapters.input_values import currency_value, slug_value
from readiness.adapters.yaml_files import Strict, read_model
from readiness.stages.buyers import Alternative, BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.training import TrainingPolicy
from readiness.vocabulary import BUYER_STEPS, ChannelRow, Launch, LaunchDates, Motion, Partner


def _slug(text: str) -> str:
    try:
        return slug_value(text)
    except BadValueError as error:
        raise ValueError("lower-case letters, digits and dashes") from error


def _currency(text: str) -> str:
    try:
        return currency_value(text)
    except BadValueError as error:
        raise ValueError("an ISO 4217 code such as EUR") from error


Slug = Annotated[str, AfterValidator(_slug)]
Currency = Annotated[str, AfterValidator(_currency)]
Text = Annotated[str, Field(min_length=1)]


class _Dates(Strict):
    positioning_by: date | None = None
    ready_by: date
    launch_on: date
    measure_until: date


class _Launch(Strict):
    launch_id: Slug
    name: Text
    tier: int = Field(ge=1, le=3)
    owner: Text
    product_ids: list[Text] = Field(min_length=1)
    currency: Currency
    channels: list[Slug] = Field(min_length=1)
    dates: _Dates
    seed: int = Field(default=1, ge=0)


def read_launch(file: str, data: bytes, problems: Problems) -> Launch | None:
    """Return the launch; its days must follow one another."""
    model = read_model(file, data, _Launch, problems)
    if model is None:
        return None
    d = model.dates
    days = LaunchDates(d.positioning_by or d.ready_by, d.ready_by, d.launch_on, d.measure_until)
    order = ["positioning_by", "ready_by", "launch_on", "measure_until"]
    for earlier, later in itertools.pairwise(order):
        if getattr(days, later) < getattr(days, earlier):
            path = f"dates.{later}"
            what = f"{getattr(days, later)} is before {earlier}"
            problems.add_at(file, path, what, f"{getattr(days, earlier)} or later")
    _no_repeats(file, "product_ids", model.product_ids, problems)
    _no_repeats(file, "channels", model.channels, problems)
    return Launch(
        model.launch_id,
        model.name,
        model.tier,
        model.owner,
        tuple(model.product_ids),
        model.currency,
        days,
        tuple(model.channels),
        model.seed,
    )


class _Named(Strict):
    id: Slug
    name: Text


class _CallToAction(Strict):
    act: Text
    who: Text
    within_days: int = Field(ge=0, le=365)


class _Step(Strict):
    step: Literal["recognise", "define", "evaluate", "decide", "implement", "review"]
    name: Text
    task: Text
    anxiety: str = ""
    constraint: str = ""
    exit_criterion: Text
    starts_after_days: int = Field(ge=0, le=1000)
    call_to_action: _CallToAction


class _Alternative(Strict):
    name: Text
    kind: Literal["rival", "status_quo"]


class _Buyers(Strict):
    segments: list[_Named] = Field(min_length=1)
    personas: list[_Named] = Field(min_length=1)
    steps: list[_Step] = Field(min_length=1)
    alternatives: list[_Alternative] = Field(default_factory=list)


def read_buyers(file: str, data: bytes, problems: Problems) -> BuyerMap | None:
    """Return the buyer's side; steps in the order of the buyer's process."""
    model = read_model(file, data, _Buyers, problems)
    if model is None:
        return None
    _no_repeats(file, "segments", [s.id for s in model.segments], problems)
    _no_repeats(file, "personas", [p.id for p in model.personas], problems)
    _no_repeats(file, "steps", [s.step for s in model.steps], problems)
    steps = [
        BuyerStep(**{**s.model_dump(exclude={"call_to_action"}), "call_to_action": CallToAction(**s.call_to_action.model_dump())})
        for s in sorted(model.steps, key=lambda s: BUYER_STEPS.index(s.step))
    ]
    return BuyerMap(
        tuple(Segment(s.id, s.name) for s in model.segments),
        tuple(Persona(p.id, p.name) for p in model.personas),
        tuple(steps),
        tuple(Alternative(a.name, a.kind) for a in model.alternatives),
    )


class _Channel(Strict):
    id: Slug
    name: Text
    tier: int = Field(ge=1, le=9)
    motion: Motion
    language: Text = "en"
    template: Slug = "standard"
    manager: str = ""


class _Partner(Strict):
    id: Slug
    name: Text
    channels: list[Slug] = Field(min_length=1)
    currency: Currency


class _Channels(Strict):
    channels: list[_Channel] = Field(min_length=1)
    partners: list[_Partner] = Field(default_factory=list)


def read_channels(file: str, data: bytes, problems: Problems) -> tuple[list[ChannelRow], list[Partner]]:
    """Return channels and partners."""
    model = read_model(file, data, _Channels, problems)
    if model is None:
        return [], []
    ids = [c.id for c in model.channels]
    _no_repeats(file, "channels", ids, problems)
    _no_repeats(file, "partners", [p.id for p in model.partners], problems)
    for i, partner in enumerate(model.partners):
        for j, channel in enumerate(partner.channels):
            if channel not in ids:
                path = f"partners[{i}].channels[{j}]"
                problems.add_at(file, path, f"{channel!r} is unknown", "one of " + ", ".join(ids))
    channels = [ChannelRow(c.id, c.name, c.tier, c.motion, c.language, c.template, c.manager) for c in model.channels]
    return channels, [Partner(p.id, p.name, tuple(p.channels), p.currency) for p in model.partners]


class _Hours(Strict):
    starts: time
    ends: time


class _Training(Strict):
    title: Text
    minutes: int = Field(ge=15, le=480)
    seats: int = Field(ge=1, le=1000)
    first_day: date
    working_hours: _Hours
    waves: int = Field(default=1, ge=1, le=12)
    readiness_bar: float = Field(default=70, ge=0, le=100)


def read_training(file: str, data: bytes, problems: Problems) -> TrainingPolicy | None:
    """Return what a session is and when it may be."""
    model = read_model(file, data, _Training, problems)
    if model is None:
        return None
    if model.working_hours.ends <= model.working_hours.starts:
        path = "working_hours.ends"
        problems.add_at(file, path, f"{model.working_hours.ends} is not after starts", "a later time")
    hours = model.working_hours
    return TrainingPolicy(
        model.title, model.minutes, model.seats, model.first_day, hours.starts, hours.ends, model.waves, model.readiness_bar
    )


def _no_repeats(file: str, path: str, ids: list[str], problems: Problems) -> None:
    for i, value in enumerate(ids):
        if value in ids[:i]:
            problems.add_at(file, f"{path}[{i}]", f"{value!r} stands twice", "each once")
