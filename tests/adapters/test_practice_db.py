"""Stored practice, on SQLite and PostgreSQL: answers by rep, sessions that count, the last memories, counts by claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert

from readiness.adapters.db import persons, practice
from readiness.adapters.db.store import transaction
from readiness.adapters.db.tables import launches
from readiness.adapters.db.training_tables import training_seats, training_sessions
from readiness.stages.reinforcement import Memory, Practised

DAY = date(2024, 2, 2)
AT = datetime(2024, 2, 2, 22, 30, tzinfo=UTC)


def add_launch(connection: Connection, launch_id: str) -> None:
    row = {c.name: "x" if c.type.python_type is str else 1 for c in launches.c if not c.nullable} | {"launch_id": launch_id}
    connection.execute(insert(launches), [row])


def given(number: int, claim: str, *, is_right: bool = True) -> Practised:
    return Practised(number, claim, f"{claim}-need", DAY, 1, is_right)


def memory(stability: float) -> Memory:
    return Memory(stability, 5.25, DAY)


def test_answers_come_back_as_they_were_given(database_url: str) -> None:
    first, second = given(1, "N1"), replace(given(2, "N2", is_right=False), chosen=-1)
    with transaction(database_url) as connection:
        add_launch(connection, "k")
        add_launch(connection, "other")
        practice.add_practised(connection, "k", "r1", second, memory(0.25), AT)
        practice.add_practised(connection, "k", "r1", first, memory(2.5), AT)
        practice.add_practised(connection, "k", "r2", given(1, "N1"), memory(3.5), AT)
        practice.add_practised(connection, "other", "r1", given(1, "N9"), memory(4.5), AT)
        assert practice.practised_by(connection, "k", "r1") == [first, second]
        assert practice.practised_by(connection, "k", "r3") == []
        assert practice.memories_of(connection, "k", ["r1"]) == {"r1": {"N1": memory(2.5), "N2": memory(0.25)}}
        assert sorted(practice.memories_of(connection, "k", [f"r{n}" for n in range(1000)])) == ["r1", "r2"]


def test_the_last_memory_of_each_rep_and_claim_and_counts(database_url: str) -> None:
    with transaction(database_url) as connection:
        add_launch(connection, "k")
        practice.add_practised(connection, "k", "r1", given(1, "N1", is_right=False), memory(1.0), AT)
        practice.add_practised(connection, "k", "r1", given(2, "N1"), memory(4.0), AT)
        practice.add_practised(connection, "k", "r1", given(3, "N2"), memory(2.0), AT)
        practice.add_practised(connection, "k", "r2", given(1, "N1"), memory(8.0), AT)
        found = practice.memories_by_claim(connection, "k")
        assert {claim: sorted(m.stability.tolist()) for claim, m in found.items()} == {"N1": [4.0, 8.0], "N2": [2.0]}
        assert found["N2"].last_on.tolist() == [DAY.toordinal()]
        assert practice.answers_by_claim(connection, "k") == {"N1": (3, 2), "N2": (1, 1)}
        assert practice.answers_by_claim(connection, "none") == {}
        assert practice.memories_by_claim(connection, "none") == {}


def test_a_missed_or_cancelled_session_taught_nothing(database_url: str) -> None:
    ends = datetime(2024, 1, 20, 10, 0)  # noqa: DTZ001 - as databases keep it
    with transaction(database_url) as connection:
        add_launch(connection, "k")
        for n, status in enumerate(("planned", "held", "cancelled")):
            session = {
                "launch_id": "k", "session_id": status, "module_id": f"m{n}", "title": "x", "trainer_id": "t", "language": "en",
                "place": "", "room_id": "", "starts_at": ends.replace(hour=9), "ends_at": ends.replace(day=20 + n), "seats": 9,
                "wave": 1, "status": status,
            }  # fmt: skip
            connection.execute(insert(training_sessions), [session])
        seats = [
            ("r1", "m0", "planned", "enrolled"),
            ("r1", "m1", "held", "attended"),
            ("r1", "m2", "cancelled", "enrolled"),
            ("r2", "m1", "held", "no_show"),
            ("r2", "m0", "", "excused"),
        ]
        names = ("rep_id", "module_id", "session_id", "status")
        rows = [{"launch_id": "k", "wave": 1, "why": "", **dict(zip(names, seat, strict=True))} for seat in seats]
        connection.execute(insert(training_seats), rows)
        found = practice.sessions_of(connection, "k", ["r1", "r2"])
    assert found == {"r1": [("m0", datetime(2024, 1, 20, 10, tzinfo=UTC)), ("m1", datetime(2024, 1, 21, 10, tzinfo=UTC))]}


def test_what_was_practised_is_handed_over_and_forgotten_with_its_person(database_url: str) -> None:
    with transaction(database_url) as connection:
        add_launch(connection, "k")
        for rep_id in ("r1", "r2"):
            practice.add_practised(connection, "k", rep_id, given(1, "N1"), memory(2.5), AT)
        known = persons.Known((), ("r1",))
        (rows,) = [rows for name, _, rows in persons.rows_about(connection, known) if name == "practice_answers"]
        assert [(r["claim"], r["answered_on"], bool(r["is_right"])) for r in rows] == [("N1", DAY, True)]
        assert persons.delete_rows(connection, known) == {"practice_answers": 1, "practice_cards": 1}
        assert list(practice.memories_of(connection, "k", ["r1", "r2"])) == ["r2"]
        assert practice.practised_by(connection, "k", "r1") == []
