"""Research on the small launch, against what its evidence says by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.adapters.folder_files import read_folder
from readiness.adapters.launch_files import LaunchInputs, read_launch_files
from readiness.errors import InvalidInputsError
from readiness.stages.positioning.research import Research, research_of


def inputs_of(folder: Path) -> LaunchInputs:
    return read_launch_files(read_folder(folder))


def research(inputs: LaunchInputs) -> Research:
    return research_of(inputs.spec, inputs.requirements, inputs.evidence, inputs.confirmations, ["Kettle 2", "Steam & Co"])


def test_every_statement_is_ranked_and_nothing_is_confirmed_by_itself(small_launch: Path) -> None:
    found = research(inputs_of(small_launch))
    assert [r.statement.statement_id for r in found.statements] == ["E1.1", "E2.1", "E3.1", "E4.1"]
    first = {r.statement.statement_id: r.candidates[0].characteristic_id for r in found.statements}
    assert (first["E1.1"], first["E3.1"], first["E4.1"]) == ("boil", "lid", "warranty")
    assert {r.confirmed for r in found.statements} == {""}


def test_needs_count_distinct_sources_apart_from_severity(small_launch: Path) -> None:
    """N1: two sources, severity 9, is the weightiest: 9 (1 + log2 2) = 18 -> 5; N3: 7 (1 + 0) = 7 -> 35/18; N4: nobody -> 0."""
    needs = {n.requirement_id: n for n in research(inputs_of(small_launch)).needs}
    assert (needs["N1"].severity, needs["N1"].n_accounts, needs["N1"].confidence, needs["N1"].weight) == (9, 2, "B", 5)
    assert needs["N3"].weight == pytest.approx(35 / 18)
    assert (needs["N4"].n_accounts, needs["N4"].confidence, needs["N4"].weight) == (0, "", 0)


def test_an_account_that_speaks_twice_is_one_and_two_in_one_survey_are_two(small_launch: Path) -> None:
    """E1 and E2 have two sources; told apart by account they are one, and its name and its id are the same account."""
    evidence = small_launch / "evidence.csv"
    rows = evidence.read_text(encoding="utf-8").splitlines()
    told = [rows[0] + ",account", rows[1] + ",a1", rows[2] + ",shop 1", rows[3] + ",", rows[4] + ","]
    evidence.write_text("\n".join(told) + "\n", encoding="utf-8")
    needs = {n.requirement_id: n for n in research(inputs_of(small_launch)).needs}
    assert (needs["N1"].n_accounts, needs["N1"].confidence) == (1, "C")
    same_source = [r.replace("twelve shops", "owner of a shop") for r in told]
    evidence.write_text("\n".join(same_source).replace(",shop 1", ",a2") + "\n", encoding="utf-8")
    needs = {n.requirement_id: n for n in research(inputs_of(small_launch)).needs}
    assert (needs["N1"].n_accounts, needs["N1"].confidence) == (2, "B")


def test_a_confirmation_makes_its_card_better_at_the_next_statement(small_launch: Path) -> None:
    evidence = small_launch / "evidence.csv"
    text = evidence.read_text(encoding="utf-8")
    evidence.write_text(
        text + "E5,review,b,2023-11-01,My tea waits ages.\nE6,review,c,2023-11-02,I wait ages for tea.\n", encoding="utf-8"
    )
    before = {r.statement.statement_id: r for r in research(inputs_of(small_launch)).statements}
    assert "boil" not in [c.characteristic_id for c in before["E6.1"].candidates[:1]]
    (small_launch / "confirmations.csv").write_text("statement_id,characteristic_id\nE5.1,boil\nE3.1,\n", encoding="utf-8")
    after = {r.statement.statement_id: r for r in research(inputs_of(small_launch)).statements}
    assert after["E6.1"].candidates[0].characteristic_id == "boil"
    assert (after["E5.1"].confirmed, after["E3.1"].confirmed, after["E6.1"].confirmed) == ("boil", "none", "")


def test_a_confirmation_of_an_unknown_characteristic_is_named(small_launch: Path) -> None:
    (small_launch / "confirmations.csv").write_text("statement_id,characteristic_id\nE1.1,boyl\n", encoding="utf-8")
    with pytest.raises(InvalidInputsError, match=r"confirmations\.csv:2:characteristic_id: 'boyl' is unknown"):
        inputs_of(small_launch)


def test_an_alternative_needs_a_known_name_a_source_and_a_day(small_launch: Path) -> None:
    buyers = small_launch / "buyers.yaml"
    buyers.write_text(buyers.read_text(encoding="utf-8") + "alternatives: [{name: A pot, kind: status_quo}]\n", encoding="utf-8")
    header = "alternative,requirement_id,verdict,source,on\n"
    (small_launch / "alternatives.csv").write_text(
        header + "A pot,N1,falls_short,timed in the shop,2023-11-01\n", encoding="utf-8"
    )
    (seen,) = inputs_of(small_launch).seen
    assert (seen.alternative, seen.requirement_id, seen.verdict) == ("A pot", "N1", "falls_short")
    (small_launch / "alternatives.csv").write_text(header + "A pan,N1,falls_short,,2023-11-01\n", encoding="utf-8")
    with pytest.raises(InvalidInputsError) as caught:
        inputs_of(small_launch)
    assert {(p.row, p.column) for p in caught.value.problems} >= {(2, "source")}
