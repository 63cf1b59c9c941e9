"""Rep inputs: everything that went into one rep's figures, read as the measurement reads it and written as a table.

In: a launch id, a rep, the day the report was made for.
Out: inputs/<rep_id>.csv and .xlsx.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from pathlib import Path
from typing import TypeVar

import pandas as pd
import polars as pl

from readiness.actions.measurement.contributing import launch_cells
from readiness.actions.measurement.judging import current_since
from readiness.actions.measurement.rep_lines import RepLines, rep_lines
from readiness.actions.measurement.sold import sold_and_quality
from readiness.adapters.db import certificates, collected, contests, pitches, quiz_answers, sittings
from readiness.adapters.db.kept_inputs import PackedInputs, packed
from readiness.adapters.db.store import Connection, transaction
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.manifest import publish_manifest
from readiness.adapters.output_files import OutFolder
from readiness.adapters.output_files import Published as Published
from readiness.adapters.rep_input_files import inputs_csv, inputs_workbook
from readiness.adapters.stored_positioning import approved_positioning, quiz_items
from readiness.adapters.training_files import safe_name
from readiness.errors import NotFoundError
from readiness.settings import Settings
from readiness.stages.quizzes import Item
from readiness.stages.report.cell_inputs import account_inputs, cell_inputs, roster_inputs
from readiness.stages.report.contests import Contest, open_ones
from readiness.stages.report.evidence_inputs import RepRecords, evidence_inputs
from readiness.stages.report.inputs import RepInput
from readiness.stages.report.line_inputs import first_sales, line_inputs, quarantine_inputs, waiting_inputs
from readiness.vocabulary import Rep

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class InputsReport:
    """What went into one rep's figures, and the files that say so."""

    rep_id: str
    name: str
    as_of: date
    inputs: tuple[RepInput, ...]
    published: Published


@dataclass(frozen=True, slots=True)
class InputsDesk:
    """What inputs of any rep of a launch are found in."""

    inputs: LaunchInputs
    until: date
    items: Sequence[Item]
    changed_on: Mapping[str, date]
    """item_id -> first day whose answers speak of the item as it stands, where it once read otherwise."""
    lines: RepLines
    cells: pd.DataFrame
    contests: Sequence[Contest]
    cells_of: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    """rep_id -> the rows of `cells`."""
    nobodys: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    """account_id -> the lines of nobody."""
    records: Mapping[str, RepRecords] = field(default_factory=dict)
    """rep_id -> what was collected of the rep, without the words of quizzes taken in the portal."""

    def rep(self, rep_id: str) -> Rep:
        """Return a rep of the launch.

        Raises:
            NotFoundError: it has no such rep.
        """
        found = next((r for r in self.inputs.reps if r.rep_id == rep_id), None)
        if found is None:
            raise NotFoundError(f"the launch {self.inputs.launch.launch_id} has no rep {rep_id!r} in reps.csv")
        return found


def write_inputs(settings: Settings, launch_id: str, rep_id: str, out: Path, as_of: date) -> InputsReport:
    """Publish everything that went into a rep's figures as of a day.

    Raises:
        NotAllowedError: the positioning is not approved, so there is no report to go behind.
        NotFoundError: no launch or rep has this id.
    """
    with transaction(settings.database) as connection:
        desk = inputs_desk(settings, connection, launch_id, as_of)
        rep = desk.rep(rep_id)
        found = rep_inputs(connection, desk, rep)
    launch, name = desk.inputs.launch, f"inputs/{safe_name(rep_id)}"
    about = (f"{rep.name} ({rep_id}): what went into the figures", launch.name, launch.launch_id, desk.until)
    files = {f"{name}.csv": inputs_csv(found), f"{name}.xlsx": inputs_workbook(found, *about)}
    folder = OutFolder(settings.database, launch_id, out)
    published = folder.publish("inputs", files)
    return InputsReport(rep_id, rep.name, desk.until, tuple(found), published + publish_manifest(settings.templates, folder))


def inputs_desk(settings: Settings, connection: Connection, launch_id: str, as_of: date) -> InputsDesk:
    """Read what the inputs of a launch's reps are found in, as the report of that day reads it."""
    inputs, positioning, _ = approved_positioning(settings.templates, connection, launch_id)
    until = min(as_of, inputs.launch.dates.measure_until)
    cells = launch_cells(inputs, sold_and_quality(connection, inputs, as_of), until).frame
    items = quiz_items(settings.templates, inputs, positioning)
    return desk_over(connection, inputs, items, current_since(connection, inputs, items, positioning), cells, until)


