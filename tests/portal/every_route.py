"""Every route of the portal, and what to ask each for: something of one's own, and the same of somebody else's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import Connection, insert, select, update

from readiness.actions import accounts
from readiness.adapters.db import people
from readiness.adapters.db.account_tables import api_tokens, webhooks
from readiness.adapters.db.contact_tables import contact_tasks
from readiness.adapters.db.contest_tables import contests
from readiness.adapters.db.desk_tables import coaching_notes, kit_links, launch_drafts, runs
from readiness.adapters.db.page_tables import shown_charts, shown_rows
from readiness.adapters.db.portal_tables import sittings
from readiness.adapters.db.store import transaction
from readiness.adapters.db.training_tables import training_seats, training_sessions
from readiness.settings import Settings
from tests.portal.staffed import AFTER, CHANNEL, OTHER_CHANNEL, OTHER_REP, REP, STAFF

MINE, THEIRS = "a" * 32, "b" * 32
"""Ids of two of everything that has one: what a role's own account made, and what another's did."""


def walk(routes: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield method and path of every route, those of routers inside routers too; static files are no route."""
    for route in routes:
        inside = getattr(route, "original_router", None)
        if inside is not None:
            yield from walk(inside.routes, prefix + (getattr(route.include_context, "prefix", "") or ""))
        elif isinstance(route, APIRoute):
            yield from ((method, prefix + route.path) for method in sorted(route.methods))


def routes_of(app: FastAPI) -> list[tuple[str, str]]:
    """Return method and path of every route, by path."""
    return sorted(set(walk(app.routes)), key=lambda route: (route[1], route[0]))


@dataclass(frozen=True)
class World:
    """What stands in the place of each part of a path."""

    launch_id: str
    own: Mapping[str, str]
    other: Mapping[str, str]
    of_path: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What a part means below one path only."""

    def own_path(self, path: str) -> str:
        """Return a path to something of one's own: own channel, team, self."""
        return self._filled(path, self.own)

    def other_path(self, path: str) -> str:
        """Return the same path to something of somebody else's."""
        return self._filled(path, self.other)

    def _filled(self, path: str, values: Mapping[str, str]) -> str:
        return path.replace(":path}", "}").format(**{"launch_id": self.launch_id, **values, **self.of_path.get(path, {})})


def session_apart(connection: Connection, launch_id: str, rep_id: str, session_id: str) -> str:
    """Give a rep's seat a session of its own, so that nobody else sits in it, and return its id."""
    s, a = training_sessions.c, training_seats.c
    seat = connection.execute(
        select(a.session_id).where(a.launch_id == launch_id, a.rep_id == rep_id, a.session_id != "")
    ).scalar_one()
    row = connection.execute(select(training_sessions).where(s.launch_id == launch_id, s.session_id == seat)).one()
    connection.execute(insert(training_sessions), [{**row._mapping, "session_id": session_id}])
    mine = (a.launch_id == launch_id, a.rep_id == rep_id, a.session_id == seat)
    connection.execute(update(training_seats).where(*mine).values(session_id=session_id))
    return session_id


def contact_of(connection: Connection, launch_id: str, rep_id: str, channel: str) -> tuple[str, str]:
    """Return the account and the id of a contact of a rep with an account of a channel."""
    t, r = contact_tasks.c, shown_rows.c
    account = (r.launch_id == launch_id, r.name == "inputs.accounts", r.account_id == t.account_id, r.channel == channel)
    found = connection.execute(
        select(t.account_id, t.contact_id).where(t.launch_id == launch_id, t.rep_id == rep_id, *account).order_by(t.contact_id)
    ).first()
    assert found
    return found.account_id, found.contact_id


