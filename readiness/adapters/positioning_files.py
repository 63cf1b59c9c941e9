"""Positioning files: messages, gaps, lint and links as CSV, and the messages as a page a person can read and approve.

In: LaunchInputs, Positioning, Approval.
Out: path -> bytes under `positioning/`.
"""

from __future__ import annotations

from itertools import groupby

from readiness.adapters.launch_files import LaunchInputs
from readiness.adapters.table_files import csv_bytes, xlsx_bytes
from readiness.stages.positioning import Approval, Message, Positioning
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


def positioning_files(inputs: LaunchInputs, positioning: Positioning, approval: Approval | None) -> dict[str, bytes]:
    """Return the files of the positioning: what a person reads and approves, and the views on it."""
    return {
        "positioning/messages.csv": messages_csv(positioning, approval),
        "positioning/messages.md": _page(inputs, positioning, approval).encode(),
        "positioning/gaps.csv": gaps_csv(positioning),
        "positioning/lint.csv": csv_bytes(
            ("message_id", "rule", "level", "found", "advice"),
            ((f.message_id, f.rule, f.level, f.found, f.advice) for f in positioning.findings),
        ),
        "positioning/links.csv": links_csv(positioning),
        **_house_files(inputs, positioning),
        "positioning/research.xlsx": _research(inputs),
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
        "positioning/factory_request.xlsx": xlsx_bytes(
            {
                "gaps": (GAP_COLUMNS, _gap_rows(positioning)),
                "message house": (("segment", "kind", "ref", "text", "advice"), missing),
            }
        ),
    }


def _research(inputs: LaunchInputs) -> bytes:
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
        }
    )


def messages_csv(positioning: Positioning, approval: Approval | None) -> bytes:
    """Return every message, with who approved it and when (blank: nobody yet)."""
    by, on = (approval.approved_by, approval.approved_on) if approval else ("", "")

    def cells(m: Message) -> list[object]:
        return [";".join(m.evidence_ids) if name == "evidence_ids" else getattr(m, name) for name in MESSAGE_COLUMNS]

    return csv_bytes((*MESSAGE_COLUMNS, "approved_by", "approved_on"), ([*cells(m), by, on] for m in positioning.messages))


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


def _page(inputs: LaunchInputs, positioning: Positioning, approval: Approval | None) -> str:
    launch, spec = inputs.launch, inputs.spec
    state = f"Approved by {approval.approved_by} on {approval.approved_on}." if approval else "Not approved yet."
    lines = [
        f"# {launch.name}: positioning",
        "",
        f"Specification revision {spec.revision}. Owner: {launch.owner}. {state}",
        "",
        f"{len(positioning.messages)} messages, {len(positioning.gaps)} gaps, {len(positioning.findings)} findings of the lint.",
    ]
    for requirement_id, group in groupby(positioning.messages, key=lambda m: m.requirement_id):
        lines += _requirement(inputs, requirement_id, list(group))
    lines += ["", "## Gaps", ""]
    lines += [f"- {g.kind.replace('_', ' ')}: **{g.ref}** {_escaped(g.text)} ({g.advice})" for g in positioning.gaps] or ["None."]
    if positioning.findings:
        lines += ["", "## Lint", ""]
        lines += [f"- {f.level}: {f.message_id}: {f.rule}: {_escaped(f.found)} ({f.advice})" for f in positioning.findings]
    return "\n".join(lines) + "\n"


def _requirement(inputs: LaunchInputs, requirement_id: str, messages: list[Message]) -> list[str]:
    requirement = next(r for r in inputs.requirements if r.requirement_id == requirement_id)
    characteristic = inputs.spec.characteristic(messages[0].characteristic_id)
    who = f"{inputs.buyers.persona_name(requirement.persona)}, {inputs.buyers.segment_name(requirement.segment)}"
    lines = [
        "",
        f"## {_escaped(requirement.statement)}",
        "",
        f"Asked by: {who}. Importance {requirement.importance} of 9. Requirement {requirement_id}.",
        "",
        f"> Factory: “{_escaped(characteristic.quote)}” ({characteristic.source})",
    ]
    for evidence_id in requirement.evidence_ids:
        e = inputs.evidence[evidence_id]
        lines += [">", f"> Customer: “{_escaped(e.text)}” ({evidence_id}, {e.kind}, {e.source}, {e.heard_on.isoformat()})"]
    lines.append("")
    lines += [f"- **{m.step}**: {_escaped(m.text)}" for m in messages]
    return lines


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in " ".join(text.split()))
