"""Whatever comes in: questions, or one clear sentence with its place."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readiness.adapters.quiz_formats import (
    QTI3,
    read_aiken,
    read_cmi5,
    read_gift,
    read_questions,
    safe_xml,
    write_gift,
    write_moodle,
    write_qti,
    write_qti12,
)
from readiness.errors import InputError, InvalidInputsError

GIFT = Path(__file__).parents[1] / "samples" / "quiz" / "gift"
ALL = [q for p in sorted(GIFT.glob("*.gift")) for q in read_gift(p.name, p.read_bytes())]
WHOLE = {
    "q.gift": write_gift(ALL)[0], "q.xml": write_moodle(ALL)[0], "old.xml": write_qti12(ALL, "q", "Q")[0],
}  # fmt: skip
PACKAGE = write_qti(ALL, "q", "Q", "en", QTI3)[0]
ITEMS = {n: zipfile.ZipFile(io.BytesIO(PACKAGE)).read(n) for n in sorted(zipfile.ZipFile(io.BytesIO(PACKAGE)).namelist())}
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def opened(file: str, data: bytes) -> None:
    try:
        read_questions(file, data)
    except InputError as error:
        assert str(error).count("\n") == 0
    except InvalidInputsError as error:
        assert error.problems


@given(
    st.sampled_from(["a.gift", "a.txt", "a.csv", "a.xml", "a.zip", "a"]),
    st.one_of(st.text(), st.text('{}=~#:\\%[]->TF1.\n/ A)ANSWER:;,"<>&', max_size=60)),
)
@SLOW
def test_any_text(file: str, text: str) -> None:
    opened(file, text.encode("utf-8", "surrogatepass"))


@given(st.sampled_from(["a.gift", "a.xml", "a.zip", "a.csv"]), st.binary(max_size=200))
@SLOW
def test_any_bytes(file: str, data: bytes) -> None:
    opened(file, data)


@given(st.sampled_from(sorted(WHOLE)), st.data())
@SLOW
def test_mutated_files(file: str, data: st.DataObject) -> None:
    opened(file, mutated(WHOLE[file], data))


@given(st.sampled_from([n for n in ITEMS if n.startswith("items/")]), st.data())
@SLOW
def test_mutated_items(name: str, data: st.DataObject) -> None:
    opened(name, mutated(ITEMS[name], data))


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_mutated_packages(data: st.DataObject) -> None:
    opened("p.zip", mutated(PACKAGE, data))


def mutated(whole: bytes, data: st.DataObject) -> bytes:
    """A file with a piece cut out, doubled or overwritten."""
    start = data.draw(st.integers(0, len(whole)))
    end = min(len(whole), start + data.draw(st.integers(0, 40)))
    new = data.draw(
        st.one_of(
            st.sampled_from([b"", b"{", b"}", b"~", b"%", b"<", b'"', b"-1e999", b"\x00", whole[start:end] * 2]),
            st.binary(max_size=4),
        )
    )
    return whole[:start] + new + whole[end:]


BOMB = b'<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><quiz><question type="essay">&b;</question></quiz>'
OUTSIDE = b'<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'


@pytest.mark.parametrize("data", [BOMB, OUTSIDE])
def test_entities_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="has a document type or entities, which may hide other files; expected plain XML"):
        read_questions("q.xml", data)


def test_bottomless_nesting_is_refused() -> None:
    with pytest.raises(InputError, match="is nested too deeply"):
        read_questions("q.xml", b"<quiz>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</quiz>")


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_xml, "MAX_UNPACKED", 1_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("imsmanifest.xml", b" " * 2_000_000)
    assert len(out.getvalue()) < 10_000
    with pytest.raises(InputError, match="unpacks to too much"):
        read_questions("p.zip", out.getvalue())


def test_html_that_does_something_is_not_written_into_a_package() -> None:
    (question,) = read_gift("q", rb'[html]<p onclick\="x()">Hi<script>alert(1)</script><a href\="javascript\:x()">y</a></p>{}')
    data, losses = write_qti([question], "q", "Q")
    item = zipfile.ZipFile(io.BytesIO(data)).read("items/item_1.xml")
    assert b"alert" not in item and b"onclick" not in item and b"javascript" not in item and b">y</a>" in item
    assert [loss.what for loss in losses] == ["the HTML attribute onclick", "the HTML element script", "the HTML attribute href"]


@pytest.mark.parametrize(
    ("data", "line", "what"),
    [
        (b"a {T}\n\nb {=x\n\n=y", 3, "a { is opened and not closed"),
        (b"// c\n::t: x {T}", 2, "a title is opened with :: and not closed"),
        (b"a }", 1, "a } that nothing opens"),
        (b"a {=x} b {=y}", 1, "braces inside or beside the answers"),
        (b"a {#}", 1, "a number is asked for and none is given"),
        (b"\n\na {#x:1}", 3, "'x' is not a number"),
        (b"a {#5..1}", 1, "the range '5..1' ends below its start"),
        (b"a {#5:-1}", 1, "the tolerance '-1'"),
        (b"a {~%150%x ~y}", 1, "the weight '150'"),
        (b"a {~x}", 1, "a choice of one answer"),
    ],
)
def test_what_is_wrong_in_gift_is_said_with_its_line(data: bytes, line: int, what: str) -> None:
    with pytest.raises(InvalidInputsError) as caught:
        read_gift("q.gift", data)
    (problem,) = caught.value.problems
    assert (problem.row, problem.what) == (line, what)


@pytest.mark.parametrize(
    ("data", "line", "what"),
    [
        (b"Q?\nA) x\nB) y\n", 1, "the last question has no line ANSWER:"),
        (b"Q?\nA) x\nB) y\nANSWER: C", 4, "ANSWER: 'C'"),
        (b"Q?\nA) x\nC) y\nANSWER: A", 3, "the answer C stands where B is due"),
        (b"Q?\nA) x\nANSWER: A", 1, "fewer than two answers"),
        (b"Q?\nA) x\nmore\nB) y\nANSWER: A", 3, "'more' stands between the answers and ANSWER:"),
    ],
)
def test_what_is_wrong_in_aiken_is_said_with_its_line(data: bytes, line: int, what: str) -> None:
    with pytest.raises(InvalidInputsError) as caught:
        read_aiken("q.txt", data)
    assert (line, what) in [(p.row, p.what) for p in caught.value.problems]


def test_other_xml_is_no_quiz() -> None:
    with pytest.raises(InputError, match="is no quiz file that we know"):
        read_questions("q.xml", b"<html/>")
    with pytest.raises(InputError, match="there is no course in it"):
        read_cmi5("cmi5.xml", b"<html/>")


def test_blank_lines_inside_braces_divide_nothing() -> None:
    (question,) = read_gift("q", b"Which?{\n\n=right\n\n// note\n~wrong\n\n}\n")
    assert [o.text.text for o in question.options] == ["right", "wrong"]
