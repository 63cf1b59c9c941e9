"""Launches drawn at random for quizzes: needs, claims and quotes that overlap in every way real ones do. Every word is made up.

Two needs may be met by one characteristic, one need by two, two may be put in the same words, heard from the same customer, share
a worry, a limit or an act; names repeat, numbers come with and without a bound. What is right is known from the tables alone.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from readiness.adapters.quiz_files import read_wording
from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.positioning import Link, Message
from readiness.stages.quizzes import Item, QuizWording, items_from
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import Characteristic, ProductSpec, Source
from readiness.vocabulary import BUYER_STEPS

TEMPLATES = Path(__file__).parents[1] / "content_templates" / "quizzes"
SYLLABLES = "ba ke li mo nu ra se ti vo zu dra fel gri hon jat kul men pos ret sil".split()
UNITS = ("kg", "L", "year", "%", "", "dB")


@dataclass(frozen=True)
class QuizLaunch:
    """What items are made from."""

    messages: list[Message]
    links: list[Link]
    spec: ProductSpec
    requirements: list[Requirement]
    evidence: dict[str, Evidence]
    buyers: BuyerMap
    acts: dict[tuple[str, str], CallToAction]

    def items(self, seed: int = 1, n_variants: int = 2, language: str = "en", **changed: Any) -> tuple[Item, ...]:
        facts = {f.name: getattr(self, f.name) for f in fields(self)} | changed
        return items_from(**facts, quiz_id="q", wording=wording(language), seed=seed, n_variants=n_variants)


@cache
def wording(language: str) -> QuizWording:
    return read_wording(f"{language}.yaml", (TEMPLATES / f"{language}.yaml").read_bytes())


class Words:
    """Made-up words, sentences of them, now and then one that was said before."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.lexicon = sorted({"".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 3))) for _ in range(3000)})

    def sentence(self, n: int, end: str = ".") -> str:
        text = " ".join(self.rng.choice(self.lexicon) for _ in range(n))
        return text[:1].upper() + text[1:] + end

    def again(self, before: list[str], share: float, n: int, end: str = ".") -> str:
        """Return a sentence said before, else a new one."""
        text = self.rng.choice(before) if before and self.rng.random() < share else self.sentence(n, end)
        before.append(text)
        return text


