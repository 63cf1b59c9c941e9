import re
from datetime import date
from pathlib import Path

import pytest

from readiness.adapters.answer_files import read_answers
from readiness.adapters.buyer_map_files import read_buyers
from readiness.adapters.input_tables import Problems
from readiness.adapters.requirement_files import read_evidence, read_requirements
from readiness.adapters.spec_files import read_spec
from readiness.stages.positioning import Brief, positioning_of
from readiness.stages.positioning.house_page import house_page
from readiness.stages.positioning.house_table import house_table
from readiness.stages.positioning.message_house import message_house
from readiness.stages.positioning.quality_house import AlternativeVerdict, quality_house, stability
from readiness.stages.requirements import Evidence
from readiness.vocabulary import BUYER_STEPS
from tests.phrases import english

SAMPLES = Path(__file__).parents[1] / "samples" / "positioning"
TEMPLATES = dict.fromkeys(BUYER_STEPS, "{{ statement }}\n\n{{ claim }} {{ call_to_action }}")
DAY = date(2025, 4, 2)


def made(product, spec, requirements, evidence, buyers, links, verdicts=(), templates=TEMPLATES):
    positioning = positioning_of(Brief(product, spec, requirements, evidence, buyers, links), english(templates))
    quality = quality_house(spec, requirements, positioning.links, buyers.alternatives, verdicts)
    return message_house(product, spec, requirements, evidence, buyers, positioning, quality), quality


def sample(name):
    problems = Problems()

    def data(file):
        return (SAMPLES / name / file).read_bytes()

    spec = read_spec({"spec.yaml": data("spec.yaml")}, problems)
    buyers = read_buyers("buyers.yaml", data("buyers.yaml"), problems)
    assert problems.found == []
    evidence = {e.evidence_id: e for e in read_evidence("evidence.csv", data("evidence.csv"), problems)}
    segments, personas = {s.segment_id for s in buyers.segments}, {p.persona_id for p in buyers.personas}
    needs = read_requirements("requirements.csv", data("requirements.csv"), segments, personas, set(evidence), problems)
    ids = {r.requirement_id for r in needs}, {c.characteristic_id for c in spec.characteristics}
    links = read_answers("answers.csv", data("answers.csv"), *ids, spec, problems)
    assert problems.found == []
    return spec.name, spec, needs, evidence, buyers, links


def seen(alternative, requirement_id, verdict):
    return AlternativeVerdict(alternative, requirement_id, verdict, "data sheet v3", DAY)


ROUTER_VERDICTS = [
    seen("Orrery X2", "R1", "falls_short"),
    seen("Keep the routers there are", "R1", "falls_short"),
    seen("Orrery X2", "R5", "meets"),
    seen("Orrery X2", "R6", "meets"),
    AlternativeVerdict("Orrery X2", "R3", "falls_short", "", DAY),
]


def test_the_router_s_house():
    house, quality = made(*sample("router"), verdicts=ROUTER_VERDICTS)
    (shops,) = house.segments
    # R1 and R2 share the switchover: 9 x 2 (only we) + 7 = 25; then set-up 8, networks 7, replacement 6.
    assert [(p.characteristic_id, p.requirement_ids, p.weight, p.proven) for p in shops.pillars] == [
        ("failover", ("R1", "R2"), 25, True),
        ("provisioning", ("R3",), 8, True),
        ("networks", ("R5",), 7, False),
    ]
    assert shops.roof == "Your tills keep trading when a shop's line drops."
    assert shops.statement.unique
    assert shops.statement.attributes == (
        "The BR40 moves the shop to mobile data within 3 seconds. Each shop needs mobile signal.",
    )
    assert shops.statement.text == (
        "For multi-site retail, in the category “branch router”: when a shop's line drops, your tills keep trading. "
        "The BR40 moves the shop to mobile data within 3 seconds. Each shop needs mobile signal. "
        "What they could choose instead: “Keep the routers there are” or “Orrery X2”."
    )
    assert [(x.requirement.requirement_id, x.why) for x in house.not_answered] == [
        ("R6", "asked for at least 4 ports, the factory says 0 ports (powered ports)")
    ]
    assert {(g.kind, g.ref) for g in shops.gaps} == {
        ("pillar_without_proof", "R5"),
        ("alternative_unknown", "R3"),
        ("alternative_unknown", "R5"),
        ("objection_unanswered", "R4"),
    }
    verdicts = {row.requirement.requirement_id: row.ours for row in quality.rows}
    assert verdicts == {"R1": "exceeds", "R2": "exceeds", "R3": "exceeds", "R4": "meets", "R5": "exceeds", "R6": "falls_short"}


