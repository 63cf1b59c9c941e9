"""Polish: a real small server on loopback answers honestly, wrongly, slowly and with garbage; the message stands on any doubt."""

from __future__ import annotations

import gzip
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from readiness.adapters.polish import MAX_ANSWER_BYTES, Polished, polish
from readiness.stages.positioning.verify import Facts

TEXT = (
    "When a shop's line drops, your tills keep trading. The BR40 moves the shop to mobile data within 3 seconds. "
    "Each shop needs mobile signal. Pull the cable of one shop next Tuesday."
)
REWRITE = (
    "Your tills keep trading when a shop's line drops. The BR40 moves the shop to mobile data within 3 seconds, "
    "but each shop needs mobile signal. Pull the cable of one shop next Tuesday."
)
FACTS = Facts(("BR40",), "Each shop needs mobile signal.", "Pull the cable of one shop next Tuesday.")
KEY = "sk-very/secret+key=="
Answer = Callable[[BaseHTTPRequestHandler, dict[str, object]], None]


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def chat(content: object, **more: object) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}, **more}]}).encode()


def says(content: object, **more: object) -> Answer:
    return lambda handler, _: send(handler, chat(content, **more))


def gives(body: bytes, status: int = 200, **headers: str) -> Answer:
    return lambda handler, _: send(handler, body, status, **headers)


@contextmanager
def server(answer: Answer) -> Iterator[tuple[str, list[tuple[str, dict[str, str], dict[str, object]]]]]:
    """Serve chat completions on loopback; yield the address and the requests that came in."""
    seen: list[tuple[str, dict[str, str], dict[str, object]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            seen.append((self.path, dict(self.headers), request))
            try:
                answer(self, request)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing on the terminal."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}/v1", seen
    finally:
        http.shutdown()
        thread.join()
        http.server_close()


def asked(answer: Answer, text: str = TEXT, facts: Facts = FACTS, timeout: float = 5.0) -> Polished:
    with server(answer) as (endpoint, _), httpx.Client(trust_env=False) as client:
        return polish(text, facts, endpoint=endpoint, model="any", key=KEY, timeout=timeout, client=client)


def test_off_by_default() -> None:
    assert polish(TEXT, FACTS) == Polished(TEXT, (), "deterministic")


def test_an_honest_answer_is_taken_and_the_request_is_a_chat_completion() -> None:
    with server(says(REWRITE, finish_reason="stop")) as (endpoint, seen), httpx.Client(trust_env=False) as client:
        first = polish(TEXT, FACTS, endpoint=endpoint, model="small", key=KEY, client=client)
        again = polish(TEXT, FACTS, endpoint=f"{endpoint}/", model="small", client=client)
    assert (first, again) == (Polished(REWRITE, (), "model"), Polished(REWRITE, (), "model"))
    (path, headers, body), (same_path, no_key, _) = seen
    assert (path, same_path) == ("/v1/chat/completions", "/v1/chat/completions")
    assert (headers["Authorization"], "Authorization" in no_key) == (f"Bearer {KEY}", False)
    assert (body["model"], body["temperature"], body["messages"][1]) == ("small", 0, {"role": "user", "content": TEXT})  # type: ignore[index]
    assert "reorder" not in TEXT
    assert '"but"' in body["messages"][0]["content"]  # type: ignore[index]
    assert KEY not in json.dumps(body)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (REWRITE.replace("3 seconds", "2 seconds"), "V1 number added"),
        (REWRITE.replace("within 3", "within about 3"), "V6 bound changed"),
        (REWRITE.replace(", but each shop needs mobile signal", ""), "V7 limit lost"),
        (REWRITE.replace("Your tills keep", "Your tills always keep"), "V4 absolute"),
        (REWRITE.replace("The BR40", "The BR50"), "V10 word or mark not in the message"),
        (REWRITE.replace("moves the shop to mobile data", "moves mobile data to the shop"), "V13 not a sentence of the message"),
        (f"Sure! Here it is: {REWRITE}", "V13 not a sentence of the message"),
        ("", "V2 number lost"),
        (REWRITE * 3, "V13 too long"),
    ],
)
def test_a_wrong_answer_is_refused_by_its_rule(said: str, rule: str) -> None:
    polished = asked(says(said))
    assert (polished.text, polished.source) == (TEXT, "deterministic")
    assert rule in {v.rule for v in polished.refused}


