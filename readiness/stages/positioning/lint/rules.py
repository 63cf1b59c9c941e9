"""Lint rules: each rule's level, limit, words and advice, and the word lists of a language, as data.

In: nothing.
Out: Rule, LintRules and the built-in RULES; content_templates/messages/<language>/lint.yaml says the same for people to edit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from readiness.stages.positioning.lint import english
from readiness.stages.positioning.reads_like import SPEC_VERBS

LEVELS = ("error", "warn", "off")


@dataclass(frozen=True, slots=True)
class Rule:
    """What one rule looks for and says. In the advice `{found}` and `{limit}` are filled in."""

    level: str
    """error (blocks approval), warn (shows) or off."""
    advice: str
    limit: float | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class LintRules:
    """Every rule, and the words of one language that they go by; told from others by identity, so that it can be a key."""

    language: str
    rules: Mapping[str, Rule]
    lists: Mapping[str, tuple[str, ...]]
    """Words by the name of their list, one of LISTS; a list that is not there is empty."""
    number_words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """`seven` -> `7`."""
    units: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """A unit as the language says it, in lower case -> as a spec writes it, where the reader of specs does not know it."""
    decimal: str = "."
    """The mark before the first decimal; the other one of . and , groups thousands."""
    common: frozenset[str] = frozenset()
    """Words said once in a million words or more; none: nobody counted."""

    def __getitem__(self, rule: str) -> Rule:
        """Return a rule by its name."""
        return self.rules[rule]

    def __iter__(self) -> Iterator[str]:
        """Return the names of the rules, in their order."""
        return iter(self.rules)

    def is_on(self, rule: str) -> bool:
        """Return whether a rule is to be looked at."""
        return self.rules[rule].level != "off"

    def words(self, name: str) -> tuple[str, ...]:
        """Return a list of words; empty where the language has none."""
        return self.lists.get(name, ())


ENGLISH_RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "number without a source": Rule(
            "error",
            "every number comes from the spec, the customer or the call to action: correct it, or say in the answer's `proof` or "
            "`limit` where it stands; for a figure of the spec write the characteristic's id in braces, such as {failover}",
        ),
        "bound direction": Rule("error", "the factory gives this bound the other way round: say it as the spec does"),
        "product too early": Rule("error", "at this step the buyer only sees the problem: leave the product out"),
        "missing because": Rule("error", "a message rests on a characteristic of the spec, and there is none of this name"),
        "missing so that": Rule("error", "a message answers a need of requirements.csv, and there is none of this name"),
        "missing call to action": Rule("error", "end with the one next step you ask for, for whom and by when"),
        "call to action": Rule(
            "error",
            "ask for one thing, in one sentence that begins with what to do (Count, Try, Ask ...) and says by when; a "
            "verb or a time that is missing here goes into `acts` or `times` of lint.yaml",
        ),
        "call to action for any need": Rule("warn", "this act would do for any need: write one that has to do with this one"),
        "no evidence": Rule("warn", "nobody was heard saying this: add evidence, or drop the requirement"),
        "subject focus": Rule(
            "warn", "open at least {limit} of the sentences with the reader or the reader's case, not with the seller", limit=0.6
        ),
        "customer focus": Rule("warn", "speak of the reader more often than of the seller: at least {limit}", limit=0.3),
        "rare words": Rule(
            "error", "words people seldom use: say it in the reader's own; at most {limit} of the words", limit=0.15
        ),
        "spec verbs": Rule(
            "warn", "words of a specification: say what the reader can do now; at most {limit} in 100 words", 1.3, SPEC_VERBS
        ),
        "acronym not expanded": Rule("warn", "write it out once, or use the reader's own word", words=english.KNOWN),
        "repetition": Rule("warn", "the same {limit} words stand in two sentences: say it once", limit=5),
        "absolute": Rule("warn", "say what holds and when; nobody can promise this", words=english.ABSOLUTES),
        "superlative": Rule("warn", "say the number or the test instead", words=english.SUPERLATIVES),
        "open comparison": Rule("warn", "{found} than what? Name it, or leave it out", words=english.COMPARATIVES),
        "long message": Rule("warn", "at most {limit}", limit=90),
        "long sentence": Rule("warn", "at most {limit}", limit=32),
        "reads like": Rule("warn", "a customer would say it otherwise", limit=20),
        "first person in a fragment": Rule(
            "warn", "the seller will say this to the buyer: write you and your, not I, my, we or our"
        ),
        "figure in does": Rule(
            "warn", "put the characteristic's id in braces, such as {failover}, so that the figure follows the spec"
        ),
        "does without a verb": Rule("warn", "it goes on after the product's name: begin with what it does, such as moves or has"),
        "ask without a question": Rule(
            "warn", "it goes on after `Ask every supplier`: begin with who, how, what, which or whether"
        ),
    }
)
"""Every rule there is. The words of `acronym not expanded` are those everybody knows; the limit of `reads like` is the number
of words below which a text is too short to tell."""

NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "bound direction": ("at most", "at least"),
        "call to action for any need": ("small words",),
        "subject focus": ("you", "we", "small words", "acts"),
        "customer focus": ("you", "we"),
        "open comparison": ("than",),
        "first person in a fragment": ("first person",),
        "does without a verb": ("third person",),
        "ask without a question": ("questions",),
    }
)
"""The lists without which a rule cannot tell anything."""
ONLY_ENGLISH = ("rare words", "reads like")
"""Rules that rest on counts of English; elsewhere they are off."""
_LANGUAGE_BOUND = (*NEEDS, *ONLY_ENGLISH, "spec verbs", "acronym not expanded", "absolute", "superlative")
LISTS = tuple(english.LISTS)
RULES = LintRules("en", ENGLISH_RULES, english.LISTS, english.NUMBER_WORDS)


def rules_without_words(language: str) -> LintRules:
    """Return the rules that hold in any language, the others off: what a language starts from before its words are read."""
    rules = {n: replace(r, level="off" if n in _LANGUAGE_BOUND else r.level, words=()) for n, r in ENGLISH_RULES.items()}
    return LintRules(language, MappingProxyType(rules), MappingProxyType({}))


def advice_of(rule: Rule, found: str) -> str:
    """Return a rule's advice with what was found and the limit filled in."""
    limit = "" if rule.limit is None else f"{rule.limit:g}"
    return rule.advice.replace("{limit}", limit).replace("{found}", found)
