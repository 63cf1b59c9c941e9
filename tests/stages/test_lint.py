"""Lint: each rule has a text that breaks it and one that keeps it, and the bundled messages raise no alarm."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.actions.analysis import analyse_text
from readiness.adapters.folder_files import read_folder
from readiness.adapters.launch_files import is_input, read_launch_files
from readiness.adapters.lint_files import lint_rules, read_lint, text_findings_csv
from readiness.adapters.template_files import message_templates
from readiness.errors import InvalidInputsError
from readiness.settings import ROOT
from readiness.stages.positioning import positioning_of
from readiness.stages.positioning.lint import RULES, lint, lint_text
from tests.stages.test_positioning import ANSWER, FULL, HEARD, LID, SPEC, fact, position, steps

ACT = "Try the lid within 7 days."
MESSAGE = replace(
    position().messages[0], message_id="R1-evaluate", headline="Your hand", text=f"You open it. {ACT}", call_to_action=ACT
)


def found(text, *, act=ACT, spec=SPEC, need=FULL, rules=RULES, characteristic="lid", step="evaluate"):
    message = replace(MESSAGE, text=f"{text} {act}".strip(), call_to_action=act, characteristic_id=characteristic, step=step)
    return {(f.rule, f.level) for f in lint("Kettle 2", [message], spec, [need], {"E1": HEARD}, [ANSWER], rules)}


@pytest.mark.parametrize(
    ("rule", "fails", "passes"),
    [
        ("subject focus", "The Kettle 2 opens. Our lid is red. We made it.", "You open it. Press the lid. The tap runs by then."),
        ("subject focus", "Steam & Co made it. Kettle 2 has a lid.", "“We made it,” they said. A lid is a lid."),
        ("customer focus", "We say our kettle is ours. We do.", "You have our kettle, and you keep it."),
        ("spec verbs", "It supports one hand and is equipped with a lid.", "It opens with one hand, as a lid would."),
        ("acronym not expanded", "It has a BPA lid.", "It has a bisphenol A (BPA) lid."),
        ("acronym not expanded", "It has an SLA.", "SLA 4 says so, and SD-5, on TV, in ALL shops."),
        ("acronym not expanded", "Lids by UEFA (a maker).", "Lids by SCL (Steam & Co Lids)."),
        (
            "repetition",
            "You open it with one hand. Then you open it with one hand.",
            "You open it with one. You open it with two.",
        ),
        ("absolute", "Never mind.", "“Never mind.”"),
        (
            "reads like",
            "Aluminum lid, 75 cm cord, 90 s boiling time. Supports one-hand use; compliant, with integrated button and spout.",
            "When the tap runs and both of your hands are full, you still open the lid, because one of them stays free for it.",
        ),
    ],
)
def test_each_rule_has_a_text_that_breaks_it_and_one_that_keeps_it(rule, fails, passes):
    assert (rule, "warn") in found(fails)
    assert (rule, "warn") not in found(passes)


def test_what_the_customer_calls_it_needs_no_explanation():
    need = replace(FULL, pain="our BPA test fails")
    assert ("acronym not expanded", "warn") not in found("The BPA test fails.", need=need)


def test_a_message_asks_for_one_thing_and_says_it():
    missing = ("missing call to action", "error")
    assert missing in found("You open it.", act="")
    assert missing not in found("You open it.")
    cut = replace(MESSAGE, text="You open it. It is open.")
    assert missing in {(f.rule, f.level) for f in lint("Kettle 2", [cut], SPEC, [FULL], {}, [])}
    assert ("call to action", "warn") in found("You open it.", act="Try the lid. Then order six.")
    assert ("call to action", "warn") not in found("You open it.")


BOUNDS = [("at most", "<="), ("no more than", "<="), ("within", "<="), ("less than", "<="), ("up to", "<="),
          ("at least", ">="), ("more than", ">="), ("no less than", ">=")]  # fmt: skip


@given(st.sampled_from(BOUNDS), st.sampled_from(["<=", ">=", "="]), st.integers(2, 900))
@settings(max_examples=60, deadline=None)
def test_a_bound_is_an_error_only_where_the_factory_gives_the_other_one(bound, operator, value):
    words, means = bound
    boil = replace(fact("boil", str(value), unit="s"), operator=operator)
    spec = replace(SPEC, characteristics=(LID, boil))
    turned = operator not in ("=", means)
    assert (
        ("bound direction", "error") in found(f"It takes {words} {value} seconds.", spec=spec, characteristic="boil")
    ) == turned


def test_a_bound_of_the_customer_of_another_unit_or_of_the_next_step_is_their_own():
    boil = replace(fact("boil", "7", unit="day"), operator=">=")
    spec, turned = replace(SPEC, characteristics=(LID, boil)), ("bound direction", "error")
    assert turned in found("It runs at most 7 days.", spec=spec, characteristic="boil")
    assert turned not in found("You open it.", act="Try it within 7 days.", spec=spec, characteristic="boil")
    assert turned not in found("It takes at most 7 seconds.", spec=spec, characteristic="boil")
    wanted = replace(FULL, statement="I want it in at most 7 days")
    assert turned not in found("You want it in at most 7 days.", spec=spec, characteristic="boil", need=wanted)


def test_only_four_rules_block_an_approval():
    errors = {name for name, rule in RULES.items() if rule.level == "error"}
    assert errors == {"number without a source", "bound direction", "product too early", "missing call to action"}


def test_the_bundled_launch_raises_no_false_alarm():
    files = {p: data for p, data in read_folder(ROOT / "data" / "launches" / "touring-1000").items() if is_input(p)}
    i = read_launch_files(files)
    templates = message_templates(ROOT / "content_templates")
    made = positioning_of(i.launch.name, i.spec, i.requirements, i.evidence, i.buyers, i.answers, i.channels, templates)
    assert len(made.messages) == 54
    assert made.findings == ()


# Rules as data


def test_the_bundled_file_says_what_the_program_does():
    assert lint_rules(ROOT / "content_templates") == RULES


def test_a_file_may_change_a_level_a_limit_or_the_words_and_no_more():
    rules = read_lint("lint.yaml", b"rules: [{rule: absolute, words: [indeed]}, {rule: superlative, level: off}]")
    assert ("absolute", "warn") in found("It is so indeed.", rules=rules)
    assert found("The best lid, always.", rules=rules) == found("A lid.", rules=rules)
    assert rules["repetition"] == RULES["repetition"]
    assert rules["absolute"].advice == RULES["absolute"].advice
    made = position(buyers=steps("evaluate"), templates={"evaluate": "A headline\n\nYes indeed."})
    assert made.findings == ()  # the rules as built in know no such word


@pytest.mark.parametrize("data", [b"rules: [{rule: absolut}]", b"rules: [{rule: absolute, level: fatal}]", b"rules: 3", b"{"])
def test_a_wrong_file_is_refused_with_its_name(data):
    with pytest.raises(InvalidInputsError, match=r"lint\.yaml"):
        read_lint("lint.yaml", data)


def test_without_a_file_the_rules_are_as_built_in(tmp_path):
    assert lint_rules(tmp_path) == RULES


# Any text

LEAFLET = """\
# The kettle

