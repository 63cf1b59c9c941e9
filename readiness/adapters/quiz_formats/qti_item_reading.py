"""QTI item in: one assessmentItem of QTI 2.x or 3.0 as a question.

In: the tree of an item, in the names of QTI 2.1.
Out: a Question, and what of it a Question cannot hold.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

from readiness.adapters.quiz_formats.losing import WHOLE
from readiness.adapters.quiz_formats.qti_answers import Lost, feedbacks, matched, part_of, points_of
from readiness.adapters.quiz_formats.qti_flow import text_in
from readiness.adapters.quiz_formats.qti_item_writing import TOOL
from readiness.adapters.quiz_formats.safe_xml import child
from readiness.stages.quizzes.question import (
    CLOZE,
    DESCRIPTION,
    ESSAY,
    GAP,
    HTML,
    MATCHING,
    TRUE_FALSE,
    Losses,
    Part,
    Question,
    Text,
    name_of,
)

_INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
_BLOCK = ("choiceInteraction", "matchInteraction", "extendedTextInteraction")
_UNSEEN = ("templateDeclaration", "stylesheet", "rubricBlock", "feedbackBlock", "feedbackInline", "object")


def item_question(root: Element, losses: Losses) -> Question | None:
    """Return the question of an item; None, with its loss, where it asks in a way that we do not know.

    Raises:
        Unreadable: a number or weight in it is none.
    """
    ours = root.get("toolName") == TOOL
    identifier = root.get("identifier", "")
    title = "" if ours and root.get("title") == identifier else root.get("title", "")
    bare = Question(DESCRIPTION, title=title, question_id=root.get("label", "") if ours else identifier)
    lost = partial(losses.add, bare if name_of(bare) else Question(DESCRIPTION, title=identifier))
    body = child(root, "itemBody")
    if body is None:
        lost(f"an item without a body: {WHOLE}")
        return None
    asking = [e for e in body.iter() if str(e.tag).endswith("Interaction")]
    strange = sorted({str(e.tag) for e in asking} - {*_INLINE, *_BLOCK})
    if strange or (len(asking) > 1 and any(e.tag in _BLOCK for e in asking)):
        lost(f"{strange[0] if strange else 'several questions in one'}: {WHOLE}")
        return None
    for name in _UNSEEN:
        if root.find(f".//{name}") is not None:
            lost(f"the element {name}")
    fields: dict[str, Any] = {"title": bare.title, "question_id": bare.question_id, "points": points_of(root)}
    stem = _stem(body, asking, inline=any(e.tag == "inlineChoiceInteraction" for e in asking))
    fields["general"] = _general(root)
    if asking and asking[0].tag != "extendedTextInteraction" and asking[0].tag not in ("textEntryInteraction",):
        fields["shuffle"] = _shuffle(asking[0])
    return _asked(root, asking, stem, fields, lost)


def _asked(root: Element, asking: list[Element], stem: Text, fields: dict[str, Any], lost: Lost) -> Question:
    if not asking:
        return Question(DESCRIPTION, stem, **fields)
    if asking[0].tag == "extendedTextInteraction":
        return Question(ESSAY, stem, **fields)
    if asking[0].tag == "matchInteraction":
        pairs, extra = matched(root, asking[0], lost)
        return Question(MATCHING, stem, pairs=pairs, extra=extra, **fields)
    parts = [part_of(root, e, lost) for e in asking]
    if len(parts) > 1:
        return Question(CLOZE, stem, parts=tuple(parts), **(fields | {"shuffle": None}))
    part: Part = parts[0]
    if part.kind == TRUE_FALSE:
        fields["shuffle"] = None
    if child(root, "outcomeDeclaration") is None or not _states_points(root):
        fields["points"] = part.points
    return Question(part.kind, stem, options=part.options, numbers=part.numbers, case_matters=part.case_matters, **fields)


def _states_points(root: Element) -> bool:
    return any(e.get("identifier") == "MAXSCORE" or e.get("normalMaximum") for e in root.iter("outcomeDeclaration"))


def _shuffle(element: Element) -> bool | None:
    said = element.get("shuffle")
    return None if said is None else said == "true"


def _stem(body: Element, asking: list[Element], *, inline: bool) -> Text:
    """Return the text of an item: all but its answers, each typed or chosen one inside a sentence as a GAP."""
    prompts = [p for e in asking for p in e if p.tag == "prompt"]
    for block in list(body):  # a typed answer that stands alone below the text is no gap
        alone = [e for e in block.iter() if e.tag == "textEntryInteraction"]
        if len(asking) == 1 and alone and not inline and not "".join(block.itertext()).strip() and block is body[-1]:
            body.remove(block)
    blocks = [
        e
        for e in body
        if e.tag not in _BLOCK and ("".join(e.itertext()).strip() or any(x.tag in (*_INLINE, "img") for x in e.iter()))
    ]
    texts = [p for p in prompts if "".join(p.itertext()).strip()]
    if not (body.text or "").strip() and len(blocks) + len(texts) == 1 and (texts or blocks[0].tag in ("div", "p")):
        return text_in(texts[0] if texts else blocks[0], _BLOCK, _INLINE)
    holder = Element("div")
    holder.text = body.text
    holder.extend(blocks)
    for prompt in texts:
        prompt.tag, prompt.tail = "p", None
        holder.append(prompt)
    found = text_in(holder, _BLOCK, _INLINE)
    return found if found.text.replace(GAP, "") or found.format != HTML else Text("")


def _general(root: Element) -> Text:
    found = feedbacks(root, "GENERAL")
    return found.get("general", Text(""))
