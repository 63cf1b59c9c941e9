"""Polish: a language model may reorder and join a message's sentences; anything else is refused and the message stands.

In: a message, its facts, and any OpenAI-compatible endpoint; off while the endpoint is blank.
Out: Polished: the text to use, and why the model's was refused if it was. The key is sent in one header and stands nowhere else.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, Field, ValidationError

from readiness.stages.positioning.verify import Facts, Violation, violations
from readiness.stages.positioning.verify.lexicon import CONNECTIVES

MAX_ANSWER_BYTES = 64_000
UNFINISHED = frozenset({"length", "content_filter", "tool_calls", "function_call"})
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
INSTRUCTIONS = """\
You are given one sales message. Write it once more so that it reads aloud well. You may do two things only:
1. put its sentences in another order, but keep the last sentence last, and keep a sentence that says "it", "this" or "that"
   right behind the sentence it speaks of;
2. join two neighbouring sentences with a semicolon, or with a comma and one of: {connectives}. Use "but" only in front of a
   limit or after a worry. A clause that begins with "when" may move to the other end of its sentence.
Keep every word, number, unit, name and quotation as it is. Add nothing and leave nothing out. If it reads well already, return it
unchanged. Answer with the message alone: no heading, no quotation marks around it, no remarks.
"""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Polished:
    """The text to use; `source` is `model` or `deterministic`, and `refused` says why it is not the model's."""

    text: str
    refused: tuple[Violation, ...]
    source: str


class _Words(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Words
    finish_reason: str | None = None


class _Answer(BaseModel):
    choices: Annotated[list[_Choice], Field(min_length=1)]


class _RefusedError(Exception):
    """Why there is no answer to verify: a rule and what was found."""

    def __init__(self, rule: str, found: str) -> None:
        super().__init__(rule)
        self.violation = Violation(rule, found)


def polish(
    message_text: str,
    facts: Facts,
    *,
    endpoint: str = "",
    model: str = "",
    key: str = "",
    timeout: float = 20.0,
    client: httpx.Client | None = None,
) -> Polished:
    """Ask the model for one rewrite, verify it, and keep the message as it is on any doubt.

    Args:
        message_text: the finished message.
        facts: what the verifier has to know about it.
        endpoint: where the API begins, such as `https://host/v1`; blank: nothing is sent and the message is returned.
        model: the model's name there.
        key: blank where the endpoint asks for none; never sent unencrypted to another machine.
        timeout: seconds the whole call may take.
        client: used where given and left open; else one is made for this call.
    """
    if not endpoint.strip() or not message_text.strip():
        return Polished(message_text, (), "deterministic")
    try:
        url = _url(endpoint, key)
        request = _request(message_text, facts, model)
        if client is None:
            with _own_client() as own:
                raw = _answer(own, url, request, key, timeout)
        else:
            raw = _answer(client, url, request, key, timeout)
        rewrite = _in_the_marks_of(message_text, _without(key, _content(raw), message_text))
        found = violations(message_text, facts, rewrite)
    except _RefusedError as error:
        found, rewrite = [error.violation], ""
    if found:
        refused = tuple(Violation(v.rule, _without(key, v.found, message_text)) for v in found)
        logger.warning("a rewrite was refused: %s", "; ".join(f"{v.rule}: {v.found}" for v in refused))
        return Polished(message_text, refused, "deterministic")
    return Polished(rewrite, (), "model")


def _url(endpoint: str, key: str) -> str:
    """Return the address of chat completions; refuse one that would show the key to others or hide one of its own."""
    try:
        parts = urlsplit(endpoint.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise _RefusedError("endpoint", "is not an address such as https://host/v1") from None
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password or parts.query or parts.fragment:
        raise _RefusedError("endpoint", "is not an address such as https://host/v1, without a password or a question mark")
    if key and parts.scheme == "http" and host not in LOOPBACK:
        raise _RefusedError("endpoint", "a key is only sent over https")
    if not all("!" <= c <= "~" for c in key):
        raise _RefusedError("key", "has blanks, line breaks or letters that no key has")
    address = endpoint.strip().rstrip("/")
    return address if address.endswith("/chat/completions") else f"{address}/chat/completions"


def _own_client() -> httpx.Client:
    try:
        return httpx.Client()
    except (ValueError, OSError, ImportError) as error:  # a proxy or a certificate named in the environment
        raise _RefusedError("http", f"cannot start: {type(error).__name__}") from None


def _request(text: str, facts: Facts, model: str) -> dict[str, object]:
    joins = ", ".join(f'"{" ".join(j)}"' for j in CONNECTIVES.get(facts.language, ()))
    said = INSTRUCTIONS.format(connectives=joins or "nothing but a semicolon")
    return {
        "model": model,
        "temperature": 0,
        "messages": [{"role": "system", "content": said}, {"role": "user", "content": text}],
    }


def _answer(client: httpx.Client, url: str, request: dict[str, object], key: str, timeout: float) -> bytes:
    """Return the body of the answer; refuse what is late, large, redirected or an error."""
    headers = {"Accept-Encoding": "identity", **({"Authorization": f"Bearer {key}"} if key else {})}
    ends_at = time.monotonic() + timeout
    late = f"no whole answer within {timeout:g} s"
    try:
        with client.stream("POST", url, json=request, headers=headers, timeout=timeout, follow_redirects=False) as response:
            if response.status_code != httpx.codes.OK:
                raise _RefusedError("http", f"the endpoint answered {response.status_code}")
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise _RefusedError("answer", "is packed, which nobody asked for")
            received = bytearray()
            for part in response.iter_raw():
                received += part
                if len(received) > MAX_ANSWER_BYTES:
                    raise _RefusedError("answer", f"is larger than {MAX_ANSWER_BYTES:,} bytes")
                if time.monotonic() > ends_at:
                    raise _RefusedError("timeout", late)
            return bytes(received)
    except httpx.TimeoutException:
        raise _RefusedError("timeout", late) from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise _RefusedError("http", f"no answer: {type(error).__name__}") from None


def _content(raw: bytes) -> str:
    try:
        choice = _Answer.model_validate_json(raw).choices[0]
    except ValidationError:
        raise _RefusedError("answer", "is not a chat completion") from None
    if choice.finish_reason not in (None, "stop"):
        raise _RefusedError(
            "answer", "is not finished: " + (choice.finish_reason if choice.finish_reason in UNFINISHED else "no reason")
        )
    return choice.message.content


def _in_the_marks_of(text: str, rewrite: str) -> str:
    """Return the rewrite as one paragraph, with the message's own apostrophes and quotation marks where it has plain ones."""
    one = " ".join(rewrite.split())
    if "’" in text and "'" not in text:
        one = one.replace("'", "’")
    if "“" in text and '"' not in text and one.count('"') % 2 == 0:
        halves = one.split('"')
        one = halves[0] + "".join(("“" if i % 2 == 0 else "”") + half for i, half in enumerate(halves[1:]))
    return one


def _without(key: str, said: str, text: str) -> str:
    """Return what an endpoint said without the key, should it send that back."""
    return said.replace(key, "***") if key and key not in text else said
