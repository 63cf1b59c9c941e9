"""A quiz as files: each read back to the same items; cmi5 structures."""

import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest

from readiness.adapters.quiz_formats import Course, Unit, quiz_documents, read_cmi5, read_questions, write_cmi5
from readiness.errors import InputError
from readiness.stages.quizzes import Item

ITEMS = [
    Item("R1-need", "foam", "need", "Which?", ("one", "two", "three"), 1, "Because.", "R1-evaluate", "7"),
    Item("R2-limit", "foam", "limit", "More than {5} & < 7?", ("=1", "yes -> no"), 0, "", "R2-evaluate", "7"),
]


def test_every_file_says_the_same() -> None:
    files, lost = quiz_documents(ITEMS, "foam", "Foam quiz", "en")
    assert lost == []
    assert sorted(files) == ["foam.csv", "foam.gift", "foam.qti.zip", "foam.qti3.zip", "foam.xml"]
    for name, data in sorted(files.items()):
        questions, losses = read_questions(name, data)
        read = [q for q in questions if q.kind != "category"]
        said = [(q.question_id or q.title, q.stem.text, tuple(o.text.text for o in q.options), q.general.text) for q in read]
        assert said == [(i.item_id, i.stem, i.options, i.feedback) for i in ITEMS], name
        assert [[o.weight for o in q.options].index(100) for q in read] == [i.correct for i in ITEMS], name
        assert losses == [] and len(read[0].options) == 3
    assert quiz_documents(ITEMS, "foam", "Foam quiz", "en") == (files, [])


def test_no_items_are_still_files() -> None:
    files, _ = quiz_documents([], "foam", "Foam quiz", "en")
    assert files["foam.gift"] == b"" and read_questions("foam.xml", files["foam.xml"]) == ([], [])
    assert read_questions("foam.qti.zip", files["foam.qti.zip"]) == ([], [])


def test_a_package_by_eye() -> None:
    with zipfile.ZipFile(io.BytesIO(quiz_documents(ITEMS[:1], "foam", "Foam quiz", "en")[0]["foam.qti.zip"])) as archive:
        assert archive.namelist() == ["assessment.xml", "imsmanifest.xml", "items/item_1.xml"]
        item = archive.read("items/item_1.xml").decode()
    start = '<assessmentItem identifier="item_1" title="R1-need" adaptive="false" timeDependent="false" label="R1-need"'
    assert start in item
    assert '<mapEntry mapKey="choice_2" mappedValue="1" />' in item and "<value>choice_2</value>" in item
    assert '<simpleChoice identifier="choice_3">three</simpleChoice>' in item
    assert 'template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"' in item


def test_no_answer_is_first_by_habit() -> None:
    """The right option keeps its place: nobody reorders."""
    moved = [replace(ITEMS[0], correct=2)]
    (question,) = read_questions("q.qti3.zip", quiz_documents(moved, "foam", "", "de")[0]["foam.qti3.zip"])[0]
    assert [o.weight for o in question.options] == [0, 0, 100]


CMI5 = b"""<?xml version="1.0" encoding="utf-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
  <course id="http://example.org/c"><title><langstring lang="en-US">Rocks</langstring></title>
    <description><langstring lang="en-US">All about
      rocks.</langstring></description></course>
  <au id="http://example.org/c/1" moveOn="Passed" masteryScore="0.8"><title><langstring lang="en-US">Lava</langstring></title>
    <description><langstring>Hot.</langstring></description><url>http://example.org/c/1.html</url></au>
  <block id="http://example.org/b"><title><langstring lang="en-US">Deep</langstring></title>
    <au id="http://example.org/c/2"><title><langstring>Core</langstring></title><url>two.html</url></au></block>
</courseStructure>"""
COURSE = Course(
    "http://example.org/c",
    "Rocks",
    (
        Unit("http://example.org/c/1", "Lava", "http://example.org/c/1.html", "Passed", Decimal("0.8"), "Hot."),
        Unit("http://example.org/c/2", "Core", "two.html", blocks=("Deep",)),
    ),
    "All about rocks.",
)


def test_cmi5_structures() -> None:
    assert read_cmi5("cmi5.xml", CMI5) == COURSE
    package = write_cmi5(COURSE)
    assert zipfile.ZipFile(io.BytesIO(package)).namelist() == ["cmi5.xml"]
    described = replace(COURSE, units=(COURSE.units[0], replace(COURSE.units[1], description="Core")))
    assert read_cmi5("course.zip", package) == described
    with pytest.raises(InputError, match=r"masteryScore is '1\.2'; expected a number from 0 to 1"):
        read_cmi5("cmi5.xml", CMI5.replace(b"0.8", b"1.2"))
