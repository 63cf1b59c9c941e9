"""Letters: the mails that accounts get, in English and German.

In: whom it is for, a link, a language.
Out: Letter.
"""

from __future__ import annotations

from collections.abc import Mapping

from readiness.adapters.mail import Letter

_WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "new_password": {
        "en": (
            "A new password for Readiness",
            "Somebody, most likely you, asked for a new password for {email}.\n\n"
            "Set it here within one hour; the link works once:\n\n{link}\n\n"
            "Until then your present password holds. If it was not you, do nothing.\n",
        ),
        "de": (
            "Ein neues Passwort für Readiness",
            "Jemand, wahrscheinlich Sie, hat ein neues Passwort für {email} angefordert.\n\n"
            "Legen Sie es hier innerhalb einer Stunde fest; der Link gilt einmal:\n\n{link}\n\n"
            "Bis dahin gilt Ihr bisheriges Passwort. Waren Sie es nicht, brauchen Sie nichts zu tun.\n",
        ),
    },
    "new_account": {
        "en": (
            "Your account for Readiness",
            "There is an account for {email}.\n\nSet its password here within 7 days; the link works once:\n\n{link}\n",
        ),
        "de": (
            "Ihr Konto für Readiness",
            "Es gibt ein Konto für {email}.\n\n"
            "Legen Sie hier innerhalb von 7 Tagen das Passwort fest; der Link gilt einmal:\n\n{link}\n",
        ),
    },
    "test": {
        "en": ("A test of the mail from Readiness", "Mail for {email} arrives. Sent from {link}\n"),
        "de": ("Probe der E-Mail aus Readiness", "E-Mail für {email} kommt an. Gesendet von {link}\n"),
    },
    "password_changed": {
        "en": (
            "The password of your account was changed",
            "The password of {email} was changed. All other devices are signed out.\n\n"
            "If it was not you, ask for a new password at once:\n\n{link}\n",
        ),
        "de": (
            "Das Passwort Ihres Kontos wurde geändert",
            "Das Passwort von {email} wurde geändert. Alle anderen Geräte sind abgemeldet.\n\n"
            "Waren Sie es nicht, fordern Sie sofort ein neues Passwort an:\n\n{link}\n",
        ),
    },
}


def letter(kind: str, email: str, link: str, language: str) -> Letter:
    """Return the letter of a kind, in the language where there is one in it, else in English."""
    chosen = language if language in _WORDS[kind] else "en"
    subject, text = _WORDS[kind][chosen]
    return Letter(email, subject, text.format(email=email, link=link), chosen)
