"""Quiz items read like a trainer's, never have two right answers, and stay put when others come."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.quiz_files import read_wording
from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.positioning import Link, Message
from readiness.stages.quizzes import Item, items_from, lint_items
from readiness.stages.quizzes.figures import figure_options, near_numbers
from readiness.stages.requirements import Evidence, Requirement
from readiness.stages.spec import Characteristic, ProductSpec, Source

WORDING = read_wording("en.yaml", (Path(__file__).parents[2] / "content_templates/quizzes/en.yaml").read_bytes())
# requirement, characteristic, what a customer said, the need, the claim, its limit
TABLE = [
    ("R1", "tank", "By noon we are filling it again.", "My crew has to get through a shift on one filling.",
     "The Foamer 20 holds 20 L, which is a day's work on small jobs.", "Large halls still need a second filling."),
    ("R2", "weight", "Two of my people carry it up the stairs.", "One person has to carry it upstairs alone.",
     "The Foamer 20 weighs at most 12.5 kg when empty.", "Filled, it takes two people."),
    ("R3", "warranty", "The seal went in March and I paid for it.", "If a seal goes in the first year I will not pay for it.",
     "The Foamer 20 carries a warranty of 2 years on seals.", "Nozzles are not part of it."),
    ("R4", "noise", "The neighbours called before seven.", "We start at six and nobody may wake up.",
     "The Foamer 20 runs on a motor that the factory calls quiet.", "The factory states no figure for the noise."),
]  # fmt: skip
UNANSWERED = Requirement("R9", "seg", "boss", "It has to run off the van's own battery.", 8, "must", ())


def characteristic(cid: str, number: str | None = None, unit: str = "", operator: str = "=") -> Characteristic:
    value = Decimal(number) if number else None
    return Characteristic(cid, cid, cid, value, unit, operator, "", f"{cid} as printed", Source("spec.csv", "row 1"))


SPEC = ProductSpec(
    "F20", "Foamer 20", "Acme", "foam", "7", "",
    (characteristic("tank", "20", "L"), characteristic("weight", "12.5", "kg", "<="), characteristic("warranty", "2", "year"),
     characteristic("service", "5", "year"), characteristic("noise")),
    (),
)  # fmt: skip
BUYERS = BuyerMap(
    (Segment("seg", "Cleaning firms"),),
    (Persona("boss", "Owner"),),
    tuple(
        BuyerStep(step, f"Step {step}", f"do {step}", "", "", "", 0, CallToAction(act, "you", 7))
        for step, act in (("recognise", "count the refills"), ("evaluate", "carry it upstairs"), ("decide", "sign for two"))
    ),
    (),
)


def messages() -> list[Message]:
    rows = []
    for req, char, quote, _, claim, limit in TABLE:
        for step in ("recognise", "evaluate", "decide"):
            text = f"{claim} {limit}"
            rows.append(
                Message(f"{req}-{step}", "seg", "boss", step, req, char, "", text, text, (), quote, "", "", "", "", "Do it.")
            )
    return rows


def links() -> list[Link]:
    return [Link(char, req, 9, 1.0, "", "does it", limit) for req, char, _, _, _, limit in TABLE]


def requirements() -> list[Requirement]:
    return [Requirement(req, "seg", "boss", need, 5, "must", ()) for req, _, _, need, _, _ in TABLE]


def made(**changed: object) -> dict[str, Item]:
    facts: dict[str, object] = {
        "messages": messages(), "links": links(), "spec": SPEC, "requirements": [*requirements(), UNANSWERED], "evidence": {},
        "buyers": BUYERS, "quiz_id": "foamer", "wording": WORDING, "seed": 1,
    }  # fmt: skip
    return {i.item_id: i for i in items_from(**(facts | changed))}  # type: ignore[arg-type]


def test_a_situation_is_a_customer_speaking_and_the_claim_that_answers() -> None:
    item = made()["R2-situation"]
    assert item.stem == "Owner (Cleaning firms): “Two of my people carry it up the stairs.” What do you answer?"
    assert item.options[item.correct] == "The Foamer 20 weighs at most 12.5 kg when empty."
    assert "One person has to carry it upstairs alone." in item.feedback
    assert "Filled, it takes two people." in item.feedback
    assert (item.message_id, item.spec_revision, item.quiz_id) == ("R2-evaluate", "7", "foamer")


def test_every_kind_is_asked_and_the_right_option_is_the_approved_one() -> None:
    items = made()
    right = {i: item.options[item.correct] for i, item in items.items()}
    assert right["R3-need"] == "If a seal goes in the first year I will not pay for it."
    assert right["R3-limit"] == "Nozzles are not part of it."
    assert right["R1-not_claimable"] == UNANSWERED.statement
    assert "NOT" in items["R1-not_claimable"].stem
    assert (right["R1-value"], right["R2-value"], right["R3-value"]) == ("20 L", "at most 12.5 kg", "2 years")
    assert "R4-value" not in items  # a characteristic without a number
    acts = {i: right[i] for i in right if i.endswith("next_act")}
    assert acts == {"R1-next_act": "Count the refills.", "R2-next_act": "Carry it upstairs.", "R3-next_act": "Sign for two."}


def test_generated_items_pass_the_lint() -> None:
    items = made()
    assert len(items) == 19
    assert lint_items(list(items.values())) == []


def test_no_wrong_option_answers_the_same_requirement() -> None:
    also = Link("tank", "R2", 3, 1.0, "")  # the tank helps with R2 as well
    weak = Link("warranty", "R2", 1, 1.0, "")
    claims = {char: claim for _, char, _, _, claim, _ in TABLE}
    item = made(links=[*links(), also, weak])["R2-situation"]
    assert claims["tank"] not in item.options
    assert claims["warranty"] in item.options
    need = made(links=[*links(), also, weak])["R1-need"]
    assert "One person has to carry it upstairs alone." not in need.options


def test_who_shares_the_quote_could_mean_either_so_the_other_claim_is_no_wrong_answer() -> None:
    heard = {"E1": Evidence("E1", "interview", "visit", date(2020, 1, 1), TABLE[0][2])}
    both = [replace(r, evidence_ids=("E1",)) if r.requirement_id in ("R1", "R4") else r for r in requirements()]
    before, after = made()["R1-situation"], made(requirements=both, evidence=heard)["R1-situation"]
    assert TABLE[3][4] in before.options
    assert TABLE[3][4] not in after.options


def test_a_quote_that_does_not_name_the_part_is_preferred() -> None:
    heard = {
        "E1": Evidence("E1", "interview", "visit", date(2020, 1, 1), "We pay for every repair in the first year ourselves."),
        "E2": Evidence("E2", "ticket", "desk", date(2020, 1, 1), "Customer wants the first year paid."),
    }
    asked = [replace(r, evidence_ids=("E1", "E2")) if r.requirement_id == "R3" else r for r in requirements()]
    told = [replace(m, quote="Seals again, and no warranty on seals.") for m in messages()]
    assert (
        "We pay for every repair in the first year ourselves."
        in made(requirements=asked, messages=told, evidence=heard)["R3-situation"].stem
    )


def test_a_new_requirement_leaves_the_order_of_other_options_alone() -> None:
    before = made()
    more = Message("R5-decide", "other", "", "decide", "R5", "hose", "", "The hose is 9 m long.", "", (), "", "", "", "", "", "")
    need = Requirement("R5", "other", "", "It has to reach the back wall.", 1, "", ())
    after = made(messages=[*messages(), more], requirements=[*requirements(), UNANSWERED, need])
    assert "R5-need" in after
    same = [i for i in before if before[i] == after[i]]
    assert len(same) >= len(before) - 3  # where the new words are a better wrong answer they may come in
    assert {i for i in before if before[i].options != after[i].options} == {i for i in before if i not in same}


@given(st.randoms(use_true_random=False), st.integers(-5, 10**9))
@settings(max_examples=20, deadline=None)
def test_order_of_the_input_changes_nothing(rng: object, seed: int) -> None:
    shuffled = {"messages": messages(), "links": links(), "requirements": [*requirements(), UNANSWERED]}
    for rows in shuffled.values():
        rng.shuffle(rows)  # type: ignore[attr-defined]
    assert list(made(seed=seed, **shuffled).items()) == list(made(seed=seed).items())


def test_the_seed_shuffles() -> None:
    assert {made(seed=s)["R1-situation"].correct for s in range(30)} == {0, 1, 2, 3}


@given(st.sets(st.sampled_from(["R1", "R2", "R3", "R4"])), st.booleans(), st.booleans(), st.booleans())
@settings(max_examples=40, deadline=None)
def test_fewer_facts_give_fewer_items_and_no_blank(kept: set[str], quotes: bool, persons: bool, steps: bool) -> None:
    told = [m if quotes else replace(m, quote="", persona="", segment="") for m in messages() if m.requirement_id in kept]
    buyers = BuyerMap(BUYERS.segments, BUYERS.personas if persons else (), BUYERS.steps if steps else (), ())
    items = made(messages=told, links=[x for x in links() if x.requirement_id in kept], buyers=buyers)
    assert lint_items(list(items.values())) == []
    assert len(items) <= len(made())
    for item in items.values():
        whole = " ".join((item.stem, *item.options, item.feedback))
        assert "{" not in whole
        assert "  " not in whole
        assert "“”" not in whole
        assert "()" not in whole


def test_nothing_gives_nothing() -> None:
    assert made(messages=[]) == {}
    assert made(messages=[], links=[], requirements=[], buyers=BuyerMap((), (), (), ())) == {}


def test_names_with_braces_quotes_and_ampersands_pass_through() -> None:
    odd = replace(SPEC, name='Foam & Co. {quote} "20" 🧼 – für Jürgen')
    assert '{quote} "20" 🧼' in made(spec=odd)["R1-value"].stem
    told = 'He said “no” & left <b>…</b> {claim} "now"'
    said = [replace(m, quote=told) if m.requirement_id == "R1" else m for m in messages()]
    assert '“He said ‘no’ & left <b>…</b> {claim} "now"”' in made(messages=said)["R1-situation"].stem


@pytest.mark.parametrize(
    ("number", "expected"),
    [("5", "1 2 3 4 6 7 8 9 10"), ("100", "50 150 200 300"), ("14.5", None), ("0", "1 2 5"), ("-20", None), ("1", "2 3 5")],
)
def test_near_numbers_are_wrong_as_round_and_of_the_same_sign(number: str, expected: str | None) -> None:
    right = Decimal(number)
    found = near_numbers(right)
    assert right not in found
    assert found == sorted(found)
    if expected:
        assert set(found) <= {Decimal(n) for n in expected.split()}
    assert len(found) >= 3
    assert all((n < 0) == (right < 0) for n in found)


@given(st.decimals("0.001", "99999", places=3), st.sampled_from(["=", "<=", ">="]), st.sampled_from(["kg", "%", "", "year"]))
def test_figures_rise_and_hold_the_right_one_once(number: Decimal, operator: str, unit: str) -> None:
    asked = replace(characteristic("x", "1", unit, operator), number=number)
    drawn = figure_options(asked, [], n_wrong=3, order=len)
    if drawn is None:
        return
    options, correct = drawn
    assert options[correct] == asked.value
    assert len(set(options)) == len(options) >= 3
    numbers = [Decimal(o.split("at least ")[-1].split("at most ")[-1].split()[0]) for o in options]
    assert numbers == sorted(numbers)
    assert not (unit == "%" and number <= 100 < max(numbers))


def test_a_figure_is_mixed_up_with_its_bound_and_its_neighbour() -> None:
    options, correct = figure_options(SPEC.characteristics[1], [], n_wrong=3, order=len) or ((), 0)
    assert options[correct] == "at most 12.5 kg"
    assert "at least 12.5 kg" in options
    options, correct = figure_options(SPEC.characteristics[2], SPEC.characteristics, n_wrong=3, order=len) or ((), 0)
    assert options[correct] == "2 years"
    assert "5 years" in options


GOOD = Item("i", "q", "need", "Which one?", ("one thing", "other thing", "third thing"), 0, "Because.", "m", "1")


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"options": ("one", "One. ", "two")}, "repeated_option"),
        ({"options": ("one", "two", "All of the above")}, "catch_all"),
        ({"options": ("one that goes on and on and on and on", "two", "three")}, "length_cue"),
        ({"stem": "Which is not right?"}, "unmarked_negative"),
        ({"stem": "Which doesn’t fit?"}, "unmarked_negative"),
        ({"feedback": "  "}, "no_feedback"),
        ({"options": ("one", "two")}, "few_options"),
        ({"correct": 3}, "key"),
        ({"stem": ""}, "empty"),
    ],
)
def test_lint_names_what_is_wrong(changed: dict[str, object], rule: str) -> None:
    assert [r for _, r, _ in lint_items([replace(GOOD, **changed)])] == [rule]  # type: ignore[arg-type]


@pytest.mark.parametrize("stem", ["Which is NOT right?", "“It will not do.” What now?", "Which notice helps?"])
def test_lint_lets_marked_and_quoted_negatives_pass(stem: str) -> None:
    assert lint_items([replace(GOOD, stem=stem)]) == []


def test_lint_sees_one_stem_asked_twice() -> None:
    assert [(i, r) for i, r, _ in lint_items([GOOD, replace(GOOD, item_id="j")])] == [("j", "repeated_stem")]
