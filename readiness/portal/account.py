"""Account: one's own password, second factor, language, devices, tokens.

In: requests.
Out: pages.
"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
