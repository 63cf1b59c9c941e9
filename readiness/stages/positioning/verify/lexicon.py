"""Lexicon: the words the verifier's rules are made of.

In: nothing.
Out: patterns and word lists, English first, German where a join or an order depends on it.
"""

from __future__ import annotations

import re

RISK = re.compile(
    r"\b(guarant\w+|promis\w+|assur\w+|ensur\w+|risk-free|risk|free|sav(?:e|es|ed|ing|ings)|prov(?:e|es|ed|en)"
    r"|certif\w+|complian\w+"
    r"|secur\w+|saf(?:e|er|ely|ety)|instant\w*|immediate\w*|warrant\w+|refund\w*|insur\w+|legal\w*|liab\w+|approv\w+"
    r"|award\w*|patent\w*"
    r"|cure[sd]?|profit\w*|revenue|roi|boost\w*|maximi[sz]\w+|eliminat\w+|prevent\w*|revolution\w+|innovat\w+"
    r"|seamless\w*|effortless\w*"
    r"|hassle\w*|flawless\w*|perfect\w*|garantier\w+|risikofrei|kostenlos|sicher\w*|sofort|zertifiziert\w*)\b",
    re.IGNORECASE,
)
SUPERLATIVE = re.compile(
    r"\b(best|worst|most|least|leading|top|only|first|unique|ultimate|unmatched|unrivall?ed|unbeatable|world-class"
    r"|premier|number one"
    r"|(?!(?:t?est|requ?est|interest|honest|forest|west|rest|guest|latest|invest|modest|harvest|contest|protest"
    r"|suggest|chest|nest"
    r"|arrest|digest|quest|pest|vest|manifest)\b)\w{2,}est|einzige\w*|beste\w*|führend\w*)\b",
    re.IGNORECASE,
)
ABSOLUTE = re.compile(
    r"\b(always|never|all|every|everyone|everything|everywhere|anyone|anything|anywhere|any|whatever|whenever|none"
    r"|nothing|nobody|zero"
    r"|entire\w*|whole|forever|complete\w*|full|fully|total\w*|absolute\w*|unlimited|constant\w*|100|immer|nie"
    r"|alle[rsnm]?|jede[rsnm]?)\b",
    re.IGNORECASE,
)
COMPARISON = re.compile(
    r"\b(better|worse|more|less|fewer|faster|lighter|stronger|easier|cheaper|smoother|safer|quicker|simpler|higher"
    r"|lower|longer|shorter"
    r"|larger|smaller|bigger|greater|newer|cleaner|smarter|than|besser|schneller|leichter|mehr|weniger|als)\b",
    re.IGNORECASE,
)
QUANTIFIER = re.compile(
    r"\b(many|much|several|few|lots?|majority|minority|countless|numerous|hundreds|thousands|millions|almost|nearly"
    r"|virtually"
    r"|practically|viele\w*|einige\w*|meisten)\b",
    re.IGNORECASE,
)
NEGATION = re.compile(
    r"\b(not|no|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly|rarely|\w+n't|unless|except|nicht"
    r"|kein\w*|nie|ohne)\b",
    re.IGNORECASE,
)
HEDGE = re.compile(
    r"\b(about|around|approximately|roughly|typical\w*|usual\w*|general\w*|often|sometimes|normally|some|likely"
    r"|probabl\w+|perhaps|possibl\w+"
    r"|expected|estimated|depends?|depending|if|unless|only|still|meant|designed|intended|etwa|rund|meist\w*|oft|wenn"
    r"|nur)\b",
    re.IGNORECASE,
)
MODAL = re.compile(
    r"\b(may|might|can|could|will|would|shall|should|must|need|needs|has to|have to|\w+'ll|cannot|kann|können|wird"
    r"|werden|muss|müssen|soll\w*"
    r"|darf|dürfen)\b",
    re.IGNORECASE,
)
SCOPE = re.compile(
    r"\b(each|every|all|any|both|either|neither|one|only|some|no|most|another|other|whole|per|everyone|nobody|none|a"
    r"|an|jede[rsnm]?"
    r"|alle[rsnm]?|beide[rsnm]?|einige\w*|nur|kein\w*)\b",
    re.IGNORECASE,
)
BOUND = (
    "no more than|no less than|not more than|not less than|at most|at least|up to|as many as|less than|more than"
    "|fewer than|under|over"
    "|below|above|within|exactly|precisely|about|around|approximately|roughly|nearly|almost|minimum|maximum|min|max"
    "|only|just|after"
    "|before|by|until|from|to|between|beyond|every|per|höchstens|mindestens|bis zu|weniger als|mehr als|unter|über"
    "|innerhalb von|genau"
    "|etwa|rund|nach|vor|bis|von"
)
BOUND_AFTER = (
    "or less|or more|or fewer|or under|or over|at most|at least|max|min|maximum|minimum|or so|and up|plus|oder weniger|oder mehr"
)
NUMBER_WORDS = {
    w: str(n)
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen "
        "nineteen twenty".split()
    )
} | {
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
    "hundred": "hundred", "thousand": "thousand", "million": "million", "billion": "billion", "dozen": "12", "half": "half",
    "quarter": "quarter", "third": "third", "once": "once", "twice": "twice", "double": "double", "triple": "triple",
    "zwei": "2", "drei": "3", "vier": "4", "fünf": "5", "sechs": "6", "sieben": "7", "acht": "8", "neun": "9", "zehn": "10",
    "elf": "11", "zwölf": "12",
}  # fmt: skip
NO_UNIT = frozenset(
    "and or but yet also to of in on at by for from with as is are was were be the a an that which who when if while "
    "after before until "
    "than it they you your we our und oder aber auch zu von in an bei für mit ist sind der die das wenn".split()
)
"""Words that follow a number without being what it counts."""
WE = frozenset("we us our ours ourselves wir uns unser unsere unseren unserem unserer".split())
YOU = frozenset("you your yours yourself yourselves sie ihr ihre ihren ihrem ihrer".split())

