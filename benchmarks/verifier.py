"""Verifier: how many damaged rewrites it catches, by kind, and how many faithful ones it refuses.

In: the bundled launch's messages and `verifier_cases.yaml`. Run: `python benchmarks/verifier.py`.
Out: a table by kind of damage, seen and not seen while the rules were written; refused rewrites; CPU time. The peer is the same
verifier without the reading of sentences: word and number rules alone.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from readiness.adapters.launch_files import inspect_launch_files  # noqa: E402
from readiness.adapters.phrase_files import phrase_books  # noqa: E402
from readiness.stages.positioning import positioning_of  # noqa: E402
from readiness.stages.positioning.verify import Facts, facts_of, violations, word_violations  # noqa: E402
from readiness.stages.positioning.verify.reading import sentences  # noqa: E402

Source = tuple[str, str, Facts]
Damage = Callable[[str, Facts], Iterator[str]]


@cache
def sources() -> list[tuple[Source, list[str]]]:
    """Return messages with their facts and faithful rewrites: those of the cases, then the bundled launch as it is now."""
    cases = yaml.safe_load((ROOT / "benchmarks" / "verifier_cases.yaml").read_text(encoding="utf-8"))
    found = []
    for case in cases["messages"]:
        facts = Facts(tuple(case["names"]), case["limit"], case["call_to_action"], case.get("language", "en"))
        found.append(((case["id"], case["text"], facts), case["faithful"]))
    return found + [(s, []) for s in bundled()]


def bundled() -> list[Source]:
    """Return the bundled launch's messages."""
    folder = ROOT / "data" / "launches" / "touring-1000"
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    inputs, problems = inspect_launch_files(files)
    if inputs is None:
        raise SystemExit(str(problems[0]))
    name = inputs.launch.name
    whole = positioning_of(inputs.brief, phrase_books(ROOT / "content_templates"))
    return [(m.message_id, m.text, facts_of(name, m)) for m in whole.messages]


def swap(pattern: str, *replacements: str) -> Damage:
    """Return a damage that replaces each occurrence, one at a time, by each replacement."""

    def damaged(text: str, _: Facts) -> Iterator[str]:
        for found in re.finditer(pattern, text):
            for replacement in replacements:
                yield text[: found.start()] + found.expand(replacement) + text[found.end() :]

    return damaged


def insert(before: str, *said: str) -> Damage:
    """Return a damage that puts words in front of each match."""
    return swap(f"({before})", *(rf"{words} \1" for words in said))


def append(*said: str) -> Damage:
    """Return a damage that says one thing more, before the last sentence."""

    def damaged(text: str, _: Facts) -> Iterator[str]:
        parts = sentences(text)
        for words in said:
            yield " ".join([*parts[:-1], words, parts[-1]])
            yield " ".join([parts[0][:-1] + f", {words[0].lower()}{words[1:]}", *parts[1:]])

    return damaged


def of_sentences(change: Callable[[list[str], Facts], Iterator[list[str]]]) -> Damage:
    """Return a damage of whole sentences."""
    return lambda text, facts: (" ".join(parts) for parts in change(sentences(text), facts))


def dropped_limit(parts: list[str], facts: Facts) -> Iterator[list[str]]:
    for limit in sentences(facts.limit):
        yield [p for p in parts if p != limit]


def dropped_sentence(parts: list[str], _: Facts) -> Iterator[list[str]]:
    for i in range(len(parts) if len(parts) > 1 else 0):
        yield parts[:i] + parts[i + 1 :]


def dropped_worry(parts: list[str], _: Facts) -> Iterator[list[str]]:
    for i, p in enumerate(parts):
        if "worry" in p:
            yield parts[:i] + parts[i + 1 :]
            yield [*parts[:i], p.replace("You may worry that", "It is a myth that"), *parts[i + 1 :]]


def ends_early(parts: list[str], facts: Facts) -> Iterator[list[str]]:
    if len(parts) > 1 and facts.call_to_action:
        yield [parts[-1], *parts[:-1]]


