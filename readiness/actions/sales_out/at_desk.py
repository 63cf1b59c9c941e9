"""At the desk: what ops decides in the portal about partners' files, rows and codes; each decision is noted with its reason.

In: settings, who decides, what about, the time now.
Out: what came of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from readiness.actions.sales_out.collect import CollectReport, collect_sales_out
from readiness.actions.sales_out.known import Known, known_to_partners
from readiness.actions.sales_out.matches import Decided, decided
from readiness.actions.sales_out.mending import Released, cells_of, released
from readiness.adapters.db import matches, sales_files, sales_ledger, waiting
from readiness.adapters.db.audit import note
from readiness.adapters.db.ledger_reading import rows_in_quarantine
from readiness.adapters.db.sales_files import SalesSubmission
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.output_files import write_plain
from readiness.errors import ConflictError, InvalidInputsError
from readiness.permissions import Viewer, allowed, hidden
from readiness.settings import Settings

RIGHT = "collected.change"
MOST_AT_ONCE = 200
"""Codes that are decided at once, each in a transaction of its own, so that nobody waits long."""
LEAST_LIKELY = 0.5
"""Below it a code is looked at by itself."""
MOST_WAIVED = 5_000


def mend_row(settings: Settings, viewer: Viewer, number: int, row: int, cells: Mapping[str, str], now: datetime) -> str:
    """Take in one row of quarantine as its cells were mended; return why it still waits, "" where it was taken.

    Raises:
        ConflictError: its file is held or came before files were kept, or the row is not in quarantine any more.
    """
    allowed(viewer, RIGHT)
    with reading(settings.database) as connection:
        masters = known_to_partners(connection)
    with transaction(settings.database) as connection:
        done = _released(connection, {number: {row: dict(cells)}}, masters, viewer, now)
        note(connection, viewer, "quarantine.mend", now, about=f"file {number}, row {row}")
    return done.still[0].reason if done.still else ""


def _released(
    connection: Connection, mended: dict[int, dict[int, dict[str, str]]], masters: Known, viewer: Viewer, now: datetime
) -> Released:
    try:
        return released(connection, "the page", mended, masters, viewer.name, _moment(now))
    except InvalidInputsError as error:
        raise ConflictError("a row is not in quarantine any more; go back and load the page again") from error


def mend_kind(settings: Settings, viewer: Viewer, partner_id: str, kind: str, change: tuple[str, str, str], now: datetime) -> int:
    """Put another text in a column of every row of a partner with the same thing wrong; return how many rows were taken in.

    Args:
        settings: where the database is.
        viewer: who mends them.
        partner_id: whose rows.
        kind: what is wrong with them.
        change: the column, the text it has now, the text to put there.
        now: the moment of booking.

    Raises:
        ConflictError: a file came before files were kept.
        NotFoundError: no such row holds this text.
    """
    allowed(viewer, RIGHT)
    column, old, new = change
    with reading(settings.database) as connection:
        masters = known_to_partners(connection)
        rows = waiting.rows_of_kind(connection, partner_id, kind, MOST_WAIVED) if partner_id and kind else {}
        mended = {
            number: {q.row: {column: new} for q in rows_in_quarantine(connection, submission_id=number)
                     if q.row in set(some) and cells_of(q.raw).get(column) == old}
            for number, some in rows.items()
        }  # fmt: skip
    n = 0
    for number, cells in mended.items():
        if cells:
            with transaction(settings.database) as connection:
                n += _released(connection, {number: cells}, masters, viewer, now).n_released
                about = f"file {number}, {len(cells)} rows: {column} {old!r} to {new!r}"
                note(connection, viewer, "quarantine.mend", now, about=about)
    if not any(mended.values()):
        raise hidden("text in these rows")
    return n


def waive(settings: Settings, viewer: Viewer, number: int, rows: Sequence[int], why: str, now: datetime) -> int:
    """Leave rows of a file's quarantine out for good, with a reason; return how many.

    Raises:
        ConflictError: no reason is given.
        NotFoundError: a row is not in quarantine.
    """
    allowed(viewer, RIGHT)
    with transaction(settings.database) as connection:
        sales_files.known(connection, number)
        return _waived(connection, viewer, {number: rows}, _reason(why), now)


def waive_kind(settings: Settings, viewer: Viewer, partner_id: str, kind: str, why: str, now: datetime) -> int:
    """Leave out for good every row of a partner with the same thing wrong, with a reason; return how many.

    Raises:
        ConflictError: no reason is given.
        NotFoundError: there is no such row.
    """
    allowed(viewer, RIGHT)
    with transaction(settings.database) as connection:
        rows = waiting.rows_of_kind(connection, partner_id, kind, MOST_WAIVED) if partner_id and kind else {}
        if not rows:
            raise hidden("row in quarantine")
        return _waived(connection, viewer, rows, _reason(why), now)


def _waived(connection: Connection, viewer: Viewer, rows: Mapping[int, Sequence[int]], why: str, now: datetime) -> int:
    n = 0
    for number, some in rows.items():
        n += sales_ledger.waive(connection, number, some, viewer.name)
        note(connection, viewer, "quarantine.waive", now, about=f"file {number}, {len(some) or 'all'} rows: {why}")
    return n


def settle_file(settings: Settings, viewer: Viewer, number: int, *, accepts: bool, why: str, now: datetime) -> SalesSubmission:
    """Take in a file that was held, or leave it out, with a reason.

    Raises:
        ConflictError: it is not held, no row of it can be taken, or no reason is given.
        NotFoundError: there is no such file.
    """
    allowed(viewer, RIGHT)
    why = _reason(why)
    with transaction(settings.database) as connection:
        held = sales_files.known(connection, number)
        if accepts:
            found = sales_ledger.accept(connection, number, viewer.name, _moment(now))
        else:
            found = sales_ledger.reject(connection, number, viewer.name)
        did = "files.accept" if accepts else "files.reject"
        note(connection, viewer, did, now, about=f"file {found.submission_id} ({held.file} of {held.partner_id}): {why}")
    return found


def decide_code(settings: Settings, viewer: Viewer, key: tuple[str, str, str], known_id: str, now: datetime) -> Decided:
    """Say which of ours a code is: - for none of ours, "" to take back what was decided.

    Raises:
        ConflictError: nothing was decided that could be taken back.
        NotFoundError: no launch has such an id, or the partner never used such a code.
    """
    allowed(viewer, RIGHT)
    with reading(settings.database) as connection:
        known_to_partners(connection)  # read before anybody has to wait for it
    with transaction(settings.database) as connection:
        done = decided(connection, key, known_id, viewer.name, _moment(now))
        did = "codes.decide" if known_id else "codes.undo"
        note(connection, viewer, did, now, about=f"{' '.join(key)}: {known_id or 'open'}")
    return done


def accept_likely(
    settings: Settings, viewer: Viewer, partner_id: str, field: str, least: float, now: datetime
) -> tuple[int, int]:
    """Take the first candidate of every waiting code whose probability is at least so high; return codes decided and left over.

    Raises:
        ConflictError: the probability is no share, or too low for nobody to look.
    """
    allowed(viewer, RIGHT)
    if not LEAST_LIKELY <= least <= 1:
        raise ConflictError(f"codes that are less than {LEAST_LIKELY:.0%} sure are looked at one by one")
    with reading(settings.database) as connection:
        known_to_partners(connection)
        codes = [c for c in waiting.open_codes(connection, partner_id, field) if not c.decided_by and c.match.candidates]
        likely = [c for c in codes if c.match.candidates[0].score_ppm >= least * 1_000_000]
    for code in likely[:MOST_AT_ONCE]:
        key = (code.partner_id, code.match.field, code.match.code)
        with transaction(settings.database) as connection:
            if matches.n_waiting(connection, *key):
                decided(connection, key, code.match.candidates[0].known_id, viewer.name, _moment(now))
                about = f"{' '.join(key)}: {code.match.candidates[0].known_id} (at least {least:.0%} sure)"
                note(connection, viewer, "codes.decide", now, about=about)
    return len(likely[:MOST_AT_ONCE]), len(likely[MOST_AT_ONCE:])


def take_report(settings: Settings, viewer: Viewer, partner_id: str, name: str, data: bytes, now: datetime) -> CollectReport:
    """Take in a partner's report that was uploaded.

    Raises:
        NotFoundError: no launch names this partner.
    """
    allowed(viewer, RIGHT)
    with TemporaryDirectory() as folder:
        path = Path(folder) / plain_name(name)
        write_plain(path, data)
        try:
            found = collect_sales_out(settings, partner_id, [path], now)[0]
        except InvalidInputsError as error:
            raise ConflictError(str(error)) from error
    with transaction(settings.database) as connection:
        note(connection, viewer, "collected.upload", now, about=f"{partner_id}: {path.name}")
    return found


def plain_name(name: str) -> str:
    """Return an upload's name as a plain file's: its last part, without what no folder holds."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in '<>:"|?*').strip(" .")
    return kept[-120:] if kept and kept != "mapping.yaml" else "report.csv"


def _reason(why: str) -> str:
    if not why.strip():
        raise ConflictError("say why, in a few words: others will read it later")
    return why.strip()[:400]


def _moment(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(tzinfo=None)
