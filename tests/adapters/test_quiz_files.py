"""GIFT read back by a reader written from the format's description; tables and responses cell by cell."""

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.adapters.quiz_files import gift, items_csv, read_responses, read_wording
from readiness.errors import InvalidInputsError
from readiness.stages.quizzes import Item

ITEM = Item("R1-need", "foam", "need", "Which?", ("one", "two", "three"), 1, "Because.", "R1-evaluate", "7")
FORMATS = ("[plain]", "[html]", "[moodle]", "[markdown]")


def find(text: str, mark: str, start: int = 0) -> int:
    """The next place of a mark that no backslash escapes, or -1."""
    i = start
    while i < len(text):
        if text[i] == "\\":
            i += 2
        elif text.startswith(mark, i):
            return i
        else:
            i += 1
    return -1


def plain(text: str) -> str:
    """A text with its format mark taken off and its escapes undone."""
    text = text.strip()
    mark = next((f for f in FORMATS if text.startswith(f)), "")
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], text.removeprefix(mark))


def read_gift(data: bytes) -> tuple[list[str], list[tuple[str, str, tuple[str, ...], int, str]]]:
    """Categories and questions, by https://docs.moodle.org/en/GIFT_format: questions are divided by blank lines, `//` starts a
    comment line, `::title::`, then text, then `{` answers `}`, each with `=` or `~`, a weight between `%`, `####` feedback."""
    categories, questions = [], []
    lines = [line for line in data.decode().split("\n") if not line.lstrip().startswith("//")]
    for block in re.split(r"\n[ \t]*\n", "\n".join(lines)):
        if block.strip().startswith("$CATEGORY:"):
            categories.append(block.strip().removeprefix("$CATEGORY:").strip())
            continue
        if not block.strip():
            continue
        title_end = find(block, "::", 2)
        assert block.startswith("::") and title_end > 0
        opening = find(block, "{", title_end)
        closing = find(block, "}", opening)
        assert block[closing + 1 :].strip() == "" and find(block, "{", opening + 1) == -1
        body, general = block[opening + 1 : closing], ""
        if (cut := find(body, "####")) >= 0:
            body, general = body[:cut], body[cut + 4 :]
        assert find(body, "#") == -1 and find(general, "#") == -1
        starts = [i for i in range(len(body)) if i in (find(body, "=", i), find(body, "~", i))]
        starts = [i for i in starts if len(re.search(r"\\*$", body[:i])[0]) % 2 == 0]
        assert body[: starts[0]].strip() == ""
        parts = [body[a:b] for a, b in zip(starts, [*starts[1:], len(body)], strict=True)]
        assert not any(re.match(r"[=~]\s*%-?\d", p) for p in parts)  # no weights are written, so none may be read
        assert sum(p[0] == "=" for p in parts) == 1
        correct = next(k for k, p in enumerate(parts) if p[0] == "=")
        questions.append(
            (
                plain(block[2:title_end]),
                plain(block[title_end + 2 : opening]),
                tuple(plain(p[1:]) for p in parts),
                correct,
                plain(general),
            )
        )
    return categories, questions


NASTY = st.text(alphabet="~=#{}:\\[]%$<>&\"'/-n \n\t🧼éא5a", min_size=1, max_size=25)
TEXT = st.one_of(
    NASTY, st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn"]), min_size=1, max_size=25)
).filter(str.strip)


@given(st.lists(st.tuples(TEXT, st.lists(TEXT, min_size=3, max_size=5), TEXT), min_size=1, max_size=3))
@settings(max_examples=250, deadline=None)
def test_gift_comes_back_as_it_went(drawn: list[tuple[str, list[str], str]]) -> None:
    items = [
        replace(ITEM, item_id=f"i{k}:{stem[:3]}", stem=stem, options=tuple(options), correct=k % 3, feedback=feedback)
        for k, (stem, options, feedback) in enumerate(drawn)
    ]
    categories, questions = read_gift(gift(items))
    assert categories == ["$course$/top/foam"]
    expected = [(i.item_id, i.stem, i.options, i.correct, i.feedback) for i in items]
    assert questions == [(a.strip(), b.strip(), tuple(o.strip() for o in c), d, e.strip()) for a, b, c, d, e in expected]


