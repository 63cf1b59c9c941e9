"""A receiver of messages on loopback that notes what it gets and answers as it is told."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What came, and the answers to give: one after the other, the last one from then on."""

    url: str = ""
    answers: list[int | str] = field(default_factory=lambda: [200])
    """A status, `hang` (says nothing), `drip` (a byte now and then) or `redirect`."""
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def next(self) -> int | str:
        """Return the next answer."""
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def receiving(*answers: int | str) -> Iterator[Receiver]:
    """Receive on a port of our own."""
    receiver = Receiver()
    if answers:
        receiver.answers = list(answers)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", "0")))
            receiver.came.append((dict(self.headers.items()), body))
            answer = receiver.next()
            if answer == "hang":
                receiver.over.wait(60)
            elif answer == "drip":
                while not receiver.over.is_set():
                    self.wfile.write(b"H")
                    self.wfile.flush()
                    time.sleep(0.05)
            else:
                self.send_response(302 if answer == "redirect" else int(answer))
                if answer == "redirect":
                    self.send_header("Location", f"{receiver.url}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        server.server_close()
        thread.join(10)
