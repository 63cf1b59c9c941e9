"""Stored certificates, on SQLite and PostgreSQL: rows are added and come back, forward and back through the migration."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from readiness.adapters.db import certificates
from readiness.adapters.db.store import MIGRATIONS, engine, transaction, upgrade
from readiness.stages.quizzes.certificate_model import CertificateEvent, Evidence

DAY = date(2026, 1, 31)
EVENT = CertificateEvent(
    "rep", "r1", 1, "issued", DAY, DAY, date(2027, 1, 31), "Ada Öwner", "", "s", Evidence(17, 0.8, 0.95, 0.7, 0.8, {"é": "h"})
)
PARTNER = replace(EVENT, kind="partner", subject_id="steam", evidence=None, reason="4 of 5")


@pytest.fixture
def launched(database_url: str) -> str:
    upgrade(database_url)
    with engine(database_url).begin() as connection:
        connection.execute(text("INSERT INTO launches VALUES ('l', 'L', 'O', '/f')"))
    return database_url


def test_what_happened_comes_back_as_it_was_in_its_order(launched: str) -> None:
    second = replace(EVENT, number=2, event="revoked", reason="changed", evidence=None)
    with transaction(launched) as connection:
        certificates.only_writer(connection, "l")
        certificates.save_events(connection, "l", [second, EVENT, PARTNER])
        certificates.save_events(connection, "l", [])
    with transaction(launched) as connection:
        assert certificates.events_of(connection, "l") == [PARTNER, EVENT, second]
        assert certificates.events_of(connection, "other") == []


def test_nothing_that_happened_is_overwritten(launched: str) -> None:
    with transaction(launched) as connection:
        certificates.save_events(connection, "l", [EVENT])
    with pytest.raises(IntegrityError), transaction(launched) as connection:
        certificates.save_events(connection, "l", [replace(EVENT, event="revoked")])
    with transaction(launched) as connection:
        assert certificates.events_of(connection, "l") == [EVENT]


def test_a_standard_is_kept_with_the_day_it_was_first_used(launched: str) -> None:
    content = {"cut_share": 0.7, "issuer": "Ada Öwner"}
    with transaction(launched) as connection:
        for day in (DAY, date(2026, 5, 1)):
            certificates.save_standard(connection, "l", content, day)
        assert certificates.standards_of(connection, "l") == {certificates.standard_id(content): (DAY, content)}
    assert certificates.standard_id({"issuer": "Ada Öwner", "cut_share": 0.7}) == certificates.standard_id(content)


def test_back_and_forward(launched: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine(launched).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0005")
        assert not {"certificates", "standards"} & set(inspect(connection).get_table_names())
    upgrade(launched)
    with transaction(launched) as connection:
        certificates.save_events(connection, "l", [EVENT])
        assert certificates.events_of(connection, "l") == [EVENT]
