"""Company sign-in: OpenID Connect, the code flow with PKCE; what the service says is believed only when its signature is right.

In: settings, the time now, in UTC; a code that the service sent a browser back with.
Out: where to send a browser; who it says signed in there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from readiness.errors import InputError, NotAllowedError, Problem, ReadinessError
from readiness.settings import Settings

SECONDS = 10
LEEWAY = 60
"""Seconds that the clocks of two machines may differ."""
SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""What a token may be signed with: keys of which the service shows one half; never `none`, never our own secret."""
SCOPE = "openid email"
_HERE = ("127.0.0.1", "localhost", "::1")


class CompanyDownError(ReadinessError):
    """The company's sign-in service cannot be reached, or does not speak as it should."""

    exit_code = 1


class NotBelievedError(NotAllowedError):
    """What came back from the company's sign-in service cannot be believed."""


@dataclass(frozen=True, slots=True)
class Believed:
    """Who signed in at the company's service."""

    subject: str
    """Who this is there, for good; another service's subject is another person."""
    email: str
    """In lower case; empty unless the service says that it verified it."""


def is_company_set(settings: Settings) -> bool:
    """Say whether there is a company's sign-in service."""
    return bool(settings.oidc_issuer)


def address_to_ask(settings: Settings, state: str, nonce: str, verifier: str) -> str:
    """Return where a browser goes to sign in.

    Raises:
        CompanyDownError: the service cannot be reached, or is not the one that was set.
    """
    told = _told(settings)
    with _client(settings) as client:
        address, _ = client.create_authorization_url(
            told["authorization_endpoint"], state=state, code_verifier=verifier, nonce=nonce
        )
    return str(address)


def who_came_back(settings: Settings, code: str, nonce: str, verifier: str, now: datetime) -> Believed:
    """Return who signed in, given the code that the browser brought back.

    Raises:
        CompanyDownError: the service cannot be reached, or does not speak as it should.
        NotBelievedError: the code is not taken, or the token is not signed by the service, for us, now, and for this ask.
    """
    told = _told(settings)
    try:
        with _client(settings) as client:
            answer = client.fetch_token(told["token_endpoint"], code=code, code_verifier=verifier, timeout=SECONDS)
    except OAuthError as error:
        raise NotBelievedError("the company's sign-in service did not take its code") from error
    except (requests.RequestException, ValueError) as error:
        raise CompanyDownError("the company's sign-in service cannot be reached") from error
    claims = _claims(settings, answer, _json(told["jwks_uri"]), nonce, now)
    is_verified = claims.get("email_verified") is True
    return Believed(str(claims["sub"]), str(claims.get("email", "")).strip().lower() if is_verified else "")


def _claims(settings: Settings, answer: Mapping[str, Any], keys: Any, nonce: str, now: datetime) -> dict[str, Any]:
    try:
        token = jwt.decode(str(answer.get("id_token", "")), KeySet.import_key_set(keys), algorithms=SIGNED_WITH)
        options = {
            "iss": {"essential": True, "value": settings.oidc_issuer},
            "aud": {"essential": True, "value": settings.oidc_client_id},
        }
        params = {"nonce": nonce, "client_id": settings.oidc_client_id, "access_token": answer.get("access_token")}
        claims = CodeIDToken(token.claims, token.header, options, params)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise NotBelievedError("what the company's sign-in service said cannot be believed") from error
    if not isinstance(claims.get("sub"), str) or not 0 < len(claims["sub"]) <= 255:
        raise NotBelievedError("the company's sign-in service did not say who signed in")
    return dict(claims)


def _client(settings: Settings) -> OAuth2Session:
    return OAuth2Session(
        settings.oidc_client_id,
        settings.oidc_client_secret.get_secret_value() or None,
        scope=SCOPE,
        redirect_uri=settings.portal_page("/sign-in/company/back"),
        code_challenge_method="S256",
    )


def _told(settings: Settings) -> dict[str, Any]:
    """Return what the service tells of itself."""
    if not settings.oidc_client_id:
        what = "the company's sign-in service is set, and what the portal is called there is not"
        raise InputError(Problem("READINESS_OIDC_CLIENT_ID", 0, "", what, "the client id it gave the portal"))
    told = _json(settings.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration")
    if told.get("issuer") != settings.oidc_issuer:
        raise CompanyDownError("the company's sign-in service is not the one that READINESS_OIDC_ISSUER names, letter by letter")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not _is_safe(str(told.get(name, ""))):
            raise CompanyDownError(f"the company's sign-in service names no safe {name}")
    return told


def _json(address: str) -> dict[str, Any]:
    if not _is_safe(address):
        raise CompanyDownError("the company's sign-in service has no address that begins with https://")
    try:
        answer = requests.get(address, timeout=SECONDS, allow_redirects=False, headers={"Accept": "application/json"})
        found = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, ValueError) as error:
        raise CompanyDownError("the company's sign-in service cannot be reached") from error
    if not isinstance(found, dict):
        raise CompanyDownError("the company's sign-in service does not answer as it should")
    return found


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