def prepared(settings: Settings, launch_id: str) -> World:
    """Put two of everything into an installation, and return how to ask for each."""
    at = AFTER.replace(tzinfo=None)
    accounts.add_user(settings, "spare@example.com", "ops", AFTER)
    with transaction(settings.database) as c:
        spare = people.person_of(c, email="spare@example.com")
        staff = {role: people.person_of(c, email=email) for role, email in STAFF.items()}
        ids = {role: person.person_id for role, person in staff.items() if person}
        whose = ((MINE, REP, CHANNEL, ids["marketing"], 1), (THEIRS, OTHER_REP, OTHER_CHANNEL, ids["admin"], 2))
        for key, rep, channel, person_id, number in whose:
            link = {"for_whom": "x", "made_by": "x", "made_at": at, "expires_at": at + timedelta(days=9), "n_opened": 0}
            c.execute(insert(kit_links), [{"link_id": key, "launch_id": launch_id, "channel": channel, **link}])
            run = {"kind": "launch", "state": "done", "asked_by": "x", "asked_at": at, "said": "", "options": {}}
            c.execute(insert(runs), [{"run_id": key, "launch_id": launch_id, **run}])
            draft = {"person_id": person_id, "made_at": at, "launch_id": "", "name": "x"}
            c.execute(insert(launch_drafts), [{"draft_id": key, **draft}])
            note = {"by": "x", "at": at, "text": "x", "is_done": False}
            c.execute(insert(coaching_notes), [{"launch_id": launch_id, "rep_id": rep, **note}])
            sitting = {
                "quiz_id": "q", "form_id": "f", "language": "en", "minutes": 0, "pass_share": 0.7, "feedback": "after",
                "most_items": 5, "is_adaptive": False, "n_opened": 1, "ending": "", "is_passed": False, "started_at": at,
            }  # fmt: skip
            c.execute(insert(sittings), [{"sitting_id": key, "launch_id": launch_id, "rep_id": rep, "number": 9, **sitting}])
            contest = {
                "input_id": key, "kind": "sale", "figures": "added", "what": "x", "mends": "x", "says": "x", "should_be": "",
                "opened_at": at, "opened_by": "x", "status": "open", "settled_by": "", "because": "",
            }  # fmt: skip
            c.execute(insert(contests), [{"contest_id": number, "launch_id": launch_id, "rep_id": rep, **contest}])
            token = {"label": "x", "acts": "launches.see", "made_at": at, "expires_at": at + timedelta(days=9)}
            c.execute(insert(api_tokens), [{"token_sha256": key * 2, "token_id": key, "person_id": person_id, **token}])
        hook = {
            "url": "https://example.com",
            "secret": "x",
            "events": "decks_ready",
            "made_by": "x",
            "made_at": at,
            "is_active": True,
        }
        c.execute(insert(webhooks), [{"webhook_id": key, **hook} for key in (MINE, THEIRS)])
        chart = c.execute(select(shown_charts.c.name).where(shown_charts.c.launch_id == launch_id).limit(1)).scalar_one()
        contacts = {rep: contact_of(c, launch_id, rep, channel) for _, rep, channel, _, _ in whose}
        sessions = {rep: session_apart(c, launch_id, rep, key) for key, rep in ((MINE, REP), (THEIRS, OTHER_REP))}
        notes = [row.note_id for row in c.execute(select(coaching_notes.c.note_id).order_by(coaching_notes.c.note_id))]
    for key in (MINE, THEIRS):
        (settings.home / "drafts" / key).mkdir(parents=True)
        (settings.home / "drafts" / key / "launch.yaml").write_text("name: x\n", encoding="utf-8")
    both = {
        "secret": "x" * 43, "token": "x", "webhook_id": MINE, "run_id": MINE, "number": "1", "row": "1",
        "topic": "messages", "folder": "positioning", "path": "decks/shops.zip", "kind": "svg", "form": "svg",
        "picture": "sales.svg",
        "person_id": spare.person_id if spare else "",
    }  # fmt: skip
    own = {
        "rep_id": REP, "deck_id": f"{launch_id}-{CHANNEL}", "contest_id": "1", "draft_id": MINE, "link_id": MINE,
        "sitting_id": MINE, "token_id": MINE, "note_id": str(notes[0]), "input_id": MINE,
        "session_id": sessions[REP], "account_id": contacts[REP][0], "contact_id": contacts[REP][1],
    }  # fmt: skip
    other = {
        "rep_id": OTHER_REP, "deck_id": f"{launch_id}-{OTHER_CHANNEL}", "contest_id": "2", "draft_id": THEIRS, "link_id": THEIRS,
        "sitting_id": THEIRS, "token_id": THEIRS, "note_id": str(notes[1]), "input_id": THEIRS,
        "session_id": sessions[OTHER_REP], "account_id": contacts[OTHER_REP][0], "contact_id": contacts[OTHER_REP][1],
    }  # fmt: skip
    names = {
        "/api/v1/launches/{launch_id}/tables/{name}": "report.reps",
        "/launches/{launch_id}/results/files/{name}": "reps.csv",
        "/api/v1/launches/{launch_id}/report/{name}": "reps.csv",
        "/launches/{launch_id}/prospects/files/{name}": "prospects.csv",
        "/launches/{launch_id}/positioning/{name}": "messages.csv",
        "/launches/{launch_id}/files/{folder}/{name}": "messages.csv",
        "/kits/{token}/files/{name}": "x.pptx",
    }
    of_path = {path: {"name": name} for path, name in names.items()}
    chart_paths = ("/api/v1/launches/{launch_id}/charts/{name}/picture.{kind}", "/api/v1/launches/{launch_id}/charts/{name}/spec",
                   "/launches/{launch_id}/charts/{name}.{form}")  # fmt: skip
    of_path |= {path: {"name": chart} for path in chart_paths}
    return World(launch_id, {**both, **own}, {**both, **other}, of_path)