def quotation_moved(parts: list[str], _: Facts) -> Iterator[list[str]]:
    for p in parts:
        rest = [x for x in parts if x != p]
        if p[0] == "“" and len(rest) > 1:
            yield [*rest, p]
            yield [*rest[:-1], f"{rest[-1][:-1]}, and {p}"]


def limit_to_another(parts: list[str], facts: Facts) -> Iterator[list[str]]:
    for limit in sentences(facts.limit):
        rest = [p for p in parts if p != limit]
        for i in range(len(rest)):
            if rest[i] != parts[parts.index(limit) - 1] and rest[i][-1] == ".":
                yield [*rest[:i], f"{rest[i][:-1]}, but {limit[0].lower()}{limit[1:]}", *rest[i + 1 :]]


NUMBERS = r"(?<![\w.,-])\d+(?:[.,]\d+)*(?![\w,]|\.\d)"
SEEN: dict[str, Damage] = {
    "number changed": lambda t, f: swap(NUMBERS, "97", r"\g<0>0")(t, f),
    "number word changed": swap(r"\b(two|three|four|five)\b", "eleven", "6"),
    "number dropped": swap(NUMBERS + " ", ""),
    "number added": append("It has been used for 12 years.", "Over 300 firms use it."),
    "decimal moved": swap(r"(\d)\.(\d)(\d)", r"\1\2.\3", r"\1.\2"),
    "unit changed": swap(r"(?<=\d )(days|lb|cm|seconds|years|minutes|dB|litres|m)\b", "hours", "kg"),
    "unit dropped": swap(r"(?<=\d) (days|lb|cm|seconds|years|minutes|dB|litres|m)\b", ""),
    "bound flipped": swap(
        r"\b(at most|at least|within|up to|no more than|less than|or less|höchstens)\b", "exactly", "more than", "at least about"
    ),
    "bound dropped": swap(r"\b(at most|at least|within|up to|no more than|less than|höchstens) ", ""),
    "bound added": swap(NUMBERS, r"at least \g<0>", r"only \g<0>", r"\g<0> or more"),
    "negation added": swap(r"\b(is|are|does|may|will|can|has)\b", r"\1 not"),
    "negation dropped": swap(r"\b(does not|do not|is not|cannot)\b", "does", "is"),
    "hedge dropped": swap(r" \b(some|may|meant|only|typically|still)\b", ""),
    "superlative added": insert(r"\b(?:saddle|shop|bike|phones|supplier|switch|list|pump)\b", "best", "leading", "sturdiest"),
    "absolute added": insert(r"\b(?:keep|comes|shows|moves|lists|needs|carries|rolls|reads)\b", "always", "completely", "never"),
    "comparison added": insert(r"\b(?:ride|till|frame|bikes|riders|file|day)\b", "better", "faster", "cheaper than any"),
    "promise added": append("Your sales will rise.", "You are guaranteed a refund.", "It is certified and secure."),
    "name changed": swap(r"Touring-1000|BR40|Clarity Voice|Aquila P7|Lohnfix|LT-117|OP-2|SD-5", "Touring-2000", "BR41", "Nimbus"),
    "limit dropped": of_sentences(dropped_limit),
    "limit softened": swap(r"\b(needs|must|cannot|ends|are not|is not|still)\b", "rarely", "hardly ever"),
    "sentence dropped": of_sentences(dropped_sentence),
    "modal strengthened": swap(r"\b(may|can|could|might)\b", "will", "must"),
    "we for you": swap(r"\b(your|Your)\b", "our"),
    "worry dropped": of_sentences(dropped_worry),
    "quotation moved": of_sentences(quotation_moved),
    "limit given to another": of_sentences(limit_to_another),
    "ends elsewhere": of_sentences(ends_early),
}
"""Kinds of damage the rules were written with in view."""


