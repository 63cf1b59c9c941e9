"""Wording: fragments joined by phrase templates into one message per requirement and buyer step.

In: links, requirements, evidence, buyer steps, phrase templates (text, not files).
Out: Messages. Numbers come only from the fragments, the spec and the call to action.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from readiness.errors import InputError, Problem
from readiness.stages.buyers import BuyerMap, BuyerStep
from readiness.stages.positioning.rows import Link, Message
from readiness.stages.requirements import Evidence, Requirement, evidence_of, importance_order
from readiness.stages.spec import Characteristic, ProductSpec

MAX_HEADLINE = 80
MAX_QUOTE = 220
ABBREVIATIONS = frozenset("e.g i.e etc approx incl excl vs ca no".split())
"""Words whose full stop does not end a sentence."""
KIND_WORDS = {
    "interview": "interview", "win_loss": "win/loss talk", "ticket": "support ticket", "review": "review",
    "survey": "survey", "crm_note": "call note",
}  # fmt: skip


def messages_from(
    product: str,
    spec: ProductSpec,
    requirements: Sequence[Requirement],
    evidence: Mapping[str, Evidence],
    buyers: BuyerMap,
    links: Sequence[Link],
    templates: Mapping[str, str],
) -> list[Message]:
    """Return the messages, most important requirement first, then in the order of the buyer's steps.

    Args:
        product: the name customers know it by.
        spec: where characteristics are looked up.
        requirements: the needs; one without a link of strength 9 has no message (it is a gap).
        evidence: by id.
        buyers: whose steps get a message each.
        links: proposed or a person's.
        templates: buyer step -> phrase template; its first line is the headline, the rest the message.

    Raises:
        InputError: a template uses a word nobody knows, or is not a template.
    """
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)
    compiled = {step: _compiled(environment, step, text) for step, text in sorted(templates.items())}
    best = best_links(links)
    messages: list[Message] = []
    for requirement in importance_order(requirements):
        link = best.get(requirement.requirement_id)
        if link is None or link.strength < 9:
            continue
        characteristic = spec.characteristic(link.characteristic_id)
        for step in buyers.steps:
            if step.step in compiled:
                words = _words(product, spec, requirement, evidence, buyers, step, link, characteristic)
                headline, text = _rendered(step.step, compiled[step.step], words)
                messages.append(_message(requirement, step, link, words, headline, text))
    return messages


def best_links(links: Sequence[Link]) -> dict[str, Link]:
    """Return each requirement's best link: strongest, then highest score, then first by characteristic."""
    best: dict[str, Link] = {}
    for link in sorted(links, key=lambda x: (-x.strength, -x.score, x.characteristic_id)):
        best.setdefault(link.requirement_id, link)
    return best


def subject_of(product: str) -> str:
    """Return the product's name as the subject of a sentence: a model number takes an article, a proper name none."""
    if product.lower().startswith("the "):
        return product
    return f"The {product}" if re.search(r"\d", product) else product


def _words(
    product: str,
    spec: ProductSpec,
    requirement: Requirement,
    evidence: Mapping[str, Evidence],
    buyers: BuyerMap,
    step: BuyerStep,
    link: Link,
    c: Characteristic,
) -> dict[str, str]:
    heard = evidence_of(requirement, evidence)
    quote, quote_source = _quote(heard)
    act = step.call_to_action
    days = f"{act.within_days} day{'' if act.within_days == 1 else 's'}"
    when = f"within {days}" if act.within_days else "today"
    return {
        "product": product,
        "subject": subject_of(product),
        "persona": buyers.persona_name(requirement.persona),
        "segment": buyers.segment_name(requirement.segment),
        "statement": _quotable(_bare(requirement.statement)),
        "end": _ended(_bare(requirement.statement)),
        "trigger": _bare(requirement.trigger),
        "pain": _bare(requirement.pain),
        "outcome": _bare(requirement.outcome),
        "ask": _bare(requirement.ask),
        "anxiety": _bare(requirement.anxiety),
        "worry": _worry(requirement, step),
        "measure": _bare(requirement.measure),
        "claim": _claim(product, c, link),
        "limit": _sentence(link.limit or c.condition),
        "proof": _sentence(link.proof) or f"This is stated in the factory's specification, revision {spec.revision}.",
        "reassurance": _sentence(link.reassurance),
        "quote": quote,
        "quote_source": quote_source,
        "task": _bare(step.task),
        "constraint": _bare(step.constraint),
        "exit_criterion": _bare(step.exit_criterion),
        "call_to_action": f"Next step for {_bare(act.who)}, {when}: {_lower_first(_bare(act.act))}.",
    }


def _worry(requirement: Requirement, step: BuyerStep) -> str:
    """Return what the buyer may worry about as a sentence: the need's own fragment, else the step's words as they are."""
    if requirement.anxiety:
        return f"You may worry that {_bare(requirement.anxiety)}."
    return f"You may have this worry: {_lower_first(_sentence(step.anxiety))}" if step.anxiety.strip() else ""