def test_the_battlecard_says_nothing_without_a_source():
    house, _ = made(*sample("router"), verdicts=ROUTER_VERDICTS)
    stay, rival = house.battle_cards
    assert stay.say == ("When a shop's line drops, the tills freeze and the queue walks out.",)
    assert rival.n_looked_at == 3
    assert [line.split(" What was seen of it: ")[1] for line in (*rival.win, *rival.even, *rival.lose)] == [
        "falls short (data sheet v3, 2025-04-02).",
        "meets it (data sheet v3, 2025-04-02).",
        "meets it (data sheet v3, 2025-04-02).",
    ]
    assert rival.lose[0].startswith("“We need at least 4 powered ports in each shop for the cameras.”: We do not meet it.")
    assert rival.say == ("Ask every supplier how long your tills stand still when a line drops.",)
    unknown, quality = made(*sample("router"))
    assert not any((c.win, c.even, c.lose) != ((), (), ()) for c in unknown.battle_cards)
    assert not unknown.segments[0].statement.unique
    assert house_page(unknown, quality).count("nobody has looked at it and written down where and when") == 2


def test_a_card_tells_where_customers_named_the_alternative():
    product, spec, needs, evidence, buyers, links = sample("phone")
    evidence["E9"] = Evidence("E9", "win_loss", "Owner, “Smile & Co”", DAY, "We looked at parley cloud as well.")
    evidence["E8"] = Evidence("E8", "review", "a forum", DAY, "Parley Clouds are something else.")
    house, _ = made(product, spec, needs, evidence, buyers, links)
    assert house.battle_cards[1].meet == (
        "“We looked at parley cloud as well.” (win/loss talk, Owner, “Smile & Co”, 2025-04-02)",
    )
    assert house.battle_cards[0].meet == ()


def test_the_phone_service_s_house():
    house, quality = made(*sample("phone"))
    (practices,) = house.segments
    assert [p.characteristic_id for p in practices.pillars] == ["callback", "porting", "term"]
    assert practices.pitch == (
        "When three lines ring at once on Monday morning, callers hang up and book elsewhere. "
        "Clarity Voice lists each caller who hung up, ready to ring back with a single click. Withheld numbers cannot be listed. "
        "The aim: your front desk still has the numbers to ring back. "
        "Next step for you and your front desk, within 7 days: run next Monday morning on the trial and note what happens."
    )
    assert [(x.requirement.requirement_id, x.why) for x in house.not_answered] == [("R6", "nothing in the spec answers it")]
    verdicts = {row.requirement.requirement_id: row.ours for row in quality.rows}
    assert verdicts == {
        "R1": "meets",
        "R2": "exceeds",
        "R3": "exceeds",
        "R4": "exceeds",
        "R5": "exceeds",
        "R6": "no_characteristic",
    }
    assert [o.requirement_id for o in practices.objections] == ["R1", "R2", "R3", "R5"]  # R4 names no worry


@pytest.mark.parametrize("name", ["router", "phone"])
def test_every_sentence_is_somebody_s_own(name):
    """Each part of the house, taken out of the fixed grammar, stands in the launch's own files."""
    house, quality = made(*sample(name), verdicts=ROUTER_VERDICTS if name == "router" else ())
    files = " ".join(p.read_text(encoding="utf-8") for p in sorted((SAMPLES / name).glob("*.*")))
    said = " ".join(files.split()).lower()
    for segment in house.segments:
        for o in segment.objections:
            assert o.objection.removeprefix("You may worry that ").rstrip(".").lower() in said
        for p in segment.pillars:
            assert p.title.lower() in said
            assert all(part.rstrip(".").lower() in said or part.startswith(("The BR40 ", "Clarity Voice ")) for c in p.claims
                       for part in re.split(r"(?<=\.) ", c))  # fmt: skip
        assert len(segment.pitch.split()) <= 80
    numbers = set(re.findall(r"\d[\d.]*", files)) | {"2025-04-02", "3"}
    page = house_page(house, quality, stability(quality, 1)).split("## What carries most")[0]
    text = re.sub(
        r"20\d\d-\d\d-\d\d|^#+ Pillar \d|^\d\. |\(\d+ statements? heard\)|importance \d of 9|[ER]\d", "", page, flags=re.MULTILINE
    )
    assert {n.rstrip(".") for n in re.findall(r"(?<![\w-])\d[\d.]*", text)} <= {n.rstrip(".") for n in numbers}


def test_the_house_is_the_same_on_every_run_and_in_any_order():
    product, spec, needs, evidence, buyers, links = sample("router")
    one, quality = made(product, spec, needs, evidence, buyers, links, ROUTER_VERDICTS)
    two, other = made(product, spec, needs[::-1], dict(reversed(evidence.items())), buyers, links[::-1], ROUTER_VERDICTS[::-1])
    assert house_page(one, quality, stability(quality, 1)) == house_page(two, other, stability(other, 1))
    assert house_table(one) == house_table(two)
