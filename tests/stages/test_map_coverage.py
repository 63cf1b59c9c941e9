"""The map's coverage, held against a map drawn by hand with one hole of each kind planted in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from readiness.stages.buyers import BuyerMap, BuyerStep, CallToAction, Persona, Segment
from readiness.stages.map_coverage import MapCell, Means, map_cells, n_holes
from readiness.stages.positioning import Message
from readiness.stages.requirements import Requirement

ACT = CallToAction("Count them", "you", 7)


def step(name: str, *, people: tuple[str, ...] = (), channels: tuple[str, ...] = ()) -> BuyerStep:
    return BuyerStep(name, name.title(), "Do it", "", "", "Done", 0, ACT, buyer_people=people, channels=channels)


def message(need: str, segment: str, persona: str, at: str) -> Message:
    return Message(
        f"{need}-{at}", segment, persona, at, need, "C1", "A headline", "It does.", "A text.", (), "", "", "", "", "", "Count."
    )


BUYERS = BuyerMap(
    (Segment("road", "Road"), Segment("home", "Home")),
    (Persona("owner", "Owner"), Persona("cook", "Cook")),
    (step("recognise"), step("decide", people=("owner",)), step("review", channels=("direct",))),
    (),
)
NEEDS = [
    Requirement("R1", "road", "owner", "It has to last", 9, "must", ()),
    Requirement("R2", "road", "cook", "It has to be quiet", 5, "must", ()),
]
SAID = [
    message("R1", "road", "owner", "recognise"),
    message("R1", "road", "owner", "decide"),
    message("R2", "road", "cook", "recognise"),
]
FULL = Means(
    {"direct": SAID, "shops": SAID},
    {"direct": ("direct.pptx", {m.message_id for m in SAID}), "shops": ("shops.pptx", {"R1-recognise"})},
    {("direct", "owner"): ["basics"], ("direct", "cook"): ["basics"], ("shops", "owner"): ["basics"]},
    {"R1": 3},
)
IN = {"direct": ("road", "home"), "shops": ("road",)}


def cells(means: Means = FULL, buyers: BuyerMap = BUYERS) -> dict[tuple[str, str, str, str], MapCell]:
    found = map_cells(buyers, NEEDS, ["direct", "shops"], IN, means)
    assert len(found) == len({(c.segment, c.step, c.persona, c.channel) for c in found})
    return {(c.segment, c.step, c.persona, c.channel): c for c in found}


@pytest.mark.parametrize(
    ("where", "state"),
    [
        (("road", "recognise", "owner", "direct"), "covered"),
        (("road", "recognise", "cook", "direct"), "no_question"),
        (("road", "recognise", "owner", "shops"), "covered"),
        (("road", "recognise", "cook", "shops"), "no_deck"),
        (("road", "decide", "owner", "direct"), "covered"),
        (("road", "decide", "owner", "shops"), "no_deck"),
        (("road", "decide", "cook", "direct"), "not_needed"),
        (("road", "review", "owner", "direct"), "no_message"),
        (("road", "review", "owner", "shops"), "not_needed"),
        (("home", "recognise", "owner", "direct"), "not_needed"),
        (("home", "decide", "owner", "direct"), "no_message"),
        (("home", "decide", "owner", "shops"), "not_needed"),
    ],
)
def test_each_place_says_the_first_thing_it_lacks(where: tuple[str, str, str, str], state: str) -> None:
    assert cells()[where].state == state


def test_who_is_said_to_take_part_is_a_hole_even_where_no_need_of_theirs_is_known() -> None:
    cell = cells()["home", "decide", "owner", "direct"]
    assert cell.is_hole
    assert cell.why == "the map says that this person takes part, and no need of theirs in this segment was written down"


def test_a_covered_place_names_what_is_said_shown_taught_and_asked() -> None:
    cell = cells()["road", "decide", "owner", "direct"]
    assert (cell.message_id, cell.asset, cell.module_id, cell.n_questions) == ("R1-decide", "direct.pptx", "basics", 3)


def test_a_person_whom_no_module_speaks_of_is_a_hole_in_the_training() -> None:
    means = replace(FULL, decks={**FULL.decks, "shops": FULL.decks["direct"]})
    assert cells(means)["road", "recognise", "cook", "shops"].state == "no_training"


def test_holes_are_counted_by_what_is_missing() -> None:
    found = list(cells().values())
    # By hand, from the table above: review and home's decide have nothing to say (owner and cook; owner), and so on.
    assert n_holes(found) == {"no_message": 3, "no_deck": 2, "no_question": 1}
    assert sum(n_holes(found).values()) == sum(c.is_hole for c in found)


def test_a_segment_that_passes_over_a_step_has_no_place_there() -> None:
    buyers = replace(BUYERS, left_out=frozenset({("home", "decide")}))
    assert not [key for key in cells(buyers=buyers) if key[:2] == ("home", "decide")]


def test_a_segment_may_take_a_step_in_its_own_way() -> None:
    own = replace(step("decide", people=("cook",)), segment="road")
    buyers = replace(BUYERS, own_steps=(own,))
    assert cells(buyers=buyers)["road", "decide", "owner", "direct"].state == "not_needed"
    assert cells(buyers=buyers)["road", "decide", "cook", "direct"].state == "no_message"
    assert cells(buyers=buyers)["home", "decide", "owner", "direct"].state == "no_message"
