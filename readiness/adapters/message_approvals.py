"""Message approvals: a person's word that messages may be said exactly as they stand, and what they read then.

In: a connection in a transaction, a launch's inputs and its positioning as it stands.
Out: rows in the database; receivers outside are told once every message is approved.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime

from readiness.adapters.db import launches, webhooks
from readiness.adapters.db.approved_words import save_words
from readiness.adapters.db.store import Connection
from readiness.adapters.launch_files import LaunchInputs
from readiness.errors import NotFoundError
from readiness.stages.positioning import Approvals, Message, Positioning

SHOWN = ("headline", "text", "claim", "proof", "objection", "answer", "quote", "quote_source")


def keep_approvals(
    connection: Connection, inputs: LaunchInputs, positioning: Positioning, by: str, on: date, message_ids: Collection[str] = ()
) -> Approvals:
    """Record an approval of the messages named, else of all, as they stand; return what is approved now.

    Raises:
        NotFoundError: there is no message of an id.
    """
    for wanted in message_ids:
        if wanted not in positioning.hashes:
            raise NotFoundError(f"there is no message {wanted!r}; positioning/messages.csv has them all")
    hashes = {m: h for m, h in positioning.hashes.items() if not message_ids or m in message_ids}
    launch_id = inputs.launch.launch_id
    n_new = launches.save_approvals(connection, launch_id, hashes, by, on)
    said = {m.message_id: words_of(inputs, m) for m in positioning.messages if m.message_id in hashes}
    save_words(connection, launch_id, {hashes[m]: (m, words) for m, words in said.items()})
    approvals = launches.approvals_of(connection, launch_id, positioning.hashes)
    if n_new and approvals.whole:
        webhooks.tell(connection, webhooks.LAUNCH_APPROVED, launch_id, datetime.now(UTC))
    return approvals


def words_of(inputs: LaunchInputs, message: Message) -> dict[str, str]:
    """Return what a person reads of a message when approving it, the factory's own line with its figure too."""
    facts = [inputs.spec.characteristic(i) for i in (message.characteristic_id, *message.figures_of)]
    stated = " ".join(f"{c.name}: {c.value}{f' ({c.condition})' if c.condition else ''}. “{c.quote}”" for c in facts)
    return {**{name: getattr(message, name) for name in SHOWN}, "factory": stated}
