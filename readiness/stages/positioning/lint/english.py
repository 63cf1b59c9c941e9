"""English: the word lists of the lint as they come with the program.

In: nothing.
Out: lists by name, the rules' own words; content_templates/messages/en/lint.yaml says the same for people to edit.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from readiness.stages.positioning import word_classes

ABSOLUTES = ("always", "never", "guarantee", "guaranteed", "guarantees", "perfect", "flawless", "seamless", "zero", "100%")
SUPERLATIVES = (
    "best", "fastest", "lightest", "strongest", "leading", "unique", "ultimate", "revolutionary", "world-class", "excellent",
)  # fmt: skip
COMPARATIVES = ("better", "faster", "lighter", "stronger", "easier", "cheaper", "smoother")
KNOWN = (
    "OK", "TV", "PC", "CD", "DVD", "USB", "PIN", "VAT", "FAQ", "PDF", "ID", "EU", "UK", "USA", "US", "GPS", "WiFi", "AM", "PM",
    "USD", "EUR", "GBP", "CHF", "CEO", "CFO", "HR",
)  # fmt: skip
ACTS = tuple(
    "accept acquire adapt add adjust adopt agree align allocate allow answer apply appoint approve arrange ask assemble "
    "assess assign attend authorise authorize bake begin block boil book borrow brew bring build buy calculate calibrate "
    "call cancel capture carry cash change check choose circle clean clear close collect come commit compare complete "
    "configure confirm connect contact continue convene cook cool copy count create cross cut date decide define delegate "
    "delete deliver demand demonstrate deploy describe dial discuss display do don't download draft draw drive drop eat "
    "email encrypt enter estimate evaluate examine explain extend feel fetch file fill find finish fit fix follow forward "
    "gather get give go grind hand hang hear heat help highlight hire hold host import inspect install interview "
    "introduce invest invite join keep key lay lead learn leave lend let level lift link list listen load lock log look "
    "loosen make map mark measure meet migrate mount move name negotiate nominate note notify observe offer open order "
    "organise organize pack park pass pay phone photograph pick pilot place plan play plug point post pour practise "
    "prepare present press print process procure promise propose publish pull push put queue raise rank rate read "
    "recommend record reduce refuse register rehearse reject release remind remove renew rent repair repeat replace reply "
    "report request reserve reset restart restore resume return review ride ring rinse roll run save say scan schedule "
    "score screw see select sell send set shake share ship show shut sign simulate sit sketch sort spend split spray "
    "stack stand start stay step stick stop store submit subtract sum supply swap switch tag take talk tally taste tell "
    "test think throw tick tie tighten time total touch trace track train transfer try turn twist type unload unlock "
    "unpack unplug update upgrade upload use validate verify visit vote wait wake walk warm wash watch wear weigh weld "
    "wipe wire work wrap write".split()
)
"""First words of a call to action, in the form one says them to somebody."""
TIMES = (
    "within # TIME", "within a TIME", "within the TIME", "in # TIME", "in a TIME", "in MONTH", "today", "tonight",
    "tomorrow", "this TIME", "next TIME", "this DAY", "next DAY", "this coming DAY", "on DAY", "by DAY", "by next DAY",
    "before DAY", "until DAY", "by the end of", "before the end of", "at the end of", "by MONTH", "before MONTH",
    "# MONTH", "# of MONTH", "MONTH #", "MONTH the #",
)  # fmt: skip
TIME_UNITS = (
    "minute", "minutes", "hour", "hours", "day", "days", "working day", "working days", "business day", "business days",
    "calendar days", "week", "weeks", "weekend", "month", "months", "quarter", "quarters", "year", "years", "morning",
    "afternoon", "evening", "season",
)  # fmt: skip
SMALL_WORDS = tuple(
    sorted(
        word_classes.DETERMINERS | word_classes.ADJECTIVES | word_classes.INTENSIFIERS | word_classes.OTHERS
        | (word_classes.PREPOSITIONS - {"like"}) | {"please", "next", "step"}
    )
)  # fmt: skip
"""Words before the one a sentence opens with; they are no common ground of two texts."""

LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "you": ("you", "your", "yours", "yourself", "you're", "you'll", "you've"),
        "we": ("we", "us", "our", "ours", "we're", "we've"),
        "first person": tuple("i me my mine myself we us our ours ourselves i'm i've i'd i'll we're we've we'd we'll".split()),
        "articles": ("the", "a", "an"),
        "small words": SMALL_WORDS,
        "than": ("than",),
        "acts": ACTS,
        "before acts": ("please", "then", "now"),
        "after acts": (),
        "times": TIMES,
        "time units": TIME_UNITS,
        "days": tuple("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()),
        "months": tuple(
            "January February March April May June July August September October November December Jan Feb Mar Apr Jun Jul Aug "
            "Sep Sept Oct Nov Dec".split()
        ),
        "at most": (
            "at most", "no more than", "not more than", "up to", "as many as", "less than", "fewer than", "under", "below",
            "within", "max", "maximum",
        ),
        "at least": (
            "at least", "no less than", "not less than", "more than", "over", "above", "beyond", "min", "minimum",
        ),
        "or less": ("or less", "or fewer", "or under", "at most", "max", "maximum"),
        "or more": ("or more", "or over", "and up", "plus", "at least", "min", "minimum"),
        "third person": ("*s", "can", "may", "might", "will", "must", "shall", "should"),
        "not third person": ("*ss", "*us", "this", "its", "always", "sometimes", "whereas", "as", "*ness"),
        "questions": tuple("who whom whose how what which when where why whether".split()),
    }
)  # fmt: skip
NUMBER_WORDS: Mapping[str, str] = MappingProxyType(
    {
        word: str(n)
        for n, word in enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
            "eighteen nineteen twenty".split()
        )
    }
    | {
        "thirty": "30",
        "forty": "40",
        "fifty": "50",
        "sixty": "60",
        "seventy": "70",
        "eighty": "80",
        "ninety": "90",
        "dozen": "12",
    }
)
