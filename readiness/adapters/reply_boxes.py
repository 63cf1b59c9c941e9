"""Reply boxes: the mails that answers to invites are in: files, folders, mailboxes, or an IMAP server.

In: paths; settings.
Out: (where it stood, its bytes) of each mail; nothing is changed or marked as read.
"""

from __future__ import annotations

import imaplib
import mailbox
import ssl
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from readiness.adapters.folder_files import read_file
from readiness.adapters.mail import MailDownError
from readiness.errors import InputError, Problem
from readiness.settings import Settings

SECONDS = 20
DAYS_BACK = 90
"""Of an IMAP folder, mails that arrived since are read."""
SINGLE = (".eml", ".ics", ".msg")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SECURITY = ("tls", "none")

Found = tuple[str, bytes]


def mails_at(path: Path) -> Iterator[Found]:
    """Yield the mails of an .eml or .ics file, an mbox file, a maildir, or a folder of such files.

    Raises:
        NotFoundError: there is nothing that can be read.
    """
    if path.is_dir():
        if (path / "cur").is_dir() or (path / "new").is_dir():
            yield from _maildir(path)
        else:
            for file in sorted(p for p in path.iterdir() if p.is_file() and p.suffix.lower() in (*SINGLE, ".mbox")):
                yield from mails_at(file)
        return
    if not _is_mbox(path):
        yield path.name, read_file(path)
        return
    box = mailbox.mbox(path, create=False)
    try:
        for number, key in enumerate(box.keys(), start=1):
            yield f"{path.name}, mail {number}", box.get_bytes(key)
    finally:
        box.close()


def _is_mbox(path: Path) -> bool:
    if path.suffix.lower() in SINGLE or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(5) == b"From "


def _maildir(path: Path) -> Iterator[Found]:
    for sub in ("cur", "new"):
        for file in sorted((path / sub).glob("*")) if (path / sub).is_dir() else []:
            yield file.name, read_file(file)


def mails_on_server(settings: Settings, today: date) -> Iterator[Found]:
    """Yield the mails of the IMAP folder that answers arrive in.

    Raises:
        InputError: the settings name no such server.
        MailDownError: it cannot be reached, or lets nobody in.
    """
    if not settings.replies_host:
        what = "nobody said where answers to invites arrive"
        raise InputError(Problem("READINESS_REPLIES_HOST", 0, "", what, "an IMAP server, or name the files to read"))
    if settings.replies_security not in SECURITY:
        what = f"{settings.replies_security!r} is no way to reach a mail server"
        raise InputError(Problem("READINESS_REPLIES_SECURITY", 0, "", what, "tls or none"))
    since = today - timedelta(days=DAYS_BACK)
    try:
        with _server(settings) as server:
            server.login(settings.replies_user, settings.replies_password.get_secret_value())
            _said(*server.select(f'"{settings.replies_folder}"', readonly=True))
            day = f"{since.day:02}-{MONTHS[since.month - 1]}-{since.year}"
            for number in b" ".join(_said(*server.search(None, "SINCE", day))).split():
                parts = _said(*server.fetch(number.decode(), "(BODY.PEEK[])"))
                yield from ((f"mail {number.decode()}", p[1]) for p in parts if isinstance(p, tuple))
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailDownError(f"the mail server {settings.replies_host} gave no mail: {_why(error)}") from error


def _server(settings: Settings) -> imaplib.IMAP4:
    host, port = settings.replies_host, settings.port_of_replies
    if settings.replies_security == "tls":
        return imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=SECONDS)
    return imaplib.IMAP4(host, port, timeout=SECONDS)


def _said(state: str, content: Any) -> list[Any]:
    if state != "OK":
        raise imaplib.IMAP4.error(f"it says {state}")
    return [c for c in content if c is not None]


def _why(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
