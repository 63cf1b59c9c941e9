"""Training workbooks: the plan for ops with what it costs, and one for each trainer, team and channel with their own people only.

In: Told, needs; which channel each rep is in.
Out: file name -> bytes below training/.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from readiness.adapters.experiment_files import experiment_tables
from readiness.adapters.table_files import csv_bytes, xlsx_bytes
from readiness.adapters.training_files import Table, Told, need_rows, plan_tables, safe_name
from readiness.stages.training import TrainingPlan
from readiness.stages.training.needs import Needs
from readiness.stages.training.proven import BEST, NOTHING, OPEN, WITHIN, proven
from readiness.vocabulary import counted

COST_COLUMNS = ("what", "selling_hours", "in words")
WAY_COLUMNS = ("who", "could be served if", "n_reps", "n_served")
NOTE_COLUMNS = ("note",)


def plan_files(t: Told, needs: Needs, channel_of: Mapping[str, str]) -> dict[str, bytes]:
    """Return every table of a plan, by path below the launch's folder."""
    sheets = plan_tables(t)
    ways: Table = (WAY_COLUMNS, [[w.who, w.change, w.n_reps, w.n_served] for w in t.plan.ways_out])
    notes: Table = (NOTE_COLUMNS, [[note] for note in t.plan.notes])
    waves = experiment_tables(t.plan)
    whole = {**sheets, "smallest changes": ways, "what it costs": (COST_COLUMNS, cost_rows(t.plan)), **waves, "notes": notes}
    header, rows = sheets["by rep"]
    return {
        "training/plan.csv": csv_bytes(header, rows),
        "training/plan.xlsx": xlsx_bytes({name: sheet for name, sheet in whole.items() if sheet[1] or name in sheets}),
        "training/experiment.csv": csv_bytes(*waves["waves"]),
        "training/needs.csv": csv_bytes(*need_rows(t, needs)),
        "training/fit.json": (json.dumps(fit_facts(t.plan), indent=2, ensure_ascii=False) + "\n").encode(),
        **_own_files(t, channel_of),
    }


def _own_files(t: Told, channel_of: Mapping[str, str]) -> dict[str, bytes]:
    """Return a workbook a trainer, team and channel; each holds nobody else's people."""
    files = {}
    for trainer_id in sorted({s.trainer_id for s in t.plan.sessions}):
        sessions = tuple(s for s in t.plan.sessions if s.trainer_id == trainer_id)
        held = {s.session_id for s in sessions}
        seats = tuple(e for e in t.plan.enrolments if e.session_id in held)
        own = plan_tables(replace(t, plan=TrainingPlan(sessions, seats, ())))
        sheets = {"my sessions": own["by session"], "who comes": own["by rep"]}
        files[f"training/by_trainer/{safe_name(trainer_id)}.xlsx"] = xlsx_bytes(sheets)
    teams, channels = defaultdict(set), defaultdict(set)
    for rep in t.people.values():
        if rep.manager_id:
            teams[rep.manager_id].add(rep.rep_id)
        if channel_of.get(rep.rep_id):
            channels[channel_of[rep.rep_id]].add(rep.rep_id)
    for folder, groups in (("by_team", teams), ("by_channel", channels)):
        for name, rep_ids in sorted(groups.items()):
            files[f"training/{folder}/{safe_name(name)}.xlsx"] = xlsx_bytes(_people_sheets(t, rep_ids))
    return files


def _people_sheets(t: Told, rep_ids: set[str]) -> dict[str, Table]:
    """Return the plan of some reps: their seats, their sessions with their names only, who is not served."""
    seats = tuple(e for e in t.plan.enrolments if e.rep_id in rep_ids)
    held = {e.session_id for e in seats}
    plan = TrainingPlan(
        tuple(s for s in t.plan.sessions if s.session_id in held),
        seats,
        tuple(u for u in t.plan.unserved if u.rep_id in rep_ids),
        tuple(x for x in t.plan.excused if x.rep_id in rep_ids),
    )
    sheets = plan_tables(replace(t, plan=plan))
    return {name: sheets[name] for name in ("by rep", "by session", "unserved")}