def _claim(product: str, c: Characteristic, link: Link) -> str:
    """Return the one sentence that says what the product does; without a person's words, the factory's own in quotes."""
    if link.does:
        return f"{subject_of(product)} {_bare(link.does)}."
    if c.number is not None:
        return f"The factory's own figure for the {_bare(c.name)}: {_bare(c.value)}."
    quote = _quotable(_bare(c.quote))
    where = "In its summary" if c.name == "summary" else f"On the {_bare(c.name)}"
    return f"{where} the factory says: “{quote}”{_ended(quote)}"


def _quote(heard: Sequence[Evidence]) -> tuple[str, str]:
    """Return one customer's own words and where they were heard: the first short enough, else the first's first sentences."""
    if not heard:
        return "", ""
    chosen = next((e for e in heard if len(e.text) <= MAX_QUOTE), heard[0])
    text = chosen.text
    while len(text) > MAX_QUOTE and (cut := max(text.rfind(mark, 0, -1) for mark in (". ", "! ", "? "))) > 0:
        text = text[: cut + 1]
    where = (KIND_WORDS.get(chosen.kind, chosen.kind), chosen.source, chosen.heard_on.isoformat())
    return _quotable(" ".join(text.split())), ", ".join(where)


def _compiled(environment: ImmutableSandboxedEnvironment, step: str, template: str) -> Template:
    try:
        return environment.from_string(template)
    except TemplateError as error:
        raise _template_fault(step, error) from error


def _rendered(step: str, template: Template, words: Mapping[str, str]) -> tuple[str, str]:
    try:
        text = template.render(words)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise _template_fault(step, error) from error
    headline, _, body = text.strip().partition("\n")
    return _headline(" ".join(headline.split()), words), _tidy(body)


def _template_fault(step: str, error: Exception) -> InputError:
    file, row = f"content_templates/messages/en/{step}.j2", getattr(error, "lineno", 0) or 0
    return InputError(Problem(file, row, "", str(error), "words of HOW_TO_EDIT.md in double braces"))


def _headline(line: str, words: Mapping[str, str]) -> str:
    """Return a headline that fits a slide: the template's, else the need, else what it is about; never cut in mid-sentence."""
    for candidate in map(_title, (line, words["outcome"], words["statement"])):
        if 0 < len(candidate) <= MAX_HEADLINE:
            return candidate[0].upper() + candidate[1:]
    return _title(f"{words['persona']}: a need in their own words")[:MAX_HEADLINE].strip()


def _title(line: str) -> str:
    """Return a line as a title has it: no full stop at its end, but an ellipsis or another mark stays."""
    return line if line.endswith("..") else line.removesuffix(".")


def _message(
    requirement: Requirement, step: BuyerStep, link: Link, words: Mapping[str, str], headline: str, text: str
) -> Message:
    return Message(
        message_id=f"{requirement.requirement_id}-{step.step}",
        segment=requirement.segment,
        persona=requirement.persona,
        step=step.step,
        requirement_id=requirement.requirement_id,
        characteristic_id=link.characteristic_id,
        headline=headline,
        claim=_tidy(f"{words['claim']} {words['limit']}"),
        text=text,
        evidence_ids=requirement.evidence_ids,
        quote=words["quote"],
        quote_source=words["quote_source"],
        proof=words["proof"],
        objection=words["worry"],
        answer=words["reassurance"] or _sentence(link.proof) or words["claim"],
        call_to_action=words["call_to_action"],
    )


def _bare(text: str) -> str:
    """Return one line without the full stop at its end; an ellipsis stays."""
    line = " ".join(text.split())
    return line if line.endswith("..") else line.removesuffix(".").rstrip()


def _quotable(text: str) -> str:
    """Return a text that can stand between curly quotation marks: those inside it become single ones."""
    return text.translate(str.maketrans("“”„", "‘’‘"))


def _ended(text: str) -> str:
    """Return a quotation's end: none where the words end in a mark of their own."""
    return "" if text.endswith(("?", "!", "…", "..")) else "."


def _sentence(text: str) -> str:
    bare = " ".join(text.split())
    return bare if not bare or bare.endswith((".", "!", "?", "…", "”", '"')) else bare + "."


def _lower_first(text: str) -> str:
    """Return the text with a lower first letter unless its first word is a name or an acronym."""
    return text if len(text) > 1 and not text[1].islower() and text[1] != " " else text[:1].lower() + text[1:]


def _tidy(text: str) -> str:
    """Return one paragraph with single spaces and each sentence starting in upper case; a quotation stays as it was said."""
    parts = re.split(r"(“[^”]*”)", " ".join(text.split()))
    own = [part if i % 2 else _capitals(part, starts=not i) for i, part in enumerate(parts)]
    return "".join(own)


def _capitals(text: str, *, starts: bool) -> str:
    raised = re.sub(r"([.!?]\s+)([a-z])", lambda m: m[0] if _abbreviated(text[: m.start()]) else m[1] + m[2].upper(), text)
    return raised[:1].upper() + raised[1:] if starts else raised


def _abbreviated(before: str) -> bool:
    return before.rpartition(" ")[2].lower().lstrip("(") in ABBREVIATIONS
