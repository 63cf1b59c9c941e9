"""Mail: a letter handed to the mail server, at once or while others go on.

In: settings, a letter.
Out: the letter sent; a clear error where the server does not take it.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import localtime, make_msgid

from readiness.errors import InputError, Problem, ReadinessError
from readiness.settings import Settings

SECONDS = 10
SECURITY = ("starttls", "tls", "none")
_log = logging.getLogger("readiness.mail")
_POSTMEN = ThreadPoolExecutor(2, thread_name_prefix="mail")


class MailDownError(ReadinessError):
    """The mail server cannot be reached, or does not take a letter."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail of plain text."""

    to: str
    subject: str
    text: str
    language: str = "en"


def is_mail_set(settings: Settings) -> bool:
    """Say whether there is a mail server."""
    return bool(settings.smtp_host)


def send(settings: Settings, letter: Letter) -> None:
    """Hand a letter to the mail server.

    Raises:
        InputError: the settings of the mail server are wrong, or the letter's address or subject breaks its line.
        MailDownError: the server cannot be reached, or does not take the letter.
    """
    message = _message(settings, letter)
    try:
        with _server(settings) as server:
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailDownError(f"the mail server {settings.smtp_host} took no mail: {_why(error)}") from error


def send_soon(settings: Settings, make: Callable[[], Letter | None]) -> None:
    """Make a letter and send it while the caller goes on, so that nobody can tell by the time it takes whether there is one."""
    _POSTMEN.submit(_sent, settings, make)


def _sent(settings: Settings, make: Callable[[], Letter | None]) -> None:
    try:
        letter = make()
        if letter is not None:
            send(settings, letter)
    except ReadinessError as error:
        _log.warning("a mail was not sent: %s", error)
    except Exception:
        _log.exception("a mail was not sent")
        raise


def _message(settings: Settings, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = settings.smtp_from, letter.to, letter.subject
        message["Date"], message["Message-ID"] = localtime(), make_msgid(domain=settings.smtp_from.rpartition("@")[2] or None)
    except ValueError as error:
        what = "an address or a subject of a mail that holds a line break"
        raise InputError(Problem("READINESS_SMTP_FROM", 0, "", what, "one line each")) from error
    message.set_content(letter.text)  # first, for it takes away what the headers say of the content
    message["Auto-Submitted"], message["Content-Language"] = "auto-generated", letter.language
    return message


def check(settings: Settings) -> None:
    """See that the settings of the mail server can be such; nothing is sent.

    Raises:
        InputError: they cannot.
    """
    if settings.smtp_security not in SECURITY:
        what = f"{settings.smtp_security!r} is no way to reach a mail server"
        raise InputError(Problem("READINESS_SMTP_SECURITY", 0, "", what, "starttls, tls or none"))
    if "@" not in settings.smtp_from:
        what = f"{settings.smtp_from!r} is no mail address"
        raise InputError(Problem("READINESS_SMTP_FROM", 0, "", what, "such as readiness@example.com"))
    _ = settings.mail_port


def _server(settings: Settings) -> smtplib.SMTP:
    check(settings)
    if settings.smtp_security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(settings.smtp_host, settings.mail_port, timeout=SECONDS, context=context)
    server = smtplib.SMTP(settings.smtp_host, settings.mail_port, timeout=SECONDS)
    if settings.smtp_security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
    return server


def _why(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
