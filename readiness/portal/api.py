"""API: the same things as JSON.

In: requests.
Out: pages.
"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
