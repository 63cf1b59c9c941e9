"""Admin: people, the log, the installation.

In: requests.
Out: pages.
"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