@pytest.mark.parametrize(
    ("answer", "rule", "found"),
    [
        (gives(b"<html>502</html>"), "answer", "is not a chat completion"),
        (gives(b""), "answer", "is not a chat completion"),
        (gives(b"\xff\xfe\x00{"), "answer", "is not a chat completion"),
        (gives(b"[" * 60_000), "answer", "is not a chat completion"),
        (gives(b'{"choices": []}'), "answer", "is not a chat completion"),
        (gives(b'{"error": {"message": "no"}}'), "answer", "is not a chat completion"),
        (says(None), "answer", "is not a chat completion"),
        (says([{"type": "text", "text": REWRITE}]), "answer", "is not a chat completion"),
        (says(REWRITE, finish_reason="length"), "answer", "is not finished: length"),
        (gives(chat(REWRITE) + b" " * MAX_ANSWER_BYTES), "answer", f"is larger than {MAX_ANSWER_BYTES:,} bytes"),
        (gives(gzip.compress(chat(REWRITE)), Content_Encoding="gzip"), "answer", "is packed, which nobody asked for"),
        (gives(chat(REWRITE), 500), "http", "the endpoint answered 500"),
        (gives(b'{"error": "bad key"}', 401), "http", "the endpoint answered 401"),
        (gives(b"", 302, Location="http://127.0.0.1:9/"), "http", "the endpoint answered 302"),
        (lambda handler, _: handler.connection.close(), "http", "no answer: "),
    ],
)
def test_garbage_keeps_the_message(answer: Answer, rule: str, found: str) -> None:
    polished = asked(answer)
    assert (polished.text, polished.source) == (TEXT, "deterministic")
    assert [v.rule for v in polished.refused] == [rule]
    assert polished.refused[0].found.startswith(found)


def drip(handler: BaseHTTPRequestHandler, _: dict[str, object]) -> None:
    """Send the answer a byte at a time, so that no single wait is long."""
    body = chat(REWRITE)
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    for byte in body:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.05)


def silent(_: BaseHTTPRequestHandler, __: dict[str, object]) -> None:
    time.sleep(1.0)


@pytest.mark.parametrize("answer", [silent, drip], ids=["silent", "dripping"])
def test_a_slow_answer_is_not_waited_for(answer: Answer) -> None:
    started = time.monotonic()
    polished = asked(answer, timeout=0.3)
    assert time.monotonic() - started < 3
    assert (polished.text, [v.rule for v in polished.refused]) == (TEXT, ["timeout"])
    assert "0.3 s" in polished.refused[0].found


def test_nobody_at_home() -> None:
    with httpx.Client(trust_env=False) as client:
        polished = polish(TEXT, FACTS, endpoint="http://127.0.0.1:1/v1", model="any", client=client, timeout=2)
    assert (polished.text, polished.refused[0].rule) == (TEXT, "http")


@pytest.mark.parametrize(
    ("endpoint", "key", "rule"),
    [
        ("http://api.example.com/v1", KEY, "endpoint"),
        ("https://me:secret@api.example.com/v1", "", "endpoint"),
        ("https://api.example.com/v1?key=secret", "", "endpoint"),
        ("api.example.com/v1", KEY, "endpoint"),
        ("file:///etc/hosts", "", "endpoint"),
        ("https://[broken/v1", "", "endpoint"),
        ("https://api.example.com:99999/v1", "", "endpoint"),
        ("https://api.example.com/v1", "secret\r\nX-More: 1", "key"),
        ("https://api.example.com/v1", "schlüssel", "key"),
    ],
)
def test_an_address_or_a_key_that_is_unsafe_is_never_used(endpoint: str, key: str, rule: str) -> None:
    """A transport that fails the test when anything is sent."""

    def never(request: httpx.Request) -> httpx.Response:
        pytest.fail(f"sent to {request.url}")

    with httpx.Client(transport=httpx.MockTransport(never)) as client:
        polished = polish(TEXT, FACTS, endpoint=endpoint, model="any", key=key, client=client)
    assert [v.rule for v in polished.refused] == [rule]
    assert "secret" not in polished.refused[0].found


def echo(handler: BaseHTTPRequestHandler, _: dict[str, object]) -> None:
    """Answer with the header that carries the key, as a debugging proxy may."""
    send(handler, chat(f"{REWRITE} {handler.headers['Authorization']}", finish_reason="stop"))


@pytest.mark.parametrize(
    "answer",
    [echo, says(KEY), says(REWRITE, finish_reason=KEY), gives(KEY.encode()), gives(KEY.encode(), 401), drip],
    ids=["echo", "key alone", "as reason", "as body", "as error", "late"],
)
def test_the_key_is_in_no_log_and_no_reason(answer: Answer, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        polished = asked(answer, timeout=0.5)
    assert polished.source == "deterministic"
    told = repr(polished) + "".join(r.getMessage() for r in caplog.records if r.name.startswith("readiness"))
    for piece in ("very/secret", "very", "secret+key"):
        assert piece not in told
    assert KEY not in caplog.text
    assert polished.refused[0].rule in caplog.text


def test_plain_quotation_marks_of_a_model_become_the_messages_own() -> None:
    text = "A rider’s pain is real. “My hands hurt.” Count it today."
    polished = asked(says('A rider\'s pain is real.\n"My hands hurt."  Count it today.\n'), text, Facts())
    assert polished == Polished(text, (), "model")


def test_names_with_ampersands_accents_and_emoji_pass() -> None:
    text = "Café & Söhne “Größe” 🚲 fits two riders. Shops need a stand. Call Zoë O'Neil by Friday."
    turned = "Shops need a stand. Café & Söhne “Größe” 🚲 fits two riders. Call Zoë O'Neil by Friday."
    assert asked(says(turned), text, Facts(("Café & Söhne “Größe” 🚲",))) == Polished(turned, (), "model")
