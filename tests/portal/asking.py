"""A program that asks the portal in somebody's name."""

from __future__ import annotations

import httpx

from readiness.actions import api_tokens
from readiness.settings import Settings
from tests.portal.staffed import AFTER, STAFF
from tests.portal.taking import OPENED


def token_for(settings: Settings, role: str, *acts: str) -> str:
    """Return a new token of one of the staff, for these acts, or for all that can be given."""
    viewer = api_tokens.person_named(settings, STAFF[role])
    return api_tokens.add_token(settings, viewer, "a program", acts or api_tokens.acts_of(viewer), 30, AFTER).secret


def program(settings: Settings, address: str, role: str, *acts: str) -> httpx.Client:
    """Return a client that asks with a new token."""
    headers = {"Authorization": f"Bearer {token_for(settings, role, *acts)}"}
    client = httpx.Client(base_url=f"{address}/api/v1", headers=headers, timeout=60)
    OPENED.append(client)
    return client
