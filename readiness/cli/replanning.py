"""Replanning: the training plan mended, and who moves and why.

In: a launch id, what changed.
Out: one line a person; the plan's files.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from readiness.cli.output import Json, show
from readiness.cli.running import Out, change_line, day_of, out_folder
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from readiness.actions.training_desk.replanning import Moved, ReplanReport


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(replan)


def replan(
    launch_id: str,
    ill: Annotated[list[str] | None, typer.Option("--ill", help="a trainer who cannot come; may be given again")] = None,
    room: Annotated[list[str] | None, typer.Option("--room", help="a room that cannot be used; may be given again")] = None,
    leave: Annotated[list[str] | None, typer.Option("--leave", help="a rep who is away; may be given again")] = None,
    from_day: Annotated[str, typer.Option("--from", help="first day of that; without it, from now on")] = "",
    until_day: Annotated[str, typer.Option("--until", help="last day of that; without it, to the end")] = "",
    launch_on: Annotated[str, typer.Option("--launch-on", help="the day to which the launch moved")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say who would move, and change nothing")] = False,
    by: Annotated[str, typer.Option("--by", help="the person who plans")] = "readiness replan",
    today: Annotated[str, typer.Option("--today", help="plan as on this day; without it, today")] = "",
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Mend the training plan with the fewest people moved: illness, leave, a lost room, another launch day, new reps."""
    from readiness.actions.training_desk import Wish, replan_training

    settings = Settings()
    first, last = day_of(from_day, "--from"), day_of(until_day, "--until")
    wish = Wish(tuple(ill or ()), tuple(room or ()), tuple(leave or ()), first, last, day_of(launch_on, "--launch-on"))
    folder = out_folder(out) if out else settings.out_dir(launch_id)
    day = day_of(today, "--today")
    report = replan_training(settings, launch_id, wish, folder, by=by, is_dry=dry_run, today=day)
    lines = [*_summary(report), *(f"  {_line(m)}" for m in report.moved), *(f"  {line}" for line in report.new_trainers)]
    lines += [f"Not in a session: {who}" for who in report.unserved] + list(report.notes)
    lines.append(change_line(report.published) if report.published else "Nothing was written: --dry-run.")
    if report.published and (report.moved or report.new_trainers):
        lines.append(f"Read: {folder / 'training' / 'changes.csv'}; then: readiness invites send {launch_id}")
    show(lines, asdict(report), as_json=as_json)


def _summary(report: ReplanReport) -> list[str]:
    """Return what the replan comes to, in a few sentences."""
    if not report.moved and not report.new_trainers:
        return ["Nobody has to move: the plan stands as it is."]
    least = "no plan moves fewer" if report.n_moves == report.least_moves else f"no plan moves fewer than {report.least_moves}"
    lines = [f"{counted(report.n_moves, 'seat')} at another time or place{f' ({least})' if report.n_moves else ''};"
             f" {counted(len(report.new_trainers), 'session')} with another trainer at the same time."]  # fmt: skip
    n_found = sum(not m.was for m in report.moved)
    if n_found:
        lines.append(f"{counted(n_found, 'seat')} found for people who had none.")
    if report.n_lost:
        lines.append(f"{counted(report.n_lost, 'seat')} of these lost: nothing can be found for them.")
    if report.hours_before is not None:
        more = report.hours - report.hours_before
        how = "more" if more >= 0 else "fewer"
        lines.append(f"It costs the field {report.hours:,.0f} selling hours, {abs(more):,.1f} {how} than before.")
    return lines


def _line(m: Moved) -> str:
    before, after = m.was or "no seat", m.now or "no seat"
    return f"{m.name} ({m.rep_id}), {m.title}: {before} -> {after}, {m.time_zone}: {m.why}"
