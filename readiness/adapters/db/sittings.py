"""Stored sittings: quizzes taken in the portal, the items each showed, and the answers that stand.

In: a connection in a transaction.
Out: Sitting, ShownItem, Given; rows written so that the same answer twice changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, bindparam, func, insert, select, update

from readiness.adapters.db.people import aware, naive
from readiness.adapters.db.portal_tables import shown_texts, sitting_items, sittings
from readiness.adapters.db.tables import messages
from readiness.stages.quizzes.sitting import Given, ShownItem, Sitting, Telling

_TELLING = tuple(f.name for f in fields(Telling))


def lock_launch(connection: Connection, launch_id: str, rep_id: str) -> None:
    """Let no other transaction start a sitting of this rep and launch meanwhile; SQLite lets none write at all."""
    if connection.dialect.name == "postgresql":
        key = int.from_bytes(sha256(f"{launch_id}|{rep_id}".encode()).digest()[:8], signed=True)
        connection.execute(select(func.pg_advisory_xact_lock(key)))


def sittings_of(connection: Connection, rep_id: str) -> list[Sitting]:
    """Return all sittings of a rep, by launch and number."""
    query = select(sittings).where(sittings.c.rep_id == rep_id).order_by(sittings.c.launch_id, sittings.c.number)
    return [Sitting(**aware(row._mapping)) for row in connection.execute(query)]


def sitting_of(connection: Connection, sitting_id: str) -> Sitting | None:
    """Return a sitting; on a server, locked until the transaction ends."""
    row = connection.execute(select(sittings).where(sittings.c.sitting_id == sitting_id).with_for_update()).first()
    return Sitting(**aware(row._mapping)) if row else None


def add_sitting(connection: Connection, sitting: Sitting, shown: Sequence[ShownItem]) -> None:
    """Keep a new sitting with the items it may show."""
    connection.execute(insert(sittings), [naive(asdict(sitting))])
    rows = [_row(sitting.sitting_id, item) for item in shown]
    texts = {row["text_sha256"]: _content(item) for row, item in zip(rows, shown, strict=True)}
    known = set(connection.execute(select(shown_texts.c.text_sha256).where(shown_texts.c.text_sha256.in_(texts))).scalars())
    for sha, content in sorted(texts.items()):
        if sha not in known:
            _add_text(connection, sha, content)
    connection.execute(insert(sitting_items), rows)


def _add_text(connection: Connection, sha: str, content: str) -> None:
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_here
    else:
        from sqlalchemy.dialects.sqlite import insert as insert_here  # type: ignore[assignment]
    connection.execute(insert_here(shown_texts).values(text_sha256=sha, content=content).on_conflict_do_nothing())


def _content(item: ShownItem) -> str:
    """Return an item's words, its options in an order that no sitting decides, the right one first."""
    right, others = item.options[item.correct], sorted(o for k, o in enumerate(item.options) if k != item.correct)
    told = {"stem": item.stem, "options": [right, *others], "feedback": item.feedback, "message_id": item.message_id}
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _row(sitting_id: str, item: ShownItem) -> dict[str, Any]:
    content = _content(item)
    options = json.loads(content)["options"]
    telling = asdict(item.telling) if item.telling else dict.fromkeys(_TELLING)
    return {
        "sitting_id": sitting_id,
        "item_id": item.item_id,
        "text_sha256": sha256(content.encode()).hexdigest(),
        "option_order": "".join(str(options.index(o)) for o in item.options),
        "place": item.place,
        "is_fixed": item.is_fixed,
        "number": 0,
        **telling,
    }


def shown_in(connection: Connection, sitting_id: str) -> tuple[list[ShownItem], dict[str, Given]]:
    """Return the items a sitting may show, by place and id, and the answers that stand, by item."""
    i, t = sitting_items.c, shown_texts.c
    query = (
        select(sitting_items, t.content)
        .join(shown_texts, i.text_sha256 == t.text_sha256)
        .where(i.sitting_id == sitting_id)
        .order_by(i.place, i.item_id)
    )
    rows = connection.execute(query).all()
    given = {
        row.item_id: Given(row.item_id, row.chosen, row.number, row.arrived_at.replace(tzinfo=UTC))
        for row in rows
        if row.chosen is not None
    }
    return [_shown(row._mapping) for row in rows], given


def _shown(row: RowMapping) -> ShownItem:
    told = json.loads(row["content"])
    order = [int(digit) for digit in row["option_order"]]
    telling = Telling(**{name: row[name] for name in _TELLING}) if row["discrimination"] is not None else None
    return ShownItem(
        item_id=row["item_id"],
        stem=told["stem"],
        options=tuple(told["options"][k] for k in order),
        correct=order.index(0),
        feedback=told["feedback"],
        message_id=told["message_id"],
        place=row["place"],
        telling=telling,
        is_fixed=row["is_fixed"],
    )


def save_answers(connection: Connection, sitting_id: str, answers: Sequence[Given]) -> None:
    """Keep answers in place of those to the same items."""
    i = sitting_items.c
    where = and_(i.sitting_id == sitting_id, i.item_id == bindparam("of"))
    rows = [
        {"of": a.item_id, "chosen": a.chosen, "number": a.number, "arrived_at": a.arrived_at.astimezone(UTC).replace(tzinfo=None)}
        for a in sorted(answers, key=lambda a: a.item_id)
    ]
    if rows:
        connection.execute(update(sitting_items).where(where), rows)


def save_places(connection: Connection, sitting_id: str, places: Mapping[str, int]) -> None:
    """Keep in which place items are asked."""
    i = sitting_items.c
    for item_id, place in sorted(places.items()):
        where = and_(i.sitting_id == sitting_id, i.item_id == item_id)
        connection.execute(update(sitting_items).where(where).values(place=place))


def change_sitting(connection: Connection, sitting_id: str, **changes: Any) -> None:
    """Change a sitting: it was opened once more, or it ended."""
    connection.execute(update(sittings).where(sittings.c.sitting_id == sitting_id).values(**naive(changes)))


def n_asked(connection: Connection, launch_id: str) -> tuple[dict[str, int], int]:
    """Return how many sittings of a launch asked each item, and how many there are."""
    i, s = sitting_items.c, sittings.c
    query = (
        select(i.item_id, func.count())
        .join(sittings, i.sitting_id == s.sitting_id)
        .where(and_(s.launch_id == launch_id, i.place > 0))
        .group_by(i.item_id)
    )
    n_sittings = connection.execute(select(func.count()).select_from(sittings).where(s.launch_id == launch_id)).scalar() or 0
    return {row[0]: row[1] for row in connection.execute(query)}, n_sittings


def message_texts(connection: Connection, launch_id: str, message_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return headline and text of messages as they are now, by id; one that is gone is left out."""
    m = messages.c
    query = select(m.message_id, m.headline, m.text).where(and_(m.launch_id == launch_id, m.message_id.in_(message_ids)))
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}