CONNECTIVES = {
    "en": (("and",), ("but",), ("yet",), ("also",), ("and", "also"), ("in", "addition"), ("plus",)),
    "de": (("und",), ("aber",), ("auch",), ("und", "auch"), ("zudem",)),
}
"""What may join two sentences: nothing that says why, or when one thing comes after the other."""
CONTRASTS = frozenset({"but", "yet", "aber"})
"""Right only before a limit or after a worry: elsewhere they say that two facts clash."""
STOPS = (".", ";", ",", "—", "–")
SUBORDINATORS = frozenset("when if while once after before until unless although though where as since because whenever".split())
CLINGING = frozenset({"and", "or", "only", "just", "even"})
"""In a main clause: it may speak of the clause behind it."""
PRONOUNS = frozenset("it its they their them he his she her this that these those".split())
DATED_TAILS = frozenset({"before", "after", "until"})
MOVABLE_TAILS = frozenset("when if while once after before until unless".split())
TAIL_HOLDERS = frozenset(
    "only even just except not than as like especially right shortly soon and or but long early late".split()
)
"""A word that belongs to the clause behind it: without it that clause says something else."""
EMBEDDING = frozenset(
    "that what who whom whose which whether how why where if when while because unless until before after".split()
)
WORRY = re.compile(r"\b(worr\w+|concern\w*|afraid|fear\w*|sorge\w*|befürcht\w+|bedenken)\b", re.IGNORECASE)
COMPLEMENT = frozenset("that whether dass ob".split())
POINTS_BACK = frozenset("it they them this these those he she him ones dies diese dieser er sie es".split())
LEANS = frozenset("so then however instead otherwise still also but and yet therefore dann aber auch also".split())
"""As its first word: a sentence that goes on from the one before."""
POINTS_AHEAD = re.compile(
    r"^(one|two|three|some|a few) (thing|things|catch|point|points|note|notes|limit|limits|condition|conditions)\b"
    r"|\b(following|below)$"
    r"|^(note|mind|remember|here is|here are|this is how|eines|ein punkt)\b",
    re.IGNORECASE,
)
NEVER_LOWER = frozenset({"I", "I'm", "I'll"})
