"""Kettle deck: a small launch as the deck stage takes it, drawn by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from readiness.adapters.deck_brands import DeckBrand
from readiness.adapters.storyline_files import read_storyline
from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.decks import Audience, DeckSources, Recipe, SlideFill, Storyline, recipe_for
from readiness.stages.decks.rooms import Rooms
from readiness.stages.positioning import Approval, Message, Voice
from readiness.stages.positioning.figures import UnitWords
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import Characteristic, ProductSpec, Source, Variant
from readiness.vocabulary import Account, ChannelRow, Launch, LaunchDates, Motion, Rep

STORYLINES = Path(__file__).parents[1] / "content_templates/decks/storylines"
HERE = Source("kettle.yaml", "row 2")
SPEC = ProductSpec(
    "k1", "Kettle K1", "Hearth & Sons", "Kettles", "C", "",
    (Characteristic("lid", "lid", "Locks with a click", None, "", "=", "", "Locks with a click", HERE),), (),
)  # fmt: skip
LAUNCH = Launch(
    "kettle-k1", "Kettle K1", 2, "Ada Okoro", ("K1",), "EUR",
    LaunchDates(date(2024, 3, 1), date(2024, 4, 5), date(2024, 5, 1), date(2025, 1, 1)), ("shops",), 1,
)  # fmt: skip
CHANNEL = ChannelRow("shops", "Kitchen shops", 2, Motion.CONSULTATIVE, "en", "standard", "Bo Lind")
SHOPS = Audience("shops")
APPROVAL = Approval("hash", "Ada Okoro", "2024-03-04")
NOBODY = BuyerMap((), (), (), ())
REP = Rep("r1", "Cy Nash", "cy@example.com", "", "steam", "T1", "", Motion.CONSULTATIVE, "Europe/Paris", "en", None)
HOME = Account("a2", "Southway Kitchens", "shops", "steam", "T1", "home", "kitchens", None, None)
ACCOUNT = Account("a1", "Northway Retail", "shops", "steam", "T1", "office", "retail", None, None)


def step(name: str, starts: int, within: int = 7) -> BuyerStep:
    act = CallToAction(f"Do the {name} act", "you and a cook", within)
    return BuyerStep(name, f"Step {name}", f"Task of {name}", "", "", f"Exit of {name}", starts, act)


BUYERS = BuyerMap(
    (Segment("home", "Home cooks"), Segment("office", "Office kitchens")), (Persona("cook", "Cook"),),
    tuple(step(s, 10 * i) for i, s in enumerate(("recognise", "define", "evaluate", "decide", "implement", "review"))), (),
)  # fmt: skip


def requirement(n: int, importance: int = 5, heard: tuple[str, ...] = ()) -> Requirement:
    return Requirement(f"R{n}", "home", "cook", f"Need number {n} of a cook.", importance, "must", heard or (f"E{n}",))


def message(n: int, at: str = "evaluate", **changes: Any) -> Message:
    plain = Message(
        f"R{n}-{at}", "home", "cook", at, f"R{n}", "lid", f"Gain {n}", f"Claim {n} holds.", f"Text {n}. Ask {n}.", (f"E{n}",),
        f"Said {n}.", f"interview, cook {n}", f"Proof {n}.", "", "", f"Ask {n}.",
        Voice(Motion.CONSULTATIVE, "en"),
    )  # fmt: skip
    return replace(plain, **changes)


def evidence(*ids: str) -> dict[str, Evidence]:
    return {i: Evidence(i, "interview", "a cook", date(2024, 1, 2), "Said.") for i in ids}


def variant(name: str, price: str | None, **properties: str) -> Variant:
    return Variant(name, name, "", Decimal(price) if price else None, "EUR" if price else "", tuple(properties.items()), HERE)


@cache
def storyline(motion: str, language: str = "en") -> Storyline:
    return read_storyline(f"{language}/{motion}.yaml", (STORYLINES / f"{language}/{motion}.yaml").read_bytes())


@cache
def rooms(brand: str = "standard") -> Rooms:
    return DeckBrand(STORYLINES.parent, brand, {}).rooms


def sources(
    needs: Sequence[Requirement] = (),
    messages: Sequence[Message] = (),
    heard: Mapping[str, Evidence] = MappingProxyType({}),
    motion: str = "consultative",
    **changes: Any,
) -> DeckSources:
    """Return what a deck of the kettle is made from; `changes` are fields of DeckSources."""
    plain = DeckSources(
        CHANNEL, LAUNCH, SPEC, needs, heard, BUYERS, messages, APPROVAL, storyline(motion), UnitWords(), rooms(),
        accounts={"a1": ACCOUNT, "a2": HOME}, reps={"r1": REP},
    )  # fmt: skip
    return replace(plain, **changes)


def many(n: int, motion: str = "consultative", **changes: Any) -> DeckSources:
    """Return the sources with so many needs, each answered, heard and worried about."""
    needs = [requirement(i, importance=9 - i % 9) for i in range(n)]
    told = [message(i) for i in range(n)]
    told += [message(i, "decide", objection=f"worry {i}", answer=f"Answer {i}.") for i in range(n)]
    return sources(needs, told, evidence(*(f"E{i}" for i in range(n))), motion, **changes)


def deck(n: int, motion: str = "consultative", **changes: Any) -> Recipe:
    return recipe_for(SHOPS, many(n, motion, **changes))


def keys(of: Recipe) -> list[str]:
    return [s.key for s in of.slides]


def slide(of: Recipe, key: str) -> SlideFill:
    return next(s for s in of.slides if s.key == key)
