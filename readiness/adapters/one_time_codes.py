"""One-time codes: of an app on the phone (TOTP, RFC 6238), and recovery codes on paper.

In: a secret, the time now, what somebody typed.
Out: a new secret, its picture; which step's code it was.
"""

from __future__ import annotations

import hmac
import io
import secrets
from datetime import datetime

import pyotp
import segno

STEP = 30
"""Seconds a code holds."""
RECOVERY_CODES = 10
ISSUER = "Readiness"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""None that looks like another."""


def new_totp_secret() -> str:
    """Return a secret for an app, 160 bits in base 32."""
    return pyotp.random_base32(32)


def step_of(secret: str, code: str, now: datetime, last: int) -> int | None:
    """Return the step whose code this is, the present one or its neighbours; None for none, or one not after `last`."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit() and len(typed) == 6):
        return None
    app, present = pyotp.TOTP(secret), int(now.timestamp()) // STEP
    fits = [step for step in (present - 1, present, present + 1) if hmac.compare_digest(app.at(step * STEP), typed)]
    return next((step for step in fits if step > last), None)


def picture(secret: str, email: str) -> bytes:
    """Return the secret as a QR code in SVG, for an app to read."""
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=5, border=3, light="#fff", xmldecl=True)
    return out.getvalue()


def new_recovery_codes() -> list[str]:
    """Return codes that stand in for the app, 80 bits each, such as K7QM-2XWB-9DFH-RT4C."""
    raw = ["".join(secrets.choice(_LETTERS) for _ in range(16)) for _ in range(RECOVERY_CODES)]
    return ["-".join(code[k : k + 4] for k in range(0, 16, 4)) for code in raw]


def plain_recovery_code(typed: str) -> str:
    """Return a recovery code as it is kept, however it was typed; empty where it cannot be one."""
    plain = "".join(c for c in typed.upper() if c.isalnum())
    return plain if len(plain) == 16 and set(plain) <= set(_LETTERS) else ""
