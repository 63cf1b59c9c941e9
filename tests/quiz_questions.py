"""Any question there can be, for Hypothesis; and a question without what a format said it lost."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from readiness.stages.quizzes.question import (
    CATEGORY,
    CLOZE,
    DESCRIPTION,
    EMPTY,
    ESSAY,
    FORMATS,
    GAP,
    HTML,
    MANY,
    MATCHING,
    MOODLE,
    NUMERICAL,
    ONE,
    PLAIN,
    SHORT,
    TRUE_FALSE,
    NumberAnswer,
    Option,
    Pair,
    Part,
    Question,
    Text,
    true_false,
)  # fmt: skip

SIGNS = st.text("~=#{}:\\[]%$<>&\"'/-n*;|^ \t\n.,()A5é🧼א_", min_size=1, max_size=12)
WORDS = st.one_of(
    SIGNS,
    st.sampled_from(["a -> b", "// x", "::", "[html]x", "%50%x", "TRUE", "ANSWER: A", "A) x", "=1+1", "$CATEGORY: x", "####"]),
)
SOLID = WORDS.filter(lambda t: Text(t).text)
HTMLS = st.sampled_from(
    ["<p>a &amp; b</p>", "<b>x</b> y<br>z", "<ul><li>1</li><li>2</li></ul>", '<a href="http://x.y/?a=1">z</a>', "plain"]
)
TEXTS = st.one_of(
    st.builds(Text, SOLID, st.sampled_from([f for f in FORMATS if f != HTML])), st.builds(Text, HTMLS, st.just(HTML))
)
MAYBE = st.one_of(st.just(EMPTY), TEXTS)
PERCENTS = st.one_of(st.sampled_from(["0", "0", "100", "50", "-100", "33.33333", "-50"]).map(Decimal))
NUMBERS = st.integers(-99999, 99999).map(lambda n: Decimal(n) / 100)
POINTS = st.sampled_from(["1", "1", "2", "0.5", "4"]).map(Decimal)
OPTIONS = st.lists(st.builds(Option, TEXTS, PERCENTS, MAYBE), min_size=2, max_size=4).map(tuple)
TYPED = st.lists(st.builds(Option, st.builds(Text, SOLID, st.just(PLAIN)), PERCENTS, MAYBE), min_size=1, max_size=3).map(tuple)
NUMERICS = st.lists(
    st.builds(NumberAnswer, NUMBERS, NUMBERS.map(abs), PERCENTS, MAYBE)
    | st.builds(NumberAnswer, st.none(), st.just(Decimal(0)), PERCENTS, MAYBE),
    min_size=1, max_size=3,
).map(tuple)  # fmt: skip
SETTINGS = {
    "title": st.one_of(st.just(""), WORDS), "question_id": st.one_of(st.just(""), WORDS), "general": MAYBE,
    "tags": st.lists(WORDS, max_size=2).map(tuple), "points": POINTS, "penalty": st.sampled_from([None, Decimal("0.5")]),
    "shuffle": st.sampled_from([None, True, False]), "time_limit": st.sampled_from([None, 60]),
}  # fmt: skip
LEFTS = st.lists(st.builds(Pair, TEXTS, SOLID.map(lambda t: " ".join(t.split()))), min_size=2, max_size=3).map(tuple)
PARTS = st.one_of(
    st.builds(Part, st.sampled_from([ONE, MANY]), OPTIONS, points=POINTS),
    st.builds(Part, st.just(SHORT), TYPED, points=POINTS, case_matters=st.booleans()),
    st.builds(Part, st.just(NUMERICAL), numbers=NUMERICS, points=POINTS),
)


def gapped(parts: tuple[str, str, bool]) -> Text:
    before, after, gap = parts
    return Text(f"{before}{GAP}{after}" if gap else before)


STEMS = st.one_of(TEXTS, st.tuples(SOLID, SOLID, st.booleans()).map(gapped))
QUESTIONS = st.one_of(
    st.builds(Question, st.sampled_from([ONE, MANY]), STEMS, options=OPTIONS, **SETTINGS),
    st.builds(Question, st.just(TRUE_FALSE), STEMS, options=st.builds(true_false, st.booleans(), MAYBE, MAYBE), **SETTINGS),
    st.builds(Question, st.just(SHORT), STEMS, options=TYPED, case_matters=st.booleans(), **SETTINGS),
    st.builds(Question, st.just(NUMERICAL), STEMS, numbers=NUMERICS, **SETTINGS),
    st.builds(Question, st.just(MATCHING), TEXTS, pairs=LEFTS, extra=st.sampled_from([(), ("Chat ~",)]), **SETTINGS),
    st.builds(Question, st.sampled_from([ESSAY, DESCRIPTION]), TEXTS, **SETTINGS),
    st.builds(Question, st.just(CATEGORY), title=SOLID.filter(lambda t: not t.startswith("\\"))),
    st.tuples(PARTS, PARTS, TEXTS).map(
        lambda t: Question(CLOZE, Text(f"a {GAP} b {GAP} c", t[2].format if t[2].format != HTML else MOODLE), parts=t[:2])
    ),
)


def unformatted(question: Question, form: str = PLAIN, which: Callable[[Text], bool] = bool) -> Question:
    """The question with each of its texts in one format, where `which` says so."""

    def text(t: Text) -> Text:
        return Text(t.text, form) if t.text and which(t) else t

    return replace(
        question,
        stem=text(question.stem),
        general=text(question.general),
        options=tuple(replace(o, text=text(o.text), feedback=text(o.feedback)) for o in question.options),
        numbers=tuple(replace(n, feedback=text(n.feedback)) for n in question.numbers),
        pairs=tuple(replace(p, left=text(p.left)) for p in question.pairs),
        parts=tuple(
            replace(
                p,
                options=tuple(
                    replace(o, text=text(o.text) if p.kind != SHORT else o.text, feedback=text(o.feedback)) for o in p.options
                ),
                numbers=tuple(replace(n, feedback=text(n.feedback)) for n in p.numbers),
            )
            for p in question.parts
        ),
    )


def no_feedback(question: Question) -> Question:
    return replace(
        question,
        options=tuple(replace(o, feedback=EMPTY) for o in question.options),
        numbers=tuple(replace(n, feedback=EMPTY) for n in question.numbers),
    )


def unbroken(option: Option) -> Option:
    return replace(option, text=Text(option.text.text.replace("\n", " "), option.text.format))


def shown_gap(question: Question) -> Question:
    return replace(question, stem=Text(question.shown_stem, question.stem.format))


def arrowless(question: Question) -> Question:
    def text(t: Text) -> Text:
        return Text(t.text.replace("->", "→"), t.format)

    return replace(
        question,
        options=tuple(replace(o, text=text(o.text), feedback=text(o.feedback)) for o in question.options),
        pairs=tuple(replace(p, left=text(p.left)) for p in question.pairs),
    )


WITHOUT: dict[str, Callable[[Question], Question]] = {
    "its id": lambda q: replace(q, question_id=""),
    "its title": lambda q: replace(q, title=""),
    "its tags": lambda q: replace(q, tags=()),
    "its points other than 1": lambda q: replace(q, points=Decimal(1)),
    "its points, which are those of its gaps": lambda q: replace(q, points=Decimal(1)),
    "its penalty": lambda q: replace(q, penalty=None),
    "whether answers are shuffled": lambda q: replace(q, shuffle=None),
    "that capitals matter": lambda q: replace(q, case_matters=False),
    "its time limit": lambda q: replace(q, time_limit=None),
    "its feedback for everyone": lambda q: replace(q, general=EMPTY),
    "the feedback of each answer": no_feedback,
    "where in the sentence the answer goes: a line stands there": shown_gap,
    "the arrow -> in its answers, which GIFT takes for matching: written as →": arrowless,
    "that only one answer may be ticked, as none of them counts in full": lambda q: replace(q, kind=MANY),
    "that it is true or false: written as a choice": lambda q: replace(q, kind=ONE),
    "the format of the answers in a gap: read as HTML": lambda q: replace(q, parts=unformatted(q, HTML).parts),
    "points of a gap that are no whole number: rounded": lambda q: replace(
        q, parts=tuple(replace(p, points=Decimal(max(1, round(p.points)))) for p in q.parts)
    ),
    "a gap with more than one answer to tick: written as one": lambda q: replace(
        q, kind=ONE if q.kind == MANY else q.kind, parts=tuple(replace(p, kind=ONE) if p.kind == MANY else p for p in q.parts)
    ),
    "a backslash at the end of its id or a tag": lambda q: replace(
        q, question_id=q.question_id.rstrip("\\"), tags=tuple(t.rstrip("\\") for t in q.tags)
    ),
    "the line ends of an answer inside a sentence": lambda q: replace(
        q,
        options=tuple(map(unbroken, q.options)),
        parts=tuple(replace(p, options=tuple(map(unbroken, p.options))) if p.kind in (ONE, MANY) else p for p in q.parts),
    ),
    "that a text is Markdown: shown with its marks": lambda q: q,
    "the wildcard * in an answer": lambda q: q,
}
"""What each loss that a writer names takes from a question."""
