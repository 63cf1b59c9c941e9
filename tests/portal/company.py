"""A company's sign-in service in a process of its own: OpenID Connect with real keys, which can be told to lie.

As a program: python -m tests.portal.company PORT. What it shall say of whom, and which lie to tell, is posted to /told.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.portal.mailbox import free_port

CLIENT, CLIENT_SECRET = "portal", "not for browsers"
KEYS = {name: rsa.generate_private_key(public_exponent=65_537, key_size=2_048) for name in ("ours", "stranger")}


def b64(data: bytes) -> str:
    """Return bytes as tokens write them."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(claims: dict[str, Any], lie: str) -> str:
    """Return a token, made by hand: with the service's key, or as a lie has it."""
    numbers = KEYS["ours"].public_key().public_numbers()
    header: dict[str, Any] = {"alg": "RS256", "kid": "k1", "typ": "JWT"}
    if lie == "unsigned":
        header["alg"] = "none"
    if lie == "our_secret":
        header["alg"] = "HS256"
    if lie == "own_key":  # a key brought along in the token itself
        other = KEYS["stranger"].public_key().public_numbers()
        header = {"alg": "RS256", "jwk": {"kty": "RSA", "n": b64(other.n.to_bytes(256, "big")), "e": "AQAB"}}
    body = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    if lie == "unsigned":
        return f"{body}."
    if lie == "our_secret":
        import hmac

        key = CLIENT_SECRET.encode() if "portal" in str(claims["aud"]) else str(numbers.n).encode()
        return f"{body}.{b64(hmac.digest(key, body.encode(), 'sha256'))}"
    key_of = KEYS["stranger"] if lie in ("stranger", "own_key") else KEYS["ours"]
    return f"{body}.{b64(key_of.sign(body.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


class Service(BaseHTTPRequestHandler):
    """The service: who signs in there is who it was told."""

    told: ClassVar[dict[str, Any]] = {}
    codes: ClassVar[dict[str, dict[str, str]]] = {}

    @property
    def issuer(self) -> str:
        """Return its name."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def do_GET(self) -> None:
        """Tell of itself, show its key, or send a browser back with a code."""
        url = urlsplit(self.path)
        if url.path == "/.well-known/openid-configuration":
            issuer = "http://127.0.0.1:1" if self.told.get("lie") == "another_issuer" else self.issuer
            ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
            self.answer({"issuer": issuer, **{name: self.issuer + path for name, path in ends.items()}})
        elif url.path == "/keys":
            numbers = KEYS["ours"].public_key().public_numbers()
            self.answer(
                {"keys": [{"kty": "RSA", "kid": "k1", "use": "sig", "n": b64(numbers.n.to_bytes(256, "big")), "e": "AQAB"}]}
            )
        else:
            asked = {name: values[0] for name, values in parse_qs(url.query).items()}
            assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
            code = secrets.token_urlsafe(8)
            self.codes[code] = asked
            self.send_response(302)
            self.send_header("Location", asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]}))
            self.end_headers()

    def do_POST(self) -> None:
        """Be told what to say, or give a token for a code, once, to whoever sent the browser here."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/told":
            type(self).told = json.loads(body)
            self.answer({})
            return
        form = {name: values[0] for name, values in parse_qs(body).items()}
        asked = self.codes.pop(form.get("code", ""), None)
        keyed = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET.replace(' ', '+')}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
        is_client = self.headers.get("Authorization") in (f"Basic {keyed}", f"Basic {plain}")
        proof = b64(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or not is_client or proof != asked["code_challenge"] or form["redirect_uri"] != asked["redirect_uri"]:
            self.answer({"error": "invalid_grant"}, 400)
            return
        lie, now = self.told.get("lie", ""), int(self.told["now"])
        claims = {
            "iss": self.issuer, "sub": "u-1", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": asked["nonce"],
            "email": "ana@example.com", "email_verified": True, **self.told.get("claims", {}),
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        self.answer({"access_token": "a", "token_type": "Bearer", "id_token": signed(claims, lie)})

    def answer(self, content: object, status: int = 200) -> None:
        """Answer with JSON."""
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def company() -> Iterator[str]:
    """Run the service in a process of its own, and give its name."""
    port = free_port()
    program = [sys.executable, "-m", "tests.portal.company", str(port)]
    process = subprocess.Popen(program)
    issuer = f"http://127.0.0.1:{port}"
    try:
        for _ in range(400):
            try:
                httpx.get(f"{issuer}/keys")
                break
            except httpx.TransportError:
                assert process.poll() is None
                time.sleep(0.05)
        yield issuer
    finally:
        process.terminate()
        process.wait(timeout=10)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Service).serve_forever()
