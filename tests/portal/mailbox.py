"""A real mail server on loopback, and what arrived there."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from readiness.settings import Settings


class Mailbox:
    """What a mail server took."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.refuses: dict[str, str] = {}
        """Address -> what is said to a letter for it."""

    async def handle_RCPT(  # noqa: N802 - its library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take an address, or refuse it."""
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 taken"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its library's name
        """Take a letter."""
        self.recipients.append(list(envelope.rcpt_tos))
        self.letters.append(message_from_bytes(envelope.original_content or b"", policy=policy.default))  # type: ignore[arg-type]
        return "250 taken"

    def wait(self, n: int, seconds: float = 10) -> list[EmailMessage]:
        """Return the letters once there are so many."""
        end = time.monotonic() + seconds
        while len(self.letters) < n and time.monotonic() < end:
            time.sleep(0.02)
        assert len(self.letters) == n
        return self.letters


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server(settings: Settings, password: str = "") -> Iterator[tuple[Mailbox, Settings]]:
    """Run a mail server, and give its mailbox and the settings that use it; with a password, it asks for one."""
    mailbox = Mailbox()

    def login(_s: SMTP, _session: Session, _e: Envelope, _mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data.login == b"portal" and data.password == password.encode())

    options = {"authenticator": login, "auth_required": True, "auth_require_tls": False} if password else {}
    server = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **options)
    server.start()
    try:
        facts = {
            "smtp_host": "127.0.0.1",
            "smtp_port": str(server.port),
            "smtp_security": "none",
            "smtp_from": "readiness@example.com",
        }
        yield mailbox, settings.model_copy(update=facts)
    finally:
        server.stop()
