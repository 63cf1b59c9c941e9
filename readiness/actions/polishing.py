"""Polishing: let a language model reorder and join the messages' sentences, and keep only what the verifier lets through.

In: a launch id; an OpenAI-compatible endpoint. Off unless READINESS_LLM_ENDPOINT is set and somebody asks for it.
Out: verified rewrites in the database. A message that got one is worded anew, so its approval lapses.
"""

from __future__ import annotations

from dataclasses import dataclass

from readiness.adapters.db import launches
from readiness.adapters.db.store import transaction
from readiness.adapters.polish import polish
from readiness.adapters.stored_positioning import plain_positioning
from readiness.errors import NotAllowedError
from readiness.settings import Settings
from readiness.stages.positioning import source_hash
from readiness.stages.positioning.verify import facts_of


@dataclass(frozen=True, slots=True)
class PolishReport:
    """What became of one message: polished, unchanged, kept from before, or refused with the rule and what broke it."""

    message_id: str
    outcome: str
    rule: str
    found: str


def polish_messages(settings: Settings, launch_id: str) -> list[PolishReport]:
    """Ask the model once for each message that has no rewrite yet.

    Raises:
        NotAllowedError: no endpoint is set.
        NotFoundError: no launch has this id.
    """
    if not settings.llm_endpoint:
        raise NotAllowedError("no language model is set: READINESS_LLM_ENDPOINT is blank, and the messages stand as they are")
    with transaction(settings.database) as connection:
        inputs, positioning = plain_positioning(settings.templates, connection, launch_id)
        known = launches.polished_texts(connection, launch_id)
    reports: list[PolishReport] = []
    for m in positioning.messages:
        source = source_hash(m.text)
        if source in known:
            reports.append(PolishReport(m.message_id, "kept from before", "", ""))
            continue
        made = polish(
            m.text,
            facts_of(inputs.launch.name, m),
            endpoint=settings.llm_endpoint,
            model=settings.llm_model,
            key=settings.llm_key.get_secret_value(),
        )
        if made.source == "model" and made.text != m.text:
            with transaction(settings.database) as connection:
                launches.save_polished(connection, launch_id, source, m.message_id, made.text, settings.llm_model)
            reports.append(PolishReport(m.message_id, "polished", "", ""))
        elif made.refused:
            reports += [PolishReport(m.message_id, "refused", v.rule, v.found) for v in made.refused]
        else:
            reports.append(PolishReport(m.message_id, "unchanged", "", ""))
    return reports
