"""What is kept of reps in the database, on both: inputs of a measurement, coaching notes, comments of graded pitches."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from sqlalchemy import text

from readiness.adapters.db import coaching, pitch_desk, pitches
from readiness.adapters.db.kept_inputs import inputs_of, keep_inputs, packed
from readiness.adapters.db.store import transaction
from readiness.stages.report.inputs import RepInput
from readiness.stages.training import PitchScore

DAY = date(2026, 1, 2)
NOW = datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
INPUTS = [
    RepInput(
        "sale-1", "sale", "sales_out", "why “é”", DAY, "sale", partner_id="p", file="f.csv", row=7, account_id="a", account="A",
        product_id="k", units=-3, money=Decimal("-12345678901.20"), currency="EUR", share=0.3333333333333333, figures="sales",
        mends="mend",
    ),
    RepInput("answer-1", "answer", "readiness", "", None, "question?", "given", is_right=False, value=0.1, figures="readiness"),
]  # fmt: skip


def launch(url: str) -> None:
    """Keep a launch, for rows to be about."""
    with transaction(url) as connection:
        connection.execute(text("INSERT INTO launches VALUES ('l', 'L', 'Ada', '/f')"))


def test_inputs_come_back_as_they_were_and_the_next_measurement_replaces_them(database_url: str) -> None:
    launch(database_url)
    with transaction(database_url) as connection:
        keep_inputs(connection, "l", {"r1": packed(INPUTS), "r2": packed([])}, DAY, NOW)
        kept, empty = inputs_of(connection, "l", "r1"), inputs_of(connection, "l", "r2")
        assert kept is not None
        assert empty is not None
        assert list(kept.inputs) == INPUTS
        assert str(kept.inputs[0].money) == "-12345678901.20"
        assert (kept.as_of, kept.made_at, empty.inputs) == (DAY, datetime(2025, 12, 31, 23, 30, tzinfo=UTC), ())
        assert inputs_of(connection, "l", "r3") is None
        keep_inputs(connection, "l", {"r3": packed(INPUTS[1:])}, DAY, NOW)
        assert inputs_of(connection, "l", "r1") is None
        assert packed(INPUTS) == packed(INPUTS)


def test_notes_open_ones_first_then_the_newest(database_url: str) -> None:
    launch(database_url)
    with transaction(database_url) as connection:
        one, two, three = (
            coaching.add_note(connection, "l", "r1", by="Max", at=NOW + timedelta(hours=n), text=f"é{n}", due_on=due)
            for n, due in enumerate((DAY, None, None))
        )
        coaching.add_note(connection, "l", "r2", by="Max", at=NOW, text="of somebody else", due_on=DAY)
        coaching.mark_done(connection, three, is_done=True)
        found = coaching.notes_of(connection, "l", "r1")
        assert [n.note_id for n in found] == [two, one, three]
        assert found[1].at == datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
        assert [n.rep_id for n in coaching.open_notes(connection, "l")] == ["r2", "r1"]
        coaching.mark_done(connection, one, is_done=True)
        assert [n.rep_id for n in coaching.open_notes(connection, "l")] == ["r2"]
        assert coaching.note_of(connection, 999) is None


def test_a_pitch_comes_back_with_its_comments(database_url: str) -> None:
    launch(database_url)
    scores = [PitchScore("r1", DAY, "Max", "opening", 3.0), PitchScore("r1", DAY, "Max", "proof", 2.5)]
    with transaction(database_url) as connection:
        pitches.save_pitches(connection, "l", scores, 1)
        pitch_desk.save_comments(connection, "l", "r1", DAY, "Max", {"opening": "good é", "proof": ""})
        pitch_desk.save_comments(connection, "l", "r1", DAY, "Max", {"opening": "better", "proof": ""})
        (found,) = pitch_desk.pitches_of(connection, "l", "r1")
        assert list(found.scores) == scores
        assert found.comments == {"opening": "better"}
        assert found.total is None  # the launch has no rubric
        assert pitch_desk.criteria_graded(connection, "l") == {"opening": 1, "proof": 1}
        assert pitch_desk.pitches_of(connection, "l", "r2") == []
