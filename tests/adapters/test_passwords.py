"""Passwords: what a hash costs, and what it says of a password."""

from __future__ import annotations

import runpy

from readiness.adapters import passwords


def test_a_hash_costs_what_owasp_asks_for_at_least() -> None:
    # The module as it is shipped: the other tests hash at less.
    shipped = runpy.run_path(passwords.__file__)
    found = shipped["hashed"]("correct horse battery staple")
    assert found.startswith("$argon2id$v=19$m=19456,t=2,p=1$")  # Password Storage Cheat Sheet: 19 MiB, two iterations, one thread
    assert shipped["fits"](found, "correct horse battery staple")


def test_a_hash_fits_its_password_alone_and_is_never_the_same_twice() -> None:
    one, other = passwords.hashed("one"), passwords.hashed("one")
    assert one != other
    assert passwords.fits(one, "one")
    assert not passwords.fits(one, "One")
    assert not passwords.fits("", "")
    assert not passwords.fits("no hash", "one")
