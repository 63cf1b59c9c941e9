"""Accounts to try the portal with: one a role, each with what its role needs, new passwords each time."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.actions import accounts, launch
from readiness.errors import NotFoundError
from readiness.permissions import ROLES, scope_of
from readiness.settings import Settings

NOW = datetime(2024, 2, 1, 9, tzinfo=UTC)


def test_each_gets_in_and_sees_something(settings: Settings, small_launch: Path) -> None:
    launch.take_in(settings, small_launch)
    made = accounts.try_accounts(settings, NOW)
    assert [a.role for a in made] == list(ROLES)
    for account in made:
        token = accounts.sign_in(settings, account.email, account.password, "127.0.0.1", NOW).token
        viewer = accounts.viewer_of(settings, token, NOW)
        assert (viewer.role, scope_of(viewer).nothing) == (account.role, False)


def test_the_next_start_ends_the_passwords_of_the_last(settings: Settings, small_launch: Path) -> None:
    launch.take_in(settings, small_launch)
    first, second = accounts.try_accounts(settings, NOW), accounts.try_accounts(settings, NOW)
    assert not {a.password for a in first} & {a.password for a in second}
    with pytest.raises(accounts.WrongPasswordError):
        accounts.sign_in(settings, first[0].email, first[0].password, "127.0.0.1", NOW)


def test_without_a_launch_there_is_nothing_to_look_at(settings: Settings) -> None:
    with pytest.raises(NotFoundError, match="readiness demo"):
        accounts.try_accounts(settings, NOW)
