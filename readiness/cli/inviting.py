"""Inviting: invites sent, answers read, reminders, the trainers' sheets, and seats for those who missed theirs.

In: a launch id.
Out: what went out, what was answered, in words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli.output import Json, show
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from readiness.actions.invitations.sending import Line

Dry = Annotated[bool, typer.Option("--dry-run", help="say what would be done, and do nothing")]
Out = Annotated[Path | None, typer.Option("--out", help="output folder; without it, out/<launch_id> in the workspace")]
MOST_SHOWN = 40
SAID = {
    "new": "invited", "moved": "told of another time or place", "changed": "told of a change", "cancelled": "cancelled",
    "again": "sent once more, for nobody knows whether the last one arrived",
}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    invites = typer.Typer(help="Invites to training: send them, read the answers, remind.", no_args_is_help=True)
    invites.command("send")(send)
    invites.command("replies")(replies)
    invites.command("remind")(remind)
    invites.command("list")(list_)
    invites.command("sheets")(sheets)
    invites.command("make-ups")(make_ups)
    app.add_typer(invites, name="invites")


def send(launch_id: str, dry_run: Dry = False, as_json: Json = False) -> None:
    """Mail what is new, moved, changed or gone since the last invites; said twice, the second time nothing goes out."""
    from readiness.actions.invitations import send_invites

    report = send_invites(Settings(), launch_id, datetime.now(UTC), is_dry=dry_run)
    verb = "would be sent" if dry_run else "sent"
    lines = [f"{counted(len(report.sent), 'invite')} {verb}" + (":" if report.sent else "; every calendar is up to date.")]
    lines += [f"  {n} {SAID[why]}" for why, n in report.n_by_why.items()]
    if dry_run:
        lines += _some([f"  {_line(x)}: {x.why}" for x in report.sent])
    lines += [f"Refused: {_line(x)}: {x.trouble}" for x in report.refused]
    lines += [f"Not taken now, tried again next time: {_line(x)}: {x.trouble}" for x in report.later]
    lines += [f"Not sent: {_line(x)}: {x.trouble}" for x in report.unaddressed]
    show(lines, asdict(report), as_json=as_json)


def _line(x: Line) -> str:
    return f"{x.name} <{x.email}>, {x.title}, {x.starts_at:%Y-%m-%d %H:%M} UTC"


def _some(lines: list[str]) -> list[str]:
    return lines[:MOST_SHOWN] + ([f"  and {len(lines) - MOST_SHOWN:,} more"] if len(lines) > MOST_SHOWN else [])


def replies(
    paths: Annotated[list[Path] | None, typer.Argument(help="mails (.eml), an mbox, a maildir; none: the mail server")] = None,
    as_json: Json = False,
) -> None:
    """Read what people answered to their invites, from files or, with READINESS_REPLIES_HOST, from the mail server."""
    from readiness.actions.invitations import read_replies

    report = read_replies(Settings(), paths or [], datetime.now(UTC))
    said = ", ".join(f"{n} {answer}" for answer, n in report.n_by_answer.items()) or "no new answer"
    lines = [f"{counted(report.n_mails, 'mail')} read: {said}; {report.n_known:,} known already."]
    wishes = [r for r in report.taken if r.wish_starts_at]
    lines += [f"  {r.rep_id} would rather come at {r.wish_starts_at:%Y-%m-%d %H:%M} UTC" for r in wishes]
    lines += [f"  {r.rep_id}: late, the time or place has changed since: {r.answer}" for r in report.late]
    lines += [f"  not taken: {line}" for line in report.refused]
    show(lines, asdict(report), as_json=as_json)


def remind(
    launch_id: str,
    days: Annotated[int, typer.Option("--days", min=1, max=60, help="remind of sessions within so many days")] = 2,
    dry_run: Dry = False,
    as_json: Json = False,
) -> None:
    """Remind reps of sessions that are soon, and managers of who declined or did not come, once each."""
    from readiness.actions.invitations import remind as remind_of

    report = remind_of(Settings(), launch_id, datetime.now(UTC), days, is_dry=dry_run)
    verb = "would be" if dry_run else "were"
    lines = [f"{counted(len(report.to_reps), 'rep')} and {counted(len(report.to_managers), 'manager')} {verb} reminded."]
    lines += _some([f"  {line}" for line in [*report.to_managers, *report.to_reps]])
    lines += [f"Refused: {line}" for line in report.refused]
    lines += [f"Not sent: {line}" for line in report.unaddressed]
    show(lines, asdict(report), as_json=as_json)


def list_(launch_id: str, as_json: Json = False) -> None:
    """List each seat with its invite and what was answered: first how many, then whom somebody has to look after."""
    from readiness.actions.invitations import standing_of

    seats = standing_of(Settings(), launch_id)
    open_ = [s for s in seats if s.status == "enrolled"]
    by_invite, by_answer = Counter(s.invite for s in open_), Counter(s.answer or "no answer yet" for s in open_)
    lines = [f"{counted(len(seats), 'seat')}: {_counts(Counter(s.status for s in seats))}"]
    lines += [f"  invites: {_counts(by_invite)}", f"  answers: {_counts(by_answer)}"] if open_ else []
    wanted = [s for s in seats if s.answer in ("declined", "countered") or s.status == "no_show" or s.invite == "refused"]
    for s in wanted:
        what = "did not come" if s.status == "no_show" else s.answer or f"the invite was {s.invite}"
        wish = f", would rather come at {s.wish_starts_at:%Y-%m-%d %H:%M} UTC" if s.wish_starts_at else ""
        said = f' ("{s.comment}")' if s.comment else ""
        lines.append(f"  {s.name} ({s.rep_id}), {s.title}, {s.starts_at:%Y-%m-%d %H:%M} UTC: {what}{wish}{said}")
    show(lines, {"seats": [asdict(s) for s in seats]}, as_json=as_json)


def _counts(found: Counter[str]) -> str:
    return ", ".join(f"{n:,} {what.replace('_', ' ')}" for what, n in sorted(found.items()))


def sheets(launch_id: str, out: Out = None, as_json: Json = False) -> None:
    """Write a sheet for each session, for its trainer to tick who came; take it in with `readiness collect attendance`."""
    from readiness.actions.invitations import write_sheets

    settings = Settings()
    folder = out or settings.out_dir(launch_id)
    published = write_sheets(settings, launch_id, folder)
    lines = [f"{counted(published.n_files, 'sheet')} in {folder / 'training' / 'attendance'}"]
    lines += [f"kept beside ours, for somebody changed it: {name}" for name in published.set_aside]
    show(lines, asdict(published), as_json=as_json)


def make_ups(launch_id: str, dry_run: Dry = False, as_json: Json = False) -> None:
    """Give those who missed a session the nearest later seat that was kept free; then send the invites."""
    from readiness.actions.invitations import make_up

    found = make_up(Settings(), launch_id, datetime.now(UTC), is_dry=dry_run)
    verb, given = ("would get", "would be given") if dry_run else ("got", "given")
    lines = [f"{counted(len(found.seated), 'seat')} {given}, {len(found.waiting):,} still missing."]
    for m in found.seated:
        if m.session is not None:
            when = f"{m.session.starts_at:%Y-%m-%d %H:%M} UTC"
            lines.append(f"  {found.names[m.rep_id]} ({m.rep_id}) {verb} {found.titles[m.module_id]}, {when}")
    for m in found.waiting:
        who = f"{found.names.get(m.rep_id, m.rep_id)} ({m.rep_id})"
        lines.append(f"  {who}: no later session of {found.titles.get(m.module_id, m.module_id)} has a seat for him")
    if found.waiting:
        lines.append(f"  for them: readiness replan {launch_id}")
    if found.seated and not dry_run:
        lines.append(f"  then: readiness invites send {launch_id}")
    show(lines, asdict(found), as_json=as_json)
