"""Quiz files as other programs write them, each held against what a person reads in it."""

import io
import zipfile

from readiness.adapters.quiz_formats import read_aiken, read_questions, read_table
from readiness.adapters.table_files import xlsx_bytes
from tests.quiz_readings import reading


def lines(file: str, data: str | bytes) -> tuple[list[str], list[str]]:
    questions, losses = read_questions(file, data.encode() if isinstance(data, str) else data)
    return [line for q in questions for line in reading(q)], [loss.what for loss in losses]


QTI22 = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="gas" title="Air">
  <responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="identifier">
    <correctResponse><value>N</value><value>O</value></correctResponse>
    <mapping lowerBound="0" upperBound="2" defaultValue="-2">
      <mapEntry mapKey="N" mappedValue="1"/><mapEntry mapKey="O" mappedValue="1"/><mapEntry mapKey="Cl" mappedValue="-1"/>
    </mapping>
  </responseDeclaration>
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
  <itemBody>
    <choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="0">
      <prompt>What is air
        made of?</prompt>
      <simpleChoice identifier="N">Nitrogen</simpleChoice>
      <simpleChoice identifier="He">Helium</simpleChoice>
      <simpleChoice identifier="O" fixed="true">Oxy<b>gen</b></simpleChoice>
      <simpleChoice identifier="Cl">Chlorine</simpleChoice>
    </choiceInteraction>
  </itemBody>
  <responseProcessing template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/map_response"/>
</assessmentItem>"""


def test_qti_2_weights_are_shares_of_the_most_that_can_be_had() -> None:
    """1 of 2 points is 50%, the default -2 is all of them, -1 half."""
    assert lines("gas.xml", QTI22) == (
        ["choice_many | Air | [plain] What is air made of?", "  id gas tags -", "  50% Nitrogen", "  -100% Helium",
         "  50% [html] Oxy<b>gen</b>", "  -50% Chlorine"],
        [],
    )  # fmt: skip


QTI3 = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
  identifier="city" title="City" time-dependent="false">
  <qti-response-declaration base-type="identifier" cardinality="single" identifier="RESPONSE">
    <qti-correct-response><qti-value>Y</qti-value></qti-correct-response>
  </qti-response-declaration>
  <qti-item-body>
    <p>The sun of <qti-inline-choice-interaction response-identifier="RESPONSE" shuffle="false">
        <qti-inline-choice identifier="L">Lancaster</qti-inline-choice>
        <qti-inline-choice identifier="Y">York</qti-inline-choice>
      </qti-inline-choice-interaction> shines.</p>
  </qti-item-body>
  <qti-modal-feedback outcome-identifier="FEEDBACK" identifier="L" show-hide="show">
    <qti-content-body><p>The other rose.</p></qti-content-body>
  </qti-modal-feedback>
</qti-assessment-item>"""


def test_qti_3_inline_choice_is_a_gap() -> None:
    read, lost = lines("city.xml", QTI3)
    assert read == ["choice_one | City | [plain] The sun of _____ shines.",
                    "  id city tags -", "  0% Lancaster # The other rose.",
                    "  100.00000% York"]  # fmt: skip
    assert lost == []


def test_qti_that_asks_in_a_way_we_do_not_know_is_named_and_left_out() -> None:
    data = QTI3.replace("qti-inline-choice-interaction", "qti-hotspot-interaction")
    assert lines("city.xml", data) == ([], ["hotspotInteraction: the whole question, which is left out"])


def test_every_right_answer_must_be_ticked_is_named() -> None:
    data = QTI22[: QTI22.index("<mapping")] + QTI22[QTI22.index("</mapping>") + 10 :]
    read, lost = lines("gas.xml", data)
    assert read[2:] == ["  50.00000% Nitrogen", "  0% Helium", "  50.00000% [html] Oxy<b>gen</b>", "  0% Chlorine"]
    assert lost == ["that every right answer must be ticked, and no other: each counts its share"]


MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category"><category><text>$course$/top/Bikes</text></category></question>
  <question type="multichoice">
    <name><text>Frame</text></name>
    <questiontext format="html"><text><![CDATA[<p>Which frame?</p>]]></text></questiontext>
    <generalfeedback format="html"><text></text></generalfeedback>
    <defaultgrade>2.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><idnumber>F1</idnumber>
    <single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>
    <correctfeedback format="html"><text>Your answer is correct.</text></correctfeedback>
    <answer fraction="100" format="html"><text>Steel</text><feedback format="html"><text>Yes</text></feedback></answer>
    <answer fraction="0" format="html"><text>Paper</text><feedback format="html"><text></text></feedback></answer>
    <hint format="html"><text>It rusts.</text></hint>
    <tags><tag><text>frames</text></tag></tags>
  </question>
  <question type="numerical">
    <name><text>Weight</text></name><questiontext format="plain_text"><text>How heavy?</text></questiontext>
    <answer fraction="100"><text>9.5</text><feedback format="html"><text></text></feedback>
      <tolerance>0.5</tolerance></answer>
    <answer fraction="0"><text>*</text><feedback format="html"><text>No.</text></feedback><tolerance>0</tolerance></answer>
  </question>
  <question type="cloze">
    <name><text>Towns</text></name>
    <questiontext format="html">
      <text>{1:SHORTANSWER:=Paris#Yes~%50%Lyon} is not {2:MCV:Rome~=Bonn}, nor {:NUMERICAL:=3:1}.</text></questiontext>
  </question>
  <question type="calculated"><name><text>Area</text></name><questiontext><text>{a}*{b}</text></questiontext></question>
</quiz>"""


def test_a_moodle_export() -> None:
    read, lost = lines("quiz.xml", MOODLE)
    assert read == [
        "category | $course$/top/Bikes",
        "choice_one | Frame | [html] <p>Which frame?</p>", "  id F1 tags frames", "  100% Steel # Yes", "  0% Paper",
        "numerical | Weight | [plain] How heavy?", "  100% 9.5 +- 0.5", "  0% any # [html] No.",
        "cloze | Towns | [html] _____ is not _____, nor _____.",
    ]  # fmt: skip
    assert sorted(lost) == [
        "a question of Moodle's type 'calculated': the whole question, which is left out",
        "how the answers of a gap are laid out and shuffled",
        "its hints",
        "the feedback for a right, a partly right or a wrong answer as a whole",
    ]
    cloze = read_questions("quiz.xml", MOODLE.encode())[0][-1]
    said = [[(o.text.text, o.weight, o.feedback.text) for o in p.options] for p in cloze.parts]
    assert said == [[("Paris", 100, "Yes"), ("Lyon", 50, "")], [("Rome", 0, ""), ("Bonn", 100, "")], []]
    assert [(n.value, n.tolerance) for n in cloze.parts[2].numbers] == [(3, 1)]
    assert [p.points for p in cloze.parts] == [1, 2, 1]


QTI12 = """<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">
<assessment ident="a" title="Quiz"><section ident="root_section">
<item ident="i1" title="Question">
  <itemmetadata><qtimetadata>
    <qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>multiple_answers_question</fieldentry></qtimetadatafield>
    <qtimetadatafield><fieldlabel>points_possible</fieldlabel><fieldentry>1.0</fieldentry></qtimetadatafield>
  </qtimetadata></itemmetadata>
  <presentation><material><mattext texttype="text/html">&lt;p&gt;Which fit?&lt;/p&gt;</mattext></material>
    <response_lid ident="response1" rcardinality="Multiple"><render_choice>
      <response_label ident="7"><material><mattext texttype="text/plain">Helmet</mattext></material></response_label>
      <response_label ident="8"><material><mattext texttype="text/plain">Anvil</mattext></material></response_label>
      <response_label ident="9"><material><mattext texttype="text/plain">Bell</mattext></material></response_label>
    </render_choice></response_lid></presentation>
  <resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>
    <respcondition continue="No"><conditionvar><and><varequal respident="response1">7</varequal>
      <not><varequal respident="response1">8</varequal></not><varequal respident="response1">9</varequal></and></conditionvar>
      <setvar action="Set" varname="SCORE">100</setvar></respcondition></resprocessing>
</item></section></assessment></questestinterop>"""


def test_a_canvas_export_of_qti_1_2() -> None:
    read, lost = lines("quiz.xml", QTI12)
    assert read == ["choice_many | Question | [html] <p>Which fit?</p>", "  id i1 tags -", "  50.00000% [plain] Helmet",
                    "  0% [plain] Anvil", "  50.00000% [plain] Bell"]  # fmt: skip
    assert lost == ["that every right answer must be ticked, and no other: each counts its share"]


def test_a_package_without_a_test_is_read_by_its_manifest() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("b.xml", QTI22)
        archive.writestr("a.xml", QTI3)
        archive.writestr("old.xml", QTI12)
        resources = "".join(
            f'<resource identifier="{n}" type="{t}"><file href="{n}.xml"/></resource>'
            for n, t in (("b", "imsqti_item_xmlv2p2"), ("a", "imsqti_item_xmlv3p0"), ("old", "imsqti_xmlv1p2"))
        )
        archive.writestr("imsmanifest.xml", f"<manifest><resources>{resources}</resources></manifest>")
    questions, _ = read_questions("p.zip", out.getvalue())
    assert [q.question_id for q in questions] == ["gas", "city", "i1"]


def test_aiken() -> None:
    data = b"Who started it:\nA) Petr\nB) Martin\nC. Eloy\nANSWER: B\n\nIs <b> & fine?\n\nA) True\nB) False\nANSWER: a\n"
    assert [line for q in read_aiken("q.txt", data) for line in reading(q)] == [
        "choice_one | [plain] Who started it:", "  0% Petr", "  100% Martin", "  0% Eloy",
        "choice_one | [plain] Is <b> & fine?", "  100% True", "  0% False",
    ]  # fmt: skip
    assert lines("q.txt", data)[0][0] == "choice_one | [plain] Who started it:"


def test_a_persons_own_table() -> None:
    data = b"Question;Answer 1;Answer 2;Answer 3;Correct\nHow long?;1 day;2 days;;B\nWhat?;x;y;z;3\nWho?;'=me;you;;you\n"
    expected = ["choice_one | [moodle] How long?", "  0% 1 day", "  100% 2 days",
                "choice_one | [moodle] What?", "  0% x", "  0% y", "  100% z",
                "choice_one | [moodle] Who?", "  0% =me", "  100% you"]  # fmt: skip
    assert [line for q in read_table("q.csv", data) for line in reading(q)] == expected
    book = xlsx_bytes({"quiz": (["Question", "Option 1", "Option 2", "Correct"], [("How many?", 1, 2, 2)])})
    assert lines("q.xlsx", book) == (["choice_one | [moodle] How many?", "  0% 1", "  100% 2"], [])
