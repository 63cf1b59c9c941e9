"""Stored contacts: the standing plan comes back as it was, and what became of a contact is said once, on each database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection

from readiness.adapters.db import contacts as db
from readiness.adapters.db.launches import save_launch
from readiness.adapters.db.store import transaction
from readiness.errors import ConflictError, NotFoundError
from readiness.stages.contact_plan import Contact, ContactDone
from readiness.vocabulary import Launch, LaunchDates

NOW = datetime(2019, 7, 2, 12, tzinfo=UTC)
DUE = date(2019, 7, 1)
CONTACT = Contact(
    "A-define", "A", "Zoë's = shop", "shop", "T", "R", "Rita", "define", "Ask, and listen", "decks/a.pptx", "m1", DUE, "planned",
    "Rita", "owner", "p1", "Paula", "consultative", why="new", revision=2,
)  # fmt: skip
UNOWNED = Contact("B-stop", "B", "B", "shop", "U", "", "", "", "End it", "", "", DUE, "no_owner", "Mia")
DONE = ContactDone("A-define", DUE, "Rita", "interested", "Wants a sample")


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    with transaction(database_url) as connection:
        yield connection


@pytest.fixture
def launch_id(connection: Connection) -> str:
    save_launch(connection, Launch("k", "T", 1, "Dana", ("p",), "USD", LaunchDates(DUE, DUE, DUE, DUE), (), 1), "folder", {})
    return "k"


def test_the_plan_comes_back_without_the_buyers_person(connection: Connection, launch_id: str) -> None:
    db.save_tasks(connection, launch_id, [CONTACT, UNOWNED])
    assert db.load_tasks(connection, launch_id) == {
        "A-define": replace(CONTACT, person_id="", person_name="", why=""), "B-stop": UNOWNED,
    }  # fmt: skip
    db.save_tasks(connection, launch_id, [UNOWNED])
    assert db.load_tasks(connection, launch_id) == {"B-stop": UNOWNED}
    assert db.load_tasks(connection, "another") == {}


def test_what_became_of_a_contact_is_said_once(connection: Connection, launch_id: str) -> None:
    db.save_tasks(connection, launch_id, [CONTACT])
    assert db.add_done(connection, launch_id, [DONE, DONE], NOW) == 1
    assert db.load_done(connection, launch_id) == {"A-define": DONE}
    assert db.add_done(connection, launch_id, [DONE], NOW) == 0
    with pytest.raises(ConflictError, match="A-define was reported already: interested on 2019-07-01 by Rita"):
        db.add_done(connection, launch_id, [replace(DONE, reaction="refused")], NOW)
    with pytest.raises(NotFoundError, match="no contact 'X-define'"):
        db.add_done(connection, launch_id, [replace(DONE, contact_id="X-define")], NOW)
    assert db.load_done(connection, launch_id) == {"A-define": DONE}


def test_the_same_said_again_changes_nothing_also_when_the_plan_has_it_no_more(connection: Connection, launch_id: str) -> None:
    db.save_tasks(connection, launch_id, [CONTACT])
    db.add_done(connection, launch_id, [DONE], NOW)
    db.save_tasks(connection, launch_id, [UNOWNED])
    assert db.add_done(connection, launch_id, [DONE], NOW) == 0
