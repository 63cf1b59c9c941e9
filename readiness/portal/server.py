"""Server: the portal served by uvicorn.

In: settings, host, port.
Out: pages until it is stopped.
"""

from __future__ import annotations

import uvicorn

from readiness.portal.app import portal
from readiness.settings import Settings


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the portal; addresses are not logged, for a quiz link is a secret."""
    uvicorn.run(portal(settings), host=host, port=port, access_log=False, log_level="warning", server_header=False)
