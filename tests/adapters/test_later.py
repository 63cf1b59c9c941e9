"""Later: a job asked for while it runs is done once more, however often it was asked for; one that fails stops no other."""

from __future__ import annotations

import threading

from readiness.adapters.later import THREAD, do_later
from readiness.errors import NotFoundError


def finished() -> None:
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join(timeout=10)


def test_asked_for_often_it_is_done_once_more() -> None:
    may_go_on, has_begun, done = threading.Event(), threading.Event(), []

    def job() -> None:
        has_begun.set()
        may_go_on.wait(timeout=10)
        done.append(threading.current_thread())

    do_later("index", job)
    has_begun.wait(timeout=10)
    for _ in range(5):
        do_later("index", job)
    may_go_on.set()
    finished()
    assert (len(done), len(set(done))) == (2, 1)


def test_what_fails_can_be_asked_for_again() -> None:
    done: list[int] = []

    def job() -> None:
        done.append(1)
        raise NotFoundError("gone")

    for _ in range(2):
        do_later("gone", job)
        finished()
    assert done == [1, 1]
