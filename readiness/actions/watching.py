"""Watching: what launches ask for by themselves, found at a look; and whoever has to know is told, once.

In: settings; the time now, in UTC.
Out: DueWork for whoever starts flows; Notices, by mail and to receivers outside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from readiness.adapters import mail
from readiness.adapters.db import launches, people, runs, watching
from readiness.adapters.db.channel_reading import submissions_of
from readiness.adapters.db.deck_words import approved_messages, headlines
from readiness.adapters.db.store import Connection, reading, transaction
from readiness.adapters.db.watching import Notice as Notice
from readiness.adapters.db.webhooks import FILES_COLLECTED, REPORT_LATE, RUN_FAILED
from readiness.adapters.folder_files import list_folder
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.stored_positioning import UNSAID
from readiness.errors import ReadinessError
from readiness.settings import Settings
from readiness.stages.due_work import Look, Reader, Standing, collection_is_due, launch_is_due, looked, told_of_late_report
from readiness.stages.sales_out.schedule import MissingReport, missing_reports

INBOX = "inbox/"
LOOKS_BACK = timedelta(days=7)
"""Runs that stopped longer ago are not told of: whoever begins to watch is not told of years."""
LATE_DAYS = 14
"""Reports that were due longer ago are not told of either; the weekly page shows them."""


@dataclass(frozen=True, slots=True)
class DueWork:
    """Something that is to be done now: `launch`, whose approval came, or `collect`, whose inbox has something new."""

    kind: str
    launch_id: str


@dataclass(frozen=True, slots=True)
class Told:
    """What was told, and to how many mail addresses; whom no mail reached."""

    notices: tuple[Notice, ...]
    n_mails: int
    not_mailed: tuple[str, ...] = ()
    """Why, a sentence each."""


def look(settings: Settings) -> list[DueWork]:
    """Look at every launch and return what is due; what inboxes look like is kept for the next look."""
    found = []
    with transaction(settings.database) as connection:
        for launch_id in launches.all_launch_ids(connection):
            standing = _standing(connection, launch_id)
            if launch_is_due(standing):
                found.append(DueWork("launch", launch_id))
            before, stamp = watching.look_of(connection, launch_id), _stamp(Path(launches.folder_of(connection, launch_id)))
            if collection_is_due(before, stamp, standing):
                found.append(DueWork("collect", launch_id))
            if looked(before, stamp) != before:
                watching.keep_look(connection, launch_id, looked(before, stamp))
    return found


def _standing(connection: Connection, launch_id: str) -> Standing:
    words = headlines(connection, launch_id)
    is_approved = bool(words) and set(words) <= set(approved_messages(connection, launch_id))
    return Standing(is_approved, watching.last_launch_run(connection, launch_id), bool(runs.open_runs(connection, launch_id)))


def _stamp(folder: Path) -> str:
    """Return what an inbox looks like; "" where it holds no file."""
    if not (folder / INBOX).is_dir():
        return ""
    sha = hashlib.sha256()
    paths = [path for path in list_folder(folder / INBOX) if not path.endswith((".part", ".partial", ".crdownload", ".tmp"))]
    for path in paths:
        try:
            seen = (folder / INBOX / path).stat()
        except OSError:
            continue  # gone since it was listed
        sha.update(f"{path}\0{seen.st_size}\0{seen.st_mtime_ns}\0".encode())
    return sha.hexdigest() if paths else ""


def collected(settings: Settings, launch_id: str, said: str, now: datetime) -> Told:
    """Note that an inbox was collected as it was last looked at, and tell what came of it, in one sentence; "": nothing new."""
    with transaction(settings.database) as connection:
        before = watching.look_of(connection, launch_id)
        watching.keep_look(connection, launch_id, Look(before.stamp, before.stamp))
        notice = Notice(f"collected {launch_id} {before.stamp}"[:250], FILES_COLLECTED, launch_id, said)
        return Told(tuple(watching.told_first(connection, [notice] if said else [], now)), 0)


def tell(settings: Settings, now: datetime) -> Told:
    """Tell ops of runs that failed or were lost, and owners of reports that are late; each once."""
    with reading(settings.database) as connection:
        stopped = [_stopped(run) for run in watching.stopped_runs(connection, now - LOOKS_BACK)]
        readers = [Reader(p.email, p.role, p.channel) for p in people.all_people(connection) if not p.is_disabled]
        late = list(_late(connection, now.date()))
    ops = settings.ops_addresses
    to_whom = {notice.notice_id: list(ops) for notice in stopped}
    to_whom |= {notice.notice_id: told_of_late_report(channels, readers, ops) for notice, channels in late}
    with transaction(settings.database) as connection:
        new = watching.told_first(connection, [*stopped, *(notice for notice, _ in late)], now)
    return _mailed(settings, new, to_whom)


def _stopped(run: runs.Run) -> Notice:
    how = "failed" if run.state == runs.FAILED else "was lost: its process is gone"
    what = f"{run.launch_id}: {run.kind.replace('_', ' ')}, started by {run.asked_by}, {how}"
    return Notice(f"stopped {run.run_id}", RUN_FAILED, run.launch_id, f"{what}. {run.said}".strip())


def _late(connection: Connection, today: date) -> Iterator[tuple[Notice, set[str]]]:
    """Yield a notice for each report that is late, and the channels of its partner."""
    for launch_id in launches.all_launch_ids(connection):
        inputs = launches.load_inputs(connection, launch_id, UNSAID)
        dates = inputs.launch.dates
        if not dates.launch_on <= today <= dates.measure_until + timedelta(days=LATE_DAYS):
            continue
        came = submissions_of(connection, [p.partner_id for p in inputs.partners])
        for missing in missing_reports(inputs.partners, came, today, since=dates.launch_on, until=dates.measure_until):
            if not missing.is_held and missing.due_on < today <= missing.due_on + timedelta(days=LATE_DAYS):
                yield _late_notice(launch_id, inputs, missing), set(inputs.partner[missing.partner_id].channels)


def _late_notice(launch_id: str, inputs: LaunchInputs, missing: MissingReport) -> Notice:
    period = f"{missing.period_from} to {missing.period_to}"
    said = f"{inputs.launch.name}: the sales report of {missing.name} for {period} was due on {missing.due_on} and has not come."
    return Notice(f"late {launch_id} {missing.partner_id} {missing.period_from}", REPORT_LATE, launch_id, said)


def _mailed(settings: Settings, new: Sequence[Notice], to_whom: dict[str, list[str]]) -> Told:
    """Mail notices; one that cannot be mailed is not tried again, for it is kept and was told to receivers."""
    if not new or not mail.is_mail_set(settings):
        return Told(tuple(new), 0)
    n, failed = 0, []
    try:
        with mail.Round(settings) as letters:
            for notice in new:
                for address in to_whom.get(notice.notice_id, ()):
                    handed = letters.hand_over(mail.Letter(address, notice.said[:120], _letter(settings, notice)))
                    n += handed.is_taken
                    failed += [] if handed.is_taken else [f"{address}: {handed.why}"]
    except ReadinessError as error:
        failed.append(str(error))
    return Told(tuple(new), n, tuple(failed))


def _letter(settings: Settings, notice: Notice) -> str:
    page = settings.portal_page(f"/launches/{notice.launch_id}/runs" if notice.event == RUN_FAILED else "/collected")
    return f"{notice.said}\n\n{page}\n"
