"""Call to action: one sentence that says what to do and by when, and that has to do with this need.

In: a message, its requirement and what was heard, a Lexis.
Out: hits: rule and what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from readiness.stages.positioning.lint.lexis import Lexis
from readiness.stages.positioning.lint.quotations import without_quotations
from readiness.stages.positioning.rows import Message
from readiness.stages.positioning.verify.reading import holds, plain, sentences, words

ABOUT_THE_NEED = ("recognise", "evaluate", "review")
"""The steps at which an act looks at the need; at the others it may be the same for each."""
SHORTEST_STEM = 4
WORD = re.compile(r"[^\W\d_]{4,}")


def call_to_action_hits(
    m: Message, text_sentences: int, need: Mapping[str, Sequence[str]], lexis: Lexis
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a message's call to action.

    Args:
        m: the message.
        text_sentences: of how many sentences its text is.
        need: the words of the requirement and of what was heard of it, `by_beginning`.
        lexis: of its language.
    """
    said = plain(m.call_to_action)
    if not said:
        yield "missing call to action", m.message_id
        return
    # a single sentence is a line for a slide; whoever shows it has the call to action in a field of its own
    if text_sentences > 1 and not m.text.endswith(m.call_to_action) and not holds(words(m.text), words(said)):
        yield "missing call to action", m.call_to_action
    asked = len(sentences(lexis.time.sub("~", said.rstrip("."))))  # `bis zum 3. Dezember` ends no sentence
    if asked > 1:
        yield "call to action", f"{asked} sentences"
    act = next((a for a in (said, said.partition(":")[2].strip()) if begins_with_an_act(a, lexis)), "")
    if not act and (lexis.sets["acts"] or lexis.sets["after acts"]):
        yield "call to action", f"no verb first in “{said}”"
    if lexis.rules.words("times") and not lexis.time.search(said):
        yield "call to action", f"no time in “{said}”"
    if m.step in ABOUT_THE_NEED and act and lexis.rules.is_on("call to action for any need"):
        own = lexis.time.sub(" ", without_quotations(act))
        if not _share_a_stem(own, need, lexis):
            yield "call to action for any need", act.rstrip(".")


def begins_with_an_act(said: str, lexis: Lexis) -> bool:
    """Return whether a text begins by asking for an act: with a verb of the list, or in German with any before `Sie`."""
    first, second = ([w for w in re.findall(r"[\w'-]+", said)[:4] if w not in lexis.sets["before acts"]] + ["", ""])[:2]
    return first in lexis.sets["acts"] or second in lexis.sets["after acts"]


def by_beginning(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return words by their first letters, which one stem has in common."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(set(words)):
        found[word[:SHORTEST_STEM]] = (*found.get(word[:SHORTEST_STEM], ()), word)
    return found


def _share_a_stem(own: str, need: Mapping[str, Sequence[str]], lexis: Lexis) -> bool:
    said = [w.lower() for w in WORD.findall(own) if w not in lexis.sets["small words"]]
    return any(_one_stem(a, b) for a in said for b in need.get(a[:SHORTEST_STEM], ()))


def _one_stem(a: str, b: str) -> bool:
    """Return whether two words begin alike and differ in an ending at most: `Fahrer` and `Fahrt`, `bike` and `bikes`."""
    n = max(SHORTEST_STEM, min(len(a), len(b)) - 2)
    return a[:n] == b[:n]
