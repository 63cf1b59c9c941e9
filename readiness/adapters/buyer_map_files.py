"""Buyer map files: buyers.yaml, the buyer's side of a launch: who they are, and how they go about it.

In: the bytes of the file.
Out: BuyerMap; faults as Problems with line and field.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Annotated, Any

from pydantic import Field

from readiness.adapters.buyer_files import (
    MaybeWords,
    Name,
    Slug,
    StepName,
    Words,
    check_listed,
    entries,
    ids_of,
    no_repeats,
    whole,
)
from readiness.adapters.input_tables import Problems
from readiness.adapters.input_values import one_of, shown
from readiness.adapters.yaml_files import Strict, parsed_by, read_model
from readiness.stages.buyers import Alternative, BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.vocabulary import BUYER_STEPS

ALTERNATIVES = ("rival", "status_quo")
STEPS, OWN = "steps", "segment_steps"


class _Named(Strict):
    id: Slug
    name: Name


class _CallToAction(Strict):
    act: Words
    who: Words
    within_days: Annotated[int, whole(0, 365)]


class _Step(Strict):
    step: StepName
    name: Words
    task: Words
    anxiety: MaybeWords = ""
    constraint: MaybeWords = ""
    exit_criterion: Words
    starts_after_days: Annotated[int, whole(0, 1000)]
    call_to_action: _CallToAction
    usual_days: Annotated[int, whole(0, 1000)] = 0
    buyer_people: list[Slug] = Field(default_factory=list)
    our_people: list[Words] = Field(default_factory=list)
    channels: list[Slug] = Field(default_factory=list)
    re_enters: list[StepName] = Field(default_factory=list)


class _OwnStep(Strict):
    """What one segment does differently in a step; what is not named is as in `steps`."""

    segment: Slug
    step: StepName
    leave_out: bool = False
    name: Words | None = None
    task: Words | None = None
    anxiety: MaybeWords | None = None
    constraint: MaybeWords | None = None
    exit_criterion: Words | None = None
    starts_after_days: Annotated[int, whole(0, 1000)] | None = None
    call_to_action: _CallToAction | None = None
    usual_days: Annotated[int, whole(0, 1000)] | None = None
    buyer_people: list[Slug] | None = None
    our_people: list[Words] | None = None
    channels: list[Slug] | None = None
    re_enters: list[StepName] | None = None


class _Alternative(Strict):
    name: Words
    kind: Annotated[str, parsed_by(one_of(ALTERNATIVES), "one of " + ", ".join(ALTERNATIVES))]


class _Buyers(Strict):
    segments: list[_Named] = Field(min_length=1)
    personas: list[_Named] = Field(min_length=1)
    steps: list[_Step] = Field(min_length=1)
    segment_steps: list[_OwnStep] = Field(default_factory=list)
    alternatives: list[_Alternative] = Field(default_factory=list)


def read_buyers(file: str, data: bytes, problems: Problems) -> BuyerMap | None:
    """Return the buyer's side; steps in the order of the buyer's process."""
    before = len(problems.found)
    model = read_model(file, data, _Buyers, problems)
    for block, name in (("segments", "id"), ("personas", "id"), (STEPS, "step")):
        no_repeats(file, block, ids_of(problems, file, block, name), problems)
    if model is None:
        return None
    _check_steps(file, model, problems)
    if len(problems.found) > before:
        return None
    steps = [_step(s.model_dump()) for s in sorted(model.steps, key=lambda s: BUYER_STEPS.index(s.step))]
    by_name = {s.step: s for s in model.steps}
    own = [_step({**by_name[o.step].model_dump(), **_said(o)}) for o in model.segment_steps if not o.leave_out]
    return BuyerMap(
        tuple(Segment(s.id, s.name) for s in model.segments),
        tuple(Persona(p.id, p.name) for p in model.personas),
        tuple(steps),
        tuple(Alternative(a.name, a.kind) for a in model.alternatives),
        tuple(own),
        frozenset((o.segment, o.step) for o in model.segment_steps if o.leave_out),
    )


def check_step_channels(file: str, channels: Collection[str], problems: Problems) -> None:
    """Record each channel of a step that channels.yaml does not have."""
    check_listed(file, list(_lists(file, "channels", problems)), channels, "a channel of channels.yaml", problems)


def _said(own: _OwnStep) -> dict[str, Any]:
    return {name: value for name, value in own.model_dump(exclude={"leave_out"}).items() if value is not None}


def _step(said: dict[str, Any]) -> BuyerStep:
    lists = {name: tuple(said[name]) for name in ("buyer_people", "our_people", "channels", "re_enters")}
    return BuyerStep(**{**said, **lists, "call_to_action": CallToAction(**said["call_to_action"])})


def _check_steps(file: str, model: _Buyers, problems: Problems) -> None:
    """Record what steps name that is not there, and a way back that leads ahead."""
    segments, personas = [s.id for s in model.segments], [p.id for p in model.personas]
    check_listed(file, ids_of(problems, file, OWN, "segment"), segments, "a segment of this file", problems)
    check_listed(file, list(_lists(file, "buyer_people", problems)), personas, "a persona of this file", problems)
    known = {s.step for s in model.steps}
    seen: set[tuple[str, str]] = set()
    for i, own in enumerate(model.segment_steps):
        if own.step not in known:
            expected = "one of " + ", ".join(s for s in BUYER_STEPS if s in known)
            problems.add_at(file, f"{OWN}[{i}].step", f"{shown(own.step)} does not stand in steps", expected)
        if (own.segment, own.step) in seen:
            what = f"{shown(own.step)} of {shown(own.segment)} stands twice"
            problems.add_at(file, f"{OWN}[{i}].step", what, "each step of a segment once")
        seen.add((own.segment, own.step))
    written = [(STEPS, i, s.step, s.re_enters) for i, s in enumerate(model.steps)]
    written += [(OWN, i, s.step, s.re_enters or []) for i, s in enumerate(model.segment_steps)]
    for block, i, step, backs in written:
        for n, back in enumerate(backs):
            if BUYER_STEPS.index(back) >= BUYER_STEPS.index(step):
                what = f"{shown(back)} does not come before {shown(step)}"
                problems.add_at(file, f"{block}[{i}].re_enters[{n}]", what, "a step that buyers go back to")


def _lists(file: str, name: str, problems: Problems) -> Iterator[tuple[str, object]]:
    """Yield each entry of a list that steps hold, with its path."""
    for block in (STEPS, OWN):
        for i, entry in enumerate(entries(problems.contents.get(file, {}), block)):
            found: Sequence[object] = entry.get(name) or () if isinstance(entry, dict) else ()
            yield from ((f"{block}[{i}].{name}[{n}]", value) for n, value in enumerate(found))
