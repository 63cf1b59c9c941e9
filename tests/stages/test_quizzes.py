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
from readiness.stages.quizzes.policy import LEVELS
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


GERMAN = read_wording("de.yaml", (Path(__file__).parents[2] / "content_templates/quizzes/de.yaml").read_bytes())


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
    assert len(items) == 20
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


def test_a_worry_is_met_by_its_own_answer() -> None:
    worries = {"R1": "the pump runs dry", "R2": "the strap tears", "R3": "nobody answers the phone", "R4": "the pump runs dry"}
    asked = [replace(r, anxiety=worries[r.requirement_id]) for r in requirements()]
    told = [
        replace(m, objection=f"You may worry that {worries[m.requirement_id]}.", answer=f"Ask {m.requirement_id} for a day.")
        for m in messages()
    ]
    items = made(requirements=asked, messages=told)
    item = items["R2-objection"]
    assert item.stem.startswith(
        "You are with this customer: Owner (Cleaning firms). You say: “You may worry that the strap tears.”"
    )
    assert item.options[item.correct] == "Ask R2 for a day."
    assert set(items["R1-objection"].options) == {f"Ask {r} for a day." for r in ("R1", "R2", "R3")}  # R4 has the same worry
    assert "R4-objection" not in items  # nor is one worry of one person asked about twice


def test_a_line_is_for_the_person_it_was_written_for() -> None:
    lines = {
        "R1": "Your crew works through",
        "R2": "Your people go up alone",
        "R3": "Your repairs are paid",
        "R4": "Your street sleeps",
    }
    who = {"R1": "boss", "R2": "crew", "R3": "crew", "R4": "desk"}
    asked = [replace(r, persona=who[r.requirement_id]) for r in requirements()]
    told = [replace(m, headline=lines[m.requirement_id], persona=who[m.requirement_id]) for m in messages()]
    items = made(requirements=asked, messages=told)
    item = items["R1-message-evaluate"]
    assert item.options[item.correct] == lines["R1"]
    assert set(item.options) == set(lines.values())
    assert set(items["R2-message-evaluate"].options) == {lines["R1"], lines["R2"], lines["R4"]}  # R3's is for the same role
    also = made(requirements=asked, messages=told, links=[*links(), Link("noise", "R1", 3, 1.0, "")])
    assert lines["R4"] not in also["R1-message-evaluate"].options  # it rests on what helps R1's role as well


def test_an_own_act_is_asked_at_its_step_and_no_oftener_than_wanted() -> None:
    acts = {("R1", s): CallToAction(f"{s} it today", "you", 7) for s in ("recognise", "evaluate", "decide")}
    items = made(acts=acts)
    (key,) = [k for k in items if k.startswith("R1-own_act")]
    step = key.rsplit("-", 1)[1]
    assert items[key].options[items[key].correct] == f"{step.capitalize()} it today."
    assert f"Step {step}" in items[key].stem
    assert len([k for k in made(acts=acts, n_variants=3) if k.startswith("R1-own_act")]) == 3


def test_a_bound_is_never_told_by_its_number_alone() -> None:
    item = made()["R2-bound"]
    assert set(item.options) == {"at most 12.5 kg", "at least 12.5 kg", "exactly 12.5 kg"}
    assert item.options[item.correct] == "at most 12.5 kg"
    assert "R1-bound" not in made()  # the factory promises 20 L, no bound


def test_german_items_are_german() -> None:
    items = made(wording=GERMAN, suffix="-de")
    assert {i.language for i in items.values()} == {"de"}
    assert (
        items["R2-situation-de"].stem == "Owner (Cleaning firms): „Two of my people carry it up the stairs.“ Was antworten Sie?"
    )
    assert "NICHT" in items["R1-not_claimable-de"].stem
    assert "genau 12.5 kg" in items["R2-bound-de"].options
    assert lint_items(list(items.values())) == []
    assert {i.kind for i in items.values()} == {i.kind for i in made().values()}


def test_every_level_is_asked_by_some_kind() -> None:
    assert {i.level for i in made().values()} == set(LEVELS)
    assert {i.requirement_id for i in made().values()} == {"R1", "R2", "R3", "R4"}


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


GOOD = Item("i", "q", "need", "Which fits?", ("one thing", "other thing", "third thing"), 0, "Because.", "m", "1")


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"options": ("one", "ONE ", "two")}, "repeated_option"),
        ({"options": ("one", "two", "All of the above")}, "catch_all"),
        ({"options": ("one that goes on and on and on and on", "two", "three")}, "length_cue"),
        ({"stem": "Which is not right?"}, "unmarked_negative"),
        ({"stem": "Which doesn’t fit?"}, "unmarked_negative"),
        ({"feedback": "  "}, "no_feedback"),
        ({"options": ("one", "two")}, "few_options"),
        ({"correct": 3}, "key"),
        ({"stem": ""}, "empty"),
        ({"options": ("5 years", "5 years on parts", "two")}, "nested_option"),
        ({"options": ("It holds.", "It bends", "It breaks")}, "uneven_options"),
        ({"options": ("Does it hold?", "It bends", "It breaks")}, "uneven_options"),
        ({"options": ("20 kg", "5 kg", "30 kg")}, "unsorted_numbers"),
        ({"options": ("at most 1,200 L", "at most 900 L", "at most 1,500 L")}, "unsorted_numbers"),
        ({"options": ("it always holds", "it bends", "it breaks")}, "absolute_word"),
        ({"options": ("it holds", "it never bends", "it never breaks")}, "absolute_word"),
        ({"stem": "The kettle weighs"}, "unfinished_stem"),
        ({"stem": "The kettle weighs ____ kg."}, "unfinished_stem"),
        ({"stem": "Which fits? And which does it best?"}, "two_questions"),
        ({"stem": "The kettle does one thing. Which fits?"}, "answer_in_stem"),
        ({"kind": "situation"}, "no_situation"),
        ({"stem": "word " * 120 + "what fits?"}, "long_stem"),
        ({"options": ("eins", "zwei", "Alle der genannten")}, "catch_all"),
        ({"stem": "Was passt nicht?"}, "unmarked_negative"),
        ({"stem": "Welche ist keine Antwort?"}, "unmarked_negative"),
    ],
)
def test_lint_names_what_is_wrong(changed: dict[str, object], rule: str) -> None:
    assert [r for _, r, _ in lint_items([replace(GOOD, **changed)])] == [rule]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "stem",
    ["Which is NOT right?", "“It will not do.” What now?", "Which notice helps?", "Was passt NICHT?", "„Nie wieder?“ Was passt?",
     "“Why? And who pays?” What do you answer?", "What comes after one.5 of them?"],
)  # fmt: skip
def test_lint_lets_marked_and_quoted_negatives_pass(stem: str) -> None:
    assert lint_items([replace(GOOD, stem=stem)]) == []


@pytest.mark.parametrize(
    "options",
    [("5 kg", "15 kg", "25 kg"), ("at most 2 s", "at least 2 s", "at most 6 s"),
     ("it always holds", "it never bends", "it breaks"), ("30 kg", "20 kg", "5 kg"), ("1.5 L", "5 L", "15 L")],
)  # fmt: skip
def test_lint_lets_even_options_pass(options: tuple[str, ...]) -> None:
    assert lint_items([replace(GOOD, options=options)]) == []


def test_lint_sees_one_stem_asked_twice() -> None:
    assert [(i, r) for i, r, _ in lint_items([GOOD, replace(GOOD, item_id="j")])] == [("j", "repeated_stem")]
