"""Positioning files: messages, gaps, lint and links as CSV, the houses and what goes back to the factory.

In: LaunchInputs, Positioning, Approvals.
Out: path -> bytes under `positioning/`.
"""

from __future__ import annotations

from collections.abc import Sequence

from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.messages_page import messages_page
from readiness.adapters.table_files import csv_bytes, xlsx_bytes
from readiness.adapters.translation_files import to_translate_csv
from readiness.stages.positioning import Approvals, Link, Message, Positioning
from readiness.stages.positioning.best_customer_tables import best_customer_tables
from readiness.stages.positioning.house_page import house_page
from readiness.stages.positioning.house_table import house_table
from readiness.stages.positioning.message_house import message_house
from readiness.stages.positioning.quality_house import column_table, matrix_table, quality_house, stability, verdict_table
from readiness.stages.positioning.research import Ranked, research_of

MESSAGE_COLUMNS = (
    "message_id", "segment", "persona", "step", "requirement_id", "characteristic_id", "headline", "claim", "text",
    "evidence_ids", "quote", "quote_source", "proof", "objection", "answer", "call_to_action",
)  # fmt: skip
GAP_COLUMNS = ("kind", "ref", "text", "weight", "advice")


def positioning_files(inputs: LaunchInputs, positioning: Positioning, approvals: Approvals) -> dict[str, bytes]:
    """Return the files of the positioning: what a person reads and approves, and the views on it."""
    return {
        "positioning/messages.csv": messages_csv(positioning, approvals),
        "positioning/messages.md": messages_page(inputs, positioning, approvals).encode(),
        "positioning/gaps.csv": gaps_csv(positioning),
        "positioning/lint.csv": csv_bytes(
            ("message_id", "rule", "level", "found", "advice"),
            ((f.message_id, f.rule, f.level, f.found, f.advice) for f in positioning.findings),
        ),
        "positioning/links.csv": links_csv(positioning),
        **_house_files(inputs, positioning),
        "positioning/research.xlsx": _research(inputs, positioning.links),
        **{f"positioning/translate_{name}.csv": to_translate_csv(rows) for name, rows in positioning.to_translate.items()},
    }


def _house_files(inputs: LaunchInputs, positioning: Positioning) -> dict[str, bytes]:
    """Return the message house, the house of quality, and what goes back to the factory."""
    quality = quality_house(inputs.spec, inputs.requirements, positioning.links, inputs.buyers.alternatives, inputs.seen)
    house = message_house(
        inputs.launch.name, inputs.spec, inputs.requirements, inputs.evidence, inputs.buyers, positioning, quality
    )
    page = house_page(house, quality, stability(quality, inputs.launch.seed))
    missing = [(s.segment, g.kind, g.ref, g.text, g.advice) for s in house.segments for g in s.gaps]
    return {
        "positioning/message_house.md": page.encode(),
        "positioning/message_house.csv": csv_bytes(*house_table(house)),
        "positioning/house_of_quality.xlsx": xlsx_bytes(
            {
                "needs x characteristics": matrix_table(quality),
                "characteristics": column_table(quality),
                "alternatives": verdict_table(quality),
            }
        ),
        "positioning/factory_request.csv": csv_bytes(
            ("segment", *GAP_COLUMNS),
            [*(("", *row) for row in _gap_rows(positioning)), *((*row[:4], "", row[4]) for row in missing)],
        ),
        "positioning/factory_request.xlsx": xlsx_bytes(
            {
                "gaps": (GAP_COLUMNS, _gap_rows(positioning)),
                "message house": (("segment", "kind", "ref", "text", "advice"), missing),
            }
        ),
    }


def _research(inputs: LaunchInputs, links: Sequence[Link]) -> bytes:
    """Return what the evidence speaks of, for a person to confirm in confirmations.csv."""
    names = (inputs.launch.name, inputs.spec.name, inputs.spec.vendor)
    found = research_of(inputs.spec, inputs.requirements, inputs.evidence, inputs.confirmations, names)
    ranks = [f"{place}_{what}" for place in ("first", "second", "third") for what in ("characteristic", "score")]

    def cells(r: Ranked) -> list[object]:
        pairs: list[object] = [cell for c in r.candidates for cell in (c.characteristic_id, round(c.score, 4))]
        return [r.statement.statement_id, r.statement.text, r.confirmed, *pairs, *[None] * (len(ranks) - len(pairs))]

    return xlsx_bytes(
        {
            "statements": (("statement_id", "statement", "confirmed", *ranks), [cells(r) for r in found.statements]),
            "needs": (
                ("requirement_id", "statement", "severity", "n_accounts", "weight", "confidence"),
                [
                    (n.requirement_id, n.statement, n.severity, n.n_accounts, round(n.weight, 2), n.confidence)
                    for n in found.needs
                ],
            ),
            "new cards": (
                ("term", "n_accounts", "n_statements", "example"),
                [(a.term, a.n_accounts, a.n_statements, a.example) for a in found.new_cards],
            ),
            **best_customer_tables(
                inputs.deals,
                inputs.accounts,
                inputs.requirements,
                inputs.evidence,
                links,
                found.statements,
                inputs.launch.currency,
            ),
        }
    )


def messages_csv(positioning: Positioning, approvals: Approvals) -> bytes:
    """Return every message, with the hash a person approves, who approved exactly that, and when (blank: nobody yet)."""

    def cells(m: Message) -> list[object]:
        said = [";".join(m.evidence_ids) if name == "evidence_ids" else getattr(m, name) for name in MESSAGE_COLUMNS]
        known = approvals.by_message.get(m.message_id)
        signed = [known.approved_by, known.approved_on] if known else ["", ""]
        return [*said, m.voice.motion, m.voice.language, *signed, positioning.hashes[m.message_id]]

    further = ("motion", "language", "approved_by", "approved_on", "text_hash")
    return csv_bytes((*MESSAGE_COLUMNS, *further), (cells(m) for m in positioning.messages))


def gaps_csv(positioning: Positioning) -> bytes:
    """Return the gaps both ways."""
    return csv_bytes(GAP_COLUMNS, _gap_rows(positioning))


def _gap_rows(positioning: Positioning) -> list[tuple[object, ...]]:
    return [(g.kind, g.ref, g.text, g.weight, g.advice) for g in positioning.gaps]


def links_csv(positioning: Positioning) -> bytes:
    """Return the links, columns as `readiness analyse positioning` writes them."""
    return csv_bytes(
        ("characteristic_id", "requirement_id", "strength", "score", "why"),
        ((x.characteristic_id, x.requirement_id, x.strength, x.score, x.why) for x in positioning.links),
    )