def exchanged(pattern: str) -> Damage:
    """Return a damage that exchanges each two different matches."""

    def damaged(text: str, _: Facts) -> Iterator[str]:
        spans = list(re.finditer(pattern, text))
        for a in spans:
            for b in spans:
                if a.end() <= b.start() and a[0].lower() != b[0].lower():
                    yield text[: a.start()] + b[0] + text[a.end() : b.start()] + a[0] + text[b.end() :]

    return damaged


def limit_scattered(parts: list[str], facts: Facts) -> Iterator[list[str]]:
    for limit in sentences(facts.limit):
        rest = [p for p in parts if p != limit]
        if len(rest) > 1:
            words = limit.rstrip(".").split()
            half = len(words) // 2
            first, second = " ".join(words[:half]), " ".join(words[half:])
            yield [f"{rest[0][:-1]} {first}.", f"{rest[1][:-1]} {second}.", *rest[2:]]
            yield [f"{second[0].upper()}{second[1:]} {first[0].lower()}{first[1:]}.", *rest]


def condition_turned(parts: list[str], _: Facts) -> Iterator[list[str]]:
    """Make the condition the outcome, or give it to another sentence."""
    for i, p in enumerate(parts):
        m = re.match(r"When (.+?), (.+)\.$", p)
        if not m:
            continue
        yield [*parts[:i], f"When {m[2]}, {m[1]}.", *parts[i + 1 :]]
        for j, other in enumerate(parts):
            if j != i and other[-1] == ".":
                there = f"When {m[1]}, {other[0].lower()}{other[1:]}"
                changed = [*parts]
                changed[i], changed[j] = m[2][0].upper() + m[2][1:] + ".", there
                yield changed


def falsely_joined(*words: str) -> Damage:
    """Return a damage that joins each two neighbours by words that say why, when or against what."""

    def change(parts: list[str], facts: Facts) -> Iterator[list[str]]:
        for i in range(len(parts) - 1):
            if parts[i][-1] != "." or "worry" in parts[i] or parts[i + 1] in facts.limit:
                continue
            for word in words:
                joined = f"{parts[i][:-1]}, {word} {parts[i + 1][0].lower()}{parts[i + 1][1:]}"
                yield [*parts[:i], joined, *parts[i + 2 :]]

    return of_sentences(change)


def worry_spread(parts: list[str], _: Facts) -> Iterator[list[str]]:
    for i, p in enumerate(parts[:-1]):
        if "worry that" in p:
            yield [*parts[:i], f"{p[:-1]}, and {parts[i + 1][0].lower()}{parts[i + 1][1:]}", *parts[i + 2 :]]
            yield [*parts[:i], f"{p[:-1]} and {parts[i + 1][0].lower()}{parts[i + 1][1:]}", *parts[i + 2 :]]


def pointer_moved(parts: list[str], _: Facts) -> Iterator[list[str]]:
    """Give a sentence that says `it` or `that` another neighbour."""
    for i, p in enumerate(parts):
        if i and re.match(r"(?:\w+ ){0,3}\w*,? ?\b(?:it|exactly that|both to)\b", p) and len(parts) > i + 1:
            yield [*parts[: i - 1], p, parts[i - 1], *parts[i + 1 :]]