def drawn_launch(seed: int, n_needs: int, *, clash: float = 0.15) -> QuizLaunch:
    """Return a launch of so many needs, in which things are shared with the probability `clash`."""
    rng = random.Random(seed)  # noqa: S311 - drawn to be drawn again
    words = Words(rng)
    personas = [f"p{i}" for i in range(max(2, min(6, n_needs // 3)))]
    segments = [f"s{i}" for i in range(max(1, min(5, n_needs // 6)))]
    characteristics = [_characteristic(i, rng, words, clash) for i in range(max(3, int(n_needs * 0.9)))]
    requirements, evidence = _needs(n_needs, rng, words, clash, personas, segments)
    links = _links(requirements, characteristics, rng, words, clash)
    steps = tuple(_step(step, rng, words, clash) for step in BUYER_STEPS[: rng.randint(3, 6)])
    acts = {
        (r.requirement_id, s.step): CallToAction(words.sentence(6, ""), "you", 7)
        for r in requirements
        for s in steps
        if rng.random() < 0.7
    }
    buyers = BuyerMap(tuple(Segment(s, s.title()) for s in segments), tuple(Persona(p, f"Role {p}") for p in personas), steps, ())
    spec = ProductSpec("P", "Produkt 7", "Maker", "things", "A", "", tuple(characteristics), ())
    return QuizLaunch(
        _messages(requirements, links, evidence, steps, rng, words, clash), links, spec, requirements, evidence, buyers, acts
    )


def _characteristic(i: int, rng: random.Random, words: Words, clash: float) -> Characteristic:
    name = "shared name" if rng.random() < clash / 3 else words.sentence(2, "").lower()
    condition = words.sentence(2, "").lower() if rng.random() < 0.2 else ""
    if rng.random() < 0.4:
        return Characteristic(f"c{i}", name, "in words", None, "", "=", condition, "As printed.", Source("spec.csv", f"row {i}"))
    number = Decimal(rng.choice(["1", "2", "5", "12", "20", "90", "100", "250", "7000", "0.4", "14.5", "99.9", "3.25"]))
    return Characteristic(
        f"c{i}", name, "", number, rng.choice(UNITS), rng.choice(["=", "<=", ">="]), condition, "As printed.",
        Source("spec.csv", f"row {i}"),
    )  # fmt: skip


def _needs(
    n: int, rng: random.Random, words: Words, clash: float, personas: list[str], segments: list[str]
) -> tuple[list[Requirement], dict[str, Evidence]]:
    evidence: dict[str, Evidence] = {}
    told: dict[str, list[str]] = {"statement": [], "anxiety": [], "quote": []}
    found: list[Requirement] = []
    for i in range(n):
        heard = []
        for _ in range(rng.randint(0, 4)):
            if evidence and rng.random() < clash:
                heard.append(rng.choice(sorted(evidence)))
                continue
            key = f"E{len(evidence):05}"
            kind = rng.choice(["interview", "review", "survey", "ticket", "crm_note"])
            evidence[key] = Evidence(key, kind, "somewhere", date(2024, 1, 1), words.again(told["quote"], clash / 2, 11))
            heard.append(key)
        found.append(
            Requirement(
                f"N{i:04}", rng.choice(segments), rng.choice(personas),
                words.again(told["statement"], clash / 3, rng.randint(8, 13)), rng.randint(1, 9), "must",
                tuple(dict.fromkeys(heard)),
                anxiety=words.again(told["anxiety"], clash, 7, "") if rng.random() < 0.7 else "",
            )
        )  # fmt: skip
    return found, evidence


def _links(
    requirements: list[Requirement], characteristics: list[Characteristic], rng: random.Random, words: Words, clash: float
) -> list[Link]:
    limits: list[str] = []
    found: dict[tuple[str, str], Link] = {}
    for r in requirements:
        if rng.random() < 0.1:
            continue  # nothing answers it
        for strength in (9, *(s for s in (9, 3, 1) if rng.random() < clash)):
            c = rng.choice(characteristics)
            limit = words.again(limits, clash / 2, rng.randint(6, 10)) if rng.random() < 0.8 else ""
            found.setdefault(
                (r.requirement_id, c.characteristic_id), Link(c.characteristic_id, r.requirement_id, strength, 1, "", limit=limit)
            )
    return list(found.values())


def _step(step: str, rng: random.Random, words: Words, clash: float) -> BuyerStep:
    act = CallToAction("the same act for all" if rng.random() < clash / 2 else words.sentence(5, ""), "you", 7)
    return BuyerStep(step, f"Step {step}", words.sentence(6, ""), words.sentence(5, ""), "", words.sentence(5, ""), 0, act)


def _messages(
    requirements: list[Requirement],
    links: list[Link],
    evidence: dict[str, Evidence],
    steps: tuple[BuyerStep, ...],
    rng: random.Random,
    words: Words,
    clash: float,
) -> list[Message]:
    """Word one claim a characteristic, so that whoever rests on it says the same, as real launches do."""
    claims: dict[str, str] = {}
    headlines: list[str] = []
    found: list[Message] = []
    for r in requirements:
        link = next((x for x in links if x.requirement_id == r.requirement_id and x.strength == 9), None)
        if link is None:
            continue
        claim = claims.setdefault(link.characteristic_id, "Produkt 7 " + words.sentence(rng.randint(7, 11)).lower())
        quotes = [evidence[i].text for i in r.evidence_ids]
        answer = words.sentence(rng.randint(7, 12)) if rng.random() < 0.8 else claim
        found += [
                Message(
                    f"{r.requirement_id}-{s.step}", r.segment, r.persona, s.step, r.requirement_id, link.characteristic_id,
                    words.again(headlines, clash / 3, 6, ""), f"{claim} {link.limit}".strip(), f"{claim} {link.limit}".strip(),
                    r.evidence_ids, quotes[0] if quotes else "", "", "", f"You may worry that {r.anxiety}." if r.anxiety else "",
                    answer, "Do it.",
                )
            for s in steps
        ]  # fmt: skip
    return found


def without_last_need(launch: QuizLaunch) -> QuizLaunch:
    """Return the launch as it was before its last need came."""
    last = launch.requirements[-1].requirement_id
    return replace(
        launch,
        messages=[m for m in launch.messages if m.requirement_id != last],
        links=[x for x in launch.links if x.requirement_id != last],
        requirements=launch.requirements[:-1],
        acts={k: a for k, a in launch.acts.items() if k[0] != last},
    )
