"""Messages page: every message beside what the factory said and what customers asked, for a person to read and approve.

In: LaunchInputs, Positioning, Approvals.
Out: Markdown.
"""

from __future__ import annotations

from itertools import groupby

from babel import Locale

from readiness.adapters.launch_files import LaunchInputs
from readiness.stages.positioning import Approvals, Message, Positioning, Voice
from readiness.vocabulary import counted


def messages_page(inputs: LaunchInputs, positioning: Positioning, approvals: Approvals) -> str:
    """Return the page: needs in the order of their importance, under each its messages in every voice."""
    launch, spec = inputs.launch, inputs.spec
    lines = [
        f"# {launch.name}: positioning",
        "",
        f"Specification revision {spec.revision}. Owner: {launch.owner}. {_state(approvals)}",
        "",
        f"{len(positioning.messages)} messages, {len(positioning.gaps)} gaps, {len(positioning.findings)} findings of the lint.",
    ]
    needs = {i: n for n, i in enumerate(dict.fromkeys(m.requirement_id for m in positioning.messages))}
    voices = {voice: n for n, voice in enumerate(positioning.voices)}
    ordered = sorted(positioning.messages, key=lambda m: (needs[m.requirement_id], voices[m.voice]))
    for requirement_id, group in groupby(ordered, key=lambda m: m.requirement_id):
        lines += _requirement(inputs, positioning, approvals, requirement_id, list(group))
    lines += ["", "## Gaps", ""]
    lines += [f"- {g.kind.replace('_', ' ')}: **{g.ref}** {escaped(g.text)} ({g.advice})" for g in positioning.gaps] or ["None."]
    if positioning.findings:
        lines += ["", "## Lint", ""]
        lines += [f"- {f.level}: {f.message_id}: {f.rule}: {escaped(f.found)} ({f.advice})" for f in positioning.findings]
    return "\n".join(lines) + "\n"


def _state(approvals: Approvals) -> str:
    if approvals.whole:
        return f"Approved by {approvals.whole.approved_by} on {approvals.whole.approved_on}."
    if approvals.by_message:
        return f"{counted(approvals.n_missing, 'message')} of {approvals.n_messages} not approved yet; each is marked."
    return "Not approved yet."


def _requirement(
    inputs: LaunchInputs, positioning: Positioning, approvals: Approvals, requirement_id: str, messages: list[Message]
) -> list[str]:
    requirement = next(r for r in inputs.requirements if r.requirement_id == requirement_id)
    characteristic = inputs.spec.characteristic(messages[0].characteristic_id)
    who = f"{inputs.buyers.persona_name(requirement.persona)}, {inputs.buyers.segment_name(requirement.segment)}"
    lines = [
        "",
        f"## {escaped(requirement.statement)}",
        "",
        f"Asked by: {who}. Importance {requirement.importance} of 9. Requirement {requirement_id}.",
        "",
        f"> Factory: “{escaped(characteristic.quote)}” ({characteristic.source})",
    ]
    for evidence_id in requirement.evidence_ids:
        e = inputs.evidence[evidence_id]
        lines += [">", f"> Customer: “{escaped(e.text)}” ({evidence_id}, {e.kind}, {e.source}, {e.heard_on.isoformat()})"]
    is_partly = bool(approvals.by_message) and approvals.n_missing > 0
    for voice, group in groupby(messages, key=lambda m: m.voice):
        lines += ["", f"### {_named(voice)}", ""] if len(positioning.voices) > 1 else [""]
        for m in group:
            mark = " (not approved)" if is_partly and m.message_id not in approvals.by_message else ""
            lines.append(f"- **{m.step}**{mark}: *{escaped(m.headline)}* · {escaped(m.text)} ({m.message_id})")
    return lines


def _named(voice: Voice) -> str:
    return f"{voice.motion.capitalize()}, {Locale.parse(voice.language, sep='-').get_display_name('en')}"


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in " ".join(text.split()))
