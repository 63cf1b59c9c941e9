"""buyers.yaml: steps with who takes part, where and how long; segments of their own ways; each fault named at its line."""

from __future__ import annotations

import pytest

from readiness.adapters.buyer_map_files import check_step_channels, read_buyers
from readiness.adapters.input_tables import Problems

STEP = """
  - step: {step}
    name: The {step}
    task: Do the {step}
    exit_criterion: It is done
    starts_after_days: {day}
    call_to_action: {{act: Count them, who: you, within_days: 7}}
"""
HEAD = """
segments: [{id: road, name: Road}, {id: home, name: Home}]
personas: [{id: owner, name: Owner}, {id: cook, name: Cook}]
steps:
"""


def text(more: str = "", evaluate: str = "") -> bytes:
    steps = STEP.format(step="recognise", day=0) + STEP.format(step="evaluate", day=10) + evaluate
    return (HEAD + steps + more).encode()


def test_a_segment_takes_what_it_says_otherwise_and_all_else_from_the_step() -> None:
    own = "segment_steps:\n  - {segment: home, step: evaluate, task: Try it for a week, buyer_people: [cook], usual_days: 7}\n"
    own += "  - {segment: road, step: recognise, leave_out: true}\n"
    problems = Problems()
    buyers = read_buyers("buyers.yaml", text(own, "    our_people: [rep, demo rider]\n    re_enters: [recognise]\n"), problems)
    assert problems.found == []
    assert buyers is not None
    home, road = buyers.steps_of("home"), buyers.steps_of("road")
    assert [s.step for s in home] == ["recognise", "evaluate"]
    assert [s.step for s in road] == ["evaluate"]
    assert (home[1].task, home[1].usual_days, home[1].buyer_people) == ("Try it for a week", 7, ("cook",))
    assert (home[1].exit_criterion, home[1].our_people, home[1].re_enters) == (
        "It is done",
        ("rep", "demo rider"),
        ("recognise",),
    )
    assert (road[0].task, road[0].usual_days, road[0].buyer_people) == ("Do the evaluate", 0, ())
    assert (home[1].key, road[0].key) == ("home-evaluate", "evaluate")
    assert buyers.step_of("road", "recognise") is None


@pytest.mark.parametrize(
    ("more", "evaluate", "column", "what"),
    [
        ("segment_steps: [{segment: sea, step: evaluate}]\n", "", "segment_steps[0].segment", "'sea' is unknown"),
        ("segment_steps: [{segment: home, step: decide}]\n", "", "segment_steps[0].step", "does not stand in steps"),
        (
            "segment_steps: [{segment: home, step: evaluate}, {segment: home, step: evaluate}]\n", "", "segment_steps[1].step",
            "stands twice",
        ),
        ("", "    buyer_people: [nobody]\n", "steps[1].buyer_people[0]", "'nobody' is unknown"),
        ("", "    re_enters: [evaluate]\n", "steps[1].re_enters[0]", "does not come before"),
        ("", "    usual_days: soon\n", "steps[1].usual_days", "soon"),
    ],
)  # fmt: skip
def test_a_fault_is_named_where_it_stands(more: str, evaluate: str, column: str, what: str) -> None:
    problems = Problems()
    assert read_buyers("buyers.yaml", text(more, evaluate), problems) is None
    (fault,) = problems.found
    assert fault.column == column
    assert what in fault.what
    assert fault.row > 1


def test_a_channel_that_nobody_has_is_named() -> None:
    problems = Problems()
    read_buyers("buyers.yaml", text("", "    channels: [shops, moon]\n"), problems)
    check_step_channels("buyers.yaml", ["shops"], problems)
    assert [(p.column, p.what) for p in problems.found] == [("steps[1].channels[1]", "'moon' is unknown")]