def desk_over(
    connection: Connection,
    inputs: LaunchInputs,
    items: Sequence[Item],
    changed_on: Mapping[str, date],
    cells: pd.DataFrame,
    until: date,
) -> InputsDesk:
    """Return the desk over the cells of a measurement, everything that belongs to a rep found by the rep."""
    lines = rep_lines(connection, inputs, until)
    return InputsDesk(
        inputs,
        until,
        items,
        changed_on,
        lines,
        cells,
        contests.contests_of(connection, inputs.launch.launch_id),
        {str(rep_id): part for rep_id, part in cells.groupby("rep_id", sort=False)},
        {str(key): part for (key,), part in lines.of("").group_by("account_id", maintain_order=True)},
        _records(connection, inputs, items, changed_on, until),
    )


def packed_inputs(connection: Connection, desk: InputsDesk) -> dict[str, PackedInputs]:
    """Return what went into the figures of every rep, packed to be kept."""
    return {rep.rep_id: packed(rep_inputs(connection, desk, rep)) for rep in desk.inputs.reps}


def rep_inputs(connection: Connection, desk: InputsDesk, rep: Rep) -> list[RepInput]:
    """Return the inputs of a rep: what counts, then what does not, then what the launch folder says."""
    lines, launch = desk.lines, desk.inputs.launch
    mine, cells = lines.of(rep.rep_id), desk.cells_of.get(rep.rep_id, desk.cells.iloc[:0])
    unclaimed = [desk.nobodys[key] for key in sorted(set(cells["account_id"])) if key in desk.nobodys]
    territories = lines.roster.get(rep.rep_id, frozenset()) if rep.territory_id or rep.rep_id in desk.inputs.names.roster else ()
    known = replace(desk.records[rep.rep_id], words=_portal_words(connection, launch.launch_id, rep.rep_id))
    found = [
        *line_inputs(mine, lines.scope),
        *line_inputs(pl.concat([lines.of("").clear(), *unclaimed]), lines.scope),
        *waiting_inputs(lines.waiting_of(rep.rep_id), lines.scope),
        *quarantine_inputs(lines.held.get(rep.rep_id, ())),
        *account_inputs(rep, cells, first_sales(mine), lines.scope.accounts, launch),
        *cell_inputs(rep, cells, lines.scope.names, launch),
        *evidence_inputs(rep, known, desk.inputs.policy, launch.launch_id),
        *roster_inputs(rep, territories),
    ]
    contested = {c.input_id: str(c.contest_id) for c in open_ones(desk.contests) if c.rep_id == rep.rep_id}
    return [replace(i, contested=contested[i.input_id]) if i.input_id in contested else i for i in found]


def _records(
    connection: Connection, inputs: LaunchInputs, items: Sequence[Item], changed_on: Mapping[str, date], until: date
) -> dict[str, RepRecords]:
    """Return what was collected of each rep up to the day."""
    launch_id = inputs.launch.launch_id
    placed = _by_rep(p for p in quiz_answers.load_placed(connection, launch_id) if p.answered_on <= until)
    attendance = [a for a in collected.load_attendance(connection, launch_id) if a.attended_on <= until]
    attended = _by_rep(attendance)
    graded = _by_rep(s for s in pitches.load_pitches(connection, launch_id) if s.graded_on <= until)
    events = (e for e in certificates.events_of(connection, launch_id) if e.kind == "rep" and e.happened_on <= until)
    certified = _by_rep(events, "subject_id")
    partner_of = {r.rep_id: r.partner_id for r in inputs.reps}
    listed = {partner_of[a.rep_id] for a in attendance if a.rep_id in partner_of}
    files = {s.file_number: s.file for s in collected.submissions_of(connection, [launch_id]) if s.kind == "quizzes"}
    stems = {i.item_id: i.stem for i in items}
    return {
        r.rep_id: RepRecords(
            placed=placed.get(r.rep_id, ()),
            stems=stems,
            changed_on=changed_on,
            files=files,
            attendance=attended.get(r.rep_id, ()),
            listed_partners=listed,
            pitches=graded.get(r.rep_id, ()),
            certificates=certified.get(r.rep_id, ()),
        )
        for r in inputs.reps
    }


def _by_rep(rows: Iterable[_T], name: str = "rep_id") -> dict[str, list[_T]]:
    found: dict[str, list[_T]] = defaultdict(list)
    rep_of = attrgetter(name)
    for row in rows:
        found[rep_of(row)].append(row)
    return dict(found)


def _portal_words(connection: Connection, launch_id: str, rep_id: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Return (sitting, item_id) -> the question as it was shown and the option chosen."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for sitting in sittings.sittings_of(connection, rep_id):
        if sitting.launch_id == launch_id:
            shown, given = sittings.shown_in(connection, sitting.sitting_id)
            for item in shown:
                chosen = item.options[given[item.item_id].chosen] if item.item_id in given else ""
                found[sitting.sitting_id, item.item_id] = (item.stem, chosen)
    return found