Our lid opens faster, and it is the
best lid we ever
made. “We never
lost a lid.”

- supports BPA tests
- The tap runs while your hand is free.
- The tap runs while your hand is busy.
"""


def test_each_finding_of_a_text_names_its_line():
    lines = {(f.line, f.rule, f.found) for f in lint_text(LEAFLET)}
    assert {
        (3, "open comparison", "faster"), (4, "superlative", "best"), (8, "spec verbs", "supports"),
        (8, "acronym not expanded", "BPA"), (10, "repetition", "the tap runs while your"),
    } <= lines  # fmt: skip
    assert not [line for line in lines if line[1] == "absolute"]


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["We", "“best”", '"', '5"', "\n", "- ", ".", "BPA", "🙂", "é", " "])).map("".join)
)
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_every_line_exists(text):
    n_lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert all(1 <= f.line <= n_lines for f in lint_text(text))


def test_a_text_file_becomes_a_table(tmp_path: Path):
    source = tmp_path / "leaflet.txt"
    source.write_text(LEAFLET, encoding="utf-8")
    [written] = analyse_text(source, tmp_path / "out")
    rows = list(csv.DictReader(io.StringIO(written.read_text(encoding="utf-8-sig"))))
    assert list(rows[0]) == ["line", "rule", "found", "advice"]
    assert len(rows) == len(lint_text(LEAFLET))
    assert written.read_bytes() == text_findings_csv(lint_text(LEAFLET))
    (tmp_path / "photo.txt").write_bytes(b"\xff\xd8\x00")
    with pytest.raises(InvalidInputsError, match=r"photo\.txt"):
        analyse_text(tmp_path / "photo.txt", tmp_path)
