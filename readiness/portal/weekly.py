"""Weekly: what changed, who owes what, go or no-go.

In: requests.
Out: pages.
"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
