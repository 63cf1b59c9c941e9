"""Certifying: who is certified as of a day, and what the others lack.

In: a launch id, who decides, a day.
Out: what happened to each certificate, in words.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from readiness.cli.output import Json, show
from readiness.cli.running import change_line, day_of, out_folder
from readiness.settings import Settings
from readiness.vocabulary import counted

if TYPE_CHECKING:
    from readiness.actions.certification import CertificationReport
    from readiness.stages.quizzes.certificate_model import Standing

MOST_SHOWN = 20
_HELD = ("certified", "renew")
_HAPPENED = {"issued": "issued to", "renewed": "renewed for", "expired": "expired for", "revoked": "revoked from"}


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command()(certify)


def certify(
    launch_id: str,
    by: Annotated[str, typer.Option("--by", help="the person who decides")],
    as_of: Annotated[str, typer.Option("--as-of", help="decide as of this day; without it, today")] = "",
    out: Annotated[Path | None, typer.Option("--out", help="output folder; without it, out/<launch_id> in the workspace")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would happen; keep and write nothing")] = False,
    as_json: Json = False,
) -> None:
    """Give, renew and end certificates by measured ability; say who holds one, who does not, and what is missing."""
    from readiness.actions.certification import certify as decide

    settings = Settings()
    day = day_of(as_of, "--as-of") or datetime.now(UTC).date()
    folder = out_folder(out) if out else settings.out_dir(launch_id)
    report = decide(settings, launch_id, folder, by=by, as_of=day, dry_run=dry_run)
    show([*_lines(report), *_end(report, folder)], _result(report), as_json=as_json)


def _lines(report: CertificationReport) -> list[str]:
    cut, standard = report.cut, report.standard
    error = f" (± {1.645 * cut.share_se:.0%})" if standard.judges else ""
    whose = (
        f"by {counted(len(standard.judges), 'judge')}" if standard.judges else "by the launch, certificate.cut_share of quiz.yaml"
    )
    lines = [
        f"The cut is {cut.share:.0%} of the questions right{error}, set {whose};"
        f" {100 * report.confidence:g}% certainty of being above it is asked.",
        *(f"Note: {note}" for note in report.notes),
    ]
    happened = Counter((e.kind, e.event) for e in report.events)
    would = "would be " if report.is_dry_run else ""
    done = [f"{would}{_HAPPENED[event]} {counted(n, kind)}" for (kind, event), n in sorted(happened.items(), reverse=True)]
    lines.append(f"As of {report.as_of}: {', '.join(done) or 'nothing is due'}.")
    for kind in ("rep", "partner"):
        mine = [s for s in report.standings if s.kind == kind]
        holders = [s for s in mine if s.status in _HELD]
        lines.append(f"{len(holders)} of {counted(len(mine), kind)} certified.")
        told = sorted((s for s in mine if s.status != "certified"), key=_nearest_first)
        lines += [f"  {s.name} ({s.subject_id}), {s.status.replace('_', ' ')}: {s.why}" for s in told[:MOST_SHOWN]]
        if len(told) > MOST_SHOWN:
            lines.append(f"  and {len(told) - MOST_SHOWN:,} more (all of them in certificates/index.csv)")
    return lines


def _nearest_first(s: Standing) -> tuple[bool, float, str]:
    probability = s.verdict.probability if s.verdict and s.verdict.n_responses else 0.0
    return s.status != "renew", -probability, s.subject_id


def _end(report: CertificationReport, folder: Path) -> list[str]:
    if report.is_dry_run:
        return ["Nothing was kept or written."]
    return [change_line(report.published), f"Open: {folder / 'certificates' / 'index.csv'}"]


def _result(report: CertificationReport) -> dict[str, Any]:
    cut, standard = report.cut, report.standard
    return {
        "as_of": report.as_of,
        "is_dry_run": report.is_dry_run,
        "cut": {
            "share": cut.share,
            "share_se": cut.share_se,
            "ability": _number(cut.ability),
            "ability_se": _number(cut.ability_se),
        },
        "judges": [asdict(j) for j in standard.judges],
        "agreement": {"one_judge": _number(standard.agreement), "mean_of_judges": _number(standard.agreement_of_mean)},
        "by_round": dict(standard.by_round),
        "disputed": [i.item_id for i in standard.items if i.is_disputed],
        "notes": report.notes,
        "events": [{k: v for k, v in asdict(e).items() if k != "evidence"} for e in report.events],
        "standings": [_standing(s) for s in report.standings],
        "published": asdict(report.published),
    }


def _standing(s: Standing) -> dict[str, Any]:
    verdict, last = s.verdict, s.last
    return {
        "kind": s.kind, "id": s.subject_id, "name": s.name, "status": s.status, "why": s.why,
        "valid_until": last.valid_until if last else None, "n_responses": verdict.n_responses if verdict else None,
        "probability": _number(verdict.probability) if verdict else None,
    }  # fmt: skip


def _number(value: float) -> float | None:
    """Return a number as JSON has it: none that is infinite or unknown."""
    return value if abs(value) < float("inf") else None
