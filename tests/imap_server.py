"""A mail server on loopback that speaks as much IMAP (RFC 3501) as reading a folder takes."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Talk(socketserver.StreamRequestHandler):
    """One client."""

    server: Inbox

    def handle(self) -> None:
        self._say("* OK ready")
        for raw in self.rfile:
            tag, _, line = raw.decode().strip().partition(" ")
            self.server.lines.append(line)
            if not self._answer(tag, line):
                return

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _answer(self, tag: str, line: str) -> bool:
        mails, word = self.server.mails, line.split()[0].upper()
        if word == "LOGIN" and line.split()[1:] != ["readiness", '"secret"']:
            self._say(f"{tag} NO who is that")
            return True
        if word == "SEARCH":
            self._say("* SEARCH " + " ".join(str(n) for n in range(1, len(mails) + 1)))
        elif word == "EXAMINE":
            self._say(f"* {len(mails)} EXISTS")
        elif word == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif word == "FETCH":
            data = mails[int(line.split()[1]) - 1]
            self.wfile.write(f"* {line.split()[1]} FETCH (BODY[] {{{len(data)}}}\r\n".encode() + data + b")\r\n")
        self._say(f"{tag} OK done")
        return word != "LOGOUT"


class Inbox(socketserver.ThreadingTCPServer):
    """The server: its mails, and every line that clients said."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, mails: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mails, self.lines = mails, list[str]()

    @property
    def changed(self) -> bool:
        """Say whether a client asked for anything that leaves a trace."""
        return any(re.match(r"(SELECT|STORE|EXPUNGE|COPY|DELETE|APPEND)\b", line, re.IGNORECASE) for line in self.lines)


@contextmanager
def imap_server(mails: list[bytes]) -> Iterator[Inbox]:
    """Run the server while somebody reads."""
    with Inbox(mails) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
