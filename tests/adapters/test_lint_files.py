"""Lint files: rules and word lists are data by language, a wrong file is refused by name, and a text becomes a table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from readiness.actions.analysis import analyse_text
from readiness.adapters.common_words import common_words
from readiness.adapters.lint_files import known_lint_rules, lint_rules, read_lint, text_findings_csv
from readiness.errors import InvalidInputsError, NotFoundError
from readiness.settings import ROOT
from readiness.stages.positioning.lint import RULES, lint_text

TEMPLATES = ROOT / "content_templates"
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


def test_the_bundled_english_file_says_what_the_program_does():
    read = lint_rules(TEMPLATES)
    for part in ("language", "rules", "lists", "number_words", "units", "decimal"):
        assert getattr(read, part) == getattr(RULES, part), part
    assert len(read.common) > 10_000


def test_the_bundled_german_file_turns_on_all_but_what_rests_on_counts_of_english():
    read = lint_rules(TEMPLATES, "de")
    assert [name for name in read if not read.is_on(name)] == ["rare words", "reads like"]
    assert set(read.lists) == set(RULES.lists)
    assert not set(read.words("acts")) & set(RULES.words("acts"))
    assert read.common == frozenset()


def test_a_file_may_change_a_level_a_limit_the_words_or_a_list_and_no_more():
    data = b"rules: [{rule: absolute, words: [indeed]}, {rule: superlative, level: off}]\nlists: {we: [steam]}"
    rules = read_lint("lint.yaml", data)
    text = "It is so indeed, the best lid, never broken."
    assert [(f.rule, f.found) for f in lint_text(text, rules)] == [("absolute", "indeed")]
    assert {f.rule for f in lint_text(text)} == {"superlative", "absolute"}
    assert [f.rule for f in lint_text("Steam made it. Steam is here.", rules)] == ["customer focus", "subject focus"]
    assert rules["absolute"].advice == RULES["absolute"].advice
    assert rules["repetition"] == RULES["repetition"]
    assert rules.words("acts") == RULES.words("acts")


def test_a_star_in_a_word_stands_for_any_letters():
    rules = read_lint("lint.yaml", b"rules: [{rule: absolute, words: ['guarant*']}]")
    assert [f.found for f in lint_text("It is guaranteed. We guarantee it. A guard.", rules) if f.rule == "absolute"] == [
        "guaranteed", "guarantee",
    ]  # fmt: skip


def test_one_more_language_needs_words_and_no_code():
    data = """
rules: [{rule: absolute, words: [jamais]}, {rule: customer focus}, {rule: bound direction, level: off}]
lists: {you: [vous, votre], we: [nous, notre], acts: [comptez], times: ["dans # TIME"], time units: [jours]}
decimal: ","
"""
    rules = read_lint("fr/lint.yaml", data.encode(), "fr")
    found = {(f.rule, f.found) for f in lint_text("Nous ne disons jamais cela.", rules)}
    assert found == {("absolute", "jamais"), ("customer focus", "0 of 1")}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"rules: [{rule: absolut}]", "there is no rule 'absolut'"),
        (b"rules: [{rule: absolute, level: fatal}]", "level"),
        (b"rules: 3", "rules"),
        (b"{", "lint.yaml"),
        (b"rules: []\nlists: {yuo: [you]}", "there is no list 'yuo'"),
        (b"rules: []\nlists: {you: []}", "the rule 'customer focus' is on, and the list 'you' that it needs is empty"),
        (b"rules: []\nlists: {you: you}", "lists.you"),
        (b"rules: []\ndecimal: ';'", "decimal"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_what_was_expected(data, said):
    with pytest.raises(InvalidInputsError, match=r"lint\.yaml") as raised:
        read_lint("lint.yaml", data)
    assert said in str(raised.value)


def test_without_a_file_the_rules_are_as_built_in(tmp_path):
    assert lint_rules(tmp_path).rules == RULES.rules
    assert lint_rules(tmp_path, "de").lists == {}


def test_common_words_are_those_of_everyday_speech():
    common = common_words("en")
    assert {"the", "bike", "phone", "battery", "comfortable"} <= common
    assert not {"failover", "provisioning", "zirconium", "drivetrain"} & common
    assert common_words("de") == common_words("xx") == frozenset()


# Any text


def test_each_finding_of_a_text_names_its_line():
    lines = {(f.line, f.rule, f.found) for f in lint_text(LEAFLET)}
    assert {
        (3, "open comparison", "faster"), (4, "superlative", "best"), (8, "spec verbs", "supports"),
        (8, "acronym not expanded", "BPA"), (10, "repetition", "the tap runs while your"),
    } <= lines  # fmt: skip
    assert not [line for line in lines if line[1] == "absolute"]


def test_a_text_file_becomes_a_table(tmp_path: Path):
    source = tmp_path / "leaflet.txt"
    source.write_text(LEAFLET, encoding="utf-8")
    [written] = analyse_text(source, tmp_path / "out")
    rows = list(csv.DictReader(io.StringIO(written.read_text(encoding="utf-8-sig"))))
    assert list(rows[0]) == ["line", "rule", "found", "advice"]
    assert written.read_bytes() == text_findings_csv(lint_text(LEAFLET, lint_rules(TEMPLATES)))
    (tmp_path / "photo.txt").write_bytes(b"\xff\xd8\x00")
    with pytest.raises(InvalidInputsError, match=r"photo\.txt"):
        analyse_text(tmp_path / "photo.txt", tmp_path)


def test_a_text_is_held_against_the_rules_of_its_language(tmp_path: Path):
    source = tmp_path / "blatt.txt"
    source.write_text("Wir bieten den besten Deckel.\nEr geht schneller auf.\n", encoding="utf-8")
    [written] = analyse_text(source, tmp_path / "out", "de")
    rows = list(csv.DictReader(io.StringIO(written.read_text(encoding="utf-8-sig"))))
    assert {(r["line"], r["rule"], r["found"]) for r in rows} == {
        ("1", "superlative", "besten"), ("1", "spec verbs", "bieten"), ("1", "customer focus", "0 of 1"),
        ("1", "subject focus", "0 of 1"), ("2", "open comparison", "schneller"),
    }  # fmt: skip
    with pytest.raises(NotFoundError, match="there are some for: de, en"):
        known_lint_rules(TEMPLATES, "xx")