def cost_rows(plan: TrainingPlan) -> list[list[object]]:
    """Return what a plan costs the field, part by part, with what each means."""
    c = plan.cost
    if c is None:
        return []
    rows: list[list[object]] = [
        ["time in sessions", c.time, "reps' hours, each counted by what an hour of selling is worth then"],
        ["travel", c.travel, "reps' way to rooms and back"],
        ["holding sessions", c.sessions, "what the launch says that one more session is worth avoiding"],
        ["trainers", c.trainers, "trainers' hours, counted as selling hours"],
        ["off the drawn wave", c.off_wave, "what seats outside the wave that lots drew count as"],
        ["missing seats", c.unserved, "a measure of how much is not served, not hours: see the sheet unserved"],
        ["all of it", c.total, ""],
        ["proven least", c.bound, "no plan that keeps every rule can cost less in all"],
        ["how far from it", c.gap, gap_words(plan)],
    ]
    if c.draw is not None:
        rows.append(["the lottery", c.draw, "what keeping the waves as drawn costs, so that training can be measured"])
    return [[what, round(float(str(hours)), 3), words] for what, hours, words in rows]


def gap_words(plan: TrainingPlan) -> str:
    """Return how good a plan is proven to be, in words."""
    n = len(plan.unserved)
    found = proven(plan.cost, n)
    served = " nobody more can be served, and" if n else ""
    return {
        NOTHING: "nothing is planned",
        OPEN: "whether more could be served, or as many for less, is not proven",
        BEST: f"proven:{served} no plan costs less",
        WITHIN: f"proven:{served} no plan costs more than {found.hours:,.1f} hours ({found.share:.1%}) less",
    }[found.kind]


def fit_facts(plan: TrainingPlan) -> dict[str, object]:
    """Return the plan's figures for programs."""
    c = plan.cost
    parts = {} if c is None else {n: getattr(c, n) for n in ("time", "travel", "sessions", "trainers", "off_wave", "unserved")}
    return {
        "objective": c.total if c else None,
        "bound": c.bound if c else None,
        "gap_share": c.gap if c else None,
        "unit": "selling hours",
        "parts": parts,
        "draw_cost": c.draw if c else None,
        "n_sessions": len(plan.sessions),
        "n_seats": len(plan.enrolments),
        "n_unserved": len(plan.unserved),
        "n_excused": len(plan.excused),
        "work": plan.facts.get("work"),
        "seed": plan.seed,
        "notes": list(plan.notes),
    }


def plan_paragraph(plan: TrainingPlan) -> list[str]:
    """Return the plan in a few honest sentences."""
    n_reps = len({e.rep_id for e in plan.enrolments})
    said = [
        f"{counted(n_reps, 'rep')} in {counted(len(plan.sessions), 'session')},"
        f" {counted(len(plan.enrolments), 'seat')}{_excused(plan)}."
    ]
    if plan.unserved:
        missing = len({u.rep_id for u in plan.unserved})
        said.append(
            f"{counted(missing, 'rep is', 'reps are')} not served ({counted(len(plan.unserved), 'seat')} missing): see the sheet"
            " unserved of plan.xlsx."
        )
        said += [f"{w.who}: {_served(w.n_served, w.n_reps)} could be served if {w.change}." for w in plan.ways_out]
    if plan.cost and plan.sessions:
        hours = plan.cost.total - plan.cost.unserved
        said.append(f"It costs the field {hours:,.0f} selling hours, counted by what they are worth; {gap_words(plan)}.")
    return said + list(plan.notes)


def _excused(plan: TrainingPlan) -> str:
    n = len({x.rep_id for x in plan.excused})
    return f"; {counted(n, 'rep')} excused from something" if n else ""


def _served(n_served: int, n_reps: int) -> str:
    return ("it" if n_reps == 1 else "all of them") if n_served == n_reps else f"{n_served} of them"
