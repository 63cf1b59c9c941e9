"""Quiz exports read cell by cell against tables made by hand; each planted fault ends in one clear sentence."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from readiness.adapters.input_values import BadValueError
from readiness.adapters.quiz_exports import Export, read_export
from readiness.adapters.quiz_exports.moments import moment_of, slash_order
from readiness.adapters.quiz_exports.reading import score_value

SAMPLES = Path(__file__).parents[1] / "samples" / "quiz_exports"
BOIL, PAYS = "How long does it boil?", "Who pays in year two?"


def sample(name: str) -> Export:
    return read_export(name, (SAMPLES / name).read_bytes())


def told(export: Export) -> list[tuple[object, ...]]:
    return [(a.row, a.person.shown, a.question.text, a.at, a.answer, a.correct) for a in export.answers]


def book(sheets: dict[str, list[list[object]]]) -> bytes:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_moodle_responses() -> None:
    export = sample("moodle_responses.csv")
    assert export.problems == []
    assert told(export) == [
        (2, "Ana Ruiz <ana@example.com>", f"{BOIL}: 90 s; 60 s; 30 s", "2024-03-08T09:00:00", "90 s", True),
        (2, "Ana Ruiz <ana@example.com>", PAYS, "2024-03-08T09:00:00", "The factory", True),
        (3, "Bo Li <bo@example.com>", f"{BOIL}: 90 s; 60 s; 30 s", "2024-03-08T12:30:00", "60 s", False),
        (3, "Bo Li <bo@example.com>", PAYS, "2024-03-08T12:30:00", "", None),
    ]
    assert [a.is_unfinished for a in export.answers] == [False, False, True, True]
    assert {a.column for a in export.answers} == {"Response 1", "Response 2"}


def test_moodle_grades_have_no_words_so_the_whole_header_names_the_quiz() -> None:
    export = sample("moodle_grades.csv")
    assert [(a.row, a.person.shown, a.question.text, a.correct) for a in export.answers] == [
        (2, "Ana Ruiz r1", "Question 1", True), (2, "Ana Ruiz r1", "Question 2", True), (3, "Bo Li r2", "Question 1", False),
    ]  # fmt: skip
    [problem] = export.problems
    assert (problem.row, problem.column, problem.what) == (3, "Q. 2 /0.50", "'0.25' is neither all nor none of the points")
    assert export.raws[3].startswith("Li | Bo | r2 | Finished")
    other = read_export("b.csv", (SAMPLES / "moodle_grades.csv").read_bytes().replace(b"/0.50", b"/0.75"))
    assert len({a.question_queue for a in (*export.answers, *other.answers)}) == 3  # two questions of one quiz, one of another


def test_moodle_as_json_and_as_workbook_says_the_same_as_csv() -> None:
    records = [
        {"lastname": "Ruiz", "firstname": "Ana", "emailaddress": "ana@example.com", "state": "Finished",
         "startedon": "8 March 2024 9:00 AM", "grade1000": "10.00", "q1100": "1.00", "q2050": "0.00"},
    ]  # fmt: skip
    export = read_export("m.json", json.dumps([records]).encode())
    assert [(a.row, a.question.text, a.at, a.correct) for a in export.answers] == [
        (2, "Question 1", "2024-03-08T09:00:00", True), (2, "Question 2", "2024-03-08T09:00:00", False),
    ]  # fmt: skip
    rows = [
        line.split(",") for line in ("Surname,First name,Email address,State,Started on,Response 1", "R,A,a@x.example,Finished,")
    ]
    rows[1][4:] = [datetime(2024, 3, 8, 9, 0), "90 s"]  # noqa: DTZ001 - as a workbook has it
    [answer] = read_export("m.xlsx", book({"Sheet": rows})).answers
    assert (answer.at, answer.answer, answer.person.email) == ("2024-03-08T09:00:00", "90 s", "a@x.example")


def test_google_forms() -> None:
    export = sample("google_forms.csv")
    assert export.problems == []
    assert told(export) == [
        (2, "<ana@example.com>", BOIL, "2024-03-08T15:00:00", "90 s", True),
        (2, "<ana@example.com>", PAYS, "2024-03-08T15:00:00", "The factory", None),
        (3, "<jon@example.com>", BOIL, "2024-03-09T00:15:00", "60 s", False),
        (3, "<jon@example.com>", PAYS, "2024-03-09T00:15:00", "The buyer", None),
    ]


def test_microsoft_forms_reads_questions_with_points_and_tells_months_from_days_by_the_column() -> None:
    export = sample("microsoft_forms.csv")
    assert export.problems == []
    assert told(export) == [
        (2, "nobody named", BOIL, "2024-03-08T19:06:23", "90 s", True),
        (3, "Bo Li <bo@example.com>", BOIL, "2024-03-27T19:08:00", "60 s", False),
    ]
    assert export.notes == ["the question 'Shoe size' has no points and was passed over"]
    first, second = (line.split(",") for line in (SAMPLES / "microsoft_forms.csv").read_text().splitlines()[:2])
    second[1] = datetime(2024, 3, 8, 19, 6)  # type: ignore[call-overload]  # noqa: DTZ001 - as a workbook has it
    [answer] = read_export("ms.xlsx", book({"Sheet1": [first, second]})).answers
    assert (answer.at, answer.answered_on) == ("2024-03-08T19:06:00", date(2024, 3, 8))


KAHOOT = [
    (2, "r1", BOIL, "2024-03-08", "90 s", True),
    (3, "zorro", BOIL, "2024-03-08", "60 s", False),
    (4, "r2", BOIL, "2024-03-08", "", None),
]


def test_kahoot_takes_its_day_from_the_files_name_or_the_overview() -> None:
    assert told(sample("kahoot-2024-03-08.csv")) == KAHOOT
    rows = [line.split(",") for line in (SAMPLES / "kahoot-2024-03-08.csv").read_text().splitlines()]
    overview = [["Kettle quiz"], ["Played on", "8 Mar 2024"], ["Hosted by", "ada"]]
    assert told(read_export("k.xlsx", book({"Overview": overview, "RawReportData Data": rows}))) == KAHOOT
    export = read_export("kahoot.csv", (SAMPLES / "kahoot-2024-03-08.csv").read_bytes())
    assert (export.answers, [(p.row, p.what) for p in export.problems]) == (
        [], [(0, "the report does not say on which day it was played")],
    )  # fmt: skip


def test_kahoot_with_one_sheet_a_question() -> None:
    asked = [
        ["Kettle quiz"], ["1 Quiz", BOIL], ["Correct answers", "90 s"], ["Players correct (%)", "50%"], [], ["Answer Details"],
        ["Players", "", "Answer", "Score (points)"], ["r1", "✔", "90 s", 912],
        ["zorro", "✘", "60 s", 0], ["r2", "", "no answer", 0],
    ]  # fmt: skip
    sheets = {"Overview": [["Kettle quiz"], ["Played on", "8 Mar 2024"]], "1 Quiz": asked}
    export = read_export("k.xlsx", book(sheets))
    assert told(export) == [(row + 6, *rest) for row, *rest in KAHOOT]
    assert {a.column for a in export.answers} == {"1 Quiz"}


def test_xapi_statements() -> None:
    export = sample("xapi.jsonl")
    assert export.problems == []
    assert told(export) == [
        (1, "<ana@example.com>", BOIL, "2024-03-08T09:01:00", "90 s", True),
        (2, "r2", "", "2024-03-08T09:02:00", "", False),
    ]
    assert [a.question.item_id for a in export.answers] == ["boil-time", "boil-time"]
    assert export.voids == {"11111111-0000-4000-8000-000000000009": "11111111-0000-4000-8000-000000000004"}
    assert export.notes == ["statements that tell no answer to a question were passed over: 1 completed"]
    lines = (SAMPLES / "xapi.jsonl").read_text().splitlines()
    for whole in (f"[{','.join(lines)}]", '{"statements": [' + ",".join(lines) + "]}"):
        again = read_export("x.json", whole.encode())
        assert (again.answers, again.voids) == (export.answers, export.voids)


def test_a_table_with_one_row_a_person() -> None:
    data = b"rep_id,answered_on,attempt,N1-need,Who pays in year two?\nr1,2024-03-08,2,B,The factory\nr2,2024-03-09,,A,\n"
    export = read_export("w.csv", data)
    assert export.problems == []
    assert [(a.row, a.column, a.person.rep_id, a.sitting, a.stated, a.answer) for a in export.answers] == [
        (2, "N1-need", "r1", "attempt 2", 2, "B"), (2, PAYS, "r1", "attempt 2", 2, "The factory"),
        (3, "N1-need", "r2", "table 2024-03-09", 0, "A"), (3, PAYS, "r2", "table 2024-03-09", 0, ""),
    ]  # fmt: skip


def test_a_table_with_one_row_an_answer_as_csv_and_as_workbook() -> None:
    rows = [
        ["rep_id", "item_id", "attempt", "answered_on", "answer"],
        ["r1", "N1-need", "2", "2024-03-08", "B"],
        [],
        ["", "N1-need"],
    ]
    data = "\n".join(",".join(row) for row in rows).encode()
    for export in (read_export("l.csv", data), read_export("l.xlsx", book({"S": rows}))):  # type: ignore[dict-item]
        assert [(a.row, a.person.rep_id, a.question.item_id, a.sitting, a.answer) for a in export.answers] == [
            (2, "r1", "N1-need", "attempt 2", "B")
        ]
        assert [(p.row, p.column) for p in export.problems] == [(4, "answered_on"), (4, "rep_id")]


HEAD = "Surname,First name,Email address,State,Started on,Response 1\n"
ANSWERED = '{"id": "1", "timestamp": "2024-03-08", "actor": {}, "verb": {"id": "v/answered"}, "object": {"id": "x"}%s}'


@pytest.mark.parametrize(
    ("data", "row", "column", "what"),
    [
        ("", 0, "", "the file is empty"),
        ("color,size\nred,4\n", 1, "", "the header is that of no quiz export that is known"),
        (HEAD + "R,A,a@x.example,Finished,soon,90 s\n", 2, "Started on", "'soon' is not a date that can be read"),
        (HEAD + "R,A,a@x.example,Finished,31 February 2024,90 s\n", 2, "Started on", "'31 February 2024' is not a day"),
        (HEAD + "R,A,a@x.example,Finished,8 March 2024,90 s,x\n", 2, "", "7 cells"),
        ("Timestamp,Email Address,Q?\n3/4/2024 9:00,a@x.example,A\n", 2, "Timestamp", "'3/4/2024 9:00' may be day/month"),
        ("Timestamp,Email Address,Q?\n,a@x.example,A\n", 2, "Timestamp", "blank"),
        ("Timestamp,Email Address,Q?\n2024/03/08,a@x.example,\"A\n", 2, "", "a quotation mark is opened and not closed"),
        ("ID,Start time,Email,Q,Points - Q\n1,2024-03-08,a@x.example,,many\n", 2, "Q", "'many' is not a score"),
        ("Question,Player,Answer,Correct / Incorrect\nQ,r1,A,perhaps\n", 2, "Correct / Incorrect", "'perhaps' is neither"),
        ("rep_id,answered_on,attempt,Q?\nr1,2024-03-08,none,A\n", 2, "attempt", "'none' is not a whole number"),
        ("rep_id,answered_on\nr1,2024-03-08\n", 1, "", "there is no column with a question"),
        ("[1, 2", 0, "", "the file is not JSON"),
        ("[1, 2]", 0, "", "the file holds no quiz answers that can be read"),
        ("[" * 100_000, 0, "", "the file is not JSON: it nests too deep"),
        ('[{"verb": {"id": "v/answered"}, "actor": {}, "x": NaN}]', 0, "", "the file is not JSON: NaN is no JSON value"),
        ('{"verb": {"id": "v/waived"}, "actor": {}, "object": {}}\n{"verb"', 2, "", "the line is not JSON"),
        ('[{"verb": {}, "actor": {}}]', 1, "verb.id", "is missing"),
        ('[{"verb": {"id": "v/answered"}, "actor": {}}]', 1, "object", "is missing"),
        (ANSWERED % ', "result": {"success": "yes"}', 1, "result.success", "'yes' is neither true nor false"),
        (ANSWERED % ', "result": {"score": {"scaled": 0.5}}', 1, "result.score", "0.5 of 1 is neither all nor none"),
        (ANSWERED % ', "result": {"score": {"scaled": "1"}}', 1, "result.score", "is no number"),
        (ANSWERED.replace("2024-03-08", "later") % "", 1, "timestamp", "'later' is not a date that can be read"),
        (ANSWERED.replace('"actor": {}', '"actor": []') % "", 1, "actor", "is list, not an object"),
    ],
)  # fmt: skip
def test_each_fault_ends_in_one_sentence_with_its_place(data: str, row: int, column: str, what: str) -> None:
    export = read_export("q-2024-03-08.csv", data.encode())
    [problem] = export.problems
    assert (problem.row, problem.column) == (row, column)
    assert problem.what.startswith(what)
    assert problem.expected
    assert export.answers == []


def test_a_workbook_that_is_none_is_one_sentence() -> None:
    [problem] = read_export("q.xlsx", b"PK\x03\x04 no workbook").problems
    assert (problem.row, problem.what) == (0, "the workbook is not a workbook that can be read")


@pytest.mark.parametrize(
    ("text", "order", "at"),
    [
        ("2024-03-08", "", "2024-03-08"), ("2024-03-08T09:01:00.123Z", "", "2024-03-08T09:01:00"),
        ("2024/03/08 12:00:00 AM GMT+3", "", "2024-03-08T00:00:00"), ("2024/03/08 12:05:00\u202fPM", "", "2024-03-08T12:05:00"),
        ("Friday, 8 March 2024, 9:00 PM", "", "2024-03-08T21:00:00"), ("12 February 2021  1:03 PM", "", "2021-02-12T13:03:00"),
        ("Mar 8, 2024", "", "2024-03-08"), ("08.03.2024 14:30", "", "2024-03-08T14:30:00"),
        ("3/8/24 19:06:23", "month", "2024-03-08T19:06:23"), ("8/3/2024", "day", "2024-03-08"),
    ],
)  # fmt: skip
def test_moments(text: str, order: str, at: str) -> None:
    assert moment_of(text, order).at == at
    assert moment_of(text, order).day.isoformat() == at[:10]


@pytest.mark.parametrize(
    "text",
    ["", "-", "8 Marchember 2024", "2024-13-01", "2024-03-08 25:00", "13:00 PM", "2024-03-08 13:00 PM", "1/2/24", "8 Ma 2024"],
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(BadValueError):
        moment_of(text)


def test_a_column_tells_the_order_of_its_dates() -> None:
    assert slash_order(["1/2/2024", "13/2/2024"]) == "day"
    assert slash_order(["1/2/24 9:00", "1/13/24 9:00"]) == "month"
    assert slash_order(["1/2/2024"]) == slash_order(["13/1/2024", "1/13/2024"]) == ""


def test_scores() -> None:
    assert [score_value(*s) for s in (("1 / 1",), ("1.00", "1.00"), ("2",), ("0 / 4",), ("-0,33", "1.00"))] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert [score_value(*s) for s in (("",), ("-",), ("0.00", "0.00"))] == [None, None, None]


@given(
    st.sampled_from(["kahoot-2024-03-08.csv", "moodle_responses.csv", "moodle_grades.csv", "google_forms.csv", "xapi.jsonl"]),
    st.data(),
)
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_read_or_refused_and_never_crashes(name: str, data: st.DataObject) -> None:
    whole = (SAMPLES / name).read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(start, min(len(whole), start + 40)))
    damaged = whole[:start] + data.draw(st.binary(max_size=8)) + whole[stop:]
    export = read_export(name, damaged)
    places = [(a.row, a.column) for a in export.answers]
    assert len(set(places)) == len(places)  # each answer has a place of its own, so that none hides another
    assert all(p.what and p.expected for p in export.problems)
