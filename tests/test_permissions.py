"""Who may do what, and on whose rows: against a table written by hand."""

from __future__ import annotations

import pytest

from readiness.errors import NotAllowedError
from readiness.permissions import RIGHTS, ROLES, Scope, Viewer, allowed, hidden, may, scope_of

OF_PERSONS = {"people.see", "self.see", "team.see", "team.change", "contests.open", "contests.settle"}


def somebody(role: str, **more: object) -> Viewer:
    facts = {"channel": "", "rep_id": "", "launch_id": "", "manager_id": "", **more}
    return Viewer("p1", "x@example.com", role, csrf="s", **facts)  # type: ignore[arg-type]


def test_every_right_is_of_roles_that_there_are() -> None:
    for act, roles in RIGHTS.items():
        assert roles, act
        assert set(roles) <= set(ROLES), act


def test_who_administers_sees_no_figures_of_persons() -> None:
    assert {act for act in OF_PERSONS if may(somebody("admin"), act)} == set()


def test_a_quiz_link_gives_no_other_right() -> None:
    by_link = somebody("rep", rep_id="r1", launch_id="kettle")
    assert [act for act in RIGHTS if may(by_link, act)] == []
    with pytest.raises(NotAllowedError, match="a quiz link opens the quiz alone"):
        allowed(by_link, "self.see")


def test_a_token_has_at_most_the_rights_it_was_given_and_its_person_has() -> None:
    token = Viewer("p1", "x", "ops", "", "", "", "", acts=frozenset({"decks.see", "users.change"}))
    assert [act for act in RIGHTS if may(token, act)] == ["decks.see"]


@pytest.mark.parametrize(
    ("viewer", "expected"),
    [
        (somebody("ops"), Scope()),
        (somebody("channel_manager", channel="shops"), Scope(channel="shops")),
        (somebody("channel_manager"), Scope(nothing=True)),
        (somebody("manager", manager_id="m1", channel="shops"), Scope(manager_id="m1")),
        (somebody("manager"), Scope(nothing=True)),
        (somebody("rep", rep_id="r1"), Scope(rep_id="r1")),
        (somebody("boss"), Scope(nothing=True)),
    ],
)
def test_whose_rows(viewer: Viewer, expected: Scope) -> None:
    assert scope_of(viewer) == expected


@pytest.mark.parametrize(
    ("scope", "row", "expected"),
    [
        (Scope(), {"channel": "shops"}, True),
        (Scope(channel="shops"), {"channel": "shops", "rep_id": "r1"}, True),
        (Scope(channel="shops"), {"channel": "online"}, False),
        (Scope(channel="shops"), {}, False),
        (Scope(manager_id="m1"), {"manager_id": "m2"}, False),
        (Scope(nothing=True), {}, False),
    ],
)
def test_what_a_scope_covers(scope: Scope, row: dict[str, str], expected: bool) -> None:
    assert scope.covers(**row) is expected


def test_a_refusal_says_for_whom_it_is() -> None:
    with pytest.raises(NotAllowedError, match="this is for ops; you are signed in as channel manager"):
        allowed(somebody("channel_manager", channel="shops"), "collected.see")


def test_what_is_anothers_looks_like_what_is_not_there() -> None:
    assert str(hidden("deck")) == "there is no such deck, or it is not yours to see"
