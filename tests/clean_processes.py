"""Clean processes: children of a process that has no threads.

A fork of the test's own process could hang on a lock that a thread of polars held at that moment.
"""

from __future__ import annotations

import multiprocessing

CLEAN = multiprocessing.get_context("forkserver")
CLEAN.set_forkserver_preload(["tests.stream.test_kill", "tests.stream.test_kill_ledger"])