@pytest.mark.parametrize(
    "text",
    ["{a = b ~ c # d : e}", "back\\slash", "\\n is not a new line", "two\nlines\n\nand a gap", "// no comment", "::", "%50%half",
     "[html]x", "a -> b", "$CATEGORY: no", "####", "=x", "~x", "\\", "TRUE", "ends with \\"],
)  # fmt: skip
def test_gift_escapes(text: str) -> None:
    item = replace(ITEM, stem=text, options=(text, "two", "three"), correct=0, feedback=text)
    assert read_gift(gift([item]))[1] == [("R1-need", text, (text, "two", "three"), 0, text)]


def test_gift_by_eye() -> None:
    assert gift([ITEM, replace(ITEM, item_id="R2-need", stem="A: <b>?", feedback="")]).decode() == (
        "$CATEGORY: $course$/top/foam\n\n"
        "::R1-need::Which? {\n\t~one\n\t=two\n\t~three\n\t####Because.\n}\n\n"
        "::R2-need::[plain]A\\: <b>? {\n\t~[plain]one\n\t=[plain]two\n\t~[plain]three\n}\n"
    )
    assert gift([]) == b""


def test_each_quiz_is_a_category_and_its_name_cannot_break_out() -> None:
    categories, questions = read_gift(gift([ITEM, replace(ITEM, quiz_id="a/b\n{c}")]))
    assert categories == ["$course$/top/foam", "$course$/top/a-b-c-"]
    assert len(questions) == 2


def test_the_table_has_one_column_an_option_and_counts_from_one() -> None:
    longer = replace(ITEM, item_id="R2-need", options=("a", "b", "c, d", '"e"'), correct=3)
    header, first, second = csv.reader(io.StringIO(items_csv([ITEM, longer]).decode(), newline=""))
    assert header == [
        *("item_id", "quiz_id", "kind", "stem", "option_1", "option_2", "option_3", "option_4"),
        *("correct", "feedback", "message_id", "spec_revision"),
    ]
    assert first == ["R1-need", "foam", "need", "Which?", "one", "two", "three", "", "2", "Because.", "R1-evaluate", "7"]
    assert second[4:9] == ["a", "b", "c, d", '"e"', "4"]
    assert items_csv([]).decode().startswith("item_id,")


RESPONSES = (
    "# exported on Monday\nrep_id,item_id,attempt,answered_on,answer\n281,R1-need,2,2020-05-04,B\n282,R1-need,,2020-05-05,\n"
)


