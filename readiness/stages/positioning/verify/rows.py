"""Verifier rows: what a rewrite must keep, and what it broke.

In: a Message and the product's name.
Out: Facts and Violation.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.stages.positioning.rows import Message
from readiness.stages.positioning.verify.reading import sentences


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule a rewrite broke, and the words it broke it with."""

    rule: str
    """Such as `V1 number added`."""
    found: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a checker has to know about a message besides its words; the text's own numbers are the only ones allowed."""

    names: tuple[str, ...] = ()
    """Product, vendor and other names as they are written."""
    limit: str = ""
    """What the product does not do: one or more sentences of the message, never to be lost or split."""
    call_to_action: str = ""
    """The sentence a message has to end in."""
    language: str = "en"


def facts_of(product: str, message: Message) -> Facts:
    """Return the facts of one message: its limit is what follows the first sentence of its claim."""
    said = sentences(message.text)
    limit = [s for s in sentences(message.claim)[1:] if s in said]
    return Facts((product,), " ".join(limit), message.call_to_action, message.voice.language)
