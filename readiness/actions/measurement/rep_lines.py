"""Rep lines: every sales line with the reps it counts for or names, in which file and row it stands, and what was not booked.

In: a connection, a launch's inputs, the last day that counts.
Out: RepLines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from readiness.actions.measurement.sold import at_home, rep_names
from readiness.adapters.db import channel_reading, line_sources, sales_mappings
from readiness.adapters.db.store import Connection
from readiness.adapters.input_tables import Problems
from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.sales_mapping_files import read_mapping
from readiness.stages.report.line_inputs import REP_LINE, WAITING_LINE, LineScope, RowHeld, codes_named
from readiness.stages.sales_out.lines import SOLD
from readiness.stages.sales_out.matching.credit import credited
from readiness.stages.sales_out.rates import amounts_in
from readiness.stages.sales_out.tiers import told_once


@dataclass(frozen=True, slots=True)
class RepLines:
    """What the ledger holds of every rep."""

    scope: LineScope
    lines: Mapping[str, pl.DataFrame]
    """rep_id -> REP_LINE; "" for what counts for nobody."""
    waiting: Mapping[str, pl.DataFrame]
    """rep_id -> WAITING_LINE."""
    held: Mapping[str, Sequence[RowHeld]]
    """rep_id -> the rows in quarantine that name the rep."""
    roster: Mapping[str, frozenset[str]]

    def of(self, rep_id: str) -> pl.DataFrame:
        """Return a rep's lines."""
        return self.lines.get(rep_id, pl.DataFrame(schema=REP_LINE))

    def waiting_of(self, rep_id: str) -> pl.DataFrame:
        """Return a rep's lines that are not booked."""
        return self.waiting.get(rep_id, pl.DataFrame(schema=WAITING_LINE))


def rep_lines(connection: Connection, inputs: LaunchInputs, until: date) -> RepLines:
    """Read every line up to a day, each for whom `sold` counts it."""
    partners = [p.partner_id for p in inputs.partners]
    told = told_once(channel_reading.channel_lines(connection, partners, until), inputs.partners)
    told = told.filter(pl.col("movement").is_in(list(SOLD)))
    reps, roster = rep_names(inputs, told["territory_id"])
    told = told.join(line_sources.sources_of(connection, partners, until), on="line_key", how="left", maintain_order="left")
    lines = _in_currency(_with_reps(told, inputs, reps, roster), inputs)
    waiting = line_sources.unbooked_lines(connection, partners, until)
    reported = waiting.select("partner_id", "rep_id").iter_rows()
    named = [reps.get((partner, code), code if code in roster else "") for partner, code in reported]
    names = {a.account_id: a.name for a in inputs.accounts.values()} | {p.partner_id: p.name for p in inputs.partners}
    waiting = waiting.with_columns(pl.Series("rep_id", named, dtype=pl.String)).select(WAITING_LINE.names()).cast(WAITING_LINE)
    return RepLines(
        LineScope(inputs.launch, {a.account_id: a for a in inputs.accounts_in_scope}, names),
        {str(rep_id): part for (rep_id,), part in lines.group_by("rep_id", maintain_order=True)},
        {str(rep_id): part for (rep_id,), part in waiting.group_by("rep_id", maintain_order=True)},
        _held(connection, partners, _codes(inputs, reps)),
        roster,
    )


def _held(
    connection: Connection, partners: Sequence[str], codes: Mapping[str, Mapping[str, Sequence[str]]]
) -> dict[str, list[RowHeld]]:
    """Return rep_id -> the rows in quarantine that name the rep, by file and row."""
    unread = line_sources.unread_rows(connection, partners)
    columns = {key: _rep_column(connection, *key) for key in sorted({(r.partner_id, r.mapping_version) for r in unread})}
    found: dict[str, list[RowHeld]] = {}
    for r in unread:
        known = codes.get(r.partner_id, {})
        named = codes_named(r.raw, columns[r.partner_id, r.mapping_version], known)
        row = RowHeld(r.partner_id, r.submission_id, r.sha256, r.file, r.row, r.reason, r.raw, r.state)
        for rep_id in sorted({rep for code in named for rep in known[code]}):
            found.setdefault(rep_id, []).append(row)
    return found


def _with_reps(
    told: pl.DataFrame, inputs: LaunchInputs, reps: Mapping[tuple[str, str], str], roster: Mapping[str, frozenset[str]]
) -> pl.DataFrame:
    """Return REP_LINE: what counts by the rules of credit, what does not for whom it names."""
    counts = (pl.col("flow") == "sales_out") & (pl.col("overlap_key") == "")
    shares = credited(at_home(told.filter(counts), inputs), inputs.names.rules, reps, roster).lines
    named = credited(told.filter(~counts), (), reps, roster).lines.filter(pl.col("rep_id") != "")
    rest = told.rename({"rep_id": "rep_code"}).drop("units", "amount_minor")
    lines = pl.concat([shares, named]).join(rest, on="line_key", how="left", maintain_order="left")
    allowed = [(rep, t, True) for rep, territories in sorted(roster.items()) for t in sorted(territories)]
    kinds = {"rep_id": pl.String, "territory_id": pl.String, "is_on": pl.Boolean}
    pairs = pl.DataFrame(allowed, kinds, orient="row")
    lines = lines.join(pairs, on=["rep_id", "territory_id"], how="left", maintain_order="left")
    is_off = (pl.col("how") == "reported") & (pl.col("territory_id") != "") & pl.col("is_on").is_null()
    return lines.with_columns(is_off.alias("is_off_roster")).select(REP_LINE.names()).cast(REP_LINE)


def _in_currency(lines: pl.DataFrame, inputs: LaunchInputs) -> pl.DataFrame:
    """Return lines with their amounts in the launch's currency, null where there is no rate."""
    amounts, currencies, days = (lines[name].to_list() for name in ("amount_minor", "currency", "sold_on"))
    amounts = amounts_in(inputs.launch.currency, amounts, currencies, days, inputs.rates)
    return lines.with_columns(pl.Series("amount_minor", amounts, dtype=pl.Int64))


def _rep_column(connection: Connection, partner_id: str, version: str) -> str:
    """Return the column a partner's file names reps in, "" where that is not known."""
    yaml = sales_mappings.yaml_of(connection, partner_id, version)
    mapping = read_mapping("mapping.yaml", yaml.encode(), Problems(), is_for_booking=False) if yaml else None
    return mapping.columns.get("rep_code", "") if mapping else ""


def _codes(inputs: LaunchInputs, reps: Mapping[tuple[str, str], str]) -> dict[str, dict[str, list[str]]]:
    """Return partner_id -> what the partner may call a rep -> the reps it may mean."""
    found: dict[str, dict[str, list[str]]] = {p.partner_id: {r.rep_id: [r.rep_id] for r in inputs.reps} for p in inputs.partners}
    known = {r.rep_id for r in inputs.reps}
    for (partner_id, code), rep_id in sorted(reps.items()):
        if partner_id in found and rep_id in known and rep_id not in found[partner_id].get(code, ()):
            found[partner_id].setdefault(code, []).append(rep_id)
    return found