@pytest.mark.parametrize("divider", [",", ";", "\t"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_responses_are_read_whatever_divides_them(divider: str, start: str) -> None:
    read, problems = read_responses("a.csv", (start + RESPONSES.replace(",", divider)).encode())
    assert problems == []
    assert [(r.who, r.item_id, r.attempt, r.answered_on, r.answer, r.correct) for r in read] == [
        ("281", "R1-need", 2, date(2020, 5, 4), "B", None),
        ("282", "R1-need", 1, date(2020, 5, 5), "", None),
    ]
    assert [r.row for r in read] == [3, 4]


def test_mail_score_and_time_of_day() -> None:
    times = ("a@x.example,i,2020-05-04T23:10:00+02:00,1", "b@x.example,i,2020-05-04 08:00,0", "c@x.example,i,2020-05-04,")
    data = "\n".join(("Email,item_id,answered_on,correct", *times)).encode()
    read, problems = read_responses("a.csv", data)
    assert problems == []
    assert [(r.who, r.attempt, r.answered_on.day, r.correct) for r in read] == [
        ("a@x.example", 1, 4, True), ("b@x.example", 1, 4, False), ("c@x.example", 1, 4, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", (0, "")),
        (b"item_id,answered_on,answer\ni,2020-05-04,B\n", (1, "rep_id or email")),
        (b"rep_id,item_id,answered_on\n1,i,2020-05-04\n", (1, "answer or correct")),
        (b"rep_id,item_id,answered_on,answer,anwser\n", (1, "anwser")),
        (b"rep_id,item_id,answered_on,answer,answer\n", (1, "answer")),
        (b"rep_id,item_id,answered_on,answer\n1,i,04.05.2020,B\n", (2, "answered_on")),
        (b"rep_id,item_id,answered_on,answer\n1,i,2020-02-30,B\n", (2, "answered_on")),
        (b"rep_id,item_id,answered_on,answer\n1,i,2020-05-04 at nine,B\n", (2, "answered_on")),
        (b"rep_id,item_id,answered_on,answer\n1,i,,B\n", (2, "answered_on")),
        (b"rep_id,item_id,answered_on,answer\n,i,2020-05-04,B\n", (2, "rep_id")),
        (b"rep_id,item_id,answered_on,answer\n1,,2020-05-04,B\n", (2, "item_id")),
        (b"rep_id,item_id,answered_on,answer\n1,i,2020-05-04,B,C\n", (2, "")),
        (b"rep_id,item_id,attempt,answered_on,answer\n1,i,0,2020-05-04,B\n", (2, "attempt")),
        (b"rep_id,item_id,answered_on,correct\n1,i,2020-05-04,yes\n", (2, "correct")),
        (b"rep_id,item_id,answered_on,answer\n1,i,2020-05-04,\xff\n", (2, "")),
        (b'rep_id,item_id,answered_on,answer\n1,i,2020-05-04,"open\n', (2, "")),
    ],
)
def test_each_fault_is_named_with_its_place(data: bytes, place: tuple[int, str]) -> None:
    read, [problem] = read_responses("a.csv", data)
    assert (problem.file, problem.row, problem.column) == ("a.csv", *place)
    assert read == []


def test_a_bad_row_costs_only_itself() -> None:
    data = b"rep_id,item_id,answered_on,answer\n1,i,yesterday,B\n2,i,2020-05-04,B\n"
    read, problems = read_responses("a.csv", data)
    assert [r.who for r in read] == ["2"]
    assert len(problems) == 1


WORDING = """language: de
customer: Ein Kunde
kinds:
  - kind: need
    stem: ["Sie sagen: “{claim}”", "Welchen Bedarf trifft das?"]
    feedback: ["{statement}"]
"""


def test_wording_is_read() -> None:
    wording = read_wording("de.yaml", WORDING.encode())
    assert (wording.language, wording.customer, [k.kind for k in wording.kinds]) == ("de", "Ein Kunde", ["need"])
    assert wording.kinds[0].stem[1] == "Welchen Bedarf trifft das?"


@pytest.mark.parametrize(
    ("old", "new", "line", "column"),
    [
        ("kind: need", "kind: riddle", 4, "kinds[0].kind"),
        ("{claim}", "{clam}", 5, "kinds[0].stem"),
        ("feedback:", "feedbak:", 6, "kinds[0].feedbak"),
        ('["{statement}"]', "[]", 6, "kinds[0].feedback"),
        ("customer: Ein Kunde\n", "", 1, "customer"),
    ],
)
def test_wording_that_does_not_fit_names_its_line(old: str, new: str, line: int, column: str) -> None:
    with pytest.raises(InvalidInputsError) as caught:
        read_wording("de.yaml", WORDING.replace(old, new).encode())
    assert (line, column) in [(p.row, p.column) for p in caught.value.problems]


def test_a_kind_worded_twice_is_refused() -> None:
    with pytest.raises(InvalidInputsError, match="stands twice"):
        read_wording("de.yaml", (WORDING + WORDING.split("kinds:\n")[1]).encode())
