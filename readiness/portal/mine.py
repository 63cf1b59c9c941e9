"""Mine: a rep's own decks, numbers and contests.

In: requests.
Out: pages.
"""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter()