UNSEEN: dict[str, Damage] = {
    "actors exchanged": exchanged(
        r"\b(?:[Tt]he|[Yy]our|[Aa]) (?:shop|tills?|riders?|customer|supplier|factory|bike|box|pump|tank|worry|part)\b"
    ),
    "numbers exchanged": exchanged(NUMBERS),
    "scope word exchanged": swap(r"\b([Ee]ach|[Oo]ne|all|[Ee]very|both|some)\b", "all", "each", "any", "one"),
    "scope word moved": exchanged(r"\b(?:each|one|all|every|both|some|a|the)\b"),
    "one of two bounds dropped": swap(r"((?:at most|at least|within).*?)(?:at most|at least|within) ", r"\1"),
    "limit scattered": of_sentences(limit_scattered),
    "condition turned": of_sentences(condition_turned),
    "cause invented": falsely_joined("because", "so", "which means"),
    "sequence invented": falsely_joined("then", "after which", "until"),
    "clash invented": falsely_joined("but", "yet"),
    "worry spread": of_sentences(worry_spread),
    "pointer moved": of_sentences(pointer_moved),
    "synonym": swap(r"\b(shows|needs|keep|comes|ask|lists|find)\b", "offers", "wants", "get"),
    "quotation altered": swap(r"(“\w+ )\w+", r"\1surely", r"\1"),
    "quotation marks lost": swap(r"“([^”]*)”", r"\1"),
    "tense moved": swap(r"\b(is|are|keeps?|shows?|ends?)\b", "was", "has been"),
    "word repeated": swap(r"\b(each|not|one|still|first)\b", r"\1 \1"),
    "aside inserted": swap(r", ", ", as you know, ", ", of course, "),
    "mark-up": swap(r"(?<=\. )(\w+)", r"**\1**", r"<b>\1</b>", r"\1 ✅"),
    "look-alike letters": swap(r"a(?=\w)", "\u0430"),
    "question made": swap(r"(?<=\w)\.(?= |$)", "?", "!"),
    "comma moved": swap(r"(\w), (\w+) ", r"\1 \2, "),
    "shouting": swap(r"\b(not|need|each|today|one)\b", "REALLY", "NOT"),
    "words reversed": swap(r"\b(\w{4,}) (\w{4,})\b", r"\2 \1"),
    "said twice": of_sentences(lambda parts, _: iter([[parts[0], *parts], [*parts, parts[-1]]])),
    "two texts": lambda t, _: iter([f"{t} {t}", f"Here is the rewrite: {t}", f"{t} (unchanged)"]),
}
"""Kinds of damage thought of after the rules had been written."""


def caught(
    kinds: dict[str, Damage], check: Callable[[str, Facts, str], object], every: int = 1
) -> dict[str, tuple[int, list[str]]]:
    """Return, for each kind, how many rewrites were made of every so-manieth message, and those that were let pass."""
    found: dict[str, tuple[int, list[str]]] = {}
    for kind, damage in kinds.items():
        made = [(t, f, d) for (_, t, f), _ in sources()[::every] for d in dict.fromkeys(damage(t, f)) if d != t]
        found[kind] = len(made), [d for t, f, d in made if not check(t, f, d)]
    return found


def main() -> None:
    """Print the tables."""
    start = time.process_time()
    for title, kinds in (("seen", SEEN), ("not seen", UNSEEN)):
        whole, alone = caught(kinds, violations), caught(kinds, word_violations)
        print(f"{'damage, ' + title:<28} {'made':>6} {'caught':>8} {'words alone':>12}")
        for kind, (made, passed) in whole.items():
            print(f"{kind:<28} {made:>6} {made - len(passed):>8} {made - len(alone[kind][1]):>12}")
            if "-v" in sys.argv:
                print("".join(f"    let pass: {p}\n" for p in passed), end="")
        total, lost, lost_alone = (
            sum(x) for x in zip(*((m, len(p), len(alone[k][1])) for k, (m, p) in whole.items()), strict=True)
        )
        print(f"{'all':<28} {total:>6} {1 - lost / total:>8.2%} {1 - lost_alone / total:>12.2%}\n")
    n = sum(len(r) for _, r in sources())
    refused = [(s[0], violations(s[1], s[2], r)) for s, rewrites in sources() for r in rewrites]
    refused = [(i, v) for i, v in refused if v]
    alarms = [s[0] for s, _ in sources() if word_violations(s[1], s[2], s[1]) or violations(s[1], s[2], f" {s[1]}  ")]
    print(f"faithful rewrites refused: {len(refused)} of {n} ({len(refused) / n:.0%}); alarms on identity: {len(alarms)}")
    for case, why in refused:
        print(f"    {case}: {why[0].rule}: {why[0].found}")
    print(f"{time.process_time() - start:.1f} s CPU")


if __name__ == "__main__":
    main()
