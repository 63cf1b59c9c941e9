"""Presence: by id, by address, by a name one seat has; never by likeness; and what of each seat became of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from readiness.stages.training.presence import Attenders, Named, outcomes, plain_name, queue_id_of, recognised
from readiness.stages.training.records import Enrolment, Session
from readiness.vocabulary import Motion, Rep

START = datetime(2024, 1, 16, 10, tzinfo=UTC)
SESSION = Session("kettle-s1", "Kettle 2", "t1", "en", START, START + timedelta(minutes=60), 3, 1)


def rep(rep_id: str, name: str, email: str) -> Rep:
    return Rep(rep_id, name, email, "", "steam", "T", "m", Motion.CONSULTATIVE, "UTC", "en", None)


REPS = [
    rep("r1", "Ana López", "ana@example.com"), rep("r2", "Bo Ek", "bo@example.com"), rep("r3", "Bo Ek", "b.ek@example.com"),
    rep("r4", "Zoë O'Neil", ""), rep("r5", "Eva Berg", "eva@example.com"),
]  # fmt: skip
AMONG = Attenders(REPS, {"r1", "r2", "r4"}, [Named("Tim Teacher", "tim@example.com")])


@pytest.mark.parametrize(
    ("person", "who"),
    [
        (Named("whatever", "ANA@example.com"), "r1"),
        (Named("Eva", "eva@example.com"), "r5"),  # by address, seat or not
        (Named("ana lopez", ""), "r1"),
        (Named("López, Ana", ""), "r1"),
        (Named("Anita (Ana López)", ""), "r1"),
        (Named("Ana López (she/her)", "ana@private.example"), "r1"),
        (Named("Bo Ek", ""), "r2"),  # the other Bo Ek has no seat here
        (Named("ZOE O'NEIL", ""), "r4"),
        (Named("", "", "r3"), "r3"),
        (Named("Tim Teacher", ""), "-"),
        (Named("T.", "tim@example.com"), "-"),
        (Named("Eva Berg", ""), ""),  # no seat in this session
        (Named("Ana Lopes", ""), ""),  # like is not the same
        (Named("iPhone", ""), ""),
        (Named("", ""), ""),
        (Named("", "", "r9"), ""),
    ],
)
def test_who_somebody_is(person: Named, who: str) -> None:
    found = recognised(person, AMONG)
    assert found.rep_id == who
    assert bool(found.why) == (not who)


def test_two_seats_with_one_name_are_for_a_person_to_tell_apart() -> None:
    among = Attenders(REPS, {"r2", "r3"}, [])
    assert recognised(Named("Bo Ek", ""), among).why == "2 people with a seat have this name"
    assert recognised(Named("Bo Ek", ""), among, decided="r3").rep_id == "r3"
    assert recognised(Named("Bo Ek", ""), among, decided="-").rep_id == "-"
    assert "unknown" in recognised(Named("Bo Ek", ""), among, decided="gone").why


def test_an_address_is_one_person_everywhere_and_a_name_only_in_its_session() -> None:
    assert queue_id_of("s1", Named("A", "x@example.com")) == queue_id_of("s2", Named("B", "X@example.com"))
    assert queue_id_of("s1", Named("iPhone", "")) != queue_id_of("s2", Named("iPhone", ""))
    assert queue_id_of("s1", Named("i phone", "")).startswith("a-")


@pytest.mark.parametrize(("name", "plain"), [("  Ek,  Bo ", "bo ek"), ("José  GARCÍA-Ruiz", "jose garcia ruiz"), ("", "")])
def test_names_are_compared_without_case_accents_and_order(name: str, plain: str) -> None:
    assert plain_name(name) == plain


def test_outcomes_by_hand() -> None:
    seats = [Enrolment(r, "kettle-s1", 1) for r in ("r1", "r2", "r4")] + [Enrolment("r5", "other", 1)]
    there = {"r1": 2700, "r2": 2699}  # three quarters of an hour are 2,700 seconds
    settled = outcomes(SESSION, seats, there, 0.75, is_settled=True)
    assert settled == {"r1": "attended", "r2": "no_show", "r4": "no_show"}
    assert outcomes(SESSION, seats, there, 0.75, is_settled=False) == {"r1": "attended", "r2": "enrolled", "r4": "enrolled"}
