"""Stored quiz answers: brought forward from the tables of before and back, and kept whatever order files are settled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from readiness.adapters.db import collected, quiz_answers
from readiness.adapters.db.collected import HeldRow, Submission
from readiness.adapters.db.store import MIGRATIONS, engine, transaction, upgrade
from readiness.stages.quizzes import Person, Placed, Question, ReadAnswer, Response, Waiting

DAY = date(2024, 3, 8)
FIRST = Placed("r1", "i1", "moodle 9", 0, "2024-03-08T09:00:00", DAY, correct=False, is_unfinished=False, file_number=1, row=2)


def config(url: str) -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return made


def move(url: str, wanted: str, *, down: bool = False) -> None:
    made = config(url)
    with engine(url).begin() as connection:
        made.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(made, wanted)


def test_answers_taken_in_before_are_the_attempts_their_file_said(database_url: str) -> None:
    upgrade(database_url)
    move(database_url, "0003", down=True)
    old = (
        "INSERT INTO launches VALUES ('l', 'L', 'O', '/f')",
        "INSERT INTO responses VALUES ('l', 'r1', 'i1', 1, '2024-03-08', true), ('l', 'r1', 'i1', 2, '2024-03-09', NULL)",
        "INSERT INTO submissions (scope, kind, sha256, file, n_rows, n_taken, n_duplicates, n_quarantined) "
        "VALUES ('l', 'quizzes', 'aa', 'a.csv', 3, 2, 0, 1)",
        "INSERT INTO quarantine (scope, kind, sha256, row_number, file, column_name, reason, raw) "
        "VALUES ('l', 'quizzes', 'aa', 4, 'a.csv', 'item_id', 'why', 'raw')",
    )
    with engine(database_url).begin() as connection:
        for statement in old:
            connection.execute(text(statement))
    upgrade(database_url)
    responses = [Response("r1", "i1", 1, DAY, correct=True), Response("r1", "i1", 2, date(2024, 3, 9), correct=None)]
    for _ in range(2):  # forward, and once more after going back
        with transaction(database_url) as connection:
            assert collected.load_responses(connection, "l") == responses
            assert {p.sitting for p in quiz_answers.load_placed(connection, "l")} == {"attempt 1", "attempt 2"}
            assert collected.submissions_of(connection, ["l"]) == [Submission("l", "quizzes", "aa", "a.csv", 3, 2, 0, 1, 0, 0)]
            assert collected.held_in(connection, "l", "quizzes", "aa") == [HeldRow(4, "item_id", "why", "raw")]
            assert collected.next_file_number(connection, "l", "quizzes") == 1
        move(database_url, "0003", down=True)
        upgrade(database_url)


def launched(url: str) -> None:
    upgrade(url)
    with engine(url).begin() as connection:
        connection.execute(text("INSERT INTO launches VALUES ('l', 'L', 'O', '/f')"))


def test_a_later_file_restates_and_an_earlier_one_settled_late_does_not(database_url: str) -> None:
    launched(database_url)
    third = replace(FIRST, correct=True, file_number=3)
    with transaction(database_url) as connection:
        assert quiz_answers.save_placed(connection, "l", [FIRST]) == 1
        assert quiz_answers.save_placed(connection, "l", [FIRST]) == 0
        assert quiz_answers.save_placed(connection, "l", [third]) == 1
        assert quiz_answers.save_placed(connection, "l", [replace(FIRST, correct=None, file_number=2)]) == 0
        assert quiz_answers.load_placed(connection, "l") == [third]


def test_a_voided_sitting_is_gone_and_the_others_are_counted_anew(database_url: str) -> None:
    launched(database_url)
    later = replace(FIRST, sitting="xapi 2", at="2024-03-08T10:00:00", correct=True)
    with transaction(database_url) as connection:
        quiz_answers.save_placed(connection, "l", [replace(FIRST, sitting="xapi 1"), later])
        assert [r.attempt for r in collected.load_responses(connection, "l")] == [1, 2]
        assert quiz_answers.save_placed(connection, "l", [], {"xapi 1"}) == 0
        assert collected.load_responses(connection, "l") == [Response("r1", "i1", 1, DAY, correct=True)]


def test_what_waits_comes_back_as_it_was_read(database_url: str) -> None:
    launched(database_url)
    answer = ReadAnswer(
        2, "Größe?", Person(name="Zoë", email_sha1="ab"), Question("Größe?", right="44", where="x"), "s", 0, "2024-03-08", DAY,
        "44", None, is_unfinished=True, statement="st",
    )  # fmt: skip
    waiting = [Waiting(answer, "p-1", "q-1", "why"), Waiting(replace(answer, column="b"), "", "q-2", "why")]
    with transaction(database_url) as connection:
        quiz_answers.save_waiting(connection, "l", "aa", [], waiting)
        found = quiz_answers.waiting_of(connection, "l")["aa"]
        assert sorted(found, key=lambda w: w.question_queue) == waiting
        assert quiz_answers.waiting_of(connection, "l", "p-1") == {"aa": waiting[:1]}
        quiz_answers.save_waiting(connection, "l", "aa", [answer], [])
        assert quiz_answers.waiting_of(connection, "l") == {"aa": waiting[1:]}


def test_a_decision_stands(database_url: str) -> None:
    launched(database_url)
    with transaction(database_url) as connection:
        quiz_answers.save_decisions(connection, "l", {"p-1": "r1"})
        quiz_answers.save_decisions(connection, "l", {"p-1": "r2", "q-1": "-"})
        assert quiz_answers.decisions_of(connection, "l") == {"p-1": "r1", "q-1": "-"}
