"""Positioning: evidence, house of quality, messages, gaps, approval, a new revision.

In: requests.
Out: pages.
"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
